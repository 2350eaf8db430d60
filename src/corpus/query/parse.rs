//! From text to a query.

use super::super::day::Day;
use super::pattern::{NamePattern, TextPattern};
use super::{Comparison, Count, DateRange, Expr, Field, QueryError, Saved, TERMS, Term};
use crate::annot::Status;
use crate::config::nearest;

/// Deepest nesting of parentheses and `not`.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, QueryError>;

/// Reads a query; `open` are the saved ones that are being read.
pub(super) fn query(source: &str, saved: &Saved, open: &mut Vec<String>) -> Parsed<Expr> {
    let chars: Vec<char> = source.chars().collect();
    let mut parser = Parser { chars: &chars, at: 0, depth: 0, saved, open };
    let expr = parser.any()?;
    match parser.peek() {
        None => Ok(expr),
        // Only a parenthesis ends an expression before the end.
        Some(_) => {
            parser.wrong(parser.at, "this parenthesis closes nothing; take it away, or put it in quotation marks")
        }
    }
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
    saved: &'a Saved,
    open: &'a mut Vec<String>,
}

/// Something written: a bare word, or a string in quotation marks.
enum Word {
    Bare(String),
    Quoted(String),
}

impl Parser<'_> {
    fn wrong<T>(&self, at: usize, reason: impl Into<String>) -> Parsed<T> {
        Err(QueryError { column: at + 1, reason: reason.into() })
    }

    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.here()
    }

    fn here(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Whether the keyword stands here as a word of its own; then it is passed.
    fn keyword(&mut self, word: &str) -> bool {
        self.peek();
        let end = self.at + word.len();
        let here: String = self.chars.iter().skip(self.at).take(word.len()).collect();
        let ends = self.chars.get(end).is_none_or(|c| c.is_whitespace() || "()\"".contains(*c));
        let is = ends && (here == word || here == word.to_ascii_uppercase());
        self.at = if is { end } else { self.at };
        is
    }

    fn any(&mut self) -> Parsed<Expr> {
        let mut parts = vec![self.all()?];
        loop {
            let before = self.at;
            if !self.keyword("or") {
                break;
            }
            let left_out = |expr: &Expr| *expr == Expr::And(Vec::new());
            if parts.last().is_some_and(left_out) {
                return self.wrong(
                    before + spaces(self.chars, before),
                    "`or` needs something before it; put \"or\" in quotation marks to look for the word",
                );
            }
            let part = self.all()?;
            if left_out(&part) {
                return self.wrong(self.at, "`or` needs something behind it");
            }
            parts.push(part);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) })
    }

    fn all(&mut self) -> Parsed<Expr> {
        let mut parts = Vec::new();
        loop {
            self.peek();
            let start = self.at;
            if self.keyword("and") {
                if parts.is_empty() {
                    return self.wrong(
                        start,
                        "`and` needs something before it; put \"and\" in quotation marks to look for the word",
                    );
                }
                self.peek();
                let at = self.at;
                if at == self.chars.len() || self.here() == Some(')') || self.keyword("or") || self.keyword("and") {
                    return self.wrong(at, "`and` needs something behind it");
                }
            }
            let at = self.at;
            let is_or = self.keyword("or");
            self.at = at;
            if is_or || matches!(self.peek(), None | Some(')')) {
                break;
            }
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::And(parts) })
    }

    fn one(&mut self) -> Parsed<Expr> {
        let Some(first) = self.peek() else { return self.wrong(self.at, "something to look for is missing here") };
        let start = self.at;
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.wrong(start, format!("this is nested more than {DEEPEST} deep; write it in a simpler way"));
        }
        let expr = if self.keyword("not") {
            match self.peek() {
                None | Some(')') => {
                    return self.wrong(
                        self.at,
                        "`not` needs something behind it; put \"not\" in quotation marks to look for the word",
                    );
                }
                Some(_) => Expr::Not(Box::new(self.one()?)),
            }
        } else if first == '(' {
            self.at += 1;
            let inner = self.any()?;
            if self.peek() != Some(')') {
                return self.wrong(start, "this parenthesis is never closed; add ) behind what belongs together");
            }
            if inner == Expr::And(Vec::new()) {
                return self.wrong(self.at, "there is nothing between these parentheses");
            }
            self.at += 1;
            inner
        } else if first == ')' {
            return self.wrong(start, "something to look for is missing here");
        } else if first == '@' {
            self.saved_query()?
        } else {
            Expr::Term(self.term()?)
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn saved_query(&mut self) -> Parsed<Expr> {
        let start = self.at;
        self.at += 1;
        let name = self.bare(&[]);
        let Some(source) = self.saved.get(&name) else {
            let known = nearest(&name, self.saved.keys().map(String::as_str));
            let hint = known.map_or_else(
                || "saved queries stand under [queries] in the project file".to_owned(),
                |known| format!("did you mean @{known}?"),
            );
            return self.wrong(start, format!("there is no saved query @{name}; {hint}"));
        };
        if self.open.contains(&name) {
            return self.wrong(start, format!("the saved query @{name} stands for itself; take @{name} out of it"));
        }
        self.open.push(name.clone());
        let inner = query(source, self.saved, self.open);
        self.open.pop();
        let inner = inner.map_err(|error| QueryError {
            column: start + 1,
            reason: format!("in the saved query @{name}, column {}: {}", error.column, error.reason),
        })?;
        Ok(Expr::Saved(name, Box::new(inner)))
    }

    fn term(&mut self) -> Parsed<Term> {
        let start = self.at;
        if let Some(pattern) = self.text_pattern_in_marks()? {
            return Ok(Term::Text(pattern));
        }
        let word = self.bare(&[':']);
        if self.here() != Some(':') {
            return self.words(start, &word).map(Term::Text);
        }
        self.at += 1;
        let names = TERMS.iter().filter_map(|row| row.key);
        if !names.clone().any(|known| known == word) {
            self.at = start;
            let whole = self.bare(&[]);
            let hint = nearest(&word, names).map(|known| format!("did you mean {known}:? ")).unwrap_or_default();
            let reason = format!(
                "there is no term {word}:; {hint}put \"{whole}\" in quotation marks to look for it in the text"
            );
            return self.wrong(start, reason);
        }
        self.value(start, &word)
    }

    fn value(&mut self, start: usize, key: &str) -> Parsed<Term> {
        let at = self.at;
        if self.here().is_none_or(|c| c.is_whitespace() || c == ')') {
            return self.wrong(at, format!("{key}: needs a value right behind it, such as {}", example(key)));
        }
        if let Some(field) = Field::ALL.into_iter().find(|field| field.name() == key) {
            let pattern = match self.text_pattern_in_marks()? {
                Some(pattern) => pattern,
                None => {
                    let word = self.bare(&[]);
                    self.words(at, &word)?
                }
            };
            return Ok(Term::Field(field, pattern));
        }
        if let Some(count) = Count::ALL.into_iter().find(|count| count.name() == key) {
            return self.count(count);
        }
        match key {
            "date" => self.date(),
            "status" => {
                let word = self.bare(&[]);
                let known = Status::ALL.into_iter().find(|status| status.name() == word.to_lowercase());
                known.map_or_else(
                    || self.wrong(at, format!("{word} is no status; there are new, started, done and skipped")),
                    |status| Ok(Term::Status(status)),
                )
            }
            "label" | "stance" => {
                let name = self.name(key, &['='])?;
                let value = match self.here() {
                    Some('=') => {
                        self.at += 1;
                        Some(self.name(key, &[])?)
                    }
                    _ => None,
                };
                Ok(if key == "label" { Term::Label(name, value) } else { Term::Stance(name, value) })
            }
            "tag" => self.name(key, &[]).map(Term::Tag),
            "holder" => self.name(key, &[]).map(Term::Holder),
            "annotator" => self.name(key, &[]).map(Term::Annotator),
            "folder" => self.name(key, &[]).map(Term::Folder),
            "path" => self.name(key, &[]).map(Term::Path),
            "id" => self.name(key, &[]).map(Term::Id),
            // Every row of the table is read above; a test runs them all.
            _ => self.wrong(start, format!("there is no term {key}:")),
        }
    }

    fn date(&mut self) -> Parsed<Term> {
        let at = self.at;
        let word = self.bare(&[]);
        if word == "*" {
            return Ok(Term::Date(DateRange { from: None, to: None }));
        }
        let (from, to) = word.split_once("..").unwrap_or((&word, &word));
        let behind = at + word.chars().count() - to.chars().count();
        let day = |text: &str, column: usize| match text {
            "" => Ok(None),
            text => match Day::iso(text) {
                Some(day) => Ok(Some(day)),
                None => self.wrong(
                    column,
                    format!("{text} is no date; write a year, a month or a day, such as 2022, 2022-03 or 2022-03-31"),
                ),
            },
        };
        let range = DateRange { from: day(from, at)?, to: day(to, behind)? };
        match range {
            DateRange { from: None, to: None } => {
                self.wrong(at, "date: needs a date on one side of the dots at least; date:* means any date")
            }
            DateRange { from: Some(from), to: Some(to) } if from.first() > to.last() => {
                self.wrong(at, format!("{to} is before {from}; write the earlier date first"))
            }
            range => Ok(Term::Date(range)),
        }
    }

    fn count(&mut self, count: Count) -> Parsed<Term> {
        let at = self.at;
        let word = self.bare(&[]);
        let sign = Comparison::ALL.into_iter().find_map(|how| Some((how, word.strip_prefix(how.sign())?)));
        let (how, number) = sign.unwrap_or((Comparison::Exactly, &word));
        let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        match number.parse().ok().filter(|_| digits) {
            Some(number) => Ok(Term::Count(count, how, number)),
            None => {
                let key = count.name();
                self.wrong(at, format!("{key}: needs a number, such as {key}:>0, {key}:<=3 or {key}:0"))
            }
        }
    }

    fn name(&mut self, key: &str, ends: &[char]) -> Parsed<NamePattern> {
        let at = self.at;
        let word = match self.word(ends)? {
            Word::Bare(word) | Word::Quoted(word) => word,
        };
        match NamePattern::new(&word) {
            Some(name) => Ok(name),
            None => self.wrong(at, format!("{key}: needs a name, such as {}", example(key))),
        }
    }

    fn word(&mut self, ends: &[char]) -> Parsed<Word> {
        Ok(match self.here() {
            Some('"') => Word::Quoted(self.marked('"', "this quotation mark")?),
            _ => Word::Bare(self.bare(ends)),
        })
    }

    /// A phrase or an expression, where one stands here.
    fn text_pattern_in_marks(&mut self) -> Parsed<Option<TextPattern>> {
        let start = self.at;
        match self.here() {
            Some('"') => {
                let words = self.marked('"', "this quotation mark")?;
                self.words(start, &words).map(Some)
            }
            Some('/') => {
                let pattern = self.marked('/', "this slash")?;
                if pattern.is_empty() {
                    return self.wrong(start, "there is no expression between these slashes");
                }
                let wrong = |reason| QueryError {
                    column: start + 1,
                    reason: format!("this expression cannot be understood: {reason}"),
                };
                TextPattern::regex(&pattern).map(Some).map_err(wrong)
            }
            _ => Ok(None),
        }
    }

    fn words(&self, start: usize, words: &str) -> Parsed<TextPattern> {
        match TextPattern::words(words) {
            Some(pattern) => Ok(pattern),
            None => self.wrong(start, "there is no word to look for here"),
        }
    }

    /// What stands up to the next blank, parenthesis, quotation mark or one of `ends`.
    fn bare(&mut self, ends: &[char]) -> String {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let word: String =
            rest.iter().take_while(|c| !c.is_whitespace() && !"()\"".contains(**c) && !ends.contains(c)).collect();
        self.at += word.chars().count();
        word
    }

    /// What stands between two `mark`s. Before a mark a backslash takes its meaning away; in quotation marks also before
    /// another backslash, which in an expression has its own meaning.
    fn marked(&mut self, mark: char, called: &str) -> Parsed<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.here() else {
                return self.wrong(
                    start,
                    format!("{called} is never closed; add another one, or put what has it in quotation marks"),
                );
            };
            self.at += 1;
            match (c, self.here()) {
                (c, _) if c == mark => return Ok(text),
                ('\\', Some(next)) if next == mark || (mark == '"' && next == '\\') => {
                    text.push(next);
                    self.at += 1;
                }
                ('\\', Some(next)) if mark == '/' => {
                    text.extend(['\\', next]);
                    self.at += 1;
                }
                (c, _) => text.push(c),
            }
        }
    }
}

fn spaces(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take_while(|c| c.is_whitespace()).count()
}

fn example(key: &str) -> &'static str {
    TERMS.iter().find(|row| row.key == Some(key)).map_or("", |row| row.examples.first().copied().unwrap_or_default())
}
