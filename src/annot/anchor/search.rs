//! Looking for what was not carried over: by its quote, its surroundings and its neighbours.

use std::collections::HashMap;
use std::ops::Range;

use super::align::Alignment;
use super::candidate::{Candidate, Quote, decide};
use super::carry::{Window, carry};
use super::fold::{Folded, same};
use super::memory::{CONTEXT, Context, Memory};
use super::occurrence::{COMPARED, Occurrences, occurrences};
use super::piece::Piece;
use super::similar::{LONGEST, Pattern, share};
use super::{Lost, SIMILAR};
use crate::text::Text;

/// Steps (units compared) that are spent on the search: so many in all, and so many more for each piece. A million
/// take about 15 ms.
const EFFORT: (usize, usize) = (1 << 24, 1 << 12);

/// A text up to this many units is searched as a whole for similar passages, a longer one only near their neighbours.
const WHOLE: usize = 1 << 17;

/// Units on each side of the expected place that are searched.
const NEAR: usize = 1 << 13;

/// Places that a pattern may propose.
const PROPOSALS: usize = 4;

/// Places of a quote, any case, that are looked at for the only one to the letter.
const HINTS: usize = 64;

/// Units of a quote or its context in one pattern: one machine word.
const PATTERN: usize = 64;

/// So far, in code points, the distance to a neighbour says something.
const NEIGHBOURHOOD: usize = 256;

/// Settles all open pieces that can be.
pub(super) fn settle(new: &Text, old: Option<(&Text, Window)>, pieces: &mut [Piece]) {
    let whole = 0..new.len();
    let window = old.as_ref().map_or(whole, |(_, window)| window.new.clone());
    let folded = Folded::new(new.as_str(), window);
    let mut alignment = None;
    if let Some((old, window)) = &old {
        let before = Folded::new(old.as_str(), window.old.clone());
        let aligned = Alignment::new(before.units(), folded.units());
        for piece in pieces.iter_mut().filter(|piece| piece.found().is_none()) {
            let Some(core) = piece.old_core() else { continue };
            if let Some((range, similarity)) = carry(&aligned, &before, &folded, before.range(core)) {
                piece.place(new, folded.span(range), similarity);
            }
        }
        alignment = Some(aligned);
    }
    if pieces.iter().all(|piece| piece.found().is_some()) {
        return;
    }
    let memory = old.map_or_else(|| Memory::quoted(pieces), |(old, _)| Memory::Whole(old));
    let cores: Vec<Vec<char>> =
        pieces.iter().map(|piece| if piece.found().is_none() { piece.core() } else { Vec::new() }).collect();
    let hits = occurrences(&folded, cores.iter().filter(|core| !core.is_empty()));
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&at| pieces.get(at).map(|piece| (piece.start, piece.end)));
    let places: Vec<Option<Range<usize>>> =
        pieces.iter().map(|piece| Some(folded.range(piece.found()?.span))).collect();
    let mut claims: HashMap<Range<usize>, Vec<usize>> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        place.iter().for_each(|place| claims.entry(place.clone()).or_default().push(at));
    }
    let (cores, effort) = (&cores, Effort(EFFORT.0 + EFFORT.1 * pieces.len()));
    let hints = HashMap::new();
    let folded = &folded;
    Search { new, folded, alignment, memory, hits, cores, order, places, claims, hints, effort, pieces }.run();
}

struct Search<'a, 'p> {
    new: &'a Text,
    folded: &'a Folded,
    alignment: Option<Alignment>,
    memory: Memory<'a>,
    hits: HashMap<&'a [char], Occurrences>,
    /// The quotes of the open pieces, in units, without blanks at their ends.
    cores: &'a [Vec<char>],
    /// The pieces in the order of the old text.
    order: Vec<usize>,
    /// Where pieces stand, in units.
    places: Vec<Option<Range<usize>>>,
    /// Which pieces stand there.
    claims: HashMap<Range<usize>, Vec<usize>>,
    /// Where pieces may stand, first units.
    hints: HashMap<usize, usize>,
    effort: Effort,
    pieces: &'a mut [Piece<'p>],
}

/// Steps that may still be spent.
struct Effort(usize);

impl Effort {
    /// Takes `steps`, all or nothing.
    fn spend(&mut self, steps: usize) -> Result<(), Lost> {
        self.0 = self.0.checked_sub(steps).ok_or(Lost::TooMuch)?;
        Ok(())
    }
}

/// A piece that was found already: where it stood (code points) and stands (units).
type Neighbour = Option<(usize, usize)>;

impl Search<'_, '_> {
    /// First what its own surroundings place, then what the neighbours help to place, then what is only similar, and
    /// once more with those as neighbours.
    fn run(mut self) {
        for (similar, neighbours) in [(false, false), (false, true), (true, true), (true, true)] {
            let mut choices = Vec::new();
            self.hints = if neighbours && !similar { self.only_places() } else { HashMap::new() };
            for (piece, left, right) in self.open(neighbours) {
                match self.choose(piece, left, right, similar, neighbours) {
                    Ok(choice) => choices.push((piece, choice)),
                    Err(lost) => self.pieces.get_mut(piece).into_iter().for_each(|piece| piece.state = Err(lost)),
                }
            }
            // The best supported claim their places first.
            choices.sort_by(|(_, a), (_, b)| a.disagreement().total_cmp(&b.disagreement()));
            for (at, choice) in choices {
                if self.is_claimed(at, &choice.range) {
                    continue;
                }
                if let (Some(piece), Some(place)) = (self.pieces.get_mut(at), self.places.get_mut(at)) {
                    piece.place(self.new, self.folded.span(choice.range.clone()), choice.quote);
                    *place = Some(choice.range.clone());
                    self.claims.entry(choice.range).or_default().push(at);
                }
            }
        }
    }

    /// Where the open pieces stand that stood once and stand once, to the letter: they are each other's neighbours.
    fn only_places(&mut self) -> HashMap<usize, usize> {
        let open = |(_, piece): &(usize, &Piece)| piece.found().is_none() && piece.is_unique();
        let mut hints = HashMap::new();
        for (at, piece) in self.pieces.iter().enumerate().filter(open) {
            let Some(core) = self.cores.get(at) else { continue };
            let few = |hits: &&Occurrences| !hits.cut && hits.starts.len() <= HINTS;
            let Some(hits) = self.hits.get(core.as_slice()).filter(few) else { continue };
            if self.effort.spend(hits.starts.len() * (core.len() + CONTEXT)).is_err() {
                break;
            }
            let context = self.memory.around(piece);
            let is_literal = |start: &&usize| self.is_literal(piece, core, &context, **start..**start + core.len());
            let mut literal = hits.starts.iter().filter(is_literal);
            if let (Some(start), None) = (literal.next(), literal.next()) {
                hints.insert(at, *start);
            }
        }
        hints
    }

    /// The open pieces with the nearest settled ones on both sides.
    fn open(&self, neighbours: bool) -> Vec<(usize, Neighbour, Neighbour)> {
        let settled = |at: usize| {
            let place = self.places.get(at)?.as_ref().map(|place| place.start).or(self.hints.get(&at).copied());
            Some((self.pieces.get(at)?.start, place.filter(|_| neighbours)?))
        };
        let sweep = |order: &mut dyn Iterator<Item = usize>| {
            let mut last = None;
            let mut nearest = vec![None; self.pieces.len()];
            for at in order {
                if let Some(slot) = nearest.get_mut(at) {
                    *slot = last;
                }
                last = settled(at).or(last);
            }
            nearest
        };
        let left = sweep(&mut self.order.iter().copied());
        let right = sweep(&mut self.order.iter().rev().copied());
        let all = self.pieces.iter().enumerate().zip(left.into_iter().zip(right));
        all.filter(|((_, piece), _)| piece.found().is_none())
            .map(|((at, _), (left, right))| (at, left, right))
            .collect()
    }

    fn choose(
        &mut self,
        at: usize,
        left: Neighbour,
        right: Neighbour,
        similar: bool,
        neighbours: bool,
    ) -> Result<Candidate, Lost> {
        let (Some(piece), Some(core)) = (self.pieces.get(at), self.cores.get(at)) else { return Err(Lost::Gone) };
        let empty = Occurrences::default();
        let hits = self.hits.get(core.as_slice()).unwrap_or(&empty);
        let region = if similar { self.region(piece, left, right) } else { 0..0 };
        if similar && core.len() > LONGEST {
            return Err(Lost::TooMuch);
        }
        let places = hits.starts.len().min(COMPARED) + if similar { 2 * PROPOSALS } else { 0 };
        let alike = if similar { 2 * PROPOSALS * core.len() * core.len().div_ceil(PATTERN) } else { 0 };
        self.effort
            .spend(hits.starts.len() * (core.len() + CONTEXT) + places * 4 * CONTEXT + alike + 2 * region.len())?;
        let context = self.memory.around(piece);
        let before = Pattern::new(context.before.iter().rev().copied());
        let after = Pattern::new(context.after.iter().copied());
        let (own_before, own_after) = context.sentence();
        let own = (Pattern::new(own_before.iter().rev().copied()), Pattern::new(own_after.iter().copied()));
        let quote = Quote {
            len: core.len(),
            unique: piece.is_unique(),
            complete: !hits.cut,
            neighbours,
            strict: !neighbours || piece.old.is_some(),
        };

        let literal = |range: Range<usize>| self.is_literal(piece, core, &context, range);
        let mut ranges: Vec<(Range<usize>, f32)> = hits
            .best(self.folded, core.len(), &context, |start| literal(start..start + core.len()))
            .into_iter()
            .map(|start| (start..start + core.len(), 1.0))
            .collect();
        if similar {
            let found = similar_ranges(self.folded, core, &context.before, &context.after, region);
            ranges.extend(found);
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for (range, alike) in ranges {
            if candidates.iter().any(|other| other.range == range) || self.belongs_elsewhere(at, &range) {
                continue;
            }
            let from = |neighbour: Neighbour| {
                let (old, new) = neighbour?;
                let distance = piece.start.abs_diff(old);
                let fits = range.start.abs_diff(new).abs_diff(distance) <= 2 + distance / 10
                    && (range.start >= new) == (piece.start >= old);
                (distance <= NEIGHBOURHOOD).then_some(fits)
            };
            let side = |pattern: &Pattern, text: &mut dyn Iterator<Item = char>| {
                let known = pattern.len() >= CONTEXT / 4;
                known.then(|| share(pattern.best_prefix(text.take(CONTEXT + CONTEXT / 4)).0, pattern.len()))
            };
            let units = self.folded.units();
            let head = units.get(..range.start).unwrap_or_default();
            let tail = units.get(range.end..).unwrap_or_default();
            let unlike = |pattern: &Pattern, text: &mut dyn Iterator<Item = char>| {
                pattern.best_prefix(text.take(pattern.len() + CONTEXT / 4)).0
            };
            let own_len = own.0.len() + own.1.len();
            let sentence = (own_len >= CONTEXT / 4).then(|| {
                let lost = unlike(&own.0, &mut head.iter().rev().copied()) + unlike(&own.1, &mut tail.iter().copied());
                share(lost, own_len)
            });
            candidates.push(Candidate {
                sentence,
                before: side(&before, &mut head.iter().rev().copied()),
                after: side(&after, &mut tail.iter().copied()),
                left: from(left),
                right: from(right),
                inside: left.is_none_or(|(_, at)| at <= range.start) && right.is_none_or(|(_, at)| range.start <= at),
                displaced: piece.old.is_none() && is_displaced(piece.start, range.start, left, right),
                literal: alike == 1.0 && literal(range.clone()),
                range,
                quote: alike,
            });
        }
        decide(&quote, candidates)
    }

    /// Where a similar passage is looked for.
    fn region(&self, piece: &Piece, left: Neighbour, right: Neighbour) -> Range<usize> {
        let len = self.folded.len();
        if len <= WHOLE {
            return 0..len;
        }
        let nearest = [left, right].into_iter().flatten().min_by_key(|(old, _)| piece.start.abs_diff(*old));
        let at = nearest.map_or(piece.start, |(old, new)| (new + piece.start).saturating_sub(old));
        at.saturating_sub(NEAR).min(len)..(at + NEAR + piece.quote.len()).min(len)
    }

    /// Whether the words in `range` are those of the piece to the letter, and end where words end if those did.
    fn is_literal(&self, piece: &Piece, core: &[char], context: &Context, range: Range<usize>) -> bool {
        let in_word = |a: Option<&char>, b: Option<&char>| {
            a.zip(b).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
        };
        let units = self.folded.units();
        let head = range.start.checked_sub(1).and_then(|at| units.get(at));
        let cut = (in_word(head, core.first()) && !in_word(context.before.last(), core.first()))
            || (in_word(core.last(), units.get(range.end)) && !in_word(core.last(), context.after.first()));
        !cut && same(piece.visible(), self.new.slice(self.folded.span(range)))
    }

    /// Whether the text in `range` is known to come from another place: by the alignment, or because another passage
    /// with the same words stands there.
    fn belongs_elsewhere(&self, at: usize, range: &Range<usize>) -> bool {
        let known = self.pieces.get(at).is_some_and(|piece| piece.old.is_some());
        let taken = self.alignment.as_ref().filter(|_| known).map_or(0, |alignment| alignment.taken(range.clone()));
        taken * 2 > range.len() || self.is_claimed(at, range)
    }

    fn is_claimed(&self, at: usize, range: &Range<usize>) -> bool {
        let Some(own) = self.pieces.get(at) else { return false };
        let others = self.claims.get(range).into_iter().flatten().filter_map(|&other| self.pieces.get(other));
        others.into_iter().any(|other| (other.start, other.end) != (own.start, own.end) && other.quote == own.quote)
    }
}

/// Whether a place is off the way that the neighbours went; without any, nobody can say that it is not.
fn is_displaced(old: usize, new: usize, left: Neighbour, right: Neighbour) -> bool {
    let way = |(old, new): (usize, usize)| new.cast_signed() - old.cast_signed();
    let own = way((old, new));
    let ways = || [left, right].into_iter().flatten().map(way);
    let reach = NEIGHBOURHOOD.cast_signed();
    match (ways().min(), ways().max()) {
        (Some(least), Some(most)) => own < least - reach || own > most + reach,
        _ => true,
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
