//! The application: state, modes, commands; [`App::update`] turns a message into effects.
//!
//! Pure: no file, clock, thread or terminal. The shell feeds [`Msg`]s with the time they arrived at, carries out
//! the [`Effect`]s, and draws the state with `ui`.

pub mod command;
pub mod desk;
pub mod filter;
pub mod geometry;
pub mod input;
pub mod library;
pub mod marks;
pub mod message;
pub mod overlay;
pub mod view;

mod act;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::annot::sidecar::Words;
use crate::annot::{AnnotatorName, IdSource};
use crate::config::keymap::Context;
use crate::config::{ColorDepth, Keymap, Schema, Settings, Theme};
use crate::store::Handle;
use crate::store::library::Piece;
use crate::store::sessions::Session;
use crate::text::Span;

pub use act::extract::options as extract_options;
use act::onward::Hunt;
pub use act::session::Resume;
pub use command::{COMMANDS, CommandInfo, Invocation};
pub use desk::{Desk, SaveState};
pub use filter::Filter;
pub use geometry::Geometry;
pub use input::KeyState;
pub use library::{Entry, Library, ListView};
pub use marks::{Mark, MarkRef, Marks};
pub use message::{Effect, Hit, Mouse, MouseKind, Msg, News, Opened, Travel};
pub use overlay::Overlay;
pub use view::View;

/// What the application is started with; everything is a value the shell has already read.
#[derive(Debug, Clone)]
pub struct Start {
    /// The user's settings.
    pub settings: Settings,
    /// The project's schema, or the built-in one.
    pub schema: Schema,
    /// The bindings without the schema's label keys.
    pub bindings: Keymap,
    /// Whether the schema stands in a project file.
    pub has_project: bool,
    /// The colours of the screen.
    pub theme: Theme,
    /// How many colours the terminal shows.
    pub colours: ColorDepth,
    /// The project's guidelines, Markdown.
    pub guidelines: Option<String>,
    /// Whose annotations are written.
    pub annotator: AnnotatorName,
    /// The external extractors that may be asked.
    pub extractors: Vec<Listed>,
    /// Width and height of the screen in cells.
    pub size: (u16, u16),
    /// Random bits for annotation ids.
    pub seed: u64,
    /// What is to be told at once: warnings about settings and the like, a line each.
    pub notices: Vec<String>,
}

/// An external extractor, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub about: String,
}

/// The state of the program.
#[derive(Debug)]
pub struct App {
    /// The user's settings.
    pub settings: Settings,
    /// The project's schema, or the built-in one.
    pub schema: Schema,
    /// The bindings, label keys included.
    pub keymap: Keymap,
    /// The bindings without label keys, for when the schema changes.
    bindings: Keymap,
    /// Whether the schema stands in a project file.
    has_project: bool,
    /// The colours of the screen.
    pub theme: Theme,
    /// How many colours the terminal shows.
    pub colours: ColorDepth,
    /// The project's guidelines, Markdown.
    pub guidelines: Option<String>,
    /// Whose annotations are written.
    pub annotator: AnnotatorName,
    /// The documents.
    pub library: Library,
    /// The open document; `None` until one could be opened.
    pub desk: Option<Desk>,
    /// Panels above the text; the last one has the keys.
    pub overlays: Vec<Overlay>,
    /// Keys of an unfinished sequence and the count before them.
    pub keys: KeyState,
    /// What just happened, for the status line.
    pub notice: Option<Notice>,
    /// Width and height of the screen in cells.
    pub size: (u16, u16),
    /// What was to be told at the start: warnings about settings and the project, each of one or more lines.
    pub notices: Vec<String>,
    /// Whether the last command was a search that found nothing.
    missed: bool,
    /// Whether a file of the open document changed on the disk since it was read.
    stale: bool,
    /// How often the recognisers were asked.
    question: u64,
    /// The hits of the last search through the corpus.
    pub concordance: Option<overlay::Concordance>,
    /// How often the corpus was searched.
    searches: u64,
    /// The hit that a document being opened is opened for: the document's place in the library, and the span.
    heading: Option<(usize, Span)>,
    /// Whether the last key was to end the program and could not.
    kept_open: bool,
    /// The document the user had read anew, until it is told how that ended.
    read_anew: Option<Handle>,
    /// The way to the next article with something to decide, while it is looked for.
    hunt: Option<Hunt>,
    /// What they said last, until it can be taken in.
    answer: Option<message::Extracted>,
    /// The external extractors that may be asked.
    pub extractors: Vec<Listed>,
    /// Those that have been asked and have not answered, by name, and about which document.
    pub asking: Vec<(String, Handle)>,
    /// The list of documents.
    pub roster: overlay::Roster,
    /// Where one left the corpus, until one is there again.
    resume: Option<Resume>,
    /// Corpora used lately, the newest first.
    recent: Vec<Session>,
    /// What was done in many documents at once.
    pub sweeps: act::sweep::Sweeps,
    /// The documents in which the last of it could not be done, and why.
    refused: Vec<String>,
    /// What external extractors said, until it can be taken in.
    produced: Vec<message::Produced>,
    /// What is shown beside the text.
    pub panes: Panes,
    /// What is remembered from document to document.
    pub memory: Memory,
    /// Documents left in this sitting, by their place in the library.
    left: BTreeMap<usize, desk::Left>,
    now: Timestamp,
    ids: IdSource,
    effects: Vec<Effect>,
}

/// What just happened, for the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The text, lower case.
    pub text: String,
    /// Whether something is wrong.
    pub error: bool,
}

/// What is shown beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    /// What is under the cursor, in full.
    pub inspector: bool,
    /// Labels, tags, stances and notes beside their lines.
    pub margin: bool,
    /// Rejected proposals, struck out.
    pub rejected: bool,
    /// Whether the mouse is the program's (not the terminal's).
    pub mouse: bool,
}

/// What is remembered from document to document.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The command `.` repeats, with its argument.
    pub repeat: Option<(&'static str, String)>,
    /// The label every selection gets, while one is set.
    pub sticky: Option<String>,
    /// The last search pattern.
    pub pattern: Option<String>,
    /// Search patterns and command lines, the newest last.
    pub searches: Vec<String>,
    /// Command lines, the newest last.
    pub commands: Vec<String>,
    /// What was sought in the corpus, the newest last.
    pub queries: Vec<String>,
    /// How often each tag was seen, over the schema and all opened documents.
    pub tags: BTreeMap<String, usize>,
    /// How often each stance target was seen.
    pub targets: BTreeMap<String, usize>,
    /// The target of the last stance.
    pub last_target: Option<String>,
    /// Which proposals are shown.
    pub filter: Filter,
}

impl App {
    /// The program before its first document.
    pub fn new(start: Start) -> App {
        let panes = Panes {
            inspector: start.settings.reader.inspector,
            margin: start.settings.reader.margin,
            rejected: false,
            mouse: start.settings.mouse,
        };
        let mut memory = Memory::default();
        memory.tags.extend(start.schema.tags.iter().map(|tag| (tag.name.clone(), 0)));
        memory.targets.extend(start.schema.stance.targets.iter().map(|target| (target.id.clone(), 0)));
        let mut app = App {
            settings: start.settings,
            keymap: start.bindings.clone().with_labels(&start.schema).0,
            bindings: start.bindings,
            schema: start.schema,
            has_project: start.has_project,
            theme: start.theme,
            colours: start.colours,
            guidelines: start.guidelines,
            annotator: start.annotator,
            library: Library::default(),
            desk: None,
            overlays: Vec::new(),
            keys: KeyState::default(),
            notice: None,
            size: start.size,
            notices: Vec::new(),
            missed: false,
            stale: false,
            question: 0,
            concordance: None,
            searches: 0,
            heading: None,
            kept_open: false,
            read_anew: None,
            hunt: None,
            answer: None,
            extractors: start.extractors,
            asking: Vec::new(),
            produced: Vec::new(),
            roster: overlay::Roster::default(),
            resume: None,
            recent: Vec::new(),
            sweeps: act::sweep::Sweeps::default(),
            refused: Vec::new(),
            panes,
            memory,
            left: BTreeMap::new(),
            now: Timestamp::UNIX_EPOCH,
            ids: IdSource::new(start.seed),
            effects: Vec::new(),
        };
        match start.notices.as_slice() {
            [] => {}
            [only] => app.warn(only.clone()),
            [first, ..] => app.warn(format!("warnings, see :faults — {first}")),
        }
        app.notices = start.notices;
        app
    }

    /// Takes in one message that arrived at `now` and says what the shell has to do.
    pub fn update(&mut self, msg: Msg, now: Timestamp) -> Vec<Effect> {
        self.pass_time(now);
        match msg {
            Msg::Key(key) => {
                // Whoever has begun to read elsewhere stays there.
                self.resume = None;
                self.press(key);
            }
            Msg::Paste(text) => self.paste(&text),
            Msg::Mouse(mouse) => self.point(mouse),
            Msg::Resize { width, height } => self.resize(width, height),
            Msg::Found(pieces) => self.found(pieces),
            Msg::Listed => self.listed(),
            Msg::Words(words) => self.learn_words(words),
            Msg::Opened { index, result } => self.opened(index, *result),
            Msg::Saved(report) => self.saved(report),
            Msg::KeptOpen => self.stay(),
            Msg::Recalled { handle, result, then } => self.recalled(&handle, result, then),
            Msg::Touched(handle) => self.touched(&handle),
            Msg::Extracted(answer) => self.extracted(*answer),
            Msg::Produced(answer) => self.produced.push(*answer),
            Msg::Learnt => self.tell_recognisers(),
            Msg::Sought(sought) => self.sought(sought),
            Msg::Surveyed(surveyed) => self.surveyed(*surveyed),
            Msg::Sweeping(done, of) => self.sweeping(done, of),
            Msg::Swept(swept) => self.swept(*swept),
            Msg::Sweeps(sweeps) => self.know_sweeps(sweeps),
            Msg::Arranging(arranging) => self.arranging(arranging),
            Msg::Arranged(arranged) => self.arranged(*arranged),
            Msg::Recent(sessions) => self.know_recent(sessions),
            Msg::Edited(result) => self.edited_outside(result),
            Msg::Command(line) => self.run_line(&line),
        }
        self.catch_up();
        self.take_answer();
        self.take_produced();
        std::mem::take(&mut self.effects)
    }

    /// Now, in the whole seconds that sidecars have.
    fn second(&self) -> Timestamp {
        Timestamp::from_second(self.now.as_second()).unwrap_or(self.now)
    }

    /// The span of time since the last message, as work on the open document.
    fn pass_time(&mut self, now: Timestamp) {
        let idle = i64::from(self.settings.annotate.seconds_idle);
        let passed = now.duration_since(self.now).as_secs();
        if let Some(desk) = &mut self.desk
            && (0..=idle).contains(&passed)
        {
            desk.worked(now.duration_since(self.now));
        }
        self.now = now;
    }

    fn tell(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), error: false });
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), error: true });
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.follow_cursor();
    }

    fn found(&mut self, pieces: Vec<Piece>) {
        let before = self.library.len();
        let resumed = self.resumed(before, &pieces);
        self.library.extend(pieces);
        match resumed {
            Some(at) => self.open(at),
            None if before == 0 && !self.library.is_empty() => self.open(0),
            None => {}
        }
    }

    fn listed(&mut self) {
        self.library.finish();
        self.resume = None;
        if !self.roster.listing.is_plain() || self.roster.number > 0 {
            self.list_anew();
        }
    }

    /// Asks the shell for the document at `index`.
    fn open(&mut self, index: usize) {
        if let Some(handle) = self.library.handle(index) {
            self.effects.push(Effect::Open { index, handle });
        }
    }

    fn opened(&mut self, index: usize, result: Result<Opened, String>) {
        if let (Err(reason), true) = (&result, index == self.library.current && self.desk.is_some()) {
            // Read again in vain: what is open stays open.
            (self.stale, self.notice) = (false, Some(Notice { text: reason.clone(), error: true }));
            if let Some(desk) = self.desk.as_mut().filter(|desk| !desk.own().is_empty() && desk.read_only().is_none()) {
                // Whether the sidecar is still there, the writer sees.
                desk.differs_from_disk();
                self.save();
            }
            return;
        }
        let before = self.library.current;
        self.library.turn_to(index);
        if let Some((handle, seconds)) = self.unwritten_time() {
            self.effects.push(Effect::Worked { handle, seconds });
        }
        if let Some(left) = self.desk.take().and_then(Desk::leave) {
            self.left.insert(before, left);
        }
        self.stale = false;
        let mut asked = false;
        match result {
            Ok(opened) => {
                self.remember_words(&opened);
                self.library.opened(index, opened.document.title());
                let news = opened.news.clone();
                let mut desk = Desk::new(opened, &self.schema);
                if let Some(left) = self.left.remove(&index) {
                    desk.come_back(left);
                }
                let trouble = desk.trouble();
                self.library.reviewed(desk.own().review.status);
                if !self.memory.filter.is_empty() {
                    desk.set_filter(self.memory.filter.clone(), &self.schema);
                }
                self.desk = Some(desk);
                self.follow_cursor();
                self.resume_place();
                self.arrive_if_heading(index);
                asked = self.ask_recognisers_by_itself();
                if news.wants_saving()
                    && let Some(desk) = self.desk.as_mut().filter(|desk| desk.read_only().is_none())
                {
                    desk.differs_from_disk();
                    self.save();
                }
                match (trouble, news.told()) {
                    (Some(trouble), _) => self.warn(trouble),
                    (None, Some(news)) => self.warn(news),
                    (None, None) => self.tell_reach(),
                }
            }
            Err(reason) => {
                self.heading = None;
                self.library.failed(index, reason.clone());
                self.warn(reason);
            }
        }
        self.arrived(asked);
    }

    /// The open document and the whole seconds of work on it that no sidecar holds.
    pub fn unwritten_time(&self) -> Option<(Handle, u64)> {
        let desk = self.desk.as_ref()?;
        Some((desk.handle.clone(), desk.unwritten_seconds())).filter(|(_, seconds)| *seconds > 0)
    }

    /// Says how to end although something is not on the disk.
    fn stay(&mut self) {
        self.kept_open = true;
        self.warn("not saved: :q! ends and keeps a copy, :faults says why");
    }

    fn saved(&mut self, report: message::SaveReport) {
        if let Some(reason) = report.unrecorded {
            self.warn_of_save(reason);
        }
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.handle == report.handle) else {
            if let Err(reason) = report.result {
                self.warn_of_save(reason);
            }
            return;
        };
        let failed = report.result.as_ref().err().cloned();
        let was_unsaved = matches!(desk.save_state(), SaveState::Unsaved(_));
        desk.saved(report.generation, report.result.map(|_| ()));
        match failed {
            Some(reason) => self.warn_of_save(reason),
            None if was_unsaved => self.tell("everything is on the disk again"),
            None => {}
        }
        self.stale |= report.overtaken;
    }

    /// Says why something is not on the disk, unless it is said how to end all the same.
    fn warn_of_save(&mut self, reason: String) {
        if !self.kept_open {
            self.warn(reason);
        }
    }

    /// A file of the open document changed on the disk.
    fn touched(&mut self, handle: &Handle) {
        self.stale |= self.desk.as_ref().is_some_and(|desk| desk.handle == *handle);
    }

    /// Reads the open document again where it changed on the disk, as soon as nothing is half done.
    fn catch_up(&mut self) {
        let idle = self.overlays.is_empty() && self.context() == Context::Normal && self.keys.pending.is_empty();
        let drawing = self.desk.as_ref().is_some_and(|desk| desk.relation_head.is_some() || desk.placing.is_some());
        if self.stale && idle && !drawing {
            self.stale = false;
            self.open(self.library.current);
        }
    }

    fn learn_words(&mut self, words: Words) {
        for (known, found) in [(&mut self.memory.tags, words.tags), (&mut self.memory.targets, words.targets)] {
            for (word, count) in found {
                let seen = known.entry(word).or_default();
                *seen = count.max(*seen);
            }
        }
    }

    fn remember_words(&mut self, opened: &Opened) {
        for tag in opened.own.tags() {
            *self.memory.tags.entry(tag.tag.clone()).or_default() += 1;
        }
        for stance in opened.own.stances() {
            *self.memory.targets.entry(stance.target.clone()).or_default() += 1;
        }
    }
}
