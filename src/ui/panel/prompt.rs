//! Completions above the line being typed; the line itself stands in the status line.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::strip::one_line;
use super::first_row;
use crate::app::overlay::Prompt;
use crate::app::{Hit, command};
use crate::config::theme::Face;
use crate::text::width;

/// Most completions shown at once.
const MOST: usize = 8;

pub(super) fn draw(prompt: &Prompt, body: Rect, canvas: &mut Canvas<'_>) {
    let count = prompt.completions.len();
    let height = count.min(MOST).min(usize::from(body.height));
    if height == 0 {
        return;
    }
    let first = first_row(prompt.chosen.unwrap_or(0), count, height);
    let rows: Vec<(usize, &String)> = prompt.completions.iter().enumerate().skip(first).take(height).collect();
    let names = rows.iter().map(|(_, name)| width(name)).max().unwrap_or(0).clamp(8, 40);
    let wide = names.saturating_add(56).min(body.width);
    let tall = u16::try_from(height).unwrap_or(body.height);
    let area = Rect::new(body.x, body.bottom() - tall, wide, tall);
    canvas.clear(area, Face::Panel);
    canvas.hits.add(area, Hit::Nothing);
    for ((position, name), y) in rows.into_iter().zip(area.top()..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        let chosen = prompt.chosen == Some(position);
        if chosen {
            canvas.tint(row, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(row, Hit::Item(position));
        let x = area.x.saturating_add(1);
        canvas.put(x, y, area.right(), &one_line(name, names), &[]);
        let help = command::find(name.split_whitespace().next().unwrap_or_default()).map_or("", |command| command.help);
        let at = x.saturating_add(names + 2);
        let help = one_line(help, area.right().saturating_sub(at));
        let tones: &[_] = if chosen { &[] } else { &[Face::PanelDim.into()] };
        canvas.put(at, y, area.right(), &help, tones);
    }
}
