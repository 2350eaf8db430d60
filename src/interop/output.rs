//! What a program answers of a document: one line of JSON in any dialect of entities JSONL.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::entities;
use super::lay::{Laid, lay};
use crate::annot::adopt::adopt;
use crate::annot::{AnnotationSet, AnnotatorName, Kind};
use crate::doc::Document;

/// What a line says of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Proposals, their places in the document's text. What has none is among the orphans.
    pub set: AnnotationSet,
    /// What of it could not be read or has no place, in lower case and without the path.
    pub faults: Vec<String>,
}

/// Reads what `producer` says of `document` in one line. Where the line tells a text, its offsets count in that, and
/// places go along to the document's.
///
/// # Errors
/// When it is no JSON, or says nothing that could be a proposal; in lower case and without the path.
pub fn answer(line: &str, producer: &AnnotatorName, document: &Document) -> Result<Answer, String> {
    let mut set = AnnotationSet::for_document(producer.clone(), Kind::Model, document);
    let mut faults = Vec::new();
    for foreign in entities::read_line(line)? {
        for said in &foreign.sets {
            let format = entities::JSONL.name;
            let Laid { set: said, faults: wrong, .. } =
                lay(said, foreign.text.as_deref(), document, producer, Kind::Model, format);
            faults.extend(wrong);
            match set.is_empty() {
                true => set = said,
                false => drop(adopt(&mut set, said, document.text())),
            }
        }
    }
    Ok(Answer { set, faults })
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
