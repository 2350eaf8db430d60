//! What a program answers of a document: one line of JSON in any dialect of entities JSONL.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::entities;
use super::foreign::ForeignSet;
use super::lay::{Laid, lay};
use super::unit::Unit;
use crate::annot::{AnnotatorName, Kind};
use crate::doc::Document;

/// What an answer of `producer` says of `document`: proposals, their places in the document's text. Where it tells a text,
/// its offsets count in that.
///
/// # Errors
/// When it says nothing that could be a proposal; in lower case and without the path.
pub fn read(answer: Value, producer: &AnnotatorName, document: &Document) -> Result<Laid, String> {
    // A pipeline that finds nothing answers with an empty list.
    let nothing = answer.as_array().is_some_and(Vec::is_empty);
    let read = if nothing { Default::default() } else { entities::read(answer)? };
    let set = read.sets.into_iter().next().unwrap_or_else(|| ForeignSet::new(Unit::CodePoints));
    Ok(lay(&set, read.text.as_deref(), document, producer, Kind::Model, entities::JSONL.name))
}

/// The same of a line of JSON.
///
/// # Errors
/// As [`read`], and when it is no JSON.
pub fn read_line(line: &str, producer: &AnnotatorName, document: &Document) -> Result<Laid, String> {
    read(entities::json(line)?, producer, document)
}

/// The id of the document that a line speaks of, without reading the line behind it. `None` where it has none.
pub fn id_of(line: &[u8]) -> Option<String> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_slice(line);
    // The visitor leaves with an error as soon as it knows.
    let _left = json.deserialize_map(IdAlone(&mut found));
    found.as_ref().and_then(id_text)
}

/// An id as the name of a document.
fn id_text(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

struct IdAlone<'a>(&'a mut Option<Value>);

impl<'de> Visitor<'de> for IdAlone<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "id" {
                *self.0 = Some(map.next_value()?);
                return Err(A::Error::custom("read far enough"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
