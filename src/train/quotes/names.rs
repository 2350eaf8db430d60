//! Mentions from lists of names alone: how much the recognition of quotations owes to that of entities.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result};
use glossator::doc::Document;
use glossator::extract::mention::{EntityKind, Mention, Why};
use glossator::extract::token::Tokens;
use glossator::text::Span;

/// Lists of first names, last names and places.
#[derive(Default)]
pub struct Names {
    first: HashSet<String>,
    last: HashSet<String>,
    places: HashSet<String>,
}

impl Names {
    pub fn read(folder: &Path) -> Result<Names> {
        let list = |name: &str| -> Result<HashSet<String>> {
            let path = folder.join(name);
            let content = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            Ok(content.lines().filter(|line| line.len() > 3).map(str::to_owned).collect())
        };
        Ok(Names { first: list("first.txt")?, last: list("last.txt")?, places: list("loc.txt")? })
    }

    /// A first name with the capitalised words behind it, the same last name alone, a place, an acronym.
    pub fn mentions(&self, document: &Document, tokens: &Tokens) -> Vec<Mention> {
        let text = document.text();
        let mut found: Vec<Mention> = Vec::new();
        let mut surnames: HashSet<&str> = HashSet::new();
        let tokens = tokens.all();
        let form = |at: usize| tokens.get(at).map_or("", |token| text.slice(token.span));
        let is_name = |form: &str| {
            form.starts_with(char::is_uppercase) && form.chars().all(|c| c.is_alphabetic() || c == '-' || c == '.')
        };
        let mut at = 0;
        while at < tokens.len() {
            let mut end = at + 1;
            let word = form(at);
            let label = if is_name(word)
                && self.first.contains(word.split('-').next().unwrap_or(word))
                && is_name(form(at + 1))
                && !self.places.contains(word)
            {
                while is_name(form(end)) && end < at + 4
                    || matches!(form(end), "von" | "van" | "de" | "der" | "al") && is_name(form(end + 1))
                {
                    end += 1;
                }
                surnames.insert(form(end - 1));
                Some(EntityKind::Per)
            } else if surnames.contains(word)
                || (is_name(word)
                    && self.last.contains(word)
                    && word.len() > 4
                    && !self.places.contains(word)
                    && form(at + 1) == "sagte")
            {
                Some(EntityKind::Per)
            } else if is_name(word) && self.places.contains(word) && !self.last.contains(word) {
                Some(EntityKind::Loc)
            } else if word.chars().count() > 1 && word.chars().all(char::is_uppercase) {
                Some(EntityKind::Org)
            } else {
                None
            };
            if let Some(label) = label {
                let span = Span::new(tokens[at].span.start, tokens[end - 1].span.end);
                found.push(Mention { span, label, score: 0.9, why: Why::List });
            }
            at = end;
        }
        found
    }
}
