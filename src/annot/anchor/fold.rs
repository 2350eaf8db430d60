//! A text as re-anchoring compares it: what a reader does not notice is folded away.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use crate::text::Span;

/// A run of white space with a blank line in it.
pub(super) const PARAGRAPH: char = '\n';

/// A window of a text as a sequence of units, each of which knows the bytes it came from.
///
/// Letters lose case and accents, quotation marks and dashes become one kind each, a run of white space becomes one
/// unit ([`PARAGRAPH`] or a blank), and what is invisible goes. So texts that differ in nothing else are equal.
#[derive(Default)]
pub(super) struct Folded {
    units: Vec<char>,
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// Bytes before the window.
    base: usize,
}

impl Folded {
    /// Folds the bytes `window` of `text`; what lies beyond 4 GiB of it is left out.
    pub(super) fn new(text: &str, window: Range<usize>) -> Folded {
        let (len, base) = (window.len(), window.start);
        let list = || Vec::with_capacity(len);
        let mut folded = Folded { units: Vec::with_capacity(len), starts: list(), ends: list(), base };
        let mut newlines = 0;
        let mut previous = '\0';
        for (start, c) in text.get(window).unwrap_or_default().char_indices() {
            let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(start + c.len_utf8())) else { break };
            if c.is_whitespace() {
                let continues = previous.is_whitespace();
                newlines = if continues { newlines } else { 0 };
                newlines += usize::from(is_newline(c) && !(c == '\n' && previous == '\r'));
                let unit = if newlines > 1 { PARAGRAPH } else { ' ' };
                match (folded.units.last_mut(), folded.ends.last_mut()) {
                    (Some(last), Some(last_end)) if continues => (*last, *last_end) = (unit, end),
                    _ => folded.push(unit, start, end),
                }
            } else if is_accent(c) {
                folded.ends.last_mut().into_iter().for_each(|last| *last = end);
            } else {
                fold(c, |unit| folded.push(unit, start, end));
            }
            previous = c;
        }
        folded
    }

    fn push(&mut self, unit: char, start: u32, end: u32) {
        self.units.push(unit);
        self.starts.push(start);
        self.ends.push(end);
    }

    pub(super) fn units(&self) -> &[char] {
        &self.units
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// The units of `range`; nothing where it does not lie inside.
    pub(super) fn slice(&self, range: Range<usize>) -> &[char] {
        self.units.get(range).unwrap_or_default()
    }

    /// The bytes of a range of units; an empty one stands behind the unit before it.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let at = |list: &[u32], index: usize| list.get(index).map_or(0, |&at| at as usize) + self.base;
        if range.is_empty() {
            return Span::empty(match range.start {
                0 => self.base,
                start => at(&self.ends, start - 1),
            });
        }
        Span::new(at(&self.starts, range.start), at(&self.ends, range.end - 1))
    }

    /// The units that `span` touches.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let (start, end) = (span.start.saturating_sub(self.base), span.end.saturating_sub(self.base));
        let first = self.ends.partition_point(|&at| at as usize <= start);
        let last = self.starts.partition_point(|&at| (at as usize) < end);
        first..last.max(first)
    }
}

/// The units of a piece of text.
pub(super) fn units(text: &str) -> Vec<char> {
    Folded::new(text, 0..text.len()).units
}

fn fold(c: char, mut push: impl FnMut(char)) {
    match c {
        c if c.is_ascii_alphanumeric() => push(c.to_ascii_lowercase()),
        c if is_invisible(c) => {}
        '\'' | '"' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201f}' | '‹' | '›' | '′' | '″' => push('"'),
        '-' | '\u{2010}'..='\u{2015}' | '−' => push('-'),
        '…' => (0..3).for_each(|_| push('.')),
        'ß' | 'ẞ' => (0..2).for_each(|_| push('s')),
        c if c.is_ascii() => push(c),
        c => decompose_canonical(c, |part| part.to_lowercase().filter(|&c| !is_accent(c)).for_each(&mut push)),
    }
}

/// The block of accents that Latin, Greek and Cyrillic letters are composed with.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a character is no unit of its own.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_whitespace() || is_accent(c) || is_invisible(c)
}

/// Soft hyphen, zero width space, word joiner, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether two pieces of text say the same in the same letters: only newlines, the width of white space, byte order
/// marks and the Unicode normalisation may differ.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || settled(a).eq(settled(b))
}

fn settled(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut in_blank = false;
    text.chars().filter(|&c| c != '\u{feff}').nfd().filter_map(move |c| {
        let blank = c == ' ' || c == '\t' || is_newline(c);
        let again = blank && in_blank;
        in_blank = blank;
        (!again).then_some(if blank { ' ' } else { c })
    })
}
