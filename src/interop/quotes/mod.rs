//! What extractors of quotations write, and one corpus of them: Stanford CoreNLP, BBC Citron, the scheme of German
//! Wikinews quotations (2024) and dumps of textacy. All become spans labelled `QUOTE` with the roles `source`, `cue` and
//! `addressee`.

mod citron;
mod corenlp;
mod gathered;
mod textacy;
mod wikinews;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads};
use crate::annot::Kind;

/// Stanford CoreNLP's JSON.
pub const CORENLP: Format = Format {
    name: "corenlp",
    summary: "Stanford CoreNLP: JSON with quotes, their speakers, and entity mentions",
    kind: Kind::Model,
    reads: Some(Reads::Json(corenlp::read)),
    writes: None,
    looks: |hint| hint.is_json() && hint.has_keys(&["sentences"]) && hint.has_keys(&["characterOffsetBegin"]),
};

/// BBC Citron's annotations and output.
pub const CITRON: Format = Format {
    name: "citron",
    summary: "BBC Citron: quotes with sources, cues and contents",
    kind: Kind::Model,
    reads: Some(Reads::Json(citron::read)),
    writes: None,
    looks: |hint| hint.is_json() && hint.has_keys(&["quotes", "contents", "cue"]),
};

/// The German Wikinews corpus of quotations.
pub const WIKINEWS: Format = Format {
    name: "wikinews",
    summary: "German Wikinews quotations: quote, speaker, cue, frame and addressee, in several parts",
    kind: Kind::Human,
    reads: Some(Reads::Json(wikinews::read)),
    writes: None,
    looks: |hint| hint.is_json() && hint.has_keys(&["annotations", "isNested", "frame"]),
};

/// What people dump of textacy's `direct_quotations`.
pub const TEXTACY: Format = Format {
    name: "textacy",
    summary: "textacy: speaker, cue and content, with or without offsets",
    kind: Kind::Model,
    reads: Some(Reads::Json(textacy::read)),
    writes: None,
    looks: |hint| hint.is_json() && hint.has_keys(&["speaker", "cue", "content"]),
};
