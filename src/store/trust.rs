//! What the user has allowed project files to do.
//!
//! Trust is given to settings of one project: a digest of its folder and of the text that stands for them. The
//! state folder holds one digest a line, behind a `!` where the answer was no; the last one of a digest counts.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::dirs::Dirs;
use super::durable::replace;
use super::project::{ProjectError, read_text};

/// What stands before the digest of settings that were refused.
const NO: &str = "!";

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

/// What the user said to settings that need trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Nothing yet.
    Unasked,
}

/// What was said to these settings last.
///
/// # Errors
/// When the list of what was said cannot be read.
pub fn recall(dirs: &Dirs, digest: &TrustDigest) -> Result<Trust, ProjectError> {
    let list = read_text(&file(dirs))?.unwrap_or_default();
    let said = |line: &str| match line.strip_prefix(NO) {
        Some(refused) => (refused == digest.0).then_some(Trust::Refused),
        None => (line == digest.0).then_some(Trust::Given),
    };
    Ok(list.lines().rev().find_map(said).unwrap_or(Trust::Unasked))
}

/// Remembers whether these settings are trusted.
///
/// # Errors
/// When the list of what was said cannot be read or written.
pub fn remember(dirs: &Dirs, digest: &TrustDigest, trusted: bool) -> Result<(), ProjectError> {
    let said = if trusted { Trust::Given } else { Trust::Refused };
    if recall(dirs, digest)? == said {
        return Ok(());
    }
    let path = file(dirs);
    let no = if trusted { "" } else { NO };
    let list = read_text(&path)?.unwrap_or_default() + no + &digest.0 + "\n";
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
        let said = |digest| recall(&dirs, digest).unwrap();
        assert_eq!(said(&one), Trust::Unasked);
        remember(&dirs, &one, true).unwrap();
        remember(&dirs, &one, true).unwrap();
        assert_eq!((said(&one), said(&two)), (Trust::Given, Trust::Unasked));
        remember(&dirs, &two, false).unwrap();
        assert_eq!((said(&one), said(&two)), (Trust::Given, Trust::Refused));
        remember(&dirs, &two, true).unwrap();
        remember(&dirs, &one, false).unwrap();
        assert_eq!((said(&one), said(&two)), (Trust::Refused, Trust::Given));
    }
}
