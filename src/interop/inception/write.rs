//! Writing CAS JSON with the types that it uses.

use serde_json::{Map, Value, json};

use super::super::page::{Losses, OutFile, Page};
use super::super::unit::{Ruler, Unit};
use super::{METADATA, NAMED_ENTITY, ROLES};
use crate::annot::{Layer, SpanAnnotation};
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
    let mut structures = vec![json!({
        "%ID": 1,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text/plain",
        "sofaString": page.text().as_str(),
    })];
    let mut put = |kind: &str, fields: Value| {
        let id = structures.len() + 1;
        let mut structure = Map::from_iter([
            ("%ID".to_owned(), json!(id)),
            ("%TYPE".to_owned(), json!(kind)),
            ("@sofa".to_owned(), json!(1)),
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
        METADATA,
        json!({ "begin": 0, "end": length, "language": language, "documentTitle": name, "documentId": name }),
    );
    let mut ids = std::collections::HashMap::new();
    for span in set.spans() {
        let (kind, fields) = fields(page, span, &ruler, losses);
        ids.insert(&span.id, put(kind, fields));
    }
    let mut arrow = |head: &SpanAnnotation, tail: &crate::annot::Id, label: &str| {
        let Some(target) = ids.get(tail) else { return false };
        // As in INCEpTION, a relation stands where it points.
        let place = set.span(tail).map(|tail| ruler.told(tail.place.hull()));
        let (begin, end) = place.unwrap_or_default();
        let governor = ids.get(&head.id);
        put(
            RELATION,
            json!({ "begin": begin, "end": end, "@Governor": governor, "@Dependent": target, "label": label }),
        );
        true
    };
    for span in set.spans() {
        for (role, id) in span.roles.iter().flat_map(|(role, ids)| ids.iter().map(move |id| (role, id))) {
            if !ROLES.contains(&role.as_str()) || !arrow(span, id, role) {
                losses.lose("role of no quotation");
            }
        }
    }
    for relation in set.relations() {
        let head = set.span(&relation.head);
        if !head.is_some_and(|head| arrow(head, &relation.tail, &relation.label)) {
            losses.lose("relation of something that is no span");
        }
        losses.lose_all("attribute", relation.common.attrs.len());
        losses.lose_all("note", usize::from(relation.common.note.is_some()));
    }
    for tag in set.tags() {
        put(TAG, json!({ "tag": tag.tag }));
        losses.lose_all("attribute", tag.common.attrs.len());
        losses.lose_all("note", usize::from(tag.common.note.is_some()));
        losses.lose_all("score", usize::from(tag.score.is_some()));
    }
    let members: Vec<usize> = (2..=structures.len()).collect();
    let cas = json!({
        "%TYPES": types(),
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": { "_InitialView": { "%SOFA": 1, "%MEMBERS": members } },
    });
    let contents = serde_json::to_string_pretty(&cas).unwrap_or_default() + "\n";
    vec![OutFile { name: ".json".into(), contents }]
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
