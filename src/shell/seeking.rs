//! Seeking through the documents for the concordance: on a thread of its own, so that no key waits for it, or at once
//! where nobody types.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::Boot;
use crate::app::message::Sought;
use crate::app::overlay::MOST;
use crate::corpus::concordance::Extent;
use crate::corpus::seek::Seeker;
use crate::store::Handle;
use crate::store::open::Options;
use crate::store::search::{Found, Search, Sources};
use crate::store::texts::Texts;

/// How often the screen hears of a search, beyond its first hits.
const PACE: Duration = Duration::from_millis(60);

/// What a hit keeps of the text: no more than a wide screen shows.
const EXTENT: Extent = Extent { context: 120, found: 240 };

/// How the documents of what was started with `boot` are read.
pub fn sources(boot: &Boot) -> Sources {
    Sources {
        options: Options::of(&boot.settings.settings, &boot.schema),
        locations: boot.locations.clone(),
        texts: Texts::of(&boot.state),
        annotator: boot.annotator.clone(),
    }
}

/// What is sought, where.
pub(super) struct Task {
    pub search: u64,
    pub seeker: Arc<Seeker>,
    pub documents: Vec<(usize, Handle)>,
}

/// Where the answers go; `false` when nobody listens any more.
type Emit = Arc<Mutex<dyn FnMut(Sought) -> bool + Send>>;

/// Who seeks.
pub(super) struct Seekers {
    sources: Sources,
    /// Where threads send their answers; without it, whoever asks seeks.
    emit: Option<Emit>,
    /// Ends the search that is under way.
    stop: Arc<AtomicBool>,
}

impl Seekers {
    /// Seeks at once.
    pub fn here(sources: Sources) -> Seekers {
        Seekers { sources, emit: None, stop: Arc::default() }
    }

    /// Seeks on threads that give what they find to `emit`.
    pub fn on_threads(sources: Sources, emit: impl FnMut(Sought) -> bool + Send + 'static) -> Seekers {
        Seekers { sources, emit: Some(Arc::new(Mutex::new(emit))), stop: Arc::default() }
    }

    /// Begins a search and ends the one before; all that is found, where it is found at once.
    pub fn seek(&mut self, task: Task) -> Option<Sought> {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::default();
        let (sources, stop) = (self.sources.clone(), Arc::clone(&self.stop));
        match self.emit.clone() {
            None => {
                let mut all: Option<Sought> = None;
                seek(task, &sources, &stop, &mut |sought| {
                    match &mut all {
                        Some(all) => all.append(sought),
                        None => all = Some(sought),
                    }
                    true
                });
                all
            }
            Some(emit) => {
                let search = task.search;
                let body = {
                    let emit = Arc::clone(&emit);
                    move || seek(task, &sources, &stop, &mut |sought| tell(&emit, sought))
                };
                let started = thread::Builder::new().name("concordance".into()).spawn(body);
                // A system without threads finds nothing, but says that it is through.
                started.is_err().then(|| Sought { search, ended: true, ..Sought::default() })
            }
        }
    }
}

fn tell(emit: &Emit, sought: Sought) -> bool {
    emit.lock().is_ok_and(|mut emit| emit(sought))
}

/// Seeks, and hands on what is found: the first hits at once, then at most every [`PACE`], the end always.
fn seek(task: Task, sources: &Sources, stop: &AtomicBool, emit: &mut dyn FnMut(Sought) -> bool) {
    let Task { search, seeker, documents } = task;
    let mut waiting = Sought { search, ..Sought::default() };
    let (mut told, mut hits) = (Instant::now(), 0);
    let mut silent = true;
    let documents = |on_document: &mut dyn FnMut(usize, Handle) -> bool| {
        documents.into_iter().all(|(number, handle)| on_document(number, handle));
    };
    Search { seeker: &seeker, sources, extent: EXTENT }.run(documents, &mut |found| {
        match found {
            Found::Document { number, hits, .. } => waiting.found.extend(hits.into_iter().map(|hit| (number, hit))),
            Found::Fault(_) => waiting.faults += 1,
            Found::Passed(passed) => {
                waiting.passed = passed;
                let first = silent && !waiting.found.is_empty();
                if first || told.elapsed() >= PACE {
                    (told, silent) = (Instant::now(), silent && !first);
                    hits += waiting.found.len();
                    let next = Sought { search, passed, ..Sought::default() };
                    if !emit(std::mem::replace(&mut waiting, next)) {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            }
        }
        !stop.load(Ordering::Relaxed) && hits + waiting.found.len() < MOST
    });
    if !stop.load(Ordering::Relaxed) {
        emit(Sought { ended: true, ..waiting });
    }
}
