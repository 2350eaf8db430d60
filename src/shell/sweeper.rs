//! Wishes for many documents: surveyed and carried out by all cores, on a thread of their own, or at once where nobody
//! types.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use rayon::prelude::*;

use super::Boot;
use crate::annot::IdSource;
use crate::annot::sweep::Wish;
use crate::app::Msg;
use crate::app::message::{Surveyed, Swept};
use crate::config::Schema;
use crate::config::schema::revise::revise;
use crate::store::durable::Target;
use crate::store::open::Options;
use crate::store::sweeps::deed::{Places, Stamp, Task};
use crate::store::sweeps::survey::{Listings, Search};
use crate::store::sweeps::{ProjectChange, Sweep, Sweeps};
use crate::store::{Handle, path_label, project};
use crate::text::Span;

/// Documents that all cores look at together.
const BATCH: usize = 512;

/// Sidecars between two reports of a sweep.
const STEP: usize = 200;

/// Documents that one core looks at, one after the other, so that a folder is listed but once for them.
const CHUNK: usize = 64;

/// Who hears answers; `false` when nobody does any more.
pub(super) type Emit = Arc<dyn Fn(Msg) -> bool + Send + Sync>;

/// Documents with their places in the library, and the places in them that were chosen.
pub(super) type Documents = Vec<(usize, Handle, Vec<Span>)>;

/// Who carries out wishes for many documents.
pub(super) struct Sweeper {
    tools: Arc<Tools>,
    /// Who hears what threads have to say; none where whoever asks waits.
    emit: Option<Emit>,
}

struct Tools {
    places: Places,
    sweeps: Sweeps,
    project: Option<PathBuf>,
    /// The number of the survey that is wanted.
    wanted: AtomicU64,
    /// One thing is done after the other.
    busy: Mutex<()>,
}

/// What is asked of the sweeper.
pub(super) enum Errand {
    Survey { number: u64, search: Search, documents: Documents },
    Carry { sweep: Box<Sweep>, wish: Wish, tasks: Vec<Task>, seed: u64, here: Option<Target> },
    Travel { id: crate::annot::Id, redo: bool, here: Option<(Target, Result<(), String>)>, at: Timestamp },
}

impl Sweeper {
    /// Does everything at once; [`Sweeper::run`] gives the answers.
    pub fn here(boot: &Boot, places: Places) -> Sweeper {
        Sweeper { tools: Tools::new(boot, places), emit: None }
    }

    /// Does everything on threads, which give their answers to `emit`.
    pub fn on_threads(boot: &Boot, places: Places, emit: Emit) -> Sweeper {
        Sweeper { tools: Tools::new(boot, places), emit: Some(emit) }
    }

    /// Does an errand; the answers, where they come at once.
    pub fn run(&self, errand: Errand) -> Vec<Msg> {
        if let Errand::Survey { number, .. } = &errand {
            self.tools.wanted.store(*number, Ordering::Relaxed);
        }
        let Some(emit) = self.emit.clone() else {
            let answers = Mutex::new(Vec::new());
            self.tools.run(errand, &|msg| {
                answers.lock().unwrap_or_else(PoisonError::into_inner).push(msg);
                true
            });
            return answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        };
        let tools = Arc::clone(&self.tools);
        let body = move || tools.run(errand, &|msg| emit(msg));
        // A system that gives no thread any more has worse troubles, which others tell.
        let _none = thread::Builder::new().name("sweeper".into()).spawn(body);
        Vec::new()
    }

    /// Ends the survey that is under way.
    pub fn end_survey(&self) {
        self.tools.wanted.store(0, Ordering::Relaxed);
    }

    /// What was done in many documents at once, in earlier sittings, too.
    pub fn known(&self) -> Sweeps {
        self.tools.sweeps.clone()
    }
}

impl Tools {
    fn new(boot: &Boot, places: Places) -> Arc<Tools> {
        Arc::new(Tools {
            sweeps: Sweeps::of(&boot.state),
            project: boot.project_file.clone(),
            places,
            wanted: AtomicU64::new(0),
            busy: Mutex::new(()),
        })
    }

    fn run(&self, errand: Errand, emit: &(dyn Fn(Msg) -> bool + Sync)) {
        match errand {
            Errand::Survey { number, search, documents } => self.survey(number, &search, &documents, emit),
            Errand::Carry { sweep, wish, tasks, seed, here } => {
                let _one = self.busy.lock();
                let swept = self.carry(*sweep, &wish, &tasks, seed, here, emit);
                emit(Msg::Swept(Box::new(swept)));
            }
            Errand::Travel { id, redo, here, at } => {
                let _one = self.busy.lock();
                let swept = self.travel(&id, redo, here, at, emit);
                emit(Msg::Swept(Box::new(swept)));
            }
        }
    }

    fn survey(
        &self,
        number: u64,
        search: &Search,
        documents: &[(usize, Handle, Vec<Span>)],
        emit: &dyn Fn(Msg) -> bool,
    ) {
        let mut looked = 0;
        for batch in documents.chunks(BATCH) {
            if self.wanted.load(Ordering::Relaxed) != number {
                return;
            }
            let of_chunk = |chunk: &[(usize, Handle, Vec<Span>)]| {
                let mut listings = Listings::default();
                let survey = |(index, handle, chosen): &(usize, Handle, Vec<Span>)| {
                    self.places
                        .survey(search, handle, chosen, &mut listings)
                        .map(|concerns| concerns.into_iter().map(|concern| (*index, concern)).collect::<Vec<_>>())
                };
                chunk.iter().map(survey).collect::<Vec<_>>()
            };
            let results: Vec<_> = batch.par_chunks(CHUNK).map(of_chunk).collect();
            let (mut found, mut faults) = (Vec::new(), Vec::new());
            for result in results.into_iter().flatten() {
                match result {
                    Ok(concerns) => found.extend(concerns),
                    Err(fault) => faults.push(fault),
                }
            }
            looked += batch.len();
            let done = looked == documents.len();
            if !emit(Msg::Surveyed(Box::new(Surveyed { number, found, looked, faults, done }))) {
                return;
            }
        }
        if documents.is_empty() {
            emit(Msg::Surveyed(Box::new(Surveyed {
                number,
                found: Vec::new(),
                looked: 0,
                faults: Vec::new(),
                done: true,
            })));
        }
    }

    fn carry(
        &self,
        mut sweep: Sweep,
        wish: &Wish,
        tasks: &[Task],
        seed: u64,
        here: Option<Target>,
        emit: Listener<'_>,
    ) -> Swept {
        let mut refused = Vec::new();
        sweep.project = self.revise_project(wish).unwrap_or_else(|reason| {
            refused.push(reason);
            None
        });
        let changed_here = usize::from(here.is_some());
        let sidecars: Vec<Target> = tasks.iter().map(|task| task.target.clone()).chain(here).collect();
        if let Err(reason) = self.sweeps.begin(&sweep, &sidecars) {
            // What could not be taken back is not done.
            refused.push(format!("nothing was changed but the open article: {reason}"));
            return self.swept(sweep, false, (changed_here, refused), None);
        }
        let schema = sweep.project.clone().and_then(|change| self.put_project(&change, true, &mut refused));
        let stamp = Stamp { id: &sweep.id, at: sweep.at };
        let mut seeds = IdSource::new(seed);
        let seeded: Vec<(&Task, u64)> = tasks.iter().map(|task| (task, seeds.next_bits())).collect();
        let results =
            in_all(&seeded, emit, |(task, seed)| (&task.target, self.places.carry_out(wish, task, stamp, *seed)));
        let counts = counted(results, changed_here, refused);
        self.swept(sweep, false, counts, schema)
    }

    fn travel(
        &self,
        id: &crate::annot::Id,
        redo: bool,
        here: Option<(Target, Result<(), String>)>,
        at: Timestamp,
        emit: Listener<'_>,
    ) -> Swept {
        let known = self.sweeps.find(id).and_then(|sweep| Ok((sweep, self.sweeps.sidecars(id)?)));
        let (mut sweep, mut sidecars) = match known {
            Ok(known) => known,
            Err(reason) => {
                let sweep = Sweep {
                    id: id.clone(),
                    at,
                    summary: "what was done".into(),
                    undone: !redo,
                    project: None,
                    documents: 0,
                };
                let changed = usize::from(matches!(here, Some((_, Ok(())))));
                return self.swept(sweep, redo, (changed, vec![reason]), None);
            }
        };
        let (mut refused, mut changed_here) = (Vec::new(), 0);
        if let Some((target, result)) = here {
            sidecars.retain(|other| *other != target);
            match result {
                Ok(()) => changed_here = 1,
                Err(reason) => refused.push(format!("{}: {reason}", path_label(&target.path))),
            }
        }
        let schema = sweep.project.clone().and_then(|change| self.put_project(&change, redo, &mut refused));
        let stamp = Stamp { id, at };
        let results =
            in_all(&sidecars, emit, |target| (target, self.places.travel(target, stamp, redo).map(|()| true)));
        let counts = counted(results, changed_here, refused);
        sweep.undone = !redo;
        let _told_next_time = self.sweeps.keep(&sweep);
        self.swept(sweep, redo, counts, schema)
    }

    fn swept(&self, sweep: Sweep, redo: bool, counts: (usize, Vec<String>), schema: Option<Box<Schema>>) -> Swept {
        let (changed, refused) = counts;
        Swept { sweep, redo, changed, refused, schema }
    }

    /// What the wish makes of the project file.
    fn revise_project(&self, wish: &Wish) -> Result<Option<ProjectChange>, String> {
        let (Some(path), true) = (&self.project, wish.is_of_everybody()) else { return Ok(None) };
        let before = project::read_text(path).map_err(|error| error.to_string())?.unwrap_or_default();
        let after = revise(&before, wish).map_err(|error| format!("{}: {error}", path_label(path)))?;
        Ok(after.map(|after| ProjectChange { path: path.clone(), before, after }))
    }

    /// Writes one of the two texts of the project file, and reads its schema.
    fn put_project(&self, change: &ProjectChange, redo: bool, refused: &mut Vec<String>) -> Option<Box<Schema>> {
        if let Err(reason) = change.apply(redo) {
            refused.push(reason);
            return None;
        }
        let text = if redo { &change.after } else { &change.before };
        Some(Box::new(Schema::parse(&path_label(&change.path), text).value))
    }
}

/// Who hears how far something is; `false` when nobody does any more.
type Listener<'a> = &'a (dyn Fn(Msg) -> bool + Sync);

/// Does something to many sidecars with all cores: whether each was changed, or why not, with its path. How far that is
/// is told now and then.
fn in_all<T: Sync>(
    items: &[T],
    emit: Listener<'_>,
    work: impl Fn(&T) -> (&Target, Result<bool, String>) + Sync,
) -> Vec<Result<bool, String>> {
    let done = AtomicUsize::new(0);
    let one = |item| {
        let (target, result) = work(item);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(STEP) {
            emit(Msg::Sweeping(done, items.len()));
        }
        result.map_err(|reason| format!("{}: {reason}", path_label(&target.path)))
    };
    items.par_iter().map(one).collect()
}

/// How many were changed, and why others were not.
fn counted(results: Vec<Result<bool, String>>, mut changed: usize, mut refused: Vec<String>) -> (usize, Vec<String>) {
    for result in results {
        match result {
            Ok(done) => changed += usize::from(done),
            Err(reason) => refused.push(reason),
        }
    }
    (changed, refused)
}

/// What a sweeper needs to know of where things are. `gate` is shared with whoever opens documents.
pub(super) fn places(boot: &Boot, gate: Arc<std::sync::RwLock<()>>) -> Places {
    Places {
        options: Options::of(&boot.settings.settings, &boot.schema),
        locations: boot.locations.clone(),
        state: boot.state.clone(),
        gate,
    }
}
