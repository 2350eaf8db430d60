//! The files of other tools, cut into pieces that can be read each by itself.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::files::head;
use crate::interop::conll::ColumnChoice;
use crate::interop::foreign::ForeignDocument;
use crate::interop::format::{Row, mistaken, stranger};
use crate::interop::records::{Shape, Splitter};
use crate::interop::{Format, Hint, Reads, Source, guess};
use crate::store::path_label;

/// Largest file of a format that is read whole, and largest record of the others, in bytes.
const LARGEST: u64 = 1 << 30;

/// A file under way. Gives pieces; ends at the end of the file.
pub(super) struct Input {
    path: PathBuf,
    format: &'static Format,
    records: Records,
    count: usize,
}

enum Records {
    Lines(BufReader<File>),
    Values { file: BufReader<File>, splitter: Splitter, found: VecDeque<Vec<u8>> },
    Rows { rows: Box<csv::StringRecordsIntoIter<File>>, names: Vec<String> },
    Whole(Option<PathBuf>),
    Ended,
}

/// A part of a file that holds whole documents.
pub(super) struct Piece {
    /// Where it stands: the file, and the record's number from 1.
    place: String,
    what: What,
}

enum What {
    Json(Result<String, Vec<u8>>),
    Row { names: Vec<String>, cells: Vec<String> },
    File(PathBuf),
    Fault(String),
}

/// What a piece held.
#[derive(Default)]
pub(super) struct ReadPiece {
    pub documents: Vec<ForeignDocument>,
    /// What could not be read, with its place, and the piece itself.
    pub faults: Vec<(String, Option<String>)>,
}

impl Input {
    /// Opens a file of the `told` format, or of the one it looks like.
    ///
    /// # Errors
    /// Why it cannot be read, with the path.
    pub fn open(path: &Path, told: Option<&'static Format>) -> Result<Input, String> {
        let label = path_label(path);
        let fail = |reason: &str| format!("{label}: {reason}");
        let metadata = fs::metadata(path).map_err(|error| fail(&error.to_string()))?;
        if !metadata.is_file() {
            return Err(fail("is neither a file nor a folder"));
        }
        let head = head(path).map_err(|error| fail(&error.to_string()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hint = Hint { name: &name, head: &head };
        let guessed = match told {
            Some(_) => None,
            None => guess(&hint),
        };
        if let (None, Some(what)) = (guessed, stranger(&hint)) {
            return Err(fail(&format!("looks like {what}")));
        }
        if let Some((said, other)) = told.and_then(|said| Some((said, mistaken(said, &hint)?))) {
            let (said, other) = (said.name, other.name);
            return Err(fail(&format!("does not look like {said}, but like {other}; try --from {other}")));
        }
        let unknown = || fail("is in no format that is known; name one with --from");
        let format = told.or(guessed).ok_or_else(unknown)?;
        let file = File::open(path).map_err(|error| fail(&error.to_string()))?;
        let is_json = hint.is_json();
        let records = match format.reads {
            Some(Reads::Json(_)) => json_records(file, &head),
            Some(Reads::RowsOrJson { .. }) if is_json => json_records(file, &head),
            Some(Reads::Rows(_) | Reads::RowsOrJson { .. }) => {
                let delimiter = delimiter(&head);
                let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file);
                let names = reader.headers().map_err(|error| fail(&error.to_string()))?;
                let clean = |name: &str| name.trim_start_matches('\u{FEFF}').to_owned();
                let names = names.iter().map(clean).collect();
                Records::Rows { rows: Box::new(reader.into_records()), names }
            }
            Some(Reads::File(_)) if metadata.len() > LARGEST => {
                return Err(fail("has over 1 GB, and its format is read whole; split it"));
            }
            Some(Reads::File(_)) => Records::Whole(Some(path.to_owned())),
            None => return Err(fail(&format!("{} is written, but not read", format.name))),
        };
        Ok(Input { path: path.to_owned(), format, records, count: 0 })
    }

    /// What it is read as.
    pub fn format(&self) -> &'static Format {
        self.format
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn piece(&mut self, what: What) -> Piece {
        self.count += 1;
        Piece { place: format!("{}, record {}", path_label(&self.path), self.count), what }
    }
}

fn json_records(file: File, head: &str) -> Records {
    let file = BufReader::with_capacity(1 << 20, file);
    match Shape::of(head) {
        Shape::Lines => Records::Lines(file),
        Shape::Values => Records::Values { file, splitter: Splitter::default(), found: VecDeque::new() },
    }
}

/// What stands between the cells of a table: what its first line has most of.
fn delimiter(head: &str) -> u8 {
    let first = head.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
    *[b'|', b';', b'\t', b','].iter().max_by_key(|delimiter| count(delimiter)).unwrap_or(&b',')
}

impl Iterator for Input {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            match &mut self.records {
                Records::Ended => return None,
                Records::Whole(path) => {
                    let what = path.take().map(What::File);
                    return what.map(|what| self.piece(what));
                }
                Records::Lines(file) => {
                    let mut line = Vec::new();
                    match file.by_ref().take(LARGEST).read_until(b'\n', &mut line) {
                        Ok(0) => self.records = Records::Ended,
                        Ok(_) if line.iter().all(u8::is_ascii_whitespace) => self.count += 1,
                        Ok(_) => {
                            let json = String::from_utf8(line).map_err(std::string::FromUtf8Error::into_bytes);
                            return Some(self.piece(What::Json(json)));
                        }
                        Err(error) => return self.broken(&error),
                    }
                }
                Records::Values { file, splitter, found } => {
                    if let Some(value) = found.pop_front() {
                        let json = String::from_utf8(value).map_err(std::string::FromUtf8Error::into_bytes);
                        return Some(self.piece(What::Json(json)));
                    }
                    match file.fill_buf() {
                        Ok([]) => {
                            let rest = std::mem::take(splitter).rest();
                            self.records = Records::Ended;
                            if !rest.is_empty() {
                                return Some(self.piece(What::Json(Err(rest))));
                            }
                        }
                        Ok(bytes) => {
                            let count = bytes.len();
                            splitter.push(bytes, &mut |value| found.push_back(value));
                            file.consume(count);
                        }
                        Err(error) => return self.broken(&error),
                    }
                }
                Records::Rows { rows, names } => match rows.next() {
                    None => self.records = Records::Ended,
                    Some(Ok(row)) => {
                        let cells = row.iter().map(str::to_owned).collect();
                        let what = What::Row { names: names.clone(), cells };
                        return Some(self.piece(what));
                    }
                    Some(Err(error)) => {
                        let reason = error.to_string();
                        return Some(self.piece(What::Fault(reason)));
                    }
                },
            }
        }
    }
}

impl Input {
    /// The piece that says that the rest of the file cannot be read.
    fn broken(&mut self, error: &std::io::Error) -> Option<Piece> {
        self.records = Records::Ended;
        Some(self.piece(What::Fault(error.to_string())))
    }
}

impl Piece {
    /// Reads it as `format`, from these columns where they are told.
    pub fn read(self, format: &Format, columns: Option<&ColumnChoice>) -> ReadPiece {
        let fault = |reason: String, verbatim: Option<String>| ReadPiece {
            faults: vec![(format!("{}: {reason}", self.place), verbatim)],
            ..ReadPiece::default()
        };
        match (self.what, format.reads) {
            (What::Json(Ok(json)), Some(Reads::Json(read) | Reads::RowsOrJson { json: read, .. })) => match read(&json)
            {
                Ok(documents) => ReadPiece { documents, ..ReadPiece::default() },
                Err(reason) => fault(reason, Some(json.trim_end().to_owned())),
            },
            (What::Json(Err(bytes)), _) => {
                fault("is not whole, or not UTF-8".into(), Some(String::from_utf8_lossy(&bytes).trim_end().to_owned()))
            }
            (What::Row { names, cells }, Some(Reads::Rows(read) | Reads::RowsOrJson { row: read, .. })) => {
                match read(&Row { names: &names, cells: &cells }) {
                    Ok(document) => ReadPiece { documents: vec![document], ..ReadPiece::default() },
                    Err(reason) => fault(reason, Some(cells.join("\t"))),
                }
            }
            (What::File(path), Some(Reads::File(read))) => whole(&path, read, columns),
            (What::Fault(reason), _) => fault(reason, None),
            (_, _) => ReadPiece::default(),
        }
    }
}

type ReadFile = fn(&Source<'_>) -> Result<crate::interop::format::Contents, String>;

fn whole(path: &Path, read: ReadFile, columns: Option<&ColumnChoice>) -> ReadPiece {
    let label = path_label(path);
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return ReadPiece { faults: vec![(format!("{label}: {error}"), None)], ..ReadPiece::default() },
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let beside = |ending: &str| {
        let name = if ending.starts_with('.') { format!("{stem}{ending}") } else { ending.to_owned() };
        // Only files of this folder.
        let is_here = Path::new(&name).components().count() == 1 && !name.contains(['/', '\\']);
        is_here.then(|| fs::read(path.with_file_name(name)).ok()).flatten()
    };
    match read(&Source { stem: &stem, bytes: &bytes, beside: &beside, columns }) {
        Ok(contents) => ReadPiece {
            documents: contents.documents,
            faults: contents.faults.into_iter().map(|reason| (format!("{label}: {reason}"), None)).collect(),
        },
        Err(reason) => ReadPiece { faults: vec![(format!("{label}: {reason}"), None)], ..ReadPiece::default() },
    }
}
