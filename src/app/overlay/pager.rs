//! Text to be read in a panel: help, guidelines, lists of faults.

/// A text to be read.
#[derive(Debug, Clone)]
pub struct Pager {
    /// What it is, in the frame.
    pub title: String,
    /// Its lines.
    pub lines: Vec<PagerLine>,
    /// The first line on the screen.
    pub top: usize,
}

/// One line of a pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagerLine {
    /// How it is set.
    pub tone: PagerTone,
    /// Keys or a term, set apart in a column of their own; empty where there is none.
    pub term: String,
    /// The text.
    pub text: String,
}

/// How a line of a pager is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagerTone {
    /// A heading.
    Heading,
    /// Running text.
    Plain,
    /// Less important.
    Dim,
}

impl PagerLine {
    /// A heading.
    pub fn heading(text: impl Into<String>) -> PagerLine {
        PagerLine { tone: PagerTone::Heading, term: String::new(), text: text.into() }
    }

    /// Running text.
    pub fn plain(text: impl Into<String>) -> PagerLine {
        PagerLine { tone: PagerTone::Plain, term: String::new(), text: text.into() }
    }

    /// A term and what it means.
    pub fn entry(term: impl Into<String>, text: impl Into<String>) -> PagerLine {
        PagerLine { tone: PagerTone::Plain, term: term.into(), text: text.into() }
    }
}

impl Pager {
    /// A text of these lines.
    pub fn new(title: impl Into<String>, lines: Vec<PagerLine>) -> Pager {
        Pager { title: title.into(), lines, top: 0 }
    }

    /// A plain text; lines that begin with `#` are headings.
    pub fn plain(title: impl Into<String>, text: &str) -> Pager {
        let line = |line: &str| match line.trim_start_matches('#') {
            rest if rest.len() < line.len() && rest.starts_with(' ') => PagerLine::heading(rest.trim()),
            _ => PagerLine::plain(line),
        };
        Pager::new(title, text.lines().map(line).collect())
    }

    /// Scrolls by `rows`.
    pub fn scroll(&mut self, rows: i64) {
        let last = i64::try_from(self.lines.len().saturating_sub(1)).unwrap_or(i64::MAX);
        let top = i64::try_from(self.top).unwrap_or(0).saturating_add(rows).clamp(0, last);
        self.top = usize::try_from(top).unwrap_or(0);
    }
}
