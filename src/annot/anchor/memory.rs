//! What is remembered of the old text around a piece.

use super::fold::{PARAGRAPH, units};
use super::piece::Piece;
use crate::text::{Span, Text};

/// Units of context on each side; a sidecar notes as many code points.
pub(super) const CONTEXT: usize = 32;

/// Code points at each end of a quote that are remembered for its neighbours.
const EDGE: usize = 64;

/// The old text, or as much of it as the annotations quote.
pub(super) enum Memory<'a> {
    Whole(&'a Text),
    /// Characters by code point offset, in order.
    Quoted(Vec<(usize, char)>),
}

/// The units on both sides of a piece, as far as they are known.
pub(super) struct Context {
    pub(super) before: Vec<char>,
    pub(super) after: Vec<char>,
}

impl<'a> Memory<'a> {
    /// Puts together what `pieces` quote, and what was noted before and after them.
    pub(super) fn quoted(pieces: &[Piece]) -> Memory<'a> {
        let mut chars = Vec::new();
        let mut behind = |start: usize, text: &str| chars.extend((start..).zip(text.chars().take(EDGE)));
        for piece in pieces {
            behind(piece.start, piece.quote);
            behind(piece.end, piece.after.unwrap_or_default());
        }
        for (end, text) in
            pieces.iter().flat_map(|piece| [(piece.end, piece.quote), (piece.start, piece.before.unwrap_or_default())])
        {
            chars.extend((0..end).rev().zip(text.chars().rev().take(EDGE)));
        }
        // Where two quotes disagree, one of them is wrong, and nobody knows which: the first in the alphabet.
        chars.sort_unstable();
        chars.dedup_by_key(|(at, _)| *at);
        Memory::Quoted(chars)
    }

    /// What is known around `piece`.
    pub(super) fn around(&self, piece: &Piece) -> Context {
        let (before, after) = match (self, piece.old) {
            (Memory::Whole(old), Some(span)) => {
                let reach = CONTEXT * 5;
                let head = old.clamp(Span::new(span.start.saturating_sub(reach), span.start));
                let tail = old.clamp(Span::new(span.end, span.end.saturating_add(reach).min(old.len())));
                (units(old.slice(head)), units(old.slice(tail)))
            }
            (Memory::Whole(_), None) => {
                (units(piece.before.unwrap_or_default()), units(piece.after.unwrap_or_default()))
            }
            (Memory::Quoted(chars), _) => {
                let next = chars.partition_point(|(at, _)| *at < piece.end);
                let behind = chars.iter().skip(next).zip(piece.end..);
                let after: String = known(behind).collect();
                let first = chars.partition_point(|(at, _)| *at < piece.start);
                let ahead = chars.iter().take(first).rev().zip((0..piece.start).rev());
                let mut before: Vec<char> = known(ahead).collect();
                before.reverse();
                (units(&before.into_iter().collect::<String>()), units(&after))
            }
        };
        let cut = before.len().saturating_sub(CONTEXT);
        let before = before.get(cut..).unwrap_or_default().to_vec();
        let after = after.get(..CONTEXT.min(after.len())).unwrap_or_default().to_vec();
        Context { before, after }
    }
}

impl Context {
    /// What of it belongs to the sentence that the piece stands in.
    pub(super) fn sentence(&self) -> (&[char], &[char]) {
        let (before, after) = (self.before.as_slice(), self.after.as_slice());
        let first = (0..before.len()).rev().find(|&at| ends_sentence(before, at)).map_or(0, |at| at + 1);
        let last = (0..after.len()).find(|&at| ends_sentence(after, at)).unwrap_or(after.len());
        (before.get(first..).unwrap_or_default(), after.get(..last).unwrap_or_default())
    }
}

fn ends_sentence(units: &[char], at: usize) -> bool {
    let next = units.get(at + 1);
    match units.get(at) {
        Some('.' | '!' | '?') => next.is_none_or(|next| matches!(next, ' ' | '"' | &PARAGRAPH)),
        unit => unit == Some(&PARAGRAPH),
    }
}

/// The characters up to the first that is not remembered.
fn known<'c>(chars: impl Iterator<Item = (&'c (usize, char), usize)>) -> impl Iterator<Item = char> {
    chars.take_while(|((at, _), expected)| at == expected).map(|((_, c), _)| *c).take(CONTEXT + CONTEXT / 2)
}
