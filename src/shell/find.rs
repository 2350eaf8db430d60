//! Finding documents while the first of them is being read already.

use std::path::PathBuf;

use crate::app::Entry;
use crate::store::library::{Found, Library, scan};
use crate::store::{Fault, Handle, Locations, Vocabulary, path_label};

/// Most documents that are handed on at once.
const BATCH: usize = 1000;

/// What the list shows of something that was found.
fn entry(found: Found) -> Entry {
    match found {
        Found::Document(handle) => Entry::new(handle),
        Found::Fault(Fault { path, reason }) => {
            let fault = Some(format!("{}: {reason}", path_label(&path)));
            Entry { fault, ..Entry::new(Handle::File(path)) }
        }
    }
}

/// Walks through `paths` (or the samples, if there are none) and hands on what is found: the first document at once,
/// the others in batches. `false` from `emit` ends the walk. The answer knows where to look for the words
/// that its annotators have used.
pub(super) fn find(paths: &[PathBuf], locations: &Locations, emit: &mut dyn FnMut(Vec<Entry>) -> bool) -> Vocabulary {
    let mut vocabulary = Vocabulary::new(locations.clone());
    if paths.is_empty() {
        let samples = Library::samples();
        samples.documents().iter().for_each(|document| vocabulary.visit(document));
        emit(samples.documents().iter().cloned().map(Entry::new).collect());
        return vocabulary;
    }
    let mut batch = Vec::new();
    let mut size = 1;
    scan(paths, &mut |found| {
        if let Found::Document(document) = &found {
            vocabulary.visit(document);
        }
        batch.push(entry(found));
        if batch.len() < size {
            return true;
        }
        size = BATCH;
        emit(std::mem::take(&mut batch))
    });
    if !batch.is_empty() {
        emit(batch);
    }
    vocabulary
}
