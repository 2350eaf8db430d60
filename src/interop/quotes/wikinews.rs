//! The scheme of the German Wikinews corpus of quotations (2024): code points, roles in several parts, each file a
//! document; its compact form has `name`, `text` and pairs of offsets.

use serde_json::Value;

use super::super::entities::{Fields, items, json, word};
use super::super::foreign::{ForeignDocument, ForeignSpan, table_of_json};
use super::super::unit::Unit;
use super::gathered::{Gathered, Told, quotation};
use crate::annot::Kind;

/// Reads one document.
///
/// # Errors
/// When it is no JSON, or has no annotations.
pub(super) fn read(text: &str) -> Result<Vec<ForeignDocument>, String> {
    let Value::Object(object) = json(text)? else { return Err("is no document of quotations".into()) };
    let mut fields = Fields(object);
    if !fields.0.contains_key("annotations") {
        return Err("has no annotations".into());
    }
    let name = fields.word(&["documentName", "name"]);
    let mut document =
        ForeignDocument { name, text: fields.word(&["originalText", "text"]), ..ForeignDocument::default() };
    let mut gathered = Gathered::new(Unit::CodePoints, Kind::Human);
    for annotation in items(fields.take(&["annotations"])) {
        let kept = annotation.to_string();
        match read_one(annotation, &mut gathered) {
            Some(span) => gathered.set.spans.push(span),
            None => gathered.set.rest.push(kept),
        }
    }
    let derived = ["sentences", "tokens", "sents", "ntok"];
    fields.0.retain(|key, _| !derived.contains(&key.as_str()));
    if !fields.0.is_empty() {
        gathered.set.rest.push(Value::Object(fields.0).to_string());
    }
    document.sets.push(gathered.set);
    Ok(vec![document])
}

fn read_one(annotation: Value, gathered: &mut Gathered) -> Option<ForeignSpan> {
    let Value::Object(object) = annotation else { return None };
    let mut fields = Fields(object);
    let told = told(&fields.take(&["quote"])?).into_iter().next()?;
    let mut span = quotation(&told);
    if let Some(kind) = fields.word(&["type"]) {
        span = span.with_attr("type", &kind.to_lowercase());
    }
    if let Some(medium) = fields.word(&["medium"]) {
        span = span.with_attr("medium", &medium.to_lowercase());
    }
    if fields.take(&["isNested"]) == Some(Value::Bool(true)) {
        span.common.attrs.insert("nested".into(), toml::Value::Boolean(true));
    }
    // It follows from the others.
    fields.take(&["hasNested"]);
    for (name, role) in [("speaker", "source"), ("cue", "cue"), ("addressee", "addressee"), ("frame", "frame")] {
        let Some(value) = fields.take(&[name]) else { continue };
        for told in self::told(&value) {
            gathered.role(&mut span, role, &told);
        }
    }
    // Numbers count from 0 in each document; they name nothing.
    fields.take(&["id"]);
    span.common.rest = table_of_json(fields.0);
    Some(span)
}

/// The passages of a role: an object with spans, a list of such objects, or pairs of offsets, which are one passage.
fn told(value: &Value) -> Vec<Told> {
    match value {
        Value::Object(object) => {
            let spans = object.get("spans").and_then(Value::as_array).into_iter().flatten();
            let number = |span: &Value, name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
            let place = |span: &Value| number(span, "charBegin").zip(number(span, "charEnd"));
            let told = Told { parts: spans.filter_map(place).collect(), text: object.get("text").and_then(word) };
            Some(told).filter(|told| !told.is_empty()).into_iter().collect()
        }
        Value::Array(list) if list.iter().all(Value::is_array) => {
            let parts: Option<Vec<(usize, usize)>> = serde_json::from_value(value.clone()).ok();
            parts.filter(|parts| !parts.is_empty()).map(|parts| Told { parts, text: None }).into_iter().collect()
        }
        Value::Array(list) => list.iter().flat_map(told).collect(),
        _ => Vec::new(),
    }
}
