//! Sweeps: one wish of a user, carried out in many documents and taken back as one.
//!
//! A [`Wish`] says of each set which [`Spot`]s it concerns; the user leaves some of them out, and
//! [`Author::carry_out`](super::build::Author::carry_out) makes the edit of the others, document by document, all of
//! them under one transaction id.

use std::collections::HashSet;

use super::{Anchored, AnnotationSet, Id, Layer, Offered, Orphan};
use crate::text::{Span, Text};

/// A word of the schema that sidecars hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// What spans are called.
    Label,
    /// What is put on documents.
    Tag,
    /// What stances are about.
    Target,
}

impl Word {
    /// Every kind of word.
    pub const ALL: [Word; 3] = [Word::Label, Word::Tag, Word::Target];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            Word::Label => "label",
            Word::Tag => "tag",
            Word::Target => "target",
        }
    }
}

/// What is to be done in every document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Every place of a string gets a label.
    Label {
        /// The label.
        label: String,
        /// The string, which is looked for as whole words.
        quote: String,
        /// The name of the entity that it mentions there, where it is known.
        entity: Option<String>,
    },
    /// Chosen places get a label.
    LabelPlaces {
        /// The label.
        label: String,
    },
    /// A word becomes another. Where both stand already, the two become one.
    Rename {
        /// What kind of word.
        word: Word,
        /// As it is called.
        from: String,
        /// As it will be called.
        to: String,
    },
    /// A word goes, and every annotation that is made with it.
    Remove {
        /// What kind of word.
        word: Word,
        /// As it is called.
        name: String,
    },
}

/// One thing of a document that a wish concerns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spot {
    /// A passage, in bytes, that has nothing of the wish yet.
    Place(Span),
    /// A record.
    Record(Layer, Id),
}

impl Wish {
    /// In lower-case words, what is done.
    pub fn summary(&self) -> String {
        match self {
            Wish::Label { label, quote, .. } => format!("label {label} “{quote}”"),
            Wish::LabelPlaces { label } => format!("label {label}"),
            Wish::Rename { word, from, to } => format!("rename {} {from} to {to}", word.name()),
            Wish::Remove { word, name } => format!("remove {} {name}", word.name()),
        }
    }

    /// Whether it is about the words of the project, which are everybody's, and not about one annotator's work.
    pub fn is_of_everybody(&self) -> bool {
        matches!(self, Wish::Rename { .. } | Wish::Remove { .. })
    }

    /// What of a document it concerns, in the order of the text. `chosen` are the places of [`Wish::LabelPlaces`].
    pub fn spots(&self, chosen: &[Span], set: &AnnotationSet, text: &Text) -> Vec<Spot> {
        let unlabelled = |label: &str, places: Vec<Span>| {
            let decided = decided(set, label);
            places.into_iter().filter(|place| !decided.contains(&Anchored::one(*place))).map(Spot::Place).collect()
        };
        match self {
            Wish::Label { label, quote, .. } => unlabelled(label, occurrences(text.as_str(), quote)),
            Wish::LabelPlaces { label } => unlabelled(label, chosen.to_vec()),
            Wish::Rename { word, from: name, .. } | Wish::Remove { word, name } => records(*word, name, set),
        }
    }
}

impl Spot {
    /// Where it stands in the text; `None` for what is of the whole document, or has lost its place.
    pub fn place(&self, set: &AnnotationSet) -> Option<Span> {
        match self {
            Spot::Place(place) => Some(*place),
            Spot::Record(Layer::Spans, id) => set.span(id).map(|span| span.place.hull()),
            Spot::Record(Layer::Stances, id) => {
                let stance = set.stances().iter().find(|stance| stance.id == *id)?;
                stance.evidence.first().and_then(|id| set.span(id)).map(|span| span.place.hull())
            }
            Spot::Record(..) => None,
        }
    }
}

/// The places where an annotator has given this label already, or refused it to a program.
fn decided<'a>(set: &'a AnnotationSet, label: &'a str) -> HashSet<&'a Anchored> {
    let given = set.spans().iter().filter(|span| span.label == label).map(|span| &span.place);
    let refused = set.rejected().iter().filter_map(|rejected| match &rejected.what {
        Offered::Span { label: refused, place } if refused == label => Some(place),
        _ => None,
    });
    given.chain(refused).collect()
}

/// The records that are made with a word.
fn records(word: Word, name: &str, set: &AnnotationSet) -> Vec<Spot> {
    match word {
        Word::Label => {
            let spans = set.spans().iter().filter(|span| span.label == name);
            let spans = spans.map(|span| Spot::Record(Layer::Spans, span.id.clone()));
            let orphans = set.orphans().iter().filter(|orphan| is_span_of(orphan, name));
            spans.chain(orphans.map(|orphan| Spot::Record(Layer::Orphans, orphan.id.clone()))).collect()
        }
        Word::Tag => {
            let tags = set.tags().iter().filter(|tag| tag.tag == name);
            tags.map(|tag| Spot::Record(Layer::Tags, tag.id.clone())).collect()
        }
        Word::Target => {
            let stances = set.stances().iter().filter(|stance| stance.target == name);
            stances.map(|stance| Spot::Record(Layer::Stances, stance.id.clone())).collect()
        }
    }
}

fn is_span_of(orphan: &Orphan, label: &str) -> bool {
    orphan.list == Layer::Spans && orphan.label() == label
}

/// Every place of `quote` in `text`, in bytes, that does not begin or end inside a word.
pub fn occurrences(text: &str, quote: &str) -> Vec<Span> {
    if quote.is_empty() {
        return Vec::new();
    }
    let inside_word = |c: Option<char>, edge: Option<char>| {
        c.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric)
    };
    let whole = |span: &Span| {
        let before = text.get(..span.start).and_then(|head| head.chars().next_back());
        let after = text.get(span.end..).and_then(|tail| tail.chars().next());
        !inside_word(before, quote.chars().next()) && !inside_word(after, quote.chars().next_back())
    };
    text.match_indices(quote).map(|(at, quote)| Span::new(at, at + quote.len())).filter(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identical_strings_are_whole_words() {
        let text = "NATO, NATO-Staaten und die NATOs der NATO";
        let found: Vec<usize> = occurrences(text, "NATO").into_iter().map(|span| span.start).collect();
        assert_eq!(found, [0, 6, 37]);
    }
}
