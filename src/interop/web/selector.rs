//! Selectors: which passage of a text a target means.

use serde_json::Value;

use super::super::entities::{Fields, items};

/// A passage as selectors tell it: by its words, by its place, or both.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Passage {
    pub(super) exact: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) place: Option<(usize, usize)>,
}

impl Passage {
    /// The passage of one or several selectors, which all mean the same one; `None` where none is understood.
    pub(super) fn of(selectors: &Value) -> Option<Passage> {
        let each = items(Some(selectors.clone())).into_iter().filter_map(one);
        each.reduce(Passage::or)
    }

    fn or(self, other: Passage) -> Passage {
        Passage {
            exact: self.exact.or(other.exact),
            before: self.before.or(other.before),
            after: self.after.or(other.after),
            place: self.place.or(other.place),
        }
    }

    /// This passage, of which `inner` is a part: what refines a selector counts from its start.
    fn refined(self, inner: Passage) -> Passage {
        let place = match (self.place, inner.place) {
            (Some((start, _)), Some((from, to))) => Some((start.saturating_add(from), start.saturating_add(to))),
            _ => None,
        };
        let mut refined = Passage { place, ..inner };
        if let (Some(outer), Some(exact)) = (&self.exact, &refined.exact)
            && let Some(at) = outer.find(exact.as_str())
        {
            let (head, tail) = (outer.get(..at), outer.get(at + exact.len()..));
            let before = self.before.unwrap_or_default() + head.unwrap_or_default();
            let after = tail.unwrap_or_default().to_owned() + &self.after.unwrap_or_default();
            refined.before = Some(before).filter(|text| !text.is_empty());
            refined.after = Some(after).filter(|text| !text.is_empty());
        }
        refined
    }
}

fn one(selector: Value) -> Option<Passage> {
    let Value::Object(object) = selector else { return None };
    let mut fields = Fields(object);
    let inner = fields.take(&["refinedBy"]).as_ref().and_then(Passage::of);
    let kind = fields.word(&["type", "@type"]).unwrap_or_default();
    let context = |text: Option<String>| text.filter(|text| !text.is_empty());
    let outer = match kind.rsplit([':', '/', '#']).next().unwrap_or_default() {
        "TextQuoteSelector" => Some(Passage {
            exact: fields.word(&["exact"]),
            before: context(fields.word(&["prefix"])),
            after: context(fields.word(&["suffix"])),
            place: None,
        }),
        "TextPositionSelector" | "DataPositionSelector" => {
            let place = fields.offset(&["start"]).zip(fields.offset(&["end"]));
            place.map(|place| Passage { place: Some(place), ..Passage::default() })
        }
        _ => None,
    };
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(outer.refined(inner)),
        // Where the element is that a path names, nobody knows here; its words are enough.
        (None, Some(inner)) => Some(Passage { place: None, ..inner }).filter(|passage| passage.exact.is_some()),
        (outer, None) => outer,
    }
}
