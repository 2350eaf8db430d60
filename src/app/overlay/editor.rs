//! A small editor for notes.

use ratatui_textarea::{CursorMove, TextArea};

use crate::annot::build::NoteOn;

/// What a note is on.
#[derive(Debug, Clone, PartialEq)]
pub enum NoteTarget {
    /// Something of the document.
    On(NoteOn),
    /// The stance panel behind the editor.
    Stance,
}

/// A note being written.
#[derive(Debug)]
pub struct NoteEditor {
    /// What the note is on.
    pub target: NoteTarget,
    /// What it is on, in words, for the frame.
    pub title: String,
    /// The text.
    pub area: TextArea<'static>,
}

impl NoteEditor {
    /// An editor that begins with `text`, the cursor at its end.
    pub fn new(target: NoteTarget, title: impl Into<String>, text: &str) -> NoteEditor {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        NoteEditor { target, title: title.into(), area }
    }

    /// What was written, without blank lines at the ends.
    pub fn text(&self) -> String {
        self.area.lines().join("\n").trim().to_owned()
    }
}
