//! The article: rows of text, the highlights over them, and the cursor.

use ratatui::layout::{Position, Rect};

use super::canvas::Canvas;
use super::palette::Tone;
use super::wash;
use crate::app::{App, Desk, Geometry};
use crate::config::theme::Face;
use crate::layout::{GlyphKind, Row, Run, Scroller, VisibleRow, runs};
use crate::text::{Span, shown};

/// The rows of the article that are on the screen.
pub(super) fn visible_rows(desk: &Desk, geometry: &Geometry) -> Vec<VisibleRow> {
    let scroller = Scroller::new(&desk.document, &desk.view.cache, geometry.measure);
    scroller.rows_from(desk.view.top, usize::from(geometry.text.height))
}

/// The bytes that the rows show, from the first to the last.
pub(super) fn visible_span(rows: &[VisibleRow]) -> Option<Span> {
    let mut shown = rows.iter().filter_map(VisibleRow::row);
    let first = shown.next()?;
    Some(first.span.hull(shown.next_back().unwrap_or(first).span))
}

/// Draws the article.
pub(super) fn draw(app: &App, desk: &Desk, geometry: &Geometry, rows: &[VisibleRow], canvas: &mut Canvas<'_>) {
    let area = geometry.text;
    let washes = visible_span(rows).map(|span| wash::washes(app, desk, span)).unwrap_or_default();
    let spans: Vec<Span> = washes.iter().map(|(span, _)| *span).collect();
    for (visible, y) in rows.iter().zip(area.top()..area.bottom()) {
        let Some(row) = visible.row() else { continue };
        if let Some(bar) = visible.bar() {
            canvas.put(area.x + bar, y, area.right(), "▎", &[Face::QuoteBar.into()]);
        }
        for run in runs(row, &spans) {
            let tones = wash::tones(Face::of_block(visible.kind), &run, &washes);
            draw_run(desk, area, y, (row, &run), &tones, canvas);
        }
        let cursor = desk.view.cursor;
        if row.span.contains(cursor) {
            let wide = row.glyph_of(cursor).and_then(|glyph| row.glyphs.get(glyph)).map_or(1, |glyph| glyph.cells);
            let x = area.x + row.column_of(cursor).min(area.width.saturating_sub(1));
            canvas.tint(Rect::new(x, y, wide.max(1), 1), &[Face::Cursor.into()]);
            canvas.cursor = Some(Position { x, y });
        }
    }
}

/// Makes the rows answer to the mouse, also right and left of the text.
pub(super) fn hits(geometry: &Geometry, rows: &[VisibleRow], canvas: &mut Canvas<'_>) {
    let area = geometry.text;
    let left = geometry.documents.map_or(0, |documents| documents.right());
    let right = geometry.margin.map_or(geometry.status.right(), |margin| margin.left());
    for (visible, y) in rows.iter().zip(area.top()..area.bottom()) {
        if visible.row().is_some() {
            let wide = Rect::new(left, y, right.saturating_sub(left), 1);
            canvas.hits.add_row(wide, visible.clone(), area.x);
        }
    }
}

fn draw_run(desk: &Desk, area: Rect, y: u16, (row, run): (&Row, &Run), tones: &[Tone], canvas: &mut Canvas<'_>) {
    let text = desk.document.text();
    for glyph in row.glyphs.get(run.glyphs.clone()).unwrap_or_default() {
        let x = area.x.saturating_add(glyph.column);
        match glyph.kind {
            _ if glyph.cells == 0 => {}
            GlyphKind::Concealed => {}
            GlyphKind::Blank | GlyphKind::Newline => {
                let width = glyph.cells.min(area.right().saturating_sub(x));
                canvas.tint(Rect::new(x, y, width, 1), tones);
            }
            GlyphKind::Plain => {
                let drawn = shown(text.slice(row.span_of(glyph)), glyph.column).text;
                canvas.put_shown(x, y, area.right(), &drawn, tones);
            }
            GlyphKind::Picture => {
                let drawn = shown(text.slice(row.span_of(glyph)), glyph.column).text;
                // A soft hyphen is common and harmless: its words must stay readable.
                let soft = text.slice(row.span_of(glyph)) == "\u{AD}";
                let face = if soft { Face::MarkupDim } else { Face::ControlPicture };
                let tones: Vec<Tone> = tones.iter().copied().chain([face.into()]).collect();
                canvas.put_shown(x, y, area.right(), &drawn, &tones);
            }
        }
    }
}
