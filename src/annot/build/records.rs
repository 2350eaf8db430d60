//! Tags, stances, notes and relations.

use super::draft::Draft;
use super::spans::put_span;
use super::{Author, excerpt};
use crate::annot::{Anchored, Common, Edit, Holder, Id, Layer, Note, Record, Relation, SpanAnnotation, Stance, Tag};

/// A stance as it is put in.
#[derive(Debug, Clone, PartialEq)]
pub struct StanceInput {
    /// Who holds it; an id must name a record of the set.
    pub holder: Holder,
    /// What it is about.
    pub target: String,
    /// The value.
    pub value: String,
    /// −2 to +2.
    pub degree: Option<i8>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// How sure the annotator is, 0 to 1.
    pub confidence: Option<f64>,
    /// Whether the text says it in so many words.
    pub explicit: Option<bool>,
    /// Free text; an empty one is none.
    pub note: String,
}

/// What shows a stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A span of the set.
    Span(Id),
    /// A passage, which becomes a span with this label where there is none.
    Passage {
        /// Where.
        place: Anchored,
        /// What the span is called.
        label: String,
    },
}

/// What a note is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteOn {
    /// A span of the set.
    Span(Id),
    /// A passage.
    Passage(Anchored),
    /// The document.
    Document,
}

impl Author<'_> {
    /// Puts a tag on the document, once.
    pub fn add_tag(&mut self, tag: &str) -> Edit {
        if self.set.tags().iter().any(|known| known.tag == tag) {
            return self.nothing();
        }
        let mut draft = self.draft();
        draft.insert(Record::Tag(Tag { id: self.id(), tag: tag.into(), score: None, common: self.common() }));
        draft.finish(format!("tag {tag}"), self.cursor)
    }

    /// Takes a tag off the document.
    pub fn remove_tag(&mut self, tag: &str) -> Edit {
        let mut draft = self.draft();
        for known in self.set.tags().iter().filter(|known| known.tag == tag) {
            draft.remove(Record::Tag(known.clone()));
        }
        draft.finish(format!("remove tag {tag}"), self.cursor)
    }

    /// Records a stance.
    pub fn add_stance(&mut self, stance: StanceInput) -> Edit {
        let mut draft = self.draft();
        let summary = format!("stance {} {}", stance.value, stance.target);
        let id = self.id();
        let stance = self.stance(&mut draft, id, stance, self.common());
        draft.insert(Record::Stance(stance));
        draft.finish(summary, self.cursor)
    }

    /// Puts a stance in the place of the one of this id.
    pub fn replace_stance(&mut self, id: &Id, stance: StanceInput) -> Edit {
        let mut draft = self.draft();
        let Some(before) = self.set.stances().iter().find(|stance| &stance.id == id) else { return self.nothing() };
        let summary = format!("stance {} {}", stance.value, stance.target);
        let mut after = self.stance(&mut draft, id.clone(), stance, before.common.clone());
        after.score = before.score;
        if &after != before {
            after.common.at = Some(self.now);
        }
        draft.replace(Record::Stance(before.clone()), Record::Stance(after));
        draft.finish(summary, self.cursor)
    }

    fn stance(&mut self, draft: &mut Draft, id: Id, input: StanceInput, common: Common) -> Stance {
        let mut evidence: Vec<Id> = Vec::new();
        for shown in input.evidence {
            let span = match shown {
                Evidence::Span(id) => draft.span(&id).map(|span| span.id.clone()),
                Evidence::Passage { place, label } => {
                    let span = SpanAnnotation::new(self.id(), label, place);
                    Some(put_span(draft, SpanAnnotation { common: self.common(), ..span }))
                }
            };
            evidence.extend(span.filter(|id| !evidence.contains(id)));
        }
        let holder = match input.holder {
            Holder::Entity(id) if draft.entity(&id).is_none() => Holder::Name(id.to_string()),
            Holder::Span(id) if draft.span(&id).is_none() => Holder::Name(id.to_string()),
            holder => holder,
        };
        let StanceInput { target, value, degree, confidence, explicit, note, .. } = input;
        let common = Common { note: Some(note).filter(|note| !note.is_empty()), ..common };
        Stance { id, holder, target, value, degree, evidence, confidence, explicit, score: None, common }
    }

    /// Removes a stance, and its holder's entity where nothing else names that.
    pub fn remove_stance(&mut self, id: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(stance) = self.set.stances().iter().find(|stance| &stance.id == id) else { return self.nothing() };
        draft.remove(Record::Stance(stance.clone()));
        draft.finish(format!("remove stance {} {}", stance.value, stance.target), self.cursor)
    }

    /// Sets the note on something; an empty text removes it.
    pub fn set_note(&mut self, on: &NoteOn, text: &str) -> Edit {
        let mut draft = self.draft();
        let note = Some(text).filter(|text| !text.is_empty()).map(str::to_string);
        let summary = note.as_ref().map_or("remove note".into(), |note| format!("note {}", excerpt(note)));
        let place = match on {
            NoteOn::Span(id) => {
                draft.change_span(id, |span| span.common.note = note);
                return draft.finish(summary, self.cursor);
            }
            NoteOn::Passage(place) => Some(place),
            NoteOn::Document => None,
        };
        let before = self.set.notes().iter().find(|note| note.place.as_ref() == place);
        match (before, note) {
            (Some(before), Some(note)) if before.common.note.as_ref() != Some(&note) => {
                let common = Common { note: Some(note), at: Some(self.now), ..before.common.clone() };
                draft.replace(Record::Note(before.clone()), Record::Note(Note { common, ..before.clone() }));
            }
            (Some(before), None) => draft.remove(Record::Note(before.clone())),
            (None, Some(note)) => {
                let common = Common { note: Some(note), ..self.common() };
                draft.insert(Record::Note(Note { id: self.id(), place: place.cloned(), common }));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        draft.finish(summary, self.cursor)
    }

    /// Draws an arrow from one record to another, once; both must stand in the set.
    pub fn add_relation(&mut self, label: &str, head: &Id, tail: &Id) -> Edit {
        let same = |r: &Relation| r.label == label && &r.head == head && &r.tail == tail;
        let stands = |id: &Id| Layer::ALL.iter().any(|layer| self.set.get(*layer, id).is_some());
        if self.set.relations().iter().any(same) || !stands(head) || !stands(tail) {
            return self.nothing();
        }
        let mut draft = self.draft();
        let (head, tail) = (head.clone(), tail.clone());
        draft.insert(Record::Relation(Relation {
            id: self.id(),
            label: label.into(),
            head,
            tail,
            common: self.common(),
        }));
        draft.finish(format!("relation {label}"), self.cursor)
    }

    /// Removes an arrow.
    pub fn remove_relation(&mut self, id: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(relation) = self.set.relations().iter().find(|relation| &relation.id == id) else {
            return self.nothing();
        };
        draft.remove(Record::Relation(relation.clone()));
        draft.finish(format!("remove relation {}", relation.label), self.cursor)
    }
}
