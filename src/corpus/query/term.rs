//! What a term means.

use super::super::day::Day;
use super::super::summary::SetSummary;
use super::Subject;
use super::pattern::{NamePattern, TextPattern};
use crate::annot::Status;

/// One thing that is asked of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// Words, a phrase or an expression in the text.
    Text(TextPattern),
    /// Words in a field of the metadata.
    Field(Field, TextPattern),
    /// The article's date.
    Date(DateRange),
    /// A tag.
    Tag(NamePattern),
    /// A span's label, and the string or entity it must have.
    Label(NamePattern, Option<NamePattern>),
    /// A stance's target, and the value it must have.
    Stance(NamePattern, Option<NamePattern>),
    /// Who holds a stance.
    Holder(NamePattern),
    /// How far the annotator is.
    Status(Status),
    /// Who annotated.
    Annotator(NamePattern),
    /// How many of something there are.
    Count(Count, Comparison, u64),
    /// A folder above it.
    Folder(NamePattern),
    /// A part of its path.
    Path(NamePattern),
    /// The record's id, or the file's name.
    Id(NamePattern),
}

/// A field of the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The headline.
    Title,
    /// The newspaper, agency or site.
    Outlet,
    /// The author.
    Author,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 3] = [Field::Title, Field::Outlet, Field::Author];

    /// The word before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Outlet => "outlet",
            Field::Author => "author",
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Labelled spans, cues and evidence left out.
    Labels,
    /// Tags.
    Tags,
    /// Stances.
    Stances,
    /// Notes.
    Notes,
    /// Records whose place is lost.
    Orphans,
    /// Records whose place is doubtful.
    Doubtful,
    /// Proposals that the annotator has not settled.
    Proposals,
    /// Seconds of work.
    Seconds,
    /// Code points of the text.
    Chars,
}

impl Count {
    /// Everything that is counted.
    pub const ALL: [Count; 9] = [
        Count::Labels,
        Count::Tags,
        Count::Stances,
        Count::Notes,
        Count::Orphans,
        Count::Doubtful,
        Count::Proposals,
        Count::Seconds,
        Count::Chars,
    ];

    /// The word before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Count::Labels => "labels",
            Count::Tags => "tags",
            Count::Stances => "stances",
            Count::Notes => "notes",
            Count::Orphans => "orphans",
            Count::Doubtful => "doubtful",
            Count::Proposals => "proposals",
            Count::Seconds => "seconds",
            Count::Chars => "chars",
        }
    }
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Over,
    /// `<`
    Under,
    /// `=`
    Exactly,
}

impl Comparison {
    /// Every comparison, the longer signs first.
    pub const ALL: [Comparison; 5] =
        [Comparison::AtLeast, Comparison::AtMost, Comparison::Over, Comparison::Under, Comparison::Exactly];

    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Over => ">",
            Comparison::Under => "<",
            Comparison::Exactly => "=",
        }
    }

    fn holds(self, found: u64, wanted: u64) -> bool {
        match self {
            Comparison::AtLeast => found >= wanted,
            Comparison::AtMost => found <= wanted,
            Comparison::Over => found > wanted,
            Comparison::Under => found < wanted,
            Comparison::Exactly => found == wanted,
        }
    }
}

/// A stretch of the calendar with open or closed ends; with both open, any date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRange {
    /// The first day, month or year.
    pub from: Option<Day>,
    /// The last one.
    pub to: Option<Day>,
}

impl DateRange {
    /// Whether a date lies wholly in it.
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from.first() <= day.first()) && self.to.is_none_or(|to| day.last() <= to.last())
    }
}

impl Term {
    /// Whether it is true of a document; the sets of `scope` are asked, of people where it is empty.
    pub(super) fn holds(&self, subject: &dyn Subject, scope: &[&NamePattern]) -> bool {
        let summary = subject.summary();
        let about = &summary.about;
        let asked = |set: &&SetSummary| match scope {
            [] => set.is_human(),
            names => names.iter().any(|name| name.is(&set.annotator)),
        };
        let any = |says: &dyn Fn(&SetSummary) -> bool| summary.sets.iter().filter(asked).any(says);
        match self {
            Term::Text(pattern) => pattern.is_in(subject.text()),
            Term::Field(field, pattern) => {
                let value = match field {
                    Field::Title => about.title.as_deref(),
                    Field::Outlet => about.outlet.as_deref(),
                    Field::Author => about.author.as_deref(),
                };
                value.is_some_and(|value| pattern.is_in(value))
            }
            Term::Date(range) => about.date.is_some_and(|date| range.holds(date)),
            Term::Tag(tag) => any(&|set| set.tags.iter().any(|known| tag.is(known))),
            Term::Label(label, string) => any(&|set| {
                set.labels.iter().filter(|known| label.is(&known.label)).any(|known| {
                    let mut names = known.strings.iter().chain(&known.entities);
                    string.as_ref().is_none_or(|string| names.any(|(name, _)| string.is(name)))
                })
            }),
            Term::Stance(target, value) => any(&|set| {
                let fits = |known: &str| value.as_ref().is_none_or(|value| value.is(known));
                set.stances.iter().any(|known| target.is(&known.target) && fits(&known.value))
            }),
            Term::Holder(holder) => any(&|set| set.stances.iter().any(|known| holder.is(&known.holder))),
            Term::Status(status) if scope.is_empty() => summary.status(subject.annotator()) == *status,
            Term::Status(status) => {
                // Who has no sidecar has not begun.
                any(&|set| set.status == *status)
                    || *status == Status::New
                        && !scope.iter().all(|name| summary.sets.iter().any(|set| name.is(&set.annotator)))
            }
            Term::Annotator(name) => summary.sets.iter().any(|set| name.is(&set.annotator)),
            Term::Count(Count::Chars, how, number) => how.holds(u64::from(about.chars), *number),
            Term::Count(Count::Proposals, how, number) if scope.is_empty() => {
                how.holds(u64::from(summary.proposals(subject.annotator())), *number)
            }
            Term::Count(count, how, number) => {
                let nothing = !summary.sets.iter().any(|set| asked(&set)) && how.holds(0, *number);
                let found = |set: &SetSummary| match count {
                    Count::Labels => u64::from(set.spans()),
                    Count::Tags => set.tags.len() as u64,
                    Count::Stances => set.stances.len() as u64,
                    Count::Notes => u64::from(set.notes),
                    Count::Orphans => u64::from(set.orphans),
                    Count::Doubtful => u64::from(set.doubtful),
                    Count::Proposals => u64::from(summary.proposals(&set.annotator)),
                    Count::Seconds => u64::from(set.seconds),
                    Count::Chars => u64::from(about.chars),
                };
                nothing || any(&|set| how.holds(found(set), *number))
            }
            Term::Folder(name) => name.is_in_folder(subject.path()),
            Term::Path(name) => name.is_in_path(subject.path()),
            Term::Id(name) => name.is(subject.id()),
        }
    }
}
