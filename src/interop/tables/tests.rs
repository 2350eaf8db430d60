use super::super::foreign::ForeignDocument;
use super::super::lay::lay;
use super::super::tests::written;
use super::super::together::together;
use super::super::{Losses, guess};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{AnnotationSet, Holder};
use crate::doc::{Document, Meta};
use crate::interop::Hint;
use crate::interop::format::Row;
use proptest::prelude::*;

pub(crate) fn rows(format: &Format, table: &str) -> Vec<ForeignDocument> {
    let read = match format.reads {
        Some(Reads::Rows(read)) => read,
        Some(Reads::RowsOrJson { row, .. }) => row,
        _ => panic!("reads no rows"),
    };
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records = reader.records().map(|record| {
        let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        read(&Row { names: &names, cells: &cells }).unwrap()
    });
    together(records.collect())
}

fn lost(losses: &Losses, what: &str) -> usize {
    losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count)
}

#[test]
fn no_cell_is_a_formula() {
    let mut losses = Losses::default();
    for (text, cell) in [
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("-2", "-2"),
        ("+49.5", "+49.5"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("– Nein", "– Nein"),
        ("", ""),
    ] {
        assert_eq!(guarded(text, &mut losses), cell);
        assert_eq!(unguarded(cell), text);
    }
    assert_eq!(losses.iter().map(|(_, count)| count).sum::<usize>(), 5);
}

#[test]
fn quotations_have_speakers_and_places() {
    let text = "„Wir bauen die Brücke“, sagte Ministerin Katja Sommer.";
    let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let said = crate::extract::extract(&document, &crate::extract::Options::default());
    let line = said.to_json(&document).to_string();
    let foreign = super::super::entities::JSONL.reads.map(|reads| match reads {
        Reads::Json(read) => read(&line).unwrap().remove(0),
        _ => unreachable!(),
    });
    let by = crate::annot::AnnotatorName::parse("anna").unwrap();
    let set = lay(&foreign.unwrap().sets[0], None, &document, &by, Kind::Human, "jsonl").set;
    let (table, _) = written(&CSV_QUOTATIONS, &set, &document);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| row.get(names.iter().position(|column| column == name).unwrap()).unwrap().to_owned();
    assert_eq!([cell("speaker_text"), cell("cue"), cell("type")], ["Katja Sommer", "sagte", "direct"]);
    assert_eq!([cell("quote_start"), cell("quote_end"), cell("cue_start")], ["1", "21", "24"]);
    assert_eq!(cell("quote"), "Wir bauen die Brücke");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn spans_go_out_and_come_back((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text, Meta::default(), Vec::new());
        let (table, losses) = written(&CSV_SPANS, &set, &document);
        prop_assert_eq!(guess(&Hint { name: "x.csv", head: &table }).map(|format| format.name), Some("csv-spans"));
        prop_assert_eq!(lost(&losses, "tag"), set.tags().len());
        prop_assert_eq!(lost(&losses, "attribute"), set.spans().iter().map(|span| span.common.attrs.len()).sum::<usize>());
        let documents = rows(&CSV_SPANS, &table);
        if set.spans().is_empty() {
            prop_assert!(documents.is_empty());
            return Ok(());
        }
        prop_assert_eq!(documents[0].sets[0].by.as_deref(), Some("anna"));
        let back = lay(&documents[0].sets[0], None, &document, &set.annotator, Kind::Model, "csv-spans").set;
        let columns = |set: &AnnotationSet| -> Vec<_> {
            let name = |id: &crate::annot::Id| set.entity(id).map(|entity| entity.name.clone()).filter(|name| !name.is_empty());
            let note = |note: &Option<String>| note.clone().filter(|note| !note.is_empty());
            let each = set.spans().iter().map(|span| {
                (span.id.clone(), span.label.clone(), span.place.clone(), span.entity.as_ref().and_then(name), span.score, note(&span.common.note))
            });
            each.collect()
        };
        prop_assert_eq!(columns(&back), columns(&set));
    }

    #[test]
    fn stances_go_out_and_come_back((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text, Meta { date: Some("2024-05-01".into()), ..Meta::default() }, Vec::new());
        let (table, losses) = written(&CSV_STANCES, &set, &document);
        let documents = rows(&CSV_STANCES, &table);
        prop_assert_eq!(lost(&losses, "note"), set.notes().len());
        let more = set.stances().iter().map(|stance| stance.evidence.len().saturating_sub(1)).sum::<usize>();
        prop_assert_eq!(lost(&losses, "further evidence of a stance"), more);
        if set.stances().is_empty() {
            prop_assert!(documents.is_empty());
            return Ok(());
        }
        prop_assert_eq!(&documents[0].meta, &[("date", "2024-05-01".to_owned())]);
        let back = lay(&documents[0].sets[0], None, &document, &set.annotator, Kind::Model, "stances").set;
        let columns = |set: &AnnotationSet| -> Vec<_> {
            let hull = |id: &crate::annot::Id| set.span(id).map(|span| span.place.hull());
            let each = set.stances().iter().map(|stance| {
                let holder = match &stance.holder {
                    Holder::Author => "author".to_owned(),
                    Holder::Outlet => "outlet".to_owned(),
                    Holder::Entity(id) => set.entity(id).unwrap().name.clone(),
                    Holder::Span(id) => format!("{:?}", hull(id)),
                    Holder::Name(name) => name.clone(),
                };
                let note = stance.common.note.clone().filter(|note| !note.is_empty());
                let sure = (stance.degree, stance.confidence, stance.score);
                (stance.id.clone(), holder, stance.target.clone(), stance.value.clone(), sure, stance.evidence.first().map(hull), note)
            });
            let mut all: Vec<_> = each.collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        };
        prop_assert_eq!(columns(&back), columns(&set));
    }
}

/// Python reads what we write: its offsets are code points, its csv module another reader of RFC 4180.
#[test]
fn python_finds_every_place_that_is_written() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use std::io::Write;
    use std::process::{Command, Stdio};

    let python = std::env::var("GLOSS_PEERS_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/tables.py");
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let (text, set) = text_and_set().new_tree(&mut runner).unwrap().current();
        let document = Document::new("a.txt", text.clone(), Meta::default(), Vec::new());
        let given = serde_json::json!({
            "text": text.as_str(),
            "spans": written(&CSV_SPANS, &set, &document).0,
            "stances": written(&CSV_STANCES, &set, &document).0,
            "w3c": written(&super::super::web::W3C, &set, &document).0,
        });
        let command = Command::new(&python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = command else {
            return eprintln!("SKIPPED: there is no {python}; set GLOSS_PEERS_PYTHON to a Python 3");
        };
        child.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{given}");
        let counts: [usize; 3] = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(counts[..2], [set.spans().len(), set.stances().len()]);
        let beside = set.tags().len() + set.notes().len() + set.relations().len();
        let roles = set.spans().iter().flat_map(|span| &span.roles).map(|(_, ids)| ids.len()).sum::<usize>();
        assert_eq!(counts[2], set.spans().len() + set.stances().len() + beside + roles);
    }
}
