//! Learners: one linear model for each label that was given often enough.
//!
//! A token is the first of a span, inside one or outside: multinomial logistic regression with AdaGrad (Duchi, Hazan &
//! Singer 2011), one document after the other, with some earlier ones again. Before it learns from a document a
//! learner says what it would have proposed, so that its precision is measured on what it had not seen (a prequential
//! check: Dawid 1984).

use std::collections::VecDeque;
use std::sync::Arc;

use super::reading::{BITS, Reading};
use super::tune;
use crate::text::Span;

const OUT: usize = 0;
const FIRST: usize = 1;
const INSIDE: usize = 2;
const TAGS: usize = 3;

type Row = [f32; TAGS];

/// Spans that a label needs before its learner proposes anything.
pub const ENOUGH: usize = 30;

/// Proposals that the self-check looks back on.
pub const CHECKED: usize = 50;

/// Least share of them that must have been right.
pub const WORTH: f32 = 0.6;

/// Proposals the self-check needs to say anything.
const TELLING: usize = 10;

/// Earlier documents that are learnt again with each new one.
const REPLAYED: usize = 12;

/// Documents that are kept for that.
const KEPT: usize = 100;

/// Whether a learner proposes, and why not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// The label was not given often enough, or there was nothing to check yet.
    Waiting {
        /// How often it was given.
        spans: usize,
    },
    /// It proposes.
    Proposing {
        /// The share of its last proposals that was right.
        precision: f32,
        /// How many those are.
        of: usize,
    },
    /// It has switched itself off: too few of its last proposals were right.
    Off {
        /// The share that was.
        precision: f32,
        /// Of how many.
        of: usize,
    },
}

/// The model of one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner {
    weights: Vec<Row>,
    squares: Vec<Row>,
    /// How often the label was given.
    spans: usize,
    /// Whether each of the last proposals was right.
    checks: VecDeque<bool>,
    lessons: Vec<Lesson>,
    learnt: usize,
}

/// A document with the tags of its tokens.
#[derive(Debug, Clone, PartialEq)]
struct Lesson {
    reading: Arc<Reading>,
    tags: Vec<u8>,
}

impl Default for Learner {
    fn default() -> Learner {
        let rows = vec![[0.0; TAGS]; 1 << BITS];
        let (checks, lessons) = (VecDeque::new(), Vec::new());
        Learner { weights: rows.clone(), squares: rows, spans: 0, checks, lessons, learnt: 0 }
    }
}

impl Learner {
    /// Checks itself on a finished document where the label stands at `gold`, in order, then learns from it.
    pub fn learn(&mut self, reading: Arc<Reading>, gold: &[Span]) {
        let found = self.read(&reading);
        for (span, _) in found.iter().filter(|(_, score)| *score >= LEAST) {
            self.checks.push_back(gold.contains(span));
        }
        while self.checks.len() > CHECKED {
            self.checks.pop_front();
        }
        self.spans += gold.len();
        let tags = tags(&reading, gold);
        let lesson = Lesson { reading, tags };
        for _ in 0..tune("EPOCHS", 2.0) as usize {
            self.study(&lesson);
            let step = self.lessons.len().div_ceil(REPLAYED).max(1);
            for earlier in (self.learnt % step..self.lessons.len()).step_by(step) {
                let earlier = self.lessons.get(earlier).cloned();
                earlier.iter().for_each(|lesson| self.study(lesson));
            }
        }
        match self.lessons.get_mut(self.learnt % KEPT) {
            Some(oldest) => *oldest = lesson,
            None => self.lessons.push(lesson),
        }
        self.learnt += 1;
    }

    /// Whether it proposes.
    pub fn standing(&self) -> Standing {
        let of = self.checks.len();
        if self.spans < ENOUGH || of < TELLING {
            return Standing::Waiting { spans: self.spans };
        }
        let precision = self.checks.iter().filter(|right| **right).count() as f32 / of as f32;
        if precision < WORTH { Standing::Off { precision, of } } else { Standing::Proposing { precision, of } }
    }

    /// Where it would put its label, in order and apart, with how likely each is right. It says so whatever its
    /// [`Standing`].
    pub fn read(&self, reading: &Reading) -> Vec<(Span, f32)> {
        let mut found: Vec<(Span, f32)> = Vec::new();
        for sentence in reading.sentences() {
            let mut is_open = false;
            for at in sentence.clone() {
                let row = self.beliefs(reading.features(at));
                let tag = match is_open && row[INSIDE] >= row[FIRST] {
                    true if row[INSIDE] > row[OUT] => INSIDE,
                    _ if row[FIRST] + row[INSIDE] > row[OUT] => FIRST,
                    _ => OUT,
                };
                let Some(span) = reading.spans().get(at) else { continue };
                match (tag, found.last_mut()) {
                    (INSIDE, Some(last)) => *last = (last.0.hull(*span), last.1.min(row[INSIDE])),
                    (FIRST, _) => found.push((*span, row[FIRST])),
                    _ => {}
                }
                is_open = tag != OUT;
            }
        }
        found
    }

    /// How likely `span` is to be called by its label.
    pub fn belief(&self, reading: &Reading, span: Span) -> f32 {
        let from = reading.spans().partition_point(|token| token.end <= span.start);
        let to = reading.spans().partition_point(|token| token.start < span.end);
        let belief = |at: usize| self.beliefs(reading.features(at))[if at == from { FIRST } else { INSIDE }];
        (from..to).map(belief).fold(1.0, f32::min)
    }

    /// How often its label was given.
    pub fn spans(&self) -> usize {
        self.spans
    }

    /// How likely each tag is for a token of these features.
    fn beliefs(&self, features: &[u32]) -> Row {
        let mut row = [0.0; TAGS];
        for &feature in features {
            if let Some(weights) = self.weights.get(feature as usize) {
                row.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
            }
        }
        let most = row.iter().copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for value in &mut row {
            *value = (*value - most).exp();
            total += *value;
        }
        row.map(|value| value / total)
    }

    fn study(&mut self, lesson: &Lesson) {
        let rate = tune("RATE", 0.1);
        for (at, tag) in lesson.tags.iter().enumerate() {
            let features = lesson.reading.features(at);
            let mut slope = self.beliefs(features);
            let Some(right) = slope.get_mut(usize::from(*tag)) else { continue };
            // What is known already teaches nothing.
            if *right > SURE {
                continue;
            }
            *right -= 1.0;
            for &feature in features {
                let rows = self.weights.get_mut(feature as usize).zip(self.squares.get_mut(feature as usize));
                let Some((weights, squares)) = rows else { continue };
                for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slope) {
                    *square += slope * slope;
                    *weight -= rate * slope / (1e-3 + square.sqrt());
                }
            }
        }
    }
}

/// How likely the right tag must be to be left alone.
const SURE: f32 = 0.95;

/// Least score that is proposed.
pub(super) const LEAST: f32 = 0.6;

/// The tags of the tokens of `reading`, where the label stands at `gold`.
fn tags(reading: &Reading, gold: &[Span]) -> Vec<u8> {
    let mut tags = vec![OUT as u8; reading.spans().len()];
    for span in gold {
        let from = reading.spans().partition_point(|token| token.end <= span.start);
        let to = reading.spans().partition_point(|token| token.start < span.end);
        for (more, tag) in tags.iter_mut().take(to).skip(from).enumerate() {
            *tag = if more == 0 { FIRST } else { INSIDE } as u8;
        }
    }
    tags
}
