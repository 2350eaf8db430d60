//! Any text and any annotation set, for property tests.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::Index;
use toml::{Table, Value};

use super::*;
use crate::text::{Span, Text};

/// Short, so that strings repeat; with emoji, combining marks, right-to-left and everything that must be escaped.
pub fn text() -> impl Strategy<Value = Text> {
    "[abcä\u{301}😀👩\u{200d}漢ع \n\r\t\u{1b}\u{85}\u{202e}\u{2028}\u{feff}\"\\\\]{0,60}"
        .prop_map(|s| Text::new(s.as_str()))
}

/// Any string, with a liking for controls and direction marks.
pub fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,2}",
        "[\u{0}-\u{ff}]{0,6}",
        "[\u{200b}-\u{206f}\u{2028}\u{2029}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]{0,4}",
        any::<String>(),
    ]
}

/// Any TOML value but "not a number", which equals nothing.
pub fn value() -> impl Strategy<Value = Value> {
    let times =
        ["1979-05-27T07:32:00Z", "1979-05-27T00:32:00.999999-07:00", "1979-05-27T07:32:00", "1979-05-27", "07:32:00.5"];
    let leaf = prop_oneof![
        string().prop_map(Value::String),
        any::<i64>().prop_map(Value::Integer),
        any::<f64>().prop_filter("equals itself", |n| !n.is_nan()).prop_map(Value::Float),
        Just(Value::Float(f64::INFINITY)),
        any::<bool>().prop_map(Value::Boolean),
        proptest::sample::select(times.to_vec()).prop_map(|time| Value::Datetime(time.parse().unwrap())),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((string(), inner), 0..4).prop_map(|pairs| Value::Table(pairs.into_iter().collect())),
        ]
    })
}

/// Keys that no version knows.
pub fn unknown() -> impl Strategy<Value = Table> {
    let pair = (string(), value()).prop_map(|(key, value)| (format!("x{key}"), value));
    prop_oneof![3 => Just(Table::new()), 1 => vec(pair, 1..3).prop_map(|pairs| pairs.into_iter().collect())]
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(vec!["PER", "ORG", "QUOTE"]).prop_map(str::to_string), 1 => string()]
}

/// A place anywhere in a text; now and then in two parts.
fn place(text: &Text) -> impl Strategy<Value = Anchored> + use<> {
    let ends: Vec<usize> = text.as_str().char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let span = (any::<Index>(), any::<Index>()).prop_map(move |(a, b)| Span::new(*a.get(&ends), *b.get(&ends)));
    vec(span, 1..3).prop_map(|parts| Anchored::many(&parts).unwrap())
}

fn offered(text: &Text) -> impl Strategy<Value = Offered> + use<> {
    prop_oneof![
        3 => (label(), place(text)).prop_map(|(label, place)| Offered::Span { label, place }),
        1 => label().prop_map(Offered::Tag),
        1 => (label(), label(), label()).prop_map(|(holder, target, value)| Offered::Stance { holder, target, value }),
    ]
}

fn score() -> impl Strategy<Value = Option<f64>> {
    of(0.0..1.0)
}

fn common(text: &Text) -> impl Strategy<Value = Common> + use<> {
    let offer = (label(), offered(text), score(), unknown());
    let offer = offer.prop_map(|(by, what, score, extra)| Offer { by, what, score, extra });
    let at = of(0i64..4_000_000_000).prop_map(|at| at.map(|at| Timestamp::from_second(at).unwrap()));
    let doubt = of((string(), 0.0..1.0).prop_map(|(was, similarity)| Doubt { was, similarity }));
    (at, unknown(), of(string()), of(value()), vec(offer, 0..3), doubt, unknown())
        .prop_map(|(at, attrs, note, view, from, doubt, extra)| Common { at, attrs, note, view, from, doubt, extra })
}

/// Any set on `text`; every reference names a record of it.
pub fn set(text: &Text) -> impl Strategy<Value = AnnotationSet> + use<> {
    let refs = || vec(any::<Index>(), 0..3);
    let entities = vec((label(), of(label()), common(text)), 0..4);
    let spans = vec((label(), place(text), of(any::<Index>()), refs(), refs(), score(), common(text)), 0..8);
    let tags = vec((label(), score(), common(text)), 0..3);
    let stance =
        (0usize..5, any::<Index>(), label(), label(), of(-2i8..=2), refs(), score(), of(any::<bool>()), common(text));
    let decisions = || vec((offered(text), common(text)), 0..3);
    let notes = vec((of(place(text)), string(), common(text)), 0..3);
    let relations = vec((label(), any::<Index>(), any::<Index>(), common(text)), 0..3);
    let contested = (0usize..3, any::<Index>(), of(0i64..4_000_000_000), unknown());
    let relations = (relations, vec((any::<bool>(), unknown()), 0..2), vec(contested, 0..2));
    let review = (proptest::sample::select(Status::ALL.to_vec()), 0u64..9999, unknown());
    let head = (review, string(), unknown(), of(string()), vec(value(), 0..3), unknown());
    let identity = (super::sidecar::text_digest(text), text.code_points());
    (head, entities, spans, tags, vec(stance, 0..3), decisions(), decisions(), notes, relations).prop_map(
        move |(head, entities, spans, tags, stances, rejected, later, notes, relations)| {
            let (review, name, extra, reader, conflicts, unknown) = head;
            let (text_sha256, chars) = (identity.0.clone(), identity.1);
            let document = DocumentRef { name, text_sha256, chars, reader, extra };
            let mut set = AnnotationSet::new(AnnotatorName::parse("anna").unwrap(), Kind::Human, document);
            set.review = Review { status: review.0, seconds: review.1, extra: review.2 };
            set.foreign_conflicts = conflicts;
            set.extra = unknown;
            let id = |kind: u64, i: usize| Id::from_bits(kind << 20 | i as u64);
            let (e, s) = (entities.len(), spans.len());
            let pick = move |kind: u64, len: usize, index: &Index| (len > 0).then(|| id(kind, index.index(len.max(1))));
            let picks = move |indices: &[Index]| indices.iter().filter_map(|i| pick(2, s, i)).collect::<Vec<Id>>();
            let mut all: Vec<Record> = Vec::new();
            all.extend(
                entities
                    .into_iter()
                    .enumerate()
                    .map(|(i, (name, label, common))| Record::Entity(Entity { id: id(1, i), name, label, common })),
            );
            all.extend(spans.into_iter().enumerate().map(|(i, (label, place, entity, source, cue, score, common))| {
                let mut span = SpanAnnotation::new(id(2, i), label, place);
                span.entity = entity.and_then(|index| pick(1, e, &index));
                span.set_role("source", picks(&source));
                span.set_role("cue", picks(&cue));
                Record::Span(SpanAnnotation { score, common, ..span })
            }));
            all.extend(
                tags.into_iter()
                    .enumerate()
                    .map(|(i, (tag, score, common))| Record::Tag(Tag { id: id(3, i), tag, score, common })),
            );
            all.extend(stances.into_iter().enumerate().map(
                |(i, (kind, holder, target, value, degree, evidence, score, explicit, common))| {
                    let found = match kind {
                        0 => Some(Holder::Author),
                        1 => Some(Holder::Outlet),
                        2 => pick(1, e, &holder).map(Holder::Entity),
                        3 => pick(2, s, &holder).map(Holder::Span),
                        _ => None,
                    };
                    let holder = found.unwrap_or_else(|| Holder::Name(target.clone()));
                    let evidence = picks(&evidence);
                    let id = id(4, i);
                    Record::Stance(Stance {
                        id,
                        holder,
                        target,
                        value,
                        degree,
                        evidence,
                        confidence: score,
                        explicit,
                        score,
                        common,
                    })
                },
            ));
            all.extend(
                rejected
                    .into_iter()
                    .enumerate()
                    .map(|(i, (what, common))| Record::Rejected(Decision { id: id(5, i), what, common })),
            );
            all.extend(
                later
                    .into_iter()
                    .enumerate()
                    .map(|(i, (what, common))| Record::Later(Decision { id: id(6, i), what, common })),
            );
            all.extend(notes.into_iter().enumerate().map(|(i, (place, note, common))| {
                Record::Note(Note { id: id(7, i), place, common: Common { note: Some(note), ..common } })
            }));
            let (relations, orphans, contested) = relations;
            all.extend(orphans.into_iter().enumerate().map(|(i, (note, fields))| {
                let list = if note { Layer::Notes } else { Layer::Spans };
                Record::Orphan(Orphan { id: id(10, i), list, fields })
            }));
            let ids: Vec<Id> = all.iter().map(|record| record.id().clone()).collect();
            if !ids.is_empty() {
                all.extend(relations.into_iter().enumerate().map(|(i, (label, head, tail, common))| {
                    let (head, tail) = (head.get(&ids).clone(), tail.get(&ids).clone());
                    Record::Relation(Relation { id: id(8, i), label, head, tail, common })
                }));
                all.extend(contested.into_iter().enumerate().map(|(i, (kind, index, at, extra))| {
                    let kept = index.get(&ids).clone();
                    let about = match kind {
                        0 => Contested::Both { list: Layer::Spans, ours: kept, theirs: id(2, 77) },
                        1 => Contested::Deleted { list: Layer::Tags, kept },
                        _ => Contested::Status { theirs: Status::Skipped },
                    };
                    let at = at.map(|at| Timestamp::from_second(at).unwrap());
                    Record::Conflict(Conflict { id: id(9, i), about, at, extra })
                }));
            }
            set.extend(all);
            set
        },
    )
}

/// A text and any set on it.
pub fn text_and_set() -> impl Strategy<Value = (Text, AnnotationSet)> {
    text().prop_flat_map(|text| {
        let set = set(&text);
        (Just(text), set)
    })
}

/// A set under another name.
pub(crate) fn named(set: &AnnotationSet, name: &str) -> AnnotationSet {
    let mut set = set.clone();
    set.annotator = AnnotatorName::parse(name).unwrap();
    set
}
