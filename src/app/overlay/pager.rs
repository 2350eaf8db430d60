//! Text to be read in a panel: help, guidelines, lists of faults.

use crate::text::{width, wrap};

/// Widest column of terms, in cells.
const TERMS: u16 = 26;

/// A text to be read.
#[derive(Debug, Clone)]
pub struct Pager {
    /// What it is, in the frame.
    pub title: String,
    /// Its lines.
    pub lines: Vec<PagerLine>,
    /// The first row on the screen.
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

/// One row of a pager as it is drawn.
#[derive(Debug, Clone)]
pub struct PagerRow<'a> {
    /// The line it belongs to.
    pub line: &'a PagerLine,
    /// Whether the line's term stands in it.
    pub term: bool,
    /// The part of the line's text that stands in it.
    pub text: &'a str,
    /// The column of the text, in cells from the left edge of the room inside the box.
    pub indent: u16,
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

    /// Columns and rows of the box on a screen of `size` cells, its frame included.
    pub fn box_size((columns, rows): (u16, u16)) -> (u16, u16) {
        let share = |cells: u16| u16::try_from(u32::from(cells) * 9 / 10).unwrap_or(cells);
        let body = rows.saturating_sub(1);
        (share(columns).clamp(60, 110).min(columns), share(body).max(6).min(body))
    }

    /// Its rows in a room of `columns` cells.
    pub fn rows(&self, columns: u16) -> Vec<PagerRow<'_>> {
        let terms = self.lines.iter().map(|line| width(&line.term)).max().unwrap_or(0).min(TERMS).min(columns / 3);
        let mut rows = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let has_term = !line.term.is_empty();
            let indent = if has_term && line.tone != PagerTone::Heading { terms + 2 } else { 0 };
            // A term wider than its column stands on a row of its own.
            let apart = has_term && width(&line.term) + 1 > indent;
            if apart {
                rows.push(PagerRow { line, term: true, text: "", indent });
            }
            for (position, part) in wrap(&line.text, columns.saturating_sub(indent)).into_iter().enumerate() {
                let text = line.text.get(part).unwrap_or_default().trim_end();
                rows.push(PagerRow { line, term: has_term && !apart && position == 0, text, indent });
            }
        }
        rows
    }

    /// Rows of text that the box shows at once on a screen of `size` cells.
    pub fn page((columns, rows): (u16, u16)) -> usize {
        let (_, height) = Pager::box_size((columns, rows));
        usize::from(height.saturating_sub(2).max(1))
    }

    /// Scrolls by `step` rows on a screen of `size` cells, no further than to a full box at the end.
    pub fn scroll(&mut self, step: i64, size: (u16, u16)) {
        let inner = Pager::box_size(size).0.saturating_sub(4);
        let last = self.rows(inner).len().saturating_sub(Pager::page(size));
        let top = i64::try_from(self.top.min(last)).unwrap_or(0).saturating_add(step);
        self.top = usize::try_from(top.max(0)).unwrap_or(0).min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_more_rows_than_the_box_is_read_to_its_end() {
        let text: String = (0..400).map(|number| format!("word{number} ")).collect();
        let mut pager = Pager::plain("guidelines", &text);
        let size = (60, 10);
        let columns = Pager::box_size(size).0 - 4;
        let mut seen = Vec::new();
        loop {
            seen.extend(
                pager.rows(columns).iter().skip(pager.top).take(Pager::page(size)).map(|row| row.text.to_owned()),
            );
            let before = pager.top;
            pager.scroll(i64::try_from(Pager::page(size)).unwrap(), size);
            if pager.top == before {
                break;
            }
        }
        let words = seen.join(" ");
        assert!((0..400).all(|number| words.split(' ').any(|word| word == format!("word{number}"))));
        pager.scroll(i64::MIN / 2, size);
        assert_eq!(pager.top, 0);
    }
}
