//! Memory: what an annotator called a string is proposed again where the string stands again.
//!
//! It is made of decisions alone, of the sidecars of one annotator. What the open document's decisions say (the local
//! tier) goes before what those of all others do (the global tier), where newer documents count for more. A label that
//! was given often enough has a learner, too, which reads words and surroundings.
//!
//! [`decisions_of`] makes evidence of a set, [`Memory::learn`] takes it. For a document, [`Learners::propose`] says what
//! its [`Reading`] comes to, once; [`Memory::propose`] makes of that, of the recogniser's proposals and of what is
//! remembered what is to be shown, after every decision.

mod evidence;
mod key;
mod learner;
mod learners;
mod opinion;
mod propose;
mod reading;
mod stated;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use evidence::Tally;
pub use evidence::{Evidence, decisions_of};
pub use learner::{Changes, Check, ENOUGH, Learner};
pub use learners::Learners;
pub use propose::{Dropped, Page, Proposed, Suggestion, Why};
pub use reading::Reading;
pub use stated::decisions_in;

/// The strings that one annotator decided on, with what was decided where.
///
/// It depends on the evidence alone, not on the order in which documents came and went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    strings: HashMap<u64, Remembered>,
    /// How many strings go on behind what these keys stand for.
    prefixes: HashMap<u64, u32>,
    /// The strings that each document speaks of.
    documents: HashMap<Arc<str>, Vec<u64>>,
}

/// What is known of one string: what each document says of it, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Remembered {
    sources: Vec<Source>,
    /// The keys that announce it.
    prefixes: Vec<u64>,
}

/// What one document says of one string.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    document: Arc<str>,
    tally: Tally,
}

impl Source {
    /// Newer decisions first; of those of one time, by the documents' names.
    fn order(&self, other: &Source) -> Ordering {
        other.tally.at.cmp(&self.tally.at).then_with(|| self.document.cmp(&other.document))
    }
}

impl Memory {
    /// Takes `evidence` for all that `document` says, instead of what it said before. Takes time in proportion to what
    /// the document said and says, however much else is known.
    pub fn learn(&mut self, document: &str, evidence: impl IntoIterator<Item = Evidence>) {
        self.forget(document);
        let tallies = Tally::all(evidence.into_iter(), key::of);
        if tallies.is_empty() {
            return;
        }
        let document: Arc<str> = document.into();
        let mut keys: Vec<u64> = tallies.keys().copied().collect();
        keys.sort_unstable();
        self.documents.insert(Arc::clone(&document), keys);
        for (key, tally) in tallies {
            let string = self.strings.entry(key).or_default();
            if string.sources.is_empty() {
                string.prefixes = key::prefixes(&tally.text);
                for prefix in &string.prefixes {
                    *self.prefixes.entry(*prefix).or_default() += 1;
                }
            }
            let source = Source { document: Arc::clone(&document), tally };
            let at = string.sources.partition_point(|other| other.order(&source) == Ordering::Less);
            string.sources.insert(at, source);
        }
    }

    /// Forgets what `document` said.
    pub fn forget(&mut self, document: &str) {
        for key in self.documents.remove(document).unwrap_or_default() {
            let Some(string) = self.strings.get_mut(&key) else { continue };
            string.sources.retain(|source| &*source.document != document);
            if !string.sources.is_empty() {
                continue;
            }
            for prefix in self.strings.remove(&key).map(|string| string.prefixes).unwrap_or_default() {
                if let Some(count) = self.prefixes.get_mut(&prefix) {
                    *count -= 1;
                    if *count == 0 {
                        self.prefixes.remove(&prefix);
                    }
                }
            }
        }
    }

    /// How many strings it knows.
    pub fn len(&self) -> usize {
        self.strings.len()
    }

    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.strings.is_empty()
    }
}
