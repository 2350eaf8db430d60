//! Text to be read: help, guidelines, lists of faults.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, width};
use super::super::strip::wrap;
use super::{centred, frame, hints, share};
use crate::app::App;
use crate::app::overlay::{Pager, PagerTone};
use crate::config::keymap::Context;
use crate::config::theme::Face;

/// Widest column of terms.
const TERMS: u16 = 26;

pub(super) fn draw(app: &App, pager: &Pager, body: Rect, canvas: &mut Canvas<'_>) {
    let area = centred(body, share(body.width, 90, 60).min(110), share(body.height, 90, 6));
    let mut below = hints(app, Context::Pager, &[("pager-down", "down"), ("pager-up", "up"), ("cancel", "close")]);
    let percent = (pager.top + usize::from(area.height)).min(pager.lines.len()) * 100 / pager.lines.len().max(1);
    below.add(format!("  {percent} %"), Face::PanelDim);
    let inner = frame(area, &pager.title, &below, canvas);
    let terms = pager.lines.iter().map(|line| width(&line.term)).max().unwrap_or(0).min(TERMS).min(inner.width / 3);
    let mut y = inner.y;
    for line in pager.lines.iter().skip(pager.top) {
        let (face, indent) = match line.tone {
            PagerTone::Heading => (Face::PanelTitle, 0),
            PagerTone::Plain if line.term.is_empty() => (Face::Panel, 0),
            PagerTone::Plain => (Face::Panel, terms + 2),
            PagerTone::Dim if line.term.is_empty() => (Face::PanelDim, 0),
            PagerTone::Dim => (Face::PanelDim, terms + 2),
        };
        if y >= inner.bottom() {
            break;
        }
        let after = canvas.put(inner.x, y, inner.right(), &line.term, &[Face::Key.into()]);
        // A term wider than its column stands on a row of its own.
        if indent > 0 && after > inner.x.saturating_add(indent).saturating_sub(1) {
            y += 1;
        }
        let x = inner.x.saturating_add(indent);
        for row in wrap(&line.text, inner.right().saturating_sub(x)) {
            if y >= inner.bottom() {
                break;
            }
            canvas.put(x, y, inner.right(), line.text.get(row).unwrap_or_default().trim_end(), &[face.into()]);
            y += 1;
        }
    }
}
