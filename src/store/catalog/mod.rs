//! The catalog: what is known in short of every document of a corpus and of its sidecars.
//!
//! Kept in the cache folder, one file for each corpus, with the size and time of every file that was read: whoever asks
//! again reads only what changed. A cache that is damaged or of another version is made anew.

mod folders;
mod pack;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf, absolute};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::annotations::LARGEST;
use super::durable::{Fingerprint, read_at_most, replace};
use super::open::{self, load};
use super::sidecar_path::record_name;
use super::{Fault, Handle, Locations};
use crate::corpus::query::{Query, Subject};
use crate::corpus::summary::{About, Names, SetSummary, Summary};
use folders::{Listed, sidecars_of};

/// What a catalog is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The files and folders that the corpus consists of, as they were named: the cache is kept for these.
    pub roots: &'a [PathBuf],
    /// The cache folder ([`super::dirs::Dirs::cache`]).
    pub cache: &'a Path,
    /// How documents are opened.
    pub open: &'a open::Options,
    /// Where sidecars are kept.
    pub locations: &'a Locations,
}

/// What is known of every document of a corpus.
#[derive(Debug, Default)]
pub struct Catalog {
    summaries: Vec<Summary>,
    faults: Vec<Fault>,
    read: usize,
}

/// How far a catalog is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Files that were looked at.
    pub done: usize,
    /// Files there are.
    pub total: usize,
}

/// The size of a file in bytes, and when it was changed, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    changed: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        let since = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let changed = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        Stamp { size: metadata.len(), changed }
    }
}

/// What a file said when it had this stamp.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    stamp: Stamp,
    facts: Facts,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
enum Facts {
    /// An article.
    Article(About),
    /// The records of a corpus file, in order; nothing of those that cannot be read.
    Records(Vec<About>),
    /// A sidecar; `None` for one that cannot be understood.
    Set(Option<SetSummary>),
}

/// What every file said, by absolute path.
type Files = HashMap<PathBuf, Known>;

/// A document file, with the numbers of its documents.
struct DocumentFile<'a> {
    handles: Vec<(usize, &'a Handle)>,
    path: PathBuf,
}

impl Catalog {
    /// Looks at every file of the documents and their sidecars with all cores, reads those that changed, and keeps what
    /// they say for the next time. `on_progress` is called from any thread.
    ///
    /// Nothing is an error: of a document that cannot be read nothing is known but its sidecars, and what is wrong
    /// stands in [`Catalog::faults`].
    pub fn refresh(handles: &[Handle], source: Source, on_progress: &(dyn Fn(Progress) + Sync)) -> Catalog {
        let cache = source.cache_file();
        let mut names = Names::default();
        let mut known = fs::read(&cache).ok().and_then(|bytes| pack::read(&bytes, &mut names)).unwrap_or_default();
        let before = known.len();
        let files = document_files(handles);
        let mut work = Work { done: AtomicUsize::new(0), total: files.len(), on_progress };
        let (mut now, mut faults, mut read) = (Files::with_capacity(before), Vec::new(), 0);

        let looked: Vec<Looked> = files.par_iter().map(|file| work.look(&known, file, source.open)).collect();
        for (file, looked) in files.iter().zip(looked) {
            faults.extend(looked.faults);
            let Some(stamp) = looked.stamp else { continue };
            read += usize::from(looked.facts.is_some());
            let facts = looked.facts.map(|facts| facts.shared(&mut names));
            if let Some(facts) = facts.or_else(|| Some(known.remove(&file.path)?.facts)) {
                now.insert(file.path.clone(), Known { stamp, facts });
            }
        }

        let listed = sidecars_of(&files, source.locations, &mut faults);
        let all: Vec<&Listed> = listed.values().flat_map(HashMap::values).flatten().collect();
        work.total += all.len();
        let looked: Vec<Option<Facts>> = all.par_iter().map(|listed| work.look_at_sidecar(&known, listed)).collect();
        for (listed, facts) in all.into_iter().zip(looked) {
            read += usize::from(facts.is_some());
            let facts = facts.map(|facts| facts.shared(&mut names));
            if let Some(facts) = facts.or_else(|| Some(known.remove(&listed.path)?.facts)) {
                if facts == Facts::Set(None) {
                    let reason = "cannot be understood; gloss check says why";
                    faults.push(Fault::new(&listed.path, reason));
                }
                now.insert(listed.path.clone(), Known { stamp: listed.stamp, facts });
            }
        }
        work.tell(work.total);
        if read > 0 || now.len() != before {
            // The cache saves time and nothing else: without one, everything is read again.
            let kept = cache.parent().map_or(Ok(()), fs::create_dir_all);
            let _unkept = kept.and_then(|()| replace(&cache, &pack::write(&now)));
        }
        Catalog { summaries: assemble(handles.len(), &files, &listed, now), faults, read }
    }

    /// What is known of a document, by its number among the handles.
    pub fn get(&self, number: usize) -> Option<&Summary> {
        self.summaries.get(number)
    }

    /// What is known of every document, in the order of the handles.
    pub fn summaries(&self) -> &[Summary] {
        &self.summaries
    }

    /// What could not be read.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many files were read because they were new or changed.
    pub fn read(&self) -> usize {
        self.read
    }

    /// The numbers of the documents among `handles` that a query means, in order. Texts are read, with all cores, only
    /// where nothing else decides.
    pub fn select(&self, query: &Query, handles: &[Handle], annotator: &str, open: &open::Options) -> Vec<usize> {
        let numbered = handles.par_iter().zip(&self.summaries).enumerate();
        let meant = numbered.filter(|(_, (handle, summary))| {
            let path = handle.slashed();
            let text = OnceLock::new();
            query.matches(&Listing { path, summary, handle, annotator, open, text })
        });
        meant.map(|(number, _)| number).collect()
    }
}

/// The name that a document has wherever the corpus lies: its path below the root it was found at, with `/` between the
/// parts, and behind another `/` the record's id.
pub fn lasting_name(handle: &Handle, summary: &Summary, roots: &[PathBuf]) -> String {
    let path = handle.path().unwrap_or(Path::new(""));
    let below =
        roots.iter().filter_map(|root| path.strip_prefix(root).ok()).min_by_key(|below| below.components().count());
    let below = below.filter(|below| !below.as_os_str().is_empty());
    let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let file = parts.join("/");
    match handle {
        Handle::Record(record) => {
            let id = summary.about.id.as_deref().map_or_else(|| (record.index + 1).to_string(), str::to_owned);
            format!("{file}/{id}")
        }
        _ => file,
    }
}

/// A document of a catalog, as a query sees it.
struct Listing<'a> {
    path: String,
    summary: &'a Summary,
    handle: &'a Handle,
    annotator: &'a str,
    open: &'a open::Options,
    text: OnceLock<String>,
}

impl Subject for Listing<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn id(&self) -> &str {
        self.summary.about.id.as_deref().unwrap_or_else(|| self.path.rsplit('/').next().unwrap_or_default())
    }

    fn annotator(&self) -> &str {
        self.annotator
    }

    fn summary(&self) -> &Summary {
        self.summary
    }

    fn text(&self) -> &str {
        let read = || load(self.handle, self.open).map(|loaded| loaded.document.text().as_str().to_owned());
        self.text.get_or_init(|| read().unwrap_or_default())
    }
}

impl Source<'_> {
    /// One for each set of roots, and for each way to read their records.
    fn cache_file(&self) -> PathBuf {
        let mut key = format!("{:?}", self.open.fields).into_bytes();
        for root in self.roots {
            let root = absolute(root).unwrap_or_else(|_| root.clone());
            key.push(0);
            key.extend(root.as_os_str().as_encoded_bytes());
        }
        let name = Fingerprint::of(&key).to_string();
        self.cache.join("catalog").join(name.get(..32).unwrap_or(&name))
    }
}

impl Facts {
    fn shared(self, names: &mut Names) -> Facts {
        match self {
            Facts::Article(about) => Facts::Article(about.shared(names)),
            Facts::Records(records) => Facts::Records(records.into_iter().map(|about| about.shared(names)).collect()),
            Facts::Set(set) => Facts::Set(set.map(|set| set.shared(names))),
        }
    }
}

/// What came of looking at a document file; without new facts, the known ones hold.
struct Looked {
    stamp: Option<Stamp>,
    facts: Option<Facts>,
    faults: Vec<Fault>,
}

struct Work<'a> {
    done: AtomicUsize,
    total: usize,
    on_progress: &'a (dyn Fn(Progress) + Sync),
}

impl Work<'_> {
    /// Files between two reports.
    const STEP: usize = 256;

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(Work::STEP) {
            self.tell(done);
        }
    }

    fn tell(&self, done: usize) {
        (self.on_progress)(Progress { done, total: self.total });
    }

    fn look(&self, known: &Files, file: &DocumentFile, options: &open::Options) -> Looked {
        let stamp = fs::metadata(&file.path).ok().map(|metadata| Stamp::of(&metadata));
        let is_known = stamp.is_some() && known.get(&file.path).map(|known| known.stamp) == stamp;
        let mut looked = Looked { stamp, facts: None, faults: Vec::new() };
        if !is_known && stamp.is_some() {
            let one = |handle: &Handle| {
                let is_record = matches!(handle, Handle::Record(_));
                let loaded = load(handle, options).map_err(|error| Fault::new(&file.path, error.to_string()))?;
                let id = is_record.then(|| loaded.document.name());
                Ok(About::of(&loaded.document, id, &mut Names::default()))
            };
            let (abouts, faults): (Vec<About>, Vec<Option<Fault>>) = file
                .handles
                .par_iter()
                .map(|(_, handle)| {
                    one(handle).map_or_else(|fault| (About::default(), Some(fault)), |about| (about, None))
                })
                .unzip();
            looked.faults = faults.into_iter().flatten().collect();
            looked.facts = match file.handles.first() {
                Some((_, Handle::Record(_))) => Some(Facts::Records(abouts)),
                // What cannot be read is looked at again the next time.
                _ if !looked.faults.is_empty() => None,
                _ => abouts.into_iter().next().map(Facts::Article),
            };
        }
        self.step();
        looked
    }

    fn look_at_sidecar(&self, known: &Files, listed: &Listed) -> Option<Facts> {
        self.step();
        if known.get(&listed.path).is_some_and(|known| known.stamp == listed.stamp) {
            return None;
        }
        let bytes = read_at_most(LARGEST, &listed.path).ok();
        let source = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let mut set = source.and_then(|source| SetSummary::of_sidecar(&source, &mut Names::default()));
        // Whose a sidecar is, its name says; a copy under another name is another annotator's.
        if let Some(set) = &mut set {
            set.annotator = listed.annotator.as_str().into();
        }
        Some(Facts::Set(set))
    }
}

/// The files of documents, in order, each once.
fn document_files(handles: &[Handle]) -> Vec<DocumentFile<'_>> {
    let mut files: Vec<DocumentFile> = Vec::with_capacity(handles.len());
    let mut last: Option<&Path> = None;
    for (number, handle) in handles.iter().enumerate() {
        let Some(path) = handle.path() else { continue };
        match files.last_mut() {
            // The records of a corpus stand beside each other.
            Some(file) if last == Some(path) => file.handles.push((number, handle)),
            _ => {
                let absolute = absolute(path).unwrap_or_else(|_| path.to_owned());
                files.push(DocumentFile { handles: vec![(number, handle)], path: absolute });
            }
        }
        last = Some(path);
    }
    files
}

/// Sidecars by the folder they belong to and the beginning of their names.
type Stems = HashMap<OsString, Vec<Listed>>;

/// Brings documents and sidecars together.
fn assemble(count: usize, files: &[DocumentFile], listed: &HashMap<PathBuf, Stems>, mut now: Files) -> Vec<Summary> {
    let mut summaries = vec![Summary::default(); count];
    for file in files {
        let facts = now.remove(&file.path).map(|known| known.facts);
        let stems = file.path.parent().and_then(|folder| listed.get(folder));
        let records = listed.get(&file.path);
        let mut abouts = match facts {
            Some(Facts::Article(about)) => vec![about],
            Some(Facts::Records(abouts)) => abouts,
            Some(Facts::Set(_)) | None => Vec::new(),
        }
        .into_iter();
        for (number, handle) in &file.handles {
            let Some(summary) = summaries.get_mut(*number) else { continue };
            summary.about = abouts.next().unwrap_or_default();
            let found = match handle {
                Handle::Record(_) => {
                    let id = summary.about.id.as_deref();
                    id.and_then(|id| records?.get(OsStr::new(&record_name(id).1)))
                }
                _ => file.path.file_name().and_then(|name| stems?.get(name)),
            };
            for listed in found.into_iter().flatten() {
                if let Some(Known { facts: Facts::Set(Some(set)), .. }) = now.get(&listed.path) {
                    summary.sets.push(set.clone());
                }
            }
        }
    }
    summaries
}
