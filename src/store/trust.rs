//! What the user has allowed project files to do.
//!
//! Trust is given to settings, not to files: a digest of the text that stands for them. The state folder holds
//! one digest a line.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::dirs::Dirs;
use super::durable::replace;
use super::project::{ProjectError, read_text};

/// The digest of settings that need trust, from the text that stands for them: SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrustDigest(String);

impl TrustDigest {
    /// The digest of this text.
    pub fn of(settings: &str) -> TrustDigest {
        TrustDigest(Sha256::digest(settings.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Whether these settings were trusted before.
///
/// # Errors
/// When the list of what is trusted cannot be read.
pub fn is_trusted(dirs: &Dirs, digest: &TrustDigest) -> Result<bool, ProjectError> {
    Ok(read_text(&file(dirs))?.unwrap_or_default().lines().any(|line| line == digest.0))
}

/// Remembers that these settings are trusted.
///
/// # Errors
/// When the list of what is trusted cannot be read or written.
pub fn remember(dirs: &Dirs, digest: &TrustDigest) -> Result<(), ProjectError> {
    if is_trusted(dirs, digest)? {
        return Ok(());
    }
    let path = file(dirs);
    let list = read_text(&path)?.unwrap_or_default() + &digest.0 + "\n";
    std::fs::create_dir_all(dirs.state())
        .and_then(|()| replace(&path, list.as_bytes()))
        .map_err(|source| ProjectError::Io { path, source })
}

fn file(dirs: &Dirs) -> PathBuf {
    dirs.state().join("trusted")
}

#[cfg(test)]
mod tests {
    use super::super::dirs::Environment;
    use super::*;

    #[test]
    fn exactly_what_was_trusted_stays_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::of(&Environment::from_iter([("XDG_STATE_HOME", folder.path())]));
        let (one, two) = (TrustDigest::of("sidecar_dir = \"../a\""), TrustDigest::of("sidecar_dir = \"../b\""));
        assert!(!is_trusted(&dirs, &one).unwrap());
        remember(&dirs, &one).unwrap();
        remember(&dirs, &one).unwrap();
        assert!(is_trusted(&dirs, &one).unwrap() && !is_trusted(&dirs, &two).unwrap());
        remember(&dirs, &two).unwrap();
        assert!(is_trusted(&dirs, &one).unwrap() && is_trusted(&dirs, &two).unwrap());
    }
}
