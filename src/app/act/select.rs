//! Selecting: by motion, by text object, by the annotation under the cursor.

use crate::app::{App, Invocation};
use crate::doc::object::{self, Object};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn toggle(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &mut app.desk else { return };
    if desk.edge.is_some() {
        return;
    }
    match desk.view.anchor {
        None => {
            desk.view.anchor = Some(desk.view.cursor);
            if let Some(label) = app.memory.sticky.clone() {
                app.tell(format!("select; enter makes it {label}"));
            }
        }
        Some(_) if app.memory.sticky.is_some() => app.selection_complete(),
        Some(_) => desk.view.anchor = None,
    }
}

pub(in crate::app) fn swap_ends(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &mut app.desk else { return };
    if let Some(anchor) = desk.view.anchor {
        let cursor = desk.view.cursor;
        desk.view.go(&desk.document, anchor);
        desk.view.anchor = Some(cursor);
    }
    app.follow_cursor();
}

pub(in crate::app) fn word(app: &mut App, call: &Call<'_>) {
    app.take_object(Object::Word, "word", call);
}

pub(in crate::app) fn sentence(app: &mut App, call: &Call<'_>) {
    app.take_object(Object::Sentence, "sentence", call);
}

pub(in crate::app) fn paragraph(app: &mut App, call: &Call<'_>) {
    app.take_object(Object::Paragraph, "paragraph", call);
}

pub(in crate::app) fn quotation(app: &mut App, call: &Call<'_>) {
    app.take_object(Object::Quotation, "quotation", call);
}

pub(in crate::app) fn mention(app: &mut App, _: &Call<'_>) {
    let place = app.focused().map(|mark| mark.place.hull());
    match place {
        Some(place) => {
            app.select_span(place);
            app.selection_complete();
        }
        None => app.tell("no annotation here to select"),
    }
}

pub(in crate::app) fn cycle_overlap(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        app.cycle_focus();
    }
}

impl App {
    fn take_object(&mut self, object: Object, name: &str, call: &Call<'_>) {
        let around = match call.argument {
            "" => false,
            "around" => true,
            other => return self.warn(format!("select-{name} takes `around` or nothing (it is {other:?})")),
        };
        let Some(desk) = &self.desk else { return };
        match object::find(&desk.document, desk.view.cursor, object, around) {
            Some(span) => {
                self.select_span(span);
                self.selection_complete();
            }
            None => self.tell(format!("no {name} here to select")),
        }
    }

    /// A selection is whole: in sticky mode it is labelled at once.
    pub(in crate::app) fn selection_complete(&mut self) {
        let selected = self.desk.as_ref().is_some_and(|desk| desk.view.anchor.is_some());
        if let Some(label) = self.memory.sticky.clone().filter(|_| selected) {
            self.run(&format!("label {label}"), None);
        }
    }
}
