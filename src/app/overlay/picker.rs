//! A fuzzy list: labels, tags, documents, entities, holders, targets, annotations.

use std::cmp::Reverse;

use memchr::memmem::Finder;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rayon::prelude::*;

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
    /// What `shown` was found for.
    asked: String,
    /// The items in lower case, made when something is typed first.
    folded: Vec<Box<str>>,
}

/// Fewest items that are worth a core of their own.
const SHARE: usize = 2048;

impl Picker {
    /// A list of `items` with nothing typed and the first one chosen.
    pub fn new(title: impl Into<String>, purpose: Purpose, free: Free, items: Vec<Item>) -> Picker {
        let fixed = items.len();
        let shown = (0..fixed).collect();
        Picker {
            title: title.into(),
            items,
            query: LineEdit::default(),
            purpose,
            free,
            shown,
            selected: 0,
            fixed,
            asked: String::new(),
            folded: Vec::new(),
        }
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
        let query = self.query.text().to_owned();
        let asked = std::mem::replace(&mut self.asked, query.clone());
        let pattern = Pattern::parse(&query, CaseMatching::Smart, Normalization::Smart);
        if pattern.atoms.is_empty() {
            self.shown = (0..self.items.len()).collect();
            return;
        }
        if !narrows(&asked, &query) {
            self.shown = (0..self.fixed).collect();
        }
        if self.folded.is_empty() {
            let fold = |item: &Item| item.text.to_lowercase().into_boxed_str();
            self.folded = self.items.par_iter().with_min_len(SHARE).map(fold).collect();
        }
        let mut ranked = self.ranked(&pattern, query.trim());
        let known = ranked.iter().any(|(rank, ..)| *rank == Rank::Same);
        if let Some(choice) = self.free.choice(&query).filter(|_| !known) {
            self.items.push(Item { text: query.trim().to_owned(), detail: "new".into(), choice });
            ranked.push((Rank::New, Reverse(0), self.fixed));
        }
        // No two are equal, as their numbers differ.
        ranked.par_sort_unstable();
        self.shown = ranked.into_iter().map(|(_, _, i)| i).collect();
    }

    /// Those of the items shown so far that match.
    fn ranked(&self, pattern: &Pattern, query: &str) -> Vec<(Rank, Reverse<u32>, usize)> {
        let wanted = query.to_lowercase();
        let finder = Finder::new(&wanted);
        let tools = || (Matcher::new(Config::DEFAULT), Vec::new());
        let rank = |(matcher, buffer): &mut (Matcher, Vec<char>), i: &usize| {
            let (item, folded) = (self.items.get(*i)?, self.folded.get(*i)?);
            let score = pattern.score(letters(&item.text, buffer), matcher)?;
            Some((Rank::of(item, folded, &finder), Reverse(score), *i))
        };
        self.shown.par_iter().with_min_len(SHARE).map_init(tools, rank).flatten_iter().collect()
    }
}

/// Whether everything that matches `query` also matched `asked`: letters were added behind it, and none of either has a
/// meaning in a pattern, such as `!`.
fn narrows(asked: &str, query: &str) -> bool {
    let is_plain = |query: &str| !query.contains(['!', '^', '$', '\'', '\\']);
    !asked.trim().is_empty() && query.starts_with(asked) && is_plain(query)
}

/// A text as the matcher takes it, one `char` for each cluster. Clusters are looked for only where one may be longer.
fn letters<'a>(text: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() || !text.chars().all(stands_alone) {
        return Utf32Str::new(text, buffer);
    }
    buffer.clear();
    buffer.extend(text.chars());
    Utf32Str::Unicode(buffer)
}

/// Whether a character among its like is a cluster by itself: those of alphabets that have no combining marks between
/// them (Unicode Standard Annex 29).
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{58F}' | '\u{1E00}'..='\u{1FFF}'
        | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
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
    /// `folded` is the item's text in lower case, and `wanted` looks for what was typed.
    fn of(item: &Item, folded: &str, wanted: &Finder<'_>) -> Rank {
        let at_word = |at: usize| !folded.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        match wanted.find(folded.as_bytes()) {
            _ if matches!(item.choice, Choice::NewEntity(_)) => Rank::New,
            Some(0) if folded.len() == wanted.needle().len() => Rank::Same,
            Some(0) => Rank::Begins,
            Some(_) if wanted.find_iter(folded.as_bytes()).any(at_word) => Rank::WordBegins,
            Some(_) => Rank::Holds,
            None => Rank::Scattered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker(texts: &[&str]) -> Picker {
        let item = |(i, text): (usize, &&str)| Item {
            text: (*text).to_owned(),
            detail: String::new(),
            choice: Choice::Document(i),
        };
        Picker::new("documents", Purpose::Open, Free::No, texts.iter().enumerate().map(item).collect())
    }

    fn shown(picker: &Picker) -> Vec<&str> {
        picker.shown().map(|item| item.text.as_str()).collect()
    }

    #[test]
    fn a_list_narrowed_letter_by_letter_is_the_one_found_at_once() {
        let texts =
            ["Fähre nach Köln", "Die Fahrt", "Паром", "ferry", "Half a ferry", "渡し船", "!far", "e\u{301}t\u{e9}"];
        for query in ["fah", "Fä", "ferr", "пар", "!f", "^fe", "a$", "a \\!", "f k", "ét", "船", "' f"] {
            let (mut slow, mut fast) = (picker(&texts), picker(&texts));
            for letter in query.chars() {
                slow.edit(|line| line.insert(letter.encode_utf8(&mut [0; 4])));
            }
            fast.edit(|line| line.insert(query));
            assert_eq!(shown(&slow), shown(&fast), "{query}");
        }
    }

    #[test]
    fn texts_are_cut_into_the_same_letters_with_and_without_looking_for_clusters() {
        for text in
            ["Fähre – „Köln“", "Паром Ё", "Η Άννα", "渡し船は「港」", "한국어", "ſ\u{ad}x", "e\u{301}", "か\u{3099}"]
        {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            assert_eq!(letters(text, &mut one).to_string(), Utf32Str::new(text, &mut other).to_string());
        }
    }
}
