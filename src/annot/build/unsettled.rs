//! What a changed text or a merge left open: doubtful places, records without a place, conflicts.

use super::{Author, excerpt};
use crate::annot::sidecar::placed_orphan;
use crate::annot::{Anchored, Contested, Edit, Id, Layer, Note, Orphan, Record};

/// Which version of two a person chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The one that kept its id, or what was deleted on the other side.
    Ours,
    /// The other one, or that it was deleted.
    Theirs,
    /// Both, as they are.
    Both,
}

impl Author<'_> {
    /// Says that a doubtful span or note stands where it should.
    pub fn keep_place(&mut self, id: &Id) -> Edit {
        if self.set.span(id).is_some_and(|span| span.common.doubt.is_some()) {
            return self.redecide(id, "keep", |span| span.common.doubt = None);
        }
        let Some(before) = self.set.notes().iter().find(|note| note.id == *id && note.common.doubt.is_some()) else {
            return self.nothing();
        };
        let mut after: Note = before.clone();
        after.common.doubt = None;
        let mut draft = self.draft();
        draft.replace(Record::Note(before.clone()), Record::Note(after));
        draft.finish("keep the note where it is", self.cursor)
    }

    /// Gives an orphan a place again.
    ///
    /// # Errors
    /// When what it says cannot be understood by now.
    pub fn place_orphan(&mut self, id: &Id, place: &Anchored) -> Result<Edit, String> {
        let Some(orphan) = self.orphan(id).cloned() else { return Ok(self.nothing()) };
        let mut record = placed_orphan(&orphan, place, self.text)?;
        if let Record::Span(span) = &mut record {
            // What it named may be gone by now.
            span.entity = span.entity.take().filter(|id| self.set.entity(id).is_some());
            span.common.at = Some(self.now);
        }
        let mut draft = self.draft();
        let summary = format!("place {} at {}", named(&orphan), excerpt(&place.quote(self.text)));
        draft.remove_quietly(Record::Orphan(orphan));
        draft.insert(record);
        Ok(draft.finish(summary, self.cursor))
    }

    /// Gives an orphan up, and what refers to it loses it.
    pub fn delete_orphan(&mut self, id: &Id) -> Edit {
        let Some(orphan) = self.orphan(id).cloned() else { return self.nothing() };
        let mut draft = self.draft();
        let summary = format!("delete {}", named(&orphan));
        draft.remove(Record::Orphan(orphan));
        draft.finish(summary, self.cursor)
    }

    fn orphan(&self, id: &Id) -> Option<&Orphan> {
        self.set.orphans().iter().find(|orphan| orphan.id == *id)
    }

    /// Settles what a merge could not decide.
    pub fn settle_conflict(&mut self, id: &Id, keep: Keep) -> Edit {
        let Some(conflict) = self.set.conflicts().iter().find(|conflict| conflict.id == *id).cloned() else {
            return self.nothing();
        };
        let mut draft = self.draft();
        match (&conflict.about, keep) {
            (Contested::Both { list, theirs, .. }, Keep::Ours) => {
                if let Some(other) = self.set.get(*list, theirs) {
                    draft.remove(other);
                }
            }
            (Contested::Both { list, ours, theirs }, Keep::Theirs) => {
                if let (Some(mine), Some(other)) = (self.set.get(*list, ours), self.set.get(*list, theirs)) {
                    draft.replace(mine, other.clone().renamed(ours.clone()));
                    draft.remove(other);
                }
            }
            (Contested::Deleted { list, kept }, Keep::Theirs) => {
                if let Some(record) = self.set.get(*list, kept) {
                    draft.remove(record);
                }
            }
            (Contested::Both { .. }, Keep::Both) | (Contested::Deleted { .. }, Keep::Ours | Keep::Both) => {}
            (Contested::Status { .. }, _) => {}
        }
        draft.remove(Record::Conflict(conflict.clone()));
        let mut edit = draft.finish("settle the conflict", self.cursor);
        if let (Contested::Status { theirs }, Keep::Theirs) = (conflict.about, keep) {
            let before = &self.set.review;
            edit.review(before.clone(), crate::annot::Review { status: theirs, ..before.clone() });
        }
        edit
    }
}

/// `PER “Putin”`, or the note.
fn named(orphan: &Orphan) -> String {
    let what = if orphan.list == Layer::Notes { "the note on" } else { orphan.label() };
    format!("{what} {}", excerpt(orphan.quote()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Doubt, Kind, SpanAnnotation};
    use crate::text::{Span, Text};
    use jiff::Timestamp;

    fn author<'a>(set: &'a AnnotationSet, text: &'a Text, ids: &'a mut dyn FnMut() -> Id) -> Author<'a> {
        Author { set, models: &[], text, now: Timestamp::UNIX_EPOCH, cursor: 0, ids }
    }

    fn id(name: &str) -> Id {
        Id::parse(name).unwrap()
    }

    #[test]
    fn what_is_open_is_settled_and_can_be_undone() {
        let text = Text::from("Putin sprach. Xi schwieg.");
        let mut set = AnnotationSet::new(AnnotatorName::parse("anna").unwrap(), Kind::Human, DocumentRef::default());
        let mut doubtful = SpanAnnotation::new(id("a"), "PER", Span::new(0, 5));
        doubtful.common.doubt = Some(Doubt { was: "Putyn".into(), similarity: 0.8 });
        let mut quote = SpanAnnotation::new(id("q"), "QUOTE", Span::new(6, 12));
        quote.set_role("source", vec![id("o")]);
        let other = SpanAnnotation::new(id("b"), "ORG", Span::new(14, 16));
        let mine = SpanAnnotation::new(id("c"), "PER", Span::new(14, 16));
        let fields = "label = \"PER\"\nstart = 90\nend = 92\ntext = \"Xi\"\nmade_on = \"0\"\nx = 1".parse().unwrap();
        let about = Contested::Both { list: Layer::Spans, ours: id("c"), theirs: id("b") };
        set.extend([
            Record::Span(doubtful),
            Record::Span(quote),
            Record::Span(mine),
            Record::Span(other),
            Record::Orphan(Orphan { id: id("o"), list: Layer::Spans, fields }),
            Record::Conflict(crate::annot::Conflict { id: id("x"), about, at: None, extra: Default::default() }),
        ]);
        let start = set.clone();
        let mut ids = || id("new");
        let mut edits = Vec::new();
        let edit = author(&set, &text, &mut ids).keep_place(&id("a"));
        edit.apply(&mut set).unwrap();
        edits.push(edit);
        assert!(set.span(&id("a")).unwrap().common.doubt.is_none());

        let edit = author(&set, &text, &mut ids).place_orphan(&id("o"), &Span::new(14, 16).into()).unwrap();
        edit.apply(&mut set).unwrap();
        edits.push(edit);
        let placed = set.span(&id("o")).unwrap();
        assert_eq!(
            (placed.place.quote(&text), placed.common.extra.get("x").unwrap().as_integer()),
            ("Xi".into(), Some(1))
        );
        assert!(set.orphans().is_empty() && set.span(&id("q")).unwrap().role("source") == [id("o")]);

        let edit = author(&set, &text, &mut ids).settle_conflict(&id("x"), Keep::Theirs);
        edit.apply(&mut set).unwrap();
        edits.push(edit);
        assert_eq!(set.span(&id("c")).unwrap().label, "ORG");
        assert!(set.span(&id("b")).is_none() && set.conflicts().is_empty());

        for edit in edits.into_iter().rev() {
            edit.inverse().apply(&mut set).unwrap();
        }
        assert_eq!(set, start);
    }
}
