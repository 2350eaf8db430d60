//! Edits of an article in which every character remembers where it came from.

use glossator::text::Text;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

use super::prose::Words;
use super::random::Random;

/// A character of the edited article.
#[derive(Clone, Copy)]
pub struct Unit {
    pub c: char,
    /// The code point of the old article that it is.
    pub origin: Option<usize>,
    /// The code point that it is a copy of.
    pub copy: Option<usize>,
    /// Whether a slip of the finger changed it.
    pub mistyped: bool,
}

/// An article while it is edited.
pub struct Draft<'w> {
    pub units: Vec<Unit>,
    words: &'w Words,
}

/// What can happen to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Insert,
    Delete,
    Replace,
    Reword,
    Move,
    Duplicate,
    Reflow,
    Quotes,
    Typos,
    Accents,
    Crlf,
    Nfd,
    Nfc,
    Bom,
    Trailing,
    Combined,
}

impl Kind {
    pub const ALL: [Kind; 16] = [
        Kind::Insert,
        Kind::Delete,
        Kind::Replace,
        Kind::Reword,
        Kind::Move,
        Kind::Duplicate,
        Kind::Reflow,
        Kind::Quotes,
        Kind::Typos,
        Kind::Accents,
        Kind::Crlf,
        Kind::Nfd,
        Kind::Nfc,
        Kind::Bom,
        Kind::Trailing,
        Kind::Combined,
    ];

    /// Whether a reader sees no difference.
    pub fn is_invisible(self) -> bool {
        matches!(self, Kind::Crlf | Kind::Nfd | Kind::Nfc | Kind::Bom | Kind::Trailing)
    }
}

impl<'w> Draft<'w> {
    pub fn new(article: &str, words: &'w Words) -> Draft<'w> {
        let units = article.chars().enumerate().map(|(at, c)| Unit { origin: Some(at), ..fresh(c) }).collect();
        Draft { units, words }
    }

    pub fn text(&self) -> Text {
        Text::new(self.units.iter().map(|unit| unit.c).collect::<String>())
    }

    pub fn edit(&mut self, kind: Kind, random: &mut Random) {
        match kind {
            Kind::Insert => (0..random.within(1, 4)).for_each(|_| self.insert_sentence(random)),
            Kind::Delete => (0..random.within(1, 4)).for_each(|_| self.delete_sentence(random, false)),
            Kind::Replace => (0..random.within(1, 4)).for_each(|_| self.delete_sentence(random, true)),
            Kind::Reword => self.reword(random, 0.03),
            Kind::Move => (0..random.within(1, 2)).for_each(|_| self.relocate(random, false)),
            Kind::Duplicate => self.relocate(random, true),
            Kind::Reflow => self.reflow(random.within(30, 100)),
            Kind::Quotes => self.replace(|c| match c {
                '„' | '“' | '”' | '«' | '»' => Some("\""),
                '‘' | '’' => Some("'"),
                '–' | '—' => Some("-"),
                _ => None,
            }),
            Kind::Typos => self.mistype(random, 0.006),
            Kind::Accents => self.rewrite(|c, push| {
                decompose_canonical(c, |part| {
                    if canonical_combining_class(part) == 0 {
                        push(part);
                    }
                })
            }),
            Kind::Crlf => self.replace(|c| (c == '\n').then_some("\r\n")),
            Kind::Nfd => self.rewrite(|c, push| decompose_canonical(c, push)),
            Kind::Nfc => self.compose(),
            Kind::Bom => self.units.insert(0, fresh('\u{feff}')),
            Kind::Trailing => self.trail(random),
            Kind::Combined => {
                const MIX: [Kind; 9] = [
                    Kind::Insert,
                    Kind::Delete,
                    Kind::Replace,
                    Kind::Reword,
                    Kind::Move,
                    Kind::Reflow,
                    Kind::Quotes,
                    Kind::Typos,
                    Kind::Crlf,
                ];
                for _ in 0..random.within(2, 5) {
                    self.edit(*random.pick(&MIX), random);
                }
            }
        }
    }

    /// Where sentences begin, and the end of the article.
    fn sentences(&self) -> Vec<usize> {
        let c = |at: usize| self.units.get(at).map_or('\n', |unit| unit.c);
        let begins = |&at: &usize| {
            let closed = at >= 2 && matches!(c(at - 2), '.' | '“' | '”' | '?' | '!') && matches!(c(at - 1), ' ' | '\n');
            at == 0 || (!c(at).is_whitespace() && (closed || c(at - 1) == '\n'))
        };
        (0..self.units.len()).filter(begins).chain([self.units.len()]).collect()
    }

    /// Paragraphs, each with the blank line behind it.
    fn paragraphs(&self) -> Vec<usize> {
        let c = |at: usize| self.units[at].c;
        let begins = |&at: &usize| {
            at == 0
                || (!c(at).is_whitespace() && at >= 2 && c(at - 1) == '\n' && {
                    let before: String = self.units[at.saturating_sub(4)..at].iter().map(|unit| unit.c).collect();
                    before.ends_with("\n\n") || before.ends_with("\r\n\r\n")
                })
        };
        (0..self.units.len()).filter(begins).chain([self.units.len()]).collect()
    }

    fn insert_sentence(&mut self, random: &mut Random) {
        let at = *random.pick(&self.sentences());
        let sentence = format!("{} ", self.words.sentence(random));
        self.units.splice(at..at, sentence.chars().map(fresh));
    }

    fn delete_sentence(&mut self, random: &mut Random, replace: bool) {
        let starts = self.sentences();
        if starts.len() < 4 {
            return;
        }
        let which = random.below(starts.len() - 1);
        let (start, mut end) = (starts[which], starts[which + 1]);
        // What ends the paragraph stays.
        while end > start && self.units[end - 1].c.is_whitespace() {
            end -= 1;
        }
        let old: String = self.units[start..end].iter().map(|unit| unit.c).collect();
        let sentence = if replace { self.words.other_sentence(&old, random) } else { String::new() };
        self.units.splice(start..end, sentence.chars().map(fresh));
    }

    /// Some words go, some come, some are replaced.
    fn reword(&mut self, random: &mut Random, rate: f64) {
        let mut edited: Vec<Unit> = Vec::with_capacity(self.units.len());
        for word in self.units.chunk_by(|a, b| a.c.is_alphanumeric() == b.c.is_alphanumeric()) {
            if !word[0].c.is_alphanumeric() || !random.chance(rate) {
                edited.extend_from_slice(word);
                continue;
            }
            let own: String = word.iter().map(|unit| unit.c).collect();
            let other = self.words.word_but(&own, random);
            match random.below(3) {
                0 => edited.extend(other.chars().map(fresh)),
                1 => drop(edited.pop_if(|blank| blank.c == ' ')),
                _ => {
                    edited.extend(other.chars().chain([' ']).map(fresh));
                    edited.extend_from_slice(word);
                }
            }
        }
        self.units = edited;
    }

    /// A paragraph, or a few sentences of one, goes to the start of another paragraph; a copy stays behind or not. It
    /// does not go beside itself: nobody could tell the copy from the original then.
    fn relocate(&mut self, random: &mut Random, copy: bool) {
        let paragraphs = self.paragraphs();
        if paragraphs.len() < 5 {
            return;
        }
        let which = random.below(paragraphs.len() - 1);
        let target = random.below(paragraphs.len() - 1);
        if target.abs_diff(which) < 2 {
            return;
        }
        let (start, end) = (paragraphs[which], paragraphs[which + 1]);
        let mut moved: Vec<Unit> = self.units[start..end].to_vec();
        let mut at = paragraphs[target];
        if copy {
            moved.iter_mut().for_each(|unit| (unit.copy, unit.origin) = (unit.origin, None));
        } else {
            self.units.drain(start..end);
            at -= if at >= end { end - start } else { 0 };
        }
        if moved.last().is_none_or(|unit| unit.c != '\n') {
            moved.extend("\n\n".chars().map(fresh));
        }
        self.units.splice(at..at, moved);
    }

    fn reflow(&mut self, width: usize) {
        let mut column = 0;
        for at in 1..self.units.len() {
            column = if self.units[at].c == '\n' { 0 } else { column + 1 };
            if self.units[at].c == ' ' && column > width {
                (self.units[at].c, column) = ('\n', 0);
            }
        }
    }

    fn mistype(&mut self, random: &mut Random, rate: f64) {
        let mut edited: Vec<Unit> = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            let letter = char::from(b'a' + u8::try_from(random.below(26)).unwrap());
            match if unit.c.is_alphabetic() && random.chance(rate) { random.below(4) } else { 9 } {
                0 => edited.push(Unit { c: letter, mistyped: true, ..*unit }),
                1 => {}
                2 => edited.extend([*unit, fresh(letter)]),
                3 if edited.last().is_some_and(|last| last.c.is_alphabetic()) => {
                    let last = edited.pop().unwrap();
                    edited.extend([
                        Unit { c: unit.c, mistyped: true, ..last },
                        Unit { c: last.c, mistyped: true, ..*unit },
                    ]);
                }
                _ => edited.push(*unit),
            }
        }
        self.units = edited;
    }

    fn replace(&mut self, other: impl Fn(char) -> Option<&'static str>) {
        self.rewrite(|c, push| match other(c) {
            Some(text) => text.chars().for_each(push),
            None => push(c),
        });
    }

    /// Each character becomes others that keep its origin.
    fn rewrite(&mut self, other: impl Fn(char, &mut dyn FnMut(char))) {
        let mut edited = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            other(unit.c, &mut |c| edited.push(Unit { c, ..*unit }));
        }
        self.units = edited;
    }

    fn compose(&mut self) {
        let mut edited: Vec<Unit> = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            match edited.last_mut().and_then(|last| Some((compose(last.c, unit.c)?, last))) {
                Some((c, last)) => last.c = c,
                None => edited.push(*unit),
            }
        }
        self.units = edited;
    }

    fn trail(&mut self, random: &mut Random) {
        let mut edited = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            if unit.c == '\n' && random.chance(0.5) {
                edited.extend((0..random.within(1, 3)).map(|_| fresh(' ')));
            }
            edited.push(*unit);
        }
        edited.push(fresh('\n'));
        self.units = edited;
    }
}

fn fresh(c: char) -> Unit {
    Unit { c, origin: None, copy: None, mistyped: false }
}

/// The decomposed form, as some systems write it.
pub fn decomposed(article: &str) -> String {
    article.nfd().collect()
}
