//! The list of documents: which are shown, in which order, in which groups.

use std::cmp::Reverse;
use std::fmt;

use sha2::{Digest, Sha256};

use super::summary::{SetSummary, Summary};
use crate::annot::Status;

/// What a list of documents is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Key {
    /// As they were found: folders and numbers in their natural order, records as they stand in their file.
    #[default]
    Found,
    /// The headline.
    Title,
    /// The date, the oldest first; those without one last.
    Date,
    /// The newspaper, agency or site.
    Outlet,
    /// How far the annotator is: new, started, done, skipped.
    Status,
    /// How many spans the annotator labelled, the most first.
    Labels,
    /// How many tags the annotator put on it, the most first.
    Tags,
    /// How many stances the annotator recorded, the most first.
    Stances,
    /// How many proposals are open, the most first.
    Proposals,
    /// By chance, the same for the same seed on every machine.
    Random(u64),
}

/// What a list of documents is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// Nothing.
    #[default]
    None,
    /// The folder, or the corpus file.
    Folder,
    /// The month.
    Date,
    /// The tags that the annotator put on it.
    Tag,
    /// How far the annotator is.
    Status,
    /// The newspaper, agency or site.
    Outlet,
}

/// Which documents are listed, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// What they must be like, in the query language; empty for all.
    pub query: String,
    /// What they are sorted by.
    pub key: Key,
    /// Whether the order is turned around.
    pub reverse: bool,
    /// What they are grouped by.
    pub grouping: Grouping,
}

/// Documents that belong together in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they share; empty where the list has no groups.
    pub title: String,
    /// Their numbers, in order.
    pub documents: Vec<u32>,
}

/// A document, as the list sees it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its number in the order it was found.
    pub number: u32,
    /// Its path, or that of its corpus file.
    pub path: &'a str,
    /// What it is called where chance decides: see [`lot`].
    pub name: &'a str,
    /// What is known of it.
    pub summary: &'a Summary,
}

impl Key {
    /// Every key, but for the seed of chance.
    pub const ALL: [Key; 10] = [
        Key::Found,
        Key::Title,
        Key::Date,
        Key::Outlet,
        Key::Status,
        Key::Labels,
        Key::Tags,
        Key::Stances,
        Key::Proposals,
        Key::Random(1),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Key::Found => "found",
            Key::Title => "title",
            Key::Date => "date",
            Key::Outlet => "outlet",
            Key::Status => "status",
            Key::Labels => "labels",
            Key::Tags => "tags",
            Key::Stances => "stances",
            Key::Proposals => "proposals",
            Key::Random(_) => "random",
        }
    }

    /// The key of this name; chance takes a seed behind it.
    ///
    /// # Errors
    /// When there is none.
    pub fn parse(text: &str) -> Result<Key, String> {
        let (name, seed) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let key = Key::ALL.into_iter().find(|key| key.name() == name).ok_or_else(|| {
            let names = Key::ALL.map(Key::name).join(", ");
            format!("documents are sorted by {names} (asked for {name:?})")
        })?;
        match (key, seed.trim()) {
            (Key::Random(_), "") => Ok(key),
            (Key::Random(_), seed) => {
                seed.parse().map(Key::Random).map_err(|_| format!("the seed of chance is a number (it is {seed:?})"))
            }
            (key, "") => Ok(key),
            (_, more) => Err(format!("{name} takes nothing more ({more:?})")),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Random(seed) => write!(f, "random {seed}"),
            key => f.write_str(key.name()),
        }
    }
}

impl Grouping {
    /// Every grouping.
    pub const ALL: [Grouping; 6] =
        [Grouping::None, Grouping::Folder, Grouping::Date, Grouping::Tag, Grouping::Status, Grouping::Outlet];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Grouping::None => "nothing",
            Grouping::Folder => "folder",
            Grouping::Date => "date",
            Grouping::Tag => "tag",
            Grouping::Status => "status",
            Grouping::Outlet => "outlet",
        }
    }

    /// The grouping of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn parse(name: &str) -> Result<Grouping, String> {
        Grouping::ALL.into_iter().find(|grouping| grouping.name() == name).ok_or_else(|| {
            let names = Grouping::ALL.map(Grouping::name).join(", ");
            format!("documents are grouped by {names} (asked for {name:?})")
        })
    }
}

impl Listing {
    /// Whether it is all documents as they were found.
    pub fn is_plain(&self) -> bool {
        *self == Listing::default()
    }

    /// In words, for the screen: `status:new, by date, latest first, in groups by outlet`.
    pub fn described(&self) -> String {
        let mut parts = Vec::new();
        if !self.query.is_empty() {
            parts.push(self.query.clone());
        }
        match (self.key, self.reverse) {
            (Key::Found, false) => {}
            (key, false) => parts.push(format!("by {key}")),
            (key, true) => parts.push(format!("by {key}, turned around")),
        }
        if self.grouping != Grouping::None {
            parts.push(format!("in groups by {}", self.grouping.name()));
        }
        parts.join(", ")
    }

    /// As it is kept from one sitting to the next.
    pub fn written(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.key, self.reverse, self.grouping.name(), self.query)
    }

    /// What was kept; the plain list where it cannot be understood.
    pub fn read(written: &str) -> Listing {
        let mut lines = written.splitn(4, '\n');
        let mut next = || lines.next().unwrap_or_default();
        let (key, reverse, grouping, query) = (next(), next(), next(), next());
        match (Key::parse(key), Grouping::parse(grouping)) {
            (Ok(key), Ok(grouping)) => Listing { query: query.to_owned(), key, reverse: reverse == "true", grouping },
            _ => Listing::default(),
        }
    }

    /// Puts documents into order and groups. Groups are in the order of their titles, and sorted inside.
    pub fn arrange(&self, mut documents: Vec<Candidate<'_>>, annotator: &str) -> Vec<Group> {
        self.sort(&mut documents, annotator);
        if self.grouping == Grouping::None {
            let documents = documents.iter().map(|document| document.number).collect();
            return vec![Group { title: String::new(), documents }];
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for document in documents {
            let title = self.group_of(&document, annotator);
            let at = *places.entry(title.clone()).or_insert_with(|| {
                groups.push(Group { title, documents: Vec::new() });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(at) {
                group.documents.push(document.number);
            }
        }
        match self.grouping {
            // As they come: new, started, done, skipped.
            Grouping::Status => {
                groups.sort_by_key(|group| Status::ALL.iter().position(|status| status.name() == group.title))
            }
            _ => groups.sort_by(|a, b| (a.title.is_empty(), &a.title).cmp(&(b.title.is_empty(), &b.title))),
        }
        for group in groups.iter_mut().filter(|group| group.title.is_empty()) {
            group.title = format!("without {}", self.grouping.name());
        }
        groups
    }

    fn sort(&self, documents: &mut [Candidate<'_>], annotator: &str) {
        let set = |it: &Candidate<'_>| it.summary.set(annotator).cloned();
        let most = |count: fn(&SetSummary) -> usize| {
            move |it: &Candidate<'_>| (Reverse(set(it).map_or(0, |set| count(&set))), it.number)
        };
        match self.key {
            Key::Found => documents.sort_by_key(|it| it.number),
            Key::Title => documents.sort_by_cached_key(|it| (title(it).to_lowercase(), it.number)),
            Key::Date => {
                documents.sort_by_key(|it| (it.summary.about.date.is_none(), it.summary.about.date, it.number))
            }
            Key::Outlet => documents.sort_by_cached_key(|it| {
                let outlet = it.summary.about.outlet.clone();
                (outlet.is_none(), outlet, it.number)
            }),
            Key::Status => documents.sort_by_key(|it| {
                let status = it.summary.status(annotator);
                (Status::ALL.iter().position(|known| *known == status), it.number)
            }),
            Key::Labels => documents.sort_by_cached_key(most(|set| set.spans() as usize)),
            Key::Tags => documents.sort_by_cached_key(most(|set| set.tags.len())),
            Key::Stances => documents.sort_by_cached_key(most(|set| set.stances.len())),
            Key::Proposals => {
                documents.sort_by_cached_key(|it| (Reverse(it.summary.proposals(annotator)), it.number));
            }
            Key::Random(seed) => documents.sort_by_cached_key(|it| (lot(seed, it.name), it.number)),
        }
        if self.reverse {
            documents.reverse();
        }
    }

    fn group_of(&self, document: &Candidate<'_>, annotator: &str) -> String {
        let about = &document.summary.about;
        match self.grouping {
            Grouping::None => String::new(),
            Grouping::Folder => match document.summary.about.id {
                Some(_) => document.path.to_owned(),
                None => document.path.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned(),
            },
            Grouping::Date => about.date.map_or(String::new(), |day| {
                let written = day.to_string();
                written.get(..7).unwrap_or(&written).to_owned()
            }),
            Grouping::Tag => document.summary.set(annotator).map_or(String::new(), |set| set.tags.join(", ")),
            Grouping::Status => document.summary.status(annotator).name().to_owned(),
            Grouping::Outlet => about.outlet.as_deref().unwrap_or_default().to_owned(),
        }
    }
}

fn title<'a>(document: &Candidate<'a>) -> &'a str {
    document.summary.about.title.as_deref().unwrap_or(document.name)
}

/// The lot of a document, by which chance orders: the first eight bytes of the SHA-256 of the seed in decimal digits, a
/// zero byte and the document's name, so that it is the same on every machine and does not depend on other documents.
pub fn lot(seed: u64, name: &str) -> u64 {
    let digest = Sha256::digest(format!("{seed}\0{name}"));
    digest.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::Kind;
    use crate::corpus::day::Day;
    use crate::corpus::summary::About;

    fn summary(title: &str, date: &str, tags: &[&str], status: Status) -> Summary {
        let about = About { title: Some(title.into()), date: Day::parse(date), ..About::default() };
        let mut set = SetSummary::new("anna".into(), Kind::Human);
        set.tags = tags.iter().map(|tag| (*tag).into()).collect();
        set.status = status;
        Summary { about, sets: vec![set] }
    }

    fn arranged(listing: &Listing) -> Vec<(String, Vec<u32>)> {
        let summaries = [
            summary("Deich", "2022-03-01", &["water"], Status::Done),
            summary("anlegen", "", &[], Status::New),
            summary("Fähre", "2021-07", &["sea", "water"], Status::Started),
            summary("Brücke", "2022-03-20", &["water"], Status::Done),
        ];
        let names = ["a/1.txt", "a/2.txt", "b/1.txt", "b/2.txt"];
        let documents = summaries.iter().zip(names).zip(0..);
        let documents = documents.map(|((summary, path), number)| Candidate { number, path, name: path, summary });
        let groups = listing.arrange(documents.collect(), "anna");
        groups.into_iter().map(|group| (group.title, group.documents)).collect()
    }

    #[test]
    fn documents_are_sorted_and_grouped() {
        let sorted =
            |key: &str| arranged(&Listing { key: Key::parse(key).unwrap(), ..Listing::default() })[0].1.clone();
        assert_eq!(sorted("found"), [0, 1, 2, 3]);
        assert_eq!(sorted("title"), [1, 3, 0, 2]);
        assert_eq!(sorted("date"), [2, 0, 3, 1]);
        assert_eq!(sorted("status"), [1, 2, 0, 3]);
        assert_eq!(sorted("tags"), [2, 0, 3, 1]);
        assert_eq!(sorted("random 7"), sorted("random 7"));
        assert!((0..20).any(|seed| sorted(&format!("random {seed}")) != sorted("random 7")));
        let turned = Listing { key: Key::Date, reverse: true, ..Listing::default() };
        assert_eq!(arranged(&turned)[0].1, [1, 3, 0, 2]);

        let grouped = |name: &str| {
            arranged(&Listing { grouping: Grouping::parse(name).unwrap(), key: Key::Title, ..Listing::default() })
        };
        let group = |title: &str, documents: &[u32]| (title.to_owned(), documents.to_vec());
        assert_eq!(grouped("folder"), [group("a", &[1, 0]), group("b", &[3, 2])]);
        assert_eq!(grouped("date"), [group("2021-07", &[2]), group("2022-03", &[3, 0]), group("without date", &[1])]);
        assert_eq!(grouped("tag"), [group("sea, water", &[2]), group("water", &[3, 0]), group("without tag", &[1])]);
        assert_eq!(grouped("status"), [group("new", &[1]), group("started", &[2]), group("done", &[3, 0])]);
    }

    #[test]
    fn a_listing_comes_back_as_it_was_kept() {
        for (key, grouping) in Key::ALL.into_iter().zip(Grouping::ALL.into_iter().cycle()) {
            let listing = Listing { query: "tag:a\nor b".into(), key, reverse: true, grouping };
            assert_eq!(Listing::read(&listing.written()), listing);
        }
        assert_eq!(Listing::read("nonsense"), Listing::default());
        assert!(Key::parse("size").unwrap_err().contains("found, title") && Key::parse("random x").is_err());
    }

    #[test]
    fn a_lot_is_the_same_everywhere() {
        assert_eq!(lot(7, "a/1.txt"), 4_360_633_924_131_283_083);
    }
}
