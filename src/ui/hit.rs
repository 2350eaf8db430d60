//! The hit map: what stands where on a drawn screen, for the mouse.

use ratatui::layout::{Position, Rect};

use crate::app::Hit;
use crate::layout::VisibleRow;

/// What answers to the mouse on one screen.
#[derive(Debug, Clone, Default)]
pub struct HitMap {
    /// What was drawn later lies above.
    areas: Vec<(Rect, Target)>,
}

#[derive(Debug, Clone)]
enum Target {
    /// The same everywhere.
    Plain(Hit),
    /// A row of the article, which begins in this column of the screen.
    Row(VisibleRow, u16),
}

impl HitMap {
    /// What stands in a cell.
    pub fn at(&self, x: u16, y: u16) -> Hit {
        let found = self.areas.iter().rev().find(|(area, _)| area.contains(Position { x, y }));
        match found {
            Some((_, Target::Plain(hit))) => *hit,
            Some((_, Target::Row(visible, left))) => {
                visible.row().map_or(Hit::Nothing, |row| Hit::Text(row.byte_at(x.saturating_sub(*left))))
            }
            None => Hit::Nothing,
        }
    }

    pub(super) fn add(&mut self, area: Rect, hit: Hit) {
        self.areas.push((area, Target::Plain(hit)));
    }

    pub(super) fn add_row(&mut self, area: Rect, row: VisibleRow, left: u16) {
        self.areas.push((area, Target::Row(row, left)));
    }
}
