//! Labels on spans.

use std::collections::HashSet;

use super::draft::Draft;
use super::{Author, PROPS, SPEAKER, excerpt};
use crate::annot::{Anchored, Common, Decision, Edit, Id, Offer, Offered, Record, SpanAnnotation};
use crate::text::Span;

impl Author<'_> {
    /// Labels a place, with `roles` for a quotation (`source`, `cue`, `addressee`: ids of spans). A place that has
    /// the label already stays as it is.
    pub fn label_place(&mut self, place: impl Into<Anchored>, label: &str, roles: &[(String, Vec<Id>)]) -> Edit {
        let mut draft = self.draft();
        let mut span = SpanAnnotation::new(self.id(), label, place);
        span.common = self.common();
        let known = |id: &Id| draft.span(id).is_some();
        for (role, ids) in roles {
            span.set_role(role, ids.iter().filter(|id| known(id)).cloned().collect());
        }
        let summary = self.about("label", &span.label, &span.place);
        put_span(&mut draft, span);
        draft.finish(summary, self.cursor)
    }

    /// Gives all places the same label, but those that have it, as mentions of `entity` where there is one.
    pub fn label_all(&mut self, places: &[Span], label: &str, entity: Option<&Id>) -> Edit {
        let mut draft = self.draft();
        let labelled = self.set.spans().iter().filter(|span| span.label == label && !span.place.is_fragmented());
        let mut done: HashSet<Span> = labelled.map(|span| span.place.hull()).collect();
        let mut count = 0;
        for place in places {
            if done.insert(*place) {
                count += 1;
                let span = SpanAnnotation::new(self.id(), label, *place);
                draft.insert(Record::Span(SpanAnnotation { common: self.common(), entity: entity.cloned(), ..span }));
            }
        }
        let places = if count == 1 { "place" } else { "places" };
        draft.finish(format!("label {label} at {count} {places}"), self.cursor)
    }

    /// Calls a span something else.
    pub fn relabel(&mut self, span: &Id, label: &str) -> Edit {
        self.redecide(span, "relabel", |span| span.label = label.into())
    }

    /// Moves the edges of a span, or adds a fragment to it.
    pub fn set_edge(&mut self, span: &Id, place: impl Into<Anchored>) -> Edit {
        let place = place.into();
        self.redecide(span, "set the edges of", |span| span.place = place)
    }

    /// Changes what a span says; it is decided then, so it is no longer put aside.
    pub(super) fn redecide(&mut self, id: &Id, verb: &str, change: impl FnOnce(&mut SpanAnnotation)) -> Edit {
        let mut draft = self.draft();
        let Some(before) = draft.span(id).cloned() else { return self.nothing() };
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            // Whoever changes it has looked at it.
            after.common.doubt = None;
        }
        if after == before {
            return self.nothing();
        }
        after.common.at = Some(self.now);
        let summary = self.about(verb, &after.label, &after.place);
        self.out_of_later(&mut draft, &offered_by(&before), &before.common.from);
        draft.replace(Record::Span(before), Record::Span(after));
        draft.finish(summary, self.cursor)
    }

    /// Removes a span, and it from roles, evidence, relations and its entity. An entity that nothing mentions any
    /// more goes too; a stance whose holder goes keeps the holder's name.
    pub fn delete(&mut self, span: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(span) = draft.span(span).cloned() else { return self.nothing() };
        let summary = self.about("delete", &span.label, &span.place);
        self.out_of_later(&mut draft, &offered_by(&span), &span.common.from);
        draft.remove(Record::Span(span));
        draft.finish(summary, self.cursor)
    }

    /// Turns an accepted proposal into a rejected one, which keeps what was offered; a span that was made by hand is
    /// deleted.
    pub fn reject(&mut self, span: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(span) = draft.span(span).cloned() else { return self.nothing() };
        let Some(offer) = span.common.from.first() else { return self.delete(&span.id) };
        let common = Common { from: span.common.from.clone(), note: span.common.note.clone(), ..self.common() };
        draft.insert(Record::Rejected(Decision { id: self.id(), what: offer.what.clone(), common }));
        let summary = self.about("reject", &span.label, &span.place);
        self.out_of_later(&mut draft, &offered_by(&span), &span.common.from);
        draft.remove(Record::Span(span));
        draft.finish(summary, self.cursor)
    }

    /// Puts a span aside for later; it stays as it is.
    pub fn later(&mut self, span: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(span) = draft.span(span) else { return self.nothing() };
        let what = offered_by(span);
        if self.set.later().iter().any(|later| later.what == what) {
            return self.nothing();
        }
        let summary = self.about("later:", &span.label, &span.place);
        draft.insert(Record::Later(Decision { id: self.id(), what, common: self.common() }));
        draft.finish(summary, self.cursor)
    }

    /// Puts spans into a quotation's role (`source`, `cue`, `addressee`) in place of those that were there.
    pub fn set_role(&mut self, quotation: &Id, role: &str, spans: &[Id]) -> Edit {
        let mut draft = self.draft();
        let Some(before) = draft.span(quotation) else { return self.nothing() };
        let ids: Vec<Id> = spans.iter().filter(|id| draft.span(id).is_some()).cloned().collect();
        if before.role(role) == ids.as_slice() {
            return self.nothing();
        }
        let what = ids.first().and_then(|id| draft.span(id)).map(|span| excerpt(&span.place.quote(self.text)));
        let summary = format!("{role} {}", what.unwrap_or_else(|| "none".into()));
        draft.change_span(quotation, |span| span.set_role(role, ids));
        draft.finish(summary, self.cursor)
    }

    /// Puts a passage into a quotation's role, as a span of this label: the one that stands there, or a new one.
    pub fn put_in_role(&mut self, quotation: &Id, role: &str, place: impl Into<Anchored>, label: &str) -> Edit {
        let mut draft = self.draft();
        if draft.span(quotation).is_none() {
            return self.nothing();
        }
        let span = SpanAnnotation { common: self.common(), ..SpanAnnotation::new(self.id(), label, place) };
        let summary = format!("{role} {}", excerpt(&span.place.quote(self.text)));
        let id = put_span(&mut draft, span);
        draft.change_span(quotation, |quotation| quotation.set_role(role, vec![id]));
        draft.finish(summary, self.cursor)
    }

    /// Takes what is decided out of the list of things put aside.
    pub(super) fn out_of_later(&self, draft: &mut Draft, what: &Offered, from: &[Offer]) {
        let offered = |offer: &Offer| from.iter().any(|other| other.by == offer.by && other.what == offer.what);
        for later in self.set.later() {
            if &later.what == what || later.common.from.iter().any(offered) {
                draft.remove(Record::Later(later.clone()));
            }
        }
    }

    /// `label PER "Wladimir Putin"`.
    pub(super) fn about(&self, verb: &str, label: &str, place: &Anchored) -> String {
        format!("{verb} {label} {}", excerpt(&place.quote(self.text)))
    }
}

/// A span as somebody would offer it.
pub(super) fn offered_by(span: &SpanAnnotation) -> Offered {
    Offered::Span { label: span.label.clone(), place: span.place.clone() }
}

/// Adds a span, or what it settles to the one that says the same. The id is the one that stands then. A mention where
/// a passage stood only to name a speaker becomes that passage, and a speaker where a mention stands is the mention.
pub(super) fn put_span(draft: &mut Draft, span: SpanAnnotation) -> Id {
    let is_prop = |label: &str| PROPS.contains(&label);
    let named = if !is_prop(&span.label) { draft.same_span(SPEAKER, &span.place) } else { None };
    if let (Some(speaker), None) = (named.map(|it| it.id.clone()), draft.same_span(&span.label, &span.place)) {
        draft.change_span(&speaker, |it| {
            it.label = span.label;
            it.entity = it.entity.take().or(span.entity);
            it.common.at = span.common.at;
            it.common.attrs = span.common.attrs;
            it.common.from.splice(..0, span.common.from);
        });
        return speaker;
    }
    let same = draft.same_span(&span.label, &span.place).or_else(|| {
        let mut here = draft.spans_at(&span.place);
        if span.label == SPEAKER { here.find(|other| !is_prop(&other.label)) } else { None }
    });
    let Some(id) = same.map(|other| other.id.clone()) else {
        let id = span.id.clone();
        draft.insert(Record::Span(span));
        return id;
    };
    draft.change_span(&id, |other| {
        for offer in span.common.from {
            if !other.common.from.iter().any(|known| known.by == offer.by && known.what == offer.what) {
                other.common.from.push(offer);
            }
        }
    });
    id
}
