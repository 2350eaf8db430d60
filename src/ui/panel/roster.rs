//! The list of documents over the whole screen: a row a document, with what is known of it.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::palette::Tone;
use super::super::strip::one_line;
use super::{first_row, frame, hints};
use crate::annot::Status;
use crate::app::overlay::{Roster, RosterRow};
use crate::app::{App, Hit};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::width;

/// Narrowest list with all columns, in cells.
const WIDE: u16 = 76;

/// Narrowest list with date and status.
const MIDDLE: u16 = 46;

/// The columns behind the title: heading, width in cells, and the least width of a list that has them.
const COLUMNS: [(&str, u16, u16); 6] = [
    ("date", 11, MIDDLE),
    ("status", 9, MIDDLE),
    ("labels", 7, WIDE),
    ("tags", 6, WIDE),
    ("stances", 8, WIDE),
    ("open", 6, WIDE),
];

pub(super) fn draw(app: &App, body: Rect, canvas: &mut Canvas<'_>) {
    let roster = &app.roster;
    let keys = [
        ("confirm", "open"),
        ("ask-documents", "which"),
        ("sort-documents", "sort"),
        ("turn-documents", "turn"),
        ("group-documents", "group"),
        ("cancel", "close"),
    ];
    let area = frame(body, &title(app, roster), &hints(app, Context::Documents, &keys), canvas);
    if area.height < 2 {
        return;
    }
    draw_cells(area, "title", &COLUMNS.map(|(heading, ..)| heading.to_owned()), &[Face::PanelDim.into()], canvas);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if roster.rows().is_empty() {
        let words = if roster.progress.is_some() { "looking …" } else { "no document is so; / asks for others" };
        canvas.put(rows.x, rows.y, rows.right(), &one_line(words, rows.width), &[Face::PanelDim.into()]);
        return;
    }
    let first = first_row(roster.selected, roster.rows().len(), usize::from(rows.height));
    for ((position, row), y) in roster.rows().iter().enumerate().skip(first).zip(rows.top()..rows.bottom()) {
        let line = Rect { y, height: 1, ..rows };
        if position == roster.selected {
            canvas.tint(
                Rect { x: line.x.saturating_sub(1), width: line.width + 2, ..line },
                &[Face::PanelSelected.into()],
            );
        }
        canvas.hits.add(line, Hit::Item(position));
        match row {
            RosterRow::Group(title, count) => {
                let words = format!("{title}  ({count})");
                canvas.put(line.x, y, line.right(), &one_line(&words, line.width), &[Face::PanelTitle.into()]);
            }
            RosterRow::Document(document) => draw_document(app, *document, line, canvas),
        }
    }
}

fn draw_document(app: &App, document: usize, line: Rect, canvas: &mut Canvas<'_>) {
    let roster = &app.roster;
    let Some(entry) = app.library.get(document) else { return };
    let summary = roster.summary(document);
    let counts = roster.counts(document, app.annotator.as_str());
    let number = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let of = |count: fn(&crate::app::overlay::Counts) -> usize| counts.map_or(String::new(), |it| number(count(&it)));
    let status = counts.map(|counts| counts.status).or(entry.status);
    let open = match (&app.desk, summary) {
        (Some(desk), _) if document == app.library.current => desk.undecided().count() + desk.hidden,
        (_, Some(summary)) => summary.proposals(app.annotator.as_str()) as usize,
        (_, None) => 0,
    };
    let cells = [
        summary.and_then(|summary| summary.about.date).map_or(String::new(), |day| day.to_string()),
        status.map_or(String::new(), |status| status.name().to_owned()),
        of(|it| it.labels),
        of(|it| it.tags),
        of(|it| it.stances),
        number(open),
    ];
    let here = if document == app.library.current { "▸ " } else { "  " };
    let known = summary.and_then(|summary| summary.about.title.as_deref()).map(str::to_owned);
    let title = known.unwrap_or_else(|| app.short_name(document));
    let (title, tone) = match &entry.fault {
        Some(fault) => (format!("! {fault}"), Face::StatusError),
        None => (format!("{here}{title}"), if status == Some(Status::Done) { Face::PanelDim } else { Face::Panel }),
    };
    draw_cells(line, &title, &cells, &[tone.into()], canvas);
}

/// A title and what stands behind it in columns, as many as there is room for.
fn draw_cells(line: Rect, title: &str, cells: &[String; 6], tone: &[Tone], canvas: &mut Canvas<'_>) {
    let shown = COLUMNS.iter().zip(cells).filter(|((_, _, least), _)| line.width >= *least);
    let used: u16 = COLUMNS.iter().filter(|(_, _, least)| line.width >= *least).map(|(_, wide, _)| wide).sum();
    let room = line.width.saturating_sub(used);
    canvas.put(line.x, line.y, line.right(), &one_line(title, room.saturating_sub(1)), tone);
    let mut x = line.x + room;
    for ((heading, wide, _), cell) in shown {
        // Numbers stand under each other from the right.
        let is_number = !matches!(*heading, "date" | "status");
        let at = if is_number { x + wide.saturating_sub(width(cell)) } else { x + 1 };
        canvas.put(at, line.y, line.right(), cell, tone);
        x += wide;
    }
}

/// `documents — 12 of 120: status:new, by date — looking 40 %`
fn title(app: &App, roster: &Roster) -> String {
    let more = if app.library.complete { "" } else { "+" };
    let mut title = match app.library.view().is_some() {
        true => format!("{} of {}{more} documents", app.library.shown(), app.library.len()),
        false => format!("{}{more} documents", app.library.len()),
    };
    let words = roster.listing.described();
    if !words.is_empty() {
        title += &format!(" — {words}");
    }
    if let Some((done, total)) = roster.progress {
        title += &format!(" — looking, {} %", done * 100 / total.max(1));
    }
    title
}
