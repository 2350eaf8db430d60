//! Choosing documents by a query, with what is known of a corpus.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::clean;
use super::complain::{Usage, complain};
use crate::corpus::query::{Query, QueryError, Saved};
use crate::shell::Boot;
use crate::store::catalog::{Catalog, Progress, Source};
use crate::store::library::Library;
use crate::store::open;
use crate::text::width;

/// Time between two lines of progress.
const BEAT: Duration = Duration::from_millis(100);

/// The documents of a corpus, and what is known of them.
pub(super) struct Corpus {
    /// The documents.
    pub library: Library,
    /// What is known of each.
    pub catalog: Catalog,
    /// Whether anything could not be read; it was told.
    pub wrong: bool,
}

/// Reads a query.
///
/// # Errors
/// Wrong usage, with the query and a caret under the place.
pub(super) fn query(source: Option<&str>, saved: &Saved) -> anyhow::Result<Query> {
    let source = source.unwrap_or_default();
    Query::parse_with(source, saved).map_err(|error| Usage(pointed_at(source, &error)).into())
}

/// What is wrong with a query, and where.
pub(super) fn pointed_at(query: &str, error: &QueryError) -> String {
    let column = error.column.saturating_sub(1);
    let before: String = query.chars().take(column).collect();
    format!("{error}\n  {}\n  {}^", clean(query), " ".repeat(usize::from(width(&clean(&before)))))
}

/// Finds the documents at `paths` and learns what is known of them, telling how far it is and what cannot be read.
pub(super) fn corpus(boot: &Boot, paths: &[PathBuf]) -> Corpus {
    let library = Library::of(paths, &boot.cache);
    let open = open::Options::of(&boot.settings.settings, &boot.schema);
    let source = Source { roots: paths, cache: &boot.cache, open: &open, locations: &boot.locations };
    let is_watched = io::stderr().is_terminal();
    let next = Mutex::new(Instant::now() + BEAT);
    let catalog = Catalog::refresh(library.documents(), source, &|progress: Progress| {
        let now = Instant::now();
        // Whoever finds another telling leaves it to that one.
        if let Some(mut next) = next.try_lock().ok().filter(|next| is_watched && **next <= now) {
            *next = now + BEAT;
            eprint!("\r{} of {} files\x1b[K", progress.done, progress.total);
        }
    });
    if is_watched {
        eprint!("\r\x1b[K");
    }
    let faults: Vec<String> = library.faults().iter().chain(catalog.faults()).map(ToString::to_string).collect();
    faults.iter().for_each(|fault| complain(fault));
    Corpus { wrong: !faults.is_empty(), library, catalog }
}

impl Corpus {
    /// The numbers of the documents that a query means.
    pub fn select(&self, query: &Query, boot: &Boot) -> Vec<usize> {
        let open = open::Options::of(&boot.settings.settings, &boot.schema);
        self.catalog.select(query, self.library.documents(), boot.annotator.as_str(), &open)
    }
}
