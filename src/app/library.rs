//! The list of documents: it fills while one reads, and titles become known as documents are opened.

use std::collections::BTreeMap;

use crate::annot::Status;
use crate::store::Handle;
use crate::store::library::{Looking, Piece};
use crate::store::shelf::{Lot, Shelf};

/// One document of the list, as far as it is known.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which document.
    pub handle: Handle,
    /// What the list shows: the title once it is known, else the file name or record id.
    pub label: String,
    /// How far the annotator is with it, once that is known.
    pub status: Option<Status>,
    /// Why it cannot be opened, once that is known.
    pub fault: Option<String>,
}

impl Entry {
    /// The title and, where it says something else, the file name or record id: what a list is searched by.
    pub fn described(&self) -> String {
        let name = self.handle.label();
        if name == self.label { name } else { format!("{}  ({name})", self.label) }
    }
}

/// Which documents are shown and walked, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListView {
    rows: Vec<u32>,
}

impl ListView {
    /// These documents by their numbers, from 0, in this order.
    pub fn of(documents: Vec<u32>) -> ListView {
        ListView { rows: documents }
    }

    /// The documents, in order.
    pub fn documents(&self) -> &[u32] {
        &self.rows
    }

    /// The row of a document.
    fn row_of(&self, document: usize) -> Option<usize> {
        let document = u32::try_from(document).ok()?;
        self.rows.iter().position(|&row| row == document)
    }
}

/// The documents, in the order they were found. What became known of those that were opened is kept beside the list,
/// which is small: see [`Shelf`].
#[derive(Debug, Clone, Default)]
pub struct Library {
    shelf: Shelf,
    /// By the document's number.
    known: BTreeMap<usize, Known>,
    view: Option<ListView>,
    /// The number of the open document.
    pub current: usize,
    /// The row from which one steps: that of the open document, or where one was when it left the view.
    row: usize,
    /// Whether nothing more will be found.
    pub complete: bool,
    /// What is being looked through.
    pub looking: Option<Looking>,
}

/// What became known of a document.
#[derive(Debug, Clone, Default)]
struct Known {
    title: Option<String>,
    status: Option<Status>,
    fault: Option<String>,
}

impl Library {
    /// How many documents are known.
    pub fn len(&self) -> usize {
        self.shelf.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.shelf.is_empty()
    }

    /// Which document has the number `index`, from 0.
    pub fn handle(&self, index: usize) -> Option<Handle> {
        self.shelf.get(index)
    }

    /// The document with the number `index`, from 0.
    pub fn get(&self, index: usize) -> Option<Entry> {
        let handle = self.shelf.get(index)?;
        let Known { title, status, fault } = self.known.get(&index).cloned().unwrap_or_default();
        Some(Entry { label: title.unwrap_or_else(|| handle.label()), handle, status, fault })
    }

    /// Why the document with the number `index` cannot be opened, where that is known.
    pub fn fault(&self, index: usize) -> Option<&str> {
        self.known.get(&index)?.fault.as_deref()
    }

    /// Why documents cannot be opened, as far as that is known, in their order.
    pub fn faults(&self) -> impl Iterator<Item = &str> {
        self.known.values().filter_map(|known| known.fault.as_deref())
    }

    /// Adds what was found.
    pub fn extend(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        for piece in pieces {
            match piece {
                Piece::Lot(lot) => self.shelf.push(lot),
                Piece::Fault(fault) => {
                    self.known.entry(self.len()).or_default().fault = Some(fault.to_string());
                    self.shelf.push(Lot::One(Handle::File(fault.path)));
                }
                Piece::Looking(looking) => self.looking = Some(looking),
            }
        }
    }

    /// Nothing more will be found.
    pub fn finish(&mut self) {
        (self.complete, self.looking) = (true, None);
    }

    /// Shows and walks only these documents, in this order; all of them, as they were found, with `None`.
    pub fn set_view(&mut self, view: Option<ListView>) {
        self.view = view;
        self.row = self.row_of(self.current).unwrap_or(0);
    }

    /// What is shown, if not everything.
    pub fn view(&self) -> Option<&ListView> {
        self.view.as_ref()
    }

    /// How many documents are shown.
    pub fn shown(&self) -> usize {
        self.view.as_ref().map_or(self.len(), |view| view.rows.len())
    }

    /// The number of the document in this row of the list, from 0.
    pub fn shown_at(&self, row: usize) -> Option<usize> {
        match &self.view {
            None => (row < self.len()).then_some(row),
            Some(view) => view.rows.get(row).map(|&document| document as usize),
        }
    }

    /// The documents that are shown, in order, with their numbers.
    pub fn shown_documents(&self) -> impl Iterator<Item = (usize, Entry)> + '_ {
        (0..self.shown()).filter_map(|row| self.shown_at(row)).filter_map(|index| Some((index, self.get(index)?)))
    }

    /// The row in which a document is shown, from 0. `None` where it is not.
    pub fn row_of(&self, index: usize) -> Option<usize> {
        match &self.view {
            None => (index < self.len()).then_some(index),
            Some(view) if view.rows.get(self.row).copied() == u32::try_from(index).ok() => Some(self.row),
            Some(view) => view.row_of(index),
        }
    }

    /// The document `step` rows after the current one, or as far as there are rows; `None` at either end. From a
    /// document that is not shown, the first step leads to the row in which one was last.
    pub fn step(&self, step: i64) -> Option<usize> {
        let last = i64::try_from(self.shown().checked_sub(1)?).ok()?;
        let (row, step) = match self.row_of(self.current) {
            Some(row) => (row, step),
            None => (self.row, step - step.signum()),
        };
        let target = i64::try_from(row).ok()?.saturating_add(step).clamp(0, last);
        self.shown_at(usize::try_from(target).ok()?).filter(|&document| document != self.current)
    }

    /// The document at `index` is the open one from now on.
    pub fn turn_to(&mut self, index: usize) {
        self.row = self.row_of(index).unwrap_or(self.row);
        self.current = index;
    }

    /// The document at `index` was opened.
    pub fn opened(&mut self, index: usize, title: &str) {
        let known = self.known.entry(index).or_default();
        (known.title, known.fault) = (Some(title.into()), None);
    }

    /// How far the annotator is with the open document.
    pub fn reviewed(&mut self, status: Status) {
        self.known.entry(self.current).or_default().status = Some(status);
    }

    /// The document at `index` cannot be opened.
    pub fn failed(&mut self, index: usize, reason: String) {
        self.known.entry(index).or_default().fault = Some(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_the_view_and_the_row_is_kept_where_the_open_document_left_it() {
        let mut library = Library::default();
        library.extend((0..6).map(|number| Piece::from(Handle::File(format!("{number}.txt").into()))));
        assert_eq!((library.step(1), library.step(9), library.step(-1)), (Some(1), Some(5), None));
        library.set_view(Some(ListView::of(vec![4, 0, 2])));
        assert_eq!(
            (library.shown(), library.shown_at(2), library.row_of(0), library.row_of(3)),
            (3, Some(2), Some(1), None)
        );
        assert_eq!((library.step(1), library.step(-1), library.step(5)), (Some(2), Some(4), Some(2)));
        library.turn_to(2);
        assert_eq!(library.step(1), None);
        library.set_view(Some(ListView::of(vec![5, 1])));
        assert_eq!((library.step(1), library.step(2), library.row_of(2)), (Some(5), Some(1), None));
        library.set_view(None);
        assert_eq!((library.step(1), library.shown()), (Some(3), 6));
        library.set_view(Some(ListView::default()));
        assert_eq!((library.step(1), library.step(-1)), (None, None));
    }
}
