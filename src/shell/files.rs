//! The documents on the disk, for the application: opening them with all that was said of them, and saving.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::Boot;
use crate::annot::{AnnotationSet, AnnotatorName, sidecar};
use crate::app::message::{Opened, SaveReport};
use crate::doc::Document;
use crate::store::annotations::{Own, load_sets};
use crate::store::durable::{SaveError, Target};
use crate::store::open::{Options, load};
use crate::store::{self, Contents, Handle, Locations, SaveJob, Writer, path_label, rescue};

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
    /// Where copies go of what cannot be saved until the end.
    rescue: PathBuf,
}

struct Place {
    handle: Handle,
    target: Option<Target>,
    /// What is wrong with its file or its sidecar, so that it is for reading only.
    fault: Option<String>,
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
    document: Arc<Document>,
    set: Arc<AnnotationSet>,
    /// Why the last attempt failed.
    error: Option<SaveError>,
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
            rescue: boot.rescue.clone(),
        }
    }

    /// Remembers why something cannot be opened.
    pub fn fault(&mut self, handle: Handle, reason: String) {
        self.faults.insert(handle, reason);
    }

    /// Reads a document and all its sidecars.
    ///
    /// What could not be saved of it is taken in place of its sidecar, so that going back to it loses nothing; only
    /// opening it again while it is open takes the other version that somebody else has written, if it can be read.
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
        let fault = loaded.read_only.as_ref().filter(|reason| reason.is_fault()).map(ToString::to_string);
        let fault = fault.or_else(|| sets.own.fault().map(str::to_owned));
        let Own { mut set, target, fingerprint, read_only } = sets.own;
        if let Some(Target { path, .. }) = &target {
            let other_version = again && read_only.is_none() && !self.writer.knows(path, fingerprint);
            let kept = self.unsaved.get(path).filter(|_| unsaved.contains(path) && !other_version);
            match kept {
                Some(kept) => set = (*kept.set).clone(),
                None => {
                    self.writer.forget(path);
                    self.unsaved.remove(path);
                    self.writer.opened(path, fingerprint);
                }
            }
        }
        self.open = Some(Place { handle: handle.clone(), target, fault });
        Ok(Opened {
            handle: handle.clone(),
            document: loaded.document,
            own: set,
            models: sets.models,
            read_only: loaded.read_only.map(|reason| reason.to_string()).or(read_only),
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
        let unsaved = Unsaved { ticket, document: Arc::clone(&document), set: Arc::clone(&set), error: None };
        self.unsaved.insert(path, unsaved);
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
        // A save that failed is tried again under its own number; those before it never are.
        let first = report.generation + u64::from(report.result.is_ok());
        let result = match (report.result, newest) {
            (Ok(()), newest) => {
                if newest.is_some() {
                    self.unsaved.remove(&report.path);
                }
                Ok(report.path.clone())
            }
            (Err(error), Some(unsaved)) => {
                let told = error.to_string();
                unsaved.error = Some(error);
                Err(told)
            }
            // A newer save is under way, or what was to be saved has been given up.
            (Err(_), None) => return None,
        };
        self.tickets.retain(|number, ticket| *number >= first || ticket.path != report.path);
        Some(SaveReport { handle, generation, result })
    }

    /// What is wrong with the open document's file or sidecar, so that it is for reading only.
    pub fn fault_of_open(&self) -> Option<&str> {
        self.open.as_ref()?.fault.as_deref()
    }

    /// Waits until everything that can be is on the disk: the sidecars that are not.
    pub fn flush(&self) -> Vec<PathBuf> {
        self.writer.flush()
    }

    /// The sidecars that cannot be written, each with a copy of what belongs into it. All reports must have been
    /// heard by [`Files::reported`].
    pub fn rescue(&self, now: Timestamp) -> Vec<NotSaved> {
        let copied = |path: PathBuf| {
            let Unsaved { document, set, error, .. } = self.unsaved.get(&path)?;
            let text = sidecar::write(set, document.text());
            let reason = error.as_ref().map_or_else(|| "saving had stopped".to_owned(), SaveError::reason);
            Some(NotSaved { copy: rescue::keep(&self.rescue, &path, &text, now), path, reason })
        };
        self.writer.flush().into_iter().filter_map(copied).collect()
    }
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
