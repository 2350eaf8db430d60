//! Writing Web Annotations: a page for each document.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::origin;
use super::super::page::{Losses, Page};
use super::{OWN, URN, W3C};
use crate::annot::sidecar::table_of;
use crate::annot::{Anchored, Common, Holder, Id, Kind, Layer, Record, Stance};
use crate::text::{CodePoint, Span};

/// Code points of context on either side of a quote.
const CONTEXT: usize = 32;

/// An AnnotationPage with everything an annotator said of a document.
pub(super) fn page(page: &Page<'_>, losses: &mut Losses) -> String {
    let writer = Writer { page, source: escaped(page.document.name()) };
    let mut annotations: Vec<Value> = Vec::new();
    for record in page.set.records() {
        writer.record(&record, losses, &mut annotations);
    }
    annotations.extend(origin::kept(page.set, W3C.name).map(|kept| writer.kept(kept)));
    lose_unnamed_entities(page, losses);
    let set = page.set;
    let whole = json!({
        "@context": [
            "http://www.w3.org/ns/anno.jsonld",
            { OWN: { "@id": format!("{URN}record"), "@type": "@json" } }
        ],
        "id": format!("{URN}{}:{}", set.annotator, writer.source),
        "type": "AnnotationPage",
        "items": annotations,
    });
    format!("{whole}\n")
}

/// Things are told with their mentions.
fn lose_unnamed_entities(page: &Page<'_>, losses: &mut Losses) {
    let named: HashSet<&Id> = page.set.spans().iter().filter_map(|span| span.entity.as_ref()).collect();
    let alone = page.set.entities().iter().filter(|entity| !named.contains(&entity.id));
    losses.lose_all("entity that nothing mentions", alone.count());
}

/// A file name as a relative IRI (RFC 3986, section 4.2).
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let each = name.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    each.collect()
}

struct Writer<'a> {
    page: &'a Page<'a>,
    source: String,
}

impl Writer<'_> {
    fn record(&self, record: &Record, losses: &mut Losses, out: &mut Vec<Value>) {
        match record {
            // Told with their mentions.
            Record::Entity(_) => {}
            Record::Span(span) => {
                let mut bodies = vec![textual("tagging", &span.label)];
                let entity = span.entity.as_ref().and_then(|id| self.page.set.entity(id));
                bodies.extend(entity.map(|entity| textual("identifying", &entity.name)));
                bodies.extend(span.common.note.as_deref().map(|note| textual("commenting", note)));
                let target = self.target(Some(&span.place), losses);
                out.push(self.annotation(record, &span.common, "tagging", bodies, target));
                for (role, ids) in &span.roles {
                    out.extend(ids.iter().map(|id| self.role(&span.id, role, id)));
                }
            }
            Record::Tag(tag) => {
                let bodies = vec![textual("tagging", &tag.tag)];
                losses.lose_all("note on a tag", usize::from(tag.common.note.is_some()));
                out.push(self.annotation(record, &tag.common, "tagging", bodies, self.target(None, losses)));
            }
            Record::Note(note) => {
                let bodies = vec![textual("commenting", note.common.note.as_deref().unwrap_or_default())];
                let target = self.target(note.place.as_ref(), losses);
                out.push(self.annotation(record, &note.common, "commenting", bodies, target));
            }
            Record::Relation(relation) => {
                let mut bodies = vec![json!(self.iri(&relation.tail)), textual("tagging", &relation.label)];
                bodies.extend(relation.common.note.as_deref().map(|note| textual("commenting", note)));
                let target = json!(self.iri(&relation.head));
                out.push(self.annotation(record, &relation.common, "linking", bodies, target));
            }
            Record::Stance(stance) => {
                let words = format!("{}: {}", stance.target, stance.value);
                let shown = stance.evidence.first().and_then(|id| self.page.set.span(id));
                let target = self.target(shown.map(|span| &span.place), &mut Losses::default());
                out.push(self.annotation(
                    record,
                    &stance.common,
                    "assessing",
                    vec![textual("assessing", &words)],
                    target,
                ));
            }
            Record::Rejected(_) => losses.lose("rejection"),
            Record::Later(_) => losses.lose("what was put aside"),
            Record::Orphan(_) => losses.lose("orphan"),
            Record::Conflict(_) => losses.lose("conflict"),
        }
    }

    /// The IRI of an annotation: the one that it came with, or one of ours.
    fn iri(&self, id: &Id) -> String {
        self.named(id, self.page.set.span(id).map(|span| &span.common))
    }

    fn named(&self, id: &Id, common: Option<&Common>) -> String {
        match common.and_then(|common| origin::key(common, W3C.name)) {
            Some(iri) => iri.to_owned(),
            None => format!("{URN}{}:{id}", self.page.set.annotator),
        }
    }

    /// What the reader found no place for, as an annotation that says only this.
    fn kept(&self, record: &str) -> Value {
        let set = self.page.set;
        let agent = if set.kind == Kind::Model { "Software" } else { "Person" };
        let mut fields = Map::from_iter([
            ("type".to_owned(), json!("Annotation")),
            ("creator".to_owned(), json!({ "type": agent, "name": set.annotator.as_str() })),
            ("target".to_owned(), json!(self.source)),
        ]);
        let table = format!("v = {record}").parse::<toml::Table>().ok();
        let table = table.and_then(|mut table| table.remove("v")?.try_into::<toml::Table>().ok());
        match (serde_json::from_str::<Value>(record), table) {
            // Selectors of a kind that is not known.
            (Ok(selectors @ (Value::Array(_) | Value::Object(_))), _) => {
                fields.insert("target".into(), json!({ "source": self.source, "selector": selectors }));
            }
            (_, Some(more)) => {
                fields.extend(more.iter().map(|(key, value)| (key.clone(), json_of_toml(value))));
            }
            _ => _ = fields.insert("body".into(), json!(record)),
        }
        Value::Object(fields)
    }

    fn annotation(&self, record: &Record, common: &Common, motive: &str, bodies: Vec<Value>, target: Value) -> Value {
        let set = self.page.set;
        let agent = if set.kind == Kind::Model { "Software" } else { "Person" };
        let mut fields = Map::from_iter([
            ("id".to_owned(), json!(self.named(record.id(), Some(common)))),
            ("type".to_owned(), json!("Annotation")),
            ("motivation".to_owned(), json!(motive)),
            ("creator".to_owned(), json!({ "type": agent, "name": set.annotator.as_str() })),
        ]);
        if let Some(at) = common.at {
            fields.insert("created".into(), json!(at.to_string()));
        }
        let (mut bodies, mut score) = (bodies, None);
        for (key, value) in origin::fields(common, W3C.name, &[]) {
            match (key.as_str(), value) {
                ("body", Value::Array(more)) => bodies.extend(more),
                // A person's score stands among what is ours.
                ("score", value) => score = Some(value),
                (_, value) => drop(fields.insert(key.clone(), value)),
            }
        }
        fields.insert("body".into(), if let [body] = bodies.as_slice() { body.clone() } else { json!(bodies) });
        fields.insert("target".into(), target);
        let mut own = self.own(record).unwrap_or_default();
        if let Some(score) = score {
            own["score"] = score;
        }
        if !own.is_null() {
            fields.insert(OWN.into(), own);
        }
        Value::Object(fields)
    }

    /// What the standard has no words for.
    fn own(&self, record: &Record) -> Option<Value> {
        let mut table = table_of(record, self.page.text())?;
        if record.layer() == Layer::Stances {
            ["id", "at"].iter().for_each(|key| drop(table.remove(*key)));
            // Things have no ids here, only names.
            if let Record::Stance(Stance { holder: Holder::Entity(id), .. }) = record
                && let Some(entity) = self.page.set.entity(id)
            {
                let name = toml::Value::String(entity.name.clone());
                table.insert("holder".into(), toml::Value::Table(toml::Table::from_iter([("name".into(), name)])));
            }
            return Some(json!({ "stance": json_of_toml(&toml::Value::Table(table)) }));
        }
        table.retain(|key, _| key == "attrs" || key == "score");
        (!table.is_empty()).then(|| json_of_toml(&toml::Value::Table(table)))
    }

    fn role(&self, head: &Id, role: &str, tail: &Id) -> Value {
        let set = self.page.set;
        json!({
            "id": format!("{}/{}/{}", self.iri(head), escaped(role), tail),
            "type": "Annotation",
            "motivation": "linking",
            "creator": { "type": if set.kind == Kind::Model { "Software" } else { "Person" }, "name": set.annotator.as_str() },
            "body": [self.iri(tail), textual("tagging", role)],
            "target": self.iri(head),
            OWN: { "role": role },
        })
    }

    /// The document, or a passage of it by its words and by its place. The standard has no target in several parts
    /// that belong together (a list of targets means that the body applies to each), so that such a place is its hull.
    fn target(&self, place: Option<&Anchored>, losses: &mut Losses) -> Value {
        let Some(place) = place else { return json!(self.source) };
        if place.is_fragmented() {
            losses.lose("gap of a span in several parts");
        }
        let (text, hull) = (self.page.text(), place.hull());
        let (start, end) = self.page.code_points(hull);
        let around = |from: usize, to: usize| {
            let span = text.to_span(CodePoint(from), CodePoint(to.min(text.code_points())));
            text.slice(span.unwrap_or(Span::empty(0)))
        };
        json!({
            "source": self.source,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": text.slice(hull),
                    "prefix": around(start.saturating_sub(CONTEXT), start),
                    "suffix": around(end, end + CONTEXT),
                },
                { "type": "TextPositionSelector", "start": start, "end": end },
            ],
        })
    }
}

fn textual(purpose: &str, value: &str) -> Value {
    json!({ "type": "TextualBody", "purpose": purpose, "value": value })
}
