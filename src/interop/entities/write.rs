//! Writing entities JSONL, one dialect a function.

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::lay::ORIGIN;
use super::super::page::{Losses, Page};
use super::super::tagging::{Scheme, tagged};
use crate::annot::proposal::holder_text;
use crate::annot::sidecar;
use crate::annot::{Common, Holder, Id, Layer, Offered, SpanAnnotation, Status};
use crate::extract::QUOTE;
use crate::text::Span;

fn line(record: Value) -> String {
    format!("{record}\n")
}

/// Everything that a set holds: its sidecar as JSON, with the text.
pub(super) fn own(page: &Page<'_>, _: &mut Losses) -> String {
    let mut record = Map::from_iter([
        ("id".to_owned(), json!(page.document.name())),
        ("text".to_owned(), json!(page.text().as_str())),
    ]);
    let meta = page.meta();
    if !meta.is_empty() {
        record.insert("meta".into(), Value::Object(meta));
    }
    // Our own writer's work is TOML.
    let sidecar = sidecar::parsed(&sidecar::write(page.set, page.text())).unwrap_or_default();
    let is_needed = |(key, value): &(&String, &toml::Value)| {
        let is_empty = value.as_array().is_some_and(Vec::is_empty);
        !is_empty || Layer::from_key(key).is_none_or(|layer| layer == Layer::Spans)
    };
    let fields = sidecar.iter().filter(is_needed);
    record.extend(fields.map(|(key, value)| (key.clone(), json_of_toml(value))));
    line(Value::Object(record))
}

/// What a program says of a document, in words that [`super::read`] understands: a line of its file on a whole corpus.
pub(super) fn answer(page: &Page<'_>) -> String {
    let optional = |fields: &mut Map<String, Value>, common: &Common, score: Option<f64>| {
        let why = common.extra.get("why").map(json_of_toml);
        let attrs = (!common.attrs.is_empty()).then(|| json_of_toml(&toml::Value::Table(common.attrs.clone())));
        let found = [
            ("score", score.map(Value::from)),
            ("why", why),
            ("attrs", attrs),
            ("note", common.note.clone().map(Value::from)),
        ];
        fields.extend(found.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    };
    let object = |value: Value| if let Value::Object(fields) = value { fields } else { Map::new() };
    let spans = page.set.spans().iter().map(|span| {
        let (start, end) = page.code_points(span.place.hull());
        let text = span.place.quote(page.text());
        let id = span.id.as_str();
        let mut fields = object(json!({ "id": id, "start": start, "end": end, "label": span.label, "text": text }));
        if span.place.is_fragmented() {
            let parts: Vec<(usize, usize)> = span.place.parts().map(|part| page.code_points(part)).collect();
            fields.insert("parts".into(), json!(parts));
        }
        if let Some(entity) = span.entity.as_ref().and_then(|id| page.set.entity(id)) {
            fields.insert("entity".into(), json!(entity.name));
        }
        if !span.roles.is_empty() {
            let ids = |ids: &[Id]| ids.iter().map(|id| json!(id.as_str())).collect::<Vec<_>>();
            let roles = span.roles.iter().map(|(role, of)| (role.clone(), json!(ids(of))));
            fields.insert("roles".into(), Value::Object(roles.collect()));
        }
        optional(&mut fields, &span.common, span.score);
        Value::Object(fields)
    });
    let tags = page.set.tags().iter().map(|tag| {
        let mut fields = object(json!({ "id": tag.id.as_str(), "tag": tag.tag }));
        optional(&mut fields, &tag.common, tag.score);
        Value::Object(fields)
    });
    let stances = page.set.stances().iter().map(|stance| {
        let holder = match &stance.holder {
            Holder::Span(id) => json!({ "span": id.as_str() }),
            Holder::Author => json!({ "role": "author" }),
            Holder::Outlet => json!({ "role": "outlet" }),
            Holder::Entity(_) | Holder::Name(_) => {
                json!({ "name": holder_text(page.set, &stance.holder, page.text()) })
            }
        };
        let evidence: Vec<&str> = stance.evidence.iter().map(Id::as_str).collect();
        let mut fields = object(json!({
            "id": stance.id.as_str(), "holder": holder, "target": stance.target, "value": stance.value,
            "degree": stance.degree, "confidence": stance.confidence, "evidence": evidence,
        }));
        optional(&mut fields, &stance.common, stance.score);
        Value::Object(fields)
    });
    let relations = page.set.relations().iter().map(|arrow| {
        let (id, head, tail) = (arrow.id.as_str(), arrow.head.as_str(), arrow.tail.as_str());
        json!({ "id": id, "type": arrow.label, "from_id": head, "to_id": tail })
    });
    let lists: [(&str, Vec<Value>); 4] = [
        ("spans", spans.collect()),
        ("tags", tags.collect()),
        ("stances", stances.collect()),
        ("relations", relations.collect()),
    ];
    let mut record = object(json!({ "id": page.document.name(), "text": page.text().as_str() }));
    let told = lists.into_iter().filter(|(key, list)| *key == "spans" || !list.is_empty());
    record.extend(told.map(|(key, list)| (key.to_owned(), Value::Array(list))));
    line(Value::Object(record))
}

/// Puts back what this family's reader found no place for: fields of the record.
fn restore(page: &Page<'_>, record: &mut Value) {
    let kept = page.set.extra.get(ORIGIN).and_then(toml::Value::as_array).into_iter().flatten();
    let of_family =
        kept.filter(|entry| entry.get("format").and_then(toml::Value::as_str).is_some_and(super::is_family));
    let records = of_family.filter_map(|entry| serde_json::from_str(entry.get("record")?.as_str()?).ok());
    for kept in records {
        if let (Value::Object(kept), Some(fields)) = (kept, record.as_object_mut()) {
            for (key, value) in kept {
                match (fields.get_mut(&key), value) {
                    (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                    (Some(_), _) => {}
                    (None, value) => drop(fields.insert(key, value)),
                }
            }
        }
    }
}

/// The same for one annotation.
fn restore_item(common: &Common, item: &mut Value) {
    let Some(toml::Value::Table(kept)) = common.extra.get(ORIGIN) else { return };
    let format = kept.get("format").and_then(toml::Value::as_str).unwrap_or_default();
    if let Some(fields) = item.as_object_mut().filter(|_| super::is_family(format)) {
        for (key, value) in kept.iter().filter(|(key, _)| !matches!(key.as_str(), "format" | "group" | "from" | "view"))
        {
            if !fields.contains_key(key) {
                fields.insert(key.clone(), json_of_toml(value));
            }
        }
    }
}

/// Spans that mean something by themselves.
fn spans<'p>(page: &Page<'p>) -> Vec<&'p SpanAnnotation> {
    page.set.spans().iter().filter(|span| !Page::is_prop(&span.label)).collect()
}

/// A span's code points; the hull of one in several parts.
fn ends(page: &Page<'_>, span: &SpanAnnotation, losses: &mut Losses) -> (usize, usize) {
    if span.place.is_fragmented() {
        losses.lose("gap of a span in several parts");
    }
    page.code_points(span.place.hull())
}

/// Counts what most dialects have no words for.
fn lose_the_rest(page: &Page<'_>, losses: &mut Losses, spared: &[Layer]) {
    losses.lose_layers(page.set, &[spared, &[Layer::Spans]].concat());
    for span in page.set.spans() {
        losses.lose_all("speaker or cue of a quotation", span.roles.iter().map(|(_, ids)| ids.len()).sum());
        losses.lose_all("note", usize::from(span.common.note.is_some()));
        let kind = usize::from(span.common.attrs.contains_key("type") && span.label == QUOTE);
        losses.lose_all("attribute", span.common.attrs.len() - kind);
        losses.lose_all("type of a quotation", kind);
    }
}

/// Rejected and accepted tags as categories.
fn cats(page: &Page<'_>) -> Map<String, Value> {
    let rejected = page.set.rejected().iter().filter_map(|decision| match &decision.what {
        Offered::Tag(tag) => Some((tag.clone(), json!(0.0))),
        _ => None,
    });
    rejected.chain(page.set.tags().iter().map(|tag| (tag.tag.clone(), json!(tag.score.unwrap_or(1.0))))).collect()
}

/// spaCy: `ents` do not overlap and have no blanks at their ends; where spans do, all of them stand in the group `sc`.
pub(super) fn spacy(page: &Page<'_>, losses: &mut Losses) -> String {
    lose_the_rest(page, losses, &[Layer::Tags]);
    let all: Vec<(Span, &SpanAnnotation)> = spans(page)
        .into_iter()
        .filter_map(|span| {
            ends(page, span, losses);
            let seen = page.text().without_blanks(span.place.hull());
            (!seen.is_empty()).then_some((seen, span))
        })
        .collect();
    let item = |(place, span): &(Span, &SpanAnnotation)| {
        let (start, end) = page.code_points(*place);
        let mut item = json!({ "start": start, "end": end, "label": span.label });
        restore_item(&span.common, &mut item);
        item
    };
    let mut flat: Vec<(Span, &SpanAnnotation)> = Vec::new();
    let quotes = all.iter().filter(|(_, span)| span.label == QUOTE);
    for one in all.iter().filter(|(_, span)| span.label != QUOTE).chain(quotes) {
        if !flat.iter().any(|(place, _)| place.overlaps(one.0)) {
            flat.push(*one);
        }
    }
    flat.sort_by_key(|(place, _)| *place);
    let mut record = json!({ "text": page.text().as_str(), "ents": flat.iter().map(item).collect::<Vec<_>>() });
    if let Some(fields) = record.as_object_mut() {
        if flat.len() < all.len() {
            fields.insert("spans".into(), json!({ "sc": all.iter().map(item).collect::<Vec<_>>() }));
        }
        fields.insert("cats".into(), Value::Object(cats(page)));
        let mut about = page.meta();
        about.insert("id".into(), json!(page.document.name()));
        fields.insert("meta".into(), Value::Object(about));
    }
    restore(page, &mut record);
    line(record)
}

/// Prodigy: what stands in a task that was accepted, what was turned down in one each that was rejected.
pub(super) fn prodigy(page: &Page<'_>, losses: &mut Losses) -> String {
    lose_the_rest(page, losses, &[Layer::Tags, Layer::Rejected, Layer::Later]);
    let mut about = page.meta();
    about.insert("id".into(), json!(page.document.name()));
    let task = |spans: Vec<Value>, answer: &str| {
        let mut task = json!({ "text": page.text().as_str(), "meta": about.clone(), "spans": spans, "answer": answer });
        if let Some(fields) = task.as_object_mut() {
            fields.insert("_session_id".into(), json!(page.set.annotator.as_str()));
        }
        restore(page, &mut task);
        task
    };
    let item = |label: &str, place: (usize, usize), common: &Common, score: Option<f64>| {
        let mut item = json!({ "start": place.0, "end": place.1, "label": label });
        let offer = common.from.first();
        if let Some(fields) = item.as_object_mut() {
            if let Some(offer) = offer {
                fields.insert("source".into(), json!(offer.by));
            }
            if let Some(score) = score.or(offer.and_then(|offer| offer.score)) {
                fields.insert("score".into(), json!(score));
            }
        }
        restore_item(common, &mut item);
        item
    };
    let mut said: Vec<Value> = spans(page)
        .into_iter()
        .map(|span| item(&span.label, ends(page, span, losses), &span.common, span.score))
        .collect();
    let ignored = page.set.review.status == Status::Skipped;
    for decision in page.set.later() {
        match &decision.what {
            Offered::Span { label, place } if ignored => {
                said.push(item(label, page.code_points(place.hull()), &decision.common, None));
            }
            _ => losses.lose("span put aside"),
        }
    }
    // A task that was only turned down is none that was found to have no names.
    let only_rejected = said.is_empty() && page.set.tags().is_empty() && !page.set.rejected().is_empty();
    let mut first = task(said, if ignored { "ignore" } else { "accept" });
    let tags: Vec<&str> = page.set.tags().iter().map(|tag| tag.tag.as_str()).collect();
    if let Some(fields) = first.as_object_mut().filter(|_| !tags.is_empty()) {
        fields.insert("accept".into(), json!(tags));
    }
    let mut out = if only_rejected && !ignored { String::new() } else { line(first) };
    for decision in page.set.rejected() {
        match &decision.what {
            Offered::Span { label, place } => {
                let place = page.code_points(place.hull());
                let item = item(label, place, &decision.common, None);
                out += &line(task(vec![item], "reject"));
            }
            Offered::Tag(_) | Offered::Stance { .. } => losses.lose("rejection"),
        }
    }
    out
}

/// doccano: its dialect of sequence labelling; the one with relations where there are any.
pub(super) fn doccano(page: &Page<'_>, losses: &mut Losses) -> String {
    lose_the_rest(page, losses, &[Layer::Tags, Layer::Relations, Layer::Notes]);
    let notes: Vec<&str> = page.set.notes().iter().filter_map(|note| note.common.note.as_deref()).collect();
    let relations = page.set.relations();
    let mut record = json!({ "id": page.document.name(), "text": page.text().as_str() });
    let tags: Vec<&str> = page.set.tags().iter().map(|tag| tag.tag.as_str()).collect();
    if let Some(fields) = record.as_object_mut() {
        if relations.is_empty() {
            let spans = spans(page).into_iter().map(|span| {
                let (start, end) = ends(page, span, losses);
                json!([start, end, span.label])
            });
            fields.insert("label".into(), spans.collect());
        } else {
            let spans = spans(page).into_iter().map(|span| {
                let (start, end) = ends(page, span, losses);
                let id = span.id.as_str();
                let mut item = json!({ "id": id, "start_offset": start, "end_offset": end, "label": span.label });
                restore_item(&span.common, &mut item);
                item
            });
            fields.insert("entities".into(), spans.collect());
            let arrows = relations.iter().map(|arrow| {
                json!({
                    "id": arrow.id.as_str(),
                    "from_id": arrow.head.as_str(),
                    "to_id": arrow.tail.as_str(),
                    "type": arrow.label,
                })
            });
            fields.insert("relations".into(), arrows.collect());
        }
        if !tags.is_empty() {
            fields.insert("cats".into(), json!(tags));
        }
        fields.insert("Comments".into(), json!(notes));
    }
    restore(page, &mut record);
    line(record)
}

/// Hugging Face's datasets: words and a tag of IOB2 each, a document a line, with the text for the way back.
pub(super) fn hugging_face(page: &Page<'_>, losses: &mut Losses) -> String {
    lose_the_rest(page, losses, &[]);
    let tagged = tagged(page, Scheme::Iob2, losses);
    let words: Vec<&str> = tagged.tokens.iter().map(|(span, _)| page.text().slice(*span)).collect();
    let tags: Vec<&str> = tagged.tokens.iter().map(|(_, tag)| tag.as_str()).collect();
    line(json!({ "id": page.document.name(), "text": page.text().as_str(), "tokens": words, "ner_tags": tags }))
}
