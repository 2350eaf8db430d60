//! Marks: everything that is highlighted in the text, with an index by place.

use std::collections::HashSet;

use crate::annot::index::SpanIndex;
use crate::annot::proposal::Proposal;
use crate::annot::{Anchored, AnnotationSet, Id, Offered};
use crate::config::schema::{LabelKind, Schema};
use crate::text::Span;

/// Which annotation or proposal a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MarkRef {
    /// A span of the annotator's own.
    Own(Id),
    /// An undecided proposal, by its place in the desk's list.
    Proposal(usize),
    /// A rejection.
    Rejected(Id),
    /// A note on a passage.
    Note(Id),
}

/// One highlighted stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it stands for.
    pub what: MarkRef,
    /// Where.
    pub place: Anchored,
    /// Its label; empty for notes.
    pub label: String,
    /// The label's place in the schema, or after its end for labels the schema does not have.
    pub slot: usize,
    /// What kind of label it is.
    pub kind: LabelKind,
    /// Whether it was put aside for later.
    pub later: bool,
    /// Whether the text changed so that nobody knows for certain that it belongs here.
    pub doubtful: bool,
}

/// All marks of a document, in document order, outer ones before what they hold.
#[derive(Debug, Default)]
pub struct Marks {
    items: Vec<Mark>,
    index: SpanIndex,
}

impl Marks {
    /// The marks of what was decided and what is open.
    pub fn new(own: &AnnotationSet, proposals: &[Proposal], schema: &Schema) -> Marks {
        let aside: HashSet<&Offered> = own.later().iter().map(|decision| &decision.what).collect();
        let spans = own.spans().iter().map(|span| {
            let offered = || Offered::Span { label: span.label.clone(), place: span.place.clone() };
            let later = !aside.is_empty() && aside.contains(&offered());
            (MarkRef::Own(span.id.clone()), &span.place, span.label.as_str(), later, span.common.doubt.is_some())
        });
        let open = proposals.iter().enumerate().filter_map(|(i, proposal)| {
            let (place, label) = span_offer(&proposal.what)?;
            Some((MarkRef::Proposal(i), place, label, proposal.later, false))
        });
        let rejected = own.rejected().iter().filter_map(|decision| {
            let (place, label) = span_offer(&decision.what)?;
            Some((MarkRef::Rejected(decision.id.clone()), place, label, false, false))
        });
        let notes = own.notes().iter().filter_map(|note| {
            Some((MarkRef::Note(note.id.clone()), note.place.as_ref()?, "", false, note.common.doubt.is_some()))
        });
        let mut items: Vec<Mark> = spans
            .chain(open)
            .chain(rejected)
            .chain(notes)
            .map(|(what, place, label, later, doubtful)| {
                let known = schema.label(label);
                let slot = known.map_or(schema.labels.len(), |(slot, _)| slot);
                let kind = known.map_or(LabelKind::Other, |(_, label)| label.kind);
                Mark { what, place: place.clone(), label: label.into(), slot, kind, later, doubtful }
            })
            .collect();
        items.sort_by_key(|mark| {
            let hull = mark.place.hull();
            (hull.start, std::cmp::Reverse(hull.end))
        });
        let index = SpanIndex::new(items.iter().enumerate().map(|(i, mark)| (mark.place.clone(), i)));
        Marks { items, index }
    }

    /// All marks in document order.
    pub fn all(&self) -> &[Mark] {
        &self.items
    }

    /// The mark at `position` of the list.
    pub fn get(&self, position: usize) -> Option<&Mark> {
        self.items.get(position)
    }

    /// The mark that stands for `what`.
    pub fn find(&self, what: &MarkRef) -> Option<&Mark> {
        self.items.iter().find(|mark| &mark.what == what)
    }

    /// The marks that touch `span`, outer ones first.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = &Mark> {
        self.index.overlapping(span).into_iter().filter_map(|i| self.items.get(i))
    }

    /// The marks over byte `at`, innermost first.
    pub fn at(&self, at: usize) -> impl Iterator<Item = &Mark> {
        self.index.at(at).into_iter().filter_map(|i| self.items.get(i))
    }
}

fn span_offer(what: &Offered) -> Option<(&Anchored, &str)> {
    match what {
        Offered::Span { place, label } => Some((place, label)),
        Offered::Tag(_) | Offered::Stance { .. } => None,
    }
}
