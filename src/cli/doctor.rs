//! `gloss doctor`: whether everything around the program is in order.

mod checks;

use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use super::args::Global;
use super::json::print_json;
use super::{Outcome, clean};

/// Look whether everything gloss needs is in order.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// As it should be.
    Ok,
    /// It works, with something less.
    Warn,
    /// Something does not work.
    Problem,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Check {
    name: &'static str,
    state: State,
    /// What was found.
    found: String,
    /// What to do about it; empty where all is well.
    advice: String,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Check {
        Check { name, state: State::Ok, found: found.into(), advice: String::new() }
    }

    fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Check {
        Check { name, state: State::Warn, found: found.into(), advice: advice.into() }
    }

    fn problem(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Check {
        Check { name, state: State::Problem, found: found.into(), advice: advice.into() }
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let checks = checks::all(global)?;
    match arguments.json {
        true => print_json(out, &as_json(&checks))?,
        false => print(&checks, out)?,
    }
    Ok(Outcome::of(worst(&checks) == State::Problem))
}

fn worst(checks: &[Check]) -> State {
    checks.iter().map(|check| check.state).max().unwrap_or(State::Ok)
}

fn print(checks: &[Check], out: &mut dyn Write) -> anyhow::Result<()> {
    for Check { name, state, found, advice } in checks {
        let mut lines = found.lines().map(clean);
        writeln!(out, "{:8} {name:11} {}", state.word(), lines.next().unwrap_or_default())?;
        for line in lines {
            writeln!(out, "{:21}{line}", "")?;
        }
        if !advice.is_empty() {
            writeln!(out, "{:21}→ {}", "", clean(advice))?;
        }
    }
    Ok(())
}

fn as_json(checks: &[Check]) -> Value {
    let list: Vec<Value> = checks
        .iter()
        .map(|check| {
            json!({ "name": check.name, "state": check.state.word(), "found": check.found, "advice": check.advice })
        })
        .collect();
    json!({ "version": env!("CARGO_PKG_VERSION"), "state": worst(checks).word(), "checks": list })
}
