//! Overlays: the panels that stand above the text and have the keys while they do.

mod concordance;
mod editor;
mod line;
mod pager;
mod picker;
mod preview;
mod roster;
mod stance;
mod sweep;

pub use concordance::{Concordance, MOST, Place};
pub use editor::{NoteEditor, NoteTarget};
pub use line::{LineEdit, Prompt, PromptKind};
pub use pager::{Pager, PagerLine, PagerRow, PagerTone};
pub use picker::{Choice, Free, Item, Picker, Purpose};
pub use preview::{Checklist, Preview, Settling};
pub use roster::{Counts, Roster, Row as RosterRow};
pub use stance::{StanceField, StancePanel};
pub use sweep::{Item as SweepItem, Row as SweepRow, SweepPanel};

use crate::config::keymap::Context;

/// A panel above the text.
#[derive(Debug)]
pub enum Overlay {
    /// A fuzzy list.
    Picker(Picker),
    /// The search or command line.
    Prompt(Prompt),
    /// A stance being recorded.
    Stance(Box<StancePanel>),
    /// A note being written.
    Editor(Box<NoteEditor>),
    /// Text to be read: help, guidelines.
    Pager(Pager),
    /// Places about to be labelled.
    Preview(Preview),
    /// Proposals about to be settled.
    Settling(Settling),
    /// The hits of a search through the corpus, which the application keeps.
    Concordance,
    /// The list of documents; [`Roster`] stays with the application, so that one comes back to it.
    Roster,
    /// What is about to be done in many documents.
    Sweep(Box<SweepPanel>),
}

impl Overlay {
    /// A text to be read, one line per line of `text`.
    pub fn pager(title: impl Into<String>, text: impl AsRef<str>) -> Overlay {
        Overlay::Pager(Pager::plain(title, text.as_ref()))
    }

    /// The bindings that apply while it is in front.
    pub fn context(&self) -> Context {
        match self {
            Overlay::Picker(_) => Context::List,
            Overlay::Prompt(_) => Context::Line,
            Overlay::Stance(_) => Context::Stance,
            Overlay::Editor(_) => Context::Editor,
            Overlay::Pager(_) => Context::Pager,
            Overlay::Preview(_) | Overlay::Settling(_) | Overlay::Sweep(_) => Context::Confirm,
            Overlay::Concordance => Context::Concordance,
            Overlay::Roster => Context::Documents,
        }
    }
}
