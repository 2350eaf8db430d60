//! What another tool said and a set cannot hold, on its way back to that tool.

use serde_json::Value as Json;
use toml::{Table, Value};

use super::foreign::json_of_toml;
use super::lay::ORIGIN;
use crate::annot::{AnnotationSet, Common};

/// Fields of an annotation's origin that are ours.
const OURS: [&str; 2] = ["format", "id"];

/// The records and fields of `format` that are kept with a set, each as it was written down.
pub fn kept<'s>(set: &'s AnnotationSet, format: &'s str) -> impl Iterator<Item = &'s str> {
    let entries = set.extra.get(ORIGIN).and_then(Value::as_array).into_iter().flatten();
    let of_format = entries.filter(move |entry| entry.get("format").and_then(Value::as_str) == Some(format));
    of_format.filter_map(|entry| entry.get("record")?.as_str())
}

/// What `format` said of an annotation and nobody else understands; `None` where it is not from there.
pub fn origin<'c>(common: &'c Common, format: &str) -> Option<&'c Table> {
    let origin = common.extra.get(ORIGIN)?.as_table()?;
    (origin.get("format").and_then(Value::as_str) == Some(format)).then_some(origin)
}

/// The id that `format` gave an annotation.
pub fn key<'c>(common: &'c Common, format: &str) -> Option<&'c str> {
    origin(common, format)?.get("id")?.as_str()
}

/// A word that the reader of `format` noted for the way back.
pub fn word<'c>(common: &'c Common, format: &str, name: &str) -> Option<&'c str> {
    origin(common, format)?.get(name)?.as_str()
}

/// The fields of an annotation's origin without those that are ours, and without `but`.
pub fn fields<'c>(common: &'c Common, format: &str, but: &'c [&str]) -> impl Iterator<Item = (&'c String, Json)> {
    let fields = origin(common, format).into_iter().flatten();
    let theirs = fields.filter(move |(key, _)| !OURS.contains(&key.as_str()) && !but.contains(&key.as_str()));
    theirs.map(|(key, value)| (key, json_of_toml(value)))
}
