//! Evidence: what an annotator's decisions say of strings.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::annot::{AnnotationSet, Offered, SpanAnnotation};
use crate::text::{Span, Text};

/// Labels of spans whose words say nothing of other places: quotations and what belongs to them.
pub(super) const PASSING: &[&str] = &["QUOTE", "CUE", "EVIDENCE", "SPEAKER"];

/// One decision on a string: it is called so here, or it is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// When it was decided.
    pub at: Option<Timestamp>,
    /// The string, as it stands in the document.
    pub text: String,
    /// What it was called, or proposed to be called.
    pub label: String,
    /// Whether the label was given or accepted; otherwise it was rejected.
    pub is_accepted: bool,
}

/// What `set`, made on `text`, says of strings: every span is evidence for its label, every rejected span against it.
/// A rejected span that overlaps one that stands speaks of edges or labels, not of its words, and is left out; so are
/// fragmented spans, and those of quotations, cues and evidence.
pub fn decisions_of(set: &AnnotationSet, text: &Text) -> Vec<Evidence> {
    let whole = |span: &&SpanAnnotation| !span.place.is_fragmented() && !PASSING.contains(&span.label.as_str());
    let standing: Vec<&SpanAnnotation> = set.spans().iter().filter(whole).collect();
    let evidence = |at: Option<Timestamp>, span: Span, label: &str, is_accepted: bool| {
        // A file holds whole seconds, and evidence must be the same when it is read again.
        let at = at.and_then(|at| Timestamp::from_second(at.as_second()).ok());
        Evidence { at, text: text.slice(span).to_owned(), label: label.to_owned(), is_accepted }
    };
    let mut found: Vec<Evidence> =
        standing.iter().map(|span| evidence(span.common.at, span.place.hull(), &span.label, true)).collect();
    let covered = Covered::of(standing.iter().map(|span| span.place.hull()));
    for decision in set.rejected() {
        let Offered::Span { label, place } = &decision.what else { continue };
        if !place.is_fragmented() && !PASSING.contains(&label.as_str()) && !covered.overlaps(place.hull()) {
            found.push(evidence(decision.common.at, place.hull(), label, false));
        }
    }
    found
}

/// Stretches of text, joined where they overlap.
#[derive(Debug, Clone, Default)]
pub(super) struct Covered(Vec<Span>);

impl Covered {
    /// What `spans` cover, in any order.
    pub(super) fn of(spans: impl Iterator<Item = Span>) -> Covered {
        let mut spans: Vec<Span> = spans.collect();
        spans.sort();
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start < last.end => *last = last.hull(span),
                _ => joined.push(span),
            }
        }
        Covered(joined)
    }

    /// Whether `span` shares a byte with one of them.
    pub(super) fn overlaps(&self, span: Span) -> bool {
        let next = self.0.partition_point(|covered| covered.end <= span.start);
        self.0.get(next).is_some_and(|covered| covered.overlaps(span))
    }
}

/// What one document says of one string, by label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// The string as it was last written.
    pub text: String,
    /// When it was last decided on.
    pub at: Option<Timestamp>,
    /// The labels in order of their names.
    pub counts: Vec<Count>,
}

/// How often a label was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Count {
    /// The label.
    pub label: String,
    /// How often it was given or accepted.
    pub accepted: u32,
    /// How often it was rejected.
    pub rejected: u32,
}

impl Tally {
    /// The tallies of the strings that `evidence` speaks of, by the key that `key` gives them. The order of
    /// `evidence` does not matter.
    pub(super) fn all(
        evidence: impl Iterator<Item = Evidence>,
        key: impl Fn(&str) -> Option<u64>,
    ) -> HashMap<u64, Tally> {
        let mut tallies: HashMap<u64, Tally> = HashMap::new();
        for Evidence { at, text, label, is_accepted } in evidence {
            let Some(key) = key(&text) else { continue };
            let tally = tallies.entry(key).or_default();
            if (at, &text) >= (tally.at, &tally.text) {
                (tally.at, tally.text) = (at, text);
            }
            tally.count(label, is_accepted);
        }
        tallies
    }

    fn count(&mut self, label: String, is_accepted: bool) {
        let at = self.counts.partition_point(|count| count.label < label);
        if self.counts.get(at).is_none_or(|count| count.label != label) {
            self.counts.insert(at, Count { label, accepted: 0, rejected: 0 });
        }
        if let Some(count) = self.counts.get_mut(at) {
            *(if is_accepted { &mut count.accepted } else { &mut count.rejected }) += 1;
        }
    }
}
