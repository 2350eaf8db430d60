//! Reading a row of a table of stances.

use toml::{Table, Value};

use super::super::foreign::{ForeignDocument, ForeignHolder, ForeignSet, ForeignSpan, ForeignStance};
use super::super::format::Row;
use super::super::tables::unguarded;
use super::super::unit::Unit;
use super::values::{of_agreement, of_polarity, of_word};
use crate::annot::build::{EVIDENCE, SPEAKER};

/// Columns that name a document.
pub(super) const DOCUMENT: &[&str] =
    &["document", "doc_id", "document_id", "docid", "article_id", "body id", "document_title", "file", "filename"];
const ID: &[&str] = &["id", "statement_id", "uid"];
const TARGET: &[&str] = &["target", "question", "concept", "topic", "claim", "headline"];
const HOLDER: &[&str] = &["holder", "person", "actor", "speaker", "organization", "organisation"];
/// Columns with the words that show a stance.
const EVIDENCES: &[&str] = &["evidence", "quote", "quotation", "statement"];
/// Columns with such words where a column names the document, and with the document itself where none does.
const TEXT: &[&str] = &["text", "comment", "tweet", "sentence", "sentence_normalized"];
const META: [(&str, &[&str]); 4] = [
    ("date", &["date", "time"]),
    ("outlet", &["outlet", "document_source"]),
    ("title", &["title"]),
    ("language", &["language"]),
];
/// The other columns that are understood.
const OTHERS: &[&str] = &[
    "annotator",
    "start",
    "stop",
    "end",
    "evidence_start",
    "evidence_end",
    "degree",
    "confidence",
    "score",
    "note",
    "holder_kind",
    "holder_start",
    "holder_end",
    "mention",
];

/// Reads one row.
///
/// # Errors
/// When it says no value, or not what about.
pub(super) fn read(row: &Row<'_>) -> Result<ForeignDocument, String> {
    // Our own tables hold values of the schema, to the letter.
    let is_own = row.text(&["holder_kind"]).is_some();
    let (value, from) = value(row, is_own).ok_or_else(|| missing(row, "a stance"))?;
    let mention = row.text(&["mention"]);
    let target = row.text(TARGET).or(mention).map(unguarded).ok_or_else(|| missing(row, "a target"))?;
    let named = row.get(DOCUMENT);
    let name = named.or_else(|| row.get(ID)).map(unguarded);
    let words = row.text(EVIDENCES).or_else(|| named.and_then(|_| row.text(TEXT))).filter(|words| !words.is_empty());
    let mut document = ForeignDocument { name, ..ForeignDocument::default() };
    if named.is_none() {
        document.text = row.text(TEXT).map(unguarded).filter(|text| !text.is_empty());
    }
    document.meta.extend(META.iter().filter_map(|(key, names)| Some((*key, unguarded(row.get(names)?)))));
    let mut set = ForeignSet::new(Unit::CodePoints);
    set.by = row.get(&["annotator"]).map(unguarded);
    let number = |names: &[&str]| row.get(names).and_then(|at| at.parse::<f64>().ok());
    let mut stance = ForeignStance { target, value, ..ForeignStance::default() };
    stance.holder = holder(row, &mut set);
    stance.degree =
        row.get(&["degree"]).and_then(|degree| degree.parse().ok()).filter(|degree| (-2..=2).contains(degree));
    stance.confidence = number(&["confidence"]);
    let place = place(row, &["evidence_start", "start"], &["evidence_end", "end", "stop"]);
    if words.is_some() || place.is_some() {
        stance.evidence.push(passage(EVIDENCE, place, words.map(unguarded), &mut set));
    }
    let common = &mut stance.common;
    common.score = number(&["score"]);
    common.note = row.text(&["note"]).map(unguarded).filter(|note| !note.is_empty());
    common.key = named.and_then(|_| row.get(ID)).map(unguarded);
    common.rest = rest(row, from);
    set.stances.push(stance);
    document.sets.push(set);
    Ok(document)
}

/// What a row says under columns that nobody understands.
fn rest(row: &Row<'_>, from: &str) -> Table {
    let known = [DOCUMENT, ID, TARGET, HOLDER, EVIDENCES, TEXT, OTHERS].concat();
    let is_known = |name: &str| {
        let mut all = known.iter().chain(META.iter().flat_map(|(_, names)| *names)).chain([&from]);
        all.any(|known| known.eq_ignore_ascii_case(name.trim()))
    };
    let cells = row.names.iter().zip(row.cells).filter(|(name, cell)| !is_known(name) && !cell.is_empty());
    cells.map(|(name, cell)| (name.clone(), Value::String(cell.clone()))).collect()
}

fn missing(row: &Row<'_>, what: &str) -> String {
    let columns: Vec<String> = row.names.iter().take(8).map(|name| format!("`{name}`")).collect();
    format!("has no column with {what}; it has {}", columns.join(", "))
}

/// The value, and the column it stands in. What has no name among ours is kept as it stands.
fn value(row: &Row<'_>, is_own: bool) -> Option<(String, &'static str)> {
    type Reading = fn(&str) -> Option<&'static str>;
    let columns: [(&'static str, Reading); 6] = [
        ("value", of_word),
        ("stance", of_word),
        ("agreement", of_agreement),
        ("polarity", of_polarity),
        ("label", of_word),
        ("gold_label", of_word),
    ];
    columns.into_iter().find_map(|(column, reading)| {
        let word = unguarded(row.text(&[column]).filter(|word| is_own || !word.trim().is_empty())?);
        let known = if is_own { None } else { reading(&word) };
        Some((known.map_or(word, str::to_owned), column))
    })
}

fn holder(row: &Row<'_>, set: &mut ForeignSet) -> ForeignHolder {
    let name = row.text(HOLDER).filter(|name| !name.is_empty());
    // A mention is the target where no other column tells it.
    let mention = row.get(TARGET).and(row.get(&["mention"]));
    match row.get(&["holder_kind"]) {
        Some("author") => return ForeignHolder::Author,
        Some("outlet") => return ForeignHolder::Outlet,
        Some("span") => {
            let place = place(row, &["holder_start"], &["holder_end"]);
            // Only our own tables have this column.
            set.sure = true;
            return ForeignHolder::Span(passage(SPEAKER, place, None, set));
        }
        Some(_) => return ForeignHolder::Name(row.text(HOLDER).map(unguarded).unwrap_or_default()),
        None => {}
    }
    let first = HOLDER.iter().find_map(|column| row.get(&[column]));
    match first.or(mention).or(name) {
        Some(name) => ForeignHolder::Name(unguarded(name)),
        None => ForeignHolder::Author,
    }
}

fn place(row: &Row<'_>, start: &[&str], end: &[&str]) -> Option<(usize, usize)> {
    Some((row.get(start)?.parse().ok()?, row.get(end)?.parse().ok()?))
}

/// The key of a passage; the same in every row that names it.
fn passage(label: &str, place: Option<(usize, usize)>, text: Option<String>, set: &mut ForeignSet) -> String {
    let key = format!("#{label} {place:?} {}", text.as_deref().unwrap_or_default());
    let mut span =
        ForeignSpan { label: label.into(), parts: place.into_iter().collect(), text, ..ForeignSpan::default() };
    span.common.key = Some(key.clone());
    set.spans.push(span);
    key
}
