//! Word forms: all that a token tells by itself, worked out once per form and document.

use super::hash;
use super::lexicon::{Clusters, Lexicon};

/// How a token looks, as far as the tags of neighbours depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Class {
    /// Nothing: before the first and behind the last token of a sentence.
    #[default]
    Edge,
    /// A word in small letters.
    Lower,
    /// A small word that names have inside: "von", "für", "of", "&".
    Particle,
    /// A word with one capital, the first.
    Capital,
    /// A word of capitals only.
    Upper,
    /// A word with capitals elsewhere, hyphens or digits.
    Mixed,
    /// A number.
    Number,
    /// A mark or sign.
    Mark,
}

impl Class {
    /// How many classes there are.
    pub const COUNT: usize = 8;
}

/// Small words that stand inside names.
const PARTICLES: &[&str] = &[
    "&", "'s", "al", "and", "auf", "bin", "da", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "die",
    "do", "dos", "du", "el", "et", "for", "für", "ibn", "im", "in", "la", "le", "les", "o", "of", "on", "ten", "ter",
    "the", "und", "van", "vom", "von", "y", "zu", "zum", "zur", "’s",
];

/// A word form. The hashes in `atoms` say the same thing wherever the form stands.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The key of the form as written; 0 for the edge of a sentence.
    pub key: u64,
    /// The key of its small letters.
    pub lower: u64,
    /// The key of its shape: runs of capitals, small letters, digits and other signs.
    pub shape: u64,
    /// Its class.
    pub class: Class,
    /// Its clusters.
    pub clusters: Clusters,
    /// What lists say of it, with [`GENITIVE`] where they know it without its -s only.
    pub flags: u8,
    /// The key of the form without a last "s", which may be that of the genitive.
    pub stem: Option<u64>,
    /// The key of its last three letters.
    pub ending: u64,
    /// The keys of its other parts: beginnings, endings, parts between hyphens.
    pub parts: Vec<u64>,
}

/// The flag of a form that lists know without its last "s".
pub const GENITIVE: u8 = 64;

/// Longest beginnings and endings that count, in characters.
const AFFIX: usize = 6;

impl Form {
    /// Reads the form `text`. `buffer` is for its small letters; only its memory is used.
    pub fn read(text: &str, lexicon: &Lexicon<'_>, buffer: &mut String) -> Form {
        buffer.clear();
        buffer.extend(text.chars().flat_map(char::to_lowercase));
        let key = hash::word(text);
        let lower = hash::word(buffer);
        let stem = text.strip_suffix('s').filter(|stem| stem.len() > 3).map(hash::word);
        let mut flags = lexicon.flags(key);
        let mut clusters = lexicon.clusters(key).or_else(|| lexicon.clusters(lower));
        if let Some(stem) = stem {
            let known = lexicon.flags(stem);
            if flags == 0 && known != 0 {
                flags = known | GENITIVE;
            }
            clusters = clusters.or_else(|| lexicon.clusters(stem));
        }
        let mut form = Form {
            key,
            lower,
            shape: shape(text),
            class: class(text),
            clusters: clusters.unwrap_or_default(),
            flags,
            stem,
            ending: ending(buffer, 3).map_or(lower, hash::word),
            parts: Vec::with_capacity(16),
        };
        form.read_parts(text, buffer, lexicon);
        form
    }

    fn read_parts(&mut self, text: &str, lower: &str, lexicon: &Lexicon<'_>) {
        let stem = self.stem;
        let mut part = |kind: u64, key: u64| self.parts.push(hash::pair(kind, key));
        for length in 1..=AFFIX {
            if let Some(ending) = ending(lower, length) {
                part(10 + length as u64, hash::word(ending));
            }
            if let Some(beginning) = beginning(text, length).filter(|_| length < AFFIX) {
                part(20 + length as u64, hash::word(beginning));
            }
        }
        if let Some(stem) = stem {
            part(30, stem);
        }
        if let Some((head, tail)) = text.split_once('-').and(text.rsplit_once('-')).filter(|(_, tail)| !tail.is_empty())
        {
            let (head, tail) = (hash::word(head), hash::word(tail));
            part(31, tail);
            part(32, head);
            part(33, u64::from(lexicon.flags(head)));
            part(34, u64::from(lexicon.clusters(tail).unwrap_or_default().fine));
            part(35, u64::from(lexicon.clusters(head).unwrap_or_default().fine));
        }
    }
}

/// The last `length` characters, where there are more.
fn ending(text: &str, length: usize) -> Option<&str> {
    let (at, _) = text.char_indices().rev().nth(length - 1).filter(|&(at, _)| at > 0)?;
    text.get(at..)
}

/// The first `length` characters, where there are more.
fn beginning(text: &str, length: usize) -> Option<&str> {
    text.char_indices().nth(length).and_then(|(at, _)| text.get(..at))
}

/// The key of the shape of `text`: one sign for each run of signs of one kind, "Xx-Xx" for "US-Dollar".
fn shape(text: &str) -> u64 {
    let (mut shape, mut last) = (0u64, 0);
    for c in text.chars() {
        let sign = match c {
            c if c.is_lowercase() => 1,
            c if c.is_uppercase() => 2,
            c if c.is_numeric() => 3,
            '-' => 4,
            '.' => 5,
            '\'' | '’' => 6,
            '"' | '“' | '”' | '„' | '»' | '«' => 7,
            '(' | '[' => 8,
            ')' | ']' => 9,
            ',' => 10,
            ':' | ';' => 11,
            '!' | '?' | '…' => 12,
            c if c.is_alphabetic() => 13,
            _ => 14,
        };
        if sign != last {
            shape = shape.wrapping_mul(16).wrapping_add(sign);
            last = sign;
        }
    }
    shape
}

fn class(text: &str) -> Class {
    if PARTICLES.binary_search(&text).is_ok() {
        return Class::Particle;
    }
    let (mut letters, mut digits, mut capitals, mut other) = (0, 0, 0, 0);
    for c in text.chars() {
        match c {
            c if c.is_alphabetic() => {
                letters += 1;
                capitals += usize::from(c.is_uppercase());
            }
            c if c.is_numeric() => digits += 1,
            _ => other += 1,
        }
    }
    let opens = text.starts_with(char::is_uppercase);
    match () {
        () if letters == 0 && digits == 0 => Class::Mark,
        () if letters == 0 => Class::Number,
        () if digits > 0 || (other > 0 && !text.ends_with('.')) => Class::Mixed,
        () if capitals == 0 => Class::Lower,
        () if capitals == letters && letters > 1 => Class::Upper,
        () if capitals == 1 && opens => Class::Capital,
        () => Class::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_what_they_look_like() {
        assert!(PARTICLES.is_sorted());
        for (form, class) in [
            ("ging", Class::Lower),
            ("von", Class::Particle),
            ("Dr.", Class::Capital),
            ("NATO", Class::Upper),
            ("US-Dollar", Class::Mixed),
            ("1.000,5", Class::Number),
            ("„", Class::Mark),
            ("👍🏽", Class::Mark),
        ] {
            assert_eq!(super::class(form), class, "{form}");
        }
    }
}
