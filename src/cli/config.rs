//! `gloss config`: every setting with its value and where it comes from, and the external extractors.

use std::io::Write;

use clap::Args;
use serde_json::{Value as Json, json};

use super::args::Global;
use super::json::print_json;
use super::setup::{set_up, tell};
use super::table::Table;
use super::{Outcome, clean};
use crate::config::settings::Value;
use crate::config::{Extractor, Settings};
use crate::shell::Boot;
use crate::shell::extractors::Program;

/// List every setting and external extractor.
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
    table.print(out, "")?;
    let programs = &boot.extractors.programs;
    if !programs.is_empty() {
        writeln!(out, "\nextractors")?;
    }
    let mut table = Table::default();
    for program in programs {
        let extractor = program.extractor();
        let limits = format!("{} at once, {} s a document", extractor.workers, extractor.timeout);
        table.row([extractor.name.to_string(), extractor.command_line(), limits, clean(program.origin())]);
    }
    Ok(table.print(out, "  ")?)
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
        "extractors": boot.extractors.programs.iter().map(|program| extractor(program)).collect::<Vec<_>>(),
        "faults": boot.notices,
    })
}

fn extractor(program: &Program) -> Json {
    let Extractor { name, program: first, arguments, workers, timeout, about, env } = program.extractor();
    let command: Vec<&String> = [first].into_iter().chain(arguments).collect();
    json!({
        "name": name.as_str(),
        "command": command,
        "workers": workers,
        "timeout": timeout,
        "about": about,
        "env": env.iter().map(|(name, value)| (name.clone(), json!(value))).collect::<serde_json::Map<_, _>>(),
        "origin": program.origin(),
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
