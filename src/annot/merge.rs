//! Three-way merging: two versions of a set that were made of one, record by record.
//!
//! What only one side changed is taken from that side; what both changed alike stands; where they changed different
//! fields of a record, the record has both changes. A record that both changed otherwise is kept in both versions, a
//! record that one changed and the other deleted is kept, and a [`Conflict`] says so: nothing is dropped, and nothing
//! is decided that only a person can decide.

use std::collections::{BTreeSet, HashMap, HashSet};

use toml::{Table, Value};

use super::sidecar::{record_of, table_of};
use super::{AnnotationSet, Conflict, Contested, Id, Layer, Record, Review};
use crate::text::Text;

/// Two versions of a set as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The set that says everything both say.
    pub set: AnnotationSet,
    /// How many records are there, changed or gone because the other side had them so.
    pub taken: usize,
    /// How many conflicts came about.
    pub conflicts: usize,
}

/// Merges `ours` and `theirs`, which were made of `base`; without one, what only one side has is new there.
/// All three count in `text`. The result does not depend on anything but these.
pub fn merge(base: Option<&AnnotationSet>, ours: &AnnotationSet, theirs: &AnnotationSet, text: &Text) -> Merged {
    let mut merge = Merge {
        text,
        base: base.map(index).unwrap_or_default(),
        ours: index(ours),
        theirs: index(theirs),
        records: HashMap::new(),
        conflicts: Vec::new(),
        taken: 0,
    };
    let keys: BTreeSet<Key> = merge.ours.keys().chain(merge.theirs.keys()).cloned().collect();
    for key in keys {
        merge.record(key);
    }
    merge.keep_what_is_named();
    let mut set = ours.clone();
    set.review = merge.review(base.map(|base| &base.review), &ours.review, &theirs.review);
    let foreign = theirs.foreign_conflicts.iter().filter(|value| !ours.foreign_conflicts.contains(value));
    set.foreign_conflicts.extend(foreign.cloned());
    merge_unknown(&mut set, base.map(|base| &base.extra), &theirs.extra);
    drop(set.drain());
    let conflicts = merge.conflicts.len();
    set.extend(merge.records.into_values().chain(merge.conflicts.into_iter().map(Record::Conflict)));
    Merged { set, taken: merge.taken, conflicts }
}

type Key = (Layer, Id);

fn index(set: &AnnotationSet) -> HashMap<Key, Record> {
    set.records().map(|record| ((record.layer(), record.id().clone()), record)).collect()
}

/// Whether two values say the same; a "not a number" among them equals itself here.
fn same<T: PartialEq + std::fmt::Debug>(a: &T, b: &T) -> bool {
    a == b || format!("{a:?}") == format!("{b:?}")
}

struct Merge<'t> {
    text: &'t Text,
    base: HashMap<Key, Record>,
    ours: HashMap<Key, Record>,
    theirs: HashMap<Key, Record>,
    records: HashMap<Key, Record>,
    conflicts: Vec<Conflict>,
    taken: usize,
}

impl Merge<'_> {
    fn record(&mut self, key: Key) {
        let (base, ours, theirs) = (self.base.get(&key), self.ours.get(&key), self.theirs.get(&key));
        let result = if same(&ours, &theirs) || same(&base, &theirs) {
            ours.cloned()
        } else if same(&base, &ours) {
            self.taken += 1;
            theirs.cloned()
        } else if let (Some(ours), Some(theirs)) = (ours, theirs) {
            self.taken += 1;
            match fields(base, ours, theirs, self.text) {
                Some(both) => Some(both),
                None => {
                    let (ours, theirs) = (ours.clone(), theirs.clone());
                    self.keep_both(&key, &theirs);
                    Some(ours)
                }
            }
        } else {
            let kept = ours.or(theirs).cloned();
            if self.base.contains_key(&key) {
                self.taken += usize::from(ours.is_none());
                self.contest(Contested::Deleted { list: key.0, kept: key.1.clone() });
            }
            kept
        };
        if let Some(record) = result {
            self.records.insert(key, record);
        }
    }

    /// Their version becomes a record of its own, under a name that any merge of the same two gives it.
    fn keep_both(&mut self, (list, id): &Key, theirs: &Record) {
        let name = Id::digest_of(&format!("{id}\0{theirs:?}"));
        self.records.insert((*list, name.clone()), theirs.clone().renamed(name.clone()));
        self.contest(Contested::Both { list: *list, ours: id.clone(), theirs: name });
    }

    fn contest(&mut self, about: Contested) {
        let id = Id::digest_of(&format!("{about:?}"));
        self.conflicts.push(Conflict { id, about, at: None, extra: Table::new() });
    }

    /// A record that one side deleted while the other went on naming it stays.
    fn keep_what_is_named(&mut self) {
        loop {
            let standing: HashSet<&Id> = self.records.keys().map(|(_, id)| id).collect();
            let named: BTreeSet<Id> = self
                .records
                .values()
                .flat_map(Record::references)
                .filter(|id| !standing.contains(id))
                .cloned()
                .collect();
            let before = self.records.len();
            for id in named {
                let versions = [&self.ours, &self.theirs, &self.base];
                let found = Layer::ALL.into_iter().find_map(|layer| {
                    let key = (layer, id.clone());
                    versions.iter().find_map(|version| version.get(&key)).cloned().map(|record| (key, record))
                });
                if let Some((key, record)) = found {
                    self.contest(Contested::Deleted { list: key.0, kept: id });
                    self.records.insert(key, record);
                }
            }
            if self.records.len() == before {
                return;
            }
        }
    }

    fn review(&mut self, base: Option<&Review>, ours: &Review, theirs: &Review) -> Review {
        let mut review = ours.clone();
        let unchanged = |review: &Review| base.is_some_and(|base| base.status == review.status);
        if unchanged(ours) {
            review.status = theirs.status;
        } else if ours.status != theirs.status && !unchanged(theirs) {
            self.contest(Contested::Status { theirs: theirs.status });
        }
        // Time that was spent on both sides was spent.
        review.seconds = match base {
            Some(base) => ours.seconds.saturating_add(theirs.seconds.saturating_sub(base.seconds)),
            None => ours.seconds.max(theirs.seconds),
        };
        for (key, value) in &theirs.extra {
            review.extra.entry(key.clone()).or_insert_with(|| value.clone());
        }
        review
    }
}

/// Top-level tables that this version does not know: as one side changed them. What both changed stands as ours has
/// it, and theirs is kept among the conflicts.
fn merge_unknown(set: &mut AnnotationSet, base: Option<&Table>, theirs: &Table) {
    for (key, value) in theirs {
        let was = base.and_then(|base| base.get(key));
        match set.extra.get(key) {
            Some(ours) if same(ours, value) || was.is_some_and(|was| same(was, value)) => {}
            None if was.is_some_and(|was| same(was, value)) => {}
            Some(ours) if !was.is_some_and(|was| same(was, ours)) => {
                let kept = Table::from_iter([
                    ("key".to_owned(), Value::String(key.clone())),
                    ("theirs".to_owned(), value.clone()),
                ]);
                set.foreign_conflicts.push(Value::Table(kept));
            }
            _ => {
                set.extra.insert(key.clone(), value.clone());
            }
        }
    }
    let gone = base
        .into_iter()
        .flatten()
        .filter(|(key, was)| !theirs.contains_key(*key) && set.extra.get(*key).is_some_and(|ours| same(ours, was)));
    let gone: Vec<String> = gone.map(|(key, _)| key.clone()).collect();
    for key in gone {
        set.extra.remove(&key);
    }
}

/// The keys of a record that are one statement: where it stands.
const PLACE: [&str; 7] = ["start", "end", "parts", "text", "before", "after", "doubt"];

/// One record with the changes of both sides, where they changed different fields of it.
fn fields(base: Option<&Record>, ours: &Record, theirs: &Record, text: &Text) -> Option<Record> {
    let base = table_of(base?, text)?;
    let (mut merged, theirs) = (table_of(ours, text)?, table_of(theirs, text)?);
    let layer = ours.layer();
    let changed = |table: &Table, key: &str| !same(&table.get(key), &base.get(key));
    let place = |table: &Table| PLACE.iter().any(|key| changed(table, key));
    if place(&merged) && place(&theirs) && !PLACE.iter().all(|key| same(&merged.get(*key), &theirs.get(*key))) {
        return None;
    }
    let ours = merged.clone();
    let keys: BTreeSet<&String> = theirs.keys().chain(base.keys()).collect();
    for key in keys.into_iter().filter(|key| changed(&theirs, key)) {
        let (mine, other) = (ours.get(key), theirs.get(key));
        let value = match key.as_str() {
            "at" => later(mine, other),
            "from" => union(mine, other),
            _ if !changed(&ours, key) || same(&mine, &other) => other.cloned(),
            _ => return None,
        };
        match value {
            Some(value) => merged.insert(key.clone(), value),
            None => merged.remove(key),
        };
    }
    record_of(layer, merged, text).ok()
}

fn later(a: Option<&Value>, b: Option<&Value>) -> Option<Value> {
    let time = |value: Option<&Value>| value.and_then(Value::as_datetime).map(ToString::to_string);
    if time(a) >= time(b) { a.cloned() } else { b.cloned() }
}

fn union(a: Option<&Value>, b: Option<&Value>) -> Option<Value> {
    let mut all = a.and_then(Value::as_array).cloned().unwrap_or_default();
    let more = b.and_then(Value::as_array).into_iter().flatten().filter(|value| !all.contains(value)).cloned();
    let more: Vec<Value> = more.collect();
    all.extend(more);
    Some(Value::Array(all))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annot::arbitrary::text_and_set;
    use crate::annot::{AnnotatorName, DocumentRef, Kind, SpanAnnotation, Status, Tag};
    use crate::text::Span;

    fn id(name: &str) -> Id {
        Id::parse(name).unwrap()
    }

    fn span(name: &str, label: &str, start: usize) -> Record {
        Record::Span(SpanAnnotation::new(id(name), label, Span::new(start, start + 3)))
    }

    fn set(records: impl IntoIterator<Item = Record>) -> AnnotationSet {
        let mut set = AnnotationSet::new(AnnotatorName::parse("anna").unwrap(), Kind::Human, DocumentRef::default());
        set.extend(records);
        set
    }

    fn text() -> Text {
        Text::from("Anna sieht Otto und Otto sieht Anna.")
    }

    fn labels(set: &AnnotationSet) -> Vec<(String, usize)> {
        set.spans().iter().map(|span| (span.label.clone(), span.place.hull().start)).collect()
    }

    #[test]
    fn what_one_side_did_is_done_and_what_both_did_alike_is_done_once() {
        let base = set([span("a", "PER", 0), span("b", "PER", 5), span("c", "PER", 11)]);
        let ours = set([span("a", "ORG", 0), span("b", "PER", 5), span("d", "LOC", 20)]);
        let theirs = set([span("a", "PER", 0), span("b", "MISC", 5), span("e", "LOC", 25)]);
        let merged = merge(Some(&base), &ours, &theirs, &text());
        let found = labels(&merged.set);
        assert_eq!(found.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["ORG", "MISC", "LOC", "LOC"]);
        assert_eq!((merged.taken, merged.conflicts), (2, 0));
    }

    #[test]
    fn a_record_has_the_changes_of_both_where_they_changed_different_fields() {
        let base = set([span("a", "PER", 0)]);
        let ours = set([span("a", "ORG", 0)]);
        let theirs = set([span("a", "PER", 5)]);
        let merged = merge(Some(&base), &ours, &theirs, &text());
        assert_eq!((labels(&merged.set), merged.conflicts), (vec![("ORG".into(), 5)], 0));
    }

    #[test]
    fn what_both_changed_otherwise_is_kept_twice_and_said_to_be_a_conflict() {
        let base = set([span("a", "PER", 0)]);
        let (ours, theirs) = (set([span("a", "ORG", 0)]), set([span("a", "LOC", 0)]));
        let merged = merge(Some(&base), &ours, &theirs, &text());
        assert_eq!(merged.set.span(&id("a")).map(|span| span.label.as_str()), Some("ORG"));
        let [Conflict { about: Contested::Both { ours: kept, theirs: other, .. }, .. }] = merged.set.conflicts() else {
            panic!("{:?}", merged.set.conflicts());
        };
        assert_eq!((kept, merged.set.span(other).map(|span| span.label.as_str())), (&id("a"), Some("LOC")));
        assert_eq!(merge(Some(&base), &ours, &theirs, &text()), merged, "everybody merges alike");
    }

    #[test]
    fn a_change_outlives_a_deletion_and_so_does_what_is_still_named() {
        let base = set([span("a", "PER", 0), span("b", "PER", 5)]);
        let mut quote = SpanAnnotation::new(id("q"), "QUOTE", Span::new(11, 20));
        quote.set_role("source", vec![id("b")]);
        let ours = set([span("b", "PER", 5), Record::Span(quote)]);
        let theirs = set([span("a", "ORG", 0)]);
        let merged = merge(Some(&base), &ours, &theirs, &text());
        assert_eq!(
            labels(&merged.set).iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(),
            ["ORG", "PER", "QUOTE"]
        );
        assert_eq!(merged.conflicts, 2);
    }

    #[test]
    fn time_adds_up_and_one_status_wins_only_where_the_other_did_not_move() {
        let review = |status, seconds| Review { status, seconds, ..Review::default() };
        let with = |review| {
            let mut set = set([]);
            set.review = review;
            set
        };
        let base = with(review(Status::Started, 10));
        let (mine, other) = (with(review(Status::Started, 15)), with(review(Status::Done, 30)));
        let merged = merge(Some(&base), &mine, &other, &text());
        assert_eq!((merged.set.review.status, merged.set.review.seconds, merged.conflicts), (Status::Done, 35, 0));
        let skipped = with(review(Status::Skipped, 10));
        let merged = merge(Some(&base), &skipped, &other, &text());
        assert_eq!((merged.set.review.status, merged.conflicts), (Status::Skipped, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Every record of either side is there afterwards, changed only where the base says who changed it; a side
        /// that did nothing takes the other; and a merge with oneself changes nothing.
        #[test]
        fn nothing_is_dropped(((text, base), kept, added) in (text_and_set(), any::<u16>(), any::<u8>())) {
            let all: Vec<Record> = base.records().collect();
            let tag = |n: u64| Record::Tag(Tag { id: Id::from_bits(7000 + n), tag: format!("t{n}"), score: None, common: Default::default() });
            let mut ours = base.clone();
            ours.extend((0..u64::from(added % 5)).map(tag));
            let mut theirs = base.clone();
            for (i, record) in all.iter().enumerate() {
                let free = all.iter().all(|other| !other.references().contains(&record.id()));
                if kept >> (i % 16) & 1 == 0 && free {
                    theirs.take(record.layer(), record.id());
                }
            }
            theirs.extend((0..u64::from(added / 64)).map(|n| tag(100 + n)));
            let merged = merge(Some(&base), &ours, &theirs, &text);
            prop_assert_eq!(merged.conflicts, 0);
            for record in theirs.records() {
                prop_assert!(merged.set.get(record.layer(), record.id()).is_some());
            }
            for n in 0..u64::from(added % 5) {
                prop_assert!(merged.set.has(&Id::from_bits(7000 + n)));
            }
            let apart = merge(None, &ours, &theirs, &text);
            for record in ours.records().chain(theirs.records()) {
                prop_assert!(apart.set.get(record.layer(), record.id()).is_some());
            }
            prop_assert_eq!(&merge(Some(&base), &base, &theirs, &text).set, &theirs);
            prop_assert_eq!(&merge(Some(&base), &ours, &base, &text).set, &ours);
            prop_assert_eq!(&merge(None, &ours, &ours, &text).set, &ours);
        }
    }
}
