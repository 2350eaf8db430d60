//! Learners: one linear model for each label that was given often enough.
//!
//! A token is the first of a span, inside one, or outside: multinomial logistic regression with AdaGrad (Duchi, Hazan &
//! Singer 2011), one document after the other, some earlier ones with it. Of a label that the recogniser knows, only
//! the difference from what the recogniser says is learnt. Before it learns from a document a learner says what it
//! would have changed, so that it is measured on what it had not seen (a prequential check: Dawid 1984).

use std::collections::VecDeque;
use std::sync::Arc;

use super::reading::{BITS, Reading};
use crate::text::Span;

const OUT: usize = 0;
const FIRST: usize = 1;
const INSIDE: usize = 2;
const TAGS: usize = 3;

type Row = [f32; TAGS];

/// Spans that a label needs before its learner proposes anything.
pub const ENOUGH: usize = 30;

/// Least score that is proposed.
const LEAST: f32 = 0.6;

/// Greatest score of a recogniser's proposal that is doubted.
const DOUBT: f32 = 0.2;

/// How far one document moves a weight at first: of a label the recogniser knows, and of another.
const RATE: (f32, f32) = (0.03, 0.1);

/// How likely the right tag must be to be left alone: what is known already teaches nothing.
const SURE: f32 = 0.95;

/// Earlier documents that are learnt again with each new one.
const REPLAYED: usize = 12;

/// Documents that are kept for that.
const KEPT: usize = 100;

/// The last decisions on what a learner would have changed: whether it was right each time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check(VecDeque<bool>);

impl Check {
    /// Decisions that it looks back on.
    pub const LONGEST: usize = 50;

    /// Decisions it needs to say anything.
    const TELLING: usize = 10;

    /// Least share of right ones that is worth it.
    const WORTH: f32 = 0.6;

    fn note(&mut self, is_right: bool) {
        self.0.push_back(is_right);
        if self.0.len() > Check::LONGEST {
            self.0.pop_front();
        }
    }

    /// How many decisions it looks back on.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has nothing to look back on.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The share of right ones, 0 to 1; 0 of none.
    pub fn precision(&self) -> f32 {
        self.0.iter().filter(|right| **right).count() as f32 / self.0.len().max(1) as f32
    }

    /// Whether what it checks is worth showing.
    pub fn is_worth_it(&self) -> bool {
        self.0.len() >= Check::TELLING && self.precision() >= Check::WORTH
    }
}

/// The model of one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner {
    label: String,
    weights: Vec<Row>,
    squares: Vec<Row>,
    spans: usize,
    added: Check,
    doubted: Check,
    lessons: Vec<Lesson>,
    /// How many documents were learnt from.
    learnt: usize,
}

/// A document with the tags of its tokens.
#[derive(Debug, Clone, PartialEq)]
struct Lesson {
    reading: Arc<Reading>,
    tags: Vec<u8>,
}

/// What a learner would change of what the recogniser says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Spans it would add, in order and apart, with how likely each is right.
    pub added: Vec<(Span, f32)>,
    /// The recogniser's proposals that it would drop, by their indices, with how likely each is right.
    pub doubted: Vec<(usize, f32)>,
}

impl Learner {
    /// A learner of `label` that has seen nothing.
    pub fn new(label: &str) -> Learner {
        let rows = vec![[0.0; TAGS]; 1 << BITS];
        Learner {
            label: label.to_owned(),
            weights: rows.clone(),
            squares: rows,
            spans: 0,
            added: Check::default(),
            doubted: Check::default(),
            lessons: Vec::new(),
            learnt: 0,
        }
    }

    /// Checks itself on a finished document where the label stands at `gold`, then learns from it.
    pub fn learn(&mut self, reading: Arc<Reading>, gold: &[Span]) {
        let Changes { added, doubted } = self.changes(&reading);
        added.iter().for_each(|(span, _)| self.added.note(gold.contains(span)));
        for (index, _) in doubted {
            let is_wrong = reading.base().get(index).is_some_and(|mention| !gold.contains(&mention.span));
            self.doubted.note(is_wrong);
        }
        self.spans += gold.len();
        let tags = tags(&reading, gold);
        let lesson = Lesson { reading, tags };
        self.study(&lesson);
        let step = self.lessons.len().div_ceil(REPLAYED).max(1);
        for index in (self.learnt % step..self.lessons.len()).step_by(step) {
            let earlier = self.lessons.get(index).cloned();
            earlier.iter().for_each(|lesson| self.study(lesson));
        }
        match self.lessons.get_mut(self.learnt % KEPT) {
            Some(oldest) => *oldest = lesson,
            None => self.lessons.push(lesson),
        }
        self.learnt += 1;
    }

    /// What it would change in a document, be that worth it or not.
    pub fn changes(&self, reading: &Reading) -> Changes {
        let own = reading.base().iter().enumerate().filter(|(_, mention)| mention.label.name() == self.label);
        let doubted: Vec<(usize, f32)> = own
            .map(|(index, mention)| (index, self.belief(reading, mention.span)))
            .filter(|(_, belief)| *belief < DOUBT)
            .collect();
        let is_doubted = |index: usize| doubted.iter().any(|(doubted, _)| *doubted == index);
        let mut added = self.read(reading);
        added.retain(|(span, score)| {
            let mut near = reading.base().iter().enumerate().filter(|(_, mention)| mention.span.overlaps(*span));
            *score >= LEAST && near.all(|(index, _)| is_doubted(index))
        });
        Changes { added, doubted }
    }

    /// Its label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How often its label was given.
    pub fn spans(&self) -> usize {
        self.spans
    }

    /// Whether its label was given often enough for it to say anything.
    pub fn is_ready(&self) -> bool {
        self.spans >= ENOUGH
    }

    /// How its last additions fared. It switches them off when they are not worth it.
    pub fn added(&self) -> &Check {
        &self.added
    }

    /// How its last doubts fared. It switches them off when they are not worth it.
    pub fn doubted(&self) -> &Check {
        &self.doubted
    }

    /// Where it puts its label, in order and apart, with how likely each is right.
    fn read(&self, reading: &Reading) -> Vec<(Span, f32)> {
        let mut found: Vec<(Span, f32)> = Vec::new();
        for sentence in reading.sentences() {
            let mut is_open = false;
            for at in sentence.clone() {
                let [out, first, inside] = self.beliefs(reading, at);
                let Some(span) = reading.spans().get(at) else { continue };
                let is_named = first + inside > out;
                match found.last_mut() {
                    Some(last) if is_named && is_open && inside >= first => {
                        *last = (last.0.hull(*span), last.1.min(inside));
                    }
                    _ if is_named => found.push((*span, first)),
                    _ => {}
                }
                is_open = is_named;
            }
        }
        found
    }

    /// How likely `span` is to be called by its label.
    fn belief(&self, reading: &Reading, span: Span) -> f32 {
        let tokens = reading.tokens(span);
        let from = tokens.start;
        let beliefs = tokens.map(|at| {
            let [_, first, inside] = self.beliefs(reading, at);
            if at == from { first } else { inside }
        });
        beliefs.fold(1.0, f32::min)
    }

    /// How likely each tag is for token `at`.
    fn beliefs(&self, reading: &Reading, at: usize) -> Row {
        let mut row = reading.prior(at, &self.label).unwrap_or_default();
        for &feature in reading.features(at) {
            if let Some(weights) = self.weights.get(feature as usize) {
                row.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
            }
        }
        let most = row.iter().copied().fold(f32::MIN, f32::max);
        let row = row.map(|value| (value - most).exp());
        let total: f32 = row.iter().sum();
        row.map(|value| value / total)
    }

    fn study(&mut self, lesson: &Lesson) {
        let reading = &lesson.reading;
        for (at, tag) in lesson.tags.iter().enumerate() {
            let mut slope = self.beliefs(reading, at);
            let Some(right) = slope.get_mut(usize::from(*tag)) else { continue };
            if *right > SURE {
                continue;
            }
            *right -= 1.0;
            let rate = if reading.prior(at, &self.label).is_some() { RATE.0 } else { RATE.1 };
            for &feature in reading.features(at) {
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

/// The tags of the tokens of `reading`, where the label stands at `gold`.
fn tags(reading: &Reading, gold: &[Span]) -> Vec<u8> {
    let mut tags = vec![OUT as u8; reading.spans().len()];
    for span in gold {
        let tokens = reading.tokens(*span);
        for (more, tag) in tags.iter_mut().take(tokens.end).skip(tokens.start).enumerate() {
            *tag = if more == 0 { FIRST } else { INSIDE } as u8;
        }
    }
    tags
}
