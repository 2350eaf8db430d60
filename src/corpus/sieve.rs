//! What the bytes of a file must hold where its text can hold what is sought: so that a search through many files makes
//! a document of few of them.
//!
//! A sieve may let through what holds nothing; it must never keep back what does. Where bytes are not what the text is
//! made of letter by letter, everything passes.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Largest compiled expression in bytes, so that what is typed cannot eat the memory.
const LIMIT: usize = 4 << 20;

/// What bytes are, seen from the text that is made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    /// The text itself, where they are UTF-8.
    Text,
    /// A line of JSON or a row of a table, of which the text is a part; some characters may be escaped.
    Record,
    /// Something else, such as a page of the web.
    Made,
}

/// What the bytes must hold for one thing that is sought.
#[derive(Debug, Clone)]
pub struct Sieve {
    /// For the text itself; without one, everything passes.
    text: Option<Regex>,
    /// For records: letters and digits alone, which no format writes otherwise than `\u…`.
    record: Option<Regex>,
}

impl Sieve {
    /// For words that stand beside each other: the longest of them.
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>, any_case: bool) -> Sieve {
        let longest = words.into_iter().flat_map(runs).max_by_key(|run| run.chars().count());
        let regex = longest.and_then(|run| compile(&pattern_of(run), any_case));
        Sieve { text: regex.clone(), record: regex }
    }

    /// For an expression that is matched against the text.
    pub fn of_expression(pattern: &str, any_case: bool) -> Sieve {
        Sieve {
            text: compile(pattern, any_case),
            record: required(pattern, any_case).and_then(|runs| {
                compile(&runs.iter().map(|run| regex::escape(run)).collect::<Vec<_>>().join("|"), false)
            }),
        }
    }

    /// Whether a text made of `bytes` may hold what is sought.
    pub fn passes(&self, bytes: &[u8], raw: Raw) -> bool {
        let holds = |regex: &Option<Regex>| regex.as_ref().is_none_or(|regex| regex.is_match(bytes));
        match raw {
            Raw::Made => true,
            Raw::Text => holds(&self.text) || !is_utf8(bytes),
            Raw::Record => holds(&self.record) || memchr::memmem::find(bytes, b"\\u").is_some() || !is_utf8(bytes),
        }
    }
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

fn compile(pattern: &str, any_case: bool) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(any_case).size_limit(LIMIT).build().ok()
}

/// An expression for `text` in both forms that letters with accents are written in, composed and not (NFC and NFD).
pub fn pattern_of(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.nfc() {
        let mut parts = String::new();
        decompose_canonical(c, |part| parts.push(part));
        let (whole, parts) = (regex::escape(c.encode_utf8(&mut [0; 4])), regex::escape(&parts));
        match whole == parts {
            true => pattern += &whole,
            false => pattern += &format!("(?:{whole}|{parts})"),
        }
    }
    pattern
}

/// The stretches of letters and digits of a text.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|run| !run.is_empty())
}

/// Stretches of letters and digits of which every match of an expression holds at least one; `None` where it may hold
/// none of a few.
fn required(pattern: &str, any_case: bool) -> Option<Vec<String>> {
    let hir = ParserBuilder::new().case_insensitive(any_case).build().parse(pattern).ok()?;
    let all = |kind: ExtractKind| {
        let literals = Extractor::new().kind(kind).extract(&hir);
        literals.literals()?.iter().map(|literal| longest_run(literal.as_bytes())).collect::<Option<Vec<String>>>()
    };
    // The longer the shortest of them is, the fewer files pass for nothing.
    let worth = |runs: &Vec<String>| runs.iter().map(String::len).min();
    [ExtractKind::Prefix, ExtractKind::Suffix].into_iter().filter_map(all).max_by_key(worth)
}

fn longest_run(literal: &[u8]) -> Option<String> {
    literal.utf8_chunks().flat_map(|chunk| runs(chunk.valid())).max_by_key(|run| run.len()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A record as any program may write it: every character that is asked for as `\u…`, the others as they are.
    fn json(text: &str, escaped: &[bool]) -> String {
        let mut line = String::new();
        for (number, c) in text.chars().enumerate() {
            if escaped.get(number).copied().unwrap_or(false) {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| line += &format!("\\u{unit:04X}"));
            } else {
                line += serde_json::to_string(&c.to_string()).unwrap().trim_matches('"').trim_end_matches('\\');
            }
        }
        line
    }

    proptest! {
        /// Whatever text holds the words, composed or not, in capitals or not, escaped or not: it passes.
        #[test]
        fn nothing_that_holds_the_words_is_kept_back(
            before in "[aä \n\"\\\\/]{0,6}", word in "[aäöéßſkKσΣς1]{1,5}", after in "[bü \t\"]{0,6}",
            upper: bool, decomposed: bool, escaped in prop::collection::vec(any::<bool>(), 0..12),
        ) {
            let written = if upper { word.to_uppercase() } else { word.clone() };
            // Some letters are two in capitals; those are other words to everybody.
            prop_assume!(written.chars().count() == word.chars().count());
            let written: String = if decomposed { written.nfd().collect() } else { written };
            let text = format!("{before}{written} {after}");
            let sieve = Sieve::of_words(["a", &word], true);
            prop_assert!(sieve.passes(text.as_bytes(), Raw::Text), "{text:?}");
            prop_assert!(sieve.passes(json(&text, &escaped).as_bytes(), Raw::Record), "{:?}", json(&text, &escaped));
            let utf16: Vec<u8> = text.encode_utf16().chain(['ä' as u16]).flat_map(u16::to_be_bytes).collect();
            let utf16 = [&b"\xFE\xFF"[..], &utf16].concat();
            prop_assert!(sieve.passes(&utf16, Raw::Text));
        }

        /// What an expression finds in a text, its sieve lets through.
        #[test]
        fn nothing_that_an_expression_finds_is_kept_back(
            text in "[aAbB\\n\"/ä1 ]{0,20}", any_case: bool, escaped in prop::collection::vec(any::<bool>(), 0..20),
            pattern in prop::sample::select(vec!["ab+", "(a|ä)\\s*b", "b\"a", "^a", "[ab]1", "\\bä\\b", "a/b|b/a", "(?:)", "ab.*ba", "\\d"]),
        ) {
            let regex = regex::RegexBuilder::new(pattern).case_insensitive(any_case).build().unwrap();
            let sieve = Sieve::of_expression(pattern, any_case);
            if regex.is_match(&text) {
                prop_assert!(sieve.passes(text.as_bytes(), Raw::Text));
                prop_assert!(sieve.passes(json(&text, &escaped).as_bytes(), Raw::Record), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn most_is_kept_back() {
        let sieve = Sieve::of_words(["der", "Minister"], true);
        assert!(!sieve.passes("der Ministrant".as_bytes(), Raw::Text));
        assert!(!sieve.passes(br#"{"text": "der\nMinistrant"}"#, Raw::Record));
        assert!(sieve.passes(b"<b>Mini</b>ster", Raw::Made));
        assert_eq!(required("Gr(ü|u)n(e|er)?\\s+Partei", false), Some(vec!["Partei".to_owned()]));
        assert_eq!(required("\\w+", false), None);
    }
}
