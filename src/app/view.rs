//! The view: where one is in the open document: cursor, selection, what is on the screen, jumps.

use crate::doc::{self, Document};
use crate::layout::{LayoutCache, Measure, Place, Scroller};
use crate::text::Span;

use super::MarkRef;

/// Most places the jump list remembers.
const JUMPS: usize = 100;

/// Where one is in the open document. Every place is a byte offset, so that resizing never loses it.
#[derive(Debug)]
pub struct View {
    /// The grapheme the cursor stands on.
    pub cursor: usize,
    /// The column that vertical motions try to keep, in cells.
    pub goal: Option<u16>,
    /// Where the selection began; the other end is the cursor.
    pub anchor: Option<usize>,
    /// The first row on the screen.
    pub top: Place,
    /// The annotation chosen among several that overlap under the cursor.
    pub focus: Option<MarkRef>,
    /// The match that the cursor was brought to by the search.
    pub found: Option<Span>,
    /// Where one came from.
    pub jumps: Jumps,
    /// Laid-out blocks.
    pub cache: LayoutCache,
    /// The measure `top` counts its rows in.
    measure: Option<Measure>,
}

impl View {
    /// The view at the start of `document`.
    pub fn new(document: &Document) -> View {
        let cursor = doc::settle(document, 0);
        View {
            cursor,
            goal: None,
            anchor: None,
            top: Place::default(),
            focus: None,
            found: None,
            jumps: Jumps::default(),
            cache: LayoutCache::default(),
            measure: None,
        }
    }

    /// Whether one has not moved yet.
    pub fn is_at_start(&self, document: &Document) -> bool {
        self.cursor == doc::settle(document, 0) && self.top == Place::default()
    }

    /// What is selected, both ends included.
    pub fn selection(&self, document: &Document) -> Option<Span> {
        let anchor = self.anchor?;
        let last = anchor.max(self.cursor);
        Some(Span::new(anchor.min(self.cursor), document.text().next_grapheme(last)))
    }

    /// Brings the cursor to `at`, as a motion: the selection grows with it.
    pub fn go(&mut self, document: &Document, at: usize) {
        self.cursor = doc::settle(document, at);
        self.goal = None;
        self.focus = None;
        self.found = None;
    }

    /// Brings the cursor to `at`, far away: the place left is remembered.
    pub fn jump(&mut self, document: &Document, at: usize) {
        self.jumps.leave(self.cursor);
        self.go(document, at);
    }

    /// Scrolls so that the cursor is on a screen of `height` rows, with `margin` rows above and below where possible.
    pub fn follow(&mut self, document: &Document, measure: Measure, rows: u16, margin: u16) {
        self.adopt(document, measure);
        let scroller = Scroller::new(document, &self.cache, measure);
        let (height, margin) = (i64::from(rows.max(1)), i64::from(margin.min(rows.saturating_sub(1) / 2)));
        let at = scroller.place_of(self.cursor);
        let top = match scroller.distance(self.top, at, 2 * usize::from(rows)) {
            Some(rows) if rows < margin => scroller.step(at, -margin),
            Some(rows) if rows >= height - margin => scroller.step(at, margin + 1 - height),
            Some(_) => self.top,
            None => scroller.step(at, -height / 3),
        };
        let lowest = scroller.step(scroller.last_place(), 1 - height);
        self.top = top.min(lowest);
    }

    /// Scrolls by `rows` and takes the cursor along where it would leave the screen.
    pub fn scroll(&mut self, document: &Document, measure: Measure, height: u16, margin: u16, rows: i64) {
        self.adopt(document, measure);
        let scroller = Scroller::new(document, &self.cache, measure);
        let tall = i64::from(height.max(1));
        let margin = i64::from(margin.min(height.saturating_sub(1) / 2));
        let lowest = scroller.step(scroller.last_place(), 1 - tall);
        self.top = scroller.step(self.top, rows).min(lowest);
        let goal = self.goal.unwrap_or_else(|| scroller.cell_of(self.cursor).1);
        let place = scroller.place_of(self.cursor);
        let first = if self.top == Place::default() { self.top } else { scroller.step(self.top, margin) };
        let last = if self.top == lowest { scroller.last_place() } else { scroller.step(self.top, tall - 1 - margin) };
        let wanted = place.clamp(first, last.max(first));
        if wanted != place {
            let down = if wanted > place { 1 } else { -1 };
            self.cursor = cursor_on(scroller, wanted, goal, down);
            (self.focus, self.found) = (None, None);
        }
        self.goal = Some(goal);
    }

    /// Moves the cursor by `rows` rows of text, keeping the goal column.
    pub fn vertical(&mut self, document: &Document, measure: Measure, rows: i64) {
        let scroller = Scroller::new(document, &self.cache, measure);
        let goal = self.goal.unwrap_or_else(|| scroller.cell_of(self.cursor).1);
        let (cursor, _) = scroller.vertical(self.cursor, rows, goal);
        self.go(document, cursor);
        self.goal = Some(goal);
    }

    /// Puts the cursor's row `row` rows below the top of the screen.
    pub fn place_cursor_row(&mut self, document: &Document, measure: Measure, row: u16) {
        self.adopt(document, measure);
        let scroller = Scroller::new(document, &self.cache, measure);
        self.top = scroller.step(scroller.place_of(self.cursor), -i64::from(row));
    }

    /// Keeps the text at the top of the screen when the measure changes.
    fn adopt(&mut self, document: &Document, measure: Measure) {
        if let Some(old) = self.measure.filter(|old| *old != measure) {
            let byte = Scroller::new(document, &self.cache, old).byte_of(self.top);
            self.top = Scroller::new(document, &self.cache, measure).place_of(byte);
        }
        self.measure = Some(measure);
    }
}

/// The cursor nearest to column `goal` in the row at `place`, or in the next row of text in direction `down`.
fn cursor_on(scroller: Scroller<'_>, mut place: Place, goal: u16, down: i64) -> usize {
    loop {
        let row = scroller.rows_from(place, 1).into_iter().next();
        if let Some(row) = row.as_ref().and_then(|visible| visible.row()) {
            return row.byte_at(goal);
        }
        let next = scroller.step(place, down);
        if next == place {
            return scroller.byte_of(place);
        }
        place = next;
    }
}

/// The jump list: places left by a jump, to go back to and forth.
#[derive(Debug, Clone, Default)]
pub struct Jumps {
    places: Vec<usize>,
    at: usize,
}

impl Jumps {
    /// Remembers a place that is being left.
    pub fn leave(&mut self, from: usize) {
        self.places.truncate(self.at);
        self.places.retain(|place| *place != from);
        self.places.push(from);
        if self.places.len() > JUMPS {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// The place before; `now` is where one is.
    pub fn back(&mut self, now: usize) -> Option<usize> {
        if self.at == self.places.len() {
            self.places.retain(|place| *place != now);
            self.at = self.places.len();
            self.places.push(now);
        }
        self.at = self.at.checked_sub(1)?;
        self.places.get(self.at).copied()
    }

    /// The place after, where one came back from.
    pub fn forward(&mut self) -> Option<usize> {
        let next = self.places.get(self.at + 1).copied()?;
        self.at += 1;
        Some(next)
    }
}
