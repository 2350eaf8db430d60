//! The dashboard: how far the corpus is, and what is in it, as bars.

use crate::corpus::stats::{By, Counted, Cross, Of, Stats, Who, clock};
use crate::corpus::summary::Summary;

/// A row of a panel: a name, a bar of parts, and what the bar says in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// The lengths of its parts, which are drawn apart.
    pub parts: Vec<u64>,
    /// The numbers in words.
    pub words: String,
    /// The label whose colour it has, if it is of one.
    pub label: Option<String>,
}

/// Rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// What they are of.
    pub title: String,
    /// The rows; a bar as long as `most` fills its room.
    pub rows: Vec<Bar>,
    /// The longest bar.
    pub most: u64,
    /// The first row shown.
    pub top: usize,
}

/// All panels.
#[derive(Debug)]
pub struct Dashboard {
    /// The panels, in the order they stand; none while documents are counted.
    pub panels: Vec<Panel>,
    /// The panel that the keys scroll.
    pub focus: usize,
    /// What the table counts, and by what.
    pub table: (Of, By),
    /// How many documents are counted.
    pub documents: usize,
}

impl Default for Dashboard {
    fn default() -> Dashboard {
        Dashboard { panels: Vec::new(), focus: 0, table: (Of::Labels, By::Month), documents: 0 }
    }
}

impl Dashboard {
    /// Counts what people say of these documents.
    pub fn count<'a>(&mut self, summaries: impl Iterator<Item = &'a Summary> + Clone) {
        let stats = Stats::of(summaries.clone(), Who::People);
        let (of, by) = self.table;
        let cross = Cross::of(summaries, Who::People, of, by);
        self.documents = stats.documents;
        let panels = [
            progress(&stats),
            days(&stats),
            time(&stats),
            counted("labels", &stats.labels, true),
            counted("tags", &stats.tags, false),
            stances(&stats),
            counted("entities", &stats.entities, false),
            table(&cross),
        ];
        self.panels = panels.into();
    }

    /// Gives the keys to the panel `step` further, around the ends.
    pub fn turn(&mut self, step: i64) {
        let count = i64::try_from(self.panels.len()).unwrap_or(1).max(1);
        let next = (i64::try_from(self.focus).unwrap_or(0) + step).rem_euclid(count);
        self.focus = usize::try_from(next).unwrap_or(0);
    }

    /// Scrolls the panel that has the keys.
    pub fn scroll(&mut self, step: i64) {
        if let Some(panel) = self.panels.get_mut(self.focus) {
            let last = i64::try_from(panel.rows.len()).unwrap_or(0).saturating_sub(1).max(0);
            let top = i64::try_from(panel.top).unwrap_or(0).saturating_add(step).clamp(0, last);
            panel.top = usize::try_from(top).unwrap_or(0);
        }
    }
}

impl Panel {
    fn of(title: impl Into<String>, rows: Vec<Bar>) -> Panel {
        let most = rows.iter().map(|row| row.parts.iter().sum()).max().unwrap_or(0);
        Panel { title: title.into(), rows, most, top: 0 }
    }
}

fn bar(name: impl Into<String>, parts: Vec<u64>, words: impl Into<String>) -> Bar {
    Bar { name: name.into(), parts, words: words.into(), label: None }
}

/// Done, begun, skipped, new.
fn progress(stats: &Stats) -> Panel {
    let row = |person: &crate::corpus::stats::Person| {
        let [new, started, done, skipped] = person.statuses.map(|count| count as u64);
        let counts = [(done, "done"), (started, "begun"), (skipped, "skipped"), (new, "new")];
        let words = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        bar(&*person.annotator, vec![done, started, skipped, new], words.collect::<Vec<_>>().join(", "))
    };
    Panel::of("progress", stats.people.iter().map(row).collect())
}

fn days(stats: &Stats) -> Panel {
    let row = |day: &crate::corpus::stats::Day| {
        let words = format!("{} done, {} begun", day.done, day.started);
        bar(day.date.to_string(), vec![day.done as u64, day.started as u64], words)
    };
    Panel::of("by day (UTC)", stats.days.iter().rev().map(row).collect())
}

fn time(stats: &Stats) -> Panel {
    let mut rows = Vec::new();
    if let Some(seconds) = stats.seconds {
        for (name, value) in [("a quarter", seconds.first), ("half", seconds.median), ("three quarters", seconds.third)]
        {
            rows.push(bar(format!("{name} take up to"), vec![value.round() as u64], clock(value)));
        }
    }
    for person in &stats.people {
        let rates = person.rates();
        if !rates.is_empty() {
            rows.push(bar(&*person.annotator, Vec::new(), rates));
        }
    }
    Panel::of("time per document, documents per hour", rows)
}

fn counted(title: &str, list: &[Counted], are_labels: bool) -> Panel {
    let row = |one: &Counted| Bar {
        label: are_labels.then(|| one.name.to_string()),
        ..bar(&*one.name, vec![one.count], format!("{} in {}", one.count, one.documents))
    };
    Panel::of(title, list.iter().map(row).collect())
}

fn stances(stats: &Stats) -> Panel {
    let row = |target: &crate::corpus::stats::Target| {
        let words: Vec<String> = target.values.iter().map(|(value, count)| format!("{count} {value}")).collect();
        let parts = target.values.iter().map(|(_, count)| *count).collect();
        bar(&*target.target, parts, words.join(", "))
    };
    Panel::of("stances", stats.stances.iter().map(row).collect())
}

/// A row of the table: how often in which column, the most frequent column first.
fn table(cross: &Cross) -> Panel {
    let row = |row: &crate::corpus::stats::Row| {
        let named = cross.columns.iter().zip(&row.counts).filter(|(_, count)| **count > 0);
        let words: Vec<String> = named
            .clone()
            .map(|(column, count)| format!("{} {count}", column.as_deref().unwrap_or("without")))
            .collect();
        bar(&*row.name, named.map(|(_, count)| *count).collect(), words.join(", "))
    };
    Panel::of(format!("{} by {}", cross.of.name(), cross.by.name()), cross.rows.iter().map(row).collect())
}
