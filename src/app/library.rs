//! The list of documents: it fills while one reads, and titles become known as documents are opened.

use crate::annot::Status;
use crate::store::Handle;

/// One document of the list.
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
    /// A document that was found and not opened yet.
    pub fn new(handle: Handle) -> Entry {
        Entry { label: handle.label(), handle, status: None, fault: None }
    }

    /// The title and, where it says something else, the file name or record id: what a list is searched by.
    pub fn described(&self) -> String {
        let name = self.handle.label();
        if name == self.label { name } else { format!("{}  ({name})", self.label) }
    }
}

/// The documents, in the order they were found.
#[derive(Debug, Clone, Default)]
pub struct Library {
    entries: Vec<Entry>,
    /// The documents that are listed, in order; all of them, as they were found, without.
    view: Option<Vec<u32>>,
    /// For each document its row in the list, where it has one.
    rows: Vec<Option<u32>>,
    /// The place of the open document.
    pub current: usize,
    /// Whether nothing more will be found.
    pub complete: bool,
}

impl Library {
    /// How many documents are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The document at `index`.
    pub fn get(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// All documents found so far.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds what was found.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.entries.extend(entries);
    }

    /// Lists these documents in this order, or all as they were found.
    pub fn set_view(&mut self, view: Option<Vec<u32>>) {
        self.rows = Vec::new();
        if let Some(view) = &view {
            self.rows.resize(self.entries.len(), None);
            for (row, number) in (0..).zip(view) {
                if let Some(place) = self.rows.get_mut(*number as usize) {
                    *place = Some(row);
                }
            }
        }
        self.view = view;
    }

    /// Whether only some documents are listed, or in another order than they were found.
    pub fn has_view(&self) -> bool {
        self.view.is_some()
    }

    /// How many documents are listed.
    pub fn shown(&self) -> usize {
        self.view.as_ref().map_or(self.len(), Vec::len)
    }

    /// The document in a row of the list.
    pub fn shown_at(&self, row: usize) -> Option<usize> {
        match &self.view {
            Some(view) => view.get(row).map(|number| *number as usize),
            None => (row < self.len()).then_some(row),
        }
    }

    /// The row of the list that a document is in.
    pub fn row_of(&self, index: usize) -> Option<usize> {
        match &self.view {
            Some(_) => self.rows.get(index).copied().flatten().map(|row| row as usize),
            None => (index < self.len()).then_some(index),
        }
    }

    /// The document `step` rows after the current one in the list; `None` beyond either end. From a document that is not
    /// listed the way goes to the nearest one that was found after it (or before it).
    pub fn step(&self, step: i64) -> Option<usize> {
        let last = i64::try_from(self.shown().checked_sub(1)?).ok()?;
        let Some(row) = self.row_of(self.current) else {
            let view = self.view.as_ref()?;
            let numbers = view.iter().map(|number| *number as usize);
            return if step > 0 {
                numbers.filter(|number| *number > self.current).min().or_else(|| self.shown_at(0))
            } else {
                numbers.filter(|number| *number < self.current).max()
            };
        };
        let row = i64::try_from(row).ok()?;
        let target = row.saturating_add(step).clamp(0, last);
        if target == row { None } else { self.shown_at(usize::try_from(target).ok()?) }
    }

    /// The document at `index` was opened.
    pub fn opened(&mut self, index: usize, title: &str) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.label = title.into();
            entry.fault = None;
        }
    }

    /// How far the annotator is with the open document.
    pub fn reviewed(&mut self, status: Status) {
        if let Some(entry) = self.entries.get_mut(self.current) {
            entry.status = Some(status);
        }
    }

    /// The document at `index` cannot be opened.
    pub fn failed(&mut self, index: usize, reason: String) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.fault = Some(reason);
        }
    }
}
