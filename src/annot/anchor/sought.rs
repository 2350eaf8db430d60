//! An open piece, and the places that look like it. What is seen of them is kept for all rounds.

use std::ops::Range;

use super::fold::{Folded, same};
use super::memory::{CONTEXT, Context};
use super::occurrence::{COMPARED, Occurrences};
use super::piece::Piece;
use super::place::{Place, Surroundings, one_edit};
use super::similar::{LONGEST, Pattern, share};
use super::{Lost, SIMILAR};
use crate::text::Text;

/// Places that a pattern may propose.
const PROPOSALS: usize = 4;

/// Places of a quote, any case, that are looked at for the only one to the letter.
const HINTS: usize = 64;

/// Units of a quote or its context in one pattern: one machine word.
const PATTERN: usize = 64;

/// Steps (units compared) that may still be spent.
pub(super) struct Effort(pub(super) usize);

impl Effort {
    /// Takes `steps`, all or nothing.
    fn spend(&mut self, steps: usize) -> Result<(), Lost> {
        self.0 = self.0.checked_sub(steps).ok_or(Lost::TooMuch)?;
        Ok(())
    }
}

/// A text to look in.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) text: &'a Text,
    pub(super) folded: &'a Folded,
}

/// What is known of an open piece, and what was seen of it.
pub(super) struct Sought<'a> {
    /// The quote in units, without blanks at its ends.
    pub(super) core: &'a [char],
    hits: Option<&'a Occurrences>,
    context: Context,
    /// Where the quote stands.
    places: Option<Vec<Place>>,
    /// Where something like it stands in a range of the text.
    alike: Option<(Range<usize>, Vec<Place>)>,
}

impl<'a> Sought<'a> {
    pub(super) fn new(core: &'a [char], hits: Option<&'a Occurrences>, context: Context) -> Sought<'a> {
        Sought { core, hits, context, places: None, alike: None }
    }

    /// Whether all places of the quote were looked at.
    pub(super) fn is_complete(&self) -> bool {
        self.hits.is_none_or(|hits| !hits.cut)
    }

    /// Where all that is known on both sides stands, but for one edit at most, and how many edits that are. Whoever looks
    /// here first need not measure the other places.
    pub(super) fn near(&self, field: Field, effort: &mut Effort) -> Result<Vec<(Range<usize>, usize)>, Lost> {
        if !self.context.is_telling() {
            return Ok(Vec::new());
        }
        let starts = self.hits.map(|hits| hits.starts.as_slice()).unwrap_or_default();
        effort.spend(starts.len() * 2 * CONTEXT)?;
        let near = |start: &usize| {
            let range = *start..start + self.core.len();
            one_edit(&self.context, field.folded.units(), &range).map(|edits| (range, edits))
        };
        Ok(starts.iter().filter_map(near).collect())
    }

    /// Where the quote stands.
    pub(super) fn places(&mut self, piece: &Piece, field: Field, effort: &mut Effort) -> Result<&[Place], Lost> {
        if self.places.is_none() {
            let (len, count) = (self.core.len(), self.hits.map_or(0, |hits| hits.starts.len()));
            effort.spend(count * (len + CONTEXT) + count.min(COMPARED) * 4 * CONTEXT)?;
            let literal = |start: usize| self.is_literal(piece, field, start..start + len);
            let best = self.hits.map(|hits| hits.best(field.folded, len, &self.context, literal));
            let surroundings = Surroundings::new(&self.context);
            let place = |start: usize| surroundings.at(field.folded.units(), start..start + len, 1.0, literal(start));
            self.places = Some(best.into_iter().flatten().map(place).collect());
        }
        Ok(self.places.as_deref().unwrap_or_default())
    }

    /// Where something like it stands in `region`.
    pub(super) fn alike(
        &mut self,
        piece: &Piece,
        field: Field,
        region: Range<usize>,
        effort: &mut Effort,
    ) -> Result<&[Place], Lost> {
        if self.alike.as_ref().is_none_or(|(seen, _)| *seen != region) {
            let len = self.core.len();
            if len > LONGEST {
                return Err(Lost::TooMuch);
            }
            let comparing = 4 * CONTEXT + len * len.div_ceil(PATTERN);
            effort.spend(2 * region.len() + 2 * PROPOSALS * comparing)?;
            let (before, after) = (&self.context.before, &self.context.after);
            let ranges = similar_ranges(field.folded, self.core, before, after, region.clone());
            let surroundings = Surroundings::new(&self.context);
            let place = |(range, alike): (Range<usize>, f32)| {
                let literal = alike == 1.0 && self.is_literal(piece, field, range.clone());
                surroundings.at(field.folded.units(), range, alike, literal)
            };
            self.alike = Some((region, ranges.into_iter().map(place).collect()));
        }
        Ok(self.alike.as_ref().map(|(_, places)| places.as_slice()).unwrap_or_default())
    }

    /// The first unit of the only place where it stands to the letter.
    pub(super) fn only_place(&self, piece: &Piece, field: Field, effort: &mut Effort) -> Result<Option<usize>, Lost> {
        let Some(hits) = self.hits.filter(|hits| !hits.cut && hits.starts.len() <= HINTS) else { return Ok(None) };
        effort.spend(hits.starts.len() * (self.core.len() + CONTEXT))?;
        let is_literal = |start: &&usize| self.is_literal(piece, field, **start..**start + self.core.len());
        let mut literal = hits.starts.iter().filter(is_literal);
        Ok(literal.next().filter(|_| literal.next().is_none()).copied())
    }

    /// Whether the words in `range` are those of the piece to the letter, and end where words end if those did.
    pub(super) fn is_literal(&self, piece: &Piece, field: Field, range: Range<usize>) -> bool {
        let in_word = |a: Option<&char>, b: Option<&char>| {
            a.zip(b).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
        };
        let (first, last) = (self.core.first(), self.core.last());
        let units = field.folded.units();
        let head = range.start.checked_sub(1).and_then(|at| units.get(at));
        let cut = (in_word(head, first) && !in_word(self.context.before.last(), first))
            || (in_word(last, units.get(range.end)) && !in_word(last, self.context.after.first()));
        !cut && same(piece.visible(), field.text.slice(field.folded.span(range)))
    }
}

/// Stretches of `region` similar to `core`. Their ends are found by what stands before and in them, their starts by
/// what stands in and behind them; the other end is where the quote then fits best.
fn similar_ranges(
    new: &Folded,
    core: &[char],
    before: &[char],
    after: &[char],
    region: Range<usize>,
) -> Vec<(Range<usize>, f32)> {
    let units = new.slice(region.clone());
    let forward: Vec<char> = before.iter().chain(core).copied().collect();
    let backward: Vec<char> = core.iter().chain(after).copied().collect();
    let most = |pattern: &Pattern| pattern.len() / 3;
    let ending = Pattern::new(forward.iter().skip(forward.len().saturating_sub(PATTERN)).copied());
    let starting = Pattern::new(backward.iter().take(PATTERN).rev().copied());
    let ends = ending.search(units.iter().copied(), most(&ending), PROPOSALS);
    let starts = starting.search(units.iter().rev().copied(), most(&starting), PROPOSALS);

    let longest = core.len() + core.len() / 2;
    let (reversed, quote) = (Pattern::new(core.iter().rev().copied()), Pattern::new(core.iter().copied()));
    let by_end = ends.into_iter().map(|(_, end)| {
        let head = units.get(..end).unwrap_or_default();
        let (distance, len) = reversed.best_prefix(head.iter().rev().take(longest).copied());
        (end - len..end, distance)
    });
    let by_start = starts.into_iter().map(|(_, back)| {
        let start = units.len() - back;
        let tail = units.get(start..).unwrap_or_default();
        let (distance, len) = quote.best_prefix(tail.iter().take(longest).copied());
        (start..start + len, distance)
    });
    by_end
        .chain(by_start)
        .map(|(range, distance)| (range.clone(), share(distance, core.len().max(range.len()))))
        .filter(|(_, alike)| *alike >= SIMILAR)
        .map(|(range, alike)| (range.start + region.start..range.end + region.start, alike))
        .collect()
}
