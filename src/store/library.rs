//! Finding documents: the lazy list the reader walks.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::corpus::{Ended, Part};
use super::place::{Corpus, Fault, Handle, RecordHandle, path_label};
use super::shelf::Lot;
use super::sidecar_path::{CORPUS_SUFFIX, SUFFIX, folder_and_name};
use super::{natural, packed, project, samples};
use crate::extract::reader::{CorpusFormat, Format};

/// What a scan came upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A document.
    Document(Handle),
    /// Something that cannot be opened; the scan goes on.
    Fault(Fault),
}

/// What a search came upon, for a list that grows.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Documents, one after the other.
    Lot(Lot),
    /// Something that cannot be opened; the search goes on.
    Fault(Fault),
    /// A corpus that is being looked through, and how far.
    Looking(Looking),
}

impl<T: Into<Lot>> From<T> for Piece {
    fn from(lot: T) -> Piece {
        Piece::Lot(lot.into())
    }
}

/// How far a corpus has been looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looking {
    /// The corpus.
    pub path: PathBuf,
    /// Bytes that were looked through.
    pub read: u64,
    /// Bytes in all.
    pub size: u64,
}

impl Looking {
    /// How far, from 0 to 100.
    pub fn percent(&self) -> u64 {
        self.read.saturating_mul(100) / self.size.max(1)
    }
}

/// The documents that were found, in reading order, and what could not be opened. Nothing of a document is loaded.
#[derive(Debug, Clone, Default)]
pub struct Library {
    documents: Vec<Handle>,
    faults: Vec<Fault>,
}

impl Library {
    /// Everything a whole scan finds.
    pub fn of(paths: &[PathBuf], cache: &Path) -> Library {
        let mut library = Library::default();
        scan(paths, cache, &mut |found| {
            library.push(found);
            true
        });
        library
    }

    /// The bundled samples, the tour first.
    pub fn samples() -> Library {
        Library { documents: samples::names().map(Handle::Sample).collect(), faults: Vec::new() }
    }

    /// Adds what a scan came upon, at the end.
    pub fn push(&mut self, found: Found) {
        match found {
            Found::Document(handle) => self.documents.push(handle),
            Found::Fault(fault) => self.faults.push(fault),
        }
    }

    /// How many documents there are so far.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document so far.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// A document by its number, from 0.
    pub fn get(&self, index: usize) -> Option<&Handle> {
        self.documents.get(index)
    }

    /// All documents, in reading order.
    pub fn documents(&self) -> &[Handle] {
        &self.documents
    }

    /// What could not be opened.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

/// Finds the documents at `paths`, in the order given: files of any extension, folders with all their articles
/// and corpora (sorted by name, numbers as numbers; hidden files, those that a `.gitignore` or `.ignore` inside the
/// folder names, sidecars and project files left out),
/// every record of a corpus, one record by its number from 1 (`news.jsonl:17`),
/// and `-` for standard input. A file that is named twice is found once.
///
/// Each goes to `on_found` at once; `false` from it ends the scan. Pipes, devices and sockets are never opened.
/// Compressed corpora are decompressed to the folder `cache` ([`super::dirs::Dirs::cache`]).
pub fn scan(paths: &[PathBuf], cache: &Path, on_found: &mut dyn FnMut(Found) -> bool) {
    search(paths, cache, &mut |piece| match piece {
        Piece::Lot(lot) => lot.documents().all(|document| on_found(Found::Document(document))),
        Piece::Fault(fault) => on_found(Found::Fault(fault)),
        Piece::Looking(_) => true,
    });
}

/// The same, for a list that grows: a corpus is passed on while its records are looked for, many at a time.
pub fn search(paths: &[PathBuf], cache: &Path, on_piece: &mut dyn FnMut(Piece) -> bool) {
    let mut scan = Scan { cache, seen: HashSet::new(), folder: None, corpora: HashMap::new(), on_piece };
    for path in paths {
        if scan.path(path).is_none() {
            return;
        }
    }
}

/// A scan under way. Its methods give `None` when it was ended.
struct Scan<'a> {
    cache: &'a Path,
    seen: HashSet<PathBuf>,
    /// The folder of the last file, as it was named and with its links resolved.
    folder: Option<(PathBuf, PathBuf)>,
    /// Corpora of which single records were named.
    corpora: HashMap<PathBuf, Arc<Corpus>>,
    on_piece: &'a mut dyn FnMut(Piece) -> bool,
}

impl Scan<'_> {
    fn path(&mut self, path: &Path) -> Option<()> {
        if path == Path::new("-") {
            return if self.seen.insert(path.to_owned()) { self.found(Handle::Stdin) } else { Some(()) };
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) if metadata.is_file() => self.file(path),
            Ok(metadata) => self.fault(path, not_regular(metadata.file_type())),
            Err(error) => match named_record(path) {
                Some((corpus, format, number)) => self.record(path, corpus, format, number),
                None => self.fault(path, unreadable(&error)),
            },
        }
    }

    /// One record of a corpus. The file is looked through when the first of its records is asked for.
    fn record(&mut self, path: &Path, corpus: PathBuf, format: CorpusFormat, number: usize) -> Option<()> {
        if !self.seen.insert(path.to_owned()) {
            return Some(());
        }
        let corpus = match self.corpora.get(&corpus) {
            Some(known) => Arc::clone(known),
            None => {
                let opened = self.open(&corpus, format)?;
                let looked = opened.and_then(|opened| opened.find_records(&mut |_| true).map(|_| opened));
                match looked {
                    Ok(opened) => Arc::clone(self.corpora.entry(corpus).or_insert(opened)),
                    Err(error) => return self.fault(&corpus, unreadable(&error)),
                }
            }
        };
        match number.checked_sub(1).filter(|index| *index < corpus.len()) {
            Some(index) => self.found(Handle::Record(RecordHandle { corpus, index })),
            None => {
                let reason = format!("there is no such record; {} has {}", path_label(&corpus.path), corpus.len());
                self.fault(path, reason)
            }
        }
    }

    fn folder(&mut self, root: &Path) -> Option<()> {
        let mut empty = true;
        let walk = WalkBuilder::new(root)
            .follow_links(true)
            .require_git(false)
            .parents(false)
            .git_global(false)
            .filter_entry(|entry| {
                entry.depth() == 0 || !entry.file_name().as_encoded_bytes().ends_with(CORPUS_SUFFIX.as_bytes())
            })
            .sort_by_file_name(|a, b| natural::compare(a.as_encoded_bytes(), b.as_encoded_bytes()))
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    empty = false;
                    let (path, reason) = walk_fault(&error);
                    self.fault(&path.unwrap_or_else(|| root.to_owned()), reason)?;
                    continue;
                }
            };
            match entry.file_type() {
                Some(kind) if kind.is_file() && is_wanted(entry.path()) => {
                    empty = false;
                    self.file(entry.path())?;
                }
                Some(kind) if !kind.is_file() && !kind.is_dir() => {
                    empty = false;
                    self.fault(entry.path(), not_regular(kind))?;
                }
                _ => {}
            }
        }
        if empty {
            return self
                .fault(root, "holds no article (.txt, .md, .html, .jsonl, .csv, .tsv) that is not hidden or ignored");
        }
        Some(())
    }

    fn file(&mut self, path: &Path) -> Option<()> {
        if self.resolved(path).is_some_and(|resolved| !self.seen.insert(resolved)) {
            return Some(());
        }
        match Format::of_name(&path.to_string_lossy()) {
            Some(Format::Corpus(format)) => self.corpus(path, format),
            Some(Format::Article(_)) | None => self.found(Handle::File(path.to_owned())),
        }
    }

    /// The path with the links in its folder resolved.
    fn resolved(&mut self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent()?;
        match &self.folder {
            Some((named, resolved)) if named == folder => Some(resolved.join(path.file_name()?)),
            _ => {
                let (resolved, name) = folder_and_name(path).ok()?;
                let path = resolved.join(name);
                self.folder = Some((folder.to_owned(), resolved));
                Some(path)
            }
        }
    }

    /// Opens a corpus; a compressed one is decompressed first.
    fn open(&mut self, path: &Path, format: CorpusFormat) -> Option<io::Result<Arc<Corpus>>> {
        let Some(compression) = packed::compression(path) else { return Some(Corpus::open(path, format, None)) };
        let on_piece = &mut *self.on_piece;
        let mut on_progress = |read, size| on_piece(Piece::Looking(Looking { path: path.to_owned(), read, size }));
        match packed::unpack(path, compression, self.cache, &mut on_progress).transpose()? {
            Ok(copy) => Some(Corpus::open(path, format, Some(copy))),
            Err(error) => Some(Err(error)),
        }
    }

    fn corpus(&mut self, path: &Path, format: CorpusFormat) -> Option<()> {
        let corpus = match self.open(path, format)? {
            Ok(corpus) => corpus,
            Err(error) => return self.fault(path, unreadable(&error)),
        };
        let on_piece = &mut *self.on_piece;
        let result = corpus.find_records(&mut |Part { records, read, size }| {
            on_piece(Piece::Lot(Lot::Records { corpus: Arc::clone(&corpus), records }))
                && on_piece(Piece::Looking(Looking { path: path.to_owned(), read, size }))
        });
        if let (Ok(Ended::Whole | Ended::Unclosed { .. }), Some(broken)) = (&result, corpus.broken()) {
            return self.fault(path, format!("cannot be read to its end: {broken}"));
        }
        match result {
            Ok(Ended::Whole) if corpus.is_empty() => self.fault(path, "is empty: it has no records"),
            Ok(Ended::Whole) => Some(()),
            Ok(Ended::Stopped) => None,
            Ok(Ended::Unclosed { line }) => self.fault(path, unclosed(line)),
            Err(error) => self.fault(path, unreadable(&error)),
        }
    }

    fn found(&mut self, handle: Handle) -> Option<()> {
        (self.on_piece)(handle.into()).then_some(())
    }

    fn fault(&mut self, path: &Path, reason: impl Into<String>) -> Option<()> {
        (self.on_piece)(Piece::Fault(Fault::new(path, reason))).then_some(())
    }
}

/// The corpus file and the number that a path such as `news.jsonl:17` names, where no file is called so.
fn named_record(path: &Path) -> Option<(PathBuf, CorpusFormat, usize)> {
    let (corpus, number) = path.to_str()?.rsplit_once(':')?;
    let Some(Format::Corpus(format)) = Format::of_name(corpus) else { return None };
    Some((PathBuf::from(corpus), format, number.parse().ok()?)).filter(|(corpus, ..)| corpus.is_file())
}

/// What is wrong with a table that has a row without an end.
fn unclosed(line: u64) -> String {
    format!(
        "a quotation mark in the record that begins on line {line} is never closed; close it, or double it where it is part of the text"
    )
}

/// Whether a file inside a folder is an article or a corpus.
fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let is_ours = name == project::FILE || name.as_encoded_bytes().ends_with(SUFFIX.as_bytes());
    !is_ours && Format::of_name(&name.to_string_lossy()).is_some()
}

/// Why an entry that is no file is not opened.
fn not_regular(kind: fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "is a pipe, not a file; use - to read standard input";
        }
        if kind.is_socket() {
            return "is a socket, not a file";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "is a device, not a file";
        }
    }
    if kind.is_symlink() { "is a link that leads nowhere" } else { "is not a regular file" }
}

/// What the system says about a path that cannot be opened, and what to do about it.
pub(super) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied; make it readable for you".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

/// The path and the reason of an error of the walk.
fn walk_fault(error: &ignore::Error) -> (Option<PathBuf>, String) {
    match error {
        ignore::Error::Loop { ancestor, child } => {
            (Some(child.clone()), format!("is a link that leads back to {}; it is not followed", path_label(ancestor)))
        }
        ignore::Error::WithPath { path, err } => {
            let (inner, reason) = walk_fault(err);
            (inner.or_else(|| Some(path.clone())), reason)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => walk_fault(err),
        ignore::Error::Io(error) => (None, unreadable(error)),
        other => (None, other.to_string()),
    }
}

#[cfg(test)]
mod tests;
