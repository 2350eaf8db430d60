//! What the recognisers keep between questions: the document they read last, and what was learnt from decisions.

use std::collections::HashSet;
use std::sync::Arc;

use toml::{Table, Value};

use super::recognisers::{Finished, Question, Remembered};
use crate::annot::build::PROPS;
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Id, Kind, Record, SpanAnnotation, Status};
use crate::app::message::Extracted;
use crate::doc::Document;
use crate::extract::entities::Recogniser;
use crate::extract::memory::{Learners, Memory, Page, Proposed, Reading, Suggestion, Why, decisions_of};
use crate::extract::token::Tokens;
use crate::extract::{Extraction, MEMORY, Options, QUOTE, extract_from, rounded};
use crate::text::Span;

/// Reads documents and learns from what is decided on them.
#[derive(Default)]
pub(super) struct Scholar {
    memory: Memory,
    learners: Learners,
    /// The documents that were learnt from.
    studied: HashSet<String>,
    /// The document that was read last, so that a decision on it costs no second reading.
    last: Option<Read>,
}

struct Read {
    key: String,
    document: Arc<Document>,
    options: Option<Options>,
    tokens: Tokens,
    extraction: Extraction,
    own: Arc<AnnotationSet>,
}

impl Scholar {
    /// Takes in what was decided on documents.
    pub fn remember(&mut self, decisions: Vec<Remembered>) {
        let open = self.last.as_ref().map(|read| read.key.clone());
        for (key, evidence) in decisions.into_iter().filter(|(key, _)| Some(key) != open.as_ref()) {
            self.memory.learn(&key, evidence);
        }
    }

    /// Learns from documents that are done, once from each.
    pub fn study(&mut self, finished: Vec<Finished>) {
        for (key, document, own) in finished {
            self.memory.learn(&key, decisions_of(&own, document.text()));
            let options = Options { stances: false, ..Options::default() };
            let read = Read::of(key, document, own, Some(options));
            self.learn_from(&read);
        }
    }

    /// What is proposed for a document.
    pub fn answer(&mut self, question: Question) -> Extracted {
        let Question { handle, document, own, key, options, learn, number } = question;
        let same = |read: &Read| Arc::ptr_eq(&read.document, &document) && read.options == options;
        let read = match self.last.take() {
            Some(read) if same(&read) => Read { own, ..read },
            other => {
                if let Some(left) = other.filter(|left| left.key != key && left.own.review.status == Status::Done) {
                    self.learn_from(&left);
                }
                Read::of(key, document, own, options)
            }
        };
        let mut proposals = read.extraction.to_set(&read.document);
        let mut sets = Vec::new();
        if learn {
            self.memory.learn(&read.key, decisions_of(&read.own, read.document.text()));
            let proposed = self.propose(&read);
            for dropped in &proposed.dropped {
                if let Some(mention) = read.extraction.mentions.get(dropped.index) {
                    proposals.forget_span(mention.label.name(), mention.span);
                }
            }
            sets.push(memory_set(&proposed.suggestions, &read));
        }
        if read.options.is_some() {
            sets.push(proposals);
        }
        let answer = Extracted { handle, question: number, sets, dates: read.extraction.dates.clone() };
        self.last = Some(read);
        answer
    }

    fn propose(&self, read: &Read) -> Proposed {
        let nothing = Proposed::default();
        let settled = read.settled();
        let page = read.page(&nothing, &settled);
        let learnt = match self.learners.iter().any(|learner| learner.is_ready()) {
            true => self.learners.propose(&Reading::of(page, &self.memory, Recogniser::bundled().lexicon())),
            false => Proposed::default(),
        };
        self.memory.propose(read.page(&learnt, &settled))
    }

    fn learn_from(&mut self, read: &Read) {
        if !self.studied.insert(read.key.clone()) {
            return;
        }
        let nothing = Proposed::default();
        let reading = Reading::of(read.page(&nothing, &[]), &self.memory, Recogniser::bundled().lexicon());
        let spans = read.names().filter(|span| !span.place.is_fragmented());
        let gold: Vec<(Span, &str)> = spans.map(|span| (span.place.hull(), span.label.as_str())).collect();
        self.learners.learn(&Arc::new(reading), &gold);
    }
}

impl Read {
    fn of(key: String, document: Arc<Document>, own: Arc<AnnotationSet>, options: Option<Options>) -> Read {
        let tokens = Tokens::of(&document);
        let read = |options| extract_from(&document, &tokens, options);
        let extraction = options.as_ref().map(read).unwrap_or_default();
        Read { key, document, options, tokens, extraction, own }
    }

    fn page<'p>(&'p self, learnt: &'p Proposed, settled: &'p [Span]) -> Page<'p> {
        Page {
            document: &self.key,
            text: self.document.text().as_str(),
            tokens: &self.tokens,
            base: &self.extraction.mentions,
            learnt,
            settled,
        }
    }

    /// Places that are decided on already.
    fn settled(&self) -> Vec<Span> {
        self.names().flat_map(|span| span.place.parts()).collect()
    }

    /// The spans of its own set that a name recogniser could have proposed.
    fn names(&self) -> impl Iterator<Item = &SpanAnnotation> {
        self.own.spans().iter().filter(|span| span.label != QUOTE && !PROPS.contains(&span.label.as_str()))
    }
}

/// Suggestions as a program's set.
fn memory_set(suggestions: &[Suggestion], read: &Read) -> AnnotationSet {
    let text = read.document.text();
    let record = |suggestion: &Suggestion| {
        let Suggestion { span, label, score, why } = suggestion;
        let (start, end) = (text.to_code_point(span.start).0, text.to_code_point(span.end).0);
        let mut record = SpanAnnotation::new(Id::hashed(MEMORY, label, start, end), label.as_str(), *span);
        record.score = Some(rounded(*score));
        record.common.extra = Table::from_iter([("why".to_owned(), Value::String(reason(why)))]);
        Record::Span(record)
    };
    // A name made of allowed letters.
    let name = AnnotatorName::parse(MEMORY).unwrap_or_else(|_| AnnotatorName::from_login(MEMORY));
    let document = DocumentRef { text_sha256: read.own.document.text_sha256.clone(), ..DocumentRef::default() };
    let mut set = AnnotationSet::new(name, Kind::Model, document);
    set.extend(suggestions.iter().map(record));
    set
}

/// Documents are remembered by their paths, and told by their names.
fn reason(why: &Why) -> String {
    let text = why.text();
    match why {
        Why::Remembered { document, .. } => {
            let name = document.rsplit(['/', '\\']).next().unwrap_or(document);
            text.replace(document.as_str(), name)
        }
        Why::Rejected { .. } | Why::Learned { .. } => text,
    }
}
