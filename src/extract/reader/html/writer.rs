//! Writes the text of a page and its blocks.

use scraper::Node;
use scraper::node::Element;

use super::super::{quotation, related};
use super::element;
use crate::doc::{Block, BlockKind, Inline, InlineKind};
use crate::text::Span;

/// What the text being written stands in.
enum Context {
    /// A paragraph, a division: whatever is around it.
    Flow,
    /// A paragraph inside a table that only lays out the page.
    Paragraph,
    Heading(u8),
    Quote,
    Item(u8),
    Pre,
    Table,
}

/// A list and the number of its next item, where it counts.
struct List {
    next: Option<usize>,
}

/// Writes text and blocks while the page is walked through.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    blocks: Vec<Block>,
    contexts: Vec<Context>,
    lists: Vec<List>,
    /// Where the open block starts; `None` between blocks.
    start: Option<usize>,
    inlines: Vec<Inline>,
    /// White space was seen and is written before the next word.
    space: Option<char>,
    /// The bullet or number to write before the next word.
    marker: Option<String>,
    emphasis: usize,
    strong: usize,
    code: usize,
    link: usize,
}

impl Writer {
    /// Writes the title as the first block.
    pub fn title(&mut self, title: &str) {
        self.push_str(title);
        self.flush_as(BlockKind::Title);
    }

    /// A node begins.
    pub fn open(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.push_str(text),
            Node::Element(element) => self.open_element(element),
            _ => {}
        }
    }

    /// A node ends.
    pub fn close(&mut self, node: &Node) {
        let Some(element) = node.as_element() else { return };
        let name = element.name();
        if let Some(count) = self.style_count(name) {
            *count = count.saturating_sub(1);
        }
        match name {
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
                self.contexts.pop();
            }
            "li" => {
                self.flush();
                self.contexts.pop();
                self.marker = None;
            }
            "tr" => self.break_line(),
            "td" | "th" => self.space = Some('\t'),
            _ if element::is_block(name) => {
                self.flush();
                self.contexts.pop();
            }
            _ => {}
        }
    }

    /// The text and its blocks.
    pub fn finish(mut self) -> (String, Vec<Block>) {
        self.flush();
        (self.text, self.blocks)
    }

    fn open_element(&mut self, element: &Element) {
        let name = element.name();
        if let Some(count) = self.style_count(name) {
            *count += 1;
        }
        if name == "br" {
            self.break_line();
        }
        if !element::is_block(name) {
            return;
        }
        self.flush();
        let context = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                Context::Heading(name.as_bytes().get(1).map_or(1, |digit| digit.saturating_sub(b'0')))
            }
            "blockquote" => Context::Quote,
            "pre" => Context::Pre,
            "table" => Context::Table,
            "ul" | "ol" => {
                let first = element.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                self.lists.push(List { next: (name == "ol").then_some(first) });
                Context::Flow
            }
            "li" => {
                self.marker = Some(self.next_marker());
                Context::Item(u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX))
            }
            _ if matches!(self.kind(), BlockKind::Verbatim) => Context::Paragraph,
            _ => Context::Flow,
        };
        self.contexts.push(context);
    }

    fn next_marker(&mut self) -> String {
        match self.lists.last_mut().and_then(|list| list.next.as_mut()) {
            Some(number) => {
                let marker = format!("{number}.");
                *number = number.saturating_add(1);
                marker
            }
            None => "•".to_owned(),
        }
    }

    fn style_count(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "em" | "i" | "cite" | "dfn" => Some(&mut self.emphasis),
            "strong" | "b" => Some(&mut self.strong),
            "code" | "kbd" | "samp" | "tt" => Some(&mut self.code),
            "a" => Some(&mut self.link),
            _ => None,
        }
    }

    fn style(&self) -> Option<InlineKind> {
        match (self.code > 0, self.link > 0, self.strong > 0, self.emphasis > 0) {
            (true, ..) => Some(InlineKind::Code),
            (_, true, ..) => Some(InlineKind::Link),
            (_, _, true, true) => Some(InlineKind::StrongEmphasis),
            (_, _, true, _) => Some(InlineKind::Strong),
            (_, _, _, true) => Some(InlineKind::Emphasis),
            _ => None,
        }
    }

    /// The kind of the block at hand, by the innermost context that says it.
    fn kind(&self) -> BlockKind {
        let kinds = self.contexts.iter().rev().filter_map(|context| match context {
            Context::Flow => None,
            Context::Paragraph => Some(BlockKind::Paragraph),
            Context::Heading(level) => Some(BlockKind::Heading(*level)),
            Context::Quote => Some(BlockKind::Quote),
            Context::Item(depth) => Some(BlockKind::ListItem(*depth)),
            Context::Pre | Context::Table => Some(BlockKind::Verbatim),
        });
        kinds.into_iter().next().unwrap_or(BlockKind::Paragraph)
    }

    /// Writes text as it stands in the page.
    fn push_str(&mut self, text: &str) {
        if matches!(self.contexts.last(), Some(Context::Pre)) {
            self.push_word(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            if word.len() < rest.len() {
                self.space = self.space.or(Some(' '));
            }
            let end = word.find(|c: char| c.is_ascii_whitespace()).unwrap_or(word.len());
            let (word, behind) = word.split_at(end);
            if !word.is_empty() {
                self.push_word(word);
            }
            rest = behind;
        }
    }

    /// Writes a stretch that stays as it is, and what has to stand before it.
    fn push_word(&mut self, word: &str) {
        match self.start {
            None => self.begin(),
            Some(_) if self.text.ends_with('\n') => {}
            Some(_) => self.text.extend(self.space),
        }
        self.space = None;
        let start = self.text.len();
        self.text.push_str(word);
        let Some(kind) = self.style() else { return };
        let end = self.text.len();
        let between =
            |last: &Inline| self.text.get(last.span.end..start).is_some_and(|gap| gap.is_empty() || gap == " ");
        match self.inlines.last().copied().filter(|last| last.kind == kind && between(last)) {
            Some(last) => {
                self.inlines.pop();
                self.inlines.push(Inline { span: Span::new(last.span.start, end), kind });
            }
            None => self.inlines.push(Inline { span: Span::new(start, end), kind }),
        }
    }

    fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.start = Some(start);
        if let Some(marker) = self.marker.take() {
            self.text.push_str(&marker);
            self.inlines.push(Inline { span: Span::new(start, self.text.len()), kind: InlineKind::Marker });
            self.text.push(' ');
        }
    }

    fn break_line(&mut self) {
        if self.start.is_some() {
            self.text.push('\n');
        }
        self.space = None;
    }

    fn flush(&mut self) {
        self.flush_as(self.kind());
    }

    fn flush_as(&mut self, kind: BlockKind) {
        self.space = None;
        let Some(start) = self.start.take() else { return };
        let block = self.text.get(start..).unwrap_or_default();
        let end = start + block.trim_end().len();
        let inlines = std::mem::take(&mut self.inlines);
        let content = self.text.get(start..end).unwrap_or_default();
        if content.is_empty() {
            // Nothing but white space: as if it had never been begun.
            self.text.truncate(start - "\n\n".len().min(start));
            return;
        }
        let kind = match kind {
            BlockKind::Paragraph if related::is_related_link(content) => BlockKind::RelatedLink,
            BlockKind::Paragraph if quotation::is_one_quotation(content) => BlockKind::Quote,
            kind => kind,
        };
        let span = Span::new(start, end);
        let clipped = |inline: Inline| Some(Inline { span: inline.span.intersection(span)?, ..inline });
        let inlines = inlines.into_iter().filter_map(clipped).collect();
        self.text.truncate(end);
        self.blocks.push(Block::new(kind, span).with_inlines(inlines));
    }
}
