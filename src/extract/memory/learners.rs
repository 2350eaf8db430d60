//! All learners together: which labels they speak for, and what they make of a document.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::learner::{Check, Learner};
use super::propose::{Dropped, Proposed, Suggestion, Why};
use super::reading::Reading;
use crate::text::Span;

/// The learners of all labels that an annotator gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learners {
    learners: BTreeMap<String, Learner>,
}

impl Learners {
    /// Checks itself on a finished document, where the spans of `gold` have these labels, and learns from it. The
    /// result depends on the order of documents; for the same from the same sidecars, go through them in one order.
    pub fn learn(&mut self, reading: &Arc<Reading>, gold: &[(Span, &str)]) {
        for (_, label) in gold {
            if !self.learners.contains_key(*label) {
                self.learners.insert((*label).to_owned(), Learner::new(label));
            }
        }
        for (label, learner) in &mut self.learners {
            let spans: Vec<Span> = gold.iter().filter(|(_, named)| named == label).map(|(span, _)| *span).collect();
            learner.learn(Arc::clone(reading), &spans);
        }
    }

    /// Each learner, by its label.
    pub fn iter(&self) -> impl Iterator<Item = &Learner> {
        self.learners.values()
    }

    /// What those that are worth it propose for the document that `reading` is of: spans in order and apart, and which
    /// of the recogniser's proposals are to be dropped.
    pub fn propose(&self, reading: &Reading) -> Proposed {
        let mut proposed = Proposed::default();
        let mut added: Vec<Suggestion> = Vec::new();
        for learner in self.iter().filter(|learner| learner.is_ready()) {
            let changes = learner.changes(reading);
            if learner.added().is_worth_it() {
                added.extend(changes.added.into_iter().map(|(span, score)| {
                    let why = why(learner, score, learner.added());
                    Suggestion { span, label: learner.label().to_owned(), score, why }
                }));
            }
            if learner.doubted().is_worth_it() {
                let doubted = changes.doubted.into_iter();
                let dropped = |(index, score)| Dropped { index, why: why(learner, score, learner.doubted()) };
                proposed.dropped.extend(doubted.map(dropped));
            }
        }
        proposed.dropped.sort_by_key(|dropped| dropped.index);
        // Where two labels claim a place, the surer has it.
        added.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (a.span, &a.label).cmp(&(b.span, &b.label))));
        for suggestion in added {
            let at = proposed.suggestions.partition_point(|other| other.span.end <= suggestion.span.start);
            if proposed.suggestions.get(at).is_none_or(|next| !next.span.overlaps(suggestion.span)) {
                proposed.suggestions.insert(at, suggestion);
            }
        }
        proposed
    }
}

fn why(learner: &Learner, score: f32, check: &Check) -> Why {
    Why::Learned {
        label: learner.label().to_owned(),
        score,
        spans: learner.spans(),
        precision: check.precision(),
        of: check.len(),
    }
}
