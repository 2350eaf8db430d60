//! What a project annotates: labels, tags, stance targets and values, relations, and what "done" asks for.

mod fit;
mod parse;
mod queries;
pub mod revise;
mod trust;

use std::collections::BTreeMap;

use super::colour::Colour;
use super::diagnostic::Checked;
use super::extractors::Extractor;
use super::key::Key;
use crate::doc::RecordFields;

/// The built-in schema's text, which is also an example of a project file.
pub const NEWS: &str = include_str!("../../assets/schema/news.toml");

/// A project's schema, or the built-in one.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// What the project is called.
    pub name: String,
    /// Labels of spans, in the order they are offered; names and keys are unique.
    pub labels: Vec<LabelDef>,
    /// Tags that are offered.
    pub tags: Vec<TagDef>,
    /// Whether other tags may be used too.
    pub tags_free: bool,
    /// How stances are recorded.
    pub stance: StanceDef,
    /// Types of relations.
    pub relations: Vec<RelationDef>,
    /// Layers that must not be empty when a document is done.
    pub required: Vec<Layer>,
    /// The annotators' guidelines, a markdown file, as a path below the project's folder.
    pub guidelines: Option<String>,
    /// Where sidecars go instead of beside their articles, as written; outside the project only when the user trusts it.
    pub sidecar_dir: Option<String>,
    /// Which fields of a record hold what.
    pub corpus: RecordFields,
    /// Saved queries, by name.
    pub queries: BTreeMap<String, String>,
    /// Programs that the project names; none of them may run without trust.
    pub extractors: Vec<Extractor>,
    /// The table `[extractors]` as it stands, which trust is about.
    extractors_told: toml::Table,
}

/// A label of spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDef {
    /// What sidecars call it, without blanks: `PER`.
    pub name: String,
    /// The key that gives it; labels without one are chosen from a list.
    pub key: Option<Key>,
    /// Its colour; otherwise its place in the schema says.
    pub colour: Option<Colour>,
    /// When to use it.
    pub description: String,
    /// How it is called where there is little room; the name unless the schema says otherwise.
    pub short: String,
    /// What its spans are.
    pub kind: LabelKind,
}

impl LabelDef {
    /// A label that nothing is known of but its name.
    pub fn named(name: &str) -> LabelDef {
        let (name, short, description) = (name.to_owned(), name.to_owned(), String::new());
        LabelDef { name, key: None, colour: None, description, short, kind: LabelKind::Mention }
    }
}

/// What the spans of a label are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelKind {
    /// Mentions of an entity.
    Mention,
    /// Quotations, with source and cue.
    Quotation,
    /// Neither.
    Other,
}

/// A tag that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagDef {
    /// The tag.
    pub name: String,
    /// When to use it.
    pub description: String,
}

/// How stances are recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StanceDef {
    /// Targets that are offered.
    pub targets: Vec<TargetDef>,
    /// Whether other targets may be used too.
    pub targets_free: bool,
    /// Values, in the order they are offered; names and keys are unique.
    pub values: Vec<ValueDef>,
}

/// What a stance may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetDef {
    /// What sidecars call it, without blanks: `nato-expansion`.
    pub id: String,
    /// How it is shown; the id unless the schema says otherwise.
    pub name: String,
    /// The question the annotator answers; may be empty.
    pub question: String,
    /// What belongs to it and what does not; may be empty.
    pub description: String,
}

/// A value of a stance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueDef {
    /// What sidecars call it, without blanks: `against`.
    pub name: String,
    /// The key that gives it in the stance panel.
    pub key: Option<Key>,
    /// When to use it.
    pub description: String,
}

/// A type of relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationDef {
    /// What sidecars call it, without blanks.
    pub name: String,
    /// Labels it may start from; empty means any.
    pub from: Vec<String>,
    /// Labels it may lead to; empty means any.
    pub to: Vec<String>,
    /// When to use it.
    pub description: String,
}

/// A layer of annotations that "done" may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// At least one span.
    Spans,
    /// At least one tag.
    Tags,
    /// A stance on every target of the schema, or at least one where targets are free.
    Stances,
}

impl Layer {
    /// Every layer with its name in a project file.
    const NAMES: [(&'static str, Self); 3] = [("spans", Self::Spans), ("tags", Self::Tags), ("stances", Self::Stances)];
}

impl Schema {
    /// The built-in news schema.
    pub fn news() -> Self {
        parse::read(Self::empty(), "news.toml", NEWS).value
    }

    /// Reads a project file; `path` is what diagnostics call it.
    ///
    /// Parts it does not have (labels, tags, stance values, relations) are the news schema's. A part with an error
    /// is left out, and broken TOML leaves the news schema alone.
    pub fn parse(path: &str, text: &str) -> Checked<Self> {
        parse::read(Self::news(), path, text)
    }

    /// The label of that name, with its place in the schema.
    pub fn label(&self, name: &str) -> Option<(usize, &LabelDef)> {
        self.labels.iter().enumerate().find(|(_, label)| label.name == name)
    }

    /// The stance target of that id.
    pub fn target(&self, id: &str) -> Option<&TargetDef> {
        self.stance.targets.iter().find(|target| target.id == id)
    }

    /// The stance value of that name.
    pub fn value(&self, name: &str) -> Option<&ValueDef> {
        self.stance.values.iter().find(|value| value.name == name)
    }

    fn empty() -> Self {
        Self {
            name: String::new(),
            labels: Vec::new(),
            tags: Vec::new(),
            tags_free: true,
            stance: StanceDef { targets: Vec::new(), targets_free: true, values: Vec::new() },
            relations: Vec::new(),
            required: Vec::new(),
            guidelines: None,
            sidecar_dir: None,
            corpus: RecordFields::default(),
            queries: BTreeMap::new(),
            extractors: Vec::new(),
            extractors_told: toml::Table::new(),
        }
    }
}

#[cfg(test)]
mod tests;
