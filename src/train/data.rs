//! The annotated sets: their files become texts with labelled spans, as the reader would meet them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use glossator::doc::{Document, Meta};
use glossator::extract::entities::tag::{self, DERIVED, OUTSIDE, PART};
use glossator::extract::mention::EntityKind;
use glossator::extract::token::Tokens;
use glossator::text::{Span, Text};

/// What a set says of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    Name(EntityKind),
    Derived,
    Part,
}

/// One annotated sentence.
#[derive(Debug, Clone)]
pub struct Example {
    pub text: String,
    pub gold: Vec<(Span, Label)>,
    /// As in `features::Setting`: 1 German, 2 English.
    pub language: u8,
    /// Whether the set names persons, places and organisations only, so that what has no label may be another name.
    pub names_three_kinds: bool,
}

/// A sentence of an example as the tokenizer gives it, with the tags each token may have, one bit each.
pub struct Tagged<'e> {
    pub tokens: Vec<&'e str>,
    pub allowed: Vec<u16>,
}

/// GermEval 2014: outer spans of the second column.
pub fn germeval(path: &Path) -> Result<Vec<Example>> {
    sentences(path, '\t', |columns| columns.get(1).copied().unwrap_or("O"), 1, false)
}

/// The English sets in one file.
pub fn english(path: &Path) -> Result<Vec<Example>> {
    sentences(path, '\t', |columns| columns.get(1).copied().unwrap_or("O"), 2, false)
}

/// MobIE: tweets and traffic news.
pub fn mobie(path: &Path) -> Result<Vec<Example>> {
    sentences(path, '\t', |columns| columns.last().copied().unwrap_or("O"), 1, true)
}

/// Europeana: historical newspapers, recognised from pictures.
pub fn europeana(path: &Path) -> Result<Vec<Example>> {
    sentences(path, ' ', |columns| columns.last().copied().unwrap_or("O"), 1, true)
}

fn label(tag: &str) -> Option<Label> {
    Some(match tag {
        "PER" | "person" => Label::Name(EntityKind::Per),
        "LOC" | "location" | "location-city" | "location-street" | "location-stop" => Label::Name(EntityKind::Loc),
        "ORG" | "organization" | "organization-company" => Label::Name(EntityKind::Org),
        "OTH" => Label::Name(EntityKind::Misc),
        tag if tag.ends_with("deriv") => Label::Derived,
        tag if tag.ends_with("part") => Label::Part,
        _ => return None,
    })
}

/// Reads a file of one token a line, the token first, with blank lines between sentences.
fn sentences(
    path: &Path,
    separator: char,
    tag: impl for<'l> Fn(&[&'l str]) -> &'l str,
    language: u8,
    names_three_kinds: bool,
) -> Result<Vec<Example>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut found = Vec::new();
    let mut tokens: Vec<(String, String)> = Vec::new();
    let mut flush = |tokens: &mut Vec<(String, String)>| {
        if !tokens.is_empty() {
            found.push(example(tokens, language, names_three_kinds));
            tokens.clear();
        }
    };
    for line in content.lines() {
        let columns: Vec<&str> = line.split(separator).collect();
        if line.trim().is_empty() || columns.len() < 2 || line.starts_with("-DOCSTART-") || line.starts_with("# ") {
            flush(&mut tokens);
            continue;
        }
        if let Some(token) = columns.first().filter(|token| !token.trim().is_empty()) {
            tokens.push((token.to_string(), tag(&columns).to_string()));
        }
        // Europeana has no sentences; a full stop ends a piece.
        if separator == ' ' && columns.first() == Some(&".") && tokens.len() > 12 {
            flush(&mut tokens);
        }
    }
    flush(&mut tokens);
    Ok(found)
}

/// Joins tokens into a text as it was written.
fn example(tokens: &[(String, String)], language: u8, names_three_kinds: bool) -> Example {
    let mut text = String::new();
    let mut gold: Vec<(Span, Label)> = Vec::new();
    let mut last_tag = "";
    let (mut glued, mut quoted) = (true, HashMap::new());
    for (token, tag) in tokens {
        let token = match token.as_str() {
            "``" | "''" => "\"",
            "-LRB-" => "(",
            "-RRB-" => ")",
            token => token,
        };
        let closes_quote = match token {
            "\"" | "'" => {
                let open = quoted.entry(token.to_string()).or_insert(false);
                *open = !*open;
                Some(!*open)
            }
            "„" | "»" | "‚" => Some(false),
            "“" | "«" | "‘" => Some(language == 1),
            "”" | "’" => Some(true),
            _ => None,
        };
        let glues_before = closes_quote == Some(true)
            || matches!(token, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "/" | "n't" | "°")
            || (token.starts_with(['\'', '’']) && token.len() <= 5 && token.ends_with(char::is_alphabetic));
        if !glued && !glues_before {
            text.push(' ');
        }
        glued = closes_quote == Some(false) || matches!(token, "(" | "[" | "{" | "/");
        let start = text.len();
        text.push_str(token);
        let (prefix, kind) = tag.split_once('-').unwrap_or(("O", ""));
        match label(kind) {
            Some(_) if prefix == "I" && last_tag.ends_with(kind) && !gold.is_empty() => {
                if let Some((span, _)) = gold.last_mut() {
                    span.end = text.len();
                }
            }
            Some(label) => {
                let hash = token.len() - token.trim_start_matches(['#', '@']).len();
                let start = if token.len() > hash { start + hash } else { start };
                gold.push((Span::new(start, text.len()), label));
            }
            None => {}
        }
        last_tag = tag;
    }
    Example { text, gold, language, names_three_kinds }
}

impl Example {
    /// The example as a document of one paragraph.
    pub fn document(&self) -> Document {
        Document::new("example", Text::new(self.text.as_str()), Meta::default(), Vec::new())
    }

    /// The persons, places and organisations.
    pub fn names(&self) -> impl Iterator<Item = (Span, EntityKind)> {
        self.gold.iter().filter_map(|&(span, label)| match label {
            Label::Name(kind) if kind != EntityKind::Misc => Some((span, kind)),
            _ => None,
        })
    }

    /// Its sentences, tokenised and tagged.
    pub fn tagged(&self) -> Vec<Tagged<'_>> {
        let tokens = Tokens::of(&self.document());
        let unlabelled = match self.names_three_kinds {
            true => [OUTSIDE, tag::begin(EntityKind::Misc), tag::inside(EntityKind::Misc), DERIVED, PART]
                .iter()
                .fold(0, |mask, tag| mask | 1 << tag),
            false => 1 << OUTSIDE,
        };
        let mut sentences = Vec::new();
        for range in tokens.sentences() {
            let mut sentence = Tagged { tokens: Vec::new(), allowed: Vec::new() };
            let mut last = None;
            for token in tokens.slice(range.clone()) {
                let covering = self.gold.iter().position(|(span, _)| span.overlaps(token.span));
                let tag = covering.and_then(|index| self.gold.get(index)).map(|(_, label)| match label {
                    Label::Name(kind) if last == covering => tag::inside(*kind),
                    Label::Name(kind) => tag::begin(*kind),
                    Label::Derived => DERIVED,
                    Label::Part => PART,
                });
                sentence.tokens.push(self.text.get(token.span.range()).unwrap_or_default());
                sentence.allowed.push(tag.map_or(unlabelled, |tag| 1 << tag));
                last = covering;
            }
            sentences.push(sentence);
        }
        sentences
    }

    /// How many names begin or end inside a token, so that no tagging finds them.
    pub fn torn(&self) -> usize {
        let tokens = Tokens::of(&self.document());
        let is_edge = |at: usize| tokens.all().iter().any(|token| token.span.start == at || token.span.end == at);
        self.names().filter(|(span, _)| !is_edge(span.start) || !is_edge(span.end)).count()
    }
}
