//! Splitting a row where highlights begin and end.

use std::cmp::Reverse;
use std::ops::Range;

use super::row::Row;
use crate::doc::InlineKind;
use crate::text::Span;

/// A stretch of a row that is drawn in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its cells, counted from the left edge of the measure. Empty where all of it is concealed.
    pub columns: Range<u16>,
    /// Its glyphs, as indices of [`Row::glyphs`].
    pub glyphs: Range<usize>,
    /// The markup it stands in.
    pub inline: Option<InlineKind>,
    /// Whether it belongs to the white space at the row's end, where an underline would look lost.
    pub trailing: bool,
    /// The highlights that cover it, as indices of the given spans: those that begin first, and of these the longest,
    /// come first.
    pub covering: Vec<usize>,
}

/// Splits `row` into runs, from left to right, at the ends of `spans` and of its markup. A span covers every glyph it
/// shares a byte with; an empty span covers nothing. The spans may come in any order and lie anywhere.
pub fn runs(row: &Row, spans: &[Span]) -> Vec<Run> {
    let mut arriving = highlights(row, spans).into_iter().peekable();
    let mut active: Vec<(Range<usize>, usize)> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for (index, glyph) in row.glyphs.iter().enumerate() {
        let before = active.len();
        active.retain(|(glyphs, _)| glyphs.end > index);
        let mut changed = active.len() != before;
        while let Some(highlight) = arriving.next_if(|(glyphs, _)| glyphs.start <= index) {
            active.push(highlight);
            changed = true;
        }
        let trailing = index >= row.trailing;
        let end = glyph.column.saturating_add(glyph.cells);
        match runs.last_mut().filter(|run| !changed && run.trailing == trailing && run.inline == glyph.inline) {
            Some(run) => {
                run.glyphs.end = index + 1;
                run.columns.end = end;
            }
            None => runs.push(Run {
                columns: glyph.column..end,
                glyphs: index..index + 1,
                inline: glyph.inline,
                trailing,
                covering: active.iter().map(|&(_, span)| span).collect(),
            }),
        }
    }
    runs
}

/// The glyphs that each span covers in the row, with the span's index, outermost first.
fn highlights(row: &Row, spans: &[Span]) -> Vec<(Range<usize>, usize)> {
    let mut touching: Vec<(Span, usize)> =
        spans.iter().enumerate().filter(|(_, span)| span.overlaps(row.span)).map(|(i, &span)| (span, i)).collect();
    touching.sort_by_key(|&(span, index)| (span.start, Reverse(span.end), index));
    touching
        .into_iter()
        .filter(|(span, _)| !span.is_empty())
        .map(|(span, index)| {
            let start = row.glyphs.partition_point(|glyph| row.span_of(glyph).end <= span.start);
            let end = row.glyphs.partition_point(|glyph| row.span_of(glyph).start < span.end);
            (start..end, index)
        })
        .collect()
}
