//! What a user wants, as an [`Edit`].
//!
//! An [`Author`] is made for one action: it looks at the set as it is, and its methods return the edit that does what
//! was asked, with everything that hangs on it in the same edit. An edit without changes means that there is nothing
//! to do. No method leaves a reference to a record that is gone.

mod carry;
mod draft;
mod entities;
mod records;
mod settle;
mod spans;
mod unsettled;

#[cfg(test)]
mod tests;

pub use entities::Under;
pub use records::{Evidence, NoteOn, StanceInput};
pub use unsettled::Keep;

use jiff::Timestamp;

use super::sidecar::is_escaped;
use super::{AnnotationSet, Common, Edit, Id, Status};
use crate::text::Text;
use draft::Draft;

/// The label of a span that stands only to be a quotation's cue.
pub const CUE: &str = "CUE";

/// The label of a span that stands only to be a stance's evidence.
pub const EVIDENCE: &str = "EVIDENCE";

/// The label of a span that stands only to be a quotation's source.
pub const SPEAKER: &str = "SPEAKER";

/// The labels of spans that stand only for something else: they are not offered by themselves.
pub const PROPS: [&str; 3] = [CUE, EVIDENCE, SPEAKER];

/// Longest quotation in a summary, in code points.
const EXCERPT: usize = 32;

/// Who acts on a set: everything an action may depend on.
pub struct Author<'a> {
    /// The set to be changed.
    pub set: &'a AnnotationSet,
    /// What programs said of the same text, for accepting what a proposal refers to.
    pub models: &'a [AnnotationSet],
    /// The text.
    pub text: &'a Text,
    /// The time of the action.
    pub now: Timestamp,
    /// The cursor, in bytes, to go back to on undo.
    pub cursor: usize,
    /// Makes a new id on each call.
    pub ids: &'a mut dyn FnMut() -> Id,
}

impl<'a> Author<'a> {
    /// Sets how far the annotator is with the document.
    pub fn set_status(&mut self, status: Status) -> Edit {
        let mut edit = Edit::new(status.name(), self.cursor);
        let before = &self.set.review;
        edit.review(before.clone(), super::Review { status, ..before.clone() });
        edit
    }

    fn draft(&self) -> Draft<'a> {
        Draft::new(self.set, self.text)
    }

    /// An id that nothing in the set has yet: the source of ids may begin anew with the same bits.
    fn id(&mut self) -> Id {
        loop {
            let id = (self.ids)();
            if !self.set.has(&id) {
                return id;
            }
        }
    }

    /// What a record made now carries.
    fn common(&self) -> Common {
        Common { at: Some(self.now), ..Common::default() }
    }

    fn nothing(&self) -> Edit {
        Edit::new("nothing to do", self.cursor)
    }
}

/// A short quotation for a summary, in quotation marks: one line, nothing invisible.
fn excerpt(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().map(|c| if is_escaped(c) { '\u{fffd}' } else { c }));
        if let Some((end, _)) = words.char_indices().nth(EXCERPT) {
            words.truncate(end);
            words.push('…');
            break;
        }
    }
    format!("“{words}”")
}
