//! The records of an annotation set: what one annotator can say of a document.

use jiff::Timestamp;
use toml::{Table, Value};

use super::Id;
use crate::text::{Span, Text};

/// The list of a sidecar that a record stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Things that mentions name.
    Entities,
    /// Labelled spans: mentions, quotations, anything else of the schema.
    Spans,
    /// Words put on the document.
    Tags,
    /// Holder → target: value.
    Stances,
    /// Proposals that were turned down.
    Rejected,
    /// Proposals and annotations put aside.
    Later,
    /// Free text on the document or on a passage.
    Notes,
    /// Typed arrows between annotations.
    Relations,
    /// Records whose passage is not found in the text any more.
    Orphans,
    /// What a merge could not decide.
    Conflicts,
}

impl Layer {
    /// Every layer, in the order a sidecar has them.
    pub const ALL: [Layer; 10] = [
        Layer::Entities,
        Layer::Spans,
        Layer::Tags,
        Layer::Stances,
        Layer::Rejected,
        Layer::Later,
        Layer::Notes,
        Layer::Relations,
        Layer::Orphans,
        Layer::Conflicts,
    ];

    /// The list's key in a sidecar.
    pub fn key(self) -> &'static str {
        match self {
            Layer::Entities => "entities",
            Layer::Spans => "spans",
            Layer::Tags => "tags",
            Layer::Stances => "stances",
            Layer::Rejected => "rejected",
            Layer::Later => "later",
            Layer::Notes => "notes",
            Layer::Relations => "relations",
            Layer::Orphans => "orphans",
            Layer::Conflicts => "conflicts",
        }
    }

    /// The layer of this key.
    pub fn from_key(key: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.key() == key)
    }
}

/// What makes a place doubtful: the article changed, and what stands there now only resembles what was annotated.
/// It goes when the annotator has looked.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The text that was annotated.
    pub was: String,
    /// How much of it is still there, 0 to 1.
    pub similarity: f64,
}

/// What every record may carry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Common {
    /// When it was made or last decided, UTC.
    pub at: Option<Timestamp>,
    /// Attributes, as the schema or another tool names them.
    pub attrs: Table,
    /// Free text.
    pub note: Option<String>,
    /// Which other annotations were visible or masked when it was made.
    pub view: Option<Value>,
    /// The proposals it settles, as they were offered.
    pub from: Vec<Offer>,
    /// Why its place is doubtful, if it is.
    pub doubt: Option<Doubt>,
    /// Keys this version does not know, kept value for value.
    pub extra: Table,
}

/// One or more parts of the text that belong together, in the annotator's order. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Anchored {
    first: Span,
    rest: Vec<Span>,
}

impl Anchored {
    /// One contiguous span.
    pub fn one(span: Span) -> Anchored {
        Anchored { first: span, rest: Vec::new() }
    }

    /// Several fragments, in the annotator's order; `None` for an empty list.
    pub fn many(parts: &[Span]) -> Option<Anchored> {
        let (first, rest) = parts.split_first()?;
        Some(Anchored { first: *first, rest: rest.to_vec() })
    }

    /// The smallest span that covers all parts.
    pub fn hull(&self) -> Span {
        self.rest.iter().fold(self.first, |hull, part| hull.hull(*part))
    }

    /// The parts, in the annotator's order.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = Span> + Clone + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// Whether it has more than one part.
    pub fn is_fragmented(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Whether one of the parts covers byte `at`.
    pub fn contains(&self, at: usize) -> bool {
        self.parts().any(|part| part.contains(at))
    }

    /// The covered text, the parts joined by a blank.
    pub fn quote(&self, text: &Text) -> String {
        self.parts().map(|part| text.slice(part)).collect::<Vec<_>>().join(" ")
    }

    /// The same with one more fragment, in document order; touching and overlapping parts become one.
    pub fn with_fragment(&self, fragment: Span) -> Anchored {
        let mut parts: Vec<Span> = self.parts().chain([fragment]).collect();
        parts.sort();
        let mut merged: Vec<Span> = Vec::with_capacity(parts.len());
        for part in parts {
            match merged.last_mut() {
                Some(last) if part.start <= last.end => *last = last.hull(part),
                _ => merged.push(part),
            }
        }
        Anchored::many(&merged).unwrap_or_else(|| Anchored::one(fragment))
    }
}

impl From<Span> for Anchored {
    fn from(span: Span) -> Anchored {
        Anchored::one(span)
    }
}

/// What somebody is said to be called: a labelled span.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanAnnotation {
    /// Its name in the file.
    pub id: Id,
    /// What the span is called.
    pub label: String,
    /// Where it stands.
    pub place: Anchored,
    /// The thing it mentions.
    pub entity: Option<Id>,
    /// A quotation's `source`, `cue` and `addressee`: ids of other spans.
    pub roles: Vec<(String, Vec<Id>)>,
    /// How sure a program is, 0 to 1.
    pub score: Option<f64>,
    /// What every record may carry.
    pub common: Common,
}

impl SpanAnnotation {
    /// A span without anything beside its label.
    pub fn new(id: Id, label: impl Into<String>, place: impl Into<Anchored>) -> SpanAnnotation {
        SpanAnnotation {
            id,
            label: label.into(),
            place: place.into(),
            entity: None,
            roles: Vec::new(),
            score: None,
            common: Common::default(),
        }
    }

    /// The annotations in `role` (`source`, `cue`, `addressee`).
    pub fn role(&self, role: &str) -> &[Id] {
        self.roles.iter().find(|(name, _)| name == role).map_or(&[], |(_, ids)| ids)
    }

    /// Puts `ids` into `role`; an empty list takes the role away.
    pub fn set_role(&mut self, role: &str, ids: Vec<Id>) {
        self.roles.retain(|(name, _)| name != role);
        if !ids.is_empty() {
            self.roles.push((role.into(), ids));
        }
    }
}

/// A thing that mentions name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its name in the file.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// The label its mentions have.
    pub label: Option<String>,
    /// What every record may carry.
    pub common: Common,
}

/// A word put on the whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Its name in the file.
    pub id: Id,
    /// The word.
    pub tag: String,
    /// How sure a program is, 0 to 1.
    pub score: Option<f64>,
    /// What every record may carry.
    pub common: Common,
}

/// Who holds a stance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// An entity of the set.
    Entity(Id),
    /// A span of the set, for example a quotation.
    Span(Id),
    /// The article's author.
    Author,
    /// The article's outlet.
    Outlet,
    /// Somebody the text does not mention.
    Name(String),
}

/// Holder → target: value.
///
/// *No stance recorded* is the absence of a record; `none`, `neutral` and `mixed` are values.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// Its name in the file.
    pub id: Id,
    /// Who holds it.
    pub holder: Holder,
    /// What it is about: a target of the schema, or free text.
    pub target: String,
    /// A value of the schema: favor, against, neutral, mixed, none, unclear.
    pub value: String,
    /// −2 (strongly against) to +2 (strongly for).
    pub degree: Option<i8>,
    /// The spans that show it.
    pub evidence: Vec<Id>,
    /// How sure the annotator is, 0 to 1.
    pub confidence: Option<f64>,
    /// Whether the text says it in so many words.
    pub explicit: Option<bool>,
    /// How sure a program is, 0 to 1.
    pub score: Option<f64>,
    /// What every record may carry.
    pub common: Common,
}

/// Free text on the document, or on a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its name in the file.
    pub id: Id,
    /// The passage; `None` is the whole document.
    pub place: Option<Anchored>,
    /// What every record may carry; the note itself is [`Common::note`].
    pub common: Common,
}

/// A typed arrow from one annotation to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Its name in the file.
    pub id: Id,
    /// What the arrow is called.
    pub label: String,
    /// Where it starts.
    pub head: Id,
    /// Where it points.
    pub tail: Id,
    /// What every record may carry.
    pub common: Common,
}

/// A record whose passage is not found in the text any more. It lives on as it was written, to be placed again.
#[derive(Debug, Clone, PartialEq)]
pub struct Orphan {
    /// Its name in the file: what refers to the record still does.
    pub id: Id,
    /// The list it stood in.
    pub list: Layer,
    /// Everything else it said, value for value; its places count in the text it was made on.
    pub fields: Table,
}

impl Orphan {
    /// The passage it was made on.
    pub fn quote(&self) -> &str {
        self.fields.get("text").and_then(Value::as_str).unwrap_or_default()
    }

    /// What it was called; empty for a note.
    pub fn label(&self) -> &str {
        self.fields.get("label").and_then(Value::as_str).unwrap_or_default()
    }
}

/// Two versions of one record that a merge could not make one of. Both are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its name in the file.
    pub id: Id,
    /// What it is about.
    pub about: Contested,
    /// When it came about, UTC.
    pub at: Option<Timestamp>,
    /// Keys this version does not know.
    pub extra: Table,
}

/// What a conflict is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contested {
    /// A record was changed on both sides; each version is a record of the list.
    Both {
        /// The list.
        list: Layer,
        /// The version that kept its id.
        ours: Id,
        /// The other one, under an id of its own.
        theirs: Id,
    },
    /// A record was changed on one side and deleted, or no longer allowed for, on the other. It is kept.
    Deleted {
        /// The list.
        list: Layer,
        /// The record.
        kept: Id,
    },
    /// The review state: ours stands.
    Status {
        /// What the other side says.
        theirs: super::Status,
    },
}

/// What a program offered: the part of a proposal that decides whether it was settled before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Offered {
    /// A labelled span.
    Span {
        /// What the span is called.
        label: String,
        /// Where it stands.
        place: Anchored,
    },
    /// A tag.
    Tag(String),
    /// A stance.
    Stance {
        /// Who holds it, as text.
        holder: String,
        /// What it is about.
        target: String,
        /// The value.
        value: String,
    },
}

impl Offered {
    /// Where it stands; tags and stances are of the whole document.
    pub fn place(&self) -> Option<&Anchored> {
        match self {
            Offered::Span { place, .. } => Some(place),
            Offered::Tag(_) | Offered::Stance { .. } => None,
        }
    }
}

/// A proposal as it was offered, kept in whatever settles it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The program.
    pub by: String,
    /// What it offered.
    pub what: Offered,
    /// How sure it was, 0 to 1.
    pub score: Option<f64>,
    /// Keys this version does not know.
    pub extra: Table,
}

/// A decision that is not an annotation: a rejection, or something put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its name in the file.
    pub id: Id,
    /// What was decided on.
    pub what: Offered,
    /// What every record may carry; the proposals are in [`Common::from`].
    pub common: Common,
}

/// One line of a sidecar.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A thing.
    Entity(Entity),
    /// A labelled span.
    Span(SpanAnnotation),
    /// A word on the document.
    Tag(Tag),
    /// A stance.
    Stance(Stance),
    /// A proposal turned down.
    Rejected(Decision),
    /// Something put aside.
    Later(Decision),
    /// Free text.
    Note(Note),
    /// An arrow.
    Relation(Relation),
    /// A record without a place.
    Orphan(Orphan),
    /// What a merge could not decide.
    Conflict(Conflict),
}

impl Record {
    /// The list it stands in.
    pub fn layer(&self) -> Layer {
        match self {
            Record::Entity(_) => Layer::Entities,
            Record::Span(_) => Layer::Spans,
            Record::Tag(_) => Layer::Tags,
            Record::Stance(_) => Layer::Stances,
            Record::Rejected(_) => Layer::Rejected,
            Record::Later(_) => Layer::Later,
            Record::Note(_) => Layer::Notes,
            Record::Relation(_) => Layer::Relations,
            Record::Orphan(_) => Layer::Orphans,
            Record::Conflict(_) => Layer::Conflicts,
        }
    }

    /// The records of the same set that it names: entity, roles, holder, evidence, ends of an arrow.
    pub fn references(&self) -> Vec<&Id> {
        match self {
            Record::Span(r) => r.entity.iter().chain(r.roles.iter().flat_map(|(_, ids)| ids)).collect(),
            Record::Stance(r) => match &r.holder {
                Holder::Entity(id) | Holder::Span(id) => r.evidence.iter().chain([id]).collect(),
                Holder::Author | Holder::Outlet | Holder::Name(_) => r.evidence.iter().collect(),
            },
            Record::Relation(r) => vec![&r.head, &r.tail],
            _ => Vec::new(),
        }
    }

    /// The same record under another name.
    pub(super) fn renamed(mut self, name: Id) -> Record {
        match &mut self {
            Record::Entity(r) => r.id = name,
            Record::Span(r) => r.id = name,
            Record::Tag(r) => r.id = name,
            Record::Stance(r) => r.id = name,
            Record::Rejected(r) | Record::Later(r) => r.id = name,
            Record::Note(r) => r.id = name,
            Record::Relation(r) => r.id = name,
            Record::Orphan(r) => r.id = name,
            Record::Conflict(r) => r.id = name,
        }
        self
    }

    /// Its name in the file.
    pub fn id(&self) -> &Id {
        match self {
            Record::Entity(r) => &r.id,
            Record::Span(r) => &r.id,
            Record::Tag(r) => &r.id,
            Record::Stance(r) => &r.id,
            Record::Rejected(r) | Record::Later(r) => &r.id,
            Record::Note(r) => &r.id,
            Record::Relation(r) => &r.id,
            Record::Orphan(r) => &r.id,
            Record::Conflict(r) => &r.id,
        }
    }
}
