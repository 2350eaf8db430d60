//! The semantic names of everything that is drawn.

use crate::doc::BlockKind;

/// How many styles a theme has for labels; schemas with more labels go round.
pub const LABEL_SLOTS: usize = 12;

const LABEL_NAMES: [&str; LABEL_SLOTS] = [
    "label-0", "label-1", "label-2", "label-3", "label-4", "label-5", "label-6", "label-7", "label-8", "label-9",
    "label-10", "label-11",
];

/// One of the styles for labels, below [`LABEL_SLOTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelSlot(usize);

impl LabelSlot {
    /// The slot of the label that stands at place `order` of its schema, counted from 0.
    pub fn of(order: usize) -> Self {
        Self(order % LABEL_SLOTS)
    }

    /// Every slot.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LABEL_SLOTS).map(Self)
    }
}

macro_rules! faces {
    ($($(#[$doc:meta])+ $face:ident = $name:literal,)+) => {
        /// What something on the screen is, as far as its looks go.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Face {
            $($(#[$doc])+ $face,)+
            /// A span with a label.
            Label(LabelSlot),
        }

        const PLAIN: &[(Face, &str)] = &[$((Face::$face, $name)),+];
    };
}

faces! {
    /// Running text; its background, if any, is the whole screen's.
    Text = "text",
    /// The title of an article.
    Title = "title",
    /// Date, place and author under the title.
    Dateline = "dateline",
    /// A heading between paragraphs.
    Heading = "heading",
    /// A block quote.
    Quote = "quote",
    /// The bar beside a block quote.
    QuoteBar = "quote-bar",
    /// The bullet or number of a list.
    ListMarker = "list-marker",
    /// A related link, which is not part of the article.
    Related = "related",
    /// Markup that is shown but not read.
    MarkupDim = "markup-dim",
    /// The picture that stands for a control character.
    ControlPicture = "control-picture",
    /// The cursor.
    Cursor = "cursor",
    /// The selection, over everything else.
    Selection = "selection",
    /// A place that was found.
    Match = "match",
    /// The place that was found last.
    CurrentMatch = "current-match",
    /// The content of a quotation.
    Quotation = "quotation",
    /// The content of a quotation that nobody has decided yet.
    QuotationProposed = "quotation-proposed",
    /// What nobody has decided yet; over the label.
    Proposal = "proposal",
    /// What was rejected, where it is shown at all; over the label.
    Rejected = "rejected",
    /// The edge being picked.
    Edge = "edge",
    /// A label in the margin.
    MarginLabel = "margin-label",
    /// A tag in the margin.
    MarginTag = "margin-tag",
    /// A stance in the margin.
    MarginStance = "margin-stance",
    /// A note in the margin.
    MarginNote = "margin-note",
    /// The line between text and margin.
    MarginRule = "margin-rule",
    /// The bottom line.
    Status = "status",
    /// The mode, in the bottom line.
    StatusMode = "status-mode",
    /// The word "saved".
    StatusSaved = "status-saved",
    /// The words "saving" and "unsaved".
    StatusUnsaved = "status-unsaved",
    /// The word "read-only".
    StatusReadonly = "status-readonly",
    /// What just happened.
    StatusMessage = "status-message",
    /// What just went wrong.
    StatusError = "status-error",
    /// A box over the text.
    Panel = "panel",
    /// The frame of a box.
    PanelBorder = "panel-border",
    /// The title of a box.
    PanelTitle = "panel-title",
    /// The chosen line of a list.
    PanelSelected = "panel-selected",
    /// Letters that matched what was typed.
    PanelMatch = "panel-match",
    /// Side remarks in a box.
    PanelDim = "panel-dim",
    /// A key that can be pressed.
    Key = "key",
    /// The parts of a discontinuous span being put together.
    Fragment = "fragment",
    /// The evidence of a stance.
    Evidence = "evidence",
    /// Speaker and cue of the quotation under the cursor.
    Role = "role",
    /// The mark of a sticky label.
    Sticky = "sticky",
    /// How far the work has come.
    Progress = "progress",
}

impl Face {
    /// Every face.
    pub fn all() -> impl Iterator<Item = Self> {
        PLAIN.iter().map(|(face, _)| *face).chain(LabelSlot::all().map(Self::Label))
    }

    /// Its name in themes and in tests, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label(LabelSlot(slot)) => LABEL_NAMES.get(slot).copied().unwrap_or("label"),
            face => PLAIN.get(face.index()).map_or("", |(_, name)| name),
        }
    }

    /// The face of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|face| face.name() == name)
    }

    /// Its place among all faces.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Label(LabelSlot(slot)) => PLAIN.len() + slot,
            face => PLAIN.iter().position(|(plain, _)| *plain == face).unwrap_or_default(),
        }
    }

    /// Whether it is meant to stand behind the text: rules, frames, side remarks.
    #[cfg(test)]
    pub(super) fn is_drawn_back(self) -> bool {
        use Face::{MarginRule, MarkupDim, PanelBorder, PanelDim, QuoteBar, Rejected, Related};
        matches!(self, MarginRule | MarkupDim | PanelBorder | PanelDim | QuoteBar | Rejected | Related)
    }
}

impl Face {
    /// The face of a block of an article.
    pub fn of_block(kind: BlockKind) -> Face {
        match kind {
            BlockKind::Title => Face::Title,
            BlockKind::Dateline | BlockKind::Matter => Face::Dateline,
            BlockKind::Heading(_) => Face::Heading,
            BlockKind::Quote => Face::Quote,
            BlockKind::RelatedLink => Face::Related,
            BlockKind::Paragraph | BlockKind::ListItem(_) | BlockKind::Verbatim => Face::Text,
        }
    }
}
