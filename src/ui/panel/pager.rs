//! Text to be read: help, guidelines, lists of faults.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::{centred, frame, hints};
use crate::app::App;
use crate::app::overlay::{Pager, PagerTone};
use crate::config::keymap::Context;
use crate::config::theme::Face;

pub(super) fn draw(app: &App, pager: &Pager, body: Rect, canvas: &mut Canvas<'_>) {
    let (width, height) = Pager::box_size((body.width, body.height.saturating_add(1)));
    let area = centred(body, width, height);
    let rows = pager.rows(area.width.saturating_sub(4));
    let shown = usize::from(area.height.saturating_sub(2).max(1));
    let top = pager.top.min(rows.len().saturating_sub(shown));
    let mut below = hints(app, Context::Pager, &[("pager-down", "down"), ("pager-up", "up"), ("cancel", "close")]);
    let percent = (top + shown).min(rows.len()) * 100 / rows.len().max(1);
    below.add(format!("  {percent} %"), Face::PanelDim);
    let inner = frame(area, &pager.title, &below, canvas);
    for (row, y) in rows.iter().skip(top).zip(inner.top()..inner.bottom()) {
        if row.term {
            canvas.put(inner.x, y, inner.right(), &row.line.term, &[Face::Key.into()]);
        }
        let face = match row.line.tone {
            PagerTone::Heading => Face::PanelTitle,
            PagerTone::Plain => Face::Panel,
            PagerTone::Dim => Face::PanelDim,
        };
        canvas.put(inner.x.saturating_add(row.indent), y, inner.right(), row.text, &[face.into()]);
    }
}
