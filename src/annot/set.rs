//! An annotation set: all that one annotator said of one document.

use std::cmp::Ordering;

use toml::{Table, Value};

use super::{
    AnnotatorName, Conflict, Decision, Entity, Id, Layer, Note, Offered, Orphan, Record, Relation, SpanAnnotation,
    Stance, Tag,
};
use crate::text::Span;

/// Who made a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A person: the records are decided annotations.
    Human,
    /// A program: the records are proposals.
    Model,
}

impl Kind {
    /// The word in a sidecar.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Human => "human",
            Kind::Model => "model",
        }
    }
}

/// How far the annotator is with the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// Not begun.
    #[default]
    New,
    /// Begun.
    Started,
    /// Finished.
    Done,
    /// Left out on purpose.
    Skipped,
}

impl Status {
    /// Every status, in the order of work.
    pub const ALL: [Status; 4] = [Status::New, Status::Started, Status::Done, Status::Skipped];

    /// The word in a sidecar.
    pub fn name(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Started => "started",
            Status::Done => "done",
            Status::Skipped => "skipped",
        }
    }
}

/// The review state of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// How far the annotator is.
    pub status: Status,
    /// Seconds of work, without idle time.
    pub seconds: u64,
    /// Keys this version does not know.
    pub extra: Table,
}

/// Which text the annotations belong to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocumentRef {
    /// The article's file name, or its record id.
    pub name: String,
    /// SHA-256 of the text in UTF-8, in lower-case hexadecimal digits.
    pub text_sha256: String,
    /// Length of the text in code points.
    pub chars: usize,
    /// The versioned reader that made the text, where it is not the file itself.
    pub reader: Option<String>,
    /// Keys this version does not know.
    pub extra: Table,
}

/// All that one annotator said of one document. Its lists are sorted: spans, decisions and notes in document
/// order, the others by their own order of work, so that the same set always gives the same file.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationSet {
    /// Whose.
    pub annotator: AnnotatorName,
    /// A person's or a program's.
    pub kind: Kind,
    /// Of which text.
    pub document: DocumentRef,
    /// How far the annotator is.
    pub review: Review,
    entities: Vec<Entity>,
    spans: Vec<SpanAnnotation>,
    tags: Vec<Tag>,
    stances: Vec<Stance>,
    rejected: Vec<Decision>,
    later: Vec<Decision>,
    notes: Vec<Note>,
    relations: Vec<Relation>,
    orphans: Vec<Orphan>,
    conflicts: Vec<Conflict>,
    /// Entries of the list of conflicts that are none of ours, value for value.
    pub foreign_conflicts: Vec<Value>,
    /// Top-level keys this version does not know, value for value.
    pub extra: Table,
}

impl AnnotationSet {
    /// A set with nothing in it.
    pub fn new(annotator: AnnotatorName, kind: Kind, document: DocumentRef) -> AnnotationSet {
        AnnotationSet {
            annotator,
            kind,
            document,
            review: Review::default(),
            entities: Vec::new(),
            spans: Vec::new(),
            tags: Vec::new(),
            stances: Vec::new(),
            rejected: Vec::new(),
            later: Vec::new(),
            notes: Vec::new(),
            relations: Vec::new(),
            orphans: Vec::new(),
            conflicts: Vec::new(),
            foreign_conflicts: Vec::new(),
            extra: Table::new(),
        }
    }

    /// Things, by name.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Labelled spans, in document order, the longer of two that start together first.
    pub fn spans(&self) -> &[SpanAnnotation] {
        &self.spans
    }

    /// Tags, in the order they were put on.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Stances, in the order they were taken.
    pub fn stances(&self) -> &[Stance] {
        &self.stances
    }

    /// Rejections, in document order.
    pub fn rejected(&self) -> &[Decision] {
        &self.rejected
    }

    /// What was put aside, in document order.
    pub fn later(&self) -> &[Decision] {
        &self.later
    }

    /// Notes: those on the document first, then in document order.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Relations, in the order they were drawn.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Records whose passage is not found in the text any more, by id.
    pub fn orphans(&self) -> &[Orphan] {
        &self.orphans
    }

    /// What a merge could not decide, in the order it came about.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Leaves out the spans of this label at this place: for programs, before anybody sees the set.
    pub fn forget_span(&mut self, label: &str, place: Span) {
        self.spans.retain(|span| span.label != label || span.place.is_fragmented() || span.place.hull() != place);
    }

    /// The span of this id.
    pub fn span(&self, id: &Id) -> Option<&SpanAnnotation> {
        self.spans.iter().find(|span| &span.id == id)
    }

    /// Whether any annotation, entity or decision has this id.
    pub fn has(&self, id: &Id) -> bool {
        self.span(id).is_some()
            || self.entity(id).is_some()
            || self.tags.iter().any(|tag| &tag.id == id)
            || self.stances.iter().any(|stance| &stance.id == id)
            || self.rejected.iter().chain(&self.later).any(|decision| &decision.id == id)
            || self.notes.iter().any(|note| &note.id == id)
            || self.relations.iter().any(|relation| &relation.id == id)
            || self.orphans.iter().any(|orphan| &orphan.id == id)
            || self.conflicts.iter().any(|conflict| &conflict.id == id)
    }

    /// The entity of this id.
    pub fn entity(&self, id: &Id) -> Option<&Entity> {
        self.entities.iter().find(|entity| &entity.id == id)
    }

    /// The record of this id in `layer`.
    pub fn get(&self, layer: Layer, id: &Id) -> Option<Record> {
        match layer {
            Layer::Entities => self.entity(id).cloned().map(Record::Entity),
            Layer::Spans => self.span(id).cloned().map(Record::Span),
            Layer::Tags => self.tags.iter().find(|r| &r.id == id).cloned().map(Record::Tag),
            Layer::Stances => self.stances.iter().find(|r| &r.id == id).cloned().map(Record::Stance),
            Layer::Rejected => self.rejected.iter().find(|r| &r.id == id).cloned().map(Record::Rejected),
            Layer::Later => self.later.iter().find(|r| &r.id == id).cloned().map(Record::Later),
            Layer::Notes => self.notes.iter().find(|r| &r.id == id).cloned().map(Record::Note),
            Layer::Relations => self.relations.iter().find(|r| &r.id == id).cloned().map(Record::Relation),
            Layer::Orphans => self.orphans.iter().find(|r| &r.id == id).cloned().map(Record::Orphan),
            Layer::Conflicts => self.conflicts.iter().find(|r| &r.id == id).cloned().map(Record::Conflict),
        }
    }

    /// Every record, layer by layer in file order.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let entities = self.entities.iter().cloned().map(Record::Entity);
        let spans = self.spans.iter().cloned().map(Record::Span);
        let tags = self.tags.iter().cloned().map(Record::Tag);
        let stances = self.stances.iter().cloned().map(Record::Stance);
        let rejected = self.rejected.iter().cloned().map(Record::Rejected);
        let later = self.later.iter().cloned().map(Record::Later);
        let notes = self.notes.iter().cloned().map(Record::Note);
        let relations = self.relations.iter().cloned().map(Record::Relation);
        let orphans = self.orphans.iter().cloned().map(Record::Orphan);
        let conflicts = self.conflicts.iter().cloned().map(Record::Conflict);
        let placed = entities.chain(spans).chain(tags).chain(stances).chain(rejected).chain(later).chain(notes);
        placed.chain(relations).chain(orphans).chain(conflicts)
    }

    /// Takes every record out. Only an [`super::Edit`] does this.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Record> + use<> {
        let entities = std::mem::take(&mut self.entities).into_iter().map(Record::Entity);
        let spans = std::mem::take(&mut self.spans).into_iter().map(Record::Span);
        let tags = std::mem::take(&mut self.tags).into_iter().map(Record::Tag);
        let stances = std::mem::take(&mut self.stances).into_iter().map(Record::Stance);
        let rejected = std::mem::take(&mut self.rejected).into_iter().map(Record::Rejected);
        let later = std::mem::take(&mut self.later).into_iter().map(Record::Later);
        let notes = std::mem::take(&mut self.notes).into_iter().map(Record::Note);
        let relations = std::mem::take(&mut self.relations).into_iter().map(Record::Relation);
        let orphans = std::mem::take(&mut self.orphans).into_iter().map(Record::Orphan);
        let conflicts = std::mem::take(&mut self.conflicts).into_iter().map(Record::Conflict);
        let placed = entities.chain(spans).chain(tags).chain(stances).chain(rejected).chain(later).chain(notes);
        placed.chain(relations).chain(orphans).chain(conflicts)
    }

    /// Whether nothing was said: no record, no status, nothing unknown.
    pub fn is_empty(&self) -> bool {
        self.records().next().is_none()
            && self.review == Review::default()
            && self.foreign_conflicts.is_empty()
            && self.extra.is_empty()
    }

    /// Puts in many records at once, in any order: for readers. A record with an id that is already there replaces it.
    pub fn extend(&mut self, records: impl IntoIterator<Item = Record>) {
        for record in records {
            match record {
                Record::Entity(r) => self.entities.push(r),
                Record::Span(r) => self.spans.push(r),
                Record::Tag(r) => self.tags.push(r),
                Record::Stance(r) => self.stances.push(r),
                Record::Rejected(r) => self.rejected.push(r),
                Record::Later(r) => self.later.push(r),
                Record::Note(r) => self.notes.push(r),
                Record::Relation(r) => self.relations.push(r),
                Record::Orphan(r) => self.orphans.push(r),
                Record::Conflict(r) => self.conflicts.push(r),
            }
        }
        tidy(&mut self.entities, |r| &r.id, by_name);
        tidy(&mut self.spans, |r| &r.id, by_place);
        tidy(&mut self.tags, |r| &r.id, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id));
        tidy(&mut self.stances, |r| &r.id, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id));
        tidy(&mut self.rejected, |r| &r.id, by_offer);
        tidy(&mut self.later, |r| &r.id, by_offer);
        tidy(&mut self.notes, |r| &r.id, by_passage);
        tidy(&mut self.relations, |r| &r.id, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id));
        tidy(&mut self.orphans, |r| &r.id, |a, b| a.id.cmp(&b.id));
        tidy(&mut self.conflicts, |r| &r.id, |a, b| by_time(a.at, &a.id, b.at, &b.id));
    }

    /// Puts in one record at its place, replacing the one with its id. Only an [`super::Edit`] does this.
    pub(super) fn put(&mut self, record: Record) {
        self.take(record.layer(), record.id());
        match record {
            Record::Entity(r) => insert(&mut self.entities, r, by_name),
            Record::Span(r) => insert(&mut self.spans, r, by_place),
            Record::Tag(r) => insert(&mut self.tags, r, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id)),
            Record::Stance(r) => insert(&mut self.stances, r, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id)),
            Record::Rejected(r) => insert(&mut self.rejected, r, by_offer),
            Record::Later(r) => insert(&mut self.later, r, by_offer),
            Record::Note(r) => insert(&mut self.notes, r, by_passage),
            Record::Relation(r) => {
                insert(&mut self.relations, r, |a, b| by_time(a.common.at, &a.id, b.common.at, &b.id));
            }
            Record::Orphan(r) => insert(&mut self.orphans, r, |a, b| a.id.cmp(&b.id)),
            Record::Conflict(r) => insert(&mut self.conflicts, r, |a, b| by_time(a.at, &a.id, b.at, &b.id)),
        }
    }

    /// Takes a record out. Only an [`super::Edit`] does this.
    pub(super) fn take(&mut self, layer: Layer, id: &Id) {
        match layer {
            Layer::Entities => self.entities.retain(|r| &r.id != id),
            Layer::Spans => self.spans.retain(|r| &r.id != id),
            Layer::Tags => self.tags.retain(|r| &r.id != id),
            Layer::Stances => self.stances.retain(|r| &r.id != id),
            Layer::Rejected => self.rejected.retain(|r| &r.id != id),
            Layer::Later => self.later.retain(|r| &r.id != id),
            Layer::Notes => self.notes.retain(|r| &r.id != id),
            Layer::Relations => self.relations.retain(|r| &r.id != id),
            Layer::Orphans => self.orphans.retain(|r| &r.id != id),
            Layer::Conflicts => self.conflicts.retain(|r| &r.id != id),
        }
    }
}

fn insert<T>(list: &mut Vec<T>, record: T, order: impl Fn(&T, &T) -> Ordering) {
    let at = list.partition_point(|other| order(other, &record) == Ordering::Less);
    list.insert(at, record);
}

/// Sorts a list and keeps the last of several records with one id.
fn tidy<T>(list: &mut Vec<T>, id: impl Fn(&T) -> &Id, order: impl Fn(&T, &T) -> Ordering) {
    let mut seen = std::collections::HashSet::with_capacity(list.len());
    list.reverse();
    list.retain(|record| seen.insert(id(record).clone()));
    list.reverse();
    list.sort_by(order);
}

fn by_name(a: &Entity, b: &Entity) -> Ordering {
    a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id))
}

/// Document order; of two that start together the longer first, so that an outer span precedes what it holds.
fn document_order(a: Span, b: Span) -> Ordering {
    a.start.cmp(&b.start).then(b.end.cmp(&a.end))
}

fn by_place(a: &SpanAnnotation, b: &SpanAnnotation) -> Ordering {
    document_order(a.place.hull(), b.place.hull()).then_with(|| a.label.cmp(&b.label)).then_with(|| a.id.cmp(&b.id))
}

fn by_offer(a: &Decision, b: &Decision) -> Ordering {
    let place = |decision: &Decision| match &decision.what {
        Offered::Span { place, .. } => place.hull(),
        Offered::Tag(_) | Offered::Stance { .. } => Span::empty(0),
    };
    document_order(place(a), place(b)).then_with(|| a.id.cmp(&b.id))
}

fn by_passage(a: &Note, b: &Note) -> Ordering {
    let place = |note: &Note| note.place.as_ref().map(|place| place.hull());
    match (place(a), place(b)) {
        (Some(a), Some(b)) => document_order(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
    .then_with(|| a.id.cmp(&b.id))
}

fn by_time(a: Option<jiff::Timestamp>, a_id: &Id, b: Option<jiff::Timestamp>, b_id: &Id) -> Ordering {
    // A file holds whole seconds, and its order must be the same when it is read again.
    let seconds = |at: Option<jiff::Timestamp>| at.map(jiff::Timestamp::as_second);
    seconds(a).cmp(&seconds(b)).then_with(|| a_id.cmp(b_id))
}
