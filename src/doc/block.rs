//! Blocks: the parts an article is set in.

use crate::text::{Span, Text};

/// Longest block in bytes. A longer paragraph is kept as several blocks that continue each other, so that laying
/// out one block always costs the same, even in a 10 MB line.
pub const LONGEST: usize = 16 * 1024;

/// One part of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the part is.
    pub kind: BlockKind,
    /// Its bytes, without the blank lines around it.
    pub span: Span,
    /// Whether it continues the block before it, within one paragraph.
    pub continues: bool,
    /// Markup inside it: emphasis and what is concealed on the screen.
    pub inlines: Vec<Inline>,
}

impl Block {
    /// A block without markup.
    pub fn new(kind: BlockKind, span: Span) -> Block {
        Block { kind, span, continues: false, inlines: Vec::new() }
    }

    /// The same block with markup (in order, without overlap).
    pub fn with_inlines(self, inlines: Vec<Inline>) -> Block {
        Block { inlines, ..self }
    }
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// Date, place or byline.
    Dateline,
    /// A field of front matter that is neither title nor date.
    Matter,
    /// A heading inside the article, level 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A quotation set as a part of its own.
    Quote,
    /// One item of a list; the nesting depth counts from 0.
    ListItem(u8),
    /// Text whose own line breaks and blanks count (code, tables).
    Verbatim,
    /// A pointer to another article; not part of the body.
    RelatedLink,
}

impl BlockKind {
    /// The kind's name in JSON outputs.
    pub fn name(self) -> &'static str {
        match self {
            BlockKind::Title => "title",
            BlockKind::Dateline => "dateline",
            BlockKind::Matter => "matter",
            BlockKind::Heading(_) => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::Quote => "quote",
            BlockKind::ListItem(_) => "list",
            BlockKind::Verbatim => "verbatim",
            BlockKind::RelatedLink => "related",
        }
    }
}

/// Markup inside a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inline {
    /// The bytes it covers.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// What a stretch of markup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InlineKind {
    /// Markup that is not drawn (`**`, `# `, the target of a link).
    Concealed,
    /// Emphasised text.
    Emphasis,
    /// Strongly emphasised text.
    Strong,
    /// Emphasised and strong.
    StrongEmphasis,
    /// Code.
    Code,
    /// The text of a link.
    Link,
    /// The bullet or number of a list item.
    Marker,
}

/// Brings blocks into document order, drops overlaps and empty ones, turns unclaimed text into paragraphs and
/// splits what is too long.
pub(super) fn settle(text: &Text, mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_by_key(|block| block.span);
    let mut settled: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut at = 0;
    for mut block in blocks {
        block.span = text.clamp(block.span);
        if block.span.start < at || block.span.is_empty() {
            continue;
        }
        push(text, &mut settled, unclaimed(text, Span::new(at, block.span.start)));
        at = block.span.end;
        push(text, &mut settled, Some(block));
    }
    push(text, &mut settled, unclaimed(text, Span::new(at, text.len())));
    settled
}

/// What `span` holds apart from white space, as a paragraph.
fn unclaimed(text: &Text, span: Span) -> Option<Block> {
    let span = text.without_blanks(span);
    (!span.is_empty()).then(|| Block::new(BlockKind::Paragraph, span))
}

fn push(text: &Text, settled: &mut Vec<Block>, block: Option<Block>) {
    let Some(block) = block else { return };
    if block.span.len() <= LONGEST {
        settled.push(block);
        return;
    }
    let mut rest = block.span;
    while !rest.is_empty() {
        let cut = cut_point(text, rest);
        let span = Span::new(rest.start, cut);
        let first = block.inlines.partition_point(|inline| inline.span.end <= span.start);
        let inlines = block
            .inlines
            .iter()
            .skip(first)
            .take_while(|inline| inline.span.start < span.end)
            .filter_map(|inline| Some(Inline { span: inline.span.intersection(span)?, ..*inline }))
            .collect();
        let continues = block.continues || rest.start > block.span.start;
        settled.push(Block { kind: block.kind, span, continues, inlines });
        rest.start = cut;
    }
}

/// Where to cut a stretch that is too long: behind its last line break, else white space, else between graphemes.
fn cut_point(text: &Text, rest: Span) -> usize {
    if rest.len() <= LONGEST {
        return rest.end;
    }
    let head = text.slice(Span::new(rest.start, rest.start + LONGEST));
    let cut = head.rfind('\n').or_else(|| head.rfind(char::is_whitespace)).filter(|&at| at > LONGEST / 2);
    match cut {
        Some(at) => text.next_grapheme(rest.start + at),
        None => match text.grapheme_start(rest.start + head.len()) {
            at if at > rest.start => at,
            // One cluster longer than a block: cut through it rather than not at all.
            _ => rest.start + head.len().max(1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever a reader claims, the blocks end up in order, apart, and with nothing but white space between.
        #[test]
        fn blocks_tile_the_text(content in "[a-zä \n]{0,400}", claims in prop::collection::vec((0usize..500, 0usize..500), 0..12)) {
            let text = Text::new(content.as_str());
            let claims = claims.into_iter().map(|(a, b)| Block::new(BlockKind::Quote, Span::new(a, b))).collect();
            let mut at = 0;
            for block in settle(&text, claims) {
                prop_assert!(text.holds(block.span) && !block.span.is_empty() && block.span.start >= at);
                prop_assert!(text.slice(Span::new(at, block.span.start)).trim().is_empty());
                at = block.span.end;
            }
            prop_assert!(text.slice(Span::new(at, text.len())).trim().is_empty());
        }
    }

    #[test]
    fn a_megabyte_line_becomes_blocks_of_bounded_size() {
        for unit in ["word und wörter ", "ö", "a\u{301}"] {
            let text = Text::new(unit.repeat(1_000_000 / unit.len()));
            let blocks = settle(&text, Vec::new());
            assert!(blocks.iter().all(|block| block.span.len() <= LONGEST && text.holds(block.span)));
            assert!(blocks.iter().skip(1).all(|block| block.continues));
        }
    }
}
