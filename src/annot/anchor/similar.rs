//! Edit distance and approximate search, many cells of the table at a time.

/// Cells of the table in one machine word.
const WORD: usize = 64;

/// Longer passages, in units, are not compared unit by unit: that takes the square of their length.
pub(super) const LONGEST: usize = 4096;

/// A sequence of units to be compared with others.
///
/// Bit-parallel Levenshtein distance: Myers, *A fast bit-vector algorithm for approximate string matching based on
/// dynamic programming*, J. ACM 46 (1999); the steps as in Hyyrö, *Explaining and extending …* (2001).
pub(super) struct Pattern {
    len: usize,
    ascii: [u32; 128],
    others: Vec<(char, u32)>,
    /// A row of words for each different unit: where in the pattern it stands. Row 0 is of units it does not have.
    masks: Vec<u64>,
}

#[derive(Clone)]
struct Block {
    up: u64,
    down: u64,
}

impl Pattern {
    pub(super) fn new(units: impl Iterator<Item = char> + Clone) -> Pattern {
        let len = units.clone().count();
        let blocks = len.div_ceil(WORD);
        let mut pattern = Pattern { len, ascii: [0; 128], others: Vec::new(), masks: vec![0; blocks] };
        for (at, unit) in units.enumerate() {
            let rows = pattern.masks.len() / blocks.max(1);
            let row = match pattern.row(unit) {
                0 => {
                    let row = u32::try_from(rows).unwrap_or(0);
                    match pattern.ascii.get_mut(unit as usize) {
                        Some(slot) => *slot = row,
                        None => {
                            let slot = pattern.others.partition_point(|(other, _)| *other < unit);
                            pattern.others.insert(slot, (unit, row));
                        }
                    }
                    pattern.masks.resize((rows + 1) * blocks, 0);
                    row
                }
                row => row,
            };
            if let Some(mask) = pattern.masks.get_mut(row as usize * blocks + at / WORD) {
                *mask |= 1 << (at % WORD);
            }
        }
        pattern
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    fn row(&self, unit: char) -> u32 {
        match self.ascii.get(unit as usize) {
            Some(&row) => row,
            None => {
                let found = self.others.binary_search_by_key(&unit, |(other, _)| *other).ok();
                found.and_then(|at| self.others.get(at)).map_or(0, |(_, row)| *row)
            }
        }
    }

    /// The distance of the pattern to the best of all stretches that end at each place, one place after another.
    /// `anchored`: only to the stretch from the start of `text`.
    fn distances<'a>(
        &'a self,
        text: impl Iterator<Item = char> + 'a,
        anchored: bool,
    ) -> impl Iterator<Item = usize> + 'a {
        let count = self.len.div_ceil(WORD);
        // Most patterns have one block, which needs no list.
        let (mut first, mut others) = (Block::NEW, vec![Block::NEW; count.saturating_sub(1)]);
        let mut score = self.len;
        let (full, last) = (1 << (WORD - 1), 1_u64 << ((self.len.max(1) - 1) % WORD));
        text.map(move |unit| {
            let row = self.row(unit) as usize * count;
            let masks = self.masks.get(row..row + count).and_then(<[u64]>::split_first);
            let (&mask, masks) = masks.unwrap_or((&0, &[]));
            let (mut rise, mut fall) = first.step(mask, anchored, false, if count > 1 { full } else { last });
            for (at, (block, &mask)) in others.iter_mut().zip(masks).enumerate() {
                (rise, fall) = block.step(mask, rise, fall, if at + 2 == count { last } else { full });
            }
            score = score + usize::from(rise) - usize::from(fall);
            score
        })
    }

    /// The prefix of `text` most like the pattern: its distance and length. Of equals the one nearest in length.
    pub(super) fn best_prefix(&self, text: impl Iterator<Item = char>) -> (usize, usize) {
        if self.len == 0 {
            return (0, 0);
        }
        let (mut best, mut length) = (self.len, 0_usize);
        for (distance, len) in self.distances(text, true).zip(1_usize..) {
            if distance < best || (distance == best && len.abs_diff(self.len) < length.abs_diff(self.len)) {
                (best, length) = (distance, len);
            }
        }
        (best, length)
    }

    /// The distance of that prefix.
    pub(super) fn least(&self, text: impl Iterator<Item = char>) -> usize {
        self.distances(text, true).fold(self.len, usize::min)
    }

    /// The distance to all of `text`.
    fn distance(&self, text: impl Iterator<Item = char>) -> usize {
        self.distances(text, true).last().unwrap_or(self.len)
    }

    /// The ends of the stretches of `text` within `most` edits, the best of each neighbourhood: `(distance, end)`,
    /// best first, at most `count`.
    pub(super) fn search(&self, text: impl Iterator<Item = char>, most: usize, count: usize) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (distance, end) in self.distances(text, false).zip(1..).filter(|(distance, _)| *distance <= most) {
            match found.last_mut() {
                Some(last) if end - last.1 <= self.len / 2 => {
                    if distance < last.0 {
                        *last = (distance, end);
                    }
                }
                _ => found.push((distance, end)),
            }
        }
        found.sort_unstable();
        found.truncate(count);
        found
    }
}

impl Block {
    const NEW: Block = Block { up: !0, down: 0 };

    /// One unit of the text: takes what comes from the block above (one more, one less) and says what leaves below.
    fn step(&mut self, mut mask: u64, rise: bool, fall: bool, top: u64) -> (bool, bool) {
        let vertical = mask | self.down;
        mask |= u64::from(fall);
        let horizontal = ((mask & self.up).wrapping_add(self.up) ^ self.up) | mask;
        let plus = self.down | !(horizontal | self.up);
        let minus = self.up & horizontal;
        let out = (plus & top != 0, minus & top != 0);
        let (plus, minus) = (plus << 1 | u64::from(rise), minus << 1 | u64::from(fall));
        self.up = minus | !(vertical | plus);
        self.down = plus & vertical;
        out
    }
}

/// Levenshtein distance of two sequences.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - tail).unwrap_or_default(), b.get(..b.len() - tail).unwrap_or_default());
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    match short.is_empty() {
        true => long.len(),
        false => Pattern::new(short.iter().copied()).distance(long.iter().copied()),
    }
}

/// 1 for equal sequences, 0 for such that have nothing in common: 1 − distance ÷ the longer length.
pub(super) fn similarity(a: &[char], b: &[char]) -> f32 {
    share(distance(a, b), a.len().max(b.len()))
}

/// 1 − `distance` ÷ `len`.
#[expect(clippy::cast_precision_loss, reason = "lengths of passages, and a ratio of them")]
pub(super) fn share(distance: usize, len: usize) -> f32 {
    1.0 - distance as f32 / len.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The table, cell by cell (Wagner and Fischer, 1974).
    fn plain(a: &[char], b: &[char], anchored: bool) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=a.len()).collect();
        let mut last = Vec::new();
        for (j, unit) in b.iter().enumerate() {
            let mut next = vec![if anchored { j + 1 } else { 0 }];
            for (i, other) in a.iter().enumerate() {
                let change = column[i] + usize::from(unit != other);
                next.push(change.min(column[i + 1] + 1).min(next[i] + 1));
            }
            column = next;
            last.push(column[a.len()]);
        }
        last
    }

    proptest! {
        #[test]
        fn bits_count_like_the_table(a in "[abäß]{1,150}", b in "[abäß]{1,150}", anchored: bool) {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let pattern = Pattern::new(a.iter().copied());
            let all: Vec<usize> = pattern.distances(b.iter().copied(), anchored).collect();
            prop_assert_eq!(&all, &plain(&a, &b, anchored));
            prop_assert_eq!(distance(&a, &b), plain(&a, &b, true).last().copied().unwrap());
        }
    }
}
