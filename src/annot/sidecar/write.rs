//! The writer: the same set always gives the same bytes.

use std::collections::HashSet;

use jiff::Timestamp;
use toml::{Table, Value};

use super::repeated::repeated;
use super::value::{Inline, push_key, push_list, push_string, push_value};
use super::{CONTEXT, FORMAT};
use crate::annot::{
    Anchored, AnnotationSet, Common, Conflict, Contested, Decision, Entity, Holder, Id, Layer, Note, Offer, Offered,
    Orphan, Record, Relation, Review, SpanAnnotation, Stance, Tag,
};
use crate::text::{CodePoint, Span, Text};

/// The top-level keys in the order they are written.
const TOP_LEVEL: [&str; 15] = [
    "gloss",
    "annotator",
    "kind",
    "document",
    "review",
    "entities",
    "spans",
    "tags",
    "stances",
    "rejected",
    "later",
    "notes",
    "relations",
    "orphans",
    "conflicts",
];

/// The sidecar of `set`, whose places count in `text`.
///
/// Deterministic: the same set gives the same bytes, and what [`super::read`] reads from them gives them again.
pub fn write(set: &AnnotationSet, text: &Text) -> String {
    let places = set
        .spans()
        .iter()
        .map(|span| &span.place)
        .chain(set.rejected().iter().chain(set.later()).filter_map(|decision| offered_place(&decision.what)))
        .chain(set.notes().iter().filter_map(|note| note.place.as_ref()));
    let page = Page { text, repeated: repeated(text, places.flat_map(Anchored::parts)) };

    let mut out = format!("gloss = {FORMAT}\nannotator = ");
    push_string(&mut out, set.annotator.as_str());
    out.push_str("\nkind = ");
    push_string(&mut out, set.kind.name());
    out.push_str("\ndocument = ");
    document(&mut out, set);
    out.push_str("\nreview = ");
    review(&mut out, &set.review);
    out.push('\n');
    list(&mut out, Layer::Entities.key(), set.entities(), |out, r| page.entity(out, r));
    list(&mut out, Layer::Spans.key(), set.spans(), |out, r| page.span(out, r));
    list(&mut out, Layer::Tags.key(), set.tags(), |out, r| page.tag(out, r));
    list(&mut out, Layer::Stances.key(), set.stances(), |out, r| page.stance(out, r));
    list(&mut out, Layer::Rejected.key(), set.rejected(), |out, r| page.decision(out, r));
    list(&mut out, Layer::Later.key(), set.later(), |out, r| page.decision(out, r));
    list(&mut out, Layer::Notes.key(), set.notes(), |out, r| page.note(out, r));
    list(&mut out, Layer::Relations.key(), set.relations(), |out, r| page.relation(out, r));
    // Most sidecars never have any, and what has none stays as it was written.
    if !set.orphans().is_empty() {
        list(&mut out, Layer::Orphans.key(), set.orphans(), orphan);
    }
    conflicts(&mut out, set);
    for (key, value) in set.extra.iter().filter(|(key, _)| !TOP_LEVEL.contains(&key.as_str())) {
        unknown(&mut out, key, value);
    }
    out
}

/// One record a line, so that `grep`, `diff` and merges work.
fn list<T>(out: &mut String, key: &str, records: &[T], push: impl Fn(&mut String, &T)) {
    push_key(out, key);
    out.push_str(" = [");
    for record in records {
        out.push_str("\n  ");
        push(out, record);
        out.push(',');
    }
    out.push_str(if records.is_empty() { "]\n" } else { "\n]\n" });
}

/// Our own entries, then those that are none of ours.
fn conflicts(out: &mut String, set: &AnnotationSet) {
    enum Entry<'a> {
        Ours(&'a Conflict),
        Foreign(&'a Value),
    }
    let foreign = set.foreign_conflicts.iter().map(Entry::Foreign);
    let entries: Vec<Entry<'_>> = set.conflicts().iter().map(Entry::Ours).chain(foreign).collect();
    list(out, Layer::Conflicts.key(), &entries, |out, entry| match entry {
        Entry::Ours(ours) => conflict(out, ours),
        Entry::Foreign(value) => push_value(out, value),
    });
}

fn conflict(out: &mut String, conflict: &Conflict) {
    let mut line = Inline::open(out);
    line.string("id", conflict.id.as_str());
    match &conflict.about {
        Contested::Both { list, ours, theirs } => {
            line.string("list", list.key());
            line.string("ours", ours.as_str());
            line.string("theirs", theirs.as_str());
        }
        Contested::Deleted { list, kept } => {
            line.string("list", list.key());
            line.string("kept", kept.as_str());
        }
        Contested::Status { theirs } => {
            line.string("list", "review");
            line.string("theirs", theirs.name());
        }
    }
    moment(&mut line, conflict.at);
    line.close(&conflict.extra);
}

fn orphan(out: &mut String, orphan: &Orphan) {
    let mut line = Inline::open(out);
    line.string("id", orphan.id.as_str());
    line.string("list", orphan.list.key());
    line.close(&orphan.fields);
}

/// One record as it stands in a sidecar, on one line.
pub(super) fn record(out: &mut String, record: &Record, text: &Text) {
    let page = Page { text, repeated: HashSet::new() };
    match record {
        Record::Entity(r) => page.entity(out, r),
        Record::Span(r) => page.span(out, r),
        Record::Tag(r) => page.tag(out, r),
        Record::Stance(r) => page.stance(out, r),
        Record::Rejected(r) | Record::Later(r) => page.decision(out, r),
        Record::Note(r) => page.note(out, r),
        Record::Relation(r) => page.relation(out, r),
        Record::Orphan(r) => orphan(out, r),
        Record::Conflict(r) => conflict(out, r),
    }
}

/// A top-level key of a later version; a list of tables has one a line, like ours.
fn unknown(out: &mut String, key: &str, value: &Value) {
    match value {
        Value::Array(values) if values.iter().any(Value::is_table) => list(out, key, values, push_value),
        _ => {
            push_key(out, key);
            out.push_str(" = ");
            push_value(out, value);
            out.push('\n');
        }
    }
}

fn document(out: &mut String, set: &AnnotationSet) {
    let mut line = Inline::open(out);
    line.string("name", &set.document.name);
    line.string("text_sha256", &set.document.text_sha256);
    line.number("chars", set.document.chars);
    line.string("offsets", "codepoints");
    if let Some(reader) = &set.document.reader {
        line.string("reader", reader);
    }
    line.close(&set.document.extra);
}

pub(super) fn review(out: &mut String, review: &Review) {
    let mut line = Inline::open(out);
    line.string("status", review.status.name());
    line.number("seconds", review.seconds);
    line.close(&review.extra);
}

/// What places count in.
struct Page<'t> {
    text: &'t Text,
    repeated: HashSet<&'t str>,
}

impl Page<'_> {
    fn entity(&self, out: &mut String, entity: &Entity) {
        let mut line = Inline::open(out);
        line.string("id", entity.id.as_str());
        line.string("name", &entity.name);
        if let Some(label) = &entity.label {
            line.string("label", label);
        }
        attrs(&mut line, &entity.common);
        note_text(&mut line, &entity.common);
        self.end(line, &entity.common);
    }

    fn span(&self, out: &mut String, span: &SpanAnnotation) {
        let mut line = Inline::open(out);
        line.string("id", span.id.as_str());
        line.string("label", &span.label);
        self.place(&mut line, &span.place);
        self.quote(&mut line, &span.place);
        if let Some(entity) = &span.entity {
            line.string("entity", entity.as_str());
        }
        line.float("score", span.score);
        attrs(&mut line, &span.common);
        if !span.roles.is_empty() {
            let list = |ids: &[Id]| Value::Array(ids.iter().map(|id| Value::String(id.to_string())).collect());
            let roles = span.roles.iter().map(|(role, ids)| (role.clone(), list(ids))).collect();
            line.value("roles", &Value::Table(roles));
        }
        note_text(&mut line, &span.common);
        self.end(line, &span.common);
    }

    fn tag(&self, out: &mut String, tag: &Tag) {
        let mut line = Inline::open(out);
        line.string("id", tag.id.as_str());
        line.string("tag", &tag.tag);
        line.float("score", tag.score);
        attrs(&mut line, &tag.common);
        note_text(&mut line, &tag.common);
        self.end(line, &tag.common);
    }

    fn stance(&self, out: &mut String, stance: &Stance) {
        let mut line = Inline::open(out);
        line.string("id", stance.id.as_str());
        let mut holder = Inline::open(line.key("holder"));
        match &stance.holder {
            Holder::Entity(id) => holder.string("entity", id.as_str()),
            Holder::Span(id) => holder.string("span", id.as_str()),
            Holder::Author => holder.string("role", "author"),
            Holder::Outlet => holder.string("role", "outlet"),
            Holder::Name(name) => holder.string("name", name),
        }
        // Keys of the holder that this version does not know, as the reader left them.
        let unknown = stance.common.extra.get("holder").and_then(Value::as_table);
        holder.close(unknown.unwrap_or(&Table::new()));
        line.string("target", &stance.target);
        line.string("value", &stance.value);
        if let Some(degree) = stance.degree {
            line.number("degree", degree);
        }
        if !stance.evidence.is_empty() {
            push_list(line.key("evidence"), &stance.evidence, |out, id| push_string(out, id.as_str()));
        }
        line.float("confidence", stance.confidence);
        if let Some(explicit) = stance.explicit {
            line.number("explicit", explicit);
        }
        line.float("score", stance.score);
        attrs(&mut line, &stance.common);
        note_text(&mut line, &stance.common);
        self.end(line, &stance.common);
    }

    /// A rejection, or something put aside: here the proposals precede the time.
    fn decision(&self, out: &mut String, decision: &Decision) {
        let mut line = Inline::open(out);
        line.string("id", decision.id.as_str());
        let layer = match decision.what {
            Offered::Span { .. } => "span",
            Offered::Tag(_) => "tag",
            Offered::Stance { .. } => "stance",
        };
        line.string("layer", layer);
        self.offered(&mut line, &decision.what);
        if let Some(place) = offered_place(&decision.what) {
            self.quote(&mut line, place);
        }
        attrs(&mut line, &decision.common);
        note_text(&mut line, &decision.common);
        self.from(&mut line, &decision.common);
        moment(&mut line, decision.common.at);
        doubt(&mut line, &decision.common);
        view(&mut line, &decision.common);
        line.close(&decision.common.extra);
    }

    fn note(&self, out: &mut String, note: &Note) {
        let mut line = Inline::open(out);
        line.string("id", note.id.as_str());
        if let Some(place) = &note.place {
            self.place(&mut line, place);
            self.quote(&mut line, place);
        }
        attrs(&mut line, &note.common);
        note_text(&mut line, &note.common);
        self.end(line, &note.common);
    }

    fn relation(&self, out: &mut String, relation: &Relation) {
        let mut line = Inline::open(out);
        line.string("id", relation.id.as_str());
        line.string("label", &relation.label);
        line.string("head", relation.head.as_str());
        line.string("tail", relation.tail.as_str());
        attrs(&mut line, &relation.common);
        note_text(&mut line, &relation.common);
        self.end(line, &relation.common);
    }

    fn end(&self, mut line: Inline, common: &Common) {
        moment(&mut line, common.at);
        doubt(&mut line, common);
        view(&mut line, common);
        self.from(&mut line, common);
        line.close(&common.extra);
    }

    fn from(&self, line: &mut Inline, common: &Common) {
        if !common.from.is_empty() {
            push_list(line.key("from"), &common.from, |out, offer| self.offer(out, offer));
        }
    }

    fn offer(&self, out: &mut String, offer: &Offer) {
        let mut line = Inline::open(out);
        line.string("by", &offer.by);
        self.offered(&mut line, &offer.what);
        line.float("score", offer.score);
        line.close(&offer.extra);
    }

    fn offered(&self, line: &mut Inline, what: &Offered) {
        match what {
            Offered::Span { label, place } => {
                line.string("label", label);
                self.place(line, place);
            }
            Offered::Tag(tag) => line.string("tag", tag),
            Offered::Stance { holder, target, value } => {
                line.string("holder", holder);
                line.string("target", target);
                line.string("value", value);
            }
        }
    }

    fn place(&self, line: &mut Inline, place: &Anchored) {
        let Span { start, end } = place.hull();
        line.number("start", self.text.to_code_point(start).0);
        line.number("end", self.text.to_code_point(end).0);
        if place.is_fragmented() {
            push_list(line.key("parts"), place.parts(), |out, part| {
                push_list(out, [part.start, part.end], |out, at| {
                    out.push_str(&self.text.to_code_point(at).0.to_string());
                });
            });
        }
    }

    /// The quoted text, with what stands around it where it is not the only one of its kind.
    fn quote(&self, line: &mut Inline, place: &Anchored) {
        line.string("text", &place.quote(self.text));
        if place.parts().any(|part| self.repeated.contains(self.text.slice(part))) {
            let Span { start, end } = place.hull();
            let (from, to) = (self.text.to_code_point(start).0, self.text.to_code_point(end).0);
            let byte = |at: usize| self.text.to_byte(CodePoint(at.min(self.text.code_points()))).unwrap_or(end);
            line.string("before", self.text.slice(Span::new(byte(from.saturating_sub(CONTEXT)), start)));
            line.string("after", self.text.slice(Span::new(end, byte(to.saturating_add(CONTEXT)))));
        }
    }
}

fn attrs(line: &mut Inline, common: &Common) {
    if !common.attrs.is_empty() {
        Inline::open(line.key("attrs")).close(&common.attrs);
    }
}

fn note_text(line: &mut Inline, common: &Common) {
    if let Some(note) = &common.note {
        line.string("note", note);
    }
}

/// Whole seconds, and a year that TOML can hold.
fn moment(line: &mut Inline, at: Option<Timestamp>) {
    const YEAR_ONE: i64 = -62_135_596_800;
    if let Some(at) = at.and_then(|at| Timestamp::from_second(at.as_second().max(YEAR_ONE)).ok()) {
        line.number("at", at);
    }
}

fn doubt(line: &mut Inline, common: &Common) {
    if let Some(doubt) = &common.doubt {
        let mut table = Inline::open(line.key("doubt"));
        table.string("was", &doubt.was);
        table.float("similarity", Some(doubt.similarity));
        table.close(&Table::new());
    }
}

fn view(line: &mut Inline, common: &Common) {
    if let Some(view) = &common.view {
        line.value("view", view);
    }
}

fn offered_place(what: &Offered) -> Option<&Anchored> {
    match what {
        Offered::Span { place, .. } => Some(place),
        Offered::Tag(_) | Offered::Stance { .. } => None,
    }
}
