//! Finding documents while the first of them is being read already.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::recognisers::Finished;
use crate::annot::{AnnotatorName, Status, sidecar};
use crate::store::library::{Library, Looking, Piece, search};
use crate::store::open::{self, Options};
use crate::store::shelf::Lot;
use crate::store::{Corpus, Handle, Locations, Vocabulary, article_of, document_key};

/// The first document of what was found.
pub(super) fn first_document(piece: &Piece) -> Option<Handle> {
    if let Piece::Lot(lot) = piece { lot.get(0) } else { None }
}

/// What cannot be opened of what was found, a line each.
pub(super) fn faults(pieces: &[Piece]) -> String {
    let fault = |piece: &Piece| if let Piece::Fault(fault) = piece { Some(fault.to_string()) } else { None };
    pieces.iter().filter_map(fault).collect::<Vec<_>>().join("\n")
}

/// How long what is found is gathered before it is handed on.
const PAUSE: Duration = Duration::from_millis(80);

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
/// the others a few times a second. `false` from `emit` ends the walk. The answer knows where to look for the words
/// that its annotators have used.
///
/// The ids of corpora that go to `corpora` are to be looked through by whoever asked for them.
pub(super) fn find(
    paths: &[PathBuf],
    locations: &Locations,
    cache: &Path,
    mut corpora: Option<&mut Vec<Arc<Corpus>>>,
    emit: &mut dyn FnMut(Vec<Piece>) -> bool,
) -> Vocabulary {
    let mut vocabulary = Vocabulary::new(locations.clone());
    if paths.is_empty() {
        let samples = Library::samples();
        samples.documents().iter().for_each(|document| vocabulary.visit(document));
        emit(samples.documents().iter().cloned().map(Piece::from).collect());
        return vocabulary;
    }
    let mut batch = Batch::default();
    search(paths, cache, &mut |piece| {
        if let Piece::Lot(lot) = &piece {
            lot.get(0).iter().for_each(|document| vocabulary.visit(document));
            if let (Lot::Records { corpus, records }, Some(corpora)) = (lot, &mut corpora)
                && records.start == 0
            {
                corpus.await_ids();
                if corpora.last().is_none_or(|last| !Arc::ptr_eq(last, corpus)) {
                    corpora.push(Arc::clone(corpus));
                }
            }
        }
        batch.add(piece);
        !batch.is_due() || emit(batch.take())
    });
    emit(batch.take());
    vocabulary
}

/// What was found and not handed on yet.
#[derive(Default)]
struct Batch {
    pieces: Vec<Piece>,
    looking: Option<Looking>,
    /// Whether there is a document among it.
    has_document: bool,
    /// When something was handed on last.
    since: Option<Instant>,
}

impl Batch {
    fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Looking(looking) => self.looking = Some(looking),
            piece => {
                self.has_document |= matches!(&piece, Piece::Lot(lot) if !lot.is_empty());
                self.pieces.push(piece);
            }
        }
    }

    fn is_due(&self) -> bool {
        self.since.map_or(self.has_document, |since| since.elapsed() >= PAUSE)
    }

    /// All of it; of how far the search is, only the last counts.
    fn take(&mut self) -> Vec<Piece> {
        self.since = Some(Instant::now());
        let looking = self.looking.take().map(Piece::Looking);
        std::mem::take(&mut self.pieces).into_iter().chain(looking).collect()
    }
}
