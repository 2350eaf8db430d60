//! `gloss PATH…`: the reader.

use std::path::PathBuf;
use std::process::ExitCode;

use super::args::Global;
use super::setup::{failed, options};
use crate::shell;

/// Opens the reader, and answers with how it ended.
pub(super) fn run(global: &Global, paths: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let exit = shell::run(&options(global, paths)).map_err(failed)?;
    Ok(exit.into())
}
