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

use figures::{Figures, measure};

/// Articles and seeds that the thresholds were chosen by.
const TUNING: u64 = 1;

/// Articles and seeds that they were not.
const HELD_OUT: u64 = 1_000_000;

#[test]
fn annotations_are_found_again() {
    for old_text in [true, false] {
        let mut all = Figures::default();
        for (kind, figures) in measure(HELD_OUT, 6, old_text, &[]) {
            if kind.is_invisible() {
                assert_eq!(figures.right, figures.survived, "{kind:?}: {figures:?}");
                assert_eq!(figures.fuzzy, 0, "{kind:?}: {figures:?}");
            }
            all += figures;
        }
        // The aim is 0.995 found, 0.001 wrong and 0.005 of what was deleted put elsewhere, measured on many more
        // articles than there is time for here.
        let (right, wrong) = if old_text { (0.995, 0.001) } else { (0.985, 0.002) };
        assert!(all.right_share() >= right && all.wrong_share() <= wrong, "old text {old_text}: {all:?}");
        assert!(all.reanchored_share() <= 0.05, "old text {old_text}: {all:?}");
    }
}

#[test]
#[ignore = "prints the figures, in half a minute with --release"]
fn figures() {
    let others: Vec<String> = std::env::var("ANCHORING_TEXTS").map(texts_of).unwrap_or_default();
    for (name, seed) in [("tuning", TUNING), ("held out", HELD_OUT)] {
        for old_text in [true, false] {
            println!("\n{name}, {} the old text", if old_text { "with" } else { "without" });
            println!("{}", Figures::HEADER);
            let mut all = Figures::default();
            for (kind, figures) in measure(seed, 60, old_text, &others) {
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
