//! The box of keys that can follow those already pressed.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::strip::one_line;
use crate::app::{App, Hit, command};
use crate::config::key::Key;
use crate::config::keymap::{Lookup, NextKey};
use crate::config::theme::Face;
use crate::text::width;

/// Widest column of help.
const HELP: u16 = 44;

/// Draws the box at the bottom right, above the status line, while a key sequence is unfinished.
pub(super) fn draw(app: &App, body: Rect, canvas: &mut Canvas<'_>) {
    if app.keys.pending.is_empty() {
        return;
    }
    let Lookup::Prefix(next) = app.keymap.lookup(app.context(), &app.keys.pending) else { return };
    let rows: Vec<(String, String)> = next.iter().map(|next| (next.key.to_string(), help(app, next))).collect();
    let keys = rows.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
    let words = rows.iter().map(|(_, help)| width(help)).max().unwrap_or(0).min(HELP);
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let (wide, high) = (body.width.saturating_sub(3).max(1), body.height.saturating_sub(2).max(1));
    let natural = keys + words + 3;
    // Half of the screen stays free where the box can be wide instead; every key is seen, if need be with less help.
    let columns = count.div_ceil((body.height / 2).max(1)).min(wide / natural).max(count.div_ceil(high));
    let columns = columns.clamp(1, (wide / (keys + 2)).max(1));
    let column = natural.min(wide / columns).max(1);
    let tall = count.div_ceil(columns).min(high);
    let area =
        Rect { width: (columns * column + 3).min(body.width), height: tall.saturating_add(2).min(body.height), ..body };
    let area = Rect { x: body.right() - area.width, y: body.bottom() - area.height, ..area };
    let title =
        app.keymap.title(&app.keys.pending).map_or_else(|| Key::write_sequence(&app.keys.pending), str::to_owned);
    let inner = super::panel::frame(area, &title, &super::strip::Strip::default(), canvas);
    canvas.hits.add(area, Hit::Nothing);
    for (number, (key, help)) in rows.iter().enumerate() {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        let (x, y) =
            (inner.x.saturating_add(number / tall.max(1) * column), inner.y.saturating_add(number % tall.max(1)));
        if y >= inner.bottom() || x >= inner.right() {
            continue;
        }
        let end = x.saturating_add(column.saturating_sub(2)).min(inner.right());
        canvas.put(x, y, end, key, &[Face::Key.into()]);
        let at = x.saturating_add(keys + 1);
        canvas.put(at, y, end, &one_line(help, words.min(end.saturating_sub(at))), &[]);
    }
}

/// What the key does: the command's help with its argument, or the title of what follows.
fn help(app: &App, next: &NextKey<'_>) -> String {
    let Some(line) = next.command else { return format!("{} …", next.title.unwrap_or("more")) };
    let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
    match (command::find(name), argument) {
        (Some(_), label) if name == "label" => {
            let label = app.schema.label(label).map_or(label, |(_, label)| label.name.as_str());
            format!("label {label}")
        }
        (Some(command), "") => command.help.to_owned(),
        (Some(command), argument) => format!("{} ({argument})", command.help),
        (None, _) => line.to_owned(),
    }
}
