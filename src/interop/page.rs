//! What is written down for another tool: a document with one annotator's set, and what was lost on the way.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::conll::ColumnChoice;
use crate::annot::build::PROPS;
use crate::annot::{AnnotationSet, Layer};
use crate::config::schema::Schema;
use crate::doc::Document;
use crate::text::{Span, Text};

/// A document with what one annotator said of it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The document.
    pub document: &'a Document,
    /// The set.
    pub set: &'a AnnotationSet,
    /// The project's labels and values.
    pub schema: &'a Schema,
    /// The columns of CoNLL, where the user says which.
    pub columns: Option<&'a ColumnChoice>,
}

impl<'a> Page<'a> {
    /// The document's text.
    pub fn text(&self) -> &'a Text {
        self.document.text()
    }

    /// The metadata that is there, by its usual names.
    pub fn meta(&self) -> Map<String, Value> {
        let meta = self.document.meta();
        let fields = [
            ("title", &meta.title),
            ("date", &meta.date),
            ("url", &meta.url),
            ("outlet", &meta.outlet),
            ("author", &meta.author),
            ("language", &meta.language),
        ];
        fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Value::String(value.clone()?)))).collect()
    }

    /// A span as half-open code points.
    pub fn code_points(&self, span: Span) -> (usize, usize) {
        (self.text().to_code_point(span.start).0, self.text().to_code_point(span.end).0)
    }

    /// Whether spans of this label only serve other annotations: cues, speakers that are no mentions, evidence.
    pub fn is_prop(label: &str) -> bool {
        PROPS.contains(&label)
    }
}

/// A file that a format is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutFile {
    /// What follows the document's name, or the whole name of a file that stands beside all documents.
    pub name: String,
    /// What it holds.
    pub contents: String,
}

/// What a format could not say, by kind: `("note", 3)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<&'static str, usize>);

impl Losses {
    /// Counts something that is lost. `what` names one of them, in the singular.
    pub fn lose(&mut self, what: &'static str) {
        self.lose_all(what, 1);
    }

    /// Counts several.
    pub fn lose_all(&mut self, what: &'static str, count: usize) {
        if count > 0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// Counts every record of the layers that are not among `spared`; entities and conflicts are none of the text's.
    pub fn lose_layers(&mut self, set: &AnnotationSet, spared: &[Layer]) {
        for (layer, what) in [
            (Layer::Spans, "span"),
            (Layer::Tags, "tag"),
            (Layer::Stances, "stance"),
            (Layer::Rejected, "rejection"),
            (Layer::Later, "span put aside"),
            (Layer::Notes, "note"),
            (Layer::Relations, "relation"),
            (Layer::Orphans, "orphan"),
        ] {
            if !spared.contains(&layer) {
                self.lose_all(what, set.records().filter(|record| record.layer() == layer).count());
            }
        }
    }

    /// Adds what another document lost.
    pub fn add(&mut self, other: Losses) {
        other.0.into_iter().for_each(|(what, count)| self.lose_all(what, count));
    }

    /// What was lost, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.0.iter().map(|(what, count)| (*what, *count))
    }
}
