//! Putting together what other tools tell in pieces: a row or a JSON value an annotation, documents in between.

use std::collections::{HashMap, HashSet};

use super::foreign::{ForeignDocument, ForeignSet};

/// Documents of one name become one, in the order in which they first came; so do their annotators' sets. Documents
/// without a name stay as they are.
///
/// Readers make up the same key (`#…`) for the same span of several rows; it is taken once.
pub fn together(documents: Vec<ForeignDocument>) -> Vec<ForeignDocument> {
    let mut all: Vec<ForeignDocument> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for document in documents {
        let at = document.name.as_ref().and_then(|name| known.get(name).copied());
        match at.and_then(|at| all.get_mut(at)) {
            Some(first) => absorb(first, document),
            None => {
                if let Some(name) = &document.name {
                    known.insert(name.clone(), all.len());
                }
                all.push(document);
            }
        }
    }
    for set in all.iter_mut().flat_map(|document| &mut document.sets) {
        let mut seen: HashSet<String> = HashSet::new();
        set.spans.retain(|span| {
            let made_up = span.common.key.as_ref().filter(|key| key.starts_with('#'));
            made_up.is_none_or(|key| seen.insert(key.clone()))
        });
    }
    all
}

fn absorb(document: &mut ForeignDocument, other: ForeignDocument) {
    document.text = document.text.take().or(other.text);
    for (key, value) in other.meta {
        if !document.meta.iter().any(|(known, _)| *known == key) {
            document.meta.push((key, value));
        }
    }
    for set in other.sets {
        match document.sets.iter_mut().find(|it| it.by == set.by && it.unit == set.unit) {
            Some(first) => merge(first, set),
            None => document.sets.push(set),
        }
    }
}

fn merge(set: &mut ForeignSet, other: ForeignSet) {
    let ForeignSet { by: _, kind, status, unit: _, sure, spans, tags, stances, relations, notes, rest, own } = other;
    set.sure |= sure;
    set.kind = set.kind.or(kind);
    set.status = set.status.or(status);
    set.spans.extend(spans);
    set.tags.extend(tags);
    set.stances.extend(stances);
    set.relations.extend(relations);
    set.notes.extend(notes);
    set.rest.extend(rest);
    set.own = set.own.take().or(own);
}
