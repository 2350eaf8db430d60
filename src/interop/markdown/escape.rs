//! Text as Markdown that shows it to the letter (CommonMark 0.31, section 2.4, and the extensions of GitHub and Pandoc).

use unicode_segmentation::UnicodeSegmentation;

use crate::text::shown;

/// Special wherever they stand.
const ALWAYS: &str = "\\`*_{}[]<>#&|~$^";
/// Special only where a line begins.
const FIRST: &str = "+-=:";

/// Writes text piece by piece; whether a line begins goes on from one piece to the next.
pub(super) struct Escaper {
    pub(super) out: String,
    /// What stands before each line: `> ` in a quotation.
    prefix: &'static str,
    line: Line,
}

/// Where in a line the next character stands.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Start,
    /// Behind the digits that begin a line: a point makes it an item of a list.
    Digits,
    Inside,
}

impl Escaper {
    pub(super) fn new(prefix: &'static str) -> Escaper {
        Escaper { out: prefix.to_owned(), prefix, line: Line::Start }
    }

    /// Adds text. Blanks that begin a line go, for they would make it code; what cannot be drawn is drawn as pictures.
    pub(super) fn text(&mut self, text: &str) {
        for cluster in text.graphemes(true) {
            match cluster {
                "\n" | "\r" | "\r\n" => self.end_line(),
                cluster => shown(cluster, 0).text.chars().for_each(|c| self.char(c)),
            }
        }
    }

    /// Adds Markdown as it stands.
    pub(super) fn raw(&mut self, markdown: &str) {
        self.out += markdown;
        self.line = Line::Inside;
    }

    fn end_line(&mut self) {
        // An empty line would end the block.
        if self.line != Line::Start {
            self.out.push('\n');
            self.out += self.prefix;
            self.line = Line::Start;
        }
    }

    fn char(&mut self, c: char) {
        if c.is_whitespace() && self.line == Line::Start {
            return;
        }
        let special = match self.line {
            Line::Start => FIRST.contains(c),
            Line::Digits => ".)".contains(c),
            Line::Inside => false,
        };
        if special || ALWAYS.contains(c) {
            self.out.push('\\');
        }
        self.out.push(c);
        self.line = match self.line {
            Line::Start | Line::Digits if c.is_ascii_digit() => Line::Digits,
            _ => Line::Inside,
        };
    }
}

/// Text on one line, white space as single blanks.
pub(super) fn one_line(text: &str) -> String {
    let mut escaper = Escaper::new("");
    escaper.text(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    escaper.out
}
