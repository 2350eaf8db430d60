//! Writing tasks, and the labelling configuration that shows them.

use serde_json::{Map, Value, json};

use super::super::page::{Losses, OutFile, Page};
use super::read::ROLES;
use crate::annot::{Id, Kind, Layer, Status};
use crate::config::Schema;
use crate::config::schema::LabelKind;

/// A task with the set as its annotation, or as a prediction where a program made it.
pub(super) fn task(page: &Page<'_>, losses: &mut Losses) -> String {
    let set = page.set;
    losses.lose_layers(set, &[Layer::Spans, Layer::Tags, Layer::Relations, Layer::Notes]);
    losses.lose_all("entity", set.entities().len());
    let is_model = set.kind == Kind::Model;
    let mut results: Vec<Value> = Vec::new();
    for span in set.spans() {
        results.extend(region(page, span, losses));
    }
    for (id, role, other) in set.spans().iter().flat_map(|span| {
        span.roles.iter().flat_map(move |(role, ids)| ids.iter().map(move |id| (&span.id, role.as_str(), id)))
    }) {
        match ROLES.contains(&role) {
            true => results.push(arrow(id, other, role)),
            false => losses.lose("role of no quotation"),
        }
    }
    for relation in set.relations() {
        match set.span(&relation.head).is_some() && set.span(&relation.tail).is_some() {
            true => results.push(arrow(&relation.head, &relation.tail, &relation.label)),
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
    if !tags.is_empty() {
        results.push(on_document("tag", "choices", &tags));
    }
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
    format!("{task}\n")
}

/// A region with what hangs on it.
fn region(page: &Page<'_>, span: &crate::annot::SpanAnnotation, losses: &mut Losses) -> Vec<Value> {
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
            "id": span.id.as_str(),
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
    }
    let mut results = vec![first];
    for (name, value) in &span.common.attrs {
        match value {
            toml::Value::String(word) => results.push(result(name, "choices", json!([word]))),
            _ => losses.lose("attribute that is no word"),
        }
    }
    results
}

fn arrow(from: &Id, to: &Id, label: &str) -> Value {
    json!({
        "type": "relation",
        "from_id": from.as_str(),
        "to_id": to.as_str(),
        "direction": "right",
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
