//! Counts over a corpus, made of summaries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::summary::{Name, SetSummary, Summary};
use crate::annot::Status;
use crate::annot::build::PROPS;

/// Longest pause inside one sitting.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// What is counted over a corpus. Lists are sorted: the most frequent first, then by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stats {
    /// How many documents there are.
    pub documents: usize,
    /// How far each person is, by name.
    pub people: Vec<Person>,
    /// Work by day (UTC), the first day first; days without any are left out.
    pub days: Vec<Day>,
    /// Time per document, where it is recorded.
    pub seconds: Option<Quartiles>,
    /// Labels.
    pub labels: Vec<Counted>,
    /// Tags; each stands once in a set.
    pub tags: Vec<Counted>,
    /// Stance targets, each with its values.
    pub stances: Vec<Target>,
    /// Entities that are mentioned. A mention without an entity counts under its own string; quotations do not
    /// count.
    pub entities: Vec<Counted>,
}

/// How far a person is with the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The annotator.
    pub annotator: Name,
    /// Documents not begun, begun, finished and skipped, in this order.
    pub statuses: [usize; 4],
    /// Seconds of work.
    pub seconds: u64,
    /// Finished documents per hour of work, for those whose time is recorded.
    pub per_hour: Option<f64>,
    /// Documents per hour by the clock: from one document's last decision to the next one's, pauses over half an hour
    /// left out.
    pub per_hour_by_clock: Option<f64>,
}

impl Person {
    /// Documents per hour in words, as far as it is known: of work, and by the clock.
    pub fn rates(&self) -> String {
        let rates = [(self.per_hour, "an hour of work"), (self.per_hour_by_clock, "an hour by the clock")];
        let known = rates.into_iter().filter_map(|(rate, how)| Some(format!("{:.1} {how}", rate?)));
        known.collect::<Vec<_>>().join(", ")
    }
}

/// Seconds as minutes and seconds: `2:05 min`.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

/// What happened on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day in UTC.
    pub date: Date,
    /// Sets that were decided on for the last time on this day, and are finished.
    pub done: usize,
    /// The same, not finished.
    pub started: usize,
}

/// Time per document, in seconds (quartiles as the mean of the middle two where there is no middle one: Hyndman and Fan,
/// "Sample quantiles in statistical packages", 1996, type 2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// How many documents have a time.
    pub documents: usize,
    /// All of it together.
    pub total: u64,
    /// A quarter takes no longer.
    pub first: f64,
    /// Half of them take no longer.
    pub median: f64,
    /// Three quarters take no longer.
    pub third: f64,
}

/// How often something stands, and in how many documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What.
    pub name: Name,
    /// How often.
    pub count: u64,
    /// In how many documents.
    pub documents: u64,
}

/// What is said of a stance target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The target.
    pub target: Name,
    /// How many stances there are on it.
    pub count: u64,
    /// Its values, each with how many stances have it.
    pub values: Vec<(Name, u64)>,
}

/// What a table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Spans by label.
    Labels,
    /// Tags.
    Tags,
    /// Stances by target and value.
    Stances,
    /// Mentions by entity.
    Entities,
}

impl Of {
    /// Everything a table can count.
    pub const ALL: [Of; 4] = [Of::Labels, Of::Tags, Of::Stances, Of::Entities];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            Of::Labels => "labels",
            Of::Tags => "tags",
            Of::Stances => "stances",
            Of::Entities => "entities",
        }
    }
}

/// What the columns of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The tags of the same set.
    Tag,
    /// The article's month.
    Month,
    /// The article's year.
    Year,
    /// The newspaper, agency or site.
    Outlet,
}

impl By {
    /// Everything a table can be by.
    pub const ALL: [By; 4] = [By::Tag, By::Month, By::Year, By::Outlet];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            By::Tag => "tag",
            By::Month => "month",
            By::Year => "year",
            By::Outlet => "outlet",
        }
    }
}

/// Counts of one thing by another. A document without a date, an outlet or a tag counts in the column `None`, which is the
/// last; one with several tags counts in each of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cross {
    /// What is counted.
    pub of: Of,
    /// By what.
    pub by: By,
    /// The heads of the columns, in order.
    pub columns: Vec<Option<Name>>,
    /// The rows, the most frequent first, each with a count for every column and their total over the sets: with several
    /// tags the columns may add up to more.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is counted.
    pub name: Name,
    /// How often, by column.
    pub counts: Vec<u64>,
    /// How often in all.
    pub total: u64,
}

/// Whose sets are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Every person's.
    People,
    /// One annotator's, a person or a program.
    One(&'a str),
}

impl Who<'_> {
    fn counts(self, set: &SetSummary) -> bool {
        match self {
            Who::People => set.is_human(),
            Who::One(name) => &*set.annotator == name,
        }
    }
}

type Counts = BTreeMap<Name, (u64, u64)>;

impl Stats {
    /// Counts what the sets of `who` say of these documents.
    pub fn of<'a>(summaries: impl IntoIterator<Item = &'a Summary>, who: Who) -> Stats {
        let mut stats = Stats::default();
        let [mut labels, mut tags, mut entities] = [Counts::new(), Counts::new(), Counts::new()];
        let mut targets: BTreeMap<Name, BTreeMap<Name, u64>> = BTreeMap::new();
        let mut people: BTreeMap<Name, Working> = BTreeMap::new();
        let mut days: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
        let mut seconds = Vec::new();
        for summary in summaries {
            stats.documents += 1;
            let sets = || summary.sets.iter().filter(|set| who.counts(set));
            for (of, counts) in [(Of::Labels, &mut labels), (Of::Tags, &mut tags), (Of::Entities, &mut entities)] {
                let mut here: BTreeMap<Name, u64> = BTreeMap::new();
                sets()
                    .for_each(|set| each(set, of, &mut |name, count| *here.entry(name.clone()).or_default() += count));
                for (name, count) in here {
                    let (all, documents) = counts.entry(name).or_default();
                    *all += count;
                    *documents += 1;
                }
            }
            for set in sets() {
                for stance in &set.stances {
                    *targets.entry(stance.target.clone()).or_default().entry(stance.value.clone()).or_default() += 1;
                }
                people.entry(set.annotator.clone()).or_default().add(set);
                seconds.extend((set.seconds > 0).then_some(set.seconds));
                let done = matches!(set.status, Status::Done | Status::Skipped);
                if let Some(at) = set.last.filter(|_| set.is_human()) {
                    let (finished, begun) = days.entry(TimeZone::UTC.to_datetime(at).date()).or_default();
                    *(if done { finished } else { begun }) += 1;
                }
            }
        }
        let documents = stats.documents;
        stats.people = people.into_iter().map(|(name, working)| working.person(name, documents)).collect();
        stats.days = days.into_iter().map(|(date, (done, started))| Day { date, done, started }).collect();
        stats.seconds = Quartiles::of(seconds);
        [stats.labels, stats.tags, stats.entities] = [labels, tags, entities].map(sorted);
        let target = |(target, values): (Name, BTreeMap<Name, u64>)| {
            let mut values: Vec<(Name, u64)> = values.into_iter().collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Target { target, count: values.iter().map(|(_, count)| count).sum(), values }
        };
        stats.stances = targets.into_iter().map(target).collect();
        stats.stances.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.target.cmp(&b.target)));
        stats
    }
}

impl Cross {
    /// Counts `of` by `by` in what the sets of `who` say of these documents.
    pub fn of<'a>(summaries: impl IntoIterator<Item = &'a Summary>, who: Who, of: Of, by: By) -> Cross {
        let mut cells: BTreeMap<Name, (u64, BTreeMap<Option<Name>, u64>)> = BTreeMap::new();
        let mut columns: BTreeSet<Option<Name>> = BTreeSet::new();
        for summary in summaries {
            for set in summary.sets.iter().filter(|set| who.counts(set)) {
                let heads = heads(summary, set, by);
                each(set, of, &mut |name, count| {
                    let (total, row) = cells.entry(name.clone()).or_default();
                    *total += count;
                    for head in &heads {
                        *row.entry(head.clone()).or_default() += count;
                        columns.insert(head.clone());
                    }
                });
            }
        }
        // `None` comes first in the order of options.
        let without = columns.remove(&None);
        let columns: Vec<Option<Name>> = columns.into_iter().chain(without.then_some(None)).collect();
        let row = |(name, (total, row)): (Name, (u64, BTreeMap<_, u64>))| {
            let counts = columns.iter().map(|column| row.get(column).copied().unwrap_or(0)).collect();
            Row { name, counts, total }
        };
        let mut rows: Vec<Row> = cells.into_iter().map(row).collect();
        rows.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.name.cmp(&b.name)));
        Cross { of, by, columns, rows }
    }
}

/// The columns that a set of a document counts in.
fn heads(summary: &Summary, set: &SetSummary, by: By) -> Vec<Option<Name>> {
    let date = summary.about.date;
    match by {
        By::Tag if set.tags.is_empty() => vec![None],
        By::Tag => set.tags.iter().cloned().map(Some).collect(),
        By::Month => vec![date.map(|date| date.month().to_string().into())],
        By::Year => vec![date.map(|date| format!("{:04}", date.year()).into())],
        By::Outlet => vec![summary.about.outlet.clone()],
    }
}

/// Everything of a kind that a set says, with how often.
fn each(set: &SetSummary, of: Of, on: &mut dyn FnMut(&Name, u64)) {
    match of {
        Of::Labels => set.labels.iter().filter(is_no_prop).for_each(|label| on(&label.label, label.count.into())),
        Of::Tags => set.tags.iter().for_each(|tag| on(tag, 1)),
        Of::Stances => set.stances.iter().for_each(|stance| {
            on(&format!("{}={}", stance.target, stance.value).into(), 1);
        }),
        Of::Entities => {
            for label in set.labels.iter().filter(is_no_prop) {
                label.entities.iter().for_each(|(name, count)| on(name, (*count).into()));
            }
        }
    }
}

fn is_no_prop(label: &&super::summary::LabelSummary) -> bool {
    !PROPS.contains(&&*label.label)
}

fn sorted(counts: Counts) -> Vec<Counted> {
    let mut list: Vec<Counted> =
        counts.into_iter().map(|(name, (count, documents))| Counted { name, count, documents }).collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    list
}

/// What a person did so far.
#[derive(Default)]
struct Working {
    statuses: [usize; 4],
    seconds: u64,
    /// Finished documents whose time is recorded, and that time.
    timed: (u64, u64),
    moments: Vec<Timestamp>,
}

impl Working {
    fn add(&mut self, set: &SetSummary) {
        for (known, count) in Status::ALL.into_iter().zip(&mut self.statuses) {
            *count += usize::from(known == set.status);
        }
        self.seconds += u64::from(set.seconds);
        if set.status == Status::Done && set.seconds > 0 {
            self.timed = (self.timed.0 + 1, self.timed.1 + u64::from(set.seconds));
        }
        self.moments.extend(set.last);
    }

    fn person(mut self, annotator: Name, documents: usize) -> Person {
        let [new, rest @ ..] = &mut self.statuses;
        // Who has no sidecar of a document has not begun it.
        *new = documents.saturating_sub(rest.iter().sum());
        let rate = |count: u64, seconds: u64| (seconds > 0).then(|| count as f64 * 3600.0 / seconds as f64);
        self.moments.sort_unstable();
        let gaps = self.moments.windows(2).filter_map(|pair| match pair {
            [one, next] => Some(next.duration_since(*one)).filter(|gap| *gap <= PAUSE),
            _ => None,
        });
        let (count, clock) = gaps.fold((0, 0), |(count, sum), gap| (count + 1, sum + gap.as_secs().unsigned_abs()));
        Person {
            annotator,
            statuses: self.statuses,
            seconds: self.seconds,
            per_hour: rate(self.timed.0, self.timed.1),
            per_hour_by_clock: rate(count, clock),
        }
    }
}

impl Quartiles {
    /// The quartiles of seconds; `None` without any.
    pub fn of(mut seconds: Vec<u32>) -> Option<Quartiles> {
        seconds.sort_unstable();
        let at = |quarter: usize| {
            let place = seconds.len() * quarter;
            let value = |index: usize| seconds.get(index.min(seconds.len().saturating_sub(1))).copied().map(f64::from);
            match place % 4 {
                0 => Some((value((place / 4).saturating_sub(1))? + value(place / 4)?) / 2.0),
                _ => value(place / 4),
            }
        };
        let total = seconds.iter().map(|seconds| u64::from(*seconds)).sum();
        Some(Quartiles { documents: seconds.len(), total, first: at(1)?, median: at(2)?, third: at(3)? })
    }
}

#[cfg(test)]
mod tests;
