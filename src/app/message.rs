//! What comes into the application and what goes out of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::Entry;
use crate::annot::AnnotationSet;
use crate::annot::sidecar::Words;
use crate::config::key::Key;
use crate::doc::Document;
use crate::store::Handle;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted; it never runs a command.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The screen has a new size in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// Documents were found; the list grows at its end.
    Found(Vec<Entry>),
    /// The list of documents is complete.
    Listed,
    /// What tags and stance targets the corpus has, and how often.
    Words(Words),
    /// A document asked for by [`Effect::Open`] was read.
    Opened {
        /// Its place in the list.
        index: usize,
        /// The document with its annotations, or the reason it cannot be shown.
        result: Box<Result<Opened, String>>,
    },
    /// A sidecar was written, or could not be.
    Saved(SaveReport),
    /// The external editor was closed: its text, or why there is none.
    Edited(Result<String, String>),
    /// A command line, as if typed after `:`.
    Command(String),
}

/// A document as it was read, with all that was said of it.
#[derive(Debug)]
pub struct Opened {
    /// Which document.
    pub handle: Handle,
    /// The article.
    pub document: Document,
    /// The annotator's own set; empty if there is none yet.
    pub own: AnnotationSet,
    /// Sets of kind model.
    pub models: Vec<AnnotationSet>,
    /// Why nothing may be written, if so.
    pub read_only: Option<String>,
    /// What was wrong with other sidecars, a line each.
    pub faults: Vec<String>,
}

/// What became of a save.
#[derive(Debug, Clone)]
pub struct SaveReport {
    /// Which document.
    pub handle: Handle,
    /// The generation of the set that was to be written.
    pub generation: u64,
    /// The sidecar, or why it could not be written.
    pub result: Result<PathBuf, String>,
}

/// Something the mouse did, at what it did it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// To what.
    pub hit: Hit,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// It moved with the button down.
    Drag,
    /// The button was let go.
    Release,
    /// Pressed twice: takes the word.
    Double,
    /// The wheel turned by so many steps, down counting up.
    Wheel(i32),
}

/// What stands at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// The text, at this byte.
    Text(usize),
    /// An item of the list in front, by its position in the list.
    Item(usize),
    /// A document of the document pane, by its place in the library.
    Document(usize),
    /// A mark named in the margin.
    Margin(usize),
    /// Nothing that answers.
    Nothing,
}

/// Something the shell has to do.
#[derive(Debug)]
pub enum Effect {
    /// Read a document and answer with [`Msg::Opened`].
    Open {
        /// Its place in the list.
        index: usize,
        /// Which document.
        handle: Handle,
    },
    /// Write a set to its sidecar and answer with [`Msg::Saved`].
    Save {
        /// Which document.
        handle: Handle,
        /// The document, for offsets and quoted text.
        document: Arc<Document>,
        /// What to write.
        set: Arc<AnnotationSet>,
        /// Counts the edits; the answer repeats it.
        generation: u64,
    },
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Open the user's editor on this text and answer with [`Msg::Edited`].
    EditOutside(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Stop the process until the shell continues it.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// End, when everything is saved. With `force`, even when it cannot be.
    Quit {
        /// Whether to end with unsaved work.
        force: bool,
    },
}
