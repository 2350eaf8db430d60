//! Drawing: the application's state becomes a screen and a map of what is where.
//!
//! [`draw`] draws into a frame of the terminal; [`Picture::of`] draws the same without one, for tests, `gloss play`
//! and the pictures in the README. No file, clock or terminal is touched, and only what is on the screen is looked
//! at, so that a frame costs the same however long the document is and however much is said of it.

mod canvas;
mod describe;
mod documents;
mod faces;
mod hit;
mod inspector;
mod margin;
mod palette;
mod panel;
mod picture;
mod status;
mod strip;
mod svg;
mod text;
mod wash;
mod whichkey;

#[cfg(test)]
mod tests;

pub use faces::FaceGrid;
pub use hit::HitMap;
pub use picture::Picture;
pub use svg::svg;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::geometry::masthead;
use crate::app::{App, Desk, Geometry};
use crate::config::theme::Face;
use crate::text::wrap;
use canvas::{Canvas, Finished};
use palette::Palette;
use strip::{Strip, one_line};

/// Draws the application and says what stands where.
pub fn draw(app: &App, frame: &mut Frame<'_>) -> HitMap {
    let finished = draw_on(app, frame.buffer_mut(), false);
    if let Some(position) = finished.cursor {
        frame.set_cursor_position(position);
    }
    finished.hits
}

/// Draws into all of `buffer`; with `record`, the faces of its cells are kept.
fn draw_on(app: &App, buffer: &mut Buffer, record: bool) -> Finished {
    let area = buffer.area;
    let mut canvas = Canvas::new(buffer, Palette::new(&app.theme, &app.schema), record);
    canvas.clear(area, Face::Text);
    let geometry = app.geometry();
    if let Some(documents) = geometry.documents {
        documents::draw(app, documents, &mut canvas);
    }
    match &app.desk {
        Some(desk) => {
            if let Some(head) = geometry.head {
                draw_head(desk, head, &mut canvas);
            }
            let rows = text::visible_rows(desk, &geometry);
            text::hits(&geometry, &rows, &mut canvas);
            text::draw(app, desk, &geometry, &rows, &mut canvas);
            if let Some(margin) = geometry.margin {
                margin::draw(app, desk, margin, &rows, &mut canvas);
            }
            if let Some(inspector) = geometry.inspector {
                inspector::draw(app, desk, inspector, &mut canvas);
            }
        }
        None => draw_absence(app, &geometry, &mut canvas),
    }
    panel::draw(app, &geometry, &mut canvas);
    let body = Rect::new(0, 0, geometry.status.width, geometry.status.y);
    whichkey::draw(app, body, &mut canvas);
    status::draw(app, geometry.status, &mut canvas);
    canvas.finish()
}

/// What the metadata say and the text does not.
fn draw_head(desk: &Desk, area: Rect, canvas: &mut Canvas<'_>) {
    let (title, rest) = masthead(&desk.document);
    let title = title.map(|title| Strip::of(one_line(title, area.width), Face::Title)).unwrap_or_default();
    let rest = Strip::of(one_line(&rest.join(" · "), area.width), Face::Dateline);
    // A title that is too long loses its end, not the date.
    let room = area.width.saturating_sub(if rest.is_empty() { 0 } else { rest.width() + 3 }).max(area.width / 2);
    let mut head = title.map(|title| one_line(title, room).into_owned());
    head.join(" · ", rest);
    canvas.strip(area.x, area.y, area.right(), &head);
}

/// Why there is no text.
fn draw_absence(app: &App, geometry: &Geometry, canvas: &mut Canvas<'_>) {
    let area = geometry.text;
    let library = &app.library;
    let fault = library.fault(library.current);
    let reason = match fault {
        Some(fault) => fault,
        None if !library.is_empty() => "opening …",
        None if library.complete => "no documents found",
        None => "looking for documents …",
    };
    let rows = wrap(reason, area.width);
    let top = area.y + area.height / 3;
    for (row, y) in rows.into_iter().zip(top..area.bottom()) {
        canvas.strip(area.x, y, area.right(), &Strip::of(reason.get(row).unwrap_or_default(), Face::Dateline));
    }
}
