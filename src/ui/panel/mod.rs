//! Panels: boxes above the text.

mod editor;
mod pager;
mod picker;
mod preview;
mod prompt;
mod stance;

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
    for (position, overlay) in app.overlays.iter().enumerate() {
        canvas.cursor = None;
        let front = position == last;
        match overlay {
            Overlay::Picker(panel) => picker::draw(panel, body, front, canvas),
            Overlay::Prompt(panel) => prompt::draw(panel, body, canvas),
            Overlay::Stance(panel) => stance::draw(app, panel, body, front, canvas),
            Overlay::Editor(panel) => editor::draw(app, panel, body, canvas),
            Overlay::Pager(panel) => pager::draw(app, panel, body, canvas),
            Overlay::Preview(panel) => preview::draw(app, panel, body, canvas),
        }
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
