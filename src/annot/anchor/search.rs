//! Looking for what was not carried over: by its quote, its surroundings and its neighbours.

use std::collections::HashMap;
use std::ops::Range;

use super::Lost;
use super::align::Alignment;
use super::candidate::{Candidate, Quote, decide};
use super::carry::{Window, carry};
use super::fold::Folded;
use super::memory::Memory;
use super::occurrence::occurrences;
use super::piece::Piece;
use super::place::Place;
use super::sought::{Effort, Field, Sought};
use crate::text::Text;

/// Steps (units compared) that are spent on the search: so many in all, and so many more for each piece. A million
/// take about 15 ms.
const EFFORT: (usize, usize) = (1 << 24, 1 << 12);

/// A text up to this many units is searched as a whole for similar passages, a longer one only near their neighbours.
const WHOLE: usize = 1 << 17;

/// Units on each side of the expected place that are searched.
const NEAR: usize = 1 << 13;

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
    let sought = pieces.iter().zip(&cores).map(|(piece, core)| match piece.found() {
        None => Some(Sought::new(core, hits.get(core.as_slice()), memory.around(piece))),
        Some(_) => None,
    });
    let sought = sought.collect();
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&at| pieces.get(at).map(|piece| (piece.start, piece.end)));
    let places: Vec<Option<Range<usize>>> =
        pieces.iter().map(|piece| Some(folded.range(piece.found()?.span))).collect();
    let mut claims: HashMap<Range<usize>, Vec<usize>> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        place.iter().for_each(|place| claims.entry(place.clone()).or_default().push(at));
    }
    let effort = Effort(EFFORT.0 + EFFORT.1 * pieces.len());
    let field = Field { text: new, folded: &folded };
    Search { field, alignment, sought, order, places, claims, hints: HashMap::new(), effort, pieces }.run();
}

struct Search<'a, 'p> {
    field: Field<'a>,
    alignment: Option<Alignment>,
    /// The open pieces.
    sought: Vec<Option<Sought<'a>>>,
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

/// A piece that was found already: where it stood (code points) and stands (units).
type Neighbour = Option<(usize, usize)>;

impl Search<'_, '_> {
    /// First what has all its surroundings at one place alone, so that the rest is little; then what its own surroundings
    /// place, then what the neighbours help to place, then what is only similar, and once more with those as neighbours.
    fn run(mut self) {
        let sure = (0..self.pieces.len()).filter_map(|at| Some((at, self.sure(at)?, 1.0))).collect();
        self.claim(sure);
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
            self.claim(choices.into_iter().map(|(at, choice)| (at, choice.place.range, choice.place.quote)).collect());
        }
    }

    /// Puts pieces at the ranges they were given, so much like their quotes, as long as no other got the same before.
    fn claim(&mut self, choices: Vec<(usize, Range<usize>, f32)>) {
        for (at, range, alike) in choices {
            if self.is_claimed(at, &range) {
                continue;
            }
            if let (Some(piece), Some(place)) = (self.pieces.get_mut(at), self.places.get_mut(at)) {
                piece.place(self.field.text, self.field.folded.span(range.clone()), alike);
                *place = Some(range.clone());
                self.claims.entry(range).or_default().push(at);
            }
        }
    }

    /// The only place that has all that is known around a piece, if no other comes near that.
    fn sure(&mut self, at: usize) -> Option<Range<usize>> {
        let (piece, sought) = (self.pieces.get(at)?, self.sought.get(at)?.as_ref()?);
        let mut near = sought.near(self.field, &mut self.effort).ok()?;
        near.retain(|(range, _)| !self.belongs_elsewhere(at, range));
        match near.as_slice() {
            [(only, 0)] => sought.is_literal(piece, self.field, only.clone()).then(|| only.clone()),
            _ => None,
        }
    }

    /// Where the open pieces stand that stood once and stand once, to the letter: they are each other's neighbours.
    fn only_places(&mut self) -> HashMap<usize, usize> {
        let open = |(_, piece): &(usize, &Piece)| piece.found().is_none() && piece.is_unique();
        let mut hints = HashMap::new();
        for (at, piece) in self.pieces.iter().enumerate().filter(open) {
            let Some(Some(sought)) = self.sought.get(at) else { continue };
            match sought.only_place(piece, self.field, &mut self.effort) {
                Ok(only) => hints.extend(only.map(|start| (at, start))),
                Err(_) => break,
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
        let (Some(piece), Some(Some(sought))) = (self.pieces.get(at), self.sought.get_mut(at)) else {
            return Err(Lost::Gone);
        };
        let mut places = sought.places(piece, self.field, &mut self.effort)?.to_vec();
        if similar {
            let region = region(self.field.folded.len(), piece, left, right);
            places.extend_from_slice(sought.alike(piece, self.field, region, &mut self.effort)?);
        }
        let quote = Quote {
            len: sought.core.len(),
            unique: piece.is_unique(),
            complete: sought.is_complete(),
            neighbours,
            strict: !neighbours || piece.old.is_some(),
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        for place in places {
            let known = candidates.iter().any(|other| other.place.range == place.range);
            if !known && !self.belongs_elsewhere(at, &place.range) {
                candidates.push(candidate(piece, place, left, right));
            }
        }
        decide(&quote, candidates)
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

/// The place with what the nearest neighbours say of it, as far as they are near enough to tell.
fn candidate(piece: &Piece, place: Place, left: Neighbour, right: Neighbour) -> Candidate {
    let start = place.range.start;
    let fits = |neighbour: Neighbour| {
        let (old, new) = neighbour?;
        let distance = piece.start.abs_diff(old);
        let fits =
            start.abs_diff(new).abs_diff(distance) <= 2 + distance / 10 && (start >= new) == (piece.start >= old);
        (distance <= NEIGHBOURHOOD).then_some(fits)
    };
    Candidate {
        left: fits(left),
        right: fits(right),
        inside: left.is_none_or(|(_, at)| at <= start) && right.is_none_or(|(_, at)| start <= at),
        displaced: piece.old.is_none() && is_displaced(piece.start, start, left, right),
        place,
    }
}

/// Where in a text of `len` units a similar passage is looked for.
fn region(len: usize, piece: &Piece, left: Neighbour, right: Neighbour) -> Range<usize> {
    if len <= WHOLE {
        return 0..len;
    }
    let nearest = [left, right].into_iter().flatten().min_by_key(|(old, _)| piece.start.abs_diff(*old));
    let at = nearest.map_or(piece.start, |(old, new)| (new + piece.start).saturating_sub(old));
    at.saturating_sub(NEAR).min(len)..(at + NEAR + piece.quote.len()).min(len)
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
