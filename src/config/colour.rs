//! Colours: the names a schema may use, contrast, and the nearest colour of a terminal that has fewer.

use std::fmt;
use std::str::FromStr;

use ratatui::style::Color;

use super::settings::Colours;

/// A 24-bit colour in sRGB: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl FromStr for Rgb {
    type Err = ColourError;

    /// Reads `#rrggbb`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, r, g, b] = number.ok_or(ColourError)?.to_be_bytes();
        Ok(Self(r, g, b))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    /// Relative luminance, 0 to 1 (WCAG 2.1, <https://www.w3.org/TR/WCAG21/#dfn-relative-luminance>).
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio with another colour, 1 to 21 (WCAG 2.1); body text wants 4.5.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// This colour, moved towards white or black until text in it can be read on `background` (contrast 4.5).
    pub fn readable_on(self, background: Self) -> Self {
        let target = if background.luminance() < 0.18 { 255 } else { 0 };
        let blend = |channel: u8, step: u16| {
            let mixed = (u16::from(channel) * (20 - step) + target * step) / 20;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        (0..20)
            .map(|step| Self(blend(self.0, step), blend(self.1, step), blend(self.2, step)))
            .find(|colour| colour.contrast(background) >= 4.5)
            .unwrap_or_else(|| Self(blend(0, 20), blend(0, 20), blend(0, 20)))
    }

    fn distance(self, other: Self) -> u32 {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(self.0, other.0) + square(self.1, other.1) + square(self.2, other.2)
    }
}

/// A colour name is unknown, or a hex colour is not `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is #rrggbb or one of {}", ColourName::ALL.map(ColourName::as_str).join(", "))]
pub struct ColourError;

/// The colours that have a name; each theme says what it looks like there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColourName {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Cyan.
    Cyan,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Magenta.
    Magenta,
    /// Pink.
    Pink,
    /// Brown.
    Brown,
    /// Grey.
    Grey,
}

impl ColourName {
    /// Every named colour.
    pub const ALL: [Self; 12] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Cyan,
        Self::Blue,
        Self::Purple,
        Self::Magenta,
        Self::Pink,
        Self::Brown,
        Self::Grey,
    ];

    /// The name in a schema or a theme.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Cyan => "cyan",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Magenta => "magenta",
            Self::Pink => "pink",
            Self::Brown => "brown",
            Self::Grey => "grey",
        }
    }
}

/// The colour a schema gives to a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// By name; the theme says which shade.
    Named(ColourName),
    /// Exactly this one.
    Rgb(Rgb),
}

impl FromStr for Colour {
    type Err = ColourError;

    /// Reads a name (`gray` and `violet` are known too) or `#rrggbb`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = match text {
            "gray" => "grey",
            "violet" => "purple",
            name => name,
        };
        match ColourName::ALL.into_iter().find(|known| known.as_str() == name) {
            Some(named) => Ok(Self::Named(named)),
            None => text.parse().map(Self::Rgb),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name.as_str()),
            Self::Rgb(rgb) => rgb.fmt(f),
        }
    }
}

/// How many colours a terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorDepth {
    /// 24 bits.
    True,
    /// The 256 colours of xterm.
    Xterm256,
    /// The 16 colours of the terminal's own palette.
    Ansi16,
}

impl ColorDepth {
    /// The depth a user set, or what `COLORTERM` and `TERM` tell where the setting is `auto`.
    pub fn resolve(setting: Colours, colorterm: Option<&str>, term: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        match setting {
            Colours::True => Self::True,
            Colours::Xterm256 => Self::Xterm256,
            Colours::Ansi16 => Self::Ansi16,
            Colours::Auto if matches!(colorterm, Some("truecolor" | "24bit")) => Self::True,
            Colours::Auto if ["direct", "kitty", "alacritty", "ghostty", "foot"].iter().any(|t| term.contains(t)) => {
                Self::True
            }
            Colours::Auto if matches!(term, "" | "linux" | "ansi" | "vt100" | "vt220" | "dumb") => Self::Ansi16,
            Colours::Auto => Self::Xterm256,
        }
    }

    /// The nearest colour this terminal has; colours of its own palette stay what they are.
    pub fn nearest(self, colour: Color) -> Color {
        match (self, colour) {
            (Self::Xterm256, Color::Rgb(r, g, b)) => Color::Indexed(nearest_xterm(Rgb(r, g, b))),
            (Self::Ansi16, Color::Rgb(r, g, b)) => nearest_ansi(Rgb(r, g, b)),
            (Self::Ansi16, Color::Indexed(index)) if index >= 16 => nearest_ansi(xterm(index)),
            (_, colour) => colour,
        }
    }
}

/// The colour of index 16 to 255 of xterm's palette: a cube of 6×6×6 colours, then 24 greys.
fn xterm(index: u8) -> Rgb {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match index.saturating_sub(16) {
        cube @ ..216 => {
            let level = |place: u8| LEVELS.get(usize::from(cube / place % 6)).copied().unwrap_or_default();
            Rgb(level(36), level(6), level(1))
        }
        grey => {
            let level = 8 + (grey - 216) * 10;
            Rgb(level, level, level)
        }
    }
}

fn nearest_xterm(colour: Rgb) -> u8 {
    (16..=255).min_by_key(|index| xterm(*index).distance(colour)).unwrap_or(16)
}

/// Nearest among the 16 colours as xterm shows them by default (XTerm-col.ad).
fn nearest_ansi(colour: Rgb) -> Color {
    const ANSI: [(Color, Rgb); 16] = [
        (Color::Black, Rgb(0, 0, 0)),
        (Color::Red, Rgb(205, 0, 0)),
        (Color::Green, Rgb(0, 205, 0)),
        (Color::Yellow, Rgb(205, 205, 0)),
        (Color::Blue, Rgb(0, 0, 238)),
        (Color::Magenta, Rgb(205, 0, 205)),
        (Color::Cyan, Rgb(0, 205, 205)),
        (Color::Gray, Rgb(229, 229, 229)),
        (Color::DarkGray, Rgb(127, 127, 127)),
        (Color::LightRed, Rgb(255, 0, 0)),
        (Color::LightGreen, Rgb(0, 255, 0)),
        (Color::LightYellow, Rgb(255, 255, 0)),
        (Color::LightBlue, Rgb(92, 92, 255)),
        (Color::LightMagenta, Rgb(255, 0, 255)),
        (Color::LightCyan, Rgb(0, 255, 255)),
        (Color::White, Rgb(255, 255, 255)),
    ];
    ANSI.into_iter().min_by_key(|(_, rgb)| rgb.distance(colour)).map_or(Color::Reset, |(color, _)| color)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_hex_are_read_and_written() {
        for text in ["blue", "grey", "#0a1Bff"] {
            assert_eq!(text.parse::<Colour>().unwrap().to_string(), text.to_lowercase());
        }
        assert!(["#12345", "#12345é", "#+12345", "blu", ""].iter().all(|text| text.parse::<Colour>().is_err()));
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        // #767676 is the lightest grey that passes 4.5 on white.
        assert!(Rgb(0x76, 0x76, 0x76).contrast(white) >= 4.5 && Rgb(0x77, 0x77, 0x77).contrast(white) < 4.5);
    }

    #[test]
    fn fewer_colours() {
        assert_eq!(ColorDepth::Xterm256.nearest(Color::Rgb(255, 0, 0)), Color::Indexed(196));
        assert_eq!(ColorDepth::Xterm256.nearest(Color::Rgb(9, 8, 8)), Color::Indexed(232));
        assert_eq!(ColorDepth::Ansi16.nearest(Color::Indexed(196)), Color::LightRed);
        assert_eq!(ColorDepth::True.nearest(Color::Rgb(1, 2, 3)), Color::Rgb(1, 2, 3));
        assert_eq!(ColorDepth::resolve(Colours::Auto, Some("truecolor"), Some("xterm")), ColorDepth::True);
        assert_eq!(ColorDepth::resolve(Colours::Auto, None, Some("xterm-256color")), ColorDepth::Xterm256);
        assert_eq!(ColorDepth::resolve(Colours::Auto, None, Some("linux")), ColorDepth::Ansi16);
    }

    proptest! {
        #[test]
        fn every_colour_can_be_made_readable(c in any::<[u8; 3]>(), on in any::<[u8; 3]>()) {
            let [colour, background] = [c, on].map(|[r, g, b]| Rgb(r, g, b));
            prop_assert!(colour.readable_on(background).contrast(background) >= 4.4);
        }

        #[test]
        fn xterm_indices_are_their_own_nearest(index in 16u8..=255) {
            prop_assert_eq!(xterm(nearest_xterm(xterm(index))), xterm(index));
        }
    }
}
