//! What is written for another tool is read by that tool's own package: dkpro-cassis, gatenlp, label-studio-sdk, seqeval.
//!
//! They are asked through `tests/peers/formats.py`, by the Python that `GLOSS_PEERS_PYTHON` names, or by `python3`. A
//! package that is missing is named, and its format not checked.

use std::process::Command;

use glossator::annot::{Anchored, AnnotationSet, AnnotatorName, Id, Kind, Record, SpanAnnotation, Tag};
use glossator::config::Schema;
use glossator::doc::{Document, Meta};
use glossator::interop::{Losses, OutFile, Page, Writes, format};
use glossator::text::Span;
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/formats.py");

/// Emoji before everything, umlauts, a combining mark, CR LF, a quotation over a line end.
const TEXT: &str = "😀 Köln.\r\n\r\nAngela Merkel traf e\u{301}mile Müller. „Wir bauen\r\ndie Brücke“, sagte Müller in Köln 👩\u{200d}🚒.\r\n";

/// Label, covered text, and which of its occurrences.
const SPANS: [(&str, &str, usize); 6] = [
    ("LOC", "Köln", 0),
    ("PER", "Angela Merkel", 0),
    ("PER", "Müller", 1),
    ("CUE", "sagte", 0),
    ("LOC", "Köln", 1),
    ("QUOTE", "Wir bauen\r\ndie Brücke", 0),
];

fn page() -> (Document, AnnotationSet) {
    let document = Document::new("a.txt", TEXT.into(), Meta::default(), Vec::new());
    let mut set = AnnotationSet::for_document(AnnotatorName::parse("anna").unwrap(), Kind::Human, &document);
    let id = |at: usize| Id::hashed("test", "span", at, at);
    set.extend(SPANS.iter().enumerate().map(|(at, (label, words, turn))| {
        let (start, _) = TEXT.match_indices(words).nth(*turn).unwrap();
        let mut span = SpanAnnotation::new(id(at), *label, Anchored::one(Span::new(start, start + words.len())));
        if *label == "QUOTE" {
            span.set_role("source", vec![id(2)]);
            span.set_role("cue", vec![id(3)]);
            span.common.attrs.insert("type".into(), "direct".into());
        }
        Record::Span(span)
    }));
    let tag = Tag { id: Id::hashed("test", "tag", 0, 0), tag: "bau".into(), score: None, common: Default::default() };
    set.extend([Record::Tag(tag)]);
    (document, set)
}

/// Writes `format` into `folder`; a stream goes into the file `name`.
fn export(format: &str, name: &str, folder: &std::path::Path) {
    let (document, set) = page();
    let (schema, mut losses) = (Schema::news(), Losses::default());
    let page = Page { document: &document, set: &set, schema: &schema, columns: None };
    let put = |name: &str, contents: &str| std::fs::write(folder.join(name), contents).unwrap();
    match format::named(format).unwrap().writes.unwrap() {
        Writes::Stream(stream) => {
            put(name, &[stream.head, &(stream.document)(&page, &mut losses), stream.tail].concat());
            (stream.beside)(&schema).iter().for_each(|OutFile { name, contents }| put(name, contents));
        }
        Writes::Files { document, beside } => {
            let files = document(&page, &mut losses);
            files.iter().for_each(|OutFile { name, contents }| put(&format!("a{name}"), contents));
            beside(&schema).iter().for_each(|OutFile { name, contents }| put(name, contents));
        }
    }
}

/// What the tool's own package finds, sorted; `None` where it is missing.
fn found(format: &str, folder: &std::path::Path) -> Option<Vec<Value>> {
    let python = std::env::var("GLOSS_PEERS_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = match Command::new(&python).arg(SCRIPT).arg(format).arg(folder).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED {format}: {python}: {error}");
            return None;
        }
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(3) {
        eprintln!("SKIPPED {format}: {python}: {}", complaint.trim());
        return None;
    }
    assert!(output.status.success(), "{format}: {complaint}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(sorted(found.as_array().unwrap().clone()))
}

fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(Value::to_string);
    values
}

#[test]
fn exported_files_are_read_by_their_own_tools() {
    let folder = tempfile::tempdir().unwrap();
    let quotation = SPANS[5].1;
    let spans = || SPANS.iter().map(|(label, words, _)| json!([label, words]));
    let roles = |quotation: &str| [json!(["source", quotation, "Müller"]), json!(["cue", quotation, "sagte"])];
    let all: Vec<Value> = spans().chain(roles(quotation)).chain([json!(["tag", "bau"])]).collect();
    // Nothing overlaps in CoNLL, and cues serve quotations alone.
    let mentions: Vec<Value> = spans().filter(|it| it[0] == "PER" || it[0] == "LOC").collect();
    // A line end ends a fragment, and fragments are told with a blank between.
    let fragments = quotation.replace("\r\n", " ");
    let in_brat = spans().filter(|it| it[0] != "QUOTE").chain([json!(["QUOTE", fragments])]);
    let in_brat: Vec<Value> = in_brat.chain(roles(&fragments)).collect();
    for (format, name, wanted) in [
        ("inception", "", all.clone()),
        ("gate", "a.bdocjs", all.clone()),
        ("label-studio", "tasks.json", all),
        ("conll", "a.conll", mentions.clone()),
        ("conll-bilou", "a.bilou.conll", mentions),
        ("brat", "", in_brat),
    ] {
        export(format, name, folder.path());
        if let Some(found) = found(format, folder.path()) {
            assert_eq!(found, sorted(wanted), "{format}");
        }
    }
}
