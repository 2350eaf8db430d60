//! Where the cursor may stand: on a grapheme cluster inside a block that is drawn and is no line break.

use unicode_segmentation::GraphemeCursor;

use super::{Block, Document, Inline, InlineKind};
use crate::text::Span;

/// The legal cursor place nearest to byte `at`: the start of the cluster that covers it; where that is markup, a
/// line break or the space between blocks, the next place in the same block, else the one before in it, else the
/// next block's first, else the document's last. 0 in a document without any place.
pub fn settle(doc: &Document, at: usize) -> usize {
    let next = at_or_after(doc, at);
    let before = at_or_before(doc, at);
    let Some((next, before)) = next.zip(before) else { return next.or(before).unwrap_or(0) };
    if next == at {
        return at;
    }
    let block = doc.block_at(at).and_then(|index| doc.blocks().get(index));
    let Some(block) = block.filter(|block| block.span.contains(at)) else { return next };
    if cluster_end(doc, block, before) > at || (!block.span.contains(next) && block.span.contains(before)) {
        return before;
    }
    next
}

/// The first legal place that is not before byte `at`.
pub(super) fn at_or_after(doc: &Document, at: usize) -> Option<usize> {
    let first = doc.blocks().partition_point(|block| block.span.end <= at);
    doc.blocks().get(first..)?.iter().find_map(|block| next_in(doc, block, at.max(block.span.start)))
}

/// The last legal place that is not behind byte `at`.
pub(super) fn at_or_before(doc: &Document, at: usize) -> Option<usize> {
    let count = doc.blocks().partition_point(|block| block.span.start <= at);
    doc.blocks().get(..count)?.iter().rev().find_map(|block| prev_in(doc, block, at.min(block.span.end - 1)))
}

/// The markup of `kind` in `block` that covers byte `at`.
pub(super) fn inline_at(block: &Block, at: usize) -> Option<&Inline> {
    let after = block.inlines.partition_point(|inline| inline.span.start <= at);
    block.inlines.get(after.checked_sub(1)?).filter(|inline| inline.span.end > at)
}

fn concealed(block: &Block, at: usize) -> Option<Span> {
    inline_at(block, at).filter(|inline| inline.kind == InlineKind::Concealed).map(|inline| inline.span)
}

fn next_in(doc: &Document, block: &Block, mut at: usize) -> Option<usize> {
    let slice = doc.text().slice(block.span);
    loop {
        at = block.span.start + ceil(slice, at - block.span.start);
        if at >= block.span.end {
            return None;
        }
        match concealed(block, at) {
            Some(span) => at = span.end,
            None if is_line_break(doc, at) => at += 1,
            None => return Some(at),
        }
    }
}

fn prev_in(doc: &Document, block: &Block, mut at: usize) -> Option<usize> {
    let slice = doc.text().slice(block.span);
    loop {
        at = block.span.start + floor(slice, at - block.span.start);
        let before = match concealed(block, at) {
            Some(span) => span.start,
            None if is_line_break(doc, at) => at,
            None => return Some(at),
        };
        at = before.checked_sub(1).filter(|&at| at >= block.span.start)?;
    }
}

/// The end of the cluster at `at`, a place in `block` or before it.
fn cluster_end(doc: &Document, block: &Block, at: usize) -> usize {
    let slice = doc.text().slice(block.span);
    at.checked_sub(block.span.start).map_or(at, |at| block.span.start + ceil(slice, at + 1))
}

fn is_line_break(doc: &Document, at: usize) -> bool {
    matches!(doc.text().as_str().as_bytes().get(at), Some(b'\n' | b'\r'))
}

/// The first cluster boundary of a block's text that is not before `at`. Clusters are those of the block alone, so
/// that no cluster reaches over its edge and the search never leaves it.
fn ceil(slice: &str, at: usize) -> usize {
    let at = slice.ceil_char_boundary(at.min(slice.len()));
    let mut cursor = GraphemeCursor::new(at, slice.len(), true);
    match cursor.is_boundary(slice, 0) {
        Ok(false) => cursor.next_boundary(slice, 0).ok().flatten().unwrap_or(slice.len()),
        _ => at,
    }
}

/// The last cluster boundary of a block's text that is not behind `at`.
fn floor(slice: &str, at: usize) -> usize {
    let at = slice.floor_char_boundary(at.min(slice.len()));
    let mut cursor = GraphemeCursor::new(at, slice.len(), true);
    match cursor.is_boundary(slice, 0) {
        Ok(false) => cursor.prev_boundary(slice, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}
