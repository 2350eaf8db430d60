//! Which places touch a stretch of text, fast enough to ask for every frame.

use std::cmp::Reverse;

use super::Anchored;
use crate::text::Span;

/// An index over places, each with the caller's number for it (for example its place in a list).
///
/// The parts of all places sorted by start, with a tree of the furthest end over them: an augmented interval tree
/// in an array (Cormen et al., "Introduction to Algorithms", section 14.3). A question costs O(log n) a hit.
#[derive(Debug, Clone, Default)]
pub struct SpanIndex {
    /// In document order, outer ones before what they hold.
    items: Vec<Item>,
    /// Sorted by start; with the place in `items`.
    parts: Vec<(Span, usize)>,
    /// A binary tree in an array, the root at 1, over the ends of `parts`; node `i` has the children `2i` and `2i + 1`.
    furthest: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    hull: Span,
    number: usize,
}

impl SpanIndex {
    /// An index over `places`. Of two with the same hull the one given first comes first.
    pub fn new(places: impl IntoIterator<Item = (Anchored, usize)>) -> SpanIndex {
        let mut places: Vec<(Anchored, usize)> = places.into_iter().collect();
        places.sort_by_key(|(place, _)| (place.hull().start, Reverse(place.hull().end)));
        let items = places.iter().map(|(place, number)| Item { hull: place.hull(), number: *number }).collect();
        let numbered = places.iter().enumerate().flat_map(|(i, (place, _))| place.parts().map(move |part| (part, i)));
        let mut parts: Vec<(Span, usize)> = numbered.collect();
        parts.sort();
        let leaves = parts.len().next_power_of_two();
        let mut furthest = vec![0; leaves];
        furthest.extend(parts.iter().map(|(part, _)| part.end));
        furthest.resize(2 * leaves, 0);
        for node in (1..leaves).rev() {
            let ends = furthest.get(2 * node..2 * node + 2).into_iter().flatten();
            let end = ends.copied().max().unwrap_or(0);
            furthest.iter_mut().skip(node).take(1).for_each(|slot| *slot = end);
        }
        SpanIndex { items, parts, furthest }
    }

    /// The places of which a part touches `span`, in document order, outer ones first. An empty span or part touches
    /// what contains it.
    pub fn overlapping(&self, span: Span) -> Vec<usize> {
        self.touching(span).into_iter().map(|item| item.number).collect()
    }

    /// The places of which a part covers byte `at`, the innermost (shortest) first.
    pub fn at(&self, at: usize) -> Vec<usize> {
        let mut hits = self.touching(Span::empty(at));
        hits.sort_by_key(|item| item.hull.len());
        hits.into_iter().map(|item| item.number).collect()
    }

    fn touching(&self, span: Span) -> Vec<Item> {
        let candidates = self.parts.partition_point(|(part, _)| part.start < span.end.max(span.start + 1));
        let mut hits = Vec::new();
        self.descend(1, 0, self.furthest.len() / 2, candidates, span, &mut hits);
        hits.sort_unstable();
        hits.dedup();
        hits.into_iter().filter_map(|i| self.items.get(i).copied()).collect()
    }

    /// Looks into the parts `first..first + width` under `node`, as far as they start early enough and reach far enough.
    fn descend(&self, node: usize, first: usize, width: usize, candidates: usize, span: Span, hits: &mut Vec<usize>) {
        if first >= candidates || self.furthest.get(node).is_none_or(|&end| end < span.start) {
            return;
        }
        if width > 1 {
            self.descend(2 * node, first, width / 2, candidates, span, hits);
            self.descend(2 * node + 1, first + width / 2, width / 2, candidates, span, hits);
        } else if let Some((_, item)) = self.parts.get(first).filter(|(part, _)| touches(*part, span)) {
            hits.push(*item);
        }
    }
}

fn touches(part: Span, span: Span) -> bool {
    part.overlaps(span)
        || (part.is_empty() && span.contains(part.start))
        || (span.is_empty() && part.contains(span.start))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every answer is the one that looking at all places gives.
        #[test]
        fn the_index_agrees_with_looking_at_everything(
            places in prop::collection::vec(prop::collection::vec((0usize..40, 0usize..40), 1..3), 0..20),
            (a, b) in (0usize..45, 0usize..45),
        ) {
            let place = |parts: &Vec<(usize, usize)>| {
                Anchored::many(&parts.iter().map(|(a, b)| Span::new(*a, *b)).collect::<Vec<_>>()).unwrap()
            };
            let mut places: Vec<Anchored> = places.iter().map(place).collect();
            places.sort_by_key(|place| (place.hull().start, Reverse(place.hull().end)));
            let index = SpanIndex::new(places.iter().cloned().zip(0..));
            let all = |hit: &dyn Fn(&Anchored) -> bool| (0..places.len()).filter(|&i| hit(&places[i])).collect::<Vec<_>>();

            let span = Span::new(a, b);
            prop_assert_eq!(index.overlapping(span), all(&|place| place.parts().any(|part| touches(part, span))));
            let mut at = all(&|place| place.contains(a));
            at.sort_by_key(|&i| places[i].hull().len());
            prop_assert_eq!(index.at(a), at);
        }
    }
}
