//! Notes on spans, passages and documents.

use super::target::quoted;
use crate::annot::build::NoteOn;
use crate::annot::{Anchored, Id};
use crate::app::overlay::{NoteEditor, NoteTarget};
use crate::app::{App, Effect, Invocation, MarkRef, Overlay};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn note(app: &mut App, _: &Call<'_>) {
    let Some(on) = app.note_target() else {
        return app.tell("nothing here to write a note on; <Space>n notes the document");
    };
    app.open_note(on);
}

pub(in crate::app) fn note_document(app: &mut App, _: &Call<'_>) {
    app.open_note(NoteOn::Document);
}

pub(in crate::app) fn external(app: &mut App, _: &Call<'_>) {
    if let Some(Overlay::Editor(editor)) = app.overlays.last() {
        let text = editor.text();
        app.effects.push(Effect::EditOutside(text));
    }
}

impl App {
    fn note_target(&self) -> Option<NoteOn> {
        if let Some(selection) = self.selected() {
            return Some(NoteOn::Passage(selection.into()));
        }
        let desk = self.desk.as_ref()?;
        match self.focused().map(|mark| (&mark.what, &mark.place)) {
            Some((MarkRef::Own(id), _)) => Some(NoteOn::Span(id.clone())),
            Some((MarkRef::Note(_) | MarkRef::Proposal(_), place)) => Some(NoteOn::Passage(place.clone())),
            Some((MarkRef::Rejected(_), _)) | None => {
                let word = desk.view.found.or_else(|| self.word())?;
                Some(NoteOn::Passage(word.into()))
            }
        }
    }

    fn open_note(&mut self, on: NoteOn) {
        let Some(desk) = &self.desk else { return };
        if let Some(reason) = desk.read_only() {
            let reason = format!("read-only: {reason}");
            return self.warn(reason);
        }
        let (own, text) = (desk.own(), desk.document.text());
        let on_passage = |place: Option<&Anchored>| {
            let note = own.notes().iter().find(|note| note.place.as_ref() == place);
            note.and_then(|note| note.common.note.clone())
        };
        let (title, before) = match &on {
            NoteOn::Span(id) => match own.span(id) {
                Some(span) => {
                    (format!("note on {} {}", span.label, quoted(&span.place.quote(text))), span.common.note.clone())
                }
                None => return,
            },
            NoteOn::Passage(place) => (format!("note on {}", quoted(&place.quote(text))), on_passage(Some(place))),
            NoteOn::Document => ("note on the document".to_owned(), on_passage(None)),
        };
        let editor = NoteEditor::new(NoteTarget::On(on), title, before.as_deref().unwrap_or_default());
        self.overlays.push(Overlay::Editor(Box::new(editor)));
    }

    /// The note editor was closed with its text.
    pub(super) fn save_note(&mut self, editor: NoteEditor) {
        let note = editor.text();
        let before = self.notice.take();
        let made = match &editor.target {
            NoteTarget::On(on) => self.edit_with(|author, _| author.set_note(on, &note)),
            NoteTarget::Stance => {
                if let Some(Overlay::Stance(panel)) = self.overlays.last_mut() {
                    panel.note = note;
                }
                return;
            }
        };
        if !made && self.notice.is_none() {
            self.notice = before;
            self.tell("note unchanged");
        }
        if let Some(desk) = &mut self.desk {
            desk.view.anchor = None;
        }
    }

    /// Deletes a note on a passage.
    pub(super) fn delete_note(&mut self, id: &Id) {
        let note = self.desk.as_ref().and_then(|desk| desk.own().notes().iter().find(|note| &note.id == id));
        let on = note.map(|note| note.place.clone().map_or(NoteOn::Document, NoteOn::Passage));
        if let Some(on) = on {
            self.edit_with(|author, _| author.set_note(&on, ""));
        }
    }

    /// The system's editor was closed: its text goes into the small one.
    pub(in crate::app) fn edited_outside(&mut self, result: Result<String, String>) {
        match (result, self.overlays.last_mut()) {
            (Ok(text), Some(Overlay::Editor(editor))) => {
                **editor = NoteEditor::new(editor.target.clone(), editor.title.clone(), text.trim_end());
            }
            (Ok(_), _) => {}
            (Err(reason), _) => self.warn(reason),
        }
    }
}
