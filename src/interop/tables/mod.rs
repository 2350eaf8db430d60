//! Tables for R, Python and spreadsheets: a row a span, a quotation or a stance, in CSV (RFC 4180).

mod cells;
mod quotations;
mod spans;
mod stances;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream, Writes, nothing};
use crate::annot::Kind;

pub use cells::{guarded, line, unguarded};

const fn table(head: &'static str, document: fn(&super::Page<'_>, &mut super::Losses) -> String) -> Option<Writes> {
    Some(Writes::Stream(Stream { head, document, between: "", tail: "", beside: nothing }))
}

/// Spans.
pub const CSV_SPANS: Format = Format {
    name: "csv-spans",
    summary: "a table of spans: document, annotator, label, start, end, text, entity, score, note",
    kind: Kind::Human,
    reads: Some(Reads::Rows(spans::read)),
    writes: table(spans::HEAD, spans::write),
    looks: |hint| {
        let columns = hint.head.lines().next().unwrap_or_default().to_lowercase();
        let has = |name: &str| columns.split([',', ';', '\t']).any(|column| column.trim().trim_matches('"') == name);
        !hint.is_json() && ["label", "start", "end"].into_iter().all(has)
    },
};

/// Quotations.
pub const CSV_QUOTATIONS: Format = Format {
    name: "csv-quotations",
    summary: "a table of quotations: document, speaker, cue, quote, type, with the places of each",
    kind: Kind::Human,
    reads: None,
    writes: table(quotations::HEAD, quotations::write),
    looks: |_| false,
};

/// Stances.
pub const CSV_STANCES: Format = Format {
    name: "csv-stances",
    summary: "a table of stances: document, date, outlet, holder, target, value, degree, confidence, evidence",
    kind: Kind::Human,
    reads: super::stances::STANCES.reads,
    writes: table(stances::HEAD, stances::write),
    looks: super::stances::STANCES.looks,
};
