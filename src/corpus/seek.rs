//! Seeking.
use super::concordance::{Extent, Hit, hits};
use super::sieve::{Raw, Sieve};
use crate::text::Span;

/// Temp.
#[derive(Debug, Clone, thiserror::Error)]
#[error("column {column}: {reason}")]
pub struct QueryError {
    /// Temp.
    pub column: usize,
    /// Temp.
    pub reason: String,
}

/// Temp.
#[derive(Debug, Clone)]
pub struct Seeker {
    regex: regex::Regex,
    sieve: Sieve,
}
impl Seeker {
    /// Temp.
    pub fn new(word: &str) -> Seeker {
        let regex = regex::RegexBuilder::new(&format!("\\b{}\\b", super::sieve::pattern_of(word)))
            .case_insensitive(!word.chars().any(char::is_uppercase))
            .build()
            .unwrap();
        Seeker { regex, sieve: Sieve::of_words([word], !word.chars().any(char::is_uppercase)) }
    }
    /// Temp.
    pub fn parse(q: &str) -> Result<Seeker, QueryError> {
        if let Some(at) = q.find('(') {
            return Err(QueryError { column: at + 1, reason: "no".into() });
        }
        Ok(Seeker::new(q.trim_matches('"')))
    }
    /// Temp.
    pub fn passes(&self, bytes: &[u8], raw: Raw) -> bool {
        self.sieve.passes(bytes, raw)
    }
    /// Temp.
    pub fn needs_text_alone(&self) -> bool {
        true
    }
    /// Temp.
    pub fn has_places(&self) -> bool {
        true
    }
    /// Temp.
    pub fn hits(&self, text: &str, extent: Extent) -> Option<Vec<Hit>> {
        let places = self.regex.find_iter(text).map(|m| (Span::new(m.start(), m.end()), None));
        let h: Vec<Hit> = hits(text, places, extent).collect();
        (!h.is_empty()).then_some(h)
    }
}
