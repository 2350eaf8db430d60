//! Where quotes stand word for word, all of them found in one pass.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use super::fold::Folded;
use super::memory::Context;
use crate::text::Text;

/// Units of a quote that the pass looks for; the rest is compared then.
const HEAD: usize = 64;

/// Places of a quote that are kept.
const KEPT: usize = 1024;

/// Units of the kept places of one quote, all together, as long as that are enough of them to compare.
const KEPT_UNITS: usize = 1 << 20;

/// Places of all quotes that are looked at; one of a long quote counts for every head that goes into it.
const ALL: usize = 1 << 22;

/// Places of one quote that are compared in full.
pub(super) const COMPARED: usize = 16;

/// The places of one quote.
#[derive(Default)]
pub(super) struct Occurrences {
    /// First units, in order.
    pub(super) starts: Vec<usize>,
    /// Whether there may be more.
    pub(super) cut: bool,
}

/// The places of every quote, in units; case, accents and the like left aside.
///
/// One pass over the text (Aho and Corasick, 1975).
pub(super) fn occurrences<'q>(
    new: &Folded,
    quotes: impl Iterator<Item = &'q Vec<char>>,
) -> HashMap<&'q [char], Occurrences> {
    let mut by_head: HashMap<&[char], Vec<(&[char], Occurrences)>> = HashMap::new();
    for quote in quotes.collect::<HashSet<_>>() {
        let head = quote.get(..HEAD.min(quote.len())).unwrap_or_default();
        by_head.entry(head).or_default().push((quote, Occurrences::default()));
    }
    let (heads, mut groups): (Vec<_>, Vec<_>) = by_head.into_iter().unzip();
    let needles = heads.iter().map(|head| head.iter().collect::<String>());
    let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::Standard).build(needles) else {
        return HashMap::new();
    };
    let text = Text::new(new.units().iter().collect::<String>());
    let mut left = ALL;
    for hit in automaton.find_overlapping_iter(text.as_str()) {
        let start = text.to_code_point(hit.start()).0;
        for (quote, places) in groups.get_mut(hit.pattern().as_usize()).into_iter().flatten() {
            left = left.saturating_sub(1 + quote.len() / HEAD);
            if places.starts.len() >= KEPT.min(COMPARED.max(KEPT_UNITS / quote.len().max(1))) {
                places.cut = true;
            } else if new.slice(start..start + quote.len()) == *quote {
                places.starts.push(start);
            }
        }
        if left == 0 {
            groups.iter_mut().flatten().for_each(|(_, places)| places.cut = true);
            break;
        }
    }
    groups.into_iter().flatten().collect()
}

impl Occurrences {
    /// The places that are `literal` and whose nearest surroundings agree best.
    pub(super) fn best(
        &self,
        new: &Folded,
        len: usize,
        context: &Context,
        literal: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        if self.starts.len() <= COMPARED {
            return self.starts.clone();
        }
        let units = new.units();
        let agreement = |start: usize| {
            let head = units.get(..start).unwrap_or_default().iter().rev();
            let tail = units.get(start + len..).unwrap_or_default().iter();
            head.zip(context.before.iter().rev()).take_while(|(a, b)| a == b).count()
                + tail.zip(&context.after).take_while(|(a, b)| a == b).count()
        };
        let mut ranked: Vec<_> = self.starts.iter().map(|&at| (literal(at), agreement(at), at)).collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        ranked.truncate(COMPARED);
        ranked.into_iter().map(|(_, _, start)| start).collect()
    }
}
