//! The query language: which documents are meant.
//!
//! A [`Query`] is an expression of `and` (also by standing beside each other), `or`, `not` and parentheses over
//! [`Term`]s; [`TERMS`] says what each of them means. What sidecars say is asked of the sets of people: a term is true
//! if any of them says so. `annotator:x` asks the sets of `x` instead, a person or a program, in everything that stands
//! with it between the same parentheses.

mod parse;
mod pattern;
mod table;
mod term;
mod written;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use pattern::{NamePattern, TextPattern};
pub use table::{Row, TERMS};
pub use term::{Comparison, Count, DateRange, Field, Term};

use super::summary::Summary;

/// Saved queries: a name, and what it stands for.
pub type Saved = BTreeMap<String, String>;

/// Which documents are meant. The empty query means all.
#[derive(Debug, Clone, PartialEq)]
pub struct Query(Expr);

/// An expression of a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All of them are true; without any, it is true.
    And(Vec<Expr>),
    /// One of them is true.
    Or(Vec<Expr>),
    /// It is not true.
    Not(Box<Expr>),
    /// A term.
    Term(Term),
    /// A saved query: its name, and what that stands for.
    Saved(String, Box<Expr>),
}

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {reason}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong and what to do, in lower case.
    pub reason: String,
}

/// A document that a query is held against.
pub trait Subject {
    /// Its path, with `/` between the parts; a corpus file's for a record.
    fn path(&self) -> &str;
    /// The record's id, or the file's name.
    fn id(&self) -> &str;
    /// Whose `status:` and `proposals:` are asked for.
    fn annotator(&self) -> &str;
    /// What is known of it in short.
    fn summary(&self) -> &Summary;
    /// Its text, read when it is first asked for; empty where it cannot be read.
    fn text(&self) -> &str;
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Where it is none, with the column and what to do.
    pub fn parse(source: &str) -> Result<Query, QueryError> {
        Query::parse_with(source, &Saved::new())
    }

    /// Reads a query in which `@name` stands for a saved one.
    ///
    /// # Errors
    /// As [`Query::parse`]; also for a saved query that is unknown, wrong, or stands for itself.
    pub fn parse_with(source: &str, saved: &Saved) -> Result<Query, QueryError> {
        parse::query(source, saved, &mut Vec::new()).map(Query)
    }

    /// The query that means all documents.
    pub fn all() -> Query {
        Query(Expr::And(Vec::new()))
    }

    /// Whether it means all documents because it asks for nothing.
    pub fn is_all(&self) -> bool {
        self.0 == Expr::And(Vec::new())
    }

    /// The expression.
    pub fn expr(&self) -> &Expr {
        &self.0
    }

    /// Whether a document is meant. Its text is asked for only where nothing else decides.
    pub fn matches(&self, subject: &dyn Subject) -> bool {
        // Without the text first: most documents are out before their file is opened.
        match truth(&self.0, subject, &[], false) {
            Some(decided) => decided,
            None => truth(&self.0, subject, &[], true).unwrap_or(false),
        }
    }

    /// Whether a document is meant, as far as can be said without its text; `None` where the text decides.
    pub fn matches_without_text(&self, subject: &dyn Subject) -> Option<bool> {
        truth(&self.0, subject, &[], false)
    }

    /// Whether it has terms that look into the text.
    pub fn needs_text(&self) -> bool {
        let mut needs = false;
        self.0.each(false, &mut |term, _| needs |= matches!(term, Term::Text(_)));
        needs
    }

    /// The terms that make hits in a text: those that are asked for and not excluded, in order.
    pub fn text_terms(&self) -> Vec<&TextPattern> {
        let mut found = Vec::new();
        self.0.each(false, &mut |term, negated| match term {
            Term::Text(pattern) if !negated => found.push(pattern),
            _ => {}
        });
        found
    }

    /// The label terms that make hits in a document: those that are asked for and not excluded, in order, each with the
    /// string or entity it must have.
    pub fn label_terms(&self) -> Vec<(&NamePattern, Option<&NamePattern>)> {
        let mut found = Vec::new();
        self.0.each(false, &mut |term, negated| match term {
            Term::Label(label, string) if !negated => found.push((label, string.as_ref())),
            _ => {}
        });
        found
    }
}

impl Expr {
    /// Every term, with whether it stands under an odd number of `not`.
    fn each<'a>(&'a self, negated: bool, on: &mut dyn FnMut(&'a Term, bool)) {
        match self {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| part.each(negated, on)),
            Expr::Not(inner) => inner.each(!negated, on),
            Expr::Saved(_, inner) => inner.each(negated, on),
            Expr::Term(term) => on(term, negated),
        }
    }
}

/// Whether it is true; `None` where only the text says and `read` is false. `scope` are the annotators who are asked.
fn truth<'a>(expr: &'a Expr, subject: &dyn Subject, scope: &[&'a NamePattern], read: bool) -> Option<bool> {
    match expr {
        Expr::Term(Term::Text(pattern)) => read.then(|| pattern.is_in(subject.text())),
        Expr::Term(term) => Some(term.holds(subject, scope)),
        Expr::Not(inner) => truth(inner, subject, scope, read).map(|is| !is),
        Expr::Saved(_, inner) => truth(inner, subject, scope, read),
        Expr::And(parts) => {
            let named: Vec<&NamePattern> = parts.iter().filter_map(annotator).collect();
            let scope = if named.is_empty() { scope } else { &named };
            fold(parts, false, |part| truth(part, subject, scope, read))
        }
        Expr::Or(parts) => fold(parts, true, |part| truth(part, subject, scope, read)),
    }
}

fn annotator(expr: &Expr) -> Option<&NamePattern> {
    match expr {
        Expr::Term(Term::Annotator(name)) => Some(name),
        _ => None,
    }
}

/// The three-valued `and` and `or` (Kleene): `decides` is the value that decides by itself.
fn fold<'a>(parts: &'a [Expr], decides: bool, value: impl Fn(&'a Expr) -> Option<bool>) -> Option<bool> {
    let mut known = Some(!decides);
    for part in parts {
        match value(part) {
            Some(is) if is == decides => return Some(decides),
            Some(_) => {}
            None => known = None,
        }
    }
    known
}
