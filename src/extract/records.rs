//! What a program says of a text, as the records of its annotation set.

use std::collections::{HashMap, HashSet};

use toml::{Table, Value};

use super::QUOTE;
use crate::annot::build::{CUE, EVIDENCE, PROPS, SPEAKER};
use crate::annot::{
    AnnotationSet, AnnotatorName, Common, DocumentRef, Holder, Id, Kind, Record, SpanAnnotation, Stance,
};
use crate::text::{Span, Text};

/// Records in the making. Every span stands once for each label it has.
pub(super) struct Records<'a> {
    text: &'a Text,
    producer: &'a str,
    ids: HashMap<(Span, &'a str), Id>,
    /// The mention at a place, for what names a speaker.
    mentions: HashMap<Span, Id>,
    seen: HashSet<Id>,
    all: Vec<Record>,
}

/// A span that is said to be called something.
#[derive(Debug, Clone)]
pub(super) struct Labelled<'a> {
    pub label: &'a str,
    pub span: Span,
    /// From 0 to 1.
    pub score: Option<f64>,
    pub why: Option<String>,
}

/// A stance that is said to be taken.
#[derive(Debug, Clone)]
pub(super) struct Taken<'a> {
    pub holder: Holder,
    pub target: String,
    pub value: &'a str,
    /// What it was read from.
    pub evidence: Option<Span>,
    /// The word it hangs on, which tells it from others.
    pub cue: Option<Span>,
    /// From 0 to 1.
    pub score: Option<f64>,
    pub why: Option<String>,
}

impl<'a> Records<'a> {
    pub fn new(text: &'a Text, producer: &'a str) -> Records<'a> {
        let (ids, mentions, seen) = Default::default();
        Records { text, producer, ids, mentions, seen, all: Vec::new() }
    }

    /// The words of a passage, with single blanks between them.
    pub fn words(&self, span: Span) -> String {
        self.text.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn hashed(&self, label: &str, span: Span) -> Id {
        let at = |byte: usize| self.text.to_code_point(byte).0;
        Id::hashed(self.producer, label, at(span.start), at(span.end))
    }

    fn push(&mut self, record: Record) {
        if self.seen.insert(record.id().clone()) {
            self.all.push(record);
        }
    }

    /// Adds a span, once.
    pub fn span(&mut self, said: Labelled<'a>) -> Id {
        let Labelled { label, span, score, why } = said;
        if let Some(known) = self.ids.get(&(span, label)) {
            return known.clone();
        }
        let id = self.hashed(label, span);
        self.ids.insert((span, label), id.clone());
        if label != QUOTE && !PROPS.contains(&label) {
            self.mentions.entry(span).or_insert_with(|| id.clone());
        }
        let mut record = SpanAnnotation::new(id.clone(), label, span);
        record.score = score;
        record.common.extra = reason(why);
        self.push(Record::Span(record));
        id
    }

    /// The span that names a speaker or holder: the mention, or one that stands only for this.
    pub fn named(&mut self, span: Span) -> Id {
        let why = || Some("named as a speaker".to_owned());
        match self.mentions.get(&span) {
            Some(mention) => mention.clone(),
            None => self.span(Labelled { label: SPEAKER, span, score: None, why: why() }),
        }
    }

    /// Adds a quotation with its speaker and cue.
    pub fn quotation(&mut self, said: Labelled<'a>, attrs: Table, source: Option<Span>, cue: Option<Span>) {
        let mut roles = Vec::new();
        if let Some(source) = source {
            roles.push(("source".to_owned(), vec![self.named(source)]));
        }
        if let Some(span) = cue {
            let why = Some("a verb of saying".to_owned());
            roles.push(("cue".to_owned(), vec![self.span(Labelled { label: CUE, span, score: None, why })]));
        }
        let id = self.span(said);
        if let Some(Record::Span(record)) = self.all.iter_mut().rev().find(|record| *record.id() == id) {
            record.roles = roles;
            record.common.attrs = attrs;
        }
    }

    /// Adds a stance with its evidence.
    pub fn stance(&mut self, said: Taken<'a>) {
        let Taken { holder, target, value, evidence, cue, score, why } = said;
        let id = match cue {
            Some(cue) => self.hashed(value, cue),
            None => Id::digest_of(&format!("{}\0{value}\0{target}\0{holder:?}", self.producer)),
        };
        let reason_of_it = || Some("what the hint was read from".to_owned());
        let evidence = evidence.map(|span| Labelled { label: EVIDENCE, span, score: None, why: reason_of_it() });
        let evidence = evidence.map(|said| self.span(said)).into_iter().collect();
        let common = Common { extra: reason(why), ..Common::default() };
        let (degree, confidence, explicit) = Default::default();
        let value = value.into();
        self.push(Record::Stance(Stance {
            id,
            holder,
            target,
            value,
            degree,
            evidence,
            confidence,
            explicit,
            score,
            common,
        }));
    }

    /// All of it as the set of the program `name`.
    pub fn into_set(self, name: AnnotatorName, document: DocumentRef) -> AnnotationSet {
        let mut set = AnnotationSet::new(name, Kind::Model, document);
        set.extend(self.all);
        set
    }
}

/// Why something is proposed, as it stands in a program's record.
fn reason(why: Option<String>) -> Table {
    why.map(|why| ("why".to_owned(), Value::String(why))).into_iter().collect()
}
