//! Reading any dialect of entities JSONL.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::foreign::{
    ForeignCommon, ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan, ForeignTag, Verdict, table_of_json,
};
use super::super::unit::Unit;
use super::stance;
use super::tokens::{self, Tokens};
use crate::annot::{Kind, Status};

/// Reads one JSON value as one document.
///
/// # Errors
/// When it is no JSON, or JSON that holds neither a text nor spans.
pub fn read_line(line: &str) -> Result<Vec<ForeignDocument>, String> {
    read(json(line)?).map(|document| vec![document])
}

/// Text as a JSON value.
pub(in super::super) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|error| {
        let reason = error.to_string();
        format!("is not JSON: {}", reason.split(" at line ").next().unwrap_or_default())
    })
}

/// Reads one value: an object with a text or spans, a pair of a text and its annotations (spaCy's training data), or a
/// list of spans (a pipeline's output).
///
/// # Errors
/// When it is none of these.
pub fn read(value: Value) -> Result<ForeignDocument, String> {
    match value {
        Value::Object(object) => document(Fields(object)),
        Value::Array(items) => match <[Value; 2]>::try_from(items) {
            Ok([Value::String(text), Value::Object(mut object)]) => {
                object.insert("text".into(), Value::String(text));
                document(Fields(object))
            }
            Ok(pair) => list(pair.into()),
            Err(items) => list(items),
        },
        _ => Err("is neither an object nor a list".into()),
    }
}

fn list(items: Vec<Value>) -> Result<ForeignDocument, String> {
    if !items.iter().all(Value::is_object) {
        return Err("is a list, but not one of spans with a start and an end".into());
    }
    let mut set = ForeignSet::new(Unit::CodePoints);
    items.into_iter().for_each(|item| span_item(item, None, &mut set));
    match set.spans.is_empty() {
        true => Err("is a list without spans".into()),
        false => Ok(ForeignDocument { sets: vec![set], ..ForeignDocument::default() }),
    }
}

/// The fields of an object that nobody has taken yet.
pub(in super::super) struct Fields(pub(in super::super) Map<String, Value>);

impl Fields {
    /// Takes the first field that is there and not null.
    pub(in super::super) fn take(&mut self, names: &[&str]) -> Option<Value> {
        names.iter().find_map(|name| self.0.shift_remove(*name).filter(|value| !value.is_null()))
    }

    /// Takes the first field of these names that is a word or a number, as text.
    pub(in super::super) fn word(&mut self, names: &[&str]) -> Option<String> {
        let name = names.iter().find(|name| matches!(self.0.get(**name), Some(Value::String(_) | Value::Number(_))))?;
        self.0.shift_remove(*name).and_then(|value| word(&value))
    }

    pub(in super::super) fn number(&mut self, names: &[&str]) -> Option<f64> {
        let name = names.iter().find(|name| self.0.get(**name).and_then(number).is_some())?;
        self.0.shift_remove(*name).as_ref().and_then(number)
    }

    pub(in super::super) fn offset(&mut self, names: &[&str]) -> Option<usize> {
        let name = names.iter().find(|name| self.0.get(**name).is_some_and(Value::is_u64))?;
        self.0.shift_remove(*name).and_then(|value| usize::try_from(value.as_u64()?).ok())
    }

    pub(in super::super) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        match self.0.shift_remove(name) {
            Some(Value::Object(object)) => Some(object),
            Some(other) => {
                self.0.insert(name.to_owned(), other);
                None
            }
            None => None,
        }
    }
}

pub(in super::super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number, or one that is written as text (Citron).
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

const TEXT: &[&str] = &["text", "content", "sentence", "sentence_normalized", "article", "body"];
const NAME: &[&str] = &["id", "name", "doc_id", "document_id", "_id", "uid", "key", "document"];
/// Fields with spans, in every dialect.
const SPANS: &[&str] =
    &["spans", "ents", "entities", "label", "labels", "annotations", "predictions", "denotations", "ner"];
/// What a tool makes of the text again by itself.
const DERIVED: &[&str] = &["tokens", "sents", "_input_hash", "_task_hash", "_view_id", "chars", "text_sha256"];
const META: [(&str, &[&str]); 6] = [
    ("title", &["title", "headline"]),
    ("date", &["date", "published", "created_at"]),
    ("url", &["url", "link"]),
    ("outlet", &["outlet", "publisher"]),
    ("author", &["author", "authors"]),
    ("language", &["language", "lang"]),
];

fn document(mut fields: Fields) -> Result<ForeignDocument, String> {
    if fields.0.contains_key("gloss") {
        return own(fields);
    }
    let tokens = Tokens::take(&mut fields);
    let text = fields.word(TEXT).or_else(|| match fields.0.get("data") {
        Some(Value::String(_)) => fields.word(&["data"]),
        _ => None,
    });
    let tokens = match (&text, tokens) {
        (Some(text), Some(tokens)) => Some(tokens.within(text)),
        (_, tokens) => tokens,
    };
    let text = text.or_else(|| tokens.as_ref().map(|tokens| tokens.text().to_owned()));
    let mut document = ForeignDocument { name: fields.word(NAME), text, ..ForeignDocument::default() };
    let mut set = ForeignSet::new(Unit::CodePoints);
    if let Some(mut meta) = fields.object("meta").map(Fields) {
        document.meta = metadata(&mut meta);
        document.name = document.name.or_else(|| meta.word(&["id", "name", "doc_id"]));
        if !meta.0.is_empty() {
            fields.0.insert("meta".into(), Value::Object(meta.0));
        }
    }
    document.meta.extend(metadata(&mut fields));
    // Only what a person answered has these.
    let is_answered = ["answer", "_annotator_id", "_session_id", "annotation_approver"]
        .iter()
        .any(|key| fields.0.get(*key).is_some_and(Value::is_string));
    set.kind = is_answered.then_some(Kind::Human);
    set.by = fields.word(&["annotator", "_annotator_id", "_session_id", "annotation_approver"]);
    let verdict = answer(&mut fields, &mut set);
    if let Some(tokens) = &tokens {
        tokens::tagged(tokens, &mut fields, &mut set);
    }
    let has_spans = SPANS.iter().any(|name| fields.0.contains_key(*name));
    for name in SPANS {
        if let Some(value) = fields.take(&[name]) {
            annotations(value, None, &mut set);
        }
    }
    tags(&mut fields, &mut set);
    stance::quotations(&mut fields, &mut set);
    stance::stances(&mut fields, document.text.as_deref(), &mut set);
    for relation in items(fields.take(&["relations"])) {
        read_relation(relation, &mut set);
    }
    notes(&mut fields, &mut set);
    say_once(&mut set);
    if verdict != Verdict::Said {
        set.spans.iter_mut().for_each(|span| span.common.verdict = verdict);
        set.tags.iter_mut().for_each(|tag| tag.common.verdict = verdict);
    }
    let says_nothing = set.spans.is_empty() && set.tags.is_empty() && set.stances.is_empty();
    if document.text.is_none() && !has_spans && says_nothing {
        let found: Vec<String> = fields.0.keys().take(8).map(|key| format!("`{key}`")).collect();
        return Err(format!("has neither a text nor spans; it has {}", found.join(", ")));
    }
    fields.0.retain(|key, _| !DERIVED.contains(&key.as_str()));
    // What `gloss extract` says beside annotations: it says it again.
    fields.take(&["dates"]);
    if !fields.0.is_empty() {
        set.rest.push(Value::Object(fields.0).to_string());
    }
    document.sets.push(set);
    Ok(document)
}

/// A sidecar of our own as JSON, with its text.
fn own(mut fields: Fields) -> Result<ForeignDocument, String> {
    let (name, text) = (fields.word(&["id"]), fields.word(&["text"]));
    let meta = fields.object("meta").map(|meta| metadata(&mut Fields(meta))).unwrap_or_default();
    let mut set = ForeignSet::new(Unit::CodePoints);
    set.by = fields.0.get("annotator").and_then(word);
    set.kind = match fields.0.get("kind").and_then(Value::as_str) {
        Some("model") => Some(Kind::Model),
        _ => Some(Kind::Human),
    };
    set.own = Some(table_of_json(fields.0).to_string());
    Ok(ForeignDocument { name, text, meta, sets: vec![set] })
}

fn metadata(fields: &mut Fields) -> Vec<(&'static str, String)> {
    META.iter().filter_map(|(key, names)| Some((*key, fields.word(names)?))).collect()
}

/// Prodigy's answer.
fn answer(fields: &mut Fields, set: &mut ForeignSet) -> Verdict {
    let (status, verdict) = match fields.word(&["answer"]).as_deref() {
        Some("accept") => (Status::Done, Verdict::Said),
        Some("reject") => (Status::Done, Verdict::Rejected),
        Some("ignore") => (Status::Skipped, Verdict::Later),
        _ => return Verdict::Said,
    };
    set.status = Some(status);
    verdict
}

/// Leaves out spans that say nothing but what another one says: spaCy repeats entities in groups of spans.
fn say_once(set: &mut ForeignSet) {
    let mut known = HashSet::new();
    set.spans.retain(|span| {
        // One without offsets is another one each time.
        let new = span.parts.is_empty() || known.insert((span.label.clone(), span.parts.clone()));
        new || span.common.key.is_some() || !span.common.attrs.is_empty()
    });
}

/// The items of a list; a single value is a list of one.
pub(in super::super) fn items(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

/// Spans, words for the document, or groups of either.
fn annotations(value: Value, group: Option<&str>, set: &mut ForeignSet) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|item| match item {
            Value::String(tag) => set.tags.push(ForeignTag { tag, ..ForeignTag::default() }),
            item => span_item(item, group, set),
        }),
        Value::String(tag) => set.tags.push(ForeignTag { tag, ..ForeignTag::default() }),
        Value::Number(number) => set.tags.push(ForeignTag { tag: number.to_string(), ..ForeignTag::default() }),
        // Groups of spans (spaCy), or an object around the real lists.
        Value::Object(groups) => groups.into_iter().for_each(|(name, value)| match name.as_str() {
            name if SPANS.contains(&name) => annotations(value, None, set),
            "cats" => categories(value, set),
            name => annotations(value, Some(name), set),
        }),
        Value::Bool(_) | Value::Null => {}
    }
}

const START: &[&str] = &["start", "start_offset", "start_pos", "begin", "from", "start_char", "char_start"];
const END: &[&str] = &["end", "end_offset", "end_pos", "to", "end_char", "char_end"];
const LABEL: &[&str] = &["label", "entity_group", "entity_type", "type", "tag", "ner", "obj", "category", "entity"];
const COVERED: &[&str] = &["text", "covered_text", "quote", "surface", "exact", "mention"];
const SCORE: &[&str] = &["score", "confidence", "probability", "prob"];

/// One span: `[start, end, label]`, or an object. What is none is kept as it is.
pub(super) fn span_item(item: Value, group: Option<&str>, set: &mut ForeignSet) {
    let made = match item {
        Value::Array(items) => span_of_list(&items).map(|span| vec![span]).ok_or(Value::Array(items)),
        // A copy is dear, and these are nearly all.
        Value::Object(object) if is_plain(&object) => Ok(span_of_object(Fields(object)).unwrap_or_default()),
        Value::Object(object) => span_of_object(Fields(object.clone())).ok_or(Value::Object(object)),
        other => Err(other),
    };
    let made = match made {
        Ok(made) => made,
        Err(kept) => return set.rest.push(kept.to_string()),
    };
    for mut span in made {
        if let Some(group) = group {
            span.common.rest.insert("group".into(), toml::Value::String(group.into()));
        }
        set.spans.push(span);
    }
}

/// Whether an object has offsets and a label, and nothing that could make less than a span of it.
fn is_plain(object: &Map<String, Value>) -> bool {
    let has = |names: &[&str], is: fn(&Value) -> bool| names.iter().any(|name| object.get(*name).is_some_and(is));
    !["parts", "span", "labels"].iter().any(|name| object.contains_key(*name))
        && has(START, Value::is_u64)
        && has(END, Value::is_u64)
        && has(LABEL, |label| label.is_string() || label.is_number())
}

fn span_of_list(items: &[Value]) -> Option<ForeignSpan> {
    let [start, end, label, ..] = items else { return None };
    let offset = |value: &Value| usize::try_from(value.as_u64()?).ok();
    Some(ForeignSpan::new(word(label)?, offset(start)?, offset(end)?))
}

fn span_of_object(mut fields: Fields) -> Option<Vec<ForeignSpan>> {
    if let Some(inner) = fields.object("span") {
        fields.0.extend(inner);
    }
    let parts = parts(&mut fields);
    let text = fields.word(COVERED);
    let parts = match (parts, &text) {
        (Some(parts), _) => parts,
        // A span without offsets is looked for by its words.
        (None, Some(_)) => Vec::new(),
        (None, None) => return None,
    };
    let mut score = fields.number(SCORE);
    let labels: Vec<String> = match fields.take(&["labels"]) {
        Some(Value::Array(labels)) => labels
            .into_iter()
            .filter_map(|label| match label {
                Value::Object(object) => {
                    let mut label = Fields(object);
                    score = score.or(label.number(SCORE));
                    label.word(&["value", "label"])
                }
                label => word(&label),
            })
            .collect(),
        Some(label) => word(&label).into_iter().collect(),
        None => fields.word(LABEL).into_iter().map(|label| without_scheme(&label).to_owned()).collect(),
    };
    if labels.is_empty() {
        return None;
    }
    for derived in ["token_start", "token_end", "input_hash", "word", "index"] {
        fields.0.shift_remove(derived);
    }
    let mut span = ForeignSpan { parts, text, entity: fields.word(&["entity"]), ..ForeignSpan::default() };
    for (role, keys) in fields.object("roles").unwrap_or_default() {
        span.roles.push((role, items(Some(keys)).iter().filter_map(word).collect()));
    }
    span.common = common(fields, score);
    Some(labels.into_iter().map(|label| ForeignSpan { label, ..span.clone() }).collect())
}

/// A tag of a token without its place in the mention (`B-PER`).
fn without_scheme(label: &str) -> &str {
    match label.split_once('-') {
        Some(("B" | "I" | "E" | "S" | "L" | "U", name)) if !name.is_empty() => name,
        _ => label,
    }
}

fn parts(fields: &mut Fields) -> Option<Vec<(usize, usize)>> {
    let told = fields.take(&["parts"]);
    let (start, end) = (fields.offset(START), fields.offset(END));
    let pair = |value: &Value| {
        let pair: [usize; 2] = serde_json::from_value(value.clone()).ok()?;
        Some((pair[0], pair[1]))
    };
    match told {
        Some(Value::Array(parts)) if !parts.is_empty() => parts.iter().map(pair).collect(),
        _ => Some(vec![(start?, end?)]),
    }
}

/// What every annotation may carry, and what is left over.
pub(in super::super) fn common(mut fields: Fields, score: Option<f64>) -> ForeignCommon {
    let common = ForeignCommon {
        key: fields.word(&["id"]),
        score: score.or_else(|| fields.number(SCORE)),
        verdict: Verdict::Said,
        offered_by: fields.word(&["source", "offered_by", "model"]),
        at: fields.0.get("at").and_then(Value::as_str).and_then(|at| at.parse().ok()),
        attrs: fields.object("attrs").map(table_of_json).unwrap_or_default(),
        note: fields.word(&["note", "comment"]),
        rest: toml::Table::new(),
    };
    fields.0.remove("at");
    ForeignCommon { rest: table_of_json(fields.0), ..common }
}

fn tags(fields: &mut Fields, set: &mut ForeignSet) {
    if let Some(cats) = fields.take(&["cats"]) {
        categories(cats, set);
    }
    for name in ["accept", "tags"] {
        for item in items(fields.take(&[name])) {
            let tag = match item {
                Value::Object(object) => {
                    let mut tag = Fields(object);
                    tag.word(&["tag", "label"]).map(|word| ForeignTag { tag: word, common: common(tag, None) })
                }
                item => word(&item).map(|tag| ForeignTag { tag, ..ForeignTag::default() }),
            };
            set.tags.extend(tag);
        }
    }
}

/// spaCy's categories with what each is worth; one under a half was turned down.
fn categories(value: Value, set: &mut ForeignSet) {
    let worth = |value: &Value| number(value).or(value.as_bool().map(|it| f64::from(u8::from(it))));
    match value {
        Value::Object(cats) => cats.into_iter().for_each(|(tag, value)| {
            let score = worth(&value);
            let verdict = if score.is_some_and(|score| score < 0.5) { Verdict::Rejected } else { Verdict::Said };
            set.tags.push(ForeignTag { tag, common: ForeignCommon { score, verdict, ..ForeignCommon::default() } });
        }),
        Value::Array(tags) => {
            tags.iter().filter_map(word).for_each(|tag| set.tags.push(ForeignTag { tag, ..ForeignTag::default() }))
        }
        _ => {}
    }
}

fn notes(fields: &mut Fields, set: &mut ForeignSet) {
    for item in items(fields.take(&["notes", "Comments", "comments"])) {
        match item {
            Value::Object(mut object) => {
                let text = object.shift_remove("text").or_else(|| object.shift_remove("note"));
                set.notes.extend(text.as_ref().and_then(word));
            }
            item => set.notes.extend(word(&item).filter(|note| !note.is_empty())),
        }
    }
}

/// An arrow whose ends are named by key, by place, or by number among the spans.
fn read_relation(item: Value, set: &mut ForeignSet) {
    let kept = item.to_string();
    let Value::Object(object) = item else { return set.rest.push(kept) };
    let mut fields = Fields(object);
    let label = fields.word(&["label", "type", "relation", "pred"]).unwrap_or_default();
    let head = fields.take(&["head_span", "from_id", "from", "subj", "head"]);
    let tail = fields.take(&["child_span", "to_id", "to", "obj", "child", "tail"]);
    let end = |value: Option<Value>, set: &mut ForeignSet| match value? {
        Value::Object(object) => key_at(Fields(object), set),
        value => word(&value),
    };
    match (end(head, set), end(tail, set)) {
        (Some(head), Some(tail)) => {
            fields.take(&["head", "child"]);
            set.relations.push(ForeignRelation { label, head, tail, common: common(fields, None) });
        }
        _ => set.rest.push(kept),
    }
}

/// The key of the span at a place, which gets one if it has none yet.
pub(super) fn key_at(mut fields: Fields, set: &mut ForeignSet) -> Option<String> {
    if let Some(key) = fields.word(&["id"]) {
        return Some(key);
    }
    let (parts, label) = (parts(&mut fields)?, fields.word(LABEL));
    let is_it = |span: &ForeignSpan| span.parts == parts && label.as_ref().is_none_or(|label| *label == span.label);
    let at = set.spans.iter().position(is_it)?;
    let span = set.spans.get_mut(at)?;
    Some(span.common.key.get_or_insert_with(|| format!("#{at}")).clone())
}
