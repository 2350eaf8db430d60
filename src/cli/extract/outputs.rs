//! What a program says of a corpus file, in one file beside it, line by line.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::doc::Document;
use crate::store::run::Run;
use crate::store::{Handle, outputs_of};

/// The files of one program that are being made.
pub(super) struct Outputs {
    producer: String,
    /// Whether runs that were cut off go on.
    goes_on: bool,
    /// By the path that the file will have. Several, where some workers are in the next corpus already.
    runs: HashMap<PathBuf, Run>,
    /// The one whose lines come now.
    current: Option<PathBuf>,
}

impl Outputs {
    /// Every corpus is begun anew.
    pub fn anew(producer: &str) -> Outputs {
        Outputs { producer: producer.to_owned(), goes_on: false, runs: HashMap::new(), current: None }
    }

    /// Corpora that a run before did not come through with go on from there.
    pub fn going_on(producer: &str) -> Outputs {
        Outputs { goes_on: true, ..Outputs::anew(producer) }
    }

    /// Whether a run that was cut off has an answer on this record, with this text.
    ///
    /// # Errors
    /// Why its file could not be opened.
    pub fn has(&mut self, handle: &Handle, document: &Document) -> Result<bool, String> {
        let Some(path) = outputs_of(handle, &self.producer) else { return Ok(false) };
        Ok(self.run(path)?.has(document.name(), document.text().as_str()))
    }

    fn run(&mut self, path: PathBuf) -> Result<&mut Run, String> {
        match self.runs.entry(path) {
            std::collections::hash_map::Entry::Occupied(run) => Ok(run.into_mut()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let run = Run::begin(entry.key(), self.goes_on)?;
                Ok(entry.insert(run))
            }
        }
    }

    /// Adds a line, with its end, on a record; none where its answer is there already. The file of the corpus before is
    /// in its place by then.
    ///
    /// # Errors
    /// Why a file could not be written.
    pub fn keep(&mut self, handle: &Handle, line: &str) -> Result<(), String> {
        let Some(path) = outputs_of(handle, &self.producer) else { return Ok(()) };
        if self.current.as_ref().is_some_and(|current| *current != path) {
            self.end_current()?;
        }
        self.current = Some(path.clone());
        self.run(path)?.push(line)
    }

    fn end_current(&mut self) -> Result<(), String> {
        self.current.take().and_then(|path| self.runs.remove(&path)).map_or(Ok(()), Run::end)
    }

    /// Puts every file in its place.
    ///
    /// # Errors
    /// Why one could not be.
    pub fn finish(&mut self) -> Result<(), String> {
        self.end_current()?;
        self.runs.drain().try_for_each(|(_, run)| run.end())
    }

    /// The program does not come through with what is begun. Returns where its answers are.
    pub fn leave(&mut self) -> Vec<PathBuf> {
        self.runs.drain().filter_map(|(_, run)| run.leave()).collect()
    }
}
