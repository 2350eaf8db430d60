//! Places of a sidecar that was made on another text: each is found again, or its record becomes an orphan.
//!
//! It works on the tables as they stand in the file, before records are made of them, so that nothing but places
//! changes and what this version does not know is kept.

use toml::{Table, Value};

use super::fields::Fields;
use crate::annot::anchor::{Outcome, Passage, Tally, anchor};
use crate::annot::{Anchored, Layer};
use crate::text::{CodePoint, Text};

/// What became of the places of a sidecar whose text had changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Anchoring {
    /// How many came to what.
    pub tally: Tally,
    /// Those that are not where they were, in the order of the file.
    pub fates: Vec<Fate>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// Its id, as it is written.
    pub id: String,
    /// The list it stood in.
    pub list: Layer,
    /// What it is called; empty for a note.
    pub label: String,
    /// The text it was made on.
    pub quote: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// The lists whose records have places.
const PLACED: [Layer; 4] = [Layer::Spans, Layer::Rejected, Layer::Later, Layer::Notes];

/// The key of an orphan that says on which text it was made.
const MADE_ON: &str = "made_on";

/// Finds the places of `top`, a sidecar made on the text of digest `made_on`, again in `text`. `known` gives an
/// earlier text by its digest, where it was kept.
pub(super) fn reanchor(top: &mut Table, made_on: &str, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Anchoring {
    let old = known(made_on);
    let mut sites = Vec::new();
    for list in PLACED {
        let records = top.get(list.key()).and_then(Value::as_array).into_iter().flatten().enumerate();
        for (index, table) in records.filter_map(|(index, value)| Some((index, value.as_table()?))) {
            sites.extend(Site::of(table, list, index, old.as_ref()));
        }
    }
    let passages: Vec<Passage<'static>> = sites.iter().flat_map(|site| site.passages.iter().cloned()).collect();
    let mut outcomes = anchor(text, old.as_ref(), &passages).into_iter();
    let mut anchoring = Anchoring::default();
    let mut lost = Vec::new();
    for site in sites {
        let mut mine = outcomes.by_ref().take(site.passages.len());
        let Some(outcome) = mine.next() else { break };
        let offers: Vec<Outcome> = mine.collect();
        anchoring.note(&site, &outcome);
        let value =
            top.get_mut(site.list.key()).and_then(Value::as_array_mut).and_then(|list| list.get_mut(site.index));
        let Some(table) = value.and_then(Value::as_table_mut) else { continue };
        match &outcome {
            Outcome::Orphan(_) => {
                table.entry(MADE_ON).or_insert_with(|| Value::String(made_on.into()));
                lost.push((site.list, site.index));
            }
            Outcome::Exact(place) | Outcome::Moved(place) => site.put(table, place, &offers, text),
            Outcome::Fuzzy { place, similarity } => {
                site.put(table, place, &offers, text);
                if !matches!(site.list, Layer::Spans | Layer::Notes) {
                    continue;
                }
                let doubt = [
                    ("was".to_owned(), Value::String(site.quote.clone())),
                    ("similarity".to_owned(), Value::Float(rounded(*similarity))),
                ];
                table.entry("doubt").or_insert_with(|| Value::Table(Table::from_iter(doubt)));
            }
        }
    }
    let found_again = take_home(top, text, known);
    make_orphans(top, lost);
    for (list, table) in found_again {
        if let Value::Array(records) = top.entry(list.key()).or_insert_with(|| Value::Array(Vec::new())) {
            records.push(Value::Table(table));
        }
    }
    anchoring
}

/// Whether a record quotes another text than stands at its place.
pub(super) fn misquotes(top: &Table, text: &Text) -> bool {
    let placed = PLACED.iter().flat_map(|list| top.get(list.key()).and_then(Value::as_array).into_iter().flatten());
    placed.filter_map(Value::as_table).any(|table| {
        let Some(parts) = parts_of(table) else { return false };
        let found: Option<Vec<&str>> =
            parts.iter().map(|(start, end)| text.to_span(*start, *end).map(|span| text.slice(span))).collect();
        let quote = table.get("text").and_then(Value::as_str);
        quote.is_some_and(|quote| found.is_none_or(|found| found.join(" ") != quote))
    })
}

fn rounded(similarity: f32) -> f64 {
    (f64::from(similarity) * 1000.0).round() / 1000.0
}

impl Anchoring {
    fn note(&mut self, site: &Site, outcome: &Outcome) {
        let one: Tally = [outcome].into_iter().collect();
        self.tally.exact += one.exact;
        self.tally.moved += one.moved;
        self.tally.fuzzy += one.fuzzy;
        self.tally.orphan += one.orphan;
        if !matches!(outcome, Outcome::Exact(_)) {
            self.fates.push(Fate {
                id: site.id.clone(),
                list: site.list,
                label: site.label.clone(),
                quote: site.quote.clone(),
                outcome: outcome.clone(),
            });
        }
    }
}

type Parts = Vec<(CodePoint, CodePoint)>;

/// A record with a place.
struct Site {
    list: Layer,
    index: usize,
    id: String,
    label: String,
    quote: String,
    parts: Parts,
    /// Its own passage, and those of the offers that stand elsewhere, as `offers` says.
    passages: Vec<Passage<'static>>,
    offers: Vec<OfferSite>,
}

/// Where an offer of a record is looked for.
struct OfferSite {
    /// Its number in `from`.
    index: usize,
    parts: Parts,
    /// Its number among the passages behind the record's own; none where it moves along with the record.
    passage: Option<usize>,
}

impl Site {
    fn of(table: &Table, list: Layer, index: usize, old: Option<&Text>) -> Option<Site> {
        let string = |key: &str| table.get(key).and_then(Value::as_str);
        let quote = string("text")?.to_owned();
        let mut parts = parts_of(table)?;
        if let [(start, end)] = parts.as_mut_slice() {
            // The quotation is what was annotated, whatever the numbers say.
            *end = CodePoint(start.0.saturating_add(quote.chars().count()));
        }
        let context = |key| string(key).map(|text| text.to_owned().into());
        let own = Passage {
            parts: parts.clone(),
            quote: quote.clone().into(),
            before: context("before"),
            after: context("after"),
        };
        let mut passages = vec![own];
        let mut offers = Vec::new();
        let from = table.get("from").and_then(Value::as_array).into_iter().flatten().enumerate();
        for (index, offer) in from.filter_map(|(index, offer)| Some((index, parts_of(offer.as_table()?)?))) {
            let apart = (offer != parts).then(|| passage_in(old?, &offer)).flatten();
            offers.push(OfferSite { index, parts: offer, passage: apart.is_some().then_some(passages.len() - 1) });
            passages.extend(apart);
        }
        let (id, label) = (string("id").unwrap_or_default().to_owned(), string("label").unwrap_or_default().to_owned());
        Some(Site { list, index, id, label, quote, parts, passages, offers })
    }

    /// Puts the record and its offers where they stand now.
    fn put(&self, table: &mut Table, place: &Anchored, offers: &[Outcome], text: &Text) {
        write_place(table, place, text);
        table.insert("text".into(), Value::String(place.quote(text)));
        // The writer says anew what stands around it.
        table.remove("before");
        table.remove("after");
        let Some(from) = table.get_mut("from").and_then(Value::as_array_mut) else { return };
        for site in &self.offers {
            let Some(offer) = from.get_mut(site.index).and_then(Value::as_table_mut) else { continue };
            let found = site.passage.and_then(|at| offers.get(at)).and_then(Outcome::place).cloned();
            let beside = || if site.parts == self.parts { Some(place.clone()) } else { self.beside(site, place, text) };
            // What nobody can find stands with the record that it was offered for.
            write_place(offer, &found.or_else(beside).unwrap_or_else(|| place.clone()), text);
        }
    }

    /// An offer that is as far from its record as it was.
    fn beside(&self, offer: &OfferSite, place: &Anchored, text: &Text) -> Option<Anchored> {
        let start = text.to_code_point(place.hull().start).0.checked_sub(self.parts.first()?.0.0);
        let spans: Option<Vec<_>> =
            offer.parts.iter().map(|(a, b)| text.to_span(CodePoint(a.0 + start?), CodePoint(b.0 + start?))).collect();
        Anchored::many(&spans?)
    }
}

fn passage_in(old: &Text, parts: &Parts) -> Option<Passage<'static>> {
    let spans: Option<Vec<_>> = parts.iter().map(|(start, end)| old.to_span(*start, *end)).collect();
    let quote = Anchored::many(&spans?)?.quote(old);
    Some(Passage { parts: parts.clone(), quote: quote.into(), before: None, after: None })
}

/// The code points of a table's place; `None` where it has none that can be understood.
fn parts_of(table: &Table) -> Option<Parts> {
    let number = |value: &Value| value.as_integer().and_then(|n| usize::try_from(n).ok()).map(CodePoint);
    let hull = (number(table.get("start")?)?, number(table.get("end")?)?);
    let Some(parts) = table.get("parts").and_then(Value::as_array).filter(|parts| !parts.is_empty()) else {
        return Some(vec![hull]).filter(|_| hull.0 <= hull.1);
    };
    let part = |value: &Value| match value.as_array()?.as_slice() {
        [start, end] => Some((number(start)?, number(end)?)).filter(|(start, end)| start <= end),
        _ => None,
    };
    parts.iter().map(part).collect()
}

fn write_place(table: &mut Table, place: &Anchored, text: &Text) {
    let offset = |byte: usize| Value::Integer(i64::try_from(text.to_code_point(byte).0).unwrap_or(i64::MAX));
    let hull = place.hull();
    table.insert("start".into(), offset(hull.start));
    table.insert("end".into(), offset(hull.end));
    table.remove("parts");
    if place.is_fragmented() {
        let parts = place.parts().map(|part| Value::Array(vec![offset(part.start), offset(part.end)]));
        table.insert("parts".into(), Value::Array(parts.collect()));
    }
}

/// Records that have no place go to the list of orphans; one without an id is left to be complained of.
fn make_orphans(top: &mut Table, mut lost: Vec<(Layer, usize)>) {
    let mut orphans = Vec::new();
    lost.sort_by_key(|(list, index)| (*list, std::cmp::Reverse(*index)));
    for (list, index) in lost {
        let Some(records) = top.get_mut(list.key()).and_then(Value::as_array_mut) else { continue };
        let has_id = records.get(index).is_some_and(|record| record.get("id").is_some_and(Value::is_str));
        if has_id && let Value::Table(mut table) = records.remove(index) {
            table.insert("list".into(), Value::String(list.key().into()));
            orphans.push(Value::Table(table));
        }
    }
    if !orphans.is_empty()
        && let Value::Array(known) = top.entry(Layer::Orphans.key()).or_insert_with(|| Value::Array(Vec::new()))
    {
        known.extend(orphans);
    }
}

/// Orphans whose passage stands in the text again, word for word: they are orphans no more.
fn take_home(top: &mut Table, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Vec<(Layer, Table)> {
    let Some(orphans) = top.get_mut(Layer::Orphans.key()).and_then(Value::as_array_mut) else { return Vec::new() };
    let mut home = Vec::new();
    orphans.retain(|orphan| match orphan.as_table().and_then(|orphan| placed_again(orphan, text, known)) {
        Some(found) => {
            home.push(found);
            false
        }
        None => true,
    });
    home
}

fn placed_again(orphan: &Table, text: &Text, known: &dyn Fn(&str) -> Option<Text>) -> Option<(Layer, Table)> {
    let mut fields = Fields::from(orphan.clone());
    let list = Layer::from_key(&fields.string("list").ok()??)?;
    let made_on = fields.string(MADE_ON).ok()?.unwrap_or_default();
    let mut table = fields.into_table();
    let old = known(&made_on);
    let site = Site::of(&table, list, 0, old.as_ref())?;
    let outcomes = anchor(text, old.as_ref(), &site.passages);
    match outcomes.split_first()? {
        (Outcome::Exact(place) | Outcome::Moved(place), offers) => site.put(&mut table, place, offers, text),
        _ => return None,
    }
    Some((list, table))
}

/// The record that an orphan becomes at `place`, as its table: as [`super::record_of`] takes it.
pub(super) fn placed(fields: &Table, place: &Anchored, list: Layer, text: &Text) -> Table {
    let mut table = fields.clone();
    table.remove(MADE_ON);
    match Site::of(&table, list, 0, None) {
        Some(site) => site.put(&mut table, place, &[], text),
        None => write_place(&mut table, place, text),
    }
    table
}

impl Fate {
    /// Whether what stands there now is only similar.
    pub fn is_fuzzy(&self) -> bool {
        matches!(self.outcome, Outcome::Fuzzy { .. })
    }

    /// What became of it, in words.
    pub fn reason(&self) -> String {
        match &self.outcome {
            Outcome::Exact(_) => "where it was".into(),
            Outcome::Moved(_) => "moved with its text".into(),
            Outcome::Fuzzy { similarity, .. } => format!("doubtful, {:.0} % alike", similarity * 100.0),
            Outcome::Orphan(lost) => format!("orphan: {lost}"),
        }
    }
}
