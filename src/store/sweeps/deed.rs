//! One sidecar's part in a sweep: done, taken back, made again. Its document is not open here.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::thread::sleep;
use std::time::Duration;

use jiff::Timestamp;

use crate::annot::build::Author;
use crate::annot::journal::{Deed, Page, Step};
use crate::annot::sidecar::{self, text_digest};
use crate::annot::sweep::{Spot, Wish};
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Id, IdSource, Kind, Transaction};
use crate::doc::Document;
use crate::store::annotations::{LARGEST, load_set};
use crate::store::claim::{self, Attempt, Claim};
use crate::store::durable::{Fingerprint, Target, read_at_most, replace_if};
use crate::store::journal::Journals;
use crate::store::open::{Options, load};
use crate::store::texts::Texts;
use crate::store::{Handle, Locations, Sidecars, article_of, sidecar_path};
use crate::text::Text;

/// How often a sidecar that is being saved is tried.
const TRIES: usize = 20;

/// How long one waits for it each time.
const PAUSE: Duration = Duration::from_millis(50);

/// Where annotations are, and what is remembered of them.
#[derive(Debug, Clone)]
pub struct Places {
    /// How documents are opened.
    pub options: Options,
    /// Where sidecars are.
    pub locations: Locations,
    /// The state folder.
    pub state: std::path::PathBuf,
    /// Held to read while one sidecar is changed, and to write while a document is opened: so that none is opened half
    /// way through.
    pub gate: Arc<RwLock<()>>,
}

/// What is done in one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Which document.
    pub handle: Handle,
    /// Whose annotations.
    pub annotator: AnnotatorName,
    /// The digest of the text the spots count in.
    pub digest: String,
    /// The sidecar.
    pub target: Target,
    /// Where.
    pub spots: Vec<Spot>,
}

/// What is held while a sidecar is changed.
type Entered<'a> = (RwLockReadGuard<'a, ()>, Option<Claim>);

/// The transaction of a sweep: its id, and the time it is made at.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// The id.
    pub id: &'a Id,
    /// The time.
    pub at: Timestamp,
}

impl Places {
    fn texts(&self) -> Texts {
        Texts::of(&self.state)
    }

    /// Carries a wish out in one document, and says whether something was changed. What is done is in its edit log and
    /// its sidecar on the disk then. `ids` begins the stream of the ids of new records.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn carry_out(&self, wish: &Wish, task: &Task, stamp: Stamp<'_>, ids: u64) -> Result<bool, String> {
        let _ours = self.enter(&task.target.path)?;
        let document = self.document(task)?;
        let (mut set, found) = self.set_of(task, &document)?;
        let text = document.text();
        let mut ids = IdSource::new(ids);
        let mut author = Author { set: &set, models: &[], text, now: stamp.at, cursor: 0, ids: &mut || ids.next_id() };
        let edit = author.carry_out(wish, &task.spots);
        if edit.is_empty() {
            return Ok(false);
        }
        edit.apply(&mut set).map_err(|stale| stale.to_string())?;
        let transaction = Transaction { id: stamp.id.clone(), at: stamp.at, edit };
        self.write(&task.target, found, &set, text, Step { deed: Deed::Do, transaction })?;
        Ok(true)
    }

    /// Takes the part of one sidecar back, or makes it again.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub fn travel(&self, target: &Target, stamp: Stamp<'_>, redo: bool) -> Result<(), String> {
        let _ours = self.enter(&target.path)?;
        let bytes = read_at_most(LARGEST, &target.path).map_err(|error| error.to_string())?;
        let found = Some(Fingerprint::of(&bytes));
        let source = String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
        let text = self.text_of(&target.path, &source).ok_or("its text is not kept; open it and take it back there")?;
        let reading = sidecar::read(&source, &text).map_err(|error| error.to_string())?;
        if let Some(fault) = reading.faults.first() {
            return Err(fault.to_string());
        }
        let mut set = reading.set;
        let digest = text_digest(&text);
        let page = Page { text: &text, digest: &digest };
        let journal = Journals::of(&self.state).of_sidecar(&target.path);
        let (mut history, _) = journal.history(u64::MAX, page).map_err(|error| error.to_string())?;
        let moved = history.travel_to(&mut set, stamp.id, redo).map_err(|stale| stale.to_string())?;
        let Some(Transaction { id, edit, .. }) = moved.cloned() else {
            return Err(if redo { "it was not taken back here" } else { "it is not to be taken back here" }.into());
        };
        let (deed, edit) = if redo { (Deed::Redo, edit) } else { (Deed::Undo, edit.inverse()) };
        let transaction = Transaction { id, at: stamp.at, edit };
        self.write(target, found, &set, &text, Step { deed, transaction })
    }

    /// Claims a sidecar. One that the reader itself is saving is free in a moment.
    fn enter(&self, path: &Path) -> Result<Entered<'_>, String> {
        let mut tries = 1;
        loop {
            let gate = self.gate.read().unwrap_or_else(PoisonError::into_inner);
            match claim::claim(&self.state, path) {
                Ok(Attempt::Ours(claim)) => return Ok((gate, Some(claim))),
                // Without a state folder there are no claims, and nothing can be logged.
                Err(_) => return Ok((gate, None)),
                Ok(Attempt::Theirs(holder)) if tries == TRIES => return Err(format!("{holder} has it open")),
                Ok(Attempt::Theirs(_)) => {}
            }
            drop(gate);
            sleep(PAUSE);
            tries += 1;
        }
    }

    fn document(&self, task: &Task) -> Result<Document, String> {
        let loaded = load(&task.handle, &self.options).map_err(|error| error.problem.to_string())?;
        match loaded.read_only {
            Some(reason) => Err(reason.to_string()),
            None if text_digest(loaded.document.text()) != task.digest => Err("its text changed meanwhile".into()),
            None => Ok(loaded.document),
        }
    }

    /// The annotator's set, and what their sidecar held.
    fn set_of(&self, task: &Task, document: &Document) -> Result<(AnnotationSet, Option<Fingerprint>), String> {
        let texts = self.texts();
        let known = |digest: &str| texts.find(digest);
        let said = load_set(&task.handle, document, &task.annotator, &self.locations, &known)?;
        let Some(said) = said.filter(|said| said.fingerprint.is_some()) else {
            return Ok((AnnotationSet::for_document(task.annotator.clone(), Kind::Human, document), None));
        };
        if let Some(fault) = said.faults.into_iter().next() {
            return Err(fault);
        }
        let mut set = said.set;
        if set.kind == Kind::Model {
            return Err("is a program's sidecar".into());
        }
        let digest = text_digest(document.text());
        let page = Page { text: document.text(), digest: &digest };
        let tail = Journals::of(&self.state).of_sidecar(&task.target.path).tail(page).unwrap_or_default();
        if !tail.unsaved.is_empty() || tail.unsaved_on.is_some() {
            return Err("a crash kept changes from its sidecar; open it first".into());
        }
        if set.document.text_sha256 != digest {
            let extra = std::mem::take(&mut set.document.extra);
            set.document = DocumentRef { extra, ..DocumentRef::of(document) };
        }
        Ok((set, said.fingerprint))
    }

    /// The text that a sidecar was made on: its article's, where that is still the same, or the one that was kept.
    fn text_of(&self, path: &Path, source: &str) -> Option<Text> {
        let digest = sidecar::parsed(source)?.get("document")?.get("text_sha256")?.as_str()?.to_owned();
        let annotator = sidecar_path::annotator_of(path.file_name()?)?;
        let article = article_of(path, &annotator).and_then(|handle| load(&handle, &self.options).ok());
        let text = article.map(|loaded| loaded.document.text().clone()).filter(|text| text_digest(text) == digest);
        text.or_else(|| self.texts().find(&digest))
    }

    /// Logs a step, writes the sidecar and confirms it, as the reader's own saving does.
    fn write(
        &self,
        target: &Target,
        found: Option<Fingerprint>,
        set: &AnnotationSet,
        text: &Text,
        step: Step,
    ) -> Result<(), String> {
        let contents = sidecar::write(set, text);
        let digest = set.document.text_sha256.clone();
        let journal = Journals::of(&self.state).of_sidecar(&target.path);
        let page = Page { text, digest: &digest };
        let logged = journal.done(&[step], found, Fingerprint::of(contents.as_bytes()), page);
        // What cannot be logged could not be taken back with the others.
        logged.map_err(|error| format!("cannot be logged: {error}"))?;
        let written = replace_if(target, found, contents.as_bytes()).map_err(|error| error.reason())?;
        let _seen_at_next_opening = journal.saved(written);
        // It only helps where the article is changed one day, or stands elsewhere than its sidecar.
        let _unkept = self.texts().keep(&digest, text);
        Ok(())
    }
}

/// The sidecar of an annotator, for a task.
///
/// # Errors
/// Why there is no place for one.
pub fn target(handle: &Handle, name: &str, annotator: &AnnotatorName, locations: &Locations) -> Result<Target, String> {
    let sidecars = Sidecars::of(handle, name, locations).map_err(|error| error.to_string())?;
    let target = sidecars.target(annotator);
    match target.path.to_str() {
        Some(_) => Ok(target),
        None => Err("its path is not UTF-8, so that it could not be found again for undo".into()),
    }
}
