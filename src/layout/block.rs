//! One block, laid out.

use super::row::Row;
use super::spacing::{Frame, is_hidden};
use super::{Measure, fill, shape};
use crate::doc::Document;

/// The rows of one block.
///
/// Invariant: the rows cover every byte of the block once and in order, or there are none because nothing of the
/// block is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockLayout {
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
    /// The column in which a bar stands beside all the rows (block quotes).
    pub bar: Option<u16>,
}

impl BlockLayout {
    /// Index of the row that covers `byte`: the first row for bytes before the block, the last for bytes after.
    pub fn row_of(&self, byte: usize) -> usize {
        self.rows.partition_point(|row| row.span.start <= byte).saturating_sub(1)
    }
}

/// Lays out one block of `doc`. There are no rows where nothing of the block is seen, or no such block is.
pub fn lay_out(doc: &Document, block: usize, measure: Measure) -> BlockLayout {
    let Some(content) = doc.blocks().get(block) else { return BlockLayout::default() };
    if is_hidden(doc, block) {
        return BlockLayout::default();
    }
    let clusters = shape::clusters(doc.text().slice(content.span), content);
    let frame = Frame::new(content.kind, &clusters, measure);
    BlockLayout { rows: fill::fill(&clusters, content.span.start, frame), bar: frame.bar }
}
