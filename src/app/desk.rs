//! The desk: the open document with everything said of it, its history, and where one is in it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::filter::Filter;
use super::{MarkRef, Marks, Opened, View};
use crate::annot::journal::{Deed, Step};
use crate::annot::proposal::{self, Proposal, SHORT, count, reach};
use crate::annot::sidecar::Anchoring;
use crate::annot::{Anchored, AnnotationSet, Doubt, Edit, History, Id, Offered, Record, Stale, Transaction};
use crate::config::schema::Schema;
use crate::doc::Document;
use crate::extract::{self, dates::DateMention};
use crate::layout::LayoutCache;
use crate::store::Handle;

/// Fewest proposals of a program that say something about how far it read.
const FEW: usize = 5;

/// The open document.
#[derive(Debug)]
pub struct Desk {
    /// Which document.
    pub handle: Handle,
    /// The article.
    pub document: Arc<Document>,
    /// What programs offered, the annotator has not settled and the filter shows, in document order.
    pub proposals: Vec<Proposal>,
    /// How many more of them there are to decide that the filter does not show.
    pub hidden: usize,
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
    /// The orphan whose place is being chosen.
    pub placing: Option<Id>,
    /// What became of the annotations when the document was opened, where its text had changed.
    pub anchored: Anchoring,
    /// The span last made or changed; a fragment is added to it.
    pub last_span: Option<Id>,
    /// What was wrong with other sidecars.
    pub faults: Vec<String>,
    /// Dates that the text names, in order.
    pub dates: Vec<DateMention>,
    filter: Filter,
    own: Arc<AnnotationSet>,
    models: Vec<AnnotationSet>,
    history: History,
    /// Whether the history holds what was done in earlier sittings, too.
    recalled: bool,
    elsewhere: bool,
    read_only: Option<String>,
    edited: u64,
    durable: u64,
    failed: Option<String>,
    work: SignedDuration,
    /// What was done since the last save was asked for.
    steps: Vec<Step>,
}

/// What is kept of a document that one left, for when one comes back to it.
#[derive(Debug)]
pub struct Left {
    document: Arc<Document>,
    view: View,
    search: Option<regex::Regex>,
    last_span: Option<Id>,
    history: History,
    recalled: bool,
}

impl Left {
    /// Forgets what can be undone: the log knows, and more of it.
    pub fn forget_history(&mut self) {
        (self.history, self.recalled) = (History::default(), false);
    }
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
            hidden: 0,
            marks: Marks::default(),
            view,
            search: None,
            edge: None,
            relation_head: None,
            placing: None,
            anchored: opened.news.anchored,
            last_span: None,
            faults: opened.faults,
            dates: Vec::new(),
            filter: Filter::default(),
            own: Arc::new(opened.own),
            models: opened.models,
            history: History::default(),
            recalled: false,
            elsewhere: false,
            read_only: opened.read_only,
            edited: 0,
            durable: 0,
            failed: None,
            work: SignedDuration::from_secs(i64::try_from(opened.worked).unwrap_or(0)),
            steps: Vec::new(),
        };
        desk.refresh(schema);
        desk
    }

    /// Puts the document away; `None` where there is nothing to come back for.
    pub fn leave(self) -> Option<Left> {
        let Desk { mut view, document, search, last_span, history, recalled, .. } = self;
        let untouched = history.is_empty() && view.is_at_start(&document);
        view.cache = LayoutCache::default();
        (!untouched).then_some(Left { document, view, search, last_span, history, recalled })
    }

    /// Goes on where one left, with all that can be undone. In another text only the place is kept: what was done
    /// counts in the one before.
    pub fn come_back(&mut self, left: Left) {
        if left.document.text() != self.document.text() {
            return self.view.go(&self.document, left.view.cursor.min(self.document.text().len()));
        }
        self.view = left.view;
        self.search = left.search;
        self.last_span = left.last_span;
        self.history = left.history;
        self.recalled = left.recalled;
        self.keep_focus();
    }

    /// What would be taken back next (or made again), as far as it is known.
    pub fn ahead(&self, redo: bool) -> Option<&Transaction> {
        self.history.ahead(redo)
    }

    /// Takes the transaction of this id back (or makes it again), and says whether it was found.
    ///
    /// # Errors
    /// [`Refusal`] when nothing may be written or what it made was changed since.
    pub fn travel_to(&mut self, id: &Id, redo: bool, now: Timestamp, schema: &Schema) -> Result<bool, Refusal> {
        if let Some(reason) = &self.read_only {
            return Err(Refusal::ReadOnly(reason.clone()));
        }
        let own = Arc::make_mut(&mut self.own);
        let Some(Transaction { id, edit, .. }) = self.history.travel_to(own, id, redo)?.cloned() else {
            return Ok(false);
        };
        let (deed, edit) = if redo { (Deed::Redo, edit) } else { (Deed::Undo, edit.inverse()) };
        self.steps.push(Step { deed, transaction: Transaction { id, at: now, edit } });
        self.changed(schema);
        Ok(true)
    }

    /// Why what one decided is not on the disk, if it could not be written.
    pub fn unsaved(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Takes in what earlier sittings left to undo and redo, and whether they did more on another text.
    pub fn recall(&mut self, earlier: History, elsewhere: bool) {
        self.history.precede(earlier);
        (self.recalled, self.elsewhere) = (true, elsewhere);
    }

    /// Whether something was done on an earlier text of the article, which can no longer be undone.
    pub fn changed_text(&self) -> bool {
        self.elsewhere
    }

    /// Whether what earlier sittings did is known.
    pub fn is_recalled(&self) -> bool {
        self.recalled
    }

    /// Why the place of an annotation is doubtful, if it is.
    pub fn doubt(&self, what: &MarkRef) -> Option<&Doubt> {
        match what {
            MarkRef::Own(id) => self.own.span(id)?.common.doubt.as_ref(),
            MarkRef::Note(id) => self.own.notes().iter().find(|note| note.id == *id)?.common.doubt.as_ref(),
            MarkRef::Proposal(_) | MarkRef::Rejected(_) => None,
        }
    }

    /// What was done since the last call, for the log.
    pub fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    /// Whole seconds of work that no sidecar holds yet.
    pub fn unwritten_seconds(&self) -> u64 {
        u64::try_from(self.work.as_secs()).unwrap_or(0)
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

    /// The set is another one than the sidecar holds, though no edit was made.
    pub fn differs_from_disk(&mut self) {
        self.edited += 1;
    }

    /// A save of `generation` ended.
    pub fn saved(&mut self, generation: u64, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.durable = self.durable.max(generation);
                self.failed = None;
            }
            Err(reason) => self.failed = Some(reason),
        }
    }

    /// Counts time spent on the document; it goes to the disk with the next edit.
    pub fn worked(&mut self, time: SignedDuration) {
        self.work = self.work.saturating_add(time);
    }

    /// Makes an edit, as the transaction `id` at `now`. Whether something changed is the answer.
    ///
    /// # Errors
    /// [`Refusal`] when nothing may be written or the set changed meanwhile.
    pub fn edit(&mut self, edit: Edit, id: Id, now: Timestamp, schema: &Schema) -> Result<bool, Refusal> {
        if let Some(reason) = &self.read_only {
            return Err(Refusal::ReadOnly(reason.clone()));
        }
        if edit.is_empty() {
            return Ok(false);
        }
        let transaction = Transaction { id, at: now, edit };
        self.history.apply(Arc::make_mut(&mut self.own), transaction.clone())?;
        self.steps.push(Step { deed: Deed::Do, transaction });
        self.changed(schema);
        Ok(true)
    }

    /// Takes the last transaction back (or makes it again) and returns what it was.
    ///
    /// # Errors
    /// [`Refusal`] when nothing may be written or the set changed meanwhile.
    pub fn travel(&mut self, redo: bool, now: Timestamp, schema: &Schema) -> Result<Option<Edit>, Refusal> {
        if let Some(reason) = &self.read_only {
            return Err(Refusal::ReadOnly(reason.clone()));
        }
        let own = Arc::make_mut(&mut self.own);
        let Some(Transaction { id, edit, .. }) =
            (if redo { self.history.redo(own)? } else { self.history.undo(own)? }).cloned()
        else {
            return Ok(None);
        };
        let (deed, applied) = if redo { (Deed::Redo, edit.clone()) } else { (Deed::Undo, edit.inverse()) };
        self.steps.push(Step { deed, transaction: Transaction { id, at: now, edit: applied } });
        self.changed(schema);
        Ok(Some(edit))
    }

    fn changed(&mut self, schema: &Schema) {
        self.edited += 1;
        let whole = self.work.as_secs().max(0);
        self.work = self.work.saturating_sub(SignedDuration::from_secs(whole));
        Arc::make_mut(&mut self.own).review.seconds += whole.unsigned_abs();
        self.refresh(schema);
    }

    /// Takes in what the recognisers say, in place of what they said before.
    pub fn take_extracted(&mut self, sets: Vec<AnnotationSet>, dates: Vec<DateMention>, schema: &Schema) {
        self.drop_extracted();
        self.models.extend(sets);
        self.dates = dates;
        self.refresh(schema);
    }

    /// Forgets what the recognisers said.
    pub fn drop_extracted(&mut self) {
        self.models.retain(|model| ![extract::BUILTIN, extract::MEMORY].contains(&model.annotator.as_str()));
        self.dates.clear();
    }

    /// Takes in what an external extractor says, in place of what it said before.
    pub fn take_produced(&mut self, set: AnnotationSet, schema: &Schema) {
        self.models.retain(|model| model.annotator != set.annotator);
        self.models.push(set);
        self.refresh(schema);
    }

    /// Works out anew what is open and what is highlighted.
    pub(super) fn refresh(&mut self, schema: &Schema) {
        // Proposals are known by their places in the list, which is another one now.
        let offered = match self.view.focus {
            Some(MarkRef::Proposal(at)) => self.proposals.get(at).map(|proposal| proposal.what.clone()),
            _ => None,
        };
        let text = self.document.text();
        self.proposals = proposal::open(&self.own, &self.models, text);
        self.hidden = 0;
        if !self.filter.is_empty() {
            let all = std::mem::take(&mut self.proposals);
            let (shown, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| self.filter.shows(it, text));
            self.hidden = hidden.iter().filter(|proposal| !proposal.later).count();
            self.proposals = shown;
        }
        self.marks = Marks::new(&self.own, &self.proposals, schema);
        if matches!(self.view.focus, Some(MarkRef::Proposal(_))) {
            let at = offered.and_then(|what| self.proposals.iter().position(|proposal| proposal.what == what));
            self.view.focus = at.map(MarkRef::Proposal);
        }
        self.keep_focus();
    }

    /// Shows only the proposals that `filter` shows.
    pub fn set_filter(&mut self, filter: Filter, schema: &Schema) {
        self.filter = filter;
        self.refresh(schema);
    }

    /// How far the proposals of each program reach, in percent of the text, where they end so early that it cannot
    /// have read the whole of it. Models with a window of some hundred words stop there without a word.
    pub fn reaches(&self) -> Vec<(&str, u8)> {
        let embedded = |name: &str| [extract::BUILTIN, extract::MEMORY].contains(&name);
        let others = self.models.iter().filter(|model| !embedded(model.annotator.as_str()) && count(model) >= FEW);
        let reach = |model: &AnnotationSet| reach(model, self.document.text()).filter(|percent| *percent < SHORT);
        others.filter_map(|model| Some((model.annotator.as_str(), reach(model)?))).collect()
    }

    /// Whether something is to be decided: a proposal, or a place that is doubtful.
    pub fn has_open(&self) -> bool {
        self.undecided().next().is_some() || self.marks.all().iter().any(|mark| mark.doubtful)
    }

    /// A mark that is gone cannot be in focus.
    fn keep_focus(&mut self) {
        self.view.focus = self.view.focus.take().filter(|focus| self.marks.find(focus).is_some());
    }

    /// The proposals that stand nowhere in the text: tags and stances of the whole document.
    pub fn unplaced(&self) -> impl Iterator<Item = (usize, &Proposal)> {
        self.undecided().filter(|(_, proposal)| !matches!(proposal.what, Offered::Span { .. }))
    }

    /// The proposals still to be decided, whatever the filter says. Works all of them out anew.
    pub fn all_undecided(&self) -> Vec<Proposal> {
        let mut all = proposal::open(&self.own, &self.models, self.document.text());
        all.retain(|proposal| !proposal.later);
        all
    }

    /// The set that the record of a proposal stands in.
    pub fn model_of(&self, proposal: &Proposal) -> Option<&AnnotationSet> {
        let producer = proposal.producers.first()?;
        self.models.iter().find(|model| model.annotator.as_str() == producer)
    }

    /// What a proposed stance was read from.
    pub fn offered_evidence(&self, proposal: &Proposal) -> Vec<Anchored> {
        let Record::Stance(stance) = &proposal.annotation else { return Vec::new() };
        let model = self.model_of(proposal);
        let place = |id: &Id| Some(model?.span(id)?.place.clone());
        stance.evidence.iter().filter_map(place).collect()
    }

    /// How many proposals were put aside.
    pub fn put_aside(&self) -> usize {
        self.proposals.iter().filter(|proposal| proposal.later).count()
    }

    /// The proposals still to be decided that the filter shows, without those put aside.
    pub fn undecided(&self) -> impl DoubleEndedIterator<Item = (usize, &Proposal)> {
        self.proposals.iter().enumerate().filter(|(_, proposal)| !proposal.later)
    }
}
