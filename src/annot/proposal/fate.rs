//! What became of what a program offered.

use std::collections::{HashMap, HashSet};

use super::{Offered, Settled, said};
use crate::annot::build::PROPS;
use crate::annot::{AnnotationSet, Common};
use crate::text::Text;

/// What became of one offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It was accepted as it was.
    Accepted,
    /// It was accepted with another label or other boundaries; for a tag or a stance, with anything else in it.
    Changed {
        /// Whether the label is another one.
        label: bool,
        /// Whether the boundaries are others.
        edge: bool,
    },
    /// The annotator says the same without having been asked.
    Alike,
    /// It was turned down.
    Rejected,
    /// It was put aside.
    Later,
    /// It waits for a decision.
    Open,
}

/// What `model` offers of a document with this `text`, and what became of each in `own`. Spans that stand only for
/// something else are no offers.
pub fn fates(own: &AnnotationSet, model: &AnnotationSet, text: &Text) -> Vec<(Offered, Fate)> {
    let by = model.annotator.as_str();
    let answers = Answers::of(own, by, text);
    let settled = Settled::of(own, text);
    let is_prop = |what: &Offered| matches!(what, Offered::Span { label, .. } if PROPS.contains(&label.as_str()));
    let offered = said(model, text).map(|(_, what)| what).filter(|what| !is_prop(what));
    offered
        .map(|what| {
            let fate = answers.to(&what).unwrap_or_else(|| match settled.has(by, &what) {
                true => Fate::Alike,
                false if settled.later.contains(&what) => Fate::Later,
                false => Fate::Open,
            });
            (what, fate)
        })
        .collect()
}

/// The records of a set that answer the offers of one program.
struct Answers<'a> {
    taken: HashMap<&'a Offered, Fate>,
    rejected: HashSet<&'a Offered>,
}

impl<'a> Answers<'a> {
    fn of(own: &'a AnnotationSet, by: &str, text: &Text) -> Answers<'a> {
        let mut taken: HashMap<&Offered, Fate> = HashMap::new();
        for (record, what) in said(own, text) {
            for offered in offers_of(record.common(), by) {
                let fate = change(offered, &what);
                let known = taken.entry(offered).or_insert(fate);
                // A quotation's speaker may stand in the `from` of more than one record.
                if fate == Fate::Accepted {
                    *known = fate;
                }
            }
        }
        let turned_down =
            |decision: &'a crate::annot::Decision| offers_of(&decision.common, by).chain([&decision.what]);
        Answers { taken, rejected: own.rejected().iter().flat_map(turned_down).collect() }
    }

    fn to(&self, what: &Offered) -> Option<Fate> {
        let taken = self.taken.get(what).copied();
        taken.or_else(|| self.rejected.contains(what).then_some(Fate::Rejected))
    }
}

fn offers_of<'a>(common: &'a Common, by: &str) -> impl Iterator<Item = &'a Offered> {
    common.from.iter().filter(move |offer| offer.by == by).map(|offer| &offer.what)
}

/// What was made of an offer.
fn change(offered: &Offered, made: &Offered) -> Fate {
    match (offered, made) {
        (Offered::Span { label, place }, Offered::Span { label: new, place: at }) => {
            match (label != new, place != at) {
                (false, false) => Fate::Accepted,
                (label, edge) => Fate::Changed { label, edge },
            }
        }
        _ if offered == made => Fate::Accepted,
        _ => Fate::Changed { label: false, edge: false },
    }
}
