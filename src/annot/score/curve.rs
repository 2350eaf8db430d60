//! What precision and recall would be if only predictions of a certain score were taken.

use super::tally::{Ratios, Tally};

/// How many thresholds are looked at, from 0 to 1.
pub const STEPS: usize = 21;

/// The threshold of a step.
fn threshold(step: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a step is one of 21")]
    let share = step as f64 / (STEPS - 1) as f64;
    share
}

/// Predictions by their scores, compared as sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Curve {
    gold: u64,
    /// Predictions, and those that are right, with at least the score of each step.
    taken: [(u64, u64); STEPS],
    /// Predictions that carry a score.
    pub scored: u64,
    /// Predictions without one: they are taken at every threshold.
    pub unscored: u64,
}

/// What there would be at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The least score that is taken, 0 to 1.
    pub threshold: f64,
    /// What would be counted.
    pub tally: Tally,
}

impl Point {
    /// Precision, recall and F1 at this threshold.
    pub fn ratios(&self) -> Ratios {
        self.tally.ratios()
    }
}

impl Curve {
    pub(super) fn add_gold(&mut self, spans: usize) {
        self.gold += spans as u64;
    }

    pub(super) fn add(&mut self, score: Option<f64>, is_right: bool) {
        match score {
            Some(_) => self.scored += 1,
            None => self.unscored += 1,
        }
        for (step, (taken, right)) in self.taken.iter_mut().enumerate() {
            if score.is_none_or(|score| score >= threshold(step)) {
                *taken += 1;
                *right += u64::from(is_right);
            }
        }
    }

    pub(super) fn add_all(&mut self, other: &Curve) {
        self.gold += other.gold;
        self.scored += other.scored;
        self.unscored += other.unscored;
        for ((taken, right), (more, more_right)) in self.taken.iter_mut().zip(&other.taken) {
            *taken += more;
            *right += more_right;
        }
    }

    /// A point for each threshold, from 0 to 1; none where no prediction carries a score.
    pub fn points(&self) -> Vec<Point> {
        let point = |(step, &(pred, correct)): (usize, &(u64, u64))| Point {
            threshold: threshold(step),
            tally: Tally { gold: self.gold, pred, correct },
        };
        match self.scored {
            0 => Vec::new(),
            _ => self.taken.iter().enumerate().map(point).collect(),
        }
    }

    /// The point with the highest F1, the lowest of several; `None` where nothing is right at any.
    pub fn best(&self) -> Option<Point> {
        let mut best: Option<Point> = None;
        for point in self.points().into_iter().filter(|point| point.tally.correct > 0) {
            if best.is_none_or(|best| point.ratios().f1 > best.ratios().f1) {
                best = Some(point);
            }
        }
        best
    }
}
