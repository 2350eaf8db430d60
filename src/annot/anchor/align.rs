//! Which unit of the old text is which unit of the new one.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

use super::fold::PARAGRAPH;
use super::seed::{once, sections};
use super::similar::{LONGEST, similarity};

/// Moved sentences are this long at least, in units; shorter ones are found alike by chance.
const SHORTEST_MOVE: usize = 32;

/// The same for a stretch that is no whole sentence: prose is full of formulas.
const SHORTEST_FORMULA: usize = 72;

/// How alike two stretches must be that are compared unit by unit. Unrelated prose has about 0.3.
const ALIKE: f32 = 0.6;

/// Units of a particle with the blanks around it.
const PARTICLE: usize = 5;

/// Units of a word or two.
const REWORDED: usize = 18;

/// How many places a hunk is slid at most.
const SLIDE: u32 = 200;

const NONE: u32 = u32::MAX;

/// For each unit of an old text the unit of a new one that it became.
pub(super) struct Alignment {
    to: Vec<u32>,
    taken: Vec<bool>,
}

impl Alignment {
    /// Aligns two texts: first what kept its order, by a difference of words; then what moved; then, where a stretch
    /// was replaced by a similar one, unit by unit.
    pub(super) fn new(old: &[char], new: &[char]) -> Alignment {
        let mut alignment = Alignment { to: vec![NONE; old.len()], taken: vec![false; new.len()] };
        let mut names = HashMap::new();
        let (old_words, new_words) = (Words::new(old, &mut names), Words::new(new, &mut names));
        for run in steady(matches(&old_words, &new_words, names.len())) {
            alignment.join(old_words.start(run.old), new_words.start(run.new), old_words.units(run.old, run.len));
        }
        alignment.find_moves(&old_words, &new_words);
        alignment.refine(old, new);
        alignment
    }

    /// The unit that the old unit `at` became.
    pub(super) fn get(&self, at: usize) -> Option<usize> {
        self.to.get(at).filter(|&&to| to != NONE).map(|&to| to as usize)
    }

    /// How many units of the new text in `range` were somewhere in the old one.
    pub(super) fn taken(&self, range: Range<usize>) -> usize {
        self.taken.get(range).unwrap_or_default().iter().filter(|&&taken| taken).count()
    }

    fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).copied().unwrap_or(true)
    }

    fn join(&mut self, old: usize, new: usize, len: usize) {
        for step in 0..len {
            if let (Some(to), Some(taken)) = (self.to.get_mut(old + step), self.taken.get_mut(new + step)) {
                *to = u32::try_from(new + step).unwrap_or(NONE);
                *taken = true;
            }
        }
    }

    /// A run of words that stands once in what was deleted and once in what was inserted has moved.
    fn find_moves(&mut self, old: &Words, new: &Words) {
        let free_old = |this: &Alignment, word: usize| this.get(old.start(word)).is_none();
        let free_new = |this: &Alignment, word: usize| !this.is_taken(new.start(word));
        let seeds = once(&old.names, |word| free_old(self, word));
        let targets = once(&new.names, |word| free_new(self, word));
        let mut pairs: Vec<(usize, usize)> =
            seeds.into_iter().filter_map(|(seed, at)| Some((at, *targets.get(seed)?))).collect();
        pairs.sort_unstable();
        for (mut a, mut b) in pairs {
            if !free_old(self, a) || !free_new(self, b) {
                continue;
            }
            while a > 0 && b > 0 && old.names.get(a - 1) == new.names.get(b - 1) {
                if !free_old(self, a - 1) || !free_new(self, b - 1) {
                    break;
                }
                (a, b) = (a - 1, b - 1);
            }
            let mut len = 0;
            while old.names.get(a + len).is_some_and(|name| new.names.get(b + len) == Some(name))
                && free_old(self, a + len)
                && free_new(self, b + len)
            {
                len += 1;
            }
            let units = old.units(a, len);
            let whole = old.is_edge(a) && old.is_edge(a + len);
            if units >= if whole { SHORTEST_MOVE } else { SHORTEST_FORMULA } {
                self.join(old.start(a), new.start(b), units);
            }
        }
    }

    /// Between two neighbours that stayed together, what was replaced is compared unit by unit where it is similar.
    fn refine(&mut self, old: &[char], new: &[char]) {
        let mut at = 0;
        while at < old.len() {
            let Some(len) = self.to.get(at..).and_then(|rest| rest.iter().position(|&to| to != NONE)) else {
                self.refine_gap(old, new, at..old.len());
                return;
            };
            if len > 0 {
                self.refine_gap(old, new, at..at + len);
            }
            at += len + 1;
        }
    }

    fn refine_gap(&mut self, old: &[char], new: &[char], gap: Range<usize>) {
        let Some(target) = self.gap_of(&gap) else { return };
        if gap.len().max(target.len()) > LONGEST {
            return;
        }
        let (Some(a), Some(b)) = (old.get(gap.clone()), new.get(target.clone())) else { return };
        if similarity(a, b) < ALIKE {
            return;
        }
        let mut names = HashMap::new();
        let (a, b) = (letters(a, &mut names), letters(b, &mut names));
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Myers, &a, &b, u32::try_from(names.len()).unwrap_or(NONE));
        for run in runs(&diff, a.len()) {
            self.join(gap.start + run.old, target.start + run.new, run.len);
        }
    }

    /// The stretch of the new text that stands where the old units `gap` stood: from the image of the unit before to
    /// the image of the unit behind, where these kept their order and nothing else stands between.
    pub(super) fn gap_of(&self, gap: &Range<usize>) -> Option<Range<usize>> {
        let before = gap.start.checked_sub(1).map(|at| self.get(at).map(|at| at + 1));
        let behind = (gap.end < self.to.len()).then(|| self.get(gap.end));
        let free = |at: &usize| !self.is_taken(*at);
        let (start, end) = match (before.unwrap_or(Some(0)), behind.unwrap_or(Some(self.taken.len()))) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => (start, start + (start..self.taken.len()).take_while(free).count()),
            (None, Some(end)) => (end - (0..end).rev().take_while(free).count(), end),
            (None, None) => return None,
        };
        (start <= end && (start..end).all(|at| free(&at))).then_some(start..end)
    }
}

/// A text as words: runs of letters and digits, everything else by itself.
struct Words {
    names: Vec<Token>,
    starts: Vec<usize>,
    kinds: Vec<Edge>,
    len: usize,
}

/// What a word is to a sentence.
#[derive(Clone, Copy, PartialEq)]
enum Edge {
    Paragraph,
    Blank,
    Stop,
    Other,
}

impl Words {
    fn new<'t>(units: &'t [char], names: &mut HashMap<&'t [char], u32>) -> Words {
        let mut words = Words { names: Vec::new(), starts: Vec::new(), kinds: Vec::new(), len: units.len() };
        let mut at = 0;
        for word in units.chunk_by(|a, b| a.is_alphanumeric() && b.is_alphanumeric()) {
            let next = u32::try_from(names.len()).unwrap_or(NONE);
            words.names.push(Token(*names.entry(word).or_insert(next)));
            words.starts.push(at);
            words.kinds.push(match word {
                [PARAGRAPH] => Edge::Paragraph,
                [' '] => Edge::Blank,
                ['.' | '!' | '?' | ':' | '"'] => Edge::Stop,
                _ => Edge::Other,
            });
            at += word.len();
        }
        words
    }

    fn start(&self, word: usize) -> usize {
        self.starts.get(word).copied().unwrap_or(self.len)
    }

    fn units(&self, word: usize, count: usize) -> usize {
        self.start(word + count) - self.start(word)
    }

    /// Whether a sentence may begin or end before `word`.
    fn is_edge(&self, word: usize) -> bool {
        self.edge(word) > 1
    }

    /// How well a passage may begin or end before `word`.
    fn edge(&self, word: usize) -> u32 {
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(Edge::Paragraph);
        let before = |back: usize| word.checked_sub(back).map_or(Edge::Paragraph, kind);
        match (before(2), before(1), kind(word)) {
            (_, Edge::Paragraph, _) => 5,
            (_, _, Edge::Paragraph) => 4,
            (Edge::Stop, Edge::Blank, _) => 3,
            (_, Edge::Stop, Edge::Blank) => 2,
            (_, Edge::Blank, _) | (_, _, Edge::Blank) => 1,
            _ => 0,
        }
    }

    /// The end of a hunk that may slide, where its edges fall on the best places. It is counted from word `base`.
    fn best_end(&self, base: usize, hunk: Range<u32>, earliest: u32) -> u32 {
        let len = hunk.end - hunk.start;
        let first = earliest.max(hunk.end.saturating_sub(SLIDE)).max(len);
        let score = |end: u32| self.edge(base + end as usize) + self.edge(base + (end - len) as usize);
        (first..=hunk.end).max_by_key(|&end| score(end)).unwrap_or(hunk.end)
    }
}

fn letters(units: &[char], names: &mut HashMap<char, u32>) -> Vec<Token> {
    let mut name = |unit: &char| {
        let next = u32::try_from(names.len()).unwrap_or(NONE);
        Token(*names.entry(*unit).or_insert(next))
    };
    units.iter().map(&mut name).collect()
}

/// Something that stands in both, with what was removed and inserted before it, in words.
#[derive(Clone, Copy)]
struct Run {
    old: usize,
    new: usize,
    len: usize,
}

fn runs(diff: &Diff, old_len: usize) -> Vec<Run> {
    let (mut old, mut new) = (0, 0);
    let mut runs = Vec::new();
    for hunk in diff.hunks() {
        let len = hunk.before.start as usize - old;
        runs.push(Run { old, new, len });
        (old, new) = (hunk.before.end as usize, hunk.after.end as usize);
    }
    runs.push(Run { old, new, len: old_len - old });
    runs.retain(|run| run.len > 0);
    runs
}

/// The common runs of two texts, in units.
fn matches<'w>(old: &'w Words, new: &'w Words, names: usize) -> (Vec<Run>, &'w Words, &'w Words) {
    let names = u32::try_from(names).unwrap_or(NONE);
    let mut all = Vec::new();
    for (a, b) in sections(&old.names, &new.names) {
        let (was, is) = (old.names.get(a.clone()).unwrap_or_default(), new.names.get(b.clone()).unwrap_or_default());
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, was, is, names);
        // The same heuristic serves both texts; it is told which one by the tokens it is given.
        diff.postprocess_with(was, is, |tokens: &[Token], hunk: Range<u32>, earliest: u32| {
            match std::ptr::eq(tokens, is) {
                true => new.best_end(b.start, hunk, earliest),
                false => old.best_end(a.start, hunk, earliest),
            }
        });
        let shifted = |run: Run| Run { old: run.old + a.start, new: run.new + b.start, ..run };
        all.extend(runs(&diff, was.len()).into_iter().map(shifted));
    }
    (all, old, new)
}

/// Without the runs that are far shorter than the changes on both sides of them: a word that an unrelated sentence has
/// too. (After the semantic clean-up of Fraser's diff-match-patch.)
fn steady((mut runs, old, new): (Vec<Run>, &Words, &Words)) -> Vec<Run> {
    // Blanks and particles first, because any two sentences share them.
    runs = kept(&runs, old, new, |len, _| len >= PARTICLE);
    // As long as what was replaced on both sides is a word or two, a word between them is still itself.
    kept(&runs, old, new, |len, around| around < REWORDED || len * 6 > around * 5)
}

/// The runs that do not touch an unchanged edge of the text, or pass a test of their length and of the smaller one of
/// the changes around them, in units.
fn kept(runs: &[Run], old: &Words, new: &Words, passes: impl Fn(usize, usize) -> bool) -> Vec<Run> {
    let change = |from: Option<&Run>, to: Option<&Run>| {
        let (a, b) = from.map_or((0, 0), |run| (run.old + run.len, run.new + run.len));
        let (c, d) = to.map_or((old.names.len(), new.names.len()), |run| (run.old, run.new));
        old.units(a, c - a).max(new.units(b, d - b))
    };
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let around = change(kept.last(), Some(run)).min(change(Some(run), runs.get(at + 1)));
        if around == 0 || passes(old.units(run.old, run.len), around) {
            kept.push(*run);
        }
    }
    kept
}
