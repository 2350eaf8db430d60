use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::annot::{Anchored, Id, SpanAnnotation};
use crate::text::{Span, Text};

/// Spans of a text of 400 letters, in and across each other, now and then in two parts or very long.
fn spans() -> impl Strategy<Value = Vec<Labelled>> {
    let part = || {
        (0usize..60, prop_oneof![4 => 1usize..8, 1 => 1usize..340])
            .prop_map(|(start, len)| Span::new(start, start + len))
    };
    let place = prop_oneof![4 => vec(part(), 1..2), 1 => vec(part(), 2..3)];
    let score = proptest::option::of((0u8..=20).prop_map(|twentieths| f64::from(twentieths) / 20.0));
    let span = (place, proptest::sample::select(vec!["PER", "ORG", "QUOTE"]), score);
    vec(span, 0..14).prop_map(|spans| {
        let text = Text::new("x".repeat(400));
        let labelled = |(number, (parts, label, score)): (usize, (Vec<Span>, &str, Option<f64>))| {
            let place = Anchored::many(&parts).unwrap();
            let span = SpanAnnotation::new(Id::from_bits(number as u64), label, place);
            Labelled::of(&SpanAnnotation { score, ..span }, &text)
        };
        spans.into_iter().enumerate().map(labelled).collect()
    })
}

fn is_one(counts: Counts) -> bool {
    counts.possible() == counts.correct && counts.actual() == counts.correct
}

/// The procedure of `nervaluate` as it stands in its `strategies.py`, without an index.
fn looked_at_everything(gold: &[&Labelled], pred: &[&Labelled], scheme: Scheme) -> Pairing {
    let (mut pairing, mut taken) = (Pairing::default(), HashSet::new());
    for (number, span) in pred.iter().enumerate() {
        let (mut right, mut other, mut nearest) = (None, None, usize::MAX);
        for (at, candidate) in gold.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            let shared = candidate.hull().shared(span.hull());
            let overlaps = shared > 0 && 100 * shared >= candidate.hull().len();
            let is_named = candidate.label == span.label;
            let distance = candidate.hull().distance(span.hull());
            let is_right = match scheme {
                Scheme::Strict => right.is_none() && is_named && candidate.is_same_place(span),
                Scheme::Exact | Scheme::Partial => right.is_none() && candidate.is_same_place(span),
                Scheme::Type => is_named && overlaps && distance < nearest,
            };
            if is_right {
                (right, nearest) = (Some(at), distance);
            }
            if overlaps && other.is_none() {
                other = Some(at);
            }
        }
        let otherwise = if scheme == Scheme::Partial { Verdict::Partial } else { Verdict::Incorrect };
        match right.map(|at| (at, Verdict::Correct)).or(other.map(|at| (at, otherwise))) {
            Some((at, verdict)) => {
                taken.insert(at);
                pairing.pairs.push((at, number, verdict));
            }
            None => pairing.spurious.push(number),
        }
    }
    pairing.missed = (0..gold.len()).filter(|at| !taken.contains(at)).collect();
    pairing
}

proptest! {
    /// Whatever somebody said is right when it is held against itself.
    #[test]
    fn everybody_agrees_with_themselves(spans in spans()) {
        let scores = Scores::of(spans.clone(), spans.clone());
        for scheme in Scheme::ALL {
            prop_assert!(is_one(scores.overall.get(scheme)));
            prop_assert!(scores.labels.values().all(|of_label| is_one(of_label.schemes.get(scheme))));
        }
        let total = scores.total();
        prop_assert!(total.correct == total.gold && total.correct == total.pred);
        prop_assert!(scores.confusion.keys().all(|(gold, pred)| gold == pred));
        let one = (!spans.is_empty()).then_some(1.0);
        prop_assert_eq!(scores.average(Average::Macro), Ratios { precision: one, recall: one, f1: one });
    }

    /// What one side finds of the other is how much of it is right for the other.
    #[test]
    fn precision_is_recall_the_other_way_round((gold, pred) in (spans(), spans())) {
        let (there, back) = (Scores::of(gold.clone(), pred.clone()), Scores::of(pred, gold));
        for (label, of_label) in &there.labels {
            let (there, back) = (of_label.tally.ratios(), back.labels[label].tally.ratios());
            prop_assert_eq!((there.precision, there.recall, there.f1), (back.recall, back.precision, back.f1));
        }
        for average in [Average::Micro, Average::Macro] {
            let (there, back) = (there.average(average), back.average(average));
            prop_assert_eq!((there.precision, there.recall, there.f1), (back.recall, back.precision, back.f1));
        }
    }

    /// Every span is counted once by every scheme, documents add up, and the lowest threshold takes everything.
    #[test]
    fn nothing_is_counted_twice_or_lost(documents in vec((spans(), spans()), 1..4)) {
        let mut sum = Scores::default();
        let mut sizes = (0, 0);
        for (gold, pred) in documents {
            sizes = (sizes.0 + gold.len() as u64, sizes.1 + pred.len() as u64);
            sum.add(&Scores::of(gold, pred));
        }
        for scheme in Scheme::ALL {
            let counts = sum.overall.get(scheme);
            prop_assert_eq!((counts.possible(), counts.actual()), sizes);
            let by_label = sum.labels.values().map(|of_label| of_label.schemes.get(scheme));
            let by_label = by_label.fold((0, 0), |sum, it| (sum.0 + it.possible(), sum.1 + it.actual()));
            prop_assert_eq!(by_label, sizes);
        }
        let cells = sum.confusion.iter();
        let golds: u64 = cells.clone().filter(|((gold, _), _)| gold.is_some()).map(|(_, count)| count).sum();
        let preds: u64 = cells.filter(|((_, pred), _)| pred.is_some()).map(|(_, count)| count).sum();
        prop_assert_eq!((golds, preds), sizes);
        let points = sum.curve.points();
        prop_assert!(points.is_empty() == (sum.curve.scored == 0));
        prop_assert!(points.first().is_none_or(|point| point.tally == sum.total()));
        prop_assert!(points.windows(2).all(|pair| pair[0].tally.pred >= pair[1].tally.pred));
    }

    /// The index leaves out no pair that the published procedure finds.
    #[test]
    fn pairs_are_those_of_the_published_procedure((gold, pred) in (spans(), spans())) {
        let (gold, pred) = (in_order(gold), in_order(pred));
        let (gold, pred): (Vec<&Labelled>, Vec<&Labelled>) = (gold.iter().collect(), pred.iter().collect());
        for scheme in Scheme::ALL {
            prop_assert_eq!(pair(&gold, &pred, scheme), looked_at_everything(&gold, &pred, scheme));
        }
    }
}

#[test]
fn what_is_not_defined_has_no_number() {
    let scores = Scores::of(Vec::new(), vec![Labelled::new("PER", 0, 4)]);
    let ratios = scores.total().ratios();
    assert_eq!((ratios.precision, ratios.recall, ratios.f1), (Some(0.0), None, Some(0.0)));
    assert_eq!(scores.average(Average::Weighted), Ratios::default());
    let nothing = Scores::of(Vec::new(), Vec::new());
    assert_eq!(nothing.total().ratios(), Ratios::default());
    assert_eq!((nothing.overall.get(Scheme::Type).f1(), nothing.curve.best()), (None, None));
}
