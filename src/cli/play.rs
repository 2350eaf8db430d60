//! `gloss play`: the reader on a string of keys, without a terminal.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Outcome;
use super::args::Global;
use super::complain::{Usage, complain};
use super::json::print_json;
use super::setup::{failed, options, tell};
use crate::config::{Diagnostic, Key, Severity};
use crate::shell::{Played, Script, play};
use crate::store::dirs::Environment;

/// Largest width and height of a screen, in cells.
const LARGEST: u16 = 1000;

/// Run the reader on a string of keys.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv), or - for standard input; the bundled samples without any
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// What is typed, as vim writes keys, such as `/Geneva<Enter>L`
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    keys: String,
    /// Columns and rows of the screen
    #[arg(long, value_name = "WxH", default_value = "120x40", value_parser = size)]
    size: (u16, u16),
    /// How to print the last screen
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// When it begins, such as 2026-01-01T00:00:00Z; every key then takes a second. Otherwise it is now
    #[arg(long, value_name = "TIME")]
    clock: Option<Timestamp>,
    /// What annotation ids are made from; the same number gives the same ids
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Begin where the reader was left in these documents, and let it begin next time where the keys end
    #[arg(long)]
    resume: bool,
    /// Let the keys run the editor that VISUAL or EDITOR names
    #[arg(long)]
    editor: bool,
}

/// How a screen is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Its characters
    #[default]
    Text,
    /// A picture in the colours of the theme
    Svg,
    /// Its characters, and what each of them is, such as {3..17 label:PER}
    Faces,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let (width, height) = text.split_once('x').ok_or("write columns and rows, such as 120x40")?;
    let side = |text: &str| match text.parse() {
        Ok(side @ 1..=LARGEST) => Ok(side),
        _ => Err(format!("columns and rows are numbers from 1 to {LARGEST}, such as 120x40")),
    };
    Ok((side(width)?, side(height)?))
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let keys = Key::sequence(&arguments.keys).map_err(|error| {
        let place = Diagnostic::at("--keys", &arguments.keys, error.at, Severity::Error, error.to_string());
        Usage(place.to_string())
    })?;
    let played = play(&Script {
        options: options(global, &arguments.paths),
        environment: Environment::of_process(),
        keys,
        size: arguments.size,
        clock: arguments.clock,
        seed: arguments.seed,
        resume: arguments.resume,
        editor: arguments.editor,
    })
    .map_err(failed)?;
    match (arguments.json, arguments.format) {
        (true, _) => print_json(out, &as_json(&played))?,
        (_, Format::Text) => out.write_all(played.picture.text().as_bytes())?,
        (_, Format::Faces) => out.write_all(played.picture.semantic_text().as_bytes())?,
        (_, Format::Svg) => out.write_all(played.picture.svg(&played.app.theme).as_bytes())?,
    }
    tell(&played.notices);
    let wrong = wrong(&played);
    wrong.iter().for_each(|fault| complain(fault));
    Ok(Outcome::of(!wrong.is_empty()))
}

/// What could not be opened, annotated or saved.
fn wrong(played: &Played) -> Vec<String> {
    let faults = played.app.library.faults().map(str::to_owned);
    let unsaved = played.unsaved.iter().map(ToString::to_string);
    faults.chain(played.fault.clone()).chain(unsaved).collect()
}

fn as_json(played: &Played) -> Value {
    let screen = played.picture.text();
    let desk = played.app.desk.as_ref();
    json!({
        "width": played.app.size.0,
        "height": played.app.size.1,
        "screen": screen.lines().collect::<Vec<_>>(),
        "cursor": played.picture.cursor.map(|cursor| json!({ "x": cursor.x, "y": cursor.y })),
        "document": desk.map(|desk| desk.handle.label()),
        "saved": desk.map(|desk| desk.save_state().word()),
        "ended": played.exit,
        "faults": wrong(played),
    })
}
