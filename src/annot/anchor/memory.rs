//! What is remembered of the old text around a piece.

use super::fold::{PARAGRAPH, units};
use super::piece::Piece;
use crate::text::{Span, Text};

/// Units of context on each side; a sidecar notes as many code points.
pub(super) const CONTEXT: usize = 32;

/// So many units of context say something.
pub(super) const TELLING: usize = CONTEXT / 4;

/// Code points at each end of a quote that are remembered for its neighbours.
const EDGE: usize = 64;

/// The old text, or as much of it as the annotations quote.
pub(super) enum Memory<'a> {
    Whole(&'a Text),
    /// In order, and apart from each other.
    Quoted(Vec<Stretch>),
}

/// A stretch of the old text that is known.
pub(super) struct Stretch {
    /// Code points before it.
    start: usize,
    chars: Vec<char>,
}

/// The units on both sides of a piece, as far as they are known.
pub(super) struct Context {
    pub(super) before: Vec<char>,
    pub(super) after: Vec<char>,
}

impl<'a> Memory<'a> {
    /// Puts together what `pieces` quote, and what was noted before and after them.
    pub(super) fn quoted(pieces: &[Piece]) -> Memory<'a> {
        let behind = |start: usize, text: &str| Stretch { start, chars: text.chars().take(EDGE).collect() };
        let ahead = |end: usize, text: &str| {
            let mut chars: Vec<char> = text.chars().rev().take(EDGE.min(end)).collect();
            chars.reverse();
            Stretch { start: end - chars.len(), chars }
        };
        let edges = |piece: &Piece| {
            let (before, after) = (piece.before.unwrap_or_default(), piece.after.unwrap_or_default());
            let quote = [behind(piece.start, piece.quote), ahead(piece.end, piece.quote)];
            quote.into_iter().chain([ahead(piece.start, before), behind(piece.end, after)])
        };
        let mut all: Vec<Stretch> = pieces.iter().flat_map(edges).filter(|known| !known.chars.is_empty()).collect();
        all.sort_unstable_by_key(|known| known.start);
        let mut stretches: Vec<Stretch> = Vec::new();
        for known in all {
            match stretches.last_mut().filter(|last| known.start <= last.end()) {
                Some(last) => last.take_in(&known),
                None => stretches.push(known),
            }
        }
        Memory::Quoted(stretches)
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
            (Memory::Quoted(stretches), _) => (
                units(&known(stretches, piece.start).0.iter().collect::<String>()),
                units(&known(stretches, piece.end).1.iter().collect::<String>()),
            ),
        };
        let cut = before.len().saturating_sub(CONTEXT);
        let before = before.get(cut..).unwrap_or_default().to_vec();
        let after = after.get(..CONTEXT.min(after.len())).unwrap_or_default().to_vec();
        Context { before, after }
    }
}

impl Context {
    /// Whether both sides say something.
    pub(super) fn is_telling(&self) -> bool {
        self.before.len().min(self.after.len()) >= TELLING
    }

    /// What of it belongs to the sentence that the piece stands in.
    pub(super) fn sentence(&self) -> (&[char], &[char]) {
        sentence(&self.before, &self.after)
    }
}

/// What of the units before and behind a place belongs to the sentence that it stands in.
pub(super) fn sentence<'u>(before: &'u [char], after: &'u [char]) -> (&'u [char], &'u [char]) {
    let first = (0..before.len()).rev().find(|&at| ends_sentence(before, at)).map_or(0, |at| at + 1);
    let last = (0..after.len()).find(|&at| ends_sentence(after, at)).unwrap_or(after.len());
    (before.get(first..).unwrap_or_default(), after.get(..last).unwrap_or_default())
}

fn ends_sentence(units: &[char], at: usize) -> bool {
    let next = units.get(at + 1);
    match units.get(at) {
        Some('.' | '!' | '?') => next.is_none_or(|next| matches!(next, ' ' | '"' | &PARAGRAPH)),
        unit => unit == Some(&PARAGRAPH),
    }
}

impl Stretch {
    fn end(&self) -> usize {
        self.start + self.chars.len()
    }

    /// Takes in one that begins inside or at the end of it. Where two quotes disagree, one of them is wrong, and nobody
    /// knows which: the first in the alphabet.
    fn take_in(&mut self, other: &Stretch) {
        let shared = self.chars.iter_mut().skip(other.start - self.start);
        shared.zip(&other.chars).for_each(|(own, &c)| *own = c.min(*own));
        self.chars.extend(other.chars.iter().skip(self.end() - other.start));
    }
}

/// The characters right before and behind code point `at`, as many as are looked at.
fn known(stretches: &[Stretch], at: usize) -> (&[char], &[char]) {
    const REACH: usize = CONTEXT + CONTEXT / 2;
    let next = stretches.partition_point(|known| known.end() < at);
    let around = stretches.get(next).and_then(|known| known.chars.split_at_checked(at.checked_sub(known.start)?));
    let (before, after) = around.unwrap_or_default();
    (
        before.get(before.len().saturating_sub(REACH)..).unwrap_or_default(),
        after.get(..REACH.min(after.len())).unwrap_or_default(),
    )
}
