//! Single records, as they stand in a sidecar.

use toml::{Table, Value};

use super::fields::Fields;
use super::nesting::too_deep;
use super::{read, reanchor, write};
use crate::annot::{Anchored, Layer, Orphan, Record, Review};
use crate::text::Text;

/// A sidecar as a table, for whoever needs a part of it without its article; `None` where it is no TOML, or nests so
/// deeply that reading it would be no good.
pub fn parsed(source: &str) -> Option<Table> {
    too_deep(source).is_none().then(|| source.parse().ok()).flatten()
}

/// A record as the table it is in a sidecar of `text`; `None` for one that cannot be written down as TOML.
pub fn table_of(record: &Record, text: &Text) -> Option<Table> {
    let mut line = String::from("r = ");
    write::record(&mut line, record, text);
    match line.parse::<Table>().ok()?.remove("r")? {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// The record that a table of `layer` stands for.
///
/// # Errors
/// What is wrong with it, in lower case.
pub fn record_of(layer: Layer, table: Table, text: &Text) -> Result<Record, String> {
    read::read_record(layer, Value::Table(table), text)
}

/// The record that an orphan becomes when it is placed again.
///
/// # Errors
/// What is wrong with what it says, in lower case.
pub fn placed_orphan(orphan: &Orphan, place: &Anchored, text: &Text) -> Result<Record, String> {
    let mut table = reanchor::placed(&orphan.fields, place, orphan.list, text);
    table.insert("id".into(), Value::String(orphan.id.to_string()));
    record_of(orphan.list, table, text)
}

/// Writes a record down on one line, as it stands in a sidecar of `text` but for the surroundings of its place.
pub(in crate::annot) fn push_record(out: &mut String, record: &Record, text: &Text) {
    write::record(out, record, text);
}

/// Writes the review state down, as it stands in a sidecar.
pub(in crate::annot) fn push_review(out: &mut String, review: &Review) {
    write::review(out, review);
}

/// The review state that a table stands for.
///
/// # Errors
/// What is wrong with it, in lower case.
pub(in crate::annot) fn review_of(table: Table) -> Result<Review, String> {
    read::read_review(Fields::from(table))
}
