//! Which document: a file, a record of a corpus, a sample, or standard input.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::corpus::Corpus;
use crate::text::one_line;

/// A path as a message names it: on one line, with pictures of what could steer a terminal.
pub fn path_label(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

/// Which document. Cheap to clone; nothing of the document is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Handle {
    /// An article in a file of its own, by the path as it was given.
    File(PathBuf),
    /// A record of a corpus file.
    Record(RecordHandle),
    /// A bundled sample, by its file name.
    Sample(&'static str),
    /// Standard input.
    Stdin,
}

impl Handle {
    /// What a list of documents shows: the path, the corpus and the record's number (from 1), the sample's name, or
    /// `-` for standard input. It may hold any character; a screen must draw it as any other foreign text.
    pub fn label(&self) -> String {
        match self {
            Handle::File(path) => path.display().to_string(),
            Handle::Record(record) => format!("{}:{}", record.corpus.path.display(), record.index + 1),
            Handle::Sample(name) => (*name).to_owned(),
            Handle::Stdin => "-".to_owned(),
        }
    }

    /// The path of that file with `/` between its parts on every system; empty where there is none.
    pub fn slashed(&self) -> String {
        self.path().map(|path| path.to_string_lossy().replace('\\', "/")).unwrap_or_default()
    }

    /// The file that holds the document, where there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Handle::File(path) => Some(path),
            Handle::Record(record) => Some(&record.corpus.path),
            Handle::Sample(_) | Handle::Stdin => None,
        }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

/// One record of a corpus file. Two are the same when corpus and index are.
#[derive(Clone)]
pub struct RecordHandle {
    /// The file it stands in.
    pub corpus: Arc<Corpus>,
    /// Its number among the records, from 0. Blank lines and a CSV head do not count.
    pub index: usize,
}

impl PartialEq for RecordHandle {
    fn eq(&self, other: &RecordHandle) -> bool {
        self.index == other.index && self.corpus.path == other.corpus.path
    }
}

impl Eq for RecordHandle {}

impl Hash for RecordHandle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.corpus.path.hash(state);
        self.index.hash(state);
    }
}

impl fmt::Debug for RecordHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.corpus.path.display(), self.index + 1)
    }
}

/// A path that could not be read or followed. It never stops the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", path_label(path))]
pub struct Fault {
    /// Where.
    pub path: PathBuf,
    /// What is wrong and what to do, to follow the path and a colon.
    pub reason: String,
}

impl Fault {
    /// A fault at `path`.
    pub fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Fault {
        Fault { path: path.into(), reason: reason.into() }
    }
}
