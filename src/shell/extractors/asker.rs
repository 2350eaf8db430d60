//! External extractors for the reader: asked about the open document, each on a thread of its own, so that no key
//! waits; or at once where nobody types. A program stays for the next document.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::processes::Processes;
use super::worker::Worker;
use super::{Extractors, Program};
use crate::app::message::{Produced, Proposed};
use crate::doc::Document;
use crate::interop::output;
use crate::store::proposals::save;
use crate::store::{Handle, Locations};

/// A document that a program is asked about.
pub(in crate::shell) struct Asked {
    pub handle: Handle,
    pub document: Arc<Document>,
}

/// Who hears an answer; `false` when nobody does any more.
type Emit = Arc<dyn Fn(Produced) -> bool + Send + Sync>;

/// The extractors of the reader. Their processes end with it.
pub(in crate::shell) struct Askers {
    extractors: Extractors,
    locations: Locations,
    processes: Arc<Processes>,
    who: Who,
}

enum Who {
    /// Whoever asks waits.
    Here(HashMap<String, Worker>),
    /// A thread for each program.
    Threads(HashMap<String, Sender<Asked>>, Emit),
}

impl Askers {
    /// Asks at once.
    pub fn here(extractors: &Extractors, locations: &Locations) -> Askers {
        Askers::new(extractors, locations, Who::Here(HashMap::new()))
    }

    /// Asks on threads, which give their answers to `emit`.
    pub fn on_threads(
        extractors: &Extractors,
        locations: &Locations,
        emit: impl Fn(Produced) -> bool + Send + Sync + 'static,
    ) -> Askers {
        Askers::new(extractors, locations, Who::Threads(HashMap::new(), Arc::new(emit)))
    }

    fn new(extractors: &Extractors, locations: &Locations, who: Who) -> Askers {
        let (extractors, locations) = (extractors.clone(), locations.clone());
        Askers { extractors, locations, processes: Arc::default(), who }
    }

    /// Asks the extractor of this name; the answer, where it comes at once.
    pub fn ask(&mut self, name: &str, asked: Asked) -> Option<Produced> {
        let program = match self.extractors.named(name) {
            Ok(program) => Arc::clone(program),
            Err(reason) => return Some(Produced { handle: asked.handle, by: name.to_owned(), result: Err(reason) }),
        };
        let worker = |program, processes| Worker::new(program, processes, Arc::new(|_: &str| ()));
        match &mut self.who {
            Who::Here(workers) => {
                let processes = Arc::clone(&self.processes);
                let new = || worker(Arc::clone(&program), processes);
                Some(answer(&program, workers.entry(name.to_owned()).or_insert_with(new), asked, &self.locations))
            }
            Who::Threads(threads, emit) => {
                let asked = match threads.get(name) {
                    Some(thread) => thread.send(asked).err().map(|unheard| unheard.0)?,
                    None => asked,
                };
                let (sender, questions) = channel::<Asked>();
                let (locations, emit) = (self.locations.clone(), Arc::clone(emit));
                let mut worker = worker(Arc::clone(&program), Arc::clone(&self.processes));
                let body = move || {
                    for asked in questions {
                        if !emit(answer(&program, &mut worker, asked, &locations)) {
                            return;
                        }
                    }
                };
                let handle = asked.handle.clone();
                // Its first question waits for it.
                let _waits = sender.send(asked);
                threads.insert(name.to_owned(), sender);
                let started = thread::Builder::new().name("extractor".into()).spawn(body).err();
                started.map(|error| Produced { handle, by: name.to_owned(), result: Err(format!("{name}: {error}")) })
            }
        }
    }
}

impl Drop for Askers {
    fn drop(&mut self) {
        self.processes.close();
    }
}

/// Asks, and keeps the answer beside the document.
fn answer(program: &Program, worker: &mut Worker, asked: Asked, locations: &Locations) -> Produced {
    let Asked { handle, document } = asked;
    let result = worker.ask(document.name(), document.text().as_str()).map_err(|fault| fault.to_string());
    let laid = result.and_then(|answer| {
        let unreadable = |reason| format!("{}: its answer {reason}", program.name());
        output::read(answer, program.name(), &document).map_err(unreadable)
    });
    let result = laid.map(|laid| {
        let has_place = !matches!(handle, Handle::Stdin);
        let unsaved = has_place.then(|| save(&laid.set, &handle, &document, locations).err()).flatten();
        Proposed { set: laid.set, lost: laid.orphans + laid.faults.len(), unsaved }
    });
    Produced { handle, by: program.name().to_string(), result }
}
