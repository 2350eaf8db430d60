//! `gloss score`: what the annotations of one annotator are worth, held against another's.

mod curve;
mod json;
mod report;
mod text;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use super::args::{Global, annotator};
use super::json::print_json;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::annot::build::PROPS;
use crate::annot::proposal::fates;
use crate::annot::score::{Labelled, Scores};
use crate::annot::{AnnotationSet, AnnotatorName, Kind, Layer, Status};
use crate::doc::Document;
use crate::shell::Boot;
use crate::store::annotations::load_set;
use crate::store::library::{Found, scan};
use crate::store::open::{self, load};
use crate::store::texts::Texts;
use crate::store::{Handle, Sidecars};
use report::{Decided, Held, Report};

/// Documents that are read at once by all cores.
const BATCH: usize = 512;

/// Score annotations against others.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Whose annotations are taken to be right
    #[arg(long, value_name = "NAME", value_parser = annotator)]
    gold: AnnotatorName,
    /// Whose annotations are scored: a program, such as builtin, or a person
    #[arg(long, value_name = "NAME", value_parser = annotator)]
    pred: AnnotatorName,
    /// Files, folders, corpora (.jsonl, .csv, .tsv)
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Count documents that are not marked done, too
    #[arg(long)]
    all: bool,
    /// Score these labels alone, such as PER,ORG
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    labels: Vec<String>,
    /// Print the numbers of each document, too
    #[arg(long)]
    documents: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let mut work = Work::new(&boot, arguments);
    scan(&arguments.paths, &boot.cache, &mut |found| {
        match found {
            Found::Document(handle) => work.waiting.push(handle),
            Found::Fault(fault) => work.complain(&fault.to_string()),
        }
        if work.waiting.len() >= BATCH {
            work.batch();
        }
        true
    });
    work.batch();
    let report = work.end();
    if report.documents.counted > 0 || arguments.json {
        match arguments.json {
            true => print_json(out, &json::object(&report))?,
            false => text::print(&report, out)?,
        }
    }
    if report.documents.counted == 0 {
        complain(&report.why_none());
    }
    Ok(Outcome::of(report.documents.counted == 0 || report.documents.unreadable > 0))
}

/// What comes of one document.
enum One {
    /// There is nothing of the gold annotator.
    NoGold,
    /// The gold annotator is not done with it.
    NotDone,
    /// There is nothing of the other one.
    NoPred,
    /// It counts.
    Held(Box<Held>),
}

struct Work<'a> {
    boot: &'a Boot,
    arguments: &'a Arguments,
    open: open::Options,
    texts: Texts,
    waiting: Vec<Handle>,
    /// Outputs of the corpus files whose records wait.
    report: Report,
}

impl<'a> Work<'a> {
    fn new(boot: &'a Boot, arguments: &'a Arguments) -> Work<'a> {
        Work {
            boot,
            arguments,
            open: open::Options::of(&boot.settings.settings, &boot.schema),
            texts: Texts::of(&boot.state),
            waiting: Vec::new(),
            report: Report::new(arguments.gold.clone(), arguments.pred.clone(), arguments.all, arguments.documents),
        }
    }

    fn complain(&mut self, reason: &str) {
        self.report.documents.unreadable += 1;
        complain(reason);
    }

    /// Scores what waits with all cores and adds it up in order.
    fn batch(&mut self) {
        let handles = std::mem::take(&mut self.waiting);
        let scored: Vec<Result<One, String>> = handles.par_iter().map(|handle| self.one(handle)).collect();
        for (handle, one) in handles.iter().zip(scored) {
            match one {
                Ok(One::NoGold) => self.report.documents.without_gold += 1,
                Ok(One::NotDone) => self.report.documents.not_done += 1,
                Ok(One::NoPred) => self.report.documents.without_pred += 1,
                Ok(One::Held(held)) => {
                    held.faults.iter().for_each(|fault| complain(fault));
                    self.report.add(&handle.label(), &held);
                }
                Err(reason) => self.complain(&reason),
            }
        }
        if io::stderr().is_terminal() {
            eprint!("\r{} documents\x1b[K", self.report.documents.seen());
        }
    }

    fn one(&self, handle: &Handle) -> Result<One, String> {
        // An article that nobody read needs not be opened.
        if let Handle::File(path) = handle {
            let sidecars = Sidecars::of(handle, "", &self.boot.locations).map_err(|error| error.to_string())?;
            if path.is_file() && !sidecars.path(&self.arguments.gold).exists() {
                return Ok(One::NoGold);
            }
        }
        let document = load(handle, &self.open).map_err(|error| error.to_string())?.document;
        let mut faults = Vec::new();
        let Some(gold) = self.set(handle, &document, &self.arguments.gold, &mut faults)? else {
            return Ok(One::NoGold);
        };
        if gold.review.status != Status::Done && !self.arguments.all {
            return Ok(One::NotDone);
        }
        let pred = match self.set(handle, &document, &self.arguments.pred, &mut faults)? {
            Some(pred) => pred,
            None => return Ok(One::NoPred),
        };
        Ok(One::Held(Box::new(self.held(&document, &gold, &pred, faults))))
    }

    /// What an annotator's sidecar says, with what is wrong in it.
    fn set(
        &self,
        handle: &Handle,
        document: &Document,
        annotator: &AnnotatorName,
        faults: &mut Vec<String>,
    ) -> Result<Option<AnnotationSet>, String> {
        let known = |digest: &str| self.texts.find(digest);
        let said = load_set(handle, document, annotator, &self.boot.locations, &known)?;
        Ok(said.map(|said| {
            faults.extend(said.faults);
            said.set
        }))
    }

    fn held(&self, document: &Document, gold: &AnnotationSet, pred: &AnnotationSet, faults: Vec<String>) -> Held {
        let text = document.text();
        let spans = |set: &AnnotationSet| {
            let wanted = set.spans().iter().filter(|span| self.is_wanted(&span.label));
            wanted.map(|span| Labelled::of(span, text)).filter(|span| !span.hull().is_empty()).collect()
        };
        let orphans = |set: &AnnotationSet| {
            let lost = set.orphans().iter().filter(|orphan| orphan.list == Layer::Spans);
            lost.filter(|orphan| self.is_wanted(orphan.label())).count() as u64
        };
        let reviewed = gold.kind == Kind::Human && pred.kind == Kind::Model;
        let decided = reviewed.then(|| {
            let fates = fates(gold, pred, text);
            Decided::of(fates.iter().filter(|(what, _)| match what {
                crate::annot::Offered::Span { label, .. } => self.is_wanted(label),
                _ => self.arguments.labels.is_empty(),
            }))
        });
        Held {
            scores: Scores::of(spans(gold), spans(pred)),
            kinds: [gold.kind, pred.kind],
            orphans: [orphans(gold), orphans(pred)],
            pred_not_done: pred.kind == Kind::Human && pred.review.status != Status::Done,
            decided,
            faults,
        }
    }

    /// Whether spans of this label are scored.
    fn is_wanted(&self, label: &str) -> bool {
        match self.arguments.labels.as_slice() {
            [] => !PROPS.contains(&label),
            wanted => wanted.iter().any(|wanted| wanted == label),
        }
    }

    fn end(self) -> Report {
        if io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
        self.report
    }
}
