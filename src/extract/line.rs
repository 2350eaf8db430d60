//! What the recognisers say of a document as one JSON object, with offsets in code points.

use serde_json::{Map, Value, json};

use super::extraction::rounded;
use super::{Extraction, QUOTE};
use crate::doc::Document;
use crate::text::Span;

impl Extraction {
    /// `{"id", "text", "language", "spans", "quotations", "dates", "stances"}`: what `gloss extract --jsonl` prints of
    /// `document`, and what `assets/schemas/extract.schema.json` describes.
    pub fn to_json(&self, document: &Document) -> Value {
        let text = document.text();
        let at = |byte: usize| text.to_code_point(byte).0;
        let pair = |span: Span| json!([at(span.start), at(span.end)]);
        let spans = self.mentions.iter().map(|mention| {
            json!({
                "start": at(mention.span.start),
                "end": at(mention.span.end),
                "label": mention.label.name(),
                "text": text.slice(mention.span),
                "score": rounded(mention.score),
                "why": mention.why.text(),
            })
        });
        let quotations = self.quotations.iter().map(|quotation| {
            let source = quotation.source;
            json!({
                "start": at(quotation.span.start),
                "end": at(quotation.span.end),
                "label": QUOTE,
                "type": quotation.kind.name(),
                "text": text.slice(quotation.span),
                "cue": quotation.cue.map(pair),
                "source": source.map(|source| pair(source.span)),
                "speaker": source.map(|source| pair(source.resolved.unwrap_or(source.span))),
                "score": rounded(quotation.score),
                "why": quotation.why.text(),
            })
        });
        let dates = self.dates.iter().map(|date| {
            json!({
                "start": at(date.span.start),
                "end": at(date.span.end),
                "text": text.slice(date.span),
                "value": date.value.map(|value| value.to_string()),
                "why": date.reason(),
            })
        });
        let stances = self.stances.iter().map(|hint| {
            json!({
                "holder": pair(hint.holder),
                "target": pair(hint.object),
                "cue": pair(hint.cue),
                "value": hint.value.name(),
                "negated": hint.negated,
                "score": rounded(hint.score),
            })
        });
        let mut line = Map::new();
        line.insert("id".into(), json!(document.name()));
        line.insert("text".into(), json!(text.as_str()));
        line.insert("language".into(), json!(self.language));
        line.insert("spans".into(), spans.collect());
        line.insert("quotations".into(), quotations.collect());
        line.insert("dates".into(), dates.collect());
        line.insert("stances".into(), stances.collect());
        Value::Object(line)
    }
}
