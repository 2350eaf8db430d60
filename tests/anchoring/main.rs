//! How well annotations are found again in an edited article.
//!
//! The edits are made here, so where each passage is now is known. `cargo test --release --test anchoring --
//! --ignored --nocapture` prints the figures; `ANCHORING_TEXTS=folder` measures on other articles as well.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::single_range_in_vec_init)]

mod edits;
mod figures;
mod prose;
mod random;
mod truth;
mod vocabulary;

use figures::{DEVELOPMENT, Figures, REPORT};

#[test]
fn annotations_are_found_again() {
    for old_text in [true, false] {
        let mut all = Figures::default();
        for (kind, figures) in DEVELOPMENT.measure(9, old_text, &[]) {
            if kind.is_invisible() {
                assert_eq!(figures.fuzzy, 0, "{kind:?}: {figures:?}");
            }
            all += figures;
        }
        println!("{}\n{all}", Figures::HEADER);
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

fn texts_of(folder: String) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}
