//! Taking over what another set says into one that has decisions already: nothing there is changed, and nothing is said
//! twice.

use std::collections::HashMap;

use super::{AnnotationSet, Holder, Id, Kind, Layer, Offered, Record, SpanAnnotation, Status};
use crate::text::Text;

/// What was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Adopted {
    /// Records that were not there.
    pub added: usize,
    /// Records that say what was said, or turned down, already.
    pub known: usize,
    /// Those of them whose program is more, or less, sure now.
    pub rescored: usize,
}

/// Adds the records of `from` to `into`; both count in `text`. What `into` says already, or has rejected, is known: other
/// records that refer to it refer to the record that is there. A record whose id is taken by something else gets a new
/// one.
pub fn adopt(into: &mut AnnotationSet, from: AnnotationSet, text: &Text) -> Adopted {
    let mut said: HashMap<Saying, Id> =
        into.records().filter_map(|record| Some((saying(into, &record, text)?, record.id().clone()))).collect();
    let mut adopted = Adopted::default();
    let mut ids: HashMap<Id, Id> = HashMap::new();
    let mut fresh = Vec::new();
    // In the order of the layers: what is referred to comes before what refers to it, but for spans among themselves.
    for record in from.records() {
        let words = saying(&from, &record, text);
        if let Some(known) = words.as_ref().and_then(|words| said.get(words)) {
            ids.insert(record.id().clone(), known.clone());
            adopted.known += 1;
            if let Some(newer) = rescored(into, known, &record) {
                into.put(newer);
                adopted.rescored += 1;
            }
            continue;
        }
        let id = match into.has(record.id()) {
            true => Id::digest_of(&format!("{}\0{}", record.id(), record.layer().key())),
            false => record.id().clone(),
        };
        ids.insert(record.id().clone(), id.clone());
        said.extend(words.map(|words| (words, id.clone())));
        fresh.push(record.renamed(id));
    }
    adopted.added = fresh.len();
    let name = |id: &mut Id| {
        if let Some(new) = ids.get(id) {
            *id = new.clone();
        }
    };
    for record in &mut fresh {
        refer(record, &name);
    }
    into.extend(fresh);
    if matches!(into.review.status, Status::New | Status::Started) && from.review.status != Status::New {
        into.review.status = from.review.status;
    }
    for (key, value) in from.extra {
        match (into.extra.get_mut(&key), value) {
            (Some(toml::Value::Array(known)), toml::Value::Array(items)) => {
                let new: Vec<_> = items.into_iter().filter(|item| !known.contains(item)).collect();
                known.extend(new);
            }
            (Some(_), _) => {}
            (None, value) => drop(into.extra.insert(key, value)),
        }
    }
    adopted
}

/// A program's span with the score of its later run, where that is another.
fn rescored(into: &AnnotationSet, known: &Id, record: &Record) -> Option<Record> {
    let Record::Span(newer) = record else { return None };
    let span = into.span(known).filter(|_| into.kind == Kind::Model)?;
    (newer.score.is_some() && newer.score != span.score)
        .then(|| Record::Span(SpanAnnotation { score: newer.score, ..span.clone() }))
}

/// What a record says, whatever its id.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Saying {
    /// A span, tag or stance, said, turned down or put aside.
    Offered(Offered),
    /// Anything else, by its words.
    Other(Layer, String),
}

fn saying(set: &AnnotationSet, record: &Record, text: &Text) -> Option<Saying> {
    let words =
        |id: &Id| set.span(id).map_or_else(|| id.to_string(), |span| format!("{} {:?}", span.label, span.place));
    Some(match record {
        Record::Span(span) => Saying::Offered(Offered::Span { label: span.label.clone(), place: span.place.clone() }),
        Record::Tag(tag) => Saying::Offered(Offered::Tag(tag.tag.clone())),
        Record::Stance(stance) => Saying::Offered(Offered::Stance {
            holder: super::proposal::holder_text(set, &stance.holder, text),
            target: stance.target.clone(),
            value: stance.value.clone(),
        }),
        Record::Rejected(decision) | Record::Later(decision) => Saying::Offered(decision.what.clone()),
        Record::Entity(entity) => Saying::Other(Layer::Entities, entity.name.clone()),
        Record::Note(note) => Saying::Other(Layer::Notes, format!("{:?} {:?}", note.place, note.common.note)),
        Record::Relation(arrow) => {
            Saying::Other(Layer::Relations, format!("{} {} {}", arrow.label, words(&arrow.head), words(&arrow.tail)))
        }
        Record::Orphan(orphan) => Saying::Other(Layer::Orphans, format!("{} {}", orphan.label(), orphan.quote())),
        Record::Conflict(_) => return None,
    })
}

/// Renames what a record refers to.
fn refer(record: &mut Record, name: &impl Fn(&mut Id)) {
    match record {
        Record::Span(span) => {
            span.entity.iter_mut().for_each(name);
            span.roles.iter_mut().flat_map(|(_, ids)| ids).for_each(name);
        }
        Record::Stance(stance) => {
            if let Holder::Entity(id) | Holder::Span(id) = &mut stance.holder {
                name(id);
            }
            stance.evidence.iter_mut().for_each(name);
        }
        Record::Relation(arrow) => {
            name(&mut arrow.head);
            name(&mut arrow.tail);
        }
        Record::Entity(_)
        | Record::Tag(_)
        | Record::Rejected(_)
        | Record::Later(_)
        | Record::Note(_)
        | Record::Orphan(_)
        | Record::Conflict(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::arbitrary::{set, text};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Taking over the same again changes nothing, and what was there stands.
        #[test]
        fn nothing_is_said_twice_and_nothing_goes((text, ours, theirs) in text().prop_flat_map(|text| {
            let sets = (set(&text), set(&text));
            (Just(text), sets.0, sets.1)
        })) {
            let mut both = ours.clone();
            adopt(&mut both, theirs.clone(), &text);
            for record in ours.records() {
                prop_assert_eq!(both.get(record.layer(), record.id()), Some(record));
            }
            let again = both.clone();
            adopt(&mut both, theirs.clone(), &text);
            prop_assert_eq!(both.spans(), again.spans());
            prop_assert_eq!(both.tags(), again.tags());
            let label_and_place = |set: &AnnotationSet| -> Vec<_> {
                set.spans().iter().map(|span| (span.label.clone(), span.place.clone())).collect()
            };
            let turned_down: Vec<_> = ours.rejected().iter().chain(ours.later()).map(|it| it.what.clone()).collect();
            for (label, place) in label_and_place(&theirs) {
                let what = Offered::Span { label: label.clone(), place: place.clone() };
                prop_assert!(label_and_place(&both).contains(&(label, place)) || turned_down.contains(&what));
            }
        }
    }
}
