//! A screen as a self-contained SVG picture (SVG 1.1, <https://www.w3.org/TR/SVG11/>).

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::canvas::is_covered;
use crate::config::colour::Rgb;
use crate::config::theme::{Face, Theme};
use crate::text::cells;

/// Width and height of a cell and the size of the letters, in pixels: the proportions of common monospaced fonts, and
/// whole pixels, so that no seam shows between two cells.
const CELL: (f64, f64) = (9.0, 18.0);
const LETTERS: f64 = 15.0;

/// Free space around the screen, in pixels.
const PADDING: f64 = 12.0;

/// Where letters stand in a cell, in pixels from its top.
const BASELINE: f64 = 13.5;

/// The screen as an SVG picture, on the background of `theme`.
pub fn svg(buffer: &Buffer, theme: &Theme) -> String {
    let area = buffer.area;
    let ground = Ground::of(theme);
    let size = |cells: u16, cell: f64| f64::from(cells) * cell + 2.0 * PADDING;
    let (width, height) = (size(area.width, CELL.0), size(area.height, CELL.1));
    let (paper, ink) = (ground.paper, ground.ink);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} \
         {height:.0}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace\" \
         font-size=\"{LETTERS}\">\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{paper}\"/>\n<g fill=\"{ink}\" \
         xml:space=\"preserve\">\n"
    );
    for y in area.top()..area.bottom() {
        let runs = runs(buffer, y, &ground);
        for run in &runs {
            run.background(y - area.y, &mut out);
        }
        for run in &runs {
            run.letters(y - area.y, &mut out);
        }
    }
    out + "</g>\n</svg>\n"
}

/// What colours are where a cell has none of its own.
struct Ground {
    paper: Rgb,
    ink: Rgb,
}

impl Ground {
    fn of(theme: &Theme) -> Ground {
        let text = theme.style(Face::Text);
        let paper = text.bg.and_then(rgb).unwrap_or(theme.background());
        let fallback = if paper.luminance() < 0.18 { Rgb(0xd8, 0xdc, 0xe2) } else { Rgb(0x24, 0x27, 0x2c) };
        Ground { paper, ink: text.fg.and_then(rgb).unwrap_or(fallback) }
    }
}

/// Cells of a row that look alike.
struct Run {
    /// The first cell, counted from the left edge.
    column: u16,
    cells: u16,
    text: String,
    look: Look,
}

/// What a cell looks like, reversal worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    ink: Rgb,
    paper: Option<Rgb>,
    line: Option<Rgb>,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell, ground: &Ground) -> Look {
        let (mut ink, mut paper) = (rgb(cell.fg).unwrap_or(ground.ink), rgb(cell.bg));
        if cell.modifier.contains(Modifier::REVERSED) {
            (ink, paper) = (paper.unwrap_or(ground.paper), Some(ink));
        }
        let line = cell.modifier.contains(Modifier::UNDERLINED).then(|| rgb(cell.underline_color).unwrap_or(ink));
        Look { ink, paper, line, modifier: cell.modifier }
    }
}

fn runs(buffer: &Buffer, y: u16, ground: &Ground) -> Vec<Run> {
    let area = buffer.area;
    let mut runs: Vec<Run> = Vec::new();
    for x in (area.left()..area.right()).filter(|x| !is_covered(buffer, *x, y)) {
        let Some(cell) = buffer.cell((x, y)) else { continue };
        let (look, symbol) = (Look::of(cell, ground), cell.symbol());
        let cells = cells(symbol).max(1);
        // A cluster that is not one plain letter stands alone: fonts disagree about its width.
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        let joins = |run: &str| plain(symbol) && plain(run) || symbol == "─" && run.ends_with('─');
        match runs.last_mut().filter(|run| run.look == look && joins(&run.text)) {
            Some(run) => {
                run.text += symbol;
                run.cells += cells;
            }
            None => runs.push(Run { column: x - area.x, cells, text: symbol.to_owned(), look }),
        }
    }
    runs
}

impl Run {
    fn place(&self, row: u16) -> (f64, f64, f64) {
        let x = PADDING + f64::from(self.column) * CELL.0;
        (x, PADDING + f64::from(row) * CELL.1, f64::from(self.cells) * CELL.0)
    }

    fn background(&self, row: u16, out: &mut String) {
        let (x, y, width) = self.place(row);
        if let Some(paper) = self.look.paper {
            let high = CELL.1;
            let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{high}\" fill=\"{paper}\"/>");
        }
    }

    fn letters(&self, row: u16, out: &mut String) {
        let (x, y, width) = self.place(row);
        let rule = |out: &mut String, at: f64, colour: Rgb, opacity: &str| {
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"1.2\" fill=\"{colour}\"{opacity}/>",
                y + at
            );
        };
        let modifier = self.look.modifier;
        let opacity = if modifier.contains(Modifier::DIM) { " opacity=\"0.65\"" } else { "" };
        if let Some(line) = self.look.line {
            rule(out, BASELINE + 2.0, line, opacity);
        }
        if modifier.contains(Modifier::CROSSED_OUT) {
            rule(out, BASELINE - 4.5, self.look.ink, opacity);
        }
        if self.text.trim().is_empty() || self.frame(row, out) {
            return;
        }
        let weight = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
        let slant = if modifier.contains(Modifier::ITALIC) { " font-style=\"italic\"" } else { "" };
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
             fill=\"{}\"{weight}{slant}{opacity}>{}</text>",
            y + BASELINE,
            self.look.ink,
            escaped(&self.text)
        );
    }
}

impl Run {
    /// Draws the lines of frames, which must meet from cell to cell whatever the font. Whether it is one is the answer.
    fn frame(&self, row: u16, out: &mut String) -> bool {
        let (x, y, width) = self.place(row);
        let (right, bottom) = (x + width, y + CELL.1);
        let (across, down) = (x + CELL.0 / 2.0, y + CELL.1 / 2.0);
        let (path, stroke) = match self.text.chars().next() {
            Some('│') => (format!("M{across:.1} {y:.1}V{bottom:.1}"), 1.0),
            Some('─') => (format!("M{x:.1} {down:.1}H{right:.1}"), 1.0),
            Some('╭') => (format!("M{across:.1} {bottom:.1}Q{across:.1} {down:.1} {right:.1} {down:.1}"), 1.0),
            Some('╮') => (format!("M{across:.1} {bottom:.1}Q{across:.1} {down:.1} {x:.1} {down:.1}"), 1.0),
            Some('╰') => (format!("M{across:.1} {y:.1}Q{across:.1} {down:.1} {right:.1} {down:.1}"), 1.0),
            Some('╯') => (format!("M{across:.1} {y:.1}Q{across:.1} {down:.1} {x:.1} {down:.1}"), 1.0),
            Some('▎') => (format!("M{:.1} {y:.1}V{bottom:.1}", x + CELL.0 / 8.0), CELL.0 / 4.0),
            _ => return false,
        };
        let ink = self.look.ink;
        let _ = writeln!(out, "<path d=\"{path}\" stroke=\"{ink}\" stroke-width=\"{stroke:.1}\" fill=\"none\"/>");
        true
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The 16 ANSI colours as xterm has them by default.
const ANSI: [Rgb; 16] = [
    Rgb(0x00, 0x00, 0x00),
    Rgb(0xcd, 0x00, 0x00),
    Rgb(0x00, 0xcd, 0x00),
    Rgb(0xcd, 0xcd, 0x00),
    Rgb(0x00, 0x00, 0xee),
    Rgb(0xcd, 0x00, 0xcd),
    Rgb(0x00, 0xcd, 0xcd),
    Rgb(0xe5, 0xe5, 0xe5),
    Rgb(0x7f, 0x7f, 0x7f),
    Rgb(0xff, 0x00, 0x00),
    Rgb(0x00, 0xff, 0x00),
    Rgb(0xff, 0xff, 0x00),
    Rgb(0x5c, 0x5c, 0xff),
    Rgb(0xff, 0x00, 0xff),
    Rgb(0x00, 0xff, 0xff),
    Rgb(0xff, 0xff, 0xff),
];

/// A terminal's colour in sRGB; `None` for the terminal's own.
fn rgb(colour: Color) -> Option<Rgb> {
    let index = match colour {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(Rgb(r, g, b)),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(match index {
        // xterm's cube of 6 by 6 by 6 colours, then 24 shades of grey.
        16..=231 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let index = index - 16;
            Rgb(level(index / 36), level(index / 6 % 6), level(index % 6))
        }
        232..=255 => Rgb(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)),
        _ => ANSI.get(usize::from(index)).copied().unwrap_or(Rgb(0, 0, 0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn a_picture_has_the_letters_the_colours_and_nothing_from_outside() {
        let mut buffer = Buffer::with_lines(["a<b 漢 &"]);
        buffer.set_style(
            ratatui::layout::Rect::new(0, 0, 3, 1),
            Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(196)),
        );
        let theme = Theme::by_name("dark").unwrap();
        let picture = svg(&buffer, &theme);
        for part in
            [">a&lt;b</text>", "fill=\"#010203\"", "fill=\"#ff0000\"", "textLength=\"18.0\"", ">漢</text>", "&amp;"]
        {
            assert!(picture.contains(part), "{part} in {picture}");
        }
        assert!(!picture.contains("href") && !picture.contains("url("));
    }
}
