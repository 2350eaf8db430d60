//! Proposals: where the strings that are remembered stand in a document, and what becomes of the recogniser's there.

use std::ops::Range;

use super::evidence::Covered;
use super::key::{self, Walk};
use super::opinion::Opinion;
use super::{Memory, Remembered, tune};
use crate::extract::mention::Mention;
use crate::extract::token::Tokens;
use crate::text::Span;

/// A document as the memory looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// Its name, under which its own decisions were learnt.
    pub document: &'p str,
    /// Its text.
    pub text: &'p str,
    /// Its tokens.
    pub tokens: &'p Tokens,
    /// What the recogniser proposes, in order and apart. Empty where there is none.
    pub base: &'p [Mention],
    /// What the [`Learners`](super::Learners) make of it.
    pub learnt: &'p Proposed,
    /// Places that are decided already: nothing is proposed over them.
    pub settled: &'p [Span],
}

/// What the memory proposes for a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposed {
    /// In order and apart, also from those of the recogniser that are not dropped.
    pub suggestions: Vec<Suggestion>,
    /// The recogniser's proposals that are not to be shown, in order.
    pub dropped: Vec<Dropped>,
}

/// A span with a label, because its words were called so before.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Where, in bytes.
    pub span: Span,
    /// What it is to be called.
    pub label: String,
    /// How likely that is right, 0 to 1.
    pub score: f32,
    /// Why it is there.
    pub why: Why,
}

/// A proposal of the recogniser that the memory contradicts.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// Its index among the recogniser's.
    pub index: usize,
    /// Why it is not there.
    pub why: Why,
}

/// Why something is proposed, or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// The string was called so before.
    Remembered {
        /// The string as it stood there.
        text: String,
        /// What it was called.
        label: String,
        /// How often.
        times: u32,
        /// The newest document where it was.
        document: String,
        /// Whether that is the document itself.
        local: bool,
    },
    /// The learner of a label reads it so, or does not.
    Learned {
        /// The label.
        label: String,
        /// How likely it is, 0 to 1.
        score: f32,
        /// How many spans the label was learnt from.
        spans: usize,
        /// The share of the learner's last proposals that was right.
        precision: f32,
        /// How many those are.
        of: usize,
    },
    /// It was proposed before and rejected.
    Rejected {
        /// How often.
        times: u32,
        /// Whether in the document itself.
        local: bool,
    },
}

/// Longest string that is sought, in tokens.
const LONGEST: usize = 16;

/// A remembered string in a document.
struct Match<'m> {
    span: Span,
    opinion: Opinion<'m>,
}

impl Memory {
    /// What is to be proposed for the document of `page`. Takes time linear in its length.
    pub fn propose(&self, page: Page<'_>) -> Proposed {
        let mut proposed = Proposed::default();
        let settled = Covered::of(page.settled.iter().copied());
        let mut gone = vec![false; page.base.len()];
        for (index, mention) in page.base.iter().enumerate() {
            let doubted = || page.learnt.dropped.iter().find(|dropped| dropped.index == index).map(|d| d.why.clone());
            let local =
                self.strings.get(&key::of(page.text.get(mention.span.range()).unwrap_or_default()).unwrap_or(0));
            let vouched = local.and_then(|string| string.opinion(page.document)).is_some_and(|opinion| {
                opinion.label == mention.label.name()
                    && opinion.is_worth_proposing()
                    && (opinion.local || tune("VOUCH", 0.0) > 0.0)
            });
            let doubted = if vouched { None } else { doubted() };
            if let Some(why) = self.contradicts(page, mention).or(doubted) {
                proposed.dropped.push(Dropped { index, why });
                if let Some(gone) = gone.get_mut(index) {
                    *gone = true;
                }
            }
        }
        let mut at = 0;
        while at < page.tokens.all().len() {
            let Some((end, found)) =
                self.longest(page, at, |string| string.opinion(page.document).filter(Opinion::is_worth_proposing))
            else {
                at += 1;
                continue;
            };
            let near = near(page.base, found.span);
            let standing = || near.clone().filter(|&index| !gone.get(index).copied().unwrap_or(true));
            if settled.overlaps(found.span) || !found.outdoes(standing().filter_map(|index| page.base.get(index))) {
                at += 1;
                continue;
            }
            let why = found.opinion.why();
            let outdone: Vec<usize> = standing().collect();
            for index in outdone {
                proposed.dropped.push(Dropped { index, why: why.clone() });
                if let Some(gone) = gone.get_mut(index) {
                    *gone = true;
                }
            }
            let Match { span, opinion } = found;
            proposed.suggestions.push(Suggestion { span, label: opinion.label.to_owned(), score: opinion.score, why });
            at = end;
        }
        for one in &page.learnt.suggestions {
            let standing = near(page.base, one.span).any(|index| !gone.get(index).copied().unwrap_or(true));
            let at = proposed.suggestions.partition_point(|other| other.span.end <= one.span.start);
            let free = proposed.suggestions.get(at).is_none_or(|next| !next.span.overlaps(one.span));
            let rejected = page.text.get(one.span.range()).and_then(key::of).and_then(|key| self.strings.get(&key));
            let rejected = rejected.is_some_and(|string| string.rejects(&one.label, page.document).is_some());
            if !standing && free && !rejected && !settled.overlaps(one.span) {
                proposed.suggestions.insert(at, one.clone());
            }
        }
        proposed.dropped.sort_by_key(|dropped| dropped.index);
        proposed
    }

    /// The longest string with an `opinion` that begins at token `at`, with the index of the token behind it.
    fn longest<'m>(
        &'m self,
        page: Page<'_>,
        at: usize,
        opinion: impl Fn(&'m Remembered) -> Option<Opinion<'m>>,
    ) -> Option<(usize, Match<'m>)> {
        let start = page.tokens.all().get(at)?.span.start;
        let mut walk = Walk::default();
        let (mut read, mut best) = (start, None);
        for (more, token) in page.tokens.all().iter().enumerate().skip(at).take(LONGEST) {
            walk.read(page.text.get(read..token.span.end)?);
            read = token.span.end;
            if let Some(string) = self.strings.get(&walk.key()) {
                let span = Span::new(start, token.span.end);
                best = opinion(string).map(|opinion| (more + 1, Match { span, opinion })).or(best);
            }
            if !self.prefixes.contains_key(&walk.prefix()) {
                break;
            }
        }
        best
    }

    /// The strings of `page` that are known from other documents, as ranges of tokens, with their likeliest labels and
    /// how likely those are. In order and apart.
    pub(super) fn strings_in<'m>(&'m self, page: Page<'_>) -> Vec<(Range<usize>, &'m str, f32)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < page.tokens.all().len() {
            let elsewhere = |string: &'m Remembered| string.elsewhere(page.document);
            let hit = self.longest(page, at, elsewhere);
            if let Some((end, found_here)) = &hit {
                found.push((at..*end, found_here.opinion.label, found_here.opinion.score));
            }
            at = hit.map_or(at + 1, |(end, _)| end);
        }
        found
    }

    /// Why `mention` is not to be shown, if so: its words were rejected for its label.
    fn contradicts(&self, page: Page<'_>, mention: &Mention) -> Option<Why> {
        let string = self.strings.get(&key::of(page.text.get(mention.span.range())?)?)?;
        string.rejects(mention.label.name(), page.document)
    }
}

impl Remembered {
    fn rejects(&self, label: &str, document: &str) -> Option<Why> {
        let own = self.sources.iter().filter(|source| &*source.document == document);
        let own = own.flat_map(|source| &source.tally.counts).find(|count| count.label == label);
        if let Some(own) = own {
            let local = own.rejected >= own.accepted.max(1);
            if local {
                return Some(Why::Rejected { times: own.rejected, local: true });
            }
            if own.accepted > 0 {
                return None;
            }
        }
        let (rejected, accepted) = self.times(label);
        let times = tune("REJ", 2.0);
        (rejected as f32 >= times && rejected >= accepted).then_some(Why::Rejected { times: rejected, local: false })
    }
}

impl Opinion<'_> {
    fn is_worth_proposing(&self) -> bool {
        match self.local {
            true => self.times > 0 && self.score >= tune("LOCAL", 0.6),
            false => {
                self.times as f32 >= tune("NGLOBAL", 1.0)
                    && self.score >= tune("GLOBAL", 0.8)
                    && (self.rejected < 2 || self.rejected < self.times)
            }
        }
    }

    fn why(&self) -> Why {
        Why::Remembered {
            text: self.text.to_owned(),
            label: self.label.to_owned(),
            times: self.times,
            document: self.document.to_owned(),
            local: self.local,
        }
    }
}

impl Match<'_> {
    /// Whether it goes before what the recogniser says at the same place: a longer proposal is never cut.
    fn outdoes<'b>(&self, mut standing: impl Iterator<Item = &'b Mention>) -> bool {
        standing.all(|mention| {
            if mention.span == self.span {
                mention.label.name() != self.opinion.label
                    && (mention.score < tune(if self.opinion.local { "SAMELOCAL" } else { "SAMEGLOBAL" }, 0.9))
            } else {
                self.span.covers(mention.span)
                    && (mention.score < tune(if self.opinion.local { "LONGLOCAL" } else { "LONGGLOBAL" }, 1.0))
            }
        })
    }
}

/// The indices of the mentions that overlap `span`.
fn near(base: &[Mention], span: Span) -> Range<usize> {
    let from = base.partition_point(|mention| mention.span.end <= span.start);
    let to = base.partition_point(|mention| mention.span.start < span.end);
    from..to.max(from)
}
