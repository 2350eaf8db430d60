//! The preview of a wish for many documents: what it concerns, by document, each of which can be left out.

use crate::annot::sweep::Wish;
use crate::store::sweeps::survey::{Concern, Line};

/// What is about to be done in many documents.
#[derive(Debug)]
pub struct SweepPanel {
    /// The number of the survey.
    pub number: u64,
    /// The wish.
    pub wish: Wish,
    /// Documents looked at so far.
    pub looked: usize,
    /// Documents to be looked at.
    pub total: usize,
    /// Whether all have been.
    pub done: bool,
    /// Documents that could not be looked at, and why.
    pub faults: Vec<String>,
    /// What was found, in the order of the library.
    items: Vec<Item>,
    /// For each item the row of its head; every spot has a row below it.
    heads: Vec<usize>,
    rows: usize,
    selected: usize,
}

/// What a wish concerns in one set of a document, and which of it is taken.
#[derive(Debug)]
pub struct Item {
    /// The document's place in the library.
    pub index: usize,
    /// What is concerned.
    pub concern: Concern,
    /// Whether each spot is taken.
    pub taken: Vec<bool>,
}

/// What stands in a row of the panel.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A document.
    Head(&'a Item),
    /// One of its spots, and whether it is taken.
    Spot(&'a Item, &'a Line, bool),
}

impl Item {
    /// How many spots are taken.
    pub fn count(&self) -> usize {
        self.taken.iter().filter(|taken| **taken).count()
    }
}

impl SweepPanel {
    /// The panel before anything was found in `total` documents.
    pub fn new(number: u64, wish: Wish, total: usize) -> SweepPanel {
        SweepPanel {
            number,
            wish,
            looked: 0,
            total,
            done: false,
            faults: Vec::new(),
            items: Vec::new(),
            heads: Vec::new(),
            rows: 0,
            selected: 0,
        }
    }

    /// Adds what was found. All of it is taken.
    pub fn extend(&mut self, found: Vec<(usize, Concern)>) {
        for (index, concern) in found {
            self.heads.push(self.rows);
            self.rows += 1 + concern.lines.len();
            let taken = vec![true; concern.task.spots.len()];
            self.items.push(Item { index, concern, taken });
        }
    }

    /// What was found.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The row looked at.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// How many spots are taken, in how many documents, of how many.
    pub fn counts(&self) -> (usize, usize, usize) {
        let taken = self.items.iter().map(Item::count).sum();
        let documents = self.items.iter().filter(|item| item.count() > 0).count();
        (taken, documents, self.rows - self.items.len())
    }

    /// What stands in a row.
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        let (item, spot) = self.place(row)?;
        let item = self.items.get(item)?;
        Some(match spot {
            None => Row::Head(item),
            Some(spot) => Row::Spot(item, item.concern.lines.get(spot)?, *item.taken.get(spot)?),
        })
    }

    /// The item and the spot of a row.
    fn place(&self, row: usize) -> Option<(usize, Option<usize>)> {
        let item = self.heads.partition_point(|head| *head <= row).checked_sub(1)?;
        let below = row - self.heads.get(item)?;
        (row < self.rows).then_some((item, below.checked_sub(1)))
    }

    /// Looks at the row `step` further, to either end and no further.
    pub fn step(&mut self, step: i64) {
        let last = i64::try_from(self.rows).unwrap_or(i64::MAX) - 1;
        let at = i64::try_from(self.selected).unwrap_or(0).saturating_add(step).clamp(0, last.max(0));
        self.selected = usize::try_from(at).unwrap_or(0);
    }

    /// Looks at a row.
    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.rows.saturating_sub(1));
    }

    /// Takes the spot looked at, or leaves it out; on a document's head all of the document.
    pub fn toggle(&mut self) {
        let Some((item, spot)) = self.place(self.selected) else { return };
        let Some(item) = self.items.get_mut(item) else { return };
        match spot {
            Some(spot) => {
                if let Some(taken) = item.taken.get_mut(spot) {
                    *taken = !*taken;
                }
            }
            None => {
                let all = item.count() == item.taken.len();
                item.taken.fill(!all);
            }
        }
    }

    /// Takes everything, or, where everything is taken, nothing.
    pub fn toggle_all(&mut self) {
        let all = self.items.iter().all(|item| item.count() == item.taken.len());
        self.items.iter_mut().for_each(|item| item.taken.fill(!all));
    }
}
