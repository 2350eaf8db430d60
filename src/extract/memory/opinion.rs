//! Opinions: what the decisions on one string come to.

use super::propose::Why;
use super::{Remembered, Source};

/// What is to be thought of a string in one document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Opinion<'m> {
    /// The label that is likeliest.
    pub label: &'m str,
    /// Its share of all decisions, newer documents counting for more: 0 to 1.
    pub score: f32,
    /// How often it was given or accepted.
    pub times: u32,
    /// How often it was rejected.
    pub rejected: u32,
    /// The newest document that says so.
    pub document: &'m str,
    /// The string as it stands there.
    pub text: &'m str,
    /// Whether the document itself says so.
    pub local: bool,
}

/// What the decisions of a document count for, compared with those of the next newer one that speaks of the string.
const DECAY: f32 = 0.8;

/// Documents that are asked about a string: those before count for less than 3 %.
const ASKED: usize = 16;

/// How often one document counts at most.
const MOST: u32 = 2;

/// Least score of a string that is proposed, by what its own document says, and by what others do.
const LEAST: (f32, f32) = (0.6, 0.8);

/// How often a string is rejected before it is not proposed again.
const PATIENCE: u32 = 2;

impl Remembered {
    /// What is to be thought of the string in `document`: what the document itself says, if it says anything, or what
    /// the others do.
    pub(super) fn opinion(&self, document: &str) -> Option<Opinion<'_>> {
        match self.source(document) {
            Some(own) => judged(std::iter::once(own), true),
            None => judged(self.sources.iter(), false),
        }
    }

    /// What the documents other than `document` say of the string.
    pub(super) fn elsewhere(&self, document: &str) -> Option<Opinion<'_>> {
        judged(self.sources.iter().filter(|source| &*source.document != document), false)
    }

    /// Whether the string is not to be called `label` in `document`: how often that was rejected, and whether in the
    /// document itself, where once is enough.
    pub(super) fn rejects(&self, label: &str, document: &str) -> Option<(u32, bool)> {
        let own = self.source(document).map(|source| times(std::iter::once(source), label));
        match own {
            Some((accepted, rejected)) if rejected > 0 && rejected >= accepted => Some((rejected, true)),
            Some((1.., _)) => None,
            _ => {
                let (accepted, rejected) = times(self.sources.iter(), label);
                is_over(accepted, rejected).then_some((rejected, false))
            }
        }
    }

    fn source(&self, document: &str) -> Option<&Source> {
        self.sources.iter().find(|source| &*source.document == document)
    }
}

impl Opinion<'_> {
    /// Whether it is good enough to be proposed.
    pub(super) fn is_worth_proposing(&self) -> bool {
        let least = if self.local { LEAST.0 } else { LEAST.1 };
        self.times > 0 && self.score >= least && (self.local || !is_over(self.times, self.rejected))
    }

    /// The opinion as a reason.
    pub(super) fn why(&self) -> Why {
        Why::Remembered {
            text: self.text.to_owned(),
            label: self.label.to_owned(),
            times: self.times,
            document: self.document.to_owned(),
            local: self.local,
        }
    }
}

/// Whether so many rejections settle the matter.
fn is_over(accepted: u32, rejected: u32) -> bool {
    rejected >= PATIENCE && rejected >= accepted
}

/// How often `label` was accepted and rejected.
fn times<'m>(sources: impl Iterator<Item = &'m Source>, label: &str) -> (u32, u32) {
    let counts = sources.flat_map(|source| &source.tally.counts).filter(|count| count.label == label);
    counts.fold((0, 0), |(accepted, rejected), count| (accepted + count.accepted, rejected + count.rejected))
}

fn judged<'m>(sources: impl Iterator<Item = &'m Source> + Clone, local: bool) -> Option<Opinion<'m>> {
    let mut labels: Vec<(f32, &str)> = Vec::new();
    let (mut total, mut weight) = (0.0, 1.0);
    for source in sources.clone().take(ASKED) {
        for count in &source.tally.counts {
            let accepted = count.accepted.min(MOST) as f32 * weight;
            total += accepted + count.rejected.min(MOST) as f32 * weight;
            match labels.iter_mut().find(|(_, label)| *label == count.label) {
                Some((sum, _)) => *sum += accepted,
                None => labels.push((accepted, &count.label)),
            }
        }
        weight *= DECAY;
    }
    let (weight, label) = labels.into_iter().max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    let says = |source: &&Source| source.tally.counts.iter().any(|count| count.label == label && count.accepted > 0);
    let newest = sources.clone().find(says).or(sources.clone().next())?;
    let (times, rejected) = times(sources, label);
    let score = weight / total.max(f32::MIN_POSITIVE);
    Some(Opinion { label, score, times, rejected, document: &newest.document, text: &newest.tally.text, local })
}
