//! Reading stances in JSON: sentences with targets (NewsMTSC), articles with answers (CHeeSE), what classifiers print, and
//! objects that are rows of a table.

use serde_json::Value;

use super::super::entities::{Fields, items, json, word};
use super::super::foreign::{
    ForeignCommon, ForeignDocument, ForeignHolder, ForeignSet, ForeignSpan, ForeignStance, ForeignTag, Verdict,
    table_of_json,
};
use super::super::format::Row;
use super::super::unit::Unit;
use super::rows;
use super::values::{of_polarity, of_word};
use crate::annot::build::EVIDENCE;

/// Reads one value.
///
/// # Errors
/// When it is no JSON, or holds no stance.
pub(super) fn read(text: &str) -> Result<Vec<ForeignDocument>, String> {
    match json(text)? {
        Value::Object(object) if object.contains_key("targets") => sentence(Fields(object)),
        Value::Object(object) if object.contains_key("article_stance") => article(Fields(object)),
        Value::Object(object) if object.contains_key("scores") && object.contains_key("labels") => {
            zero_shot(Fields(object))
        }
        Value::Object(object) => row(Fields(object)),
        Value::Array(list) => classes(list),
        _ => Err("is neither an object nor a list".into()),
    }
    .map(|document| vec![document])
}

/// An object as a row: its words and numbers are the cells.
fn row(fields: Fields) -> Result<ForeignDocument, String> {
    let scalar = |(name, value): &(String, Value)| {
        let cell = value.as_bool().map(|it| it.to_string()).or_else(|| word(value))?;
        Some((name.clone(), cell))
    };
    let (names, cells): (Vec<String>, Vec<String>) = fields.0.into_iter().filter_map(|field| scalar(&field)).unzip();
    rows::read(&Row { names: &names, cells: &cells })
}

/// A sentence with the polarity towards each of its targets.
fn sentence(mut fields: Fields) -> Result<ForeignDocument, String> {
    let name = fields.word(&["id", "gid", "primary_gid", "doc_id"]);
    let text = fields.word(&["sentence_normalized", "sentence", "text"]);
    let mut set = ForeignSet::new(Unit::CodePoints);
    for target in items(fields.take(&["targets"])) {
        let kept = target.to_string();
        match aimed(target, &mut set) {
            Some(stance) => set.stances.push(stance),
            None => set.rest.push(kept),
        }
    }
    if set.stances.is_empty() && text.is_none() {
        return Err("has neither a sentence nor targets with a polarity".into());
    }
    if !fields.0.is_empty() {
        set.rest.push(Value::Object(fields.0).to_string());
    }
    Ok(ForeignDocument { name, text, sets: vec![set], ..ForeignDocument::default() })
}

fn aimed(target: Value, set: &mut ForeignSet) -> Option<ForeignStance> {
    let Value::Object(object) = target else { return None };
    let mut fields = Fields(object);
    let mention = fields.word(&["mention", "target", "text"])?;
    let polarity = fields.word(&["polarity", "stance", "label"])?;
    let value = of_polarity(&polarity).map_or(polarity, str::to_owned);
    let mut stance = ForeignStance { target: mention.clone(), value, ..ForeignStance::default() };
    if let Some((start, end)) = fields.offset(&["from", "start"]).zip(fields.offset(&["to", "end"])) {
        let mut span = ForeignSpan { text: Some(mention), ..ForeignSpan::new(EVIDENCE, start, end) };
        let key = format!("#{EVIDENCE} {start} {end}");
        span.common.key = Some(key.clone());
        set.spans.push(span);
        stance.evidence.push(key);
    }
    stance.common.rest = table_of_json(fields.0);
    Some(stance)
}

/// An article of CHeeSE with what it says to each question.
fn article(mut fields: Fields) -> Result<ForeignDocument, String> {
    let mut document = ForeignDocument { name: fields.word(&["article_id", "id"]), ..ForeignDocument::default() };
    let title = fields.word(&["title"]);
    let snippet = fields.word(&["snippet"]);
    let paragraphs = items(fields.0.get("paragraphs").cloned());
    let paragraphs = paragraphs.iter().filter_map(|paragraph| paragraph.get("text").or(Some(paragraph)).and_then(word));
    let parts: Vec<String> =
        title.clone().into_iter().chain(snippet).chain(paragraphs).filter(|it| !it.is_empty()).collect();
    document.text = Some(parts.join("\n\n")).filter(|text| !text.is_empty());
    document.meta.extend(title.map(|title| ("title", title)));
    document.meta.extend(fields.word(&["source"]).map(|outlet| ("outlet", outlet)));
    document.meta.extend(fields.word(&["date"]).map(|date| ("date", date)));
    let mut set = ForeignSet::new(Unit::CodePoints);
    for answer in items(fields.take(&["article_stance"])) {
        let kept = answer.to_string();
        let Value::Object(object) = answer else {
            set.rest.push(kept);
            continue;
        };
        let mut answer = Fields(object);
        match (answer.word(&["question"]), answer.word(&["stance"])) {
            (Some(target), Some(stance)) => {
                let value = of_word(&stance).map_or(stance, str::to_owned);
                let common = ForeignCommon { rest: table_of_json(answer.0), ..ForeignCommon::default() };
                set.stances.push(ForeignStance { target, value, common, ..ForeignStance::default() });
            }
            _ => set.rest.push(kept),
        }
    }
    if !fields.0.is_empty() {
        set.rest.push(Value::Object(fields.0).to_string());
    }
    document.sets.push(set);
    Ok(document)
}

/// A tag that is worth this much; under a half it is turned down.
fn tag(label: String, score: Option<f64>) -> ForeignTag {
    let verdict = if score.is_some_and(|score| score < 0.5) { Verdict::Rejected } else { Verdict::Said };
    ForeignTag { tag: label, common: ForeignCommon { score, verdict, ..ForeignCommon::default() } }
}

/// What a zero-shot pipeline prints: labels with scores, best first. Labels without a target are tags.
fn zero_shot(mut fields: Fields) -> Result<ForeignDocument, String> {
    let scores: Vec<Option<f64>> = items(fields.take(&["scores"])).iter().map(Value::as_f64).collect();
    let labels = items(fields.take(&["labels"]));
    let mut set = ForeignSet::new(Unit::CodePoints);
    let target = fields.word(&["target", "question"]);
    let text = fields.word(&["sequence", "text"]);
    let name = fields.word(&["id", "doc_id", "document"]);
    match (target, labels.first().and_then(word)) {
        (Some(target), Some(label)) => {
            let value = of_word(&label).map_or(label, str::to_owned);
            let common = ForeignCommon { score: scores.first().copied().flatten(), ..ForeignCommon::default() };
            set.stances.push(ForeignStance {
                target,
                value,
                common,
                holder: ForeignHolder::Author,
                ..ForeignStance::default()
            });
        }
        _ => {
            let scored = labels.iter().zip(scores.into_iter().chain(std::iter::repeat(None)));
            set.tags.extend(scored.filter_map(|(label, score)| Some(tag(word(label)?, score))));
        }
    }
    if set.tags.is_empty() && set.stances.is_empty() {
        return Err("has no labels".into());
    }
    Ok(ForeignDocument { name, text, sets: vec![set], ..ForeignDocument::default() })
}

/// What a text classification pipeline prints: labels with scores, of one text. They are tags.
fn classes(list: Vec<Value>) -> Result<ForeignDocument, String> {
    let mut set = ForeignSet::new(Unit::CodePoints);
    let flat = list.into_iter().flat_map(|item| items(Some(item)));
    for item in flat {
        let label = item.get("label").and_then(word);
        match label {
            Some(label) => set.tags.push(tag(label, item.get("score").and_then(Value::as_f64))),
            None => set.rest.push(item.to_string()),
        }
    }
    match set.tags.is_empty() {
        true => Err("is a list, but not one of labels with scores".into()),
        false => Ok(ForeignDocument { sets: vec![set], ..ForeignDocument::default() }),
    }
}
