//! A span as it is scored.

use std::cmp::Reverse;

use crate::annot::SpanAnnotation;
use crate::text::Text;

/// A half-open stretch of text in code points: shares of a span must not depend on how long letters are in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extent {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
}

impl Extent {
    /// Code points that both cover.
    pub fn shared(self, other: Extent) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// Length in code points.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How far the boundaries of two are apart, both taken together.
    pub fn distance(self, other: Extent) -> usize {
        self.start.abs_diff(other.start) + self.end.abs_diff(other.end)
    }
}

/// A labelled span as it is scored. Two have the same boundaries when all their parts have; otherwise a discontinuous
/// one overlaps with what its hull overlaps with.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// What it is called.
    pub label: String,
    /// How sure a program is, 0 to 1.
    pub score: Option<f64>,
    hull: Extent,
    /// In document order.
    parts: Vec<Extent>,
}

impl Labelled {
    /// A span of one part.
    pub fn new(label: impl Into<String>, start: usize, end: usize) -> Labelled {
        let hull = Extent { start, end };
        Labelled { label: label.into(), score: None, hull, parts: vec![hull] }
    }

    /// An annotation of a document with this `text`.
    pub fn of(span: &SpanAnnotation, text: &Text) -> Labelled {
        let extent = |place: crate::text::Span| Extent {
            start: text.to_code_point(place.start).0,
            end: text.to_code_point(place.end).0,
        };
        let mut parts: Vec<Extent> = span.place.parts().map(extent).collect();
        parts.sort();
        Labelled { label: span.label.clone(), score: span.score, hull: extent(span.place.hull()), parts }
    }

    /// The smallest stretch that covers all parts.
    pub fn hull(&self) -> Extent {
        self.hull
    }

    /// Whether both have the same boundaries.
    pub fn is_same_place(&self, other: &Labelled) -> bool {
        self.parts == other.parts
    }

    /// What makes it the same as another one.
    pub(super) fn key(&self) -> (&[Extent], &str) {
        (&self.parts, &self.label)
    }

    pub(super) fn order(&self) -> (usize, Reverse<usize>, &str) {
        (self.hull.start, Reverse(self.hull.end), &self.label)
    }
}
