//! Stanford CoreNLP's JSON. Characters are UTF-16 units; a quote's speaker is told by the numbers of tokens, the last one
//! included.

use serde_json::Value;

use super::super::entities::{Fields, items, json};
use super::super::foreign::{ForeignDocument, ForeignSpan, table_of_json};
use super::super::unit::Unit;
use super::gathered::{Gathered, Told, quotation};
use crate::annot::Kind;

/// A speaker that CoreNLP did not find.
const UNKNOWN: &str = "Unknown";

/// Reads one document.
///
/// # Errors
/// When it is no JSON, or has neither sentences nor quotes.
pub(super) fn read(text: &str) -> Result<Vec<ForeignDocument>, String> {
    let Value::Object(object) = json(text)? else { return Err("is no document of CoreNLP".into()) };
    let mut fields = Fields(object);
    if !fields.0.contains_key("sentences") && !fields.0.contains_key("quotes") {
        return Err("has neither sentences nor quotes".into());
    }
    let mut document = ForeignDocument { name: fields.word(&["docId", "docID", "id"]), ..ForeignDocument::default() };
    document.meta.extend(fields.word(&["docDate"]).map(|date| ("date", date)));
    let mut gathered = Gathered::new(Unit::Utf16, Kind::Model);
    let mut text = Rebuilt::default();
    let mut tokens: Vec<(usize, usize)> = Vec::new();
    let sentences = items(fields.take(&["sentences"]));
    for token in sentences.iter().filter_map(|sentence| sentence.get("tokens")?.as_array()).flatten() {
        tokens.push(offsets(token).unwrap_or_default());
        text.push(token);
    }
    for mention in
        sentences.into_iter().flat_map(|mut sentence| items(sentence.get_mut("entitymentions").map(Value::take)))
    {
        read_mention(mention, &mut gathered);
    }
    for quote in items(fields.take(&["quotes"])) {
        let kept = quote.to_string();
        match read_quote(quote, &tokens, &mut gathered) {
            Some(span) => gathered.set.spans.push(span),
            None => gathered.set.rest.push(kept),
        }
    }
    document.text = text.whole();
    // What CoreNLP makes again of the text by itself.
    fields.take(&["corefs"]);
    if !fields.0.is_empty() {
        gathered.set.rest.push(Value::Object(fields.0).to_string());
    }
    document.sets.push(gathered.set);
    Ok(vec![document])
}

fn number(value: &Value, name: &str) -> Option<usize> {
    usize::try_from(value.get(name)?.as_u64()?).ok()
}

fn offsets(value: &Value) -> Option<(usize, usize)> {
    number(value, "characterOffsetBegin").zip(number(value, "characterOffsetEnd"))
}

fn read_mention(mention: Value, gathered: &mut Gathered) {
    let place = offsets(&mention);
    let Value::Object(object) = mention else { return };
    let mut fields = Fields(object);
    let (Some((start, end)), Some(label)) = (place, fields.word(&["ner"])) else {
        return gathered.set.rest.push(Value::Object(fields.0).to_string());
    };
    let sure = fields.object("nerConfidences").and_then(|sure| sure.get(&label)?.as_f64()).filter(|sure| *sure >= 0.0);
    let (at, _) = gathered.named(&label, &Told::at(start, end, fields.word(&["text"])));
    if let Some(span) = gathered.set.spans.get_mut(at) {
        span.common.score = sure;
    }
}

fn read_quote(quote: Value, tokens: &[(usize, usize)], gathered: &mut Gathered) -> Option<ForeignSpan> {
    let Value::Object(object) = quote else { return None };
    let mut fields = Fields(object);
    let (start, end) = (fields.offset(&["beginIndex"])?, fields.offset(&["endIndex"])?);
    // CoreNLP takes quotations by their marks.
    let mut span = quotation(&Told::at(start, end, fields.word(&["text"]))).with_attr("type", "direct");
    let speaker = fields.word(&["canonicalSpeaker"]).filter(|name| name != UNKNOWN);
    let said = fields.word(&["speaker"]).filter(|name| name != UNKNOWN);
    let mention = fields.word(&["mention"]).filter(|name| name != UNKNOWN);
    let mut by_tokens = |begin: &str, end: &str| {
        let (first, last) = (fields.offset(&[begin])?, fields.offset(&[end])?);
        Some((tokens.get(first)?.0, tokens.get(last)?.1))
    };
    let named = by_tokens("mentionBegin", "mentionEnd");
    let canonical = by_tokens("canonicalMentionBegin", "canonicalMentionEnd");
    let name = speaker.or(said);
    let told = match (named, mention) {
        (Some((start, end)), text) => Some(Told::at(start, end, text)),
        (None, Some(text)) => Some(Told { parts: Vec::new(), text: Some(text) }),
        (None, None) => canonical.map(|(start, end)| Told::at(start, end, name.clone())),
    };
    match told.and_then(|told| gathered.role(&mut span, "source", &told)).and_then(|at| gathered.set.spans.get_mut(at))
    {
        Some(source) => source.entity = source.entity.take().or(name),
        None => span = name.iter().fold(span, |span, name| span.with_attr("speaker", name)),
    }
    // They follow from the places.
    let numbers = ["id", "beginToken", "endToken", "beginSentence", "endSentence", "mentionType"];
    fields.0.retain(|key, _| !numbers.contains(&key.as_str()));
    span.common.rest = table_of_json(fields.0);
    Some(span)
}

/// The text as its tokens tell it.
#[derive(Default)]
struct Rebuilt {
    text: String,
    /// Its length in UTF-16 units.
    len: usize,
    after: String,
    is_broken: bool,
}

impl Rebuilt {
    fn push(&mut self, token: &Value) {
        let word = |name: &str| token.get(name).and_then(Value::as_str);
        let (Some(begin), Some(form)) = (number(token, "characterOffsetBegin"), word("originalText")) else {
            self.is_broken = true;
            return;
        };
        let gap = begin.saturating_sub(self.len);
        match word("before").filter(|before| before.encode_utf16().count() == gap) {
            Some(before) => self.text += before,
            // A gap of a text that is longer than anybody's is no gap but a wrong number.
            None if gap <= 1 << 16 => self.text.extend(std::iter::repeat_n(' ', gap)),
            None => self.is_broken = true,
        }
        self.text += form;
        self.len = begin.max(self.len) + form.encode_utf16().count();
        self.after = word("after").unwrap_or_default().to_owned();
    }

    fn whole(self) -> Option<String> {
        (!self.is_broken && !self.text.is_empty()).then(|| self.text + &self.after)
    }
}
