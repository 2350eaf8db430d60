//! Reading bdoc.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::entities;
use super::super::foreign::{
    ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan, ForeignTag, table_of_json, toml_of_json,
};
use super::super::unit::{Unit, cover};
use super::{IDS, ROLES};
use crate::annot::Kind;
use crate::text::Text;

type Object = Map<String, Value>;

/// Reads one document.
///
/// # Errors
/// When it is no JSON, or no bdoc.
pub(super) fn read(json: &str) -> Result<Vec<ForeignDocument>, String> {
    let value = entities::json(json)?;
    let Value::Object(mut bdoc) = value else { return Err("is no document".into()) };
    let Some(Value::String(text)) = bdoc.shift_remove("text") else { return Err("has no `text`".into()) };
    let unit = match bdoc.shift_remove("offset_type").as_ref().and_then(Value::as_str) {
        Some("j") => Unit::Utf16,
        _ => Unit::CodePoints,
    };
    let page = Text::from(text.as_str());
    let name = bdoc.shift_remove("name").and_then(|name| Some(name.as_str().filter(|it| !it.is_empty())?.to_owned()));
    let mut document = ForeignDocument { name, text: Some(text), ..ForeignDocument::default() };
    if let Some(Value::Object(sets)) = bdoc.shift_remove("annotation_sets") {
        for (name, set) in sets {
            let mut set = read_set(&name, set, unit);
            cover(&page, unit, &mut set.spans);
            document.sets.push(set);
        }
    }
    let Some(Value::Object(mut features)) = bdoc.shift_remove("features") else { return Ok(vec![document]) };
    for key in ["title", "date", "url", "outlet", "author", "language"] {
        if let Some(Value::String(value)) = features.get(key) {
            document.meta.push((key, value.clone()));
            features.shift_remove(key);
        }
    }
    if document.sets.is_empty() && !features.is_empty() {
        document.sets.push(ForeignSet::new(unit));
    }
    if let Some(first) = document.sets.first_mut() {
        let kind = features.shift_remove("kind");
        if kind.as_ref().and_then(Value::as_str) == Some("model") {
            first.kind = Some(Kind::Model);
        }
        first.tags.extend(words(features.shift_remove("tags")).map(|tag| ForeignTag { tag, ..ForeignTag::default() }));
        first.notes.extend(words(features.shift_remove("notes")));
        if !features.is_empty() {
            first.rest.push(json!({ "features": features }).to_string());
        }
    }
    Ok(vec![document])
}

/// The words of a list, or a word that stands alone.
fn words(value: Option<Value>) -> impl Iterator<Item = String> {
    let items = match value {
        Some(Value::Array(items)) => items,
        Some(value) => vec![value],
        None => Vec::new(),
    };
    items.into_iter().filter_map(|item| item.as_str().map(str::to_owned))
}

fn read_set(name: &str, set: Value, unit: Unit) -> ForeignSet {
    let mut foreign = ForeignSet::new(unit);
    foreign.by = Some(name.to_owned()).filter(|name| !name.is_empty());
    let annotations = match set {
        Value::Object(mut set) => set.shift_remove("annotations"),
        list => Some(list),
    };
    let Some(Value::Array(annotations)) = annotations else { return foreign };
    let mut by_id: HashMap<i64, usize> = HashMap::new();
    let mut links: Vec<(usize, String, Vec<i64>)> = Vec::new();
    for annotation in annotations {
        let Some((span, id, ids)) = annotation.as_object().and_then(read_annotation) else {
            foreign.rest.push(annotation.to_string());
            continue;
        };
        let at = foreign.spans.len();
        by_id.extend(id.map(|id| (id, at)));
        links.extend(ids.into_iter().map(|(name, ids)| (at, name, ids)));
        foreign.spans.push(span);
    }
    let key = |at: usize, foreign: &ForeignSet| foreign.spans.get(at).and_then(|span| span.common.key.clone());
    for (at, name, ids) in links {
        let label = name.strip_suffix(IDS).unwrap_or(&name).to_owned();
        for id in ids {
            let ends = key(at, &foreign).zip(by_id.get(&id).and_then(|at| key(*at, &foreign)));
            let Some((head, tail)) = ends else {
                foreign.rest.push(
                    json!({ "feature": name, "of": foreign.spans.get(at).map(|it| &it.common.key), "id": id })
                        .to_string(),
                );
                continue;
            };
            if !ROLES.contains(&name.as_str()) {
                foreign.relations.push(ForeignRelation {
                    label: label.clone(),
                    head,
                    tail,
                    ..ForeignRelation::default()
                });
            } else if let Some(span) = foreign.spans.get_mut(at) {
                match span.roles.iter_mut().find(|(role, _)| *role == name) {
                    Some((_, keys)) => keys.push(tail),
                    None => span.roles.push((name.clone(), vec![tail])),
                }
            }
        }
    }
    foreign
}

/// Features of annotations by number.
type Links = Vec<(String, Vec<i64>)>;

/// An annotation with its number, and the features that name others.
fn read_annotation(annotation: &Object) -> Option<(ForeignSpan, Option<i64>, Links)> {
    let number = |key: &str| usize::try_from(annotation.get(key)?.as_u64()?).ok();
    let label = annotation.get("type").and_then(Value::as_str)?;
    let mut span = ForeignSpan::new(label, number("start")?, number("end")?);
    let id = annotation.get("id").and_then(Value::as_i64);
    span.common.key = id.map(|id| id.to_string());
    let mut links = Links::new();
    for (name, value) in annotation.get("features").and_then(Value::as_object).into_iter().flatten() {
        let ids: Option<Vec<i64>> = match value {
            Value::Array(ids) if !ids.is_empty() => ids.iter().map(Value::as_i64).collect(),
            value => value.as_i64().map(|id| vec![id]),
        };
        match (name.as_str(), value, ids) {
            (name, _, Some(ids)) if ROLES.contains(&name) || name.ends_with(IDS) => links.push((name.to_owned(), ids)),
            ("score" | "confidence", Value::Number(score), _) => span.common.score = score.as_f64(),
            ("note" | "comment", Value::String(note), _) => span.common.note = Some(note.clone()),
            ("entity", Value::String(name), _) => span.entity = Some(name.clone()),
            _ => span.common.attrs.extend(toml_of_json(value.clone()).map(|value| (name.clone(), value))),
        }
    }
    let rest = annotation.iter().filter(|(key, _)| !["type", "start", "end", "id", "features"].contains(&key.as_str()));
    span.common.rest = table_of_json(rest.map(|(key, value)| (key.clone(), value.clone())));
    Some((span, id, links))
}
