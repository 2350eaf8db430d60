//! Corpus files: where their records begin, found by one pass over the file, and the bytes of one.

mod ids;
mod lines;
mod rows;

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use csv::StringRecord;

use self::ids::Ids;
pub(super) use self::ids::{Duplicates, hash};
use self::lines::Lines;
use self::rows::Rows;
use super::outputs::Outputs;
use super::packed::Copy;
use super::place::RecordHandle;
use crate::extract::reader::{CorpusFormat, decode};

/// Bytes read at a time.
pub(super) const CHUNK: usize = 1 << 20;

/// Bytes read first, so that the first record is there at once.
const FIRST: usize = 64 << 10;

/// Most bytes in which the row with the names of the columns is looked for.
const LONGEST_HEAD: u64 = 16 << 20;

/// A file of many documents. Where its records are becomes known while it is looked through, to everybody who has it.
pub struct Corpus {
    /// Its path as it was given.
    pub path: PathBuf,
    /// How its records are written.
    pub format: CorpusFormat,
    /// The byte between two cells, and the names of the columns, for CSV and TSV.
    pub(super) table: Option<TableHead>,
    /// The decompressed copy whose bytes are read, of a compressed file.
    copy: Option<Copy>,
    /// What the file was when it was opened.
    stamp: Option<Stamp>,
    offsets: RwLock<Offsets>,
    /// Which records share an id.
    pub(super) ids: Ids,
    /// Where what programs said of its records stands.
    pub(super) outputs: Outputs,
}

/// Where records are, 8 bytes each.
#[derive(Debug, Default)]
struct Offsets {
    /// Where each begins, in bytes.
    starts: Vec<u64>,
    /// Where the last one ends, at most.
    end: u64,
}

/// What tells whether a file was changed: its length and when that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub fn of(metadata: &Metadata) -> Stamp {
        Stamp { size: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// What every row of a CSV or TSV file needs to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableHead {
    /// The byte between two cells.
    pub delimiter: u8,
    /// The names of the columns.
    pub columns: StringRecord,
}

/// How a pass over a corpus ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// With the file.
    Whole,
    /// Because whoever asked for it had enough.
    Stopped,
    /// In a row that opens a quotation mark and never closes it, so that it would hold the rest of the file. It is
    /// no record.
    Unclosed {
        /// The line of the file on which the row begins, from 1.
        line: u64,
    },
}

/// Some records that were found, and how far the pass is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Their numbers, from 0. There may be none.
    pub records: Range<usize>,
    /// Bytes that were looked through.
    pub read: u64,
    /// Bytes of the file.
    pub size: u64,
}

/// Cuts a file into records without reading what is in them.
trait Cut {
    /// Takes in the `bytes` that stand at `at`, and adds where the records begin that end in them. The answer is where
    /// the last of them ends, at most.
    fn feed(&mut self, at: u64, bytes: &[u8], starts: &mut Vec<u64>) -> u64;

    /// Adds the record that ends with the file, and says whether it has an end: otherwise it is not added.
    fn finish(&mut self, starts: &mut Vec<u64>) -> bool;
}

impl Corpus {
    /// Opens a corpus of which no record is known yet.
    ///
    /// # Errors
    /// When the file, or the names of its columns, cannot be read.
    pub(super) fn open(path: &Path, format: CorpusFormat, copy: Option<Copy>) -> io::Result<Arc<Corpus>> {
        let mut file = File::open(copy.as_ref().map_or(path, |copy| &copy.path))?;
        let stamp = match &copy {
            Some(copy) => Some(copy.stamp),
            None => Some(Stamp::of(&file.metadata()?)),
        };
        let table = match format {
            CorpusFormat::JsonLines => None,
            CorpusFormat::Csv | CorpusFormat::Tsv => Some(table_head(&mut file, format)?),
        };
        Ok(Arc::new(Corpus { format, table, copy, stamp, ..Corpus::of_lines(path) }))
    }

    /// The same corpus, of which no record is known yet.
    ///
    /// # Errors
    /// As [`Corpus::open`].
    pub(super) fn anew(&self) -> io::Result<Arc<Corpus>> {
        Corpus::open(&self.path, self.format, self.copy.clone())
    }

    /// The file whose bytes are the records'.
    fn bytes_path(&self) -> &Path {
        self.copy.as_ref().map_or(&self.path, |copy| &copy.path)
    }

    /// Why records may be missing at the end of a compressed file, where they may.
    pub(super) fn broken(&self) -> Option<&str> {
        self.copy.as_ref()?.broken.as_deref()
    }

    /// A file of JSON lines that is being written.
    pub fn of_lines(path: &Path) -> Corpus {
        Corpus {
            path: path.to_owned(),
            format: CorpusFormat::JsonLines,
            table: None,
            copy: None,
            stamp: None,
            offsets: RwLock::default(),
            ids: Ids::default(),
            outputs: Outputs::default(),
        }
    }

    /// Somebody will look through the ids of the records ([`super::open::learn_ids`]); until then nobody waits for it.
    pub fn await_ids(&self) {
        self.ids.promise();
    }

    /// Finds the records, in order. What is found is known at once; `on_part` ends the pass with `false`.
    pub(super) fn find_records(&self, on_part: &mut dyn FnMut(Part) -> bool) -> io::Result<Ended> {
        let mut file = File::open(self.bytes_path())?;
        let size = file.metadata()?.len();
        let mut cut: Box<dyn Cut> = match &self.table {
            None => Box::new(Lines::default()),
            Some(table) => Box::new(Rows::new(table.delimiter)),
        };
        // The names of the columns are no record.
        let mut head = self.table.is_some();
        let (mut at, mut starts, mut buffer) = (0, Vec::new(), vec![0; CHUNK]);
        loop {
            let wanted = if at == 0 { FIRST } else { CHUNK };
            let bytes = read_full(&mut file, &mut buffer, wanted)?;
            let end = cut.feed(at, bytes, &mut starts);
            at += bytes.len() as u64;
            let is_last = bytes.is_empty();
            let closed = !is_last || cut.finish(&mut starts);
            if head && !starts.is_empty() {
                starts.remove(0);
                head = false;
            }
            let records = self.add(&mut starts, if is_last { at } else { end });
            if !closed {
                return Ok(Ended::Unclosed { line: self.line_of(end)? });
            }
            if !on_part(Part { records, read: at, size: size.max(at) }) {
                return Ok(Ended::Stopped);
            }
            if is_last {
                return Ok(Ended::Whole);
            }
        }
    }

    fn add(&self, starts: &mut Vec<u64>, end: u64) -> Range<usize> {
        let mut offsets = self.offsets.write().unwrap_or_else(PoisonError::into_inner);
        let from = offsets.starts.len();
        offsets.starts.append(starts);
        offsets.end = end;
        from..offsets.starts.len()
    }

    /// The line on which the byte `at` stands, from 1.
    fn line_of(&self, at: u64) -> io::Result<u64> {
        let (mut file, mut buffer, mut line) = (File::open(self.bytes_path())?.take(at), vec![0; CHUNK], 1);
        loop {
            match read_full(&mut file, &mut buffer, CHUNK)? {
                [] => return Ok(line),
                bytes => line += memchr::memchr_iter(b'\n', bytes).count() as u64,
            }
        }
    }

    /// Where a record begins, and where it ends at most.
    pub(super) fn bounds(&self, index: usize) -> Option<Range<u64>> {
        let offsets = self.offsets.read().unwrap_or_else(PoisonError::into_inner);
        let start = *offsets.starts.get(index)?;
        Some(start..offsets.starts.get(index + 1).copied().unwrap_or(offsets.end))
    }

    /// How many records are known so far.
    pub fn len(&self) -> usize {
        self.offsets.read().unwrap_or_else(PoisonError::into_inner).starts.len()
    }

    /// Whether none is known so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What belongs to the record in the bytes up to the next one.
    pub(super) fn trimmed<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let end = if self.table.is_none() { memchr::memchr(b'\n', bytes) } else { None };
        bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default()
    }

    /// Every record that is known, in order, with its bytes.
    pub(super) fn each(&self, on_record: &mut dyn FnMut(usize, &[u8])) -> io::Result<()> {
        let mut file = io::BufReader::with_capacity(CHUNK, File::open(self.bytes_path())?);
        let (mut at, mut bytes) = (0, Vec::new());
        for index in 0..self.len() {
            let Some(Range { start, end }) = self.bounds(index) else { break };
            at += io::copy(&mut file.by_ref().take(start - at), &mut io::sink())?;
            bytes.clear();
            at += file.by_ref().take(end - start).read_to_end(&mut bytes)? as u64;
            on_record(index, self.trimmed(&bytes));
        }
        Ok(())
    }
}

impl fmt::Debug for Corpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} records)", self.path.display(), self.len())
    }
}

/// Why the bytes of a record are not there.
#[derive(Debug)]
pub(super) enum Missing {
    /// The file changed since its records were found, so that they may stand elsewhere by now.
    Changed,
    /// It is too large, in bytes.
    Large(u64),
    /// The system refused.
    Io(io::Error),
}

impl From<io::Error> for Missing {
    fn from(error: io::Error) -> Missing {
        Missing::Io(error)
    }
}

/// The file of a corpus, as it was when its records were found.
pub(super) fn open_unchanged(corpus: &Corpus) -> Result<File, Missing> {
    let Some(copy) = &corpus.copy else {
        let file = File::open(&corpus.path)?;
        let unchanged = corpus.stamp == Some(Stamp::of(&file.metadata()?));
        return if unchanged { Ok(file) } else { Err(Missing::Changed) };
    };
    if corpus.stamp != Some(Stamp::of(&fs::metadata(&corpus.path)?)) {
        return Err(Missing::Changed);
    }
    let gone = |error| io::Error::other(format!("its decompressed copy is gone ({error}); start again"));
    Ok(File::open(&copy.path).map_err(gone)?)
}

/// The bytes of one record, at most `most`.
pub(super) fn bytes(record: &RecordHandle, most: u64) -> Result<Vec<u8>, Missing> {
    let corpus = &record.corpus;
    let mut file = open_unchanged(corpus)?;
    let Range { start, end } = corpus.bounds(record.index).ok_or(Missing::Changed)?;
    if end - start > most {
        return Err(Missing::Large(end - start));
    }
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(end - start).read_to_end(&mut bytes)?;
    bytes.truncate(corpus.trimmed(&bytes).len());
    Ok(bytes)
}

/// As many bytes as there are, up to `wanted`.
fn read_full<'a>(input: &mut impl Read, buffer: &'a mut [u8], wanted: usize) -> io::Result<&'a [u8]> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..wanted).filter(|room| !room.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(buffer.get(..filled).unwrap_or_default())
}

/// The cells of the only row in `bytes`, or `None` where there is none. Text that cannot be decoded is an error
/// that says why.
pub(super) fn cells(bytes: Vec<u8>, delimiter: u8) -> Result<Option<StringRecord>, String> {
    let text = decode(bytes).map_err(|error| error.to_string())?.text;
    csv_reader(text.as_bytes(), delimiter).into_records().next().transpose().map_err(|error| error.to_string())
}

fn csv_reader<R: Read>(input: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(input)
}

/// Reads the names of the columns.
fn table_head(file: &mut File, format: CorpusFormat) -> io::Result<TableHead> {
    let mut head = Vec::new();
    file.by_ref().take(FIRST as u64).read_to_end(&mut head)?;
    let delimiter = match format {
        CorpusFormat::Tsv => b'\t',
        CorpusFormat::Csv | CorpusFormat::JsonLines => delimiter(&head),
    };
    let (mut rows, mut starts) = (Rows::new(delimiter), Vec::new());
    let mut end = rows.feed(0, &head, &mut starts);
    if starts.is_empty() {
        let at = head.len();
        file.by_ref().take(LONGEST_HEAD).read_to_end(&mut head)?;
        end = rows.feed(at as u64, head.get(at..).unwrap_or_default(), &mut starts);
    }
    let end = if starts.is_empty() { head.len() as u64 } else { starts.get(1).copied().unwrap_or(end) };
    head.truncate(usize::try_from(end).unwrap_or(usize::MAX));
    let columns = cells(head, delimiter).map_err(io::Error::other)?.unwrap_or_default();
    Ok(TableHead { delimiter, columns })
}

/// A comma, or the semicolon that spreadsheets write where the comma is the decimal point.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|&&byte| byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

#[cfg(test)]
mod tests;
