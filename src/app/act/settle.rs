//! Many proposals at once: which of them are shown, and settling all that are.

use crate::annot::proposal::Proposal;
use crate::app::filter::label;
use crate::app::overlay::{Checklist, Choice, Free, Item, Picker, Purpose, Settling};
use crate::app::{App, Filter, Invocation, Overlay};
use crate::text::Span;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn accept_all(app: &mut App, _: &Call<'_>) {
    app.preview_settling(true);
}

pub(in crate::app) fn reject_all(app: &mut App, _: &Call<'_>) {
    app.preview_settling(false);
}

pub(in crate::app) fn filter(app: &mut App, call: &Call<'_>) {
    if call.argument == "like" {
        return app.filter_like();
    }
    match Filter::parse(call.argument) {
        Ok(filter) => app.set_filter(filter),
        Err(reason) => app.warn(reason),
    }
}

pub(in crate::app) fn filter_like(app: &mut App, _: &Call<'_>) {
    app.filter_like();
}

pub(in crate::app) fn filters(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &app.desk else { return };
    let all = desk.all_undecided();
    let text = desk.document.text();
    let item = |text: String, detail: String, command: &str| Item {
        text,
        detail,
        choice: Choice::Command(format!("filter {command}").trim().to_owned()),
    };
    let mut items = Vec::new();
    if !app.memory.filter.is_empty() {
        items.push(item("no filter".into(), all.len().to_string(), ""));
    }
    if let Some(like) = app.like_focused() {
        let count = all.iter().filter(|proposal| like.shows(proposal, text)).count();
        items.push(item(format!("like this: {like}"), count.to_string(), "like"));
    }
    let mut criteria: Vec<String> = Vec::new();
    criteria.extend(all.iter().map(|proposal| format!("label={}", label(&proposal.what))));
    criteria.sort();
    criteria.extend(app.producers().iter().map(|name| format!("producer={name}")));
    criteria.extend(["agree=2", "score=0.9..", "score=0.7..", "score=..0.5"].map(str::to_owned));
    criteria.dedup();
    for criterion in criteria {
        let Ok(filter) = Filter::parse(&criterion) else { continue };
        let count = all.iter().filter(|proposal| filter.shows(proposal, text)).count();
        if count > 0 {
            items.push(item(criterion.clone(), count.to_string(), &criterion));
        }
    }
    let title = "show only proposals with (or type a filter)";
    app.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Open, Free::Filter, items)));
}

impl App {
    /// All that the filter shows, about to be settled.
    fn preview_settling(&mut self, accept: bool) {
        let Some(desk) = &self.desk else { return };
        let open: Vec<usize> = desk.undecided().map(|(at, _)| at).collect();
        if open.is_empty() {
            return match self.memory.filter.is_empty() {
                true => self.tell("nothing to decide here"),
                false => self.tell(format!("the filter shows nothing here: {}", self.memory.filter)),
            };
        }
        let cursor = desk.view.cursor;
        let place =
            |at: &usize| desk.proposals.get(*at).and_then(|proposal| proposal.what.place()).map(|place| place.hull());
        let selected = open.iter().position(|at| place(at).is_some_and(|place| place.end > cursor)).unwrap_or(0);
        let proposals = Checklist::new(open, selected, cursor);
        self.overlays.push(Overlay::Settling(Settling { accept, proposals }));
    }

    /// Where the proposal stands that the preview looks at.
    pub(super) fn settling_place(&self) -> Option<Span> {
        let Some(Overlay::Settling(settling)) = self.overlays.last() else { return None };
        let proposal = self.desk.as_ref()?.proposals.get(settling.proposals.current()?)?;
        proposal.what.place().map(|place| place.hull())
    }

    /// The proposals of a preview that were taken are settled.
    pub(super) fn settle_taken(&mut self, settling: &Settling) {
        if let Some(desk) = &mut self.desk {
            desk.view.go(&desk.document, settling.proposals.origin);
        }
        let taken = settling.proposals.taken();
        let made = self.edit_with(|author, desk| {
            let proposals: Vec<&Proposal> = taken.iter().filter_map(|at| desk.proposals.get(*at)).collect();
            author.settle_all(&proposals, settling.accept)
        });
        self.follow_cursor();
        match made {
            true => self.advance(),
            false if self.notice.is_none() => self.tell("none of them was taken; nothing changed"),
            false => {}
        }
    }

    /// Shows only what has the label and text of what is under the cursor; again: everything.
    fn filter_like(&mut self) {
        match self.like_focused() {
            Some(like) if like == self.memory.filter => self.set_filter(Filter::default()),
            Some(like) => self.set_filter(like),
            None if !self.memory.filter.is_empty() => self.set_filter(Filter::default()),
            None => self.tell("nothing here that others could be like; tab goes to the next proposal"),
        }
    }

    fn like_focused(&self) -> Option<Filter> {
        let mark = self.focused().filter(|mark| !mark.label.is_empty())?;
        let text = self.desk.as_ref()?.document.text();
        Some(Filter::like(&mark.label, &mark.place.quote(text)))
    }

    fn set_filter(&mut self, filter: Filter) {
        self.memory.filter = filter.clone();
        let Some(desk) = &mut self.desk else { return };
        desk.set_filter(filter, &self.schema);
        let (shown, hidden) = (desk.undecided().count(), desk.hidden);
        self.tell(match (self.memory.filter.is_empty(), shown) {
            (true, 0) => "no filter; nothing is to be decided".to_owned(),
            (true, shown) => format!("no filter: all {shown} are shown"),
            (false, shown) => format!("{}: {shown} of {}", self.memory.filter, shown + hidden),
        });
        self.follow_cursor();
    }

    /// The programs that said something of the open document.
    pub(super) fn producers(&self) -> Vec<String> {
        let models = self.desk.iter().flat_map(|desk| desk.models());
        let mut names: Vec<String> = models.map(|model| model.annotator.to_string()).collect();
        names.sort();
        names.dedup();
        names
    }
}
