//! Edits: changes of an annotation set that know their inverse, and the history of them.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{AnnotationSet, Id, Layer, Record, Review, SpanAnnotation};

/// One change of a set: what stood there before and what stands there after.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A record comes, goes or is replaced by another version of itself.
    Record(Box<RecordChange>),
    /// The review state changes. Seconds are added, not set, so that time that was counted meanwhile stays.
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
        Change::Record(Box::new(RecordChange { before: None, after: Some(record) }))
    }

    /// A record that goes.
    pub fn remove(record: Record) -> Change {
        Change::Record(Box::new(RecordChange { before: Some(record), after: None }))
    }

    /// A record's new version. Where the two differ in layer or id it is a removal and an insertion, see [`Edit::replace`].
    fn replace(before: Record, after: Record) -> Change {
        Change::Record(Box::new(RecordChange { before: Some(before), after: Some(after) }))
    }

    fn inverse(self) -> Change {
        match self {
            Change::Record(change) => {
                Change::Record(Box::new(RecordChange { before: change.after, after: change.before }))
            }
            Change::Review { before, after } => Change::Review { before: after, after: before },
        }
    }

    /// Whether what it would bring about stands in `set` already.
    fn stands_in(&self, set: &AnnotationSet) -> bool {
        match self {
            Change::Review { after, .. } => set.review.status == after.status,
            Change::Record(change) => change
                .after
                .as_ref()
                .or(change.before.as_ref())
                .is_none_or(|record| set.get(record.layer(), record.id()).as_ref() == change.after.as_ref()),
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

impl RecordChange {
    /// The record as it stood; `None` for a new one.
    pub fn before(&self) -> Option<&Record> {
        self.before.as_ref()
    }

    /// The record as it stands then; `None` for one that goes.
    pub fn after(&self) -> Option<&Record> {
        self.after.as_ref()
    }
}

/// Why an edit does not fit a set: somebody else changed what it wants to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}somebody else changed {} meanwhile", .summary.as_ref().map(|it| format!("{it} stays as it is: ")).unwrap_or_default(), if .id.is_some() { "it" } else { "the status" })]
pub struct Stale {
    /// What the edit did, where it was to be taken back or made again.
    pub summary: Option<String>,
    /// The layer of the record that does not stand as expected; `None` for the review state.
    pub layer: Option<Layer>,
    /// The record's id.
    pub id: Option<Id>,
}

impl Stale {
    /// The same of a known edit.
    fn of(self, edit: &Edit) -> Stale {
        Stale { summary: Some(edit.summary.clone()), ..self }
    }
}

/// What one user action changes: applied as a whole or not at all, undone as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
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
        if same(&before, &after) {
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

    /// The first span that it makes or changes: the one that the user's action was about.
    pub fn span(&self) -> Option<&SpanAnnotation> {
        self.changes.iter().find_map(|change| match change {
            Change::Record(change) => match change.after() {
                Some(Record::Span(span)) => Some(span),
                _ => None,
            },
            Change::Review { .. } => None,
        })
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes of it that fit `set`, without those that stand there already; and how many do not fit.
    pub fn fitting(&self, set: &AnnotationSet) -> (Edit, usize) {
        let mut trial = set.clone();
        let mut fitting = Edit::new(self.summary.clone(), self.cursor);
        let mut refused = 0;
        for change in &self.changes {
            if change.stands_in(&trial) {
                continue;
            }
            match apply_one(&mut trial, change) {
                Ok(()) => fitting.changes.push(change.clone()),
                Err(_) => refused += 1,
            }
        }
        (fitting, refused)
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
        if self.changes.len() < MANY {
            return apply_all(set, &self.changes);
        }
        // Each change costs a pass over a list, so many are made on a map and sorted in once.
        let records = set.drain().map(|record| ((record.layer(), record.id().clone()), record)).collect();
        let mut loose = Loose { records, review: std::mem::take(&mut set.review) };
        let applied = apply_all(&mut loose, &self.changes);
        set.review = loose.review;
        set.extend(loose.records.into_values());
        applied
    }
}

/// From so many changes on an edit is applied in bulk.
const MANY: usize = 32;

/// Whether two records say the same. A "not a number" among their values equals nothing, and still stands as it stood.
fn same<T: PartialEq + std::fmt::Debug>(a: &T, b: &T) -> bool {
    a == b || format!("{a:?}") == format!("{b:?}")
}

/// Where records can be changed one by one.
trait Records {
    /// Whether the record of this id is the expected one, or missing as expected.
    fn stands(&self, layer: Layer, id: &Id, expected: Option<&Record>) -> bool;
    fn put(&mut self, record: Record);
    fn take(&mut self, layer: Layer, id: &Id);
    fn review(&mut self) -> &mut Review;
}

impl Records for AnnotationSet {
    fn stands(&self, layer: Layer, id: &Id, expected: Option<&Record>) -> bool {
        same(&self.get(layer, id).as_ref(), &expected)
    }

    fn put(&mut self, record: Record) {
        AnnotationSet::put(self, record);
    }

    fn take(&mut self, layer: Layer, id: &Id) {
        AnnotationSet::take(self, layer, id);
    }

    fn review(&mut self) -> &mut Review {
        &mut self.review
    }
}

/// The records of a set in no order.
struct Loose {
    records: HashMap<(Layer, Id), Record>,
    review: Review,
}

impl Records for Loose {
    fn stands(&self, layer: Layer, id: &Id, expected: Option<&Record>) -> bool {
        same(&self.records.get(&(layer, id.clone())), &expected)
    }

    fn put(&mut self, record: Record) {
        self.records.insert((record.layer(), record.id().clone()), record);
    }

    fn take(&mut self, layer: Layer, id: &Id) {
        self.records.remove(&(layer, id.clone()));
    }

    fn review(&mut self) -> &mut Review {
        &mut self.review
    }
}

/// All changes, or none of them.
fn apply_all(records: &mut impl Records, changes: &[Change]) -> Result<(), Stale> {
    for (done, change) in changes.iter().enumerate() {
        if let Err(stale) = apply_one(records, change) {
            for change in changes.iter().take(done).rev() {
                // Each of these was just applied, so its inverse fits.
                let undone = apply_one(records, &change.clone().inverse());
                debug_assert!(undone.is_ok());
            }
            return Err(stale);
        }
    }
    Ok(())
}

fn apply_one(records: &mut impl Records, change: &Change) -> Result<(), Stale> {
    match change {
        Change::Review { before, after } => {
            let review = records.review();
            if !same(&(review.status, &review.extra), &(before.status, &before.extra)) {
                return Err(Stale { summary: None, layer: None, id: None });
            }
            let seconds = review.seconds.saturating_add(after.seconds).saturating_sub(before.seconds);
            *review = Review { seconds, ..after.clone() };
        }
        Change::Record(change) => {
            let Some(record) = change.before.as_ref().or(change.after.as_ref()) else { return Ok(()) };
            let (layer, id) = (record.layer(), record.id());
            if !records.stands(layer, id, change.before.as_ref()) {
                return Err(Stale { summary: None, layer: Some(layer), id: Some(id.clone()) });
            }
            match &change.after {
                Some(record) => records.put(record.clone()),
                None => records.take(layer, id),
            }
        }
    }
    Ok(())
}

/// An edit that was made. Those of one user action in several documents have the same id.
#[derive(Debug, Clone, PartialEq)]
pub struct Transaction {
    /// Its name in the log.
    pub id: Id,
    /// When it was made, UTC.
    pub at: Timestamp,
    /// What it changed.
    pub edit: Edit,
}

/// The transactions of a document, for undo and redo without limit.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub(super) done: Vec<Transaction>,
    pub(super) undone: Vec<Transaction>,
}

impl History {
    /// What is left to undo and redo of what was done, oldest first.
    pub fn new(done: Vec<Transaction>, undone: Vec<Transaction>) -> History {
        History { done, undone }
    }

    /// Applies a transaction and remembers it; what was undone before can no longer be redone. An empty one is not
    /// kept.
    ///
    /// # Errors
    /// [`Stale`] when it does not fit; nothing changes then.
    pub fn apply(&mut self, set: &mut AnnotationSet, transaction: Transaction) -> Result<(), Stale> {
        if transaction.edit.is_empty() {
            return Ok(());
        }
        transaction.edit.apply(set)?;
        self.undone.clear();
        self.done.push(transaction);
        Ok(())
    }

    /// Puts what was done in earlier sittings before what was done in this one. What was undone then can be redone
    /// as long as nothing was done since.
    pub fn precede(&mut self, earlier: History) {
        if self.done.is_empty() && self.undone.is_empty() {
            self.undone = earlier.undone;
        }
        self.done.splice(0..0, earlier.done);
    }

    /// Takes the last edit back and returns it; `None` when there is none.
    ///
    /// # Errors
    /// [`Stale`] when the set no longer fits; nothing changes then, and the next call goes on with the edit before.
    pub fn undo(&mut self, set: &mut AnnotationSet) -> Result<Option<&Transaction>, Stale> {
        let Some(last) = self.done.pop() else { return Ok(None) };
        last.edit.inverse().apply(set).map_err(|stale| stale.of(&last.edit))?;
        self.undone.push(last);
        Ok(self.undone.last())
    }

    /// Does the last undone edit again and returns it; `None` when there is none.
    ///
    /// # Errors
    /// [`Stale`] when the set no longer fits; nothing changes then.
    pub fn redo(&mut self, set: &mut AnnotationSet) -> Result<Option<&Transaction>, Stale> {
        let Some(next) = self.undone.pop() else { return Ok(None) };
        next.edit.apply(set).map_err(|stale| stale.of(&next.edit))?;
        self.done.push(next);
        Ok(self.done.last())
    }

    /// Takes back the transaction of this id, wherever in the history it stands; with `redo` it makes it again. `None`
    /// where it is not there.
    ///
    /// # Errors
    /// [`Stale`] when what it made was changed since; nothing changes then.
    pub fn travel_to(&mut self, set: &mut AnnotationSet, id: &Id, redo: bool) -> Result<Option<&Transaction>, Stale> {
        let (from, to) = match redo {
            false => (&mut self.done, &mut self.undone),
            true => (&mut self.undone, &mut self.done),
        };
        let Some(at) = from.iter().rposition(|known| known.id == *id) else { return Ok(None) };
        let Some(found) = from.get(at) else { return Ok(None) };
        let edit = if redo { found.edit.clone() } else { found.edit.inverse() };
        edit.apply(set).map_err(|stale| stale.of(&found.edit))?;
        let moved = from.remove(at);
        to.push(moved);
        Ok(to.last())
    }

    /// The transaction that would be taken back next, or made again.
    pub fn ahead(&self, redo: bool) -> Option<&Transaction> {
        if redo { self.undone.last() } else { self.done.last() }
    }

    /// Whether nothing can be undone or redone.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.undone.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, subsequence};

    use super::*;
    use crate::annot::arbitrary::text_and_set;

    fn made(edit: Edit) -> Transaction {
        Transaction { id: Id::from_bits(1), at: Timestamp::UNIX_EPOCH, edit }
    }

    /// Two sets of one text, and the edit that makes one of the other.
    fn difference(a: &AnnotationSet, b: &AnnotationSet) -> Edit {
        let mut edit = Edit::new("everything", 0);
        for old in a.records() {
            match b.get(old.layer(), old.id()) {
                Some(new) => edit.replace(old, new),
                None => edit.remove(old),
            }
        }
        b.records().filter(|new| a.get(new.layer(), new.id()).is_none()).for_each(|new| edit.insert(new));
        edit.review(a.review.clone(), b.review.clone());
        edit
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// One by one or in bulk, an edit and its inverse are the identity, and a stale one changes nothing.
        #[test]
        fn edit_and_inverse_are_the_identity(((_, a), (_, b)) in (text_and_set(), text_and_set()), copies in 0u64..30, drop in any::<Index>()) {
            let mut b = b;
            let more = (0..copies).flat_map(|i| b.tags().first().cloned().map(|tag| crate::annot::Tag { id: Id::from_bits(900 + i), ..tag }));
            b.extend(more.map(Record::Tag).collect::<Vec<_>>());
            let edit = difference(&a, &b);
            let mut set = a.clone();
            edit.apply(&mut set).unwrap();
            prop_assert!(set.records().eq(b.records()) && set.review == b.review);
            edit.inverse().apply(&mut set).unwrap();
            prop_assert_eq!(&set, &a);

            let changed = a.records().filter(|old| b.get(old.layer(), old.id()).as_ref() != Some(old)).collect::<Vec<_>>();
            if !changed.is_empty() {
                let gone = drop.get(&changed);
                set.take(gone.layer(), gone.id());
                let before = set.clone();
                prop_assert!(edit.apply(&mut set).is_err());
                prop_assert_eq!(set, before);
            }
        }

        #[test]
        fn history_goes_back_and_forth((_, set) in text_and_set(), kept in subsequence((0..20).collect::<Vec<usize>>(), 0..20)) {
            let mut history = History::default();
            let mut current = set.clone();
            for record in set.records().enumerate().filter(|(i, _)| kept.contains(i)).map(|(_, record)| record) {
                let mut edit = Edit::new("delete", 0);
                edit.remove(record);
                history.apply(&mut current, made(edit)).unwrap();
            }
            let end = current.clone();
            while history.undo(&mut current).unwrap().is_some() {}
            prop_assert_eq!(&current, &set);
            while history.redo(&mut current).unwrap().is_some() {}
            prop_assert_eq!(&current, &end);
        }
    }

    #[test]
    fn a_record_with_a_value_that_equals_nothing_can_be_edited() {
        let document = crate::annot::DocumentRef::default();
        let name = crate::annot::AnnotatorName::from_login("a");
        let mut set = AnnotationSet::new(name, crate::annot::Kind::Human, document);
        let mut span = SpanAnnotation::new(Id::from_bits(1), "PER", crate::text::Span::new(0, 1));
        span.common.attrs.insert("weight".into(), toml::Value::Float(f64::NAN));
        set.extend([Record::Span(span.clone())]);
        let mut edit = Edit::new("relabel", 0);
        edit.replace(Record::Span(span.clone()), Record::Span(span.clone()));
        assert!(edit.is_empty());
        edit.replace(Record::Span(span.clone()), Record::Span(SpanAnnotation { label: "ORG".into(), ..span }));
        edit.apply(&mut set).unwrap();
        edit.inverse().apply(&mut set).unwrap();
        assert_eq!(set.spans()[0].label, "PER");
    }

    #[test]
    fn ten_thousand_changes_take_no_quadratic_time() {
        let text = crate::text::Text::new("x".repeat(10_000));
        let document = crate::doc::Document::new("a", text, crate::doc::Meta::default(), Vec::new());
        let mut set = AnnotationSet::for_document(
            crate::annot::AnnotatorName::from_login("a"),
            crate::annot::Kind::Human,
            &document,
        );
        let mut edit = Edit::new("label", 0);
        for i in 0..10_000 {
            let place = crate::text::Span::new(i, i + 1);
            edit.insert(Record::Span(crate::annot::SpanAnnotation::new(Id::from_bits(i as u64), "PER", place)));
        }
        edit.apply(&mut set).unwrap();
        edit.inverse().apply(&mut set).unwrap();
        assert!(set.is_empty());
    }
}
