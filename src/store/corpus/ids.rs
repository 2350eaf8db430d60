//! Records that share an id would share a sidecar: which ids those are.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Ids that more than one record of a corpus has, by hash: a false positive in a corpus of a million records is
/// one in ten million, and only makes a record read-only.
#[derive(Debug, Default)]
pub(in crate::store) struct Duplicates(Vec<u64>);

impl Duplicates {
    /// Those among the hashes of all ids.
    pub fn among(mut ids: Vec<u64>) -> Duplicates {
        ids.sort_unstable();
        let pairs = ids.iter().zip(ids.iter().skip(1));
        let mut twice: Vec<u64> = pairs.filter(|(one, next)| one == next).map(|(one, _)| *one).collect();
        twice.dedup();
        Duplicates(twice)
    }

    /// Whether more than one record has this id.
    fn contains(&self, id: u64) -> bool {
        self.0.binary_search(&id).is_ok()
    }
}

/// A record's id in 64 bits.
pub(in crate::store) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// What is known of the ids of a corpus.
#[derive(Debug, Default)]
pub(in crate::store) struct Ids {
    /// Once all were looked through.
    shared: OnceLock<Duplicates>,
    /// Whether somebody looks them through, so that nobody has to wait for it.
    awaited: AtomicBool,
    /// Those of the records that were opened until then, by hash, with the record's number.
    opened: Mutex<HashMap<u64, usize>>,
}

impl Ids {
    /// Somebody will look through them and [`Ids::learn`] what came of it.
    pub fn promise(&self) {
        self.awaited.store(true, Ordering::Release);
    }

    /// What looking through all of them gave.
    pub fn learn(&self, shared: Duplicates) {
        // What is known already was found in the same file.
        let _known = self.shared.set(shared);
    }

    /// Whether another record than the one with this number has its id. Until all are looked through, that is another
    /// one that was opened, where it was promised that they will be; `find` looks through them otherwise.
    pub fn are_shared(&self, id: &str, index: usize, find: impl FnOnce() -> Duplicates) -> bool {
        if self.shared.get().is_none() && self.awaited.load(Ordering::Acquire) {
            let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
            return *opened.entry(hash(id)).or_insert(index) != index;
        }
        self.shared.get_or_init(find).contains(hash(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_come_twice_are_known_at_once_or_as_soon_as_they_were_looked_through() {
        let all = || Duplicates::among(["a", "b", "a", "c", "a"].into_iter().map(hash).collect());
        let ids = Ids::default();
        assert!(ids.are_shared("a", 0, all) && !ids.are_shared("b", 1, all));

        let later = Ids::default();
        later.promise();
        let never = || unreachable!("nobody waits");
        assert!(
            !later.are_shared("a", 0, never) && !later.are_shared("b", 1, never) && !later.are_shared("a", 0, never)
        );
        assert!(later.are_shared("a", 2, never), "the second that is opened is not annotated");
        later.learn(all());
        assert!(later.are_shared("a", 0, never) && !later.are_shared("b", 1, never));
    }
}
