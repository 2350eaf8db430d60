//! Writing bdoc, a document a line.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::page::{Losses, Page};
use super::{IDS, ROLES};
use crate::annot::{Id, Kind, Layer};

/// Features that mean something to the reader, and cannot be attributes.
const TAKEN: [&str; 5] = ["score", "confidence", "note", "comment", "entity"];

pub(super) fn document(page: &Page<'_>, losses: &mut Losses) -> String {
    let set = page.set;
    losses.lose_layers(set, &[Layer::Spans, Layer::Tags, Layer::Relations, Layer::Notes]);
    let numbers: HashMap<&Id, usize> = set.spans().iter().enumerate().map(|(at, span)| (&span.id, at)).collect();
    let names: HashMap<&Id, &str> = set.entities().iter().map(|entity| (&entity.id, entity.name.as_str())).collect();
    let mut relations: HashMap<&Id, Vec<(&str, usize)>> = HashMap::new();
    for relation in set.relations() {
        match numbers.get(&relation.tail).filter(|_| numbers.contains_key(&relation.head)) {
            Some(tail) => relations.entry(&relation.head).or_default().push((&relation.label, *tail)),
            None => losses.lose("relation of something that is no span"),
        }
        losses.lose_all("attribute", relation.common.attrs.len());
        losses.lose_all("note", usize::from(relation.common.note.is_some()));
    }
    let mut annotations: Vec<Value> = Vec::with_capacity(set.spans().len());
    for (at, span) in set.spans().iter().enumerate() {
        if span.place.is_fragmented() {
            losses.lose("gap of a span in several parts");
        }
        let mut features = Map::new();
        for (name, value) in &span.common.attrs {
            match TAKEN.contains(&name.as_str()) || ROLES.contains(&name.as_str()) || name.ends_with(IDS) {
                true => losses.lose("attribute"),
                false => _ = features.insert(name.clone(), json_of_toml(value)),
            }
        }
        for (role, ids) in &span.roles {
            let ids: Vec<usize> = ids.iter().filter_map(|id| numbers.get(id).copied()).collect();
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
        annotations.push(json!({ "type": span.label, "start": start, "end": end, "id": at, "features": features }));
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
    let name = set.annotator.as_str();
    let next = annotations.len();
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
