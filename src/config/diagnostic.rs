//! What is wrong in a configuration text, and where: path, line, column, the line itself and a caret.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{one_line, shown};

/// Longest piece of a source line that is shown, in grapheme clusters.
const WINDOW: usize = 100;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was ignored or replaced by its default; work goes on.
    Warning,
    /// The text does not say what was meant, and what it says cannot be used.
    Error,
}

/// One thing wrong at one place of a configuration text.
///
/// Displayed as `path:line:column: message`, then the source line and a caret under the column. Whatever could
/// steer a terminal is drawn as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, or what else the text came from (`--set`, a variable's name).
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1, in code points.
    pub column: usize,
    /// What is wrong and what to do, in lower case, on one line.
    pub message: String,
    /// The whole line, without its end.
    pub source_line: String,
    /// Whether work goes on.
    pub severity: Severity,
}

impl Diagnostic {
    /// The diagnostic of something found at byte `at` of `text`.
    pub fn at(path: &str, text: &str, at: usize, severity: Severity, message: impl Into<String>) -> Self {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (before, after) = text.split_at(at);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = after.find('\n').map_or(text.len(), |newline| at + newline);
        Self {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            message: message.into(),
            source_line: text[start..end].trim_end_matches('\r').to_owned(),
            severity,
        }
    }
}

impl std::error::Error for Diagnostic {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, message, source_line, .. } = self;
        writeln!(f, "{}:{line}:{column}: {}", one_line(path), one_line(message))?;
        let caret = source_line.char_indices().nth(column - 1).map_or(source_line.len(), |(byte, _)| byte);
        let before: Vec<&str> = source_line[..caret].graphemes(true).collect();
        let skipped = before.len().saturating_sub(WINDOW * 3 / 4);
        let after = source_line[caret..].graphemes(true);
        let head: String = before[skipped..].concat();
        let tail: String = after.take(WINDOW - (before.len() - skipped)).collect();
        let cells: usize = head.graphemes(true).map(|cluster| usize::from(shown(cluster, 0).cells)).sum();
        writeln!(f, "    {}{}", one_line(&head), one_line(&tail))?;
        write!(f, "    {:cells$}^", "")
    }
}

/// What a parser could read, and what it has to say about the rest.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// What could be read; the default stands for what could not.
    pub value: T,
    /// What was wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// Whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = "name = 1\r\nmaß = \"漢\" \u{1b}[31m !\r\n";
        let at = text.find('!').unwrap();
        let shown = Diagnostic::at("gloss.toml", text, at, Severity::Error, "no").to_string();
        assert_eq!(shown, "gloss.toml:2:17: no\n    maß = \"漢\" ␛[31m !\n                     ^");
        let long = format!("{}!{}", "x".repeat(500), "y".repeat(500));
        let shown = Diagnostic::at("p", &long, 500, Severity::Error, "long").to_string();
        assert!(shown.lines().all(|line| line.len() <= WINDOW + 4));
        assert_eq!(shown.lines().nth(1).unwrap().find('!'), shown.lines().nth(2).unwrap().find('^'));
    }

    proptest! {
        #[test]
        fn any_place_can_be_shown(text in "(?s).{0,60}", at in 0usize..80) {
            let shown = Diagnostic::at("p", &text, at, Severity::Warning, "m").to_string();
            prop_assert_eq!(shown.lines().count(), 3);
            prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
