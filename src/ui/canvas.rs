//! The canvas: the one way onto the screen. Whatever is written here is clipped and passes [`crate::text::shown`],
//! so that no byte of an article, a sidecar or a project file reaches the terminal as a control.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::faces::FaceGrid;
use super::hit::HitMap;
use super::palette::{Palette, Tone};
use super::strip::Strip;
use crate::config::theme::Face;
use crate::text::{cells, shown, width};

/// A screen being drawn.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    palette: Palette<'a>,
    faces: Option<FaceGrid>,
    /// What answers to the mouse.
    pub hits: HitMap,
    /// Where the terminal's own cursor stands.
    pub cursor: Option<Position>,
}

/// What is left of a canvas when everything is drawn.
pub(super) struct Finished {
    pub hits: HitMap,
    pub cursor: Option<Position>,
    pub faces: Option<FaceGrid>,
}

impl<'a> Canvas<'a> {
    /// A canvas over all of `buffer`; with `record`, the faces of the cells are kept too.
    pub(super) fn new(buffer: &'a mut Buffer, palette: Palette<'a>, record: bool) -> Canvas<'a> {
        let faces = record.then(|| FaceGrid::new(buffer.area));
        Canvas { buffer, palette, faces, hits: HitMap::default(), cursor: None }
    }

    pub(super) fn finish(self) -> Finished {
        let area = self.buffer.area;
        Finished { hits: self.hits, cursor: self.cursor.filter(|at| area.contains(*at)), faces: self.faces }
    }

    /// Paints `rect` anew, in `face`.
    pub(super) fn clear(&mut self, rect: Rect, face: Face) {
        let rect = rect.intersection(self.buffer.area);
        let tones = [Tone::Face(face)];
        let style = self.palette.style(&tones);
        for y in rect.top()..rect.bottom() {
            self.cut_wide(rect.x, y);
            for x in rect.left()..rect.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
                if let Some(faces) = &mut self.faces {
                    faces.lay(x, y, &tones, true, &self.palette);
                }
            }
        }
    }

    /// A wide character whose second cell is about to be painted over becomes a blank.
    fn cut_wide(&mut self, x: u16, y: u16) {
        if is_covered(self.buffer, x, y)
            && let Some(cell) = self.buffer.cell_mut((x - 1, y))
        {
            cell.set_symbol(" ");
        }
    }

    /// Lays `tones` over what stands in `rect`.
    pub(super) fn tint(&mut self, rect: Rect, tones: &[Tone]) {
        let rect = rect.intersection(self.buffer.area);
        let style = self.palette.style(tones);
        for y in rect.top()..rect.bottom() {
            for x in rect.left()..rect.right() {
                self.cell(x, y, None, style, tones);
            }
        }
    }

    /// Writes `text` from `x` to before `end` and returns the column behind it. Line breaks are drawn as blanks; what
    /// does not fit is left out.
    pub(super) fn put(&mut self, x: u16, y: u16, end: u16, text: &str, tones: &[Tone]) -> u16 {
        let style = self.palette.style(tones);
        let mut at = x;
        for cluster in text.graphemes(true) {
            let shown = shown(cluster, 0);
            let (drawn, cells) = if shown.cells == 0 { (" ", 1) } else { (shown.text.as_ref(), shown.cells) };
            if at.saturating_add(cells) > end {
                break;
            }
            if shown.picture {
                let mut tones = tones.to_vec();
                tones.push(Face::ControlPicture.into());
                let style = self.palette.style(&tones);
                at = self.draw(at, y, drawn, style, &tones);
            } else {
                at = self.draw(at, y, drawn, style, tones);
            }
        }
        at
    }

    /// Writes what [`crate::text::shown`] made of one cluster.
    pub(super) fn put_shown(&mut self, x: u16, y: u16, end: u16, drawn: &str, tones: &[Tone]) {
        if x.saturating_add(width(drawn)) <= end {
            let style = self.palette.style(tones);
            self.draw(x, y, drawn, style, tones);
        }
    }

    /// Writes a safe text cluster by cluster, as cells want it.
    fn draw(&mut self, x: u16, y: u16, drawn: &str, style: Style, tones: &[Tone]) -> u16 {
        let mut at = x;
        for symbol in drawn.graphemes(true) {
            let cells = width(symbol);
            if at.saturating_add(cells) > self.buffer.area.right() {
                return at.saturating_add(cells);
            }
            self.cell(at, y, Some(symbol), style, tones);
            for covered in 1..cells {
                self.cell(at + covered, y, Some(" "), style, tones);
            }
            at += cells;
        }
        at
    }

    fn cell(&mut self, x: u16, y: u16, symbol: Option<&str>, style: Style, tones: &[Tone]) {
        let Some(cell) = self.buffer.cell_mut((x, y)) else { return };
        if let Some(symbol) = symbol {
            cell.set_symbol(symbol);
        }
        cell.set_style(style);
        if let Some(faces) = &mut self.faces {
            faces.lay(x, y, tones, false, &self.palette);
        }
    }

    /// Writes a strip from `x` to before `end`, clipped with `…`, and returns the column behind it.
    pub(super) fn strip(&mut self, x: u16, y: u16, end: u16, strip: &Strip) -> u16 {
        let clipped = strip.width() > end.saturating_sub(x);
        let stop = if clipped { end.saturating_sub(1) } else { end };
        let mut at = x;
        for (text, tones) in strip.pieces() {
            let before = at;
            at = self.put(at, y, stop, text, tones);
            if clipped && at - before < width(text) {
                return if x < end { self.put(at, y, end, "…", tones) } else { at };
            }
        }
        at
    }
}

/// Whether a wide character to the left covers the cell.
pub(super) fn is_covered(buffer: &Buffer, x: u16, y: u16) -> bool {
    let left = x.checked_sub(1).filter(|left| *left >= buffer.area.left());
    let wide = |left: u16| buffer.cell((left, y)).is_some_and(|cell| cells(cell.symbol()) > 1);
    left.is_some_and(|left| wide(left) && !is_covered(buffer, left, y))
}
