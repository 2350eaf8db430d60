//! CoNLL: a token a line with its tag, in the dialects of 2002, 2003, GermEval, HIPE and CoNLL-U Plus.

mod choice;
mod columns;
mod read;
mod spacing;
mod write;

#[cfg(test)]
mod tests;

pub use choice::ColumnChoice;

use super::format::{Format, Reads, Stream};
use crate::annot::Kind;

/// CoNLL with B, I and O.
pub const CONLL: Format = Format {
    name: "conll",
    summary: "CoNLL-2002, -2003, GermEval, HIPE, CoNLL-U Plus: a token a line with its tag; written with B, I and O",
    kind: Kind::Human,
    reads: Some(Reads::File(read::read)),
    writes: Some(Stream::lines(write::iob2)),
    looks: columns::looks,
};

/// CoNLL with B, I, L, U and O.
pub const BILOU: Format = Format {
    name: "conll-bilou",
    summary: "CoNLL with the last (L) and the only (U) tokens of mentions marked too",
    writes: Some(Stream::lines(write::bilou)),
    ..CONLL
};

/// Whether `columns` can be chosen for what is written in `format`.
///
/// # Errors
/// When it has none, or they are not told by number.
pub fn fits(format: &Format, columns: &ColumnChoice) -> Result<(), String> {
    match is_conll(format) {
        true => columns.written().map(drop),
        false => Err(format!("--columns is for conll and conll-bilou; {} has none to choose", format.name)),
    }
}

/// Whether a format is CoNLL, in either way of writing.
pub fn is_conll(format: &Format) -> bool {
    [CONLL, BILOU].iter().any(|it| it.name == format.name)
}
