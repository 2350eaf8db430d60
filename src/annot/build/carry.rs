//! Carrying a wish out in one of many documents.

use std::collections::HashSet;

use super::Author;
use super::draft::Draft;
use crate::annot::sweep::{Spot, Wish, Word};
use crate::annot::{Decision, Edit, Entity, Id, Offered, Orphan, Record, SpanAnnotation, Stance, Tag};
use crate::text::Span;

impl Author<'_> {
    /// Does what is wished at these spots. What stands there no longer is left alone.
    pub fn carry_out(&mut self, wish: &Wish, spots: &[Spot]) -> Edit {
        let mut edit = match wish {
            Wish::Label { label, entity, .. } => self.label_spots(spots, label, entity.as_deref()),
            Wish::LabelPlaces { label } => self.label_spots(spots, label, None),
            Wish::Rename { word, from, to } => self.rename_word(*word, from, to, &ids(spots)),
            Wish::Remove { word, name } => self.remove_word(*word, name, &ids(spots)),
        };
        if !edit.is_empty() {
            edit.summary = wish.summary();
        }
        edit
    }

    fn label_spots(&mut self, spots: &[Spot], label: &str, entity: Option<&str>) -> Edit {
        let places: Vec<Span> = spots
            .iter()
            .filter_map(|spot| match spot {
                Spot::Place(place) => Some(*place),
                Spot::Record(..) => None,
            })
            .collect();
        match entity.and_then(|name| self.set.entities().iter().find(|entity| entity.name == name)) {
            Some(Entity { id, .. }) => {
                let id = id.clone();
                self.label_all(&places, label, Some(&id))
            }
            None => self.label_all(&places, label, None),
        }
    }

    fn rename_word(&mut self, word: Word, from: &str, to: &str, ids: &HashSet<&Id>) -> Edit {
        let mut draft = self.draft();
        match word {
            Word::Label => {
                let spans = self.set.spans().iter().filter(|span| span.label == from && ids.contains(&span.id));
                spans.for_each(|span| rename_span(&mut draft, span, to));
                self.rename_orphans(&mut draft, from, to, ids);
                self.rename_what_hangs_on_spans(&mut draft, from, to);
            }
            Word::Tag => {
                let mut there = self.set.tags().iter().any(|tag| tag.tag == to);
                for tag in self.set.tags().iter().filter(|tag| tag.tag == from && ids.contains(&tag.id)) {
                    match std::mem::replace(&mut there, true) {
                        true => draft.remove(Record::Tag(tag.clone())),
                        false => {
                            draft.replace(Record::Tag(tag.clone()), Record::Tag(Tag { tag: to.into(), ..tag.clone() }));
                        }
                    }
                }
            }
            Word::Target => {
                for stance in self.set.stances().iter().filter(|it| it.target == from && ids.contains(&it.id)) {
                    let after = Stance { target: to.into(), ..stance.clone() };
                    let said = |other: &Stance| {
                        (&other.holder, &other.target, &other.value) == (&after.holder, &after.target, &after.value)
                    };
                    let same = draft.stances().find(|other| said(other)).cloned();
                    match same {
                        Some(same) => absorb_stance(&mut draft, &same, stance),
                        None => draft.replace(Record::Stance(stance.clone()), Record::Stance(after)),
                    }
                }
            }
        }
        draft.finish("", self.cursor)
    }

    fn rename_orphans(&self, draft: &mut Draft, from: &str, to: &str, ids: &HashSet<&Id>) {
        for orphan in self.set.orphans().iter().filter(|orphan| orphan.label() == from && ids.contains(&orphan.id)) {
            let mut after: Orphan = orphan.clone();
            after.fields.insert("label".into(), to.into());
            draft.replace(Record::Orphan(orphan.clone()), Record::Orphan(after));
        }
    }

    /// An entity without a mention of the old label has the new one; what was put aside is found by its label.
    fn rename_what_hangs_on_spans(&self, draft: &mut Draft, from: &str, to: &str) {
        let kept: HashSet<Id> =
            draft.spans().filter(|span| span.label == from).filter_map(|span| span.entity.clone()).collect();
        for entity in self.set.entities() {
            if entity.label.as_deref() == Some(from) && !kept.contains(&entity.id) {
                let after = Entity { label: Some(to.into()), ..entity.clone() };
                draft.replace(Record::Entity(entity.clone()), Record::Entity(after));
            }
        }
        for later in self.set.later() {
            let Offered::Span { label, place } = &later.what else { continue };
            if label == from && later.common.from.is_empty() && draft.same_span(to, place).is_some() {
                let what = Offered::Span { label: to.into(), place: place.clone() };
                draft.replace(Record::Later(later.clone()), Record::Later(Decision { what, ..later.clone() }));
            }
        }
    }

    fn remove_word(&mut self, word: Word, name: &str, ids: &HashSet<&Id>) -> Edit {
        let mut draft = self.draft();
        match word {
            Word::Label => {
                for span in self.set.spans().iter().filter(|span| span.label == name && ids.contains(&span.id)) {
                    self.out_of_later(&mut draft, &super::spans::offered_by(span), &span.common.from);
                    draft.remove(Record::Span(span.clone()));
                }
                let orphans = self.set.orphans().iter();
                orphans
                    .filter(|orphan| orphan.label() == name && ids.contains(&orphan.id))
                    .for_each(|orphan| draft.remove(Record::Orphan(orphan.clone())));
            }
            Word::Tag => {
                let tags = self.set.tags().iter().filter(|tag| tag.tag == name && ids.contains(&tag.id));
                tags.for_each(|tag| draft.remove(Record::Tag(tag.clone())));
            }
            Word::Target => {
                let stances = self.set.stances().iter().filter(|it| it.target == name && ids.contains(&it.id));
                stances.for_each(|stance| draft.remove(Record::Stance(stance.clone())));
            }
        }
        draft.finish("", self.cursor)
    }
}

fn ids(spots: &[Spot]) -> HashSet<&Id> {
    spots
        .iter()
        .filter_map(|spot| match spot {
            Spot::Record(_, id) => Some(id),
            Spot::Place(_) => None,
        })
        .collect()
}

/// Calls a span something else. Where the same place has that label already, the two become one: the one that stands
/// there, with what the other settles, and everything that named the other names it.
fn rename_span(draft: &mut Draft, span: &SpanAnnotation, to: &str) {
    let Some(same) = draft.same_span(to, &span.place).map(|same| same.id.clone()) else {
        return draft.change_span(&span.id, |span| span.label = to.into());
    };
    draft.redirect(&span.id, &same);
    // What it names itself may have been redirected.
    let span = draft.span(&span.id).cloned().unwrap_or_else(|| span.clone());
    draft.change_span(&same, |same| {
        same.entity = same.entity.take().or(span.entity.clone());
        for (role, ids) in &span.roles {
            if same.role(role).is_empty() {
                same.set_role(role, ids.clone());
            }
        }
        let new = span.common.from.iter().filter(|offer| !same.common.from.contains(offer));
        let new: Vec<_> = new.cloned().collect();
        same.common.from.extend(new);
        same.common.note = joined(same.common.note.take(), span.common.note.clone());
    });
    draft.remove(Record::Span(span));
}

/// Two stances that say the same become one, with the evidence of both.
fn absorb_stance(draft: &mut Draft, same: &Stance, other: &Stance) {
    let mut whole = same.clone();
    whole.evidence.extend(other.evidence.iter().filter(|id| !same.evidence.contains(id)).cloned());
    whole.common.from.extend(other.common.from.iter().filter(|offer| !same.common.from.contains(offer)).cloned());
    whole.common.note = joined(whole.common.note.take(), other.common.note.clone());
    draft.replace(Record::Stance(same.clone()), Record::Stance(whole));
    draft.remove(Record::Stance(other.clone()));
}

fn joined(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}\n{b}")),
        (a, b) => a.or(b),
    }
}
