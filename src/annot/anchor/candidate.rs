//! Which of several places a passage may be put at, if any.

use std::ops::Range;

use super::Lost;

/// One side of the surroundings that agrees so far supports a place alone.
const ONE_SIDE: f32 = 0.75;

/// Both sides that agree so far on the average support a place together.
const BOTH_SIDES: f32 = 0.6;

/// Shorter quotes, in units, must have good surroundings on both sides where they are only similar.
const SHORT: usize = 8;

/// Similar quotes of which no surroundings are known must be so long, in units, and so similar.
const LONE: (usize, f32) = (16, 0.8);

/// How much better the best place must be than the second best.
const MARGIN: f32 = 0.1;

/// What is known of the passage.
pub(super) struct Quote {
    /// In units.
    pub(super) len: usize,
    /// Whether it stood once in the old text, as far as is known.
    pub(super) unique: bool,
    /// How often it stands in the new text, if that was counted.
    pub(super) places: Option<usize>,
    /// Whether neighbours had their say.
    pub(super) neighbours: bool,
}

/// A place where it may stand.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// In units.
    pub(super) range: Range<usize>,
    /// How alike the text there is, 0 to 1.
    pub(super) quote: f32,
    /// How far the surroundings agree, 0 to 1, where they are known.
    pub(super) before: Option<f32>,
    pub(super) after: Option<f32>,
    /// Whether it stands between the neighbours.
    pub(super) inside: bool,
}

impl Candidate {
    /// What places are compared by.
    pub(super) fn score(&self) -> f32 {
        let known = |side: Option<f32>| side.unwrap_or(0.5);
        self.quote * (known(self.before) + known(self.after)) / 2.0
    }

    fn is_supported(&self, quote: &Quote) -> bool {
        let (low, high) = match (self.before, self.after) {
            (Some(a), Some(b)) => (a.min(b), a.max(b)),
            (Some(side), None) | (None, Some(side)) => (0.0, side),
            (None, None) => return false,
        };
        let near = high >= ONE_SIDE || (low + high) / 2.0 >= BOTH_SIDES;
        match self.quote < 1.0 && quote.len < SHORT {
            true => low >= ONE_SIDE,
            false => near,
        }
    }

    /// Whether nothing speaks against it although nothing around it speaks for it.
    fn is_unopposed(&self) -> bool {
        self.inside && (self.before.is_none() || self.after.is_none())
    }
}

/// The one place that stands out.
pub(super) fn decide(quote: &Quote, candidates: Vec<Candidate>) -> Result<Candidate, Lost> {
    let mut supported: Vec<&Candidate> = candidates.iter().filter(|place| place.is_supported(quote)).collect();
    supported.sort_by(|a, b| b.score().total_cmp(&a.score()));
    if let Some((best, others)) = supported.split_first() {
        let rival = others.iter().find(|other| !overlap(&other.range, &best.range) || best.range.is_empty());
        let clear = rival.is_none_or(|rival| best.score() - rival.score() >= MARGIN);
        return if clear { Ok((*best).clone()) } else { Err(Lost::Ambiguous) };
    }
    let alone = match candidates.as_slice() {
        [] => return Err(Lost::Gone),
        [only] if quote.unique && quote.neighbours && only.is_unopposed() => Some(only),
        _ => None,
    };
    let certain = alone.filter(|place| {
        let (len, alike) = LONE;
        (place.quote == 1.0 && quote.places == Some(1)) || (quote.len >= len && place.quote >= alike)
    });
    certain.cloned().ok_or(Lost::Elsewhere)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
