//! W3C Web Annotation (JSON-LD, Recommendation of 2017) and the rows of the Hypothesis API, which are a dialect of it.
//!
//! What the standard has no words for stands under `gloss`, a JSON literal of our own context that other tools pass
//! over: attributes and scores, stances, and which arrows are a quotation's roles.

mod read;
mod selector;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream, Writes, nothing};
use crate::annot::Kind;

pub use read::{file, read};

/// W3C Web Annotation and Hypothesis.
pub const W3C: Format = Format {
    name: "w3c",
    summary: "W3C Web Annotation, JSON-LD; read also as Hypothesis gives it",
    kind: Kind::Human,
    reads: Some(Reads::File(read::file)),
    writes: Some(Writes::Stream(Stream {
        head: "[\n",
        document: write::page,
        between: ",\n",
        tail: "]\n",
        beside: nothing,
    })),
    looks: |hint| {
        hint.is_json()
            && (hint.head.contains("www.w3.org/ns/anno")
                || hint.has_keys(&["TextQuoteSelector"])
                || hint.has_keys(&["motivation", "target"])
                || hint.has_keys(&["rows", "uri", "target"]))
    },
};

/// What the ids of our own annotations begin with; the annotator and the id follow.
const URN: &str = "urn:gloss:";
/// The key of what the standard has no words for.
const OWN: &str = "gloss";
