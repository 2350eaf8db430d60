//! Notes on spans, passages and documents.

use super::target::quoted;
use crate::annot::Anchored;
use crate::app::overlay::{NoteEditor, NoteTarget};
use crate::app::{App, Effect, Invocation, MarkRef, Overlay};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn note(app: &mut App, _: &Call<'_>) {
    let Some(target) = app.note_target() else { return app.tell("nothing here to write a note on; <Space>n notes the document") };
    app.open_note(target);
}

pub(in crate::app) fn note_document(app: &mut App, _: &Call<'_>) {
    app.open_note(NoteTarget::Document);
}

pub(in crate::app) fn external(app: &mut App, _: &Call<'_>) {
    if let Some(Overlay::Editor(editor)) = app.overlays.last() {
        let text = editor.text();
        app.effects.push(Effect::EditOutside(text));
    }
}

impl App {
    fn note_target(&self) -> Option<NoteTarget> {
        if let Some(selection) = self.selected() {
            return Some(NoteTarget::Passage(selection.into()));
        }
        let desk = self.desk.as_ref()?;
        match self.focused().map(|mark| (&mark.what, &mark.place)) {
            Some((MarkRef::Own(id), _)) => Some(NoteTarget::Span(id.clone())),
            Some((MarkRef::Note(_) | MarkRef::Proposal(_), place)) => Some(NoteTarget::Passage(place.clone())),
            Some((MarkRef::Rejected(_), _)) | None => {
                let word = desk.view.found.or_else(|| self.word())?;
                Some(NoteTarget::Passage(word.into()))
            }
        }
    }

    fn open_note(&mut self, target: NoteTarget) {
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
        let (title, before) = match &target {
            NoteTarget::Span(id) => match own.span(id) {
                Some(span) => (format!("note on {} {}", span.label, quoted(&span.place.quote(text))), span.common.note.clone()),
                None => return,
            },
            NoteTarget::Passage(place) => (format!("note on {}", quoted(&place.quote(text))), on_passage(Some(place))),
            NoteTarget::Document => ("note on the document".to_owned(), on_passage(None)),
            NoteTarget::Stance => return,
        };
        let editor = NoteEditor::new(target, title, before.as_deref().unwrap_or_default());
        self.overlays.push(Overlay::Editor(Box::new(editor)));
    }

    /// The note editor was closed with its text.
    pub(super) fn save_note(&mut self, editor: NoteEditor) {
        let note = editor.text();
        let before = self.notice.take();
        let made = match &editor.target {
            NoteTarget::Span(id) => self.edit_with(|author, _| author.note_span(id, &note)),
            NoteTarget::Passage(place) => self.edit_with(|author, _| author.note_passage(Some(place.clone()), &note)),
            NoteTarget::Document => self.edit_with(|author, _| author.note_passage(None, &note)),
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

