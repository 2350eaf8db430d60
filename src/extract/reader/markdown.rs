//! Markdown: markup stays in the text and is concealed on the screen.
//!
//! The parser says which bytes are drawn; all others of a block are concealed. So no byte of markup is ever lost
//! or drawn by mistake, whatever the construct.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::lines::{is_blank, slice, trim};
use super::{head, quotation, related};
use crate::doc::{Block, BlockKind, Inline, InlineKind, Meta};
use crate::text::Span;

/// Reads a Markdown article.
pub(super) fn read(text: &str) -> (Meta, Vec<Block>) {
    let (mut meta, mut blocks) = (Meta::default(), Vec::new());
    let base = head::opening(text, &mut meta, &mut blocks);
    let titled = meta.title.is_some();
    let mut reader = Reader { text, done: base, meta, blocks, titled, ..Reader::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let source = text.get(base..).unwrap_or_default();
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        reader.take(event, Span::new(range.start + base, range.end + base));
    }
    reader.finish()
}

/// What blocks stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Item(u8),
}

/// The block that is being read.
struct Leaf {
    kind: BlockKind,
    span: Span,
    /// What is drawn of it, in order, without overlap.
    drawn: Vec<(Span, Option<InlineKind>)>,
    /// Whether its own start event opened it, so that its own end event closes it.
    own: bool,
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    meta: Meta,
    blocks: Vec<Block>,
    /// Every byte before is in a block, or white space.
    done: usize,
    titled: bool,
    containers: Vec<Container>,
    lists: u8,
    /// Markers of items that have no content yet.
    markers: Vec<Span>,
    leaf: Option<Leaf>,
    emphasis: usize,
    strong: usize,
    link: usize,
    /// Inside a table or HTML block, which is read as a whole: its events say nothing more.
    inside_whole: bool,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag),
            _ if self.inside_whole => {}
            Event::Text(_) => self.draw(span, self.style()),
            Event::Code(_) => self.draw(self.code_inside(span), Some(InlineKind::Code)),
            Event::SoftBreak | Event::HardBreak => {
                let newline = slice(self.text, span).find('\n').map_or(span.end, |at| span.start + at);
                self.draw(Span::new(newline, span.end), None);
            }
            Event::Rule => {
                self.open(BlockKind::Verbatim, span, true);
                self.draw(trim(self.text, span), None);
                self.close();
            }
            // Inline HTML is concealed; the other events belong to extensions that are off.
            _ => self.cover(span),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        if self.inside_whole {
            return;
        }
        match tag {
            Tag::Paragraph => self.open(self.flow_kind(), span, true),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(heading_level(*level)), span, true),
            Tag::CodeBlock(_) => self.open(BlockKind::Verbatim, span, true),
            Tag::Table(_) => {
                self.open(BlockKind::Verbatim, span, true);
                self.draw(trim(self.text, span), None);
                self.inside_whole = true;
            }
            Tag::HtmlBlock => {
                self.open(self.flow_kind(), span, true);
                for drawn in outside_tags(self.text, span) {
                    self.draw(drawn, None);
                }
                self.inside_whole = true;
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.containers.push(Container::Quote);
            }
            Tag::List(_) => {
                self.close();
                self.lists = self.lists.saturating_add(1);
            }
            Tag::Item => {
                self.close();
                self.containers.push(Container::Item(self.lists.saturating_sub(1)));
                self.markers.extend(marker(self.text, span));
            }
            Tag::Emphasis | Tag::Strikethrough => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { .. } | Tag::Image { .. } => self.link += 1,
            _ => {}
        }
        if matches!(tag, Tag::Emphasis | Tag::Strikethrough | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }) {
            self.cover(span);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table | TagEnd::HtmlBlock => {
                self.inside_whole = false;
                self.close();
            }
            _ if self.inside_whole => {}
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.containers.pop();
            }
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Item => {
                if let Some(marker) = self.markers.last().copied() {
                    // An item without content is still a line of the list.
                    self.open(self.flow_kind(), marker, true);
                }
                self.close();
                self.containers.pop();
            }
            TagEnd::Emphasis | TagEnd::Strikethrough => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => self.link = self.link.saturating_sub(1),
            _ => {}
        }
    }

    fn flow_kind(&self) -> BlockKind {
        match self.containers.last() {
            None => BlockKind::Paragraph,
            Some(Container::Quote) => BlockKind::Quote,
            Some(Container::Item(depth)) => BlockKind::ListItem(*depth),
        }
    }

    fn style(&self) -> Option<InlineKind> {
        match (self.link > 0, self.strong > 0, self.emphasis > 0) {
            (true, ..) => Some(InlineKind::Link),
            (_, true, true) => Some(InlineKind::StrongEmphasis),
            (_, true, _) => Some(InlineKind::Strong),
            (_, _, true) => Some(InlineKind::Emphasis),
            _ => None,
        }
    }

    fn open(&mut self, kind: BlockKind, span: Span, own: bool) {
        self.close();
        let mut drawn = Vec::new();
        for marker in self.markers.drain(..) {
            drawn.push((marker, Some(InlineKind::Marker)));
            // The blank behind a marker is drawn too.
            if self.text.get(marker.end..).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
                drawn.push((Span::new(marker.end, marker.end + 1), None));
            }
        }
        let span = drawn.first().map_or(span, |(marker, _)| span.hull(*marker));
        self.leaf = Some(Leaf { kind, span, drawn, own });
    }

    /// Makes the open block reach over `span`; text outside any block of its own (tight lists) opens one.
    fn cover(&mut self, span: Span) {
        if self.leaf.is_none() {
            self.open(self.flow_kind(), span, false);
        }
        if let Some(leaf) = self.leaf.as_mut().filter(|leaf| !leaf.own) {
            leaf.span = leaf.span.hull(span);
        }
    }

    fn draw(&mut self, span: Span, kind: Option<InlineKind>) {
        self.cover(span);
        let Some(leaf) = &mut self.leaf else { return };
        let start = leaf.drawn.last().map_or(leaf.span.start, |(last, _)| last.end).max(span.start);
        match leaf.drawn.last_mut() {
            _ if start >= span.end => {}
            Some((last, last_kind)) if last.end == start && *last_kind == kind => last.end = span.end,
            _ => leaf.drawn.push((Span::new(start, span.end), kind)),
        }
    }

    /// The content of a code span, without its backticks.
    fn code_inside(&self, span: Span) -> Span {
        let code = slice(self.text, span);
        let ticks = code.bytes().take_while(|&byte| byte == b'`').count();
        if code.len() <= 2 * ticks { span } else { Span::new(span.start + ticks, span.end - ticks) }
    }

    /// Ends the open block: what lies before it on its line, and between what is drawn, is concealed.
    fn close(&mut self) {
        let Some(mut leaf) = self.leaf.take() else { return };
        let start = leaf.span.start.max(self.done);
        let gap = slice(self.text, Span::new(self.done, start));
        let line = gap.rfind('\n').map_or(self.done, |newline| self.done + newline + 1);
        self.conceal(Span::new(self.done, line));
        let span = trim(self.text, Span::new(line, leaf.span.end.max(line)));
        if span.is_empty() {
            return;
        }
        self.done = span.end;
        if let Some((last, _)) = leaf.drawn.last_mut() {
            last.end = last.start + slice(self.text, *last).trim_end_matches(['\n', '\r']).len();
        }
        let kind = self.settle_kind(&leaf, span);
        if kind == BlockKind::Dateline {
            leaf.drawn.iter_mut().for_each(|(_, style)| *style = style.filter(|style| *style != InlineKind::Marker));
        }
        self.blocks.push(Block::new(kind, span).with_inlines(inlines(span, &leaf.drawn)));
    }

    /// Turns the first level-1 heading into the title, and finds datelines, quotations and related links.
    fn settle_kind(&mut self, leaf: &Leaf, span: Span) -> BlockKind {
        let drawn = || leaf.drawn.iter().map(|(run, _)| slice(self.text, *run)).collect::<String>();
        match leaf.kind {
            BlockKind::Heading(1) if !self.titled => {
                self.titled = true;
                let title = drawn();
                self.meta.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
                BlockKind::Title
            }
            BlockKind::Paragraph if related::is_related_link(slice(self.text, span)) => BlockKind::RelatedLink,
            // "5. Mai 2023" is an item of a list to Markdown.
            BlockKind::Paragraph | BlockKind::ListItem(0)
                if self.is_under_title() && head::take_dateline(drawn().trim(), &mut self.meta) =>
            {
                BlockKind::Dateline
            }
            BlockKind::Paragraph if quotation::is_one_quotation(&drawn()) => BlockKind::Quote,
            kind => kind,
        }
    }

    fn is_under_title(&self) -> bool {
        self.blocks.last().is_some_and(|last| matches!(last.kind, BlockKind::Title | BlockKind::Dateline))
    }

    /// A block of its own for markup without text: link targets, lone quote marks.
    fn conceal(&mut self, span: Span) {
        let span = trim(self.text, span);
        if !span.is_empty() {
            let inlines = vec![Inline { span, kind: InlineKind::Concealed }];
            self.blocks.push(Block::new(BlockKind::Matter, span).with_inlines(inlines));
        }
        self.done = self.done.max(span.end);
    }

    fn finish(mut self) -> (Meta, Vec<Block>) {
        self.close();
        self.conceal(Span::new(self.done, self.text.len()));
        (self.meta, self.blocks)
    }
}

/// The markup of a block: styles of what is drawn, and all the rest concealed.
fn inlines(span: Span, drawn: &[(Span, Option<InlineKind>)]) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut at = span.start;
    let conceal = |from, to| (from < to).then(|| Inline { span: Span::new(from, to), kind: InlineKind::Concealed });
    for (run, kind) in drawn {
        let Some(run) = run.intersection(span).filter(|run| run.start >= at) else { continue };
        inlines.extend(conceal(at, run.start));
        inlines.extend(kind.map(|kind| Inline { span: run, kind }));
        at = run.end;
    }
    inlines.extend(conceal(at, span.end));
    inlines
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The bullet or number at the start of a list item.
fn marker(text: &str, item: Span) -> Option<Span> {
    let item = trim(text, item);
    let content = slice(text, item);
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let length = if content.get(digits..)?.starts_with(['-', '*', '+', '.', ')']) { digits + 1 } else { return None };
    Some(Span::new(item.start, item.start + length))
}

/// The stretches of an HTML block that are neither tags, comments, scripts nor style sheets.
fn outside_tags(text: &str, span: Span) -> Vec<Span> {
    let html = slice(text, span);
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let mut keep = |range: Range<usize>| {
        let stretch = Span::new(span.start + range.start, span.start + range.end);
        if !is_blank(text, stretch) {
            found.push(trim(text, stretch));
        }
    };
    let behind = |from: usize, end: &str| {
        let rest = bytes.get(from..).unwrap_or_default();
        memchr::memmem::find(rest, end.as_bytes()).map_or(bytes.len(), |found| from + found + end.len())
    };
    let mut search = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(search..).unwrap_or_default()).map(|found| search + found) {
        let rest = html.get(open + 1..).unwrap_or_default();
        let end = match rest.bytes().next() {
            _ if rest.starts_with("!--") => behind(open + 4, "-->"),
            _ if starts_with_tag(rest, "script") => behind(open, "</script>"),
            _ if starts_with_tag(rest, "style") => behind(open, "</style>"),
            Some(first) if first.is_ascii_alphabetic() || b"/!?".contains(&first) => behind(open, ">"),
            _ => {
                search = open + 1;
                continue;
            }
        };
        keep(at..open);
        (at, search) = (end, end);
    }
    keep(at..bytes.len().max(at));
    found
}

fn starts_with_tag(rest: &str, name: &str) -> bool {
    rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && rest.as_bytes().get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}
