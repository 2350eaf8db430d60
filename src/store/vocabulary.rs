//! The vocabulary of a corpus: every tag and stance target its annotators have used, for completion.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Handle, Locations, Sidecars};
use crate::annot::AnnotatorName;
use crate::annot::sidecar::Words;

/// Largest sidecar that is looked through, in bytes.
const LARGEST: u64 = 16 << 20;

/// How the file names of sidecars end.
const ENDING: &str = ".gloss.toml";

/// Where the sidecars of a corpus stand, collected while its documents are found.
#[derive(Debug)]
pub struct Vocabulary {
    locations: Locations,
    seen: HashSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Vocabulary {
    /// Of no document yet.
    pub fn new(locations: Locations) -> Vocabulary {
        Vocabulary { locations, seen: HashSet::new(), folders: BTreeSet::new() }
    }

    /// Notes where the sidecars of a document stand; many documents share a folder, so this is cheap.
    pub fn visit(&mut self, document: &Handle) {
        let together = match document {
            Handle::File(path) => path.parent().unwrap_or(path),
            Handle::Record(record) => &record.corpus.path,
            Handle::Sample(_) => Path::new(""),
            Handle::Stdin => return,
        };
        if self.seen.insert(together.to_owned()) {
            self.folders.extend(folder(document, &self.locations));
        }
    }

    /// Looks through the sidecars. What cannot be read is passed over: opening its document says why.
    pub fn words(&self) -> Words {
        let mut words = Words::default();
        for folder in &self.folders {
            look_through(folder, 1, &mut words);
        }
        words
    }
}

/// The folder that all sidecars of a document, or of all records of its corpus, stand in.
fn folder(handle: &Handle, locations: &Locations) -> Option<PathBuf> {
    let anybody = AnnotatorName::from_login("");
    let sidecar = Sidecars::of(handle, "1", locations).ok()?.path(&anybody);
    let folder = sidecar.parent()?;
    match handle {
        // Records are spread over folders named by a hash.
        Handle::Record(_) => folder.parent().map(Path::to_owned),
        Handle::File(_) | Handle::Sample(_) | Handle::Stdin => Some(folder.to_owned()),
    }
}

/// Counts the words of the sidecars in `folder`, and in the folders of records in it.
fn look_through(folder: &Path, depth: usize, words: &mut Words) {
    let is_corpus = folder.extension().is_some_and(|ending| ending == "gloss");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && is_corpus && depth > 0 {
            look_through(&path, depth - 1, words);
        }
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ENDING));
        let small = || entry.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST);
        if kind.is_file() && named && small() {
            words.count(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_annotators_are_counted_and_those_of_programs_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let article = folder.path().join("a.txt");
        fs::write(&article, "text").unwrap();
        let sidecar = |annotator: &str, kind: &str| {
            let text = format!(
                "gloss = 1\nkind = \"{kind}\"\ntags = [\n  {{ id = \"t1\", tag = \"öl {annotator}\" }},\n  \
                 {{ id = \"t2\", tag = \"nato\" }},\n]\nstances = [\n  {{ id = \"s\", target = \"dam\" }},\n]\n"
            );
            fs::write(folder.path().join(format!("a.txt.{annotator}.gloss.toml")), text).unwrap();
        };
        sidecar("anna", "human");
        sidecar("ben", "human");
        sidecar("bot", "model");
        fs::write(folder.path().join("broken.x.gloss.toml"), "tags = [\n{{\n]").unwrap();
        let mut vocabulary = Vocabulary::new(Locations::default());
        vocabulary.visit(&Handle::File(article));
        let words = vocabulary.words();
        let tags: Vec<(&str, usize)> = words.tags.iter().map(|(tag, count)| (tag.as_str(), *count)).collect();
        assert_eq!(tags, [("nato", 2), ("öl anna", 1), ("öl ben", 1)]);
        assert_eq!(words.targets.get("dam"), Some(&2));
    }
}
