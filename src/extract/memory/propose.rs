//! Proposals: where the strings that are remembered stand in a document, and what becomes of the recogniser's there.

use std::ops::Range;

use super::evidence::Covered;
use super::key::{self, Walk};
use super::opinion::Opinion;
use super::{Memory, Remembered};
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

/// What is proposed for a document beside the recogniser's proposals, and in their stead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposed {
    /// In order and apart, also from those of the recogniser's that are not dropped.
    pub suggestions: Vec<Suggestion>,
    /// The recogniser's proposals that are not to be shown, in order.
    pub dropped: Vec<Dropped>,
}

/// A span with a label.
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

/// A proposal of the recogniser's that what was learnt speaks against. Where it is called otherwise, a suggestion
/// stands in its place.
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
        /// How often, in all documents; in this one, where it is the one that says so.
        times: u32,
        /// The newest document where it was.
        document: String,
        /// Whether that is this document.
        local: bool,
    },
    /// It was proposed before and rejected.
    Rejected {
        /// How often.
        times: u32,
        /// Whether in this document.
        local: bool,
    },
    /// The learner of a label reads it so, or not so.
    Learned {
        /// The label.
        label: String,
        /// How likely it is, 0 to 1.
        score: f32,
        /// How many spans the label was learnt from.
        spans: usize,
        /// The share of the learner's last such proposals that was right.
        precision: f32,
        /// How many those are.
        of: usize,
    },
}

impl Why {
    /// The reason in a few words: `labelled ORG 4 times, last in putin-xi.txt`.
    pub fn text(&self) -> String {
        let times = |times: u32| if times == 1 { "once".to_owned() } else { format!("{times} times") };
        match self {
            Why::Remembered { label, times: count, local: true, .. } => {
                format!("labelled {label} {} in this document", times(*count))
            }
            Why::Remembered { label, times: count, document, .. } => {
                format!("labelled {label} {}, last in {document}", times(*count))
            }
            Why::Rejected { times: count, local } => {
                format!("rejected {}{}", times(*count), if *local { " in this document" } else { "" })
            }
            Why::Learned { label, spans, precision, of, .. } => {
                format!("learned from {spans} {label}; {:.0} of its last {of} were right", precision * *of as f32)
            }
        }
    }
}

/// Longest string that is sought, in tokens.
const LONGEST: usize = 16;

/// Least score of a recogniser's proposal that keeps its label against what this document says of its words, and
/// against what others do.
const FIRM: (f32, f32) = (0.99, 0.9);

impl Memory {
    /// What is to be proposed for the document of `page`. Takes time linear in its length.
    pub fn propose(&self, page: Page<'_>) -> Proposed {
        let mut draft = Draft {
            base: page.base,
            settled: Covered::of(page.settled.iter().copied()),
            gone: page.base.iter().map(|mention| self.rejects(page, mention.span, mention.label.name())).collect(),
            suggestions: Vec::new(),
        };
        for Dropped { index, why } in &page.learnt.dropped {
            let Some(mention) = page.base.get(*index) else { continue };
            if !self.vouches(page, mention) {
                draft.drop([*index], why);
            }
        }
        for (_, span, opinion) in self.matches(page, |string| string.opinion(page.document)) {
            draft.remember(span, opinion);
        }
        for suggestion in &page.learnt.suggestions {
            if self.rejects(page, suggestion.span, &suggestion.label).is_none() {
                draft.add(suggestion);
            }
        }
        let gone = draft.gone.into_iter().enumerate();
        let dropped = gone.filter_map(|(index, why)| why.map(|why| Dropped { index, why })).collect();
        Proposed { suggestions: draft.suggestions, dropped }
    }

    /// The remembered strings in `page` with an opinion that is worth proposing, the longest at each token, apart:
    /// their tokens, their bytes, what is to be thought of them.
    pub(super) fn matches<'m>(
        &'m self,
        page: Page<'_>,
        opinion: impl Fn(&'m Remembered) -> Option<Opinion<'m>>,
    ) -> Vec<(Range<usize>, Span, Opinion<'m>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = page.tokens.all().get(at) {
            let mut walk = Walk::default();
            let (mut read, mut best) = (first.span.start, None);
            for (index, token) in page.tokens.all().iter().enumerate().skip(at).take(LONGEST) {
                walk.read(page.text.get(read..token.span.end).unwrap_or_default());
                read = token.span.end;
                let known = self.strings.get(&walk.key()).and_then(&opinion).filter(Opinion::is_worth_proposing);
                best = known.map(|opinion| (at..index + 1, first.span.hull(token.span), opinion)).or(best);
                if !self.prefixes.contains_key(&walk.prefix()) {
                    break;
                }
            }
            at = best.as_ref().map_or(at + 1, |(tokens, _, _)| tokens.end);
            found.extend(best);
        }
        found
    }

    fn string(&self, page: Page<'_>, span: Span) -> Option<&Remembered> {
        self.strings.get(&key::of(page.text.get(span.range())?)?)
    }

    /// Why the words at `span` are not to be called `label`, if so.
    fn rejects(&self, page: Page<'_>, span: Span, label: &str) -> Option<Why> {
        let (times, local) = self.string(page, span)?.rejects(label, page.document)?;
        Some(Why::Rejected { times, local })
    }

    /// Whether the document itself says what `mention` does.
    fn vouches(&self, page: Page<'_>, mention: &Mention) -> bool {
        let opinion = self.string(page, mention.span).and_then(|string| string.opinion(page.document));
        opinion.is_some_and(|one| one.local && one.is_worth_proposing() && one.label == mention.label.name())
    }
}

/// Proposals in the making.
struct Draft<'p> {
    base: &'p [Mention],
    settled: Covered,
    /// For each of the recogniser's proposals, why it is dropped, if it is.
    gone: Vec<Option<Why>>,
    suggestions: Vec<Suggestion>,
}

impl<'p> Draft<'p> {
    /// The recogniser's proposals that overlap `span` and are not dropped.
    fn standing(&self, span: Span) -> impl Iterator<Item = (usize, &'p Mention)> {
        let from = self.base.partition_point(|mention| mention.span.end <= span.start);
        let near = self.base.iter().zip(&self.gone).enumerate().skip(from);
        let near = near.take_while(move |(_, (mention, _))| mention.span.start < span.end);
        near.filter(|(_, (_, gone))| gone.is_none()).map(|(index, (mention, _))| (index, mention))
    }

    fn drop(&mut self, indices: impl IntoIterator<Item = usize>, why: &Why) {
        for index in indices {
            if let Some(gone) = self.gone.get_mut(index) {
                gone.get_or_insert_with(|| why.clone());
            }
        }
    }

    /// Puts in a remembered string in the stead of shorter proposals, and of unsure ones of another label. A longer
    /// one is never cut.
    fn remember(&mut self, span: Span, opinion: Opinion<'_>) {
        let firm = if opinion.local { FIRM.0 } else { FIRM.1 };
        let yields = |mention: &Mention| match mention.span == span {
            true => mention.label.name() != opinion.label && mention.score < firm,
            false => span.covers(mention.span),
        };
        if self.settled.overlaps(span) || !self.standing(span).all(|(_, mention)| yields(mention)) {
            return;
        }
        let why = opinion.why();
        let outdone: Vec<usize> = self.standing(span).map(|(index, _)| index).collect();
        self.drop(outdone, &why);
        self.suggestions.push(Suggestion { span, label: opinion.label.to_owned(), score: opinion.score, why });
    }

    /// Puts in `suggestion` where nothing stands.
    fn add(&mut self, suggestion: &Suggestion) {
        let span = suggestion.span;
        let at = self.suggestions.partition_point(|other| other.span.end <= span.start);
        let is_free = self.suggestions.get(at).is_none_or(|next| !next.span.overlaps(span));
        if is_free && self.standing(span).next().is_none() && !self.settled.overlaps(span) {
            self.suggestions.insert(at, suggestion.clone());
        }
    }
}
