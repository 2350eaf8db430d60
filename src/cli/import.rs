//! `gloss import`: other tools' annotations become sidecars, with the texts they bring or over articles that are there.

mod articles;
mod files;
mod input;
mod outputs;
mod report;
mod text;

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use rayon::prelude::*;

use self::articles::{Articles, Place};
use self::files::files;
use self::input::{Input, Piece};
use self::outputs::Outputs;
use self::report::Report;
use self::text::Texts as Made;
use super::args::{Global, annotator};
use super::complain::Usage;
use super::json::print_json;
use super::setup::{set_up, tell};
use super::{Outcome, complain};
use crate::annot::{AnnotationSet, AnnotatorName, Kind, Status};
use crate::doc::Document;
use crate::interop::conll::{CONLL, ColumnChoice, is_conll};
use crate::interop::foreign::{ForeignDocument, ForeignSet};
use crate::interop::format::{named, schema_beside};
use crate::interop::lay::lay;
use crate::interop::together::together;
use crate::interop::{FORMATS, Format, Page, Reads, entities};
use crate::shell::Boot;
use crate::store::adopt::add_to_sidecar;
use crate::store::texts::Texts;
use crate::store::{outputs_of, path_label};

/// Records that are read at once by all cores.
const BATCH: usize = 512;

/// Take in other tools' annotations.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files of other tools, or folders: all of brat's in it, or all of the --from format
    #[arg(value_name = "FILE", required = true, value_hint = clap::ValueHint::AnyPath)]
    files: Vec<PathBuf>,
    /// The format; without it, what each file looks like
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// The columns of CoNLL, counted from 0 or by name: token=0,tag=3; without it, found by what they hold
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<ColumnChoice>,
    /// Make articles of the texts that the files bring, in this folder
    #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath, conflicts_with = "onto")]
    into: Option<PathBuf>,
    /// Lay the annotations over these articles, found by name or by text; may be given several times
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    onto: Vec<PathBuf>,
    /// Whose annotations they are, whatever the file says
    #[arg(long, value_name = "NAME", value_parser = annotator)]
    by: Option<AnnotatorName>,
    /// Whose work it is, whatever the file says: a person's annotations or a program's proposals
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(["human", "model"]))]
    kind: Option<String>,
    /// Mark the documents as done, so that they count as gold
    #[arg(long)]
    done: bool,
    /// Keep what cannot be read in this file, as it is
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    unread: Option<PathBuf>,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

/// The formats that are read, with what each is.
fn readable() -> PossibleValuesParser {
    let formats = FORMATS.iter().filter(|format| format.reads.is_some());
    PossibleValuesParser::new(formats.map(|format| PossibleValue::new(format.name).help(format.summary)))
}

pub(super) fn run(global: &Global, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let told = arguments.from.as_deref().and_then(named);
    let told = match &arguments.columns {
        Some(_) if told.is_some_and(|format| !is_conll(format)) => {
            return Err(Usage("--columns is for --from conll; other formats have none to choose".into()).into());
        }
        Some(_) => told.or(named(CONLL.name)),
        None => told,
    };
    let paths = match &arguments.into {
        Some(folder) => vec![folder.clone()],
        None => arguments.onto.clone(),
    };
    if paths.is_empty() {
        return Err(
            Usage("say where to: --into FOLDER makes articles there, --onto PATH takes those at PATH".into()).into()
        );
    }
    // The project is that of the articles.
    let existing: Vec<PathBuf> = paths.iter().map(|path| nearest(path)).collect();
    let boot = set_up(global, &existing)?;
    tell(&boot.notices);
    let mut articles = match &arguments.into {
        Some(folder) => Articles::Made(Made::new(folder)?),
        None => Articles::there(&boot, &paths, &mut |reason| complain(&reason)),
    };
    let mut import = Import {
        boot: &boot,
        arguments,
        texts: Texts::of(&boot.state),
        outputs: Outputs::default(),
        report: Report::default(),
    };
    for path in &arguments.files {
        match files(path, told) {
            Ok(files) => files.iter().try_for_each(|file| import.file(file, told, &mut articles))?,
            Err(reason) => import.report.fault(&reason),
        }
    }
    articles.end()?;
    std::mem::take(&mut import.outputs).end()?;
    import.keep_unread()?;
    match arguments.json {
        true => print_json(out, &import.report.json())?,
        false => import.report.lines().iter().try_for_each(|line| writeln!(out, "{line}"))?,
    }
    Ok(Outcome::of(import.report.is_wrong()))
}

/// The path, or the nearest folder above it that is there.
fn nearest(path: &Path) -> PathBuf {
    let here = Path::new(".");
    let found = path.ancestors().find(|path| path.exists() && !path.as_os_str().is_empty());
    found.unwrap_or(here).to_owned()
}

/// What came of one article: counts, and lines for programs' files.
type One = (Report, Vec<(PathBuf, String)>);

struct Import<'a> {
    boot: &'a Boot,
    arguments: &'a Arguments,
    texts: Texts,
    outputs: Outputs,
    report: Report,
}

impl Import<'_> {
    /// Reads one file, batch by batch.
    fn file(&mut self, path: &Path, told: Option<&'static Format>, articles: &mut Articles) -> anyhow::Result<()> {
        let mut input = match Input::open(path, told) {
            Ok(input) => input,
            Err(reason) => {
                self.report.fault(&reason);
                return Ok(());
            }
        };
        let format = input.format();
        self.report.reads(path, format);
        articles.begin(input.stem(), format)?;
        self.schema(path, format)?;
        let columns = self.arguments.columns.as_ref();
        loop {
            let pieces: Vec<Piece> = input.by_ref().take(BATCH).collect();
            if pieces.is_empty() {
                return Ok(());
            }
            let read: Vec<_> = pieces.into_par_iter().map(|piece| piece.read(format, columns)).collect();
            let mut documents = Vec::new();
            for piece in read {
                documents.extend(piece.documents);
                for (reason, verbatim) in piece.faults {
                    self.report.unread(&reason, verbatim);
                }
            }
            // A row is one annotation; a document has several.
            if matches!(format.reads, Some(Reads::Rows(_) | Reads::RowsOrJson { .. })) {
                documents = together(documents);
            }
            self.documents(documents, articles, format)?;
        }
    }

    /// Makes a project file of the types that the tool's own settings name, where new articles have none yet.
    fn schema(&mut self, path: &Path, format: &Format) -> anyhow::Result<()> {
        let Some(folder) = &self.arguments.into else { return Ok(()) };
        let project = folder.join("gloss.toml");
        let beside = |name: &str| std::fs::read(path.with_file_name(name)).ok();
        if project.exists() {
            return Ok(());
        }
        if let Some(schema) = schema_beside(format, &beside) {
            std::fs::write(&project, schema).with_context(|| path_label(&project))?;
            self.report.schema = Some(project);
        }
        Ok(())
    }

    /// Finds or makes the article of each document, then lays what was said over it with all cores.
    fn documents(
        &mut self,
        documents: Vec<ForeignDocument>,
        articles: &mut Articles,
        format: &Format,
    ) -> anyhow::Result<()> {
        let mut placed: Vec<(Place, Vec<ForeignDocument>)> = Vec::new();
        for document in documents {
            match articles.place(&document)? {
                Ok(place) => match placed.iter_mut().rev().take(8).find(|(other, _)| other.handle == place.handle) {
                    Some((_, documents)) => documents.push(document),
                    None => placed.push((place, vec![document])),
                },
                Err(reason) => self.report.homeless(&reason),
            }
        }
        // What is further apart in a batch is written one after the other.
        let mut seen = HashSet::new();
        let (first, again): (Vec<_>, Vec<_>) =
            placed.into_iter().partition(|(place, _)| seen.insert(place.handle.label()));
        let made: Vec<One> = first.par_iter().map(|(place, documents)| self.one(place, documents, format)).collect();
        let again = again.iter().map(|(place, documents)| self.one(place, documents, format)).collect::<Vec<_>>();
        for (mut report, lines) in made.into_iter().chain(again) {
            for (path, line) in lines {
                if let Err(reason) = self.outputs.push(path, &line) {
                    report.fault(&reason);
                }
            }
            self.report.add(report);
        }
        Ok(())
    }

    fn one(&self, place: &Place, documents: &[ForeignDocument], format: &Format) -> One {
        let (mut report, mut lines) = (Report::of_document(), Vec::new());
        let document = match place.document(self.boot) {
            Ok(document) => document,
            Err(reason) => return (Report::of_fault(&reason), Vec::new()),
        };
        for foreign in documents {
            for set in &foreign.sets {
                let kind = self.kind(set, format);
                let by = self.by(set, kind, format);
                let mut laid = lay(set, foreign.text.as_deref(), &document, &by, kind, format.name);
                if self.arguments.done && kind == Kind::Human {
                    laid.set.review.status = Status::Done;
                }
                report.laid(&laid, document.name());
                report.is_by(kind, self.arguments.kind.is_none() && set.kind.is_none() && kind != format.kind);
                if laid.set.is_empty() && laid.set.extra.is_empty() && set.status.is_none() {
                    continue;
                }
                // A program's work over a corpus is one file, not one for each record.
                let output = (kind == Kind::Model).then(|| outputs_of(&place.handle, by.as_str())).flatten();
                match output {
                    Some(path) => {
                        report.added += laid.set.records().count();
                        lines.push((path, self.line(&document, &laid.set)));
                    }
                    None => {
                        match add_to_sidecar(&place.handle, &document, laid.set, &self.boot.locations, &self.texts) {
                            Ok(adopted) => report.adopted(adopted),
                            Err(reason) => report.fault(&reason),
                        }
                    }
                }
            }
        }
        (report, lines)
    }

    fn line(&self, document: &Document, set: &AnnotationSet) -> String {
        let page = Page { document, set, schema: &self.boot.schema, columns: None };
        entities::answer(&page)
    }

    fn kind(&self, set: &ForeignSet, format: &Format) -> Kind {
        match self.arguments.kind.as_deref() {
            Some("human") => Kind::Human,
            Some(_) => Kind::Model,
            None => set.kind.or_else(|| set.seems()).unwrap_or(format.kind),
        }
    }

    fn by(&self, set: &ForeignSet, kind: Kind, format: &Format) -> AnnotatorName {
        match (&self.arguments.by, &set.by, kind) {
            (Some(name), _, _) => name.clone(),
            (None, Some(name), _) => AnnotatorName::from_login(name),
            (None, None, Kind::Human) => self.boot.annotator.clone(),
            (None, None, Kind::Model) => AnnotatorName::from_login(format.name),
        }
    }

    /// Writes what could not be read to a file, so that nothing is gone.
    fn keep_unread(&mut self) -> anyhow::Result<()> {
        let lines = self.report.unread_lines();
        let default = self.arguments.into.as_ref().map(|folder| folder.join("unread.txt"));
        if let (Some(path), false) = (self.arguments.unread.clone().or(default), lines.is_empty()) {
            let mut file = std::fs::File::options().create(true).append(true).open(&path)?;
            lines.iter().try_for_each(|line| writeln!(file, "{line}"))?;
            self.report.kept_in = Some(path);
        }
        Ok(())
    }
}
