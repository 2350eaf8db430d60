//! Short runs of words that stand once in a text: by them two texts are cut into sections that belong together.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::Token;

/// Words in a row that tell one place from all others: three words and what is between them.
const SEED: usize = 5;

/// A section up to this many words is compared; a difference may take the square of it.
const LARGEST: usize = 1 << 13;

/// Pairs of sections, in words and in order, to be compared with each other; no longer than is good for the time that
/// takes. What belongs to none has nothing in common in this order, or too much of the same.
///
/// Texts are cut at what stands once in both and kept its order (as in Cohen's patience diff).
pub(super) fn sections(old: &[Token], new: &[Token]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut sections = Vec::new();
    let (mut a, mut b) = (0, 0);
    if old.len().max(new.len()) > LARGEST {
        let targets = once(new, |_| true);
        let mut pairs: Vec<(usize, usize)> =
            once(old, |_| true).into_iter().filter_map(|(seed, at)| Some((at, *targets.get(seed)?))).collect();
        pairs.sort_unstable();
        for (c, d) in longest_rise(&pairs) {
            if (c - a).max(d - b) > LARGEST / 4 {
                sections.push((a..c, b..d));
                (a, b) = (c, d);
            }
        }
    }
    sections.push((a..old.len(), b..new.len()));
    sections.retain(|(a, b)| a.len().min(b.len()) <= LARGEST / 8 || a.len().max(b.len()) <= LARGEST);
    sections
}

/// The longest run of pairs in which both numbers rise, by patience sorting; the first numbers rise already.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut piles: Vec<usize> = Vec::new();
    let mut below: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: &usize| pairs.get(*at).map(|pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| second(top) < Some(pair.1));
        below.push(pile.checked_sub(1).and_then(|pile| piles.get(pile)).copied());
        match piles.get_mut(pile) {
            Some(top) => *top = at,
            None => piles.push(at),
        }
    }
    let mut rise: Vec<(usize, usize)> = std::iter::successors(piles.last().copied(), |at| *below.get(*at)?)
        .filter_map(|at| pairs.get(at).copied())
        .collect();
    rise.reverse();
    rise
}

/// The seeds whose words are all free and that stand once.
pub(super) fn once(words: &[Token], free: impl Fn(usize) -> bool) -> HashMap<&[Token], usize> {
    let mut found: HashMap<&[Token], Option<usize>> = HashMap::new();
    let mut run = 0;
    for at in 0..words.len() {
        run = if free(at) { run + 1 } else { 0 };
        if run >= SEED {
            let start = at + 1 - SEED;
            if let Some(seed) = words.get(start..=at) {
                found.entry(seed).and_modify(|place| *place = None).or_insert(Some(start));
            }
        }
    }
    found.into_iter().filter_map(|(seed, at)| Some((seed, at?))).collect()
}
