//! What stands between two places that were found: where the text between them is as long as it was, a piece that has
//! its words at its distance from both stands where it stood.

use super::piece::{Found, Piece};
use crate::text::{Span, Text};

/// Most characters that are walked over for all pieces together.
const BUDGET: usize = 4_000_000;

/// How long a character was in the old text, if the texts differ in nothing but their line ends.
const LENGTHS: [fn(char) -> usize; 3] = [|_| 1, |c| if c == '\r' { 0 } else { 1 }, |c| if c == '\n' { 2 } else { 1 }];

/// Places the pieces that were not found, where both neighbours vouch for their place.
pub(super) fn settle(new: &Text, pieces: &mut [Piece]) {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&at| pieces.get(at).map(|piece| (piece.start, piece.end)));
    let mut budget = BUDGET;
    let mut placed = Vec::new();
    let mut left = Neighbour { old: 0, new: 0 };
    for (rank, &at) in order.iter().enumerate() {
        let Some(piece) = pieces.get(at) else { continue };
        if let Some(end) = Neighbour::behind(piece) {
            left = end;
            continue;
        }
        if piece.found().is_some() || piece.quote.is_empty() || piece.start < left.old {
            continue;
        }
        let others = order.get(rank + 1..).unwrap_or_default().iter().filter_map(|&at| pieces.get(at));
        let right = others.filter(|other| other.start >= piece.end).find_map(Neighbour::before);
        let span = right.and_then(|right| left.vouch(right, piece, new, &mut budget));
        placed.extend(span.map(|span| (at, span)));
    }
    for (at, span) in placed {
        if let Some(piece) = pieces.get_mut(at) {
            piece.state = Ok(Found { span, similarity: None });
        }
    }
}

/// A point of both texts: code points of the old one, bytes of the new one.
#[derive(Debug, Clone, Copy)]
struct Neighbour {
    old: usize,
    new: usize,
}

impl Neighbour {
    /// The end of a piece that stands to the letter.
    fn behind(piece: &Piece) -> Option<Neighbour> {
        let found = piece.found().filter(|found| found.similarity.is_none())?;
        Some(Neighbour { old: piece.end, new: found.span.end })
    }

    /// The start of a piece that stands to the letter.
    fn before(piece: &Piece) -> Option<Neighbour> {
        let found = piece.found().filter(|found| found.similarity.is_none())?;
        Some(Neighbour { old: piece.start, new: found.span.start })
    }

    /// Where `piece` stands, if the text from here to `right` is as long as it was and has its words at its distance.
    fn vouch(self, right: Neighbour, piece: &Piece, new: &Text, budget: &mut usize) -> Option<Span> {
        let gap = new.as_str().get(self.new..right.new)?;
        *budget = budget.checked_sub(gap.len())?;
        LENGTHS.iter().find_map(|length| {
            let whole: usize = gap.chars().map(length).sum();
            if self.old + whole != right.old {
                return None;
            }
            let mut old = self.old;
            let (at, _) = gap.char_indices().find(|(_, c)| {
                let here = old == piece.start && length(*c) > 0;
                old += length(*c);
                here
            })?;
            let span = Span::new(self.new + at, self.new + at + piece.quote.len());
            (new.holds(span) && new.slice(span) == piece.quote && span.end <= right.new).then_some(span)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, Passage, anchor};
    use crate::text::Text;

    #[test]
    fn neighbours_at_their_old_distance_vouch_for_what_is_between_them() {
        let old = Text::from("Anna sah Otto.\nOtto sah Otto, und Otto sah Ruth im Garten.\n");
        for new in [old.as_str().to_owned(), old.as_str().replace('\n', "\r\n"), format!("Neu! {}", old.as_str())] {
            let new = Text::new(new);
            let passages: Vec<Passage> = ["Anna", "Otto", "Ruth im Garten"]
                .iter()
                .flat_map(|words| old.as_str().match_indices(words))
                .map(|(at, words)| Passage::of(&crate::text::Span::new(at, at + words.len()).into(), &old))
                .collect();
            let outcomes = anchor(&new, None, &passages);
            let found: Vec<usize> =
                outcomes.iter().filter_map(|it| it.place().map(|place| place.hull().start)).collect();
            assert_eq!(found.len(), passages.len(), "{outcomes:?}");
            assert!(outcomes.iter().all(|outcome| !matches!(outcome, Outcome::Fuzzy { .. })));
        }
    }
}
