//! Previews: what is about to be done to many places at once, each of which can be left out.

use crate::annot::Id;
use crate::text::Span;

/// Things that are taken unless one says otherwise.
#[derive(Debug, Clone)]
pub struct Checklist<T> {
    /// The things in document order, and whether each is taken.
    pub items: Vec<(T, bool)>,
    /// The one looked at.
    pub selected: usize,
    /// Where the cursor was, to go back to on cancel.
    pub origin: usize,
}

/// Places about to be labelled.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The label they get.
    pub label: String,
    /// The entity they are mentions of, as the one they are identical to is.
    pub entity: Option<Id>,
    /// The string they share.
    pub quote: String,
    /// The places.
    pub places: Checklist<Span>,
}

/// Proposals about to be settled.
#[derive(Debug, Clone)]
pub struct Settling {
    /// Whether they are accepted; else they are rejected.
    pub accept: bool,
    /// The proposals by their places in the desk's list.
    pub proposals: Checklist<usize>,
}

impl<T: Copy> Checklist<T> {
    /// All of `items`, the one at `selected` looked at.
    pub fn new(items: impl IntoIterator<Item = T>, selected: usize, origin: usize) -> Checklist<T> {
        Checklist { items: items.into_iter().map(|item| (item, true)).collect(), selected, origin }
    }

    /// The things taken.
    pub fn taken(&self) -> Vec<T> {
        self.items.iter().filter(|(_, taken)| *taken).map(|(item, _)| *item).collect()
    }

    /// Looks at the thing `step` further: one step goes around the ends, more stop there.
    pub fn step(&mut self, step: i64) {
        let count = i64::try_from(self.items.len()).unwrap_or(i64::MAX).max(1);
        let next = i64::try_from(self.selected).unwrap_or(0).saturating_add(step);
        let next = if step.abs() == 1 { next.rem_euclid(count) } else { next.clamp(0, count - 1) };
        self.selected = usize::try_from(next).unwrap_or(0);
    }

    /// Looks at the thing at `position`, or the last one.
    pub fn select(&mut self, position: usize) {
        self.selected = position.min(self.items.len().saturating_sub(1));
    }

    /// Takes the thing looked at, or leaves it out.
    pub fn toggle(&mut self) {
        if let Some((_, taken)) = self.items.get_mut(self.selected) {
            *taken = !*taken;
        }
    }

    /// Takes everything, or, where everything is taken, nothing.
    pub fn toggle_all(&mut self) {
        let all = self.items.iter().all(|(_, taken)| *taken);
        self.items.iter_mut().for_each(|(_, taken)| *taken = !all);
    }

    /// The thing looked at.
    pub fn current(&self) -> Option<T> {
        self.items.get(self.selected).map(|(item, _)| *item)
    }
}
