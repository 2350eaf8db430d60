//! Precision, recall and F1 by score, drawn with characters.

use crate::annot::score::{Point, STEPS};

/// Rows from 0 to 1, one for each twentieth.
const ROWS: usize = 21;

/// Cells of a threshold.
const STRIDE: usize = 3;

/// The drawing, a line each, 70 cells wide at most. Rows above and below all marks are left out.
pub(super) fn draw(points: &[Point]) -> Vec<String> {
    let mut grid = [[' '; STEPS]; ROWS];
    for (step, point) in points.iter().enumerate() {
        let ratios = point.ratios();
        for (mark, ratio) in [('P', ratios.precision), ('R', ratios.recall), ('F', ratios.f1)] {
            let Some(row) = ratio.map(row) else { continue };
            if let Some(cell) = grid.get_mut(row).and_then(|row| row.get_mut(step)) {
                *cell = if *cell == ' ' { mark } else { '*' };
            }
        }
    }
    let used = |row: &[char; STEPS]| row.iter().any(|cell| *cell != ' ');
    let (first, last) = (grid.iter().position(used).unwrap_or(0), grid.iter().rposition(used).unwrap_or(0));
    let rows = grid.iter().enumerate().take(last + 1).skip(first).rev();
    let mut lines: Vec<String> = rows.map(|(row, cells)| drawn(row, cells)).collect();
    lines.push(format!("      +{}", "-".repeat(STEPS * STRIDE)));
    let ticks = points.iter().step_by(4);
    let ticks: String = ticks.map(|point| format!("{:<width$.1}", point.threshold, width = 4 * STRIDE)).collect();
    lines.push(format!("        {}", ticks.trim_end()));
    lines
}

/// A row with its share in hundredths before it.
fn drawn(row: usize, cells: &[char; STEPS]) -> String {
    let marks: String = cells.iter().map(|cell| format!("{cell:>STRIDE$}")).collect();
    let share = row * 100 / (ROWS - 1);
    format!(" {}.{:02} |{marks}", share / 100, share % 100).trim_end().to_owned()
}

/// The row of a share, to the nearest.
fn row(share: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
    let row = (share * 20.0).round() as usize;
    row.min(ROWS - 1)
}
