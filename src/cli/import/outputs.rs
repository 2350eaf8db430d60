//! Programs' work over corpora: one file each, `<corpus file name>.gloss/<producer>.jsonl`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::store::path_label;

/// The files that are being written; a file that was there before is not touched.
#[derive(Default)]
pub(super) struct Outputs(HashMap<PathBuf, BufWriter<File>>);

impl Outputs {
    /// Adds the line of a document.
    ///
    /// # Errors
    /// Why it cannot be written, with the path.
    pub fn push(&mut self, path: PathBuf, line: &str) -> Result<(), String> {
        let file = match self.0.entry(path) {
            std::collections::hash_map::Entry::Occupied(file) => file.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let file = create(entry.key())?;
                entry.insert(file)
            }
        };
        file.write_all(line.as_bytes()).map_err(|error| error.to_string())
    }

    /// Everything was pushed.
    pub fn end(self) -> anyhow::Result<()> {
        for (path, mut file) in self.0 {
            file.flush().and_then(|()| file.get_ref().sync_all()).with_context(|| path_label(&path))?;
        }
        Ok(())
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let made = fs::create_dir_all(folder).and_then(|()| File::create_new(path));
    made.map(|file| BufWriter::with_capacity(1 << 20, file))
        .map_err(|error| format!("{}: {error}; move it away to take this in", path_label(path)))
}
