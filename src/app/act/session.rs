//! Coming back to a corpus, and going to another one.

use std::path::PathBuf;

use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Effect, Filter, Invocation, Overlay};
use crate::corpus::listing::Listing;
use crate::store::Handle;
use crate::store::library::Piece;
use crate::store::sessions::Session;

type Call<'a> = Invocation<'a>;

/// Where one left the corpus that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// The file of the document that was open, by the path it is found under now.
    pub path: PathBuf,
    /// Its number among the records of the file, from 0, where it is one.
    pub record: Option<usize>,
    /// The place of the cursor, in bytes.
    pub cursor: usize,
    /// Which proposals were shown.
    pub filter: String,
    /// Which documents were listed, and how.
    pub list: String,
}

impl Resume {
    /// Whether this is the document that was open.
    pub fn is(&self, handle: &Handle) -> bool {
        let record = match handle {
            Handle::Record(record) => Some(record.index),
            Handle::File(_) | Handle::Sample(_) | Handle::Stdin => None,
        };
        record == self.record && handle.path() == Some(self.path.as_path())
    }
}

pub(in crate::app) fn recent(app: &mut App, _: &Call<'_>) {
    if app.recent.is_empty() {
        return app.tell("no corpus was left in the middle yet");
    }
    let item = |session: &Session| Item {
        text: session.label(),
        detail: format!("{} documents  {}", session.documents, session.at.strftime("%Y-%m-%d %H:%M")),
        choice: Choice::Corpus(session.paths.clone()),
    };
    let items = app.recent.iter().map(item).collect();
    app.overlays.push(Overlay::Picker(Picker::new("corpora used lately", Purpose::Open, Free::No, items)));
}

impl App {
    /// Goes back to where one left the corpus, as soon as that document is found.
    pub fn resume(&mut self, resume: Resume) {
        if let Ok(filter) = Filter::parse(&resume.filter) {
            self.memory.filter = filter;
        }
        self.roster.listing = Listing::read(&resume.list);
        self.resume = Some(resume);
    }

    /// Whether the document that one left is none of these, and still to come.
    pub fn awaits(&self, pieces: &[Piece]) -> bool {
        self.resume.is_some() && self.resumed(0, pieces).is_none()
    }

    /// The place in the library of the document that one left, among pieces of which the first stands at `first`.
    pub(in crate::app) fn resumed(&self, first: usize, pieces: &[Piece]) -> Option<usize> {
        let Resume { path, record, .. } = self.resume.as_ref()?;
        let mut at = first;
        for piece in pieces {
            let (found, count) = match piece {
                Piece::Lot(lot) => (lot.find(path, *record), lot.len()),
                Piece::Fault(fault) => ((record.is_none() && fault.path == *path).then_some(0), 1),
                Piece::Looking(_) => (None, 0),
            };
            if let Some(found) = found {
                return Some(at + found);
            }
            at += count;
        }
        None
    }

    /// The cursor goes where it was when one left.
    pub(in crate::app) fn resume_place(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        if let Some(resume) = self.resume.take_if(|resume| resume.is(&desk.handle)) {
            desk.view.go(&desk.document, resume.cursor.min(desk.document.text().len()));
            self.follow_cursor();
        }
    }

    /// Where one is: the open document, the cursor in it, and which proposals are shown. `None` where there is nothing to
    /// come back to.
    pub fn place(&self) -> Option<(&Handle, usize, String)> {
        let desk = self.desk.as_ref().filter(|_| self.library.len() > 1)?;
        Some((&desk.handle, desk.view.cursor, self.memory.filter.to_string()))
    }

    /// Corpora used lately are known.
    pub(in crate::app) fn know_recent(&mut self, recent: Vec<Session>) {
        let is_lost = matches!(self.desk.as_ref().map(|desk| &desk.handle), Some(Handle::Sample(_)));
        if let (Some(key), true, false, None) =
            (self.keymap.keys_for("recent").into_iter().next(), is_lost, recent.is_empty(), &self.notice)
        {
            self.tell(format!("{key} offers the corpora used lately"));
        }
        self.recent = recent;
    }

    /// Leaves this corpus for another.
    pub(in crate::app) fn open_corpus(&mut self, paths: Vec<PathBuf>) {
        self.effects.push(Effect::Quit { force: false, then: Some(paths) });
    }
}
