//! Mentions of the same person or body, gathered under one entity.

use super::{Author, excerpt};
use crate::annot::{Edit, Entity, Holder, Id, Record, Relation, Stance};

/// Under which entity mentions are gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Under {
    /// One of the set.
    Entity(Id),
    /// The one of this name; a new one where there is none.
    Name(String),
}

impl Author<'_> {
    /// Gathers mentions under one entity. One that has no mention and no stance left goes.
    pub fn gather(&mut self, mentions: &[Id], under: &Under) -> Edit {
        let mut draft = self.draft();
        let mentions: Vec<Id> = mentions.iter().filter(|id| draft.span(id).is_some()).cloned().collect();
        let Some(label) = mentions.first().and_then(|id| draft.span(id)).map(|span| span.label.clone()) else {
            return self.nothing();
        };
        let known = self.set.entities().iter().find(|entity| match under {
            Under::Entity(id) => &entity.id == id,
            Under::Name(name) => &entity.name == name,
        });
        let (id, name) = match (known, under) {
            (Some(entity), _) => (entity.id.clone(), entity.name.clone()),
            (None, Under::Entity(_)) => return self.nothing(),
            (None, Under::Name(name)) => {
                let id = self.id();
                let (label, common) = (Some(label), self.common());
                draft.insert(Record::Entity(Entity { id: id.clone(), name: name.clone(), label, common }));
                (id, name.clone())
            }
        };
        for mention in &mentions {
            draft.change_span(mention, |span| span.entity = Some(id.clone()));
        }
        draft.finish(format!("gather {} under {}", mentions.len(), excerpt(&name)), self.cursor)
    }

    /// Takes a mention out of its entity, into one of its own that is called as it stands in the text. The only
    /// mention of an entity stays.
    pub fn split(&mut self, mention: &Id) -> Edit {
        let mut draft = self.draft();
        let Some(span) = draft.span(mention).cloned() else { return self.nothing() };
        let shared = |other: &crate::annot::SpanAnnotation| other.id != span.id && other.entity == span.entity;
        if span.entity.is_none() || !self.set.spans().iter().any(shared) {
            return self.nothing();
        }
        let (id, name) = (self.id(), span.place.quote(self.text));
        let summary = format!("split {}", excerpt(&name));
        draft.insert(Record::Entity(Entity { id: id.clone(), name, label: Some(span.label), common: self.common() }));
        draft.change_span(mention, |span| span.entity = Some(id));
        draft.finish(summary, self.cursor)
    }

    /// Makes two entities one: everything said of `from` is said of `into`.
    pub fn merge(&mut self, from: &Id, into: &Id) -> Edit {
        let mut draft = self.draft();
        let (Some(old), Some(new)) = (self.set.entity(from), self.set.entity(into)) else { return self.nothing() };
        if from == into {
            return self.nothing();
        }
        for span in self.set.spans().iter().filter(|span| span.entity.as_ref() == Some(from)) {
            draft.change_span(&span.id, |span| span.entity = Some(into.clone()));
        }
        for stance in self.set.stances().iter().filter(|stance| stance.holder == Holder::Entity(from.clone())) {
            let after = Stance { holder: Holder::Entity(into.clone()), ..stance.clone() };
            draft.replace(Record::Stance(stance.clone()), Record::Stance(after));
        }
        let moved = |id: &Id| if id == from { into.clone() } else { id.clone() };
        for relation in self.set.relations().iter().filter(|r| &r.head == from || &r.tail == from) {
            let after = Relation { head: moved(&relation.head), tail: moved(&relation.tail), ..relation.clone() };
            match after.head == after.tail {
                true => draft.remove(Record::Relation(relation.clone())),
                false => draft.replace(Record::Relation(relation.clone()), Record::Relation(after)),
            }
        }
        draft.remove(Record::Entity(old.clone()));
        draft.finish(format!("merge {} into {}", excerpt(&old.name), excerpt(&new.name)), self.cursor)
    }

    /// Calls an entity something else.
    pub fn rename(&mut self, entity: &Id, name: &str) -> Edit {
        let mut draft = self.draft();
        let Some(before) = self.set.entity(entity) else { return self.nothing() };
        let after = Entity { name: name.into(), ..before.clone() };
        draft.replace(Record::Entity(before.clone()), Record::Entity(after));
        draft.finish(format!("rename {} to {}", excerpt(&before.name), excerpt(name)), self.cursor)
    }
}
