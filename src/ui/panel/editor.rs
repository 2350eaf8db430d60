//! The editor for notes: its text set in the box, long lines wrapped.

use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::{Ground, frame, hints, share};
use crate::app::App;
use crate::app::overlay::NoteEditor;
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::width;
use crate::text::wrap;

pub(super) fn draw(app: &App, editor: &NoteEditor, ground: Ground, canvas: &mut Canvas<'_>) {
    let lines = editor.area.lines();
    let box_width = share(ground.body.width, 60, 48).min(84).min(ground.body.width);
    let cells = box_width.saturating_sub(4).max(1);
    let cursor = editor.area.cursor();
    let mut rows: Vec<&str> = Vec::new();
    let mut at = (0, 0);
    for (number, line) in lines.iter().enumerate() {
        let byte = line.char_indices().nth(cursor.1).map_or(line.len(), |(byte, _)| byte);
        for row in wrap(line, cells) {
            if number == cursor.0 && row.start <= byte {
                let before = line.get(row.start..byte.min(row.end)).unwrap_or_default();
                at = (rows.len(), width(before));
            }
            rows.push(line.get(row).unwrap_or_default());
        }
    }
    let height =
        u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).clamp(5, share(ground.body.height, 50, 6));
    let area = ground.place(box_width, height);
    let below = hints(app, Context::Editor, &[("confirm", "keep"), ("external-editor", "editor"), ("cancel", "drop")]);
    let inner = frame(area, &editor.title, &below, canvas);
    if inner.is_empty() {
        return;
    }
    let first = at.0.saturating_sub(usize::from(inner.height) - 1);
    for (row, y) in rows.iter().skip(first).zip(inner.top()..inner.bottom()) {
        canvas.put(inner.x, y, inner.right(), row, &[]);
    }
    let x = inner.x.saturating_add(at.1).min(inner.right() - 1);
    let y = inner.y + u16::try_from(at.0 - first).unwrap_or(0);
    canvas.tint(Rect::new(x, y, 1, 1), &[Face::Cursor.into()]);
    canvas.cursor = Some(Position { x, y });
}
