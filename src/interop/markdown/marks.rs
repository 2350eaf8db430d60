//! Brackets around what is labelled, in the order in which they stand in the text.

use crate::text::Span;

/// A bracket that opens or closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    /// Its byte.
    pub(super) at: usize,
    /// What is written for it.
    pub(super) markdown: String,
    pub(super) opens: bool,
}

/// The brackets of spans with what is written where each closes. What opens last closes first where both end together.
pub(super) fn brackets(mut spans: Vec<(Span, String)>) -> Vec<Bracket> {
    spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut all: Vec<((usize, u8, usize), Bracket)> = Vec::with_capacity(spans.len() * 2);
    let count = spans.len();
    for (nth, (span, close)) in spans.into_iter().enumerate() {
        // At one place: what ends there, then what is empty, then what begins.
        let (first, last) = if span.is_empty() { (1, 1) } else { (2, 0) };
        let open = Bracket { at: span.start, markdown: "\\[".into(), opens: true };
        let close = Bracket { at: span.end, markdown: close, opens: false };
        all.push(((span.start, first, nth), open));
        let order = if span.is_empty() { nth } else { count - nth };
        all.push(((span.end, last, order), close));
    }
    all.sort_by_key(|(order, _)| *order);
    all.into_iter().map(|(_, bracket)| bracket).collect()
}
