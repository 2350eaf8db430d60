//! The documents on the disk, for the application: opening them with all that was said of them, and saving.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::Boot;
use crate::annot::{AnnotationSet, AnnotatorName, sidecar};
use crate::app::message::{Opened, SaveReport};
use crate::doc::Document;
use crate::store::annotations::{Own, load_sets};
use crate::store::durable::{SaveError, Target};
use crate::store::open::{Options, load};
use crate::store::{self, Contents, Handle, Locations, SaveJob, Writer};

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
    /// The last set of each sidecar that is not known to be on the disk.
    unsaved: HashMap<PathBuf, Unsaved>,
}

struct Place {
    handle: Handle,
    target: Option<Target>,
}

/// A save under way.
struct Ticket {
    path: PathBuf,
    handle: Handle,
    generation: u64,
    opening: u64,
}

struct Unsaved {
    ticket: u64,
    set: Arc<AnnotationSet>,
    /// Whether somebody else's version is on the disk.
    overtaken: bool,
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
            unsaved: HashMap::new(),
        }
    }

    /// Remembers why something cannot be opened.
    pub fn fault(&mut self, handle: Handle, reason: String) {
        self.faults.insert(handle, reason);
    }

    /// Reads a document and all its sidecars.
    ///
    /// What could not be saved of it is taken in place of its sidecar, so that going back to it loses nothing; only
    /// opening it again while it is open takes the other version that somebody else has written.
    ///
    /// # Errors
    /// The reason, with the place.
    pub fn open(&mut self, handle: &Handle) -> Result<Opened, String> {
        let unsaved = self.writer.flush();
        let again = self.open.take().is_some_and(|open| open.handle == *handle);
        self.openings += 1;
        let loaded = load(handle, &self.options);
        let loaded = loaded.map_err(|error| self.faults.get(handle).cloned().unwrap_or_else(|| error.to_string()))?;
        let sets = load_sets(handle, &loaded.document, &self.annotator, &self.locations);
        let Own { mut set, target, fingerprint, read_only } = sets.own;
        if let Some(Target { path, .. }) = &target {
            let kept = self.unsaved.get(path).filter(|kept| unsaved.contains(path) && !(again && kept.overtaken));
            match kept {
                Some(kept) => set = (*kept.set).clone(),
                None => {
                    self.writer.forget(path);
                    self.unsaved.remove(path);
                    self.writer.opened(path, fingerprint);
                }
            }
        }
        self.open = Some(Place { handle: handle.clone(), target });
        Ok(Opened {
            handle: handle.clone(),
            document: loaded.document,
            own: set,
            models: sets.models,
            read_only: loaded.read_only.or(read_only),
            faults: sets.faults.iter().map(ToString::to_string).collect(),
        })
    }

    /// Has the annotations of the open document saved.
    pub fn save(&mut self, handle: &Handle, document: Arc<Document>, set: Arc<AnnotationSet>, generation: u64) {
        let open = self.open.as_ref().filter(|open| open.handle == *handle);
        let Some(target) = open.and_then(|open| open.target.clone()) else { return };
        let path = target.path.clone();
        self.next_ticket += 1;
        let ticket = self.next_ticket;
        let (handle, opening) = (handle.clone(), self.openings);
        self.tickets.insert(ticket, Ticket { path: path.clone(), handle, generation, opening });
        self.unsaved.insert(path, Unsaved { ticket, set: Arc::clone(&set), overtaken: false });
        let contents = Contents::Make(Box::new(move || sidecar::write(&set, document.text())));
        self.writer.submit(SaveJob { target, contents, generation: ticket });
    }

    /// What a report of the writer means to the application.
    ///
    /// Generations count anew whenever a document is opened; what belongs to an earlier time tells of no edit of now.
    pub fn reported(&mut self, report: store::SaveReport) -> Option<SaveReport> {
        let Ticket { handle, generation, opening, .. } = self.tickets.get(&report.generation)?;
        let generation = if *opening == self.openings { *generation } else { 0 };
        let handle = handle.clone();
        let newest = self.unsaved.get_mut(&report.path).filter(|unsaved| unsaved.ticket == report.generation);
        match (&report.result, newest) {
            (Ok(()), Some(_)) => drop(self.unsaved.remove(&report.path)),
            (Err(error), Some(unsaved)) => unsaved.overtaken = matches!(error, SaveError::ChangedOnDisk(_)),
            (Ok(()), None) => {}
            // A newer save is under way, or what was to be saved has been given up.
            (Err(_), None) => return None,
        }
        // A save that failed is tried again under its own number; those before it never are.
        let first = report.generation + u64::from(report.result.is_ok());
        self.tickets.retain(|number, ticket| *number >= first || ticket.path != report.path);
        let result = report.result.map(|()| report.path).map_err(|error| error.to_string());
        Some(SaveReport { handle, generation, result })
    }

    /// Waits until everything that can be is on the disk: the sidecars that are not.
    pub fn flush(&self) -> Vec<PathBuf> {
        self.writer.flush()
    }
}
