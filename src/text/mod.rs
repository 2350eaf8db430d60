//! Immutable text: spans, offsets, graphemes, width, words, sentences, line breaks.
//!
//! Offsets are bytes everywhere inside the program ([`Span`], plain `usize`); code points ([`CodePoint`])
//! exist only at the edges, in sidecars and JSON. [`Text`] is the one place that converts between them.

mod abbreviation;
mod linebreak;
mod mark;
mod offset;
mod sentence;
mod span;
mod trim;
mod visible;
mod word;
mod wrap;

pub use linebreak::{LineBreak, breaks};
pub use mark::{Mark, MarkKind, marks};
pub use offset::CodePoint;
pub use sentence::sentences;
pub use span::Span;
pub use trim::trim;
pub use visible::{Shown, cells, one_line, shown};
pub use word::words;
pub use wrap::{width, wrap};

use std::fmt;
use std::sync::{Arc, OnceLock};

use offset::CodePointIndex;
use unicode_segmentation::GraphemeCursor;

/// The text of one document. It never changes and is never normalised once it exists.
///
/// Cloning is cheap: the content and its offset index are shared.
#[derive(Clone)]
pub struct Text(Arc<Inner>);

struct Inner {
    content: Box<str>,
    index: OnceLock<CodePointIndex>,
}

impl Text {
    /// Takes over `content`, already decoded. The offset index is built on the first conversion.
    pub fn new(content: impl Into<Box<str>>) -> Text {
        Text(Arc::new(Inner { content: content.into(), index: OnceLock::new() }))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0.content
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.content.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.content.is_empty()
    }

    /// Length in code points.
    pub fn code_points(&self) -> usize {
        self.index().total()
    }

    /// The text of `span`; parts of the span outside the text or inside a character are cut off.
    pub fn slice(&self, span: Span) -> &str {
        let span = self.clamp(span);
        self.as_str().get(span.range()).unwrap_or_default()
    }

    /// `span` moved inwards to character boundaries inside the text.
    pub fn clamp(&self, span: Span) -> Span {
        let text = self.as_str();
        let start = text.ceil_char_boundary(span.start.min(text.len()));
        let end = text.floor_char_boundary(span.end.min(text.len()));
        Span::new(start, end.max(start))
    }

    /// `span` without the white space at its ends; empty where it holds nothing else.
    pub fn without_blanks(&self, span: Span) -> Span {
        let span = self.clamp(span);
        let slice = self.slice(span);
        let start = span.start + (slice.len() - slice.trim_start().len());
        Span::new(start, start + slice.trim().len())
    }

    /// Whether `span` lies inside the text and on character boundaries.
    pub fn holds(&self, span: Span) -> bool {
        self.as_str().get(span.range()).is_some()
    }

    /// The code point offset of a byte offset; an offset inside a character counts as that character's start.
    pub fn to_code_point(&self, byte: usize) -> CodePoint {
        let text = self.as_str();
        self.index().code_point(text, text.floor_char_boundary(byte.min(text.len())))
    }

    /// The byte offset of a code point offset, or `None` past the end of the text.
    pub fn to_byte(&self, at: CodePoint) -> Option<usize> {
        self.index().byte(self.as_str(), at)
    }

    /// The byte span of half-open code point offsets, or `None` when they are reversed or outside the text.
    pub fn to_span(&self, start: CodePoint, end: CodePoint) -> Option<Span> {
        let (start, end) = (self.to_byte(start)?, self.to_byte(end)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// The end of the grapheme cluster that starts at or covers byte `at` (the text's end at the end).
    pub fn next_grapheme(&self, at: usize) -> usize {
        let text = self.as_str();
        let at = text.floor_char_boundary(at.min(text.len()));
        let mut cursor = GraphemeCursor::new(at, text.len(), true);
        cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
    }

    /// The start of the grapheme cluster before byte `at` (0 at the start).
    pub fn prev_grapheme(&self, at: usize) -> usize {
        let text = self.as_str();
        let at = text.ceil_char_boundary(at.min(text.len()));
        let mut cursor = GraphemeCursor::new(at, text.len(), true);
        cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
    }

    /// The start of the grapheme cluster that covers byte `at`.
    pub fn grapheme_start(&self, at: usize) -> usize {
        let text = self.as_str();
        let at = text.floor_char_boundary(at.min(text.len()));
        let mut cursor = GraphemeCursor::new(at, text.len(), true);
        match cursor.is_boundary(text, 0) {
            Ok(true) | Err(_) => at,
            Ok(false) => self.prev_grapheme(at),
        }
    }

    fn index(&self) -> &CodePointIndex {
        self.0.index.get_or_init(|| CodePointIndex::new(self.as_str()))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.as_str()).finish()
    }
}

impl From<&str> for Text {
    fn from(content: &str) -> Text {
        Text::new(content)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}
