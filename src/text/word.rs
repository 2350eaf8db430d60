//! Words, as an annotator moves over them.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{Span, Text};

/// Bytes between two places where a stretch without white space may be cut. It bounds what a point query looks
/// at: never more than twice this far from the place asked for.
const REACH: usize = 2048;

/// Farthest a cut moves back so as not to go through a grapheme cluster, in bytes.
const CLUSTER_REACH: usize = 64;

/// The words of `text` in order, by UAX #29 tailored to news:
///
/// - hyphenated compounds ("US-Dollar", "2022-02-24") and dotted abbreviations with their last dot ("U.S.",
///   "z.B.") are one word; "Putin's" is one already;
/// - words glued together by the stop of a sentence ("ging.Das") are two;
/// - punctuation, symbols and underscores around a word are no words; numbers, emoji and flags are;
/// - runs of Katakana are one word; ideographs, Hiragana and Thai are one word per character, because finding
///   their words takes a dictionary.
///
/// A stretch of more than 2 kB without any white space is read in pieces, so a word may be cut there.
pub fn words(text: &str) -> impl Iterator<Item = Span> {
    chunks_from(text, 0).flat_map(|chunk| chunk_words(text, chunk))
}

impl Text {
    /// The word that covers byte `at`; see [`words`] for what a word is. The cost does not depend on the text's length.
    pub fn word_at(&self, at: usize) -> Option<Span> {
        self.words_from(at).next().filter(|word| word.start <= at)
    }

    /// The words that end behind byte `at`, in order: first the one that covers it, if any.
    pub fn words_from(&self, at: usize) -> impl Iterator<Item = Span> {
        let text = self.as_str();
        let at = text.floor_char_boundary(at.min(text.len()));
        chunks_from(text, chunk_start(text, at))
            .flat_map(|chunk| chunk_words(text, chunk))
            .skip_while(move |word| word.end <= at)
    }

    /// The words that start before byte `at`, the nearest first.
    pub fn words_before(&self, at: usize) -> impl Iterator<Item = Span> {
        let text = self.as_str();
        let at = text.floor_char_boundary(at.min(text.len()));
        chunks_before(text, at)
            .flat_map(|chunk| chunk_words(text, chunk).into_iter().rev())
            .skip_while(move |word| word.start >= at)
    }
}

/// The chunks from the chunk start or white space `at` onwards. A chunk is a stretch without white space, ended
/// by white space, a hard cut or the text's end; it holds whole words.
fn chunks_from(text: &str, mut at: usize) -> impl Iterator<Item = Span> {
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + (rest.len() - rest.trim_start().len());
        at = chunk_end(text, start);
        (start < at).then(|| Span::new(start, at))
    })
}

/// The chunks that start before `at`, the nearest first.
fn chunks_before(text: &str, mut at: usize) -> impl Iterator<Item = Span> {
    std::iter::from_fn(move || {
        let (last, _) = text.get(..at)?.trim_end().char_indices().next_back()?;
        at = chunk_start(text, last);
        Some(Span::new(at, chunk_end(text, at)))
    })
}

/// Where the chunk around the character at `at` starts, looking back at most two reaches.
fn chunk_start(text: &str, at: usize) -> usize {
    let nearest = (at + CLUSTER_REACH) / REACH * REACH;
    let mut cut = cut_near(text, nearest);
    if cut > at {
        cut = cut_near(text, nearest.saturating_sub(REACH));
    }
    last_white_end(text, cut, at).or_else(|| last_white_end(text, cut.saturating_sub(REACH), cut)).unwrap_or(cut)
}

/// Where the chunk that starts at `start` ends.
fn chunk_end(text: &str, start: usize) -> usize {
    let mut from = start;
    let mut grid = start / REACH * REACH;
    loop {
        grid += REACH;
        let cut = cut_near(text, grid);
        if cut <= from {
            if cut == text.len() {
                return cut;
            }
            continue;
        }
        let stretch = text.get(from..cut).unwrap_or_default();
        if let Some(white) = stretch.find(char::is_whitespace) {
            return from + white;
        }
        if cut == text.len() || is_hard(text, cut) {
            return cut;
        }
        from = cut;
    }
}

/// Whether a chunk ends at `cut`: nothing but one long stretch without white space stands before it.
fn is_hard(text: &str, cut: usize) -> bool {
    last_white_end(text, cut.saturating_sub(REACH), cut).is_none()
}

/// The end of the last white space in `from..to`.
fn last_white_end(text: &str, from: usize, to: usize) -> Option<usize> {
    let from = text.floor_char_boundary(from);
    let slice = text.get(from..to)?;
    let at = slice.rfind(char::is_whitespace)?;
    Some(from + at + slice.get(at..)?.chars().next()?.len_utf8())
}

/// The place for a cut near byte `grid`: not inside a grapheme cluster, as far as its surroundings tell.
fn cut_near(text: &str, grid: usize) -> usize {
    let at = text.floor_char_boundary(grid.min(text.len()));
    let low = text.ceil_char_boundary(at.saturating_sub(CLUSTER_REACH - 4));
    let high = text.floor_char_boundary((at + CLUSTER_REACH).min(text.len()));
    let Some(around) = text.get(low..high).filter(|around| !around.is_empty()) else { return at };
    let mut cursor = GraphemeCursor::new(at - low, around.len(), true);
    if cursor.is_boundary(around, 0) != Ok(false) {
        return at;
    }
    match cursor.prev_boundary(around, 0) {
        Ok(Some(boundary)) if boundary > 0 => low + boundary,
        _ => at,
    }
}

/// The words of one chunk.
fn chunk_words(text: &str, chunk: Span) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    // The last piece of the last word, and whether a hyphen stands right behind it.
    let mut piece = "";
    let mut hyphen = None;
    let tokens = text.get(chunk.range()).unwrap_or_default().split_word_bound_indices();
    for (at, token) in tokens.flat_map(|(at, token)| unglued(at, token)) {
        let start = chunk.start + at;
        let joint = hyphen.take();
        if is_word(token) {
            let bare = token.trim_start_matches('_');
            let start = start + (token.len() - bare.len());
            piece = bare.trim_end_matches('_');
            let span = Span::new(start, start + piece.len());
            match words.last_mut() {
                Some(word) if joint == Some(start) => word.end = span.end,
                _ => words.push(span),
            }
        } else if let Some(word) = words.last_mut().filter(|word| word.end == start) {
            match token {
                "." if is_dotted(piece) => {
                    word.end += 1;
                    piece = "";
                }
                "-" | "\u{2010}" | "\u{2011}" => hyphen = Some(start + token.len()),
                _ => {}
            }
        }
    }
    words
}

/// `token`, which stands at `at`, cut where a sentence ends inside it without a blank: "ging.Das".
fn unglued(mut at: usize, token: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(token);
    std::iter::from_fn(move || {
        let token = rest?;
        let glue = token.match_indices('.').map(|(dot, _)| dot).find(|&dot| is_glue(token, dot));
        let piece = token.get(..glue.unwrap_or(token.len()))?;
        rest = glue.and_then(|dot| token.get(dot + 1..));
        let start = at;
        at += piece.len() + 1;
        Some((start, piece))
    })
}

/// Whether a word of at least two letters ends and a capitalised one begins at `dot`.
fn is_glue(token: &str, dot: usize) -> bool {
    let (mut before, mut after) =
        (token.get(..dot).unwrap_or_default().chars(), token.get(dot + 1..).unwrap_or_default().chars());
    before.next_back().is_some_and(char::is_lowercase)
        && before.next_back().is_some_and(char::is_alphabetic)
        && after.next().is_some_and(char::is_uppercase)
        && after.next().is_some_and(char::is_lowercase)
}

fn is_word(token: &str) -> bool {
    token.chars().any(|c| c.is_alphanumeric() || is_emoji(c))
}

/// The emoji blocks of Unicode, and the code points that make other characters into emoji (emoji presentation,
/// keycap). Dingbats that are quotation marks and brackets are left out.
fn is_emoji(c: char) -> bool {
    match c {
        '\u{275B}'..='\u{2760}' | '\u{2768}'..='\u{2775}' => false,
        '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{20E3}' => true,
        _ => false,
    }
}

/// Whether `word` is single letters with dots between: "U.S", "z.B".
pub(super) fn is_dotted(word: &str) -> bool {
    let mut letters = word.split('.');
    word.contains('.')
        && letters.all(|letter| {
            let mut chars = letter.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(text: &str) -> Vec<&str> {
        words(text).map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn words_are_what_annotators_label() {
        for (text, expected) in [
            ("Der US-Dollar, sagte er.", "Der|US-Dollar|sagte|er"),
            ("Putin's „Putin’s“ (NATO)", "Putin's|Putin’s|NATO"),
            ("the U.S. and U.S.-China, z.B. hier", "the|U.S.|and|U.S.-China|z.B.|hier"),
            ("Innen- und Außenpolitik -- a–b", "Innen|und|Außenpolitik|a|b"),
            ("1.000,5 Euro am 2022-02-24; 20 %", "1.000,5|Euro|am|2022-02-24|20"),
            ("_sehr_ **wichtig**", "sehr|wichtig"),
            ("👩‍👩‍👧🇩🇪 ❤️! 👍🏽", "👩‍👩‍👧|🇩🇪|❤️|👍🏽"),
            ("カタカナと漢字。", "カタカナ|と|漢|字"),
            ("قال بوتين، نعم", "قال|بوتين|نعم"),
            ("ดีใจ Bangkok", "ดี|ใ|จ|Bangkok"),
            ("Mu\u{308}ller \u{301}x", "Mu\u{308}ller|x"),
            ("Er ging.Das.Er v.Chr. U.S.A. a.de", "Er|ging|Das|Er|v.Chr|U.S.A.|a.de"),
            (" … — ", ""),
        ] {
            assert_eq!(list(text).join("|"), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_without_white_space_is_read_in_bounded_pieces() {
        for unit in ["a", "漢", "a\u{301}", "x-", "\u{301}"] {
            let text = Text::new(unit.repeat(40_000));
            assert!(words(text.as_str()).all(|word| word.len() <= 2 * REACH));
            for at in [0, 1, 2047, 2048, 2049, 20_000, 39_999, 40_000] {
                assert!(text.word_at(at).is_none_or(|word| word.contains(at)));
            }
        }
    }

    fn prose() -> impl Strategy<Value = String> {
        let unit = "[a-z]{1,9}[ \n]|[A-Z]\\.|-|\\. |漢|カ|\u{301}|😀|[äß]{1,40}|_| {1,9}|[0-9]{1,4}";
        (prop::collection::vec(unit, 0..40), 1usize..120).prop_map(|(units, times)| units.concat().repeat(times))
    }

    proptest! {
        /// Asking at one place gives the same words as reading the whole text, in both directions.
        #[test]
        fn point_queries_agree_with_the_whole(content in prose(), at in 0usize..9000) {
            let text = Text::new(content.as_str());
            let all: Vec<Span> = words(&content).collect();
            prop_assert!(all.iter().all(|word| text.holds(*word) && !word.is_empty()));
            prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let at = content.floor_char_boundary(at.min(content.len()));
            let from: Vec<Span> = text.words_from(at).collect();
            let before: Vec<Span> = text.words_before(at).collect();
            prop_assert_eq!(from, all.iter().copied().filter(|w| w.end > at).collect::<Vec<_>>());
            prop_assert_eq!(before, all.iter().rev().copied().filter(|w| w.start < at).collect::<Vec<_>>());
            prop_assert_eq!(text.word_at(at), all.iter().copied().find(|w| w.contains(at)));
        }
    }
}
