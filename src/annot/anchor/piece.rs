//! One part of a passage, which is looked for by itself.

use super::fold::{is_unseen, same, units};
use super::{Lost, Outcome, Passage};
use crate::annot::Anchored;
use crate::text::{CodePoint, Span, Text};

/// A contiguous part of a passage and what became of it.
pub(super) struct Piece<'p> {
    /// Code points of the old text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The bytes of the old text, where that is at hand and has the quote there.
    pub(super) old: Option<Span>,
    pub(super) quote: &'p str,
    /// What was noted beside it.
    pub(super) before: Option<&'p str>,
    pub(super) after: Option<&'p str>,
    /// Whether its passage notes what stood beside it, because it or another part stood in the text more than once.
    pub(super) repeated: bool,
    pub(super) state: Result<Found, Lost>,
}

/// Where a piece stands in the new text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) span: Span,
    /// How alike it is; `None` where it is the same.
    pub(super) similarity: Option<f32>,
}

impl Piece<'_> {
    pub(super) fn found(&self) -> Option<Found> {
        self.state.ok()
    }

    /// Whether it stood once in its text, as far as is known: a sidecar notes what is beside it otherwise.
    pub(super) fn is_unique(&self) -> bool {
        !self.repeated && self.old.is_none()
    }

    /// The quote without the blanks and invisible characters around it.
    pub(super) fn visible(&self) -> &str {
        self.quote.trim_matches(is_unseen)
    }

    /// The same in units.
    pub(super) fn core(&self) -> Vec<char> {
        units(self.visible())
    }

    /// The bytes of the old text without the blanks around them.
    pub(super) fn old_core(&self) -> Option<Span> {
        let lead = self.quote.len() - self.quote.trim_start_matches(is_unseen).len();
        let old = self.old?;
        match self.visible().len() {
            0 => Some(Span::empty(old.start)),
            len => Some(Span::new(old.start + lead, old.start + lead + len)),
        }
    }

    /// Says that the quote's core stands at `core` of the new text; the blanks at its ends are taken in again.
    pub(super) fn place(&mut self, new: &Text, core: Span, similarity: f32) {
        let lead = blanks(self.quote.chars());
        let trail = if self.visible().is_empty() { 0 } else { blanks(self.quote.chars().rev()) };
        let (head, tail) = (Span::new(0, core.start), Span::new(core.end, new.len()));
        let start = core.start - width(new.slice(head).chars().rev(), if core.is_empty() { 0 } else { lead });
        let end = core.end + width(new.slice(tail).chars(), if core.is_empty() { lead } else { trail });
        let span = self.literally(new, core).unwrap_or(Span::new(start, end));
        let similarity = (!same(self.quote, new.slice(span))).then_some(similarity);
        self.state = Ok(Found { span, similarity });
    }

    /// Where the whole quote stands to the letter around its core, what nobody sees at its ends included.
    fn literally(&self, new: &Text, core: Span) -> Option<Span> {
        let lead = self.quote.len() - self.quote.trim_start_matches(is_unseen).len();
        let start = core.start.checked_sub(lead).filter(|_| !core.is_empty())?;
        let span = Span::new(start, start + self.quote.len());
        (new.holds(span) && new.slice(span) == self.quote).then_some(span)
    }
}

/// White space at the start of `chars`, a line end of two characters counting once.
fn blanks(chars: impl Iterator<Item = char>) -> usize {
    chars.take_while(|c| c.is_whitespace()).filter(|&c| c != '\r').count()
}

/// The bytes of up to `count` blanks at the start of `chars`.
fn width(chars: impl Iterator<Item = char>, count: usize) -> usize {
    let mut left = count;
    let taken = chars.take_while(|&c| {
        let fits = c.is_whitespace() && (left > 0 || c == '\r');
        left = left.saturating_sub(usize::from(c != '\r'));
        fits && count > 0
    });
    taken.map(char::len_utf8).sum()
}

/// Code points that a place may be off.
const SLIP: usize = 64;

/// Where `quote` stands in its text: at its place, or else at the only place within reach of it that has it.
fn standing(old: &Text, start: usize, end: usize, quote: &str) -> Option<Span> {
    let at = old.to_span(CodePoint(start), CodePoint(end)).filter(|span| old.slice(*span) == quote);
    if at.is_some() || quote.is_empty() {
        return at;
    }
    let reach = quote.chars().count().min(SLIP);
    let from = old.to_byte(CodePoint(start.saturating_sub(reach)))?;
    let to = old.to_byte(CodePoint((start + reach).min(old.code_points())))?;
    let window = old.slice(Span::new(from, (to + quote.len()).min(old.len())));
    let only = window.find(quote).filter(|at| window.rfind(quote) == Some(*at))? + from;
    Some(Span::new(only, only + quote.len()))
}

/// Appends the pieces of a passage and says how many they are; `None` where its quote cannot be told apart into them.
pub(super) fn split<'p>(passage: &'p Passage, old: Option<&Text>, pieces: &mut Vec<Piece<'p>>) -> Option<usize> {
    let count = passage.parts.len();
    let last = count.checked_sub(1)?;
    let begins = passage.parts.iter().enumerate().min_by_key(|(_, part)| part.0).map(|(at, _)| at);
    let ends = passage.parts.iter().enumerate().max_by_key(|(_, part)| part.1).map(|(at, _)| at);
    let mut rest: &str = &passage.quote;
    let mut own = Vec::with_capacity(count);
    for (at, (CodePoint(start), CodePoint(end))) in passage.parts.iter().enumerate() {
        let len = end.checked_sub(*start)?;
        let quote = match at == last {
            true => rest,
            false => {
                let (cut, _) = rest.char_indices().nth(len)?;
                let (quote, others) = rest.split_at_checked(cut)?;
                rest = others.strip_prefix(' ')?;
                quote
            }
        };
        let old = old.and_then(|old| standing(old, *start, *end, quote));
        own.push(Piece {
            start: *start,
            end: *end,
            old,
            quote,
            before: passage.before.as_deref().filter(|_| begins == Some(at)),
            after: passage.after.as_deref().filter(|_| ends == Some(at)),
            repeated: passage.before.is_some() || passage.after.is_some(),
            state: Err(Lost::Gone),
        });
    }
    pieces.append(&mut own);
    Some(count)
}

/// What became of a passage with these pieces.
pub(super) fn join(pieces: &[Piece], new: &Text) -> Outcome {
    let found: Option<Vec<Found>> = pieces.iter().map(Piece::found).collect();
    let Some(found) = found else {
        let lost = pieces.iter().find_map(|piece| piece.state.err()).unwrap_or(Lost::Gone);
        let some = pieces.iter().any(|piece| piece.found().is_some());
        return Outcome::Orphan(if some { Lost::Scattered } else { lost });
    };
    let mut order: Vec<(&Piece, Span)> = pieces.iter().zip(found.iter().map(|found| found.span)).collect();
    order.sort_by_key(|(piece, _)| (piece.start, piece.end));
    let kept_order = order.windows(2).all(|pair| match pair {
        [(a, at), (b, then)] => at.start <= then.start && (a.end > b.start || at.end <= then.start),
        _ => true,
    });
    let spans: Vec<Span> = found.iter().map(|found| found.span).collect();
    let Some(place) = Anchored::many(&spans).filter(|_| kept_order) else {
        return Outcome::Orphan(Lost::Scattered);
    };
    let unlike = found.iter().filter_map(|found| found.similarity);
    if let Some(similarity) = unlike.reduce(f32::min) {
        return Outcome::Fuzzy { place, similarity };
    }
    let still = pieces.iter().zip(&spans).all(|(piece, span)| {
        let at = |byte| new.to_code_point(byte).0;
        at(span.start) == piece.start && at(span.end) == piece.end && new.slice(*span) == piece.quote
    });
    if still { Outcome::Exact(place) } else { Outcome::Moved(place) }
}
