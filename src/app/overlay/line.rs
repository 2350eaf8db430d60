//! One line being typed: the query of a list, a search pattern, a command.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// A line being typed, with its cursor between two graphemes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEdit {
    text: String,
    cursor: usize,
}

impl LineEdit {
    /// A line that already says something, the cursor at its end.
    pub fn new(text: impl Into<String>) -> LineEdit {
        let text = text.into();
        LineEdit { cursor: text.len(), text }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte the cursor stands before.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Types `text`; line breaks and controls in it become blanks.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Deletes the grapheme before the cursor. Whether there was one is the answer.
    pub fn delete_back(&mut self) -> bool {
        let start = self.before();
        self.cut(start)
    }

    /// Deletes the word before the cursor.
    pub fn delete_word_back(&mut self) {
        let head = self.text.get(..self.cursor).unwrap_or_default().trim_end();
        let start = head.split_word_bound_indices().next_back().map_or(0, |(at, _)| at);
        self.cut(start);
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        *self = LineEdit::default();
    }

    /// One grapheme to the left.
    pub fn left(&mut self) {
        self.cursor = self.before();
    }

    /// One grapheme to the right.
    pub fn right(&mut self) {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        self.cursor = cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len());
    }

    /// To the start.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    fn before(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn cut(&mut self, start: usize) -> bool {
        let cut = start < self.cursor;
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
        cut
    }
}

/// The search or command line.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What the line is for.
    pub kind: PromptKind,
    /// What was typed.
    pub line: LineEdit,
    /// Where the cursor was in the text, to go back to on cancel.
    pub origin: usize,
    /// How many entries back in the history one is; 0 is the line itself.
    pub back: usize,
    /// The line as it was typed, while the history or a completion stands in its place.
    pub typed: Option<String>,
    /// Completions of the line and the chosen one.
    pub completions: Vec<String>,
    /// Which completion stands in the line.
    pub chosen: Option<usize>,
    /// What is wrong with the line so far.
    pub fault: Option<String>,
}

/// What a prompt is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    /// `/`
    Search,
    /// `:`
    Command,
    /// What is sought in the whole corpus.
    Concordance,
    /// Which documents are listed.
    Documents,
}

impl Prompt {
    /// An empty prompt; `origin` is the cursor in the text.
    pub fn new(kind: PromptKind, origin: usize) -> Prompt {
        Prompt {
            kind,
            line: LineEdit::default(),
            origin,
            back: 0,
            typed: None,
            completions: Vec::new(),
            chosen: None,
            fault: None,
        }
    }

    /// The character the line begins with.
    pub fn sigil(&self) -> &'static str {
        match self.kind {
            PromptKind::Search => "/",
            PromptKind::Command => ":",
            PromptKind::Concordance => "seek: ",
            PromptKind::Documents => "documents: ",
        }
    }

    /// Steps through `history` (newest last); the typed line is at its end.
    pub fn recall(&mut self, history: &[String], older: bool) {
        let typed = self.typed.get_or_insert_with(|| self.line.text().into()).clone();
        self.back = if older { (self.back + 1).min(history.len()) } else { self.back.saturating_sub(1) };
        let text = match self.back {
            0 => typed,
            back => history.len().checked_sub(back).and_then(|i| history.get(i)).cloned().unwrap_or_default(),
        };
        self.line = LineEdit::new(text);
    }

    /// Puts the next or previous completion into the line.
    pub fn complete(&mut self, forward: bool, complete: impl FnOnce(&str) -> Vec<String>) {
        if self.chosen.is_none() {
            self.completions = complete(self.line.text());
            self.typed = Some(self.line.text().into());
        }
        let count = self.completions.len();
        if count == 0 {
            return;
        }
        let next = match (self.chosen, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        self.chosen = Some(next);
        self.line = LineEdit::new(self.completions.get(next).cloned().unwrap_or_default());
    }

    /// The line was changed by typing: completions and history start anew.
    pub fn typed_anew(&mut self) {
        self.back = 0;
        self.typed = None;
        self.chosen = None;
        self.completions.clear();
    }
}
