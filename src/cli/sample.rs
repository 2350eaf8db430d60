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
use crate::corpus::summary::Summary;
use crate::store::Handle;
use crate::store::durable::Fingerprint;

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
    let mut drawn: Vec<(String, usize)> = Vec::new();
    for number in corpus.select(&query, &boot) {
        let Some((handle, summary)) = documents.get(number).zip(corpus.catalog.get(number)) else { continue };
        drawn.push((lot(arguments.seed, &name(handle, summary, &arguments.paths)), number));
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

/// What is drawn: the documents whose lots are the smallest. A lot is the SHA-256 of the seed in decimal digits, a zero
/// byte and the document's name, so that it depends on nothing else: not on the machine, not on the other documents.
fn lot(seed: u64, name: &str) -> String {
    Fingerprint::of(format!("{seed}\0{name}").as_bytes()).to_string()
}

/// The name that a document has wherever the corpus lies: its path below the root it was found at, with `/` between the
/// parts, and behind another `/` the record's id.
fn name(handle: &Handle, summary: &Summary, roots: &[PathBuf]) -> String {
    let path = handle.path().unwrap_or(Path::new(""));
    let below =
        roots.iter().filter_map(|root| path.strip_prefix(root).ok()).min_by_key(|below| below.components().count());
    let below = below.filter(|below| !below.as_os_str().is_empty());
    let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let file = parts.join("/");
    match handle {
        Handle::Record(record) => {
            let id = summary.about.id.as_deref().map_or_else(|| (record.index + 1).to_string(), str::to_owned);
            format!("{file}/{id}")
        }
        _ => file,
    }
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
