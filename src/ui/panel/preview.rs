//! The places about to be labelled, in a strip above the status line.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::describe;
use super::super::palette::Tone;
use super::super::strip::{Strip, one_line};
use super::{Ground, first_row, hints};
use crate::app::overlay::Preview;
use crate::app::{App, Desk, Hit, MarkRef};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::Span;
use crate::text::width;

/// Most places shown at once.
const MOST: u16 = 8;

/// Bytes of context that are looked at on each side of a place.
const CONTEXT: usize = 240;

pub(super) fn draw(app: &App, preview: &Preview, ground: Ground, canvas: &mut Canvas<'_>) {
    let Some(desk) = &app.desk else { return };
    let count = preview.places.len();
    let wish = u16::try_from(count).unwrap_or(u16::MAX).min(MOST).min(ground.body.height / 3).saturating_add(1);
    let area = ground.strip(wish);
    canvas.clear(area, Face::Panel);
    canvas.hits.add(area, Hit::Nothing);
    if area.is_empty() {
        return;
    }
    let taken = preview.places.iter().filter(|(_, taken)| *taken).count();
    let mut head = Strip::of(" label ", Face::PanelDim);
    let slot = app.schema.label(&preview.label).map_or(app.schema.labels.len(), |(slot, _)| slot);
    head.add(preview.label.as_str(), Tone::Label(slot));
    head.add(format!("  “{}”", one_line(&preview.quote, 40)), Face::PanelTitle);
    let labelled = preview.places.iter().filter(|(place, _)| is_labelled(desk, preview, *place)).count();
    let already = if labelled > 0 { format!(" ({labelled} labelled already)") } else { String::new() };
    head.add(format!("  {taken} of {count}{already}"), Face::PanelDim);
    let keys = hints(
        app,
        Context::Confirm,
        &[("confirm", "label them"), ("cancel", "drop"), ("toggle-item", "in or out"), ("list-next", "next")],
    );
    head.join("   ", keys);
    canvas.strip(area.x, area.y, area.right(), &head);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let first = first_row(preview.selected, count, usize::from(rows.height));
    for ((position, (place, taken)), y) in preview.places.iter().enumerate().skip(first).zip(rows.top()..rows.bottom())
    {
        let row = Rect { y, height: 1, ..rows };
        let selected = position == preview.selected;
        if selected {
            canvas.tint(row, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(row, Hit::Item(position));
        let sign = if *taken { " [x] " } else { " [ ] " };
        let x = canvas.put(row.x, y, row.right(), sign, &[Face::Key.into()]);
        let context: &[Tone] = if selected { &[] } else { &[Face::PanelDim.into()] };
        let mut end = row.right();
        if is_labelled(desk, preview, *place) {
            let note = " labelled already ";
            end = end.saturating_sub(width(note)).max(x);
            canvas.put(end, y, row.right(), note, &[Face::PanelDim.into()]);
        }
        draw_place(desk, (*place, *taken), context, Rect { x, width: end.saturating_sub(x), ..row }, canvas);
    }
}

/// Whether the annotator gave the place this label before.
fn is_labelled(desk: &Desk, preview: &Preview, place: Span) -> bool {
    let mut marks = desk.marks.overlapping(place);
    marks.any(|mark| matches!(mark.what, MarkRef::Own(_)) && mark.label == preview.label && mark.place.hull() == place)
}

/// One place in its context, at the same column in every row.
fn draw_place(desk: &Desk, (place, taken): (Span, bool), context: &[Tone], area: Rect, canvas: &mut Canvas<'_>) {
    let text = desk.document.text();
    let words = |span: Span| describe::seen(&desk.document, span).split_whitespace().collect::<Vec<_>>().join(" ");
    let blank = |span: Span, at_end: bool| match at_end {
        true => text.slice(span).ends_with(char::is_whitespace),
        false => text.slice(span).starts_with(char::is_whitespace),
    };
    let left = Span::new(place.start.saturating_sub(CONTEXT), place.start);
    let right = Span::new(place.end, place.end.saturating_add(CONTEXT).min(text.len()));
    let quote = one_line(&describe::seen(&desk.document, place), area.width / 3).into_owned();
    let column = area.width.saturating_sub(width(&quote)) / 2;
    let before = tail(&words(left), column.saturating_sub(u16::from(blank(left, true))));
    let mut x = area.x + column.saturating_sub(width(&before) + u16::from(blank(left, true)));
    x = canvas.put(x, area.y, area.right(), &before, context);
    x = x.saturating_add(u16::from(blank(left, true)));
    let face = if taken { Face::PanelMatch } else { Face::Rejected };
    x = canvas.put(x, area.y, area.right(), &quote, &[face.into()]);
    x = x.saturating_add(u16::from(blank(right, false)));
    let after = words(right);
    let after = one_line(&after, area.right().saturating_sub(x));
    canvas.put(x, area.y, area.right(), &after, context);
}

/// The end of `text` in at most `cells` cells.
fn tail(text: &str, cells: u16) -> String {
    let mut left = cells;
    let clusters: Vec<&str> = unicode_segmentation::UnicodeSegmentation::graphemes(text, true).collect();
    let fit = clusters.iter().rev().take_while(|cluster| {
        let wide = width(cluster);
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    });
    let from = clusters.len() - fit.count();
    clusters.into_iter().skip(from).collect()
}
