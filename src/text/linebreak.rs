//! Where a line may end.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::GraphemeCursor;

/// A place where a line may or must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineBreak {
    /// The byte that begins the new line. White space before it belongs to the line that ends.
    pub at: usize,
    /// Whether the text itself breaks here (newline, form feed, line or paragraph separator).
    pub mandatory: bool,
}

/// The break opportunities inside `text` by UAX #14, in order, each on a grapheme boundary. Neither the start nor
/// the end of the text is one of them: `0 < at < text.len()`.
pub fn breaks(text: &str) -> Vec<LineBreak> {
    linebreaks(text)
        .filter(|&(at, _)| at < text.len() && is_grapheme_boundary(text, at))
        .map(|(at, kind)| LineBreak { at, mandatory: kind == BreakOpportunity::Mandatory })
        .collect()
}

/// UAX #14 may break between a blank and a combining mark, which are one cluster on the screen.
fn is_grapheme_boundary(text: &str, at: usize) -> bool {
    if text.as_bytes().get(at).is_some_and(u8::is_ascii) {
        return true;
    }
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let breaks = breaks(text);
        let starts = std::iter::once(0).chain(breaks.iter().map(|b| b.at));
        let ends = breaks.iter().map(|b| b.at).chain([text.len()]);
        starts.zip(ends).map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn lines_end_where_readers_expect_it() {
        assert_eq!(lines("Die „neue“ US-Politik"), ["Die ", "„neue“ ", "US-", "Politik"]);
        assert_eq!(lines("漢字。はい"), ["漢", "字。", "は", "い"]);
        assert_eq!(lines("10\u{a0}km a \u{301}b"), ["10\u{a0}km ", "a \u{301}b"]);
        assert_eq!(lines("a\r\nb\n"), ["a\r\n", "b\n"]);
        assert_eq!(lines(""), [""]);
    }

    #[test]
    fn only_newlines_are_mandatory() {
        let kinds: Vec<bool> = breaks("a b\nc\u{2028}d").iter().map(|b| b.mandatory).collect();
        assert_eq!(kinds, [false, true, true]);
    }
}
