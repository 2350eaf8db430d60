//! The files that are named, and those of the folders that are.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::interop::brat::BRAT;
use crate::interop::{Format, Hint};
use crate::store::path_label;

/// How much of a file its format is told by, in bytes.
pub(super) const HEAD: usize = 1 << 16;

/// The beginning of a file, as far as its format is told by it.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn head(path: &Path) -> std::io::Result<String> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The files at `path`: itself, or those of the folder that look like `told`; like brat's, where nothing is told. Of
/// `.a1` and `.a2`, which are read together, the first.
///
/// # Errors
/// Why a folder cannot be read, with its path, or that nothing in it looks so.
pub(super) fn files(path: &Path, told: Option<&'static Format>) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let format = told.unwrap_or(&BRAT);
    let fail = |error: std::io::Error| format!("{}: {error}", path_label(path));
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let looks = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            head(path).is_ok_and(|head| (format.looks)(&Hint { name: &name, head: &head }))
        };
        let is_second = path.extension().is_some_and(|it| it == "a2") && path.with_extension("a1").is_file();
        if path.is_file() && !is_second && looks(&path) {
            found.push(path);
        }
    }
    found.sort();
    match found.is_empty() {
        true => {
            Err(format!("{}: no file in it looks like {}; --from names another format", path_label(path), format.name))
        }
        false => Ok(found),
    }
}
