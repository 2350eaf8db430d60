//! What can be wrong with a sidecar.

use std::fmt;

use super::value::{is_escaped, push_string};
use crate::annot::{AnnotatorName, Layer};
use crate::text::cells;

/// Most characters of a line that an error shows.
const WIDEST: usize = 72;

/// Most characters of a quotation that an error shows.
const LONGEST_QUOTE: usize = 48;

/// Why a sidecar cannot be read at all. It is never overwritten then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SidecarError {
    /// It is no TOML.
    #[error("line {line}, column {column}: {reason}\n  {excerpt}\n  {:>1$}", "^", .caret + 1)]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in code points, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
        /// The line, or the part of it around the place, fit for a terminal.
        excerpt: String,
        /// Cells before the place in the excerpt.
        caret: usize,
    },
    /// Git could not merge two versions of it.
    #[error(
        "has git's conflict markers (line {line}); settle it by hand: keep one version of each part and remove the lines with <<<<<<<, ======= and >>>>>>>"
    )]
    Conflict {
        /// The first marker's line, from 1.
        line: usize,
    },
    /// It nests more deeply than any sidecar does.
    #[error("line {line}: tables and lists are nested too deeply")]
    TooDeep {
        /// The line, from 1.
        line: usize,
    },
    /// A later version of the format, or none.
    #[error("has the format version `gloss = {found}`; this program reads version 1, a newer one may read it")]
    Version {
        /// What it says.
        found: String,
    },
    /// A key without which nothing can be read.
    #[error("has no `{key}`; a sidecar begins with `gloss`, `annotator` and `kind`")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// Such a key with a value it cannot have.
    #[error("`{key}`: {reason}")]
    Wrong {
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl SidecarError {
    /// What the parser could not read at byte `at` of `source`.
    pub(super) fn syntax(source: &str, at: usize, reason: &str) -> SidecarError {
        let at = source.floor_char_boundary(at.min(source.len()));
        let (before, behind) = source.split_at(at);
        let head = before.rsplit('\n').next().unwrap_or_default();
        let tail = behind.split(['\n', '\r']).next().unwrap_or_default();
        let column = head.chars().count();
        let shown = |text: &str, skip: usize| text.chars().skip(skip).map(visible).collect::<String>();
        let head = shown(head, column.saturating_sub(WIDEST / 2));
        let tail = tail.chars().take(WIDEST / 2).map(visible).collect::<String>();
        SidecarError::Syntax {
            line: line_of(source, at),
            column: column + 1,
            reason: reason.chars().map(visible).collect(),
            caret: usize::from(cells(&head)),
            excerpt: head + &tail,
        }
    }
}

/// The line of byte `at`, from 1.
pub(super) fn line_of(source: &str, at: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', source.as_bytes().get(..at).unwrap_or(source.as_bytes())).count()
}

/// A character that an error may show: no control, nothing invisible.
fn visible(c: char) -> char {
    match c {
        '\n' | '\t' => ' ',
        c if is_escaped(c) => '\u{fffd}',
        c => c,
    }
}

/// A quotation in an error: in quotation marks, escaped, and not too long.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => push_string(&mut out, &format!("{}…", text.get(..end).unwrap_or(text))),
        None => push_string(&mut out, text),
    }
    out
}

/// One thing in a sidecar that cannot be understood or does not fit the text. An article with faults is opened for
/// reading only, so that nothing of it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The list it stands in; `None` outside the lists.
    pub layer: Option<Layer>,
    /// The record's id as it is written, where it has one.
    pub id: Option<String>,
    /// The record's number in its list, from 1; 0 for the list itself or outside the lists.
    pub number: usize,
    /// The line in the file, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, in lower case.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match (self.layer, &self.id) {
            (Some(layer), Some(id)) => write!(f, "{} {}: ", layer.key(), quoted(id))?,
            (Some(layer), None) if self.number > 0 => write!(f, "{} number {}: ", layer.key(), self.number)?,
            (Some(layer), None) => write!(f, "{}: ", layer.key())?,
            (None, _) => {}
        }
        f.write_str(&self.reason)
    }
}

/// The error of a name that is none.
pub(super) fn annotator(name: &str) -> Result<AnnotatorName, SidecarError> {
    AnnotatorName::parse(name).map_err(|error| SidecarError::Wrong { key: "annotator", reason: error.to_string() })
}
