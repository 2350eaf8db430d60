//! Where the sidecars of a document are kept.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::{fs, mem};

use super::durable::{Fingerprint, Target, folder_of};
use super::outputs;
use super::project::SidecarFolder;
use super::{Handle, path_label};
use crate::annot::AnnotatorName;

/// The end of every sidecar's file name.
pub(super) const SUFFIX: &str = ".gloss.toml";

/// The end of the name of a folder that holds the sidecars of a corpus.
pub(super) const CORPUS_SUFFIX: &str = ".gloss";

/// Longest escaped record id in a file name, in bytes; most file systems end at 255 for the whole name.
const LONGEST: usize = 150;

/// What places sidecars beside the documents themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locations {
    /// The data folder, for annotations of the samples ([`super::dirs::Dirs::data`]).
    pub data: PathBuf,
    /// The mirror tree, where the project has one ([`super::project::Project::sidecar_folder`]).
    pub mirror: Option<SidecarFolder>,
}

/// Why a document has no sidecars.
#[derive(Debug, thiserror::Error)]
pub enum NoSidecar {
    /// It came through a pipe.
    #[error("standard input has no file to save beside; save the text to a file to annotate it")]
    Stdin,
    /// Its folder cannot be found.
    #[error("{}: its folder cannot be opened: {source}", path_label(path))]
    Folder {
        /// The document's file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// All sidecars of one document: a folder, and how their names begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecars {
    folder: PathBuf,
    within: PathBuf,
    stem: OsString,
}

impl Sidecars {
    /// Where the sidecars of a document are. `record` is the document's name, which is the record's id in a corpus.
    ///
    /// # Errors
    /// For standard input, and where the document's folder does not exist any more.
    pub fn of(handle: &Handle, record: &str, locations: &Locations) -> Result<Sidecars, NoSidecar> {
        match handle {
            Handle::Stdin => Err(NoSidecar::Stdin),
            Handle::Sample(name) => {
                let folder = locations.data.join("samples");
                Ok(Sidecars { within: nearest(&folder), folder, stem: OsString::from(name) })
            }
            Handle::File(path) => Sidecars::beside(path, locations),
            Handle::Record(handle) => {
                let mut sidecars = Sidecars::beside(&handle.corpus.path, locations)?;
                let mut corpus = mem::take(&mut sidecars.stem);
                corpus.push(CORPUS_SUFFIX);
                sidecars.folder.push(corpus);
                let (shard, stem) = record_name(record);
                sidecars.folder.push(shard);
                Ok(Sidecars { stem: stem.into(), ..sidecars })
            }
        }
    }

    fn beside(path: &Path, locations: &Locations) -> Result<Sidecars, NoSidecar> {
        let error = |source| NoSidecar::Folder { path: path.to_owned(), source };
        let (folder, name) = folder_and_name(path).map_err(error)?;
        let stem = name.to_owned();
        let mirrored = locations.mirror.as_ref().and_then(|mirror| Some((mirror, mirror.of(&folder)?)));
        Ok(match mirrored {
            Some((mirror, folder)) => Sidecars { folder, within: nearest(mirror.within()), stem },
            None => Sidecars { within: folder.clone(), folder, stem },
        })
    }

    /// The folder they are in, there or not.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How their names begin: the article's file name, or the record's.
    pub(super) fn stem(&self) -> &OsStr {
        &self.stem
    }

    /// The folders in which programs may have said something of the whole corpus, for a record of one: beside the
    /// corpus, and in the mirror tree.
    pub(super) fn output_folders(&self, handle: &Handle) -> Vec<PathBuf> {
        let Some(beside) = outputs_of(handle, "").and_then(|file| file.parent().map(Path::to_owned)) else {
            return Vec::new();
        };
        // Without a mirror tree both are the same folder.
        let is_beside = |folder: &&Path| fs::canonicalize(folder).ok() == fs::canonicalize(&beside).ok();
        let mirrored = self.folder.parent().filter(|folder| !is_beside(folder)).map(Path::to_owned);
        [beside].into_iter().chain(mirrored).collect()
    }

    /// Whether a file of this name is one of them.
    pub fn includes(&self, name: &OsStr) -> bool {
        annotator_in(name, &self.stem).is_some()
    }

    /// The sidecar of one annotator, there or not.
    pub fn path(&self, annotator: &AnnotatorName) -> PathBuf {
        let mut name = self.stem.clone();
        name.push(".");
        name.push(annotator.as_str());
        name.push(SUFFIX);
        self.folder.join(name)
    }

    /// The same as what a save needs.
    pub fn target(&self, annotator: &AnnotatorName) -> Target {
        Target { path: self.path(annotator), within: self.within.clone() }
    }

    /// Every annotator who has a sidecar of this document, by name, with its path. None where the folder is missing.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn annotators(&self) -> io::Result<Vec<(AnnotatorName, PathBuf)>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            if let Some(annotator) = annotator_in(&entry.file_name(), &self.stem) {
                found.push((annotator, entry.path()));
            }
        }
        found.sort();
        Ok(found)
    }
}

/// The folder itself, or the nearest above it that is there now.
fn nearest(folder: &Path) -> PathBuf {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder).to_owned()
}

/// What a document is called by where its sidecars are told apart from those of others: the path of a sidecar without
/// its annotator.
pub fn document_key(sidecar: &Path) -> String {
    let path = sidecar.to_string_lossy();
    let stem = path.strip_suffix(SUFFIX).unwrap_or(&path);
    stem.rsplit_once('.').map_or(stem, |(document, _)| document).to_owned()
}

/// The article beside which `sidecar` stands; `None` for one that is not there, or a record.
pub fn article_of(sidecar: &Path, annotator: &AnnotatorName) -> Option<Handle> {
    let name = sidecar.file_name()?.to_str()?.strip_suffix(SUFFIX)?;
    let path = sidecar.with_file_name(name.strip_suffix(annotator.as_str())?.strip_suffix('.')?);
    path.is_file().then_some(Handle::File(path))
}

/// The file that holds what a program says of a whole corpus file: one line a record. `None` for documents that have
/// sidecars of their own.
pub fn outputs_of(handle: &Handle, producer: &str) -> Option<PathBuf> {
    let Handle::Record(record) = handle else { return None };
    let mut folder = record.corpus.path.clone().into_os_string();
    folder.push(CORPUS_SUFFIX);
    Some(PathBuf::from(folder).join(format!("{producer}{}", outputs::SUFFIX)))
}

/// The annotator in the name of a sidecar of the document `stem`.
pub(super) fn annotator_in(name: &OsStr, stem: &OsStr) -> Option<AnnotatorName> {
    let rest = name.as_encoded_bytes().strip_prefix(stem.as_encoded_bytes())?.strip_prefix(b".")?;
    let annotator = rest.strip_suffix(SUFFIX.as_bytes())?;
    AnnotatorName::parse(std::str::from_utf8(annotator).ok()?).ok()
}

/// The beginning of the name of any sidecar, as [`Sidecars`] has it, and its annotator.
pub(super) fn stem_and_annotator(name: &OsStr) -> Option<(&OsStr, AnnotatorName)> {
    let annotator = annotator_of(name)?;
    let end = SUFFIX.len() + annotator.as_str().len() + 1;
    // The end of a name that has an annotator is ASCII, and the name is UTF-8.
    let stem = name.to_str()?.get(..name.len() - end)?;
    Some((OsStr::new(stem), annotator))
}

/// The annotator in the name of any sidecar.
pub(super) fn annotator_of(name: &OsStr) -> Option<AnnotatorName> {
    let stem = name.to_str()?.strip_suffix(SUFFIX)?;
    AnnotatorName::parse(stem.rsplit_once('.')?.1).ok()
}

/// The folder of a file with all links resolved, and the file's own name (which may be a link).
pub(super) fn folder_and_name(path: &Path) -> io::Result<(PathBuf, &OsStr)> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let folder = folder_of(path);
    Ok((fs::canonicalize(folder)?, name))
}

/// The folder and the beginning of the file name of a record's sidecars: two hexadecimal digits of the SHA-256 of its
/// id, and the id with everything but `A-Z a-z 0-9 _ -` and dots inside percent-escaped, so that no id names another
/// folder. What is too long is cut and ends in 16 digits of the hash; an empty id is a lone `%`.
pub(super) fn record_name(id: &str) -> (String, String) {
    let hash = Fingerprint::of(id.as_bytes()).to_string();
    let mut name = String::with_capacity(id.len());
    for byte in id.bytes() {
        let before = name.len();
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' => name.push(char::from(byte)),
            b'.' if before > 0 => name.push('.'),
            _ => {
                // Writing to a string cannot fail.
                let _ok = write!(name, "%{byte:02X}");
            }
        }
        if name.len() > LONGEST {
            name.truncate(before);
            name.push('-');
            name.push_str(hash.get(..16).unwrap_or_default());
            break;
        }
    }
    if name.is_empty() {
        name.push('%');
    }
    (hash.get(..2).unwrap_or_default().to_owned(), name)
}

#[cfg(test)]
mod tests {
    use super::super::place::{Corpus, RecordHandle};
    use super::*;
    use proptest::prelude::*;
    use std::path::Component;
    use std::sync::Arc;

    fn record(folder: &Path) -> Handle {
        let corpus = Arc::new(Corpus::of_lines(&folder.join("news.jsonl")));
        Handle::Record(RecordHandle { corpus, index: 0 })
    }

    #[test]
    fn every_kind_of_document_has_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let anna = AnnotatorName::parse("anna").unwrap();
        let locations = Locations { data: "/data".into(), mirror: None };
        let of = |handle: &Handle, id: &str| Sidecars::of(handle, id, &locations).unwrap().path(&anna);

        assert_eq!(of(&Handle::File(root.join("a.txt")), "a.txt"), root.join("a.txt.anna.gloss.toml"));
        assert_eq!(of(&Handle::Sample("01-tour.md"), ""), Path::new("/data/samples/01-tour.md.anna.gloss.toml"));
        let expected = root.join("news.jsonl.gloss/2c/%2E.%2Fx%C3%A4.anna.gloss.toml");
        let found = of(&record(&root), "../xä");
        assert_eq!(found.file_name(), expected.file_name());
        assert_eq!(found.parent().unwrap().parent(), expected.parent().unwrap().parent());
        let error = Sidecars::of(&Handle::Stdin, "", &locations).unwrap_err().to_string();
        assert!(error.starts_with("standard input has no file to save beside"));
    }

    #[test]
    fn only_this_documents_sidecars_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["a.txt", "a.txt.bob.gloss.toml", "a.txt.anna.gloss.toml", "a.txt.b.anna.gloss.toml", "a.txt..gloss.toml"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let handle = Handle::File(folder.path().join("a.txt"));
        let sidecars = Sidecars::of(&handle, "a.txt", &Locations::default()).unwrap();
        let names: Vec<String> = sidecars.annotators().unwrap().into_iter().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, ["anna", "bob"]);
        assert!(
            Sidecars::of(&record(folder.path()), "1", &Locations::default()).unwrap().annotators().unwrap().is_empty()
        );
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            Just("../../etc/passwd".to_owned()),
            Just(".".to_owned()),
            Just("..".to_owned()),
            "[./\\\\%a\u{0}\n:-]{0,12}",
            "(?s).{0,300}",
        ]
    }

    proptest! {
        /// A record's sidecar always is two folders below the corpus's own, under a name every file system takes,
        /// and two records never share one.
        #[test]
        fn no_id_leaves_its_folder(id in hostile(), other in hostile()) {
            let (shard, stem) = record_name(&id);
            let path = Path::new(&shard).join(format!("{stem}.anna.gloss.toml"));
            let parts: Vec<Component> = path.components().collect();
            prop_assert_eq!(parts.len(), 2);
            prop_assert!(parts.iter().all(|part| matches!(part, Component::Normal(_))));
            prop_assert!(!stem.is_empty() && !stem.starts_with('.') && stem.len() <= LONGEST + 17);
            prop_assert!(stem.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.%".contains(&b)));
            prop_assert_eq!(id == other, (shard, stem) == record_name(&other));
        }
    }
}
