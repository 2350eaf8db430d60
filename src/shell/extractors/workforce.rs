//! Several processes of an extractor over a corpus: what they answer comes in the order of the documents.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::processes::Processes;
use super::worker::Worker;
use super::{Fault, Program};
use crate::doc::Document;
use crate::interop::lay::Laid;
use crate::interop::output;

/// Failures in a row, over all processes and without an answer in between, after which nothing more is asked.
const PATIENCE: usize = 5;

/// Documents for each process that may be under way, or wait for one before them.
const AHEAD: usize = 32;

/// Why a document of a corpus has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The program failed at it, or says why.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It was not asked about: the program failed too often before.
    #[error("was not asked about")]
    GivenUp,
}

/// What all processes of an extractor share.
struct Crew {
    failures: AtomicUsize,
    given_up: AtomicBool,
}

/// One process, for whoever has a document.
pub struct Asking<'a> {
    worker: Worker,
    program: &'a Program,
    crew: &'a Crew,
}

impl Asking<'_> {
    /// Asks about a document and holds the answer against its text.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub fn about(&mut self, document: &Document) -> Result<Laid, Unanswered> {
        if self.crew.given_up.load(Ordering::Acquire) {
            return Err(Unanswered::GivenUp);
        }
        let answer = self.worker.ask(document.name(), document.text().as_str());
        let failures = match &answer {
            Err(fault) if fault.is_failure() => self.crew.failures.fetch_add(1, Ordering::AcqRel) + 1,
            _ => {
                self.crew.failures.store(0, Ordering::Release);
                0
            }
        };
        if failures >= PATIENCE || answer.as_ref().is_err_and(Fault::is_final) {
            self.crew.given_up.store(true, Ordering::Release);
        }
        let answer = output::read(answer?, self.program.name(), document);
        Ok(answer.map_err(|reason| Fault::unreadable(self.program, &reason))?)
    }
}

/// Has as many processes as `program` is configured with work through what `source` gives, which goes on until it is
/// told `false`. `work` is done on several threads at once; `done` hears of it in order. `listener` hears what the
/// processes say on standard error, a cleaned line each, and `last` when a signal ends all. No process is left when this
/// returns.
///
/// # Errors
/// The first of `done`, after which nothing more is done.
pub fn over<J: Send, T: Send, E>(
    program: &Arc<Program>,
    listener: impl Fn(&str) + Send + Sync + 'static,
    last: &'static str,
    work: &(dyn Fn(&mut Asking<'_>, J) -> T + Sync),
    source: impl FnOnce(&mut dyn FnMut(J) -> bool),
    done: &mut dyn FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let processes = Arc::new(Processes::default());
    let listener = Arc::new(listener);
    #[cfg(unix)]
    let _interruption = super::interruption::Interruption::ends(&processes, Arc::clone(&listener) as _, last);
    #[cfg(not(unix))]
    let _unsaid = last;
    let crew = Crew { failures: AtomicUsize::new(0), given_up: AtomicBool::new(false) };
    let workers = program.extractor().workers as usize;
    let (jobs, waiting) = channel();
    let waiting = Mutex::new(waiting);
    let (results, arrivals) = channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (results, waiting, crew) = (results.clone(), &waiting, &crew);
            let worker = Worker::new(Arc::clone(program), Arc::clone(&processes), Arc::clone(&listener) as _);
            scope.spawn(move || {
                let mut asking = Asking { worker, program, crew };
                while let Some((number, job)) = next(waiting) {
                    if results.send((number, work(&mut asking, job))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        let mut order = Order { arrivals: &arrivals, early: BTreeMap::new(), next: 0 };
        let (mut given, mut result) = (0, Ok(()));
        source(&mut |job| {
            // Whoever listens is there until the end.
            let _heard = jobs.send((given, job));
            given += 1;
            while result.is_ok()
                && let Some(made) = order.take(given - order.next >= workers * AHEAD)
            {
                result = done(made);
            }
            result.is_ok()
        });
        drop(jobs);
        while result.is_ok()
            && let Some(made) = order.take(true)
        {
            result = done(made);
        }
        if result.is_err() {
            processes.close();
        }
        // A signal has ended them and is about to end us: what was not answered must not seem to be through.
        while result.is_ok() && processes.is_closed() {
            thread::park();
        }
        result
    })
}

/// The next job, as long as there are any.
fn next<J>(waiting: &Mutex<Receiver<J>>) -> Option<J> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Brings what comes as it is done into the order it was given in.
struct Order<'a, T> {
    arrivals: &'a Receiver<(usize, T)>,
    early: BTreeMap<usize, T>,
    next: usize,
}

impl<T> Order<'_, T> {
    /// The next one. With `wait`, waits until it is there; `None` then means that there are no more.
    fn take(&mut self, wait: bool) -> Option<T> {
        while !self.early.contains_key(&self.next) {
            let (number, made) = match wait {
                true => self.arrivals.recv().ok()?,
                false => self.arrivals.try_recv().ok()?,
            };
            self.early.insert(number, made);
        }
        let made = self.early.remove(&self.next);
        self.next += 1;
        made
    }
}
