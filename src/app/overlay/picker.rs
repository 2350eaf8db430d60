//! A fuzzy list: labels, tags, documents, entities, holders, targets, annotations.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::LineEdit;
use crate::annot::build::Keep;
use crate::annot::{Holder, Id};
use crate::app::{Filter, MarkRef};

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
    /// Open this corpus.
    Corpus(Vec<std::path::PathBuf>),
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
    /// This record without a place.
    Orphan(Id),
    /// This conflict.
    Conflict(Id),
    /// This way to settle a conflict.
    Settle(Id, Keep),
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
    /// What a changed text or a merge left open.
    Unsettled,
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
    /// A filter.
    Filter,
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
            Free::Filter => Filter::parse(query).ok().map(|_| Choice::Command(format!("filter {query}"))),
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
    /// How many items there are beside the one that is what was typed.
    fixed: usize,
}

impl Picker {
    /// A list of `items` with nothing typed and the first one chosen.
    pub fn new(title: impl Into<String>, purpose: Purpose, free: Free, items: Vec<Item>) -> Picker {
        let fixed = items.len();
        let shown = (0..fixed).collect();
        Picker { title: title.into(), items, query: LineEdit::default(), purpose, free, shown, selected: 0, fixed }
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

    /// What accepting means: the item chosen.
    pub fn accept(&self) -> Option<Choice> {
        self.current().map(|item| item.choice.clone())
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

    /// Matches anew. Where the query can be something new it is an item too: behind what begins with it, before
    /// what only has its letters somewhere, so that a new word is never swallowed by an old one.
    fn filter(&mut self) {
        self.selected = 0;
        self.items.truncate(self.fixed);
        let query = self.query.text();
        let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
        if pattern.atoms.is_empty() {
            self.shown = (0..self.items.len()).collect();
            return;
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let wanted = query.trim().to_lowercase();
        let mut ranked: Vec<(Rank, u32, usize)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| {
                let score = pattern.score(Utf32Str::new(&item.text, &mut buffer), &mut matcher)?;
                Some((Rank::of(item, &wanted), score, i))
            })
            .collect();
        let known = ranked.iter().any(|(rank, ..)| *rank == Rank::Same);
        if let Some(choice) = self.free.choice(query).filter(|_| !known) {
            self.items.push(Item { text: query.trim().to_owned(), detail: "new".into(), choice });
            ranked.push((Rank::New, 0, self.fixed));
        }
        ranked.sort_by_key(|(rank, score, i)| (*rank, std::cmp::Reverse(*score), *i));
        self.shown = ranked.into_iter().map(|(_, _, i)| i).collect();
    }
}

/// How well an item fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It is what was typed.
    Same,
    /// It begins so.
    Begins,
    /// A word in it begins so.
    WordBegins,
    /// What was typed, as something new.
    New,
    /// It has what was typed inside.
    Holds,
    /// It has its letters in this order.
    Scattered,
}

impl Rank {
    fn of(item: &Item, wanted: &str) -> Rank {
        let text = item.text.to_lowercase();
        let at_word = |at: usize| !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        match text.find(wanted) {
            _ if matches!(item.choice, Choice::NewEntity(_)) => Rank::New,
            Some(0) if text.len() == wanted.len() => Rank::Same,
            Some(0) => Rank::Begins,
            Some(_) if text.match_indices(wanted).any(|(at, _)| at_word(at)) => Rank::WordBegins,
            Some(_) => Rank::Holds,
            None => Rank::Scattered,
        }
    }
}
