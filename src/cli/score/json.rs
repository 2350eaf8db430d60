//! The report as JSON: what `assets/schemas/score.schema.json` describes. What is not defined is null.

use serde_json::{Map, Value, json};

use super::report::{Decided, Report};
use crate::annot::Kind;
use crate::annot::score::{Average, Counts, OfLabel, PerScheme, Point, Ratios, Scheme, Tally};

/// Everything there is to tell.
pub(super) fn object(report: &Report) -> Value {
    let documents = &report.documents;
    let kind = |at: usize| report.kinds.and_then(|kinds| kinds.get(at).copied()).map(Kind::name);
    let [gold_orphans, pred_orphans] = report.orphans;
    let scores = &report.scores;
    let labels = scores.labels.iter().map(|(label, of_label)| label_object(label, of_label));
    let confusion =
        scores.confusion.iter().map(|((gold, pred), count)| json!({ "gold": gold, "pred": pred, "count": count }));
    let points: Vec<Value> = scores.curve.points().iter().map(point).collect();
    let by_document = report.by_document.as_ref().map(|documents| {
        let one = |(name, tally): &(String, Tally)| with(tally_object(*tally), "document", json!(name));
        documents.iter().map(one).collect::<Vec<_>>()
    });
    json!({
        "gold": { "annotator": report.gold.as_str(), "kind": kind(0), "orphans": gold_orphans },
        "pred": { "annotator": report.pred.as_str(), "kind": kind(1), "orphans": pred_orphans },
        "documents": {
            "seen": documents.seen(),
            "counted": documents.counted,
            "not_done": documents.not_done,
            "without_gold": documents.without_gold,
            "without_pred": documents.without_pred,
            "pred_not_done": documents.pred_not_done,
            "unreadable": documents.unreadable,
            "all": report.all,
        },
        "labels": labels.collect::<Vec<_>>(),
        "overall": overall(report),
        "confusion": confusion.collect::<Vec<_>>(),
        "thresholds": (!points.is_empty()).then_some(points),
        "best_threshold": scores.curve.best().as_ref().map(point),
        "proposals": report.decided.as_ref().map(decided),
        "by_document": by_document,
    })
}

fn overall(report: &Report) -> Value {
    let total = report.scores.total();
    let mut object = Map::new();
    for (name, count) in [("gold", total.gold), ("pred", total.pred), ("correct", total.correct)] {
        object.insert(name.into(), json!(count));
    }
    for average in Average::ALL {
        object.insert(average.name().into(), Value::Object(ratios(report.scores.average(average))));
    }
    object.insert("schemes".into(), schemes(&report.scores.overall));
    Value::Object(object)
}

fn label_object(label: &str, of_label: &OfLabel) -> Value {
    let object = with(tally_object(of_label.tally), "label", json!(label));
    with(object, "schemes", schemes(&of_label.schemes))
}

fn schemes(counts: &PerScheme) -> Value {
    Scheme::ALL.iter().map(|scheme| (scheme.name().to_owned(), counts_object(counts.get(*scheme)))).collect()
}

fn counts_object(counts: Counts) -> Value {
    json!({
        "correct": counts.correct,
        "incorrect": counts.incorrect,
        "partial": counts.partial,
        "missed": counts.missed,
        "spurious": counts.spurious,
        "possible": counts.possible(),
        "actual": counts.actual(),
        "precision": counts.precision(),
        "recall": counts.recall(),
        "f1": counts.f1(),
    })
}

fn tally_object(tally: Tally) -> Value {
    let counts = [("gold", tally.gold), ("pred", tally.pred), ("correct", tally.correct)];
    let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), json!(count)));
    Value::Object(counts.chain(ratios(tally.ratios())).collect())
}

fn ratios(ratios: Ratios) -> Map<String, Value> {
    let Ratios { precision, recall, f1 } = ratios;
    [("precision", precision), ("recall", recall), ("f1", f1)]
        .into_iter()
        .map(|(name, ratio)| (name.to_owned(), json!(ratio)))
        .collect()
}

fn point(point: &Point) -> Value {
    with(tally_object(point.tally), "threshold", json!(point.threshold))
}

fn decided(decided: &Decided) -> Value {
    json!({
        "offered": decided.offered(),
        "accepted": decided.accepted,
        "changed": decided.changed,
        "changed_label": decided.changed_label,
        "changed_edge": decided.changed_edge,
        "alike": decided.alike,
        "rejected": decided.rejected,
        "later": decided.later,
        "open": decided.open,
    })
}

/// The same object with one more entry.
fn with(object: Value, key: &str, value: Value) -> Value {
    match object {
        Value::Object(mut map) => {
            map.insert(key.into(), value);
            Value::Object(map)
        }
        other => other,
    }
}
