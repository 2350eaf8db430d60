//! Writing bdoc, a document a line.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::origin;
use super::super::page::{Losses, Page};
use super::{GATE, IDS, ROLES};
use crate::annot::{AnnotationSet, Id, Kind, Layer, SpanAnnotation};

/// Whether a feature means something to the reader, and cannot be an attribute.
fn is_taken(name: &str, value: &toml::Value) -> bool {
    match name {
        "score" | "confidence" => value.is_integer() || value.is_float(),
        "note" | "comment" | "entity" => value.is_str(),
        name if ROLES.contains(&name) || name.ends_with(IDS) => {
            value.is_integer() || value.as_array().is_some_and(|ids| ids.iter().all(toml::Value::is_integer))
        }
        _ => false,
    }
}

/// The number of each span: GATE's own where it is from there.
fn numbers(set: &AnnotationSet) -> HashMap<&Id, i64> {
    let own = |span: &SpanAnnotation| origin::key(&span.common, GATE.name)?.parse::<i64>().ok();
    let mut used: HashSet<i64> = HashSet::new();
    let mut numbers: HashMap<&Id, i64> = HashMap::new();
    for span in set.spans() {
        if let Some(number) = own(span).filter(|number| used.insert(*number)) {
            numbers.insert(&span.id, number);
        }
    }
    // Numbers that are named by something we do not have are not given to anything else.
    let mut next = used.iter().copied().max().map_or(0, |most| most.saturating_add(1));
    for span in set.spans() {
        numbers.entry(&span.id).or_insert_with(|| {
            next = next.saturating_add(1);
            next - 1
        });
    }
    numbers
}

pub(super) fn document(page: &Page<'_>, losses: &mut Losses) -> String {
    let set = page.set;
    losses.lose_layers(set, &[Layer::Spans, Layer::Tags, Layer::Relations, Layer::Notes]);
    let numbers = numbers(set);
    let names: HashMap<&Id, &str> = set.entities().iter().map(|entity| (&entity.id, entity.name.as_str())).collect();
    let mut relations: HashMap<&Id, Vec<(&str, i64)>> = HashMap::new();
    for relation in set.relations() {
        match numbers.get(&relation.tail).filter(|_| numbers.contains_key(&relation.head)) {
            Some(tail) => relations.entry(&relation.head).or_default().push((&relation.label, *tail)),
            None => losses.lose("relation of something that is no span"),
        }
        losses.lose_all("attribute", relation.common.attrs.len());
        losses.lose_all("note", usize::from(relation.common.note.is_some()));
    }
    let mut annotations: Vec<Value> = Vec::with_capacity(set.spans().len());
    for span in set.spans() {
        if span.place.is_fragmented() {
            losses.lose("gap of a span in several parts");
        }
        let mut features = Map::new();
        for (name, value) in &span.common.attrs {
            match is_taken(name, value) {
                true => losses.lose("attribute"),
                false => _ = features.insert(name.clone(), json_of_toml(value)),
            }
        }
        for (role, ids) in &span.roles {
            let ids: Vec<i64> = ids.iter().filter_map(|id| numbers.get(id).copied()).collect();
            match ROLES.contains(&role.as_str()) {
                true => _ = features.insert(role.clone(), json!(ids)),
                false => losses.lose("role of no quotation"),
            }
        }
        for (label, tail) in relations.get(&span.id).into_iter().flatten() {
            if let Value::Array(ids) = features.entry(format!("{label}{IDS}")).or_insert_with(|| json!([])) {
                ids.push(json!(tail));
            }
        }
        let entity = span.entity.as_ref().and_then(|id| names.get(id));
        features.extend(entity.map(|name| ("entity".to_owned(), json!(name))));
        features.extend(span.score.map(|score| ("score".to_owned(), json!(score))));
        features.extend(span.common.note.as_ref().map(|note| ("note".to_owned(), json!(note))));
        let (start, end) = page.code_points(span.place.hull());
        features.extend(origin::fields(&span.common, GATE.name, &[]).filter(|(key, _)| *key == "score").map(owned));
        let id = numbers.get(&span.id);
        let mut annotation = json!({ "type": span.label, "start": start, "end": end, "id": id, "features": features });
        if let Some(fields) = annotation.as_object_mut() {
            fields.extend(origin::fields(&span.common, GATE.name, &["score"]).map(owned));
        }
        annotations.push(annotation);
    }
    let mut features = page.meta();
    let tags: Vec<&str> = set.tags().iter().map(|tag| tag.tag.as_str()).collect();
    for tag in set.tags() {
        losses.lose_all("attribute", tag.common.attrs.len());
        losses.lose_all("note", usize::from(tag.common.note.is_some()));
        losses.lose_all("score", usize::from(tag.score.is_some()));
    }
    let notes: Vec<&str> = set.notes().iter().filter_map(|note| note.common.note.as_deref()).collect();
    losses.lose_all("passage of a note", set.notes().iter().filter(|note| note.place.is_some()).count());
    for (name, words) in [("tags", tags), ("notes", notes)] {
        if !words.is_empty() {
            features.insert(name.into(), json!(words));
        }
    }
    if set.kind == Kind::Model {
        features.insert("kind".into(), json!("model"));
    }
    restore(set, &numbers, &mut annotations, &mut features);
    let name = set.annotator.as_str();
    let next = numbers.values().max().map_or(0, |most| most.saturating_add(1));
    let sets = json!({ name: { "name": name, "annotations": annotations, "next_annid": next } });
    let bdoc = json!({
        "annotation_sets": sets,
        "text": page.text().as_str(),
        "features": features,
        "offset_type": "p",
        "name": page.document.name(),
    });
    format!("{bdoc}\n")
}

fn owned((key, value): (&String, Value)) -> (String, Value) {
    (key.clone(), value)
}

fn word<'r>(record: &'r Map<String, Value>, key: &str) -> Option<&'r str> {
    record.get(key)?.as_str()
}

/// Puts back what the reader found no place for: annotations it could not read, features that name what is not there,
/// features of the document.
fn restore(
    set: &AnnotationSet,
    numbers: &HashMap<&Id, i64>,
    annotations: &mut Vec<Value>,
    features: &mut Map<String, Value>,
) {
    for record in origin::kept(set, GATE.name) {
        let Ok(Value::Object(mut record)) = serde_json::from_str::<Value>(record) else { continue };
        if record.len() == 1
            && let Some(Value::Object(more)) = record.get_mut("features").map(Value::take)
        {
            more.into_iter().for_each(|(key, value)| _ = features.entry(key).or_insert(value));
        } else if let (Some(name), Some(of), Some(id)) =
            (word(&record, "feature"), word(&record, "of"), record.get("id"))
        {
            let owner = set.spans().iter().find(|span| origin::key(&span.common, GATE.name) == Some(of));
            let number = owner.and_then(|span| numbers.get(&span.id));
            let found = annotations.iter_mut().find(|it| number.is_some_and(|number| it["id"] == *number));
            if let Some(found) = found {
                match &mut found["features"][name] {
                    Value::Array(ids) => ids.push(id.clone()),
                    none => *none = json!([id]),
                }
            }
        } else {
            annotations.push(Value::Object(record));
        }
    }
}
