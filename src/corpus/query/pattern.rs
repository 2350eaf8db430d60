//! What words, names and places are compared with.

use regex::{Regex, RegexBuilder};

use super::super::sieve::{Sieve, pattern_of};
use crate::text::Span;

/// Largest compiled expression in bytes, so that what is typed cannot eat the memory.
const LIMIT: usize = 4 << 20;

/// Words, a phrase or an expression that is looked for inside a text. Without a capital letter it is found in any case.
#[derive(Debug, Clone)]
pub struct TextPattern {
    written: Written,
    regex: Regex,
}

/// As it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// A word, or several beside each other; with a `*` at the end, their beginning.
    Words(String),
    /// A regular expression.
    Regex(String),
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &TextPattern) -> bool {
        self.written == other.written
    }
}

impl TextPattern {
    /// Whole words, with any white space between them; a `*` at the end stands for any end of the last one. `None` where
    /// there is nothing to look for.
    pub fn words(words: &str) -> Option<TextPattern> {
        let (stem, open) = match words.trim().strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (words.trim(), false),
        };
        let parts: Vec<String> = stem.split_whitespace().map(pattern_of).collect();
        if parts.is_empty() {
            return None;
        }
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let start = if is_word(stem.chars().next()) { "\\b" } else { "" };
        let end = match (open, is_word(stem.chars().next_back())) {
            (true, _) => "\\w*",
            (false, true) => "\\b",
            (false, false) => "",
        };
        let pattern = format!("{start}{}{end}", parts.join("\\s+"));
        let regex = build(&pattern, any_case(stem)).ok()?;
        Some(TextPattern { written: Written::Words(words.split_whitespace().collect::<Vec<_>>().join(" ")), regex })
    }

    /// A regular expression. Letters behind a backslash are no capitals.
    ///
    /// # Errors
    /// What is wrong with it, on one line.
    pub fn regex(pattern: &str) -> Result<TextPattern, String> {
        let regex = build(pattern, any_case(&without_escapes(pattern))).map_err(|error| {
            let error = error.to_string();
            error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        Ok(TextPattern { written: Written::Regex(pattern.to_owned()), regex })
    }

    pub(super) fn written(&self) -> &Written {
        &self.written
    }

    /// Whether it is somewhere in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Where it is in `text`, in order and without overlaps; nothing is found where there is nothing to see.
    pub fn find_in(&self, text: &str) -> impl Iterator<Item = Span> {
        let places = self.regex.find_iter(text).map(|found| Span::new(found.start(), found.end()));
        places.filter(|span| span.start < span.end)
    }

    /// What the bytes of a file must hold where this can be in its text.
    pub fn sieve(&self) -> Sieve {
        match &self.written {
            Written::Words(words) => {
                let stem = words.strip_suffix('*').unwrap_or(words);
                Sieve::of_words(stem.split_whitespace(), any_case(stem))
            }
            Written::Regex(pattern) => Sieve::of_expression(pattern, any_case(&without_escapes(pattern))),
        }
    }
}

/// A name that is compared as a whole: `*` stands for anything, and without a capital letter the case does not matter.
#[derive(Debug, Clone)]
pub struct NamePattern {
    written: String,
    regex: Regex,
}

impl PartialEq for NamePattern {
    fn eq(&self, other: &NamePattern) -> bool {
        self.written == other.written
    }
}

impl NamePattern {
    /// The pattern of a name; `None` for an empty one.
    pub fn new(name: &str) -> Option<NamePattern> {
        let parts: Vec<String> = name.split('*').map(pattern_of).collect();
        let regex = build(&format!("^(?s:{})$", parts.join(".*")), any_case(name)).ok()?;
        (!name.trim().is_empty()).then(|| NamePattern { written: name.to_owned(), regex })
    }

    /// As it was written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether `name` is meant.
    pub fn is(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }

    /// Whether one of the parts of a path is meant, or several beside each other where it has a `/` itself.
    pub(super) fn is_in_folder(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let folders = parts.get(..parts.len().saturating_sub(1)).unwrap_or_default();
        let wanted = self.written.split('/').filter(|part| !part.is_empty()).count().max(1);
        match self.written.trim_matches('/') == self.written {
            true => folders.windows(wanted).any(|run| self.is(&run.join("/"))),
            // With a slash at an end it still means the folder.
            false => NamePattern::new(self.written.trim_matches('/')).is_some_and(|name| name.is_in_folder(path)),
        }
    }

    /// Whether it is anywhere in a path.
    pub(super) fn is_in_path(&self, path: &str) -> bool {
        NamePattern::new(&format!("*{}*", self.written)).is_some_and(|name| name.is(path))
    }
}

fn build(pattern: &str, any_case: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(any_case).size_limit(LIMIT).build()
}

fn any_case(text: &str) -> bool {
    !text.chars().any(char::is_uppercase)
}

fn without_escapes(pattern: &str) -> String {
    let mut kept = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            c => kept.push(c),
        }
    }
    kept
}
