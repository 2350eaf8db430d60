//! What goes to standard error.

use std::io::{self, Write};

use super::clean;

/// The command line does not say what is wanted: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub String);

/// Tells what is wrong, on standard error. Nothing of it can steer the terminal.
pub(super) fn complain(message: &str) {
    let lines: Vec<String> = message.lines().map(clean).collect();
    // Where standard error is closed there is nobody to tell.
    let _unheard = writeln!(io::stderr(), "gloss: {}", lines.join("\n"));
}
