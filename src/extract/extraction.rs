//! Everything the embedded recognisers say of a document, and the same as a program's annotation set.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use toml::{Table, Value};

use super::dates::{self, DateMention};
use super::entities;
use super::language;
use super::mention::{EntityKind, Mention, Why};
use super::quotes::article::Article;
use super::quotes::{self, Quotation, Source};
use super::stances::{self, StanceHint};
use super::token::Tokens;
use crate::annot::build::{CUE, EVIDENCE, SPEAKER};
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Holder, Id, Kind, Record, SpanAnnotation, Stance};
use crate::doc::Document;
use crate::text::Span;

/// What the embedded recognisers are called as a producer of proposals.
pub const BUILTIN: &str = "builtin";

/// What is learnt from decisions is called as a producer of proposals.
pub const MEMORY: &str = "memory";

/// The label of quotations.
pub const QUOTE: &str = "QUOTE";

/// How a document is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Its language as a BCP 47 tag; `None` takes what the document says of itself, or guesses.
    pub language: Option<String>,
    /// From 0 (many proposals) to 1 (few).
    pub caution: f32,
    /// Whether hints at stances are given.
    pub stances: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { language: None, caution: 0.5, stances: true }
    }
}

/// What the recognisers say of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The language it was read in, if that is known.
    pub language: Option<String>,
    /// How many tokens it has.
    pub tokens: usize,
    /// Names, in order.
    pub mentions: Vec<Mention>,
    /// Quotations with their speakers, in order of their starts.
    pub quotations: Vec<Quotation>,
    /// Dates, in order.
    pub dates: Vec<DateMention>,
    /// Who is for or against what, in order.
    pub stances: Vec<StanceHint>,
}

/// Reads `document`. Linear in its length.
pub fn extract(document: &Document, options: &Options) -> Extraction {
    extract_from(document, &Tokens::of(document), options)
}

/// As [`extract`], for callers that have the tokens of the document already.
pub fn extract_from(document: &Document, tokens: &Tokens, options: &Options) -> Extraction {
    let told = options.language.clone().or_else(|| document.meta().language.clone());
    let language = told.or_else(|| language::guess(document.text().as_str()).map(str::to_owned));
    let spoken = language.as_deref();
    let mentions = entities::recognise(document, tokens, spoken, options.caution);
    // Caution moves the bar for quotations as far as their scores reach.
    let least = quotes::LIKELY + (options.caution - 0.5) * 0.6;
    let article = Article::of(document, tokens, &mentions, spoken);
    let mut quotations = quotes::of_article(&article);
    quotations.retain(|quotation| quotation.score >= least);
    let stances = match options.stances {
        true => stances::of_article(&article),
        false => Vec::new(),
    };
    let dates = dates::recognise(document, tokens, spoken);
    Extraction { tokens: tokens.all().len(), language, mentions, quotations, dates, stances }
}

impl Extraction {
    /// The same as the set of the program [`BUILTIN`]: proposals, each with its score and why it is there.
    pub fn to_set(&self, document: &Document) -> AnnotationSet {
        let mut records = Records { document, spans: HashMap::new(), all: Vec::new() };
        for mention in &self.mentions {
            let why = records.why(mention.why);
            records.span(mention.label.name(), mention.span, Some(mention.score), why);
        }
        self.quotations.iter().for_each(|quotation| records.quotation(quotation));
        self.stances.iter().for_each(|hint| records.stance(hint));
        // A name made of allowed letters.
        let name = AnnotatorName::parse(BUILTIN).unwrap_or_else(|_| AnnotatorName::from_login(BUILTIN));
        let mut set = AnnotationSet::new(name, Kind::Model, DocumentRef::of(document));
        set.extend(records.all);
        set
    }
}

/// Records in the making.
struct Records<'a> {
    document: &'a Document,
    spans: HashMap<(Span, &'static str), Id>,
    all: Vec<Record>,
}

impl Records<'_> {
    fn words(&self, span: Span) -> String {
        self.document.text().slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn why(&self, why: Why) -> String {
        match why {
            Why::Model | Why::List => why.text().into(),
            Why::Same(other) | Why::Surname(other) | Why::Acronym(other) => {
                format!("{}: “{}”", why.text(), self.words(other))
            }
        }
    }

    /// Adds a span, once.
    fn span(&mut self, label: &'static str, span: Span, score: Option<f32>, why: String) -> Id {
        let text = self.document.text();
        let (start, end) = (text.to_code_point(span.start).0, text.to_code_point(span.end).0);
        let entry = match self.spans.entry((span, label)) {
            Entry::Occupied(known) => return known.get().clone(),
            Entry::Vacant(entry) => entry,
        };
        let id = entry.insert(Id::hashed(BUILTIN, label, start, end)).clone();
        let mut record = SpanAnnotation::new(id.clone(), label, span);
        record.score = score.map(rounded);
        record.common.extra = reason(why);
        self.all.push(Record::Span(record));
        id
    }

    /// The span that names a speaker: the mention, or one that stands only for this.
    fn named(&mut self, span: Span) -> Id {
        let mention = EntityKind::ALL.iter().find_map(|kind| self.spans.get(&(span, kind.name())));
        match mention.cloned() {
            Some(id) => id,
            None => self.span(SPEAKER, span, None, "named as a speaker".into()),
        }
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let mut why = quotation.why.text().to_owned();
        let mut attrs = Table::from_iter([("type".to_owned(), Value::String(quotation.kind.name().into()))]);
        let mut roles = Vec::new();
        if let Some(Source { span, resolved, why: source_why }) = quotation.source {
            roles.push(("source".to_owned(), vec![self.named(resolved.unwrap_or(span))]));
            why += &format!("; speaker: {}", source_why.text());
            if resolved.is_some() {
                let words = self.words(span);
                why += &format!(", “{words}” taken to stand for them");
                attrs.insert("source_words".into(), Value::String(words));
            }
        }
        if let Some(cue) = quotation.cue {
            roles.push(("cue".to_owned(), vec![self.span(CUE, cue, None, "a verb of saying".into())]));
        }
        let id = self.span(QUOTE, quotation.span, Some(quotation.score), why);
        if let Some(Record::Span(record)) = self.all.iter_mut().rev().find(|record| *record.id() == id) {
            record.roles = roles;
            record.common.attrs = attrs;
        }
    }

    fn stance(&mut self, hint: &StanceHint) {
        let text = self.document.text();
        let (start, end) = (text.to_code_point(hint.cue.start).0, text.to_code_point(hint.cue.end).0);
        let holder = Holder::Span(self.named(hint.holder));
        let evidence = self.span(EVIDENCE, hint.passage, None, "what the hint was read from".into());
        let negated = if hint.negated { ", negated" } else { "" };
        self.all.push(Record::Stance(Stance {
            id: Id::hashed(BUILTIN, hint.value.name(), start, end),
            holder,
            target: self.words(hint.object),
            value: hint.value.name().into(),
            degree: None,
            evidence: vec![evidence],
            confidence: None,
            explicit: None,
            score: Some(rounded(hint.score)),
            common: crate::annot::Common {
                extra: reason(format!("the verb “{}”{negated}", self.words(hint.cue))),
                ..Default::default()
            },
        }));
    }
}

/// A score as it is told: to a thousandth.
pub fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

/// Why something is proposed, as it stands in a program's record.
fn reason(why: String) -> Table {
    Table::from_iter([("why".to_owned(), Value::String(why))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Meta;
    use crate::extract::reader::{ArticleFormat, read};

    #[test]
    fn an_article_is_highlighted_with_who_said_what() {
        let text = " date 2022-02 Streit um die Brücke\n\nDie Präsidentin Katja Sommer traf am 4. Februar 2022 in Hamburg \
            den Minister. „Wir bauen die Brücke noch in diesem Jahr fertig“, sagte Sommer. Der Bund kritisierte den Plan.\n";
        let document = read("a.txt", text.into(), ArticleFormat::Plain).unwrap();
        let extraction = extract(&document, &Options::default());
        assert_eq!(extraction.language.as_deref(), Some("de"));
        let set = extraction.to_set(&document);
        let source = crate::annot::sidecar::write(&set, document.text());
        let reading = crate::annot::sidecar::read(&source, document.text()).unwrap();
        assert_eq!((reading.faults, &reading.set), (vec![], &set), "what is said can be written down");
        let quotation = set.spans().iter().find(|span| span.label == QUOTE).unwrap();
        assert_eq!(quotation.place.quote(document.text()), "Wir bauen die Brücke noch in diesem Jahr fertig");
        let speaker = set.span(quotation.role("source").first().unwrap()).unwrap();
        assert_eq!((speaker.label.as_str(), speaker.place.quote(document.text()).as_str()), ("PER", "Sommer"));
        assert!(set.spans().iter().any(|span| span.label == "LOC" && span.place.quote(document.text()) == "Hamburg"));
        assert!(extraction.dates.iter().any(|date| date.value.is_some_and(|date| date.to_string() == "2022-02-04")));
        assert_eq!(extract(&document, &Options::default()), extraction, "the same every time");
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        let document = Document::new("a.txt", "".into(), Meta::default(), Vec::new());
        assert!(extract(&document, &Options::default()).to_set(&document).is_empty());
    }
}
