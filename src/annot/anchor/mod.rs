//! Re-anchoring: given passages of an old text, where does each stand in the new one?
//!
//! A passage is found, marked as uncertain, or said to be lost ([`Outcome`]); it is never dropped and never guessed.
//! Texts are compared as `fold` has them, so new line ends, another Unicode normalisation, reflowed lines and
//! typographic quotation marks shift places without disturbing them.
//!
//! - Where the old text is known, `align` says which of its characters became which, moved stretches included, and
//!   `carry` takes a passage along when most of it survived, and of a short one something of its sentence, too.
//! - Where it is not, and for what did not survive, `search` looks for the quoted text. What the annotations themselves
//!   remember of the old text around it (`memory`) must support the place; one of two places that are supported alike
//!   is never chosen. What then has its words at its old distance from both neighbours stands where it stood
//!   (`between`).

mod align;
mod between;
mod candidate;
mod carry;
mod fold;
mod memory;
mod occurrence;
mod piece;
mod place;
mod search;
mod seed;
mod similar;
mod sought;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use super::Anchored;
use crate::text::{CodePoint, Text};

/// How alike a passage and what stands in its place now must be, 0 to 1.
pub const SIMILAR: f32 = 0.7;

/// What is known of a passage of the old text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'a> {
    /// Where its parts stood, in the annotator's order: half-open code points of the old text.
    pub parts: Vec<(CodePoint, CodePoint)>,
    /// The text that stood there, the parts joined by a blank.
    pub quote: Cow<'a, str>,
    /// The text before its first code point, if it was noted; a sidecar notes it where the quote is not unique.
    pub before: Option<Cow<'a, str>>,
    /// The text behind its last code point.
    pub after: Option<Cow<'a, str>>,
}

impl<'a> Passage<'a> {
    /// The passage at `place` of a text that is at hand.
    pub fn of(place: &Anchored, text: &Text) -> Passage<'a> {
        let parts = place.parts().map(|part| (text.to_code_point(part.start), text.to_code_point(part.end)));
        Passage { parts: parts.collect(), quote: place.quote(text).into(), before: None, after: None }
    }
}

/// What became of a passage.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The same text at the same code points.
    Exact(Anchored),
    /// The same text somewhere else; newlines, the width of white space and the Unicode normalisation may differ.
    Moved(Anchored),
    /// A text that is only similar. It should be marked until somebody has looked.
    Fuzzy {
        /// Where it stands.
        place: Anchored,
        /// How alike it is: 1 − edit distance ÷ length, case, accents and the style of quotation marks left aside.
        similarity: f32,
    },
    /// Not found, or not found for certain.
    Orphan(Lost),
}

impl Outcome {
    /// Where the passage stands now.
    pub fn place(&self) -> Option<&Anchored> {
        match self {
            Outcome::Exact(place) | Outcome::Moved(place) | Outcome::Fuzzy { place, .. } => Some(place),
            Outcome::Orphan(_) => None,
        }
    }
}

/// Why a passage has no place any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// Nothing like it stands in the text.
    Gone,
    /// Its words stand in the text, but in other surroundings.
    Elsewhere,
    /// Several places would do.
    Ambiguous,
    /// Its parts no longer stand in the same order, or not all were found.
    Scattered,
    /// What is known of it contradicts itself: the quote is not as long as its parts.
    Unreadable,
    /// Looking further would take too long.
    TooMuch,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lost::Gone => "its text is gone",
            Lost::Elsewhere => "its words stand only in other surroundings",
            Lost::Ambiguous => "several places would do",
            Lost::Scattered => "its parts were torn apart",
            Lost::Unreadable => "its text is not as long as its place",
            Lost::TooMuch => "too much text changed to look for it",
        })
    }
}

/// How many passages came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Same text, same place.
    pub exact: usize,
    /// Same text, another place.
    pub moved: usize,
    /// Similar text.
    pub fuzzy: usize,
    /// Not found for certain.
    pub orphan: usize,
}

impl<'a> FromIterator<&'a Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a Outcome>>(outcomes: I) -> Tally {
        let mut tally = Tally::default();
        for outcome in outcomes {
            *match outcome {
                Outcome::Exact(_) => &mut tally.exact,
                Outcome::Moved(_) => &mut tally.moved,
                Outcome::Fuzzy { .. } => &mut tally.fuzzy,
                Outcome::Orphan(_) => &mut tally.orphan,
            } += 1;
        }
        tally
    }
}

/// Where each of `passages` stands in `new`, in their order.
///
/// `old` is the text they were made on, if it is at hand: then the result is best, and no passage needs `before` and
/// `after`. A passage whose quote is not what `old` has at its place is looked for by its quote alone. All passages of
/// a document should be given at once, because they are each other's surroundings.
///
/// Time is bounded: about linear in the texts as long as they are similar, and what would take longer is an orphan
/// ([`Lost::TooMuch`]).
pub fn anchor(new: &Text, old: Option<&Text>, passages: &[Passage]) -> Vec<Outcome> {
    let mut pieces = Vec::new();
    let counts: Vec<Option<usize>> = passages.iter().map(|passage| piece::split(passage, old, &mut pieces)).collect();
    let window = old.map(|old| carry::unchanged(old, new, &mut pieces));
    if pieces.iter().any(|piece| piece.found().is_none()) {
        search::settle(new, old.zip(window), &mut pieces);
        if old.is_none() {
            between::settle(new, &mut pieces);
        }
    }
    let mut rest = pieces.as_slice();
    let mut outcomes = Vec::with_capacity(passages.len());
    for count in counts {
        let (own, others) = rest.split_at_checked(count.unwrap_or(0)).unwrap_or_default();
        rest = others;
        outcomes.push(if count.is_some() { piece::join(own, new) } else { Outcome::Orphan(Lost::Unreadable) });
    }
    outcomes
}
