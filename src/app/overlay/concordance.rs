//! The concordance on the screen: hits from the whole corpus, which come in while one reads them.

use crate::corpus::concordance::{Hit, Order};
use crate::text::Span;

/// Most hits a list holds; the search ends with them.
pub const MOST: usize = 50_000;

/// A hit in a document of the library.
#[derive(Debug, Clone)]
pub struct Place {
    /// The document's place in the library.
    pub document: usize,
    /// The hit.
    pub hit: Hit,
    /// Whether it is marked.
    pub marked: bool,
    /// What it is ordered by.
    key: Option<String>,
}

impl Place {
    fn rank(&self) -> (&Option<String>, usize, usize) {
        (&self.key, self.document, self.hit.span.start)
    }
}

/// The hits of one query.
#[derive(Debug)]
pub struct Concordance {
    /// What was sought, as it was typed.
    pub query: String,
    /// The number of the search; only what comes from it is taken in.
    pub search: u64,
    /// How many documents were to be looked through.
    pub of: usize,
    /// How many were by now.
    pub passed: usize,
    /// Whether the search has ended.
    pub ended: bool,
    /// What could not be read.
    pub faults: usize,
    /// How many documents have hits.
    pub documents: usize,
    /// The hit looked at, by its place in the list.
    pub selected: usize,
    order: Order,
    places: Vec<Place>,
}

impl Concordance {
    /// A list without hits yet, of a search through so many documents.
    pub fn new(query: impl Into<String>, search: u64, of: usize) -> Concordance {
        Concordance {
            query: query.into(),
            search,
            of,
            passed: 0,
            ended: false,
            faults: 0,
            documents: 0,
            selected: 0,
            order: Order::default(),
            places: Vec::new(),
        }
    }

    /// The hits, in their order.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// How they are ordered.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The hit looked at.
    pub fn current(&self) -> Option<&Place> {
        self.places.get(self.selected)
    }

    /// Takes in hits, which come in the order of the documents.
    pub fn add(&mut self, found: Vec<(usize, Hit)>) {
        let mut last = self.places.iter().map(|place| place.document).max();
        for (document, hit) in found.into_iter().take(MOST - self.places.len().min(MOST)) {
            self.documents += usize::from(last != Some(document));
            last = Some(document);
            self.places.push(Place { document, key: self.order.key(&hit), hit, marked: false });
        }
        self.sort();
    }

    /// Orders the hits anew; the one looked at stays the one looked at.
    pub fn set_order(&mut self, order: Order) {
        self.order = order;
        self.places.iter_mut().for_each(|place| place.key = order.key(&place.hit));
        self.sort();
    }

    fn sort(&mut self) {
        // Whoever has not moved yet stays at the top.
        let looked_at = self.current().filter(|_| self.selected > 0).map(|place| (place.document, place.hit.span));
        self.places.sort_by(|a, b| a.rank().cmp(&b.rank()));
        let is_it = |place: &Place| Some((place.document, place.hit.span)) == looked_at;
        self.selected = self.places.iter().position(is_it).unwrap_or(0);
    }

    /// Looks at the hit `step` further, up to the ends.
    pub fn step(&mut self, step: i64) {
        let last = i64::try_from(self.places.len()).unwrap_or(i64::MAX).saturating_sub(1).max(0);
        let next = i64::try_from(self.selected).unwrap_or(last).saturating_add(step).clamp(0, last);
        self.selected = usize::try_from(next).unwrap_or(0);
    }

    /// Marks the hit looked at, or no more.
    pub fn toggle(&mut self) {
        if let Some(place) = self.places.get_mut(self.selected) {
            place.marked = !place.marked;
        }
    }

    /// Marks all hits; none, if all are marked.
    pub fn mark_all(&mut self) {
        let marked = !self.places.iter().all(|place| place.marked);
        self.places.iter_mut().for_each(|place| place.marked = marked);
    }

    /// Marks those that are not marked, and those alone.
    pub fn mark_others(&mut self) {
        self.places.iter_mut().for_each(|place| place.marked = !place.marked);
    }

    /// How many hits are marked.
    pub fn marked(&self) -> usize {
        self.places.iter().filter(|place| place.marked).count()
    }

    /// The marked hits, or the one looked at where none is marked, in their order.
    pub fn taken(&self) -> Vec<&Place> {
        let marked: Vec<&Place> = self.places.iter().filter(|place| place.marked).collect();
        if marked.is_empty() { self.current().into_iter().collect() } else { marked }
    }

    /// The same as places in documents: the document's place in the library, and the span of its text.
    pub fn taken_places(&self) -> Vec<(usize, Span)> {
        let mut places: Vec<(usize, Span)> =
            self.taken().into_iter().map(|place| (place.document, place.hit.span)).collect();
        places.sort_unstable();
        places
    }
}
