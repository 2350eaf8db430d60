//! A preview of places about to be labelled, each of which can be left out.

use crate::annot::Id;
use crate::text::Span;

/// Places about to be labelled.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The label they get.
    pub label: String,
    /// The entity they are mentions of, as the one they are identical to is.
    pub entity: Option<Id>,
    /// The string they share.
    pub quote: String,
    /// The places in document order, and whether each is taken.
    pub places: Vec<(Span, bool)>,
    /// The place looked at.
    pub selected: usize,
    /// Where the cursor was, to go back to on cancel.
    pub origin: usize,
}

impl Preview {
    /// The places taken.
    pub fn taken(&self) -> Vec<Span> {
        self.places.iter().filter(|(_, taken)| *taken).map(|(span, _)| *span).collect()
    }

    /// Looks at the place `step` further, around the ends.
    pub fn step(&mut self, step: i64) {
        let count = i64::try_from(self.places.len()).unwrap_or(i64::MAX).max(1);
        let next = (i64::try_from(self.selected).unwrap_or(0) + step).rem_euclid(count);
        self.selected = usize::try_from(next).unwrap_or(0);
    }

    /// Takes the place looked at, or leaves it out.
    pub fn toggle(&mut self) {
        if let Some((_, taken)) = self.places.get_mut(self.selected) {
            *taken = !*taken;
        }
    }

    /// The place looked at.
    pub fn current(&self) -> Option<Span> {
        self.places.get(self.selected).map(|(span, _)| *span)
    }
}
