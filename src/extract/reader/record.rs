//! Records of a corpus: a JSON object of a `.jsonl` file, or a row of a `.csv` file.

use std::borrow::Cow;

use csv::StringRecord;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use thiserror::Error;

use super::field::{self, Role};
use super::{lines, plain};
use crate::doc::{Block, BlockKind, Document, Meta, RecordFields};
use crate::extract::language;
use crate::text::{Span, Text};

/// The usual names of the field with the text, the likeliest first.
const TEXT: &[&str] = &["text", "body", "content", "article", "fulltext", "data"];
/// The usual names of the field with the record's id, the likeliest first.
const ID: &[&str] = &["id", "_id", "uid", "doc_id", "url"];

/// Why a record is no document. The message follows the path and the record's number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The line is not JSON.
    #[error("is not JSON: {reason}, column {column}")]
    NotJson {
        /// What the parser says.
        reason: String,
        /// Where in the line, counted from 1, in bytes.
        column: usize,
    },
    /// The line is JSON, but no object.
    #[error("is {found}, not an object such as {{\"id\": …, \"text\": …}}")]
    NotObject {
        /// What it is, with its article.
        found: &'static str,
    },
    /// None of the fields that may hold the text is there, or none is text.
    #[error("has no text: expected a field {expected}, found {found}; name the field in `text_fields`")]
    NoText {
        /// The names that were tried.
        expected: String,
        /// The names that are there.
        found: String,
    },
    /// The text fields are there, and hold nothing but white space.
    #[error("is empty")]
    Empty,
}

/// Reads one line of a `.jsonl` file as the record with this `number`, counted from 1.
///
/// The document's name is the record's id: its id field, else its number. Numbers are read as strings, lists of
/// strings as paragraphs. Fields without a role are kept in [`Meta::extra`] where they are text or numbers.
///
/// # Errors
/// When the line is not a JSON object or has no text.
pub fn from_json(line: &str, number: usize, fields: &RecordFields) -> Result<Document, RecordError> {
    let value: Value = serde_json::from_str(line.trim_start_matches('\u{FEFF}')).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        RecordError::NotJson { reason, column: error.column() }
    })?;
    let object = match value {
        Value::Object(object) => object,
        Value::Null => return Err(RecordError::NotObject { found: "null" }),
        Value::Bool(_) => return Err(RecordError::NotObject { found: "a truth value" }),
        Value::Number(_) => return Err(RecordError::NotObject { found: "a number" }),
        Value::String(_) => return Err(RecordError::NotObject { found: "a string" }),
        Value::Array(_) => return Err(RecordError::NotObject { found: "a list" }),
    };
    document(&Record::of_object(object), number, fields)
}

/// The id that [`from_json`] gives the record of `line`, without reading the rest of it. `None` when the line is no
/// JSON object.
pub fn id_of_json(line: &str, number: usize, fields: &RecordFields) -> Option<String> {
    let mut json = serde_json::Deserializer::from_str(line.trim_start_matches('\u{FEFF}'));
    let found = json.deserialize_map(IdFields(fields)).ok()?;
    Some(id_of(&found, number, fields))
}

/// Reads the fields of an object that can be its id, and skips the others.
struct IdFields<'a>(&'a RecordFields);

impl<'de> Visitor<'de> for IdFields<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut found = Vec::new();
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            let wanted = self.0.id.as_deref().map_or_else(|| ID.contains(&key.as_ref()), |name| name == key);
            if wanted {
                found.push((key.into_owned(), text_of(map.next_value()?)));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Record(found))
    }
}

fn id_of(record: &Record, number: usize, fields: &RecordFields) -> String {
    let id = record.find(fields.id.as_deref(), ID);
    id.map_or_else(|| number.to_string(), |(_, value)| value.to_owned())
}

/// Reads one row of a `.csv` or `.tsv` file under `header` as the record with this `number`, counted from 1
/// behind the header. Otherwise as [`from_json`].
///
/// # Errors
/// When the row has no text.
pub fn from_row(
    header: &StringRecord,
    row: &StringRecord,
    number: usize,
    fields: &RecordFields,
) -> Result<Document, RecordError> {
    document(&Record::of_row(header, row), number, fields)
}

/// The id that [`from_row`] gives the record of `row`.
pub fn id_of_row(header: &StringRecord, row: &StringRecord, number: usize, fields: &RecordFields) -> String {
    id_of(&Record::of_row(header, row), number, fields)
}

/// The fields of a record in order; without a value where they are neither text nor numbers.
struct Record(Vec<(String, Option<String>)>);

impl Record {
    fn of_row(header: &StringRecord, row: &StringRecord) -> Record {
        let name = |name: &str| name.trim().trim_start_matches('\u{FEFF}').to_owned();
        Record(header.iter().zip(row).map(|(key, value)| (name(key), Some(value.to_owned()))).collect())
    }

    fn of_object(object: Map<String, Value>) -> Record {
        Record(object.into_iter().map(|(key, value)| (key, text_of(value))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name)?.1.as_deref()
    }

    /// The field of this name, or the first of the usual ones that says something.
    fn find<'a>(&'a self, named: Option<&'a str>, usual: &[&'a str]) -> Option<(&'a str, &'a str)> {
        let said = |name: &'a str| Some((name, self.get(name).filter(|value| !value.trim().is_empty())?));
        match named {
            Some(name) => said(name),
            None => usual.iter().find_map(|name| said(name)),
        }
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.0.iter().take(12).map(|(key, _)| format!("`{}`", short(key))).collect();
        let more = self.0.len().saturating_sub(names.len());
        match (names.is_empty(), more) {
            (true, _) => "none".to_owned(),
            (_, 0) => names.join(", "),
            _ => format!("{} and {more} more", names.join(", ")),
        }
    }
}

fn short(key: &str) -> String {
    key.chars().take(40).flat_map(char::escape_debug).collect()
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items: Vec<String> = items.into_iter().filter_map(text_of).collect();
            Some(items.join("\n\n"))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn document(record: &Record, number: usize, fields: &RecordFields) -> Result<Document, RecordError> {
    let text_names = text_names(record, fields)?;
    let parts: Vec<&str> = text_names.iter().filter_map(|name| record.get(name)).collect();
    let text = parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        return Err(RecordError::Empty);
    }
    let mut meta = Meta::default();
    let roles = [
        (Role::Title, fields.title.as_deref(), field::TITLE),
        (Role::Date, fields.date.as_deref(), field::DATE),
        (Role::Author, fields.author.as_deref(), field::AUTHOR),
        (Role::Outlet, fields.outlet.as_deref(), field::OUTLET),
        (Role::Url, fields.url.as_deref(), field::URL),
        (Role::Language, fields.language.as_deref(), field::LANGUAGE),
    ];
    let id = record.find(fields.id.as_deref(), ID);
    let mut used: Vec<&str> = text_names.clone();
    used.extend(id.map(|(name, _)| name));
    let mut title = None;
    for (role, named, usual) in roles {
        if let Some((name, value)) = record.find(named, usual) {
            let value = value.trim().replace("\n\n", ", ");
            field::fill(&mut meta, role, name, &value);
            used.push(name);
            title = title.or((role == Role::Title).then_some(name));
        }
    }
    for (key, value) in &record.0 {
        if let Some(value) = value.as_deref().filter(|_| !used.contains(&key.as_str())) {
            field::fill(&mut meta, Role::Other, key, value);
        }
    }
    let mut blocks = plain::read(&text, &mut meta);
    if title.is_some() && title == text_names.first().copied() {
        set_title_block(&text, parts.first().map_or(0, |part| part.len()), &mut blocks);
    }
    if meta.language.is_none() {
        meta.language = language::guess(&text).map(str::to_owned);
    }
    Ok(Document::new(id_of(record, number, fields), Text::new(text), meta, blocks))
}

/// The names of the text fields that the record has.
fn text_names<'a>(record: &'a Record, fields: &'a RecordFields) -> Result<Vec<&'a str>, RecordError> {
    let named: Vec<&str> = fields.text.iter().map(String::as_str).filter(|name| record.get(name).is_some()).collect();
    let usual = || TEXT.iter().copied().find(|name| record.get(name).is_some()).into_iter().collect();
    let names: Vec<&str> = if fields.text.is_empty() { usual() } else { named };
    if !names.is_empty() {
        return Ok(names);
    }
    let expected: Vec<&str> = match fields.text.is_empty() {
        true => TEXT.to_vec(),
        false => fields.text.iter().map(String::as_str).collect(),
    };
    let expected = expected.iter().map(|name| format!("`{}`", short(name))).collect::<Vec<_>>().join(" or ");
    Err(RecordError::NoText { expected, found: record.names() })
}

/// Sets the first `length` bytes of `text`, its title field, apart as the title.
fn set_title_block(text: &str, length: usize, blocks: &mut Vec<Block>) {
    let title = lines::trim(text, Span::new(0, length));
    blocks.retain(|block| block.span.start >= title.end);
    blocks.push(Block::new(BlockKind::Title, title));
}
