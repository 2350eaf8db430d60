//! Columns of text for people.

use crate::text::cells;
use std::io::{self, Write};

/// Rows of cells, printed in columns two blanks apart; the last column may be of any length.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds a row; its cells must be fit for a terminal.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints it, each row after `indent`.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn print(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| usize::from(cells(cell))).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let mut line = indent.to_owned();
            for (cell, width) in row.iter().zip(&widths) {
                line += cell;
                line += &" ".repeat(width.saturating_sub(usize::from(cells(cell))) + 2);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
