//! Spans compared as sets: the numbers of CoNLL-2003 and of `seqeval`.

use std::collections::HashSet;

use super::{Labelled, ratio, real};

/// How many spans each side has and how many are the same, boundaries and label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Spans of the gold; the support.
    pub gold: u64,
    /// Predicted spans.
    pub pred: u64,
    /// Spans that both have.
    pub correct: u64,
}

impl Tally {
    /// Of two lists without doubles.
    pub(super) fn of(gold: &[&Labelled], pred: &[&Labelled]) -> Tally {
        let known: HashSet<_> = gold.iter().map(|span| span.key()).collect();
        let correct = pred.iter().filter(|span| known.contains(&span.key())).count() as u64;
        Tally { gold: gold.len() as u64, pred: pred.len() as u64, correct }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Tally) {
        self.gold += other.gold;
        self.pred += other.pred;
        self.correct += other.correct;
    }

    /// The share of the predictions that is right, the share of the gold that was found, and their harmonic mean.
    pub fn ratios(self) -> Ratios {
        let right = real(self.correct);
        Ratios {
            precision: ratio(right, real(self.pred)),
            recall: ratio(right, real(self.gold)),
            f1: ratio(2.0 * right, real(self.pred + self.gold)),
        }
    }
}

/// Three numbers from 0 to 1; `None` where there is nothing to divide by.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ratios {
    /// The share of the predictions that is right.
    pub precision: Option<f64>,
    /// The share of the gold that was found.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
}

/// How the numbers of several labels become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// Every span counts the same.
    Micro,
    /// Every label counts the same; what is undefined for a label counts 0, as in `seqeval`.
    Macro,
    /// Every label counts by its spans in the gold; likewise.
    Weighted,
}

impl Average {
    /// All of them, in the order they are told.
    pub const ALL: [Average; 3] = [Average::Micro, Average::Macro, Average::Weighted];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Average::Micro => "micro",
            Average::Macro => "macro",
            Average::Weighted => "weighted",
        }
    }

    /// The average over the tallies of labels.
    pub(super) fn of(self, tallies: impl Iterator<Item = Tally> + Clone) -> Ratios {
        let weight: fn(Tally) -> f64 = match self {
            Average::Micro => {
                return tallies
                    .fold(Tally::default(), |mut sum, tally| {
                        sum.add(tally);
                        sum
                    })
                    .ratios();
            }
            Average::Macro => |_| 1.0,
            Average::Weighted => |tally| real(tally.gold),
        };
        let mean = |number: fn(Ratios) -> Option<f64>| {
            let sum = tallies.clone().map(|tally| weight(tally) * number(tally.ratios()).unwrap_or(0.0)).sum();
            ratio(sum, tallies.clone().map(weight).sum())
        };
        Ratios { precision: mean(|it| it.precision), recall: mean(|it| it.recall), f1: mean(|it| it.f1) }
    }
}
