//! Scores: precision, recall and F1 of spans that match exactly, with bootstrap intervals over sentences.

use std::ops::AddAssign;

use glossator::extract::mention::EntityKind;
use glossator::text::Span;

use crate::data::Example;
use crate::random::Random;

/// The kinds that count.
pub const KINDS: [EntityKind; 3] = [EntityKind::Per, EntityKind::Loc, EntityKind::Org];

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    pub right: usize,
    pub found: usize,
    pub wanted: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }
}

impl Counts {
    pub fn f1(&self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
    fn precision(&self) -> f64 {
        100.0 * self.right as f64 / self.found.max(1) as f64
    }
    fn recall(&self) -> f64 {
        100.0 * self.right as f64 / self.wanted.max(1) as f64
    }
}

/// The counts of one sentence, by kind.
pub type Tally = [Counts; 3];

pub fn tally(example: &Example, found: &[(Span, EntityKind)]) -> Tally {
    KINDS.map(|kind| {
        let found: Vec<_> = found.iter().filter(|name| name.1 == kind).collect();
        let wanted: Vec<_> = example.names().filter(|name| name.1 == kind).collect();
        let right = found.iter().filter(|name| wanted.contains(name)).count();
        Counts { right, found: found.len(), wanted: wanted.len() }
    })
}

fn total(tallies: impl Iterator<Item = Counts>) -> Counts {
    tallies.fold(Counts::default(), |mut sum, counts| {
        sum += counts;
        sum
    })
}

/// The counts of everything.
pub fn overall(tallies: &[Tally]) -> Counts {
    total(tallies.iter().flatten().copied())
}

/// Prints the scores, of every kind and overall, with 95 % intervals from 1,000 resamples.
pub fn print(name: &str, tallies: &[Tally]) {
    println!("{name} ({} sentences)", tallies.len());
    for (index, kind) in KINDS.iter().enumerate() {
        line(kind.name(), tallies, |tally| tally[index]);
    }
    line("all", tallies, |tally| total(tally.iter().copied()));
}

fn line(name: &str, tallies: &[Tally], of: impl Fn(&Tally) -> Counts) {
    let counts: Vec<Counts> = tallies.iter().map(of).collect();
    let all = total(counts.iter().copied());
    let mut random = Random(42);
    let mut resampled: Vec<f64> =
        (0..1000).map(|_| total((0..counts.len()).map(|_| counts[random.below(counts.len())])).f1()).collect();
    resampled.sort_by(f64::total_cmp);
    println!(
        "  {name:4} P {:5.2}  R {:5.2}  F1 {:5.2}  [{:.2}, {:.2}]  n {}",
        all.precision(),
        all.recall(),
        all.f1(),
        resampled[24],
        resampled[974],
        all.wanted
    );
}
