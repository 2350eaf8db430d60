//! A fuzzy list: labels, tags, documents, entities, holders, targets, annotations.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::LineEdit;
use crate::annot::{Holder, Id};
use crate::app::MarkRef;

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Item {
    /// What is matched and shown.
    pub text: String,
    /// What is shown beside it, dimmed.
    pub detail: String,
    /// What choosing it does.
    pub choice: Choice,
}

/// What choosing an item means.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Run this command line, as if typed after `:`.
    Command(String),
    /// Open this document.
    Document(usize),
    /// Go to this byte.
    Place(usize),
    /// This entity.
    Entity(Id),
    /// A new entity of this name.
    NewEntity(String),
    /// This holder of a stance.
    Holder(Holder),
    /// This target of a stance.
    Target(String),
    /// This span.
    Span(Id),
    /// This stance.
    Stance(Id),
    /// This relation, which starts at this byte.
    Relation(Id, usize),
    /// This proposal, by its place in the desk's list: to accept it.
    Proposal(usize),
    /// This mark of the document.
    Mark(MarkRef),
    /// This tag.
    Tag(String),
}

/// What is being chosen, and for what.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Anything whose choice says by itself what to do.
    Open,
    /// The entity these mentions belong to.
    Gather(Vec<Id>),
    /// The entity that this one is merged into.
    Merge(Id),
    /// The stance panel's holder.
    Holder,
    /// The stance panel's target.
    Target,
    /// The speaker of this quotation.
    Source(Id),
    /// The annotations of the document.
    Annotations,
    /// The tags of the document.
    Tags,
    /// The stances of the document.
    Stances,
    /// The relations of the document.
    Relations,
    /// What programs say of the document as a whole.
    Proposals,
}

/// What a query that is no item can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Free {
    /// Nothing.
    No,
    /// A new tag.
    Tag,
    /// A new entity.
    Entity,
    /// A holder that the text does not mention.
    Holder,
    /// A new stance target.
    Target,
}

impl Free {
    fn choice(self, query: &str) -> Option<Choice> {
        let query = query.trim();
        if query.is_empty() {
            return None;
        }
        match self {
            Free::No => None,
            Free::Tag => Some(Choice::Command(format!("tag {query}"))),
            Free::Entity => Some(Choice::NewEntity(query.into())),
            Free::Holder => Some(Choice::Holder(Holder::Name(query.into()))),
            Free::Target => Some(Choice::Target(query.into())),
        }
    }
}

/// A fuzzy list.
#[derive(Debug)]
pub struct Picker {
    /// What is chosen, in the frame.
    pub title: String,
    /// All items.
    pub items: Vec<Item>,
    /// What was typed.
    pub query: LineEdit,
    /// What the choice is for.
    pub purpose: Purpose,
    /// What a query that is no item can be.
    pub free: Free,
    shown: Vec<usize>,
    selected: usize,
}

impl Picker {
    /// A list of `items` with nothing typed and the first one chosen.
    pub fn new(title: impl Into<String>, purpose: Purpose, free: Free, items: Vec<Item>) -> Picker {
        let shown = (0..items.len()).collect();
        Picker { title: title.into(), items, query: LineEdit::default(), purpose, free, shown, selected: 0 }
    }

    /// The same list with the item at `position` chosen.
    pub fn at(self, position: usize) -> Picker {
        Picker { selected: position.min(self.items.len().saturating_sub(1)), ..self }
    }

    /// The matching items, best first.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Item> {
        self.shown.iter().filter_map(|i| self.items.get(*i)).collect::<Vec<_>>().into_iter()
    }

    /// The rows `from..from + count` of the matching items.
    pub fn rows(&self, from: usize, count: usize) -> impl Iterator<Item = (usize, &Item)> {
        self.shown.iter().enumerate().skip(from).take(count).filter_map(|(row, i)| Some((row, self.items.get(*i)?)))
    }

    /// How many items match.
    pub fn matches(&self) -> usize {
        self.shown.len()
    }

    /// The row chosen, among the matching ones.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// The item chosen.
    pub fn current(&self) -> Option<&Item> {
        self.shown.get(self.selected).and_then(|i| self.items.get(*i))
    }

    /// What accepting means: the chosen item, or the query itself where it can be something new.
    pub fn accept(&self) -> Option<Choice> {
        let exact = |item: &&Item| item.text.eq_ignore_ascii_case(self.query.text().trim());
        let free = || self.free.choice(self.query.text());
        match self.current() {
            // With free text, a fuzzy match must not swallow a new word: it is taken when it was moved to, or is equal.
            Some(item) if self.free == Free::No || self.selected > 0 || self.query.text().is_empty() => {
                Some(item.choice.clone())
            }
            Some(item) => {
                let same = self.shown().find(exact);
                let begins = item.text.to_lowercase().starts_with(&self.query.text().trim().to_lowercase());
                same.map(|same| same.choice.clone()).or_else(|| begins.then(|| item.choice.clone())).or_else(free)
            }
            None => free(),
        }
    }

    /// Chooses the row `step` further, around the ends.
    pub fn step(&mut self, step: i64) {
        let count = i64::try_from(self.shown.len()).unwrap_or(i64::MAX);
        if count > 0 {
            let at = i64::try_from(self.selected).unwrap_or(0);
            let next = if step.abs() == 1 { (at + step).rem_euclid(count) } else { (at + step).clamp(0, count - 1) };
            self.selected = usize::try_from(next).unwrap_or(0);
        }
    }

    /// Chooses a row.
    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.shown.len().saturating_sub(1));
    }

    /// Changes the query and matches anew.
    pub fn edit(&mut self, change: impl FnOnce(&mut LineEdit)) {
        change(&mut self.query);
        self.filter();
    }

    fn filter(&mut self) {
        self.selected = 0;
        let pattern = Pattern::parse(self.query.text(), CaseMatching::Smart, Normalization::Smart);
        if pattern.atoms.is_empty() {
            self.shown = (0..self.items.len()).collect();
            return;
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| Some((pattern.score(Utf32Str::new(&item.text, &mut buffer), &mut matcher)?, i)))
            .collect();
        scored.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        self.shown = scored.into_iter().map(|(_, i)| i).collect();
    }
}
