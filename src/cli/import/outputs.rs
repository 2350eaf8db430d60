//! Programs' work over corpora: one file each, `<corpus file name>.gloss/<producer>.jsonl`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::store::path_label;

/// The files that are being written. A later run is added: of several lines on a record the last counts.
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
    let open = || {
        fs::create_dir_all(folder)?;
        let mut file = File::options().create(true).append(true).read(true).open(path)?;
        // What was cut off there stays a line of its own.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(-1)).is_ok() {
            file.read_exact(&mut last)?;
        }
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
        Ok(BufWriter::with_capacity(1 << 20, file))
    };
    open().map_err(|error: std::io::Error| format!("{}: {error}", path_label(path)))
}
