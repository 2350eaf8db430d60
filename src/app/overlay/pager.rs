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

    /// How many lines a page down (or up) may go on a screen of `size` cells so that none is skipped: every line is
    /// taken to need as many rows as it does at worst, when its words wrap badly.
    pub fn page(&self, size: (u16, u16), down: bool) -> i64 {
        let (columns, rows) = (usize::from(size.0), usize::from(size.1));
        // The box, as `ui::panel` draws it, is never smaller than nine tenths of the screen; terms take a third of it.
        let room = (columns.min(110) * 9 / 10).saturating_sub(4);
        let worst = |line: &PagerLine| {
            let room = if line.term.is_empty() { room } else { room * 2 / 3 - room.min(2) };
            1 + usize::from(!line.term.is_empty() && line.term.len() > room / 3)
                + 2 * line.text.chars().count() / room.max(1)
        };
        let mut left = (rows.saturating_sub(1) * 9 / 10).saturating_sub(2);
        let mut fits = |line: &&PagerLine| {
            let needed = worst(line);
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        };
        let (before, after) = self.lines.split_at(self.top.min(self.lines.len()));
        let count = match down {
            true => after.iter().take_while(&mut fits).count(),
            false => before.iter().rev().take_while(&mut fits).count(),
        };
        i64::try_from(count.max(1)).unwrap_or(1)
    }

    /// Scrolls by `rows`.
    pub fn scroll(&mut self, rows: i64) {
        let last = i64::try_from(self.lines.len().saturating_sub(1)).unwrap_or(i64::MAX);
        let top = i64::try_from(self.top).unwrap_or(0).saturating_add(rows).clamp(0, last);
        self.top = usize::try_from(top).unwrap_or(0);
    }
}
