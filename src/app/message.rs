//! What comes into the application and what goes out of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::annot::anchor::Tally;
use crate::annot::journal::Step;
use crate::annot::sidecar::{Anchoring, Words};
use crate::annot::sweep::Wish;
use crate::annot::{AnnotationSet, History, Id};
use crate::config::Schema;
use crate::config::key::Key;
use crate::corpus::concordance;
use crate::corpus::listing::{Group, Listing};
use crate::corpus::query::Query;
use crate::corpus::seek::Seeker;
use crate::doc::Document;
use crate::extract::{self, dates::DateMention};
use crate::store::Handle;
use crate::store::catalog::Catalog;
use crate::store::library::Piece;
use crate::store::sessions::Session;
use crate::store::sweeps::survey::{Concern, Search};
use crate::store::sweeps::{Sweep, deed::Task};
use crate::text::Span;

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
    Found(Vec<Piece>),
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
    /// [`Effect::Quit`] was not done: something is not on the disk.
    KeptOpen,
    /// What earlier sittings did to the open document, asked for by [`Effect::Recall`].
    Recalled {
        /// Which document.
        handle: Handle,
        /// What can be undone and redone, and whether there is more that was done on an earlier text of the article; or
        /// why that is not known.
        result: Result<(History, bool), String>,
        /// What is to be done then.
        then: Travel,
    },
    /// A file of the open document changed on the disk.
    Touched(Handle),
    /// The recognisers have learnt something and may say more of the open document.
    Learnt,
    /// What the recognisers say of a document, asked for by [`Effect::Extract`].
    Extracted(Box<Extracted>),
    /// What an external extractor says of a document, asked for by [`Effect::Ask`].
    Produced(Box<Produced>),
    /// What a search through the corpus came upon, asked for by [`Effect::Seek`].
    Sought(Sought),
    /// What a wish concerns, asked for by [`Effect::Survey`]: some of it.
    Surveyed(Box<Surveyed>),
    /// How many sidecars a sweep has come through, of how many.
    Sweeping(usize, usize),
    /// A wish was carried out in many documents, or taken back, asked for by [`Effect::Sweep`] or [`Effect::Unsweep`].
    Swept(Box<Swept>),
    /// What was done in many documents at once, in earlier sittings, too; the newest first.
    Sweeps(Vec<Sweep>),
    /// How far the list of documents is that [`Effect::List`] asked for.
    Arranging(Arranging),
    /// That list.
    Arranged(Box<Arranged>),
    /// Corpora used lately, the newest first.
    Recent(Vec<Session>),
    /// The external editor was closed: its text, or why there is none.
    Edited(Result<String, String>),
    /// A command line, as if typed after `:`.
    Command(String),
}

/// What a search through the corpus came upon since it was heard of last.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// The number of the search; only the last one counts.
    pub search: u64,
    /// Hits with their documents' places in the library, in the order of the documents.
    pub found: Vec<(usize, concordance::Hit)>,
    /// How many documents have been looked through, of all of the search.
    pub passed: usize,
    /// How many could not be read.
    pub faults: usize,
    /// Whether nothing more comes.
    pub ended: bool,
}

impl Sought {
    /// Adds what came after it.
    pub fn append(&mut self, mut later: Sought) {
        self.found.append(&mut later.found);
        self.faults += later.faults;
        (self.passed, self.ended) = (later.passed, later.ended);
    }
}

/// What the recognisers say of a document.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// Which document.
    pub handle: Handle,
    /// The number of the question; only the answer to the last one counts.
    pub question: u64,
    /// Proposals, a set for each producer.
    pub sets: Vec<AnnotationSet>,
    /// Dates, in order.
    pub dates: Vec<DateMention>,
}

/// What an external extractor says of a document.
#[derive(Debug, Clone)]
pub struct Produced {
    /// Which document.
    pub handle: Handle,
    /// What the extractor is called.
    pub by: String,
    /// Its proposals, or why there are none.
    pub result: Result<Proposed, String>,
}

/// Proposals of an external extractor.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The proposals.
    pub set: AnnotationSet,
    /// How many were not found in the text.
    pub lost: usize,
    /// Why they are not kept beside the document, if they could not be.
    pub unsaved: Option<String>,
}

/// How far a list of documents is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arranging {
    /// The number of the list.
    pub number: u64,
    /// Files looked at.
    pub done: usize,
    /// Files there are.
    pub total: usize,
}

/// A list of documents.
#[derive(Debug, Clone)]
pub struct Arranged {
    /// The number of the list.
    pub number: u64,
    /// What is known of the documents.
    pub catalog: Arc<Catalog>,
    /// The documents in order, by their places in the library.
    pub groups: Vec<Group>,
}

/// What a wish concerns.
#[derive(Debug, Clone)]
pub struct Surveyed {
    /// The number of the question; only answers to the last one count.
    pub number: u64,
    /// What was found, with the documents' places in the library.
    pub found: Vec<(usize, Concern)>,
    /// Documents looked at so far.
    pub looked: usize,
    /// Documents that could not be looked at, and why.
    pub faults: Vec<String>,
    /// Whether that is all.
    pub done: bool,
}

/// A wish carried out in many documents, or taken back.
#[derive(Debug, Clone)]
pub struct Swept {
    /// The sweep as it stands now.
    pub sweep: Sweep,
    /// Whether it was made again after it had been taken back.
    pub redo: bool,
    /// How many sidecars were changed.
    pub changed: usize,
    /// Those that could not be changed, each with the reason.
    pub refused: Vec<String>,
    /// The project's schema, where its file was changed.
    pub schema: Option<Box<Schema>>,
}

/// Steps through what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    /// Whether it is made again, not taken back.
    pub redo: bool,
    /// How many steps.
    pub times: usize,
    /// The one sweep that is taken back, or made again, in all its documents; otherwise what was done here last.
    pub sweep: Option<Id>,
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
    /// Seconds of work on it that its sidecar does not hold yet.
    pub worked: u64,
    /// What happened to the annotations since they were written.
    pub news: News,
}

/// What happened to a document's annotations since they were last written here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct News {
    /// Changes that had not reached the sidecar when the program was broken off, and that were made again.
    pub recovered: usize,
    /// Records taken over from somebody else's version of the sidecar.
    pub taken: usize,
    /// Conflicts between that version and one's own.
    pub conflicts: usize,
    /// Whether one's own unsaved changes and somebody else's version were brought together.
    pub merged: bool,
    /// Whether there is something in it that is not on the disk yet.
    pub waiting: bool,
    /// Whether git had left two versions in the sidecar, which were merged.
    pub untangled: bool,
    /// Whether the sidecar was taken away while the document was open.
    pub vanished: bool,
    /// Whether the end of the edit log was damaged, and cut off.
    pub log_damaged: bool,
    /// What became of the annotations where the text had changed.
    pub anchored: Anchoring,
}

impl News {
    /// What is to be told of it, if anything.
    pub fn told(&self) -> Option<String> {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let mut parts = Vec::new();
        if self.recovered > 0 {
            parts.push(format!(
                "recovered {} change{} that a crash had kept off the disk",
                self.recovered,
                plural(self.recovered)
            ));
        }
        if self.untangled {
            parts.push("merged two versions that git had left".into());
        }
        if self.merged {
            parts.push(format!("merged with what somebody else wrote: {} taken over", self.taken));
        }
        if self.vanished {
            parts.push("the sidecar was gone from the disk and is written again".into());
        }
        let Tally { moved, fuzzy, orphan, .. } = self.anchored.tally;
        let lost = [(fuzzy, "doubtful"), (orphan, "without a place")];
        let lost: Vec<String> =
            lost.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if !lost.is_empty() {
            parts.push(format!("the text changed: {}", lost.join(", ")));
        } else if moved > 0 {
            parts.push(format!("the text changed: {moved} annotation{} moved with it", plural(moved)));
        }
        if self.conflicts > 0 {
            parts.push(format!("{} conflict{}", self.conflicts, plural(self.conflicts)));
        }
        if !lost.is_empty() || self.conflicts > 0 {
            parts.push("<Space>w".into());
        }
        if self.log_damaged {
            parts.push("the end of the edit log was damaged and is cut off; the sidecar is whole".into());
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// Whether the set is another one than the sidecar holds, so that it has to be saved.
    pub fn wants_saving(&self) -> bool {
        self.recovered > 0 || self.merged || self.untangled || self.vanished || self.waiting
    }
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
    /// Whether that is because somebody else changed it, so that it has to be read again.
    pub overtaken: bool,
    /// Why the edit log could not be written, if it could not.
    pub unrecorded: Option<String>,
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
        /// What was done since the last save, for the log.
        steps: Vec<Step>,
    },
    /// Read what earlier sittings did to a document and answer with [`Msg::Recalled`].
    Recall {
        /// Which document.
        handle: Handle,
        /// What is to be done then.
        then: Travel,
    },
    /// Have the recognisers read a document and answer with [`Msg::Extracted`].
    Extract {
        /// Which document.
        handle: Handle,
        /// The article.
        document: Arc<Document>,
        /// What the annotator said of it so far.
        own: Arc<AnnotationSet>,
        /// How the recognisers read it; without any, only what was decided earlier has its say.
        options: Option<extract::Options>,
        /// Whether earlier decisions count.
        learn: bool,
        /// Counts the questions; the answer repeats it.
        question: u64,
    },
    /// Have an external extractor read a document, keep what it says beside it, and answer with [`Msg::Produced`].
    Ask {
        /// What the extractor is called.
        name: String,
        /// Which document.
        handle: Handle,
        /// The article.
        document: Arc<Document>,
    },
    /// Look through documents for what is sought and answer with [`Msg::Sought`], again and again; an earlier search
    /// ends.
    Seek {
        /// Counts the searches; the answers repeat it.
        search: u64,
        /// What is sought.
        seeker: Arc<Seeker>,
        /// The documents with their places in the library.
        documents: Vec<(usize, Handle)>,
    },
    /// Look what is known of these documents, list those that are meant, and answer with [`Msg::Arranged`].
    List {
        /// The number of the list; of several only the last counts.
        number: u64,
        /// How it is to be.
        listing: Listing,
        /// What the documents must be like.
        query: Query,
        /// All documents, in the order they were found.
        documents: Vec<Handle>,
    },
    /// Look what a wish concerns in these documents and answer with [`Msg::Surveyed`], bit by bit.
    Survey {
        /// Counts the questions; the answers repeat it, and a new one ends the one before.
        number: u64,
        /// What is looked for.
        search: Search,
        /// The documents with their places in the library, and the places in them that were chosen.
        documents: Vec<(usize, Handle, Vec<Span>)>,
    },
    /// Look no further.
    EndSurvey,
    /// Carry a wish out in documents that are not open, change the project file where the wish is about its words, keep
    /// all of it for undo, and answer with [`Msg::Swept`].
    Sweep {
        /// What is kept of it.
        sweep: Box<Sweep>,
        /// The wish.
        wish: Wish,
        /// What is done where.
        tasks: Vec<Task>,
        /// Random bits for ids.
        seed: u64,
        /// Whether the open document was changed, too.
        here: bool,
    },
    /// Take a sweep back in all documents that are not open, or make it again, and answer with [`Msg::Swept`].
    Unsweep {
        /// Which one.
        id: Id,
        /// Whether it is made again.
        redo: bool,
        /// How that went in the open document, if it is one of them.
        here: Option<Result<(), String>>,
    },
    /// Remember time spent on a document that no save will hold.
    Worked {
        /// Which document.
        handle: Handle,
        /// How long.
        seconds: u64,
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
        /// The corpus that is to be opened then, if one is.
        then: Option<Vec<PathBuf>>,
    },
}
