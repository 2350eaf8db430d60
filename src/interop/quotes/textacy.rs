//! Dumps of textacy's `direct_quotations`: triples of speaker, cue and content, each as text, as a list of tokens, or with
//! offsets; there is no file format.

use serde_json::{Map, Value};

use super::super::entities::{Fields, items, json, word};
use super::super::foreign::{ForeignDocument, ForeignSpan, table_of_json};
use super::super::unit::Unit;
use super::gathered::{Gathered, Told, kind_of, quotation};
use crate::annot::Kind;

/// Reads a quotation, a list of them, or a document with a list of them.
///
/// # Errors
/// When it is no JSON, or nothing of these.
pub(super) fn read(text: &str) -> Result<Vec<ForeignDocument>, String> {
    let mut gathered = Gathered::new(Unit::CodePoints, Kind::Model);
    let mut document = ForeignDocument::default();
    let quotations = match json(text)? {
        Value::Array(list) if is_triple(&list) => vec![Value::Array(list)],
        Value::Array(list) => list,
        Value::Object(object) => {
            let mut fields = Fields(object);
            document.name = fields.word(&["id", "name", "doc", "doc_id", "document", "file"]);
            document.text = fields.word(&["text"]).filter(|_| !fields.0.contains_key("content"));
            match fields.take(&["quotations", "quotes", "direct_quotations"]) {
                Some(list) => {
                    if !fields.0.is_empty() {
                        gathered.set.rest.push(Value::Object(fields.0).to_string());
                    }
                    items(Some(list))
                }
                None => vec![Value::Object(fields.0)],
            }
        }
        _ => return Err("is no quotation".into()),
    };
    for quotation in quotations {
        let kept = quotation.to_string();
        match read_one(quotation, &mut gathered) {
            Some(span) => gathered.set.spans.push(span),
            None => gathered.set.rest.push(kept),
        }
    }
    if gathered.set.spans.is_empty() && document.text.is_none() {
        return Err("has no quotation with a content".into());
    }
    document.sets.push(gathered.set);
    Ok(vec![document])
}

/// Whether a list is a speaker, a cue and a content rather than three quotations.
fn is_triple(list: &[Value]) -> bool {
    let is_tokens = |value: &Value| value.as_array().is_some_and(|tokens| tokens.iter().all(Value::is_string));
    list.len() == 3
        && list.last().is_some_and(Value::is_string)
        && list.iter().all(|it| it.is_string() || is_tokens(it))
}

fn read_one(value: Value, gathered: &mut Gathered) -> Option<ForeignSpan> {
    let mut fields = match value {
        Value::Array(triple) if triple.len() == 3 => {
            Fields(["speaker", "cue", "content"].map(str::to_owned).into_iter().zip(triple).collect::<Map<_, _>>())
        }
        Value::Object(object) => Fields(object),
        _ => return None,
    };
    let mut content = told(fields.take(&["content", "quote", "quotation"])?)?;
    if content.parts.is_empty() {
        content.parts =
            fields.offset(&["start", "start_char"]).zip(fields.offset(&["end", "end_char"])).into_iter().collect();
    }
    let mut named = |name: &str| {
        let mut told = fields.take(&[name]).and_then(told)?;
        if told.parts.is_empty() {
            let place = fields.offset(&[&format!("{name}_start")]).zip(fields.offset(&[&format!("{name}_end")]));
            told.parts.extend(place);
        }
        Some(told)
    };
    let (speaker, cue) = (named("speaker"), named("cue"));
    let mut span = quotation(&by_characters(content.clone()));
    span = span.with_attr("type", kind_of(content.text.as_deref().unwrap_or_default()));
    for (role, told) in [("source", speaker), ("cue", cue)] {
        if let Some(told) = told {
            gathered.role(&mut span, role, &by_characters(told));
        }
    }
    span.common.score = fields.number(&["score", "confidence"]);
    span.common.rest = table_of_json(fields.0);
    Some(span)
}

/// A passage: text, a list of tokens, or an object with either and offsets.
fn told(value: Value) -> Option<Told> {
    let joined = |tokens: Vec<Value>| -> String {
        let text = |token: &Value| word(token).or_else(|| token.get("text").and_then(word));
        tokens.iter().filter_map(text).collect::<Vec<_>>().join(" ")
    };
    let told = match value {
        Value::Object(object) => {
            let mut fields = Fields(object);
            let place = fields.offset(&["start_char", "start"]).zip(fields.offset(&["end_char", "end"]));
            Told { parts: place.into_iter().collect(), text: fields.word(&["text"]) }
        }
        Value::Array(tokens) => Told { parts: Vec::new(), text: Some(joined(tokens)) },
        text => Told { parts: Vec::new(), text: word(&text) },
    };
    (!told.is_empty()).then_some(told)
}

/// Places are kept where they are as long as their words; otherwise they count tokens, and the words are looked for.
fn by_characters(mut told: Told) -> Told {
    if let Some(words) = &told.text {
        let len = words.chars().count();
        told.parts.retain(|(start, end)| end.checked_sub(*start) == Some(len));
    }
    told
}
