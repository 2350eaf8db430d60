//! Single records, as they stand in a sidecar.

use toml::{Table, Value};

use super::fields::Article;
use super::{read, write};
use crate::annot::{Layer, Record};
use crate::text::Text;

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
    read::read_record(layer, Value::Table(table), Article { text, same: true })
}
