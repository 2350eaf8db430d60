//! `gloss extract`: what the embedded recognisers or an external extractor say, as sidecars of kind model or as lines of
//! JSON.

mod external;
mod outputs;

use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};

use self::outputs::Outputs;
use super::args::Global;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::app::extract_options;
use crate::doc::{Document, Meta, RecordFields};
use crate::extract::reader::from_json;
use crate::extract::{BUILTIN, Options, extract};
use crate::shell::Boot;
use crate::store::library::{Found, scan};
use crate::store::open::{self, load};
use crate::store::{Handle, proposals};

/// Documents that are read at once by all cores, and written in order.
const BATCH: usize = 512;

/// Read entities, quotations, dates and stances out of articles.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv), or - to read {"id", "text"} a line from standard input
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Print JSON, one document a line, instead of writing sidecars
    #[arg(long, visible_alias = "json")]
    jsonl: bool,
    /// Ask the external extractor of this name, from [extractors] of the settings or of a trusted project
    #[arg(long = "with", value_name = "NAME")]
    with: Option<String>,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if let Some(name) = arguments.with.as_deref().filter(|name| *name != BUILTIN) {
        return external::run(global, name, arguments, out);
    }
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let options = extract_options(&boot.settings.settings.extract);
    if arguments.paths == [Path::new("-")] {
        return filter(&options, io::stdin().lock(), out);
    }
    let mut work = Work::new(&boot, options, arguments.jsonl);
    let mut result = Ok(());
    scan(&arguments.paths, &boot.cache, &mut |found| {
        match found {
            Found::Document(handle) => work.waiting.push(handle),
            Found::Fault(fault) => work.complain(&fault.to_string()),
        }
        if work.waiting.len() >= BATCH {
            result = work.batch(out);
        }
        result.is_ok()
    });
    result?;
    work.batch(out)?;
    Ok(work.end())
}

/// One object in, one object out, in order. What waits is answered together by all cores; what has been answered does
/// not wait for more.
fn filter(options: &Options, input: impl io::Read, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut input = BufReader::with_capacity(1 << 20, input);
    let mut lines: Vec<String> = Vec::new();
    let (mut number, mut wrong) = (0, false);
    loop {
        let mut line = Vec::new();
        let more = input.read_until(b'\n', &mut line)? > 0;
        if more {
            lines.push(String::from_utf8_lossy(&line).into_owned());
        }
        if more && lines.len() < BATCH && input.buffer().contains(&b'\n') {
            continue;
        }
        let answers: Vec<Result<Value, Unanswered>> = lines.par_iter().map(|line| answer(line, options)).collect();
        for (line, answer) in lines.drain(..).zip(answers) {
            number += 1;
            match answer {
                Ok(answer) => write_line(out, &answer)?,
                // Every line has its answer, so that lines can be told by their numbers.
                Err(_) if line.trim().is_empty() => write_line(out, &json!({ "id": null, "error": "is empty" }))?,
                Err(Unanswered { id, reason }) => {
                    wrong = true;
                    complain(&format!("standard input, line {number}: {reason}"));
                    write_line(out, &json!({ "id": id, "error": reason, "line": number }))?;
                }
            }
        }
        out.flush()?;
        if !more {
            return Ok(Outcome::of(wrong));
        }
    }
}

fn write_line(out: &mut dyn Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Why a line has no answer, with the id that it gives.
struct Unanswered {
    id: Value,
    reason: String,
}

fn answer(line: &str, options: &Options) -> Result<Value, Unanswered> {
    let given: Result<Value, _> = serde_json::from_str(line);
    let given = given.map_err(|error| Unanswered { id: Value::Null, reason: format!("is no JSON: {error}") })?;
    let id = given.get("id").cloned().unwrap_or(Value::Null);
    let document = match given.get("text").and_then(Value::as_str) {
        Some("") => Document::new("", "".into(), Meta::default(), Vec::new()),
        _ => from_json(line, 1, &RecordFields { text: vec!["text".into()], ..RecordFields::default() })
            .map_err(|error| Unanswered { id: id.clone(), reason: error.to_string() })?,
    };
    let mut answer = extract(&document, options).to_json(&document);
    if let Some(object) = answer.as_object_mut() {
        object.insert("id".into(), id);
    }
    Ok(answer)
}

/// The documents of a corpus under way.
struct Work<'a> {
    boot: &'a Boot,
    options: Options,
    open: open::Options,
    jsonl: bool,
    waiting: Vec<Handle>,
    outputs: Outputs,
    begun: Instant,
    documents: usize,
    tokens: usize,
    wrong: bool,
}

/// What comes of one document.
enum Made {
    /// A line of JSON.
    Line(String),
    /// Its sidecar was written, or stood there already.
    Sidecar,
}

impl<'a> Work<'a> {
    fn new(boot: &'a Boot, options: Options, jsonl: bool) -> Work<'a> {
        Work {
            boot,
            options,
            open: open::Options::of(&boot.settings.settings, &boot.schema),
            jsonl,
            waiting: Vec::new(),
            // What the recognisers said is soon said again.
            outputs: Outputs::anew(BUILTIN),
            begun: Instant::now(),
            documents: 0,
            tokens: 0,
            wrong: false,
        }
    }

    fn complain(&mut self, reason: &str) {
        self.wrong = true;
        complain(reason);
    }

    /// Reads what waits with all cores and passes it on in order.
    fn batch(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        let handles = std::mem::take(&mut self.waiting);
        let made: Vec<Result<(Made, usize), String>> = handles.par_iter().map(|handle| self.one(handle)).collect();
        for (handle, made) in handles.iter().zip(made) {
            match made {
                Ok((made, tokens)) => {
                    self.documents += 1;
                    self.tokens += tokens;
                    match made {
                        Made::Line(line) if self.jsonl => writeln!(out, "{line}")?,
                        Made::Line(line) => self.outputs.keep(handle, &(line + "\n")).map_err(anyhow::Error::msg)?,
                        Made::Sidecar => {}
                    }
                }
                Err(reason) => self.complain(&reason),
            }
        }
        out.flush()?;
        if io::stderr().is_terminal() {
            eprint!("\r{}", self.progress());
        }
        Ok(())
    }

    fn one(&self, handle: &Handle) -> Result<(Made, usize), String> {
        let document = load(handle, &self.open).map_err(|error| error.to_string())?.document;
        let extraction = extract(&document, &self.options);
        let tokens = extraction.tokens;
        let made = match handle {
            Handle::File(_) if !self.jsonl => {
                proposals::save(&extraction.to_set(&document), handle, &document, &self.boot.locations)?;
                Made::Sidecar
            }
            _ => Made::Line(extraction.to_json(&document).to_string()),
        };
        Ok((made, tokens))
    }

    fn progress(&self) -> String {
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-9);
        #[expect(clippy::cast_precision_loss, reason = "a speed is told roughly")]
        let speed = self.tokens as f64 / seconds;
        format!("{} documents, {} tokens, {speed:.0} tokens a second", self.documents, self.tokens)
    }

    fn end(mut self) -> Outcome {
        if let Err(reason) = self.outputs.finish() {
            self.complain(&reason);
        }
        let start = if io::stderr().is_terminal() { "\r" } else { "" };
        // Where standard error is closed there is nobody to tell.
        let _unheard = writeln!(io::stderr(), "{start}{}", self.progress());
        Outcome::of(self.wrong)
    }
}
