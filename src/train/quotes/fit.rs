//! Fits the weights of the score that tells speech from titles: logistic regression towards the reasoned weights.

use std::fmt::Write as _;

use glossator::extract::quotes::{Feature, Features, evidence};
use glossator::extract::token::Tokens;

use super::gold::{Article, Type};

/// How strongly a weight may be held near the reasoned one: the strength that does best on articles held out is taken.
const HOLDS: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];

/// Steps of gradient descent, and their length.
const STEPS: usize = 1500;
const RATE: f64 = 0.05;

type Weights = [f64; Feature::NAMES.len()];

/// Something in marks: what is known of it and whether it is speech.
type Example = (Features, bool);

/// Everything in marks in `article`.
fn examples(article: &Article) -> Vec<Example> {
    let tokens = Tokens::of(&article.document);
    let seen = evidence(&article.document, &tokens, &article.mentions, Some(article.language));
    let direct = |gold: &&super::gold::Gold| gold.kind == Type::Direct;
    let speech = |span| article.quotations.iter().filter(direct).any(|gold| gold.parts.contains(&span));
    seen.into_iter().map(|(span, features)| (features, speech(span))).collect()
}

fn likely(weights: &Weights, features: Features) -> f64 {
    let logit: f64 = features.indices().map(|index| weights[index]).sum();
    1.0 / (1.0 + (-logit).exp())
}

/// How much an example counts: speech and the rest count the same together, whatever the articles have more of.
fn shares(examples: &[Example]) -> [f64; 2] {
    let speech = examples.iter().filter(|(_, speech)| *speech).count();
    [examples.len() - speech, speech].map(|count| examples.len() as f64 / 2.0 / count.max(1) as f64)
}

fn fit(examples: &[Example], hold: f64) -> Weights {
    let shares = shares(examples);
    let reasoned: Weights = Features::REASONED.map(f64::from);
    let mut weights = reasoned;
    for _ in 0..STEPS {
        let mut slope: Weights = std::array::from_fn(|index| hold * (weights[index] - reasoned[index]));
        for (features, speech) in examples {
            let miss = (likely(&weights, *features) - f64::from(u8::from(*speech))) * shares[usize::from(*speech)];
            features.indices().for_each(|index| slope[index] += miss);
        }
        weights
            .iter_mut()
            .zip(slope)
            .for_each(|(weight, slope)| *weight -= RATE / examples.len() as f64 * 10.0 * slope);
    }
    weights
}

/// How much the weights are surprised by what the examples are, in nats.
fn surprise(weights: &Weights, examples: &[Example], shares: [f64; 2]) -> f64 {
    let of = |(features, speech): &Example| {
        let likely = likely(weights, *features);
        -(if *speech { likely } else { 1.0 - likely }).max(1e-9).ln() * shares[usize::from(*speech)]
    };
    examples.iter().map(of).sum()
}

fn right(weights: &Weights, examples: &[Example]) -> usize {
    examples.iter().filter(|(features, speech)| (likely(weights, *features) >= 0.5) == *speech).count()
}

/// The lines of `weights.txt`; prints how well they do, also on articles they were not fitted to.
pub fn run(articles: &[Article]) -> String {
    let sets: Vec<Vec<Example>> = articles.iter().map(examples).collect();
    let all: Vec<Example> = sets.concat();
    let loss = |hold: f64| -> (f64, usize) {
        let folds = (0..sets.len()).map(|out| {
            let others = sets.iter().enumerate().filter(|(index, _)| *index != out);
            let weights = fit(&others.flat_map(|(_, set)| set.clone()).collect::<Vec<_>>(), hold);
            (surprise(&weights, &sets[out], shares(&all)), right(&weights, &sets[out]))
        });
        folds.fold((0.0, 0), |sum, fold| (sum.0 + fold.0, sum.1 + fold.1))
    };
    let losses = HOLDS.map(|hold| (hold, loss(hold)));
    for (hold, (surprise, right)) in losses {
        println!("held by {hold}: {right} right, {surprise:.1} nats of surprise held out");
    }
    let hold = losses.iter().min_by(|a, b| a.1.0.total_cmp(&b.1.0)).map_or(1.0, |best| best.0);
    let weights = fit(&all, hold);
    let reasoned = right(&Features::REASONED.map(f64::from), &all);
    let speech = all.iter().filter(|(_, speech)| *speech).count();
    println!(
        "{} in marks, {speech} of them speech; right: {reasoned} reasoned, {} fitted",
        all.len(),
        right(&weights, &all)
    );
    Feature::NAMES.iter().zip(weights).fold(String::new(), |mut lines, (name, weight)| {
        _ = writeln!(lines, "{name} {weight:.2}");
        lines
    })
}
