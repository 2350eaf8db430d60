//! The sidecar: an annotation set as a TOML file beside the article.
//!
//! Written by [`write()`], one annotation a line, with offsets in code points and the quoted text beside each place;
//! read by [`read()`], which checks every place against the text and keeps what this version does not know.

mod entry;
mod error;
mod fields;
mod git;
mod nesting;
mod read;
mod reanchor;
mod repeated;
mod value;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use entry::{parsed, placed_orphan, record_of, table_of};
pub(super) use entry::{push_record, push_review, review_of};
pub use error::{Fault, SidecarError};
pub(super) use fields::Fields;
pub use nesting::{DEEPEST, too_deep};
pub use read::{Reading, read, read_again};
pub use reanchor::{Anchoring, Fate};
pub(crate) use value::is_escaped;
pub(super) use value::push_string;
pub use words::Words;
pub use write::write;

use sha2::{Digest, Sha256};

use super::{AnnotationSet, AnnotatorName, DocumentRef, Kind};
use crate::doc::Document;
use crate::text::Text;

/// The version of the format that is read and written.
const FORMAT: i64 = 1;

/// Code points of `before` and `after`.
const CONTEXT: usize = 32;

/// The digest that ties a sidecar to a text: SHA-256 of its UTF-8 bytes, in lower-case hexadecimal digits.
pub fn text_digest(text: &Text) -> String {
    Sha256::digest(text.as_str()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl DocumentRef {
    /// What a sidecar says of `document`: its name, digest, length and reader. Costs a pass over the text.
    pub fn of(document: &Document) -> DocumentRef {
        DocumentRef {
            name: document.name().into(),
            text_sha256: text_digest(document.text()),
            chars: document.text().code_points(),
            reader: document.reader().map(str::to_string),
            extra: toml::Table::new(),
        }
    }
}

impl AnnotationSet {
    /// A set of `document` with nothing in it yet.
    pub fn for_document(annotator: AnnotatorName, kind: Kind, document: &Document) -> AnnotationSet {
        AnnotationSet::new(annotator, kind, DocumentRef::of(document))
    }
}
