//! How pairs are counted, and what follows from the counts.

use super::pairing::{Scheme, Verdict, pair};
use super::{Labelled, ratio, real};

/// The five numbers of SemEval-2013 task 9.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Predictions that are right.
    pub correct: u64,
    /// Predictions at a gold span that are wrong.
    pub incorrect: u64,
    /// Predictions that are half right.
    pub partial: u64,
    /// Gold spans without a prediction.
    pub missed: u64,
    /// Predictions without a gold span.
    pub spurious: u64,
}

impl Counts {
    /// What `pred` comes to by a scheme; both sides in document order.
    pub fn of(gold: &[&Labelled], pred: &[&Labelled], scheme: Scheme) -> Counts {
        let pairing = pair(gold, pred, scheme);
        let count = |wanted| pairing.pairs.iter().filter(|(_, _, verdict)| *verdict == wanted).count() as u64;
        Counts {
            correct: count(Verdict::Correct),
            incorrect: count(Verdict::Incorrect),
            partial: count(Verdict::Partial),
            missed: pairing.missed.len() as u64,
            spurious: pairing.spurious.len() as u64,
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Counts) {
        self.correct += other.correct;
        self.incorrect += other.incorrect;
        self.partial += other.partial;
        self.missed += other.missed;
        self.spurious += other.spurious;
    }

    /// Gold spans.
    pub fn possible(&self) -> u64 {
        self.correct + self.incorrect + self.partial + self.missed
    }

    /// Predictions.
    pub fn actual(&self) -> u64 {
        self.correct + self.incorrect + self.partial + self.spurious
    }

    /// The share of the predictions that is right, what is half right counting half; `None` without predictions.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.right(), real(self.actual()))
    }

    /// The share of the gold spans that was found, likewise; `None` without gold spans.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.right(), real(self.possible()))
    }

    /// The harmonic mean of both; `None` where there is nothing on either side.
    pub fn f1(&self) -> Option<f64> {
        ratio(2.0 * self.right(), real(self.actual() + self.possible()))
    }

    fn right(&self) -> f64 {
        real(self.correct) + 0.5 * real(self.partial)
    }
}

/// Counts by every scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerScheme {
    strict: Counts,
    exact: Counts,
    partial: Counts,
    of_type: Counts,
}

impl PerScheme {
    /// What `pred` comes to; both sides in document order.
    pub fn of(gold: &[&Labelled], pred: &[&Labelled]) -> PerScheme {
        let of = |scheme| Counts::of(gold, pred, scheme);
        PerScheme {
            strict: of(Scheme::Strict),
            exact: of(Scheme::Exact),
            partial: of(Scheme::Partial),
            of_type: of(Scheme::Type),
        }
    }

    /// The counts by one scheme.
    pub fn get(&self, scheme: Scheme) -> Counts {
        match scheme {
            Scheme::Strict => self.strict,
            Scheme::Exact => self.exact,
            Scheme::Partial => self.partial,
            Scheme::Type => self.of_type,
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &PerScheme) {
        self.strict.add(other.strict);
        self.exact.add(other.exact);
        self.partial.add(other.partial);
        self.of_type.add(other.of_type);
    }
}
