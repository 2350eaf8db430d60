//! Evidence from the rest of the document: what is named once in full is named in short, and alike, elsewhere.

use std::ops::Range;

use super::form::{Class, Form};
use super::hash::{KeyMap, KeySet};
use super::lexicon::phrase_key;
use crate::extract::mention::{EntityKind, Why};
use crate::text::Span;

/// A name among the tokens of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The indices of its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: EntityKind,
    /// How likely it is right.
    pub score: f32,
    /// Why it is one.
    pub why: Why,
}

/// A document as evidence sees it: one entry for each token.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// The text.
    pub text: &'p str,
    /// The tokens' bytes.
    pub spans: &'p [Span],
    /// Their forms.
    pub forms: &'p [&'p Form],
    /// How likely each is part of a name.
    pub named: &'p [f32],
}

/// Longest name that is sought elsewhere, in tokens.
const LONGEST: usize = 8;

/// Least score of a name that vouches for others.
const SURE: f32 = 0.6;

/// What one string is taken for in this document.
#[derive(Debug, Clone)]
struct Evidence {
    votes: [f32; 4],
    /// The best score of a name that vouches for it, and why.
    score: f32,
    why: Why,
}

impl Evidence {
    fn kind(&self) -> EntityKind {
        let vote = |kind: &EntityKind| self.votes.get(*kind as usize).copied().unwrap_or(0.0);
        EntityKind::ALL.into_iter().max_by(|a, b| vote(a).total_cmp(&vote(b))).unwrap_or(EntityKind::Misc)
    }
}

/// `found`, in order and apart, with what follows from it for the rest of the document, in order and apart. A longer
/// name is never cut.
pub fn spread(page: Page<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut known: KeyMap<Evidence> = KeyMap::default();
    for name in found.iter().filter(|name| name.score >= SURE) {
        page.collect(name, &mut known);
    }
    if known.is_empty() {
        return found;
    }
    let means = page.means(&known);
    let openers: KeySet = found.iter().filter_map(|name| Some(page.form(name.tokens.start)?.key)).collect();

    let mut spread = Vec::with_capacity(found.len());
    let mut rest = found.into_iter().peekable();
    let mut at = 0;
    while at < page.forms.len() {
        let here = rest.peek().filter(|name| name.tokens.start == at).map(|name| name.tokens.end);
        let free = rest.peek().map_or(page.forms.len(), |name| name.tokens.start);
        let may_match = here.is_some() || page.form(at).is_some_and(|form| form.class != Class::Lower);
        let longest = if page.form(at).is_some_and(|form| openers.contains(&form.key)) { LONGEST } else { 1 };
        let hit = may_match.then(|| page.matched(at, longest, &known, &means)).flatten();
        let hit = hit.filter(|(end, _)| match here {
            // A name may be called otherwise, or grow over free tokens, but not shrink.
            Some(own) => *end == own,
            None => *end <= free,
        });
        match (here, hit) {
            (Some(end), hit) => {
                let own = rest.next();
                spread.extend(own.map(|own| outvoted(own, hit.map(|(_, evidence)| evidence))));
                at = end;
            }
            (None, Some((end, evidence))) => {
                let own = page.named.get(at).copied().unwrap_or(0.0);
                let score = (evidence.score + own) / 2.0;
                spread.push(Found { tokens: at..end, kind: evidence.kind(), score, why: evidence.why });
                at = end;
            }
            (None, None) => at += 1,
        }
    }
    spread
}

/// `own`, called what the document calls it elsewhere where that is surer.
fn outvoted(own: Found, evidence: Option<&Evidence>) -> Found {
    match evidence {
        Some(evidence) if evidence.kind() != own.kind && evidence.score > own.score => {
            Found { kind: evidence.kind(), score: evidence.score * 0.8, why: evidence.why, ..own }
        }
        _ => own,
    }
}

impl<'p> Page<'p> {
    fn form(&self, at: usize) -> Option<&'p Form> {
        self.forms.get(at).copied()
    }

    fn key(&self, range: Range<usize>) -> Option<u64> {
        let mut forms = self.forms.get(range)?.iter().map(|form| form.key);
        let first = forms.next()?;
        Some(forms.fold(first, phrase_key))
    }

    /// The bytes of a range of tokens.
    pub fn span(&self, range: &Range<usize>) -> Span {
        match (self.spans.get(range.start), range.end.checked_sub(1).and_then(|last| self.spans.get(last))) {
            (Some(first), Some(last)) => first.hull(*last),
            _ => Span::default(),
        }
    }

    /// Notes what `name` says of its own words, of the parts of a person's name, and of a short form behind it.
    fn collect(&self, name: &Found, known: &mut KeyMap<Evidence>) {
        let span = self.span(&name.tokens);
        let mut note = |range: Range<usize>, score: f32, why: Why| {
            let Some(key) = self.key(range) else { return };
            let evidence = known.entry(key).or_insert(Evidence { votes: [0.0; 4], score: 0.0, why });
            if let Some(vote) = evidence.votes.get_mut(name.kind as usize) {
                *vote += score;
            }
            if score > evidence.score {
                (evidence.score, evidence.why) = (score, why);
            }
        };
        let Range { start, end } = name.tokens;
        if end - start <= LONGEST {
            note(start..end, name.score, Why::Same(span));
        }
        if name.kind == EntityKind::Per && end - start > 1 {
            for part in [end - 1, start] {
                if self.form(part).is_some_and(|form| form.class == Class::Capital && form.key != 0) {
                    note(part..part + 1, name.score * 0.9, Why::Surname(span));
                }
            }
        }
        if let Some(short) = self.acronym(&name.tokens) {
            note(short..short + 1, name.score * 0.95, Why::Acronym(span));
        }
    }

    /// The token of the acronym in brackets behind a long name: its capitals stand in the name in this order.
    fn acronym(&self, long: &Range<usize>) -> Option<usize> {
        let text = |at: usize| self.spans.get(at).and_then(|span| self.text.get(span.range()));
        let short = long.end + 1;
        if long.len() < 2 || text(long.end) != Some("(") || !matches!(text(short + 1), Some(")" | "," | ";")) {
            return None;
        }
        let form = self.form(short).filter(|form| matches!(form.class, Class::Upper | Class::Mixed | Class::Capital));
        let letters = text(short).filter(|_| form.is_some())?;
        let mut capitals = self.text.get(self.span(long).range())?.chars().filter(|c| c.is_alphabetic());
        let holds = letters
            .chars()
            .flat_map(char::to_lowercase)
            .all(|letter| capitals.any(|c| c.to_lowercase().eq(std::iter::once(letter))));
        holds.then_some(short)
    }

    /// How likely the single words of `known` are names, on average over the document.
    fn means(&self, known: &KeyMap<Evidence>) -> KeyMap<f32> {
        let mut sums: KeyMap<(f32, f32)> = KeyMap::default();
        for (form, named) in self.forms.iter().zip(self.named) {
            if known.contains_key(&form.key) {
                let (sum, count) = sums.entry(form.key).or_default();
                (*sum, *count) = (*sum + named, *count + 1.0);
            }
        }
        sums.into_iter().map(|(key, (sum, count))| (key, sum / count)).collect()
    }

    /// The longest string of known words that starts at token `at`: its end, and what is known of it. The last word
    /// may have a genitive -s.
    fn matched<'k>(
        &self,
        at: usize,
        longest: usize,
        known: &'k KeyMap<Evidence>,
        means: &KeyMap<f32>,
    ) -> Option<(usize, &'k Evidence)> {
        let mut best = None;
        let mut before: Option<u64> = None;
        for end in at..(at + longest).min(self.forms.len()) {
            let form = self.form(end)?;
            let grown = |key: u64| before.map_or(key, |before| phrase_key(before, key));
            let hit = known.get(&grown(form.key)).map(|evidence| (form.key, evidence));
            let hit = hit.or_else(|| form.stem.and_then(|stem| Some((stem, known.get(&grown(stem))?))));
            if let Some((key, evidence)) = hit {
                let is_likely = end > at || means.get(&key).is_some_and(|&mean| mean >= least_mean(evidence.why));
                best = is_likely.then_some((end + 1, evidence)).or(best);
            }
            before = Some(grown(form.key));
        }
        best
    }
}

/// How likely a single word must be a name, on average over the document, to be one everywhere.
fn least_mean(why: Why) -> f32 {
    match why {
        Why::Acronym(_) => 0.0,
        Why::Surname(_) => 0.15,
        _ => 0.4,
    }
}
