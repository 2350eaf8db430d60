//! Names of annotations and annotators.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Crockford's base 32 in lower case: no letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Length of the ids made here, in characters: 60 bits.
const LENGTH: u32 = 12;

/// Longest id that is accepted from a file, in bytes.
const LONGEST: usize = 64;

/// The name of one annotation, unique in its file. Across files an annotation is `annotator:id`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Arc<str>);

/// An id that may not stand in a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 characters of a-z, A-Z, 0-9, '.', '_' and '-' (it is {0:?})")]
pub struct InvalidId(pub String);

impl Id {
    /// The id of 60 random bits; the four highest bits of `bits` are not used.
    pub fn from_bits(bits: u64) -> Id {
        let digit = |i: u32| ALPHABET.get((bits >> (5 * (LENGTH - 1 - i)) & 31) as usize).copied().unwrap_or(b'0');
        Id((0..LENGTH).map(|i| char::from(digit(i))).collect::<String>().into())
    }

    /// The id of a program's annotation: the same producer, label and place give the same id in every run.
    pub fn hashed(producer: &str, label: &str, start: usize, end: usize) -> Id {
        Id::digest_of(&format!("{producer}\0{label}\0{start}\0{end}"))
    }

    /// The id that is the same for the same words: 60 bits of their SHA-256.
    pub fn digest_of(words: &str) -> Id {
        let digest = Sha256::digest(words);
        Id::from_bits(digest.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
    }

    /// An id read from a file.
    ///
    /// # Errors
    /// When it is empty, too long or has other characters than an id may have.
    pub fn parse(id: &str) -> Result<Id, InvalidId> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let valid = !id.is_empty() && id.len() <= LONGEST && id.chars().all(allowed);
        valid.then(|| Id(id.into())).ok_or_else(|| InvalidId(id.into()))
    }

    /// The id as it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}

/// A stream of random ids (splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub struct IdSource(u64);

impl IdSource {
    /// The stream that these random bits begin.
    pub fn new(seed: u64) -> IdSource {
        IdSource(seed)
    }

    /// The next id.
    pub fn next_id(&mut self) -> Id {
        Id::from_bits(self.next_bits())
    }

    /// 64 bits, to begin another stream with.
    pub fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// Whose annotations: a person or a program. It is part of a file name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnnotatorName(String);

/// A name no annotator can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an annotator's name has 1 to 64 characters of a-z, 0-9, '_' and '-' (it is {0:?})")]
pub struct InvalidName(pub String);

impl AnnotatorName {
    /// A name that matches `[a-z0-9_-]+`.
    ///
    /// # Errors
    /// When it does not match, or has over 64 characters.
    pub fn parse(name: &str) -> Result<AnnotatorName, InvalidName> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        let valid = !name.is_empty() && name.len() <= 64 && name.chars().all(allowed);
        valid.then(|| AnnotatorName(name.into())).ok_or_else(|| InvalidName(name.into()))
    }

    /// The nearest valid name to a login name: lower case, other characters replaced by `-`, `annotator` if nothing is left.
    pub fn from_login(login: &str) -> AnnotatorName {
        let name: String = login
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' { c } else { '-' })
            .take(64)
            .collect();
        AnnotatorName::parse(name.trim_matches('-')).unwrap_or_else(|_| AnnotatorName("annotator".into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AnnotatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_twelve_characters_and_a_programs_are_stable() {
        assert_eq!(Id::from_bits(0).as_str(), "000000000000");
        assert_eq!(Id::from_bits(u64::MAX).as_str(), "zzzzzzzzzzzz");
        assert_eq!(Id::hashed("builtin", "PER", 1, 5), Id::hashed("builtin", "PER", 1, 5));
        assert_ne!(Id::hashed("builtin", "PER", 1, 5), Id::hashed("builtin", "ORG", 1, 5));
        assert!(Id::parse("../x").is_err() && Id::parse("").is_err());
    }

    #[test]
    fn a_login_name_becomes_a_valid_annotator() {
        assert_eq!(AnnotatorName::from_login("Anna Müller").as_str(), "anna-m-ller");
        assert_eq!(AnnotatorName::from_login("Ü").as_str(), "annotator");
        assert!(AnnotatorName::parse("Anna").is_err());
    }
}
