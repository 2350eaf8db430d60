//! Cells of a table.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and a formula
//! can run programs (OWASP, "CSV injection"). Text of articles is never one: such a cell, unless it is a number, is
//! written with an apostrophe before it. Reading takes it off again.

use super::super::page::Losses;

/// Characters that begin a formula, their full-width forms included.
const BEGINS: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// `text` as a cell that no spreadsheet runs.
pub fn guarded(text: &str, losses: &mut Losses) -> String {
    match text.trim_start_matches('\'').starts_with(BEGINS) && !is_number(text) {
        true => {
            losses.lose("text with an apostrophe before it, so that no spreadsheet takes it for a formula");
            format!("'{text}")
        }
        false => text.to_owned(),
    }
}

/// A cell as it was before it was [`guarded`].
pub fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(BEGINS) => text.to_owned(),
        _ => cell.to_owned(),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A row of CSV with its line end. Every cell is guarded.
pub fn line(cells: &[String], losses: &mut Losses) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = cells.iter().map(|cell| guarded(cell, losses));
    // Memory does not fail to be written to.
    let written = writer.write_record(cells.collect::<Vec<_>>()).ok().and_then(|()| writer.into_inner().ok());
    written.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
