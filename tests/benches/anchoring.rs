//! How long re-anchoring takes: an article that was edited, and a very long text with a small edit.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use glossator::annot::Anchored;
use glossator::annot::anchor::{Passage, anchor};
use glossator::text::{Span, Text};

/// Prose of about `bytes` bytes in which no sentence is like another.
fn prose(bytes: usize) -> String {
    const NAMES: [&str; 7] = ["Änne Großmann", "Jörg Küstner", "Köln", "Nordkamm", "Öhler", "Passau", "SPD"];
    let mut text = String::new();
    for number in 1_usize.. {
        let (one, other) = (NAMES[number * 5 % 7], NAMES[number * 3 % 11 % 7]);
        let end = if number.is_multiple_of(6) { "\n\n" } else { " " };
        text.push_str(&format!(
            "{one} sagte am Tag {number}, mit {other} werde der Ausbau „um {}“ teurer.{end}",
            number * 37
        ));
        if text.len() >= bytes {
            break;
        }
    }
    text
}

/// `count` words, evenly over the text, as a sidecar has them.
fn annotated(text: &Text, count: usize) -> Vec<Passage<'static>> {
    let content = text.as_str();
    let place = |i: usize| {
        let start = content.floor_char_boundary(i * content.len() / count);
        let start = content[start..].find(' ').map_or(start, |at| start + at + 1);
        let end = content[start..].find(' ').map_or(content.len(), |at| start + at);
        let mut passage = Passage::of(&Anchored::one(Span::new(start, end)), text);
        let before = content.floor_char_boundary(start.saturating_sub(32));
        let after = content.ceil_char_boundary((end + 32).min(content.len()));
        passage.before = Some(content[before..start].to_owned().into());
        passage.after = Some(content[end..after].to_owned().into());
        passage
    };
    (0..count).map(place).collect()
}

/// A sentence comes in, one goes, one paragraph moves to the end, and a word in fifty has a slip.
fn edited(text: &str) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
    let moved = paragraphs.remove(paragraphs.len() / 2);
    paragraphs.push(moved);
    let text = paragraphs.join("\n\n").replacen(". ", ". Das kam überraschend. ", 2);
    let words = text.split(' ').enumerate();
    words
        .map(|(at, word)| if at % 50 == 7 { format!("{word}x") } else { word.to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let article = Text::new(prose(5_000));
    let long = Text::new(prose(10 << 20));
    let small_edit = long.as_str().replacen("am Tag 70000,", "am 7. Mai, dem Tag 70000,", 1);
    let cases = [
        ("5kB_200", article.clone(), Text::new(edited(article.as_str())), 200),
        ("10MB_1000_small_edit", long, Text::new(small_edit), 1_000),
    ];
    let mut group = criterion.benchmark_group("anchoring");
    for (name, old, new, count) in &cases {
        let passages = annotated(old, *count);
        for (how, known) in [("with_old_text", Some(old)), ("without", None)] {
            group.bench_function(BenchmarkId::new(*name, how), |b| {
                b.iter(|| black_box(anchor(new, known, &passages)));
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
