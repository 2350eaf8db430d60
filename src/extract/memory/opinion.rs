//! Opinions: what the decisions on one string come to.

use super::{Remembered, Source, tune};

/// What is to be thought of a string in one document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Opinion<'m> {
    /// The label that is likeliest.
    pub label: &'m str,
    /// How likely it is, 0 to 1.
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

impl Remembered {
    /// What is to be thought of the string in `document`: what the document itself says, if it says anything, or what
    /// the others do.
    pub(super) fn opinion(&self, document: &str) -> Option<Opinion<'_>> {
        let own = self.sources.iter().position(|source| &*source.document == document);
        match own {
            Some(at) => judged(self.sources.get(at..at + 1).unwrap_or_default().iter(), true),
            None => judged(self.sources.iter(), false),
        }
    }

    /// What the documents other than `document` say of the string.
    pub(super) fn elsewhere(&self, document: &str) -> Option<Opinion<'_>> {
        judged(self.sources.iter().filter(|source| &*source.document != document), false)
    }

    /// How often `label` was rejected and accepted for the string, in all documents.
    pub(super) fn times(&self, label: &str) -> (u32, u32) {
        let counts = self.sources.iter().flat_map(|source| &source.tally.counts).filter(|count| count.label == label);
        counts.fold((0, 0), |(rejected, accepted), count| (rejected + count.rejected, accepted + count.accepted))
    }
}

fn judged<'m>(sources: impl Iterator<Item = &'m Source> + Clone, local: bool) -> Option<Opinion<'m>> {
    // What each label weighs, and all decisions together.
    let mut labels: Vec<(f32, &str)> = Vec::new();
    let mut total = 0.0;
    let mut weight = 1.0;
    let decay = tune("DECAY", 0.8);
    let cap = tune("CAP", 2.0);
    for source in sources.clone().take(16) {
        for count in &source.tally.counts {
            let accepted = (count.accepted as f32).min(cap) * weight;
            total += accepted + (count.rejected as f32).min(cap) * weight;
            match labels.iter_mut().find(|(_, label)| *label == count.label) {
                Some((sum, _)) => *sum += accepted,
                None => labels.push((accepted, &count.label)),
            }
        }
        weight *= decay;
    }
    let (weight, label) = labels.into_iter().max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    let says = |source: &&Source| source.tally.counts.iter().any(|count| count.label == label && count.accepted > 0);
    let newest = sources.clone().find(says).or(sources.clone().next())?;
    let counts = sources.flat_map(|source| &source.tally.counts).filter(|count| count.label == label);
    let (times, rejected) = counts.fold((0, 0), |sum, count| (sum.0 + count.accepted, sum.1 + count.rejected));
    Some(Opinion {
        label,
        score: weight / total.max(f32::MIN_POSITIVE),
        times,
        rejected,
        document: &newest.document,
        text: &newest.tally.text,
        local,
    })
}
