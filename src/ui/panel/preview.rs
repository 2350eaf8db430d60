//! Previews: the places about to be labelled, in a strip above the status line, and what all such lists share.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::describe;
use super::super::palette::Tone;
use super::super::strip::{Strip, one_line};
use super::{Ground, first_row, hints};
use crate::app::overlay::{Checklist, Preview};
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
    let places = &preview.places;
    let mut head = Strip::of(" label ", Face::PanelDim);
    let slot = app.schema.label(&preview.label).map_or(app.schema.labels.len(), |(slot, _)| slot);
    head.add(preview.label.as_str(), Tone::Label(slot));
    head.add(format!("  “{}”", one_line(&preview.quote, 40)), Face::PanelTitle);
    let labelled = places.items.iter().filter(|(place, _)| is_labelled(desk, preview, *place)).count();
    let already = if labelled > 0 { format!(" ({labelled} labelled already)") } else { String::new() };
    head.add(format!("  {} of {}{already}", places.taken().len(), places.items.len()), Face::PanelDim);
    head.join("   ", keys(app, "label them"));
    draw_list(places, &head, ground, canvas, |place, row, canvas| {
        let mut end = row.area.right();
        if is_labelled(desk, preview, *place) {
            let note = " labelled already ";
            end = end.saturating_sub(width(note)).max(row.area.x);
            canvas.put(end, row.area.y, row.area.right(), note, &[Face::PanelDim.into()]);
        }
        let area = Rect { width: end.saturating_sub(row.area.x), ..row.area };
        draw_place(desk, *place, Row { area, ..row }, canvas);
    });
}

/// The keys of a preview; `what` is what confirming does.
pub(super) fn keys(app: &App, what: &str) -> Strip {
    let keys = [("confirm", what), ("cancel", "drop"), ("toggle-item", "in or out"), ("list-next", "next")];
    hints(app, Context::Confirm, &keys)
}

/// A row of a preview.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// What is left of it behind the tick.
    pub area: Rect,
    /// Whether it is taken.
    pub taken: bool,
    /// Whether it is looked at.
    pub selected: bool,
}

/// A list of things to be ticked under its head, in a strip above the status line; `draw` draws what stands behind a
/// tick.
pub(super) fn draw_list<T>(
    list: &Checklist<T>,
    head: &Strip,
    ground: Ground,
    canvas: &mut Canvas<'_>,
    draw: impl Fn(&T, Row, &mut Canvas<'_>),
) {
    let count = list.items.len();
    let wish = u16::try_from(count).unwrap_or(u16::MAX).min(MOST).min(ground.body.height / 3).saturating_add(1);
    let area = ground.strip(wish);
    canvas.clear(area, Face::Panel);
    canvas.hits.add(area, Hit::Nothing);
    if area.is_empty() {
        return;
    }
    canvas.strip(area.x, area.y, area.right(), head);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let first = first_row(list.selected, count, usize::from(rows.height));
    let shown = list.items.iter().enumerate().skip(first).zip(rows.top()..rows.bottom());
    for ((position, (item, taken)), y) in shown {
        let row = Rect { y, height: 1, ..rows };
        let selected = position == list.selected;
        if selected {
            canvas.tint(row, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(row, Hit::Item(position));
        let sign = if *taken { " [x] " } else { " [ ] " };
        let x = canvas.put(row.x, y, row.right(), sign, &[Face::Key.into()]);
        let area = Rect { x, width: row.right().saturating_sub(x), ..row };
        draw(item, Row { area, taken: *taken, selected }, canvas);
    }
}

/// Whether the annotator gave the place this label before.
fn is_labelled(desk: &Desk, preview: &Preview, place: Span) -> bool {
    let mut marks = desk.marks.overlapping(place);
    marks.any(|mark| matches!(mark.what, MarkRef::Own(_)) && mark.label == preview.label && mark.place.hull() == place)
}

/// One place in its context, at the same column in every row.
pub(super) fn draw_place(desk: &Desk, place: Span, row: Row, canvas: &mut Canvas<'_>) {
    let text = desk.document.text();
    let left = Span::new(place.start.saturating_sub(CONTEXT), place.start);
    let right = Span::new(place.end, place.end.saturating_add(CONTEXT).min(text.len()));
    let seen = |span: Span| describe::seen(&desk.document, span);
    let mut before = seen(left).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.slice(left).ends_with(char::is_whitespace) {
        before.push(' ');
    }
    let mut after = seen(right).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.slice(right).starts_with(char::is_whitespace) {
        after.insert(0, ' ');
    }
    draw_context([&before, &seen(place), &after], row, canvas);
}

/// What stands before a place, in it and behind it, the place in the middle of the row.
pub(super) fn draw_context([before, hit, after]: [&str; 3], row: Row, canvas: &mut Canvas<'_>) {
    let Row { area, taken, selected } = row;
    let context: &[Tone] = if selected { &[] } else { &[Face::PanelDim.into()] };
    let hit = one_line(hit, area.width / 3);
    let column = area.width.saturating_sub(width(&hit)) / 2;
    // A blank beside the place is none of the words that are shortened.
    let gap = |blank: bool| u16::from(blank);
    let (left, right) = (gap(before.ends_with(' ')), gap(after.starts_with(' ')));
    let before = tail(before.trim_end(), column.saturating_sub(left));
    let mut x = area.x + column.saturating_sub(width(&before) + left);
    x = canvas.put(x, area.y, area.right(), &before, context).saturating_add(left);
    let face = if taken { Face::PanelMatch } else { Face::Rejected };
    x = canvas.put(x, area.y, area.right(), &hit, &[face.into()]).saturating_add(right);
    canvas.put(x, area.y, area.right(), &one_line(after.trim_start(), area.right().saturating_sub(x)), context);
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
