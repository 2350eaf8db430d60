//! Lines of a text and their spans.

use memchr::memchr;

use crate::text::Span;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes without the line break (`\n` or `\r\n`).
    pub span: Span,
    /// Where the next line starts.
    pub next: usize,
}

/// The lines of `text` from byte `at`, which must be a character boundary.
pub(super) fn lines(text: &str, at: usize) -> impl Iterator<Item = Line> {
    let mut at = at;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(at..).filter(|rest| !rest.is_empty())?;
        let (length, taken) = memchr(b'\n', rest).map_or((rest.len(), rest.len()), |newline| (newline, newline + 1));
        let cut = usize::from(rest.get(..length).is_some_and(|line| line.ends_with(b"\r")));
        let line = Line { span: Span::new(at, at + length - cut), next: at + taken };
        at = line.next;
        Some(line)
    })
}

/// The bytes of `span`, which must lie on character boundaries.
pub(super) fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// `span` without white space around it; empty at its start where it holds nothing else.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let inside = slice(text, span);
    let tail = inside.trim_start();
    let start = span.start + inside.len() - tail.len();
    if tail.is_empty() { Span::empty(span.start) } else { Span::new(start, start + tail.trim_end().len()) }
}

/// Whether `span` holds nothing but white space.
pub(super) fn is_blank(text: &str, span: Span) -> bool {
    slice(text, span).trim_start().is_empty()
}
