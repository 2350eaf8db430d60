//! How fast articles are read: tokens, names, all of it, and loading the model.
//!
//! `cargo bench --bench extract`; throughput is in tokens a second.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use glossator::doc::Document;
use glossator::extract::entities::{Recogniser, recognise};
use glossator::extract::reader::{ArticleFormat, read};
use glossator::extract::token::Tokens;
use glossator::extract::{Options, extract};

/// Invented news of about `bytes` bytes, in which words and names vary as much as in real news.
fn article(bytes: usize) -> Document {
    let names = ["Änne Großmann", "Juri Uschakow", "Lena Okonkwo", "Tom Reyes", "Zainab Musa", "Kofi Mensah"];
    let places = ["Köln", "Tromsø", "Accra", "Bad Homburg", "Manila", "Nicosia", "Minsk"];
    let verbs = ["sagte", "betonte", "erklärte", "widersprach", "forderte"];
    let mut text = String::from("Ausbau der Trasse wird teurer\n\n");
    for number in 0.. {
        let pick = |list: &[&'static str], step: usize| list[number * step % list.len()];
        text += &format!(
            "Die Ministerin {} {} am {}. Oktober in {}, der {}-Ausbau koste „mehr als {} Millionen Euro“. ",
            pick(&names, 5),
            pick(&verbs, 3),
            number % 28 + 1,
            pick(&places, 3),
            ["Netz", "Straßen", "Hafen", "Schienen"][number % 4],
            number * 7 % 311,
        );
        if number % 8 == 7 {
            text += "\n\n";
        }
        if text.len() >= bytes {
            break;
        }
    }
    read("article.txt", text.into_bytes(), ArticleFormat::Plain).unwrap()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("extract");
    for (name, bytes) in [("5kB", 5 << 10), ("1MB", 1 << 20)] {
        let document = article(bytes);
        let tokens = Tokens::of(&document);
        group.sample_size(if bytes > 1 << 16 { 10 } else { 100 });
        group.throughput(Throughput::Elements(tokens.all().len() as u64));
        group.bench_function(format!("tokens/{name}"), |b| b.iter(|| black_box(Tokens::of(&document))));
        group.bench_function(format!("entities/{name}"), |b| {
            b.iter(|| {
                let tokens = Tokens::of(&document);
                black_box(recognise(&document, &tokens, Some("de"), 0.5))
            });
        });
        let options = Options::default();
        group.bench_function(format!("all/{name}"), |b| b.iter(|| black_box(extract(&document, &options))));
    }
    group.finish();
    criterion.bench_function("extract/load", |b| b.iter(|| black_box(Recogniser::load())));
    criterion.final_summary();
}
