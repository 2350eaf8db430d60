//! `gloss merge`: three versions of a sidecar made one, as a merge driver of git.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::args::Global;
use super::json::print_json;
use super::setup::set_up_here;
use super::{Outcome, complain};
use crate::store::merge::{Outcome as Merge, Versions, merge_versions};
use crate::store::open::Options;
use crate::store::path_label;
use crate::store::texts::Texts;

/// Merge two versions of a sidecar.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The common ancestor (%O); an empty file where there is none
    #[arg(value_name = "BASE", value_hint = clap::ValueHint::FilePath)]
    base: PathBuf,
    /// Our version (%A), which becomes the merged one
    #[arg(value_name = "OURS", value_hint = clap::ValueHint::FilePath)]
    ours: PathBuf,
    /// Their version (%B)
    #[arg(value_name = "THEIRS", value_hint = clap::ValueHint::FilePath)]
    theirs: PathBuf,
    /// Where the sidecar stands (%P), so that its article is found beside it
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    path: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up_here(global)?;
    let read =
        |path: &PathBuf| fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path_label(path)));
    let (base, ours, theirs) = (read(&arguments.base)?, read(&arguments.ours)?, read(&arguments.theirs)?);
    let versions = Versions { base: &base, ours: &ours, theirs: &theirs };
    let path = arguments.path.as_deref();
    let options = Options::of(&boot.settings.settings, &boot.schema);
    let merged = merge_versions(versions, path, &Texts::of(&boot.state), &options);
    let name = path_label(path.unwrap_or(&arguments.ours));
    let put = |text: &str| {
        fs::write(&arguments.ours, text).with_context(|| format!("{}: cannot be written", path_label(&arguments.ours)))
    };
    let (taken, conflicts, marked) = match &merged {
        Merge::Merged { text, taken, conflicts } => {
            put(text)?;
            if *conflicts > 0 {
                complain(&format!("{name}: {conflicts} to be settled; open the article, <Space>w lists them"));
            }
            (*taken, *conflicts, false)
        }
        Merge::Marked { text, reason } => {
            put(text)?;
            complain(&format!("{name}: {reason}; both versions are kept, and merged when the article is opened"));
            (0, 0, true)
        }
    };
    if arguments.json {
        print_json(out, &json!({ "path": name, "taken": taken, "conflicts": conflicts, "marked": marked }))?;
    }
    Ok(Outcome::of(conflicts > 0 || marked))
}
