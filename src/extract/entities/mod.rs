//! Entities: persons, places, organisations and other names, recognised without a network by one model for German
//! and English.
//!
//! A linear-chain conditional random field reads each sentence: hashed features of words and their surroundings,
//! what lists say of them, and clusters of words from unlabelled text. The names of the project's own lists are
//! made likelier. Then the document vouches for itself: what is named in full is named in short elsewhere.

mod evidence;
pub mod features;
pub mod form;
pub mod hash;
pub mod known;
pub mod lattice;
pub mod lexicon;
pub mod model;
pub mod reading;
pub mod table;
pub mod tag;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::OnceLock;

use evidence::{Found, Page};
use form::Form;
use lattice::Beliefs;
use lexicon::Lexicon;
use model::Model;
use reading::Forms;
use tag::{OUTSIDE, Row};

use super::mention::{EntityKind, Mention, Why};
use super::token::{Token, Tokens};
use crate::doc::{BlockKind, Document};
use crate::text::Span;

/// Longest stretch that is tagged at once, in tokens. Longer sentences are read in pieces.
const LONGEST: usize = 200;

/// Added to the tags of a name of the lists.
const LISTED: f32 = 2.0;

/// How far caution moves the weight of no name to either side.
const SWAY: f32 = 3.0;

/// The model with its lists.
#[derive(Debug, Clone)]
pub struct Recogniser<'a> {
    model: Model<'a>,
    lexicon: Lexicon<'a>,
}

/// The names in `document`, in order and apart. `language` is "de", "en" or another; `caution` from 0 (many
/// proposals) to 1 (few): 0.5 finds the best balance.
pub fn recognise(document: &Document, tokens: &Tokens, language: Option<&str>, caution: f32) -> Vec<Mention> {
    Recogniser::bundled().recognise(document, tokens, language, caution)
}

impl<'a> Recogniser<'a> {
    /// The recogniser that comes with the program, loaded when it is first asked for.
    pub fn bundled() -> &'static Recogniser<'static> {
        static BUNDLED: OnceLock<Recogniser<'static>> = OnceLock::new();
        BUNDLED.get_or_init(Recogniser::load)
    }

    /// The recogniser that comes with the program, loaded anew.
    pub fn load() -> Recogniser<'static> {
        let names = include_bytes!("../../../assets/model/names.bin");
        let clusters = include_bytes!("../../../assets/model/clusters.bin");
        Recogniser::new(include_bytes!("../../../assets/model/entities.bin"), Lexicon::new(names, clusters))
    }

    /// A recogniser of the model that `bytes` hold, trained with `lexicon`.
    pub fn new(bytes: &'a [u8], lexicon: Lexicon<'a>) -> Recogniser<'a> {
        Recogniser { model: Model::new(bytes), lexicon }
    }

    /// What it knows of words.
    pub fn lexicon(&self) -> &Lexicon<'a> {
        &self.lexicon
    }

    /// As [`recognise`].
    pub fn recognise(
        &self,
        document: &Document,
        tokens: &Tokens,
        language: Option<&str>,
        caution: f32,
    ) -> Vec<Mention> {
        let text = document.text().as_str();
        let caution = caution.clamp(0.0, 1.0);
        let language = features::language(language);
        let balance = self.model.outside.get(usize::from(language)).copied().unwrap_or(0.0);
        let mut reader = Reader {
            recogniser: self,
            forms: Forms::default(),
            language,
            balance,
            outside: balance + (caution - 0.5) * 2.0 * SWAY,
            found: Vec::new(),
            numbers: vec![0; tokens.all().len()],
            named: vec![0.0; tokens.all().len()],
        };
        for paragraph in tokens.paragraphs() {
            if matches!(paragraph.kind, BlockKind::Verbatim | BlockKind::Matter) {
                continue;
            }
            for sentence in tokens.sentences().get(paragraph.sentences.clone()).unwrap_or_default() {
                for start in sentence.clone().step_by(LONGEST) {
                    reader.read(text, tokens, start..sentence.end.min(start + LONGEST));
                }
            }
        }
        let spans: Vec<Span> = tokens.all().iter().map(|token| token.span).collect();
        let forms: Vec<&Form> = reader.numbers.iter().map(|&number| reader.forms.form(number)).collect();
        let page = Page { text, spans: &spans, forms: &forms, named: &reader.named };
        // Beyond the balance, what is unlikely is left out too.
        let least = ((caution - 0.5) * 1.6).max(0.0);
        evidence::spread(page, reader.found)
            .into_iter()
            .filter(|found| found.score >= least)
            .map(|Found { tokens, kind, score, why }| {
                let span = page.span(&tokens);
                Mention { span, label: kind, score, why }
            })
            .collect()
    }
}

/// One document being read.
struct Reader<'r, 't> {
    recogniser: &'r Recogniser<'r>,
    forms: Forms<'t>,
    language: u8,
    /// The weight added to no name for the best balance, and that for the caution asked for.
    balance: f32,
    outside: f32,
    found: Vec<Found>,
    /// For every token, the number of its form.
    numbers: Vec<usize>,
    /// For every token, how likely it is part of a name.
    named: Vec<f32>,
}

impl<'t> Reader<'_, 't> {
    /// Tags the tokens of one piece of a sentence.
    fn read(&mut self, text: &'t str, tokens: &Tokens, range: Range<usize>) {
        let Recogniser { model, lexicon } = self.recogniser;
        let spans = tokens.slice(range.clone());
        let words = spans.iter().map(|token| text.get(token.span.range()).unwrap_or_default());
        let sentence = self.forms.sentence(words, self.language, lexicon);
        let mut emissions = self.forms.emissions(&sentence, model);
        let classes = self.forms.classes(&sentence);
        for (name, kind) in sentence.known() {
            favour(&mut emissions, name, *kind);
        }
        let tags = lattice::best(&model.transitions, &classes, &emissions, self.outside);
        let beliefs = Beliefs::of(&model.factors, &classes, &emissions, self.balance);
        let numbers = self.numbers.get_mut(range.clone()).unwrap_or_default();
        let named = self.named.get_mut(range.clone()).unwrap_or_default();
        for (at, ((number, named), form)) in numbers.iter_mut().zip(named).zip(sentence.words()).enumerate() {
            *number = *form;
            let tags = beliefs.tags(at);
            *named = EntityKind::ALL.iter().map(|&kind| tags[tag::begin(kind)] + tags[tag::inside(kind)]).sum();
        }
        for (name, kind) in runs(&tags) {
            // The model believes in the run as it read it: a stop that belongs to it ("Ludwig II.") is not cut there.
            let score = beliefs
                .run(&model.factors, &classes, name.clone(), tag::begin(kind), tag::inside(kind))
                .clamp(0.0, 1.0);
            let Some(name) = without_stops(name, spans, text) else { continue };
            let why = if sentence.known().contains(&(name.clone(), kind)) { Why::List } else { Why::Model };
            self.found.push(Found { tokens: range.start + name.start..range.start + name.end, kind, score, why });
        }
    }
}

/// `name` without stops and the like at its ends; nothing where it holds nothing else.
fn without_stops(mut name: Range<usize>, spans: &[Token], text: &str) -> Option<Range<usize>> {
    let is_stop = |at: usize| {
        let token = spans.get(at).and_then(|token| text.get(token.span.range()));
        token.is_some_and(|token| matches!(token, "." | "," | ";" | ":" | "-" | "–" | "„" | "\"" | "“" | "'"))
    };
    while !name.is_empty() && is_stop(name.start) {
        name.start += 1;
    }
    while !name.is_empty() && is_stop(name.end - 1) {
        name.end -= 1;
    }
    (!name.is_empty()).then_some(name)
}

/// Makes it likelier that the tokens of `name` are just that name.
fn favour(emissions: &mut [Row], name: &Range<usize>, kind: EntityKind) {
    for (at, row) in emissions.iter_mut().enumerate().take(name.end).skip(name.start) {
        let tag = if at == name.start { tag::begin(kind) } else { tag::inside(kind) };
        row[tag] += LISTED;
        row[OUTSIDE] -= LISTED / 2.0;
    }
}

/// The names that `tags` say.
fn runs(tags: &[usize]) -> Vec<(Range<usize>, EntityKind)> {
    let mut found: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for (at, &tag) in tags.iter().enumerate() {
        if let Some(kind) = tag::begins(tag) {
            found.push((at..at + 1, kind));
        } else if let Some((name, kind)) = found.last_mut()
            && tag == tag::inside(*kind)
            && name.end == at
        {
            name.end = at + 1;
        }
    }
    found
}
