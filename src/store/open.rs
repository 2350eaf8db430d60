//! Opening a document: its bytes become a [`Document`].

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::corpus::{self, Duplicates, Missing};
use super::library::unreadable;
use super::{Corpus, Handle, RecordHandle, packed, path_label, samples};
use crate::config::{schema::Schema, settings::Settings};
use crate::doc::Document;
use crate::doc::RecordFields;
use crate::extract::reader::{
    ArticleFormat, Format, RecordError, Unreadable, decode, from_json, from_row, id_of_json, id_of_row, is_no_text,
    read,
};
use crate::text::one_line;

/// Largest article that is opened at all, in bytes, once it is decompressed.
pub(in crate::store) const LARGEST: u64 = 2_000_000_000;

/// How much of an article is looked at before the rest is read, in bytes.
const PEEKED: u64 = 8000;

/// How documents are opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which fields of a record hold what.
    pub fields: RecordFields,
    /// Larger documents are opened for reading only, in bytes.
    pub read_only_above: u64,
}

impl Options {
    /// What the user's settings and the project say.
    pub fn of(settings: &Settings, schema: &Schema) -> Options {
        let fields = schema.corpus.clone();
        Options { fields, read_only_above: u64::from(settings.files.read_only_mb) * 1_000_000 }
    }
}

/// An opened document.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// Why it cannot be annotated, if it cannot.
    pub read_only: Option<ReadOnly>,
}

/// Why a document that can be read cannot be annotated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// It is larger than the settings allow.
    #[error("larger than {} MB; files.read_only_mb in the settings raises the limit", .0 / 1_000_000)]
    Large(u64),
    /// Another record of its corpus has the same id, so that both would have one sidecar.
    #[error("another record of {} has the same id; give every record its own", path_label(.0))]
    SharedId(PathBuf),
}

impl ReadOnly {
    /// Whether something is wrong with the file, other than its size.
    pub fn is_fault(&self) -> bool {
        matches!(self, ReadOnly::SharedId(_))
    }
}

/// Why a document cannot be opened: where, what is wrong, what to do.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct LoadError {
    /// The document's label.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a document that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The system refused.
    #[error("{}", unreadable(.0))]
    Io(#[from] io::Error),
    /// A folder, pipe or device.
    #[error("is not a regular file; use - to read standard input")]
    NotRegular,
    /// Too large for the memory of most machines.
    #[error("has {} MB; at most {} MB can be opened, so split it, or make it a .jsonl corpus", .0 / 1_000_000, LARGEST / 1_000_000)]
    TooLarge(u64),
    /// Compressed, and too large once it is not.
    #[error("has more than {} MB once it is decompressed; split it, or make it a .jsonl corpus", .0 / 1_000_000)]
    Bomb(u64),
    /// A corpus, of which only records are opened; it comes here where it has none that can be.
    #[error("is a corpus without a record that can be opened")]
    Corpus,
    /// The bytes are no article.
    #[error("{error}{}", advice(.0), error = .0)]
    Article(#[from] Unreadable),
    /// The record is no document.
    #[error("{0}")]
    Record(#[from] RecordError),
    /// The row cannot be read.
    #[error("{0}; the file may have changed since it was listed")]
    Row(String),
    /// The corpus changed, so that its records may stand elsewhere.
    #[error("{} has changed since its records were looked for; start again to read it as it is now", path_label(.0))]
    Changed(PathBuf),
    /// There is no sample of this name.
    #[error("is no bundled sample")]
    NoSample,
}

fn advice(error: &Unreadable) -> &'static str {
    match error {
        Unreadable::Empty => "; there is nothing to read",
        Unreadable::Binary => "; convert it to text first",
        Unreadable::NoText => "; save the page's text as .txt",
        Unreadable::Undecodable { .. } => "",
    }
}

/// Opens a document. Of a corpus file only the one record is read; unless somebody else does ([`learn_ids`]), all its
/// ids are looked through the first time, because records that share an id would share a sidecar.
///
/// # Errors
/// [`LoadError`], with the document's label, what is wrong and what to do.
pub fn load(handle: &Handle, options: &Options) -> Result<Loaded, LoadError> {
    let (document, bytes) = opened(handle, options)?;
    let read_only = read_only(handle, &document, bytes, options);
    Ok(Loaded { document, read_only })
}

/// Reads a document, without asking whether it can be annotated.
///
/// # Errors
/// As [`load`].
pub fn document(handle: &Handle, options: &Options) -> Result<Document, LoadError> {
    opened(handle, options).map(|(document, _)| document)
}

/// A document, and how many bytes it was made of.
fn opened(handle: &Handle, options: &Options) -> Result<(Document, u64), LoadError> {
    let document = match handle {
        Handle::File(path) => file(path),
        Handle::Record(record) => self::record(record, options),
        Handle::Sample(name) => sample(name),
        Handle::Stdin => standard_input(),
    };
    document.map_err(|problem| LoadError { place: one_line(&handle.label()), problem })
}

/// Why an opened document cannot be annotated.
fn read_only(handle: &Handle, document: &Document, bytes: u64, options: &Options) -> Option<ReadOnly> {
    if bytes > options.read_only_above {
        return Some(ReadOnly::Large(options.read_only_above));
    }
    let Handle::Record(record) = handle else { return None };
    let corpus = &record.corpus;
    let find = || find_duplicates(corpus, options);
    corpus.ids.are_shared(document.name(), record.index, find).then(|| ReadOnly::SharedId(corpus.path.clone()))
}

/// A document and the size of what it was made from, in bytes.
type Opened = Result<(Document, u64), Problem>;

fn file(path: &Path) -> Opened {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory).into());
    }
    if !metadata.is_file() {
        return Err(Problem::NotRegular);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if matches!(Format::of_name(&name), Some(Format::Corpus(_))) {
        return Err(Problem::Corpus);
    }
    if packed::compression(path).is_some() {
        return article(&name, text_of(path, 0, LARGEST)?);
    }
    check_size(metadata.len())?;
    article(&name, text_of(path, metadata.len(), LARGEST)?)
}

/// The content of a file, unless its first ones show that it is no text: a large one is not read for nothing.
/// Never more than `most` of them are held, however small the file that they are decompressed from.
fn text_of(path: &Path, size: u64, most: u64) -> Result<Vec<u8>, Problem> {
    let mut file = packed::content(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(PEEKED).read_to_end(&mut bytes)?;
    if is_no_text(&bytes) {
        return Err(Unreadable::Binary.into());
    }
    // It may have grown since, and a file of the system says it has none.
    bytes.reserve_exact(usize::try_from(size).unwrap_or(0).saturating_sub(bytes.len()));
    file.take((most + 1).saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        size if size <= most => Ok(bytes),
        _ if packed::compression(path).is_some() => Err(Problem::Bomb(most)),
        size => Err(Problem::TooLarge(size)),
    }
}

fn sample(name: &str) -> Opened {
    article(name, samples::bytes(name).ok_or(Problem::NoSample)?.to_vec())
}

/// Standard input, which can be read only once; what it held is kept for the next time.
fn standard_input() -> Opened {
    static CONTENT: OnceLock<Result<Vec<u8>, ErrorKind>> = OnceLock::new();
    let content = CONTENT.get_or_init(|| {
        let mut bytes = Vec::new();
        match io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(error.kind()),
        }
    });
    let bytes = content.as_ref().map_err(|kind| io::Error::from(*kind))?;
    check_size(bytes.len() as u64)?;
    article("-", bytes.clone())
}

fn check_size(bytes: u64) -> Result<(), Problem> {
    if bytes > LARGEST { Err(Problem::TooLarge(bytes)) } else { Ok(()) }
}

fn article(name: &str, bytes: Vec<u8>) -> Opened {
    let size = bytes.len() as u64;
    let format = match Format::of(name, &bytes) {
        Format::Article(format) => format,
        Format::Corpus(_) => ArticleFormat::Plain,
    };
    Ok((read(name, bytes, format)?, size))
}

fn record(record: &RecordHandle, options: &Options) -> Opened {
    let bytes = corpus::bytes(record, LARGEST).map_err(|missing| match missing {
        Missing::Changed => Problem::Changed(record.corpus.path.clone()),
        Missing::Large(bytes) => Problem::TooLarge(bytes),
        Missing::Io(error) => Problem::Io(error),
    })?;
    let size = bytes.len() as u64;
    Ok((record_document(record, bytes, options)?, size))
}

fn record_document(record: &RecordHandle, bytes: Vec<u8>, options: &Options) -> Result<Document, Problem> {
    let number = record.index + 1;
    match &record.corpus.table {
        None => Ok(from_json(&decode(bytes)?.text, number, &options.fields)?),
        Some(head) => {
            let row = corpus::cells(bytes, head.delimiter).map_err(Problem::Row)?;
            let row = row.ok_or_else(|| Problem::Row("has no record here any more".to_owned()))?;
            Ok(from_row(&head.columns, &row, number, &options.fields)?)
        }
    }
}

/// Looks through all ids of a corpus whose records may not all be known yet.
fn find_duplicates(corpus: &Corpus, options: &Options) -> Duplicates {
    let corpus = corpus.anew().and_then(|corpus| corpus.find_records(&mut |_| true).map(|_| corpus));
    // The record itself was read a moment ago; whoever opens the ones that fail now is told.
    corpus.map(|corpus| duplicates_of(&corpus, options)).unwrap_or_default()
}

fn duplicates_of(corpus: &Corpus, options: &Options) -> Duplicates {
    let mut ids = Vec::new();
    let looked = corpus.each(&mut |index, bytes| {
        ids.extend(record_id(corpus, index, bytes, options).map(|id| corpus::hash(&id)));
    });
    // What cannot be read here cannot be opened either, and says so then.
    let _unread = looked;
    Duplicates::among(ids)
}

/// Looks through the ids of all records of a corpus that was looked through, and remembers which are shared.
pub fn learn_ids(corpus: &Corpus, options: &Options) {
    corpus.ids.learn(duplicates_of(corpus, options));
}

/// Whether another record is known to have the id of this one.
pub fn shares_id(handle: &Handle, id: &str) -> bool {
    matches!(handle, Handle::Record(record) if record.corpus.ids.are_shared(id, record.index, Duplicates::default))
}

fn record_id(corpus: &Corpus, index: usize, bytes: &[u8], options: &Options) -> Option<String> {
    let number = index + 1;
    match &corpus.table {
        None => id_of_json(&decode(bytes.to_owned()).ok()?.text, number, &options.fields),
        Some(head) => {
            let row = corpus::cells(bytes.to_owned(), head.delimiter).ok()??;
            Some(id_of_row(&head.columns, &row, number, &options.fields))
        }
    }
}

#[cfg(test)]
mod tests;
