//! The vocabulary of a corpus: every tag and stance target its annotators have used, for completion.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Handle, Locations, Sidecars, document_key};
use crate::annot::AnnotatorName;
use crate::annot::sidecar::{self, Words};
use crate::extract::memory::{self, Evidence};

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

    /// What one annotator decided on every document, as their sidecars alone say, under the documents' keys. What
    /// cannot be read is passed over.
    pub fn decisions(&self, annotator: &AnnotatorName) -> Vec<(String, Vec<Evidence>)> {
        let of = |path: PathBuf| {
            let source = fs::read_to_string(&path).ok()?;
            Some((document_key(&path), memory::decisions_in(&sidecar::parsed(&source)?)))
        };
        self.sidecars_of(annotator).into_iter().filter_map(|(path, _)| of(path)).collect()
    }

    /// The sidecars of one annotator that were changed last, the newest first.
    pub fn newest(&self, annotator: &AnnotatorName, most: usize) -> Vec<PathBuf> {
        let mut found = self.sidecars_of(annotator);
        found.sort_by(|(a, at), (b, then)| then.cmp(at).then_with(|| a.cmp(b)));
        found.into_iter().take(most).map(|(path, _)| path).collect()
    }

    /// The sidecars of one annotator, with when they were changed.
    fn sidecars_of(&self, annotator: &AnnotatorName) -> Vec<(PathBuf, Option<SystemTime>)> {
        let ending = format!(".{annotator}{ENDING}");
        let mut found = Vec::new();
        for folder in &self.folders {
            each_sidecar(folder, 1, &mut |path, metadata| {
                if path.to_string_lossy().ends_with(&ending) {
                    found.push((path.to_owned(), metadata.modified().ok()));
                }
            });
        }
        found
    }

    /// Looks through the sidecars. What cannot be read is passed over: opening its document says why.
    pub fn words(&self) -> Words {
        let mut words = Words::default();
        for folder in &self.folders {
            each_sidecar(folder, 1, &mut |path, _| words.count(&fs::read_to_string(path).unwrap_or_default()));
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

/// Passes on the sidecars in `folder`, and in the folders of records in it.
fn each_sidecar(folder: &Path, depth: usize, on_found: &mut dyn FnMut(&Path, &fs::Metadata)) {
    let is_corpus = folder.extension().is_some_and(|ending| ending == "gloss");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && is_corpus && depth > 0 {
            each_sidecar(&path, depth - 1, on_found);
        }
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ENDING));
        let small = || entry.metadata().ok().filter(|metadata| metadata.len() <= LARGEST);
        if let Some(metadata) = (kind.is_file() && named).then(small).flatten() {
            on_found(&path, &metadata);
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
