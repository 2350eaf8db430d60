use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::annot::arbitrary::{set, text};
use crate::annot::proposal::{Proposal, open};
use crate::annot::sidecar::{read, write};
use crate::annot::{AnnotatorName, Change, DocumentRef, Holder, Kind, Layer, Offered, Record, SpanAnnotation, Stance};
use crate::text::Span;

/// One action on whatever the indices meet.
#[derive(Debug, Clone)]
struct Action {
    kind: u8,
    a: Index,
    b: Index,
    word: &'static str,
}

fn action() -> impl Strategy<Value = Action> {
    (0u8..27, any::<Index>(), any::<Index>(), select(vec!["PER", "ORG", "QUOTE", "Putin", ""]))
        .prop_map(|(kind, a, b, word)| Action { kind, a, b, word })
}

fn act(author: &mut Author, action: &Action, asked: &[Proposal]) -> Edit {
    let Action { kind, a, b, word } = action.clone();
    let ids =
        |layer: Layer| author.set.records().filter(|r| r.layer() == layer).map(|r| r.id().clone()).collect::<Vec<_>>();
    let pick = |ids: &[Id], index: Index| if ids.is_empty() { Id::from_bits(u64::MAX) } else { index.get(ids).clone() };
    let (spans, entities) = (ids(Layer::Spans), ids(Layer::Entities));
    let (x, y) = (pick(&spans, a), pick(&spans, b));
    let (e, f) = (pick(&entities, a), pick(&entities, b));
    let ends: Vec<usize> = author.text.as_str().char_indices().map(|(i, _)| i).chain([author.text.len()]).collect();
    let place = Span::new(*a.get(&ends), *b.get(&ends));
    let proposal = (!asked.is_empty()).then(|| a.get(asked));
    let stance = StanceInput {
        holder: Holder::Span(x.clone()),
        target: word.into(),
        value: "against".into(),
        degree: None,
        evidence: vec![Evidence::Span(y.clone()), Evidence::Passage { place: place.into(), label: "QUOTE".into() }],
        confidence: None,
        explicit: None,
        note: word.into(),
    };
    match (kind, proposal) {
        (0, _) => author.label_place(place, word, &[("source".into(), vec![x])]),
        (1, _) => author.relabel(&x, word),
        (2, _) => author.set_edge(&x, place),
        (3, _) => author.delete(&x),
        (4, _) => author.reject(&x),
        (5, _) => author.later(&x),
        (6, Some(p)) => author.accept(p),
        (7, Some(p)) => author.accept_as(p, word),
        (8, Some(p)) => author.accept_with_place(p, place),
        (9, Some(p)) => author.reject_proposal(p),
        (10, Some(p)) => author.put_later(p),
        (11, _) => author.reopen(&pick(&ids(Layer::Rejected), a)),
        (12, _) => author.label_all(&[place, Span::empty(0), place], word, None),
        (13, _) => author.add_tag(word),
        (14, _) => author.remove_tag(word),
        (15, _) => author.add_stance(stance),
        (16, _) => author.replace_stance(&pick(&ids(Layer::Stances), a), stance),
        (17, _) => author.remove_stance(&pick(&ids(Layer::Stances), a)),
        (18, _) => {
            author.set_note(&[NoteOn::Document, NoteOn::Span(x), NoteOn::Passage(place.into())][b.index(3)], word)
        }
        (19, _) => author.set_role(&x, "cue", &[y]),
        (20, _) => author.add_relation(word, &x, &if b.index(2) == 0 { y } else { e }),
        (21, _) => author.remove_relation(&pick(&ids(Layer::Relations), a)),
        (22, _) => author.gather(&[x, y], &Under::Name(word.into())),
        (23, _) => author.gather(&[x], &Under::Entity(f)),
        (24, _) => author.split(&x),
        (25, _) => author.merge(&e, &f),
        (26, _) => author.rename(&e, word),
        _ => author.set_status(Status::Done),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever is done in whatever order, the set stays whole, and undoing gives back what was there.
    #[test]
    fn any_sequence_of_actions_keeps_the_set_whole_and_can_be_undone(
        (text, own, model) in text().prop_flat_map(|text| {
            let sets = (set(&text), set(&text));
            (Just(text), sets.0, sets.1)
        }),
        actions in vec(action(), 1..12),
    ) {
        let mut model = model;
        model.annotator = AnnotatorName::parse("ner").unwrap();
        let models = [model];
        let (mut own, mut next) = (own, 1 << 50);
        for action in actions {
            let asked = open(&own, &models, &text);
            let mut ids = || { next += 1; Id::from_bits(next) };
            let now = Timestamp::from_second(1_800_000_000).unwrap();
            let edit = act(&mut Author { set: &own, models: &models, text: &text, now, cursor: 0, ids: &mut ids }, &action, &asked);
            let before = own.clone();
            edit.apply(&mut own).unwrap();
            let reading = read(&write(&own, &text), &text).unwrap();
            prop_assert_eq!(&reading.faults, &[], "{:?}", action);
            prop_assert_eq!(&reading.set, &own);
            prop_assert_eq!(edit.is_empty(), own == before, "{:?} {:?}", action, edit);
            prop_assert!(edit.is_empty() || own.review.status != Status::New);
            if (6..=9).contains(&action.kind) && !asked.is_empty() {
                prop_assert!(open(&own, &models, &text).iter().all(|still| still.what != action.a.get(&asked).what));
            }
            let mut undone = own.clone();
            edit.inverse().apply(&mut undone).unwrap();
            prop_assert_eq!(undone, before);
        }
    }
}

const TEXT: &str = "Putin sagte: „Nein.“ Putin ging. Xi blieb.";

/// A set, its author's ids, and the models it looks at.
struct Desk {
    text: Text,
    set: AnnotationSet,
    models: Vec<AnnotationSet>,
    next: u64,
}

impl Desk {
    fn new() -> Desk {
        let set =
            |name: &str, kind| AnnotationSet::new(AnnotatorName::parse(name).unwrap(), kind, DocumentRef::default());
        Desk { text: Text::new(TEXT), set: set("anna", Kind::Human), models: vec![set("ner", Kind::Model)], next: 100 }
    }

    /// Does one action and says what it was called.
    fn act(&mut self, action: impl FnOnce(&mut Author) -> Edit) -> String {
        let next = &mut self.next;
        let mut ids = || {
            *next += 1;
            Id::from_bits(*next)
        };
        let set = self.set.clone();
        let now = Timestamp::UNIX_EPOCH;
        let mut author = Author { set: &set, models: &self.models, text: &self.text, now, cursor: 0, ids: &mut ids };
        let edit = action(&mut author);
        edit.apply(&mut self.set).unwrap();
        if edit.is_empty() { String::new() } else { edit.summary }
    }

    fn place(&self, quote: &str) -> Span {
        let at = TEXT.find(quote).unwrap();
        Span::new(at, at + quote.len())
    }

    fn asked(&self) -> Vec<Proposal> {
        open(&self.set, &self.models, &self.text)
    }

    fn shown(&self) -> Vec<String> {
        self.set.spans().iter().map(|span| format!("{} {}", span.label, span.place.quote(&self.text))).collect()
    }

    fn id(&self, quote: &str) -> Id {
        self.set.spans().iter().find(|span| span.place.quote(&self.text) == quote).unwrap().id.clone()
    }
}

fn quotation() -> Desk {
    let mut desk = Desk::new();
    let id = Id::from_bits;
    let mut quote = SpanAnnotation::new(id(1), "QUOTE", desk.place("Nein."));
    quote.set_role("source", vec![id(2)]);
    quote.set_role("cue", vec![id(3)]);
    let source = SpanAnnotation::new(id(2), "PER", desk.place("Putin"));
    let cue = SpanAnnotation::new(id(3), "CUE", desk.place("sagte"));
    desk.models[0].extend([Record::Span(quote), Record::Span(source), Record::Span(cue)]);
    desk
}

#[test]
fn accepting_a_quotation_takes_its_source_and_cue_along() {
    let mut desk = quotation();
    let place = desk.place("Putin");
    desk.act(|author| author.label_place(place, "PER", &[]));
    let mine = desk.id("Putin");
    let asked = desk.asked();
    assert_eq!(asked.len(), 1, "the cue is part of the quotation, not asked for itself");
    let quote = asked.iter().find(|p| matches!(&p.what, Offered::Span { label, .. } if label == "QUOTE")).unwrap();
    assert_eq!(desk.act(|author| author.accept(quote)), "accept QUOTE “Nein.”");
    assert_eq!(desk.shown(), ["PER Putin", "CUE sagte", "QUOTE Nein."]);
    let quote = desk.set.spans().last().unwrap();
    assert_eq!((quote.role("source"), quote.role("cue")), ([mine].as_slice(), [desk.id("sagte")].as_slice()));
    assert_eq!(quote.common.from[0].by, "ner");
    assert_eq!(desk.asked(), []);
}

#[test]
fn an_accepted_proposal_is_rejected_and_ones_own_span_deleted() {
    let mut desk = quotation();
    let asked = desk.asked();
    desk.act(|author| author.put_later(&asked[0]));
    assert_eq!((desk.set.later().len(), desk.asked()[0].later), (1, true));
    desk.act(|author| author.accept_with_place(&asked[0], Span::new(0, 3)));
    assert_eq!((desk.shown(), desk.set.later().len()), (vec!["PER Put".to_string()], 0));
    let id = desk.id("Put");
    assert_eq!(desk.act(|author| author.reject(&id)), "reject PER “Put”");
    assert_eq!(
        (desk.set.rejected()[0].what.clone(), desk.set.rejected()[0].common.from.len()),
        (asked[0].what.clone(), 1)
    );
    assert!(desk.asked().iter().all(|proposal| proposal.what != asked[0].what));
    let decision = desk.set.rejected()[0].id.clone();
    desk.act(|author| author.reopen(&decision));
    assert_eq!(desk.asked(), asked);

    let place = desk.place("Xi");
    desk.act(|author| author.label_place(place, "PER", &[]));
    assert_eq!(desk.act(|author| author.label_place(place, "PER", &[])), "");
    let id = desk.id("Xi");
    assert_eq!(desk.act(|author| author.reject(&id)), "delete PER “Xi”");
    assert_eq!((desk.shown().len(), desk.set.rejected().len()), (0, 0));
}

#[test]
fn entities_gather_split_merge_and_go_with_their_last_mention() {
    let mut desk = Desk::new();
    let places: Vec<Span> = TEXT.match_indices("Putin").map(|(at, word)| Span::new(at, at + word.len())).collect();
    assert_eq!(desk.act(|author| author.label_all(&places, "PER", None)), "label PER at 2 places");
    assert_eq!(desk.act(|author| author.label_all(&places, "PER", None)), "");
    let ids: Vec<Id> = desk.set.spans().iter().map(|span| span.id.clone()).collect();
    let name = Under::Name("Wladimir Putin".into());
    assert_eq!(desk.act(|author| author.gather(&ids, &name)), "gather 2 under “Wladimir Putin”");
    assert_eq!(desk.act(|author| author.gather(&ids, &name)), "");
    let gathered = desk.set.entities()[0].id.clone();
    desk.act(|author| author.split(&ids[1]));
    assert_eq!(desk.act(|author| author.split(&ids[1])), "", "the only mention stays");
    let names: Vec<&str> = desk.set.entities().iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["Putin", "Wladimir Putin"]);
    let split = desk.set.entities()[0].id.clone();

    let input = StanceInput {
        holder: Holder::Entity(split.clone()),
        target: "nato".into(),
        value: "none".into(),
        degree: None,
        evidence: vec![Evidence::Passage { place: desk.place("Nein.").into(), label: "QUOTE".into() }],
        confidence: None,
        explicit: None,
        note: String::new(),
    };
    desk.act(|author| author.add_stance(input));
    assert_eq!(desk.set.stances()[0].evidence, [desk.id("Nein.")]);
    desk.act(|author| author.delete(&ids[1]));
    assert_eq!(desk.set.entities().len(), 2, "a stance still names it");
    desk.act(|author| author.merge(&split, &gathered));
    assert_eq!((desk.set.entities().len(), &desk.set.stances()[0].holder), (1, &Holder::Entity(gathered)));
    let evidence = desk.id("Nein.");
    desk.act(|author| author.delete(&evidence));
    assert_eq!(desk.set.stances()[0].evidence, []);
    let stance = desk.set.stances()[0].id.clone();
    desk.act(|author| author.delete(&ids[0]));
    desk.act(|author| author.remove_stance(&stance));
    assert!(desk.set.records().next().is_none());
}

#[test]
fn a_stance_outlives_the_span_that_held_it() {
    let mut desk = Desk::new();
    let place = desk.place("Nein.");
    desk.act(|author| author.label_place(place, "QUOTE", &[]));
    let id = desk.id("Nein.");
    let stance = Stance {
        id: Id::from_bits(1),
        holder: Holder::Span(id.clone()),
        target: "nato".into(),
        value: "against".into(),
        degree: None,
        evidence: vec![],
        confidence: None,
        explicit: None,
        score: None,
        common: Common::default(),
    };
    desk.set.extend([Record::Stance(stance)]);
    desk.act(|author| author.delete(&id));
    assert_eq!(desk.set.stances()[0].holder, Holder::Name("Nein.".into()));
}

#[test]
fn the_first_edit_begins_the_review_and_counted_time_survives_undo() {
    let mut desk = Desk::new();
    let set = desk.set.clone();
    let now = Timestamp::UNIX_EPOCH;
    let mut ids = || Id::from_bits(7);
    let mut author = Author { set: &set, models: &[], text: &desk.text, now, cursor: 3, ids: &mut ids };
    let edit = author.add_tag("nato");
    assert!(matches!(edit.changes().last(), Some(Change::Review { .. })));
    edit.apply(&mut desk.set).unwrap();
    assert_eq!(desk.set.review.status, Status::Started);
    desk.set.review.seconds += 30;
    edit.inverse().apply(&mut desk.set).unwrap();
    assert_eq!((desk.set.review.status, desk.set.review.seconds), (Status::New, 30));
}
