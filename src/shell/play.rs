//! The reader without a terminal: the same application, on a string of keys, for tests, pictures and scripts.

use std::sync::mpsc::{Receiver, channel};

use jiff::{SignedDuration, Timestamp};

use super::bookmark::Bookmark;
use super::engine::{Clock, Engine, Flow, Nowhere, seed};
use super::extractors::Askers;
use super::files::{Files, NotSaved};
use super::find::{faults, find, first_document};
use super::lister::Lister;
use super::recognisers::Recognisers;
use super::seeking::{Seekers, sources};
use super::sweeper::{Sweeper, places};
use super::{Boot, Failure, Options, Screen, boot, editor};
use crate::app::{App, Msg};
use crate::config::key::Key;
use crate::store::dirs::Environment;
use crate::store::{SaveReport, Vocabulary};
use crate::ui::Picture;

/// How long a key takes when the clock is not the real one.
const KEY: SignedDuration = SignedDuration::from_secs(1);

/// A play: what is opened, and what is typed.
#[derive(Debug, Clone)]
pub struct Script {
    /// What the reader is called with.
    pub options: Options,
    /// The variables of the environment it runs in.
    pub environment: Environment,
    /// The keys, one after another.
    pub keys: Vec<Key>,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// When it begins; every key then takes a second. The time of day otherwise.
    pub clock: Option<Timestamp>,
    /// What annotation ids are made from; random otherwise.
    pub seed: Option<u64>,
    /// Whether it begins where the same corpus was left, and the next one where this one ends.
    pub resume: bool,
    /// Whether the user's editor may be run.
    pub editor: bool,
}

/// What came of a play.
#[derive(Debug)]
pub struct Played {
    /// The last screen.
    pub picture: Picture,
    /// The application as the keys left it.
    pub app: App,
    /// Whether the keys ended the program; those that followed were not typed.
    pub exit: bool,
    /// What is wrong with the files of the document that is open, so that it is for reading only. That standard input
    /// has no sidecar, and that a document is large, is nothing wrong.
    pub fault: Option<String>,
    /// Sidecars that could not be written.
    pub unsaved: Vec<NotSaved>,
    /// What is to be told of settings and project, a line each.
    pub notices: Vec<String>,
}

/// Plays a script. Sidecars are written as usual, and are on the disk before the last screen is drawn.
///
/// # Errors
/// [`Failure`] when the settings or the project cannot be used, or there is nothing to open.
pub fn play(script: &Script) -> Result<Played, Failure> {
    let mut rehearsal = Rehearsal::begin(script)?;
    for key in &script.keys {
        if !rehearsal.press(*key)? {
            break;
        }
    }
    rehearsal.end()
}

/// A play whose keys come one by one, so that what follows from each can be seen and timed.
pub struct Rehearsal {
    stage: Stage,
    exit: bool,
    notices: Vec<String>,
}

impl Rehearsal {
    /// Finds everything the script is called with and opens the first document. The keys of the script are not typed.
    ///
    /// # Errors
    /// As [`play`].
    pub fn begin(script: &Script) -> Result<Rehearsal, Failure> {
        let boot = boot(&script.options, &script.environment, Screen::Picture, &mut |_| None)?;
        let (mut stage, vocabulary) = Stage::set(&boot, script)?;
        stage.feed(Msg::Listed)?;
        stage.feed(Msg::Words(vocabulary.words()))?;
        let sweeps = stage.engine.sweeper.known().all();
        stage.feed(Msg::Sweeps(sweeps))?;
        let recent = stage.engine.bookmark.recent();
        stage.feed(Msg::Recent(recent))?;
        if stage.engine.app.settings.extract.learn {
            let annotator = stage.engine.app.annotator.clone();
            stage.engine.recognisers.remember(vocabulary.decisions(&annotator));
            stage.feed(Msg::Learnt)?;
        }
        Ok(Rehearsal { stage, exit: false, notices: boot.notices })
    }

    /// Types a key, and carries out all that follows from it. Whether the program goes on.
    ///
    /// # Errors
    /// None that a file causes: those are told in the application.
    pub fn press(&mut self, key: Key) -> Result<bool, Failure> {
        if let Clock::Fixed(time) = &mut self.stage.engine.clock {
            *time = time.saturating_add(KEY).unwrap_or(*time);
        }
        self.exit = self.stage.feed(Msg::Key(key))? == Flow::Ends;
        Ok(!self.exit)
    }

    /// The application as it is now, for [`crate::ui::draw`].
    pub fn app(&self) -> &App {
        &self.stage.engine.app
    }

    /// Waits until everything is on the disk, and draws the last screen.
    ///
    /// # Errors
    /// As [`Rehearsal::press`].
    pub fn end(mut self) -> Result<Played, Failure> {
        let unsaved = self.stage.settle()?;
        let Stage { engine: Engine { app, .. }, fault, .. } = self.stage;
        let fault = fault.filter(|_| app.desk.is_some());
        Ok(Played { picture: Picture::of(&app), app, exit: self.exit, fault, unsaved, notices: self.notices })
    }
}

struct Stage {
    engine: Engine,
    host: Nowhere,
    saved: Receiver<SaveReport>,
    /// What was wrong with the files of the document that was open last.
    fault: Option<String>,
}

impl Stage {
    /// An application with the documents of the script, the first of them open, and where to look for the words that
    /// their annotators have used.
    fn set(boot: &Boot, script: &Script) -> Result<(Stage, Vocabulary), Failure> {
        let (reports, saved) = channel();
        // Nobody reads reports any more once the play is over.
        let files = Files::new(boot, move |report| reports.send(report).unwrap_or_default());
        let app = App::new(boot.start(script.size, script.seed.unwrap_or_else(seed)));
        let clock = script.clock.map_or(Clock::Real, Clock::Fixed);
        let program = editor::program(&app.settings.editor, &script.environment);
        let host = Nowhere { editor: script.editor.then_some(program) };
        let askers = Askers::here(&boot.extractors, &boot.locations);
        let seekers = Seekers::here(sources(boot));
        let bookmark = Bookmark::of(&boot.state, if script.resume { &script.options.paths } else { &[] });
        let lister = Lister::new(boot, &script.options.paths, None);
        let sweeper = Sweeper::here(boot, places(boot, files.gate()));
        let recognisers = Recognisers::here();
        let engine = Engine { app, files, clock, recognisers, askers, seekers, sweeper, lister, bookmark, next: None };
        let mut stage = Stage { engine, host, saved, fault: None };

        if let Some(resume) = stage.engine.bookmark.find() {
            stage.engine.app.resume(resume);
        }
        let mut pieces = Vec::new();
        let vocabulary = find(&script.options.paths, &boot.locations, &boot.cache, None, &mut |batch| {
            pieces.extend(batch);
            true
        });
        if pieces.iter().all(|piece| first_document(piece).is_none()) {
            return Err(Failure::Wrong(faults(&pieces)));
        }
        stage.feed(Msg::Found(pieces))?;
        Ok((stage, vocabulary))
    }

    fn feed(&mut self, msg: Msg) -> Result<Flow, Failure> {
        self.engine.feed(msg, &mut self.host).map_err(Failure::Terminal)
    }

    /// Waits for the disk and lets the application know.
    fn settle(&mut self) -> Result<Vec<NotSaved>, Failure> {
        self.engine.files.flush();
        for report in self.saved.try_iter() {
            self.engine.saved(report, &mut self.host).map_err(Failure::Terminal)?;
        }
        self.fault = self.engine.files.fault_of_open().map(str::to_owned);
        Ok(self.engine.end(self.saved.try_iter()))
    }
}
