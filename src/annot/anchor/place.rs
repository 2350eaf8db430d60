//! A place where a piece may stand, as far as that does not depend on where others stand.

use std::ops::Range;

use super::memory::{CONTEXT, Context, TELLING};
use super::similar::{Pattern, share};

/// Units that may have come in beside a piece.
const MORE: usize = CONTEXT / 4;

/// A place where the quote stands, or something like it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// In units.
    pub(super) range: Range<usize>,
    /// How alike the text there is, 0 to 1.
    pub(super) quote: f32,
    /// Whether it is the same to the letter, and whole words where the passage was.
    pub(super) literal: bool,
    /// How far the surroundings agree, 0 to 1, where they are known.
    pub(super) before: Option<f32>,
    pub(super) after: Option<f32>,
    /// How far the rest of its sentence agrees, as much of it as is known.
    pub(super) sentence: Option<f32>,
}

/// What is known around a piece, ready to be compared.
pub(super) struct Surroundings {
    before: Pattern,
    after: Pattern,
    /// What of it belongs to the sentence that the piece stands in.
    sentence: (Pattern, Pattern),
}

impl Surroundings {
    pub(super) fn new(context: &Context) -> Surroundings {
        let backward = |units: &[char]| Pattern::new(units.iter().rev().copied());
        let forward = |units: &[char]| Pattern::new(units.iter().copied());
        let (own_before, own_after) = context.sentence();
        Surroundings {
            before: backward(&context.before),
            after: forward(&context.after),
            sentence: (backward(own_before), forward(own_after)),
        }
    }

    /// The place at `range` of the text `units`, where a text stands that is so much like the `quote`.
    pub(super) fn at(&self, units: &[char], range: Range<usize>, quote: f32, literal: bool) -> Place {
        let head = units.get(..range.start).unwrap_or_default().iter().rev().copied();
        let tail = units.get(range.end..).unwrap_or_default().iter().copied();
        let (own_before, own_after) = &self.sentence;
        let own_len = own_before.len() + own_after.len();
        Place {
            range,
            quote,
            literal,
            before: (self.before.len() >= TELLING)
                .then(|| share(lost(&self.before, head.clone(), CONTEXT), self.before.len())),
            after: (self.after.len() >= TELLING)
                .then(|| share(lost(&self.after, tail.clone(), CONTEXT), self.after.len())),
            sentence: (own_len >= TELLING).then(|| {
                let before = lost(own_before, head, own_before.len());
                share(before + lost(own_after, tail, own_after.len()), own_len)
            }),
        }
    }
}

/// How many edits make of `pattern` what stands at the start of `text`, where so much is expected.
fn lost(pattern: &Pattern, text: impl Iterator<Item = char>, expected: usize) -> usize {
    pattern.least(text.take(expected + MORE))
}

/// Whether one edit at most, and how many, makes of all that is known on both sides what stands around `range`.
pub(super) fn one_edit(context: &Context, units: &[char], range: &Range<usize>) -> Option<usize> {
    let head = units.get(..range.start).unwrap_or_default().iter().rev();
    let tail = units.get(range.end..).unwrap_or_default().iter();
    let edits = one_edit_ahead(context.before.iter().rev(), head)? + one_edit_ahead(context.after.iter(), tail)?;
    (edits < 2).then_some(edits)
}

/// The same for what stands at the start of `text`.
fn one_edit_ahead<'u, U>(mut known: U, mut text: U) -> Option<usize>
where
    U: Iterator<Item = &'u char> + Clone,
{
    loop {
        let (known_here, text_here) = (known.clone(), text.clone());
        let Some(unit) = known.next() else { return Some(0) };
        if text.next() == Some(unit) {
            continue;
        }
        let starts = |known: &U, mut text: U| known.clone().all(|unit| text.next() == Some(unit));
        let other = starts(&known, text.clone());
        let (less, more) = (starts(&known, text_here), starts(&known_here, text));
        return (other || less || more).then_some(1);
    }
}
