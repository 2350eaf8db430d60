//! A reading copy in Markdown: the article with its labels in brackets, and below it what was said of it. For people;
//! nothing reads it back.

mod escape;
mod marks;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Writes};
use crate::annot::Kind;

/// The reading copy.
pub const MARKDOWN: Format = Format {
    name: "markdown",
    summary: "a reading copy in Markdown: labels in the text, quotations, tags, stances and notes below",
    kind: Kind::Human,
    reads: None,
    writes: Some(Writes::Files { document: write::files, beside: |_| Vec::new() }),
    looks: |_| false,
};
