//! The reader: what could be read, and what is wrong with the rest.

use std::collections::{HashMap, HashSet};

use toml::{Table, Value};

use super::error::{Fault, SidecarError, annotator, line_of, quoted};
use super::fields::{Fields, Read, id_of, missing};
use super::nesting::too_deep;
use super::reanchor::{Anchoring, misquotes, reanchor};
use super::{FORMAT, git, text_digest};
use crate::annot::merge::merge;
use crate::annot::{
    AnnotationSet, Conflict, Contested, Decision, DocumentRef, Entity, Holder, Id, Kind, Layer, Note, Offered, Orphan,
    Record, Relation, Review, SpanAnnotation, Stance, Status, Tag,
};
use crate::text::Text;

/// What a sidecar says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Everything that could be understood.
    pub set: AnnotationSet,
    /// Everything that could not; if there is anything, the set must not be saved over the file.
    pub faults: Vec<Fault>,
    /// Whether the text is the one the annotations were made on.
    pub digest_matches: bool,
    /// What became of the places, where the text is another one or a record misquotes it.
    pub anchoring: Option<Anchoring>,
    /// Whether git had left two versions in the file, which were merged here.
    pub merged: bool,
}

/// Reads a sidecar of a document with this `text`.
///
/// # Errors
/// When it is no TOML, has git's conflict markers, is of an unknown version, or does not say whose it is.
/// Everything else that is wrong stands in [`Reading::faults`].
pub fn read(source: &str, text: &Text) -> Result<Reading, SidecarError> {
    read_again(source, text, &|_| None)
}

/// Reads a sidecar of a document whose text may have changed since it was written. `known` gives an earlier text by
/// its digest, where it was kept; places are found again best with it, and with care without it.
///
/// A file with git's conflict markers is read as the merge of both versions.
///
/// # Errors
/// As [`read`].
pub fn read_again(source: &str, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Result<Reading, SidecarError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    match read_one(source, text, known) {
        Err(conflict @ SidecarError::Conflict { .. }) => read_both(source, text, known).ok_or(conflict),
        other => other,
    }
}

/// Both versions of a file with conflict markers, merged. `None` where one of them cannot be read wholly.
fn read_both(source: &str, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Option<Reading> {
    let sides = git::sides(source)?;
    let whole = |source: &str| read_one(source, text, known).ok().filter(|reading| reading.faults.is_empty());
    let (ours, theirs) = (whole(&sides.ours)?, whole(&sides.theirs)?);
    let base = sides.base.as_deref().and_then(whole);
    let merged = merge(base.as_ref().map(|base| &base.set), &ours.set, &theirs.set, text);
    Some(Reading { set: merged.set, merged: true, ..ours })
}

fn read_one(source: &str, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Result<Reading, SidecarError> {
    let mut top = Fields(parse(source)?);
    let wrong = |key| move |reason| SidecarError::Wrong { key, reason };

    match top.value("gloss") {
        Some(Value::Integer(FORMAT)) => {}
        Some(other) => return Err(SidecarError::Version { found: quoted_value(&other) }),
        None => return Err(SidecarError::Missing { key: "gloss" }),
    }
    let name = top.string("annotator").map_err(wrong("annotator"))?;
    let annotator = annotator(&name.ok_or(SidecarError::Missing { key: "annotator" })?)?;
    let kind = top.string("kind").map_err(wrong("kind"))?.ok_or(SidecarError::Missing { key: "kind" })?;
    let kind = [Kind::Human, Kind::Model].into_iter().find(|known| known.name() == kind);
    let kind = kind.ok_or_else(|| wrong("kind")("must be \"human\" or \"model\"".into()))?;

    let mut faults = Faults { source, list: Vec::new() };
    let document = top.table("document").map_err(wrong("document"))?.unwrap_or_default();
    let mut document = read_document(Fields(document)).map_err(wrong("document"))?;
    // A sidecar by hand need not say which text it was made on: then it is this one, as far as its quotes agree.
    if document.text_sha256.is_empty() {
        (document.text_sha256, document.chars) = (text_digest(text), text.code_points());
    }
    let same = document.chars == text.code_points() && document.text_sha256 == text_digest(text);
    let anchoring = match same {
        true => misquotes(&top.0, text).then(|| {
            let this = |digest: &str| if digest == document.text_sha256 { Some(text.clone()) } else { known(digest) };
            reanchor(&mut top.0, &document.text_sha256, text, &this)
        }),
        false => Some(reanchor(&mut top.0, &document.text_sha256, text, known)),
    };
    let mut set = AnnotationSet::new(annotator, kind, document);
    let review = top.table("review").and_then(|table| read_review(Fields(table.unwrap_or_default())));
    set.review = review.unwrap_or_else(|reason| faults.outside("review", &reason));

    let mut records = Vec::new();
    let mut ids = HashSet::new();
    for layer in Layer::ALL {
        let list = top.array(layer.key()).unwrap_or_else(|reason| faults.outside(layer.key(), &reason));
        for (index, value) in list.into_iter().enumerate() {
            if layer == Layer::Conflicts && !is_conflict(&value) {
                set.foreign_conflicts.push(value);
                continue;
            }
            let id = value.get("id").and_then(Value::as_str).map(str::to_string);
            match read_record(layer, value, text) {
                Ok(record) if ids.insert(record.id().clone()) => records.push(record),
                Ok(_) => faults.record(layer, index, id, "another annotation has the same id".into()),
                Err(reason) => faults.record(layer, index, id, reason),
            }
        }
    }
    set.extra = top.0;
    faults.dangling(&records);
    set.extend(records);
    Ok(Reading { set, faults: faults.list, digest_matches: same, anchoring, merged: false })
}

fn parse(source: &str) -> Result<Table, SidecarError> {
    if let Some(at) = too_deep(source) {
        return Err(conflict(source).unwrap_or(SidecarError::TooDeep { line: line_of(source, at) }));
    }
    toml::from_str(source).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        conflict(source).unwrap_or_else(|| SidecarError::syntax(source, at, error.message()))
    })
}

/// Git's markers stand at the start of a line.
fn conflict(source: &str) -> Option<SidecarError> {
    let marker = |mark: &'static str| source.lines().position(move |line| line.starts_with(mark));
    let line = marker("<<<<<<<")?;
    marker(">>>>>>>").map(|_| SidecarError::Conflict { line: line + 1 })
}

fn quoted_value(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => quoted(text),
        other => format!("({})", other.type_str()),
    }
}

/// So many faults say their line; looking for it costs a pass over the file.
const WITH_LINES: usize = 100;

struct Faults<'a> {
    source: &'a str,
    list: Vec<Fault>,
}

impl Faults<'_> {
    /// Something wrong outside the records; a default stands for it.
    fn outside<T: Default>(&mut self, key: &str, reason: &str) -> T {
        let layer = Layer::from_key(key);
        let reason = if reason.contains('`') { reason.to_string() } else { format!("`{key}` {reason}") };
        self.list.push(Fault { layer, id: None, number: 0, line: None, reason });
        T::default()
    }

    fn record(&mut self, layer: Layer, index: usize, id: Option<String>, reason: String) {
        let line = id.as_deref().filter(|_| self.list.len() < WITH_LINES).and_then(|id| self.line(id));
        self.list.push(Fault { layer: Some(layer), id, number: index + 1, line, reason });
    }

    /// The line of a record as our writer writes it.
    fn line(&self, id: &str) -> Option<usize> {
        self.source.find(&format!("id = \"{id}\"")).map(|at| line_of(self.source, at))
    }

    /// References that name no record.
    fn dangling(&mut self, records: &[Record]) {
        let named = |layer: Option<Layer>| {
            let fits = move |record: &&Record| layer.is_none_or(|layer| record.layer() == layer);
            records.iter().filter(fits).map(Record::id).collect::<HashSet<&Id>>()
        };
        // Who refers to an orphan goes on referring to it until it is placed again.
        let orphans = named(Some(Layer::Orphans));
        let (entities, all) = (named(Some(Layer::Entities)), named(None));
        let spans: HashSet<&Id> = named(Some(Layer::Spans)).union(&orphans).copied().collect();
        let mut counts = HashMap::new();
        for record in records {
            let number: &mut usize = counts.entry(record.layer()).or_default();
            *number += 1;
            let span = |id: &&Id| !spans.contains(id);
            let lost = match record {
                Record::Span(r) => {
                    let entity = r.entity.iter().filter(|id| !entities.contains(id)).map(|id| ("entity", id));
                    let roles = r.roles.iter().flat_map(|(_, ids)| ids.iter().filter(span)).map(|id| ("roles", id));
                    entity.chain(roles).next()
                }
                Record::Stance(r) => match &r.holder {
                    Holder::Entity(id) if !entities.contains(id) => Some(("holder", id)),
                    Holder::Span(id) if !spans.contains(id) => Some(("holder", id)),
                    _ => r.evidence.iter().find(span).map(|id| ("evidence", id)),
                },
                Record::Relation(r) => {
                    [("head", &r.head), ("tail", &r.tail)].into_iter().find(|(_, id)| !all.contains(id))
                }
                _ => None,
            };
            if let Some((key, id)) = lost {
                let reason = format!("its `{key}` names {id}, which is not in this file");
                self.record(record.layer(), *number - 1, Some(record.id().to_string()), reason);
            }
        }
    }
}

fn read_document(mut fields: Fields) -> Read<DocumentRef> {
    if let Some(unit) = fields.string("offsets")?.filter(|unit| unit != "codepoints") {
        return Err(format!("`offsets` must be \"codepoints\", not {}", quoted(&unit)));
    }
    Ok(DocumentRef {
        name: fields.string("name")?.unwrap_or_default(),
        text_sha256: fields.string("text_sha256")?.unwrap_or_default(),
        chars: fields.count("chars")?.and_then(|chars| usize::try_from(chars).ok()).unwrap_or_default(),
        reader: fields.string("reader")?,
        extra: fields.0,
    })
}

pub(super) fn read_review(mut fields: Fields) -> Read<Review> {
    let status = fields.string("status")?.map(|word| {
        let known = Status::ALL.into_iter().find(|status| status.name() == word);
        known.ok_or_else(|| format!("`status` must be new, started, done or skipped, not {}", quoted(&word)))
    });
    let status = status.transpose()?.unwrap_or_default();
    Ok(Review { status, seconds: fields.count("seconds")?.unwrap_or_default(), extra: fields.0 })
}

/// Whether an entry of the list of conflicts is one that this program made.
fn is_conflict(value: &Value) -> bool {
    Fields::of(value.clone()).and_then(|mut fields| read_conflict(fields.needed_id("id")?, fields)).is_ok()
}

fn read_conflict(id: Id, mut fields: Fields) -> Read<Conflict> {
    let about = match fields.needed_string("list")?.as_str() {
        "review" => {
            let word = fields.needed_string("theirs")?;
            let theirs =
                Status::ALL.into_iter().find(|status| status.name() == word).ok_or_else(|| missing("theirs"))?;
            Contested::Status { theirs }
        }
        key => {
            let list = Layer::from_key(key).ok_or_else(|| missing("list"))?;
            match fields.id("kept")? {
                Some(kept) => Contested::Deleted { list, kept },
                None => Contested::Both { list, ours: fields.needed_id("ours")?, theirs: fields.needed_id("theirs")? },
            }
        }
    };
    Ok(Conflict { id, about, at: fields.moment("at")?, extra: fields.0 })
}

fn read_orphan(id: Id, mut fields: Fields) -> Read<Orphan> {
    let key = fields.needed_string("list")?;
    let list =
        Layer::from_key(&key).ok_or_else(|| format!("`list` must be the list it stood in, not {}", quoted(&key)))?;
    Ok(Orphan { id, list, fields: fields.0 })
}

pub(super) fn read_record(layer: Layer, value: Value, text: &Text) -> Read<Record> {
    let mut fields = Fields::of(value)?;
    let id = fields.needed_id("id")?;
    Ok(match layer {
        Layer::Entities => {
            let (name, label) = (fields.needed_string("name")?, fields.string("label")?);
            Record::Entity(Entity { id, name, label, common: fields.common(text)? })
        }
        Layer::Spans => Record::Span(SpanAnnotation {
            id,
            label: fields.needed_string("label")?,
            place: fields.quoted_place(text)?.ok_or_else(|| missing("start"))?,
            entity: fields.id("entity")?,
            roles: read_roles(fields.table("roles")?.unwrap_or_default())?,
            score: fields.number("score")?,
            common: fields.common(text)?,
        }),
        Layer::Tags => {
            let (tag, score) = (fields.needed_string("tag")?, fields.number("score")?);
            Record::Tag(Tag { id, tag, score, common: fields.common(text)? })
        }
        Layer::Stances => Record::Stance(read_stance(id, fields, text)?),
        Layer::Rejected => Record::Rejected(read_decision(id, fields, text)?),
        Layer::Later => Record::Later(read_decision(id, fields, text)?),
        Layer::Notes => {
            let place = fields.quoted_place(text)?;
            let common = fields.common(text)?;
            if common.note.is_none() {
                return Err(missing("note"));
            }
            Record::Note(Note { id, place, common })
        }
        Layer::Relations => {
            let (label, head, tail) =
                (fields.needed_string("label")?, fields.needed_id("head")?, fields.needed_id("tail")?);
            Record::Relation(Relation { id, label, head, tail, common: fields.common(text)? })
        }
        Layer::Orphans => Record::Orphan(read_orphan(id, fields)?),
        Layer::Conflicts => Record::Conflict(read_conflict(id, fields)?),
    })
}

fn read_roles(table: Table) -> Read<Vec<(String, Vec<Id>)>> {
    let role = |(role, value): (String, Value)| {
        let Value::Array(list) = value else { return Err(format!("its role {} must be a list of ids", quoted(&role))) };
        let ids = list.iter().map(|id| id_of("roles", id)).collect::<Read<Vec<Id>>>()?;
        Ok((role, ids))
    };
    table.into_iter().map(role).collect()
}

fn read_stance(id: Id, mut fields: Fields, text: &Text) -> Read<Stance> {
    let (holder, unknown) = read_holder(Fields(fields.table("holder")?.ok_or_else(|| missing("holder"))?))?;
    let degree = fields.integer("degree")?;
    let degree =
        degree.map(|n| i8::try_from(n).ok().filter(|n| (-2..=2).contains(n)).ok_or("`degree` must be -2 to 2"));
    let mut stance = Stance {
        id,
        holder,
        target: fields.needed_string("target")?,
        value: fields.needed_string("value")?,
        degree: degree.transpose()?,
        evidence: fields.ids("evidence")?,
        confidence: fields.number("confidence")?,
        explicit: fields.boolean("explicit")?,
        score: fields.number("score")?,
        common: fields.common(text)?,
    };
    if !unknown.is_empty() {
        // `Holder` has no room for them; the writer puts them back.
        stance.common.extra.insert("holder".into(), Value::Table(unknown));
    }
    Ok(stance)
}

fn read_holder(mut fields: Fields) -> Read<(Holder, Table)> {
    let (entity, span) = (fields.id("entity")?, fields.id("span")?);
    let (role, name) = (fields.string("role")?, fields.string("name")?);
    let holder = match (entity, span, role.as_deref(), name) {
        (Some(id), None, None, None) => Holder::Entity(id),
        (None, Some(id), None, None) => Holder::Span(id),
        (None, None, Some("author"), None) => Holder::Author,
        (None, None, Some("outlet"), None) => Holder::Outlet,
        (None, None, None, Some(name)) => Holder::Name(name),
        _ => {
            return Err(
                "`holder` must have one of `entity`, `span`, `name` and `role` (\"author\" or \"outlet\")".into()
            );
        }
    };
    Ok((holder, fields.0))
}

fn read_decision(id: Id, mut fields: Fields, text: &Text) -> Read<Decision> {
    let what = match fields.needed_string("layer")?.as_str() {
        "span" => {
            let label = fields.needed_string("label")?;
            Offered::Span { label, place: fields.quoted_place(text)?.ok_or_else(|| missing("start"))? }
        }
        "tag" => Offered::Tag(fields.needed_string("tag")?),
        "stance" => Offered::Stance {
            holder: fields.needed_string("holder")?,
            target: fields.needed_string("target")?,
            value: fields.needed_string("value")?,
        },
        other => return Err(format!("`layer` must be span, tag or stance, not {}", quoted(other))),
    };
    Ok(Decision { id, what, common: fields.common(text)? })
}
