//! What a program said of a whole corpus file: one file of JSON lines, a line a record.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Longest line that is read, in bytes.
const LONGEST: u64 = 1 << 30;

/// Where the line of each record begins. Its memory grows with the number of records alone: 16 bytes for each, and as
/// much again for finding them.
#[derive(Debug)]
pub struct Outputs {
    path: PathBuf,
    /// By the hash of the id; the line itself says whether it is the right one.
    lines: HashMap<u64, u64>,
}

/// A line as far as it must be understood to be found again.
#[derive(Deserialize)]
struct Head {
    id: serde_json::Value,
}

impl Outputs {
    /// Looks through a file of outputs once; `None` where there is none. Lines without an id are passed over.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> io::Result<Option<Outputs>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut file = BufReader::with_capacity(1 << 18, file);
        let (mut at, mut line, mut lines) = (0, Vec::new(), HashMap::new());
        loop {
            line.clear();
            let read = file.by_ref().take(LONGEST).read_until(b'\n', &mut line)? as u64;
            if read == 0 {
                return Ok(Some(Outputs { path: path.to_owned(), lines }));
            }
            if let Some(id) = id_of(&line) {
                lines.insert(hash(&id), at);
            }
            at += read;
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line of the record of this id.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn line(&self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(&start) = self.lines.get(&hash(id)) else { return Ok(None) };
        let mut file = BufReader::new(File::open(&self.path)?);
        file.seek(SeekFrom::Start(start))?;
        let mut line = Vec::new();
        file.take(LONGEST).read_until(b'\n', &mut line)?;
        Ok((id_of(&line).as_deref() == Some(id)).then_some(line))
    }
}

/// The id in a line, in the form a document has it.
fn id_of(line: &[u8]) -> Option<String> {
    match serde_json::from_slice::<Head>(line).ok()?.id {
        serde_json::Value::String(id) => Some(id),
        serde_json::Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_has_its_line_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ner.jsonl");
        assert!(Outputs::open(&path).unwrap().is_none());
        std::fs::write(&path, "{\"spans\": [], \"id\": \"ü\"}\n\nno line\n{\"id\": 7, \"text\": \"x\"}").unwrap();
        let outputs = Outputs::open(&path).unwrap().unwrap();
        assert_eq!(outputs.line("7").unwrap().unwrap(), b"{\"id\": 7, \"text\": \"x\"}");
        assert!(outputs.line("ü").unwrap().unwrap().starts_with(b"{\"spans\""));
        assert_eq!(outputs.line("8").unwrap(), None);
    }
}
