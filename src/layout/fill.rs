//! Filling rows with clusters.

use super::row::{Glyph, GlyphKind, Row};
use super::shape::Cluster;
use super::spacing::Frame;
use crate::text::Span;

/// The rows that `clusters`, whose first byte is `start`, make inside `frame`.
///
/// Rows are filled greedily: each takes what fits and ends at the last opportunity; a word that has none ends between
/// two clusters. A single cluster wider than the row stands in it alone.
pub(super) fn fill(clusters: &[Cluster<'_>], start: usize, frame: Frame) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut rest = clusters;
    let mut at = start;
    while !rest.is_empty() {
        let indent = if rows.is_empty() { frame.first } else { frame.rest };
        let glyphs = take_row(rest, indent, frame.edge);
        let len = glyphs.last().map_or(0, |last| (last.at + last.len) as usize);
        rest = rest.get(glyphs.len()..).unwrap_or_default();
        rows.push(Row::new(Span::new(at, at + len), indent, glyphs));
        at += len;
    }
    rows
}

/// The glyphs of the row that begins with the first of `clusters`: at least one.
fn take_row(clusters: &[Cluster<'_>], indent: u16, edge: u16) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut opportunity = None;
    let (mut at, mut column) = (0, indent);
    for cluster in clusters {
        if cluster.breaks && !glyphs.is_empty() {
            opportunity = Some(glyphs.len());
        }
        let room = edge.saturating_sub(column);
        let mut cells = cluster.cells(column);
        if matches!(cluster.kind, GlyphKind::Blank | GlyphKind::Newline) {
            cells = cells.min(room);
        } else if cells > room && column > indent {
            glyphs.truncate(opportunity.unwrap_or(glyphs.len()));
            break;
        }
        // A block is a few thousand bytes long.
        let len = u32::try_from(cluster.text.len()).unwrap_or(u32::MAX);
        glyphs.push(Glyph { at, len, column, cells, kind: cluster.kind, inline: cluster.inline });
        at = at.saturating_add(len);
        column = column.saturating_add(cells);
        if cluster.ends_row {
            break;
        }
    }
    glyphs
}
