//! The application at work: messages go in, its effects are carried out, until nothing is left to do.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use jiff::Timestamp;

use super::bookmark::Bookmark;
use super::extractors::{Asked, Askers};
use super::files::{Files, NotSaved};
use super::lister::{Lister, Wanted};
use super::recognisers::{Question, Recognisers};
use super::seeking::{Seekers, Task};
use super::sweeper::{Errand, Sweeper};
use super::{Failure, editor};
use crate::app::{App, Effect, Msg, Notice};
use crate::store::library::Piece;
use crate::store::{self, Handle};

/// How often what somebody else overtook is merged and saved at the end.
const ROUNDS: usize = 3;

/// What the application can ask of whatever it is shown on.
pub(super) trait Host {
    /// Puts text on the clipboard, or says why not.
    fn copy(&mut self, text: &str) -> io::Result<Result<(), String>>;
    /// Has the user edit a text elsewhere.
    fn edit(&mut self, text: &str) -> io::Result<Result<String, String>>;
    /// Takes the mouse or leaves it.
    fn set_mouse(&mut self, on: bool) -> io::Result<()>;
    /// Stops the process until it is continued.
    fn suspend(&mut self) -> io::Result<()>;
    /// Draws everything anew next time.
    fn redraw(&mut self) -> io::Result<()>;
}

/// Whose time it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    /// The time of day.
    Real,
    /// This time, until it is changed.
    Fixed(Timestamp),
}

impl Clock {
    fn now(self) -> Timestamp {
        match self {
            Clock::Real => Timestamp::now(),
            Clock::Fixed(time) => time,
        }
    }
}

/// Whether the program goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Goes,
    Ends,
}

/// The application with its documents.
pub(super) struct Engine {
    pub app: App,
    pub files: Files,
    pub clock: Clock,
    pub recognisers: Recognisers,
    pub askers: Askers,
    pub seekers: Seekers,
    pub sweeper: Sweeper,
    pub lister: Lister,
    /// Where one is in the corpus is kept here.
    pub bookmark: Bookmark,
    /// The corpus that is to be opened when this one is left.
    pub next: Option<Vec<PathBuf>>,
}

impl Engine {
    /// Lets the application take in a message, and all that follow from it.
    ///
    /// # Errors
    /// When the host fails.
    pub fn feed(&mut self, msg: Msg, host: &mut dyn Host) -> io::Result<Flow> {
        let mut waiting = VecDeque::from([msg]);
        while let Some(msg) = waiting.pop_front() {
            self.remember_faults(&msg);
            let arrives = matches!(msg, Msg::Opened { .. });
            for effect in self.app.update(msg, self.clock.now()) {
                match effect {
                    Effect::Open { index, handle } => {
                        let result = Box::new(self.files.open(&handle));
                        waiting.push_back(Msg::Opened { index, result });
                    }
                    Effect::Save { handle, document, set, generation, steps } => {
                        self.files.save(&handle, document, set, generation, steps);
                    }
                    Effect::Recall { handle, then } => {
                        let result = self.files.recall(&handle);
                        waiting.push_back(Msg::Recalled { handle, result, then });
                    }
                    Effect::Extract { handle, document, own, options, learn, question } => {
                        let key = self.files.key_of_open().unwrap_or_else(|| handle.label());
                        let question = Question { handle, document, own, key, options, learn, number: question };
                        let answer = self.recognisers.ask(question);
                        waiting.extend(answer.map(|answer| Msg::Extracted(Box::new(answer))));
                    }
                    Effect::Ask { name, handle, document } => {
                        let answer = self.askers.ask(&name, Asked { handle, document });
                        waiting.extend(answer.map(|answer| Msg::Produced(Box::new(answer))));
                    }
                    Effect::Seek { search, seeker, documents } => {
                        if !seeker.needs_text_alone() {
                            self.files.settle();
                        }
                        let found = self.seekers.seek(Task { search, seeker, documents });
                        waiting.extend(found.map(Msg::Sought));
                    }
                    Effect::List { number, listing, query, documents } => {
                        // What was decided a moment ago counts.
                        self.files.flush();
                        waiting.extend(self.lister.list(Wanted { number, listing, query, documents }));
                    }
                    Effect::Survey { number, search, documents } => {
                        self.files.settle();
                        waiting.extend(self.sweeper.run(Errand::Survey { number, search, documents }));
                    }
                    Effect::EndSurvey => self.sweeper.end_survey(),
                    Effect::Sweep { sweep, wish, tasks, seed, here } => {
                        self.files.settle();
                        let here = self.files.target_of_open().filter(|_| here);
                        waiting.extend(self.sweeper.run(Errand::Carry { sweep, wish, tasks, seed, here }));
                    }
                    Effect::Unsweep { id, redo, here } => {
                        self.files.settle();
                        let here = here.and_then(|result| Some((self.files.target_of_open()?, result)));
                        waiting.extend(self.sweeper.run(Errand::Travel { id, redo, here, at: self.clock.now() }));
                    }
                    Effect::Worked { handle, seconds } => self.files.worked(&handle, seconds),
                    Effect::Copy(text) => {
                        if let Err(reason) = host.copy(&text)? {
                            self.app.notice = Some(Notice { text: reason, error: true });
                        }
                    }
                    Effect::EditOutside(text) => waiting.push_back(Msg::Edited(host.edit(&text)?)),
                    Effect::Mouse(on) => host.set_mouse(on)?,
                    Effect::Suspend => {
                        self.files.flush();
                        host.suspend()?;
                    }
                    Effect::Redraw => host.redraw()?,
                    Effect::Quit { force, then } => {
                        if self.files.flush().is_empty() || force {
                            self.next = then;
                            return Ok(Flow::Ends);
                        }
                        waiting.push_back(Msg::KeptOpen);
                    }
                }
            }
            if arrives {
                self.bookmark.keep_now_and_then(&self.app, self.clock.now());
            }
        }
        Ok(Flow::Goes)
    }

    /// Lets the application know how a save went.
    ///
    /// # Errors
    /// When the host fails.
    pub fn saved(&mut self, report: store::SaveReport, host: &mut dyn Host) -> io::Result<Flow> {
        match self.files.reported(report) {
            Some(report) => self.feed(Msg::Saved(report), host),
            None => Ok(Flow::Goes),
        }
    }

    /// Saves what is left: the sidecars that could not be written. `reports` gives those of the writer that nobody
    /// has heard yet.
    pub fn end(&mut self, mut reports: impl Iterator<Item = store::SaveReport>) -> Vec<NotSaved> {
        self.bookmark.keep(&self.app, self.clock.now());
        if let Some((handle, seconds)) = self.app.unwritten_time() {
            self.files.worked(&handle, seconds);
        }
        self.files.close();
        // What somebody else changed is merged and saved once more.
        for _ in 0..ROUNDS {
            self.files.flush();
            for report in reports.by_ref() {
                self.files.reported(report);
            }
        }
        self.files.rescue(self.clock.now())
    }

    /// Ends: `end` as it was, unless sidecars could not be written, which then matters more than how it came about.
    ///
    /// # Errors
    /// `end`, or [`Failure::Unsaved`].
    pub fn conclude<T>(
        &mut self,
        end: Result<T, Failure>,
        reports: impl Iterator<Item = store::SaveReport>,
    ) -> Result<T, Failure> {
        let unsaved: Vec<String> = self.end(reports).iter().map(ToString::to_string).collect();
        if unsaved.is_empty() { end } else { Err(Failure::Unsaved(unsaved.join("\n"))) }
    }

    fn remember_faults(&mut self, msg: &Msg) {
        let Msg::Found(pieces) = msg else { return };
        for piece in pieces {
            if let Piece::Fault(fault) = piece {
                self.files.fault(Handle::File(fault.path.clone()), fault.to_string());
            }
        }
    }
}

/// Does `work`, and makes a failure of its panic: what it leaves behind is good enough to be saved.
pub(super) fn survived<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Broken("main")))
}

/// A host that is no terminal.
pub(super) struct Nowhere {
    /// The editor that may be run, if one may.
    pub editor: Option<String>,
}

impl Host for Nowhere {
    fn copy(&mut self, _: &str) -> io::Result<Result<(), String>> {
        Ok(Ok(()))
    }

    fn edit(&mut self, text: &str) -> io::Result<Result<String, String>> {
        Ok(match &self.editor {
            Some(program) => editor::edit(program, text, None),
            None => Err("the editor is not run without a terminal".into()),
        })
    }

    fn set_mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn redraw(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// 64 random bits, from where the standard library takes those of its hash maps: the system.
pub(super) fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
