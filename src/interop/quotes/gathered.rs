//! Gathering the quotations of one document: every passage that they name is one span, however often it is named.

use std::collections::HashMap;

use super::super::foreign::{ForeignSet, ForeignSpan};
use super::super::unit::Unit;
use crate::annot::Kind;
use crate::annot::build::{CUE, SPEAKER};
use crate::extract::QUOTE;

/// A passage as a tool tells it: by its place, by its words, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Told {
    /// Half-open ranges; none where only the words are told.
    pub(super) parts: Vec<(usize, usize)>,
    pub(super) text: Option<String>,
}

impl Told {
    pub(super) fn at(start: usize, end: usize, text: Option<String>) -> Told {
        Told { parts: vec![(start, end)], text }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.text.as_ref().is_none_or(|text| text.trim().is_empty())
    }

    fn span(&self, label: &str) -> ForeignSpan {
        ForeignSpan {
            label: label.into(),
            parts: self.parts.clone(),
            text: self.text.clone(),
            ..ForeignSpan::default()
        }
    }
}

/// What is gathered.
pub(super) struct Gathered {
    pub(super) set: ForeignSet,
    /// Where the span of a passage is, with any label.
    known: HashMap<Told, usize>,
}

impl Gathered {
    pub(super) fn new(unit: Unit, kind: Kind) -> Gathered {
        Gathered { set: ForeignSet { kind: Some(kind), ..ForeignSet::new(unit) }, known: HashMap::new() }
    }

    /// The span of a passage, under `label` if there was none; its key is the same wherever it is named.
    pub(super) fn named(&mut self, label: &str, told: &Told) -> (usize, String) {
        let place = Told { text: if told.parts.is_empty() { told.text.clone() } else { None }, ..told.clone() };
        let at = match self.known.get(&place) {
            Some(at) => *at,
            None => {
                let mut span = told.span(label);
                span.common.key =
                    Some(format!("#{label} {:?} {}", place.parts, place.text.as_deref().unwrap_or_default()));
                self.set.spans.push(span);
                self.known.insert(place, self.set.spans.len() - 1);
                self.set.spans.len() - 1
            }
        };
        let key = self.set.spans.get(at).and_then(|span| span.common.key.clone());
        (at, key.unwrap_or_default())
    }

    /// Adds `told` as a `role` of `quotation`, if anything is told. Where its span is.
    pub(super) fn role(&mut self, quotation: &mut ForeignSpan, role: &str, told: &Told) -> Option<usize> {
        if told.is_empty() {
            return None;
        }
        let label = match role {
            "cue" => CUE,
            "frame" => "FRAME",
            _ => SPEAKER,
        };
        let (at, key) = self.named(label, told);
        match quotation.roles.iter_mut().find(|(name, _)| name == role) {
            Some((_, keys)) => keys.push(key),
            None => quotation.roles.push((role.to_owned(), vec![key])),
        }
        Some(at)
    }
}

/// A quotation without anything beside its passage.
pub(super) fn quotation(told: &Told) -> ForeignSpan {
    told.span(QUOTE)
}

/// `direct` where the words stand in quotation marks, `mixed` where some of them do, otherwise `indirect`.
pub(super) fn kind_of(content: &str) -> &'static str {
    let is_mark = |c: char| "\"„“”«»‚‘’‹›".contains(c);
    let content = content.trim().trim_end_matches(['.', ',', '!', '?']);
    let ends = [content.chars().next(), content.chars().next_back()].map(|c| c.is_some_and(is_mark));
    match (ends, content.contains(|c| is_mark(c) && !"‘’".contains(c))) {
        ([true, true], _) => "direct",
        (_, true) => "mixed",
        _ => "indirect",
    }
}
