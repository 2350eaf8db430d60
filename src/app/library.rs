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

    /// The place `step` documents after the current one; `None` beyond either end.
    pub fn step(&self, step: i64) -> Option<usize> {
        let last = self.entries.len().checked_sub(1)?;
        let current = i64::try_from(self.current).ok()?;
        let target = current.saturating_add(step).clamp(0, i64::try_from(last).ok()?);
        (target != current).then(|| usize::try_from(target).ok()).flatten()
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
