//! Reading: the tokens of a sentence as forms in their settings, and the weights of their tags.

use std::collections::HashMap;
use std::ops::Range;

use super::features::{self, PLACES, REACH, Setting};
use super::form::{Class, Form};
use super::lexicon::{LONGEST_PHRASE, Lexicon, flag, phrase_key};
use super::model::{self, Model};
use super::tag::{self, Row, TAGS};
use crate::extract::mention::EntityKind;

/// The word forms of a document, each read once. Number 0 is the edge of a sentence.
#[derive(Debug, Clone)]
pub struct Forms<'t> {
    numbers: HashMap<&'t str, usize>,
    forms: Vec<Form>,
    buffer: String,
    /// For every form, the sums of its weights at the places around it.
    sums: Vec<[Row<i32>; PLACES]>,
}

/// One sentence as it is read.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// The numbers of its tokens' forms, with [`REACH`] edges at both ends.
    forms: Vec<usize>,
    settings: Vec<Setting>,
    /// The names of the project's own lists in it.
    known: Vec<(Range<usize>, EntityKind)>,
}

impl<'t> Default for Forms<'t> {
    fn default() -> Forms<'t> {
        Forms { numbers: HashMap::new(), forms: vec![Form::default()], buffer: String::new(), sums: Vec::new() }
    }
}

impl<'t> Forms<'t> {
    /// The form with this number.
    pub fn form(&self, number: usize) -> &Form {
        // Number 0 always is there, and the others come from `number`.
        self.forms.get(number).unwrap_or(&self.forms[0])
    }

    fn number(&mut self, text: &'t str, lexicon: &Lexicon<'_>) -> usize {
        *self.numbers.entry(text).or_insert_with(|| {
            self.forms.push(Form::read(text, lexicon, &mut self.buffer));
            self.forms.len() - 1
        })
    }

    /// Reads the tokens of one sentence.
    pub fn sentence(&mut self, tokens: impl Iterator<Item = &'t str>, language: u8, lexicon: &Lexicon<'_>) -> Sentence {
        let mut forms = vec![0; REACH];
        forms.extend(tokens.map(|token| self.number(token, lexicon)));
        let words = REACH..forms.len();
        forms.extend([0; REACH]);
        let words: Vec<&Form> = forms.get(words).unwrap_or_default().iter().map(|&number| self.form(number)).collect();
        let mut settings = features::settings(words.iter().copied(), language);
        for phrase in phrases(&words, lexicon) {
            for (at, setting) in settings.iter_mut().enumerate().take(phrase.end).skip(phrase.start) {
                setting.phrase = if at == phrase.start { 1 } else { 2 };
            }
        }
        let known = lexicon.known().find(&words);
        for (name, kind) in &known {
            for (at, setting) in settings.iter_mut().enumerate().take(name.end).skip(name.start) {
                let tag = if at == name.start { tag::begin(*kind) } else { tag::inside(*kind) };
                setting.known = tag as u8;
            }
        }
        Sentence { forms, settings, known }
    }

    /// The weights of the tags of each token of `sentence`.
    pub fn emissions(&mut self, sentence: &Sentence, model: &Model<'_>) -> Vec<Row> {
        for form in self.forms.iter().skip(self.sums.len()) {
            self.sums.push(std::array::from_fn(|place| model::near(model, form, place)));
        }
        let windows = sentence.forms.windows(PLACES).zip(&sentence.settings);
        windows
            .map(|(window, &setting)| {
                let mut sums = [0; TAGS];
                for (place, &number) in window.iter().enumerate() {
                    let near = self.sums.get(number).and_then(|places| places.get(place));
                    for (sum, weight) in sums.iter_mut().zip(near.into_iter().flatten()) {
                        *sum += weight;
                    }
                }
                features::joint(self.window(window), setting, &mut |key| model.add(key, &mut sums));
                model.scaled(sums)
            })
            .collect()
    }

    /// The features of each token of `sentence`, given to `each` with the token's number.
    pub fn features(&self, sentence: &Sentence, each: &mut impl FnMut(usize, u64)) {
        for (at, (window, &setting)) in sentence.forms.windows(PLACES).zip(&sentence.settings).enumerate() {
            for (place, &number) in window.iter().enumerate() {
                features::near(self.form(number), place, &mut |key| each(at, key));
            }
            features::joint(self.window(window), setting, &mut |key| each(at, key));
        }
    }

    fn window(&self, numbers: &[usize]) -> [&Form; PLACES] {
        std::array::from_fn(|place| self.form(numbers.get(place).copied().unwrap_or(0)))
    }

    /// The classes of the tokens of `sentence`.
    pub fn classes(&self, sentence: &Sentence) -> Vec<Class> {
        sentence.words().iter().map(|&number| self.form(number).class).collect()
    }
}

impl Sentence {
    /// The names of the project's own lists in it, by token.
    pub fn known(&self) -> &[(Range<usize>, EntityKind)] {
        &self.known
    }

    /// The numbers of its tokens' forms.
    pub fn words(&self) -> &[usize] {
        self.forms.get(REACH..self.forms.len().saturating_sub(REACH)).unwrap_or_default()
    }
}

/// The places of several words that lists know, the longest at each token.
fn phrases(words: &[&Form], lexicon: &Lexicon<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, first) in words.iter().enumerate() {
        if first.flags & flag::OPENS_PHRASE == 0 || found.last().is_some_and(|phrase| phrase.end > at) {
            continue;
        }
        let mut key = first.key;
        let mut end = None;
        for (more, next) in words.iter().enumerate().skip(at + 1).take(LONGEST_PHRASE - 1) {
            key = phrase_key(key, next.key);
            if lexicon.flags(key) & flag::PHRASE != 0 {
                end = Some(more + 1);
            }
        }
        found.extend(end.map(|end| at..end));
    }
    found
}
