//! Going from document to document, and their status.

use crate::annot::Status;
use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Invocation, Overlay};
use crate::config::schema::Layer;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn next(app: &mut App, call: &Call<'_>) {
    app.step_document(call.steps());
}

pub(in crate::app) fn prev(app: &mut App, call: &Call<'_>) {
    app.step_document(-call.steps());
}

pub(in crate::app) fn list(app: &mut App, _: &Call<'_>) {
    let open = app.desk.as_ref().map_or(0, |desk| desk.undecided().count() + desk.hidden);
    let items: Vec<Item> = app
        .library
        .shown_documents()
        .map(|(index, entry)| Item {
            text: entry.described(),
            detail: match (&entry.fault, entry.status) {
                (Some(fault), _) => fault.clone(),
                (None, Some(status)) if open > 0 && index == app.library.current => {
                    format!("{open} open  {}  {}", status.name(), index + 1)
                }
                (None, Some(status)) => format!("{}  {}", status.name(), index + 1),
                (None, None) => format!("·  {}", index + 1),
            },
            choice: Choice::Document(index),
        })
        .collect();
    let title = if app.library.complete { "documents" } else { "documents (still looking)" };
    let picker =
        Picker::new(title, Purpose::Open, Free::No, items).at(app.library.row_of(app.library.current).unwrap_or(0));
    app.overlays.push(Overlay::Picker(picker));
}

pub(in crate::app) fn number(app: &mut App, call: &Call<'_>) {
    match call.argument.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
        Some(index) if index < app.library.len() => app.open(index),
        _ => app.warn(format!("there are {} documents (asked for {:?})", app.library.len(), call.argument)),
    }
}

pub(in crate::app) fn done_next(app: &mut App, _: &Call<'_>) {
    if let Some(missing) = app.missing_layers() {
        return app.warn(missing);
    }
    if app.set_status(Status::Done) {
        app.tell(app.left_behind("done"));
        app.step_document(1);
    }
}

pub(in crate::app) fn skip_next(app: &mut App, _: &Call<'_>) {
    if app.set_status(Status::Skipped) {
        app.tell(app.left_behind("skipped"));
        app.step_document(1);
    }
}

pub(in crate::app) fn reopen(app: &mut App, _: &Call<'_>) {
    app.set_status(Status::Started);
}

pub(in crate::app) fn status(app: &mut App, call: &Call<'_>) {
    let Some(status) = Status::ALL.into_iter().find(|status| status.name() == call.argument) else {
        return app.warn(format!("a status is new, started, done or skipped (it is {:?})", call.argument));
    };
    match app.missing_layers().filter(|_| status == Status::Done) {
        Some(missing) => app.warn(missing),
        None => {
            app.set_status(status);
        }
    }
}

impl App {
    fn step_document(&mut self, step: i64) {
        match self.library.step(step) {
            Some(index) => self.open(index),
            None if step > 0 && !self.library.complete => self.tell("this is the last document found so far"),
            None => {
                let said = self.notice.take().map(|notice| format!("{} · ", notice.text)).unwrap_or_default();
                let end = if step > 0 { "this is the last document" } else { "this is the first document" };
                self.tell(format!("{said}{end}"));
            }
        }
    }

    /// What is said of a document that one is done with: its name, and what was left open in it.
    fn left_behind(&self, status: &str) -> String {
        let title = self.desk.as_ref().map_or("", |desk| desk.document.title());
        let open = self.desk.as_ref().map_or(0, |desk| desk.undecided().count() + desk.hidden);
        match open {
            0 => format!("{status}: {title}"),
            open => format!("{status}, {open} left open: {title}"),
        }
    }

    fn set_status(&mut self, status: Status) -> bool {
        let made = self.edit_with(|author, _| author.set_status(status));
        self.desk.as_ref().is_some_and(|desk| desk.own().review.status == status) || made
    }

    /// What the project wants before a document is done and this one does not have.
    fn missing_layers(&self) -> Option<String> {
        let own = self.desk.as_ref()?.own();
        let missing: Vec<&str> = self
            .schema
            .required
            .iter()
            .filter_map(|layer| match layer {
                Layer::Spans if own.spans().is_empty() => Some("a labelled span"),
                Layer::Tags if own.tags().is_empty() => Some("a tag"),
                Layer::Stances if own.stances().is_empty() => Some("a stance"),
                Layer::Spans | Layer::Tags | Layer::Stances => None,
            })
            .collect();
        (!missing.is_empty()).then(|| format!("not done yet: the project wants {}", missing.join(" and ")))
    }
}
