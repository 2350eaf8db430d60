//! Colours of printed text: styles of the theme as escape sequences of the terminal (ECMA-48, SGR).

use std::io::{self, Write};

use ratatui::style::{Color, Modifier, Style};

use crate::app::{Mark, MarkRef};
use crate::config::schema::{LabelKind, Schema};
use crate::config::theme::{Face, LabelSlot, Theme};
use crate::doc::{BlockKind, InlineKind};

/// The styles of one theme for one schema.
pub(in crate::cli) struct Paint<'a> {
    theme: Theme,
    schema: &'a Schema,
}

impl<'a> Paint<'a> {
    pub fn new(theme: Theme, schema: &'a Schema) -> Paint<'a> {
        Paint { theme, schema }
    }

    /// The style of a face, without the background that the whole screen would be painted with.
    pub fn face(&self, face: Face) -> Style {
        let ground = self.theme.style(Face::Text);
        let style = ground.patch(self.theme.style(face));
        Style { bg: style.bg.filter(|bg| Some(*bg) != ground.bg), fg: style.fg.filter(|_| face != Face::Text), ..style }
    }

    /// The style of a label's name.
    pub fn label(&self, slot: usize) -> Style {
        let colour = self.schema.labels.get(slot).and_then(|label| label.colour.as_ref());
        self.theme.label_style(LabelSlot::of(slot), colour)
    }

    /// The style of text in a block, in markup and under marks, of which the innermost is the last.
    ///
    /// Quotations tint; the innermost label gives the letters, the one around it the underline.
    pub fn text(&self, kind: BlockKind, inline: Option<InlineKind>, marks: &[&Mark]) -> Style {
        let mut style = self
            .face(Face::of_block(kind))
            .patch(inline.map_or(Style::new(), |inline| self.theme.inline_style(inline)));
        let (quotations, labels): (Vec<&Mark>, Vec<&Mark>) =
            marks.iter().copied().partition(|mark| mark.kind == LabelKind::Quotation);
        if let Some(quotation) = quotations.last() {
            style = self.over(style.patch(self.theme.style(Face::Quotation)), quotation);
        }
        if let Some((inner, outer)) = labels.split_last() {
            style = self.over(style.patch(self.label(inner.slot)), inner);
            if let Some(around) = outer.last() {
                style.underline_color = self.label(around.slot).underline_color;
            }
        }
        style
    }

    fn over(&self, style: Style, mark: &Mark) -> Style {
        match mark.what {
            MarkRef::Proposal(_) => style.patch(self.theme.style(Face::Proposal)),
            MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => style,
        }
    }
}

/// Prints text, which must be fit for a terminal, in a style.
///
/// # Errors
/// When `out` cannot be written to.
pub(in crate::cli) fn print(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    match parameters(style) {
        _ if text.is_empty() => Ok(()),
        parameters if parameters.is_empty() => out.write_all(text.as_bytes()),
        parameters => write!(out, "\x1b[{parameters}m{text}\x1b[0m"),
    }
}

/// The parameters of the SGR sequence for a style, between semicolons.
fn parameters(style: Style) -> String {
    const MODIFIERS: [(Modifier, &str); 8] = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::SLOW_BLINK, "5"),
        (Modifier::REVERSED, "7"),
        (Modifier::HIDDEN, "8"),
        (Modifier::CROSSED_OUT, "9"),
    ];
    let set = style.add_modifier.difference(style.sub_modifier);
    let modifiers =
        MODIFIERS.iter().filter(|(modifier, _)| set.contains(*modifier)).map(|(_, code)| (*code).to_owned());
    let colours = [(style.fg, 30), (style.bg, 40), (style.underline_color, 50)];
    let colours = colours.into_iter().filter_map(|(colour, base)| colour_parameter(colour?, base));
    modifiers.chain(colours).collect::<Vec<_>>().join(";")
}

/// A colour of the letters (base 30), the background (40) or the underline (50).
fn colour_parameter(colour: Color, base: u8) -> Option<String> {
    let palette = |index: u8| match (base, index) {
        (50, _) => format!("58;5;{index}"),
        (_, 0..8) => format!("{}", base + index),
        (_, 8..16) => format!("{}", base + 52 + index),
        _ => format!("{};5;{index}", base + 8),
    };
    Some(match colour {
        Color::Reset => return None,
        Color::Black => palette(0),
        Color::Red => palette(1),
        Color::Green => palette(2),
        Color::Yellow => palette(3),
        Color::Blue => palette(4),
        Color::Magenta => palette(5),
        Color::Cyan => palette(6),
        Color::Gray => palette(7),
        Color::DarkGray => palette(8),
        Color::LightRed => palette(9),
        Color::LightGreen => palette(10),
        Color::LightYellow => palette(11),
        Color::LightBlue => palette(12),
        Color::LightMagenta => palette(13),
        Color::LightCyan => palette(14),
        Color::White => palette(15),
        Color::Indexed(index) => palette(index),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_become_sgr_parameters() {
        let style = |fg| Style::new().fg(fg);
        for (style, expected) in [
            (Style::new(), ""),
            (style(Color::Red).add_modifier(Modifier::BOLD), "1;31"),
            (style(Color::LightRed), "91"),
            (Style::new().bg(Color::White), "107"),
            (style(Color::Indexed(196)).underline_color(Color::Red), "38;5;196;58;5;1"),
            (
                style(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6)).underline_color(Color::Rgb(7, 8, 9)),
                "38;2;1;2;3;48;2;4;5;6;58;2;7;8;9",
            ),
            (Style::new().add_modifier(Modifier::BOLD).remove_modifier(Modifier::BOLD), ""),
        ] {
            assert_eq!(parameters(style), expected);
        }
    }
}
