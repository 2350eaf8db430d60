//! The mouse: what it did in a cell becomes what it did to something.

use std::time::{Duration, Instant};

use crate::app::{Hit, Mouse, MouseKind};
use crate::term::{Pointer, PointerKind};

/// Longest time between the two presses of a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Tells double clicks from two clicks.
#[derive(Debug, Default)]
pub(super) struct Clicks {
    last: Option<(Instant, u16, u16)>,
}

impl Clicks {
    /// What the mouse did to `hit` at `now`.
    pub fn mouse(&mut self, pointer: Pointer, hit: Hit, now: Instant) -> Mouse {
        let Pointer { kind, column, row } = pointer;
        let kind = match kind {
            PointerKind::Press => match self.last.take() {
                Some((then, x, y)) if (x, y) == (column, row) && now.duration_since(then) <= DOUBLE => {
                    MouseKind::Double
                }
                _ => {
                    self.last = Some((now, column, row));
                    MouseKind::Press
                }
            },
            PointerKind::Drag => MouseKind::Drag,
            PointerKind::Release => MouseKind::Release,
            PointerKind::Wheel(steps) => MouseKind::Wheel(steps),
        };
        Mouse { kind, hit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_quick_presses_in_one_cell_are_a_double_click_and_three_are_not_two() {
        let mut clicks = Clicks::default();
        let start = Instant::now();
        let mut press = |column, millis| {
            let pointer = Pointer { kind: PointerKind::Press, column, row: 3 };
            clicks.mouse(pointer, Hit::Nothing, start + Duration::from_millis(millis)).kind
        };
        let kinds = [press(5, 0), press(5, 300), press(5, 500), press(6, 600), press(6, 1100)];
        let single = MouseKind::Press;
        assert_eq!(kinds, [single, MouseKind::Double, single, single, single]);
    }
}
