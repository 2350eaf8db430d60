//! Spans as tags of tokens (IOB2, BILOU): one tag a token, so that nothing may overlap and every edge is a token's.

use std::ops::Range;

use super::page::{Losses, Page};
use crate::extract::token::Tokens;
use crate::text::Span;

/// How the place of a token in a mention is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// B for the first token, I for the others.
    Iob2,
    /// B, I, L for the last, U for the only one.
    Bilou,
}

/// The tokens of a document with a tag each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// Each token and its tag; `O` outside of mentions.
    pub tokens: Vec<(Span, String)>,
    /// The sentences, as ranges of tokens.
    pub sentences: Vec<Range<usize>>,
}

/// Tags the tokens of `page` with its spans. Of spans that overlap the longer is kept; quotations are left out, for
/// they would swallow what is said in them.
pub fn tagged(page: &Page<'_>, scheme: Scheme, losses: &mut Losses) -> Tagged {
    let tokens = Tokens::of(page.document);
    let mut tags = vec![String::from("O"); tokens.all().len()];
    let mut spans: Vec<_> = page.set.spans().iter().filter(|span| !Page::is_prop(&span.label)).collect();
    let count = spans.len();
    spans.retain(|span| span.label != crate::extract::QUOTE);
    losses.lose_all("quotation", count - spans.len());
    spans.sort_by_key(|span| std::cmp::Reverse(span.place.hull().end - span.place.hull().start));
    for span in spans {
        let hull = span.place.hull();
        if span.place.is_fragmented() {
            losses.lose("gap of a span in several parts");
        }
        let range = tokens.at(hull.start)..tokens.all().partition_point(|token| token.span.start < hull.end);
        let (Some(first), Some(last)) = (tokens.slice(range.clone()).first(), tokens.slice(range.clone()).last())
        else {
            losses.lose("span without a token");
            continue;
        };
        let Some(own) = tags.get_mut(range.clone()).filter(|tags| tags.iter().all(|tag| tag == "O")) else {
            losses.lose("span that overlaps another");
            continue;
        };
        if first.span.start != hull.start || last.span.end != hull.end {
            losses.lose("edge inside a token");
        }
        let end = own.len().saturating_sub(1);
        for (at, tag) in own.iter_mut().enumerate() {
            let place = match (scheme, at) {
                (Scheme::Bilou, _) if end == 0 => 'U',
                (Scheme::Bilou, at) if at == end => 'L',
                (_, 0) => 'B',
                _ => 'I',
            };
            *tag = format!("{place}-{}", span.label);
        }
    }
    let spans = tokens.all().iter().map(|token| token.span);
    Tagged { tokens: spans.zip(tags).collect(), sentences: tokens.sentences().to_vec() }
}
