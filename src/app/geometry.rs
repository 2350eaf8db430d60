//! Geometry: which part of the screen is for what.

use ratatui::layout::Rect;

use super::App;
use crate::doc::{BlockKind, Document};
use crate::layout::Measure;
use crate::text::Span;

/// Narrowest margin worth drawing, in cells.
const NARROWEST_MARGIN: u16 = 16;

/// Width of the document pane, in cells.
const DOCUMENTS: u16 = 28;

/// Cells kept free between two columns.
const GUTTER: u16 = 2;

/// Rows of the head: one of words and a blank one.
const HEAD: u16 = 2;

/// Lowest screen that spends rows on a head.
const LEAST_BELOW_HEAD: u16 = 8;

/// Bytes at the start of the text that are searched for what the metadata say.
const OPENING: usize = 4 * 1024;

/// What the metadata of a document say and its text does not: the title, and date, author and outlet in this order.
///
/// Records and web pages often keep them apart from the text.
pub fn masthead(document: &Document) -> (Option<&str>, Vec<&str>) {
    let meta = document.meta();
    let text = document.text();
    let opening = text.slice(Span::new(0, OPENING.min(text.len())));
    let unsaid = |value: &&str| !value.trim().is_empty() && !opening.contains(*value);
    let titled = document.blocks().iter().take(8).any(|block| block.kind == BlockKind::Title);
    let title = meta.title.as_deref().filter(|_| !titled).filter(unsaid);
    let rest = [&meta.date, &meta.author, &meta.outlet];
    (title, rest.into_iter().filter_map(|value| value.as_deref()).filter(unsaid).collect())
}

/// Whether the masthead says anything.
fn is_headed(document: &Document) -> bool {
    let (title, rest) = masthead(document);
    title.is_some() || !rest.is_empty()
}

/// Which part of the screen is for what, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Title, date, author and outlet where the text itself does not say them ([`masthead`]).
    pub head: Option<Rect>,
    /// The article.
    pub text: Rect,
    /// How the article is set.
    pub measure: Measure,
    /// Annotations beside their lines, where the screen is wide enough.
    pub margin: Option<Rect>,
    /// The document list, where the screen is wider still.
    pub documents: Option<Rect>,
    /// What is under the cursor, when it is asked for.
    pub inspector: Option<Rect>,
    /// The status line; of no height on a screen of no height.
    pub status: Rect,
}

impl App {
    /// Which part of the screen is for what.
    pub fn geometry(&self) -> Geometry {
        let (width, height) = self.size;
        let settings = &self.settings.reader;
        let status_height = height.min(1);
        let body = height - status_height;
        let status = Rect::new(0, body, width, status_height);

        let inspector_height = if self.panes.inspector && body >= 12 { (body / 4).clamp(5, 9) } else { 0 };
        let text_height = body - inspector_height;
        let inspector = (inspector_height > 0).then(|| Rect::new(0, text_height, width, inspector_height));

        let wish = settings.measure;
        let margin_wish = if self.panes.margin { settings.margin_width } else { 0 };
        let wide = width >= wish.saturating_add(margin_wish).saturating_add(DOCUMENTS + 4 * GUTTER);
        let documents = (wide && self.library.len() > 1).then(|| Rect::new(0, 0, DOCUMENTS, text_height));
        let left = documents.map_or(0, |area| area.width + 1);

        let side = if width - left > 40 { GUTTER } else { u16::from(width - left > 2) };
        let room = (width - left).saturating_sub(2 * side);
        let measure = wish.min(room).max(1);
        let beside = room.saturating_sub(measure + GUTTER);
        let margin_width = if beside >= NARROWEST_MARGIN { margin_wish.min(beside) } else { 0 };
        let used = measure + if margin_width > 0 { margin_width + GUTTER } else { 0 };
        let indent = if settings.center { room.saturating_sub(used) / 2 } else { 0 };

        let headed = height >= LEAST_BELOW_HEAD && self.desk.as_ref().is_some_and(|desk| is_headed(&desk.document));
        let top = if headed { HEAD.min(text_height) } else { 0 };
        let text = Rect::new(left + side + indent, top, measure, text_height - top);
        let head = headed.then(|| Rect::new(text.x, 0, measure, 1));
        let margin = (margin_width > 0).then(|| Rect::new(text.x + measure + GUTTER, top, margin_width, text.height));
        Geometry { head, text, measure: Measure { width: measure }, margin, documents, inspector, status }
    }

    /// Scrolls so that the cursor is on the screen.
    pub(super) fn follow_cursor(&mut self) {
        let geometry = self.geometry();
        let margin = self.settings.reader.scroll_off;
        if let Some(desk) = &mut self.desk {
            desk.view.follow(&desk.document, geometry.measure, geometry.text.height, margin);
        }
    }
}
