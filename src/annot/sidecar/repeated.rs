//! Which quoted strings stand more than once in a text.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::{Span, Text};

/// Those of the quoted parts whose string occurs again in the text (an empty one does everywhere).
///
/// One pass over the text finds all of them (Aho and Corasick, 1975); it ends early when every string was seen twice.
pub(super) fn repeated(text: &Text, parts: impl Iterator<Item = Span>) -> HashSet<&str> {
    let quotes: HashSet<&str> = parts.map(|part| text.slice(part)).collect();
    let (mut found, sought): (HashSet<&str>, Vec<&str>) = {
        let (empty, sought): (Vec<_>, Vec<_>) = quotes.into_iter().partition(|quote| quote.is_empty());
        (empty.into_iter().collect(), sought)
    };
    if sought.is_empty() {
        return found;
    }
    let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&sought) else {
        // More strings than the automaton can hold: context beside all of them does no harm.
        found.extend(sought);
        return found;
    };
    let mut seen: HashMap<usize, usize> = HashMap::with_capacity(sought.len());
    let mut undecided = sought.len();
    for hit in automaton.find_overlapping_iter(text.as_str()) {
        let count = seen.entry(hit.pattern().as_usize()).or_default();
        *count += 1;
        if *count == 2 {
            undecided -= 1;
            found.extend(sought.get(hit.pattern().as_usize()));
        }
        if undecided == 0 {
            break;
        }
    }
    found
}
