//! The concordance: places in many documents, each in its context, aligned on what was found.
//!
//! The classical form is *keyword in context* (Luhn, "Key word-in-context index for technical literature", 1960): a
//! line a hit, what stands before it set flush to the right. Sorted by the words on either side, lines that are alike
//! come to stand together.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{CodePoint, Span, shown};

/// How much of a text a hit keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Characters of context on either side.
    pub context: usize,
    /// Characters of what was found: a quotation over pages may be told by its beginning.
    pub found: usize,
}

/// A place that was found, with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where, in bytes of the document's text.
    pub span: Span,
    /// Where it begins, in code points.
    pub start: CodePoint,
    /// Where it ends, in code points.
    pub end: CodePoint,
    /// What stands before it, as much as was asked for.
    pub before: Box<str>,
    /// What was found, as much as was asked for.
    pub text: Box<str>,
    /// What stands behind it.
    pub after: Box<str>,
    /// The label, where a label was sought.
    pub label: Option<Box<str>>,
}

/// Makes hits of `places` in a text, which are in the order of their beginnings.
pub fn hits<'a>(
    text: &str,
    places: impl IntoIterator<Item = (Span, Option<&'a str>)>,
    extent: Extent,
) -> impl Iterator<Item = Hit> {
    let mut known = (0, 0);
    places.into_iter().filter_map(move |(span, label)| {
        let found = text.get(span.range())?;
        let (byte, points) = if known.0 <= span.start { known } else { (0, 0) };
        let start = points + text.get(byte..span.start)?.chars().count();
        known = (span.start, start);
        Some(Hit {
            span,
            start: CodePoint(start),
            end: CodePoint(start + found.chars().count()),
            before: last_chars(text.get(..span.start)?, extent.context).into(),
            text: first_chars(found, extent.found).into(),
            after: first_chars(text.get(span.end..)?, extent.context).into(),
            label: label.map(Into::into),
        })
    })
}

fn first_chars(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

fn last_chars(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().take(most).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or(text)
}

/// A hit on one line. Every piece is safe to be shown on a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What stands before the hit, filled with blanks on the left to its width in cells.
    pub before: String,
    /// What was found.
    pub text: String,
    /// What stands behind it.
    pub after: String,
    /// Cells that are left behind that.
    pub left: u16,
}

impl Line {
    /// The line of `hit` with `left` cells before it and `right` cells for it and what follows. White space of any
    /// kind and length is one blank; what is cut ends, or begins, in `…`.
    pub fn of(hit: &Hit, left: u16, right: u16) -> Line {
        let before = flat(&hit.before);
        let (room, before) = cut_left(&before, left);
        let text = cut_right(&flat(&hit.text), right);
        let after = cut_right(&flat(&hit.after), right.saturating_sub(text.1));
        let before = " ".repeat(usize::from(left - room)) + &before;
        Line { before, text: text.0, left: right.saturating_sub(text.1 + after.1), after: after.0 }
    }
}

/// A grapheme cluster as it is drawn, and its width in cells.
type Piece<'a> = (Cow<'a, str>, u16);

/// The clusters of a text; white space of any kind and length is one blank.
fn flat(text: &str) -> Vec<Piece<'_>> {
    // Most text needs no tables to know its clusters.
    if text.chars().all(|c| is_plain(c) || c.is_ascii_whitespace()) {
        let clusters = text.char_indices().filter_map(|(at, c)| text.get(at..at + c.len_utf8()));
        return folded_blanks(clusters, |cluster| (Cow::Borrowed(cluster), 1));
    }
    folded_blanks(text.graphemes(true), |cluster| {
        let shown = shown(cluster, 0);
        (shown.text, shown.cells)
    })
}

fn folded_blanks<'a>(clusters: impl Iterator<Item = &'a str>, drawn: impl Fn(&'a str) -> Piece<'a>) -> Vec<Piece<'a>> {
    let (mut pieces, mut in_blank) = (Vec::new(), false);
    for cluster in clusters {
        let blank = cluster.chars().all(char::is_whitespace);
        match blank {
            true if in_blank => {}
            true => pieces.push((Cow::Borrowed(" "), 1)),
            false => pieces.push(drawn(cluster)),
        }
        in_blank = blank;
    }
    pieces
}

/// Whether a character is a cluster of one cell beside others of its kind: printed ASCII, Latin letters, quotation marks
/// and dashes.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | 'À'..='ž' | '«' | '»' | '‘'..='‟' | '–' | '—' | '…' | '€')
}

/// The first pieces that fit into `cells`, and how wide they are.
fn cut_right(pieces: &[Piece<'_>], cells: u16) -> (String, u16) {
    let mut line = String::new();
    let width = fit(pieces.iter(), cells, |piece| line.push_str(piece));
    (line, width)
}

/// The last pieces that fit into `cells`, and how wide they are.
fn cut_left(pieces: &[Piece<'_>], cells: u16) -> (u16, String) {
    let mut taken: Vec<&str> = Vec::new();
    let width = fit(pieces.iter().rev(), cells, |piece| taken.push(piece));
    (width, taken.into_iter().rev().collect())
}

fn fit<'a>(pieces: impl Iterator<Item = &'a Piece<'a>> + Clone, cells: u16, mut take: impl FnMut(&'a str)) -> u16 {
    let is_cut = pieces.clone().try_fold(cells, |left, (_, wide)| left.checked_sub(*wide)).is_none();
    let room = if is_cut { cells.saturating_sub(1) } else { cells };
    let mut width = 0;
    for (piece, wide) in pieces {
        if width + wide > room {
            break;
        }
        width += wide;
        take(piece);
    }
    if is_cut && cells > 0 {
        take("…");
        width += 1;
    }
    width
}

/// How the lines of a concordance are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As the documents are, and as they stand in them.
    #[default]
    Document,
    /// By the words before the hit, the nearest first.
    Left,
    /// By the words behind it.
    Right,
    /// By what was found.
    Hit,
}

impl Order {
    /// Every order.
    pub const ALL: [Order; 4] = [Order::Document, Order::Left, Order::Right, Order::Hit];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Order::Document => "document",
            Order::Left => "left",
            Order::Right => "right",
            Order::Hit => "hit",
        }
    }

    /// What `hit` is ordered by: words without regard to case and accents, `None` in the order of documents. Equal
    /// keys are to keep the order of documents.
    pub fn key(self, hit: &Hit) -> Option<String> {
        match self {
            Order::Document => None,
            Order::Left => Some(words(hit.before.unicode_words().rev())),
            Order::Right => Some(words(hit.after.unicode_words())),
            Order::Hit => Some(words(hit.text.unicode_words())),
        }
    }
}

/// Orders things with hits, in the order of documents where the order says no more.
pub fn sort<T>(found: &mut [T], order: Order, hit: impl Fn(&T) -> &Hit, document: impl Fn(&T, &T) -> Ordering) {
    match order {
        Order::Document => found.sort_by(&document),
        _ => {
            found.sort_by(&document);
            found.sort_by_cached_key(|one| order.key(hit(one)));
        }
    }
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    // What separates words comes before every letter, so that `war` stands before `warm`.
    words.map(folded).collect::<Vec<_>>().join("\0")
}

/// Letters without case and accents (canonical decomposition without its marks; ß as ss), so that *Über*, *über* and
/// *uber* are one word.
fn folded(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>().replace('ß', "ss")
}

/// What was found and how often, the most frequent first. White space counts as one blank; case is kept apart.
pub fn frequencies<'a>(hits: impl IntoIterator<Item = &'a Hit>) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for hit in hits {
        *counts.entry(hit.text.split_whitespace().collect::<Vec<_>>().join(" ")).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;
    use proptest::prelude::*;

    fn found(text: &str, wanted: &str, context: usize) -> Vec<Hit> {
        let places = text.match_indices(wanted).map(|(at, word)| (Span::new(at, at + word.len()), None));
        hits(text, places, Extent { context, found: usize::MAX }).collect()
    }

    proptest! {
        /// However wide the letters are, every hit begins in the same cell, and no line is wider than asked.
        #[test]
        fn hits_are_aligned(text in "[a-zäß漢م\u{301}\u{202e}\u{1b}👩 \n]{0,40}x[a-z漢ش \n]{0,40}", left in 0u16..30, right in 1u16..30) {
            for hit in found(&text, "x", 60) {
                let line = Line::of(&hit, left, right);
                prop_assert_eq!(width(&line.before), left);
                prop_assert_eq!(width(&line.text) + width(&line.after) + line.left, right);
                let drawn = [line.before, line.text, line.after].concat();
                prop_assert!(!drawn.chars().any(char::is_control));
            }
        }

        /// Offsets are those of the text.
        #[test]
        fn offsets_count_code_points(text in "[ax漢👩\u{308}]{0,30}", context in 0usize..8) {
            for hit in found(&text, "x", context) {
                let points: Vec<char> = text.chars().collect();
                let slice = |range: std::ops::Range<usize>| points[range].iter().collect::<String>();
                prop_assert_eq!(slice(hit.start.0..hit.end.0), "x");
                prop_assert_eq!(slice(hit.start.0.saturating_sub(context)..hit.start.0), hit.before.as_ref());
                prop_assert_eq!(slice(hit.end.0..points.len().min(hit.end.0 + context)), hit.after.as_ref());
            }
        }
    }

    #[test]
    fn a_line_shows_line_breaks_as_blanks_and_where_it_was_cut() {
        let hits = found("Eins zwei\n\ndrei  Putin,\tvier\nfünf sechs", "Putin", 40);
        let line = |left, right| {
            let line = Line::of(&hits[0], left, right);
            (line.before, line.text, line.after)
        };
        assert_eq!(line(17, 30), ("  Eins zwei drei ".into(), "Putin".into(), ", vier fünf sechs".into()));
        assert_eq!(line(10, 12), ("…wei drei ".into(), "Putin".into(), ", vier…".into()));
        assert_eq!(line(0, 3), (String::new(), "Pu…".into(), String::new()));
    }

    #[test]
    fn lines_are_ordered_by_the_words_around() {
        let text = "der Übel x warm. Das übel x war. Alt uber x Wärme; das Übel x war!";
        let ordered = |order| {
            let mut hits = found(text, "x", 9);
            sort(&mut hits, order, |hit| hit, |a, b| a.start.cmp(&b.start));
            hits.iter().map(|hit| hit.start.0).collect::<Vec<_>>()
        };
        assert_eq!(ordered(Order::Document), [9, 26, 42, 60]);
        assert_eq!(ordered(Order::Left), [26, 60, 9, 42]);
        assert_eq!(ordered(Order::Right), [60, 26, 9, 42]);
        assert_eq!(ordered(Order::Hit), [9, 26, 42, 60]);
    }

    #[test]
    fn what_was_found_is_counted() {
        let hits = found("x x", "x", 5);
        let other = Hit { text: "a\n b".into(), ..hits[0].clone() };
        assert_eq!(frequencies(hits.iter().chain([&other])), [("x".to_owned(), 2), ("a b".to_owned(), 1)]);
    }
}
