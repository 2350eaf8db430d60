//! What offsets count in. Tools differ, and few of them say so; covered texts tell.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::foreign::ForeignSpan;
use crate::annot::Anchored;
use crate::text::{CodePoint, Span, Text};

/// What offsets of another tool count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Unicode code points, half-open.
    CodePoints,
    /// UTF-16 code units, half-open: what JavaScript and Java count.
    Utf16,
    /// Bytes of the text in UTF-8.
    Bytes,
    /// Grapheme clusters (Unicode Standard Annex 29).
    Graphemes,
    /// Code points, the end named being the last one covered.
    Inclusive,
    /// Code points, a carriage return with its line feed counting once.
    CrlfAsOne,
    /// Code points, a byte order mark that is not in the text any more counting too.
    ByteOrderMark,
}

impl Unit {
    /// All of them; the more usual first.
    pub const ALL: [Unit; 7] = [
        Unit::CodePoints,
        Unit::Utf16,
        Unit::Bytes,
        Unit::Graphemes,
        Unit::Inclusive,
        Unit::CrlfAsOne,
        Unit::ByteOrderMark,
    ];

    /// What a message calls it.
    pub fn name(self) -> &'static str {
        match self {
            Unit::CodePoints => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "UTF-8 bytes",
            Unit::Graphemes => "grapheme clusters",
            Unit::Inclusive => "code points with inclusive ends",
            Unit::CrlfAsOne => "code points, CR LF counted once",
            Unit::ByteOrderMark => "code points, the byte order mark counted",
        }
    }
}

/// Converts offsets in a unit to bytes of one text.
pub struct Ruler<'t> {
    unit: Unit,
    text: &'t Text,
    /// The byte where each unit begins, and the end of the text, for units that [`Text`] does not count itself.
    /// [`INSIDE`] marks the inside of the character that begins there.
    starts: Vec<u32>,
}

/// The bit of a place that is not between two characters.
const INSIDE: u32 = 1 << 31;

impl<'t> Ruler<'t> {
    /// The ruler of `unit` on `text`. Takes time and memory in the length of the text for units other than bytes and
    /// code points.
    pub fn new(unit: Unit, text: &'t Text) -> Ruler<'t> {
        let content = text.as_str();
        let byte = |at: usize| u32::try_from(at).unwrap_or(INSIDE) & !INSIDE;
        let mut starts: Vec<u32> = match unit {
            Unit::CodePoints | Unit::Bytes | Unit::Inclusive | Unit::ByteOrderMark => Vec::new(),
            Unit::Utf16 => {
                let units = |(at, c): (usize, char)| [byte(at), byte(at) | INSIDE].into_iter().take(c.len_utf16());
                content.char_indices().flat_map(units).collect()
            }
            Unit::Graphemes => content.grapheme_indices(true).map(|(at, _)| byte(at)).collect(),
            Unit::CrlfAsOne => {
                let bytes = content.as_bytes();
                let counts = |at: &usize| {
                    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                    !(bytes.get(*at) == Some(&b'\n') && before == Some(&b'\r'))
                };
                content.char_indices().map(|(at, _)| at).filter(counts).map(byte).collect()
            }
        };
        starts.push(byte(content.len()));
        Ruler { unit, text, starts }
    }

    fn byte(&self, at: usize) -> Option<usize> {
        match self.unit {
            Unit::CodePoints | Unit::Inclusive => self.text.to_byte(CodePoint(at)),
            Unit::ByteOrderMark => self.text.to_byte(CodePoint(at.checked_sub(1)?)),
            Unit::Bytes => self.text.as_str().is_char_boundary(at).then_some(at),
            Unit::Utf16 | Unit::Graphemes | Unit::CrlfAsOne => {
                self.starts.get(at).filter(|&&byte| byte & INSIDE == 0).map(|&byte| byte as usize)
            }
        }
    }

    /// The bytes of a half-open range in this unit; `None` where it is reversed, outside the text or cuts a character.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let end = if self.unit == Unit::Inclusive { end.checked_add(1)? } else { end };
        let (start, end) = (self.byte(start)?, self.byte(end)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// The range in this unit that covers `span`; an edge inside a unit counts as the end of it.
    pub fn told(&self, span: Span) -> (usize, usize) {
        let (start, end) = (self.count(span.start), self.count(span.end));
        (start, if self.unit == Unit::Inclusive { end.saturating_sub(1) } else { end })
    }

    fn count(&self, byte: usize) -> usize {
        match self.unit {
            Unit::CodePoints | Unit::Inclusive => self.text.to_code_point(byte).0,
            Unit::ByteOrderMark => self.text.to_code_point(byte).0 + 1,
            Unit::Bytes => byte,
            Unit::Utf16 | Unit::Graphemes | Unit::CrlfAsOne => {
                self.starts.partition_point(|start| ((start & !INSIDE) as usize) < byte)
            }
        }
    }

    /// Where a span stands, if all of its parts are in the text.
    pub fn place(&self, span: &ForeignSpan) -> Option<Anchored> {
        let parts: Option<Vec<Span>> = span.parts.iter().map(|&(start, end)| self.span(start, end)).collect();
        Anchored::many(&parts?)
    }
}

/// Whether two texts read alike: white space inside, of any kind and length, counts as one blank.
///
/// Tools write a blank for a line end in a covered text (brat).
pub fn reads_as(one: &str, other: &str) -> bool {
    let edges =
        |text: &str| [text.chars().next(), text.chars().next_back()].map(|c| c.is_some_and(char::is_whitespace));
    one == other || (edges(one) == edges(other) && one.split_whitespace().eq(other.split_whitespace()))
}

/// Notes what spans cover in a unit that is declared with them: then it is not guessed by the edges of words.
pub fn cover(text: &Text, unit: Unit, spans: &mut [ForeignSpan]) {
    let ruler = Ruler::new(unit, text);
    for span in spans {
        span.text = ruler.place(span).map(|place| place.quote(text));
    }
}

/// The unit in which `spans` count: the `presumed` one, unless more covered texts fit another.
///
/// Where no span has a covered text they speak by their edges: an offset in the wrong unit cuts words. Of several units
/// that fit as well, the one named first in [`Unit::ALL`].
pub fn unit_of(text: &Text, presumed: Unit, spans: &[ForeignSpan]) -> Unit {
    let told = spans.iter().any(|span| span.text.is_some());
    let witnesses: Vec<&ForeignSpan> = spans.iter().filter(|span| span.text.is_some() == told).collect();
    let score = |unit: Unit| {
        let ruler = Ruler::new(unit, text);
        witnesses.iter().filter(|span| fit(text, &ruler, span)).count()
    };
    let best = score(presumed);
    if best == witnesses.len() {
        return presumed;
    }
    let others = Unit::ALL.into_iter().filter(|unit| *unit != presumed).map(|unit| (score(unit), unit));
    // The last of equals in reverse order is the first.
    let (most, unit) = others.rev().max_by_key(|(score, _)| *score).unwrap_or((0, presumed));
    if most > best { unit } else { presumed }
}

fn fit(text: &Text, ruler: &Ruler<'_>, span: &ForeignSpan) -> bool {
    let Some(place) = ruler.place(span) else { return false };
    match &span.text {
        Some(told) => reads_as(told, &place.quote(text)),
        None => place.parts().all(|part| !cuts_words(text, part)),
    }
}

/// Whether `span` starts or ends inside a word, or with white space.
fn cuts_words(text: &Text, span: Span) -> bool {
    let inside = text.slice(span);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let before = text.slice(Span::new(0, span.start)).chars().next_back();
    let after = text.slice(Span::new(span.end, text.len())).chars().next();
    let (first, last) = (inside.chars().next(), inside.chars().next_back());
    (word(before) && word(first)) || (word(last) && word(after)) || blank(first) || blank(last)
}

/// Text with its line ends as one line feed each, as tools that read in text mode have it.
pub fn universal_newlines(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Offsets of `span` as a tool would write them that counts in `unit`.
    fn told(unit: Unit, text: &Text, span: Span) -> (usize, usize) {
        let count = |at: usize| {
            let head = &text.as_str()[..at];
            match unit {
                Unit::CodePoints | Unit::Inclusive => head.chars().count(),
                Unit::ByteOrderMark => head.chars().count() + 1,
                Unit::Utf16 => head.encode_utf16().count(),
                Unit::Bytes => at,
                Unit::Graphemes => head.graphemes(true).count(),
                Unit::CrlfAsOne => head.chars().count() - head.matches("\r\n").count(),
            }
        };
        (count(span.start), count(span.end) - usize::from(unit == Unit::Inclusive))
    }

    proptest! {
        #[test]
        fn every_unit_finds_its_way_back(words in prop::collection::vec("[a-zäß]{1,6}|😀|e\u{301}|\r\n", 1..30), at in any::<prop::sample::Index>()) {
            let text = Text::new(words.join(" "));
            let at = at.index(words.len());
            prop_assume!(!words[at].starts_with('\r'));
            let start = words[..at].iter().map(|word| word.len() + 1).sum();
            let span = Span::new(start, start + words[at].len());
            for unit in Unit::ALL {
                let (from, to) = told(unit, &text, span);
                let ruler = Ruler::new(unit, &text);
                prop_assert_eq!(ruler.span(from, to), Some(span), "{}", unit.name());
                prop_assert_eq!(ruler.told(span), (from, to), "{}", unit.name());
            }
        }
    }

    #[test]
    fn covered_texts_tell_the_unit_and_without_them_the_edges_of_words() {
        let text = Text::new("Ja 😀😀 e\u{301}\r\nÄrger mit 🇩🇪 und Putin heute.");
        let at = text.as_str().find("Putin").unwrap();
        let span = Span::new(at, at + "Putin".len());
        for unit in Unit::ALL {
            let (from, to) = told(unit, &text, span);
            for covered in [Some("Putin".to_owned()), None] {
                if covered.is_none() && unit == Unit::Inclusive {
                    continue;
                }
                let one = ForeignSpan { text: covered, ..ForeignSpan::new("PER", from, to) };
                assert_eq!(unit_of(&text, Unit::CodePoints, &[one]), unit, "{}", unit.name());
            }
        }
    }
}
