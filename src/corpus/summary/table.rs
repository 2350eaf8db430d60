//! Summaries made of the tables of a sidecar: places are not looked at, so the text is not needed.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use toml::{Table, Value};

use super::{LONGEST, LabelSummary, Name, Names, SetSummary, StanceSummary, offer_by, offer_key};
use crate::annot::build::PROPS;
use crate::annot::{Kind, Layer, Status, sidecar};
use crate::extract::QUOTE;

/// See [`SetSummary::of_sidecar`].
pub(super) fn of_sidecar(source: &str, names: &mut Names) -> Option<SetSummary> {
    let top = sidecar::parsed(source.strip_prefix('\u{feff}').unwrap_or(source))?;
    let annotator = names.name(text(&top, "annotator")?);
    let kind = [Kind::Human, Kind::Model].into_iter().find(|kind| Some(kind.name()) == text(&top, "kind"))?;
    let mut summary = SetSummary::new(annotator, kind);
    if let Some(Value::Table(review)) = top.get("review") {
        let status = text(review, "status");
        summary.status = Status::ALL.into_iter().find(|known| Some(known.name()) == status).unwrap_or_default();
        summary.seconds = number(review, "seconds").and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    }
    let count = |layer: Layer| u32::try_from(list(&top, layer).count()).unwrap_or(u32::MAX);
    summary.notes = count(Layer::Notes);
    summary.orphans = count(Layer::Orphans);
    Reading { names, summary, offers: Vec::new() }.records(&top)
}

struct Reading<'a> {
    names: &'a mut Names,
    summary: SetSummary,
    offers: Vec<u32>,
}

#[derive(Default)]
struct Counts {
    count: u32,
    strings: BTreeMap<Name, u32>,
    entities: BTreeMap<Name, u32>,
}

impl Reading<'_> {
    fn records(mut self, top: &Table) -> Option<SetSummary> {
        let entities: HashMap<&str, &str> = list(top, Layer::Entities).filter_map(id_and("name")).collect();
        let quotes: HashMap<&str, &str> = list(top, Layer::Spans).filter_map(id_and("text")).collect();
        self.spans(top, &entities);
        let mut tags: Vec<Name> =
            list(top, Layer::Tags).filter_map(|tag| text(tag, "tag")).map(|tag| self.names.name(tag)).collect();
        tags.sort();
        tags.dedup();
        self.offers.extend(tags.iter().map(|tag| offer_key(&["tag", tag], &[])));
        self.summary.tags = tags;
        for stance in list(top, Layer::Stances) {
            let Some((target, value)) = text(stance, "target").zip(text(stance, "value")) else { continue };
            let holder = holder(stance, &entities, &quotes);
            self.offers.push(offer_key(&["stance", holder, target, value], &[]));
            let mut name = |word| self.names.name(word);
            let stance = StanceSummary { target: name(target), value: name(value), holder: name(holder) };
            self.summary.stances.push(stance);
        }
        for layer in Layer::ALL {
            list(top, layer).for_each(|record| self.common(layer, record));
        }
        self.offers.sort_unstable();
        self.offers.dedup();
        self.summary.offers = self.offers.into();
        Some(self.summary)
    }

    fn spans(&mut self, top: &Table, entities: &HashMap<&str, &str>) {
        let mut labels: BTreeMap<Name, Counts> = BTreeMap::new();
        for span in list(top, Layer::Spans) {
            let Some(label) = text(span, "label") else { continue };
            let counts = labels.entry(self.names.name(label)).or_default();
            counts.count += 1;
            let short = text(span, "text").filter(|string| string.chars().nth(LONGEST).is_none());
            if let Some(string) = short {
                *counts.strings.entry(self.names.name(string)).or_default() += 1;
            }
            let entity = text(span, "entity").and_then(|id| entities.get(id)).copied();
            if let Some(name) = entity.or_else(|| short.filter(|_| label != QUOTE)) {
                *counts.entities.entry(self.names.name(name)).or_default() += 1;
            }
            if !PROPS.contains(&label) {
                self.offers.push(offer_key(&["span", label], &places(span)));
            }
        }
        let label = |(label, counts): (Name, Counts)| LabelSummary {
            label,
            count: counts.count,
            strings: counts.strings.into_iter().collect(),
            entities: counts.entities.into_iter().collect(),
        };
        self.summary.labels = labels.into_iter().map(label).collect();
    }

    /// What every record may carry.
    fn common(&mut self, layer: Layer, record: &Table) {
        self.summary.doubtful += u32::from(record.contains_key("doubt"));
        let at = record.get("at").and_then(Value::as_datetime).and_then(|at| at.to_string().parse::<Timestamp>().ok());
        let at = at.and_then(|at| Timestamp::from_second(at.as_second()).ok());
        self.summary.first = self.summary.first.into_iter().chain(at).min();
        self.summary.last = self.summary.last.into_iter().chain(at).max();
        if self.summary.kind == Kind::Model
            || !matches!(layer, Layer::Spans | Layer::Tags | Layer::Stances | Layer::Rejected)
        {
            return;
        }
        if layer == Layer::Rejected {
            self.offers.extend(offered(record, text(record, "layer")));
        }
        for offer in record.get("from").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table) {
            let what = ["label", "tag", "target"].into_iter().zip(["span", "tag", "stance"]);
            let what = what.into_iter().find(|(key, _)| offer.contains_key(*key)).map(|(_, what)| what);
            self.offers.extend(offered(offer, what).zip(text(offer, "by")).map(|(key, by)| offer_by(key, by)));
        }
    }
}

/// The key of an offer as it stands in a rejection or in `from`.
fn offered(record: &Table, what: Option<&str>) -> Option<u32> {
    match what? {
        "span" => Some(offer_key(&["span", text(record, "label")?], &places(record))),
        "tag" => Some(offer_key(&["tag", text(record, "tag")?], &[])),
        "stance" => {
            let [holder, target, value] = ["holder", "target", "value"].map(|key| text(record, key));
            Some(offer_key(&["stance", holder?, target?, value?], &[]))
        }
        _ => None,
    }
}

/// The parts of a place; one without parts is one.
fn places(record: &Table) -> Vec<(u64, u64)> {
    let ends = |pair: &Value| match pair.as_array()?.as_slice() {
        [start, end] => Some((u64::try_from(start.as_integer()?).ok()?, u64::try_from(end.as_integer()?).ok()?)),
        _ => None,
    };
    match record.get("parts").and_then(Value::as_array) {
        Some(parts) => parts.iter().filter_map(ends).collect(),
        None => number(record, "start").zip(number(record, "end")).into_iter().collect(),
    }
}

fn holder<'a>(stance: &'a Table, entities: &HashMap<&str, &'a str>, quotes: &HashMap<&str, &'a str>) -> &'a str {
    let Some(Value::Table(holder)) = stance.get("holder") else { return "" };
    let named = |key, names: &HashMap<&str, &'a str>| text(holder, key).map(|id| names.get(id).copied().unwrap_or(id));
    let named = named("entity", entities).or_else(|| named("span", quotes));
    named.or_else(|| text(holder, "role")).or_else(|| text(holder, "name")).unwrap_or_default()
}

fn list(top: &Table, layer: Layer) -> impl Iterator<Item = &Table> {
    top.get(layer.key()).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn id_and<'a>(key: &'static str) -> impl Fn(&'a Table) -> Option<(&'a str, &'a str)> {
    move |record| text(record, "id").zip(text(record, key))
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Value::as_str)
}

fn number(table: &Table, key: &str) -> Option<u64> {
    table.get(key).and_then(Value::as_integer).and_then(|number| u64::try_from(number).ok())
}
