//! Proposals: what programs offered and the annotator has not settled.

mod fate;

pub use fate::{Fate, fates};

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::build::PROPS;
use super::{AnnotationSet, Common, Holder, Offer, Offered, Record, SpanAnnotation, Stance, Tag};
use crate::text::Text;

/// Something that programs offer, waiting for a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The programs that offer it, without duplicates.
    pub producers: Vec<String>,
    /// What they offer.
    pub what: Offered,
    /// How sure the surest of them is, 0 to 1.
    pub score: Option<f64>,
    /// The first producer's record.
    pub annotation: Record,
    /// Whether it was put aside for later.
    pub later: bool,
    /// One for each producer.
    scores: Vec<Option<f64>>,
}

/// What goes into `from` of whatever settles `proposal`: one offer of each producer.
pub fn offers(proposal: &Proposal) -> Vec<Offer> {
    let offer = |(by, score): (&str, Option<f64>)| Offer {
        by: by.into(),
        what: proposal.what.clone(),
        score,
        extra: toml::Table::new(),
    };
    proposal.offered_by().map(offer).collect()
}

/// What `models` offer of a document with this `text` that `own` has not settled: spans in document order, the outer
/// ones first, then tags and stances.
///
/// An offer is settled when it stands, by the same program, in the `from` of any record but one put aside; when `own`
/// already says the same; or when `own` rejected the same. What several programs offer alike is one proposal.
pub fn open(own: &AnnotationSet, models: &[AnnotationSet], text: &Text) -> Vec<Proposal> {
    let settled = Settled::of(own, text);
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut places: HashMap<Offered, usize> = HashMap::new();
    for model in models {
        let producer = model.annotator.as_str();
        for (annotation, what) in said(model, text) {
            let is_prop = matches!(&what, Offered::Span { label, .. } if PROPS.contains(&label.as_str()));
            if is_prop || settled.has(producer, &what) {
                continue;
            }
            let at = *places.entry(what.clone()).or_insert_with(|| {
                proposals.push(Proposal {
                    producers: Vec::new(),
                    later: settled.later.contains(&what),
                    what,
                    score: None,
                    annotation: annotation.to_record(),
                    scores: Vec::new(),
                });
                proposals.len() - 1
            });
            if let Some(proposal) = proposals.get_mut(at) {
                proposal.add(producer, annotation.score());
            }
        }
    }
    proposals.sort_by(|a, b| order(&a.what).cmp(&order(&b.what)));
    proposals
}

impl Proposal {
    /// The programs that offer it, each with how sure it is, 0 to 1.
    pub fn offered_by(&self) -> impl Iterator<Item = (&str, Option<f64>)> {
        self.producers.iter().map(String::as_str).zip(self.scores.iter().copied())
    }

    fn add(&mut self, producer: &str, score: Option<f64>) {
        if self.producers.iter().any(|known| known == producer) {
            return;
        }
        self.producers.push(producer.into());
        self.scores.push(score);
        self.score = match (self.score, score) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }
}

/// What `own` decided so far.
struct Settled<'a> {
    offers: HashSet<(&'a str, &'a Offered)>,
    said: HashSet<Offered>,
    later: HashSet<&'a Offered>,
}

impl<'a> Settled<'a> {
    fn of(own: &'a AnnotationSet, text: &Text) -> Settled<'a> {
        let spans = own.spans().iter().map(|r| &r.common);
        let others = own.tags().iter().map(|r| &r.common).chain(own.stances().iter().map(|r| &r.common));
        let commons = spans.chain(others).chain(own.rejected().iter().map(|r| &r.common));
        let mut said: HashSet<Offered> = own.rejected().iter().map(|decision| decision.what.clone()).collect();
        said.extend(self::said(own, text).map(|(_, what)| what));
        let later = own.later().iter();
        Settled {
            offers: commons.flat_map(|common| &common.from).map(|offer| (offer.by.as_str(), &offer.what)).collect(),
            said,
            later: later.flat_map(|r| r.common.from.iter().map(|offer| &offer.what).chain([&r.what])).collect(),
        }
    }

    fn has(&self, by: &str, what: &Offered) -> bool {
        self.said.contains(what) || self.offers.contains(&(by, what))
    }
}

/// Below this a program's proposals may have been cut short, in percent of the text.
pub const SHORT: u8 = 80;

/// How far into the text a program's spans reach: the end of the last that is offered, in percent of the text's code
/// points. `None` without any, which says nothing of how far it read.
pub fn reach(set: &AnnotationSet, text: &Text) -> Option<u8> {
    let end = offered_spans(set).map(|span| span.place.hull().end).max()?;
    let percent = text.to_code_point(end).0 * 100 / text.code_points().max(1);
    u8::try_from(percent).ok()
}

/// How many things a set offers.
pub fn count(set: &AnnotationSet) -> usize {
    offered_spans(set).count() + set.tags().len() + set.stances().len()
}

/// Spans that mean something by themselves: no cues, no evidence.
fn offered_spans(set: &AnnotationSet) -> impl Iterator<Item = &SpanAnnotation> {
    set.spans().iter().filter(|span| !PROPS.contains(&span.label.as_str()))
}

/// A record that can be offered.
enum Offerable<'a> {
    Span(&'a SpanAnnotation),
    Tag(&'a Tag),
    Stance(&'a Stance),
}

impl<'a> Offerable<'a> {
    fn to_record(&self) -> Record {
        match *self {
            Offerable::Span(span) => Record::Span(span.clone()),
            Offerable::Tag(tag) => Record::Tag(tag.clone()),
            Offerable::Stance(stance) => Record::Stance(stance.clone()),
        }
    }

    fn common(&self) -> &'a Common {
        match *self {
            Offerable::Span(span) => &span.common,
            Offerable::Tag(tag) => &tag.common,
            Offerable::Stance(stance) => &stance.common,
        }
    }

    fn score(&self) -> Option<f64> {
        match self {
            Offerable::Span(span) => span.score,
            Offerable::Tag(tag) => tag.score,
            Offerable::Stance(stance) => stance.score,
        }
    }
}

/// What a set says that could be an offer: its spans, tags and stances.
fn said<'a>(set: &'a AnnotationSet, text: &Text) -> impl Iterator<Item = (Offerable<'a>, Offered)> {
    let span =
        |r: &'a SpanAnnotation| (Offerable::Span(r), Offered::Span { label: r.label.clone(), place: r.place.clone() });
    let tag = |r: &'a Tag| (Offerable::Tag(r), Offered::Tag(r.tag.clone()));
    let stance = |r: &'a Stance| {
        let (target, value) = (r.target.clone(), r.value.clone());
        (Offerable::Stance(r), Offered::Stance { holder: holder_text(set, &r.holder, text), target, value })
    };
    set.spans().iter().map(span).chain(set.tags().iter().map(tag)).chain(set.stances().iter().map(stance))
}

/// A holder in words: the entity's name, the quoted text, `author`, `outlet`, or the name as given.
pub fn holder_text(set: &AnnotationSet, holder: &Holder, text: &Text) -> String {
    match holder {
        Holder::Entity(id) => set.entity(id).map_or_else(|| id.to_string(), |entity| entity.name.clone()),
        Holder::Span(id) => set.span(id).map_or_else(|| id.to_string(), |span| span.place.quote(text)),
        Holder::Author => "author".into(),
        Holder::Outlet => "outlet".into(),
        Holder::Name(name) => name.clone(),
    }
}

/// Spans in document order, then tags, then stances.
fn order(what: &Offered) -> (u8, usize, Reverse<usize>, &str, &str) {
    match what {
        Offered::Span { label, place } => (0, place.hull().start, Reverse(place.hull().end), label, ""),
        Offered::Tag(tag) => (1, 0, Reverse(0), tag, ""),
        Offered::Stance { target, value, .. } => (2, 0, Reverse(0), target, value),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annot::arbitrary::{named, set, text};
    use crate::annot::{AnnotatorName, Decision, Id};
    use crate::text::Span;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// What is settled one way or another is not asked again, and nothing else goes missing.
        #[test]
        fn settled_offers_are_not_asked_again((text, own, models) in text().prop_flat_map(|text| {
            let sets = (set(&text), set(&text));
            (Just(text), sets.0, sets.1)
        }), rejected in any::<bool>()) {
            let models = [named(&models, "ner"), named(&models, "other")];
            let asked = open(&own, &models, &text);
            for pair in asked.windows(2) {
                prop_assert!(order(&pair[0].what) <= order(&pair[1].what) && pair[0].what != pair[1].what);
            }
            // Settling all of them, in a rejection of the same or in the `from` of something else, leaves nothing.
            let mut done = own.clone();
            done.extend(asked.iter().enumerate().map(|(i, proposal)| {
                let what = if rejected { proposal.what.clone() } else { Offered::Tag("else".into()) };
                let from = if rejected { Vec::new() } else { offers(proposal) };
                Record::Rejected(Decision { id: Id::from_bits(1 << 40 | i as u64), what, common: Common { from, ..Common::default() } })
            }));
            prop_assert_eq!(open(&done, &models, &text), vec![]);
            prop_assert_eq!(open(&named(&models[0], "anna"), &models, &text), vec![]);
        }
    }

    #[test]
    fn how_far_a_program_read_shows_by_its_last_offer() {
        let text = Text::new("äöü Putin sagte nichts mehr.");
        let name = AnnotatorName::parse("ner").unwrap();
        let mut set = AnnotationSet::new(name, crate::annot::Kind::Model, Default::default());
        assert_eq!((reach(&set, &text), count(&set)), (None, 0));
        let span =
            |bits, label, at: usize| Record::Span(SpanAnnotation::new(Id::from_bits(bits), label, Span::new(7, at)));
        set.extend([span(1, "PER", 12), span(2, "CUE", 18)]);
        assert_eq!((reach(&set, &text), count(&set)), (Some(32), 1), "9 of 28 code points");
        set.extend([span(3, "MISC", text.len())]);
        assert_eq!(reach(&set, &text), Some(100));
        assert_eq!(reach(&set, &Text::new("")), Some(0), "a set of another text harms nothing");
    }

    #[test]
    fn the_same_offer_of_two_programs_is_one_proposal_and_later_ones_stay_open() {
        let text = Text::new("Putin sagte");
        let empty =
            AnnotationSet::new(AnnotatorName::parse("a").unwrap(), crate::annot::Kind::Model, Default::default());
        let put = |name: &str, score: f64| {
            let mut set = named(&empty, name);
            let span = SpanAnnotation::new(Id::from_bits(1), "PER", Span::new(0, 5));
            set.extend([Record::Span(SpanAnnotation { score: Some(score), ..span })]);
            set
        };
        let mut own = named(&empty, "anna");
        let models = [put("ner", 0.5), put("other", 0.9)];
        let asked = open(&own, &models, &text);
        assert_eq!(asked.len(), 1);
        assert_eq!(
            (asked[0].producers.join(" "), asked[0].score, asked[0].later),
            ("ner other".into(), Some(0.9), false)
        );
        let from = vec![offers(&asked[0])[0].clone()];
        let common = Common { from, ..Common::default() };
        own.extend([Record::Later(Decision {
            id: Id::from_bits(2),
            what: asked[0].what.clone(),
            common: common.clone(),
        })]);
        assert!(open(&own, &models, &text)[0].later);
        own.extend([Record::Rejected(Decision { id: Id::from_bits(3), what: Offered::Tag("x".into()), common })]);
        assert_eq!(open(&own, &models, &text)[0].producers, ["other"]);
    }
}
