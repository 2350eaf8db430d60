//! The family of "entities JSONL": a text with spans, as spaCy, Prodigy, doccano, flair, GLiNER, Hugging Face and this
//! program itself write it. They differ in names and in small things, so one tolerant reader reads them all.

mod read;
mod stance;
mod tokens;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream};
use super::page::{Losses, Page};
use crate::annot::Kind;

pub(super) use read::{Fields, common, items, json, word};
pub use read::{read, read_line};
pub(super) use stance::stances;
pub use tokens::mentions;

/// A set as a line of [`JSONL`]: all that its sidecar says.
pub fn line(page: &Page<'_>) -> String {
    write::own(page, &mut Losses::default())
}

/// What a program says of a document, as a line of its file on a whole corpus.
pub fn answer(page: &Page<'_>) -> String {
    write::answer(page)
}

/// Whether the format of this name is one of the family: what one of them has no place for, all of them can write.
pub(super) fn is_family(name: &str) -> bool {
    [JSONL, SPACY, PRODIGY, DOCCANO, HUGGING_FACE].iter().any(|format| format.name == name)
}

/// What every one of the family is read by.
const READS: Option<Reads> = Some(Reads::Json(read::read_line));

/// Any dialect.
pub const JSONL: Format = Format {
    name: "jsonl",
    summary: "text with spans, one JSON object a line, in any dialect; written with everything a set holds",
    kind: Kind::Human,
    reads: READS,
    writes: Some(Stream::lines(write::own)),
    looks: |hint| hint.is_json(),
};

/// spaCy's `Doc.to_json` and training data.
pub const SPACY: Format = Format {
    name: "spacy",
    summary: "spaCy: text, entities and categories for training",
    kind: Kind::Human,
    reads: READS,
    writes: Some(Stream::lines(write::spacy)),
    looks: |hint| hint.is_json() && hint.has_keys(&["text", "ents"]) && !hint.has_keys(&["annotation_sets"]),
};

/// Prodigy's datasets.
pub const PRODIGY: Format = Format {
    name: "prodigy",
    summary: "Prodigy: tasks with spans and an answer",
    kind: Kind::Human,
    reads: READS,
    writes: Some(Stream::lines(write::prodigy)),
    looks: |hint| hint.is_json() && (hint.has_keys(&["_task_hash"]) || hint.has_keys(&["answer", "spans"])),
};

/// doccano's exports and imports.
pub const DOCCANO: Format = Format {
    name: "doccano",
    summary: "doccano: sequence labelling with relations, or text classification",
    kind: Kind::Human,
    reads: READS,
    writes: Some(Stream::lines(write::doccano)),
    looks: |hint| hint.is_json() && (hint.has_keys(&["start_offset"]) || hint.has_keys(&["Comments", "label"])),
};

/// Token classification of Hugging Face.
pub const HUGGING_FACE: Format = Format {
    name: "huggingface",
    summary: "Hugging Face: tokens with tags, or what a token classification pipeline said",
    kind: Kind::Model,
    reads: READS,
    writes: Some(Stream::lines(write::hugging_face)),
    looks: |hint| hint.is_json() && (hint.has_keys(&["entity_group"]) || hint.has_keys(&["ner_tags", "tokens"])),
};
