//! Writing a file so that after a crash it holds either all of the old content or all of the new.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile};

use super::path_label;

/// A file to be written, and the folder it must stay in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The file.
    pub path: PathBuf,
    /// Missing folders of `path` are made inside this one only. It has to be there: a folder that was moved away
    /// while its articles were open is not made anew where nobody looks for it.
    pub within: PathBuf,
}

/// What a file held when it was read or written: SHA-256 and length of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    sha256: [u8; 32],
    len: usize,
}

impl fmt::Display for Fingerprint {
    /// The digest in lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sha256.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint { sha256: Sha256::digest(bytes).into(), len: bytes.len() }
    }
}

/// Why a file was not saved. The file on disk is untouched, except after [`SaveError::Io`] from a disk that fails
/// while it confirms: then it may already hold the new content whole.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file is no longer what we read or wrote last.
    #[error("somebody else changed the file on the disk; :reload brings both together — {}", path_label(.0))]
    ChangedOnDisk(PathBuf),
    /// The file may not be written, so it is not replaced either.
    #[error("the file is write-protected; chmod u+w lets it be changed — {}", path_label(.0))]
    Protected(PathBuf),
    /// A link in the path, or the file itself, leads out of the folder it must stay in.
    #[error(
        "a link leads out of {}, where nothing may be written; take it away — {}",
        path_label(within),
        path_label(path)
    )]
    Outside {
        /// The file.
        path: PathBuf,
        /// Where it should have stayed.
        within: PathBuf,
    },
    /// The system refused.
    #[error("cannot write: {} — {}", advice(source), path_label(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl SaveError {
    /// What is wrong, without the path and without what to do about it.
    pub fn reason(&self) -> String {
        match self {
            SaveError::ChangedOnDisk(_) => "somebody else changed it on the disk".to_owned(),
            SaveError::Protected(_) => "it is write-protected".to_owned(),
            SaveError::Outside { within, .. } => format!("a link leads out of {}", path_label(within)),
            SaveError::Io { source, .. } => source.to_string(),
        }
    }
}

/// The system's reason and what to do about it.
fn advice(error: &io::Error) -> String {
    let what = match error.kind() {
        ErrorKind::PermissionDenied => "permission denied; make the folder writable, or set sidecar_dir in gloss.toml",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only; set sidecar_dir in gloss.toml",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "no space left; free some, it is tried again",
        ErrorKind::NotADirectory => "part of its path is a file, not a folder",
        ErrorKind::NotFound => "its folder, or the file it links to, does not exist; bring it back, it is tried again",
        ErrorKind::FileTooLarge => "larger than files may be here (ulimit -f); raise the limit, it is tried again",
        ErrorKind::IsADirectory => "there is a folder of this name",
        _ => return format!("{error}; it is tried again"),
    };
    what.to_owned()
}

/// Replaces the content of `path` by `bytes`, whole and durably: a temporary file beside it, fsync, rename, fsync of
/// the folder. A link is followed and its target replaced; an existing file keeps its permissions and, where the
/// system allows it, its owner. No folder is made.
///
/// # Errors
/// Whatever the system says; a link to nothing is `NotFound`. The old content is then still there, unless only the
/// fsync of the folder failed.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = follow(path)?;
    let folder = folder_of(&path);
    let mut temporary = temporary_in(folder)?;
    temporary.write_all(bytes)?;
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(metadata) => keep_permissions(temporary.as_file(), &metadata)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    temporary.as_file().sync_all()?;
    temporary.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Whether a file is there that nobody may write to.
fn is_protected(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// [`replace`], but only where the file still is what `expected` says: the content last read or written, or `None`
/// for no file. Missing folders are made, and what a process that was killed has left in the folder is taken away.
/// Processes that save through this function wait for each other, so that
/// nothing comes between the look and the replacement. Returns the new content's fingerprint. Content that is on
/// disk already counts as saved.
///
/// # Errors
/// [`SaveError`]; the file is never overwritten when it is another than expected.
pub fn replace_if(target: &Target, expected: Option<Fingerprint>, bytes: &[u8]) -> Result<Fingerprint, SaveError> {
    let path = &target.path;
    let io = |source| SaveError::Io { path: path.clone(), source };
    let root = make_folders(target)?;
    let lock = lock(folder_of(path));
    if lock.is_some() {
        sweep(folder_of(path));
    }
    real_path(target, &root)?;
    let wanted = Fingerprint::of(bytes);
    let found = match read_regular(path) {
        Ok(found) => Some(Fingerprint::of(&found)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(io(error)),
    };
    if found == Some(wanted) {
        sync_file(path).map_err(io)?;
    } else if found == expected && is_protected(path) {
        return Err(SaveError::Protected(path.clone()));
    } else if found == expected {
        replace(path, bytes).map_err(io)?;
    } else {
        return Err(SaveError::ChangedOnDisk(path.clone()));
    }
    Ok(wanted)
}

/// Where the target leads, which has to be inside `root`, its folder with links resolved.
fn real_path(target: &Target, root: &Path) -> Result<PathBuf, SaveError> {
    let path = &target.path;
    match follow(path) {
        Ok(real) if real != *path && !real.starts_with(root) => {
            Err(SaveError::Outside { path: path.clone(), within: target.within.clone() })
        }
        Ok(real) => Ok(real),
        Err(source) => Err(SaveError::Io { path: path.clone(), source }),
    }
}

/// Opens a file to read it and add to its end; it and its missing folders are made.
///
/// # Errors
/// [`SaveError`]
pub(super) fn add_to(target: &Target) -> Result<File, SaveError> {
    let root = make_folders(target)?;
    let path = real_path(target, &root)?;
    let opened = File::options().create(true).append(true).read(true).open(path);
    opened.map_err(|source| SaveError::Io { path: target.path.clone(), source })
}

/// Renames `file`, which stands at `from`, to the target, durably. Where the target is a link, what it leads to is
/// replaced; permissions stay.
///
/// # Errors
/// [`SaveError`]; both files are then as they were.
pub(super) fn put_in_place(file: &File, from: &Path, target: &Target) -> Result<(), SaveError> {
    let io = |source| SaveError::Io { path: target.path.clone(), source };
    let root = make_folders(target)?;
    let path = real_path(target, &root)?;
    if is_protected(&path) {
        return Err(SaveError::Protected(target.path.clone()));
    }
    if let Ok(old) = fs::metadata(&path) {
        keep_permissions(file, &old).map_err(io)?;
    }
    file.sync_all().map_err(io)?;
    fs::rename(from, &path).map_err(io)?;
    sync_folder(folder_of(&path)).map_err(io)
}

/// The fingerprint of a file as it is now; `None` where there is none that can be read.
pub fn fingerprint_of(path: &Path) -> Option<Fingerprint> {
    read_regular(path).ok().map(|bytes| Fingerprint::of(&bytes))
}

/// All bytes of a regular file. Pipes and devices, which could block or never end, are `InvalidInput` and not opened.
pub(super) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    read_at_most(u64::MAX, path)
}

/// The same of a file of at most `most` bytes; a larger one is `FileTooLarge`, and not read.
pub(super) fn read_at_most(most: u64, path: &Path) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if kind.len() > most {
        let (size, most) = (kind.len() / 1_000_000, most / 1_000_000);
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it has {size} MB; at most {most} MB are read")));
    }
    fs::read(path)
}

/// Where a link leads; any other path as it is, there or not.
fn follow(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path),
        Ok(_) => Ok(path.to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

/// The folder of a file, the one that one is in where its path names none.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the missing folders of the target, none of them outside `within`, which is returned with its links resolved.
fn make_folders(target: &Target) -> Result<PathBuf, SaveError> {
    let io = |source| SaveError::Io { path: target.path.clone(), source };
    let outside = || SaveError::Outside { path: target.path.clone(), within: target.within.clone() };
    let root = fs::canonicalize(&target.within).map_err(io)?;
    let folder = folder_of(&target.path);
    let inside = folder.strip_prefix(&target.within).map_err(|_| outside())?;
    let mut at = root.clone();
    for part in inside.components() {
        match part {
            Component::CurDir => continue,
            Component::Normal(name) => at.push(name),
            _ => return Err(outside()),
        }
        match fs::create_dir(&at) {
            Ok(()) => sync_folder(folder_of(&at)).map_err(io)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                at = fs::canonicalize(&at).map_err(io)?;
                if !at.starts_with(&root) {
                    return Err(outside());
                }
            }
            Err(error) => return Err(io(error)),
        }
    }
    Ok(root)
}

/// How the names of temporary files begin and end.
const TEMPORARY: (&str, &str) = (".gloss-", ".tmp");

/// Takes temporary files away that were left in `folder`, once for each folder while the program runs. Whoever calls
/// holds the folder's lock, so that nobody else is writing one.
fn sweep(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if !SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(TEMPORARY.0.as_bytes()) && name.ends_with(TEMPORARY.1.as_bytes()) {
            // Litter that cannot be taken away does no harm.
            let _left = fs::remove_file(entry.path());
        }
    }
}

/// A hidden file in `folder` with the permissions of any new file (the system takes the umask off).
fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn keep_permissions(file: &File, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Only root may give a file away; the content matters more than its owner.
            let _refused = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    file.set_permissions(old.permissions())
}

/// Keeps other processes of this program out of `folder` until dropped. File systems without locks go without.
fn lock(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

fn sync_file(path: &Path) -> io::Result<()> {
    let path = follow(path)?;
    File::open(&path)?.sync_all()?;
    sync_folder(folder_of(&path))
}

/// Makes a rename durable. Systems that cannot sync a folder say so with `InvalidInput` or `Unsupported`.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests;
