//! An edit in the making: the set as it will be, with every reference kept whole.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::PROPS;
use crate::annot::{
    Anchored, AnnotationSet, Edit, Entity, Holder, Id, Layer, Record, Relation, Review, SpanAnnotation, Stance, Status,
};
use crate::text::Text;

/// Changes of a set that are not made yet.
pub(super) struct Draft<'a> {
    set: &'a AnnotationSet,
    text: &'a Text,
    /// In the order in which the records were first touched.
    touched: Vec<Touched>,
    places: HashMap<(Layer, Id), usize>,
    spans_by_id: OnceCell<HashMap<&'a Id, &'a SpanAnnotation>>,
    /// The spans of the set, and those touched, by where they begin: among many to find those of a place.
    standing: OnceCell<HashMap<usize, Vec<&'a Id>>>,
    placed: HashMap<usize, Vec<Id>>,
    /// Ids of records that only change their list.
    returning: HashSet<Id>,
}

struct Touched {
    before: Option<Record>,
    after: Option<Record>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(set: &'a AnnotationSet, text: &'a Text) -> Draft<'a> {
        Draft {
            set,
            text,
            touched: Vec::new(),
            places: HashMap::new(),
            spans_by_id: OnceCell::new(),
            standing: OnceCell::new(),
            placed: HashMap::new(),
            returning: HashSet::new(),
        }
    }

    /// Adds a record with a new id.
    pub(super) fn insert(&mut self, record: Record) {
        self.touch(None, &record.clone(), Some(record));
    }

    /// Sets a record that stands in the set or the draft to a new version; its layer and id stay.
    pub(super) fn replace(&mut self, before: Record, after: Record) {
        self.touch(Some(before.clone()), &before, Some(after));
    }

    /// Removes a record that stands in the set or the draft.
    pub(super) fn remove(&mut self, record: Record) {
        self.touch(Some(record.clone()), &record, None);
    }

    /// Removes a record that comes back under the same id in another list, so that nothing that names it changes.
    pub(super) fn remove_quietly(&mut self, record: Record) {
        self.returning.insert(record.id().clone());
        self.remove(record);
    }

    fn touch(&mut self, before: Option<Record>, key: &Record, after: Option<Record>) {
        if let Some(Record::Span(span)) = &after {
            self.placed.entry(span.place.hull().start).or_default().push(span.id.clone());
        }
        let key = (key.layer(), key.id().clone());
        match self.places.get(&key).and_then(|&at| self.touched.get_mut(at)) {
            Some(touched) => touched.after = after,
            None => {
                self.places.insert(key, self.touched.len());
                self.touched.push(Touched { before, after });
            }
        }
    }

    fn touched(&self, layer: Layer, id: &Id) -> Option<&Touched> {
        self.places.get(&(layer, id.clone())).and_then(|&at| self.touched.get(at))
    }

    /// The span of this id as it will be.
    pub(super) fn span(&self, id: &Id) -> Option<&SpanAnnotation> {
        match self.touched(Layer::Spans, id) {
            Some(Touched { after: Some(Record::Span(span)), .. }) => Some(span),
            Some(_) => None,
            None => {
                let spans = || self.set.spans().iter().map(|span| (&span.id, span)).collect();
                self.spans_by_id.get_or_init(spans).get(id).copied()
            }
        }
    }

    /// The span that says the same, as it will be.
    pub(super) fn same_span(&self, label: &str, place: &Anchored) -> Option<&SpanAnnotation> {
        self.spans_at(place).find(|span| span.label == label)
    }

    /// The spans of this very place, as they will be.
    pub(super) fn spans_at(&self, place: &Anchored) -> impl Iterator<Item = &SpanAnnotation> {
        let standing = self.standing.get_or_init(|| {
            let mut standing: HashMap<usize, Vec<&Id>> = HashMap::new();
            for span in self.set.spans() {
                standing.entry(span.place.hull().start).or_default().push(&span.id);
            }
            standing
        });
        let start = place.hull().start;
        let here = standing.get(&start).into_iter().flatten().copied();
        let here = here.chain(self.placed.get(&start).into_iter().flatten());
        here.filter_map(|id| self.span(id)).filter(move |span| span.place == *place)
    }

    /// Changes the span of this id, where it stands.
    pub(super) fn change_span(&mut self, id: &Id, change: impl FnOnce(&mut SpanAnnotation)) {
        if let Some(before) = self.span(id).cloned() {
            let mut after = before.clone();
            change(&mut after);
            self.replace(Record::Span(before), Record::Span(after));
        }
    }

    /// Lets everything that names the span `from` name the span `to` instead.
    pub(super) fn redirect(&mut self, from: &Id, to: &Id) {
        let moved = |id: &Id| if id == from { to.clone() } else { id.clone() };
        let names = |ids: &[Id]| ids.contains(from);
        let spans = self.spans().filter(|span| span.roles.iter().any(|(_, ids)| names(ids)));
        for before in spans.cloned().collect::<Vec<_>>() {
            let mut after = before.clone();
            for (role, ids) in &before.roles {
                let mut ids: Vec<Id> = ids.iter().map(moved).filter(|id| *id != before.id).collect();
                ids.dedup();
                after.set_role(role, ids);
            }
            self.replace(Record::Span(before), Record::Span(after));
        }
        let held = Holder::Span(from.clone());
        let stances = self.stances().filter(|stance| stance.holder == held || names(&stance.evidence));
        for before in stances.cloned().collect::<Vec<_>>() {
            let mut after = before.clone();
            after.evidence = before.evidence.iter().map(moved).collect();
            after.evidence.dedup();
            if after.holder == held {
                after.holder = Holder::Span(to.clone());
            }
            self.replace(Record::Stance(before), Record::Stance(after));
        }
        let relations = self.relations().filter(|relation| relation.head == *from || relation.tail == *from);
        for before in relations.cloned().collect::<Vec<_>>() {
            let after = Relation { head: moved(&before.head), tail: moved(&before.tail), ..before.clone() };
            match after.head == after.tail {
                true => self.remove(Record::Relation(before)),
                false => self.replace(Record::Relation(before), Record::Relation(after)),
            }
        }
    }

    /// The entity of this id as it will be.
    pub(super) fn entity(&self, id: &Id) -> Option<&Entity> {
        self.entities().find(|entity| &entity.id == id)
    }

    /// The spans as they will be, new ones last.
    pub(super) fn spans(&self) -> impl Iterator<Item = &SpanAnnotation> {
        self.records(
            Layer::Spans,
            self.set.spans(),
            |r| &r.id,
            |record| match record {
                Record::Span(r) => Some(r),
                _ => None,
            },
        )
    }

    /// The entities as they will be, new ones last.
    pub(super) fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.records(
            Layer::Entities,
            self.set.entities(),
            |r| &r.id,
            |record| match record {
                Record::Entity(r) => Some(r),
                _ => None,
            },
        )
    }

    /// The stances as they will be, new ones last.
    pub(super) fn stances(&self) -> impl Iterator<Item = &Stance> {
        self.records(
            Layer::Stances,
            self.set.stances(),
            |r| &r.id,
            |record| match record {
                Record::Stance(r) => Some(r),
                _ => None,
            },
        )
    }

    /// The relations as they will be, new ones last.
    pub(super) fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.records(
            Layer::Relations,
            self.set.relations(),
            |r| &r.id,
            |record| match record {
                Record::Relation(r) => Some(r),
                _ => None,
            },
        )
    }

    fn records<'s, T>(
        &'s self,
        layer: Layer,
        list: &'s [T],
        id: impl Fn(&T) -> &Id + 's,
        get: impl Fn(&'s Record) -> Option<&'s T> + 's,
    ) -> impl Iterator<Item = &'s T> {
        let standing = list.iter().filter(move |r| self.touched.is_empty() || self.touched(layer, id(r)).is_none());
        standing.chain(self.touched.iter().filter_map(|touched| touched.after.as_ref()).filter_map(get))
    }

    /// The edit, with everything in it that follows from the changes: references to what is gone go, and so does an
    /// entity that lost its last mention, stance and relation, or a cue or evidence that lost what it was for. The first change of a new document begins its review.
    pub(super) fn finish(mut self, summary: impl Into<String>, cursor: usize) -> Edit {
        let mut done = 0;
        // Each round follows the changes of the one before; it ends, because every round but the last removes records.
        while done < self.touched.len() {
            done = self.touched.len();
            let gone = self.gone();
            if !gone.is_empty() {
                self.forget(&gone);
            }
            self.drop_entities();
            self.drop_props();
        }
        let mut edit = Edit::new(summary, cursor);
        for touched in self.touched {
            match (touched.before, touched.after) {
                (None, Some(after)) => edit.insert(after),
                (Some(before), Some(after)) => edit.replace(before, after),
                (Some(before), None) => edit.remove(before),
                (None, None) => {}
            }
        }
        let review = &self.set.review;
        if !edit.is_empty() && review.status == Status::New {
            edit.review(review.clone(), Review { status: Status::Started, ..review.clone() });
        }
        edit
    }

    /// What stood in the set and will not.
    fn gone(&self) -> HashMap<Id, Record> {
        let gone = self.touched.iter().filter(|touched| touched.after.is_none());
        let gone = gone.filter_map(|touched| touched.before.as_ref()).filter(|it| !self.returning.contains(it.id()));
        gone.map(|record| (record.id().clone(), record.clone())).collect()
    }

    fn forget(&mut self, gone: &HashMap<Id, Record>) {
        let lost = |id: &Id| gone.contains_key(id);
        let spans = self.spans().filter(|span| {
            span.entity.as_ref().is_some_and(lost) || span.roles.iter().any(|(_, ids)| ids.iter().any(lost))
        });
        for before in spans.cloned().collect::<Vec<_>>() {
            let mut after = before.clone();
            after.entity = after.entity.filter(|id| !lost(id));
            for (role, ids) in &before.roles {
                if ids.iter().any(lost) {
                    after.set_role(role, ids.iter().filter(|id| !lost(id)).cloned().collect());
                }
            }
            self.replace(Record::Span(before), Record::Span(after));
        }
        let stances = self.stances().filter(|stance| {
            let (Holder::Entity(holder) | Holder::Span(holder)) = &stance.holder else {
                return stance.evidence.iter().any(lost);
            };
            lost(holder) || stance.evidence.iter().any(lost)
        });
        for before in stances.cloned().collect::<Vec<_>>() {
            let mut after = before.clone();
            after.evidence.retain(|id| !lost(id));
            if let Holder::Entity(id) | Holder::Span(id) = &before.holder
                && let Some(record) = gone.get(id)
            {
                after.holder = self.holder_instead(record, gone);
            }
            self.replace(Record::Stance(before), Record::Stance(after));
        }
        let relations = self.relations().filter(|relation| lost(&relation.head) || lost(&relation.tail));
        for relation in relations.cloned().collect::<Vec<_>>() {
            self.remove(Record::Relation(relation));
        }
    }

    /// Who holds a stance when the holder's record goes: the entity that was mentioned, else its name. The stance stays.
    fn holder_instead(&self, record: &Record, gone: &HashMap<Id, Record>) -> Holder {
        match record {
            Record::Span(span) => match span.entity.as_ref().filter(|id| !gone.contains_key(id)) {
                Some(entity) => Holder::Entity(entity.clone()),
                None => Holder::Name(span.place.quote(self.text)),
            },
            Record::Entity(entity) => Holder::Name(entity.name.clone()),
            _ => Holder::Author,
        }
    }

    /// Removes the spans that stood only as cue or evidence and lost what they were for in this edit.
    fn drop_props(&mut self) {
        let mut lost: HashSet<&Id> = HashSet::new();
        for record in self.touched.iter().filter_map(|touched| touched.before.as_ref()) {
            match record {
                Record::Span(span) => lost.extend(span.roles.iter().flat_map(|(_, ids)| ids)),
                Record::Stance(stance) => lost.extend(&stance.evidence),
                _ => {}
            }
        }
        if lost.is_empty() {
            return;
        }
        self.spans().flat_map(|span| &span.roles).flat_map(|(_, ids)| ids).for_each(|id| {
            lost.remove(id);
        });
        for stance in self.stances() {
            stance.evidence.iter().for_each(|id| {
                lost.remove(id);
            });
            if let Holder::Span(id) = &stance.holder {
                lost.remove(id);
            }
        }
        self.relations().for_each(|relation| {
            lost.remove(&relation.head);
            lost.remove(&relation.tail);
        });
        let is_prop = |span: &&SpanAnnotation| {
            let plain = span.entity.is_none() && span.common.note.is_none() && span.common.from.is_empty();
            plain && PROPS.contains(&span.label.as_str()) && lost.contains(&span.id)
        };
        let props = self.spans().filter(is_prop).cloned().collect::<Vec<_>>();
        props.into_iter().for_each(|span| self.remove(Record::Span(span)));
    }

    /// Removes the entities that lost their last mention, stance or relation in this edit.
    fn drop_entities(&mut self) {
        let mut lost: HashSet<&Id> = HashSet::new();
        for record in self.touched.iter().filter_map(|touched| touched.before.as_ref()) {
            match record {
                Record::Span(span) => lost.extend(&span.entity),
                Record::Stance(Stance { holder: Holder::Entity(id), .. }) => lost.extend([id]),
                Record::Relation(relation) => lost.extend([&relation.head, &relation.tail]),
                _ => {}
            }
        }
        if lost.is_empty() {
            return;
        }
        for span in self.spans() {
            span.entity.as_ref().map(|id| lost.remove(id));
        }
        for stance in self.stances() {
            if let Holder::Entity(id) = &stance.holder {
                lost.remove(id);
            }
        }
        self.relations().for_each(|relation| {
            lost.remove(&relation.head);
            lost.remove(&relation.tail);
        });
        let entities = self.entities().filter(|entity| lost.contains(&entity.id)).cloned().collect::<Vec<_>>();
        entities.into_iter().for_each(|entity| self.remove(Record::Entity(entity)));
    }
}
