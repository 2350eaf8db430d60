//! How well annotations are found again in an edited article.
//!
//! The edits are made here, so where each passage is now is known. `cargo test --release --test anchoring --
//! --ignored --nocapture` prints the figures: of a development set, by which thresholds may be chosen, and of a report
//! set with words, texts and numbers of its own, by which none may. `ANCHORING_SET` names one of them alone, and
//! `ANCHORING_TEXTS=folder` puts other articles in the place of theirs.
//!
//! The aims: of what survived, 99.5 % is right and at most 0.1 % wrong; of what was deleted, at most 0.5 % is put where
//! the same words stand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::single_range_in_vec_init)]

mod edits;
mod figures;
mod prose;
mod random;
mod truth;
mod vocabulary;

use figures::{DEVELOPMENT, Figures, REPORT};
use glossator::annot::Anchored;
use glossator::annot::anchor::{Passage, Tally, anchor};
use glossator::text::{Span, Text};
use prose::Words;
use random::Random;
use vocabulary::{ENGLISH, GERMAN};

#[test]
fn annotations_are_found_again() {
    for old_text in [true, false] {
        let mut all = Figures::default();
        for (kind, figures) in DEVELOPMENT.measure(4, old_text, &[]) {
            if kind.is_invisible() {
                assert_eq!(figures.fuzzy, 0, "{kind:?}: {figures:?}");
            }
            all += figures;
        }
        assert!(all.right_share() >= 0.995, "old text {old_text}: {all:?}");
        assert!(all.wrong_share() <= 0.001, "old text {old_text}: {all:?}");
        assert!(all.reanchored_share() <= 0.005, "old text {old_text}: {all:?}");
    }
}

#[test]
#[ignore = "prints the figures, in a minute with --release"]
fn figures() {
    let others: Vec<String> = std::env::var("ANCHORING_TEXTS").map(texts_of).unwrap_or_default();
    let sets = [("development", DEVELOPMENT, 120), ("report", REPORT, 300)];
    let wanted = std::env::var("ANCHORING_SET").ok();
    for (name, set, rounds) in sets.into_iter().filter(|(name, ..)| wanted.as_ref().is_none_or(|set| set == name)) {
        for old_text in [true, false] {
            println!("\n{name}, {} the old text", if old_text { "with" } else { "without" });
            println!("{}", Figures::HEADER);
            let mut all = Figures::default();
            for (kind, figures) in set.measure(rounds, old_text, &others) {
                println!("{:<10} {figures}", format!("{kind:?}"));
                all += figures;
            }
            println!("{:<10} {all}", "all");
        }
    }
}

#[test]
#[ignore = "a megabyte each; prints what it takes, in seconds with --release"]
fn huge_texts_end() {
    let numbers =
        |step: u64, modulus: u64| (0..170_000).map(|i| format!("{} ", i * step % modulus)).collect::<String>();
    let sentence = "Der Rat von Ulm tagt. ";
    let prose = |words: &Words, seed| words.article(1_000_000, &mut Random::new(seed));
    let german = prose(&GERMAN, 5);
    let cases = [
        ("prose, a word in it replaced", german.clone(), german.replace("bislang", "bisher")),
        ("other prose", german, prose(&ENGLISH, 6)),
        ("one letter", "a".repeat(1_000_000), "a".repeat(1_100_000)),
        ("one sentence", sentence.repeat(45_000), sentence.replace("tagt", "schweigt").repeat(45_000)),
        ("words in another order", numbers(7_919, 100_009), numbers(104_729, 100_013)),
    ];
    for (name, old, new) in cases {
        let (old, new) = (Text::new(old), Text::new(new));
        let place = |start: usize, len: usize| {
            let at = |byte: usize| old.as_str().floor_char_boundary(byte.min(old.len()));
            let span = Span::new(at(start), at(start + len));
            let mut passage = Passage::of(&Anchored::one(span), &old);
            passage.before = Some(old.slice(Span::new(at(start.saturating_sub(32)), span.start)).into());
            passage.after = Some(old.slice(Span::new(span.end, at(span.end + 32))).into());
            passage
        };
        let mut passages: Vec<Passage> = (0..10_000).map(|i| place(i * (old.len() / 10_000), 3 + i % 40)).collect();
        passages.extend([place(0, 100_000), place(3, 100_000), place(old.len() - 100_000, 100_000)]);
        for known in [Some(&old), None] {
            let start = std::time::Instant::now();
            let tally: Tally = anchor(&new, known, &passages).iter().collect();
            println!("{name}, old text {}: {:?}, {tally:?}", known.is_some(), start.elapsed());
        }
    }
}

fn texts_of(folder: String) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}
