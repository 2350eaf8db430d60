//! `gloss config`: every setting with its value and where it comes from.

use std::io::Write;

use clap::Args;
use serde_json::{Value as Json, json};

use super::args::Global;
use super::json::print_json;
use super::setup::{set_up, tell};
use super::table::Table;
use super::{Outcome, clean};
use crate::config::Settings;
use crate::config::settings::Value;
use crate::shell::Boot;

/// List every setting.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print a settings file that holds every setting with its default
    #[arg(long, conflicts_with_all = ["json", "path"])]
    example: bool,
    /// Print the path of the settings file
    #[arg(long, conflicts_with = "json")]
    path: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if arguments.example {
        out.write_all(Settings::example().as_bytes())?;
        return Ok(Outcome::Fine);
    }
    let boot = set_up(global, &[])?;
    if arguments.path {
        writeln!(out, "{}", boot.config_file.display())?;
        return Ok(Outcome::Fine);
    }
    tell(&boot.notices);
    match arguments.json {
        true => print_json(out, &as_json(&boot))?,
        false => print(&boot, out)?,
    }
    Ok(Outcome::Fine)
}

fn print(boot: &Boot, out: &mut dyn Write) -> anyhow::Result<()> {
    let missing = if boot.config_file.exists() { "" } else { " (not there; `gloss config --example` prints one)" };
    writeln!(out, "settings file  {}{missing}", clean(&boot.config_file.display().to_string()))?;
    writeln!(out, "annotator      {} ({})\n", boot.annotator, clean(&annotator_from(boot)))?;
    let mut table = Table::default();
    for entry in boot.settings.entries() {
        let default = if entry.value == entry.default { String::new() } else { format!("(default {})", entry.default) };
        let origin = clean(&entry.origin.to_string());
        table.row([entry.key.to_owned(), clean(&entry.value.to_string()), origin, default]);
    }
    Ok(table.print(out, "")?)
}

fn as_json(boot: &Boot) -> Json {
    let settings: Vec<Json> = boot
        .settings
        .entries()
        .map(|entry| {
            json!({
                "key": entry.key,
                "value": value(&entry.value),
                "default": value(&entry.default),
                "origin": entry.origin.to_string(),
                "about": entry.description,
            })
        })
        .collect();
    json!({
        "path": boot.config_file.to_string_lossy(),
        "exists": boot.config_file.exists(),
        "annotator": boot.annotator.as_str(),
        "annotator_from": annotator_from(boot),
        "settings": settings,
        "faults": boot.notices,
    })
}

fn value(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => json!(flag),
        Value::Whole(number) => json!(number),
        Value::Text(text) => json!(text),
    }
}

/// Who says what the annotator is called.
pub(super) fn annotator_from(boot: &Boot) -> String {
    match boot.settings.origin("annotator") {
        Some(origin) if !boot.settings.settings.annotator.is_empty() => origin.to_string(),
        _ => "login name".to_owned(),
    }
}
