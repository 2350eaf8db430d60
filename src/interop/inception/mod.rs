//! UIMA CAS JSON 0.4, as INCEpTION exports and imports it. Offsets count UTF-16 units.

mod numbers;
mod read;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Writes, nothing};
use crate::annot::Kind;

/// INCEpTION.
pub const INCEPTION: Format = Format {
    name: "inception",
    summary: "INCEpTION: UIMA CAS JSON 0.4, a file a document",
    kind: Kind::Human,
    reads: Some(Reads::File(read::read)),
    writes: Some(Writes::Files { document: write::document, beside: nothing }),
    looks: |hint| hint.is_json() && (hint.has_keys(&["%TYPES"]) || hint.has_keys(&["%FEATURE_STRUCTURES"])),
};

/// The type of named entities.
const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
/// The type of what is known of a document.
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// Features that are the two ends of an arrow.
const END_NAMES: [(&str, &str); 4] =
    [("Governor", "Dependent"), ("governor", "dependent"), ("source", "target"), ("head", "tail")];

// What is noted of an annotation for the way back: its type, and which feature was read as what. An empty name says that
// the label is the type's own.
const TYPE: &str = "type";
const FEATURE: &str = "feature";
const SCORE: &str = "score_is";
const NOTE: &str = "note_is";
/// The feature where an arrow starts.
const ENDS: &str = "ends";

/// Relations that are roles of quotations.
const ROLES: [&str; 3] = ["source", "cue", "addressee"];
