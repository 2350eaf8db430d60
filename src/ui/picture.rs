//! A screen drawn without a terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::faces::row_text;
use super::{FaceGrid, HitMap, canvas, draw_on, svg};
use crate::app::App;
use crate::config::theme::Theme;

/// A screen drawn without a terminal.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The cells.
    pub buffer: Buffer,
    /// The faces of the cells.
    pub faces: FaceGrid,
    /// What answers to the mouse.
    pub hits: HitMap,
    /// Where the terminal's cursor would stand.
    pub cursor: Option<Position>,
}

impl Picture {
    /// The screen as it is now, in the size the application believes it has.
    pub fn of(app: &App) -> Picture {
        let (width, height) = app.size;
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let canvas::Finished { hits, cursor, faces } = draw_on(app, &mut buffer, true);
        Picture { buffer, faces: faces.unwrap_or_else(|| FaceGrid::new(area)), hits, cursor }
    }

    /// The characters, one line a row, without blanks at the ends.
    pub fn text(&self) -> String {
        let area = self.buffer.area;
        (area.top()..area.bottom()).map(|y| row_text(&self.buffer, y).trim_end().to_owned() + "\n").collect()
    }

    /// The characters, each row followed by its faces: `{3..17 label:PER}`.
    pub fn semantic_text(&self) -> String {
        self.faces.semantic_text(&self.buffer)
    }

    /// The screen as a picture in the colours of `theme`.
    pub fn svg(&self, theme: &Theme) -> String {
        svg(&self.buffer, theme)
    }
}
