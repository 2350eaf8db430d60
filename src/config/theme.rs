//! Themes: what each semantic face of the screen looks like.

mod face;

pub use face::{Face, LABEL_SLOTS, LabelSlot};

use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

use super::colour::{ColorDepth, Colour, ColourName, Rgb};
use super::diagnostic::Checked;
use super::fields::{Fields, Report, unknown};
use super::nearest;
use crate::doc::InlineKind;

/// The built-in themes and their texts; the first is the fallback.
const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../assets/themes/colour-blind.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The words the setting `theme` takes: `auto` and the built-in themes.
pub const CHOICES: &[&str] = &["auto", "dark", "light", "high-contrast", "colour-blind", "mono"];

/// The theme that `auto` stands for.
///
/// `no_color` says that `NO_COLOR` is set and not empty. `colorfgbg` is that variable's value, `15;0` or
/// `0;default;15`: its last field is the background's index among the 16 ANSI colours, of which 0 to 6 and 8 are dark.
/// Unknown backgrounds count as dark.
pub fn resolve_auto(no_color: bool, colorfgbg: Option<&str>) -> &'static str {
    let background = colorfgbg.and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    match background {
        _ if no_color => "mono",
        Some(7 | 9..=15) => "light",
        _ => "dark",
    }
}

/// A style for every face.
///
/// Faces such as `selection` or `proposal` are made to be patched over others (`Style::patch`). Where `text` has a
/// background, the whole screen wants to be painted with it first.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    name: String,
    /// The background that text is taken to stand on.
    background: Rgb,
    /// Shades of the named colours; empty where a theme does without colours.
    shades: Vec<(ColourName, Rgb)>,
    styles: Vec<Style>,
    depth: ColorDepth,
}

impl Theme {
    /// Names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A built-in theme; `None` when there is none of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(name, name, text).value)
    }

    /// The theme named in the settings, `auto` resolved by the environment; the dark one for unknown names.
    pub fn resolve(setting: &str, no_color: bool, colorfgbg: Option<&str>) -> Self {
        let auto = resolve_auto(no_color, colorfgbg);
        Self::by_name(if setting == "auto" { auto } else { setting })
            .unwrap_or_else(|| Self::parse("dark", "dark", BUILT_IN.first().map_or("", |(_, text)| text)).value)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The background that text is taken to stand on, where `text` has none of its own.
    pub fn background(&self) -> Rgb {
        self.background
    }

    /// What a face looks like.
    pub fn style(&self, face: Face) -> Style {
        self.styles.get(face.index()).copied().unwrap_or_default()
    }

    /// The style of markup inside a block, to be patched over the block's.
    pub fn inline_style(&self, kind: InlineKind) -> Style {
        match kind {
            InlineKind::Concealed => self.style(Face::MarkupDim),
            InlineKind::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
            InlineKind::Strong => Style::new().add_modifier(Modifier::BOLD),
            InlineKind::StrongEmphasis => Style::new().add_modifier(Modifier::BOLD | Modifier::ITALIC),
            InlineKind::Code => self.style(Face::Key),
            InlineKind::Link => underline(self.style(Face::MarkupDim)),
            InlineKind::Marker => self.style(Face::ListMarker),
        }
    }

    /// What a label looks like: the palette's slot for its place in the schema, in the colour the schema gave it.
    ///
    /// The underline has exactly that colour; the letters are made readable on the theme's background. Themes without
    /// colours keep to the slot.
    pub fn label_style(&self, slot: LabelSlot, colour: Option<&Colour>) -> Style {
        let style = self.style(Face::Label(slot));
        let rgb = match colour {
            Some(_) if self.shades.is_empty() => None,
            Some(Colour::Rgb(rgb)) => Some(*rgb),
            Some(Colour::Named(name)) => self.shade(*name),
            None => None,
        };
        match rgb {
            Some(rgb) => at_depth(coloured(style, rgb, self.background), self.depth),
            None => style,
        }
    }

    /// The same theme for a terminal with fewer colours.
    pub fn downsample(mut self, depth: ColorDepth) -> Self {
        for style in &mut self.styles {
            *style = at_depth(*style, depth);
        }
        Self { depth, ..self }
    }

    /// Reads a theme; faces it does not name have no style. `path` is what diagnostics call the text.
    pub fn parse(name: &str, path: &str, text: &str) -> Checked<Self> {
        let mut theme = Self {
            name: name.to_owned(),
            background: Rgb(0, 0, 0),
            shades: Vec::new(),
            styles: vec![Style::new(); Face::all().count()],
            depth: ColorDepth::True,
        };
        let mut report = Report::new(path, text);
        if let Some(table) = report.parse() {
            theme.read(&table, &mut report);
        }
        Checked { value: theme, diagnostics: report.finish() }
    }

    fn shade(&self, name: ColourName) -> Option<Rgb> {
        self.shades.iter().find(|(known, _)| *known == name).map(|(_, rgb)| *rgb)
    }

    fn read(&mut self, table: &DeTable<'_>, report: &mut Report<'_>) {
        let mut fields = Fields::new("", table);
        if let Some((text, span)) = fields.text(report, "background") {
            match text.parse() {
                Ok(rgb) => self.background = rgb,
                Err(_) => report.error(span, "background must be a colour such as \"#1c1c1c\""),
            }
        }
        if let Some(colours) = fields.table(report, "colours") {
            let mut fields = Fields::new("colours", colours);
            for name in ColourName::ALL {
                match fields.text(report, name.as_str()).map(|(text, span)| (text.parse(), span)) {
                    Some((Ok(rgb), _)) => self.shades.push((name, rgb)),
                    Some((Err(_), span)) => report.error(span, "a colour is written \"#rrggbb\""),
                    None => report.warning(0..0, format!("the colour {} is missing", name.as_str())),
                }
            }
            fields.finish(report);
        }
        for (slot, (label, _)) in LabelSlot::all().zip(fields.tables(report, "labels").unwrap_or_default()) {
            let style = self.read_label(label, report);
            self.set(Face::Label(slot), style);
        }
        for (name, value) in fields.table(report, "faces").into_iter().flatten() {
            let Some(face) = Face::from_name(name.get_ref()) else {
                let near = nearest(name.get_ref(), Face::all().map(Face::name));
                report.warning(name.span(), unknown(name.get_ref(), near));
                continue;
            };
            match value.get_ref().as_table() {
                Some(table) => {
                    let style = self.read_style(table, report);
                    self.set(face, style);
                }
                None => report.error(value.span(), format!("{} must be a table {{ fg, bg, add … }}", face.name())),
            }
        }
        fields.finish(report);
    }

    fn set(&mut self, face: Face, style: Style) {
        if let Some(slot) = self.styles.get_mut(face.index()) {
            *slot = style;
        }
    }

    fn read_label(&self, table: &DeTable<'_>, report: &mut Report<'_>) -> Style {
        let mut fields = Fields::new("labels", table);
        let style = Style::new().add_modifier(modifiers(&mut fields, "add", report));
        let colour = fields.text(report, "colour").and_then(|(name, span)| {
            let rgb = match name.parse() {
                Ok(Colour::Named(name)) => self.shade(name),
                Ok(Colour::Rgb(rgb)) => Some(rgb),
                Err(_) => None,
            };
            if rgb.is_none() {
                report.error(span, "a label's colour is one of [colours] or \"#rrggbb\"");
            }
            rgb
        });
        fields.finish(report);
        colour.map_or(style, |rgb| coloured(style, rgb, self.background))
    }

    fn read_style(&self, table: &DeTable<'_>, report: &mut Report<'_>) -> Style {
        let mut fields = Fields::new("faces", table);
        let mut style = Style::new().add_modifier(modifiers(&mut fields, "add", report)).remove_modifier(modifiers(
            &mut fields,
            "remove",
            report,
        ));
        style.fg = self.read_color(&mut fields, "fg", report);
        style.bg = self.read_color(&mut fields, "bg", report);
        style.underline_color = self.read_color(&mut fields, "underline_color", report);
        fields.finish(report);
        style
    }

    fn read_color(&self, fields: &mut Fields<'_>, key: &'static str, report: &mut Report<'_>) -> Option<Color> {
        let value = fields.get(key)?;
        let color = match value.get_ref() {
            DeValue::String(name) => match name.parse() {
                Ok(Colour::Named(name)) if self.shade(name).is_some() => self.shade(name).map(color),
                Ok(Colour::Rgb(rgb)) => Some(color(rgb)),
                _ => name.parse().ok(),
            },
            DeValue::Integer(index) => index.as_str().parse().ok().map(Color::Indexed),
            _ => None,
        };
        if color.is_none() {
            let quoted = report.quote(value.span());
            report.error(value.span(), format!("{key} must be a name, \"#rrggbb\" or 0 to 255 (it is {quoted})"));
        }
        color
    }
}

/// Modifiers by the names they have in a theme.
const MODIFIERS: &[(&str, Modifier)] = &[
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed_out", Modifier::CROSSED_OUT),
];

fn modifiers(fields: &mut Fields<'_>, key: &'static str, report: &mut Report<'_>) -> Modifier {
    let names = fields.texts(report, key).unwrap_or_default();
    let read = |(name, span): (&str, Range<usize>)| {
        let found = MODIFIERS.iter().find(|(known, _)| *known == name).map(|(_, modifier)| *modifier);
        if found.is_none() {
            let near = nearest(name, MODIFIERS.iter().map(|(name, _)| *name)).unwrap_or("underlined");
            report.error(span, format!("there is no modifier {name}; did you mean {near}?"));
        }
        found
    };
    names.into_iter().filter_map(read).collect()
}

fn color(Rgb(r, g, b): Rgb) -> Color {
    Color::Rgb(r, g, b)
}

fn coloured(style: Style, colour: Rgb, background: Rgb) -> Style {
    style.fg(color(colour.readable_on(background))).underline_color(color(colour))
}

fn at_depth(mut style: Style, depth: ColorDepth) -> Style {
    for colour in [&mut style.fg, &mut style.bg, &mut style.underline_color] {
        *colour = colour.map(|colour| depth.nearest(colour));
    }
    if depth == ColorDepth::Ansi16 {
        // Terminals of 16 colours do not colour underlines.
        style.underline_color = None;
    }
    style
}

/// Nothing but an underline, in the colour that `style` underlines or writes in.
pub fn underline(style: Style) -> Style {
    let colour = style.underline_color.or(style.fg).filter(|colour| *colour != Color::Reset);
    Style { underline_color: colour, ..Style::new().add_modifier(Modifier::UNDERLINED) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes() -> impl Iterator<Item = Theme> {
        Theme::names().map(|name| Theme::by_name(name).unwrap())
    }

    #[test]
    fn built_in_themes_are_whole() {
        assert!(CHOICES[1..].iter().copied().eq(Theme::names()));
        for (name, text) in BUILT_IN {
            assert_eq!(Theme::parse(name, name, text).diagnostics, [], "{name}");
            let table: toml::Table = text.parse().unwrap();
            assert_eq!(table["labels"].as_array().unwrap().len(), LABEL_SLOTS, "{name}");
            let faces = table["faces"].as_table().unwrap();
            for face in Face::all().filter(|face| !matches!(face, Face::Label(_))) {
                assert!(faces.contains_key(face.name()), "{name} lacks {}", face.name());
            }
        }
    }

    /// Text is readable: 4.5 to 1, or 3 to 1 where a face is drawn back on purpose.
    #[test]
    fn letters_stand_out_from_their_background() {
        for theme in themes().filter(|theme| theme.name != "mono") {
            let panel = theme.style(Face::Panel).bg;
            for face in Face::all() {
                let style = theme.style(face);
                assert!(style.bg.is_none() || style.fg.is_some(), "{} {}: bg without fg", theme.name, face.name());
                let on_panel = face.name().starts_with("panel") || face == Face::Key;
                let behind = style.bg.or(panel.filter(|_| on_panel)).unwrap_or(color(theme.background));
                if let (Some(Color::Rgb(r, g, b)), Color::Rgb(br, bg, bb)) = (style.fg, behind) {
                    let contrast = Rgb(r, g, b).contrast(Rgb(br, bg, bb));
                    let wanted = if face.is_drawn_back() { 3.0 } else { 4.5 };
                    assert!(contrast >= wanted, "{} {}: {contrast:.1}", theme.name, face.name());
                }
            }
        }
    }

    #[test]
    fn neighbouring_labels_differ_without_colour() {
        for theme in themes() {
            let modifiers: Vec<Modifier> =
                LabelSlot::all().map(|slot| theme.style(Face::Label(slot)).add_modifier).collect();
            assert!(modifiers.iter().all(|modifiers| !modifiers.is_empty()), "{}", theme.name);
            for (i, one) in modifiers.iter().take(4).enumerate() {
                assert!(modifiers[..i].iter().all(|other| other != one), "{} {i}", theme.name);
            }
        }
    }

    #[test]
    fn mono_has_no_colour_at_all() {
        let theme = Theme::by_name("mono").unwrap();
        let slot = LabelSlot::of(0);
        let blue = Colour::Named(ColourName::Blue);
        let labelled = theme.label_style(slot, Some(&blue));
        for style in Face::all().map(|face| theme.style(face)).chain([labelled]) {
            assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None));
        }
    }

    #[test]
    fn a_schema_s_colour_replaces_the_slot_s() {
        let theme = Theme::by_name("dark").unwrap();
        let slot = LabelSlot::of(1);
        let navy = Colour::Rgb(Rgb(0, 0, 0x80));
        let style = theme.label_style(slot, Some(&navy));
        assert_eq!(style.underline_color, Some(Color::Rgb(0, 0, 0x80)));
        assert_ne!(style.fg, style.underline_color);
        assert_eq!(style.add_modifier, theme.style(Face::Label(slot)).add_modifier);
        let few = theme.downsample(ColorDepth::Xterm256);
        let styles = Face::all().map(|face| few.style(face)).chain([few.label_style(slot, Some(&navy))]);
        assert!(styles.into_iter().all(|style| !matches!(style.fg, Some(Color::Rgb(..)))));
    }

    #[test]
    fn auto_follows_the_environment() {
        assert_eq!(resolve_auto(true, Some("0;15")), "mono");
        assert_eq!(resolve_auto(false, Some("0;default;15")), "light");
        assert_eq!(resolve_auto(false, Some("15;0")), "dark");
        assert_eq!(resolve_auto(false, Some("nonsense")), "dark");
    }

    #[test]
    fn mistakes_are_named() {
        let text = "[faces]\ntitel = {}\ntext = { fg = \"blurple\", add = [\"bolt\"] }\n";
        let found: Vec<String> =
            Theme::parse("x", "x.toml", text).diagnostics.into_iter().map(|found| found.message).collect();
        assert_eq!(
            found,
            [
                "there is no key titel; did you mean title?",
                "fg must be a name, \"#rrggbb\" or 0 to 255 (it is \"blurple\")",
                "there is no modifier bolt; did you mean bold?",
            ]
        );
    }
}
