//! Names that news often have: the project's own lists of actors and places.

use std::ops::Range;

use super::form::Form;
use super::hash::{self, KeyMap, KeySet};
use super::lexicon::phrase_key;
use crate::extract::mention::EntityKind;

/// Longest name of the lists, in words.
const LONGEST: usize = 6;

/// The names, under the keys of their words.
#[derive(Debug, Clone, Default)]
pub struct KnownNames {
    kinds: KeyMap<EntityKind>,
    /// The first words of names of several.
    openers: KeySet,
}

impl KnownNames {
    /// The lists that come with the program.
    pub fn bundled() -> KnownNames {
        let mut known = KnownNames::default();
        for (kind, list) in [
            (EntityKind::Per, include_str!("../../../assets/lists/per.txt")),
            (EntityKind::Loc, include_str!("../../../assets/lists/loc.txt")),
            (EntityKind::Org, include_str!("../../../assets/lists/org.txt")),
            (EntityKind::Misc, include_str!("../../../assets/lists/misc.txt")),
        ] {
            for name in list.lines().filter(|line| !line.starts_with('#')) {
                known.add(name, kind);
            }
        }
        known
    }

    fn add(&mut self, name: &str, kind: EntityKind) {
        let mut words = name.split([' ', '/']).filter(|word| !word.is_empty()).map(hash::word);
        let Some(first) = words.next() else { return };
        let whole = words.fold(first, phrase_key);
        if whole != first {
            self.openers.insert(first);
        }
        self.kinds.insert(whole, kind);
    }

    /// The names among `words`, the longest at each, none overlapping. The last word may have a genitive -s.
    pub fn find(&self, words: &[&Form]) -> Vec<(Range<usize>, EntityKind)> {
        let mut found: Vec<(Range<usize>, EntityKind)> = Vec::new();
        let mut at = 0;
        while let Some(first) = words.get(at) {
            let mut best = self.kind(first.key, first.stem).map(|kind| (at..at + 1, kind));
            if self.openers.contains(&first.key) {
                let mut key = first.key;
                for (end, word) in words.iter().enumerate().skip(at + 1).take(LONGEST - 1) {
                    let stem = word.stem.map(|stem| phrase_key(key, stem));
                    key = phrase_key(key, word.key);
                    best = self.kind(key, stem).map(|kind| (at..end + 1, kind)).or(best);
                }
            }
            at = best.as_ref().map_or(at + 1, |(range, _)| range.end);
            found.extend(best);
        }
        found
    }

    fn kind(&self, key: u64, stem: Option<u64>) -> Option<EntityKind> {
        self.kinds.get(&key).or_else(|| self.kinds.get(&stem?)).copied()
    }
}
