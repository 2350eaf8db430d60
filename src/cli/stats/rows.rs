//! The report as CSV.

use std::io::{self, Write};

use super::Report;
use crate::annot::Status;
use crate::corpus::stats::{Counted, Cross, Stats};

pub(super) fn print(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    match report {
        Report::Stats(stats) => of_stats(stats).into_iter().try_for_each(|row| rows.write_record(row)),
        Report::Cross(cross) => of_cross(cross).into_iter().try_for_each(|row| rows.write_record(row)),
    }
    .map_err(io::Error::other)?;
    rows.flush()
}

/// One number a row: what it is about, its name, what is counted.
fn of_stats(stats: &Stats) -> Vec<[String; 4]> {
    let mut rows = vec![["section", "name", "counted", "number"].map(str::to_owned)];
    let mut row = |section: &str, name: &str, counted: &str, number: String| {
        rows.push([section.to_owned(), name.to_owned(), counted.to_owned(), number]);
    };
    row("corpus", "", "documents", stats.documents.to_string());
    for person in &stats.people {
        let name = &person.annotator;
        for (status, count) in Status::ALL.into_iter().zip(person.statuses) {
            row("annotators", name, status.name(), count.to_string());
        }
        row("annotators", name, "seconds", person.seconds.to_string());
        for (counted, rate) in [("per_hour", person.per_hour), ("per_hour_by_clock", person.per_hour_by_clock)] {
            rate.into_iter().for_each(|rate| row("annotators", name, counted, format!("{rate:.2}")));
        }
    }
    for day in &stats.days {
        row("days", &day.date.to_string(), "done", day.done.to_string());
        row("days", &day.date.to_string(), "started", day.started.to_string());
    }
    if let Some(seconds) = stats.seconds {
        row("seconds", "", "documents", seconds.documents.to_string());
        row("seconds", "", "total", seconds.total.to_string());
        let quartiles = [seconds.first, seconds.median, seconds.third];
        for (counted, value) in ["first_quartile", "median", "third_quartile"].into_iter().zip(quartiles) {
            row("seconds", "", counted, value.to_string());
        }
    }
    let lists: [(&str, &[Counted]); 3] =
        [("labels", &stats.labels), ("tags", &stats.tags), ("entities", &stats.entities)];
    for (section, list) in lists {
        for one in list {
            row(section, &one.name, "count", one.count.to_string());
            row(section, &one.name, "documents", one.documents.to_string());
        }
    }
    for target in &stats.stances {
        target.values.iter().for_each(|(value, count)| row("stances", &target.target, value, count.to_string()));
    }
    rows
}

/// The table as it is, with a total at the end; the column of what has no head is called `-`.
fn of_cross(cross: &Cross) -> Vec<Vec<String>> {
    let heads = cross.columns.iter().map(|head| head.as_deref().unwrap_or("-").to_owned());
    let head = std::iter::once(cross.of.name().to_owned()).chain(heads).chain(["total".to_owned()]);
    let rows = cross.rows.iter().map(|row| {
        let counts = row.counts.iter().chain([&row.total]).map(u64::to_string);
        std::iter::once(row.name.to_string()).chain(counts).collect()
    });
    std::iter::once(head.collect()).chain(rows).collect()
}
