//! Mentions: places where the text names somebody or something.

use crate::text::Span;

/// One place that names a person, place, organisation or other thing, as the recogniser proposes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// The name, in bytes of the document's text: without titles ("Dr."), articles and the English "'s".
    pub span: Span,
    /// What kind of thing is named.
    pub label: EntityKind,
    /// How likely the mention is right, 0 to 1.
    pub score: f32,
    /// Why it is proposed.
    pub why: Why,
}

/// The kinds of things that names stand for, as CoNLL-2003 tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// Persons, also invented ones.
    Per,
    /// Countries, towns, rivers, buildings.
    Loc,
    /// Companies, parties, authorities, clubs.
    Org,
    /// Other names: works, events, products, laws.
    Misc,
}

impl EntityKind {
    /// Every kind, in the order of their numbers in the model.
    pub const ALL: [EntityKind; 4] = [EntityKind::Per, EntityKind::Loc, EntityKind::Org, EntityKind::Misc];

    /// The label's name in sidecars: `PER`, `LOC`, `ORG`, `MISC`.
    pub fn name(self) -> &'static str {
        match self {
            EntityKind::Per => "PER",
            EntityKind::Loc => "LOC",
            EntityKind::Org => "ORG",
            EntityKind::Misc => "MISC",
        }
    }
}

/// Why a mention is proposed. The spans are those of the mention that vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The model read it so from the words and their surroundings.
    Model,
    /// It stands on the list of names that news often have.
    List,
    /// The same words are a mention elsewhere in the document.
    Same(Span),
    /// It is the last name of a person whose full name stands elsewhere in the document.
    Surname(Span),
    /// It is the short form of a long name in the document ("Shanghaier Organisation … (SOZ)").
    Acronym(Span),
}

impl Why {
    /// The reason in a few words.
    pub fn text(self) -> &'static str {
        match self {
            Why::Model => "read from words and surroundings",
            Why::List => "on the list of news names",
            Why::Same(_) => "same words as another mention",
            Why::Surname(_) => "last name of a full name",
            Why::Acronym(_) => "short form of a long name",
        }
    }
}
