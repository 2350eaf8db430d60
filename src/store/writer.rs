//! The thread that saves, so that no key press waits for a disk.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::durable::{Fingerprint, SaveError, Target, replace_if};
use super::journal::Journal;
use super::path_label;
use super::texts::Texts;
use crate::annot::journal::{Page, Step};
use crate::text::Text;

/// How long after a save failed it is tried again, unless somebody asks before; twice as long each time after that.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What to save.
pub enum Contents {
    /// The text itself.
    Ready(String),
    /// Made on the writer's thread, for text that takes a while to write down.
    Make(Box<dyn FnOnce() -> String + Send>),
}

/// One save that was asked for.
pub struct SaveJob {
    /// Where.
    pub target: Target,
    /// What.
    pub contents: Contents,
    /// The caller's count of changes; a report repeats it.
    pub generation: u64,
    /// What was done since the save before, for the edit log.
    pub record: Option<Record>,
}

/// What goes into the state folder with a save.
pub struct Record {
    /// The log of the sidecar.
    pub journal: Journal,
    /// What was done, oldest first.
    pub steps: Vec<Step>,
    /// Where texts are kept.
    pub texts: Texts,
    /// The text of the document.
    pub text: Text,
    /// Its digest.
    pub digest: String,
}

/// How a save went.
#[derive(Debug)]
pub struct SaveReport {
    /// The file.
    pub path: PathBuf,
    /// The generation that was to be saved.
    pub generation: u64,
    /// `Ok` when it is durable. After an error the writer keeps the content and tries again: at the next
    /// [`Writer::submit`] or [`Writer::flush`], and now and then by itself, of which only the success is reported.
    pub result: Result<(), SaveError>,
    /// Why the state folder could not be written, if it could not: undo will not outlive the program then.
    pub unrecorded: Option<String>,
}

/// A thread that owns durable saving.
///
/// Of several saves of one file that wait, only the last is done. It knows what each file held when it was read
/// ([`Writer::opened`]) and what it wrote itself, and overwrites nothing else. Dropping it saves what still waits.
pub struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: VecDeque<SaveJob>,
    failed: Vec<SaveJob>,
    /// How long it is until the next attempt by itself.
    pause: Duration,
    /// Whether nobody asked for what is tried now.
    unasked: bool,
    /// What each file held when it was last read or written; no entry means no file.
    known: HashMap<PathBuf, Fingerprint>,
    busy: bool,
    /// The file that is being written.
    writing: Option<PathBuf>,
    ending: bool,
    /// Whether the thread is gone: at the end, or after a panic in what it called.
    gone: bool,
}

impl Writer {
    /// Starts the thread. `on_done` hears of every attempt, on that thread; it must not call the writer back.
    pub fn spawn(on_done: impl Fn(SaveReport) + Send + 'static) -> Writer {
        let shared = Arc::new(Shared { state: Mutex::new(State::new()), changed: Condvar::new() });
        let theirs = Arc::clone(&shared);
        let thread = std::thread::spawn(move || theirs.run(&on_done));
        Writer { shared, thread: Some(thread) }
    }

    /// Says what a file held when it was read just now; `None` where there is no such file. To be called before the
    /// first save of every file, and again whenever it is read again.
    pub fn opened(&self, path: &Path, found: Option<Fingerprint>) {
        let mut state = self.shared.lock();
        match found {
            Some(found) => state.known.insert(path.to_owned(), found),
            None => state.known.remove(path),
        };
    }

    /// Whether a file that was read just now holds what was last read or written here, so that nobody else changed it.
    pub fn knows(&self, path: &Path, found: Option<Fingerprint>) -> bool {
        self.shared.lock().known.get(path).copied() == found
    }

    /// Asks for a save, instead of one of the same file that still waits or failed. Other saves that failed are tried
    /// again. Returns at once.
    pub fn submit(&self, mut job: SaveJob) {
        let mut state = self.shared.lock();
        let State { waiting, failed, .. } = &mut *state;
        let mut earlier = Vec::new();
        for record in failed.iter_mut().chain(waiting).filter(|other| other.target.path == job.target.path) {
            earlier
                .extend(record.record.as_mut().map(|record| std::mem::take(&mut record.steps)).into_iter().flatten());
        }
        if let Some(record) = &mut job.record {
            record.steps.splice(0..0, earlier);
        }
        state.waiting.retain(|other| other.target.path != job.target.path);
        state.failed.retain(|other| other.target.path != job.target.path);
        state.waiting.push_back(job);
        state.retry_as_asked();
        self.shared.changed.notify_all();
    }

    /// Gives up what is not saved of a file, because the caller holds it otherwise. A save that is under way ends.
    pub fn forget(&self, path: &Path) {
        let mut state = self.shared.lock();
        state.waiting.retain(|job| job.target.path != path);
        state.failed.retain(|job| job.target.path != path);
    }

    /// Tries everything that waits or failed, and returns when all reports are delivered: the files that are still
    /// not saved, so none when everything is on disk.
    pub fn flush(&self) -> Vec<PathBuf> {
        let mut state = self.shared.lock();
        state.retry_as_asked();
        self.shared.changed.notify_all();
        while !state.gone && (state.busy || !state.waiting.is_empty()) {
            state = self.shared.wait(state);
        }
        let unsaved = state.failed.iter().chain(&state.waiting).map(|job| &job.target.path);
        // Only a thread that panicked leaves a file behind that it was writing.
        unsaved.chain(&state.writing).cloned().collect()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.flush();
        self.shared.lock().ending = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // It only fails after a panic of `on_done`, which has been reported.
            let _panicked = thread.join();
        }
    }
}

impl Record {
    /// Logs what was done, once.
    fn log(&mut self, before: Option<Fingerprint>, contents: &str) -> Option<String> {
        let steps = std::mem::take(&mut self.steps);
        let page = Page { text: &self.text, digest: &self.digest };
        let logged = self.journal.done(&steps, before, Fingerprint::of(contents.as_bytes()), page);
        logged.err().map(|error| self.fault(&error))
    }

    /// Logs that all of it is in the sidecar.
    fn confirm(&self, written: Fingerprint) -> Option<String> {
        self.journal.saved(written).err().map(|error| self.fault(&error))
    }

    fn fault(&self, error: &std::io::Error) -> String {
        format!("undo will not outlive the program: {error} — {}", path_label(self.journal.path()))
    }
}

impl State {
    fn new() -> State {
        State {
            waiting: VecDeque::new(),
            failed: Vec::new(),
            pause: FIRST_PAUSE,
            unasked: false,
            known: HashMap::new(),
            busy: false,
            writing: None,
            ending: false,
            gone: false,
        }
    }

    fn retry(&mut self) {
        self.waiting.extend(self.failed.drain(..));
    }

    /// Somebody wants everything saved.
    fn retry_as_asked(&mut self) {
        (self.pause, self.unasked) = (FIRST_PAUSE, false);
        self.retry();
    }

    /// The pause is over.
    fn retry_unasked(&mut self) {
        (self.pause, self.unasked) = ((self.pause * 2).min(LONGEST_PAUSE), true);
        self.retry();
    }
}

impl Shared {
    /// A panic elsewhere leaves no invariant broken: every change of the state is a single step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, on_done: &dyn Fn(SaveReport)) {
        let _gone = Gone(self);
        let mut kept = HashSet::new();
        while let Some((job, expected)) = self.next() {
            let SaveJob { target, contents, generation, mut record } = job;
            let contents = match contents {
                Contents::Ready(contents) => contents,
                Contents::Make(make) => make(),
            };
            // The log comes first: what it holds and the sidecar does not is made again after a crash.
            let mut unrecorded = record.as_mut().and_then(|record| record.log(expected, &contents));
            let result = replace_if(&target, expected, contents.as_bytes());
            if let (Some(record), Ok(written)) = (&record, &result) {
                unrecorded = unrecorded.or(record.confirm(*written));
            }
            let path = target.path.clone();
            let keep = record.as_ref().map(|record| (record.texts.clone(), record.digest.clone(), record.text.clone()));
            let job = SaveJob { target, contents: Contents::Ready(contents), generation, record };
            let result = self.settle(job, result);
            if result.is_ok() || !self.lock().unasked {
                on_done(SaveReport { path, generation, result, unrecorded });
            }
            // Nobody waits for this: it only helps where the article is changed one day.
            if let Some((texts, digest, text)) = keep.filter(|(_, digest, _)| kept.insert(digest.clone())) {
                let _unkept = texts.keep(&digest, &text);
            }
            self.lock().busy = false;
            self.changed.notify_all();
        }
    }

    /// The next save and what the file should hold; `None` when the writer ends.
    fn next(&self) -> Option<(SaveJob, Option<Fingerprint>)> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.busy = true;
                state.writing = Some(job.target.path.clone());
                let expected = state.known.get(&job.target.path).copied();
                return Some((job, expected));
            }
            if state.ending {
                return None;
            }
            state = self.wait_or_retry(state);
        }
    }

    /// Waits for something to do. Where something failed it is tried again after a pause.
    fn wait_or_retry<'a>(&'a self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        if state.failed.is_empty() {
            return self.wait(state);
        }
        let pause = state.pause;
        let (mut state, waited) = self.changed.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            state.retry_unasked();
        }
        state
    }

    /// Keeps what came of a save: the new fingerprint, or the job unless a newer one waits.
    fn settle(&self, job: SaveJob, result: Result<Fingerprint, SaveError>) -> Result<(), SaveError> {
        let mut state = self.lock();
        state.writing = None;
        match result {
            Ok(written) => {
                state.known.insert(job.target.path, written);
                Ok(())
            }
            Err(error) => {
                if !state.waiting.iter().any(|other| other.target.path == job.target.path) {
                    state.failed.push(job);
                }
                Err(error)
            }
        }
    }
}

/// Says on every way out of the thread that it is gone, so that nobody waits for it.
struct Gone<'a>(&'a Shared);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.0.lock().gone = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};

    fn writer() -> (Writer, Receiver<SaveReport>) {
        let (reports, received) = channel();
        (Writer::spawn(move |report| reports.send(report).unwrap_or_default()), received)
    }

    fn job(folder: &Path, path: &str, text: &str, generation: u64) -> SaveJob {
        let target = Target { path: folder.join(path), within: folder.to_owned() };
        SaveJob { target, contents: Contents::Ready(text.to_owned()), generation, record: None }
    }

    #[test]
    fn bursts_become_one_save_and_the_last_wins() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, reports) = writer();
        let (go, gate) = channel::<()>();
        let slow = Contents::Make(Box::new(move || {
            gate.recv().unwrap();
            "slow".to_owned()
        }));
        writer.submit(SaveJob { contents: slow, ..job(folder.path(), "other", "", 0) });
        for generation in 1..=100 {
            writer.submit(job(folder.path(), "a", &format!("text {generation}"), generation));
        }
        go.send(()).unwrap();
        assert!(writer.flush().is_empty());
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "text 100");
        let generations: Vec<u64> = reports.try_iter().map(|report| report.generation).collect();
        assert_eq!(generations.last(), Some(&100));
        assert!(generations.len() <= 3, "{generations:?}");
    }

    #[test]
    fn what_fails_is_kept_and_saved_later() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, reports) = writer();
        fs::write(folder.path().join("blocked"), "a file where a folder should be").unwrap();
        writer.submit(job(folder.path(), "blocked/a", "kept", 7));
        assert_eq!(writer.flush(), [folder.path().join("blocked/a")]);
        assert!(reports.try_iter().all(|report| report.generation == 7 && report.result.is_err()));

        fs::remove_file(folder.path().join("blocked")).unwrap();
        writer.submit(job(folder.path(), "b", "other", 8));
        assert!(writer.flush().is_empty());
        assert_eq!(fs::read_to_string(folder.path().join("blocked/a")).unwrap(), "kept");
    }

    #[test]
    fn what_fails_is_saved_by_itself_once_it_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, reports) = writer();
        fs::write(folder.path().join("blocked"), "a file where a folder should be").unwrap();
        writer.submit(job(folder.path(), "blocked/a", "kept", 7));
        assert!(reports.recv().unwrap().result.is_err());
        std::thread::sleep(FIRST_PAUSE + FIRST_PAUSE / 2);
        assert!(reports.try_recv().is_err(), "the same failure is told once");
        fs::remove_file(folder.path().join("blocked")).unwrap();
        assert!(reports.recv().unwrap().result.is_ok());
        assert_eq!(fs::read_to_string(folder.path().join("blocked/a")).unwrap(), "kept");
    }

    #[test]
    fn a_panic_in_a_report_leaves_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Writer::spawn(|_| panic!("expected by this test"));
        writer.submit(job(folder.path(), "a", "saved", 1));
        writer.flush();
        writer.submit(job(folder.path(), "b", "not saved", 2));
        assert_eq!(writer.flush(), [folder.path().join("b")]);
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "saved");
    }

    #[test]
    fn what_was_being_written_in_a_panic_is_not_called_saved() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, _reports) = writer();
        let contents = Contents::Make(Box::new(|| panic!("expected by this test")));
        writer.submit(SaveJob { contents, ..job(folder.path(), "a", "", 1) });
        assert_eq!(writer.flush(), [folder.path().join("a")]);
    }

    #[test]
    fn somebody_elses_change_is_not_overwritten_until_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let (writer, _reports) = writer();
        writer.opened(&path, None);
        writer.submit(job(folder.path(), "a", "mine", 1));
        assert!(writer.flush().is_empty());
        fs::write(&path, "theirs").unwrap();
        writer.submit(job(folder.path(), "a", "mine again", 2));
        assert_eq!(writer.flush(), std::slice::from_ref(&path));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        let found = |text: &str| Some(Fingerprint::of(text.as_bytes()));
        assert!(writer.knows(&path, found("mine")) && !writer.knows(&path, found("theirs")));

        writer.opened(&path, Some(Fingerprint::of(b"theirs")));
        drop(writer);
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine again");
    }
}
