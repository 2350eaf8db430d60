//! What the commands begin with: settings, project and documents, as the reader has them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::args::Global;
use super::complain::{Usage, complain};
use crate::app::{Desk, News, Opened};
use crate::doc::Document;
use crate::extract::reader::Format;
use crate::shell::{Boot, Failure, Options, Screen, boot};
use crate::store::Handle;
use crate::store::annotations::load_sets;
use crate::store::dirs::Environment;
use crate::store::library::{Found, Library, scan};
use crate::store::open::{self, load};
use crate::store::texts::Texts;

/// What the shell is to start with.
pub(super) fn options(global: &Global, paths: &[PathBuf]) -> Options {
    let Global { annotator, config, set, list: _ } = global.clone();
    Options { paths: paths.to_vec(), annotator, config, set }
}

/// A failure of the shell as an error of ours: wrong usage keeps its exit code.
pub(super) fn failed(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Usage(message) => Usage(message).into(),
        failure => failure.into(),
    }
}

/// Reads settings and project for `paths`. There is no project without paths. Nobody is asked to trust a project.
///
/// # Errors
/// Wrong usage, and settings or a project that cannot be used.
pub(super) fn set_up(global: &Global, paths: &[PathBuf]) -> anyhow::Result<Boot> {
    let environment = Environment::of_process();
    boot(&options(global, paths), &environment, Screen::Terminal, &mut |_| None).map_err(failed)
}

/// The same for the folder one is in.
///
/// # Errors
/// As [`set_up`].
pub(super) fn set_up_here(global: &Global) -> anyhow::Result<Boot> {
    set_up(global, &[PathBuf::from(".")])
}

/// Tells what is wrong with settings and project, a line each, where it did not keep us from starting.
pub(super) fn tell(notices: &[String]) {
    if !notices.is_empty() {
        complain(&notices.join("\n"));
    }
}

/// An opened document.
pub(super) struct Article {
    /// The document with what was said of it.
    pub desk: Desk,
    /// What is wrong with its sidecars, a line each.
    pub faults: Vec<String>,
}

/// Opens the documents at `paths` (the samples without any), one after the other, or says why one cannot be opened.
/// An error from `on_article` ends the walk.
///
/// # Errors
/// The error of `on_article`.
pub(super) fn each_article(
    boot: &Boot,
    paths: &[PathBuf],
    on_article: &mut dyn FnMut(Result<Article, String>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut result = Ok(());
    let mut on_found = |found| {
        let article = match found {
            Found::Document(handle) => article(boot, handle),
            Found::Fault(fault) => Err(fault.to_string()),
        };
        result = on_article(article);
        result.is_ok()
    };
    match paths.is_empty() {
        true => {
            let samples = Library::samples();
            samples.documents().iter().cloned().map(Found::Document).all(on_found);
        }
        false => scan(paths, &boot.cache, &mut on_found),
    }
    result
}

/// Opens the documents at `paths`, one after the other, without what was said of them, or says why one cannot be
/// opened. An error from `on_document` ends the walk.
///
/// # Errors
/// The error of `on_document`.
pub(super) fn each_document(
    boot: &Boot,
    paths: &[PathBuf],
    on_document: &mut dyn FnMut(Result<(Handle, Document), String>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let options = open::Options::of(&boot.settings.settings, &boot.schema);
    let mut result = Ok(());
    scan(paths, &boot.cache, &mut |found| {
        let document = match found {
            Found::Document(handle) => match load(&handle, &options) {
                Ok(loaded) => Ok((handle, loaded.document)),
                Err(error) => Err(error.to_string()),
            },
            Found::Fault(fault) => Err(fault.to_string()),
        };
        result = on_document(document);
        result.is_ok()
    });
    result
}

fn article(boot: &Boot, handle: Handle) -> Result<Article, String> {
    let options = open::Options::of(&boot.settings.settings, &boot.schema);
    let loaded = load(&handle, &options).map_err(|error| error.to_string())?;
    let texts = Texts::of(&boot.state);
    let sets = load_sets(&handle, &loaded.document, &boot.annotator, &boot.locations, &|digest| texts.find(digest));
    let own = sets.own.fault().map(str::to_owned);
    let faults: Vec<String> = own.into_iter().chain(sets.faults.iter().map(ToString::to_string)).collect();
    let opened = Opened {
        handle,
        document: loaded.document,
        own: sets.own.set,
        models: sets.models,
        read_only: loaded.read_only.map(|reason| reason.to_string()).or(sets.own.read_only),
        faults: faults.clone(),
        worked: 0,
        news: News { anchored: sets.own.anchoring.unwrap_or_default(), ..Default::default() },
    };
    Ok(Article { desk: Desk::new(opened, &boot.schema), faults })
}

/// Whether `paths` may hold more than one document.
pub(super) fn are_many(paths: &[PathBuf]) -> bool {
    let [path] = paths else { return true };
    let is_corpus = matches!(Format::of_name(&path.to_string_lossy()), Some(Format::Corpus(_)));
    path != Path::new("-") && (path.is_dir() || is_corpus)
}

/// Width of the terminal that standard output is, in cells.
pub(super) fn terminal_width() -> Option<u16> {
    let out = std::io::stdout();
    let size = out.is_terminal().then(|| rustix::termios::tcgetwinsize(&out).ok()).flatten()?;
    (size.ws_col > 0).then_some(size.ws_col)
}
