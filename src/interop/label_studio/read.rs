//! Reading tasks.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::entities::{self, word};
use super::super::foreign::{
    ForeignCommon, ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan, ForeignTag, table_of_json, toml_of_json,
};
use super::super::unit::Unit;
use crate::annot::{Kind, Status};

type Object = Map<String, Value>;

/// Reads one task: a set from each of its annotations and predictions.
///
/// # Errors
/// When it is no JSON, or no task.
pub(super) fn read(json: &str) -> Result<Vec<ForeignDocument>, String> {
    let value = entities::json(json)?;
    match value {
        Value::Object(task) => document(task).map(|document| vec![document]),
        // A whole export on one line.
        Value::Array(tasks) => tasks
            .into_iter()
            .map(|task| match task {
                Value::Object(task) => document(task),
                _ => Err("is a list, but not one of tasks".into()),
            })
            .collect(),
        _ => Err("is no task".into()),
    }
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => Vec::new(),
        Some(value) => vec![value],
    }
}

fn document(mut task: Object) -> Result<ForeignDocument, String> {
    let Some(Value::Object(mut data)) = task.shift_remove("data") else {
        return Err("is no task: it has no `data`".into());
    };
    let mut document = ForeignDocument { text: text(&mut data), ..ForeignDocument::default() };
    let names = ["title", "date", "url", "outlet", "author", "language"];
    document.meta = names.into_iter().filter_map(|key| Some((key, word(&data.shift_remove(key)?)?))).collect();
    let name = ["id", "name", "doc_id", "filename", "file"].into_iter().find_map(|key| word(&data.shift_remove(key)?));
    document.name = name.or_else(|| word(task.get("id")?));
    data.shift_remove("tags");
    let told = task.get("meta").and_then(|meta| meta.get("annotator")).and_then(word);
    let escapes = document.text.as_deref().is_some_and(|text| !text.contains("\\n"));
    for annotation in ["annotations", "completions"].into_iter().flat_map(|key| list(task.shift_remove(key))) {
        if let Value::Object(annotation) = annotation {
            document.sets.push(annotated(annotation, told.as_deref(), escapes));
        }
    }
    for prediction in list(task.shift_remove("predictions")) {
        if let Value::Object(prediction) = prediction {
            document.sets.push(predicted(prediction, escapes));
        }
    }
    if document.sets.is_empty() && document.text.is_none() {
        return Err("has neither a text nor annotations".into());
    }
    // What the program counts by itself.
    if let Some(Value::Object(meta)) = task.get_mut("meta") {
        meta.shift_remove("annotator");
    }
    task.retain(|key, value| {
        !(key.starts_with("total_") || key.ends_with("_count") || value.is_null() || *value == json!({}))
    });
    let drafts = list(task.shift_remove("drafts"));
    if let Some(first) = document.sets.first_mut() {
        first.rest.extend(drafts.into_iter().map(|draft| json!({ "draft": draft }).to_string()));
        if !data.is_empty() {
            first.rest.push(json!({ "data": data }).to_string());
        }
        if !task.is_empty() {
            first.rest.push(json!({ "task": task }).to_string());
        }
    }
    Ok(document)
}

/// The text of a task: `text`, or the longest of its fields. Pages of HTML and dialogues are none.
fn text(data: &mut Object) -> Option<String> {
    let longest = || {
        let texts = data.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
        let texts = texts.filter(|(key, text)| text.contains(' ') && !["html", "title"].contains(&key.as_str()));
        texts.max_by_key(|(_, text)| text.len()).map(|(key, _)| key.clone())
    };
    let is_text = |key: &&str| data.get(*key).is_some_and(Value::is_string);
    let key = ["text", "content", "body", "article"].iter().find(|key| is_text(key)).map(|key| (*key).to_owned());
    match data.shift_remove(&key.or_else(longest)?)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Who made an annotation: a number, or a user with an address.
fn user(value: &Value) -> Option<String> {
    match value {
        Value::Object(user) => ["username", "email", "first_name", "id"]
            .into_iter()
            .find_map(|key| word(user.get(key)?))
            .map(|name| name.split('@').next().unwrap_or_default().to_owned()),
        value => word(value).map(|name| name.split('@').next().unwrap_or_default().to_owned()),
    }
}

fn annotated(mut annotation: Object, told: Option<&str>, escapes: bool) -> ForeignSet {
    let mut set = ForeignSet::new(Unit::CodePoints);
    let by = ["completed_by", "created_username"].into_iter().find_map(|key| user(annotation.get(key)?));
    set.by = told.map(str::to_owned).or(by);
    set.kind = Some(Kind::Human);
    let cancelled = annotation.shift_remove("was_cancelled").or_else(|| annotation.shift_remove("skipped"));
    set.status = Some(if cancelled == Some(Value::Bool(true)) { Status::Skipped } else { Status::Done });
    let results = list(annotation.shift_remove("result"));
    read_results(results, escapes, &mut set);
    keep("annotation", annotation, &mut set);
    set
}

fn predicted(mut prediction: Object, escapes: bool) -> ForeignSet {
    let mut set = ForeignSet::new(Unit::CodePoints);
    let version = prediction.shift_remove("model_version").as_ref().and_then(word);
    set.by = Some(version.filter(|version| !version.is_empty()).unwrap_or_else(|| "label-studio".into()));
    set.kind = Some(Kind::Model);
    let results = list(prediction.shift_remove("result"));
    read_results(results, escapes, &mut set);
    // Where it is from says nothing in a prediction.
    set.spans.iter_mut().for_each(|span| _ = span.common.rest.remove("origin"));
    keep("prediction", prediction, &mut set);
    set
}

/// Keeps what else is told of an annotation.
fn keep(what: &str, mut fields: Object, set: &mut ForeignSet) {
    let is_said = |key: &String, value: &mut Value| {
        let is_nothing = value.is_null() || *value == json!(false) || *value == json!([]) || *value == json!({});
        !is_nothing && !["task", "project", "result_count", "created_ago"].contains(&key.as_str())
    };
    fields.retain(is_said);
    if !fields.is_empty() {
        set.rest.push(json!({ what: fields }).to_string());
    }
}

fn read_results(results: Vec<Value>, escapes: bool, set: &mut ForeignSet) {
    let mut regions: HashMap<String, usize> = HashMap::new();
    let mut others: Vec<Object> = Vec::new();
    for result in results {
        let Value::Object(mut result) = result else {
            set.rest.push(result.to_string());
            continue;
        };
        match region(&mut result, escapes, set) {
            Some((id, at)) => _ = id.map(|id| regions.entry(id).or_insert(at)),
            None => others.push(result),
        }
    }
    // What hangs on a region may stand before it.
    for result in others {
        let kept = Value::Object(result.clone());
        if hang(result, &regions, set).is_none() {
            set.rest.push(kept.to_string());
        }
    }
}

/// A labelled region of a text; its id, and the number of its first span. Anything else is left as it is.
fn region(result: &mut Object, escapes: bool, set: &mut ForeignSet) -> Option<(Option<String>, usize)> {
    if result.get("type").and_then(Value::as_str) != Some("labels") {
        return None;
    }
    let value = result.get("value")?.as_object()?;
    let offset = |key: &str| match value.get(key)? {
        Value::String(number) => number.parse().ok(),
        number => usize::try_from(number.as_u64()?).ok(),
    };
    let (start, end) = (offset("start")?, offset("end")?);
    let labels: Vec<String> = value.get("labels")?.as_array()?.iter().filter_map(word).collect();
    if labels.is_empty() {
        return None;
    }
    let mut fields = std::mem::take(result);
    let mut value = match fields.shift_remove("value") {
        Some(Value::Object(value)) => value,
        _ => Object::new(),
    };
    let mut number = |key: &str| value.shift_remove(key).and_then(|score| score.as_f64());
    let score = number("confidence").or_else(|| number("score"));
    let score = fields.shift_remove("score").and_then(|score| score.as_f64()).or(score);
    let text = value.shift_remove("text").as_ref().and_then(word);
    // The browser writes a line feed as a backslash and an n.
    let text = text.map(|text| if escapes && text.contains("\\n") { text.replace("\\n", "\n") } else { text });
    let id = fields.shift_remove("id").as_ref().and_then(word);
    let mut note = None;
    if let Some(Value::Object(mut meta)) = fields.shift_remove("meta") {
        let lines: Vec<String> = list(meta.shift_remove("text")).iter().filter_map(word).collect();
        note = (!lines.is_empty()).then(|| lines.join("\n"));
        if !meta.is_empty() {
            fields.insert("meta".into(), Value::Object(meta));
        }
    }
    ["start", "end", "labels"].into_iter().for_each(|key| _ = value.shift_remove(key));
    let usual = [("from_name", "label"), ("to_name", "text"), ("type", "labels"), ("origin", "manual")];
    fields.retain(|key, value| !usual.iter().any(|(known, usual)| key == known && value == usual));
    if !value.is_empty() {
        fields.insert("value".into(), Value::Object(value));
    }
    let common =
        ForeignCommon { key: id.clone(), score, note, rest: table_of_json(fields), ..ForeignCommon::default() };
    let first = set.spans.len();
    for (turn, label) in labels.into_iter().enumerate() {
        let mut common = common.clone();
        if turn > 0 {
            common.key = id.as_ref().map(|id| format!("#{id}/{turn}"));
            common.rest = id.iter().map(|id| (WITH.to_owned(), toml::Value::String(id.clone()))).collect();
            common.note = None;
        }
        set.spans.push(ForeignSpan {
            label,
            parts: vec![(start, end)],
            text: text.clone(),
            common,
            ..ForeignSpan::default()
        });
    }
    Some((id, first))
}

/// What is no region: it hangs on one, joins two, or is said of the document.
fn hang(mut result: Object, regions: &HashMap<String, usize>, set: &mut ForeignSet) -> Option<()> {
    let kind = result.shift_remove("type")?.as_str()?.to_owned();
    if kind == "relation" {
        return relation(&result, regions, set);
    }
    let value = result.get("value")?.as_object()?.clone();
    let region = result.get("id").and_then(word).and_then(|id| regions.get(&id).copied());
    let name = result.get("from_name").and_then(word).unwrap_or_else(|| kind.clone());
    let told = value.get(&kind).or_else(|| value.get("text"))?.clone();
    let words: Vec<String> = list(Some(told.clone())).iter().filter_map(path).collect();
    let Some(common) = region.and_then(|at| set.spans.get_mut(at)).map(|span| &mut span.common) else {
        match kind.as_str() {
            "choices" => set.tags.extend(words.into_iter().map(|tag| {
                let rest = table_of_json((name != "tag").then(|| ("from_name".to_owned(), json!(name))));
                let score = result.get("score").and_then(Value::as_f64);
                ForeignTag { tag, common: ForeignCommon { rest, score, ..ForeignCommon::default() } }
            })),
            "textarea" => set.notes.extend(words),
            _ => return None,
        }
        return Some(());
    };
    match kind.as_str() {
        "textarea" if common.note.is_none() => common.note = Some(words.join("\n")),
        "choices" | "rating" | "number" | "datetime" | "taxonomy" | "textarea" if !common.attrs.contains_key(&name) => {
            let value = match words.as_slice() {
                [only] if !told.is_number() => toml::Value::String(only.clone()),
                [_] => toml_of_json(told)?,
                several => several.iter().map(|word| toml::Value::String(word.clone())).collect::<Vec<_>>().into(),
            };
            // Which control it was chosen with.
            if (kind != "choices" || value.is_array())
                && let toml::Value::Table(kinds) =
                    common.rest.entry(KINDS).or_insert_with(|| toml::Value::Table(toml::Table::new()))
            {
                kinds.insert(name.clone(), toml::Value::String(kind));
            }
            common.attrs.insert(name, value);
        }
        _ => return None,
    }
    Some(())
}

/// A choice, or a path in a taxonomy.
fn path(value: &Value) -> Option<String> {
    match value {
        Value::Array(steps) => Some(steps.iter().filter_map(word).collect::<Vec<_>>().join("/")),
        value => word(value),
    }
}

fn relation(result: &Object, regions: &HashMap<String, usize>, set: &mut ForeignSet) -> Option<()> {
    let (from, to) = (word(result.get("from_id")?)?, word(result.get("to_id")?)?);
    let direction = result.get("direction").and_then(Value::as_str).unwrap_or("right");
    let (head, tail) = if direction == "left" { (to, from) } else { (from, to) };
    let mut labels: Vec<String> = list(result.get("labels").cloned()).iter().filter_map(word).collect();
    if labels.is_empty() {
        labels.push("related".into());
    }
    for label in labels {
        if ROLES.contains(&label.as_str())
            && regions.contains_key(&tail)
            && let Some(span) = regions.get(&head).and_then(|at| set.spans.get_mut(*at))
        {
            match span.roles.iter_mut().find(|(role, _)| *role == label) {
                Some((_, keys)) => keys.push(tail.clone()),
                None => span.roles.push((label, vec![tail.clone()])),
            }
            continue;
        }
        let mut relation =
            ForeignRelation { label, head: head.clone(), tail: tail.clone(), ..ForeignRelation::default() };
        if direction == "bi" {
            relation.common.rest.insert("direction".into(), "bi".into());
        }
        set.relations.push(relation);
    }
    Some(())
}

/// Where a label stands with others on one region: that region's id.
pub(super) const WITH: &str = "labels_with";

/// The controls of attributes that are no single choice, by the attribute's name.
pub(super) const KINDS: &str = "controls";

/// Relations that say who speaks, and in which word, are roles of quotations.
pub(super) const ROLES: [&str; 3] = ["source", "cue", "addressee"];
