//! Panels: boxes above the text.

mod concordance;
mod editor;
mod pager;
mod picker;
mod preview;
mod prompt;
mod roster;
mod settling;
mod stance;
mod sweep;

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::describe;
use super::strip::{Strip, one_line};
use crate::app::{App, Geometry, Hit, Overlay};
use crate::config::keymap::Context;
use crate::config::theme::Face;

/// Draws the panels, the one that has the keys last.
pub(super) fn draw(app: &App, geometry: &Geometry, canvas: &mut Canvas<'_>) {
    let body = Rect { height: geometry.status.y, ..Rect::new(0, 0, geometry.status.width, 0) };
    let last = app.overlays.len().saturating_sub(1);
    let ground = Ground { body, cursor: canvas.cursor.map(|cursor| cursor.y) };
    for (position, overlay) in app.overlays.iter().enumerate() {
        canvas.cursor = None;
        let front = position == last;
        match overlay {
            Overlay::Picker(panel) => picker::draw(panel, ground, front, canvas),
            Overlay::Prompt(panel) => prompt::draw(panel, body, canvas),
            Overlay::Stance(panel) => stance::draw(app, panel, ground, front, canvas),
            Overlay::Editor(panel) => editor::draw(app, panel, ground, canvas),
            Overlay::Pager(panel) => pager::draw(app, panel, body, canvas),
            Overlay::Preview(panel) => preview::draw(app, panel, ground, canvas),
            Overlay::Concordance => {
                if let Some(list) = &app.concordance {
                    concordance::draw(app, list, body, canvas);
                }
            }
            Overlay::Roster => roster::draw(app, body, canvas),
            Overlay::Settling(panel) => settling::draw(app, panel, ground, canvas),
            Overlay::Sweep(panel) => sweep::draw(app, panel, body, canvas),
        }
    }
}

/// Where a panel may stand.
#[derive(Debug, Clone, Copy)]
struct Ground {
    /// The screen without the status line.
    body: Rect,
    /// The row of the cursor in the text, which a panel leaves free where it can.
    cursor: Option<u16>,
}

impl Ground {
    /// A box of `width` by `height` cells in the middle, or below or above the cursor if the middle would hide it.
    fn place(self, width: u16, height: u16) -> Rect {
        let area = centred(self.body, width, height);
        let y = match self.cursor.filter(|row| (area.top()..area.bottom()).contains(row)) {
            Some(row) if self.body.bottom().saturating_sub(row + 1) >= area.height => row + 1,
            Some(row) if row.saturating_sub(self.body.y) >= area.height => row - area.height,
            Some(_) | None => area.y,
        };
        Rect { y, ..area }
    }

    /// A strip of `height` rows at the bottom, or at the top if it would hide the cursor.
    fn strip(self, height: u16) -> Rect {
        let height = height.min(self.body.height);
        let below = Rect { y: self.body.bottom() - height, height, ..self.body };
        let hidden = self.cursor.is_some_and(|row| row >= below.y && row >= self.body.y + height);
        if hidden { Rect { y: self.body.y, ..below } } else { below }
    }
}

/// A box of `width` by `height` cells in the middle of `area`, as large as there is room for.
fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// `percent` of `cells`, at least `least`.
fn share(cells: u16, percent: u16, least: u16) -> u16 {
    u16::try_from(u32::from(cells) * u32::from(percent) / 100).unwrap_or(cells).max(least)
}

/// Draws a box with a title above and a strip below, and gives the room inside. A box too small for a frame has none.
pub(super) fn frame(area: Rect, title: &str, below: &Strip, canvas: &mut Canvas<'_>) -> Rect {
    canvas.clear(area, Face::Panel);
    canvas.hits.add(area, Hit::Nothing);
    if area.width < 8 || area.height < 4 {
        return area;
    }
    let border = [Face::PanelBorder.into()];
    let (left, right, top, bottom) = (area.left(), area.right(), area.top(), area.bottom() - 1);
    let rule = "─".repeat(usize::from(area.width - 2));
    canvas.put(left, top, right, &format!("╭{rule}╮"), &border);
    canvas.put(left, bottom, right, &format!("╰{rule}╯"), &border);
    for y in top + 1..bottom {
        canvas.put(left, y, right, "│", &border);
        canvas.put(right - 1, y, right, "│", &border);
    }
    if !title.is_empty() {
        let title = format!(" {} ", one_line(title, area.width.saturating_sub(6)));
        canvas.put(left + 2, top, right - 2, &title, &[Face::PanelTitle.into()]);
    }
    if !below.is_empty() {
        let mut padded = Strip::of(" ", Face::PanelBorder);
        padded.join("", below.clone());
        padded.add(" ", Face::PanelBorder);
        let at = right.saturating_sub(padded.width().min(area.width.saturating_sub(4)) + 2);
        canvas.strip(at, bottom, right - 2, &padded);
    }
    Rect::new(left + 2, top + 1, area.width - 4, area.height - 2)
}

/// The keys of a context for these commands, each with a word: `y take  n drop`.
fn hints(app: &App, context: Context, commands: &[(&str, &str)]) -> Strip {
    let mut strip = Strip::default();
    for (command, word) in commands {
        if let Some(key) = describe::key(app, context, command) {
            let mut hint = Strip::of(key, Face::Key);
            hint.add(format!(" {word}"), Face::PanelDim);
            strip.join("  ", hint);
        }
    }
    strip
}

/// The first of `count` rows to be shown in `height` rows, so that `selected` stands near their middle.
fn first_row(selected: usize, count: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(count.saturating_sub(height))
}
