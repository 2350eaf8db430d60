//! `gloss check`: sidecars held against their texts and the schema.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::args::Global;
use super::json::print_json_line;
use super::setup::{each_document, set_up, tell};
use super::{Outcome, clean, complain};
use crate::annot::sidecar::Anchoring;
use crate::annot::{Kind, Record};
use crate::doc::Document;
use crate::shell::Boot;
use crate::store::Handle;
use crate::store::check::{Homes, Inspection, Stray, bring_home, inspect, strays};
use crate::store::texts::Texts;

/// Hold sidecars against their texts and the schema.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv)
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Write places down as they are now, and bring sidecars to where their articles went
    #[arg(long)]
    fix: bool,
    /// Print JSON, one object a line and sidecar
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let paths: Vec<PathBuf> = arguments.paths.iter().map(|path| article_beside(path)).collect();
    let mut check = Check {
        boot: &boot,
        arguments,
        out,
        texts: Texts::of(&boot.state),
        visited: BTreeSet::new(),
        homes: Homes::default(),
        changed: Vec::new(),
        sidecars: 0,
        wrong: 0,
        unreadable: 0,
    };
    each_document(&boot, &paths, &mut |document| match document {
        Ok((handle, document)) => check.document(&handle, &document),
        Err(reason) => {
            check.unreadable += 1;
            complain(&reason);
            Ok(())
        }
    })?;
    for (handle, document, inspection) in std::mem::take(&mut check.changed) {
        check.inspected(&handle, &document, &inspection)?;
    }
    let lost = strays(&paths, &boot.locations, &check.visited);
    lost.iter().try_for_each(|stray| check.stray(stray))?;
    check.end()
}

/// The article of a sidecar that was named itself; any other path as it is.
fn article_beside(path: &Path) -> PathBuf {
    let article = || {
        let name = path.file_name()?.to_str()?.strip_suffix(".gloss.toml")?;
        Some(path.with_file_name(name.rsplit_once('.')?.0))
    };
    article().filter(|article| article.is_file()).unwrap_or_else(|| path.to_owned())
}

struct Check<'a> {
    boot: &'a Boot,
    arguments: &'a Arguments,
    out: &'a mut dyn Write,
    texts: Texts,
    visited: BTreeSet<PathBuf>,
    homes: Homes,
    /// Sidecars of articles whose text is another one: where the old text is now is known at the end.
    changed: Vec<(Handle, Document, Inspection)>,
    sidecars: usize,
    wrong: usize,
    unreadable: usize,
}

impl Check<'_> {
    fn document(&mut self, handle: &Handle, document: &Document) -> anyhow::Result<()> {
        let found = match inspect(handle, document, &self.boot.locations, &|digest| self.texts.find(digest)) {
            Ok(found) => found,
            Err(reason) => {
                self.unreadable += 1;
                complain(&reason);
                return Ok(());
            }
        };
        self.homes.add(handle, document);
        for inspection in found {
            self.visited.insert(inspection.sidecar.clone());
            match inspection.reading.as_ref().is_ok_and(|reading| !reading.digest_matches) {
                true => self.changed.push((handle.clone(), document.clone(), inspection)),
                false => self.inspected(handle, document, &inspection)?,
            }
        }
        Ok(())
    }

    fn inspected(&mut self, handle: &Handle, document: &Document, inspection: &Inspection) -> anyhow::Result<()> {
        let mut report = Report::of(inspection, self.boot);
        report.seconds += inspection.unwritten_seconds(document, &self.boot.state);
        let made_on = inspection.set().map(|set| set.document.text_sha256.clone()).unwrap_or_default();
        if let Some((elsewhere, _)) = self.homes.of(&made_on).filter(|(home, _)| home != handle) {
            // The names of two articles may have been exchanged: nothing is decided.
            let now = clean(&elsewhere.label());
            report.faults.push(format!("the text it was made on is that of {now} now; give both their names back"));
        } else if self.arguments.fix && inspection.can_be_mended() {
            match inspection.mend(document, &self.boot.state) {
                Ok(()) => report.mended = true,
                Err(reason) => report.faults.push(reason),
            }
        }
        self.print(&inspection.sidecar, Some((handle, document)), &report)
    }

    fn stray(&mut self, stray: &Stray) -> anyhow::Result<()> {
        let home = stray.digest.as_ref().and_then(|digest| self.homes.of(digest));
        let mut report = Report { annotator: stray.annotator.to_string(), ..Report::default() };
        match home {
            Some((handle, record)) if self.arguments.fix => {
                match bring_home(stray, handle, record, &self.boot.locations) {
                    Ok(path) => report.moved_to = Some(path),
                    Err(reason) => report.faults.push(reason),
                }
            }
            Some((handle, _)) => {
                report.faults.push(format!("its article is now {}; --fix brings it there", clean(&handle.label())));
            }
            None if stray.digest.as_ref().is_some_and(|digest| self.homes.has_several(digest)) => {
                report.faults.push("its article is not here, and several others have its text".into());
            }
            None => report.faults.push("its article is not here, and no other has the same text".into()),
        }
        self.print(&stray.sidecar, None, &report)
    }

    fn print(&mut self, sidecar: &Path, article: Option<(&Handle, &Document)>, report: &Report) -> anyhow::Result<()> {
        self.sidecars += 1;
        self.wrong += usize::from(report.is_wrong());
        if self.arguments.json {
            print_json_line(self.out, &report.json(sidecar, article))?;
            return Ok(());
        }
        let name = clean(&sidecar.to_string_lossy()).to_string();
        for line in report.lines() {
            writeln!(self.out, "{name}: {}", clean(&line))?;
        }
        Ok(())
    }

    fn end(self) -> anyhow::Result<Outcome> {
        if !self.arguments.json {
            let fine = self.sidecars - self.wrong;
            let plural = if self.sidecars == 1 { "" } else { "s" };
            writeln!(self.out, "{} sidecar{plural}: {fine} fine, {} with something wrong", self.sidecars, self.wrong)?;
        }
        Ok(Outcome::of(self.wrong > 0 || self.unreadable > 0))
    }
}

/// What there is to say of one sidecar.
#[derive(Default)]
struct Report {
    annotator: String,
    kind: Option<Kind>,
    /// Whether the text is the one the sidecar was made on; `None` where it cannot be read.
    digest_matches: Option<bool>,
    anchoring: Anchoring,
    /// Records that were doubtful, without a place or in conflict before.
    doubtful: usize,
    orphans: usize,
    conflicts: usize,
    seconds: u64,
    status: &'static str,
    schema: Vec<String>,
    faults: Vec<String>,
    /// Whether a record quotes another text than stands at its place.
    misquotes: bool,
    merged: bool,
    mended: bool,
    moved_to: Option<PathBuf>,
}

impl Report {
    fn of(inspection: &Inspection, boot: &Boot) -> Report {
        let annotator = inspection.annotator.to_string();
        let reading = match &inspection.reading {
            Ok(reading) => reading,
            Err(reason) => return Report { annotator, faults: vec![reason.clone()], ..Report::default() },
        };
        let set = &reading.set;
        let doubtful = |record: &Record| match record {
            Record::Span(span) => span.common.doubt.is_some(),
            Record::Note(note) => note.common.doubt.is_some(),
            _ => false,
        };
        let mut anchoring = reading.anchoring.clone().unwrap_or_default();
        if reading.anchoring.is_none() {
            anchoring.tally.exact = set.records().filter(has_place).count();
        }
        Report {
            annotator,
            kind: Some(set.kind),
            digest_matches: Some(reading.digest_matches),
            doubtful: set.records().filter(doubtful).count(),
            orphans: set.orphans().len(),
            conflicts: set.conflicts().len() + set.foreign_conflicts.len(),
            seconds: set.review.seconds,
            status: set.review.status.name(),
            // A program may have labels of its own; they are only offered.
            schema: if set.kind == Kind::Human { boot.schema.misfits(set) } else { Vec::new() },
            faults: reading.faults.iter().map(ToString::to_string).collect(),
            merged: reading.merged,
            misquotes: reading.digest_matches && reading.anchoring.is_some(),
            anchoring,
            ..Report::default()
        }
    }

    /// Whether anything is left to be done.
    fn is_wrong(&self) -> bool {
        let stale = self.digest_matches == Some(false) || self.misquotes || self.merged;
        !self.faults.is_empty()
            || !self.schema.is_empty()
            || self.doubtful + self.orphans + self.conflicts > 0
            || (stale && !self.mended)
    }

    /// What is to be told, a line each; nothing where nothing is wrong.
    fn lines(&self) -> Vec<String> {
        let mut lines = self.faults.clone();
        if let Some(path) = &self.moved_to {
            lines.push(format!("brought to {}", path.display()));
        }
        let tally = self.anchoring.tally;
        if self.digest_matches == Some(false) || self.misquotes {
            let done = match (self.mended, self.kind) {
                (true, _) => "; written down",
                (false, Some(Kind::Human)) => "; --fix writes it down",
                (false, _) => "",
            };
            let what = if self.misquotes { "a place does not have its words" } else { "the text changed" };
            lines.push(format!(
                "{what}: {} exact, {} moved, {} doubtful, {} without a place{done}",
                tally.exact, tally.moved, tally.fuzzy, tally.orphan
            ));
        }
        lines.extend(
            self.anchoring
                .fates
                .iter()
                .filter(|fate| fate.outcome.place().is_none() || fate.is_fuzzy())
                .map(|fate| format!("{} {} {:?}: {}", fate.list.key(), fate.label, fate.quote, fate.reason())),
        );
        let before = [
            (self.orphans.saturating_sub(tally.orphan), "without a place"),
            (self.doubtful.saturating_sub(tally.fuzzy), "doubtful"),
            (self.conflicts, "in conflict"),
        ];
        lines.extend(
            before
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}; open the article, <Space>w lists them")),
        );
        if self.merged {
            lines.push(format!(
                "git left two versions in it, which are merged{}",
                if self.mended { "; written down" } else { "; --fix writes that down" }
            ));
        }
        lines.extend(self.schema.iter().cloned());
        lines
    }

    fn json(&self, sidecar: &Path, article: Option<(&Handle, &Document)>) -> Value {
        let tally = self.anchoring.tally;
        let fates = self.anchoring.fates.iter().map(|fate| {
            json!({ "id": fate.id, "list": fate.list.key(), "label": fate.label, "text": fate.quote, "fate": fate.reason() })
        });
        json!({
            "sidecar": sidecar.to_string_lossy(),
            "article": article.map(|(handle, _)| handle.path().map_or_else(|| handle.label(), |path| path.to_string_lossy().into())),
            "document": article.map(|(_, document)| document.name()),
            "annotator": self.annotator,
            "kind": self.kind.map(Kind::name),
            "format": self.kind.map(|_| 1),
            "digest_matches": self.digest_matches,
            "exact": tally.exact,
            "moved": tally.moved,
            "fuzzy": tally.fuzzy,
            "orphan": tally.orphan,
            "fates": fates.collect::<Vec<_>>(),
            "doubtful": self.doubtful,
            "orphans": self.orphans,
            "conflicts": self.conflicts,
            "status": self.kind.map(|_| self.status),
            "seconds": self.seconds,
            "schema": self.schema,
            "faults": self.faults,
            "mended": self.mended,
            "moved_to": self.moved_to.as_ref().map(|path| path.to_string_lossy()),
            "wrong": self.is_wrong(),
        })
    }
}

fn has_place(record: &Record) -> bool {
    match record {
        Record::Span(_) => true,
        Record::Note(note) => note.place.is_some(),
        Record::Rejected(decision) | Record::Later(decision) => {
            matches!(decision.what, crate::annot::Offered::Span { .. })
        }
        _ => false,
    }
}
