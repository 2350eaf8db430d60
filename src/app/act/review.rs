//! Settling proposals one by one.

use crate::annot::{Edit, Id, Offered};
use crate::app::overlay::Purpose;
use crate::app::{App, Desk, Invocation, Mark, MarkRef};
use crate::doc;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn next_undecided(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        app.go_to_undecided(true);
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
        let doubtful = |desk: &Desk| desk.marks.all().iter().any(|mark| mark.doubtful);
        let open = self.desk.as_ref().is_some_and(|desk| desk.undecided().next().is_some() || doubtful(desk));
        if !self.settings.annotate.advance || !open {
            return;
        }
        let said = self.notice.take();
        self.go_to_undecided(true);
        self.notice = said;
    }

    /// A proposal of the list was accepted or rejected: on with the rest of the list.
    pub(super) fn settle_listed(&mut self, at: usize, accept: bool) {
        self.edit_with(|author, desk| match desk.proposals.get(at) {
            Some(proposal) if accept => author.accept(proposal),
            Some(proposal) => author.reject_proposal(proposal),
            None => Edit::default(),
        });
        if self.desk.as_ref().is_some_and(|desk| desk.unplaced().next().is_some()) {
            self.reopen_list(&Purpose::Proposals);
        }
    }

    fn go_to_undecided(&mut self, forward: bool) {
        let Some(desk) = &self.desk else { return };
        let cursor = desk.view.cursor;
        let focus = self.focused().map(|mark| mark.what.clone());
        let open = |mark: &Mark| match &mark.what {
            MarkRef::Proposal(at) => desk.proposals.get(*at).is_some_and(|proposal| !proposal.later),
            MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => mark.doubtful,
        };
        let marks: Vec<(usize, &MarkRef)> = desk
            .marks
            .all()
            .iter()
            .filter(|mark| open(mark))
            .map(|mark| (doc::settle(&desk.document, mark.place.hull().start), &mark.what))
            .collect();
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
        let later = desk.proposals.len() - desk.undecided().count();
        match next.or(around).map(|(at, what)| (*at, (*what).clone())) {
            Some((at, what)) => {
                let wrapped = next.is_none();
                self.jump_to(at);
                if let Some(desk) = &mut self.desk {
                    desk.view.focus = Some(what);
                }
                if wrapped && marks_wrap(forward, at, cursor) {
                    self.tell("went on at the other end");
                }
            }
            None if later > 0 => {
                self.tell(format!("nothing left to decide but {later} put aside; <Space>a lists them"))
            }
            None => self.tell("nothing left to decide here"),
        }
    }
}

fn marks_wrap(forward: bool, at: usize, cursor: usize) -> bool {
    if forward { at < cursor } else { at > cursor }
}
