//! Hostile and broken input: random bytes against every parser, and files made to hurt.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[cfg(unix)]
#[path = "hostile/files.rs"]
mod files;
#[path = "cli/home.rs"]
#[allow(dead_code, reason = "the command line's tests need more of it")]
mod home;
#[path = "hostile/mutate.rs"]
mod mutate;
#[path = "hostile/nested.rs"]
mod nested;
#[path = "hostile/projects.rs"]
mod projects;
#[path = "hostile/seeds.rs"]
mod seeds;
#[path = "hostile/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use mutate::Mutator;
use targets::{TARGETS, Target};

/// Inputs of a target in the usual run, the same ones every time: fewer where one costs more.
fn usual(target: &str) -> usize {
    match target {
        "screen" => 20,
        "extract" => 60,
        "project" | "config" | "csv" => 100,
        _ => 300,
    }
}

/// Gives a target one input, and prints it if it does not hold.
fn try_one(name: &str, target: Target, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        panic!("{name} does not hold for b\"{}\"", input.escape_ascii());
    }
}

#[test]
fn every_target_holds_for_hostile_bytes() {
    for (name, target) in TARGETS {
        let seeds = seeds::of(name);
        seeds.iter().for_each(|seed| try_one(name, *target, seed));
        let mut mutator = Mutator::new(1, seeds);
        (0..usual(name)).for_each(|_| try_one(name, *target, &mutator.next()));
    }
}

/// As long as one likes: `GLOSS_FUZZ_SECONDS=600 cargo test --release --test hostile -- --ignored --nocapture`.
#[test]
#[ignore = "runs as long as GLOSS_FUZZ_SECONDS says"]
fn every_target_holds_for_as_long_as_one_likes() {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seconds = number("GLOSS_FUZZ_SECONDS").unwrap_or(60);
    let seed = number("GLOSS_FUZZ_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let each = Duration::from_secs(seconds) / u32::try_from(TARGETS.len()).unwrap();
    for (name, target) in TARGETS {
        let mut mutator = Mutator::new(seed, seeds::of(name));
        let (begin, mut inputs, mut slowest) = (Instant::now(), 0u64, Duration::ZERO);
        while begin.elapsed() < each {
            let input = mutator.next();
            let before = Instant::now();
            try_one(name, *target, &input);
            slowest = slowest.max(before.elapsed());
            inputs += 1;
        }
        let (took, slowest) = (begin.elapsed().as_secs_f64(), slowest.as_secs_f64() * 1000.0);
        println!(
            "{{\"target\":\"{name}\",\"seed\":{seed},\"inputs\":{inputs},\"seconds\":{took:.1},\"slowest_ms\":{slowest:.1}}}"
        );
    }
}
