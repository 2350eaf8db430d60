//! The report as JSON.

use serde_json::{Value, json};

use super::Report;
use crate::corpus::stats::{Counted, Cross, Person, Stats};

pub(super) fn object(report: &Report) -> Value {
    match report {
        Report::Stats(stats) => of_stats(stats),
        Report::Cross(cross) => of_cross(cross),
    }
}

fn of_stats(stats: &Stats) -> Value {
    let counted = |list: &[Counted]| -> Vec<Value> {
        let one = |one: &Counted| json!({ "name": &*one.name, "count": one.count, "documents": one.documents });
        list.iter().map(one).collect()
    };
    let values = |values: &[(crate::corpus::summary::Name, u64)]| -> Vec<Value> {
        values.iter().map(|(value, count)| json!({ "value": &**value, "count": count })).collect()
    };
    let targets = stats.stances.iter();
    let targets = targets.map(|it| json!({ "target": &*it.target, "count": it.count, "values": values(&it.values) }));
    let days = stats.days.iter();
    let days = days.map(|day| json!({ "day": day.date.to_string(), "done": day.done, "started": day.started }));
    let seconds = stats.seconds.map(|seconds| {
        json!({
            "documents": seconds.documents, "total": seconds.total, "first_quartile": seconds.first,
            "median": seconds.median, "third_quartile": seconds.third,
        })
    });
    json!({
        "documents": stats.documents,
        "annotators": stats.people.iter().map(person).collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
        "seconds": seconds,
        "labels": counted(&stats.labels),
        "tags": counted(&stats.tags),
        "stances": targets.collect::<Vec<_>>(),
        "entities": counted(&stats.entities),
    })
}

fn person(person: &Person) -> Value {
    let [new, started, done, skipped] = person.statuses;
    json!({
        "annotator": &*person.annotator, "new": new, "started": started, "done": done, "skipped": skipped,
        "seconds": person.seconds, "per_hour": person.per_hour, "per_hour_by_clock": person.per_hour_by_clock,
    })
}

fn of_cross(cross: &Cross) -> Value {
    let rows = cross.rows.iter();
    let rows = rows.map(|row| json!({ "name": &*row.name, "counts": row.counts, "total": row.total }));
    json!({
        "of": cross.of.name(),
        "by": cross.by.name(),
        "columns": cross.columns.iter().map(|head| json!(head.as_deref())).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}
