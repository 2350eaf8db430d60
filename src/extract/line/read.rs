//! A line that a program wrote of a document, as the program's annotation set.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use toml::Table;

use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Holder, sidecar};
use crate::doc::Document;
use crate::extract::QUOTE;
use crate::extract::records::{Labelled, Records, Taken};
use crate::text::{CodePoint, Span, Text};

/// What a line says of a document.
#[derive(Debug)]
pub struct Heard {
    /// Proposals, their places in the document's text.
    pub set: AnnotationSet,
    /// What of it could not be read or has no place, in lower case and without the path.
    pub faults: Vec<String>,
}

/// The id of the document that a line speaks of, without reading the line behind it. `None` where it has none.
pub fn id_of(line: &[u8]) -> Option<String> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_slice(line);
    // The visitor leaves with an error as soon as it knows.
    let _left = json.deserialize_map(IdAlone(&mut found));
    found.as_ref().and_then(id_text)
}

/// An id as the name of a document.
fn id_text(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

struct IdAlone<'a>(&'a mut Option<Value>);

impl<'de> Visitor<'de> for IdAlone<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "id" {
                *self.0 = Some(map.next_value()?);
                return Err(A::Error::custom("read far enough"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Reads what `producer` says of `document` in one line of JSON, written as
/// [`Extraction::to_json`](crate::extract::Extraction::to_json) writes it: `spans`, `quotations` and `stances`, with
/// half-open offsets in code points of its `text`, or of the document's where it gives none. Labels are any; `score`
/// and `why` may be left out; a stance's `holder` and `target` may be words. Dates are no proposals, and what else
/// stands in it is passed over. Where its text is another than the document's, the places are found again as those
/// of a sidecar are.
///
/// # Errors
/// When the line is no JSON object, in lower case and without the path.
pub fn read(line: &str, producer: &AnnotatorName, document: &Document) -> Result<Heard, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| {
        let reason = error.to_string();
        format!("is no JSON: {}", reason.split(" at line ").next().unwrap_or_default())
    })?;
    let Value::Object(object) = value else { return Err("is no JSON object".into()) };
    let given = object.get("text").and_then(Value::as_str).filter(|text| *text != document.text().as_str());
    let given = given.map(Text::new);
    let text = given.as_ref().unwrap_or_else(|| document.text());
    let mut reading = Reading { text, faults: Vec::new() };
    let mut records = Records::new(text, producer.as_str());
    reading.spans(&object, &mut records);
    reading.quotations(&object, &mut records);
    reading.stances(&object, &mut records);
    let mut faults = reading.faults;
    let here = DocumentRef::of(document);
    let Some(then) = given.as_ref() else {
        return Ok(Heard { set: records.into_set(producer.clone(), here), faults });
    };
    let made_on = DocumentRef { text_sha256: sidecar::text_digest(then), chars: then.code_points(), ..here };
    let set = records.into_set(producer.clone(), made_on);
    let found = sidecar::read_again(&sidecar::write(&set, then), document.text(), &|_| Some(then.clone()));
    let found = found.map_err(|error| error.to_string())?;
    faults.extend(found.faults.iter().map(ToString::to_string));
    Ok(Heard { set: found.set, faults })
}

/// A line being read.
struct Reading<'a> {
    text: &'a Text,
    faults: Vec<String>,
}

impl<'a> Reading<'a> {
    fn spans(&mut self, object: &'a Map<String, Value>, records: &mut Records<'a>) {
        for (number, item) in list(object, "spans") {
            match self.labelled(item, None) {
                Ok(said) => {
                    records.span(said);
                }
                Err(reason) => self.faults.push(format!("span {number} {reason}")),
            }
        }
    }

    fn quotations(&mut self, object: &'a Map<String, Value>, records: &mut Records<'a>) {
        for (number, item) in list(object, "quotations") {
            let read = self.labelled(item, Some(QUOTE)).and_then(|said| {
                let speaker = self.passage(item, "speaker")?;
                Ok((said, self.passage(item, "source")?, speaker, self.passage(item, "cue")?))
            });
            let (said, source, speaker, cue) = match read {
                Ok(read) => read,
                Err(reason) => {
                    self.faults.push(format!("quotation {number} {reason}"));
                    continue;
                }
            };
            let mut attrs = Table::new();
            if let Some(kind) = item.get("type").and_then(Value::as_str) {
                attrs.insert("type".into(), kind.into());
            }
            if let Some((words, _)) = source.zip(speaker).filter(|(source, speaker)| source != speaker) {
                attrs.insert("source_words".into(), records.words(words).into());
            }
            records.quotation(said, attrs, speaker.or(source), cue);
        }
    }

    fn stances(&mut self, object: &'a Map<String, Value>, records: &mut Records<'a>) {
        for (number, item) in list(object, "stances") {
            if let Err(reason) = self.stance(item, records) {
                self.faults.push(format!("stance {number} {reason}"));
            }
        }
    }

    fn stance(&self, item: &'a Value, records: &mut Records<'a>) -> Result<(), String> {
        let value = word(item, "value").ok_or("has no `value`")?;
        let cue = self.passage(item, "cue")?;
        let (holder_span, target_span) = match (word(item, "holder"), word(item, "target")) {
            (None, None) => (self.passage(item, "holder")?, self.passage(item, "target")?),
            (None, Some(_)) => (self.passage(item, "holder")?, None),
            (Some(_), None) => (None, self.passage(item, "target")?),
            (Some(_), Some(_)) => (None, None),
        };
        let holder = match (word(item, "holder"), holder_span) {
            (Some("author"), _) => Holder::Author,
            (Some("outlet"), _) => Holder::Outlet,
            (Some(name), _) => Holder::Name(name.into()),
            (None, Some(span)) => Holder::Span(records.named(span)),
            (None, None) => return Err("has no `holder`".into()),
        };
        let target = match (word(item, "target"), target_span) {
            (Some(name), _) => name.to_owned(),
            (None, Some(span)) => records.words(span),
            (None, None) => return Err("has no `target`".into()),
        };
        let evidence = [holder_span, cue, target_span].into_iter().flatten().reduce(Span::hull);
        let why = word(item, "why").map(str::to_owned).or_else(|| {
            let negated = item.get("negated").and_then(Value::as_bool).unwrap_or_default();
            cue.map(|cue| format!("“{}”{}", records.words(cue), if negated { ", negated" } else { "" }))
        });
        records.stance(Taken { holder, target, value, evidence, cue, score: score(item), why });
        Ok(())
    }

    /// A span with its label, or with `usual` where it has none.
    fn labelled(&self, item: &'a Value, usual: Option<&'a str>) -> Result<Labelled<'a>, String> {
        let label = word(item, "label").or(usual).ok_or("has no `label`")?;
        let span = self.span(item.get("start"), item.get("end"))?;
        let quoted = item.get("text").and_then(Value::as_str);
        if let Some(quoted) = quoted.filter(|quoted| *quoted != self.text.slice(span)) {
            return Err(format!("is said to be {:?} and is {:?}", short(quoted), short(self.text.slice(span))));
        }
        Ok(Labelled { label, span, score: score(item), why: word(item, "why").map(str::to_owned) })
    }

    /// The passage `[start, end]` under `key`, if there is one.
    fn passage(&self, item: &Value, key: &str) -> Result<Option<Span>, String> {
        match item.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(ends)) if ends.len() == 2 => self.span(ends.first(), ends.last()).map(Some),
            Some(_) => Err(format!("has a `{key}` that is no [start, end]")),
        }
    }

    fn span(&self, start: Option<&Value>, end: Option<&Value>) -> Result<Span, String> {
        let at = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
        let (Some(start), Some(end)) = (at(start), at(end)) else { return Err("has no `start` and `end`".into()) };
        let span = (start < end).then(|| self.text.to_span(CodePoint(start), CodePoint(end))).flatten();
        span.ok_or_else(|| format!("stands at {start}..{end}, which is no place in the text"))
    }
}

/// The items of a list with their numbers, from 1.
fn list<'a>(object: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
    let items = object.get(key).and_then(Value::as_array);
    items.into_iter().flatten().enumerate().map(|(index, item)| (index + 1, item))
}

fn word<'a>(item: &'a Value, key: &str) -> Option<&'a str> {
    item.get(key).and_then(Value::as_str).filter(|word| !word.trim().is_empty())
}

fn score(item: &Value) -> Option<f64> {
    item.get("score").and_then(Value::as_f64).filter(|score| (0.0..=1.0).contains(score))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::proposal;
    use crate::extract::reader::{ArticleFormat, read as article};
    use crate::extract::{BUILTIN, Options, extract};

    const TEXT: &str = "Streit um die Brücke\n\nDie Präsidentin Katja Sommer traf in Hamburg den Minister. „Wir bauen die \
        Brücke noch in diesem Jahr fertig“, sagte Sommer. Katja Sommer kritisierte den Plan.\n";

    fn producer() -> AnnotatorName {
        AnnotatorName::parse(BUILTIN).unwrap()
    }

    /// What is offered, without the reasons, which a line gives more briefly.
    fn offered(set: &AnnotationSet, document: &Document) -> Vec<(crate::annot::Offered, Option<f64>)> {
        let own =
            AnnotationSet::new(AnnotatorName::parse("anna").unwrap(), crate::annot::Kind::Human, Default::default());
        let open = proposal::open(&own, std::slice::from_ref(set), document.text());
        open.into_iter().map(|proposal| (proposal.what, proposal.score)).collect()
    }

    #[test]
    fn what_is_written_is_read_as_it_was_meant() {
        let document = article("a.txt", TEXT.into(), ArticleFormat::Plain).unwrap();
        let extraction = extract(&document, &Options::default());
        let line = extraction.to_json(&document).to_string();
        assert_eq!(id_of(line.as_bytes()).as_deref(), Some("a.txt"));
        let (heard, meant) = (read(&line, &producer(), &document).unwrap(), extraction.to_set(&document));
        assert_eq!((heard.faults.len(), offered(&heard.set, &document)), (0, offered(&meant, &document)));
        let roles = |set: &AnnotationSet| {
            set.spans().iter().find(|span| span.label == QUOTE).map(|quotation| quotation.roles.clone()).unwrap()
        };
        assert_eq!(roles(&heard.set), roles(&meant));
        assert_eq!(heard.set.stances().len(), 1);
        assert_eq!(heard.set.stances()[0].evidence, meant.stances()[0].evidence);
    }

    #[test]
    fn places_follow_a_text_that_changed() {
        let then = article("a.txt", TEXT.into(), ArticleFormat::Plain).unwrap();
        let line = extract(&then, &Options::default()).to_json(&then).to_string();
        let now = article("a.txt", TEXT.replace("Die Präs", "Am Abend traf die Präs").into(), ArticleFormat::Plain);
        let heard = read(&line, &producer(), &now.as_ref().unwrap().clone()).unwrap();
        let text = now.unwrap().text().clone();
        let quotes: Vec<String> = heard.set.spans().iter().map(|span| span.place.quote(&text)).collect();
        assert!(quotes.iter().any(|quote| quote == "Katja Sommer"), "{quotes:?}");
        assert_eq!((heard.faults.len(), heard.set.orphans().len()), (0, 0));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_is_read() {
        let document = article("a.txt", "Anna sieht Otto.".into(), ArticleFormat::Plain).unwrap();
        let line = r#"{"id": 7, "spans": [{"start": 0, "end": 4, "label": "HELD"}, {"start": 0, "end": 99, "label": "PER"},
            {"start": 11, "end": 15, "label": "PER", "text": "Anna"}, {"start": 1}],
            "stances": [{"holder": "author", "target": "otto", "value": "favor", "score": 7}, {"value": "x"}]}"#;
        assert_eq!(id_of(line.as_bytes()).as_deref(), Some("7"));
        let heard = read(line, &producer(), &document).unwrap();
        assert_eq!((heard.set.spans().len(), heard.set.stances().len(), heard.faults.len()), (1, 1, 4));
        assert!(heard.faults[0].contains("span 2 stands at 0..99"), "{:?}", heard.faults);
        assert!(read("[1", &producer(), &document).unwrap_err().starts_with("is no JSON"));
        assert!(
            read("[1]", &producer(), &document).is_err() && id_of(b"[1").is_none() && id_of(b"{\"a\": 1}").is_none()
        );
    }
}
