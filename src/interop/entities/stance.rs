//! Quotations and stances in a record: what `gloss extract` prints, and our own dialect.

use serde_json::Value;

use super::super::foreign::{ForeignHolder, ForeignSet, ForeignSpan, ForeignStance};
use super::read::{Fields, common, items, key_at, word};
use crate::annot::build::{CUE, EVIDENCE, SPEAKER};
use crate::extract::QUOTE;

/// Takes `quotations`: a span with the places of its cue and source.
pub(super) fn quotations(fields: &mut Fields, set: &mut ForeignSet) {
    for item in items(fields.take(&["quotations", "quotes"])) {
        let kept = item.to_string();
        let Value::Object(object) = item else {
            set.rest.push(kept);
            continue;
        };
        let mut quotation = Fields(object);
        let pair = |value: Option<Value>| -> Option<(usize, usize)> { serde_json::from_value(value?).ok() };
        let (Some(start), Some(end)) = (pair_half(&mut quotation, "start"), pair_half(&mut quotation, "end")) else {
            set.rest.push(kept);
            continue;
        };
        let (cue, source) = (pair(quotation.take(&["cue"])), pair(quotation.take(&["source"])));
        let speaker = pair(quotation.take(&["speaker"]));
        let kind = quotation.word(&["type"]);
        quotation.take(&["label"]);
        let mut span = ForeignSpan::new(QUOTE, start, end);
        span.text = quotation.word(&["text"]);
        if let Some((start, end)) = speaker.or(source) {
            span.roles.push(("source".into(), vec![mention(start, end, set)]));
        }
        if let Some((start, end)) = cue {
            span.roles.push(("cue".into(), vec![prop(CUE, start, end, set)]));
        }
        span.common = common(quotation, None);
        if let Some(kind) = kind {
            span.common.attrs.insert("type".into(), toml::Value::String(kind));
        }
        set.spans.push(span);
    }
}

fn pair_half(fields: &mut Fields, name: &str) -> Option<usize> {
    fields.take(&[name]).and_then(|value| usize::try_from(value.as_u64()?).ok())
}

/// The key of the mention at a place, or of a span that only names a speaker.
fn mention(start: usize, end: usize, set: &mut ForeignSet) -> String {
    let place = serde_json::Map::from_iter([("start".into(), start.into()), ("end".into(), end.into())]);
    key_at(Fields(place), set).unwrap_or_else(|| prop(SPEAKER, start, end, set))
}

fn prop(label: &str, start: usize, end: usize, set: &mut ForeignSet) -> String {
    let key = format!("#{}", set.spans.len());
    let mut span = ForeignSpan::new(label, start, end);
    span.common.key = Some(key.clone());
    set.spans.push(span);
    key
}

/// Takes `stances`; `text` is the record's.
pub(in super::super) fn stances(fields: &mut Fields, text: Option<&str>, set: &mut ForeignSet) {
    for item in items(fields.take(&["stances"])) {
        let kept = item.to_string();
        match stance(item, text, set) {
            Some(stance) => set.stances.push(stance),
            None => set.rest.push(kept),
        }
    }
}

fn stance(item: Value, text: Option<&str>, set: &mut ForeignSet) -> Option<ForeignStance> {
    let Value::Object(object) = item else { return None };
    let mut fields = Fields(object);
    let value = fields.word(&["value", "label", "stance"])?;
    let place = |value: &Value| -> Option<(usize, usize)> { serde_json::from_value(value.clone()).ok() };
    let words = |(start, end): (usize, usize)| -> Option<String> {
        Some(text?.chars().skip(start).take(end.checked_sub(start)?).collect())
    };
    // What `gloss extract` prints names places: of the holder, the target and the verb.
    let hull = ["holder", "target", "cue"].iter().filter_map(|name| place(fields.0.get(*name)?));
    let hull = hull.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
    let target = match fields.0.get("target").and_then(place) {
        Some(target) => words(target)?,
        None => fields.word(&["target", "target_text"])?,
    };
    let holder = match fields.take(&["holder"]) {
        Some(Value::Object(mut holder)) => match (holder.shift_remove("span"), holder.shift_remove("name")) {
            (Some(span), _) => ForeignHolder::Span(word(&span)?),
            (None, Some(name)) => ForeignHolder::Name(word(&name)?),
            (None, None) if holder.get("role").and_then(Value::as_str) == Some("outlet") => ForeignHolder::Outlet,
            (None, None) => ForeignHolder::Author,
        },
        Some(Value::Array(place)) => match place.as_slice() {
            [start, end] => {
                let at = |value: &Value| usize::try_from(value.as_u64()?).ok();
                ForeignHolder::Span(mention(at(start)?, at(end)?, set))
            }
            _ => return None,
        },
        Some(name) => ForeignHolder::Name(word(&name)?),
        None => ForeignHolder::Author,
    };
    let degree = fields.take(&["degree"]).and_then(|degree| i8::try_from(degree.as_i64()?).ok());
    let mut evidence: Vec<String> = items(fields.take(&["evidence"])).iter().filter_map(word).collect();
    evidence.extend(hull.map(|(start, end)| prop(EVIDENCE, start, end, set)));
    for told in ["target", "cue"] {
        fields.0.shift_remove(told);
    }
    let confidence = fields.number(&["confidence"]);
    Some(ForeignStance { holder, target, value, degree, evidence, confidence, common: common(fields, None) })
}
