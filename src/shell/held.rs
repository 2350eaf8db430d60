//! What is held of a sidecar while its document is open, or until it is on the disk.

use std::sync::Arc;

use crate::annot::{AnnotationSet, DocumentRef, sidecar};
use crate::doc::Document;
use crate::store::Handle;
use crate::store::claim::Claim;
use crate::store::durable::{SaveError, Target};

/// A sidecar that is ours to write.
pub(super) struct Held {
    /// Which document it belongs to.
    pub handle: Handle,
    /// The document its places count in.
    pub document: Arc<Document>,
    /// What the file says, as far as is known: what two versions are merged by.
    pub base: Arc<AnnotationSet>,
    /// Keeps other processes from writing it, where there is a state folder.
    pub claim: Option<Claim>,
    /// What it is to say and is not known to.
    pub unsaved: Option<Unsaved>,
}

/// A set that is not known to be on the disk.
pub(super) struct Unsaved {
    /// The number of its save.
    pub ticket: u64,
    /// Where it belongs.
    pub target: Target,
    /// What it says.
    pub set: Arc<AnnotationSet>,
    /// Why the last attempt failed.
    pub error: Option<SaveError>,
}

/// A set that was made on the text of `then`, on the text of `now`.
pub(super) fn carried(set: &AnnotationSet, then: &Document, now: &Document) -> AnnotationSet {
    if then.text() == now.text() {
        return set.clone();
    }
    let written = sidecar::write(set, then.text());
    match sidecar::read_again(&written, now.text(), &|_| Some(then.text().clone())) {
        Ok(reading) => {
            let mut set = reading.set;
            set.document = DocumentRef { extra: std::mem::take(&mut set.document.extra), ..DocumentRef::of(now) };
            set
        }
        // What was just written can be read.
        Err(_) => set.clone(),
    }
}
