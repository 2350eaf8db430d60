//! Finding a passage of which only the words are told, and what stood around them.

use std::collections::HashMap;

use super::foreign::ForeignSpan;
use crate::annot::Anchored;
use crate::text::{Span, Text};

/// Characters on either side that are compared.
const CONTEXT: usize = 32;

/// Where the words of `span` stand: the only place that has them, or the one whose surroundings are most like those that
/// were told. `None` where two places would do as well.
pub fn sought(text: &Text, span: &ForeignSpan) -> Option<Anchored> {
    let words = span.text.as_deref().filter(|words| !words.is_empty())?;
    let content = text.as_str();
    let places = content.match_indices(words).map(|(start, _)| {
        let (head, tail) = content.split_at(start);
        let tail = tail.get(words.len()..).unwrap_or_default();
        let before = alike(head.chars().rev(), span.before.as_deref().unwrap_or_default().chars().rev());
        let after = alike(tail.chars(), span.after.as_deref().unwrap_or_default().chars());
        (before + after, start)
    });
    let (mut best, mut tied) = (None, false);
    for (score, start) in places {
        match best {
            Some((most, _)) if score < most => {}
            Some((most, _)) if score == most => tied = true,
            _ => (best, tied) = (Some((score, start)), false),
        }
    }
    let (_, start) = best.filter(|_| !tied)?;
    Some(Anchored::one(Span::new(start, start + words.len())))
}

/// Takes words that are told without a place where they stand as whole words, the first telling at the first place, the
/// next one at the next: programs that give no offsets list names in the order of the text.
#[derive(Debug, Default)]
pub struct Turns(HashMap<String, usize>);

impl Turns {
    /// The place of the next telling of these words.
    pub fn next(&mut self, text: &Text, words: &str) -> Option<Anchored> {
        let content = text.as_str();
        let turn = self.0.entry(words.to_owned()).or_default();
        let is_whole = |start: &usize| {
            let (head, tail) = content.split_at(*start);
            let around = [head.chars().next_back(), tail.get(words.len()..).unwrap_or_default().chars().next()];
            !around.iter().flatten().any(|c| c.is_alphanumeric())
        };
        let mut places = content.match_indices(words).map(|(start, _)| start).filter(is_whole);
        let start = places.nth(*turn).filter(|_| !words.is_empty())?;
        *turn += 1;
        Some(Anchored::one(Span::new(start, start + words.len())))
    }
}

/// How many characters two texts share from their beginning on, white space left aside.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    let seen = |c: &char| !c.is_whitespace();
    one.filter(seen).zip(other.filter(seen)).take(CONTEXT).take_while(|(a, b)| a == b).count()
}
