//! What the user has allowed project files to do.
//!
//! Trust is given to settings of one project: a digest of its folder and of the text that stands for them. The
//! state folder holds one digest a line.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::dirs::Dirs;
use super::durable::replace;
use super::project::{ProjectError, read_text};

/// The digest of settings that need trust, from the project's folder and the text that stands for them: SHA-256 in
/// hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrustDigest(String);

impl TrustDigest {
    /// The digest of these settings in the project in `root`, links resolved: the same settings in another folder
    /// lead elsewhere and are asked about anew.
    pub fn of(root: &Path, settings: &str) -> TrustDigest {
        let digest = Sha256::new().chain_update(root.as_os_str().as_encoded_bytes()).chain_update("\0");
        TrustDigest(digest.chain_update(settings).finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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
        let root = Path::new("/project");
        let one = TrustDigest::of(root, "sidecar_dir = \"../a\"");
        let two = TrustDigest::of(root, "sidecar_dir = \"../b\"");
        assert_ne!(one, TrustDigest::of(Path::new("/elsewhere"), "sidecar_dir = \"../a\""));
        assert!(!is_trusted(&dirs, &one).unwrap());
        remember(&dirs, &one).unwrap();
        remember(&dirs, &one).unwrap();
        assert!(is_trusted(&dirs, &one).unwrap() && !is_trusted(&dirs, &two).unwrap());
        remember(&dirs, &two).unwrap();
        assert!(is_trusted(&dirs, &one).unwrap() && is_trusted(&dirs, &two).unwrap());
    }
}
