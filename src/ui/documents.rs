//! The document pane: the list around the open document.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::strip::one_line;
use crate::app::{App, Hit};
use crate::config::theme::Face;

/// Draws the list; the open document stands in its middle where the list is long.
pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let library = &app.library;
    let height = usize::from(area.height);
    let rule = area.right();
    for y in area.top()..area.bottom() {
        canvas.put(rule, y, rule.saturating_add(1), "│", &[Face::MarginRule.into()]);
    }
    let count = library.shown() + usize::from(!library.complete && library.view().is_none());
    let first =
        library.row_of(library.current).unwrap_or(0).saturating_sub(height / 2).min(count.saturating_sub(height));
    let (x, end) = (area.x.saturating_add(1), area.right().saturating_sub(1));
    for (row, y) in (first..count).zip(area.top()..area.bottom()) {
        let Some((index, entry)) = library.shown_at(row).and_then(|index| Some((index, library.get(index)?))) else {
            canvas.put(x, y, end, "…", &[Face::PanelDim.into()]);
            break;
        };
        let cells = Rect::new(area.x, y, area.width, 1);
        let face = match (index == library.current, &entry.fault) {
            (true, _) => Face::PanelSelected,
            (false, Some(_)) => Face::Related,
            (false, None) => Face::Dateline,
        };
        canvas.tint(cells, &[face.into()]);
        let sign = if entry.fault.is_some() { "!" } else { " " };
        let x = canvas.put(x, y, end, sign, &[face.into()]);
        let label = one_line(&entry.label, end.saturating_sub(x.saturating_add(1)));
        canvas.put(x.saturating_add(1), y, end, &label, &[face.into()]);
        canvas.hits.add(cells, Hit::Document(index));
    }
}
