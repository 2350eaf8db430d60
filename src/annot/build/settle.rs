//! Decisions on proposals.

use super::draft::Draft;
use super::spans::put_span;
use super::{Author, excerpt};
use crate::annot::proposal::{Proposal, holder_text, offers};
use crate::annot::{
    Anchored, AnnotationSet, Common, Decision, Edit, Entity, Holder, Id, Offer, Offered, Record, SpanAnnotation,
    Stance, Tag,
};

impl<'a> Author<'a> {
    /// Accepts a proposal as it is. The spans it refers to (a quotation's source and cue, a stance's evidence and
    /// holder) are the ones that settled the same offer or say the same; else they are accepted with it.
    pub fn accept(&mut self, proposal: &Proposal) -> Edit {
        self.settle(proposal, "accept", None, None)
    }

    /// Accepts a proposed span under another label.
    pub fn accept_as(&mut self, proposal: &Proposal, label: &str) -> Edit {
        self.settle(proposal, "accept as", Some(label), None)
    }

    /// Accepts a proposed span at another place: its edges were fixed.
    pub fn accept_with_place(&mut self, proposal: &Proposal, place: impl Into<Anchored>) -> Edit {
        self.settle(proposal, "accept", None, Some(place.into()))
    }

    /// Turns a proposal down.
    pub fn reject_proposal(&mut self, proposal: &Proposal) -> Edit {
        let mut draft = self.draft();
        self.turn_down(&mut draft, proposal);
        draft.finish(self.about_offer("reject", &proposal.what), self.cursor)
    }

    fn turn_down(&mut self, draft: &mut Draft, proposal: &Proposal) {
        let common = Common { from: offers(proposal), ..self.common() };
        self.out_of_later(draft, &proposal.what, &common.from);
        draft.insert(Record::Rejected(Decision { id: self.id(), what: proposal.what.clone(), common }));
    }

    /// Accepts or rejects all of `proposals`, so that one undo takes all of it back.
    pub fn settle_all(&mut self, proposals: &[&Proposal], accept: bool) -> Edit {
        let mut draft = self.draft();
        for proposal in proposals {
            match accept {
                true => self.take_over(&mut draft, proposal, None, None),
                false => self.turn_down(&mut draft, proposal),
            }
        }
        let verb = if accept { "accept" } else { "reject" };
        let summary = match proposals {
            [only] => self.about_offer(verb, &only.what),
            many => format!("{verb} {} proposals", many.len()),
        };
        draft.finish(summary, self.cursor)
    }

    /// Puts a proposal aside for later.
    pub fn put_later(&mut self, proposal: &Proposal) -> Edit {
        if proposal.later {
            return self.nothing();
        }
        let mut draft = self.draft();
        let common = Common { from: offers(proposal), ..self.common() };
        draft.insert(Record::Later(Decision { id: self.id(), what: proposal.what.clone(), common }));
        draft.finish(self.about_offer("later:", &proposal.what), self.cursor)
    }

    /// Takes back a rejection or that something was put aside: the proposal is open again.
    pub fn reopen(&mut self, decision: &Id) -> Edit {
        let mut draft = self.draft();
        let rejected = self.set.rejected().iter().map(|r| (r, Record::Rejected(r.clone())));
        let later = self.set.later().iter().map(|r| (r, Record::Later(r.clone())));
        let Some((what, record)) = rejected.chain(later).find(|(r, _)| &r.id == decision) else {
            return self.nothing();
        };
        draft.remove(record);
        draft.finish(self.about_offer("reopen", &what.what), self.cursor)
    }

    fn settle(&mut self, proposal: &Proposal, verb: &str, label: Option<&str>, place: Option<Anchored>) -> Edit {
        let mut draft = self.draft();
        let mut summary = self.about_offer(verb, &proposal.what);
        if let Record::Span(offered) = &proposal.annotation {
            summary = self.about(verb, label.unwrap_or(&offered.label), place.as_ref().unwrap_or(&offered.place));
        }
        self.take_over(&mut draft, proposal, label, place);
        draft.finish(summary, self.cursor)
    }

    /// Makes a proposal one's own, with everything it refers to.
    fn take_over(&mut self, draft: &mut Draft, proposal: &Proposal, label: Option<&str>, place: Option<Anchored>) {
        let model = self
            .models
            .iter()
            .find(|model| proposal.producers.first().is_some_and(|by| by == model.annotator.as_str()));
        let from = offers(proposal);
        self.out_of_later(draft, &proposal.what, &from);
        match &proposal.annotation {
            Record::Span(offered) => {
                let mut span = SpanAnnotation { roles: offered.roles.clone(), ..offered.clone() };
                label.into_iter().for_each(|label| span.label = label.into());
                place.into_iter().for_each(|place| span.place = place);
                Taking { model, pending: Vec::new() }.span(self, draft, &span, from);
            }
            Record::Tag(tag) => {
                let common = Common { from, attrs: tag.common.attrs.clone(), ..self.common() };
                draft.insert(Record::Tag(Tag { id: self.id(), tag: tag.tag.clone(), score: None, common }));
            }
            Record::Stance(offered) => {
                let mut taking = Taking { model, pending: Vec::new() };
                let holder = taking.holder(self, draft, &offered.holder);
                let evidence = offered.evidence.iter().filter_map(|id| taking.referred(self, draft, id)).collect();
                taking.roles(self, draft);
                let common = Common { from, attrs: offered.common.attrs.clone(), ..self.common() };
                draft.insert(Record::Stance(Stance {
                    id: self.id(),
                    holder,
                    evidence,
                    score: None,
                    common,
                    ..offered.clone()
                }));
            }
            _ => {}
        }
    }

    fn about_offer(&self, verb: &str, what: &Offered) -> String {
        match what {
            Offered::Span { label, place } => self.about(verb, label, place),
            Offered::Tag(tag) => format!("{verb} tag {tag}"),
            Offered::Stance { holder, target, value } => format!("{verb} stance {} {value} {target}", excerpt(holder)),
        }
    }
}

/// The spans of a program's set that are being taken over.
struct Taking<'m> {
    model: Option<&'m AnnotationSet>,
    /// Own spans whose roles are still to be taken from the program's: a list and no recursion, however long the chain.
    pending: Vec<Pending>,
}

struct Pending {
    own: Id,
    roles: Vec<(String, Vec<Id>)>,
}

impl Taking<'_> {
    /// Takes a span and everything its roles name.
    fn span(&mut self, author: &mut Author, draft: &mut Draft, offered: &SpanAnnotation, from: Vec<Offer>) {
        self.one(author, draft, offered, from);
        self.roles(author, draft);
    }

    fn one(&mut self, author: &mut Author, draft: &mut Draft, offered: &SpanAnnotation, from: Vec<Offer>) -> Id {
        let mut span = SpanAnnotation::new(author.id(), offered.label.as_str(), offered.place.clone());
        span.common = Common { attrs: offered.common.attrs.clone(), from, ..author.common() };
        span.entity = offered.entity.as_ref().and_then(|id| self.entity(author, draft, id));
        let made = span.id.clone();
        let id = put_span(draft, span);
        if id == made {
            self.pending.push(Pending { own: id.clone(), roles: offered.roles.clone() });
        }
        id
    }

    fn roles(&mut self, author: &mut Author, draft: &mut Draft) {
        while let Some(Pending { own, roles }) = self.pending.pop() {
            for (role, ids) in roles {
                let ids = ids.iter().filter_map(|id| self.referred(author, draft, id)).collect();
                draft.change_span(&own, |span| span.set_role(&role, ids));
            }
        }
    }

    /// The own span for a span of the program: the one that settled it, the one that says the same, or a new one.
    /// `None` when it was rejected.
    fn referred(&mut self, author: &mut Author, draft: &mut Draft, id: &Id) -> Option<Id> {
        let model = self.model?;
        let offered = model.span(id)?;
        let what = super::spans::offered_by(offered);
        let offer = Offer { by: model.annotator.to_string(), what, score: offered.score, extra: toml::Table::new() };
        let settles =
            |common: &Common| common.from.iter().any(|known| known.by == offer.by && known.what == offer.what);
        if let Some(own) = draft.spans().find(|span| settles(&span.common)) {
            return Some(own.id.clone());
        }
        if author.set.rejected().iter().any(|rejected| rejected.what == offer.what || settles(&rejected.common)) {
            return None;
        }
        author.out_of_later(draft, &offer.what, std::slice::from_ref(&offer));
        Some(self.one(author, draft, offered, vec![offer]))
    }

    /// The own entity of the same name, or a new one.
    fn entity(&self, author: &mut Author, draft: &mut Draft, id: &Id) -> Option<Id> {
        let offered = self.model?.entity(id)?;
        if let Some(own) = draft.entities().find(|own| own.name == offered.name && own.label == offered.label) {
            return Some(own.id.clone());
        }
        let (name, label) = (offered.name.clone(), offered.label.clone());
        let entity = Entity { id: author.id(), name, label, common: author.common() };
        let id = entity.id.clone();
        draft.insert(Record::Entity(entity));
        Some(id)
    }

    fn holder(&mut self, author: &mut Author, draft: &mut Draft, holder: &Holder) -> Holder {
        let own = match holder {
            Holder::Entity(id) => self.entity(author, draft, id).map(Holder::Entity),
            Holder::Span(id) => self.referred(author, draft, id).map(Holder::Span),
            Holder::Author | Holder::Outlet | Holder::Name(_) => Some(holder.clone()),
        };
        own.unwrap_or_else(|| {
            Holder::Name(self.model.map_or_else(String::new, |model| holder_text(model, holder, author.text)))
        })
    }
}
