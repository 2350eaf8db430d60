//! The desk: the open document with everything said of it, its history, and where one is in it.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{MarkRef, Marks, Opened, View};
use crate::annot::proposal::{self, Proposal};
use crate::annot::{Anchored, AnnotationSet, Edit, History, Id, Offered, Stale};
use crate::config::schema::Schema;
use crate::doc::{self, Document};
use crate::store::Handle;

/// The open document.
#[derive(Debug)]
pub struct Desk {
    /// Which document.
    pub handle: Handle,
    /// The article.
    pub document: Arc<Document>,
    /// What programs offered and the annotator has not settled, in document order.
    pub proposals: Vec<Proposal>,
    /// Everything that is highlighted in the text.
    pub marks: Marks,
    /// Where one is.
    pub view: View,
    /// The search that is on.
    pub search: Option<regex::Regex>,
    /// An edge being moved.
    pub edge: Option<EdgePick>,
    /// Where a relation being drawn starts.
    pub relation_head: Option<Id>,
    /// The span last made or changed; a fragment is added to it.
    pub last_span: Option<Id>,
    /// What was wrong with other sidecars.
    pub faults: Vec<String>,
    own: Arc<AnnotationSet>,
    models: Vec<AnnotationSet>,
    history: History,
    read_only: Option<String>,
    edited: u64,
    durable: u64,
    failed: Option<String>,
    work: SignedDuration,
    /// What was done since everything was on the disk.
    unsaved: Vec<Edit>,
}

/// What is kept of a document that one left, for when one comes back to it.
#[derive(Debug)]
pub struct Left {
    cursor: usize,
    worked: Option<Worked>,
}

/// What was done to a document in this sitting.
#[derive(Debug)]
struct Worked {
    document: Arc<Document>,
    own: Arc<AnnotationSet>,
    history: History,
    unsaved: Vec<Edit>,
}

/// How edits fitted that were made again on another version of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeAgain {
    /// Changes of records that stand now.
    pub made: usize,
    /// Changes that no longer fit.
    pub refused: usize,
}

/// An edge of a span being moved with the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgePick {
    /// Whose edge.
    pub what: MarkRef,
    /// The place as it is.
    pub place: Anchored,
    /// Whether it is the start that moves.
    pub start: bool,
    /// Where the cursor was before.
    pub from: usize,
}

/// Whether what one decided is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is on the disk.
    Saved,
    /// The last edit is on its way there.
    Saving,
    /// It could not be written, for this reason; it is kept and tried again.
    Unsaved(String),
    /// Nothing may be written, for this reason.
    ReadOnly(String),
}

impl SaveState {
    /// The one word the status line always has.
    pub fn word(&self) -> &'static str {
        match self {
            SaveState::Saved => "saved",
            SaveState::Saving => "saving",
            SaveState::Unsaved(_) => "unsaved",
            SaveState::ReadOnly(_) => "read-only",
        }
    }
}

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing may be written.
    #[error("read-only: {0}")]
    ReadOnly(String),
    /// The set changed meanwhile.
    #[error(transparent)]
    Stale(#[from] Stale),
}

impl Desk {
    /// The desk of a document that was just read.
    pub fn new(opened: Opened, schema: &Schema) -> Desk {
        let document = Arc::new(opened.document);
        let view = View::new(&document);
        let mut desk = Desk {
            handle: opened.handle,
            document,
            proposals: Vec::new(),
            marks: Marks::default(),
            view,
            search: None,
            edge: None,
            relation_head: None,
            last_span: None,
            faults: opened.faults,
            own: Arc::new(opened.own),
            models: opened.models,
            history: History::default(),
            read_only: opened.read_only,
            edited: 0,
            durable: 0,
            failed: None,
            work: SignedDuration::ZERO,
            unsaved: Vec::new(),
        };
        desk.refresh(schema);
        desk
    }

    /// Puts the document away; `None` where there is nothing to come back for.
    pub fn leave(self) -> Option<Left> {
        let Desk { view: View { cursor, .. }, document, own, history, unsaved, .. } = self;
        let elsewhere = cursor != doc::settle(&document, 0);
        let worked = (!history.is_empty()).then_some(Worked { document, own, history, unsaved });
        (worked.is_some() || elsewhere).then_some(Left { cursor, worked })
    }

    /// Goes on where one left: at the same place, and, where the annotations are still those, with all that can be
    /// undone. Where somebody else changed them meanwhile, what was not on the disk yet is made again on their
    /// version, record by record.
    pub fn come_back(&mut self, left: Left, schema: &Schema) -> Option<MadeAgain> {
        self.view.go(&self.document, left.cursor.min(self.document.text().len()));
        let worked = left.worked.filter(|worked| worked.document.text() == self.document.text())?;
        if worked.own == self.own {
            self.history = worked.history;
            self.unsaved = worked.unsaved;
            return None;
        }
        if worked.unsaved.is_empty() || self.read_only.is_some() {
            return None;
        }
        let mut again = MadeAgain { made: 0, refused: 0 };
        for edit in worked.unsaved {
            let (fitting, refused) = edit.fitting(&self.own);
            again.made += fitting.changes().len();
            again.refused += refused;
            // Every change of it was just seen to fit.
            let _made = self.edit(fitting, schema);
        }
        Some(again)
    }

    /// What the annotator said.
    pub fn own(&self) -> &AnnotationSet {
        &self.own
    }

    /// The same, shared with whoever writes it to the disk.
    pub fn shared_own(&self) -> Arc<AnnotationSet> {
        Arc::clone(&self.own)
    }

    /// What programs said.
    pub fn models(&self) -> &[AnnotationSet] {
        &self.models
    }

    /// What is to be told on opening, if anything is wrong.
    pub fn trouble(&self) -> Option<String> {
        let read_only = self.read_only.as_ref().map(|reason| format!("read-only: {reason}"));
        read_only.or_else(|| self.faults.first().cloned())
    }

    /// Why nothing may be written, if so.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Whether what one decided is on the disk.
    pub fn save_state(&self) -> SaveState {
        match (&self.read_only, &self.failed) {
            (Some(reason), _) => SaveState::ReadOnly(reason.clone()),
            (None, Some(reason)) => SaveState::Unsaved(reason.clone()),
            (None, None) if self.durable < self.edited => SaveState::Saving,
            (None, None) => SaveState::Saved,
        }
    }

    /// How many edits were made; goes with every save.
    pub fn generation(&self) -> u64 {
        self.edited
    }

    /// A save of `generation` ended.
    pub fn saved(&mut self, generation: u64, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.durable = self.durable.max(generation);
                self.failed = None;
                if self.durable >= self.edited {
                    self.unsaved.clear();
                }
            }
            Err(reason) => self.failed = Some(reason),
        }
    }

    /// Counts time spent on the document; it goes to the disk with the next edit.
    pub fn worked(&mut self, time: SignedDuration) {
        self.work = self.work.saturating_add(time);
    }

    /// Makes an edit. Whether something changed is the answer.
    ///
    /// # Errors
    /// [`Refusal`] when nothing may be written or the set changed meanwhile.
    pub fn edit(&mut self, edit: Edit, schema: &Schema) -> Result<bool, Refusal> {
        if let Some(reason) = &self.read_only {
            return Err(Refusal::ReadOnly(reason.clone()));
        }
        if edit.is_empty() {
            return Ok(false);
        }
        self.history.apply(Arc::make_mut(&mut self.own), edit.clone())?;
        self.unsaved.push(edit);
        self.changed(schema);
        Ok(true)
    }

    /// Takes the last edit back (or does it again) and returns what it was.
    ///
    /// # Errors
    /// [`Refusal`] when nothing may be written or the set changed meanwhile.
    pub fn travel(&mut self, redo: bool, schema: &Schema) -> Result<Option<Edit>, Refusal> {
        if let Some(reason) = &self.read_only {
            return Err(Refusal::ReadOnly(reason.clone()));
        }
        let own = Arc::make_mut(&mut self.own);
        let edit = if redo { self.history.redo(own)? } else { self.history.undo(own)? }.cloned();
        if let Some(edit) = &edit {
            self.unsaved.push(if redo { edit.clone() } else { edit.inverse() });
            self.changed(schema);
        }
        Ok(edit)
    }

    fn changed(&mut self, schema: &Schema) {
        self.edited += 1;
        let whole = self.work.as_secs().max(0);
        self.work = self.work.saturating_sub(SignedDuration::from_secs(whole));
        Arc::make_mut(&mut self.own).review.seconds += whole.unsigned_abs();
        self.refresh(schema);
    }

    /// Works out anew what is open and what is highlighted.
    fn refresh(&mut self, schema: &Schema) {
        self.proposals = proposal::open(&self.own, &self.models, self.document.text());
        self.marks = Marks::new(&self.own, &self.proposals, schema);
        self.view.focus = self.view.focus.take().filter(|focus| self.marks.find(focus).is_some());
    }

    /// The proposals that stand nowhere in the text: tags and stances of the whole document.
    pub fn unplaced(&self) -> impl Iterator<Item = (usize, &Proposal)> {
        self.undecided().filter(|(_, proposal)| !matches!(proposal.what, Offered::Span { .. }))
    }

    /// The proposals still to be decided, without those put aside.
    pub fn undecided(&self) -> impl DoubleEndedIterator<Item = (usize, &Proposal)> {
        self.proposals.iter().enumerate().filter(|(_, proposal)| !proposal.later)
    }
}
