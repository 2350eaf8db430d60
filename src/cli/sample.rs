//! `gloss sample`: some documents of a corpus, drawn at random, the same for everybody.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::args::Global;
use super::choose::{corpus, query};
use super::complain::Usage;
use super::json::print_json_line;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::corpus::listing::lot;
use crate::corpus::summary::Summary;
use crate::store::Handle;
use crate::store::catalog::lasting_name;

/// Draw documents of a corpus at random.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv)
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// How many; without it, all of them in a random order
    #[arg(short = 'n', long, value_name = "N")]
    number: Option<usize>,
    /// Another seed draws other documents
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Only documents that the query means, such as 'date:2022 tag:nato'
    #[arg(long = "where", value_name = "QUERY")]
    wanted: Option<String>,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let query = query(arguments.wanted.as_deref(), &boot.schema.queries)?;
    let corpus = corpus(&boot, &arguments.paths);
    let documents = corpus.library.documents();
    let mut drawn: Vec<(u64, usize)> = Vec::new();
    for number in corpus.select(&query, &boot) {
        let Some((handle, summary)) = documents.get(number).zip(corpus.catalog.get(number)) else { continue };
        drawn.push((lot(arguments.seed, &lasting_name(handle, summary, &arguments.paths)), number));
    }
    drawn.sort();
    let wanted = arguments.number.unwrap_or(drawn.len());
    if drawn.len() < wanted {
        complain(&format!("there are {} documents to draw from, not {wanted}", drawn.len()));
    }
    let short = drawn.len() < wanted;
    for (_, number) in drawn.into_iter().take(wanted) {
        let Some(handle) = documents.get(number) else { continue };
        match arguments.json {
            true => print_json_line(out, &line(handle, corpus.catalog.get(number)))?,
            false => writeln!(out, "{}", listed(handle)?)?,
        }
    }
    Ok(Outcome::of(corpus.wrong || short))
}

/// A document as a line of a list.
fn listed(handle: &Handle) -> anyhow::Result<String> {
    let line = handle.label();
    match line.contains(['\n', '\r']) {
        true => Err(Usage(format!("{line}: a name with a line break cannot stand in a list; rename the file")).into()),
        false => Ok(line),
    }
}

fn line(handle: &Handle, summary: Option<&Summary>) -> serde_json::Value {
    let about = summary.map(|summary| &summary.about);
    json!({
        "document": handle.label(),
        "id": about.and_then(|about| about.id.as_deref()),
        "title": about.and_then(|about| about.title.as_deref()),
    })
}

/// The documents of a list, a path a line; blank lines do not count. `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_list(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let text = match path == Path::new("-") {
        true => io::read_to_string(io::stdin().lock()),
        false => std::fs::read_to_string(path),
    };
    let wrong = |error| Usage(format!("{}: the list cannot be read: {error}", path.display()));
    let text = text.map_err(wrong)?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from).collect())
}
