//! What could not be saved where it belongs, kept where the user finds it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::durable::{SaveError, Target, replace_if};
use super::sidecar_path::SUFFIX;

/// Most bytes of a sidecar's name that the name of its copy repeats: a name may be too long to be a file's.
const LONGEST: usize = 150;

/// Most copies of one sidecar and second.
const MOST: usize = 1000;

/// Writes `text`, which belongs into `sidecar`, durably to a new file in `folder`, which is made where it is missing.
/// The file is called as the sidecar, with the time. Nothing is written over.
///
/// # Errors
/// [`SaveError`] of the copy.
pub fn keep(folder: &Path, sidecar: &Path, text: &str, now: Timestamp) -> Result<PathBuf, SaveError> {
    std::fs::create_dir_all(folder).map_err(|source| SaveError::Io { path: folder.to_owned(), source })?;
    let name = sidecar.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(SUFFIX).unwrap_or(&name);
    let stem = stem.get(..stem.floor_char_boundary(LONGEST)).unwrap_or(stem);
    let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let path = |number: usize| match number {
        1 => folder.join(format!("{stem}.{time}{SUFFIX}")),
        _ => folder.join(format!("{stem}.{time}-{number}{SUFFIX}")),
    };
    let mut number = 1;
    loop {
        let target = Target { path: path(number), within: folder.to_owned() };
        match replace_if(&target, None, text.as_bytes()) {
            Ok(_) => return Ok(target.path),
            Err(SaveError::ChangedOnDisk(_)) if number < MOST => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_copy_is_kept_under_a_name_of_its_own() {
        let state = tempfile::tempdir().unwrap();
        let folder = state.path().join("glossator/unsaved");
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        let kept = |sidecar: &str, text| keep(&folder, Path::new(sidecar), text, now).unwrap();
        let first = kept("/a/x.txt.anna.gloss.toml", "one");
        assert_eq!(first, folder.join("x.txt.anna.20260102T030405Z.gloss.toml"));
        assert_eq!(kept("/b/x.txt.anna.gloss.toml", "two"), folder.join("x.txt.anna.20260102T030405Z-2.gloss.toml"));
        assert_eq!(kept("/a/x.txt.anna.gloss.toml", "one"), first, "the same text is there already");
        let long = kept(&format!("/a/{}.gloss.toml", "ü".repeat(200)), "three");
        assert_eq!(
            (fs::read_to_string(first).unwrap(), fs::read_to_string(long).unwrap()),
            ("one".into(), "three".into())
        );
    }
}
