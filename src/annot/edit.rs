//! Edits: changes of an annotation set that know their inverse, and the history of them.

use super::{AnnotationSet, Id, Layer, Record, Review};

/// One change of a set: what stood there before and what stands there after.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A record comes, goes or is replaced by another version of itself.
    Record(RecordChange),
    /// The review state changes.
    Review {
        /// The state before.
        before: Review,
        /// The state after.
        after: Review,
    },
}

/// The change of one record; both versions have the same layer and id.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordChange {
    before: Option<Record>,
    after: Option<Record>,
}

impl Change {
    /// A record that was not there.
    pub fn insert(record: Record) -> Change {
        Change::Record(RecordChange { before: None, after: Some(record) })
    }

    /// A record that goes.
    pub fn remove(record: Record) -> Change {
        Change::Record(RecordChange { before: Some(record), after: None })
    }

    /// A record's new version. Where the two differ in layer or id it is a removal and an insertion, see [`Edit::replace`].
    fn replace(before: Record, after: Record) -> Change {
        Change::Record(RecordChange { before: Some(before), after: Some(after) })
    }

    fn inverse(self) -> Change {
        match self {
            Change::Record(change) => Change::Record(RecordChange { before: change.after, after: change.before }),
            Change::Review { before, after } => Change::Review { before: after, after: before },
        }
    }

    /// The record as it is after the change (before it, for a removal).
    pub fn record(&self) -> Option<&Record> {
        match self {
            Change::Record(change) => change.after.as_ref().or(change.before.as_ref()),
            Change::Review { .. } => None,
        }
    }
}

/// Why an edit does not fit a set: somebody else changed what it wants to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} of {} changed meanwhile", .id.as_ref().map_or("the review state".to_string(), |id| format!("annotation {id}")), .layer.map_or("the document", Layer::key))]
pub struct Stale {
    /// The layer of the record that does not stand as expected; `None` for the review state.
    pub layer: Option<Layer>,
    /// The record's id.
    pub id: Option<Id>,
}

/// What one user action changes: applied as a whole or not at all, undone as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// What the user did, in lower case, for the status line ("label PER").
    pub summary: String,
    /// Where the cursor was, in bytes, to go back to on undo.
    pub cursor: usize,
    changes: Vec<Change>,
}

impl Edit {
    /// An edit without changes yet.
    pub fn new(summary: impl Into<String>, cursor: usize) -> Edit {
        Edit { summary: summary.into(), cursor, changes: Vec::new() }
    }

    /// Adds a record.
    pub fn insert(&mut self, record: Record) {
        self.changes.push(Change::insert(record));
    }

    /// Removes a record.
    pub fn remove(&mut self, record: Record) {
        self.changes.push(Change::remove(record));
    }

    /// Replaces a record by another version of it.
    pub fn replace(&mut self, before: Record, after: Record) {
        if before == after {
            return;
        }
        if before.layer() == after.layer() && before.id() == after.id() {
            self.changes.push(Change::replace(before, after));
        } else {
            self.remove(before);
            self.insert(after);
        }
    }

    /// Sets the review state.
    pub fn review(&mut self, before: Review, after: Review) {
        if before != after {
            self.changes.push(Change::Review { before, after });
        }
    }

    /// The changes in the order they happen.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The edit that takes this one back.
    pub fn inverse(&self) -> Edit {
        let changes = self.changes.iter().rev().cloned().map(Change::inverse).collect();
        Edit { summary: self.summary.clone(), cursor: self.cursor, changes }
    }

    /// Changes `set`, all or nothing.
    ///
    /// # Errors
    /// [`Stale`] when a record does not stand as the edit expects; `set` is unchanged then.
    pub fn apply(&self, set: &mut AnnotationSet) -> Result<(), Stale> {
        for (done, change) in self.changes.iter().enumerate() {
            if let Err(stale) = apply_one(set, change) {
                for change in self.changes.iter().take(done).rev() {
                    // Each of these was just applied, so its inverse fits.
                    let undone = apply_one(set, &change.clone().inverse());
                    debug_assert!(undone.is_ok());
                }
                return Err(stale);
            }
        }
        Ok(())
    }
}

fn apply_one(set: &mut AnnotationSet, change: &Change) -> Result<(), Stale> {
    match change {
        Change::Review { before, after } => {
            if &set.review != before {
                return Err(Stale { layer: None, id: None });
            }
            set.review = after.clone();
        }
        Change::Record(change) => {
            let Some(record) = change.before.as_ref().or(change.after.as_ref()) else { return Ok(()) };
            let (layer, id) = (record.layer(), record.id());
            if set.get(layer, id) != change.before {
                return Err(Stale { layer: Some(layer), id: Some(id.clone()) });
            }
            match &change.after {
                Some(record) => set.put(record.clone()),
                None => set.take(layer, id),
            }
        }
    }
    Ok(())
}

/// The edits of a document in this sitting, for undo and redo without limit.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Edit>,
    undone: Vec<Edit>,
}

impl History {
    /// Applies `edit` and remembers it; what was undone before can no longer be redone. An empty edit is not kept.
    ///
    /// # Errors
    /// [`Stale`] when it does not fit; nothing changes then.
    pub fn apply(&mut self, set: &mut AnnotationSet, edit: Edit) -> Result<(), Stale> {
        if edit.is_empty() {
            return Ok(());
        }
        edit.apply(set)?;
        self.undone.clear();
        self.done.push(edit);
        Ok(())
    }

    /// Takes the last edit back and returns it; `None` when there is none.
    ///
    /// # Errors
    /// [`Stale`] when the set no longer fits; nothing changes then.
    pub fn undo(&mut self, set: &mut AnnotationSet) -> Result<Option<&Edit>, Stale> {
        let Some(edit) = self.done.pop() else { return Ok(None) };
        if let Err(stale) = edit.inverse().apply(set) {
            self.done.push(edit);
            return Err(stale);
        }
        self.undone.push(edit);
        Ok(self.undone.last())
    }

    /// Does the last undone edit again and returns it; `None` when there is none.
    ///
    /// # Errors
    /// [`Stale`] when the set no longer fits; nothing changes then.
    pub fn redo(&mut self, set: &mut AnnotationSet) -> Result<Option<&Edit>, Stale> {
        let Some(edit) = self.undone.pop() else { return Ok(None) };
        if let Err(stale) = edit.apply(set) {
            self.undone.push(edit);
            return Err(stale);
        }
        self.done.push(edit);
        Ok(self.done.last())
    }

    /// How many edits can be undone and redone.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }
}
