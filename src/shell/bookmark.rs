//! Where one is in a corpus, kept so that it opens there again.

use std::path::{Path, PathBuf, absolute};

use jiff::{SignedDuration, Timestamp};

use crate::app::{App, Resume};
use crate::store::sessions::{Place, Session, Sessions};

/// How often it is kept while one reads: a crash costs at most this.
const NOW_AND_THEN: SignedDuration = SignedDuration::from_secs(20);

/// The bookmark of one corpus.
pub(super) struct Bookmark {
    sessions: Sessions,
    /// The corpus as it was named, and the same absolute; none for the samples and standard input.
    named: Vec<PathBuf>,
    paths: Vec<PathBuf>,
    kept: Option<Timestamp>,
}

impl Bookmark {
    /// The bookmark of the corpus at `paths`.
    pub fn of(state: &Path, paths: &[PathBuf]) -> Bookmark {
        let absolutes: Vec<PathBuf> = paths.iter().filter_map(|path| absolute(path).ok()).collect();
        let is_whole = absolutes.len() == paths.len() && !paths.iter().any(|path| path == Path::new("-"));
        let paths_of = |list: Vec<PathBuf>| if is_whole { list } else { Vec::new() };
        Bookmark {
            sessions: Sessions::of(state),
            named: paths_of(paths.to_vec()),
            paths: paths_of(absolutes),
            kept: None,
        }
    }

    /// Where one left, as the documents are called now.
    pub fn find(&self) -> Option<Resume> {
        let session = self.sessions.find(&self.paths)?;
        let Place { file, record } = session.document;
        let path = self.named.iter().zip(&self.paths).find_map(|(named, root)| match file.strip_prefix(root) {
            Ok(rest) if rest.as_os_str().is_empty() => Some(named.clone()),
            Ok(rest) => Some(named.join(rest)),
            Err(_) => None,
        })?;
        Some(Resume { path, record, cursor: session.cursor, filter: session.filter, list: session.list })
    }

    /// Corpora used lately, but this one.
    pub fn recent(&self) -> Vec<Session> {
        let mut recent = self.sessions.recent();
        recent.retain(|session| session.paths != self.paths);
        recent
    }

    /// Keeps where one is, unless that was done a moment ago.
    pub fn keep_now_and_then(&mut self, app: &App, now: Timestamp) {
        match self.kept {
            Some(kept) if now.duration_since(kept) < NOW_AND_THEN => {}
            Some(_) => self.keep(app, now),
            None => self.kept = Some(now),
        }
    }

    /// Keeps where one is.
    pub fn keep(&mut self, app: &App, now: Timestamp) {
        let Some((handle, cursor, filter)) = app.place().filter(|_| !self.paths.is_empty()) else { return };
        let Some(document) = Place::of(handle) else { return };
        self.kept = Some(now);
        let (paths, documents) = (self.paths.clone(), app.library.len());
        let session =
            Session { paths, at: now, document, cursor, documents, filter, list: app.roster.listing.written() };
        // What cannot be kept costs a place to go back to.
        let _lost = self.sessions.keep(&session);
    }
}
