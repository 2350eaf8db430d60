//! Where the records of a corpus file begin and end, found by one pass over the file.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::outputs::Outputs;
use super::place::{Corpus, RecordHandle};
use crate::extract::reader::{CorpusFormat, decode};
use csv::StringRecord;

/// Bytes read at a time.
pub(super) const CHUNK: usize = 256 * 1024;

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What every row of a CSV or TSV file needs to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableHead {
    /// The byte between two cells.
    pub delimiter: u8,
    /// The names of the columns.
    pub columns: StringRecord,
}

/// Ids that more than one record of a corpus has, by hash: a false positive in a corpus of a million records is
/// one in ten million, and only makes a record read-only.
#[derive(Debug, Default)]
pub(super) struct Duplicates(HashSet<u64>);

impl Duplicates {
    /// Those among all `ids`.
    pub fn among(ids: impl Iterator<Item = String>) -> Duplicates {
        let mut seen = HashSet::new();
        Duplicates(ids.map(|id| hash(&id)).filter(|id| !seen.insert(*id)).collect())
    }

    /// Whether more than one record has this id.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains(&hash(id))
    }
}

/// A record's id in 64 bits.
pub(super) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
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

impl Ended {
    fn of(whole: bool) -> Ended {
        if whole { Ended::Whole } else { Ended::Stopped }
    }
}

/// Finds the records of a corpus file, in order, without reading what is in them. `on_record` ends the pass with
/// `false`.
pub(super) fn scan(
    path: &Path,
    format: CorpusFormat,
    on_record: &mut dyn FnMut(RecordHandle) -> bool,
) -> io::Result<Ended> {
    let mut file = BufReader::with_capacity(CHUNK, File::open(path)?);
    let table = match format {
        CorpusFormat::JsonLines => None,
        CorpusFormat::Csv | CorpusFormat::Tsv => Some(table_head(&mut file, format)?),
    };
    let corpus =
        Corpus { path: path.to_owned(), format, table, duplicates: OnceLock::new(), outputs: Outputs::default() };
    let corpus = Arc::new(corpus);
    let mut index = 0;
    let mut on_bounds = |start, len| {
        let record = RecordHandle { corpus: Arc::clone(&corpus), index, start, len };
        index += 1;
        on_record(record)
    };
    match &corpus.table {
        None => lines(file, &mut on_bounds).map(Ended::of),
        Some(table) => rows(file, path, table.delimiter, &mut on_bounds),
    }
}

impl Corpus {
    /// A file of JSON lines that is being written.
    pub fn of_lines(path: &Path) -> Corpus {
        let duplicates = OnceLock::new();
        Corpus {
            path: path.to_owned(),
            format: CorpusFormat::JsonLines,
            table: None,
            duplicates,
            outputs: Outputs::default(),
        }
    }
}

impl RecordHandle {
    /// The record with this number, from 0, that was written to `corpus` at byte `start`, `len` bytes long.
    pub fn written(corpus: &Arc<Corpus>, index: usize, start: u64, len: u64) -> RecordHandle {
        RecordHandle { corpus: Arc::clone(corpus), index, start, len }
    }
}

/// The bytes of one record.
pub(super) fn bytes(record: &RecordHandle) -> io::Result<Vec<u8>> {
    let mut file = File::open(&record.corpus.path)?;
    file.seek(SeekFrom::Start(record.start))?;
    let mut bytes = Vec::new();
    file.take(record.len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Every record of a corpus with its bytes, in order, in two passes over the file.
pub(super) fn for_each(corpus: &Corpus, on_record: &mut dyn FnMut(&RecordHandle, Vec<u8>)) -> io::Result<()> {
    let mut records = Vec::new();
    scan(&corpus.path, corpus.format, &mut |record| {
        records.push(record);
        true
    })?;
    let mut file = BufReader::with_capacity(CHUNK, File::open(&corpus.path)?);
    let mut at = 0;
    for record in &records {
        let skipped = io::copy(&mut file.by_ref().take(record.start - at), &mut io::sink())?;
        let mut bytes = Vec::new();
        file.by_ref().take(record.len).read_to_end(&mut bytes)?;
        at += skipped + bytes.len() as u64;
        on_record(record, bytes);
    }
    Ok(())
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

/// Reads the names of the columns and goes back to the start of the file.
fn table_head(file: &mut BufReader<File>, format: CorpusFormat) -> io::Result<TableHead> {
    let delimiter = match format {
        CorpusFormat::Tsv => b'\t',
        CorpusFormat::Csv | CorpusFormat::JsonLines => delimiter(file.fill_buf()?),
    };
    let mut end = 0;
    bounds(&mut *file, delimiter, &mut |row| {
        end = row.start + row.len;
        false
    })?;
    file.rewind()?;
    let mut head = Vec::new();
    file.by_ref().take(end).read_to_end(&mut head)?;
    file.rewind()?;
    let columns = cells(head, delimiter).map_err(io::Error::other)?.unwrap_or_default();
    Ok(TableHead { delimiter, columns })
}

/// A comma, or the semicolon that spreadsheets write where the comma is the decimal point.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|&&byte| byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// A row of a table in its file. Blank lines may stand before it.
#[derive(Debug, Clone, Copy)]
struct Row {
    start: u64,
    len: u64,
    /// The line of `start`, from 1.
    line: u64,
}

/// The rows after the first.
fn rows(
    file: BufReader<File>,
    path: &Path,
    delimiter: u8,
    on_bounds: &mut dyn FnMut(u64, u64) -> bool,
) -> io::Result<Ended> {
    let size = file.get_ref().metadata()?.len();
    let (mut head, mut unclosed) = (true, Ok(None));
    let whole = bounds(file, delimiter, &mut |row| {
        // A row that something follows has come to its end.
        if row.start + row.len >= size {
            unclosed = line_of_unclosed(path, row, delimiter);
        }
        matches!(unclosed, Ok(None)) && (std::mem::take(&mut head) || on_bounds(row.start, row.len))
    })?;
    Ok(unclosed?.map_or(Ended::of(whole), |line| Ended::Unclosed { line }))
}

/// The line on which the last row of a file begins, if a quotation mark in it is never closed: whatever is put
/// behind it then belongs to it, too.
fn line_of_unclosed(path: &Path, row: Row, delimiter: u8) -> io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(row.start))?;
    let behind = file.take(row.len).chain(&b"\n1"[..]);
    let mut count = 0;
    bounds(behind, delimiter, &mut |_| {
        count += 1;
        true
    })?;
    if count > 1 {
        return Ok(None);
    }
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(row.start))?;
    let mut line = row.line;
    for byte in file.bytes() {
        match byte? {
            b'\n' => line += 1,
            b'\r' => {}
            _ => break,
        }
    }
    Ok(Some(line))
}

/// Every row.
fn bounds(input: impl Read, delimiter: u8, on_row: &mut dyn FnMut(Row) -> bool) -> io::Result<bool> {
    let mut reader = csv_reader(input, delimiter);
    let mut cells = csv::ByteRecord::new();
    loop {
        let (start, line) = (reader.position().byte(), reader.position().line());
        if !reader.read_byte_record(&mut cells)? {
            return Ok(true);
        }
        if !on_row(Row { start, len: reader.position().byte() - start, line }) {
            return Ok(false);
        }
    }
}

/// Every line that is not blank, without its line break.
fn lines(mut input: impl BufRead, on_bounds: &mut dyn FnMut(u64, u64) -> bool) -> io::Result<bool> {
    let (mut at, mut start, mut blank) = (0u64, 0u64, true);
    if input.fill_buf()?.starts_with(BOM) {
        input.consume(BOM.len());
        (at, start) = (BOM.len() as u64, BOM.len() as u64);
    }
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(blank || on_bounds(start, at - start));
        }
        let end = memchr::memchr(b'\n', buffer);
        let line = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        blank = blank && line.trim_ascii().is_empty();
        let taken = line.len();
        at += taken as u64;
        input.consume(taken);
        if end.is_some() {
            if !blank && !on_bounds(start, at - start) {
                return Ok(false);
            }
            input.consume(1);
            at += 1;
            (start, blank) = (at, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    fn slices(content: &[u8], format: CorpusFormat) -> (Option<TableHead>, Vec<Vec<u8>>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus");
        fs::write(&path, content).unwrap();
        let mut found = Vec::new();
        let mut table = None;
        scan(&path, format, &mut |record| {
            assert_eq!(record.index, found.len());
            found.push(bytes(&record).unwrap());
            table.clone_from(&record.corpus.table);
            true
        })
        .unwrap();
        (table, found)
    }

    proptest! {
        /// The lines are those that splitting the whole file gives.
        #[test]
        fn lines_are_the_lines(content in "(\u{feff})?([a{}ä \r]{0,4}\n?){0,12}") {
            let (_, found) = slices(content.as_bytes(), CorpusFormat::JsonLines);
            let naive: Vec<&str> =
                content.strip_prefix('\u{feff}').unwrap_or(&content).split('\n').filter(|line| !line.trim_ascii().is_empty()).collect();
            let found: Vec<&str> = found.iter().map(|line| std::str::from_utf8(line).unwrap()).collect();
            prop_assert_eq!(found, naive);
        }

        /// Rows read one by one are the rows that reading the whole file gives, quoted line breaks and all.
        #[test]
        fn rows_are_the_rows(rows in prop::collection::vec(prop::collection::vec("[a\";,ä\r\n]{0,5}", 2), 1..8), crlf: bool) {
            let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
            writer.write_record(["id", "text"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let content = [writer.into_inner().unwrap(), b"\n\n".to_vec()].concat();
            let (table, found) = slices(&content, CorpusFormat::Csv);
            prop_assert_eq!(table.unwrap().columns, vec!["id", "text"]);
            let found: Vec<Vec<String>> = found.into_iter().map(|row| {
                csv_reader(row.as_slice(), b',').into_records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
            }).collect();
            prop_assert_eq!(found, rows);
        }
    }

    #[test]
    fn spreadsheets_with_semicolons_and_older_encodings_are_read() {
        let (table, rows) = slices(b"Kennung;\xDCberschrift;text\n1;a,b;\"x\ny\"\n", CorpusFormat::Csv);
        let table = table.unwrap();
        assert_eq!((table.delimiter, table.columns), (b';', vec!["Kennung", "Überschrift", "text"].into()));
        assert_eq!(cells(rows[0].clone(), b';').unwrap().unwrap(), vec!["1", "a,b", "x\ny"]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_found_where_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.csv");
        for (content, records, ended) in [
            ("id,text\na,x\n\n\nb,\"never\nc,y\nd,z\n", 1, Ended::Unclosed { line: 5 }),
            ("id,text\na,\"x\ny\"\nb,\"ends \"\"", 1, Ended::Unclosed { line: 4 }),
            ("id,\"text\na,x\n", 0, Ended::Unclosed { line: 1 }),
            ("id,text\na,\"x\ny\"", 1, Ended::Whole),
            ("id,text\na,x \"y\n", 1, Ended::Whole),
            ("id,text\r\na,\"x\"\r\n\r\n", 1, Ended::Whole),
            ("id,text", 0, Ended::Whole),
        ] {
            fs::write(&path, content).unwrap();
            let mut found = 0;
            let on_record = &mut |_| {
                found += 1;
                true
            };
            assert_eq!((scan(&path, CorpusFormat::Csv, on_record).unwrap(), found), (ended, records), "{content:?}");
        }
    }

    #[test]
    fn ids_that_come_twice_are_known() {
        let duplicates = Duplicates::among(["a", "b", "a", "c"].into_iter().map(str::to_owned));
        assert!(duplicates.contains("a") && !duplicates.contains("b"));
    }
}
