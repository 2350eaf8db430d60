//! Writing tasks, and the labelling configuration that shows them.

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::origin;
use super::super::page::{Losses, OutFile, Page};
use super::LABEL_STUDIO;
use super::read::{KINDS, ROLES, WITH};
use crate::annot::{AnnotationSet, Id, Kind, Layer, SpanAnnotation, Status};
use crate::config::Schema;
use crate::config::schema::LabelKind;

/// A task with the set as its annotation, or as a prediction where a program made it.
pub(super) fn task(page: &Page<'_>, losses: &mut Losses) -> String {
    let set = page.set;
    losses.lose_layers(set, &[Layer::Spans, Layer::Tags, Layer::Relations, Layer::Notes]);
    losses.lose_all("entity", set.entities().len());
    let is_model = set.kind == Kind::Model;
    let mut results: Vec<Value> = Vec::new();
    let (others, first): (Vec<_>, Vec<_>) = set.spans().iter().partition(|span| whose_label(span).is_some());
    for span in first.into_iter().chain(others) {
        let with = whose_label(span);
        // A region that had several labels has them again.
        match with.and_then(|id| results.iter_mut().find(|it| it["type"] == "labels" && it["id"] == id)) {
            Some(region) => {
                if let Some(labels) = region.pointer_mut("/value/labels").and_then(Value::as_array_mut) {
                    labels.push(json!(span.label));
                }
            }
            None => results.extend(region(page, span, losses)),
        }
    }
    for (id, role, other) in set.spans().iter().flat_map(|span| {
        span.roles.iter().flat_map(move |(role, ids)| ids.iter().map(move |id| (&span.id, role.as_str(), id)))
    }) {
        match ROLES.contains(&role) {
            true => results.push(arrow(id_of(set, id), id_of(set, other), role, "right")),
            false => losses.lose("role of no quotation"),
        }
    }
    for relation in set.relations() {
        match set.span(&relation.head).is_some() && set.span(&relation.tail).is_some() {
            true => {
                let direction = origin::word(&relation.common, NAME, "direction").unwrap_or("right");
                results.push(arrow(id_of(set, &relation.head), id_of(set, &relation.tail), &relation.label, direction));
            }
            false => losses.lose("relation of something that is no span"),
        }
        losses.lose_all("attribute", relation.common.attrs.len());
        losses.lose_all("note", usize::from(relation.common.note.is_some()));
    }
    let tags: Vec<&str> = set.tags().iter().map(|tag| tag.tag.as_str()).collect();
    for tag in set.tags() {
        losses.lose_all("attribute", tag.common.attrs.len());
        losses.lose_all("note", usize::from(tag.common.note.is_some()));
        losses.lose_all("score", usize::from(tag.score.is_some()));
    }
    // Those of one control stand together.
    let mut controls: Vec<(&str, Vec<&str>)> = Vec::new();
    for tag in set.tags() {
        let control = origin::word(&tag.common, NAME, "from_name").unwrap_or("tag");
        match controls.iter_mut().find(|(name, _)| *name == control) {
            Some((_, words)) => words.push(&tag.tag),
            None => controls.push((control, vec![&tag.tag])),
        }
    }
    results.extend(controls.iter().map(|(control, words)| on_document(control, "choices", words)));
    let notes: Vec<&str> = set.notes().iter().filter_map(|note| note.common.note.as_deref()).collect();
    losses.lose_all("passage of a note", set.notes().iter().filter(|note| note.place.is_some()).count());
    if !notes.is_empty() {
        let mut note = on_document("note", "text", &notes);
        if let Some(fields) = note.as_object_mut() {
            fields.insert("type".into(), json!("textarea"));
        }
        results.push(note);
    }
    let choices: Vec<Value> = tags.iter().map(|tag| json!({ "value": tag })).collect();
    let mut data = Map::from_iter([("text".to_owned(), json!(page.text().as_str()))]);
    data.extend(page.meta());
    data.insert("id".into(), json!(page.document.name()));
    data.insert("tags".into(), Value::Array(choices));
    let mut task = json!({ "data": data, "meta": { "annotator": set.annotator.as_str() } });
    if let Some(task) = task.as_object_mut() {
        let (list, said) = match is_model {
            true => ("predictions", json!({ "model_version": set.annotator.as_str(), "result": results })),
            false => {
                ("annotations", json!({ "result": results, "was_cancelled": set.review.status == Status::Skipped }))
            }
        };
        task.insert(list.into(), json!([said]));
    }
    restore(set, &mut task);
    format!("{task}\n")
}

const NAME: &str = LABEL_STUDIO.name;

/// The id of a region: Label Studio's own, where it is from there.
fn key(span: &SpanAnnotation) -> &str {
    origin::key(&span.common, NAME).unwrap_or(span.id.as_str())
}

/// The region that a label stood on with others.
fn whose_label(span: &SpanAnnotation) -> Option<&str> {
    origin::word(&span.common, NAME, WITH)
}

fn id_of<'s>(set: &'s AnnotationSet, id: &'s Id) -> &'s str {
    set.span(id).map_or(id.as_str(), key)
}

/// Puts back what the reader found no place for.
fn restore(set: &AnnotationSet, task: &mut Value) {
    let list = if set.kind == Kind::Model { "predictions" } else { "annotations" };
    for record in origin::kept(set, NAME) {
        let Ok(Value::Object(mut record)) = serde_json::from_str::<Value>(record) else { continue };
        let only = record.keys().next().filter(|_| record.len() == 1).cloned().unwrap_or_default();
        let place = match only.as_str() {
            "draft" => {
                let draft = record.shift_remove(&only).unwrap_or_default();
                match &mut task["drafts"] {
                    Value::Array(drafts) => drafts.push(draft),
                    none => *none = json!([draft]),
                }
                continue;
            }
            "data" => &mut task["data"],
            "task" => &mut *task,
            "annotation" | "prediction" => &mut task[list][0],
            _ => {
                if let Some(results) = task[list][0]["result"].as_array_mut() {
                    results.push(Value::Object(record));
                }
                continue;
            }
        };
        if let (Some(fields), Some(Value::Object(more))) = (place.as_object_mut(), record.shift_remove(&only)) {
            for (key, value) in more {
                match (fields.get_mut(&key), value) {
                    (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                    (Some(_), _) => {}
                    (None, value) => drop(fields.insert(key, value)),
                }
            }
        }
    }
}

/// A region with what hangs on it.
fn region(page: &Page<'_>, span: &SpanAnnotation, losses: &mut Losses) -> Vec<Value> {
    let hull = span.place.hull();
    if span.place.is_fragmented() {
        losses.lose("gap of a span in several parts");
    }
    let (start, end) = page.code_points(hull);
    let origin = if page.set.kind == Kind::Model { "prediction" } else { "manual" };
    let place = json!({ "start": start, "end": end, "text": page.text().slice(hull) });
    let result = |name: &str, kind: &str, words: Value| {
        let mut value = place.clone();
        if let Some(fields) = value.as_object_mut() {
            fields.insert(kind.to_owned(), words);
        }
        json!({
            "id": key(span),
            "from_name": name,
            "to_name": "text",
            "type": kind,
            "origin": origin,
            "value": value,
        })
    };
    let mut first = result("label", "labels", json!([span.label]));
    if let Some(fields) = first.as_object_mut() {
        if let Some(score) = span.score {
            fields.insert("score".into(), json!(score));
        }
        if let Some(note) = &span.common.note {
            fields.insert("meta".into(), json!({ "text": [note] }));
        }
        for (key, value) in origin::fields(&span.common, NAME, &[KINDS, WITH]) {
            match (fields.get_mut(key), value) {
                (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                (_, value) => drop(fields.insert(key.clone(), value)),
            }
        }
    }
    let kinds = origin::origin(&span.common, NAME).and_then(|origin| origin.get(KINDS)?.as_table());
    let mut results = vec![first];
    for (name, value) in &span.common.attrs {
        let kind = kinds.and_then(|kinds| kinds.get(name)?.as_str());
        match (kind, value) {
            (Some(kind), value) => results.push(result(name, kind, told(kind, value))),
            (None, toml::Value::String(word)) => results.push(result(name, "choices", json!([word]))),
            _ => losses.lose("attribute that is no word"),
        }
    }
    results
}

/// What was chosen with a control, as it tells it.
fn told(kind: &str, value: &toml::Value) -> Value {
    let value = json_of_toml(value);
    let list = if let Value::Array(items) = value { items } else { vec![value] };
    match (kind, list.as_slice()) {
        ("taxonomy", _) => {
            list.iter().map(|path| json!(path.as_str().unwrap_or_default().split('/').collect::<Vec<_>>())).collect()
        }
        ("choices" | "textarea", _) => Value::Array(list),
        (_, [only]) => only.clone(),
        _ => Value::Array(list),
    }
}

fn arrow(from: &str, to: &str, label: &str, direction: &str) -> Value {
    json!({
        "type": "relation",
        "from_id": from,
        "to_id": to,
        "direction": direction,
        "labels": [label],
    })
}

/// What is said of the whole document.
fn on_document(name: &str, kind: &str, words: &[&str]) -> Value {
    json!({ "id": name, "from_name": name, "to_name": "text", "type": kind, "origin": "manual", "value": { kind: words } })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The labelling configuration of a schema.
pub(super) fn beside(schema: &Schema) -> Vec<OutFile> {
    let mut xml = String::from("<View>\n  <Labels name=\"label\" toName=\"text\">\n");
    let mut item = |tag: &str, value: &str| xml += &format!("    <{tag} value=\"{}\"/>\n", escaped(value));
    let labels = schema.labels.iter().map(|label| label.name.as_str());
    labels.chain(crate::annot::build::PROPS).for_each(|label| item("Label", label));
    xml += "  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n  <Relations>\n";
    let relations = schema.relations.iter().map(|relation| relation.name.as_str());
    for label in ROLES.into_iter().chain(relations) {
        xml += &format!("    <Relation value=\"{}\"/>\n", escaped(label));
    }
    xml += "  </Relations>\n";
    let quotations: Vec<String> = schema
        .labels
        .iter()
        .filter(|label| label.kind == LabelKind::Quotation)
        .map(|label| escaped(&label.name))
        .collect();
    if !quotations.is_empty() {
        xml += &format!(
            "  <Choices name=\"type\" toName=\"text\" perRegion=\"true\" whenTagName=\"label\" whenLabelValue=\"{}\">\n",
            quotations.join(",")
        );
        for kind in ["direct", "indirect", "mixed"] {
            xml += &format!("    <Choice value=\"{kind}\"/>\n");
        }
        xml += "  </Choices>\n";
    }
    // Free tags are those of each task. Label Studio refuses a choice of one.
    xml += "  <Choices name=\"tag\" toName=\"text\" choice=\"multiple\"";
    match schema.tags.len() < 2 {
        true => xml += " value=\"$tags\"/>\n",
        false => {
            xml += ">\n";
            for tag in &schema.tags {
                xml += &format!("    <Choice value=\"{}\"/>\n", escaped(&tag.name));
            }
            xml += "  </Choices>\n";
        }
    }
    xml += "  <TextArea name=\"note\" toName=\"text\" maxSubmissions=\"0\"/>\n</View>\n";
    vec![OutFile { name: "label-studio.xml".into(), contents: xml }]
}
