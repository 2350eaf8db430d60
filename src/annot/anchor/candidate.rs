//! Which of several places a passage may be put at, if any.

use std::ops::Range;

use super::Lost;
use super::place::Place;

/// One side of the surroundings that agrees so far supports a place alone.
const ONE_SIDE: f32 = 0.9;

/// Both sides that agree so far on the average support a place together.
const BOTH_SIDES: f32 = 0.75;

/// Each side agrees at least so far where more certainty is needed.
const EACH_SIDE: f32 = 0.75;

/// What stands beside a passage that is only similar agrees at least so far; unrelated prose has about 0.3.
const OTHER_SIDE: f32 = 0.4;

/// What is known of the sentence that a passage stood in agrees so far where that sentence still stands.
const SENTENCE: f32 = 0.6;

/// A quote of so many units that stood once and stands once is its own evidence.
const TELLING: usize = 24;

/// Shorter quotes, in units, must have good surroundings on both sides where they are only similar.
const SHORT: usize = 8;

/// Similar quotes of which no surroundings are known must be so long, in units, and so similar.
const LONE: (usize, f32) = (16, 0.8);

/// The second best place must disagree so many times more than the best, and so much more.
const MARGIN: (f32, f32) = (1.5, 0.02);

/// What a neighbour at the wrong distance adds to the disagreement.
const ESTRANGED: f32 = 0.1;

/// What it adds that the words are not the same to the letter.
const LOOSE: f32 = 0.1;

/// What is known of the passage.
pub(super) struct Quote {
    /// In units.
    pub(super) len: usize,
    /// Whether it stood once in the old text, as far as is known.
    pub(super) unique: bool,
    /// Whether all places were looked at.
    pub(super) complete: bool,
    /// Whether neighbours had their say.
    pub(super) neighbours: bool,
    /// Whether only a place with good surroundings on both sides will do: the alignment says that the passage is gone,
    /// or others may yet have a better claim.
    pub(super) strict: bool,
}

/// A place where it may stand, and what its neighbours say of it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) place: Place,
    /// Whether the nearest neighbours stand at the right distance, where they are near enough to tell.
    pub(super) left: Option<bool>,
    pub(super) right: Option<bool>,
    /// Whether it stands between the neighbours.
    pub(super) inside: bool,
    /// Whether it is off the way that the neighbours went, farther than a few sentences that came or went explain.
    pub(super) displaced: bool,
}

impl Candidate {
    /// How much speaks against the place.
    pub(super) fn disagreement(&self) -> f32 {
        let sides = match (self.place.before, self.place.after) {
            (Some(a), Some(b)) => (a + b) / 2.0,
            (Some(side), None) | (None, Some(side)) => side,
            (None, None) => 0.5,
        };
        let estranged = |fits: Option<bool>| if fits == Some(false) { ESTRANGED } else { 0.0 };
        (1.0 - sides)
            + (1.0 - self.place.quote)
            + estranged(self.left)
            + estranged(self.right)
            + if self.place.literal { 0.0 } else { LOOSE }
    }

    fn is_supported(&self, quote: &Quote) -> bool {
        // All that is known of its surroundings, to the letter.
        let sure =
            self.place.before.is_some_and(|side| side >= 1.0) && self.place.after.is_some_and(|side| side >= 1.0);
        if self.displaced && !sure {
            return false;
        }
        if self.is_in_another_sentence() {
            return false;
        }
        // A neighbour at the right distance supports its side as well as the text does.
        let side = |text: Option<f32>, fits: Option<bool>| match fits {
            Some(true) => Some(text.unwrap_or(0.0).max(ONE_SIDE)),
            _ => text,
        };
        let (low, high, known) = match (side(self.place.before, self.left), side(self.place.after, self.right)) {
            (Some(a), Some(b)) => (a.min(b), a.max(b), true),
            (Some(side), None) | (None, Some(side)) => (side, side, false),
            (None, None) => return false,
        };
        if quote.strict || (!self.place.literal && quote.len < SHORT) {
            return low >= EACH_SIDE && (known || high >= ONE_SIDE);
        }
        if self.place.quote < 1.0 {
            return (low + high) / 2.0 >= BOTH_SIDES && low >= OTHER_SIDE;
        }
        let near = high >= ONE_SIDE || (low + high) / 2.0 >= BOTH_SIDES;
        near && (low >= EACH_SIDE || !self.is_estranged())
    }

    /// Whether the neighbours say that it is not where it should be.
    fn is_estranged(&self) -> bool {
        match (self.left, self.right) {
            (Some(true), _) | (_, Some(true)) => false,
            (Some(false), Some(false)) => true,
            _ => !self.inside,
        }
    }

    /// Whether the words stand in another sentence now, as far as that is known. Where a neighbour is not at its distance,
    /// what is only similar has nothing for it without a sentence.
    fn is_in_another_sentence(&self) -> bool {
        self.place.sentence.map_or(self.is_opposed() && !self.place.literal, |agreement| agreement < SENTENCE)
    }

    /// Whether a neighbour that is near enough to tell says that it is not where it should be.
    fn is_opposed(&self) -> bool {
        self.left == Some(false) || self.right == Some(false)
    }

    /// Whether nothing speaks against it although nothing around it speaks for it.
    fn is_unopposed(&self) -> bool {
        let vouched = self.left == Some(true) || self.right == Some(true);
        (self.place.before.is_none() || self.place.after.is_none()) && (vouched || (self.inside && !self.is_opposed()))
    }
}

/// The one place that stands out.
pub(super) fn decide(quote: &Quote, mut candidates: Vec<Candidate>) -> Result<Candidate, Lost> {
    // What stood once to the letter is not what is only like it, as long as it stands to the letter somewhere.
    if quote.unique && candidates.iter().any(|candidate| candidate.place.literal) {
        candidates.retain(|candidate| candidate.place.literal);
    }
    let mut ranked: Vec<&Candidate> = candidates.iter().collect();
    ranked.sort_by(|a, b| a.disagreement().total_cmp(&b.disagreement()));
    if let Some(best) = ranked.iter().find(|candidate| candidate.is_supported(quote)) {
        let rival = ranked
            .iter()
            .find(|other| !overlap(&other.place.range, &best.place.range) && other.place.range != best.place.range);
        let (times, more) = MARGIN;
        let clear = rival.is_none_or(|rival| rival.disagreement() >= best.disagreement() * times + more);
        return if clear { Ok((*best).clone()) } else { Err(Lost::Ambiguous) };
    }
    if candidates.is_empty() {
        return Err(Lost::Gone);
    }
    // A quote that was unique and still is needs no surroundings, as long as nothing speaks against it.
    let certain = match candidates.as_slice() {
        [only] if only.place.literal => Some(only).filter(|only| quote.len >= TELLING || only.is_unopposed()),
        [only] => Some(only).filter(|only| quote.len >= LONE.0 && only.place.quote >= LONE.1 && only.is_unopposed()),
        _ => None,
    };
    let certain = certain.filter(|_| quote.unique && quote.complete && quote.neighbours);
    certain.cloned().ok_or(Lost::Elsewhere)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
