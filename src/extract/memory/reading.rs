//! Readings: what a learner sees of a document.

use std::ops::Range;

use super::Memory;
use super::propose::Page;
use crate::extract::entities::form::Form;
use crate::extract::entities::hash;
use crate::extract::entities::lexicon::Lexicon;
use crate::text::Span;

/// A document as learners see it: the features of its tokens, whatever the label.
///
/// They are what is known of a word and its neighbours, what the memory says of them without the document's own
/// decisions, and what the recogniser says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The features of all tokens, as numbers of weights.
    features: Vec<u32>,
    /// Where those of each token end.
    ends: Vec<usize>,
    sentences: Vec<Range<usize>>,
    spans: Vec<Span>,
}

/// How many weights a learner has for each tag, as a power of two.
pub(super) const BITS: u32 = 16;

impl Reading {
    /// Reads the document of `page`.
    pub fn of(page: Page<'_>, memory: &Memory, lexicon: &Lexicon<'_>) -> Reading {
        let spans: Vec<Span> = page.tokens.all().iter().map(|token| token.span).collect();
        let said = said(page, memory, &spans);
        let mut forms = std::collections::HashMap::new();
        let mut buffer = String::new();
        for span in &spans {
            let text = page.text.get(span.range()).unwrap_or_default();
            forms.entry(text).or_insert_with(|| Form::read(text, lexicon, &mut buffer));
        }
        let edge = Form::default();
        let mut reading = Reading { sentences: page.tokens.sentences().to_vec(), ..Reading::default() };
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
                    emit(hash::pair(hash::pair(31, *key), window[2].shape));
                }
                reading.ends.push(reading.features.len());
            }
        }
        reading.spans = spans;
        reading
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
    let at = |byte: usize| spans.partition_point(|span| span.end <= byte);
    for mention in page.base {
        let tokens = at(mention.span.start)..spans.partition_point(|span| span.start < mention.span.end);
        let sure = (mention.score * 5.0) as u64;
        note(tokens.clone(), hash::pair(40 + mention.label as u64, sure));
        note(tokens, 50 + mention.label as u64);
    }
    for (tokens, label, score) in memory.strings_in(page) {
        let label = hash::word(label);
        note(tokens.clone(), hash::pair(label, (score * 4.0) as u64));
        note(tokens, label);
    }
    said
}
