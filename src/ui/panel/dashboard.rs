//! The dashboard over the whole screen: panels of bars, two beside each other where there is room.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::palette::Tone;
use super::super::strip::one_line;
use super::{frame, hints};
use crate::app::App;
use crate::app::overlay::{Bar, Dashboard, Panel};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::width;

/// Narrowest screen with two panels beside each other, in cells.
const TWO: u16 = 90;

/// Parts of a bar are told apart without colour.
const FILLS: [&str; 4] = ["█", "▓", "▒", "░"];

pub(super) fn draw(app: &App, dashboard: &Dashboard, body: Rect, canvas: &mut Canvas<'_>) {
    let keys = [
        ("dashboard-next", "next panel"),
        ("list-next", "scroll"),
        ("dashboard-of", "count others"),
        ("dashboard-by", "by others"),
        ("cancel", "close"),
    ];
    let listed = app.roster.listing.described();
    let which = if listed.is_empty() { String::new() } else { format!(" — {listed}") };
    let title = format!("{} documents{which}", dashboard.documents);
    let area = frame(body, &title, &hints(app, Context::Dashboard, &keys), canvas);
    if dashboard.panels.is_empty() {
        let percent = app.roster.progress.map(|(done, total)| format!(" {} %", done * 100 / total.max(1)));
        let words = format!("counting …{}", percent.unwrap_or_default());
        canvas.put(area.x, area.y, area.right(), &words, &[Face::PanelDim.into()]);
        return;
    }
    let columns: u16 = if area.width >= TWO { 2 } else { 1 };
    let rows = u16::try_from(dashboard.panels.len()).unwrap_or(1).div_ceil(columns);
    let (wide, high) = (area.width / columns, (area.height / rows).max(1));
    // Where not all fit, those around the one that has the keys are seen.
    let fit = usize::from((area.height / high.max(3)).max(1)) * usize::from(columns);
    let first = dashboard.focus / fit * fit;
    let high = if high < 3 { 3.min(area.height) } else { high };
    for ((position, panel), place) in dashboard.panels.iter().enumerate().skip(first).zip(0u16..) {
        let (column, row) = (place % columns, place / columns);
        let y = area.y + row * high;
        if y + 1 >= area.bottom() {
            break;
        }
        let height = high.min(area.bottom() - y);
        let room = Rect { x: area.x + column * wide, y, width: wide.saturating_sub(2), height };
        draw_panel(app, panel, position == dashboard.focus, room, canvas);
    }
}

fn draw_panel(app: &App, panel: &Panel, has_keys: bool, area: Rect, canvas: &mut Canvas<'_>) {
    let face = if has_keys { Face::PanelSelected } else { Face::PanelTitle };
    let more = panel.rows.len().saturating_sub(panel.top + usize::from(area.height.saturating_sub(2)));
    let more = if more > 0 { format!("  (+{more})") } else { String::new() };
    canvas.put(area.x, area.y, area.right(), &one_line(&format!("{}{more}", panel.title), area.width), &[face.into()]);
    if panel.rows.is_empty() {
        canvas.put(area.x, area.y + 1, area.right(), "none yet", &[Face::PanelDim.into()]);
    }
    let lines = area.y + 1..area.bottom().saturating_sub(1).max(area.y + 2);
    for (row, y) in panel.rows.iter().skip(panel.top).zip(lines) {
        draw_bar(app, row, panel.most, Rect { y, height: 1, ..area }, canvas);
    }
}

/// The name, the bar in proportion to the longest one, and the numbers.
fn draw_bar(app: &App, bar: &Bar, most: u64, area: Rect, canvas: &mut Canvas<'_>) {
    let name = area.width * 3 / 10;
    let room = if bar.parts.is_empty() { 0 } else { area.width * 3 / 10 };
    canvas.put(area.x, area.y, area.right(), &one_line(&bar.name, name.saturating_sub(1)), &[Face::Panel.into()]);
    let mut x = area.x + name;
    let label = bar.label.as_ref().and_then(|label| app.schema.label(label)).map(|(slot, _)| Tone::Label(slot));
    let tone = label.unwrap_or(Face::PanelMatch.into());
    let mut sum = 0;
    let cells = |count: u64| u16::try_from((count * u64::from(room)).div_ceil(most.max(1))).unwrap_or(room).min(room);
    for (part, fill) in bar.parts.iter().zip(FILLS.iter().cycle()) {
        let before = cells(sum);
        sum += part;
        let long = cells(sum).saturating_sub(before);
        x = canvas.put(x, area.y, area.right(), &fill.repeat(usize::from(long)), &[tone]);
    }
    let x = (area.x + name + room + u16::from(room > 0)).max(x);
    let words = one_line(&bar.words, area.right().saturating_sub(x));
    debug_assert!(width(&words) <= area.right().saturating_sub(x));
    canvas.put(x, area.y, area.right(), &words, &[Face::PanelDim.into()]);
}
