//! Laying another tool's annotations over a text: offsets become places, keys become ids, and what does not stand where
//! it is said to stand is looked for, or kept as an orphan. Nothing is shifted silently.

use std::collections::{HashMap, HashSet};

use toml::{Table, Value};

use super::foreign::{ForeignCommon, ForeignHolder, ForeignSet, ForeignSpan, ForeignStance};
use super::page::Page;
use super::sought::{Turns, sought};
use super::stances::VALUES;
use super::unit::{Ruler, Unit, reads_as, unit_of};
use crate::annot::anchor::{Outcome, Passage, anchor};
use crate::annot::sidecar::{self, text_digest};
use crate::annot::{
    Anchored, AnnotationSet, AnnotatorName, Common, Decision, DocumentRef, Doubt, Entity, Holder, Id, Kind, Layer,
    Note, Offer, Offered, Orphan, Record, Relation, Review, SpanAnnotation, Stance, Status, Tag,
};
use crate::doc::Document;
use crate::text::{CodePoint, Text};

/// The key of a record, and of a set, that holds what another tool said of it and we cannot: verbatim.
pub const ORIGIN: &str = "origin";

/// The key of a program's record that says why it is proposed.
const WHY: &str = "why";

/// A foreign set as one of ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The set.
    pub set: AnnotationSet,
    /// What its offsets counted in; `None` where it has no spans.
    pub unit: Option<Unit>,
    /// Spans that stand where they were said to stand.
    pub exact: usize,
    /// Spans that were found elsewhere, to the letter.
    pub moved: usize,
    /// Spans that are only similar to what they were said to cover.
    pub fuzzy: usize,
    /// Spans that were not found: they are among the set's orphans.
    pub orphans: usize,
    /// Stances with a value that the built-in schema does not have, kept as it was told.
    pub strange: usize,
    /// What could not become a record, a message each. It is kept in the set's [`ORIGIN`].
    pub faults: Vec<String>,
}

/// Lays `foreign` over `document`. `told` is the text that its offsets count in, where the tool told it; otherwise they
/// count in the document's own. `format` is the name of the format, which [`ORIGIN`] keeps.
pub fn lay(
    foreign: &ForeignSet,
    told: Option<&str>,
    document: &Document,
    by: &AnnotatorName,
    kind: Kind,
    format: &str,
) -> Laid {
    if let Some(source) = &foreign.own {
        return lay_own(source, told, document, by, kind);
    }
    let set = AnnotationSet::for_document(by.clone(), kind, document);
    let mut laying = Laying {
        foreign,
        document,
        format,
        ids: HashMap::new(),
        used: HashSet::new(),
        entities: HashMap::new(),
        records: Vec::new(),
        rest: foreign.rest.clone(),
        made_on: String::new(),
        laid: Laid { set, unit: None, exact: 0, moved: 0, fuzzy: 0, orphans: 0, strange: 0, faults: Vec::new() },
    };
    laying.spans(told);
    laying.tags();
    laying.stances();
    laying.relations();
    laying.notes();
    laying.end()
}

struct Laying<'a> {
    foreign: &'a ForeignSet,
    document: &'a Document,
    format: &'a str,
    /// The id of each key.
    ids: HashMap<&'a str, Id>,
    used: HashSet<Id>,
    /// The id of each entity, by name.
    entities: HashMap<&'a str, Id>,
    records: Vec<Record>,
    rest: Vec<String>,
    /// The digest of the text that offsets count in, where something has no place.
    made_on: String,
    laid: Laid,
}

/// Where a span is.
enum Found {
    Here(Anchored),
    Doubtful(Anchored, f32),
    Nowhere,
}

impl<'a> Laying<'a> {
    fn spans(&mut self, told: Option<&str>) {
        let text = self.document.text();
        let given = told.filter(|told| *told != text.as_str()).map(Text::from);
        let page = given.as_ref().unwrap_or(text);
        let spans = &self.foreign.spans;
        if spans.is_empty() {
            return;
        }
        let unit = match self.foreign.sure {
            true => self.foreign.unit,
            false => unit_of(page, self.foreign.unit, spans),
        };
        self.laid.unit = Some(unit);
        let ruler = Ruler::new(unit, page);
        let mut turns = Turns::default();
        let places: Vec<Option<Anchored>> = spans
            .iter()
            .map(|span| {
                if span.parts.is_empty() {
                    // A cue belongs to one quotation: the first place that has its words says nothing.
                    let is_free = span.before.is_none() && span.after.is_none() && !Page::is_prop(&span.label);
                    let next = |words: &String| turns.next(page, words);
                    return sought(page, span).or_else(|| span.text.as_ref().filter(|_| is_free).and_then(next));
                }
                let place = ruler.place(span)?;
                span.text.as_ref().is_none_or(|told| reads_as(told, &place.quote(page))).then_some(place)
            })
            .collect();
        let found = match &given {
            None => self.found_here(&places),
            Some(page) => self.found_again(page, &places),
        };
        if found.iter().any(|found| matches!(found, Found::Nowhere)) {
            self.made_on = text_digest(page);
        }
        let ids: Vec<Id> = spans
            .iter()
            .map(|span| {
                let (start, end) = hull(span);
                self.new_id(span.common.key.as_deref(), &format!("{}\0{start}\0{end}", span.label))
            })
            .collect();
        // Spans name each other, so every key has its id before the first record is made.
        let keys = spans.iter().zip(&ids);
        self.ids.extend(keys.filter_map(|(span, id)| Some((span.common.key.as_deref()?, id.clone()))));
        for ((span, id), found) in spans.iter().zip(ids).zip(found) {
            self.span(span, id, found);
        }
    }

    /// Spans that count in the document's own text: where they were said to be, or looked for by their covered text.
    fn found_here(&mut self, places: &[Option<Anchored>]) -> Vec<Found> {
        let text = self.document.text();
        let spans = &self.foreign.spans;
        let lost =
            |(span, place): (&'a ForeignSpan, &Option<Anchored>)| place.is_none().then(|| by_context(text, span));
        let sought: Vec<Option<Anchored>> = spans.iter().zip(places).map(|pair| lost(pair).flatten()).collect();
        let all = || spans.iter().zip(places.iter().zip(&sought));
        let rest = all().filter(|(span, found)| matches!(found, (None, None)) && span.text.is_some());
        let passages: Vec<Passage<'_>> = rest.map(|(span, _)| passage(span, text)).collect();
        let mut outcomes = anchor(text, None, &passages).into_iter();
        all()
            .map(|(span, found)| match found {
                (Some(place), _) => self.count(Outcome::Exact(place.clone())),
                // It does not stand where it was said to stand.
                (None, Some(place)) => self.count(Outcome::Moved(place.clone())),
                (None, None) if span.text.is_some() => match outcomes.next() {
                    Some(Outcome::Exact(place)) => self.count(Outcome::Moved(place)),
                    Some(outcome) => self.count(outcome),
                    None => Found::Nowhere,
                },
                (None, None) => Found::Nowhere,
            })
            .collect()
    }

    /// Spans that count in `page`, the text as the tool has it.
    fn found_again(&mut self, page: &Text, places: &[Option<Anchored>]) -> Vec<Found> {
        let spans = &self.foreign.spans;
        let passages: Vec<Option<Passage<'_>>> = spans
            .iter()
            .zip(places)
            .map(|(span, place)| match (place, &span.text) {
                (Some(place), _) => Some(Passage::of(place, page)),
                (None, Some(_)) => {
                    Some(by_context(page, span).map_or_else(|| passage(span, page), |place| Passage::of(&place, page)))
                }
                (None, None) => None,
            })
            .collect();
        let all: Vec<Passage<'_>> = passages.iter().flatten().cloned().collect();
        let mut outcomes = anchor(self.document.text(), Some(page), &all).into_iter();
        let outcome = |passage: &Option<Passage<'_>>| passage.as_ref().and_then(|_| outcomes.next());
        let outcomes: Vec<Option<Outcome>> = passages.iter().map(outcome).collect();
        outcomes.into_iter().map(|outcome| outcome.map_or(Found::Nowhere, |outcome| self.count(outcome))).collect()
    }

    fn count(&mut self, outcome: Outcome) -> Found {
        match outcome {
            Outcome::Exact(place) => {
                self.laid.exact += 1;
                Found::Here(place)
            }
            Outcome::Moved(place) => {
                self.laid.moved += 1;
                Found::Here(place)
            }
            Outcome::Fuzzy { place, similarity } => {
                self.laid.fuzzy += 1;
                Found::Doubtful(place, similarity)
            }
            Outcome::Orphan(_) => Found::Nowhere,
        }
    }

    fn span(&mut self, span: &'a ForeignSpan, id: Id, found: Found) {
        let mut common = self.common(&span.common);
        let place = match found {
            Found::Here(place) => place,
            Found::Doubtful(place, similarity) => {
                let was = span.text.clone().unwrap_or_default();
                common.doubt = Some(Doubt { was, similarity: f64::from((similarity * 1000.0).round()) / 1000.0 });
                place
            }
            Found::Nowhere => return self.lost(span, id),
        };
        let offered = Offered::Span { label: span.label.clone(), place: place.clone() };
        if let Some(by) = &span.common.offered_by {
            let by = AnnotatorName::from_login(by).to_string();
            common.from.push(Offer { by, what: offered.clone(), score: span.common.score, extra: Table::new() });
        }
        if let Some(record) = decision(span.common.verdict, id.clone(), offered, &common) {
            return self.records.push(record);
        }
        if span.is_note {
            return self.records.push(Record::Note(Note { id, place: Some(place), common }));
        }
        let entity = span.entity.as_deref().map(|name| self.entity(name, Some(&span.label)));
        let mut record = SpanAnnotation { entity, common, ..SpanAnnotation::new(id, span.label.clone(), place) };
        record.score = span.common.score.filter(|_| self.laid.set.kind == Kind::Model);
        for (role, keys) in &span.roles {
            let ids: Vec<Id> = keys.iter().filter_map(|key| self.ids.get(key.as_str()).cloned()).collect();
            record.set_role(role, ids);
        }
        self.records.push(Record::Span(record));
    }

    /// A span without a place is an orphan where its words are known; otherwise it is kept as it was told.
    fn lost(&mut self, span: &ForeignSpan, id: Id) {
        let (start, end) = hull(span);
        let Some(words) = &span.text else {
            self.laid.faults.push(format!("{} at {start}–{end} is not in the text", span.label));
            let fields = serde_json::json!({ "label": span.label, "parts": span.parts });
            self.rest.push(fields.to_string());
            return;
        };
        self.laid.orphans += 1;
        let number = |at: usize| Value::Integer(i64::try_from(at).unwrap_or(i64::MAX));
        let mut fields = Table::from_iter([
            ("label".to_owned(), Value::String(span.label.clone())),
            ("start".to_owned(), number(start)),
            ("end".to_owned(), number(end)),
            ("text".to_owned(), Value::String(words.clone())),
            ("made_on".to_owned(), Value::String(self.made_on.clone())),
        ]);
        if !span.common.attrs.is_empty() {
            fields.insert("attrs".into(), Value::Table(span.common.attrs.clone()));
        }
        if let Some(note) = &span.common.note {
            fields.insert("note".into(), Value::String(note.clone()));
        }
        fields.extend(self.common(&span.common).extra);
        self.records.push(Record::Orphan(Orphan { id, list: Layer::Spans, fields }));
    }

    fn tags(&mut self) {
        for tag in &self.foreign.tags {
            let id = self.new_id(tag.common.key.as_deref(), &format!("tag\0{}", tag.tag));
            let mut common = self.common(&tag.common);
            let offered = Offered::Tag(tag.tag.clone());
            if let Some(by) = &tag.common.offered_by {
                let by = AnnotatorName::from_login(by).to_string();
                common.from.push(Offer { by, what: offered.clone(), score: tag.common.score, extra: Table::new() });
            }
            let score = tag.common.score.filter(|_| self.laid.set.kind == Kind::Model);
            let record = decision(tag.common.verdict, id.clone(), offered, &common);
            self.records.push(record.unwrap_or(Record::Tag(Tag { id, tag: tag.tag.clone(), score, common })));
        }
    }

    fn stances(&mut self) {
        for stance in &self.foreign.stances {
            let words = format!("stance\0{:?}\0{}\0{}", stance.holder, stance.target, stance.value);
            let id = self.new_id(stance.common.key.as_deref(), &words);
            let holder = self.holder(stance);
            self.laid.strange += usize::from(!VALUES.contains(&stance.value.as_str()));
            let evidence = stance.evidence.iter().filter_map(|key| self.ids.get(key.as_str()).cloned()).collect();
            let common = self.common(&stance.common);
            let score = stance.common.score.filter(|_| self.laid.set.kind == Kind::Model);
            self.records.push(Record::Stance(Stance {
                id,
                holder,
                target: stance.target.clone(),
                value: stance.value.clone(),
                degree: stance.degree,
                evidence,
                confidence: stance.confidence,
                explicit: None,
                score,
                common,
            }));
        }
    }

    fn holder(&self, stance: &ForeignStance) -> Holder {
        match &stance.holder {
            ForeignHolder::Span(key) => {
                self.ids.get(key.as_str()).cloned().map_or_else(|| Holder::Name(key.clone()), Holder::Span)
            }
            ForeignHolder::Author => Holder::Author,
            ForeignHolder::Outlet => Holder::Outlet,
            ForeignHolder::Name(name) => {
                self.entities.get(name.as_str()).cloned().map_or_else(|| Holder::Name(name.clone()), Holder::Entity)
            }
        }
    }

    fn relations(&mut self) {
        for relation in &self.foreign.relations {
            let ends = (self.ids.get(relation.head.as_str()).cloned(), self.ids.get(relation.tail.as_str()).cloned());
            let (Some(head), Some(tail)) = ends else {
                let text = format!("{} from {} to {}", relation.label, relation.head, relation.tail);
                self.laid.faults.push(format!("relation {text}: one of its ends is missing"));
                self.rest.push(text);
                continue;
            };
            let words = format!("relation\0{}\0{head}\0{tail}", relation.label);
            let id = self.new_id(relation.common.key.as_deref(), &words);
            let common = self.common(&relation.common);
            self.records.push(Record::Relation(Relation { id, label: relation.label.clone(), head, tail, common }));
        }
    }

    fn notes(&mut self) {
        for note in &self.foreign.notes {
            let id = self.new_id(None, &format!("note\0{note}"));
            let common = Common { note: Some(note.clone()), ..Common::default() };
            self.records.push(Record::Note(Note { id, place: None, common }));
        }
    }

    fn end(self) -> Laid {
        let Laying { foreign, format, mut laid, records, rest, .. } = self;
        laid.set.extend(records);
        // What a person said of a document is a beginning.
        let begun = if laid.set.is_empty() || laid.set.kind == Kind::Model { Status::New } else { Status::Started };
        laid.set.review = Review { status: foreign.status.unwrap_or(begun), ..Review::default() };
        if !rest.is_empty() {
            let entry = |record: String| {
                let fields = [("format", format.to_owned()), ("record", record)];
                Value::Table(fields.map(|(key, value)| (key.to_owned(), Value::String(value))).into_iter().collect())
            };
            laid.set.extra.insert(ORIGIN.into(), Value::Array(rest.into_iter().map(entry).collect()));
        }
        laid
    }

    fn entity(&mut self, name: &'a str, label: Option<&str>) -> Id {
        if let Some(id) = self.entities.get(name) {
            return id.clone();
        }
        let id = self.new_id(None, &format!("entity\0{name}"));
        self.entities.insert(name, id.clone());
        let label = label.map(str::to_owned);
        let common = Common::default();
        self.records.push(Record::Entity(Entity { id: id.clone(), name: name.to_owned(), label, common }));
        id
    }

    fn common(&self, foreign: &ForeignCommon) -> Common {
        let mut common =
            Common { at: foreign.at, attrs: foreign.attrs.clone(), note: foreign.note.clone(), ..Common::default() };
        let mut origin = foreign.rest.clone();
        // Why a program proposes something is shown.
        common.extra.extend(origin.remove_entry(WHY).filter(|(_, why)| why.is_str()));
        if let Some(key) = foreign.key.as_deref().filter(|key| !is_ours(key) && !key.starts_with('#')) {
            origin.insert("id".into(), Value::String(key.into()));
        }
        // A person's annotation has no score of its own.
        let is_offer = foreign.offered_by.is_some() || self.laid.set.kind == Kind::Model;
        if let Some(score) = foreign.score.filter(|_| !is_offer) {
            origin.insert("score".into(), Value::Float(score));
        }
        if !origin.is_empty() {
            origin.insert("format".into(), Value::String(self.format.into()));
            common.extra.insert(ORIGIN.into(), Value::Table(origin));
        }
        common
    }

    /// An id for what has this key or says these words: the key itself where it is an id of ours, otherwise the same
    /// for the same annotator, key and words every time.
    fn new_id(&mut self, key: Option<&str>, words: &str) -> Id {
        if let Some(id) = key.filter(|key| is_ours(key)).and_then(|key| Id::parse(key).ok())
            && self.used.insert(id.clone())
        {
            return id;
        }
        let by = &self.laid.set.annotator;
        // The same as of a program's own annotation: producer, label and place.
        let base = key.map_or_else(|| format!("{by}\0{words}"), |key| format!("{by}\0{key}\0{words}"));
        (0..)
            .map(|turn: usize| if turn == 0 { Id::digest_of(&base) } else { Id::digest_of(&format!("{base}\0{turn}")) })
            .find(|id| self.used.insert(id.clone()))
            .unwrap_or_else(|| Id::digest_of(&base))
    }
}

/// Lays a sidecar of our own, which says everything by itself.
fn lay_own(source: &str, told: Option<&str>, document: &Document, by: &AnnotatorName, kind: Kind) -> Laid {
    let empty = AnnotationSet::for_document(by.clone(), kind, document);
    let mut laid =
        Laid { set: empty, unit: None, exact: 0, moved: 0, fuzzy: 0, orphans: 0, strange: 0, faults: Vec::new() };
    let old = told.map(Text::from);
    match sidecar::read_again(source, document.text(), &|_| old.clone()) {
        Ok(reading) => {
            let tally = reading.anchoring.map(|anchoring| anchoring.tally).unwrap_or_default();
            (laid.moved, laid.fuzzy, laid.orphans) = (tally.moved, tally.fuzzy, tally.orphan);
            let about = std::mem::replace(&mut laid.set, reading.set).document;
            laid.exact = laid.set.spans().len().saturating_sub(tally.moved + tally.fuzzy);
            laid.unit = (!laid.set.spans().is_empty()).then_some(Unit::CodePoints);
            let extra = std::mem::take(&mut laid.set.document.extra);
            laid.set.document = DocumentRef { extra, ..about };
            (laid.set.annotator, laid.set.kind) = (by.clone(), kind);
            laid.faults.extend(reading.faults.iter().map(ToString::to_string));
        }
        Err(error) => laid.faults.push(error.to_string()),
    }
    laid
}

/// Whether a key is an id that this program made.
fn is_ours(key: &str) -> bool {
    key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}

fn decision(verdict: super::foreign::Verdict, id: Id, what: Offered, common: &Common) -> Option<Record> {
    use super::foreign::Verdict;
    let decision = Decision { id, what, common: common.clone() };
    match verdict {
        Verdict::Said => None,
        Verdict::Rejected => Some(Record::Rejected(decision)),
        Verdict::Later => Some(Record::Later(decision)),
    }
}

fn hull(span: &ForeignSpan) -> (usize, usize) {
    let start = span.parts.iter().map(|(start, _)| *start).min().unwrap_or(0);
    let end = span.parts.iter().map(|(_, end)| *end).max().unwrap_or(0);
    (start, end)
}

/// Where a span stands by its words and by what is told to stand around them: that wins over offsets.
fn by_context(text: &Text, span: &ForeignSpan) -> Option<Anchored> {
    (span.before.is_some() || span.after.is_some()).then(|| sought(text, span))?
}

/// A span by what it is said to cover in `text`. Its offsets, of which nobody knows what they count, say no more than the
/// order; those behind the text's end stand there.
fn passage(span: &ForeignSpan, text: &Text) -> Passage<'static> {
    let quote = span.text.clone().unwrap_or_default();
    let start = hull(span).0.min(text.code_points());
    let end = start + quote.chars().count();
    let (before, after) = (span.before.clone().map(Into::into), span.after.clone().map(Into::into));
    Passage { parts: vec![(CodePoint(start), CodePoint(end))], quote: quote.into(), before, after }
}
