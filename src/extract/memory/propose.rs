//! Proposals: where the strings that are remembered stand in a document, and what becomes of the recogniser's there.

use std::ops::Range;

use super::evidence::Covered;
use super::key::{self, Walk};
use super::opinion::Opinion;
use super::{Memory, Remembered, tune};
use crate::extract::mention::Mention;
use crate::extract::token::Token;
use crate::text::Span;

/// A document as the memory looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// Its name, under which its own decisions were learnt.
    pub document: &'p str,
    /// Its text.
    pub text: &'p str,
    /// Its tokens, in order.
    pub tokens: &'p [Token],
    /// What the recogniser proposes, in order and apart. Empty where there is none.
    pub base: &'p [Mention],
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
            if let Some(why) = self.contradicts(page, mention) {
                proposed.dropped.push(Dropped { index, why });
                if let Some(gone) = gone.get_mut(index) {
                    *gone = true;
                }
            }
        }
        let mut at = 0;
        while at < page.tokens.len() {
            let Some((end, found)) = self.longest(page, at) else {
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
        proposed.dropped.sort_by_key(|dropped| dropped.index);
        proposed
    }

    /// The longest string worth proposing that begins at token `at`, with the index of the token behind it.
    fn longest(&self, page: Page<'_>, at: usize) -> Option<(usize, Match<'_>)> {
        let start = page.tokens.get(at)?.span.start;
        let mut walk = Walk::default();
        let (mut read, mut best) = (start, None);
        for (more, token) in page.tokens.iter().enumerate().skip(at).take(LONGEST) {
            walk.read(page.text.get(read..token.span.end)?);
            read = token.span.end;
            if let Some(string) = self.strings.get(&walk.key()) {
                let opinion = string.opinion(page.document).filter(Opinion::is_worth_proposing);
                let span = Span::new(start, token.span.end);
                best = opinion.map(|opinion| (more + 1, Match { span, opinion })).or(best);
            }
            if !self.prefixes.contains_key(&walk.prefix()) {
                break;
            }
        }
        best
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
