//! Settling proposals one by one.

use super::target::quoted;
use crate::annot::proposal::Proposal;
use crate::annot::{Edit, Id, Offered};
use crate::app::overlay::Purpose;
use crate::app::{App, Desk, Invocation, Mark, MarkRef};
use crate::doc;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn next_undecided(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        app.go_to_undecided(true);
        if !app.desk.as_ref().is_some_and(Desk::has_open) {
            break;
        }
    }
}

pub(in crate::app) fn prev_undecided(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        app.go_to_undecided(false);
    }
}

pub(in crate::app) fn accept(app: &mut App, _: &Call<'_>) {
    let Some(at) = app.focused_proposal() else {
        if app.keep_doubtful() {
            return app.advance();
        }
        return app.tell("no proposal here to accept; tab goes to the next");
    };
    if app.edit_with(|author, desk| desk.proposals.get(at).map_or_else(Edit::default, |it| author.accept(it))) {
        app.advance();
    }
}

pub(in crate::app) fn reject(app: &mut App, _: &Call<'_>) {
    match app.focused().map(|mark| mark.what.clone()) {
        Some(MarkRef::Proposal(at)) => {
            if app.edit_with(|author, desk| {
                desk.proposals.get(at).map_or_else(Edit::default, |it| author.reject_proposal(it))
            }) {
                app.advance();
            }
        }
        Some(MarkRef::Own(id)) => {
            app.edit_with(|author, _| author.reject(&id));
        }
        Some(MarkRef::Note(id)) => {
            app.delete_note(&id);
        }
        Some(MarkRef::Rejected(_)) => app.tell("this is rejected already; :delete takes the rejection back"),
        None => app.tell("no annotation here to reject or delete"),
    }
}

pub(in crate::app) fn later(app: &mut App, _: &Call<'_>) {
    let made = match app.focused().map(|mark| mark.what.clone()) {
        Some(MarkRef::Proposal(at)) => {
            app.edit_with(|author, desk| desk.proposals.get(at).map_or_else(Edit::default, |it| author.put_later(it)))
        }
        Some(MarkRef::Own(id)) => match app.put_aside(&id) {
            Some(decision) => app.edit_with(|author, _| author.reopen(&decision)),
            None => app.edit_with(|author, _| author.later(&id)),
        },
        Some(MarkRef::Rejected(_) | MarkRef::Note(_)) | None => {
            return app.tell("no annotation here to put aside");
        }
    };
    if made {
        app.advance();
    }
}

pub(in crate::app) fn toggle_rejected(app: &mut App, _: &Call<'_>) {
    app.panes.rejected = !app.panes.rejected;
    let count = app.desk.as_ref().map_or(0, |desk| desk.own().rejected().len());
    app.tell(if app.panes.rejected { format!("{count} rejected are shown") } else { "rejected are hidden".into() });
}

impl App {
    /// The decision that put an own span aside, if one did.
    fn put_aside(&self, id: &Id) -> Option<Id> {
        let own = self.desk.as_ref()?.own();
        let span = own.span(id)?;
        let is_it = |what: &Offered| matches!(what, Offered::Span { label, place } if *label == span.label && *place == span.place);
        own.later().iter().find(|decision| is_it(&decision.what)).map(|decision| decision.id.clone())
    }

    fn focused_proposal(&self) -> Option<usize> {
        match self.focused()?.what {
            MarkRef::Proposal(at) => Some(at),
            MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => None,
        }
    }

    /// After a decision: on to the next thing to decide, where the settings say so.
    pub(super) fn advance(&mut self) {
        if !self.desk.as_ref().is_some_and(Desk::has_open) {
            return self.tell_end();
        }
        if self.settings.annotate.advance {
            let said = self.notice.take();
            self.go_to_undecided(true);
            self.notice = said;
        }
    }

    /// A proposal of the list was accepted or rejected: on with the rest of the list.
    pub(super) fn settle_listed(&mut self, at: usize, accept: bool) {
        let made = self.edit_with(|author, desk| match desk.proposals.get(at) {
            Some(proposal) if accept => author.accept(proposal),
            Some(proposal) => author.reject_proposal(proposal),
            None => Edit::default(),
        });
        if self.desk.as_ref().is_some_and(|desk| desk.unplaced().next().is_some()) {
            return self.reopen_list(&Purpose::Proposals);
        }
        if made {
            self.advance();
        }
    }

    /// To the first thing to decide.
    pub(super) fn go_to_first_undecided(&mut self) {
        let Some(desk) = &self.desk else { return };
        match open_marks(desk).first().map(|(at, what)| (*at, (*what).clone())) {
            Some((at, what)) => self.look_into(at, what),
            None => self.go_to_undecided(true),
        }
    }

    /// Goes to a place with this mark in focus.
    fn look_into(&mut self, at: usize, what: MarkRef) {
        self.jump_to(at);
        if let Some(desk) = &mut self.desk {
            desk.view.focus = Some(what);
        }
    }

    /// To the next or previous thing to decide; forward from an article that has none, to the next one that has.
    pub(super) fn go_to_undecided(&mut self, forward: bool) {
        let Some(desk) = &self.desk else { return };
        let cursor = desk.view.cursor;
        let focus = self.focused().map(|mark| mark.what.clone());
        let marks = open_marks(desk);
        // Several can start at one place: the one in focus says how far one is.
        let here = marks.iter().position(|(at, what)| *at == cursor && Some(*what) == focus.as_ref());
        let next = match (forward, here) {
            (true, Some(here)) => marks.get(here + 1),
            (true, None) => marks.iter().find(|(at, _)| *at >= cursor),
            (false, Some(here)) => here.checked_sub(1).and_then(|at| marks.get(at)),
            (false, None) => marks.iter().rev().find(|(at, _)| *at < cursor),
        };
        if forward && next.is_none() && desk.unplaced().next().is_some() {
            return self.reopen_list(&Purpose::Proposals);
        }
        let around = if forward { marks.first() } else { marks.last() };
        match next.or(around).map(|(at, what)| (*at, (*what).clone())) {
            Some((at, what)) => {
                let wrapped = next.is_none();
                self.look_into(at, what);
                if wrapped && marks_wrap(forward, at, cursor) {
                    self.tell("went on at the other end");
                }
            }
            None if forward => self.go_on(),
            None => self.tell("nothing left to decide here"),
        }
    }
}

/// What is to be decided in the text, with the places one goes to.
fn open_marks(desk: &Desk) -> Vec<(usize, &MarkRef)> {
    let open = |mark: &&Mark| match &mark.what {
        MarkRef::Proposal(at) => desk.proposals.get(*at).is_some_and(|proposal| !proposal.later),
        MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => mark.doubtful,
    };
    let marks = desk.marks.all().iter().filter(open);
    marks.map(|mark| (doc::settle(&desk.document, mark.place.hull().start), &mark.what)).collect()
}

/// What is said of a proposal for the whole document beside its words: who says so, how sure, and what it was read
/// from.
pub(super) fn offered_words(desk: &Desk, proposal: &Proposal) -> String {
    let offer =
        |(by, score): (&str, Option<f64>)| score.map_or_else(|| by.to_owned(), |score| format!("{by} {score:.2}"));
    let offers = proposal.offered_by().map(offer).collect::<Vec<_>>().join(", ");
    let evidence = desk.offered_evidence(proposal).into_iter().map(|place| quoted(&place.quote(desk.document.text())));
    [offers].into_iter().chain(evidence).collect::<Vec<_>>().join("  ")
}

fn marks_wrap(forward: bool, at: usize, cursor: usize) -> bool {
    if forward { at < cursor } else { at > cursor }
}
