//! The list of documents: what is known of them, which are meant, in which order. On a thread of its own, so that no key
//! waits for it, or at once where nobody types.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Boot;
use super::sweeper::Emit;
use crate::annot::AnnotatorName;
use crate::app::Msg;
use crate::app::message::{Arranged, Arranging};
use crate::corpus::listing::{Candidate, Listing};
use crate::corpus::query::Query;
use crate::store::catalog::{Catalog, Progress, Source, lasting_name};
use crate::store::open::Options;
use crate::store::{Handle, Locations};

/// How often the screen hears how far it is.
const PACE: Duration = Duration::from_millis(100);

/// A list that is wanted.
pub(super) struct Wanted {
    pub number: u64,
    pub listing: Listing,
    pub query: Query,
    pub documents: Vec<Handle>,
}

/// Who makes lists.
pub(super) struct Lister {
    tools: Arc<Tools>,
    emit: Option<Emit>,
}

struct Tools {
    roots: Vec<PathBuf>,
    cache: PathBuf,
    open: Options,
    locations: Locations,
    annotator: AnnotatorName,
    /// The number of the list that is wanted last.
    wanted: AtomicU64,
    /// One list is made after the other.
    busy: Mutex<()>,
}

impl Lister {
    /// Makes lists of the corpus at `roots`: at once, or on threads that give them to `emit`.
    pub fn new(boot: &Boot, roots: &[PathBuf], emit: Option<Emit>) -> Lister {
        let tools = Tools {
            roots: roots.to_vec(),
            cache: boot.cache.clone(),
            open: Options::of(&boot.settings.settings, &boot.schema),
            locations: boot.locations.clone(),
            annotator: boot.annotator.clone(),
            wanted: AtomicU64::new(0),
            busy: Mutex::new(()),
        };
        Lister { tools: Arc::new(tools), emit }
    }

    /// Makes a list; the answer, where it comes at once.
    pub fn list(&self, wanted: Wanted) -> Vec<Msg> {
        self.tools.wanted.store(wanted.number, Ordering::Relaxed);
        let Some(emit) = self.emit.clone() else {
            return vec![Msg::Arranged(Box::new(self.tools.arrange(wanted, &|_| ())))];
        };
        let tools = Arc::clone(&self.tools);
        let body = move || {
            let _one = tools.busy.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever types a query asks often; only the last one counts.
            let number = wanted.number;
            let is_wanted = || tools.wanted.load(Ordering::Relaxed) == number;
            if !is_wanted() {
                return;
            }
            let told = Mutex::new(Instant::now());
            let on_progress = |Progress { done, total }: Progress| {
                let Ok(mut told) = told.lock() else { return };
                if told.elapsed() >= PACE {
                    *told = Instant::now();
                    emit(Msg::Arranging(Arranging { number, done, total }));
                }
            };
            let arranged = tools.arrange(wanted, &on_progress);
            if is_wanted() {
                emit(Msg::Arranged(Box::new(arranged)));
            }
        };
        // A system that gives no thread any more has worse troubles, which others tell.
        let _none = thread::Builder::new().name("lister".into()).spawn(body);
        Vec::new()
    }
}

impl Tools {
    fn arrange(&self, wanted: Wanted, on_progress: &(dyn Fn(Progress) + Sync)) -> Arranged {
        let Wanted { number, listing, query, documents } = wanted;
        let source = Source { roots: &self.roots, cache: &self.cache, open: &self.open, locations: &self.locations };
        let catalog = Catalog::refresh(&documents, source, on_progress);
        let annotator = self.annotator.as_str();
        let chosen: Vec<usize> = match query.is_all() {
            true => (0..documents.len()).collect(),
            false => catalog.select(&query, &documents, annotator, &self.open),
        };
        let named: Vec<(usize, String, String)> = chosen
            .into_iter()
            .filter_map(|number| {
                let (handle, summary) = documents.get(number).zip(catalog.get(number))?;
                Some((number, handle.slashed(), lasting_name(handle, summary, &self.roots)))
            })
            .collect();
        let candidates = named.iter().filter_map(|(number, path, name)| {
            let summary = catalog.get(*number)?;
            Some(Candidate { number: u32::try_from(*number).ok()?, path, name, summary })
        });
        let groups = listing.arrange(candidates.collect(), annotator);
        Arranged { number, catalog: Arc::new(catalog), groups }
    }
}
