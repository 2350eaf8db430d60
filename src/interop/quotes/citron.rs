//! BBC Citron. Its annotation files tell a text and places in characters; `citron-extract` writes the same fields with the
//! numbers of spaCy's tokens, so that only the words can be trusted.

use serde_json::Value;

use super::super::entities::{Fields, items, json, word};
use super::super::foreign::{ForeignDocument, ForeignSpan, table_of_json};
use super::super::unit::Unit;
use super::gathered::{Gathered, Told, kind_of, quotation};
use crate::annot::Kind;

/// Reads one document.
///
/// # Errors
/// When it is no JSON, or has no quotes.
pub(super) fn read(text: &str) -> Result<Vec<ForeignDocument>, String> {
    let Value::Object(object) = json(text)? else { return Err("is no document of Citron".into()) };
    let mut fields = Fields(object);
    if !fields.0.contains_key("quotes") {
        return Err("has no quotes".into());
    }
    let name = fields.word(&["id", "name", "doc_id", "filename"]);
    let mut document = ForeignDocument { name, text: fields.word(&["text"]), ..ForeignDocument::default() };
    let mut gathered = Gathered::new(Unit::CodePoints, Kind::Model);
    for quote in items(fields.take(&["quotes"])) {
        let kept = quote.to_string();
        match read_quote(quote, document.text.is_some(), &mut gathered) {
            Some(span) => gathered.set.spans.push(span),
            None => gathered.set.rest.push(kept),
        }
    }
    if fields.0.get("coreference_groups").is_some_and(|groups| groups.as_array().is_some_and(Vec::is_empty)) {
        fields.0.remove("coreference_groups");
    }
    if !fields.0.is_empty() {
        gathered.set.rest.push(Value::Object(fields.0).to_string());
    }
    document.sets.push(gathered.set);
    Ok(vec![document])
}

/// A span of Citron with its place as a number of whatever it counts, for comparing.
struct Piece {
    told: Told,
    start: Option<u64>,
}

/// The pieces of a field. Places are left out where they count tokens: without a text, and with words of another length.
fn pieces(value: Option<Value>, has_text: bool) -> Vec<Piece> {
    let piece = |value: Value| -> Option<Piece> {
        if let Value::String(text) = value {
            return Some(Piece { told: Told { parts: Vec::new(), text: Some(text) }, start: None });
        }
        let number = |name: &str| value.get(name).and_then(|at| word(at)?.parse::<u64>().ok());
        let (start, end) = (number("start"), number("end"));
        let text = value.get("text").and_then(word);
        let offset = |at: Option<u64>| usize::try_from(at?).ok();
        let place = offset(start).zip(offset(end)).filter(|(from, to)| match &text {
            Some(text) => has_text || to.checked_sub(*from) == Some(text.chars().count()),
            None => has_text,
        });
        let told = Told { parts: place.into_iter().collect(), text };
        (!told.is_empty()).then_some(Piece { told, start })
    };
    items(value).into_iter().filter_map(piece).collect()
}

fn read_quote(quote: Value, has_text: bool, gathered: &mut Gathered) -> Option<ForeignSpan> {
    let Value::Object(object) = quote else { return None };
    let mut fields = Fields(object);
    let contents = pieces(fields.0.get("contents").or_else(|| fields.0.get("content")).cloned(), has_text);
    let whole = whole(&contents)?;
    fields.0.retain(|key, _| !["contents", "content", "id"].contains(&key.as_str()));
    let cue = pieces(fields.take(&["cue", "cues"]), has_text);
    let mut sources = pieces(fields.take(&["sources", "source"]), has_text);
    let mut resolved = pieces(fields.take(&["coreferences"]), has_text);
    // What stands nearer to the cue was said there; the extractor puts names it resolved in the place of sources.
    let near = cue.first().or(contents.first()).and_then(|piece| piece.start);
    let distance = |pieces: &[Piece]| pieces.iter().filter_map(|piece| Some(piece.start?.abs_diff(near?))).min();
    if let (Some(source), Some(other)) = (distance(&sources), distance(&resolved))
        && other < source
    {
        std::mem::swap(&mut sources, &mut resolved);
    }
    let mut span = quotation(&whole);
    if let Some(text) = &whole.text {
        span = span.with_attr("type", kind_of(text));
    }
    let entity = resolved.first().and_then(|piece| piece.told.text.clone());
    for source in &sources {
        let at = gathered.role(&mut span, "source", &source.told);
        if let Some(mention) = at.and_then(|at| gathered.set.spans.get_mut(at)) {
            mention.entity = mention.entity.take().or_else(|| entity.clone());
        }
    }
    for cue in &cue {
        gathered.role(&mut span, "cue", &cue.told);
    }
    span.common.score = fields.number(&["confidence"]);
    span.common.rest = table_of_json(fields.0);
    Some(span)
}

/// The contents as one quotation; several are its parts.
fn whole(contents: &[Piece]) -> Option<Told> {
    let first = contents.first()?;
    let texts: Option<Vec<&str>> = contents.iter().map(|piece| piece.told.text.as_deref()).collect();
    let text = texts.map(|texts| texts.join(" "));
    let placed = contents.iter().all(|piece| !piece.told.parts.is_empty());
    match placed {
        true => Some(Told { parts: contents.iter().flat_map(|piece| piece.told.parts.clone()).collect(), text }),
        // Parts without places cannot be put together; the first is most of it.
        false => Some(Told { parts: Vec::new(), text: first.told.text.clone() }),
    }
}
