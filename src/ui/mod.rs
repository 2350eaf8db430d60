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

use crate::app::{App, Geometry};
use crate::config::theme::Face;
use canvas::{Canvas, Finished};
use palette::Palette;
use strip::{Strip, wrap};

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

/// Why there is no text.
fn draw_absence(app: &App, geometry: &Geometry, canvas: &mut Canvas<'_>) {
    let area = geometry.text;
    let library = &app.library;
    let fault = library.get(library.current).and_then(|entry| entry.fault.as_deref());
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
