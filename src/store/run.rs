//! A run of a program over a corpus: what it says is on disk line by line, and in place of what it said before once it
//! is through.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::durable::{Target, add_to, folder_of, put_in_place};
use super::outputs::UNDER_WAY;
use super::path_label;

/// A run that is under way. Its lines stand in `<program>.jsonl.part`, which is read beside `<program>.jsonl`: so nothing
/// is lost when the run is cut off, and the next one goes on from there.
pub struct Run {
    target: Target,
    part: Target,
    file: File,
    /// Hashes of the ids and texts that have a line from before.
    known: HashSet<u64>,
}

impl Run {
    /// Begins a run whose lines shall stand in `path`, or goes on with one that was cut off, where `goes_on` says so.
    ///
    /// # Errors
    /// Why its file cannot be opened, with the path; also while another run writes it.
    pub fn begin(path: &Path, goes_on: bool) -> Result<Run, String> {
        let within = folder_of(folder_of(path)).to_owned();
        let name = path.strip_prefix(&within).unwrap_or(path);
        let target = Target { path: within.join(name), within: within.clone() };
        let part = Target { path: part_of(&target.path), within };
        let mut file = add_to(&part).map_err(|error| error.to_string())?;
        let fail = |error: std::io::Error| format!("{}: {error}", path_label(&part.path));
        // File systems without locks go without.
        if matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) {
            return Err(format!("{}: another run is writing it", path_label(&part.path)));
        }
        let known = match goes_on {
            true => answered(&mut file).map_err(fail)?,
            false => file.set_len(0).map(|()| HashSet::new()).map_err(fail)?,
        };
        Ok(Run { target, part, file, known })
    }

    /// Whether the document of this id, with this text, has one.
    pub fn has(&self, id: &str, text: &str) -> bool {
        !self.known.is_empty() && self.known.contains(&hash(id, text))
    }

    /// Adds a line, with its end.
    ///
    /// # Errors
    /// Why it cannot be written, with the path.
    pub fn push(&mut self, line: &str) -> Result<(), String> {
        self.file.write_all(line.as_bytes()).map_err(|error| format!("{}: {error}", path_label(&self.part.path)))
    }

    /// The corpus is through: the lines take the place of those of the run before, durably. Where there are none, that
    /// one stays.
    ///
    /// # Errors
    /// Why they could not, with the path. They are kept.
    pub fn end(self) -> Result<(), String> {
        match self.is_empty() {
            true => {
                fs::remove_file(&self.part.path).map_err(|error| format!("{}: {error}", path_label(&self.part.path)))
            }
            false => put_in_place(&self.file, &self.part.path, &self.target).map_err(|error| error.to_string()),
        }
    }

    /// The run ends before the corpus does. Returns where its lines are, for the next one.
    pub fn leave(self) -> Option<PathBuf> {
        if self.is_empty() {
            // An empty file does no harm.
            let _left = fs::remove_file(&self.part.path);
            return None;
        }
        Some(self.part.path)
    }

    fn is_empty(&self) -> bool {
        self.file.metadata().is_ok_and(|metadata| metadata.len() == 0)
    }
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(OsString::from(UNDER_WAY));
    PathBuf::from(name)
}

/// What has a line in `file` already. A line without an end was cut off, and is taken away.
fn answered(file: &mut File) -> std::io::Result<HashSet<u64>> {
    let (mut known, mut whole, mut line) = (HashSet::new(), 0, Vec::new());
    let mut reader = BufReader::with_capacity(1 << 20, &*file);
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            break;
        }
        whole += read as u64;
        let Ok(said) = serde_json::from_slice::<Value>(&line) else { continue };
        if let (Some(id), Some(text)) = (said["id"].as_str(), said["text"].as_str()) {
            known.insert(hash(id, text));
        }
    }
    file.set_len(whole)?;
    Ok(known)
}

fn hash(id: &str, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (id, text).hash(&mut hasher);
    hasher.finish()
}
