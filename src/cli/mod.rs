//! The process edge: arguments, commands, exit codes, standard output and standard error.
//!
//! One file for each command. A command writes to the [`Write`] it is given and answers with an [`Outcome`]; only
//! [`run`] knows the process.

pub mod args;
pub mod check;
mod choose;
mod clean;
mod complain;
pub mod completions;
pub mod config;
pub mod doctor;
pub mod export;
pub mod extract;
mod file_name;
pub mod import;
mod json;
pub mod keys;
pub mod man;
mod markdown;
pub mod merge;
pub mod open;
pub mod play;
mod queries;
pub mod sample;
pub mod score;
pub mod search;
mod setup;
pub mod show;
pub mod stats;
mod table;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use clean::clean;
use complain::{Usage, complain};

/// What became of a command that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was wrong: exit code 0.
    Fine,
    /// It ran and found something wrong, and said so: exit code 1.
    Wrong,
}

impl Outcome {
    /// Wrong if anything was.
    fn of(wrong: bool) -> Outcome {
        if wrong { Outcome::Wrong } else { Outcome::Fine }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Wrong => ExitCode::from(1),
        }
    }
}

/// Runs the program with the arguments of the process: 0 fine, 1 something was found wrong, 2 wrong usage.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            misunderstood(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let result = dispatch(cli, &mut out).and_then(|code| {
        out.flush()?;
        Ok(code)
    });
    match result {
        Ok(code) => code,
        // The reader of our output has seen enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// Prints help, or what is wrong with the arguments. Arguments may be names of files that a shell has put there, so a
/// message that repeats their controls is cleaned.
fn misunderstood(error: &clap::Error) {
    let message = error.render().to_string();
    // Where not even help can be printed there is nobody to tell.
    let _unheard = match message.lines().all(|line| clean(line) == line) {
        true => error.print(),
        false => message.lines().try_for_each(|line| writeln!(io::stderr(), "{}", clean(line))),
    };
}

fn dispatch(cli: Cli, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let Cli { global, mut paths, mut command } = cli;
    if let Some(list) = &global.list {
        let listed = sample::read_list(list)?;
        let named = match &mut command {
            Some(command) => {
                command.paths().ok_or_else(|| Usage("this command takes no documents; leave --list out".into()))?
            }
            None => &mut paths,
        };
        named.extend(listed);
        if named.is_empty() {
            return Err(Usage(format!("{}: the list names no document", list.display())).into());
        }
    }
    let Some(command) = command else {
        return match io::stdout().is_terminal() {
            true => open::run(&global, &paths),
            false => Ok(show::run(&global, &show::Arguments::of(paths), out)?.into()),
        };
    };
    let outcome = match command {
        Command::Show(arguments) => show::run(&global, &arguments, out),
        Command::Play(arguments) => play::run(&global, &arguments, out),
        Command::Extract(arguments) => extract::run(&global, &arguments, out),
        Command::Import(arguments) => import::run(&global, &arguments, out),
        Command::Export(arguments) => export::run(&global, &arguments, out),
        Command::Score(arguments) => score::run(&global, &arguments, out),
        Command::Stats(arguments) => stats::run(&global, &arguments, out),
        Command::Merge(arguments) => merge::run(&global, &arguments, out),
        Command::Sample(arguments) => sample::run(&global, &arguments, out),
        Command::Search(arguments) => search::run(&global, &arguments, out),
        Command::Check(arguments) => check::run(&global, &arguments, out),
        Command::Config(arguments) => config::run(&global, &arguments, out),
        Command::Keys(arguments) => keys::run(&global, &arguments, out),
        Command::Doctor(arguments) => doctor::run(&global, &arguments, out),
        Command::Completions(arguments) => completions::run(&arguments, out),
        Command::Man => man::run(out),
    }?;
    Ok(outcome.into())
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref()).any(closed)
}
