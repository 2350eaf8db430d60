//! Annotations: the sets, their edits and history, proposals, the sidecar format.
//!
//! An [`AnnotationSet`] is all that one annotator said of one document. It changes only by [`Edit`]s, each of
//! which knows its inverse; [`History`] keeps them for undo and redo.

pub mod adopt;
pub mod anchor;
#[cfg(test)]
pub(crate) mod arbitrary;
pub mod build;
mod edit;
mod id;
pub mod index;
pub mod journal;
pub mod merge;
pub mod proposal;
mod record;
pub mod score;
mod set;
pub mod sidecar;
pub mod sweep;

pub use edit::{Change, Edit, History, RecordChange, Stale, Transaction};
pub use id::{AnnotatorName, Id, IdSource, InvalidId, InvalidName};
pub use record::{
    Anchored, Common, Conflict, Contested, Decision, Doubt, Entity, Holder, Layer, Note, Offer, Offered, Orphan,
    Record, Relation, SpanAnnotation, Stance, Tag,
};
pub use set::{AnnotationSet, DocumentRef, Kind, Review, Status};
