//! Documents: one article as immutable text, metadata and blocks.

mod block;
mod meta;
pub mod motion;
pub mod object;
mod place;

pub use block::{Block, BlockKind, Inline, InlineKind};
pub use meta::{Meta, RecordFields};
pub use motion::Motion;
pub use object::Object;
pub use place::settle;

use crate::text::{Span, Text};

/// One article: immutable text, metadata and blocks.
///
/// Invariants: blocks are in document order, do not overlap, lie on character boundaries, and every byte between
/// them is white space. Markup spans of a block lie inside it, in order, without overlap.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: Text,
    meta: Meta,
    blocks: Vec<Block>,
    reader: Option<&'static str>,
    encoding: &'static str,
}

impl Document {
    /// A document of `text`, whose `blocks` may come in any order and leave holes: what overlaps is dropped, and
    /// a stretch of text that no block claims becomes a paragraph.
    pub fn new(name: impl Into<String>, text: Text, meta: Meta, blocks: Vec<Block>) -> Document {
        let blocks = block::settle(&text, blocks);
        Document { name: name.into(), text, meta, blocks, reader: None, encoding: "utf-8" }
    }

    /// The same document, made from its file by the named, versioned reader (for example `html/1`).
    pub fn with_reader(self, reader: &'static str) -> Document {
        Document { reader: Some(reader), ..self }
    }

    /// The same document, decoded from the named encoding (WHATWG name in lower case).
    pub fn with_encoding(self, encoding: &'static str) -> Document {
        Document { encoding, ..self }
    }

    /// The article's file name, or its record id in a corpus file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that offsets count in.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What is known about the article.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The blocks in document order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The versioned reader that made the text, where it is not the decoded file itself.
    pub fn reader(&self) -> Option<&'static str> {
        self.reader
    }

    /// The encoding the file was decoded from (WHATWG name in lower case).
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The title: from the metadata, else the document's name.
    pub fn title(&self) -> &str {
        self.meta.title.as_deref().unwrap_or(&self.name)
    }

    /// Index of the block that covers byte `at`, or of the last block that starts before it.
    /// White space before the first block belongs to the first. `None` only where there are no blocks.
    pub fn block_at(&self, at: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|block| block.span.start <= at);
        (!self.blocks.is_empty()).then(|| after.saturating_sub(1))
    }

    /// The span of the whole paragraph around block `index`: long paragraphs are kept in several blocks.
    pub fn paragraph(&self, index: usize) -> Option<Span> {
        let block = self.blocks.get(index)?;
        let first = (0..=index).rev().find(|&i| self.blocks.get(i).is_some_and(|b| !b.continues))?;
        let last = (index..self.blocks.len())
            .take_while(|&i| i == index || self.blocks.get(i).is_some_and(|b| b.continues))
            .last()?;
        Some(self.blocks.get(first)?.span.hull(block.span).hull(self.blocks.get(last)?.span))
    }
}
