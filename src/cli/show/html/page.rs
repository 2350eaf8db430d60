//! The head of the page: its style sheet, with colours from the light and the dark theme.

use ratatui::style::Color;

use crate::config::schema::Schema;
use crate::config::theme::{Face, LABEL_SLOTS, LabelSlot, Theme};

/// What does not depend on colours.
const STYLE: &str = include_str!("../../../../assets/show/page.css");

/// The class number of a label at this place of the schema.
pub(super) fn slot(place: usize) -> usize {
    place % LABEL_SLOTS
}

/// The page up to its first article; the title is HTML.
pub(super) fn head(title: &str, schema: &Schema) -> String {
    let (light, dark) = (colours("light", schema), colours("dark", schema));
    let marks: String = (0..LABEL_SLOTS).map(|slot| format!(".l{slot} {{ --label: var(--l{slot}); }}\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n\
         :root {{ color-scheme: light dark; {light} }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{marks}{STYLE}</style>\n</head>\n<body>\n"
    )
}

/// Custom properties with the colours of a theme.
fn colours(theme: &str, schema: &Schema) -> String {
    let Some(theme) = Theme::by_name(theme) else { return String::new() };
    let face = |name: &str, face| css(theme.style(face).fg).map(|colour| format!("--{name}: {colour};"));
    let faces = [
        face("title", Face::Title),
        face("dim", Face::Related),
        face("dateline", Face::Dateline),
        face("quote", Face::Quote),
        face("bar", Face::QuoteBar),
    ];
    let labels = (0..LABEL_SLOTS).map(|slot| {
        let colour = schema.labels.get(slot).and_then(|label| label.colour.as_ref());
        let style = theme.label_style(LabelSlot::of(slot), colour);
        css(style.underline_color.or(style.fg)).map(|colour| format!("--l{slot}: {colour};"))
    });
    faces.into_iter().chain(labels).flatten().collect::<Vec<_>>().join(" ")
}

fn css(colour: Option<Color>) -> Option<String> {
    match colour {
        Some(Color::Rgb(r, g, b)) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        _ => None,
    }
}
