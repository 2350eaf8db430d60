//! Label Studio: tasks with annotations and predictions, and the labelling configuration that goes with them.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::format::{Format, Reads, Stream, Writes};
use crate::annot::Kind;

/// Label Studio.
pub const LABEL_STUDIO: Format = Format {
    name: "label-studio",
    summary: "Label Studio: tasks with annotations and predictions; written with a labelling configuration",
    kind: Kind::Human,
    reads: Some(Reads::Json(read::read)),
    writes: Some(Writes::Stream(Stream {
        head: "[\n",
        document: write::task,
        between: ",",
        tail: "]\n",
        beside: write::beside,
    })),
    looks: |hint| {
        let has = |key: &str| hint.has_keys(&["data", key]);
        hint.is_json() && ["annotations", "predictions", "completions"].into_iter().any(has)
    },
};
