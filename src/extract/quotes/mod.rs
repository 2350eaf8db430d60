//! Quotations: what somebody is said to have said, in marks or without, with its cue and its speaker.
//!
//! Four steps. Marks are paired within and over paragraphs (`marked`). The document is read as classed words in
//! frames, sentences that quotations do not end (`article`), with their noun phrases and cues (`phrase`, `cue`).
//! What stands in marks is tied to a cue and a speaker and told from titles and scare quotes by a linear score
//! (`direct`, `score`). Clauses that cues introduce, and sentences in the Konjunktiv, are indirect speech
//! (`indirect`). Pronouns and role nouns are resolved to persons named before (`people`).

pub(super) mod article;
pub(super) mod cue;
mod direct;
mod indirect;
pub(super) mod marked;
mod people;
pub(super) mod phrase;
mod score;

use std::collections::HashMap;

use article::Article;
use direct::{Framed, Place, Tie};
use people::People;
use phrase::{Phrase, PhraseKind};

pub use indirect::Form;
pub use score::{Feature, Features};

use super::lexicon::Class;
use super::mention::Mention;
use super::token::Tokens;
use crate::doc::Document;
use crate::text::Span;

/// Something that somebody is said to have said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quotation {
    /// What was said, in bytes, without the marks around it.
    pub span: Span,
    /// The same with its marks.
    pub outer: Span,
    /// How it is quoted.
    pub kind: QuotationKind,
    /// The words that say that it was said ("sagte", "laut").
    pub cue: Option<Span>,
    /// Who said it.
    pub source: Option<Source>,
    /// How likely it is a quotation, 0 to 1.
    pub score: f32,
    /// Why it is proposed.
    pub why: Why,
}

/// How something is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuotationKind {
    /// In the speaker's words, in quotation marks or as a block quote.
    Direct,
    /// In the writer's words.
    Indirect,
    /// In the writer's words with some of the speaker's in quotation marks, which are a direct quotation too.
    Mixed,
}

impl QuotationKind {
    /// The kind's name in sidecars: `direct`, `indirect`, `mixed`.
    pub fn name(self) -> &'static str {
        match self {
            QuotationKind::Direct => "direct",
            QuotationKind::Indirect => "indirect",
            QuotationKind::Mixed => "mixed",
        }
    }
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The words that name the speaker: a mention where there is one, else "er", "die Ministerin".
    pub span: Span,
    /// The mention that these words are taken to stand for, where they are none themselves.
    pub resolved: Option<Span>,
    /// Why it is taken to be the speaker.
    pub why: SourceWhy,
}

/// Why somebody is taken to be the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceWhy {
    /// The cue names them.
    Cue,
    /// They are the subject of the sentence.
    Subject,
    /// They spoke last.
    SpokeLast,
}

impl SourceWhy {
    /// The reason in a few words.
    pub fn text(self) -> &'static str {
        match self {
            SourceWhy::Cue => "named by the cue",
            SourceWhy::Subject => "subject of the sentence",
            SourceWhy::SpokeLast => "spoke last",
        }
    }
}

/// Why something is taken to be a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It stands in marks, and a cue beside it.
    MarksAndCue,
    /// It stands in marks and reads like speech.
    Marks,
    /// It is a paragraph of its own.
    Block,
    /// A cue reports it in this form.
    Reported(Form),
}

impl Why {
    /// The reason in a few words.
    pub fn text(self) -> &'static str {
        match self {
            Why::MarksAndCue => "in quotation marks, with a cue",
            Why::Marks => "in quotation marks",
            Why::Block => "a quotation set as a paragraph",
            Why::Reported(Form::Complement) => "a clause that the cue introduces",
            Why::Reported(Form::Clause) => "a reported clause behind the cue",
            Why::Reported(Form::Infinitive) => "an infinitive behind a verb of demanding",
            Why::Reported(Form::Trailing) => "a clause before its cue",
            Why::Reported(Form::Source) => "a sentence that names its source",
            Why::Reported(Form::Konjunktiv) => "reported by the Konjunktiv",
        }
    }
}

/// Lowest score of a quotation that is given; what lies under [`LIKELY`] is for those who want many.
const LOWEST: f32 = 0.2;

/// The score from which on a quotation is more likely than not.
pub const LIKELY: f32 = 0.5;

/// Most frames between a speaker and words that go on without naming one.
const FARTHEST: usize = 3;

/// The quotations of `document`, in order of their starts, those that hold others first. All have a score of at least
/// 0.2; a proposal for everybody should have [`LIKELY`]. `mentions` are those of the document in order, `language` a
/// BCP 47 tag: without one that is known only marks are read. Linear in the length of the document.
pub fn recognise(document: &Document, tokens: &Tokens, mentions: &[Mention], language: Option<&str>) -> Vec<Quotation> {
    of_article(&Article::of(document, tokens, mentions, language))
}

/// As [`recognise`], of an article that is read already.
pub(super) fn of_article(article: &Article<'_>) -> Vec<Quotation> {
    let mut found = read(article).0;
    found.sort_by_key(|one| (one.outer.start, std::cmp::Reverse(one.outer.end)));
    found
}

/// Everything that stands in quotation marks in `document`, with its marks and what is known of it: what the weights of
/// the score are fitted to.
pub fn evidence(
    document: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    language: Option<&str>,
) -> Vec<(Span, Features)> {
    read(&Article::of(document, tokens, mentions, language)).1
}

/// The quotations, and everything in marks with its features.
fn read(article: &Article<'_>) -> (Vec<Quotation>, Vec<(Span, Features)>) {
    let mut reading = Reading {
        article,
        people: People::default(),
        last: None,
        found: Vec::new(),
        next_marked: 0,
        repeated: repeated(article.text, &article.marked),
        reported_at: None,
        seen: Vec::new(),
    };
    for (index, frame) in article.frames.iter().enumerate() {
        let framed =
            Framed { frame, phrases: phrase::phrases(article, &frame.words), cues: cue::cues(article, &frame.words) };
        reading.read(index, &framed);
    }
    (reading.found, reading.seen)
}

/// What is known while the frames are read in order.
struct Reading<'r, 'a> {
    article: &'r Article<'a>,
    people: People<'a>,
    /// Who spoke last, and in which frame.
    last: Option<(usize, Source)>,
    found: Vec<Quotation>,
    next_marked: usize,
    /// For each of the article's marked stretches whether it stands there more than once.
    repeated: Vec<bool>,
    /// The last frame that reported something.
    reported_at: Option<usize>,
    /// Everything in marks.
    seen: Vec<(Span, Features)>,
}

impl Reading<'_, '_> {
    fn read(&mut self, index: usize, framed: &Framed<'_>) {
        let article = self.article;
        let end = article.span(&framed.frame.words).end;
        let mut directs = Vec::new();
        while let Some(marked) = article.marked.get(self.next_marked).filter(|marked| marked.outer.start < end) {
            directs.extend(self.direct(index, framed, marked));
            self.next_marked += 1;
        }
        let mut reported = indirect::reported(article, framed);
        if reported.is_empty() && framed.cues.is_empty() {
            let after_report = self.reported_at.is_some_and(|at| at + 1 >= index);
            reported.extend(indirect::konjunktiv_sentence(article, framed, after_report));
        }
        for one in &reported {
            self.indirect(index, framed, one, &directs);
        }
        if reported.is_empty() && directs.is_empty() {
            self.found.extend(self.confirmed(index, framed));
        }
        self.found.extend(directs.iter().copied());
        if let Some(source) = self.frame_speaker(framed) {
            self.last = Some((index, source));
        }
        self.people.meet(article, framed);
    }

    fn direct(&mut self, index: usize, framed: &Framed<'_>, marked: &marked::Marked) -> Option<Quotation> {
        let article = self.article;
        let words = article.words_of(marked.outer);
        let tie = direct::tie(article, framed, &words);
        let mut features = direct::features(article, framed, marked, &words, &tie);
        let speech_before = self.found.last().is_some_and(|last| {
            last.kind == QuotationKind::Direct
                && last.score >= LIKELY
                && article.words_of(last.outer).end + 40 > words.start
        });
        features.set(Feature::SpeechBefore, speech_before);
        features.set(Feature::Repeated, self.repeated.get(self.next_marked) == Some(&true));
        self.seen.push((marked.outer, features));
        let score = features.score();
        if score < LOWEST {
            return None;
        }
        let source = self.source_of_marked(index, framed, marked, &tie);
        let why = match (marked.block, tie.cue) {
            (true, _) => Why::Block,
            (false, Some(_)) => Why::MarksAndCue,
            (false, None) => Why::Marks,
        };
        let cue = tie.cue.map(|cue| cue.span);
        Some(Quotation {
            span: marked.inner,
            outer: marked.outer,
            kind: QuotationKind::Direct,
            cue,
            source,
            score,
            why,
        })
    }

    fn source_of_marked(
        &self,
        index: usize,
        framed: &Framed<'_>,
        marked: &marked::Marked,
        tie: &Tie,
    ) -> Option<Source> {
        let phrase = tie.speaker.and_then(|speaker| framed.phrases.get(speaker));
        let why = if tie.place == Place::None { SourceWhy::Subject } else { SourceWhy::Cue };
        // A block quote has no sentence around it.
        // In a reported sentence without a cue the subject is whom the speaker speaks of.
        let reported =
            || self.article.lexicon.capital_nouns && indirect::is_konjunktiv(self.article, &framed.frame.words);
        let spoke =
            (tie.place == Place::None && (marked.block || reported())).then(|| self.last_speaker(index)).flatten();
        match phrase.filter(|_| tie.place != Place::None || !marked.block) {
            _ if spoke.is_some() => spoke,
            Some(phrase) => self.source_of(index, framed, phrase, why),
            None => self.last_speaker(index),
        }
    }

    /// The speaker that `phrase` names; "man" in reported speech is whoever spoke last.
    fn source_of(&self, index: usize, framed: &Framed<'_>, phrase: &Phrase, why: SourceWhy) -> Option<Source> {
        let own = || Some(self.source(framed, phrase, why));
        match phrase.kind {
            PhraseKind::Someone => self.frame_speaker(framed).or_else(|| self.last_speaker(index)).or_else(own),
            _ => own(),
        }
    }

    fn indirect(&mut self, index: usize, framed: &Framed<'_>, one: &indirect::Reported, directs: &[Quotation]) {
        let span = self.article.span(&one.words);
        let mixed = directs.iter().any(|direct| direct.score >= LIKELY && span.overlaps(direct.outer));
        let phrase = one.speaker.and_then(|speaker| framed.phrases.get(speaker));
        let source = match phrase {
            Some(phrase) => self.source_of(index, framed, phrase, SourceWhy::Cue),
            None => self.last_speaker(index),
        };
        self.reported_at = Some(index);
        self.found.push(Quotation {
            span,
            outer: span,
            kind: if mixed { QuotationKind::Mixed } else { QuotationKind::Indirect },
            cue: one.cue.map(|cue| cue.span),
            source,
            score: one.score,
            why: Why::Reported(one.form),
        });
    }

    /// "Das teilte die Polizei mit.": the sentence before, which nobody has said yet.
    fn confirmed(&self, index: usize, framed: &Framed<'_>) -> Option<Quotation> {
        let article = self.article;
        let start = framed.frame.words.start;
        let cue = framed
            .cues
            .iter()
            .find(|cue| cue.class.has(Class::SAY) && (cue.at == start + 1 || cue.class.has(Class::PARTICIPLE)))?;
        let before = article.frames.get(index.checked_sub(1)?)?;
        let pronoun = matches!(article.form(start), "Das" | "Dies") && !article.word(start + 1)?.capital;
        let said = self.reported_at == Some(index - 1) || before.heading || before.words.len() < 4;
        let speaker =
            cue::speaker(article, &framed.frame.words, &framed.phrases, cue).and_then(|at| framed.phrases.get(at))?;
        let span = article.span(&before.words);
        (pronoun && !said && speaker.may_speak()).then(|| Quotation {
            span,
            outer: span,
            kind: QuotationKind::Indirect,
            cue: Some(cue.span),
            source: self.source_of(index, framed, speaker, SourceWhy::Cue),
            score: 0.6,
            why: Why::Reported(Form::Trailing),
        })
    }

    fn source(&self, framed: &Framed<'_>, phrase: &Phrase, why: SourceWhy) -> Source {
        Source { span: phrase.source(self.article), resolved: self.people.resolve(self.article, framed, phrase), why }
    }

    fn last_speaker(&self, index: usize) -> Option<Source> {
        let (at, source) = self.last?;
        (at + FARTHEST >= index).then_some(Source { why: SourceWhy::SpokeLast, ..source })
    }

    /// Who speaks in the frame: the speaker of its last cue, else a person who is its subject.
    fn frame_speaker(&self, framed: &Framed<'_>) -> Option<Source> {
        let speaker = |cue: &cue::Cue| cue::speaker(self.article, &framed.frame.words, &framed.phrases, cue);
        let reports = Class::REPORTING.or(Class::JUDGE).or(Class::LAUT).or(Class::SO).or(Class::SAY_NOUN);
        let said = framed.cues.iter().rev().filter(|cue| cue.class.has(reports)).find_map(speaker)?;
        let phrase = framed.phrases.get(said).filter(|phrase| phrase.kind != PhraseKind::Someone)?;
        let source = self.source(framed, phrase, SourceWhy::Cue);
        // "er" goes on to stand for whom it stood for.
        match (phrase.kind, source.resolved) {
            (PhraseKind::Pronoun, Some(resolved)) => Some(Source { span: resolved, resolved: None, ..source }),
            _ => Some(source),
        }
    }
}

/// Longest words in marks that are looked for elsewhere, in bytes: titles and terms, not sentences.
const LONGEST_TERM: usize = 60;

/// For each of `marked`: whether the same words stand in marks elsewhere.
fn repeated(text: &str, marked: &[marked::Marked]) -> Vec<bool> {
    let words = |marked: &marked::Marked| text.get(marked.inner.range()).filter(|words| words.len() <= LONGEST_TERM);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for words in marked.iter().filter_map(words) {
        *counts.entry(words).or_default() += 1;
    }
    marked
        .iter()
        .map(|marked| words(marked).and_then(|words| counts.get(words)).is_some_and(|&count| count > 1))
        .collect()
}

#[cfg(test)]
mod tests;
