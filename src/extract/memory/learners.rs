//! All learners together: which labels they speak for, and what they make of a document.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::learner::{LEAST, Learner, Standing};
use super::propose::{Dropped, Proposed, Suggestion, Why};
use super::reading::Reading;
use super::tune;
use crate::extract::mention::Mention;
use crate::text::Span;

/// The learners of all labels that an annotator gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learners {
    learners: BTreeMap<String, Learner>,
}

impl Learners {
    /// Checks itself on a finished document and learns from it. `gold` is what stands in it, labels and places in
    /// order; `reading` is to be made without what the document itself says.
    pub fn learn(&mut self, reading: &Arc<Reading>, gold: &[(Span, &str)]) {
        for (_, label) in gold {
            if !self.learners.contains_key(*label) {
                self.learners.insert((*label).to_owned(), Learner::default());
            }
        }
        for (label, learner) in &mut self.learners {
            let spans: Vec<Span> = gold.iter().filter(|(_, named)| named == label).map(|(span, _)| *span).collect();
            learner.learn(Arc::clone(reading), &spans);
        }
    }

    /// The learners by their labels.
    pub fn by_label(&self) -> impl Iterator<Item = (&str, &Learner)> {
        self.learners.iter().map(|(label, learner)| (label.as_str(), learner))
    }

    /// What those that are worth it propose for the document that `reading` is of, in order and apart, and which of
    /// the recogniser's proposals, `base`, they doubt.
    pub fn propose(&self, reading: &Reading, base: &[Mention]) -> Proposed {
        let mut proposed = Proposed::default();
        for (label, learner) in &self.learners {
            let Standing::Proposing { precision, of } = learner.standing() else { continue };
            let why = |score: f32| Why::Learned { label: label.clone(), score, spans: learner.spans(), precision, of };
            let suggestion = |(span, score)| Suggestion { span, label: label.clone(), score, why: why(score) };
            let known = base.iter().any(|mention| mention.label.name() == label.as_str());
            let least = if known { tune("LEASTKNOWN", 0.6) } else { tune("LEASTOWN", LEAST) };
            proposed.suggestions.extend(learner.read(reading).into_iter().filter(|one| one.1 >= least).map(suggestion));
            for (index, mention) in base.iter().enumerate().filter(|(_, mention)| mention.label.name() == label) {
                let score = learner.belief(reading, mention.span);
                if score < tune("DOUBT", 0.3) {
                    proposed.dropped.push(Dropped { index, why: why(score) });
                }
            }
        }
        proposed.dropped.sort_by_key(|dropped| dropped.index);
        // Where two labels claim a place, the surer has it.
        let mut by_score = std::mem::take(&mut proposed.suggestions);
        by_score.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.span.cmp(&b.span)));
        for suggestion in by_score {
            let at = proposed.suggestions.partition_point(|other| other.span.end <= suggestion.span.start);
            if proposed.suggestions.get(at).is_none_or(|next| !next.span.overlaps(suggestion.span)) {
                proposed.suggestions.insert(at, suggestion);
            }
        }
        proposed
    }
}
