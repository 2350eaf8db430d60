//! How long the reader takes: start to first frame, key to frame, opening and saving a large sidecar.
//!
//! `cargo bench` prints criterion's report, then one JSON line for each figure (median, nanoseconds).

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, BenchmarkId, Criterion};
use glossator::annot::{AnnotationSet, AnnotatorName, Id, Kind, Record, SpanAnnotation, sidecar};
use glossator::app::{App, Effect, Msg, Opened, Start};
use glossator::config::{ColorDepth, Key, Keymap, Schema, Settings, Theme};
use glossator::doc::Document;
use glossator::extract::reader::{ArticleFormat, read};
use glossator::store::Handle;
use glossator::text::Span;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const SIZE: (u16, u16) = (120, 40);

/// An invented article of about `bytes` bytes, in paragraphs of eight sentences.
fn article(bytes: usize) -> String {
    let sentence =
        "Die Ministerin Änne Großmann sagte am 3. Oktober in Köln, der Ausbau der Trasse koste „mehr als geplant“. ";
    let paragraph = format!("{}\n\n", sentence.repeat(8).trim_end());
    let mut text = String::from(" date 2023-10 Ausbau der Trasse wird teurer\n\n");
    while text.len() < bytes {
        text.push_str(&paragraph);
    }
    text
}

fn document(bytes: usize) -> Document {
    read("article.txt", article(bytes).into_bytes(), ArticleFormat::Plain).unwrap()
}

/// `count` spans, evenly over the document, each over a word or so.
fn annotated(document: &Document, count: usize) -> AnnotationSet {
    let annotator = AnnotatorName::parse("bench").unwrap();
    let mut set = AnnotationSet::for_document(annotator, Kind::Human, document);
    let text = document.text();
    let step = (text.len() / count.max(1)).max(1);
    set.extend((0..count).filter_map(|i| {
        let word = text.words_from(i * step).next()?;
        let label = ["PER", "ORG", "LOC", "MISC"][i % 4];
        let place = Span::new(word.start, word.end);
        Some(Record::Span(SpanAnnotation::new(Id::from_bits(i as u64), label, place)))
    }));
    set
}

fn application() -> App {
    let schema = Schema::news();
    App::new(Start {
        settings: Settings::default(),
        schema,
        bindings: Keymap::default(),
        has_project: false,
        theme: Theme::by_name("dark").unwrap(),
        colours: ColorDepth::True,
        guidelines: None,
        annotator: AnnotatorName::parse("bench").unwrap(),
        size: SIZE,
        seed: 1,
        extractors: Vec::new(),
        notices: Vec::new(),
    })
}

fn opened(document: Document, own: AnnotationSet) -> App {
    let mut app = application();
    let handle = Handle::File(Path::new("article.txt").into());
    app.update(Msg::Found(vec![handle.clone().into()]), Timestamp::UNIX_EPOCH);
    let opened = Opened {
        handle,
        document,
        own,
        models: Vec::new(),
        read_only: None,
        faults: Vec::new(),
        worked: 0,
        news: Default::default(),
    };
    app.update(Msg::Opened { index: 0, result: Box::new(Ok(opened)) }, Timestamp::UNIX_EPOCH);
    app
}

fn terminal() -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap()
}

fn draw(app: &App, terminal: &mut Terminal<TestBackend>) {
    terminal
        .draw(|frame| {
            black_box(glossator::ui::draw(app, frame));
        })
        .unwrap();
}

fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let keys = Key::sequence(keys).unwrap();
    keys.into_iter().flat_map(|key| app.update(Msg::Key(key), Timestamp::UNIX_EPOCH)).collect()
}

const SIZES: [(&str, usize); 3] = [("4kB", 4 << 10), ("1MB", 1 << 20), ("10MB", 10 << 20)];

fn start(c: &mut Criterion) {
    let mut group = c.benchmark_group("start_to_frame");
    group.sample_size(20);
    for (name, bytes) in SIZES {
        let bytes = article(bytes).into_bytes();
        group.bench_function(name, |b| {
            b.iter_batched(
                || (bytes.clone(), terminal()),
                |(bytes, mut terminal)| {
                    let document = read("article.txt", bytes, ArticleFormat::Plain).unwrap();
                    let set = annotated(&document, 0);
                    draw(&opened(document, set), &mut terminal);
                },
                BatchSize::LargeInput,
            );
        });
    }
}

fn keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("key_to_frame");
    for (name, bytes) in SIZES {
        for annotations in [0, 1_000, 10_000] {
            if bytes < annotations * 8 {
                continue;
            }
            let document = document(bytes);
            let set = annotated(&document, annotations);
            for (place, go) in [("start", "gg"), ("end", "G10k")] {
                let mut app = opened(document.clone(), set.clone());
                press(&mut app, go);
                let mut terminal = terminal();
                let mut down = false;
                let id = BenchmarkId::new(format!("{name}/{place}"), annotations);
                group.bench_function(id, |b| {
                    b.iter(|| {
                        down = !down;
                        press(&mut app, if down { "<C-e>" } else { "<C-y>" });
                        draw(&app, &mut terminal);
                    });
                });
            }
        }
    }
}

fn label(c: &mut Criterion) {
    let mut group = c.benchmark_group("label_to_frame");
    for annotations in [0, 10_000] {
        let document = document(1 << 20);
        let set = annotated(&document, annotations);
        let mut app = opened(document, set);
        press(&mut app, "50%");
        let mut terminal = terminal();
        // The writer still has the set of the edit before.
        let mut writing = Vec::new();
        group.bench_function(BenchmarkId::from_parameter(annotations), |b| {
            b.iter(|| {
                writing = press(&mut app, "Pu");
                draw(&app, &mut terminal);
            });
        });
        drop(writing);
    }
}

fn sidecars(c: &mut Criterion) {
    let mut group = c.benchmark_group("sidecar_10000");
    group.sample_size(20);
    let document = document(1 << 20);
    let set = annotated(&document, 10_000);
    let source = sidecar::write(&set, document.text());
    group.bench_function("save", |b| b.iter(|| black_box(sidecar::write(&set, document.text()))));
    group.bench_function("open", |b| b.iter(|| black_box(sidecar::read(&source, document.text()).unwrap())));
}

/// Prints the medians criterion has just measured, a JSON object a line.
fn print_json(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    entries.sort();
    for path in entries {
        let read = |file: &str| {
            let text = std::fs::read_to_string(path.join("new").join(file)).ok()?;
            serde_json::from_str::<serde_json::Value>(&text).ok()
        };
        match (read("benchmark.json"), read("estimates.json")) {
            (Some(id), Some(estimates)) => {
                let line =
                    serde_json::json!({"bench": id["full_id"], "median_ns": estimates["median"]["point_estimate"]});
                println!("{line}");
            }
            _ => print_json(&path),
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    start(&mut criterion);
    keys(&mut criterion);
    label(&mut criterion);
    sidecars(&mut criterion);
    criterion.final_summary();
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    print_json(&Path::new(&target).join("criterion"));
}
