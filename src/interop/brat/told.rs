//! What the lines of a `.ann` say, as spans, relations and what hangs on them.

use std::collections::{HashMap, HashSet};

use toml::Value;

use super::super::foreign::{ForeignRelation, ForeignSet, ForeignSpan};
use super::super::unit::Unit;
use super::line::{Entry, Said};
use crate::annot::build::{CUE, SPEAKER};
use crate::extract::QUOTE;
use crate::text::{CodePoint, Text};

/// What a file says.
pub(super) struct Told {
    /// Its annotations.
    pub set: ForeignSet,
    /// What each entry is for.
    pub uses: Vec<Use>,
    /// What could not be understood, with its line.
    pub faults: Vec<String>,
}

/// What an entry is for. What is only kept stays as long as what it refers to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Use {
    /// Nothing of ours; the home of what it refers to, if that is known.
    Kept(Option<Home>),
    /// A mention that is this span.
    Span(usize),
    /// The words of a quotation: the first or another part of this span.
    Content(usize, bool),
    /// The trigger of a quotation whose words are told.
    Trigger(usize),
    /// The event of this span, with what each of its arguments is.
    Event(usize, Vec<Arg>),
    /// This relation.
    Relation(usize),
    /// Mentions of one thing.
    Group(Vec<usize>),
    /// An attribute.
    Attribute(Home, String),
    /// An attribute that is a reference.
    Reference(Home, String),
    /// A note.
    Note(Home),
}

/// What an argument of an event is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Arg {
    /// A part of the quotation.
    Content,
    /// In a role of the span: that span.
    Role(&'static str, usize),
    /// A relation of its own.
    Relation(usize),
    /// Nothing that is known.
    Kept,
}

/// What attributes and notes hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Home {
    /// A span, by its number.
    Span(usize),
    /// A relation.
    Relation(usize),
}

/// The role that a name of brat's stands for: `Source2` is `source`.
fn role(name: &str) -> Option<&'static str> {
    match name.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase().as_str() {
        "source" | "speaker" => Some("source"),
        "cue" => Some("cue"),
        "addressee" => Some("addressee"),
        _ => None,
    }
}

fn is_content(name: &str) -> bool {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).eq_ignore_ascii_case("content")
}

/// The label of an event with a content: quotations are called by their own name.
fn quotation(label: &str) -> &str {
    match label.to_ascii_lowercase().as_str() {
        "attribution" | "quotation" | "quote" => QUOTE,
        _ => label,
    }
}

/// What `entries` say of `text`.
pub(super) fn told(entries: &[Entry<'_>], text: Option<&Text>) -> Told {
    let lines_before = |next: &mut usize, entry: &Entry<'_>| {
        let own = *next;
        *next += entry.raw.matches('\n').count() + 1;
        Some(own)
    };
    let numbers = entries.iter().scan(1, lines_before).collect();
    let mut reading = Reading {
        entries,
        text,
        by_id: HashMap::new(),
        homes: HashMap::new(),
        lines: numbers,
        told: Told {
            set: ForeignSet::new(Unit::CodePoints),
            uses: vec![Use::Kept(None); entries.len()],
            faults: Vec::new(),
        },
    };
    reading.names();
    reading.spans();
    reading.events();
    reading.relations();
    reading.groups();
    reading.attributes();
    reading.told
}

struct Reading<'a> {
    entries: &'a [Entry<'a>],
    text: Option<&'a Text>,
    /// The entry of each name.
    by_id: HashMap<&'a str, usize>,
    homes: HashMap<&'a str, Home>,
    /// The number of each entry's first line.
    lines: Vec<usize>,
    told: Told,
}

/// A mention, by the number of its entry.
struct Mention<'a> {
    entry: usize,
    parts: &'a [(usize, usize)],
    text: Option<&'a str>,
}

impl<'a> Reading<'a> {
    fn fault(&mut self, at: usize, reason: &str) {
        self.told.faults.push(format!("line {}: {reason}", self.lines.get(at).unwrap_or(&1)));
    }

    fn names(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            match &entry.said {
                Said::Nothing { of: None } if !entry.raw.trim().is_empty() => self.fault(at, "is not understood; kept"),
                Said::Nothing { .. } | Said::Equiv(_) => {}
                _ if self.by_id.contains_key(entry.id) => self.fault(at, &format!("a second {}; kept", entry.id)),
                _ => {
                    self.by_id.insert(entry.id, at);
                }
            }
        }
    }

    /// The mention of this name.
    fn mention(&self, id: &str) -> Option<Mention<'a>> {
        let entry = *self.by_id.get(id)?;
        match &self.entries.get(entry)?.said {
            Said::Mention { parts, text, .. } => Some(Mention { entry, parts, text: *text }),
            _ => None,
        }
    }

    /// The entries that stand under their own names, with these.
    fn named(&self) -> impl Iterator<Item = (usize, &'a Entry<'a>)> + use<'a> {
        let entries = self.entries;
        let mut seen = HashSet::new();
        entries.iter().enumerate().filter(move |(_, entry)| entry.id == "*" || seen.insert(entry.id))
    }

    fn spans(&mut self) {
        // The mentions that stand for a quotation, with its event and what they are in it.
        let mut consumed: HashMap<usize, (usize, bool)> = HashMap::new();
        for (at, entry) in self.named() {
            let Said::Event { trigger, args, .. } = &entry.said else { continue };
            let mut contents: Vec<usize> = args
                .iter()
                .filter(|(name, _)| is_content(name))
                .filter_map(|(_, id)| Some(self.mention(id)?.entry))
                .collect();
            contents.retain(|content| !consumed.contains_key(content));
            if !contents.is_empty() {
                contents.into_iter().for_each(|content| _ = consumed.insert(content, (at, true)));
                if let Some(trigger) = self.mention(trigger) {
                    consumed.entry(trigger.entry).or_insert((at, false));
                }
            }
        }
        let mut spans_of_events: HashMap<usize, usize> = HashMap::new();
        for (at, entry) in self.named() {
            let span = match &entry.said {
                Said::Mention { label, parts, text } if !consumed.contains_key(&at) => ForeignSpan {
                    label: (*label).to_owned(),
                    parts: self.merged(parts),
                    text: text.map(str::to_owned),
                    ..ForeignSpan::default()
                },
                Said::Event { label, args, .. } => {
                    let contents: Vec<_> = args
                        .iter()
                        .filter(|(name, _)| is_content(name))
                        .filter_map(|(_, id)| self.mention(id))
                        .filter(|content| consumed.get(&content.entry) == Some(&(at, true)))
                        .collect();
                    if contents.is_empty() {
                        continue;
                    }
                    let parts: Vec<(usize, usize)> =
                        contents.iter().flat_map(|content| content.parts.iter().copied()).collect();
                    let texts: Option<Vec<&str>> = contents.iter().map(|content| content.text).collect();
                    spans_of_events.insert(at, self.told.set.spans.len());
                    ForeignSpan {
                        label: quotation(label).to_owned(),
                        parts: self.merged(&parts),
                        text: texts.map(|texts| texts.join(" ")),
                        ..ForeignSpan::default()
                    }
                }
                _ => continue,
            };
            let index = self.told.set.spans.len();
            self.homes.insert(entry.id, Home::Span(index));
            self.is_for(at, Use::Span(index));
            self.told.set.spans.push(span);
            if let Some(span) = self.told.set.spans.last_mut() {
                span.common.key = Some(entry.id.to_owned());
            }
        }
        let mut first: HashSet<usize> = HashSet::new();
        let mut consumed: Vec<(usize, (usize, bool))> = consumed.into_iter().collect();
        consumed.sort_unstable();
        for (at, (event, is_content)) in consumed {
            let Some(&span) = spans_of_events.get(&event) else { continue };
            let used = if is_content { Use::Content(span, first.insert(span)) } else { Use::Trigger(span) };
            self.is_for(at, used);
            self.homes.extend(self.entries.get(at).map(|entry| (entry.id, Home::Span(span))));
        }
    }

    fn is_for(&mut self, at: usize, used: Use) {
        if let Some(slot) = self.told.uses.get_mut(at) {
            *slot = used;
        }
    }

    /// Parts with nothing but line ends between them are one: brat does not let a mention go over a line.
    fn merged(&self, parts: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let between = |from: usize, to: usize| {
            let span = self.text?.to_span(CodePoint(from), CodePoint(to)).filter(|_| from < to)?;
            Some(self.text?.slice(span).chars().all(|c| c == '\n' || c == '\r'))
        };
        let mut merged: Vec<(usize, usize)> = Vec::with_capacity(parts.len());
        for &(start, end) in parts {
            match merged.last_mut() {
                Some(last) if between(last.1, start) == Some(true) => last.1 = end,
                _ => merged.push((start, end)),
            }
        }
        merged
    }

    fn key(&self, span: usize) -> Option<String> {
        self.told.set.spans.get(span)?.common.key.clone()
    }

    fn span_of(&self, id: &str) -> Option<usize> {
        match self.homes.get(id) {
            Some(Home::Span(span)) => Some(*span),
            _ => None,
        }
    }

    fn events(&mut self) {
        let mut taken: HashSet<usize> = HashSet::new();
        // An event is where its trigger is, so that what names an event finds it before all of them are read.
        for (_, entry) in self.named() {
            if let Said::Event { trigger, .. } = &entry.said
                && !self.homes.contains_key(entry.id)
                && let Some(span) = self.span_of(trigger)
            {
                self.homes.insert(entry.id, Home::Span(span));
            }
        }
        for (at, entry) in self.named() {
            let Said::Event { args, trigger, .. } = &entry.said else { continue };
            let Some(span) = self.span_of(entry.id) else {
                self.fault(at, &format!("the trigger {trigger} is missing; kept"));
                continue;
            };
            let has_roles = taken.insert(span);
            let args = args.iter().map(|(name, id)| self.arg(entry.id, span, has_roles, name, id)).collect();
            self.is_for(at, Use::Event(span, args));
        }
    }

    fn arg(&mut self, event: &str, span: usize, has_roles: bool, name: &str, id: &str) -> Arg {
        let is_words = self.mention(id).is_some() && self.span_of(id) == Some(span);
        if is_content(name) && is_words {
            return Arg::Content;
        }
        let Some(target) = self.span_of(id) else { return Arg::Kept };
        let (Some(head), Some(tail)) = (self.key(span), self.key(target)) else { return Arg::Kept };
        let Some(role) = role(name).filter(|_| has_roles) else {
            let mut relation = ForeignRelation { label: name.to_owned(), head, tail, ..ForeignRelation::default() };
            relation.common.key = Some(format!("{event}.{name}.{id}"));
            self.told.set.relations.push(relation);
            return Arg::Relation(self.told.set.relations.len() - 1);
        };
        if let Some(target) = self.told.set.spans.get_mut(target) {
            match (role, target.label.as_str()) {
                ("source", "Source" | "Speaker") => target.label = SPEAKER.into(),
                ("cue", "Cue") => target.label = CUE.into(),
                _ => {}
            }
        }
        if let Some(span) = self.told.set.spans.get_mut(span) {
            match span.roles.iter_mut().find(|(name, _)| name == role) {
                Some((_, keys)) => keys.push(tail),
                None => span.roles.push((role.into(), vec![tail])),
            }
        }
        Arg::Role(role, target)
    }

    fn relations(&mut self) {
        for (at, entry) in self.named() {
            let Said::Relation { label, ends: [(_, from), (_, to)] } = &entry.said else { continue };
            let key = |id: &str| self.key(self.span_of(id)?);
            let (Some(head), Some(tail)) = (key(from), key(to)) else {
                self.fault(at, "one of its ends is missing; kept");
                continue;
            };
            let mut relation = ForeignRelation { label: (*label).to_owned(), head, tail, ..ForeignRelation::default() };
            relation.common.key = Some(entry.id.to_owned());
            let index = self.told.set.relations.len();
            self.homes.insert(entry.id, Home::Relation(index));
            self.is_for(at, Use::Relation(index));
            self.told.set.relations.push(relation);
        }
    }

    /// Mentions of one thing, which is called by the longest of them.
    fn groups(&mut self) {
        let mut names: HashMap<String, usize> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Said::Equiv(ids) = &entry.said else { continue };
            let members: Option<Vec<usize>> = ids.iter().map(|id| self.span_of(id)).collect();
            let is_free = |span: &usize| self.told.set.spans.get(*span).is_some_and(|span| span.entity.is_none());
            let Some(members) = members.filter(|members| members.iter().all(is_free)) else {
                self.fault(at, "one of its mentions is missing, or of another thing too; kept");
                continue;
            };
            let texts = members.iter().filter_map(|span| self.told.set.spans.get(*span)?.text.as_deref());
            let longest = texts.rev().max_by_key(|text| text.chars().count()).unwrap_or("?");
            let name = longest.split_whitespace().collect::<Vec<_>>().join(" ");
            let turn = names.entry(name.clone()).or_default();
            *turn += 1;
            let name = if *turn == 1 { name } else { format!("{name} ({turn})") };
            for span in &members {
                if let Some(span) = self.told.set.spans.get_mut(*span) {
                    span.entity = Some(name.clone());
                }
            }
            self.is_for(at, Use::Group(members));
        }
    }

    fn attributes(&mut self) {
        for (at, entry) in self.named() {
            let of = match &entry.said {
                Said::Attribute { of, .. } | Said::Reference { of, .. } | Said::Note { of, .. } => Some(*of),
                Said::Nothing { of } => *of,
                _ => continue,
            };
            let home = of.and_then(|of| self.homes.get(of).copied());
            match (of, home) {
                (_, Some(home)) => {
                    let used = self.attribute(&entry.said, home).unwrap_or(Use::Kept(Some(home)));
                    self.is_for(at, used);
                }
                (Some(of), None) => self.fault(at, &format!("there is no {of}; kept")),
                (None, None) => {}
            }
        }
    }

    fn attribute(&mut self, said: &Said<'_>, home: Home) -> Option<Use> {
        let common = match home {
            Home::Span(span) => &mut self.told.set.spans.get_mut(span)?.common,
            Home::Relation(relation) => &mut self.told.set.relations.get_mut(relation)?.common,
        };
        let (name, value, used): (&str, Value, fn(Home, String) -> Use) = match said {
            Said::Note { text, .. } => {
                common.note = Some(match common.note.take() {
                    Some(note) => format!("{note}\n{text}"),
                    None => (*text).to_owned(),
                });
                return Some(Use::Note(home));
            }
            Said::Attribute { name, value: None, .. } => (name, Value::Boolean(true), Use::Attribute),
            Said::Attribute { name, value: Some(value), .. } => {
                (name, Value::String((*value).to_owned()), Use::Attribute)
            }
            Said::Reference { name, to, .. } => (name, Value::String((*to).to_owned()), Use::Reference),
            _ => return None,
        };
        if common.attrs.contains_key(name) {
            return None;
        }
        common.attrs.insert(name.to_owned(), value);
        Some(used(home, name.to_owned()))
    }
}
