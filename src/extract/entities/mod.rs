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
mod known;
pub mod lattice;
pub mod lexicon;
pub mod model;
pub mod reading;
pub mod table;
pub mod tag;

use std::ops::Range;
use std::sync::OnceLock;

use evidence::{Found, Page};
use form::Form;
use known::KnownNames;
use lattice::Beliefs;
use lexicon::Lexicon;
use model::Model;
use reading::Forms;
use tag::{OUTSIDE, Row};

use super::mention::{EntityKind, Mention, Why};
use super::token::Tokens;
use crate::doc::{BlockKind, Document};
use crate::text::Span;

/// Longest stretch that is tagged at once, in tokens. Longer sentences are read in pieces.
const LONGEST: usize = 200;

/// Added to the tags of a name of the lists.
const LISTED: f32 = 2.0;

/// How far caution moves the weight of no name to either side.
const SWAY: f32 = 3.0;

/// Added to the weight of no name where the language is neither German nor English.
const FOREIGN: f32 = 2.0;

/// The model with its lists.
#[derive(Debug, Clone)]
pub struct Recogniser<'a> {
    model: Model<'a>,
    lexicon: Lexicon<'a>,
    known: KnownNames,
}

/// The names in `document`, in order and apart. `language` is "de", "en" or another; `caution` from 0 (many
/// proposals) to 1 (few): 0.5 finds the best balance.
pub fn recognise(document: &Document, tokens: &Tokens, language: Option<&str>, caution: f32) -> Vec<Mention> {
    Recogniser::bundled().recognise(document, tokens, language, caution)
}

impl<'a> Recogniser<'a> {
    /// The recogniser that comes with the program.
    pub fn bundled() -> &'static Recogniser<'static> {
        static BUNDLED: OnceLock<Recogniser<'static>> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            let names = include_bytes!("../../../assets/model/names.bin");
            let clusters = include_bytes!("../../../assets/model/clusters.bin");
            Recogniser::new(include_bytes!("../../../assets/model/entities.bin"), Lexicon::new(names, clusters))
        })
    }

    /// A recogniser of the model that `bytes` hold, trained with `lexicon`.
    pub fn new(bytes: &'a [u8], lexicon: Lexicon<'a>) -> Recogniser<'a> {
        Recogniser { model: Model::new(bytes), lexicon, known: KnownNames::bundled() }
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
        let mut reader = Reader {
            recogniser: self,
            forms: Forms::default(),
            language,
            outside: self.model.outside
                + (caution - 0.5) * 2.0 * SWAY
                + if language == features::FOREIGN { FOREIGN } else { 0.0 },
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
        (if std::env::var_os("XNOEV").is_some() { reader.found } else { evidence::spread(page, reader.found) })
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
        let Recogniser { model, lexicon, known } = self.recogniser;
        let spans = tokens.slice(range.clone());
        let words = spans.iter().map(|token| text.get(token.span.range()).unwrap_or_default());
        let sentence = self.forms.sentence(words, self.language, lexicon);
        let mut emissions = self.forms.emissions(&sentence, model);
        let classes = self.forms.classes(&sentence);
        let forms: Vec<&Form> = sentence.words().iter().map(|&number| self.forms.form(number)).collect();
        let listed = known.find(&forms);
        for (name, kind) in &listed {
            favour(&mut emissions, name, *kind);
        }
        let tags = lattice::best(&model.transitions, &classes, &emissions, self.outside);
        let beliefs = Beliefs::of(&model.factors, &classes, &emissions, model.outside);
        for (at, (number, named)) in
            self.numbers.iter_mut().zip(&mut self.named).skip(range.start).take(range.len()).enumerate()
        {
            *number = sentence.words().get(at).copied().unwrap_or(0);
            *named = EntityKind::ALL
                .iter()
                .map(|&kind| beliefs.tags(at)[tag::begin(kind)] + beliefs.tags(at)[tag::inside(kind)])
                .sum();
        }
        for (name, kind) in runs(&tags) {
            let score = beliefs
                .run(&model.factors, &classes, name.clone(), tag::begin(kind), tag::inside(kind))
                .clamp(0.0, 1.0);
            let why = if listed.contains(&(name.clone(), kind)) { Why::List } else { Why::Model };
            self.found.push(Found { tokens: range.start + name.start..range.start + name.end, kind, score, why });
        }
    }
}

/// Makes it likelier that the tokens of `name` are just that name.
fn favour(emissions: &mut [Row], name: &Range<usize>, kind: EntityKind) {
    for (at, row) in emissions.iter_mut().enumerate().take(name.end).skip(name.start) {
        let tag = if at == name.start { tag::begin(kind) } else { tag::inside(kind) };
        row[tag] += xlisted();
        row[OUTSIDE] -= xlisted() / 2.0;
    }
}

/// The names that `tags` say.
fn runs(tags: &[usize]) -> Vec<(Range<usize>, EntityKind)> {
    let mut found: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for (at, &tag) in tags.iter().enumerate() {
        if let Some(kind) = tag::begins(tag) {
            found.push((at..at + 1, kind));
        } else if let Some((name, kind)) = found.last_mut() {
            if tag == tag::inside(*kind) && name.end == at {
                name.end = at + 1;
            }
        }
    }
    found
}

fn xlisted() -> f32 {
    std::env::var("XLISTED").ok().and_then(|x| x.parse().ok()).unwrap_or(LISTED)
}
