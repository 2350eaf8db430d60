//! A document and everything said of it as JSON.
//!
//! The lists of annotations are those of the sidecar, record for record and key for key: whoever reads the one reads
//! the other. All offsets are code points, half-open, in `text`.

use serde_json::{Map, Value, json};

use crate::annot::proposal::Proposal;
use crate::annot::{Layer, Offered, sidecar};
use crate::app::Desk;
use crate::doc::{Block, BlockKind, Document, Meta};
use crate::text::{Span, Text};

/// The object of one document; `assets/schemas/show.schema.json` describes it.
pub(super) fn document(desk: &Desk) -> Value {
    let document = &*desk.document;
    let text = document.text();
    let own = desk.own();
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("name", json!(document.name()));
    put("path", json!(desk.handle.path().map_or_else(|| desk.handle.label(), |path| path.to_string_lossy().into())));
    put("meta", meta(document.meta()));
    put("encoding", json!(document.encoding()));
    if let Some(reader) = document.reader() {
        put("reader", json!(reader));
    }
    put("text_sha256", json!(sidecar::text_digest(text)));
    put("chars", json!(text.code_points()));
    put("offsets", json!("codepoints"));
    put("text", json!(text.as_str()));
    put("blocks", document.blocks().iter().map(|block| self::block(document, block)).collect());
    put("annotator", json!(own.annotator.as_str()));
    put("review", json!({ "status": own.review.status.name(), "seconds": own.review.seconds }));
    // What the writer writes is TOML.
    let mut lists = sidecar::write(own, text).parse::<toml::Table>().unwrap_or_default();
    for layer in Layer::ALL {
        put(layer.key(), lists.remove(layer.key()).map_or_else(|| json!([]), from_toml));
    }
    put("proposals", desk.proposals.iter().map(|proposal| self::proposal(proposal, text)).collect());
    put("faults", json!(desk.faults));
    Value::Object(object)
}

fn meta(meta: &Meta) -> Value {
    let Meta { title, date, outlet, author, url, language, extra } = meta;
    let named = [
        ("title", title),
        ("date", date),
        ("outlet", outlet),
        ("author", author),
        ("url", url),
        ("language", language),
    ];
    let named = named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value.as_ref()?))));
    let extra: Map<String, Value> = extra.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let extra = (!extra.is_empty()).then(|| ("extra".to_owned(), Value::Object(extra)));
    Value::Object(named.chain(extra).collect())
}

fn block(document: &Document, block: &Block) -> Value {
    let (start, end) = code_points(document.text(), block.span);
    let mut object = json!({
        "kind": block.kind.name(),
        "start": start,
        "end": end,
        "text": document.text().slice(block.span),
    });
    let level = match block.kind {
        BlockKind::Heading(level) | BlockKind::ListItem(level) => Some(json!(level)),
        _ => None,
    };
    if let (Some(level), Some(object)) = (level, object.as_object_mut()) {
        object.insert("level".into(), level);
    }
    if let (true, Some(object)) = (block.continues, object.as_object_mut()) {
        object.insert("continues".into(), json!(true));
    }
    object
}

fn proposal(proposal: &Proposal, text: &Text) -> Value {
    let mut object = match &proposal.what {
        Offered::Span { label, place } => {
            let (start, end) = code_points(text, place.hull());
            let mut object = Map::new();
            object.insert("layer".into(), json!("span"));
            object.insert("label".into(), json!(label));
            object.insert("start".into(), json!(start));
            object.insert("end".into(), json!(end));
            object.insert("text".into(), json!(place.quote(text)));
            if place.is_fragmented() {
                let parts: Vec<(usize, usize)> = place.parts().map(|part| code_points(text, part)).collect();
                object.insert("parts".into(), json!(parts));
            }
            object
        }
        Offered::Tag(tag) => Map::from_iter([("layer".into(), json!("tag")), ("tag".into(), json!(tag))]),
        Offered::Stance { holder, target, value } => Map::from_iter([
            ("layer".into(), json!("stance")),
            ("holder".into(), json!(holder)),
            ("target".into(), json!(target)),
            ("value".into(), json!(value)),
        ]),
    };
    object.insert("by".into(), json!(proposal.producers));
    if let Some(score) = proposal.score {
        object.insert("score".into(), json!(score));
    }
    object.insert("later".into(), json!(proposal.later));
    Value::Object(object)
}

fn code_points(text: &Text, span: Span) -> (usize, usize) {
    (text.to_code_point(span.start).0, text.to_code_point(span.end).0)
}

/// A TOML value as JSON; times become text, and numbers that JSON cannot hold become null.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(time) => json!(time.to_string()),
        toml::Value::Array(values) => values.into_iter().map(from_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}
