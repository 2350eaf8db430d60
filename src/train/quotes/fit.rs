//! Fits the weights of the score that tells speech from titles: logistic regression towards the reasoned weights.

use std::fmt::Write as _;

use glossator::extract::quotes::{Feature, Features, evidence};
use glossator::extract::token::Tokens;

use super::gold::{Article, Type};

/// How strongly a weight is held near the reasoned one.
const HOLD: f64 = 1.0;

/// Steps of gradient descent, and their length.
const STEPS: usize = 4000;
const RATE: f64 = 0.05;

type Weights = [f64; Feature::NAMES.len()];

/// Something in marks: what is known of it and whether it is speech.
type Example = (Features, bool);

/// Everything in marks in `article`.
fn examples(article: &Article) -> Vec<Example> {
    let tokens = Tokens::of(&article.document);
    let seen = evidence(&article.document, &tokens, &article.mentions, Some(article.language));
    let direct = |gold: &&super::gold::Gold| gold.kind == Type::Direct;
    let speech =
        |span| article.quotations.iter().filter(direct).any(|gold| gold.parts.iter().any(|part| *part == span));
    seen.into_iter().map(|(span, features)| (features, speech(span))).collect()
}

fn likely(weights: &Weights, features: Features) -> f64 {
    let logit: f64 = features.indices().map(|index| weights[index]).sum();
    1.0 / (1.0 + (-logit).exp())
}

fn fit(examples: &[Example]) -> Weights {
    let reasoned: Weights = Features::REASONED.map(f64::from);
    let mut weights = reasoned;
    for _ in 0..STEPS {
        let mut slope: Weights = std::array::from_fn(|index| HOLD * (weights[index] - reasoned[index]));
        for (features, speech) in examples {
            let miss = likely(&weights, *features) - f64::from(u8::from(*speech));
            features.indices().for_each(|index| slope[index] += miss);
        }
        weights
            .iter_mut()
            .zip(slope)
            .for_each(|(weight, slope)| *weight -= RATE / examples.len() as f64 * 10.0 * slope);
    }
    weights
}

fn right(weights: &Weights, examples: &[Example]) -> usize {
    examples.iter().filter(|(features, speech)| (likely(weights, *features) >= 0.5) == *speech).count()
}

/// The lines of `weights.txt`; prints how well they do, also on articles they were not fitted to.
pub fn run(articles: &[Article]) -> String {
    let sets: Vec<Vec<Example>> = articles.iter().map(examples).collect();
    let all: Vec<Example> = sets.concat();
    let held_out: usize = (0..sets.len())
        .map(|out| {
            let rest: Vec<Example> =
                sets.iter().enumerate().filter(|(index, _)| *index != out).flat_map(|(_, set)| set.clone()).collect();
            right(&fit(&rest), &sets[out])
        })
        .sum();
    let weights = fit(&all);
    let reasoned = right(&Features::REASONED.map(f64::from), &all);
    let speech = all.iter().filter(|(_, speech)| *speech).count();
    println!(
        "{} in marks, {speech} of them speech; right: {reasoned} reasoned, {} fitted, {held_out} held out",
        all.len(),
        right(&weights, &all)
    );
    Feature::NAMES.iter().zip(weights).fold(String::new(), |mut lines, (name, weight)| {
        _ = writeln!(lines, "{name} {weight:.2}");
        lines
    })
}
