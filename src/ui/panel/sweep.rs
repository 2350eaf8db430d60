//! What is about to be done in many documents, by document, over the whole screen.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::palette::Tone;
use super::super::strip::{Strip, one_line};
use super::preview::{Row as Cells, draw_context, keys};
use super::{first_row, frame};
use crate::annot::sweep::Wish;
use crate::app::overlay::{SweepItem, SweepPanel, SweepRow};
use crate::app::{App, Hit};
use crate::config::theme::Face;
use crate::text::width;

pub(super) fn draw(app: &App, panel: &SweepPanel, body: Rect, canvas: &mut Canvas<'_>) {
    let hints = keys(app, if panel.done { "do it" } else { "when all are looked at" });
    let area = frame(body, &panel.wish.summary(), &hints, canvas);
    if area.is_empty() {
        return;
    }
    canvas.strip(area.x, area.y, area.right(), &head(panel));
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if panel.rows() == 0 {
        let words = match (&panel.wish, panel.done) {
            (_, false) => "looking …",
            (Wish::Remove { .. }, true) => "no document has it; enter takes it out of the project file",
            (_, true) => "no document has it; enter changes the project file",
        };
        canvas.put(rows.x, rows.y, rows.right(), &one_line(words, rows.width), &[Face::PanelDim.into()]);
        return;
    }
    let first = first_row(panel.selected(), panel.rows(), usize::from(rows.height));
    for (position, y) in (first..panel.rows()).zip(rows.top()..rows.bottom()) {
        let Some(row) = panel.row(position) else { break };
        let line = Rect { y, height: 1, ..rows };
        let selected = position == panel.selected();
        if selected {
            canvas.tint(line, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(line, Hit::Item(position));
        match row {
            SweepRow::Head(item) => draw_head(app, item, line, canvas),
            SweepRow::Spot(_, spot, taken) => {
                let sign = if taken { "  [x] " } else { "  [ ] " };
                let x = canvas.put(line.x, y, line.right(), sign, &[Face::Key.into()]);
                let area = Rect { x, width: line.right().saturating_sub(x), ..line };
                draw_context([&spot.before, &spot.hit, &spot.after], Cells { area, taken, selected }, canvas);
            }
        }
    }
}

/// How much is taken, and how far the search is.
fn head(panel: &SweepPanel) -> Strip {
    let (taken, documents, spots) = panel.counts();
    let plural = if documents == 1 { "" } else { "s" };
    let mut head = Strip::of(format!("{taken} of {spots} taken, in {documents} document{plural}"), Face::PanelTitle);
    if !panel.done {
        head.add(format!("  looking: {} of {}", panel.looked, panel.total), Face::PanelDim);
    }
    if let Some(first) = panel.faults.first() {
        head.add(format!("  {} could not be read: {first}", panel.faults.len()), Face::StatusError);
    }
    head
}

/// A document: its title and name, and how much of it is taken.
fn draw_head(app: &App, item: &SweepItem, line: Rect, canvas: &mut Canvas<'_>) {
    let all = item.taken.len();
    let sign = match item.count() {
        0 => "[ ] ",
        count if count == all => "[x] ",
        _ => "[-] ",
    };
    let whose = match item.concern.task.annotator == app.annotator {
        true => String::new(),
        false => format!("{}'s  ", item.concern.task.annotator),
    };
    let detail = format!("{whose}{} of {all} ", item.count());
    let end = line.right().saturating_sub(width(&detail) + 1).max(line.x);
    let x = canvas.put(line.x, line.y, end, sign, &[Face::Key.into()]);
    let name = item.concern.task.handle.label();
    let title = if item.concern.title == name { name } else { format!("{}  ({name})", item.concern.title) };
    let tone: Tone = Face::PanelTitle.into();
    canvas.put(x, line.y, end, &one_line(&title, end.saturating_sub(x)), &[tone]);
    canvas.put(end, line.y, line.right(), &detail, &[Face::PanelDim.into()]);
}
