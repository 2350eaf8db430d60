//! Finding documents while the first of them is being read already.

use std::path::PathBuf;
use std::sync::Arc;

use super::recognisers::Finished;
use crate::annot::{AnnotatorName, Status, sidecar};
use crate::app::Entry;
use crate::store::library::{Found, Library, scan};
use crate::store::open::{self, Options};
use crate::store::{Fault, Handle, Locations, Vocabulary, article_of, document_key, path_label};

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

/// Most documents that are read again at the start to learn from them.
const STUDIED: usize = 60;

/// The newest documents that `annotator` is done with, oldest first, with what was said of them.
pub(super) fn finished(vocabulary: &Vocabulary, annotator: &AnnotatorName, options: &Options) -> Vec<Finished> {
    let mut done = Vec::new();
    for path in vocabulary.newest(annotator, STUDIED) {
        let Some(handle) = article_of(&path, annotator) else { continue };
        let Ok(loaded) = open::load(&handle, options) else { continue };
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        let Ok(reading) = sidecar::read(&source, loaded.document.text()) else { continue };
        if reading.set.review.status == Status::Done && reading.digest_matches {
            done.push((document_key(&path), Arc::new(loaded.document), Arc::new(reading.set)));
        }
    }
    done.reverse();
    done
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
