//! What programs said of a whole corpus: one file a program, `<corpus>.gloss/<program>.jsonl`, one line a record.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::corpus::{CHUNK, hash};
use super::library::unreadable;
use super::{Fault, annotations::LARGEST};
use crate::annot::AnnotatorName;
use crate::interop::output::id_of;

/// The end of the name of a file that holds what a program said of a corpus.
pub(super) const SUFFIX: &str = ".jsonl";

/// What follows it while a run is under way, or after it was cut off: its lines come before those of the run before.
pub(super) const UNDER_WAY: &str = ".part";

/// Lines without an id that are told of; a file that has more is hardly meant for this.
const MOST_FAULTS: usize = 20;

/// Where the lines of such files are, found when the first record of the corpus is opened and anew whenever a file
/// changed.
#[derive(Default)]
pub(super) struct Outputs(Mutex<HashMap<PathBuf, Index>>);

/// What a program said of one record.
pub(super) struct Output {
    /// The program, by the name of the file.
    pub producer: AnnotatorName,
    /// The file.
    pub path: PathBuf,
    /// The line's number, from 1.
    pub number: u32,
    /// The line.
    pub line: String,
}

impl Outputs {
    /// What the programs with a file in `folders` said of the record `id`, by their names, the last line of each. What
    /// is wrong with a file is told when it is looked through.
    pub fn of(&self, id: &str, folders: &[PathBuf], faults: &mut Vec<Fault>) -> Vec<Output> {
        let mut found = BTreeMap::new();
        for path in folders.iter().flat_map(|folder| files(folder, faults)).collect::<Vec<_>>() {
            let name = path.file_name().and_then(OsStr::to_str).and_then(producer_in).unwrap_or_default();
            let producer = match AnnotatorName::parse(name) {
                Ok(producer) => producer,
                Err(error) => {
                    faults.push(Fault::new(path.clone(), format!("is not named after a program: {error}")));
                    continue;
                }
            };
            match self.line(&path, id, faults) {
                Ok(Some((number, line))) => {
                    found.entry(producer.clone()).or_insert(Output { producer, path, number, line });
                }
                Ok(None) => {}
                Err(error) => faults.push(Fault::new(path, unreadable(&error))),
            }
        }
        found.into_values().collect()
    }

    /// The last line of a file on the record `id`, with its number.
    fn line(&self, path: &Path, id: &str, faults: &mut Vec<Fault>) -> io::Result<Option<(u32, String)>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let metadata = fs::metadata(path)?;
        let stamp = (metadata.modified().ok(), metadata.len());
        if known.get(path).is_none_or(|index| index.stamp != stamp) {
            known.insert(path.to_owned(), Index::new(path, stamp, faults)?);
        }
        known.get(path).map_or(Ok(None), |index| index.find(path, id))
    }
}

/// The files of programs in a folder, which need not be there.
fn files(folder: &Path, faults: &mut Vec<Fault>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            faults.push(Fault::new(folder, unreadable(&error)));
            return Vec::new();
        }
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_output = |path: &PathBuf| producer_in(&path.to_string_lossy()).is_some();
    let mut paths: Vec<PathBuf> = paths.filter(is_output).collect();
    paths.sort();
    // A run under way has the later word.
    paths.sort_by_key(|path| !path.to_string_lossy().ends_with(UNDER_WAY));
    paths
}

/// The program in the name of such a file.
fn producer_in(name: &str) -> Option<&str> {
    name.strip_suffix(UNDER_WAY).unwrap_or(name).strip_suffix(SUFFIX)
}

/// Where the lines of a file are.
struct Index {
    /// When it was last changed, and its length.
    stamp: (Option<SystemTime>, u64),
    /// Sorted.
    lines: Vec<LineAt>,
}

/// A line, in 24 bytes, because a corpus may have millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LineAt {
    /// The hash of the record's id.
    id: u64,
    start: u64,
    len: u32,
    /// From 1.
    number: u32,
}

impl Index {
    /// Looks through a file. Of each line only as much is read as says which record it is about.
    fn new(path: &Path, stamp: (Option<SystemTime>, u64), faults: &mut Vec<Fault>) -> io::Result<Index> {
        let mut file = BufReader::with_capacity(CHUNK, File::open(path)?);
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        let (mut start, mut number, mut wrong) = (0_u64, 0_u32, 0);
        loop {
            line.clear();
            let read = file.by_ref().take(LARGEST + 1).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            number = number.saturating_add(1);
            let len = u32::try_from(read).ok().filter(|len| u64::from(*len) <= LARGEST);
            match (len, id_of(&line)) {
                (Some(len), Some(id)) => lines.push(LineAt { id: hash(&id), start, len, number }),
                (Some(_), None) if line.trim_ascii().is_empty() => {}
                (Some(_), None) => {
                    wrong += 1;
                    if wrong <= MOST_FAULTS {
                        let reason = format!("line {number}: names no document: it has no \"id\" that can be read");
                        faults.push(Fault::new(path, reason));
                    }
                }
                (None, _) => {
                    let most = LARGEST / 1_000_000;
                    let reason = format!("line {number}: is longer than {most} MB; it and what follows is not read");
                    faults.push(Fault::new(path, reason));
                    break;
                }
            }
            start += read as u64;
        }
        if wrong > MOST_FAULTS {
            faults.push(Fault::new(path, format!("{} more lines name no document", wrong - MOST_FAULTS)));
        }
        lines.sort_unstable();
        lines.shrink_to_fit();
        Ok(Index { stamp, lines })
    }

    fn find(&self, path: &Path, id: &str) -> io::Result<Option<(u32, String)>> {
        let wanted = hash(id);
        let first = self.lines.partition_point(|line| line.id < wanted);
        let same = self.lines.get(first..).unwrap_or_default().iter().take_while(|line| line.id == wanted);
        for at in same.collect::<Vec<_>>().into_iter().rev() {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(at.start))?;
            let mut line = Vec::new();
            file.take(u64::from(at.len)).read_to_end(&mut line)?;
            if id_of(&line).as_deref() == Some(id) {
                return Ok(Some((at.number, String::from_utf8_lossy(&line).into_owned())));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_id_the_last_one_counts_and_a_changed_file_is_looked_through_again() {
        assert_eq!(size_of::<LineAt>(), 24);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ner.jsonl");
        let folders = [folder.path().to_owned(), folder.path().join("none")];
        fs::write(&path, "{\"id\": \"ä\", \"n\": 1}\nno json\n\n{\"n\": [2], \"id\": 7}\n{\"id\": \"ä\", \"n\": 3}")
            .unwrap();
        fs::write(folder.path().join("Not A Name.jsonl"), "").unwrap();
        let outputs = Outputs::default();
        let mut faults = Vec::new();
        let said = outputs.of("ä", &folders, &mut faults);
        assert_eq!(said.iter().map(|said| (said.producer.as_str(), said.number)).collect::<Vec<_>>(), [("ner", 5)]);
        assert!(said[0].line.contains("\"n\": 3"));
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(told.len() == 2 && told[1].ends_with("it has no \"id\" that can be read"), "{told:?}");
        assert!(told[1].contains("ner.jsonl: line 2"), "{told:?}");
        assert_eq!(outputs.of("7", &folders, &mut faults).len(), 1);
        assert!(outputs.of("8", &folders, &mut faults).is_empty());
        fs::write(&path, "{\"id\": 8}\n").unwrap();
        assert!(outputs.of("7", &folders, &mut faults).is_empty());
        assert_eq!(outputs.of("8", &folders, &mut faults)[0].line, "{\"id\": 8}\n");
        // A run that is under way, or was cut off, has the later word.
        fs::write(folder.path().join("ner.jsonl.part"), "{\"id\": 8, \"n\": 2}\n").unwrap();
        let said = outputs.of("8", &folders, &mut faults);
        assert_eq!((said.len(), said[0].producer.as_str(), said[0].line.contains("\"n\": 2")), (1, "ner", true));
    }
}
