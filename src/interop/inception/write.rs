//! Writing CAS JSON with the types that it uses.

use serde_json::{Map, Value, json};

use super::super::foreign::json_of_toml;
use super::super::origin;
use super::super::page::{Losses, OutFile, Page};
use super::super::unit::{Ruler, Unit};
use super::numbers::Numbers;
use super::{END_NAMES, ENDS, FEATURE, INCEPTION, METADATA, NAMED_ENTITY, NOTE, ROLES, SCORE, TYPE};
use crate::annot::{Common, Kind, Layer, SpanAnnotation};
use crate::config::schema::LabelKind;

/// Spans that are no mentions.
const SPAN: &str = "webanno.custom.Span";
const RELATION: &str = "webanno.custom.Relation";
const TAG: &str = "webanno.custom.DocumentTag";
const ANNOTATION: &str = "uima.tcas.Annotation";

/// A type with its features.
fn kind(name: &str, parent: &str, features: &[(&str, &str)]) -> (String, Value) {
    let mut fields = Map::from_iter([("%NAME".to_owned(), json!(name)), ("%SUPER_TYPE".to_owned(), json!(parent))]);
    for (name, range) in features {
        fields.insert((*name).to_owned(), json!({ "%NAME": name, "%RANGE": range }));
    }
    (name.to_owned(), Value::Object(fields))
}

fn types() -> Map<String, Value> {
    const WORD: &str = "uima.cas.String";
    let metadata = [("documentTitle", WORD), ("documentId", WORD)];
    let span = [("value", WORD), ("type", WORD), ("note", WORD)];
    Map::from_iter([
        kind(METADATA, "uima.tcas.DocumentAnnotation", &metadata),
        kind(NAMED_ENTITY, ANNOTATION, &[("value", WORD), ("identifier", WORD)]),
        kind(SPAN, ANNOTATION, &span),
        kind(RELATION, ANNOTATION, &[("Governor", ANNOTATION), ("Dependent", ANNOTATION), ("label", WORD)]),
        kind(TAG, "uima.cas.AnnotationBase", &[("tag", WORD)]),
    ])
}

/// Whether a label is one of mentions.
fn is_mention(page: &Page<'_>, label: &str) -> bool {
    let known = page.schema.labels.iter().find(|known| known.name == label);
    !Page::is_prop(label) && known.is_none_or(|known| known.kind == LabelKind::Mention)
}

/// The CAS of a page.
pub(super) fn document(page: &Page<'_>, losses: &mut Losses) -> Vec<OutFile> {
    let set = page.set;
    losses.lose_layers(set, &[Layer::Spans, Layer::Tags, Layer::Relations]);
    losses.lose_all("entity", set.entities().len());
    let ruler = Ruler::new(Unit::Utf16, page.text());
    let (mut types, mut verbatim) = (types(), Vec::new());
    for record in origin::kept(set, NAME) {
        match serde_json::from_str::<Value>(record) {
            Ok(Value::Object(mut record)) => match record.get_mut("%TYPES").map(Value::take) {
                Some(Value::Object(theirs)) => types.extend(theirs),
                _ => verbatim.push(record),
            },
            _ => losses.lose("kept record that is none of a CAS"),
        }
    }
    let mut numbers = Numbers::new(set, &verbatim);
    let sofa = numbers.fresh();
    let mut structures = vec![json!({
        "%ID": sofa,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text/plain",
        "sofaString": page.text().as_str(),
    })];
    let mut put = |own: Option<i64>, kind: &str, fields: Value| {
        let id = own.unwrap_or_else(|| numbers.fresh());
        let mut structure = Map::from_iter([
            ("%ID".to_owned(), json!(id)),
            ("%TYPE".to_owned(), json!(kind)),
            ("@sofa".to_owned(), json!(sofa)),
        ]);
        if let Value::Object(fields) = fields {
            structure.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
        structures.push(Value::Object(structure));
        id
    };
    let (_, length) = ruler.told(crate::text::Span::new(0, page.text().len()));
    let language = page.document.meta().language.as_deref().unwrap_or("x-unspecified");
    let name = page.document.name();
    put(
        None,
        METADATA,
        json!({ "begin": 0, "end": length, "language": language, "documentTitle": name, "documentId": name }),
    );
    let mut ids = std::collections::HashMap::new();
    for span in set.spans() {
        let own = numbered(&span.common);
        let (kind, fields) = match origin::word(&span.common, NAME, TYPE) {
            Some(kind) => (kind, theirs(page, span, &ruler, losses)),
            None => fields(page, span, &ruler, losses),
        };
        ids.insert(&span.id, put(own, kind, fields));
    }
    let mut arrow = |head: &SpanAnnotation, tail: &crate::annot::Id, label: &str, common: Option<&Common>| {
        let Some(target) = ids.get(tail) else { return false };
        // As in INCEpTION, a relation stands where it points.
        let place = set.span(tail).map(|tail| ruler.told(tail.place.hull()));
        let (begin, end) = place.unwrap_or_default();
        let governor = ids.get(&head.id);
        let mut fields = json!({ "begin": begin, "end": end });
        let of = |name: &str| common.and_then(|common| origin::word(common, NAME, name));
        let (from, to) = END_NAMES.into_iter().find(|(from, _)| of(ENDS) == Some(from)).unwrap_or(END_NAMES[0]);
        fields[format!("@{from}")] = json!(governor);
        fields[format!("@{to}")] = json!(target);
        match of(FEATURE) {
            Some("") => {}
            feature => fields[feature.unwrap_or("label")] = json!(label),
        }
        if let Some(common) = common.filter(|_| of(TYPE).is_some()) {
            put_more(common, &mut fields);
        }
        put(common.and_then(numbered), of(TYPE).unwrap_or(RELATION), fields);
        true
    };
    for span in set.spans() {
        for (role, id) in span.roles.iter().flat_map(|(role, ids)| ids.iter().map(move |id| (role, id))) {
            if !ROLES.contains(&role.as_str()) || !arrow(span, id, role, None) {
                losses.lose("role of no quotation");
            }
        }
    }
    for relation in set.relations() {
        let head = set.span(&relation.head);
        if !head.is_some_and(|head| arrow(head, &relation.tail, &relation.label, Some(&relation.common))) {
            losses.lose("relation of something that is no span");
        }
        if origin::word(&relation.common, NAME, TYPE).is_none() {
            losses.lose_all("attribute", relation.common.attrs.len());
            losses.lose_all("note", usize::from(relation.common.note.is_some()));
        }
    }
    for tag in set.tags() {
        let of = |name: &str| origin::word(&tag.common, NAME, name);
        put(None, of(TYPE).unwrap_or(TAG), json!({ of(FEATURE).unwrap_or("tag"): tag.tag }));
        losses.lose_all("attribute", tag.common.attrs.len());
        losses.lose_all("note", usize::from(tag.common.note.is_some()));
        losses.lose_all("score", usize::from(tag.score.is_some()));
    }
    for mut structure in verbatim {
        if let Some(of) = structure.get_mut("@sofa") {
            *of = json!(sofa);
        }
        structures.push(Value::Object(structure));
    }
    let members: Vec<&Value> =
        structures.iter().skip(1).filter(|it| it.get("@sofa").is_some()).map(|it| &it["%ID"]).collect();
    let cas = json!({
        "%TYPES": types,
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": { "_InitialView": { "%SOFA": sofa, "%MEMBERS": members } },
    });
    let contents = serde_json::to_string_pretty(&cas).unwrap_or_default() + "\n";
    vec![OutFile { name: ".json".into(), contents }]
}

const NAME: &str = INCEPTION.name;

/// The number that an annotation came with.
fn numbered(common: &Common) -> Option<i64> {
    origin::key(common, NAME)?.parse().ok()
}

/// The features of a span as its own type has them.
fn theirs(page: &Page<'_>, span: &SpanAnnotation, ruler: &Ruler<'_>, losses: &mut Losses) -> Value {
    if span.place.is_fragmented() {
        losses.lose("gap of a span in several parts");
    }
    let (begin, end) = ruler.told(span.place.hull());
    let mut fields = json!({ "begin": begin, "end": end });
    match origin::word(&span.common, NAME, FEATURE) {
        Some("") if origin::word(&span.common, NAME, TYPE).is_some_and(|kind| kind.ends_with(&span.label)) => {}
        feature => fields[feature.filter(|name| !name.is_empty()).unwrap_or("value")] = json!(span.label),
    }
    if let Some(score) = span.score.filter(|_| page.set.kind == Kind::Model) {
        fields[origin::word(&span.common, NAME, SCORE).unwrap_or("score")] = json!(score);
    }
    put_more(&span.common, &mut fields);
    fields
}

/// Attributes, note and a person's score, under the names that they came with.
fn put_more(common: &Common, fields: &mut Value) {
    for (name, value) in &common.attrs {
        fields[name.as_str()] = json_of_toml(value);
    }
    if let Some(note) = &common.note {
        fields[origin::word(common, NAME, NOTE).unwrap_or("note")] = json!(note);
    }
    if let Some(score) = origin::origin(common, NAME).and_then(|origin| origin.get("score")) {
        fields[origin::word(common, NAME, SCORE).unwrap_or("score")] = json_of_toml(score);
    }
}

/// The type and the features of a span.
fn fields(page: &Page<'_>, span: &SpanAnnotation, ruler: &Ruler<'_>, losses: &mut Losses) -> (&'static str, Value) {
    if span.place.is_fragmented() {
        losses.lose("gap of a span in several parts");
    }
    losses.lose_all("score", usize::from(span.score.is_some()));
    let (begin, end) = ruler.told(span.place.hull());
    let mut fields = json!({ "begin": begin, "end": end, "value": span.label });
    let is_mention = is_mention(page, &span.label);
    let own: &[&str] = if is_mention { &["identifier"] } else { &["type"] };
    if let Some(fields) = fields.as_object_mut() {
        for (name, value) in &span.common.attrs {
            match value.as_str().filter(|_| own.contains(&name.as_str())) {
                Some(value) => _ = fields.insert(name.clone(), json!(value)),
                None => losses.lose("attribute"),
            }
        }
        match (&span.common.note, is_mention) {
            (Some(note), false) => _ = fields.insert("note".into(), json!(note)),
            (Some(_), true) => losses.lose("note"),
            (None, _) => {}
        }
    }
    (if is_mention { NAMED_ENTITY } else { SPAN }, fields)
}
