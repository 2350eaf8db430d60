//! The documents on the disk, for the application: opening them with all that was said of them, and saving.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use super::Boot;
use super::held::{Held, Unsaved, carried};
use crate::annot::journal::{Page, Step};
use crate::annot::merge::merge;
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, History, sidecar};
use crate::app::message::{News, Opened, SaveReport};
use crate::doc::Document;
use crate::store::annotations::{Own, Sets, load_sets};
use crate::store::claim::{self, Attempt, Claim};
use crate::store::durable::{Fingerprint, SaveError, Target, fingerprint_of};
use crate::store::journal::{Journal, Journals, Tail};
use crate::store::open::{Options, load};
use crate::store::texts::Texts;
use crate::store::watch::Stamps;
use crate::store::{self, Contents, Handle, Locations, SaveJob, SaveRecord, Sidecars, Writer, path_label, rescue};
use crate::text::Text;

/// Opens documents and saves annotations. Saving happens on a thread of its own.
pub(super) struct Files {
    annotator: AnnotatorName,
    options: Options,
    locations: Locations,
    writer: Writer,
    /// Why documents that were found cannot be opened, as the search said it.
    faults: HashMap<Handle, String>,
    /// Where the open document is saved.
    open: Option<Place>,
    /// How often a document was opened.
    openings: u64,
    /// Saves that were asked for, by number.
    tickets: BTreeMap<u64, Ticket>,
    next_ticket: u64,
    /// The sidecar of the open document, and those that are not known to be on the disk.
    held: HashMap<PathBuf, Held>,
    /// The folder of claims, logs, texts and copies.
    state: PathBuf,
    journals: Journals,
    texts: Texts,
    /// Shut while a document is opened: nobody changes a sidecar then.
    gate: Arc<RwLock<()>>,
}

struct Place {
    handle: Handle,
    /// The document's name: its id, where it is a record.
    id: String,
    target: Option<Target>,
    /// What is wrong with its file or its sidecar, so that it is for reading only.
    fault: Option<String>,
    /// Where the edit log ended when the document was opened, in bytes.
    log_end: u64,
    /// Where its annotations are, and what else there was of it, to notice changes by.
    sidecars: Option<Sidecars>,
    stamps: Stamps,
    /// What its sidecar was when it was read, and whether that could not be understood.
    seen: Option<Fingerprint>,
    is_broken: bool,
}

/// What an opened document's own set is made of.
struct Taken {
    set: AnnotationSet,
    /// Why it may not be written, if so.
    read_only: Option<String>,
    tail: Tail,
    news: News,
}

/// A save under way.
struct Ticket {
    path: PathBuf,
    handle: Handle,
    generation: u64,
    opening: u64,
}

impl Files {
    /// `on_saved` hears of every save, on the writer's thread.
    pub fn new(boot: &Boot, on_saved: impl Fn(store::SaveReport) + Send + 'static) -> Files {
        Files {
            annotator: boot.annotator.clone(),
            options: Options::of(&boot.settings.settings, &boot.schema),
            locations: boot.locations.clone(),
            writer: Writer::spawn(on_saved),
            faults: HashMap::new(),
            open: None,
            openings: 0,
            tickets: BTreeMap::new(),
            next_ticket: 0,
            held: HashMap::new(),
            journals: Journals::of(&boot.state),
            texts: Texts::of(&boot.state),
            state: boot.state.clone(),
            gate: Arc::default(),
        }
    }

    /// What is shut while a document is opened.
    pub fn gate(&self) -> Arc<RwLock<()>> {
        Arc::clone(&self.gate)
    }

    /// The sidecar of the open document.
    pub fn target_of_open(&self) -> Option<Target> {
        self.open.as_ref()?.target.clone()
    }

    /// The open document, if it is open for annotating and its id turned out to be that of another record, too.
    pub fn shares_id(&self) -> Option<Handle> {
        let Place { handle, fault: None, id, .. } = self.open.as_ref()? else { return None };
        store::open::shares_id(handle, id).then(|| handle.clone())
    }

    /// Remembers why something cannot be opened.
    pub fn fault(&mut self, handle: Handle, reason: String) {
        self.faults.insert(handle, reason);
    }

    /// Reads a document and all its sidecars.
    ///
    /// What is not saved of it yet stands; where somebody else wrote the sidecar meanwhile, both are merged. What a
    /// crash kept from the sidecar is made again.
    ///
    /// # Errors
    /// The reason, with the place.
    pub fn open(&mut self, handle: &Handle) -> Result<Opened, String> {
        let loaded = load(handle, &self.options);
        let loaded = loaded.map_err(|error| self.faults.get(handle).cloned().unwrap_or_else(|| error.to_string()));
        if loaded.is_err() && self.open.as_ref().is_some_and(|open| open.handle == *handle) {
            // What is open stays open, and can be saved, though its file is gone.
            return Err(loaded.err().unwrap_or_default());
        }
        self.settle();
        let gate = Arc::clone(&self.gate);
        let _shut = gate.write().unwrap_or_else(PoisonError::into_inner);
        self.open = None;
        self.openings += 1;
        let loaded = loaded?;
        let document = loaded.document;
        let Sets { own, models, others: _, faults, stamps } = self.sets(handle, &document);
        let (target, seen, is_broken) = (own.target.clone(), own.fingerprint, own.read_only.is_some());
        let mut taken = self.take(handle, &document, own);
        let fault = loaded.read_only.as_ref().filter(|reason| reason.is_fault()).map(ToString::to_string);
        let fault = fault.or_else(|| taken.read_only.clone().filter(|_| target.is_some()));
        let sidecars = Sidecars::of(handle, document.name(), &self.locations).ok();
        self.open = Some(Place {
            handle: handle.clone(),
            id: document.name().to_owned(),
            target,
            fault,
            log_end: taken.tail.end,
            sidecars,
            stamps,
            seen,
            is_broken,
        });
        Ok(Opened {
            handle: handle.clone(),
            document,
            own: taken.set,
            models,
            read_only: loaded.read_only.map(|reason| reason.to_string()).or(taken.read_only.take()),
            faults: faults.iter().map(ToString::to_string).collect(),
            worked: taken.tail.worked,
            news: taken.news,
        })
    }

    /// Makes one set of what the sidecar says, what is not saved yet, and what a crash kept from it; and claims it.
    fn take(&mut self, handle: &Handle, document: &Document, own: Own) -> Taken {
        let mut news = News {
            anchored: own.anchoring.unwrap_or_default(),
            untangled: own.merged,
            conflicts: if own.merged { own.set.conflicts().len() } else { 0 },
            ..News::default()
        };
        let mut taken = Taken { set: own.set, read_only: own.read_only, tail: Tail::default(), news: News::default() };
        let Some(Target { path, .. }) = &own.target else { return Taken { news, ..taken } };
        let known = self.writer.knows(path, own.fingerprint);
        let mut held = self.held.remove(path);
        let claim = held.as_mut().and_then(|held| held.claim.take());
        if let Some(held) = held.as_ref().filter(|held| own.fingerprint.is_none() && !held.base.is_empty()) {
            // A file that was taken away says nothing; that everything was deleted would be said otherwise.
            taken.set = carried(&held.base, &held.document, document);
            news.vanished = true;
        }
        let base = Arc::new(taken.set.clone());
        let mut unsaved = None;
        if let Some(Held { document: then, base: earlier, unsaved: Some(waiting), .. }) = held {
            let ours = carried(&waiting.set, &then, document);
            if known || taken.read_only.is_some() {
                taken.set = ours;
            } else {
                let both = merge(Some(&carried(&earlier, &then, document)), &ours, &taken.set, document.text());
                (news.taken, news.merged) = (both.taken, true);
                news.conflicts += both.conflicts;
                taken.set = both.set;
            }
            unsaved = Some(waiting);
            news.waiting = true;
        }
        if taken.read_only.is_none() {
            // What the writer still has is part of the set by now, and is saved with it.
            self.writer.forget(path);
            self.writer.opened(path, own.fingerprint);
        }
        let claim = claim.or_else(|| self.claim(path, &mut taken.read_only));
        if unsaved.is_none() && taken.read_only.is_none() {
            taken.tail = self.recover(path, document, &mut taken.set, &mut news);
        }
        let held = Held { handle: handle.clone(), document: Arc::new(document.clone()), base, claim, unsaved };
        self.held.insert(path.clone(), held);
        Taken { news, ..taken }
    }

    /// Claims a sidecar; one that somebody else has is for reading only. Without a state folder there are no claims:
    /// what is written at the same time is merged.
    fn claim(&self, path: &Path, read_only: &mut Option<String>) -> Option<Claim> {
        match claim::claim(&self.state, path).ok()? {
            Attempt::Ours(claim) => Some(claim),
            Attempt::Theirs(holder) => {
                let reason = || format!("{holder} has it open; :reload tries again — {}", path_label(path));
                read_only.get_or_insert_with(reason);
                None
            }
        }
    }

    /// The folders in which something of the open document can change.
    pub fn folders(&self) -> Vec<PathBuf> {
        let Some(Place { handle, sidecars, .. }) = &self.open else { return Vec::new() };
        let folder = |path: &Path| path.parent().map(Path::to_owned);
        let article = match handle {
            Handle::File(path) => folder(path),
            Handle::Record(_) | Handle::Sample(_) | Handle::Stdin => None,
        };
        let mut folders: Vec<PathBuf> =
            article.into_iter().chain(sidecars.as_ref().map(|sidecars| sidecars.folder().to_owned())).collect();
        for folder in folders.iter_mut().filter(|folder| folder.as_os_str().is_empty()) {
            *folder = PathBuf::from(".");
        }
        folders
    }

    /// The open document, if files of these names are its own and somebody else changed them.
    pub fn touched(&self, names: &[OsString]) -> Option<Handle> {
        let Place { handle, target, sidecars: Some(sidecars), stamps, is_broken, seen, .. } = self.open.as_ref()?
        else {
            return None;
        };
        let article = handle.path().and_then(Path::file_name);
        if !names.iter().any(|name| Some(name.as_os_str()) == article || sidecars.includes(name)) {
            return None;
        }
        let own = target.as_ref().is_some_and(|target| {
            let now = fingerprint_of(&target.path);
            // One that could not be read was told to nobody: any change of it may mend it.
            if *is_broken { now != *seen } else { !self.writer.knows(&target.path, now) }
        });
        (own || stamps.differ(&Stamps::of(handle, sidecars, &self.annotator))).then(|| handle.clone())
    }

    /// Takes the sidecar of this program as known, where the open document is this one.
    pub fn know(&mut self, handle: &Handle, program: &str) {
        let Some(Place { handle: open, sidecars: Some(sidecars), stamps, .. }) = &mut self.open else { return };
        if let Ok(name) = AnnotatorName::parse(program)
            && open == handle
        {
            stamps.renew(sidecars.path(&name));
        }
    }

    /// What is on the disk by now, and lets go of what need not be held any more.
    pub fn settle(&mut self) {
        let failed = self.writer.flush();
        for (path, held) in &mut self.held {
            if !failed.contains(path)
                && let Some(unsaved) = held.unsaved.take()
            {
                held.base = unsaved.set;
            }
        }
        let open = self.open.as_ref().and_then(|open| open.target.as_ref()).map(|target| &target.path);
        self.held.retain(|path, held| held.unsaved.is_some() || Some(path) == open);
    }

    fn sets(&self, handle: &Handle, document: &Document) -> Sets {
        let known = |digest: &str| -> Option<Text> {
            let held = self.held.values().find(|held| held.base.document.text_sha256 == digest);
            held.map(|held| held.document.text().clone()).or_else(|| self.texts.find(digest))
        };
        load_sets(handle, document, &self.annotator, &self.locations, &known)
    }

    /// Makes again what the log of a document that was not open holds and its sidecar does not.
    fn recover(&self, path: &Path, document: &Document, set: &mut AnnotationSet, news: &mut News) -> Tail {
        let digest = set.document.text_sha256.clone();
        let page = Page { text: document.text(), digest: &digest };
        // A log that cannot be read costs the undo of earlier sittings, which says so when it is asked for.
        let tail = self.journal(path).tail(page).unwrap_or_default();
        news.log_damaged = tail.damaged;
        if let Some(digest) = &tail.unsaved_on {
            self.recover_on(path, digest, document, set, news);
        }
        news.recovered += made_again(&tail.unsaved, set);
        tail
    }

    /// The same for what was done on an earlier text of the article: it is made again there, and then found in this one.
    fn recover_on(
        &self,
        path: &Path,
        digest: &str,
        document: &Document,
        set: &mut AnnotationSet,
        news: &mut News,
    ) -> Option<()> {
        let then = self.texts.find(digest)?;
        let source = std::fs::read_to_string(path).unwrap_or_default();
        let mut earlier = match sidecar::read(&source, &then) {
            Ok(reading) if reading.faults.is_empty() => reading.set,
            // Nothing had been saved yet.
            _ => AnnotationSet::new(set.annotator.clone(), set.kind, DocumentRef::default()),
        };
        (earlier.document.text_sha256, earlier.document.chars) = (digest.to_owned(), then.code_points());
        let steps = self.journal(path).tail(Page { text: &then, digest }).ok()?.unsaved;
        let recovered = made_again(&steps, &mut earlier);
        if recovered > 0 {
            let reading =
                sidecar::read_again(&sidecar::write(&earlier, &then), document.text(), &|_| Some(then.clone()));
            let reading = reading.ok()?;
            let document = std::mem::take(&mut set.document);
            *set = reading.set;
            set.document = document;
            news.recovered += recovered;
            news.anchored = reading.anchoring.unwrap_or_default();
        }
        Some(())
    }

    fn journal(&self, path: &Path) -> Journal {
        self.journals.of_sidecar(path)
    }

    /// What earlier sittings left to undo and redo of the open document, and whether they did something on an earlier
    /// text of it.
    ///
    /// # Errors
    /// Why that is not known.
    pub fn recall(&self, handle: &Handle) -> Result<(History, bool), String> {
        let Some(Place { target: Some(Target { path, .. }), log_end, .. }) =
            self.open.as_ref().filter(|open| open.handle == *handle)
        else {
            return Ok(Default::default());
        };
        let Some(held) = self.held.get(path) else { return Ok(Default::default()) };
        let digest = sidecar::text_digest(held.document.text());
        let journal = self.journal(path);
        journal
            .history(*log_end, Page { text: held.document.text(), digest: &digest })
            .map_err(|error| format!("what was done earlier is not known: {error} — {}", path_label(journal.path())))
    }

    /// Remembers time spent on a document that is left; what cannot be remembered is lost, and only that.
    pub fn worked(&self, handle: &Handle, seconds: u64) {
        let place = self.held.iter().find(|(_, held)| held.handle == *handle && held.claim.is_some());
        if let Some((path, _)) = place {
            let _lost = self.journal(path).worked(seconds);
        }
    }

    /// Has the annotations of the open document saved, and what was done logged.
    pub fn save(
        &mut self,
        handle: &Handle,
        document: Arc<Document>,
        set: Arc<AnnotationSet>,
        generation: u64,
        steps: Vec<Step>,
    ) {
        let open = self.open.as_ref().filter(|open| open.handle == *handle);
        let Some(target) = open.and_then(|open| open.target.clone()) else { return };
        let ticket = self.ticket(handle, &target.path, generation);
        self.submit(target, ticket, document, set, steps);
    }

    fn ticket(&mut self, handle: &Handle, path: &Path, generation: u64) -> u64 {
        self.next_ticket += 1;
        let (handle, opening) = (handle.clone(), self.openings);
        self.tickets.insert(self.next_ticket, Ticket { path: path.to_owned(), handle, generation, opening });
        self.next_ticket
    }

    fn submit(
        &mut self,
        target: Target,
        ticket: u64,
        document: Arc<Document>,
        set: Arc<AnnotationSet>,
        steps: Vec<Step>,
    ) {
        let record = SaveRecord {
            journal: self.journal(&target.path),
            steps,
            texts: self.texts.clone(),
            text: document.text().clone(),
            digest: set.document.text_sha256.clone(),
        };
        if let Some(held) = self.held.get_mut(&target.path) {
            held.document = Arc::clone(&document);
            held.unsaved = Some(Unsaved { ticket, target: target.clone(), set: Arc::clone(&set), error: None });
        }
        let contents = Contents::Make(Box::new(move || sidecar::write(&set, document.text())));
        self.writer.submit(SaveJob { target, contents, generation: ticket, record: Some(record) });
    }

    /// What a report of the writer means to the application.
    ///
    /// Generations count anew whenever a document is opened; what belongs to an earlier time tells of no edit of now.
    /// Where somebody else changed the sidecar of a document that is not open any more, both are merged here.
    pub fn reported(&mut self, report: store::SaveReport) -> Option<SaveReport> {
        let Ticket { handle, generation, opening, .. } = self.tickets.get(&report.generation)?;
        let generation = if *opening == self.openings { *generation } else { 0 };
        let handle = handle.clone();
        let is_open = self.open.as_ref().is_some_and(|open| open.handle == handle);
        let held = self.held.get_mut(&report.path);
        let newest = held.filter(|held| held.unsaved.as_ref().is_some_and(|it| it.ticket == report.generation));
        // A save that failed is tried again under its own number; those before it never are.
        let first = report.generation + u64::from(report.result.is_ok());
        let mut overtaken = false;
        let result = match (report.result, newest) {
            (Ok(()), newest) => {
                if let Some(held) = newest
                    && let Some(unsaved) = held.unsaved.take()
                {
                    held.base = unsaved.set;
                    if !is_open {
                        self.held.remove(&report.path);
                    }
                }
                Ok(report.path.clone())
            }
            (Err(error), Some(held)) => {
                let told = error.to_string();
                overtaken = matches!(error, SaveError::ChangedOnDisk(_));
                if let Some(unsaved) = &mut held.unsaved {
                    unsaved.error = Some(error);
                }
                if overtaken && !is_open && self.merge_closed(&report.path).is_some() {
                    return None;
                }
                Err(told)
            }
            // A newer save is under way, or what was to be saved has been given up.
            (Err(_), None) => return None,
        };
        self.tickets.retain(|number, ticket| *number >= first || ticket.path != report.path);
        Some(SaveReport { handle, generation, result, overtaken, unrecorded: report.unrecorded })
    }

    /// Brings what is not saved of a document that is not open together with what somebody else wrote, and has it
    /// saved. `None` where theirs cannot be read.
    fn merge_closed(&mut self, path: &Path) -> Option<()> {
        let Held { handle, document, base, unsaved, .. } = self.held.get(path)?;
        let (handle, document, base) = (handle.clone(), Arc::clone(document), Arc::clone(base));
        let (target, ours) = unsaved.as_ref().map(|unsaved| (unsaved.target.clone(), Arc::clone(&unsaved.set)))?;
        let theirs = self.sets(&handle, &document).own;
        if theirs.read_only.is_some() {
            return None;
        }
        let both = merge(Some(&base), &ours, &theirs.set, document.text());
        self.writer.opened(path, theirs.fingerprint);
        self.held.get_mut(path)?.base = Arc::new(theirs.set);
        let ticket = self.ticket(&handle, path, 0);
        self.submit(target, ticket, document, Arc::new(both.set), Vec::new());
        Some(())
    }

    /// Under which name the decisions on the open document are remembered; `None` where it has no sidecar.
    pub fn key_of_open(&self) -> Option<String> {
        Some(store::document_key(&self.open.as_ref()?.target.as_ref()?.path))
    }

    /// What is wrong with the open document's file or sidecar, so that it is for reading only.
    pub fn fault_of_open(&self) -> Option<&str> {
        self.open.as_ref()?.fault.as_deref()
    }

    /// Waits until everything that can be is on the disk: the sidecars that are not.
    pub fn flush(&self) -> Vec<PathBuf> {
        self.writer.flush()
    }

    /// Nothing is open any more: what somebody else changed is merged here from now on.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// The sidecars that cannot be written, each with a copy of what belongs into it. All reports must have been
    /// heard by [`Files::reported`].
    pub fn rescue(&self, now: Timestamp) -> Vec<NotSaved> {
        let folder = self.state.join("unsaved");
        let copied = |path: PathBuf| {
            let Held { document, unsaved, .. } = self.held.get(&path)?;
            let Unsaved { set, error, .. } = unsaved.as_ref()?;
            let text = sidecar::write(set, document.text());
            let reason = error.as_ref().map_or_else(|| "saving had stopped".to_owned(), SaveError::reason);
            Some(NotSaved { copy: rescue::keep(&folder, &path, &text, now), path, reason })
        };
        self.writer.flush().into_iter().filter_map(copied).collect()
    }
}

/// Makes the steps again that fit, and says how many changes that were.
fn made_again(steps: &[Step], set: &mut AnnotationSet) -> usize {
    let mut made = 0;
    for step in steps {
        let (fitting, _) = step.transaction.edit.fitting(set);
        if fitting.apply(set).is_ok() {
            made += fitting.changes().len();
        }
    }
    made
}

/// A sidecar that could not be written until the end.
#[derive(Debug)]
pub struct NotSaved {
    /// The sidecar.
    pub path: PathBuf,
    /// Why it could not be written.
    pub reason: String,
    /// Where a copy of what belongs into it is kept, if one could be.
    pub copy: Result<PathBuf, SaveError>,
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotSaved { path, reason, copy } = self;
        write!(f, "not saved: {} ({reason}); ", path_label(path))?;
        match copy {
            Ok(copy) => write!(f, "a copy is in {}; put it in place when that is settled", path_label(copy)),
            Err(error) => write!(f, "and no copy could be kept either: {error}"),
        }
    }
}
