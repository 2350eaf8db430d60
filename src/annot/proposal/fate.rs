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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annot::arbitrary::{named, set, text};
    use crate::annot::proposal::{offers, open};
    use crate::annot::{AnnotatorName, Decision, Id, Record, SpanAnnotation};
    use crate::text::Span;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// What is open here is what the reader asks for, and nothing else.
        #[test]
        fn open_is_what_is_asked((text, own, model) in text().prop_flat_map(|text| {
            let sets = (set(&text), set(&text));
            (Just(text), sets.0, sets.1)
        })) {
            let model = named(&model, "ner");
            let asked = open(&own, std::slice::from_ref(&model), &text);
            for (what, fate) in fates(&own, &model, &text) {
                let proposal = asked.iter().find(|proposal| proposal.what == what);
                match fate {
                    Fate::Open => prop_assert_eq!(proposal.map(|it| it.later), Some(false)),
                    Fate::Later => prop_assert_eq!(proposal.map(|it| it.later), Some(true)),
                    _ => prop_assert!(proposal.is_none(), "{:?}: {:?}", what, fate),
                }
            }
            let alike = fates(&model, &model, &text);
            prop_assert!(alike.iter().all(|(_, fate)| !matches!(fate, Fate::Open | Fate::Later)));
        }
    }

    #[test]
    fn every_answer_is_told_apart() {
        let text = Text::new("Anna Berg sah Otto und Lena");
        let empty =
            AnnotationSet::new(AnnotatorName::parse("ner").unwrap(), crate::annot::Kind::Model, Default::default());
        let span =
            |bits: u64, label: &str, start, end| SpanAnnotation::new(Id::from_bits(bits), label, Span::new(start, end));
        let mut model = empty.clone();
        let offered = [span(1, "PER", 0, 9), span(2, "ORG", 14, 18), span(3, "PER", 23, 27), span(4, "LOC", 10, 13)];
        model.extend(offered.into_iter().map(Record::Span));
        let from = |at: usize| offers(&open(&empty_of(&empty), std::slice::from_ref(&model), &text)[at]);
        let mut own = named(&empty, "anna");
        let mut put = |mut record: SpanAnnotation, from| {
            record.common.from = from;
            own.extend([Record::Span(record)]);
        };
        put(span(11, "PER", 0, 4), from(0));
        put(span(12, "PER", 14, 18), from(2));
        put(span(13, "PER", 23, 27), Vec::new());
        let what = open(&empty_of(&empty), std::slice::from_ref(&model), &text)[1].what.clone();
        own.extend([Record::Rejected(Decision { id: Id::from_bits(14), what, common: Common::default() })]);
        let fates: Vec<Fate> = fates(&own, &model, &text).into_iter().map(|(_, fate)| fate).collect();
        let changed = |label, edge| Fate::Changed { label, edge };
        assert_eq!(fates, [changed(false, true), Fate::Rejected, changed(true, false), Fate::Alike]);
    }

    /// Somebody who said nothing yet.
    fn empty_of(empty: &AnnotationSet) -> AnnotationSet {
        named(empty, "nobody")
    }
}
