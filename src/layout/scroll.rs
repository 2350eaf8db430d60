//! The endless scroll: places, steps and distances in rows, found from where one is and never from the top.

use std::rc::Rc;

use super::row::Row;
use super::spacing::{gap_after, is_hidden, visible_before, visible_from};
use super::{BlockLayout, LayoutCache, Measure};
use crate::doc::{BlockKind, Document};

/// A place on the endless scroll. Rows past the last of a block are the blank rows that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Index of the block.
    pub block: usize,
    /// Row within the block.
    pub row: usize,
}

/// A row of the scroll as it is on the screen: a row of text, or blank.
#[derive(Debug, Clone)]
pub struct VisibleRow {
    /// Where it is.
    pub place: Place,
    /// The kind of its block.
    pub kind: BlockKind,
    /// The layout of its block.
    pub layout: Rc<BlockLayout>,
}

impl VisibleRow {
    /// The row of text; `None` where it is blank.
    pub fn row(&self) -> Option<&Row> {
        self.layout.rows.get(self.place.row)
    }

    /// The column of the bar beside it, if there is one.
    pub fn bar(&self) -> Option<u16> {
        self.row().and(self.layout.bar)
    }
}

/// A document as one endless scroll of rows.
///
/// Every method takes any place and any byte: what lies outside is taken as the nearest there is. A document of which
/// nothing is seen has the default place only, and no rows.
#[derive(Debug, Clone, Copy)]
pub struct Scroller<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Its layouts.
    pub cache: &'a LayoutCache,
    /// How it is set.
    pub measure: Measure,
}

impl<'a> Scroller<'a> {
    /// The scroll of a document set in a measure; the cache must be this document's.
    pub fn new(doc: &'a Document, cache: &'a LayoutCache, measure: Measure) -> Scroller<'a> {
        Scroller { doc, cache, measure }
    }

    /// The place of the row that covers `byte`. White space between blocks belongs to the block above, a hidden block
    /// to the one below.
    pub fn place_of(&self, byte: usize) -> Place {
        let Some(block) = self.doc.block_at(byte) else { return Place::default() };
        match is_hidden(self.doc, block) {
            true => self.nearest(Place { block, row: 0 }),
            false => Place { block, row: self.layout(block).row_of(byte) },
        }
    }

    /// The place and the column at which `byte` is drawn.
    pub fn cell_of(&self, byte: usize) -> (Place, u16) {
        let place = self.place_of(byte);
        let layout = self.layout(place.block);
        (place, layout.rows.get(place.row).map_or(0, |row| row.column_of(byte)))
    }

    /// The first byte of the row at `place`; of a blank row, the end of the block above.
    pub fn byte_of(&self, place: Place) -> usize {
        let place = self.nearest(place);
        let end = self.doc.blocks().get(place.block).map_or(0, |block| block.span.end);
        self.layout(place.block).rows.get(place.row).map_or(end, |row| row.span.start)
    }

    /// The place `delta` rows further down (up where negative), blank rows counted, at most the first or last place.
    pub fn step(&self, place: Place, delta: i64) -> Place {
        self.walk(self.nearest(place), delta, |block| self.height(block))
    }

    /// The rows from `place` on, at most `height` of them.
    pub fn rows_from(&self, place: Place, height: usize) -> Vec<VisibleRow> {
        let mut rows = Vec::with_capacity(height);
        let start = self.nearest(place);
        let mut row = start.row;
        let mut next = visible_from(self.doc, start.block);
        while let Some((block, content)) = next.and_then(|block| Some((block, self.doc.blocks().get(block)?))) {
            let layout = self.layout(block);
            for row in row..self.height(block) {
                if rows.len() == height {
                    return rows;
                }
                let place = Place { block, row };
                rows.push(VisibleRow { place, kind: content.kind, layout: Rc::clone(&layout) });
            }
            row = 0;
            next = visible_from(self.doc, block + 1);
        }
        rows
    }

    /// Rows from `a` down to `b` (negative where `b` stands above), or `None` where that is more than `at_most`.
    pub fn distance(&self, a: Place, b: Place, at_most: usize) -> Option<i64> {
        let (a, b) = (self.nearest(a), self.nearest(b));
        let rows = self.rows_between(a.min(b), a.max(b), at_most)?;
        let rows = i64::try_from(rows).ok()?;
        Some(if a <= b { rows } else { -rows })
    }

    /// The first place.
    pub fn first_place(&self) -> Place {
        Place { block: visible_from(self.doc, 0).unwrap_or(0), row: 0 }
    }

    /// The last place: the last row of text.
    pub fn last_place(&self) -> Place {
        let block = visible_before(self.doc, self.doc.blocks().len()).unwrap_or(0);
        Place { block, row: self.layout(block).rows.len().saturating_sub(1) }
    }

    /// Moves a cursor from `byte` by rows of text, over blank ones, as near to `goal_column` as the row allows.
    /// Gives the byte it stands on then, and its place.
    pub fn vertical(&self, byte: usize, rows: i64, goal_column: u16) -> (usize, Place) {
        let place = self.walk(self.place_of(byte), rows, |block| self.layout(block).rows.len());
        let layout = self.layout(place.block);
        (layout.rows.get(place.row).map_or(byte, |row| row.byte_at(goal_column)), place)
    }

    fn layout(&self, block: usize) -> Rc<BlockLayout> {
        self.cache.get(self.doc, block, self.measure)
    }

    /// Rows of a block with the blank ones that follow it.
    fn height(&self, block: usize) -> usize {
        self.layout(block).rows.len() + usize::from(gap_after(self.doc, block))
    }

    /// The nearest place that there is.
    fn nearest(&self, place: Place) -> Place {
        match visible_from(self.doc, place.block) {
            Some(block) if block > place.block => Place { block, row: 0 },
            Some(block) => Place { block, row: place.row.min(self.height(block).saturating_sub(1)) },
            None => self.last_place(),
        }
    }

    /// Walks over blocks of the given heights. Only blocks on the way are laid out, and none where it is plain that
    /// the way is longer than the document: a row has a byte at least, and a blank row a block above it.
    fn walk(&self, from: Place, delta: i64, height: impl Fn(usize) -> usize) -> Place {
        let mut place = from;
        let mut left = usize::try_from(delta.unsigned_abs()).unwrap_or(usize::MAX);
        let span = self.doc.blocks().get(from.block).map(|block| block.span).unwrap_or_default();
        if delta < 0 {
            if left / 2 >= span.end {
                return self.first_place();
            }
            while left > place.row {
                let Some(block) = visible_before(self.doc, place.block) else { return self.first_place() };
                left -= place.row + 1;
                place = Place { block, row: height(block).saturating_sub(1) };
            }
            return Place { row: place.row - left, ..place };
        }
        if left / 2 >= self.doc.text().len().saturating_sub(span.start) {
            return self.last_place();
        }
        loop {
            let room = height(place.block).saturating_sub(place.row + 1);
            if left <= room {
                return Place { row: place.row + left, ..place };
            }
            let Some(block) = visible_from(self.doc, place.block + 1) else { return self.last_place() };
            left -= room + 1;
            place = Place { block, row: 0 };
        }
    }

    fn rows_between(&self, from: Place, to: Place, at_most: usize) -> Option<usize> {
        let mut rows = 0;
        let mut place = from;
        while place.block < to.block && rows <= at_most {
            rows += self.height(place.block).saturating_sub(place.row);
            place = Place { block: visible_from(self.doc, place.block + 1)?, row: 0 };
        }
        (place.block == to.block).then(|| rows + to.row - place.row).filter(|&rows| rows <= at_most)
    }
}
