//! Who is writing a sidecar: one process at a time.
//!
//! A claim is a locked file in the state folder. The system lets go of it when the process ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::durable::Fingerprint;
use super::journal::private;

/// How often a claim is tried that others keep taking away in the same instant.
const TRIES: usize = 100;

/// Longest description of a holder that is believed, in bytes.
const LONGEST: u64 = 200;

/// A sidecar that nobody else writes as long as this lives.
#[derive(Debug)]
pub struct Claim {
    file: File,
    path: PathBuf,
}

/// How an attempt to claim a sidecar ended.
#[derive(Debug)]
pub enum Attempt {
    /// It is ours.
    Ours(Claim),
    /// Somebody else has it: who, in words.
    Theirs(String),
}

/// Claims `sidecar` in the state folder `state`.
///
/// # Errors
/// When the state folder cannot be written.
pub fn claim(state: &Path, sidecar: &Path) -> io::Result<Attempt> {
    let folder = state.join("claims");
    fs::create_dir_all(&folder)?;
    let path = folder.join(Fingerprint::of(sidecar.as_os_str().as_encoded_bytes()).to_string());
    for _ in 0..TRIES {
        let mut file = private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(&path)?;
        match file.try_lock() {
            Ok(()) if is_the_one(&file, &path) => {
                file.set_len(0)?;
                file.write_all(myself().as_bytes())?;
                return Ok(Attempt::Ours(Claim { file, path }));
            }
            // Its holder took the file away between our opening and locking it.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.rewind()?;
                // Who cannot be read is somebody all the same.
                let _unread = file.take(LONGEST).read_to_string(&mut holder);
                let holder: String = holder.chars().filter(|c| !c.is_control()).collect();
                return Ok(Attempt::Theirs(if holder.is_empty() { "another process".into() } else { holder }));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(Attempt::Theirs("several other processes".into()))
}

impl Drop for Claim {
    fn drop(&mut self) {
        // While the lock is held, so that nobody can take the file in between; one that stays does no harm.
        let _gone = fs::remove_file(&self.path);
        let _unlocked = self.file.unlock();
    }
}

/// Whether `path` still names the file that was locked.
#[cfg(unix)]
fn is_the_one(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: fs::Metadata, b: fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    file.metadata().ok().zip(fs::metadata(path).ok()).is_some_and(|(a, b)| same(a, b))
}

/// Elsewhere an open file cannot be taken away.
#[cfg(not(unix))]
fn is_the_one(_: &File, _: &Path) -> bool {
    true
}

/// This process, as others are told of it.
fn myself() -> String {
    let terminal = fs::read_link("/proc/self/fd/0").ok().filter(|path| path.starts_with("/dev"));
    let terminal = terminal.map(|path| format!(" on {}", path.display())).unwrap_or_default();
    format!("process {}{terminal}, since {} UTC", std::process::id(), Timestamp::now().strftime("%Y-%m-%d %H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_has_one_holder_at_a_time() {
        let state = tempfile::tempdir().unwrap();
        let (one, other) = (Path::new("/a/x.gloss.toml"), Path::new("/a/y.gloss.toml"));
        let Attempt::Ours(mine) = claim(state.path(), one).unwrap() else { panic!("nobody has it yet") };
        let Attempt::Theirs(holder) = claim(state.path(), one).unwrap() else { panic!("it is taken") };
        assert!(holder.starts_with(&format!("process {}", std::process::id())), "{holder}");
        assert!(matches!(claim(state.path(), other).unwrap(), Attempt::Ours(_)));
        drop(mine);
        assert!(matches!(claim(state.path(), one).unwrap(), Attempt::Ours(_)));
        assert_eq!(fs::read_dir(state.path().join("claims")).unwrap().count(), 0, "nothing is left behind");
    }
}
