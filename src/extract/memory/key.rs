//! Keys of strings: what differs only in how a text writes it has one key.
//!
//! A key is a hash that grows sign by sign, so that all strings that begin at one place of a text are looked up in one
//! walk, whatever its tokens are.

use crate::extract::entities::hash;

/// A string being read. White space in a row counts as one blank and words of capitals as words with one
/// (`MOSKAU`: `Moskau`); a last `s` behind a long word does not count, be it the genitive's or the name's own; quotes
/// are straight.
#[derive(Debug, Clone, Default)]
pub(super) struct Walk {
    /// The key of what stands before the word that is being read.
    before: u64,
    /// The letters of that word.
    word: String,
    /// Whether white space stands before it.
    blank: bool,
}

/// Shortest word of capitals that counts as written large only for show, and shortest that loses its `s`, in letters.
const LONG: usize = 4;

impl Walk {
    /// Reads on over `text`.
    pub(super) fn read(&mut self, text: &str) {
        for c in text.chars() {
            if is_letter(c) {
                self.word.push(c);
                continue;
            }
            self.close();
            if c.is_whitespace() {
                self.blank = true;
            } else {
                self.push_mark(c);
            }
        }
    }

    /// The key of what was read.
    pub(super) fn key(&self) -> u64 {
        self.grown(true)
    }

    /// The key under which a longer string that goes on here is announced.
    pub(super) fn prefix(&self) -> u64 {
        hash::pair(self.grown(false), PREFIX)
    }

    fn grown(&self, is_end: bool) -> u64 {
        if self.word.is_empty() {
            return self.before;
        }
        let letters = self.word.chars().count();
        let is_upper = letters >= LONG && self.word.chars().all(|c| c.is_uppercase());
        let folded: String = match is_upper {
            true => self.word.chars().enumerate().flat_map(|(at, c)| lower(c, at > 0)).collect(),
            false => self.word.clone(),
        };
        let stem = folded.strip_suffix('s').filter(|_| is_end && letters > LONG).unwrap_or(&folded);
        self.joined(hash::word(stem))
    }

    fn joined(&self, part: u64) -> u64 {
        let before = if self.blank && self.before != 0 { hash::pair(self.before, BLANK) } else { self.before };
        if before == 0 { part } else { hash::pair(before, part) }
    }

    fn close(&mut self) {
        if !self.word.is_empty() {
            self.before = self.grown(false);
            self.blank = false;
            self.word.clear();
        }
    }

    fn push_mark(&mut self, c: char) {
        let c = match c {
            '’' | '‘' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            c => c,
        };
        self.before = self.joined(hash::word(c.encode_utf8(&mut [0; 4])));
        self.blank = false;
    }
}

const BLANK: u64 = 1;
const PREFIX: u64 = 2;

/// Letters that stand in a row; of scripts without blanks, every sign stands alone.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !('\u{2e80}'..='\u{d7ff}').contains(&c)
}

fn lower(c: char, is_inner: bool) -> impl Iterator<Item = char> {
    let lower = is_inner.then(|| c.to_lowercase());
    let kept = (!is_inner).then_some(c);
    lower.into_iter().flatten().chain(kept)
}

/// The key of `text` as a whole; none where it has no letter.
pub(super) fn of(text: &str) -> Option<u64> {
    let mut walk = Walk::default();
    walk.read(text.trim());
    text.contains(char::is_alphanumeric).then(|| walk.key())
}

/// The keys that announce `text` at each place inside where a token may end, in order.
pub(super) fn prefixes(text: &str) -> Vec<u64> {
    let mut walk = Walk::default();
    let mut found = Vec::new();
    let mut chars = text.trim().chars().peekable();
    let mut buffer = [0; 4];
    while let Some(c) = chars.next() {
        walk.read(c.encode_utf8(&mut buffer));
        if chars.peek().is_some_and(|&next| !(c.is_whitespace() || is_letter(c) && is_letter(next))) {
            found.push(walk.prefix());
        }
    }
    found
}
