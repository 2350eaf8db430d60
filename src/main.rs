//! The `gloss` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    glossator::cli::run()
}
