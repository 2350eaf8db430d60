//! What became of a passage, as the edits know it, and what re-anchoring made of it.

use std::ops::Range;

use glossator::annot::Anchored;
use glossator::annot::anchor::Outcome;
use glossator::text::Text;

use super::edits::{Draft, Unit};

/// What became of a passage in truth.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// At least half of the characters of each part survived untouched, in their order, and what they reach over now is
    /// still similar (the characters lost and the characters that came in are at most 0.3 of it).
    Survived(Vec<Part>),
    /// Something is left, but less than that: an orphan is right, and so is a place among the remains.
    Partial(Vec<Range<usize>>),
    /// Not one character is left, and no copy of it.
    Deleted,
    /// Gone, but a copy of it stands elsewhere.
    Copied,
}

/// A part that survived.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// From the first to the last surviving character, in code points.
    pub range: Range<usize>,
    /// How far the start may lie before that and the end behind it: nothing where no edit touched the passage; two
    /// characters where one did; and where its own edge was lost, what came in its stead may belong to it or not.
    pub slack: (usize, usize),
}

/// How an outcome compares with the fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Orphaned,
    Wrong,
    /// Deleted, and said to be so.
    Lost,
    /// Deleted, and yet put somewhere.
    Reanchored,
    /// Nothing that counts.
    Either,
}

pub fn fate(draft: &Draft, parts: &[Range<usize>]) -> Fate {
    let mut survived = Vec::new();
    let mut remains = Vec::new();
    let (mut whole, mut copied) = (true, false);
    for part in parts {
        let has = |from: Option<usize>| from.is_some_and(|at| part.contains(&at));
        copied |= draft.units.iter().any(|unit| has(unit.copy));
        let at: Vec<usize> = (0..draft.units.len()).filter(|&at| has(draft.units[at].origin)).collect();
        let (Some(&first), Some(&last)) = (at.iter().min(), at.iter().max()) else {
            whole = false;
            continue;
        };
        let mut origins: Vec<usize> = at.iter().filter_map(|&at| draft.units[at].origin).collect();
        let ordered = origins.is_sorted();
        let mistyped = at.iter().filter(|&&at| draft.units[at].mistyped).count();
        origins.dedup();
        let kept = origins.len() - mistyped;
        let lost = part.len() - kept;
        let inserted = last + 1 - first - at.len();
        let alike = 1.0 - (lost + inserted) as f64 / part.len().max(last + 1 - first) as f64;
        whole &= ordered && kept * 2 >= part.len() && alike >= 0.7;
        let beside = |at: Option<usize>| {
            let unit = at.and_then(|at| draft.units.get(at));
            unit.is_some_and(|unit: &Unit| unit.origin.is_none() && !unit.c.is_whitespace())
        };
        let touched = lost + inserted > 0 || beside(first.checked_sub(1)) || beside(Some(last + 1));
        let slack = |lost: usize| match (touched, lost) {
            (false, _) => 0,
            (true, 0) => 2,
            (true, lost) => 2 * lost + 2,
        };
        let head = origins.iter().min().map_or(0, |origin| origin - part.start);
        let tail = origins.iter().max().map_or(0, |origin| part.end - 1 - origin);
        survived.push(Part { range: first..last + 1, slack: (slack(head), slack(tail)) });
        remains.push(first..last + 1);
    }
    match (remains.is_empty(), whole, copied) {
        (true, _, true) => Fate::Copied,
        (true, _, false) => Fate::Deleted,
        (_, true, _) => Fate::Survived(survived),
        _ => Fate::Partial(remains),
    }
}

/// `twin`: nobody could decide between this and another place by what was known.
pub fn judge(fate: &Fate, outcome: &Outcome, new: &Text, twin: bool) -> Verdict {
    let place = outcome.place().map(|place| code_points(place, new));
    match (fate, place) {
        (Fate::Survived(_), None) if twin => Verdict::Either,
        (Fate::Survived(_), None) => Verdict::Orphaned,
        (Fate::Survived(parts), Some(place)) => {
            let fits = parts.len() == place.len()
                && parts.iter().zip(&place).all(|(Part { range, slack }, found)| {
                    let (inwards, (before, behind)) = (slack.0.min(slack.1).min(2), *slack);
                    found.start + before >= range.start
                        && found.start <= range.start + inwards
                        && found.end <= range.end + behind
                        && found.end + inwards >= range.end
                });
            if fits { Verdict::Right } else { Verdict::Wrong }
        }
        (Fate::Partial(_) | Fate::Copied, None) => Verdict::Either,
        (Fate::Copied, Some(_)) => Verdict::Either,
        (Fate::Partial(remains), Some(place)) => {
            let touches = remains.iter().any(|rest| place.iter().any(|p| p.start < rest.end && rest.start < p.end));
            if touches { Verdict::Either } else { Verdict::Wrong }
        }
        (Fate::Deleted, None) => Verdict::Lost,
        (Fate::Deleted, Some(_)) => Verdict::Reanchored,
    }
}

pub fn code_points(place: &Anchored, text: &Text) -> Vec<Range<usize>> {
    place.parts().map(|part| text.to_code_point(part.start).0..text.to_code_point(part.end).0).collect()
}
