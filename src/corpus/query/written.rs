//! A query as it is written: what is written so reads as the same query.

use std::fmt;

use super::pattern::Written;
use super::{DateRange, Expr, NamePattern, Query, Term, TextPattern};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::And(parts) => joined(f, parts, " ", |part| matches!(part, Expr::Or(_) | Expr::And(_))),
            Expr::Or(parts) => joined(f, parts, " or ", |part| matches!(part, Expr::Or(_) | Expr::And(_))),
            Expr::Not(inner) => match &**inner {
                Expr::And(_) | Expr::Or(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Expr::Term(term) => write!(f, "{term}"),
            Expr::Saved(name, _) => write!(f, "@{name}"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], sign: &str, nested: impl Fn(&Expr) -> bool) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        let before = if number == 0 { "" } else { sign };
        match nested(part) {
            true => write!(f, "{before}({part})")?,
            false => write!(f, "{before}{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pair = |f: &mut fmt::Formatter<'_>, key: &str, name: &NamePattern, value: &Option<NamePattern>| {
            write!(f, "{key}:{name}")?;
            value.as_ref().map_or(Ok(()), |value| write!(f, "={value}"))
        };
        match self {
            Term::Text(pattern) => write!(f, "{pattern}"),
            Term::Field(field, pattern) => write!(f, "{}:{pattern}", field.name()),
            Term::Date(range) => write!(f, "date:{range}"),
            Term::Tag(name) => write!(f, "tag:{name}"),
            Term::Label(name, string) => pair(f, "label", name, string),
            Term::Stance(name, value) => pair(f, "stance", name, value),
            Term::Holder(name) => write!(f, "holder:{name}"),
            Term::Status(status) => write!(f, "status:{}", status.name()),
            Term::Annotator(name) => write!(f, "annotator:{name}"),
            Term::Count(count, how, number) => write!(f, "{}:{}{number}", count.name(), how.sign()),
            Term::Folder(name) => write!(f, "folder:{name}"),
            Term::Path(name) => write!(f, "path:{name}"),
            Term::Id(name) => write!(f, "id:{name}"),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (None, None) => f.write_str("*"),
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                from.map_or(Ok(()), |from| write!(f, "{from}"))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))
            }
        }
    }
}

impl fmt::Display for TextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written() {
            Written::Words(words) if is_plain(words) && !words.contains([':', '=']) => f.write_str(words),
            Written::Words(words) => quoted(f, words),
            Written::Regex(pattern) => write!(f, "/{}/", pattern.replace('/', "\\/")),
        }
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match is_plain(self.written()) && !self.written().contains('=') {
            true => f.write_str(self.written()),
            false => quoted(f, self.written()),
        }
    }
}

/// Whether it needs no quotation marks.
fn is_plain(text: &str) -> bool {
    let opens = |c: char| c == '/' || c == '@';
    let is_keyword = ["and", "or", "not"].contains(&text.to_ascii_lowercase().as_str());
    !is_keyword && !text.starts_with(opens) && !text.contains(|c: char| c.is_whitespace() || "()\"\\".contains(c))
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
