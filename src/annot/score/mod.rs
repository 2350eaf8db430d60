//! What a set of labelled spans is worth, held against another one: the gold.
//!
//! Two ways of counting stand side by side, because the field has two. [`Tally`] compares sets of spans, as CoNLL and
//! `seqeval` do: right is what has the same boundaries and label. [`Counts`] pairs spans that overlap by one of four
//! [`Scheme`]s, as SemEval-2013 task 9.1 and `nervaluate` do. Both are sums over documents, so that a corpus needs no
//! more memory than a document.

mod counts;
mod curve;
mod labelled;
mod pairing;
mod tally;

#[cfg(test)]
mod tests;

pub use counts::{Counts, PerScheme};
pub use curve::{Curve, Point, STEPS};
pub use labelled::{Extent, Labelled};
pub use pairing::{Pairing, Scheme, Verdict, pair};
pub use tally::{Average, Ratios, Tally};

use std::collections::{BTreeMap, HashSet};

/// `part` of `whole`; `None` where there is no whole to have a part of.
fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// A count as a number to divide by. No corpus has 2^53 spans.
#[expect(clippy::cast_precision_loss, reason = "counts of spans stay far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

/// What was counted under one label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfLabel {
    /// As sets.
    pub tally: Tally,
    /// By scheme, among the spans of this label alone.
    pub schemes: PerScheme,
}

/// A cell of the confusion: the label in the gold and the predicted one. Without the first the prediction is spurious,
/// without the second the gold span was missed.
pub type Cell = (Option<String>, Option<String>);

/// The sums over documents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores {
    /// By label: every one that either side uses.
    pub labels: BTreeMap<String, OfLabel>,
    /// By scheme, among the spans of all labels.
    pub overall: PerScheme,
    /// How often which label was taken for which, by the pairs of [`Scheme::Type`].
    pub confusion: BTreeMap<Cell, u64>,
    /// What remains right when only predictions of a certain score count.
    pub curve: Curve,
    /// Whether spans of one side lie across each other, so that they compete for the spans of the other.
    pub is_nested: bool,
}

impl Scores {
    /// Holds `pred` against `gold`, the spans of one document.
    pub fn of(gold: Vec<Labelled>, pred: Vec<Labelled>) -> Scores {
        let (gold, pred) = (in_order(gold), in_order(pred));
        let (gold, pred): (Vec<&Labelled>, Vec<&Labelled>) = (gold.iter().collect(), pred.iter().collect());
        let mut scores = Scores { overall: PerScheme::of(&gold, &pred), ..Scores::default() };
        scores.is_nested = has_overlaps(&gold) || has_overlaps(&pred);
        scores.count_labels(&gold, &pred);
        scores.count_confusion(&gold, &pred);
        let (gold, pred) = (distinct(&gold), distinct(&pred));
        let known: HashSet<_> = gold.iter().map(|span| span.key()).collect();
        scores.curve.add_gold(gold.len());
        pred.iter().for_each(|span| scores.curve.add(span.score, known.contains(&span.key())));
        scores
    }

    /// Adds what was counted in other documents.
    pub fn add(&mut self, other: &Scores) {
        for (label, of_label) in &other.labels {
            let known = self.labels.entry(label.clone()).or_default();
            known.tally.add(of_label.tally);
            known.schemes.add(&of_label.schemes);
        }
        for (cell, count) in &other.confusion {
            *self.confusion.entry(cell.clone()).or_default() += count;
        }
        self.overall.add(&other.overall);
        self.curve.add_all(&other.curve);
        self.is_nested |= other.is_nested;
    }

    /// The sum of the tallies of all labels.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.labels.values().for_each(|of_label| total.add(of_label.tally));
        total
    }

    /// Precision, recall and F1 averaged over labels.
    pub fn average(&self, average: Average) -> Ratios {
        average.of(self.labels.values().map(|of_label| of_label.tally))
    }

    fn count_labels(&mut self, gold: &[&Labelled], pred: &[&Labelled]) {
        let mut by_label: BTreeMap<&str, (Vec<&Labelled>, Vec<&Labelled>)> = BTreeMap::new();
        gold.iter().for_each(|&span| by_label.entry(&span.label).or_default().0.push(span));
        pred.iter().for_each(|&span| by_label.entry(&span.label).or_default().1.push(span));
        for (label, (gold, pred)) in by_label {
            let tally = Tally::of(&distinct(&gold), &distinct(&pred));
            self.labels.insert(label.into(), OfLabel { tally, schemes: PerScheme::of(&gold, &pred) });
        }
    }

    fn count_confusion(&mut self, gold: &[&Labelled], pred: &[&Labelled]) {
        let name = |spans: &[&Labelled], at: usize| spans.get(at).map(|span| span.label.clone());
        let pairing = pair(gold, pred, Scheme::Type);
        let paired = pairing.pairs.iter().map(|&(g, p, _)| (name(gold, g), name(pred, p)));
        let missed = pairing.missed.iter().map(|&g| (name(gold, g), None));
        let spurious = pairing.spurious.iter().map(|&p| (None, name(pred, p)));
        for cell in paired.chain(missed).chain(spurious) {
            *self.confusion.entry(cell).or_default() += 1;
        }
    }
}

/// Document order, the longer of two that start together first, as in a sidecar.
fn in_order(mut spans: Vec<Labelled>) -> Vec<Labelled> {
    spans.sort_by(|a, b| a.order().cmp(&b.order()));
    spans
}

/// One of several with the same boundaries and label: the surest.
fn distinct<'a>(spans: &[&'a Labelled]) -> Vec<&'a Labelled> {
    let mut first: BTreeMap<_, &Labelled> = BTreeMap::new();
    for &span in spans {
        let known = first.entry(span.key()).or_insert(span);
        if span.score > known.score {
            *known = span;
        }
    }
    first.into_values().collect()
}

fn has_overlaps(in_order: &[&Labelled]) -> bool {
    let mut reach = 0;
    in_order.iter().any(|span| {
        let overlaps = span.hull().start < reach;
        reach = reach.max(span.hull().end);
        overlaps
    })
}
