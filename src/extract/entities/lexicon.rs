//! What is known about words before the model sees them: lists of names, and clusters of words that stand in the
//! same surroundings.

use super::hash;
use super::known::KnownNames;
use super::table::Table;

/// The word lists: two tables read in place, and the project's own names.
#[derive(Debug, Clone, Default)]
pub struct Lexicon<'a> {
    names: Table<'a>,
    clusters: Table<'a>,
    known: KnownNames,
}

/// What lists say of a word or phrase, one bit each.
pub mod flag {
    /// A first name.
    pub const FIRST: u8 = 1;
    /// A last name.
    pub const LAST: u8 = 2;
    /// A place of one word.
    pub const PLACE: u8 = 4;
    /// A place of several words, under the key of the whole phrase.
    pub const PHRASE: u8 = 8;
    /// The first word of such a phrase.
    pub const OPENS_PHRASE: u8 = 16;
}

/// Longest phrase of the lists, in words.
pub const LONGEST_PHRASE: usize = 4;

/// The clusters of one word; 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clusters {
    /// Among about a thousand.
    pub fine: u16,
    /// Among about a hundred.
    pub coarse: u8,
}

impl<'a> Lexicon<'a> {
    /// The lexicon of the two tables that `names` and `clusters` hold.
    pub fn new(names: &'a [u8], clusters: &'a [u8]) -> Lexicon<'a> {
        Lexicon { names: Table::new(names, 1), clusters: Table::new(clusters, 3), known: KnownNames::bundled() }
    }

    /// The project's own lists of names.
    pub fn known(&self) -> &KnownNames {
        &self.known
    }

    /// The [`flag`]s of the word or phrase with this key.
    pub fn flags(&self, key: u64) -> u8 {
        self.names.get(key).and_then(|value| value.first().copied()).unwrap_or(0)
    }

    /// The clusters of the word with this key.
    pub fn clusters(&self, key: u64) -> Option<Clusters> {
        let value: [u8; 3] = self.clusters.get(key)?.try_into().ok()?;
        let [low, high, coarse] = value;
        Some(Clusters { fine: u16::from_le_bytes([low, high]), coarse })
    }
}

/// The key of a phrase, grown word by word from the key of its first.
pub fn phrase_key(phrase: u64, next: u64) -> u64 {
    hash::pair(phrase, next)
}
