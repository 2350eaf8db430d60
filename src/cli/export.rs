//! `gloss export`: annotations in other tools' formats.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use rayon::prelude::*;
use serde_json::json;

use super::args::{Global, annotator};
use super::choose::{corpus, query};
use super::complain::Usage;
use super::file_name::harmless;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::annot::{AnnotatorName, Status};
use crate::config::Schema;
use crate::config::schema::LabelDef;
use crate::doc::Document;
use crate::interop::conll::{self, ColumnChoice};
use crate::interop::format::named;
use crate::interop::{FORMATS, Format, Losses, OutFile, Page, Writes};
use crate::shell::Boot;
use crate::store::durable::{folder_of, replace};
use crate::store::library::{Found, scan};
use crate::store::open::{self, load};
use crate::store::texts::Texts;
use crate::store::{Handle, annotations, path_label};

/// Documents that are read at once by all cores, and written in order.
const BATCH: usize = 512;

/// Write annotations in other tools' formats.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, corpora (.jsonl, .csv, .tsv)
    #[arg(value_name = "PATH", required_unless_present = "list", value_hint = clap::ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    to: String,
    /// Whose annotations; may be given several times. Without it, one's own
    #[arg(long, value_name = "NAME", value_parser = annotator)]
    by: Vec<AnnotatorName>,
    /// Only documents that the query means, such as 'date:2022 tag:nato'
    #[arg(long = "where", value_name = "QUERY")]
    wanted: Option<String>,
    /// Only documents that are marked done
    #[arg(long)]
    done: bool,
    /// Documents without annotations too
    #[arg(long)]
    empty: bool,
    /// Where to: a file, or a folder for formats of several files; without it, standard output
    #[arg(short, long, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    output: Option<PathBuf>,
    /// The columns of CoNLL, counted from 0, such as token=0,tag=1; without it, the four of 2003
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<ColumnChoice>,
    /// Replace files that are there with other content
    #[arg(long)]
    force: bool,
    /// Tell what was written and lost as JSON, on standard error
    #[arg(long)]
    json: bool,
}

/// The formats that are written, with what each is.
fn writable() -> PossibleValuesParser {
    let formats = FORMATS.iter().filter(|format| format.writes.is_some());
    PossibleValuesParser::new(formats.map(|format| PossibleValue::new(format.name).help(format.summary)))
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let boot = set_up(global, &arguments.paths)?;
    tell(&boot.notices);
    let Some((format, writes)) = named(&arguments.to).and_then(|format| Some((format, format.writes?))) else {
        return Err(Usage(format!("{}: no such format", arguments.to)).into());
    };
    if let Some(columns) = &arguments.columns {
        conll::fits(format, columns).map_err(Usage)?;
    }
    let by = if arguments.by.is_empty() { vec![boot.annotator.clone()] } else { arguments.by.clone() };
    let mut export = Export { boot: &boot, arguments, format, writes, by, tally: Tally::default() };
    match (writes, &arguments.output) {
        (Writes::Files { .. }, None) => {
            let reason = format!("{} is several files; name a folder with --output", format.name);
            return Err(Usage(reason).into());
        }
        (Writes::Files { beside, .. }, Some(folder)) => {
            fs::create_dir_all(folder).with_context(|| path_label(folder))?;
            export.documents(&mut std::io::sink())?;
            for file in beside(&export.schema()) {
                export.file(folder, &file);
            }
        }
        (Writes::Stream(_), None) => export.documents(out)?,
        (Writes::Stream(stream), Some(path)) => {
            export.write_file(path)?;
            let folder = folder_of(path);
            for file in (stream.beside)(&export.schema()) {
                export.file(folder, &file);
            }
        }
    }
    export.end()
}

#[derive(Default)]
struct Tally {
    documents: usize,
    sets: usize,
    losses: Losses,
    /// Labels that the sets use.
    labels: BTreeSet<String>,
    wrong: bool,
}

struct Export<'a> {
    boot: &'a Boot,
    arguments: &'a Arguments,
    format: &'static Format,
    writes: Writes,
    by: Vec<AnnotatorName>,
    tally: Tally,
}

/// What one document came to.
struct Written {
    files: Vec<OutFile>,
    sets: usize,
    losses: Losses,
    labels: BTreeSet<String>,
    faults: Vec<String>,
}

impl Export<'_> {
    /// The project's schema with the labels that were used beside it.
    fn schema(&self) -> Schema {
        let mut schema = self.boot.schema.clone();
        for label in &self.tally.labels {
            if schema.label(label).is_none() && !Page::is_prop(label) {
                schema.labels.push(LabelDef::named(label));
            }
        }
        schema
    }

    fn complain(&mut self, reason: &str) {
        self.tally.wrong = true;
        complain(reason);
    }

    /// Writes the stream to a file that is there as a whole or not at all.
    fn write_file(&mut self, path: &Path) -> anyhow::Result<()> {
        if path.exists() && !self.arguments.force {
            return Err(Usage(format!("{}: is there already; --force replaces it", path_label(path))).into());
        }
        let folder = folder_of(path);
        let mut builder = tempfile::Builder::new();
        // As other programs make files; what the user's mask forbids is taken off.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).with_context(|| path_label(folder))?;
        let mut file = BufWriter::with_capacity(1 << 20, file);
        self.documents(&mut file)?;
        let file = file.into_inner().map_err(|error| error.into_error())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// The documents that `--where` means; `None` for all.
    fn chosen(&mut self) -> anyhow::Result<Option<Vec<Handle>>> {
        let Some(wanted) = &self.arguments.wanted else { return Ok(None) };
        let query = query(Some(wanted), &self.boot.schema.queries)?;
        let corpus = corpus(self.boot, &self.arguments.paths);
        self.tally.wrong |= corpus.wrong;
        let documents = corpus.library.documents();
        let chosen = corpus.select(&query, self.boot);
        Ok(Some(chosen.into_iter().filter_map(|number| documents.get(number).cloned()).collect()))
    }

    fn documents(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        if let Writes::Stream(stream) = self.writes {
            out.write_all(stream.head.as_bytes())?;
        }
        let mut waiting = Vec::new();
        let mut result = Ok(());
        let (chosen, arguments) = (self.chosen()?, self.arguments);
        let boot = self.boot;
        let mut on_found = |found| {
            match found {
                Found::Document(handle) => waiting.push(handle),
                Found::Fault(fault) => self.complain(&fault.to_string()),
            }
            if waiting.len() >= BATCH {
                result = self.batch(std::mem::take(&mut waiting), out);
            }
            result.is_ok()
        };
        match chosen {
            Some(chosen) => drop(chosen.into_iter().map(Found::Document).all(on_found)),
            None => scan(&arguments.paths, &boot.cache, &mut on_found),
        }
        result?;
        self.batch(waiting, out)?;
        if let Writes::Stream(stream) = self.writes {
            out.write_all(stream.tail.as_bytes())?;
        }
        out.flush()?;
        Ok(())
    }

    fn batch(&mut self, handles: Vec<Handle>, out: &mut dyn Write) -> anyhow::Result<()> {
        let made: Vec<Written> = handles.par_iter().map(|handle| self.one(handle)).collect();
        for written in made {
            written.faults.iter().for_each(|fault| self.complain(fault));
            self.tally.documents += usize::from(written.sets > 0);
            self.tally.losses.add(written.losses);
            self.tally.labels.extend(written.labels);
            for file in written.files {
                match (self.writes, self.arguments.output.as_deref()) {
                    (Writes::Stream(stream), _) => {
                        if self.tally.sets > 0 {
                            out.write_all(stream.between.as_bytes())?;
                        }
                        out.write_all(file.contents.as_bytes())?;
                        self.tally.sets += 1;
                    }
                    (Writes::Files { .. }, Some(folder)) => self.file(folder, &file),
                    (Writes::Files { .. }, None) => {}
                }
            }
            if matches!(self.writes, Writes::Files { .. }) {
                self.tally.sets += written.sets;
            }
        }
        Ok(())
    }

    fn one(&self, handle: &Handle) -> Written {
        let mut written = Written {
            files: Vec::new(),
            sets: 0,
            losses: Losses::default(),
            labels: BTreeSet::new(),
            faults: Vec::new(),
        };
        let options = open::Options::of(&self.boot.settings.settings, &self.boot.schema);
        let document = match load(handle, &options) {
            Ok(loaded) => loaded.document,
            Err(error) => {
                written.faults.push(error.to_string());
                return written;
            }
        };
        let texts = Texts::of(&self.boot.state);
        for by in &self.by {
            match annotations::load_set(handle, &document, by, &self.boot.locations, &|digest| texts.find(digest)) {
                Ok(Some(said)) => {
                    written.faults.extend(said.faults);
                    if !self.arguments.done || said.set.review.status == Status::Done {
                        self.write(&document, &said.set, &mut written);
                    }
                }
                Ok(None) if self.arguments.empty && !self.arguments.done => {
                    let set =
                        crate::annot::AnnotationSet::for_document(by.clone(), crate::annot::Kind::Human, &document);
                    self.write(&document, &set, &mut written);
                }
                Ok(None) => {}
                Err(reason) => written.faults.push(reason),
            }
        }
        written
    }

    fn write(&self, document: &Document, set: &crate::annot::AnnotationSet, written: &mut Written) {
        let page = Page { document, set, schema: &self.boot.schema, columns: self.arguments.columns.as_ref() };
        written.sets += 1;
        written.labels.extend(set.spans().iter().map(|span| span.label.clone()));
        match self.writes {
            Writes::Stream(stream) => {
                let contents = (stream.document)(&page, &mut written.losses);
                written.files.push(OutFile { name: String::new(), contents });
            }
            Writes::Files { document: write, .. } => {
                let name = file_name(document.name());
                // Of several annotators each has files of their own, but for the text.
                let whose = match self.by.len() {
                    0 | 1 => String::new(),
                    _ => format!(".{}", set.annotator),
                };
                let of_this = |file: OutFile| {
                    let whose = if file.name == ".txt" { "" } else { &whose };
                    OutFile { name: format!("{name}{whose}{}", file.name), ..file }
                };
                written.files.extend(write(&page, &mut written.losses).into_iter().map(of_this));
            }
        }
    }

    /// Writes a file into the folder, unless something else is there.
    fn file(&mut self, folder: &Path, file: &OutFile) {
        let path = folder.join(&file.name);
        match fs::read(&path) {
            Ok(bytes) if bytes == file.contents.as_bytes() => return,
            Ok(_) if !self.arguments.force => {
                return self
                    .complain(&format!("{}: is there with other content; --force replaces it", path_label(&path)));
            }
            _ => {}
        }
        if let Err(error) = replace(&path, file.contents.as_bytes()) {
            self.complain(&format!("{}: {error}", path_label(&path)));
        }
    }

    fn end(self) -> anyhow::Result<Outcome> {
        let Tally { documents, sets, losses, wrong, .. } = self.tally;
        let mut err = std::io::stderr();
        if self.arguments.json {
            let lost: serde_json::Map<String, serde_json::Value> =
                losses.iter().map(|(what, count)| (what.to_owned(), json!(count))).collect();
            let told = json!({ "format": self.format.name, "documents": documents, "sets": sets, "lost": lost });
            // Where standard error is closed there is nobody to tell.
            let _unheard = writeln!(err, "{told}");
            return Ok(Outcome::of(wrong || sets == 0));
        }
        if sets == 0 {
            let whose: Vec<&str> = self.by.iter().map(AnnotatorName::as_str).collect();
            complain(&format!("no annotations of {} there; --by names somebody else", whose.join(", ")));
        } else if err.is_terminal() {
            let plural = if documents == 1 { "" } else { "s" };
            let _unheard = writeln!(err, "{documents} document{plural} written as {}", self.format.name);
        }
        for (what, count) in losses.iter() {
            let _unheard = writeln!(err, "not in {}: {count} × {what}", self.format.name);
        }
        Ok(Outcome::of(wrong || sets == 0))
    }
}

/// The document's name as that of files in one folder, without its own ending.
fn file_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, "txt" | "text" | "md" | "markdown" | "html" | "htm")) if !stem.is_empty() => stem,
        _ => name,
    };
    let name = harmless(stem, 120);
    if name.is_empty() { "document".into() } else { name }
}
