//! Reading a project file into a schema.

use std::ops::Range;

use toml::de::DeTable;
use unicode_segmentation::UnicodeSegmentation;

use super::trust::leaves_project;
use super::{LabelDef, LabelKind, Layer, RelationDef, Schema, StanceDef, TagDef, TargetDef, ValueDef};
use crate::config::colour::ColourError;
use crate::config::diagnostic::Checked;
use crate::config::extractors;
use crate::config::fields::{Fields, Placed, Report};
use crate::config::key::{Key, KeyCode};
use crate::config::nearest;
use crate::doc::RecordFields;
use crate::text::shown;

/// Reads `text` over `base`, which gives the parts that the text does not have.
pub(super) fn read(base: Schema, path: &str, text: &str) -> Checked<Schema> {
    let mut report = Report::new(path, text);
    let mut schema = base;
    if let Some(table) = report.parse() {
        let mut fields = Fields::new("", &table);
        schema.read_project(fields.table(&mut report, "project"), &mut report);
        if let Some(labels) = fields.tables(&mut report, "labels") {
            schema.labels = read_labels(&labels, &mut report);
        }
        if let Some(tags) = fields.tables(&mut report, "tags") {
            schema.tags = read_tags(&tags, &mut report);
        }
        if let Some(stance) = fields.table(&mut report, "stance") {
            read_stance(&mut schema.stance, stance, &mut report);
        }
        if let Some(relations) = fields.tables(&mut report, "relations") {
            schema.relations = read_relations(&relations, &schema.labels, &mut report);
        }
        if let Some(corpus) = fields.table(&mut report, "corpus") {
            schema.corpus = read_corpus(corpus, &mut report);
        }
        if let Some(queries) = fields.table(&mut report, "queries") {
            schema.read_queries(queries, &mut report);
        }
        if let Some(extractors) = fields.table(&mut report, "extractors") {
            schema.extractors = extractors::read(extractors, &mut report);
            schema.extractors_told = raw_table(text, "extractors");
        }
        fields.finish(&mut report);
    }
    Checked { value: schema, diagnostics: report.finish() }
}

impl Schema {
    fn read_project(&mut self, project: Option<&DeTable<'_>>, report: &mut Report<'_>) {
        let Some(project) = project else { return };
        let mut fields = Fields::new("project", project);
        if let Some((name, _)) = fields.text(report, "name") {
            self.name = name.to_owned();
        }
        if let Some((path, span)) = fields.text(report, "guidelines") {
            if leaves_project(path) {
                report.error(span, "project.guidelines must be a file inside the project's folder");
            } else {
                self.guidelines = Some(path.to_owned());
            }
        }
        if let Some((dir, span)) = fields.text(report, "sidecar_dir") {
            if dir.is_empty() {
                report.error(span, "project.sidecar_dir must name a folder; leave it out to save beside the articles");
            } else {
                self.sidecar_dir = Some(dir.to_owned());
            }
        }
        if let Some(free) = fields.flag(report, "tags_free") {
            self.tags_free = free;
        }
        for (name, span) in fields.texts(report, "required").unwrap_or_default() {
            match Layer::NAMES.iter().find(|(known, _)| *known == name) {
                Some((_, layer)) => self.required.push(*layer),
                None => report.error(span, "project.required may name \"spans\", \"tags\" and \"stances\""),
            }
        }
        fields.finish(report);
    }
}

type Tables<'t> = [Placed<&'t DeTable<'t>>];

fn read_labels(tables: &Tables<'_>, report: &mut Report<'_>) -> Vec<LabelDef> {
    let mut labels: Vec<LabelDef> = Vec::new();
    for (table, span) in tables {
        let mut fields = Fields::new("labels", table);
        let name = read_word(&mut fields, "name", span, report);
        let key = read_key(&mut fields, report);
        let colour = fields.text(report, "colour").or_else(|| fields.text(report, "color"));
        let colour = colour.and_then(|(text, span)| {
            text.parse().map_err(|error: ColourError| report.error(span, error.to_string())).ok()
        });
        let description = read_text(&mut fields, "description", report);
        let short = fields.text(report, "short").filter(|(short, _)| !short.is_empty());
        let kind = fields.text(report, "kind");
        fields.finish(report);
        let Some((name, span)) = name else { continue };
        if labels.iter().any(|label| label.name == name) {
            report.error(span, format!("there are two labels {name:?}; take one away"));
            continue;
        }
        let key = key.and_then(|(key, span)| {
            let reserved = is_reserved(key);
            let other = labels.iter().find(|label| label.key == Some(key));
            if reserved {
                let message = format!(
                    "the label {name:?} cannot have the key {key}: A, X, G, J, K, N and the digits mean something \
                     already; choose another"
                );
                report.error(span, message);
            } else if let Some(other) = other {
                let both = format!("the labels {:?} and {name:?} both have the key {key}", other.name);
                report.error(span, format!("{both}; choose another for one of them"));
            }
            (!reserved && other.is_none()).then_some(key)
        });
        labels.push(LabelDef {
            key,
            colour,
            description,
            short: short.map_or(name, |(short, _)| short).to_owned(),
            kind: read_kind(kind, name, report),
            name: name.to_owned(),
        });
    }
    labels
}

/// Keys that no label may have, because every annotator's fingers know them.
fn is_reserved(key: Key) -> bool {
    matches!(key.typed(), Some('A' | 'X' | 'G' | 'J' | 'K' | 'N' | '0'..='9'))
}

fn read_kind(kind: Option<Placed<&str>>, name: &str, report: &mut Report<'_>) -> LabelKind {
    let by_name = if name == "QUOTE" { LabelKind::Quotation } else { LabelKind::Mention };
    match kind {
        None => by_name,
        Some(("mention", _)) => LabelKind::Mention,
        Some(("quotation", _)) => LabelKind::Quotation,
        Some(("other", _)) => LabelKind::Other,
        Some((_, span)) => {
            report.error(span, "labels.kind must be \"mention\", \"quotation\" or \"other\"");
            by_name
        }
    }
}

fn read_tags(tables: &Tables<'_>, report: &mut Report<'_>) -> Vec<TagDef> {
    let mut tags: Vec<TagDef> = Vec::new();
    for (table, span) in tables {
        let mut fields = Fields::new("tags", table);
        let name = required(&mut fields, "name", span, report);
        let description = read_text(&mut fields, "description", report);
        fields.finish(report);
        match name {
            Some((name, span)) if tags.iter().any(|tag| tag.name == name) => {
                report.error(span, format!("there are two tags {name:?}; take one away"));
            }
            Some((name, _)) => tags.push(TagDef { name: name.to_owned(), description }),
            None => {}
        }
    }
    tags
}

fn read_stance(stance: &mut StanceDef, table: &DeTable<'_>, report: &mut Report<'_>) {
    let mut fields = Fields::new("stance", table);
    if let Some(targets) = fields.tables(report, "targets") {
        stance.targets = read_targets(&targets, report);
        stance.targets_free = stance.targets.is_empty();
    }
    if let Some(free) = fields.flag(report, "targets_free") {
        stance.targets_free = free;
    }
    if let Some(values) = fields.tables(report, "values") {
        stance.values = read_values(&values, report);
    }
    fields.finish(report);
}

fn read_targets(tables: &Tables<'_>, report: &mut Report<'_>) -> Vec<TargetDef> {
    let mut targets: Vec<TargetDef> = Vec::new();
    for (table, span) in tables {
        let mut fields = Fields::new("stance.targets", table);
        let id = read_word(&mut fields, "id", span, report);
        let name = fields.text(report, "name").filter(|(name, _)| !name.is_empty());
        let question = read_text(&mut fields, "question", report);
        let description = read_text(&mut fields, "description", report);
        fields.finish(report);
        match id {
            Some((id, span)) if targets.iter().any(|target| target.id == id) => {
                report.error(span, format!("there are two stance targets {id:?}; take one away"));
            }
            Some((id, _)) => {
                let name = name.map_or(id, |(name, _)| name).to_owned();
                targets.push(TargetDef { id: id.to_owned(), name, question, description });
            }
            None => {}
        }
    }
    targets
}

fn read_values(tables: &Tables<'_>, report: &mut Report<'_>) -> Vec<ValueDef> {
    let mut values: Vec<ValueDef> = Vec::new();
    for (table, span) in tables {
        let mut fields = Fields::new("stance.values", table);
        let name = read_word(&mut fields, "name", span, report);
        let key = read_key(&mut fields, report);
        let description = read_text(&mut fields, "description", report);
        fields.finish(report);
        let Some((name, span)) = name else { continue };
        if values.iter().any(|value| value.name == name) {
            report.error(span, format!("there are two stance values {name:?}; take one away"));
            continue;
        }
        let key = key.and_then(|(key, span)| {
            let other = values.iter().find(|value| value.key == Some(key));
            if let Some(other) = other {
                let both = format!("the stance values {:?} and {name:?} both have the key {key}", other.name);
                report.error(span, format!("{both}; choose another for one of them"));
            }
            other.is_none().then_some(key)
        });
        values.push(ValueDef { name: name.to_owned(), key, description });
    }
    values
}

fn read_relations(tables: &Tables<'_>, labels: &[LabelDef], report: &mut Report<'_>) -> Vec<RelationDef> {
    let mut relations: Vec<RelationDef> = Vec::new();
    for (table, span) in tables {
        let mut fields = Fields::new("relations", table);
        let name = read_word(&mut fields, "name", span, report);
        let mut ends = ["from", "to"].map(|end| read_end(&mut fields, end, labels, report)).into_iter();
        let (from, to) = (ends.next().unwrap_or_default(), ends.next().unwrap_or_default());
        let description = read_text(&mut fields, "description", report);
        fields.finish(report);
        match name {
            Some((name, span)) if relations.iter().any(|relation| relation.name == name) => {
                report.error(span, format!("there are two relations {name:?}; take one away"));
            }
            Some((name, _)) => relations.push(RelationDef { name: name.to_owned(), from, to, description }),
            None => {}
        }
    }
    relations
}

fn read_end(fields: &mut Fields<'_>, end: &'static str, labels: &[LabelDef], report: &mut Report<'_>) -> Vec<String> {
    let mut known = Vec::new();
    for (name, span) in fields.texts(report, end).unwrap_or_default() {
        if labels.iter().any(|label| label.name == name) {
            known.push(name.to_owned());
        } else {
            let meant = nearest(name, labels.iter().map(|label| label.name.as_str()));
            let hint = meant.map_or_else(String::new, |meant| format!("; did you mean {meant:?}?"));
            report.error(span, format!("there is no label {name:?}{hint}"));
        }
    }
    known
}

fn read_corpus(table: &DeTable<'_>, report: &mut Report<'_>) -> RecordFields {
    let mut fields = Fields::new("corpus", table);
    let text_fields = fields.texts(report, "text_fields").unwrap_or_default();
    let mut field = |key| fields.text(report, key).map(|(name, _)| name.to_owned());
    let corpus = RecordFields {
        text: text_fields.into_iter().map(|(name, _)| name.to_owned()).collect(),
        id: field("id"),
        title: field("title"),
        date: field("date"),
        author: field("author"),
        outlet: field("outlet"),
        url: field("url"),
        language: field("language"),
    };
    fields.finish(report);
    corpus
}

fn read_text(fields: &mut Fields<'_>, key: &'static str, report: &mut Report<'_>) -> String {
    fields.text(report, key).map(|(text, _)| text.to_owned()).unwrap_or_default()
}

/// A text that must be there, not empty and without hidden characters.
fn required<'t>(
    fields: &mut Fields<'t>,
    key: &'static str,
    table: &Range<usize>,
    report: &mut Report<'_>,
) -> Option<Placed<&'t str>> {
    if !fields.has(key) {
        report.error(table.clone(), format!("this one of [[{}]] has no {key}; give it one", fields.name()));
    }
    let (text, span) = fields.text(report, key)?;
    if text.trim() != text || text.is_empty() || text.graphemes(true).any(|cluster| shown(cluster, 0).picture) {
        let what = format!("{}.{key}", fields.name());
        report.error(span, format!("{what} must not be empty, begin or end with a blank or hide a character"));
        return None;
    }
    Some((text, span))
}

/// A name that must be there and can stand as one word of a command.
fn read_word<'t>(
    fields: &mut Fields<'t>,
    key: &'static str,
    table: &Range<usize>,
    report: &mut Report<'_>,
) -> Option<Placed<&'t str>> {
    let (word, span) = required(fields, key, table, report)?;
    if word.contains(char::is_whitespace) {
        report.error(span, format!("{}.{key} must be one word; write a - for each blank", fields.name()));
        return None;
    }
    Some((word, span))
}

fn read_key(fields: &mut Fields<'_>, report: &mut Report<'_>) -> Option<(Key, Range<usize>)> {
    let (text, span) = fields.text(report, "key")?;
    let visible = |key: &Key| match key.code() {
        KeyCode::Char(c) => !shown(c.encode_utf8(&mut [0; 4]), 0).picture,
        _ => true,
    };
    match text.parse::<Key>() {
        Ok(key) if visible(&key) => return Some((key, span)),
        Ok(_) => report.error(span, format!("{}.key must be a key that can be seen", fields.name())),
        Err(error) => report.error(span, format!("{}.key: {error}", fields.name())),
    }
    None
}

/// A table of a text that is known to parse, as it stands.
fn raw_table(text: &str, key: &str) -> toml::Table {
    let whole = text.parse::<toml::Table>().unwrap_or_default();
    whole.get(key).and_then(toml::Value::as_table).cloned().unwrap_or_default()
}
