//! The words that tell dates.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use serde::Deserialize;

use super::value::Unit;
use crate::extract::entities::hash::KeyHasher;
use crate::extract::language;

/// What a word tells of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// 1 to 12.
    Month(u8),
    /// 0 is Monday.
    Weekday(u8),
    /// Days from today.
    Day(i8),
    Last,
    Next,
    This,
    Unit(Unit),
    Number(u8),
}

/// What a word does beside a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// It stands before a count of units that passed: "vor".
    Before,
    /// It stands before a count of units to come: "in".
    After,
    /// It stands behind a count of units that passed: "ago".
    Ago,
    /// It may stand between a weekday and its date, or a day and its month.
    Joins,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Terms {
    terms: HashMap<Box<str>, Term, BuildHasherDefault<KeyHasher>>,
    hints: HashMap<Box<str>, Vec<Hint>, BuildHasherDefault<KeyHasher>>,
    introduces: Vec<Box<str>>,
    future: Vec<Box<str>>,
    past: Vec<Box<str>>,
    times_of_day: Vec<Box<str>>,
}

impl Terms {
    /// The words for a BCP 47 tag; none where the language is not known. Read once, when first asked for.
    pub fn of(language: Option<&str>) -> &'static Terms {
        static TERMS: OnceLock<[Terms; 3]> = OnceLock::new();
        let terms = TERMS.get_or_init(|| {
            let asset: Asset = toml::from_str(include_str!("../../../assets/phrases/dates.toml")).unwrap_or_default();
            [Terms::new(&asset.de), Terms::new(&asset.en), Terms::default()]
        });
        language::choose(language, terms)
    }

    fn new(words: &Words) -> Terms {
        let list = |words: &str| words.split_whitespace().map(Box::from).collect::<Vec<Box<str>>>();
        let mut terms = Terms {
            introduces: list(&words.introduces),
            future: list(&words.future),
            past: list(&words.past),
            times_of_day: list(&words.times_of_day),
            ..Terms::default()
        };
        for (number, forms) in (1..).zip(&words.months) {
            terms.add(forms, Term::Month(number));
        }
        for (number, forms) in (0..).zip(&words.weekdays) {
            terms.add(forms, Term::Weekday(number));
        }
        for (key, forms) in words.days.iter().filter_map(|line| line.split_once(':')) {
            terms.add(forms, Term::Day(key.trim().parse().unwrap_or_default()));
        }
        for (key, forms) in words.numbers.iter().filter_map(|line| line.split_once(':')) {
            terms.add(forms, Term::Number(key.trim().parse().unwrap_or_default()));
        }
        for (key, forms) in words.units.iter().filter_map(|line| line.split_once(':')) {
            let unit = match key {
                "day" => Unit::Day,
                "week" => Unit::Week,
                "month" => Unit::Month,
                _ => Unit::Year,
            };
            terms.add(forms, Term::Unit(unit));
        }
        terms.add(&words.last, Term::Last);
        terms.add(&words.next, Term::Next);
        terms.add(&words.this, Term::This);
        let hints = [
            (&words.before, Hint::Before),
            (&words.after, Hint::After),
            (&words.ago, Hint::Ago),
            (&words.joins, Hint::Joins),
        ];
        for (forms, hint) in hints {
            for form in forms.split_whitespace() {
                terms.hints.entry(form.into()).or_default().push(hint);
            }
        }
        terms
    }

    fn add(&mut self, forms: &str, term: Term) {
        self.terms.extend(forms.split_whitespace().map(|form| (form.into(), term)));
    }

    /// What `word` tells; of a word that `opens` a sentence, also its small form. A short form may have its full stop.
    pub fn term(&self, word: &str, opens: bool) -> Option<Term> {
        let bare = word.strip_suffix('.').unwrap_or(word);
        let known = self.terms.get(bare).or_else(|| {
            let first = bare.chars().next().filter(|c| opens && c.is_uppercase() && bare.len() < 24)?;
            let small: String = first.to_lowercase().chain(bare.chars().skip(1)).collect();
            self.terms.get(small.as_str())
        });
        known.copied().or_else(|| self.weekday_with_time(bare))
    }

    /// "Freitagabend".
    fn weekday_with_time(&self, word: &str) -> Option<Term> {
        let stem =
            self.times_of_day.iter().find_map(|time| word.strip_suffix(&**time)).filter(|stem| !stem.is_empty())?;
        self.terms.get(stem).copied().filter(|term| matches!(term, Term::Weekday(_)))
    }

    pub fn hints(&self, word: &str, hint: Hint) -> bool {
        self.hints.get(word).is_some_and(|hints| hints.contains(&hint))
            || (word.starts_with(char::is_uppercase)
                && self.hints.get(word.to_lowercase().as_str()).is_some_and(|hints| hints.contains(&hint)))
    }

    /// Whether a month or year that stands alone may follow `word`.
    pub fn introduces(&self, word: &str) -> bool {
        self.introduces.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    pub fn is_future(&self, word: &str) -> bool {
        self.future.iter().any(|known| **known == *word)
    }

    pub fn is_past(&self, word: &str) -> bool {
        self.past.iter().any(|known| **known == *word)
    }
}

/// `assets/phrases/dates.toml`.
#[derive(Default, Deserialize)]
struct Asset {
    de: Words,
    en: Words,
}

#[derive(Default, Deserialize)]
struct Words {
    months: Vec<String>,
    weekdays: Vec<String>,
    times_of_day: String,
    days: Vec<String>,
    last: String,
    next: String,
    this: String,
    units: Vec<String>,
    numbers: Vec<String>,
    before: String,
    after: String,
    ago: String,
    introduces: String,
    joins: String,
    future: String,
    past: String,
}
