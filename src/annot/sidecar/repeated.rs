//! Which quoted strings stand more than once in a text.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::{Span, Text};

/// Longest string that is sought together with the others, in bytes. The automaton has a state for each byte of what
/// it seeks, so that long ones are cheaper one by one.
const LONGEST_TOGETHER: usize = 256;

/// Those of the quoted parts whose string occurs again in the text (an empty one does everywhere).
///
/// One pass over the text finds all short ones (Aho and Corasick, 1975); it ends early when every string was seen twice.
pub(super) fn repeated(text: &Text, parts: impl Iterator<Item = Span>) -> HashSet<&str> {
    let quotes: HashSet<&str> = parts.map(|part| text.slice(part)).collect();
    let (sought, long): (Vec<&str>, Vec<&str>) = quotes.into_iter().partition(|quote| quote.len() <= LONGEST_TOGETHER);
    let mut found: HashSet<&str> = long.into_iter().filter(|quote| is_twice(text.as_str(), quote)).collect();
    let (empty, sought): (Vec<_>, Vec<_>) = sought.into_iter().partition(|quote| quote.is_empty());
    found.extend(empty);
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

fn is_twice(text: &str, quote: &str) -> bool {
    let finder = memchr::memmem::Finder::new(quote);
    let first = finder.find(text.as_bytes());
    first.and_then(|at| text.as_bytes().get(at + 1..)).is_some_and(|rest| finder.find(rest).is_some())
}
