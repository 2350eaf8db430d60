//! What holds of every sidecar: offsets count code points of the raw text, ids are unique, nothing dangles.

use std::collections::HashSet;

use super::harness::records;

const LISTS: [&str; 9] =
    ["entities", "spans", "tags", "stances", "rejected", "later", "notes", "relations", "conflicts"];

/// Checks a sidecar against the text it is about, where that is known.
#[track_caller]
pub fn check(sidecar: &toml::Table, text: Option<&str>) {
    assert_eq!(sidecar["gloss"].as_integer(), Some(1));
    let mut ids = HashSet::new();
    for list in LISTS {
        for record in records(sidecar, list) {
            let id = record["id"].as_str().unwrap().to_owned();
            assert!(ids.insert(id.clone()), "{id} stands twice in {sidecar}");
        }
    }
    let spans: HashSet<&str> = records(sidecar, "spans").iter().map(|span| span["id"].as_str().unwrap()).collect();
    let entities: HashSet<&str> =
        records(sidecar, "entities").iter().map(|entity| entity["id"].as_str().unwrap()).collect();
    let spans_known = |value: &toml::Value| {
        for id in value.as_array().unwrap() {
            assert!(spans.contains(id.as_str().unwrap()), "{id} is no span of {sidecar}");
        }
    };
    for record in LISTS.iter().flat_map(|list| records(sidecar, list)) {
        if let Some(entity) = record.get("entity").and_then(toml::Value::as_str) {
            assert!(entities.contains(entity), "{entity} is no entity of {sidecar}");
        }
        record.get("evidence").into_iter().for_each(spans_known);
        for (_, role) in record.get("roles").and_then(toml::Value::as_table).into_iter().flatten() {
            spans_known(role);
        }
        for end in ["head", "tail"].iter().filter_map(|key| record.get(*key)) {
            assert!(spans.contains(end.as_str().unwrap()), "{end} is no span of {sidecar}");
        }
        if let Some(holder) = record.get("holder") {
            let known = |key: &str, ids: &HashSet<&str>| {
                holder.get(key).and_then(toml::Value::as_str).is_none_or(|id| ids.contains(id))
            };
            assert!(known("entity", &entities) && known("span", &spans), "{holder} dangles in {sidecar}");
        }
        if let Some(text) = text {
            slices(record, text);
        }
    }
    if let Some(text) = text {
        assert_eq!(sidecar["document"]["chars"].as_integer(), i64::try_from(text.chars().count()).ok());
    }
}

/// `text[start:end] == text`, as Python would say.
#[track_caller]
fn slices(record: &toml::Table, text: &str) {
    let Some(quote) = record.get("text").and_then(toml::Value::as_str) else { return };
    let number = |value: &toml::Value| usize::try_from(value.as_integer().unwrap()).unwrap();
    let slice = |start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
    let sliced = match record.get("parts").and_then(toml::Value::as_array) {
        Some(parts) => {
            let part = |part: &toml::Value| slice(number(&part[0]), number(&part[1]));
            parts.iter().map(part).collect::<Vec<_>>().join(" ")
        }
        None => slice(number(&record["start"]), number(&record["end"])),
    };
    assert_eq!(sliced, quote, "{record}");
}
