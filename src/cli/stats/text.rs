//! The report as text for people, at most 80 cells wide.

use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation;

use super::Report;
use crate::annot::Status;
use crate::cli::clean;
use crate::corpus::stats::{Counted, Cross, Stats, clock};
use crate::text::cells;

/// The widest a bar may be, in cells.
const BAR: u64 = 24;

/// The widest a name may be, in cells.
const NAME: usize = 28;

/// The most lines of a list.
const MOST: usize = 20;

/// The most columns of a table that fit beside its names.
const COLUMNS: usize = 6;

pub(super) fn print(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lines = match report {
        Report::Stats(stats) => of_stats(stats),
        Report::Cross(cross) => of_cross(cross),
    };
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn of_stats(stats: &Stats) -> Vec<String> {
    let mut lines = vec![many(stats.documents as u64, "document")];
    let labels = [("labels", &stats.labels), ("tags", &stats.tags), ("entities", &stats.entities)];
    let mut sections = vec![("progress", progress(stats)), ("by day (UTC)", days(stats)), ("time", time(stats))];
    sections.extend(labels.map(|(title, list)| (title, counted(list))));
    sections.insert(5, ("stances", stances(stats)));
    for (title, section) in sections.into_iter().filter(|(_, section)| !section.is_empty()) {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(section);
    }
    if stats.people.is_empty() {
        lines.push("nobody has annotated any of them yet".into());
    }
    lines
}

fn progress(stats: &Stats) -> Vec<String> {
    let line = |person: &crate::corpus::stats::Person| {
        let [_, _, done, skipped] = person.statuses;
        let bar = bar((done + skipped) as u64, stats.documents as u64);
        let counts = Status::ALL.into_iter().zip(person.statuses).rev();
        let counts: Vec<String> = counts.map(|(status, count)| format!("{count} {}", status.name())).collect();
        format!("  {} {bar} {}", name(&person.annotator, 12), counts.join(", "))
    };
    stats.people.iter().map(line).collect()
}

fn days(stats: &Stats) -> Vec<String> {
    let most = stats.days.iter().map(|day| day.done + day.started).max().unwrap_or(0) as u64;
    let left_out = stats.days.len().saturating_sub(MOST);
    let mut lines: Vec<String> = Vec::new();
    if left_out > 0 {
        lines.push(format!("  … {}", many(left_out as u64, "earlier day")));
    }
    lines.extend(stats.days.iter().skip(left_out).map(|day| {
        let all = (day.done + day.started) as u64;
        format!("  {}   {} {} done, {} begun", day.date, bar(all, most), day.done, day.started)
    }));
    lines
}

fn time(stats: &Stats) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if let Some(seconds) = stats.seconds {
        let [first, median, third] = [seconds.first, seconds.median, seconds.third].map(clock);
        let documents = many(seconds.documents as u64, "document");
        lines.push(format!("  a document takes {median} (half of them {first} to {third}; {documents})"));
    }
    for person in &stats.people {
        let rates = person.rates();
        if !rates.is_empty() {
            lines.push(format!("  {} {rates}", name(&person.annotator, 12)));
        }
    }
    lines
}

fn counted(list: &[Counted]) -> Vec<String> {
    let most = list.iter().map(|one| one.count).max().unwrap_or(0);
    let line = |one: &Counted| {
        let documents = many(one.documents, "document");
        format!("  {} {} {:>6} in {documents}", name(&one.name, NAME), bar(one.count, most), one.count)
    };
    let mut lines: Vec<String> = list.iter().take(MOST).map(line).collect();
    more(&mut lines, list.len());
    lines
}

fn stances(stats: &Stats) -> Vec<String> {
    let most = stats.stances.iter().map(|target| target.count).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    for target in stats.stances.iter().take(MOST) {
        let values: Vec<String> =
            target.values.iter().map(|(value, count)| format!("{count} {}", clean(value))).collect();
        lines.push(format!("  {} {} {:>6}", name(&target.target, NAME), bar(target.count, most), target.count));
        lines.push(format!("    {}", values.join(", ")));
    }
    if stats.stances.len() > MOST {
        lines.push(format!("  and {} more; --json and --csv have all", stats.stances.len() - MOST));
    }
    lines
}

fn of_cross(cross: &Cross) -> Vec<String> {
    if cross.rows.is_empty() {
        return vec![format!("there are no {} to count", cross.of.name())];
    }
    let head = |column: &Option<crate::corpus::summary::Name>| column.as_deref().unwrap_or("-").to_owned();
    let shown = cross.columns.len().min(COLUMNS);
    let mut heads: Vec<String> = cross.columns.iter().take(shown).map(head).collect();
    heads.push("total".into());
    let line = |label: &str, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| right(cell, 9)).collect();
        format!("{} {}", name(label, 18), cells.join(""))
    };
    let mut lines = vec![line(&format!("{} by {}", cross.of.name(), cross.by.name()), heads)];
    for row in cross.rows.iter().take(MOST) {
        let counts = row.counts.iter().take(shown).chain([&row.total]);
        let dotted = |count: &u64| if *count == 0 { ".".to_owned() } else { count.to_string() };
        lines.push(line(&row.name, counts.map(dotted).collect()));
    }
    let hidden = cross.columns.len() - shown;
    if hidden > 0 {
        lines.push(format!("and {} more; --json and --csv have all", many(hidden as u64, "column")));
    }
    more(&mut lines, cross.rows.len());
    lines
}

/// Tells of what is left out of a list of `count`.
fn more(lines: &mut Vec<String>, count: usize) {
    if count > MOST {
        lines.push(format!("  and {} more; --json and --csv have all", count - MOST));
    }
}

/// A bar of eighths of cells, as long as its share of `most`, filled up with blanks.
fn bar(count: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count * BAR * 8).checked_div(most).unwrap_or(0).max(u64::from(count > 0));
    let (whole, rest) = (eighths / 8, EIGHTHS.get((eighths % 8) as usize).copied().unwrap_or_default());
    let bar = "█".repeat(whole as usize) + rest;
    let blank = (BAR as usize).saturating_sub(bar.chars().count());
    bar + &" ".repeat(blank)
}

fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A name in exactly `width` cells.
fn name(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let blank = width.saturating_sub(usize::from(cells(&text)));
    text + &" ".repeat(blank)
}

fn right(text: &str, width: usize) -> String {
    let text = fit(text, width - 1);
    " ".repeat(width.saturating_sub(usize::from(cells(&text)))) + &text
}

/// Text of at most `width` cells; what is cut ends in an ellipsis.
fn fit(text: &str, width: usize) -> String {
    let text = clean(text);
    if usize::from(cells(&text)) <= width {
        return text;
    }
    let mut kept = String::new();
    for cluster in text.graphemes(true) {
        if usize::from(cells(&kept)) + usize::from(cells(cluster)) + 1 > width {
            break;
        }
        kept += cluster;
    }
    kept + "…"
}
