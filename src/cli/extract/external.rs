//! `gloss extract --with NAME`: what an external extractor says of a corpus.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::super::args::Global;
use super::super::complain::{Usage, complain};
use super::super::setup::{failed, options, tell};
use super::super::{Outcome, clean};
use super::Arguments;
use super::outputs::Outputs;
use crate::annot::proposal::{SHORT, count, reach};
use crate::interop::{Page, entities};
use crate::shell::extractors::{Asking, Unanswered, over};
use crate::shell::{Boot, Screen, ask, boot};
use crate::store::dirs::Environment;
use crate::store::library::{Found, scan};
use crate::store::open::{self, load};
use crate::store::{Handle, path_label, proposals};

/// Has the extractor `name` read the documents at the paths of `arguments`.
///
/// # Errors
/// Wrong usage, an extractor that is not there or may not run, and standard output that cannot be written.
pub(super) fn run(global: &Global, name: &str, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if arguments.paths.iter().any(|path| path == Path::new("-")) {
        let reason = "--with reads files, folders and corpora; pipe standard input into the extractor itself";
        return Err(Usage(reason.into()).into());
    }
    let environment = Environment::of_process();
    let options = options(global, &arguments.paths);
    let boot = boot(&options, &environment, Screen::Terminal, &mut ask).map_err(failed)?;
    tell(&boot.notices);
    let program = Arc::clone(boot.extractors.named(name).map_err(anyhow::Error::msg)?);
    let job = Job {
        boot: &boot,
        open: open::Options::of(&boot.settings.settings, &boot.schema),
        jsonl: arguments.jsonl,
        outputs: Mutex::new(Outputs::going_on(name)),
    };
    let mut tally = Tally::new(name);
    let (lead, prefix) = (line_start(), name.to_owned());
    let listener = move |line: &str| {
        // Where standard error is closed there is nobody to tell.
        let _unheard = writeln!(io::stderr(), "{lead}{prefix}: {line}");
    };
    let source = |give: &mut dyn FnMut(Found) -> bool| scan(&arguments.paths, &boot.cache, give);
    let last = if arguments.jsonl { "interrupted" } else { "interrupted; what it answered is kept" };
    over(&program, listener, last, &|asking, found| job.one(asking, found), source, &mut |made: Made| {
        tally.take(&made);
        match made.result {
            Ok(Said { line: Some(line), .. }) if arguments.jsonl => {
                out.write_all(line.as_bytes())?;
                out.flush()?;
            }
            Ok(Said { line: Some(line), .. }) => {
                made.handle.map_or(Ok(()), |handle| job.outputs().keep(&handle, &line)).map_err(anyhow::Error::msg)?;
            }
            Ok(Said { line: None, .. }) => {}
            Err(Failed::Reason(reason)) => tally.complain(&reason),
            Err(Failed::Unwritable(reason)) => return Err(anyhow::Error::msg(reason)),
            Err(Failed::GivenUp) => {}
        }
        tally.show();
        anyhow::Ok(())
    })?;
    let mut outputs = job.outputs();
    // What is not through must not take the place of what is.
    match tally.given_up {
        0 => outputs.finish().unwrap_or_else(|reason| tally.complain(&reason)),
        _ => tally.kept = outputs.leave(),
    }
    Ok(tally.end())
}

/// Where a line of standard error begins: over the line of progress on a terminal.
fn line_start() -> &'static str {
    if io::stderr().is_terminal() { "\r\x1b[K" } else { "" }
}

/// How documents are read, asked about and kept.
struct Job<'a> {
    boot: &'a Boot,
    open: open::Options,
    jsonl: bool,
    outputs: Mutex<Outputs>,
}

/// What came of something that was found.
struct Made {
    handle: Option<Handle>,
    result: Result<Said, Failed>,
}

/// What was said of a document.
struct Said {
    /// A line of JSON, with its end; `None` where a sidecar was written.
    line: Option<String>,
    proposals: usize,
    lost: usize,
    reach: Option<u8>,
    /// Whether it was said in a run that was cut off.
    is_known: bool,
}

enum Failed {
    Reason(String),
    /// There is no place for answers.
    Unwritable(String),
    GivenUp,
}

impl Job<'_> {
    fn outputs(&self) -> MutexGuard<'_, Outputs> {
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, asking: &mut Asking<'_>, found: Found) -> Made {
        match found {
            Found::Document(handle) => {
                let result = self.document(asking, &handle);
                Made { handle: Some(handle), result }
            }
            Found::Fault(fault) => Made { handle: None, result: Err(Failed::Reason(fault.to_string())) },
        }
    }

    fn document(&self, asking: &mut Asking<'_>, handle: &Handle) -> Result<Said, Failed> {
        let loaded = load(handle, &self.open).map_err(|error| Failed::Reason(error.to_string()))?;
        let document = loaded.document;
        if !self.jsonl && self.outputs().has(handle, &document).map_err(Failed::Unwritable)? {
            return Ok(Said { line: Some(String::new()), proposals: 0, lost: 0, reach: None, is_known: true });
        }
        let laid = asking.about(&document).map_err(|error| match error {
            Unanswered::GivenUp => Failed::GivenUp,
            Unanswered::Fault(fault) => Failed::Reason(format!("{}: {fault}", handle.label())),
        })?;
        let set = &laid.set;
        let line = match handle {
            Handle::File(_) if !self.jsonl => {
                let saved = proposals::save(set, handle, &document, &self.boot.locations);
                saved.map_err(Failed::Reason)?;
                None
            }
            _ => {
                let page = Page { document: &document, set, schema: &self.boot.schema, columns: None };
                Some(entities::line(&page))
            }
        };
        Ok(Said {
            line,
            proposals: count(set),
            lost: laid.orphans + laid.faults.len(),
            reach: reach(set, document.text()),
            is_known: false,
        })
    }
}

/// What was read so far.
struct Tally<'a> {
    name: &'a str,
    begun: Instant,
    documents: usize,
    answered: usize,
    proposals: usize,
    lost: usize,
    given_up: usize,
    /// Answers of a run that was cut off.
    known: usize,
    /// Where answers are that did not come to an end.
    kept: Vec<PathBuf>,
    /// How far the answers reach that have a span.
    reaches: Vec<u8>,
    wrong: bool,
}

impl Tally<'_> {
    fn new(name: &str) -> Tally<'_> {
        let begun = Instant::now();
        Tally {
            name,
            begun,
            documents: 0,
            answered: 0,
            proposals: 0,
            lost: 0,
            given_up: 0,
            known: 0,
            kept: Vec::new(),
            reaches: Vec::new(),
            wrong: false,
        }
    }

    fn take(&mut self, made: &Made) {
        self.documents += 1;
        match &made.result {
            Ok(said) => {
                self.answered += 1;
                self.known += usize::from(said.is_known);
                self.proposals += said.proposals;
                self.lost += said.lost;
                self.reaches.extend(said.reach);
            }
            Err(Failed::GivenUp) => {
                self.given_up += 1;
                self.wrong = true;
            }
            Err(Failed::Reason(_) | Failed::Unwritable(_)) => self.wrong = true,
        }
    }

    fn complain(&mut self, reason: &str) {
        self.wrong = true;
        if io::stderr().is_terminal() {
            eprint!("{}", line_start());
        }
        complain(reason);
    }

    fn progress(&self) -> String {
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-9);
        #[expect(clippy::cast_precision_loss, reason = "a speed is told roughly")]
        let speed = self.documents as f64 / seconds;
        let (name, answered, documents, proposals) = (self.name, self.answered, self.documents, self.proposals);
        format!(
            "{name} answered {answered} of {documents} documents, {proposals} proposals, {speed:.1} documents a second"
        )
    }

    fn show(&self) {
        if io::stderr().is_terminal() {
            eprint!("{}{}", line_start(), self.progress());
        }
    }

    fn end(self) -> Outcome {
        let mut lines = vec![self.progress()];
        if self.known > 0 {
            lines.push(format!("{} of the answers are of a run before, which was cut off", self.known));
        }
        if self.lost > 0 {
            lines.push(format!("{} of the proposals were not found in their text", self.lost));
        }
        lines.extend(self.reached());
        if self.given_up > 0 {
            let name = self.name;
            lines.push(format!("{name} failed again and again; {} documents were not asked about", self.given_up));
        }
        let kept = self.kept.iter();
        lines.extend(
            kept.map(|path| format!("{}: its answers so far; the same call goes on from there", path_label(path))),
        );
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { line_start() } else { "" };
            // Where standard error is closed there is nobody to tell.
            let _unheard = writeln!(io::stderr(), "{start}{}", clean(line));
        }
        Outcome::of(self.wrong)
    }

    /// How far into the articles the answers reach, where some may have been cut short.
    fn reached(&self) -> Option<String> {
        let of = self.reaches.len();
        let short = self.reaches.iter().filter(|percent| **percent < SHORT).count();
        let average = self.reaches.iter().map(|percent| usize::from(*percent)).sum::<usize>() / of.max(1);
        let name = self.name;
        (short > 0).then(|| {
            format!(
                "answers of {name} reach {average} % of the text on average; {short} of {of} articles under {SHORT} %"
            )
        })
    }
}
