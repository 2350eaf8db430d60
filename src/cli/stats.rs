//! `gloss stats`: what was done and said in a corpus, counted.

mod json;
mod rows;
mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::args::{Global, annotator};
use super::choose::{corpus, query};
use super::json::print_json;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::annot::AnnotatorName;
use crate::corpus::stats::{By, Cross, Of, Stats, Who};
use crate::corpus::summary::Summary;

/// Count what was done and said in a corpus.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv)
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Only documents that the query means, such as 'date:2022 tag:nato'
    #[arg(long = "where", value_name = "QUERY")]
    wanted: Option<String>,
    /// Count what this annotator said, a person or a program; without it, what people said
    #[arg(long, value_name = "NAME", value_parser = annotator)]
    said_by: Option<AnnotatorName>,
    /// Print a table instead, by this
    #[arg(long, value_name = "COLUMN", value_parser = PossibleValuesParser::new(By::ALL.map(By::name)))]
    by: Option<String>,
    /// What the table counts
    #[arg(long, value_name = "ROWS", requires = "by", default_value = "labels", value_parser = PossibleValuesParser::new(Of::ALL.map(Of::name)))]
    of: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// What is printed.
enum Report {
    Stats(Stats),
    Cross(Cross),
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let query = query(arguments.wanted.as_deref(), &boot.schema.queries)?;
    let corpus = corpus(&boot, &arguments.paths);
    let chosen: Vec<&Summary> =
        corpus.select(&query, &boot).into_iter().filter_map(|number| corpus.catalog.get(number)).collect();
    if chosen.is_empty() && !corpus.library.is_empty() {
        complain("the query means none of the documents");
    }
    let who = arguments.said_by.as_ref().map_or(Who::People, |name| Who::One(name.as_str()));
    let named = |name: &str| Of::ALL.into_iter().find(|of| of.name() == name).unwrap_or(Of::Labels);
    let by = arguments.by.as_deref().and_then(|name| By::ALL.into_iter().find(|by| by.name() == name));
    let report = match by {
        Some(by) => Report::Cross(Cross::of(chosen, who, named(&arguments.of), by)),
        None => Report::Stats(Stats::of(chosen, who)),
    };
    match (arguments.json, arguments.csv) {
        (true, _) => print_json(out, &json::object(&report))?,
        (_, true) => rows::print(&report, out)?,
        (false, false) => text::print(&report, out)?,
    }
    Ok(Outcome::of(corpus.wrong))
}
