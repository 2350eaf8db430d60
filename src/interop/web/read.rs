//! Reading Web Annotations and the rows of the Hypothesis API.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::entities::{Fields, common, items, stances, word};
use super::super::foreign::{
    ForeignCommon, ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan, ForeignTag, table_of_json,
};
use super::super::format::{Contents, Source};
use super::super::together::together;
use super::super::unit::Unit;
use super::selector::Passage;
use super::{OWN, URN};
use crate::annot::Kind;

/// Reads a file: an annotation, a list of them, a page or a collection, what the Hypothesis API answers, or several of
/// these one after another. A document for each source.
///
/// # Errors
/// When it is no text in UTF-8, no JSON, or holds no annotation.
pub fn file(source: &Source<'_>) -> Result<Contents, String> {
    read(std::str::from_utf8(source.bytes).map_err(|_| "is not in UTF-8")?)
}

/// Reads the text of such a file.
///
/// # Errors
/// When it is no JSON, or holds no annotation.
pub fn read(text: &str) -> Result<Contents, String> {
    let mut contents = Contents::default();
    let mut values: Vec<Value> = Vec::new();
    for value in serde_json::Deserializer::from_str(text.trim_start_matches('\u{FEFF}')).into_iter() {
        match value {
            Ok(value) => values.push(value),
            Err(error) => contents.faults.push(format!("is not JSON: {error}")),
        }
    }
    let mut found: Vec<ForeignDocument> = Vec::new();
    let mut arrows: Vec<Arrow> = Vec::new();
    for (nth, annotation) in annotations(Value::Array(values)).into_iter().enumerate() {
        match read_one(annotation) {
            Ok(Read::Document(document)) => found.push(*document),
            Ok(Read::Arrow(arrow)) => arrows.push(*arrow),
            Err(reason) => contents.faults.push(format!("annotation {}: {reason}", nth + 1)),
        }
    }
    if found.is_empty() && arrows.is_empty() {
        return Err(contents.faults.into_iter().next().unwrap_or_else(|| "holds no annotation".into()));
    }
    contents.documents = together(found);
    draw(arrows, &mut contents.documents);
    Ok(contents)
}

/// The annotations in a value, whatever stands around them.
fn annotations(value: Value) -> Vec<Value> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.into_iter().rev()),
            Value::Object(mut object) => {
                let is_annotation = object.contains_key("target");
                let around = ["items", "rows", "first", "@graph", "annotations"].into_iter();
                let inner = around.filter(|_| !is_annotation).find_map(|key| object.remove(key));
                match inner {
                    Some(inner) => open.push(inner),
                    None => found.push(Value::Object(object)),
                }
            }
            _ => {}
        }
    }
    found
}

enum Read {
    Document(Box<ForeignDocument>),
    Arrow(Box<Arrow>),
}

/// An arrow from one annotation to another, by their IRIs.
struct Arrow {
    head: String,
    tail: String,
    label: String,
    is_role: bool,
    by: Option<String>,
    common: ForeignCommon,
}

/// What is said of a passage or document, taken out of the bodies.
#[derive(Default)]
struct Said {
    labels: Vec<String>,
    notes: Vec<String>,
    entity: Option<String>,
    /// IRIs without a purpose: other annotations, or things.
    iris: Vec<String>,
    rest: Vec<Value>,
}

fn read_one(annotation: Value) -> Result<Read, String> {
    let Value::Object(object) = annotation else { return Err("is no annotation".into()) };
    if !object.contains_key("target") && !object.contains_key("uri") {
        let found: Vec<String> = object.keys().take(8).map(|key| format!("`{key}`")).collect();
        return Err(format!("is an annotation without a target; it has {}", found.join(", ")));
    }
    let is_row = object.contains_key("uri") && !object.contains_key("@context");
    let mut fields = Fields(object);
    let key = fields.word(&["id", "@id"]).map(|id| key_of(&id));
    let at = fields.word(&["created", "modified"]).and_then(|at| at.parse().ok());
    fields.take(&["@context", "type", "modified", "updated"]);
    let (by, kind) = creator(&mut fields);
    let motives: Vec<String> = items(fields.take(&["motivation"])).iter().filter_map(word).map(|m| local(&m)).collect();
    let said = said(&mut fields, &motives);
    let own = fields.object(OWN);
    let targets = items(fields.take(&["target"]));
    let uri = fields.word(&["uri"]);
    if let Some(arrow) = arrow(&targets, &motives, &said, own.as_ref(), by.clone(), key.clone()) {
        return Ok(Read::Arrow(Box::new(arrow)));
    }
    let mut set = ForeignSet::new(if is_row { Unit::Utf16 } else { Unit::CodePoints });
    (set.by, set.kind) = (by, kind);
    let rest = leftovers(fields, said.rest.clone(), &motives, is_row);
    let mut source = uri;
    let mut has_passage = false;
    for (nth, target) in targets.into_iter().enumerate() {
        let (from, selectors) = whole_target(target);
        source = source.or(from);
        let mut common = ForeignCommon { key: key.clone(), at, rest: rest.clone(), ..ForeignCommon::default() };
        if nth > 0 {
            common.key = None;
        }
        match selectors.as_ref().and_then(Passage::of) {
            Some(passage) => {
                has_passage = true;
                spans(passage, &said, own.as_ref(), common, &motives, &mut set);
            }
            None if selectors.is_some() => set.rest.push(selectors.unwrap_or_default().to_string()),
            None => {}
        }
    }
    if !has_passage {
        let common = ForeignCommon { key, at, rest, ..ForeignCommon::default() };
        on_document(said, own, common, &mut set);
    }
    let source = source.unwrap_or_default();
    let mut document = ForeignDocument { sets: vec![set], ..ForeignDocument::default() };
    if source.contains("://") {
        document.meta.push(("url", source.clone()));
    }
    document.name = Some(decoded(&source)).filter(|name| !name.is_empty());
    Ok(Read::Document(Box::new(document)))
}

/// The IRI of a target and its selectors.
fn whole_target(target: Value) -> (Option<String>, Option<Value>) {
    match target {
        Value::Object(object) => {
            let mut fields = Fields(object);
            let selectors = fields.take(&["selector"]);
            let source = match fields.take(&["source", "id", "@id"]) {
                Some(Value::Object(source)) => Fields(source).word(&["id", "@id", "source"]),
                source => source.as_ref().and_then(word),
            };
            (source, selectors)
        }
        target => (word(&target), None),
    }
}

/// The last part of a name with a prefix or an IRI: `oa:tagging` is `tagging`.
fn local(name: &str) -> String {
    name.rsplit([':', '/', '#']).next().unwrap_or(name).to_owned()
}

/// Our own id out of an annotation's IRI; any other IRI as it stands.
fn key_of(iri: &str) -> String {
    match iri.strip_prefix(URN) {
        Some(own) => own.rsplit(':').next().unwrap_or(own).to_owned(),
        None => iri.to_owned(),
    }
}

/// Percent escapes of a relative IRI undone: the name of a file.
fn decoded(source: &str) -> String {
    if source.contains("://") || !source.contains('%') {
        return source.to_owned();
    }
    let mut bytes = Vec::with_capacity(source.len());
    let mut rest = source.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned())
}

/// Who made it: a name, an IRI, an account of Hypothesis.
fn creator(fields: &mut Fields) -> (Option<String>, Option<Kind>) {
    let Some(first) = items(fields.take(&["creator", "user"])).into_iter().next() else { return (None, None) };
    let (name, kind) = match first {
        Value::Object(object) => {
            let mut agent = Fields(object);
            let kind = match items(agent.take(&["type", "@type"])).iter().filter_map(word).map(|it| local(&it)).next() {
                Some(kind) if kind == "Software" || kind == "SoftwareAgent" => Some(Kind::Model),
                Some(kind) if kind == "Person" => Some(Kind::Human),
                _ => None,
            };
            (agent.word(&["name", "nickname", "id", "@id"]), kind)
        }
        name => (word(&name), None),
    };
    let account = |name: String| match name.strip_prefix("acct:") {
        Some(account) => account.split('@').next().unwrap_or(account).to_owned(),
        None => name,
    };
    (name.map(account).filter(|name| !name.is_empty()), kind)
}

fn said(fields: &mut Fields, motives: &[String]) -> Said {
    let mut said = Said::default();
    // Hypothesis
    said.labels.extend(items(fields.take(&["tags"])).iter().filter_map(word));
    said.notes.extend(fields.word(&["text"]).filter(|text| !text.is_empty()));
    if let Some(value) = fields.word(&["bodyValue"]) {
        body(Value::String(value), Some("TextualBody"), motives, &mut said);
    }
    for each in items(fields.take(&["body"])) {
        // Hypothesis and annotators of images group bodies.
        match each {
            Value::Object(mut group) if group.contains_key("items") => {
                items(group.remove("items")).into_iter().for_each(|each| body(each, None, motives, &mut said));
            }
            each => body(each, None, motives, &mut said),
        }
    }
    said
}

fn body(value: Value, kind: Option<&str>, motives: &[String], said: &mut Said) {
    let kept = value.clone();
    let (value, purposes, is_iri) = match value {
        Value::String(text) => (Some(text), Vec::new(), kind.is_none()),
        Value::Object(object) => {
            let mut fields = Fields(object);
            let purposes: Vec<String> =
                items(fields.take(&["purpose", "role"])).iter().filter_map(word).map(|it| local(&it)).collect();
            let text = fields.word(&["value", "chars", "rdf:value"]);
            let is_iri = text.is_none();
            let source = match fields.take(&["source", "id", "@id"]) {
                Some(Value::Object(source)) => Fields(source).word(&["label", "id", "@id"]),
                source => source.as_ref().and_then(word),
            };
            (text.or(source), purposes, is_iri)
        }
        _ => (None, Vec::new(), false),
    };
    let Some(value) = value else { return said.rest.push(kept) };
    let purposes = if purposes.is_empty() { motives } else { purposes.as_slice() };
    let has = |names: &[&str]| purposes.iter().any(|purpose| names.contains(&purpose.as_str()));
    match () {
        () if has(&["identifying"]) => said.entity = Some(value),
        () if has(&["linking"]) && is_iri => said.iris.push(value),
        () if has(&["tagging", "classifying"]) => {
            said.labels.push(if is_iri && value.contains("://") { local(&value) } else { value });
        }
        () if is_iri => said.iris.push(value),
        () => said.notes.push(value),
    }
}

/// An arrow: a linking annotation whose body or second target is another annotation.
fn arrow(
    targets: &[Value],
    motives: &[String],
    said: &Said,
    own: Option<&Map<String, Value>>,
    by: Option<String>,
    key: Option<String>,
) -> Option<Arrow> {
    let named = |target: &Value| match target {
        Value::String(iri) => Some(iri.clone()),
        Value::Object(object) if !object.contains_key("selector") && !object.contains_key("source") => {
            object.get("id").or_else(|| object.get("@id")).and_then(word)
        }
        _ => None,
    };
    let ends: Vec<String> = targets.iter().filter_map(named).collect();
    if !motives.iter().any(|motive| motive == "linking") || ends.len() != targets.len() {
        return None;
    }
    let (head, tail) = match (ends.as_slice(), said.iris.as_slice()) {
        ([head], [tail]) | ([head, tail], []) => (key_of(head), key_of(tail)),
        _ => return None,
    };
    let role = own.and_then(|own| own.get("role")).and_then(Value::as_str);
    let label = role.map(str::to_owned).or_else(|| said.labels.first().cloned()).unwrap_or_else(|| "linking".into());
    let note = said.notes.first().cloned();
    let common = ForeignCommon { key, note, ..ForeignCommon::default() };
    Some(Arrow { head, tail, label, is_role: role.is_some(), by, common })
}

/// Puts each arrow where its start is. One that starts nowhere goes to the first set, where its end is missed.
fn draw(arrows: Vec<Arrow>, documents: &mut Vec<ForeignDocument>) {
    if documents.is_empty() && !arrows.is_empty() {
        let set = ForeignSet::new(Unit::CodePoints);
        documents.push(ForeignDocument { sets: vec![set], ..ForeignDocument::default() });
    }
    let mut starts: HashMap<(Option<String>, String), (usize, usize)> = HashMap::new();
    let sets = documents.iter().flat_map(|document| &document.sets).enumerate();
    for (at, set) in sets {
        let keys = set.spans.iter().enumerate().filter_map(|(nth, span)| Some((nth, span.common.key.clone()?)));
        starts.extend(keys.map(|(nth, key)| ((set.by.clone(), key), (at, nth))));
    }
    let mut sets: Vec<&mut ForeignSet> = documents.iter_mut().flat_map(|document| &mut document.sets).collect();
    for Arrow { head, tail, label, is_role, by, common } in arrows {
        let start = starts.get(&(by, head.clone())).copied();
        let Some(set) = sets.get_mut(start.map_or(0, |(set, _)| set)) else { continue };
        match start.filter(|_| is_role).and_then(|(_, nth)| set.spans.get_mut(nth)) {
            Some(span) => match span.roles.iter_mut().find(|(role, _)| *role == label) {
                Some((_, keys)) => keys.push(tail),
                None => span.roles.push((label, vec![tail])),
            },
            None => set.relations.push(ForeignRelation { label, head, tail, common }),
        }
    }
}

/// What is left of an annotation: kept with whatever comes of it.
fn leftovers(fields: Fields, bodies: Vec<Value>, motives: &[String], is_row: bool) -> toml::Table {
    let mut fields = fields.0;
    if !bodies.is_empty() {
        fields.insert("body".into(), Value::Array(bodies));
    }
    let usual = ["tagging", "classifying", "commenting", "highlighting", "assessing"];
    if motives.iter().any(|motive| !usual.contains(&motive.as_str())) {
        fields.insert("motivation".into(), Value::from(motives.to_vec()));
    }
    if is_row {
        // What the server says to whoever asked.
        ["links", "permissions", "user_info", "flagged", "hidden", "document"].iter().for_each(|key| {
            fields.shift_remove(*key);
        });
    }
    table_of_json(fields)
}

/// A span for each label; a note on the passage where there is none.
fn spans(
    passage: Passage,
    said: &Said,
    own: Option<&Map<String, Value>>,
    common: ForeignCommon,
    motives: &[String],
    set: &mut ForeignSet,
) {
    let span = ForeignSpan {
        parts: passage.place.into_iter().collect(),
        text: passage.exact,
        before: passage.before,
        after: passage.after,
        entity: said.entity.clone(),
        common,
        ..ForeignSpan::default()
    };
    let mut labels = said.labels.clone();
    let mut note = (!said.notes.is_empty()).then(|| said.notes.join("\n\n"));
    if let Some(stance) = own.and_then(|own| own.get("stance")) {
        return read_stance(stance.clone(), span.common, set);
    }
    if labels.is_empty() && note.is_none() {
        let motive = motives.iter().find(|motive| !motive.is_empty());
        labels.push(motive.cloned().unwrap_or_else(|| "highlighting".into()));
    }
    if labels.is_empty() {
        return set.spans.push(ForeignSpan { is_note: true, common: ForeignCommon { note, ..span.common }, ..span });
    }
    for (nth, label) in labels.into_iter().enumerate() {
        let mut span = ForeignSpan { label, ..span.clone() };
        if nth > 0 {
            span.common.key = None;
        }
        with_own(&mut span.common, own);
        span.common.note = note.take();
        set.spans.push(span);
    }
}

/// Attributes and score as we write them down.
fn with_own(foreign: &mut ForeignCommon, own: Option<&Map<String, Value>>) {
    let Some(own) = own else { return };
    let own = common(Fields(own.clone()), None);
    (foreign.score, foreign.attrs) = (own.score, own.attrs);
    foreign.rest.extend(own.rest);
}

fn read_stance(stance: Value, common: ForeignCommon, set: &mut ForeignSet) {
    let first = set.stances.len();
    stances(&mut Fields(Map::from_iter([("stances".to_owned(), stance)])), None, set);
    if let Some(stance) = set.stances.get_mut(first) {
        stance.common.key = common.key;
        stance.common.at = common.at;
    }
}

/// Tags and notes on the whole document.
fn on_document(said: Said, own: Option<Map<String, Value>>, common: ForeignCommon, set: &mut ForeignSet) {
    if let Some(stance) = own.as_ref().and_then(|own| own.get("stance")) {
        return read_stance(stance.clone(), common, set);
    }
    let mut common = Some(common);
    let has_tags = !said.labels.is_empty();
    for tag in said.labels {
        let mut tag = ForeignTag { tag, common: common.take().unwrap_or_default() };
        with_own(&mut tag.common, own.as_ref());
        set.tags.push(tag);
    }
    set.notes.extend(said.notes);
    let left = said.iris.into_iter().chain(said.entity);
    set.rest.extend(left);
    if let Some(common) = common.filter(|common| !has_tags && !common.rest.is_empty()) {
        set.rest.push(toml::Value::Table(common.rest).to_string());
    }
}
