//! Readings: what a learner sees of a document.

use std::collections::HashMap;
use std::ops::Range;

use super::Memory;
use super::propose::Page;
use crate::extract::entities::form::Form;
use crate::extract::entities::hash;
use crate::extract::entities::lexicon::Lexicon;
use crate::extract::mention::{EntityKind, Mention};
use crate::text::Span;

/// A document as learners see it: the features of its tokens, whatever the label.
///
/// They are what is known of a word and its neighbours, what the memory says of them without the document's own
/// decisions, and what the recogniser says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The features of all tokens, as numbers of weights.
    features: Vec<u32>,
    /// Where those of each token end.
    ends: Vec<usize>,
    sentences: Vec<Range<usize>>,
    spans: Vec<Span>,
    base: Vec<Mention>,
    /// For each token, the index of the recogniser's proposal that holds it.
    named: Vec<Option<usize>>,
}

/// How many weights a learner has for each tag, as a power of two.
pub(super) const BITS: u32 = 16;

impl Reading {
    /// Reads the document of `page`.
    pub fn of(page: Page<'_>, memory: &Memory, lexicon: &Lexicon<'_>) -> Reading {
        let spans: Vec<Span> = page.tokens.all().iter().map(|token| token.span).collect();
        let said = said(page, memory, &spans);
        let mut forms = HashMap::new();
        let mut buffer = String::new();
        for span in &spans {
            let text = page.text.get(span.range()).unwrap_or_default();
            forms.entry(text).or_insert_with(|| Form::read(text, lexicon, &mut buffer));
        }
        let edge = Form::default();
        let (sentences, base) = (page.tokens.sentences().to_vec(), page.base.to_vec());
        let mut reading = Reading { sentences, base, ..Reading::default() };
        for sentence in page.tokens.sentences() {
            let form = |at: Option<usize>| {
                let at = at.filter(|at| sentence.contains(at))?;
                forms.get(page.text.get(spans.get(at)?.range())?)
            };
            for at in sentence.clone() {
                let window: [&Form; 5] =
                    std::array::from_fn(|place| form((at + place).checked_sub(2)).unwrap_or(&edge));
                let mut emit = |key: u64| reading.features.push((key >> (64 - BITS)) as u32);
                features(window, at == sentence.start, &mut emit);
                for key in said.get(at).into_iter().flatten() {
                    emit(hash::pair(30, *key));
                }
                reading.ends.push(reading.features.len());
            }
        }
        reading.spans = spans;
        reading.named = vec![None; reading.spans.len()];
        for (index, mention) in page.base.iter().enumerate() {
            let tokens = reading.tokens(mention.span);
            reading.named.iter_mut().take(tokens.end).skip(tokens.start).for_each(|named| *named = Some(index));
        }
        reading
    }

    /// What the recogniser proposes.
    pub(super) fn base(&self) -> &[Mention] {
        &self.base
    }

    /// The tokens that share a byte with `span`.
    pub(super) fn tokens(&self, span: Span) -> Range<usize> {
        tokens(&self.spans, span)
    }

    /// How likely the recogniser finds it that token `at` is outside, first in or inside a span of `label`, as
    /// logarithms of odds; none where it says nothing of the document or does not know the label.
    pub(super) fn prior(&self, at: usize, label: &str) -> Option<[f32; 3]> {
        if self.base.is_empty() || !EntityKind::ALL.iter().any(|kind| kind.name() == label) {
            return None;
        }
        let index = self.named.get(at).copied().flatten();
        let mention = index.and_then(|index| self.base.get(index)).filter(|mention| mention.label.name() == label);
        Some(match mention {
            None => [OUTSIDE, 0.0, 0.0],
            Some(mention) => {
                let score = mention.score.clamp(0.2, 0.98);
                let odds = (score / (1.0 - score)).ln();
                let is_first = self.tokens(mention.span).start == at;
                if is_first { [0.0, odds, odds - OUTSIDE] } else { [0.0, odds - OUTSIDE, odds] }
            }
        })
    }

    /// The features of token `at`.
    pub(super) fn features(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.features.get(from..self.ends.get(at).copied().unwrap_or(from)).unwrap_or_default()
    }

    /// The sentences, as ranges of tokens.
    pub(super) fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The bytes of the tokens.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }
}

/// The logarithm of the odds that a token outside the recogniser's proposals is outside.
const OUTSIDE: f32 = 3.0;

/// The tokens at `spans` that share a byte with `span`.
fn tokens(spans: &[Span], span: Span) -> Range<usize> {
    let from = spans.partition_point(|token| token.end <= span.start);
    from..spans.partition_point(|token| token.start < span.end).max(from)
}

/// Gives what is known of the middle one of five words, `window`, to `emit`.
fn features(window: [&Form; 5], is_first: bool, emit: &mut impl FnMut(u64)) {
    for (place, form) in window.into_iter().enumerate() {
        let mut emit = |kind: u64, key: u64| emit(hash::pair(hash::pair(100 + place as u64, kind), key));
        emit(0, form.lower);
        if place.abs_diff(2) < 2 {
            emit(1, form.shape);
            emit(2, u64::from(form.clusters.fine));
            emit(3, u64::from(form.clusters.coarse));
            emit(4, u64::from(form.flags) << 8 | form.class as u64);
        }
    }
    let [_, before, form, behind, _] = window;
    let coarse = |form: &Form| u64::from(form.clusters.coarse);
    let mut emit = |kind: u64, a: u64, b: u64| emit(hash::pair(hash::pair(kind, a), b));
    emit(1, form.key, 0);
    emit(2, form.ending, form.shape);
    emit(3, before.lower, form.shape);
    emit(4, form.shape, behind.lower);
    emit(5, hash::pair(before.shape, form.shape), behind.shape);
    emit(6, coarse(before), coarse(form));
    emit(7, coarse(form), coarse(behind));
    emit(8, u64::from(is_first), form.shape);
}

/// What the memory and the recogniser say of each token.
fn said(page: Page<'_>, memory: &Memory, spans: &[Span]) -> Vec<Vec<u64>> {
    let mut said: Vec<Vec<u64>> = vec![Vec::new(); spans.len()];
    let mut note = |tokens: Range<usize>, key: u64| {
        for (more, keys) in said.iter_mut().take(tokens.end).skip(tokens.start).enumerate() {
            keys.push(hash::pair(key, u64::from(more > 0)));
        }
    };
    for mention in page.base {
        let (tokens, kind) = (tokens(spans, mention.span), mention.label as u64);
        note(tokens.clone(), hash::pair(40 + kind, (mention.score * 5.0) as u64));
        note(tokens, 50 + kind);
    }
    for (tokens, _, opinion) in memory.matches(page, |string| string.elsewhere(page.document)) {
        note(tokens, hash::word(opinion.label));
    }
    said
}
