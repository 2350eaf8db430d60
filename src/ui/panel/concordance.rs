//! The concordance: a line a hit, aligned on what was found, over the whole screen.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::palette::Tone;
use super::super::strip::one_line;
use super::{first_row, frame, hints};
use crate::app::overlay::{Concordance, MOST, Place};
use crate::app::{App, Hit};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::corpus::concordance::{Line, Order};
use crate::text::width;

/// Narrowest list in which the documents are named, in cells.
const NAMED: u16 = 70;

/// Cells for the name of a document.
const NAME: u16 = 18;

pub(super) fn draw(app: &App, list: &Concordance, body: Rect, canvas: &mut Canvas<'_>) {
    let keys = [
        ("confirm", "go there"),
        ("toggle-item", "mark"),
        ("concordance-order left", "by left"),
        ("concordance-order right", "by right"),
        ("concordance-ask", "seek"),
        ("cancel", "close"),
    ];
    let inner = frame(body, &title(list), &hints(app, Context::Concordance, &keys), canvas);
    if list.places().is_empty() {
        let note = match (list.ended, list.faults) {
            (false, _) => "looking …".to_owned(),
            (true, 0) => "nothing found".to_owned(),
            (true, faults) => format!("nothing found; {faults} documents could not be read"),
        };
        canvas.put(inner.x, inner.y, inner.right(), &note, &[Face::PanelDim.into()]);
        return;
    }
    let height = usize::from(inner.height);
    let first = first_row(list.selected, list.places().len(), height);
    let rows = list.places().iter().enumerate().skip(first).zip(inner.top()..inner.bottom());
    for ((position, place), y) in rows {
        let row = Rect::new(inner.x.saturating_sub(1), y, inner.width + 2, 1).intersection(body);
        let selected = position == list.selected;
        if selected {
            canvas.tint(row, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(row, Hit::Item(position));
        draw_place(app, place, selected, Rect { y, height: 1, ..inner }, canvas);
    }
}

fn draw_place(app: &App, place: &Place, selected: bool, area: Rect, canvas: &mut Canvas<'_>) {
    let dim: &[Tone] = if selected { &[] } else { &[Face::PanelDim.into()] };
    let sign = if place.marked { "● " } else { "  " };
    let mut x = canvas.put(area.x, area.y, area.right(), sign, &[Face::Key.into()]);
    if area.width >= NAMED {
        canvas.put(x, area.y, area.right(), &one_line(&app.short_name(place.document), NAME), dim);
        x += NAME + 2;
    }
    if let Some(label) = &place.hit.label {
        let slot = app.schema.label(label).map_or(app.schema.labels.len(), |(slot, _)| slot);
        let short = one_line(label, 5).into_owned();
        canvas.put(x, area.y, area.right(), &short, &[Tone::Label(slot)]);
        x += 6;
    }
    let room = area.right().saturating_sub(x);
    let left = room * 2 / 5;
    let line = Line::of(&place.hit, left, room - left);
    x = canvas.put(x, area.y, area.right(), &line.before, dim);
    x = canvas.put(x, area.y, area.right(), &line.text, &[Face::PanelMatch.into()]);
    canvas.put(x, area.y, area.right(), &line.after, dim);
    debug_assert!(width(&line.before) == left);
}

/// `Putin — 12 hits in 5 documents, by left context, 2 marked — 40 %`.
fn title(list: &Concordance) -> String {
    let count = list.places().len();
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let mut title = format!(
        "{} — {}{count} hit{} in {} document{}",
        one_line(&list.query, 40),
        if count >= MOST { "the first " } else { "" },
        plural(count),
        list.documents,
        plural(list.documents),
    );
    match list.order() {
        Order::Document => {}
        Order::Left => title += ", by left context",
        Order::Right => title += ", by right context",
        Order::Hit => title += ", by what was found",
    }
    if list.marked() > 0 {
        title += &format!(", {} marked", list.marked());
    }
    if list.faults > 0 {
        title += &format!(", {} unreadable", list.faults);
    }
    if !list.ended {
        title += &format!(" — {} %", list.passed * 100 / list.of.max(1));
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_how_far_it_is() {
        let mut list = Concordance::new("a", 1, 200);
        list.passed = 50;
        assert_eq!(title(&list), "a — 0 hits in 0 documents — 25 %");
        list.ended = true;
        list.set_order(Order::Left);
        assert_eq!(title(&list), "a — 0 hits in 0 documents, by left context");
    }
}
