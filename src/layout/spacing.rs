//! Space around the blocks: indents, and blank rows between them.

use super::Measure;
use super::row::GlyphKind;
use super::shape::Cluster;
use crate::doc::{Block, BlockKind, Document, InlineKind};

/// Cells that each level of a list is indented by.
const LIST_STEP: u16 = 2;

/// Where a block's rows begin and end, in columns of the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Where the first row begins.
    pub first: u16,
    /// Where the other rows begin.
    pub rest: u16,
    /// The column behind the last one, more than `first` and `rest`.
    pub edge: u16,
    /// Where a bar stands beside the rows.
    pub bar: Option<u16>,
}

impl Frame {
    /// The frame of a block of the given kind and content. Indents shrink where the measure is narrow.
    pub fn new(kind: BlockKind, clusters: &[Cluster<'_>], measure: Measure) -> Frame {
        let width = measure.width.max(1);
        let full = Frame { first: 0, rest: 0, edge: width, bar: None };
        match kind {
            BlockKind::Quote if width >= 24 => Frame { first: 4, rest: 4, edge: width - 2, bar: Some(2) },
            BlockKind::Quote if width >= 10 => Frame { first: 2, rest: 2, edge: width, bar: Some(0) },
            BlockKind::ListItem(depth) => {
                let first = (u16::from(depth) * LIST_STEP).min(width / 4);
                let rest = first.saturating_add(marker_cells(clusters));
                Frame { first, rest: if rest <= width / 2 { rest } else { first }, ..full }
            }
            _ => full,
        }
    }
}

/// Cells from the start of a list item to its text: the marker and the blanks behind it.
fn marker_cells(clusters: &[Cluster<'_>]) -> u16 {
    let is_marker = |cluster: &Cluster<'_>| cluster.inline == Some(InlineKind::Marker);
    let Some(last) = clusters.iter().take_while(|c| is_marker(c) || !c.kind.is_ink()).position(is_marker) else {
        return 0;
    };
    let (head, tail) = clusters.split_at(last);
    let tail = tail.iter().take_while(|c| is_marker(c) || matches!(c.kind, GlyphKind::Blank | GlyphKind::Concealed));
    head.iter().chain(tail).fold(0, |column: u16, cluster| column.saturating_add(cluster.cells(column)))
}

/// Whether nothing of a block is seen: it is markup, all of it concealed. Such a block has no rows.
pub fn is_hidden(doc: &Document, block: usize) -> bool {
    doc.blocks().get(block).is_some_and(|block| is_concealed(doc, block))
}

fn is_concealed(doc: &Document, block: &Block) -> bool {
    let mut concealed = block.inlines.iter().filter(|inline| inline.kind == InlineKind::Concealed).peekable();
    if concealed.peek().is_none() {
        return false;
    }
    doc.text().slice(block.span).char_indices().filter(|(_, c)| !c.is_whitespace()).all(|(at, _)| {
        let byte = block.span.start + at;
        while concealed.next_if(|inline| inline.span.end <= byte).is_some() {}
        concealed.peek().is_some_and(|inline| inline.span.contains(byte))
    })
}

/// The first block from `block` on that has rows.
pub(super) fn visible_from(doc: &Document, block: usize) -> Option<usize> {
    (block..doc.blocks().len()).find(|&index| !is_hidden(doc, index))
}

/// The last block before `block` that has rows.
pub(super) fn visible_before(doc: &Document, block: usize) -> Option<usize> {
    (0..block.min(doc.blocks().len())).rev().find(|&index| !is_hidden(doc, index))
}

/// Blank rows between a block and the next one that is seen; none after the last block and around hidden ones.
///
/// One between most blocks; none between the items of a list, within the head of an article (title, dateline, front
/// matter), and where a block continues the one before.
pub fn gap_after(doc: &Document, block: usize) -> u16 {
    if is_hidden(doc, block) {
        return 0;
    }
    let next = visible_from(doc, block + 1);
    match (doc.blocks().get(block), next.and_then(|next| doc.blocks().get(next))) {
        (Some(above), Some(below)) => gap_between(above, below),
        _ => 0,
    }
}

fn gap_between(above: &Block, below: &Block) -> u16 {
    use BlockKind::{Dateline, ListItem, Matter, Title};
    match (above.kind, below.kind) {
        _ if below.continues => 0,
        (ListItem(_), ListItem(_)) => 0,
        (Title | Dateline | Matter, Title | Dateline | Matter) => 0,
        _ => 1,
    }
}
