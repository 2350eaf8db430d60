//! The screen by the names of its faces: what tests look at, so that a change of colours breaks none.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::is_covered;
use super::palette::{Palette, Tone};
use crate::config::theme::Face;

/// Which tones each cell of a screen has: a node of a tree for each cell, whose path from the root is the tones in
/// the order they were laid on.
#[derive(Debug, Clone)]
pub struct FaceGrid {
    area: Rect,
    cells: Vec<usize>,
    nodes: Vec<Node>,
    steps: HashMap<(usize, Tone), usize>,
}

#[derive(Debug, Clone)]
struct Node {
    /// What the cell is said to be: the names joined by `+`.
    name: String,
    /// Whether it is the ground that others stand on.
    ground: bool,
}

impl FaceGrid {
    pub(super) fn new(area: Rect) -> FaceGrid {
        let cells = usize::from(area.width) * usize::from(area.height);
        let root = Node { name: String::new(), ground: true };
        FaceGrid { area, cells: vec![0; cells], nodes: vec![root], steps: HashMap::new() }
    }

    /// Lays `tones` over the cell, or over nothing where it is painted anew.
    pub(super) fn lay(&mut self, x: u16, y: u16, tones: &[Tone], anew: bool, palette: &Palette<'_>) {
        let Some(cell) = self.cell(x, y) else { return };
        let from = if anew { 0 } else { self.cells.get(cell).copied().unwrap_or(0) };
        let node = tones.iter().fold(from, |node, tone| self.step(node, *tone, palette));
        if let Some(cell) = self.cells.get_mut(cell) {
            *cell = node;
        }
    }

    fn cell(&self, x: u16, y: u16) -> Option<usize> {
        let (x, y) = (x.checked_sub(self.area.x)?, y.checked_sub(self.area.y)?);
        let inside = x < self.area.width && y < self.area.height;
        inside.then(|| usize::from(y) * usize::from(self.area.width) + usize::from(x))
    }

    fn step(&mut self, from: usize, tone: Tone, palette: &Palette<'_>) -> usize {
        let next = self.nodes.len();
        *self.steps.entry((from, tone)).or_insert_with(|| {
            let ground = matches!(tone, Tone::Face(Face::Text | Face::Panel | Face::Status));
            let before = self.nodes.get(from).filter(|node| !node.ground).map_or("", |node| node.name.as_str());
            let name = palette.name(tone);
            let name = match before {
                "" => name,
                _ if ground => before.to_owned(),
                _ => format!("{before}+{name}"),
            };
            let ground = ground && before.is_empty();
            self.nodes.push(Node { name, ground });
            next
        })
    }

    /// The faces of a cell, the outermost last; empty where it has none but the ground's.
    pub fn at(&self, x: u16, y: u16) -> &str {
        let node = self.cell(x, y).and_then(|cell| self.cells.get(cell)).and_then(|node| self.nodes.get(*node));
        node.filter(|node| !node.ground).map_or("", |node| node.name.as_str())
    }

    /// Every row of the screen, each followed by its faces: `{3..17 label:PER}` says which columns have which.
    /// Columns count from 0, in cells; the ground is left out, and so are blanks at the ends of rows.
    pub fn semantic_text(&self, buffer: &Buffer) -> String {
        let mut text = String::new();
        for y in self.area.top()..self.area.bottom() {
            let row = row_text(buffer, y);
            text += row.trim_end();
            for (from, to, name) in self.runs(y) {
                text += &format!("  {{{from}..{to} {name}}}");
            }
            text.push('\n');
        }
        text
    }

    fn runs(&self, y: u16) -> Vec<(u16, u16, &str)> {
        let mut runs: Vec<(u16, u16, &str)> = Vec::new();
        for x in self.area.left()..self.area.right() {
            let name = self.at(x, y);
            match runs.last_mut() {
                Some((_, to, same)) if *same == name && *to == x => *to = x + 1,
                _ if name.is_empty() => {}
                _ => runs.push((x, x + 1, name)),
            }
        }
        runs
    }
}

/// What stands in row `y`, without the cells that wide characters cover.
pub(super) fn row_text(buffer: &Buffer, y: u16) -> String {
    let area = buffer.area;
    let symbol = |x: u16| buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
    (area.left()..area.right()).filter(|x| !is_covered(buffer, *x, y)).map(symbol).collect()
}
