//! What is known of a document in short: enough to list, select and count it without its text.

mod table;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::day::Day;
use crate::annot::build::PROPS;
use crate::annot::{AnnotationSet, Kind, Status, sidecar};
use crate::doc::Document;
use crate::text::Text;

/// Longest string of a mention that a summary keeps, in characters; longer ones are counted under their label alone.
pub const LONGEST: usize = 80;

/// A word that many summaries share.
pub type Name = Arc<str>;

/// The words that summaries share, each held once.
#[derive(Debug, Clone, Default)]
pub struct Names(HashSet<Name>);

impl Names {
    /// The word, as it is held for all.
    pub fn name(&mut self, word: &str) -> Name {
        if let Some(known) = self.0.get(word) {
            return known.clone();
        }
        let name = Name::from(word);
        self.0.insert(name.clone());
        name
    }
}

/// What is known of a document and of its sidecars.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// What the article says about itself.
    pub about: About,
    /// What each annotator said, by name.
    pub sets: Vec<SetSummary>,
}

/// What an article says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The headline.
    pub title: Option<Box<str>>,
    /// The date, where it could be understood.
    pub date: Option<Day>,
    /// The newspaper, agency or site.
    pub outlet: Option<Name>,
    /// The author or authors, as written.
    pub author: Option<Name>,
    /// The record's id in a corpus; `None` for a file of its own.
    pub id: Option<Box<str>>,
    /// Length of the text in code points.
    pub chars: u32,
}

/// What one annotator said of a document, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetSummary {
    /// Whose.
    pub annotator: Name,
    /// A person's or a program's.
    pub kind: Kind,
    /// How far the annotator is.
    pub status: Status,
    /// Seconds of work, without idle time.
    pub seconds: u32,
    /// The labels of spans, by name.
    pub labels: Vec<LabelSummary>,
    /// The tags, by name.
    pub tags: Vec<Name>,
    /// The stances, in the order of the file.
    pub stances: Vec<StanceSummary>,
    /// How many notes there are.
    pub notes: u32,
    /// Records whose place is lost.
    pub orphans: u32,
    /// Records whose place is doubtful.
    pub doubtful: u32,
    /// When the first of its records was made or decided.
    pub first: Option<Timestamp>,
    /// When the last of them was.
    pub last: Option<Timestamp>,
    /// What a program offers, and what a person has settled, as [`offer_key`]s in order.
    pub offers: Box<[u32]>,
}

/// What spans of one label there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelSummary {
    /// The label.
    pub label: Name,
    /// How many spans have it.
    pub count: u32,
    /// The strings of the spans, by name, each with how many have it. Those over [`LONGEST`] are left out.
    pub strings: Vec<(Name, u32)>,
    /// What is mentioned, by name, each with how many spans mention it: the entity, or the string of a span that has none
    /// (but for quotations).
    pub entities: Vec<(Name, u32)>,
}

/// A stance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StanceSummary {
    /// What it is about.
    pub target: Name,
    /// The value.
    pub value: Name,
    /// Who holds it: the entity's name, the quoted text, `author`, `outlet`, or the name as given.
    pub holder: Name,
}

impl About {
    /// What `document` says about itself; `id` where it is a record.
    pub fn of(document: &Document, id: Option<&str>, names: &mut Names) -> About {
        let meta = document.meta();
        let mut name = |word: &Option<String>| word.as_deref().map(|word| names.name(word));
        About {
            title: meta.title.as_deref().map(Into::into),
            date: meta.date.as_deref().and_then(Day::parse),
            outlet: name(&meta.outlet),
            author: name(&meta.author),
            id: id.map(Into::into),
            chars: u32::try_from(document.text().code_points()).unwrap_or(u32::MAX),
        }
    }
}

impl About {
    /// The same, its words held in `names`.
    pub fn shared(mut self, names: &mut Names) -> About {
        self.outlet.iter_mut().chain(&mut self.author).for_each(|name| *name = names.name(name));
        self
    }
}

impl SetSummary {
    /// A summary of nothing yet.
    pub fn new(annotator: Name, kind: Kind) -> SetSummary {
        SetSummary {
            annotator,
            kind,
            status: Status::New,
            seconds: 0,
            labels: Vec::new(),
            tags: Vec::new(),
            stances: Vec::new(),
            notes: 0,
            orphans: 0,
            doubtful: 0,
            first: None,
            last: None,
            offers: Box::default(),
        }
    }

    /// The summary of a set of a document with this `text`.
    pub fn of(set: &AnnotationSet, text: &Text, names: &mut Names) -> SetSummary {
        // One reading for both: what is counted is what stands in the file.
        let written = SetSummary::of_sidecar(&sidecar::write(set, text), names);
        written.unwrap_or_else(|| SetSummary::new(names.name(set.annotator.as_str()), set.kind))
    }

    /// The summary of a sidecar, without the text it belongs to. `None` where it does not say whose it is or is no
    /// TOML; records that cannot be understood are left out.
    pub fn of_sidecar(source: &str, names: &mut Names) -> Option<SetSummary> {
        table::of_sidecar(source, names)
    }

    /// How many spans there are, cues and evidence left out.
    pub fn spans(&self) -> u32 {
        self.labels.iter().filter(|label| !PROPS.contains(&&*label.label)).map(|label| label.count).sum()
    }

    /// How many spans have `label`.
    pub fn count(&self, label: &str) -> u32 {
        self.labels.iter().filter(|known| &*known.label == label).map(|known| known.count).sum()
    }

    /// The same, its words held in `names`.
    pub fn shared(mut self, names: &mut Names) -> SetSummary {
        let mut share = |name: &mut Name| *name = names.name(name);
        share(&mut self.annotator);
        self.tags.iter_mut().for_each(&mut share);
        for label in &mut self.labels {
            share(&mut label.label);
            label.strings.iter_mut().chain(&mut label.entities).for_each(|(name, _)| share(name));
        }
        for stance in &mut self.stances {
            [&mut stance.target, &mut stance.value, &mut stance.holder].into_iter().for_each(&mut share);
        }
        self
    }

    /// Whether it is a person's.
    pub fn is_human(&self) -> bool {
        self.kind == Kind::Human
    }
}

impl Summary {
    /// What `annotator` said.
    pub fn set(&self, annotator: &str) -> Option<&SetSummary> {
        self.sets.iter().find(|set| &*set.annotator == annotator)
    }

    /// How far `annotator` is: new where there is no sidecar.
    pub fn status(&self, annotator: &str) -> Status {
        self.set(annotator).map_or(Status::New, |set| set.status)
    }

    /// How many proposals of programs `annotator` has not settled. Proposals that stand in no file are not known here;
    /// a clash of two keys, one in four thousand million, leaves one out.
    pub fn proposals(&self, annotator: &str) -> u32 {
        let settled = self.set(annotator).map_or(&[][..], |set| &set.offers);
        let mut open: Vec<u32> = Vec::new();
        for set in self.sets.iter().filter(|set| !set.is_human()) {
            let is_settled = |key: u32| settled.binary_search(&key).is_ok();
            let by = |key: u32| offer_by(key, &set.annotator);
            open.extend(set.offers.iter().filter(|&&key| !is_settled(key) && !is_settled(by(key))));
        }
        open.sort_unstable();
        open.dedup();
        u32::try_from(open.len()).unwrap_or(u32::MAX)
    }
}

/// A number for something offered, the same for whatever is the same offer (FNV-1a, 32 bits, by Fowler, Noll and Vo).
/// `places` are its parts in code points.
pub fn offer_key(words: &[&str], places: &[(u64, u64)]) -> u32 {
    let ends = places.iter().flat_map(|(start, end)| [start.to_le_bytes(), end.to_le_bytes()]);
    let hash = words.iter().fold(FNV, |hash, word| fnv(fnv(hash, word.as_bytes()), &[0xFF]));
    ends.fold(hash, |hash, bytes| fnv(hash, &bytes))
}

/// The same, offered by one program.
pub fn offer_by(key: u32, producer: &str) -> u32 {
    fnv(fnv(key, &[0xFE]), producer.as_bytes())
}

const FNV: u32 = 0x811C_9DC5;

fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests;
