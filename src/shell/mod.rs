//! The shell: everything between the application, which is pure, and the world.
//!
//! [`run`] is the reader: threads that wait for the terminal, for signals, for the disk and for the search through
//! folders, all sending into one channel; a loop that blocks for one event, drains the rest, lets the application
//! answer, carries its effects out and draws once. Nothing runs while nothing happens. [`play()`] is the same program
//! without a terminal.

mod bookmark;
mod boot;
mod editor;
mod engine;
pub mod extractors;
mod files;
mod find;
mod held;
mod learning;
mod lister;
#[cfg(unix)]
mod live;
mod play;
#[cfg(unix)]
mod pointer;
mod recognisers;
mod seeking;
#[cfg(unix)]
mod signals;
mod sweeper;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::annot::AnnotatorName;
use crate::config::settings::Override;

pub use boot::{Boot, Question, Screen, ask, boot};
pub use files::NotSaved;
#[cfg(unix)]
pub use live::run;
pub use play::{Played, Rehearsal, Script, play};
pub use seeking::sources;

/// What the reader is called with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What to read; the bundled samples if empty, standard input for `-`.
    pub paths: Vec<PathBuf>,
    /// Whose annotations are written (`--annotator`).
    pub annotator: Option<AnnotatorName>,
    /// The settings file, in place of the usual one (`--config`).
    pub config: Option<PathBuf>,
    /// Settings for this once (`--set`).
    pub set: Vec<Override>,
}

/// The number of the signal that tells of a terminal that went away, `SIGHUP`, everywhere.
const HANGUP: i32 = 1;

/// How the reader ended. Everything was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The user left.
    Quit,
    /// A signal of this number asked for it.
    Signal(i32),
    /// The terminal went away.
    Gone,
}

impl From<Exit> for ExitCode {
    /// 0 for the user, and as a shell reports it for a signal: 128 and its number.
    fn from(exit: Exit) -> ExitCode {
        let signal = match exit {
            Exit::Quit => return ExitCode::SUCCESS,
            Exit::Signal(signal) => signal,
            Exit::Gone => HANGUP,
        };
        ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))
    }
}

/// Why the reader could not start, or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was called wrongly.
    #[error("{0}")]
    Usage(String),
    /// A file stands in the way: what is wrong and what to do.
    #[error("{0}")]
    Wrong(String),
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}; `gloss show PATH` prints an article without one")]
    Terminal(std::io::Error),
    /// Work is not on the disk where it belongs: a line for each sidecar, with where its copy is.
    #[error("{0}")]
    Unsaved(String),
    /// A part of the program failed; what was decided before is saved.
    #[error("the {0} thread failed; everything was saved, please start again")]
    Broken(&'static str),
}

/// The reader needs a terminal as Unix has them; everything else works elsewhere, too.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn run(_: &Options) -> Result<Exit, Failure> {
    Err(Failure::Terminal(std::io::ErrorKind::Unsupported.into()))
}
