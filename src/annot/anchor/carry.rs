//! Taking passages along from an old text that is at hand.

use std::ops::Range;

use super::SIMILAR;
use super::align::Alignment;
use super::fold::Folded;
use super::memory::{CONTEXT, TELLING, sentence};
use super::piece::{Found, Piece};
use super::similar::{LONGEST, share, similarity};
use crate::text::{Span, Text};

/// Bytes of unchanged text that are looked at around the changed ones: where a passage was inserted beside one that
/// begins or ends alike, the change may in truth have begun earlier.
const MARGIN: usize = 1024;

/// Passages of so many units need nothing around them.
const OWN_EVIDENCE: usize = 24;

/// So much of the sentence around a shorter one, as far as it is looked at, is still there.
const KEPT: f32 = 0.35;

/// The part of both texts in which they differ, in bytes.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// Settles the pieces in what both texts have in common at their start and end, and says what lies between. No piece
/// stands across its edges.
pub(super) fn unchanged(old: &Text, new: &Text, pieces: &mut [Piece]) -> Window {
    let (a, b) = (old.as_str(), new.as_str());
    let same = a == b;
    let margin = if same { 0 } else { MARGIN };
    let head = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let shorter = a.len().min(b.len());
    let tail = a.bytes().rev().zip(b.bytes().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
    let head = a.floor_char_boundary(head.saturating_sub(margin));
    let tail = a.len() - a.ceil_char_boundary(a.len() - tail.saturating_sub(margin));
    let (mut start, mut end) = (head, a.len() - tail);

    let mut known: Vec<Span> = pieces.iter().filter_map(|piece| piece.old).collect();
    known.sort_unstable_by_key(|span| std::cmp::Reverse(span.end));
    for span in &known {
        start = if span.start < start && start < span.end { span.start } else { start };
    }
    known.sort_unstable_by_key(|span| span.start);
    for span in &known {
        end = if span.start < end && end < span.end { span.end } else { end };
    }
    let new_end = b.len() - (a.len() - end);
    // What is not known to the old text may stand anywhere in the new one.
    let strange = pieces.iter().any(|piece| piece.old.is_none());
    for piece in pieces {
        let Some(span) = piece.old else { continue };
        let moved = |at: usize| at - end + new_end;
        if span.end <= start {
            piece.state = Ok(Found { span, similarity: None });
        } else if span.start >= end {
            piece.state = Ok(Found { span: Span::new(moved(span.start), moved(span.end)), similarity: None });
        }
    }
    match strange {
        true => Window { old: 0..a.len(), new: 0..b.len() },
        false => Window { old: start..end, new: start..new_end.max(start) },
    }
}

/// Where the old units `range` stand now, and how alike that is: at least half of them survived, and what they reach
/// over is still similar.
pub(super) fn carry(
    alignment: &Alignment,
    old: &Folded,
    new: &Folded,
    range: Range<usize>,
) -> Option<(Range<usize>, f32)> {
    if range.is_empty() {
        return caret(alignment, range.start).map(|at| (at..at, 1.0));
    }
    let survivors = || range.clone().filter_map(|at| alignment.get(at));
    let survived = survivors().count();
    if survived * 2 < range.len() {
        return None;
    }
    let (mut start, mut end) = (survivors().min()?, survivors().max()? + 1);
    if is_remnant(alignment, old, &range, new, &(start..end)) {
        return None;
    }
    let lost = |units: &mut dyn Iterator<Item = usize>| units.take_while(|&at| alignment.get(at).is_none()).count();
    // What stands for a lost edge of the passage, and for nothing beside it, is the edge now.
    let head = range.start..range.start + lost(&mut range.clone());
    let tail = range.end - lost(&mut range.clone().rev())..range.end;
    if let Some(gap) = replaced(alignment, &head).filter(|gap| gap.end == start) {
        start = gap.start;
    }
    if let Some(gap) = replaced(alignment, &tail).filter(|gap| gap.start == end) {
        end = gap.end;
    }
    let longer = range.len().max(end - start);
    let alike = match longer > LONGEST {
        true => share(longer.saturating_sub(survived), longer),
        false => similarity(old.slice(range), new.slice(start..end)),
    };
    (alike >= SIMILAR).then_some((start..end, alike))
}

/// Whether a short passage is all that its sentence has in common with the one that stands at `now`: another sentence
/// that has the same word. Where nothing came in, what is left of a sentence is still itself.
fn is_remnant(alignment: &Alignment, old: &Folded, was: &Range<usize>, new: &Folded, now: &Range<usize>) -> bool {
    let ((before, after), (head, tail)) = (beside(old, was), beside(new, now));
    let kept = before.clone().chain(after.clone()).filter(|&at| alignment.get(at).is_some()).count();
    let (len, whole) = (before.len() + after.len(), head.len() + tail.len());
    let fresh = whole - alignment.taken(head) - alignment.taken(tail);
    was.len() < OWN_EVIDENCE && len >= TELLING && fresh >= TELLING && share(len - kept, len) < KEPT
}

/// The rest of the sentence on both sides of `range`, as far as it is looked at.
fn beside(text: &Folded, range: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let before = text.slice(range.start.saturating_sub(CONTEXT)..range.start);
    let after = text.slice(range.end..(range.end + CONTEXT).min(text.len()));
    let (before, after) = sentence(before, after);
    (range.start - before.len()..range.start, range.end..range.end + after.len())
}

fn replaced(alignment: &Alignment, gap: &Range<usize>) -> Option<Range<usize>> {
    let before = gap.start.checked_sub(1);
    if gap.is_empty() || before.is_some_and(|at| alignment.get(at).is_none()) {
        return None;
    }
    alignment.gap_of(gap).filter(|target| target.len() <= 2 * gap.len() + 2)
}

/// A place between two units stays where both of them, or else the one before or behind it, stand.
fn caret(alignment: &Alignment, at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|at| alignment.get(at)).map(|at| at + 1);
    before.or(alignment.get(at))
}
