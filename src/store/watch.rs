//! Notices when files of the open document change on the disk.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, SystemTime};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Handle, Sidecars};
use crate::annot::AnnotatorName;

/// How long a folder has to be quiet before its changes are told: whoever saves writes in several steps.
const QUIET: Duration = Duration::from_millis(80);

/// The longest that changes are gathered while more come.
const PATIENCE: u32 = 10;

/// Watches the folders of one document at a time. Where the system cannot watch, nothing is told; who saves still
/// never writes over what somebody else wrote.
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    folders: Vec<PathBuf>,
}

impl Watch {
    /// Starts a thread that tells `on_change` the names of files that changed in a watched folder. Nothing runs while
    /// nothing changes.
    pub fn spawn(on_change: impl Fn(Vec<OsString>) -> bool + Send + 'static) -> Watch {
        let (sender, changes) = channel();
        let told = move |event: notify::Result<Event>| {
            if let Ok(event) = event
                && !matches!(event.kind, EventKind::Access(_))
            {
                // The thread below ends only with the program.
                let _unheard = sender.send(event.paths);
            }
        };
        let gather = move || gather(&changes, &on_change);
        let started = std::thread::Builder::new().name("watch".into()).spawn(gather);
        let watcher = started.ok().and_then(|_| notify::recommended_watcher(told).ok());
        Watch { watcher, folders: Vec::new() }
    }

    /// Watches these folders, and no others any more.
    pub fn turn_to(&mut self, folders: &[&Path]) {
        let Some(watcher) = &mut self.watcher else { return };
        let wanted: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
        for folder in self.folders.iter().filter(|folder| !wanted.contains(folder)) {
            // One that is gone is no longer watched.
            let _gone = watcher.unwatch(folder);
        }
        let mut watched = Vec::new();
        for folder in wanted {
            let known = self.folders.contains(&folder) || watched.contains(&folder);
            if known || watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                watched.push(folder);
            }
        }
        self.folders = watched;
    }
}

/// What a document is made of on the disk, beside the annotator's own sidecar: the article and everybody else's, each
/// with its time and length.
#[derive(Debug, Clone, Default)]
pub struct Stamps(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Stamps {
    /// Whether something is another than it was. What is gone is no other: an article stays open without its file.
    pub fn differ(&self, now: &Stamps) -> bool {
        let is_new = |(path, stamp): &(PathBuf, Option<(SystemTime, u64)>)| {
            stamp.is_some() && !self.0.iter().any(|(known, then)| known == path && then == stamp)
        };
        now.0.iter().any(is_new)
    }

    /// As it is now. A corpus file, which holds many documents, does not count.
    pub fn of(handle: &Handle, sidecars: &Sidecars, annotator: &AnnotatorName) -> Stamps {
        Stamps::listed(handle, &sidecars.annotators().unwrap_or_default(), annotator)
    }

    /// The same with a list of all sidecars that was just made.
    pub(super) fn listed(handle: &Handle, sidecars: &[(AnnotatorName, PathBuf)], annotator: &AnnotatorName) -> Stamps {
        let article = match handle {
            Handle::File(path) => Some(path.clone()),
            Handle::Record(_) | Handle::Sample(_) | Handle::Stdin => None,
        };
        let others = sidecars.iter().filter(|(name, _)| name != annotator).map(|(_, path)| path.clone());
        Stamps(article.into_iter().chain(others).map(stamped).collect())
    }

    /// Takes a file as it is now as known.
    pub fn renew(&mut self, path: PathBuf) {
        self.0.retain(|(known, _)| *known != path);
        self.0.push(stamped(path));
    }
}

fn stamped(path: PathBuf) -> (PathBuf, Option<(SystemTime, u64)>) {
    let found = std::fs::metadata(&path).ok();
    let stamp = found.and_then(|found| Some((found.modified().ok()?, found.len())));
    (path, stamp)
}

/// Tells what changed once it is quiet again, until nobody listens.
fn gather(changes: &Receiver<Vec<PathBuf>>, on_change: &dyn Fn(Vec<OsString>) -> bool) {
    while let Ok(first) = changes.recv() {
        let mut paths = first;
        for _ in 0..PATIENCE {
            match changes.recv_timeout(QUIET) {
                Ok(more) => paths.extend(more),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        let mut names: Vec<OsString> =
            paths.iter().filter_map(|path| path.file_name().map(ToOwned::to_owned)).collect();
        names.sort();
        names.dedup();
        if !on_change(names) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn changes_are_told_by_name_and_only_of_the_folder_turned_to() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (sender, told) = channel();
        let mut watch = Watch::spawn(move |names| sender.send(names).is_ok());
        watch.turn_to(&[one.path()]);
        fs::write(one.path().join("a"), "x").unwrap();
        assert_eq!(told.recv().unwrap(), ["a"]);
        watch.turn_to(&[two.path(), two.path()]);
        fs::write(one.path().join("b"), "x").unwrap();
        fs::write(two.path().join("c"), "x").unwrap();
        assert_eq!(told.recv().unwrap(), ["c"]);
    }
}
