//! GATE's bdoc JSON, as gatenlp reads and writes it: sets of annotations by name, offsets in code points or UTF-16.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream};
use crate::annot::Kind;

/// GATE.
pub const GATE: Format = Format {
    name: "gate",
    summary: "GATE: bdoc JSON, a set of annotations for each annotator",
    kind: Kind::Human,
    reads: Some(Reads::Json(read::read)),
    writes: Some(Stream::lines(write::document)),
    looks: |hint| hint.is_json() && hint.has_keys(&["annotation_sets"]),
};

/// What ends the name of a feature that holds the numbers of other annotations.
const IDS: &str = "_ids";
/// Features that are roles of quotations.
const ROLES: [&str; 3] = ["source", "cue", "addressee"];
