//! Tones: the semantic names that a cell is drawn with, and the styles a theme gives them.

use ratatui::style::{Modifier, Style};

use crate::config::schema::Schema;
use crate::config::theme::{Face, LabelSlot, Theme, underline};
use crate::doc::InlineKind;

/// One reason why a cell looks as it does. A cell has several; each is patched over the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tone {
    /// A face of the theme.
    Face(Face),
    /// A span whose label stands at this place of the schema.
    Label(usize),
    /// A span of that label which holds the one that is drawn: only its underline is seen.
    Around(usize),
    /// A passage with a note: underlined in the notes' colour.
    Noted,
    /// Markup of the article.
    Inline(InlineKind),
    /// The annotation under the cursor.
    Focus,
}

impl From<Face> for Tone {
    fn from(face: Face) -> Tone {
        Tone::Face(face)
    }
}

/// The styles of one theme for one schema.
pub(super) struct Palette<'a> {
    theme: &'a Theme,
    schema: &'a Schema,
    labels: Vec<Style>,
}

impl<'a> Palette<'a> {
    pub(super) fn new(theme: &'a Theme, schema: &'a Schema) -> Palette<'a> {
        let style = |(slot, label): (usize, &crate::config::schema::LabelDef)| {
            theme.label_style(LabelSlot::of(slot), label.colour.as_ref())
        };
        Palette { theme, schema, labels: schema.labels.iter().enumerate().map(style).collect() }
    }

    /// All of `tones`, the later ones over the earlier.
    pub(super) fn style(&self, tones: &[Tone]) -> Style {
        tones.iter().fold(Style::new(), |style, tone| style.patch(self.one(*tone)))
    }

    fn one(&self, tone: Tone) -> Style {
        match tone {
            Tone::Face(face) => self.theme.style(face),
            Tone::Label(slot) => self.label(slot),
            Tone::Around(slot) => underline(self.label(slot)),
            Tone::Noted => underline(self.theme.style(Face::MarginNote)),
            Tone::Inline(kind) => self.theme.inline_style(kind),
            Tone::Focus => {
                Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED).remove_modifier(Modifier::DIM)
            }
        }
    }

    fn label(&self, slot: usize) -> Style {
        let unknown = || self.theme.label_style(LabelSlot::of(slot), None);
        self.labels.get(slot).copied().unwrap_or_else(unknown)
    }

    /// The name of a tone in pictures of the screen for tests.
    pub(super) fn name(&self, tone: Tone) -> String {
        let label = |slot: usize| self.schema.labels.get(slot).map_or("?", |label| label.name.as_str());
        match tone {
            Tone::Face(face) => face.name().into(),
            Tone::Label(slot) => format!("label:{}", label(slot)),
            Tone::Around(slot) => format!("around:{}", label(slot)),
            Tone::Noted => "noted".into(),
            Tone::Inline(InlineKind::Concealed) => "concealed".into(),
            Tone::Inline(InlineKind::Emphasis) => "emphasis".into(),
            Tone::Inline(InlineKind::Strong) => "strong".into(),
            Tone::Inline(InlineKind::StrongEmphasis) => "strong-emphasis".into(),
            Tone::Inline(InlineKind::Code) => "code".into(),
            Tone::Inline(InlineKind::Link) => "link".into(),
            Tone::Inline(InlineKind::Marker) => "list-marker".into(),
            Tone::Focus => "focus".into(),
        }
    }
}
