//! Inference in a linear-chain conditional random field (Lafferty, McCallum & Pereira 2001).

use super::form::Class;
use super::tag::{self, OUTSIDE, Row, TAGS};

/// Weights of two tags in a row, by the class of the second one's token, as logarithms; impossible ones are
/// [`NEVER`].
pub type Transitions = [[Row; TAGS]; Class::COUNT];

/// The weight of what may not be.
pub const NEVER: f32 = -1e4;

/// `weights` with what may not be made impossible.
pub fn constrained(mut weights: Transitions) -> Transitions {
    for class in &mut weights {
        for (before, row) in class.iter_mut().enumerate() {
            for (tag, weight) in row.iter_mut().enumerate().filter(|(tag, _)| !tag::may_follow(before, *tag)) {
                debug_assert!(tag < TAGS);
                *weight = NEVER;
            }
        }
    }
    weights
}

/// The weights to the tag of a token of `class`, by the tag before it.
fn to(transitions: &Transitions, class: Class) -> &[Row; TAGS] {
    // A class is less than `Class::COUNT`.
    &transitions[class as usize]
}

/// The best tags of a sentence (Viterbi): `emissions` are the weights of each token's tags, `outside` is added to
/// that of no name.
pub fn best(transitions: &Transitions, classes: &[Class], emissions: &[Row], outside: f32) -> Vec<usize> {
    let mut pointers: Vec<Row<u8>> = Vec::with_capacity(emissions.len());
    let mut scores: Row = [NEVER; TAGS];
    scores[OUTSIDE] = 0.0;
    for (&class, emission) in classes.iter().zip(emissions) {
        let mut next: Row = [f32::NEG_INFINITY; TAGS];
        let mut from: Row<u8> = [0; TAGS];
        for (before, (score, weights)) in scores.iter().zip(to(transitions, class)).enumerate() {
            for ((next, from), weight) in next.iter_mut().zip(&mut from).zip(weights) {
                if score + weight > *next {
                    (*next, *from) = (score + weight, before as u8);
                }
            }
        }
        for (next, weight) in next.iter_mut().zip(emission) {
            *next += weight;
        }
        next[OUTSIDE] += outside;
        scores = next;
        pointers.push(from);
    }
    let last = (0..TAGS).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap_or(OUTSIDE);
    let mut tags: Vec<usize> = pointers
        .iter()
        .rev()
        .scan(last, |tag, from| {
            let here = *tag;
            *tag = usize::from(*from.get(here)?);
            Some(here)
        })
        .collect();
    tags.reverse();
    tags
}

/// What the model believes of a sentence: the sums over all tag sequences (forward-backward algorithm), scaled at
/// every token so that nothing overflows.
#[derive(Debug, Clone, Default)]
pub struct Beliefs {
    /// The weights of each token's tags, as factors.
    local: Vec<Row>,
    forward: Vec<Row>,
    backward: Vec<Row>,
    scales: Vec<f32>,
}

impl Beliefs {
    /// Works out the beliefs. `factors` are the transitions as factors (see [`factors`]), `outside` is added to the
    /// weight of no name.
    pub fn of(factors: &Transitions, classes: &[Class], emissions: &[Row], outside: f32) -> Beliefs {
        let length = emissions.len().min(classes.len());
        let mut beliefs = Beliefs {
            local: Vec::with_capacity(length),
            forward: Vec::with_capacity(length),
            backward: vec![[1.0; TAGS]; length],
            scales: Vec::with_capacity(length),
        };
        let mut last: Row = [0.0; TAGS];
        last[OUTSIDE] = 1.0;
        for (&class, emission) in classes.iter().zip(emissions) {
            let mut local = *emission;
            local[OUTSIDE] += outside;
            let most = local.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            local = local.map(|weight| (weight - most).exp());
            let mut here: Row = [0.0; TAGS];
            for (before, factors) in last.iter().zip(to(factors, class)) {
                for (here, factor) in here.iter_mut().zip(factors) {
                    *here += before * factor;
                }
            }
            for (here, local) in here.iter_mut().zip(&local) {
                *here *= local;
            }
            let scale = here.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            last = here.map(|belief| belief / scale);
            beliefs.local.push(local);
            beliefs.forward.push(last);
            beliefs.scales.push(scale);
        }
        for at in (1..length).rev() {
            let ahead = beliefs.ahead(at);
            let rows = to(factors, classes[at]);
            beliefs.backward[at - 1] =
                std::array::from_fn(|before| rows[before].iter().zip(&ahead).map(|(a, b)| a * b).sum());
        }
        beliefs
    }

    /// What lies behind the step to each tag of token `at`.
    fn ahead(&self, at: usize) -> Row {
        std::array::from_fn(|tag| self.local[at][tag] * self.backward[at][tag] / self.scales[at])
    }

    /// How likely each tag of token `at` is.
    pub fn tags(&self, at: usize) -> Row {
        match (self.forward.get(at), self.backward.get(at)) {
            (Some(forward), Some(backward)) => std::array::from_fn(|tag| forward[tag] * backward[tag]),
            _ => [0.0; TAGS],
        }
    }

    /// How likely it is that the tokens before `to`, from `from` on, are tagged just so: `first`, then only `rest`,
    /// and that `rest` does not go on behind them. `classes` and `factors` as in [`Beliefs::of`].
    pub fn run(
        &self,
        factors: &Transitions,
        classes: &[Class],
        range: std::ops::Range<usize>,
        first: usize,
        rest: usize,
    ) -> f32 {
        let Some(forward) = self.forward.get(range.start) else { return 0.0 };
        let mut belief = forward[first];
        let mut before = first;
        for (at, &class) in classes.iter().enumerate().take(range.end).skip(range.start + 1) {
            belief *= to(factors, class)[before][rest] * self.local[at][rest] / self.scales[at];
            before = rest;
        }
        if range.end >= self.local.len() {
            return belief;
        }
        let ahead = self.ahead(range.end);
        let goes_on = to(factors, classes[range.end])[before];
        belief * (0..TAGS).filter(|&tag| tag != rest).map(|tag| goes_on[tag] * ahead[tag]).sum::<f32>()
    }

    /// How likely each pair of tags of the tokens `at - 1` and `at` is, given to `each` as (before, tag, belief).
    /// Before the first token stands no name.
    pub fn pairs(&self, factors: &Transitions, class: Class, at: usize, mut each: impl FnMut(usize, usize, f32)) {
        let mut edge: Row = [0.0; TAGS];
        edge[OUTSIDE] = 1.0;
        let forward = at.checked_sub(1).and_then(|before| self.forward.get(before)).unwrap_or(&edge);
        if at >= self.local.len() {
            return;
        }
        let ahead = self.ahead(at);
        for (before, row) in to(factors, class).iter().enumerate() {
            for (tag, factor) in row.iter().enumerate() {
                each(before, tag, forward[before] * factor * ahead[tag]);
            }
        }
    }
}

/// `transitions` as factors.
pub fn factors(transitions: &Transitions) -> Transitions {
    transitions.map(|class| class.map(|row| row.map(f32::exp)))
}
