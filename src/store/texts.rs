//! The texts that annotations were made on, each kept once, so that places can be found again when an article changes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::journal::private;
use crate::annot::sidecar::text_digest;
use crate::text::Text;

/// Largest text that is kept, in bytes. Larger documents cannot be annotated with the default settings.
const LARGEST: u64 = 256 << 20;

/// Earlier texts, by digest, in the state folder.
#[derive(Debug, Clone)]
pub struct Texts(PathBuf);

impl Texts {
    /// The texts kept in the state folder `state`.
    pub fn of(state: &Path) -> Texts {
        Texts(state.join("texts"))
    }

    /// Keeps a text under its digest, compressed; one that is there already is not written again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, digest: &str, text: &Text) -> io::Result<()> {
        let Some(path) = self.path(digest).filter(|path| !path.exists() && text.len() as u64 <= LARGEST) else {
            return Ok(());
        };
        let folder = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder)?;
        let part = folder.join(format!(".{}.{}", digest, std::process::id()));
        let file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&part)?;
        let mut packed = GzEncoder::new(file, Compression::fast());
        packed.write_all(text.as_str().as_bytes()).and_then(|()| packed.finish().map(drop))?;
        // It is not synced: a text that a power failure spoils does not have its digest, and is not believed.
        fs::rename(&part, &path)
    }

    /// The text of this digest, where it was kept and is whole.
    pub fn find(&self, digest: &str) -> Option<Text> {
        let mut text = String::new();
        GzDecoder::new(File::open(self.path(digest)?).ok()?).take(LARGEST).read_to_string(&mut text).ok()?;
        let text = Text::new(text);
        (text_digest(&text) == digest).then_some(text)
    }

    /// Only a digest names a file.
    fn path(&self, digest: &str) -> Option<PathBuf> {
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (shard, rest) = digest.split_at_checked(2)?;
        is_digest.then(|| self.0.join(shard).join(format!("{rest}.txt.gz")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_digest_and_a_spoilt_one_is_not_believed() {
        let state = tempfile::tempdir().unwrap();
        let texts = Texts::of(state.path());
        let text = Text::from("Größe 😀\n".repeat(1000).as_str());
        let digest = text_digest(&text);
        assert_eq!(texts.find(&digest), None);
        texts.keep(&digest, &text).unwrap();
        texts.keep(&digest, &text).unwrap();
        assert_eq!(texts.find(&digest), Some(text.clone()));
        let path = texts.path(&digest).unwrap();
        assert!(fs::metadata(&path).unwrap().len() < 1000);
        fs::write(&path, b"spoilt").unwrap();
        assert_eq!(texts.find(&digest), None);
        assert_eq!(texts.path("../../etc/passwd"), None);
    }
}
