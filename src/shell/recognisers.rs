//! The embedded recognisers at work: on a thread of their own, so that no key waits for them, or at once where nobody
//! types.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::learning::Scholar;
use crate::annot::AnnotationSet;
use crate::app::message::Extracted;
use crate::doc::Document;
use crate::extract::Options;
use crate::extract::memory::Evidence;
use crate::store::Handle;

/// A document to be read.
pub(super) struct Question {
    pub handle: Handle,
    pub document: Arc<Document>,
    /// What the annotator said of it so far.
    pub own: Arc<AnnotationSet>,
    /// Under which name its decisions are remembered.
    pub key: String,
    /// How it is read; without any, only what was decided earlier has its say.
    pub options: Option<Options>,
    /// Whether earlier decisions count.
    pub learn: bool,
    pub number: u64,
}

/// What the annotator decided on a document, as far as its sidecar alone says.
pub(super) type Remembered = (String, Vec<Evidence>);

/// A document the annotator is done with, and what was said of it.
pub(super) type Finished = (String, Arc<Document>, Arc<AnnotationSet>);

pub(super) enum Task {
    Answer(Box<Question>),
    Remember(Vec<Remembered>),
    Study(Vec<Finished>),
}

/// Who reads documents.
pub(super) enum Recognisers {
    /// Whoever asks, at once.
    Here(Box<Scholar>),
    /// A thread.
    Thread(Sender<Task>),
}

impl Recognisers {
    /// Reads at once.
    pub fn here() -> Recognisers {
        Recognisers::Here(Box::default())
    }

    /// Starts a thread that gives its answers to `emit`. Of several questions that wait, only the last is answered.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(emit: impl Fn(Extracted) -> bool + Send + 'static) -> std::io::Result<Recognisers> {
        let (sender, tasks) = channel();
        thread::Builder::new().name("recognisers".into()).spawn(move || work(&tasks, &emit))?;
        Ok(Recognisers::Thread(sender))
    }

    /// Asks; the answer, where it comes at once.
    pub fn ask(&mut self, question: Question) -> Option<Extracted> {
        match self {
            Recognisers::Here(scholar) => Some(scholar.answer(question)),
            Recognisers::Thread(tasks) => {
                // A thread that is gone has told so.
                let _gone = tasks.send(Task::Answer(Box::new(question)));
                None
            }
        }
    }

    /// Takes in what was decided on other documents.
    pub fn remember(&mut self, decisions: Vec<Remembered>) {
        match self {
            Recognisers::Here(scholar) => scholar.remember(decisions),
            Recognisers::Thread(tasks) => tasks.send(Task::Remember(decisions)).unwrap_or_default(),
        }
    }

    /// Learns from documents that are done.
    pub fn study(&mut self, finished: Vec<Finished>) {
        match self {
            Recognisers::Here(scholar) => scholar.study(finished),
            Recognisers::Thread(tasks) => tasks.send(Task::Study(finished)).unwrap_or_default(),
        }
    }
}

fn work(tasks: &Receiver<Task>, emit: &dyn Fn(Extracted) -> bool) {
    let mut scholar = Scholar::default();
    while let Ok(first) = tasks.recv() {
        let mut question = None;
        for task in std::iter::once(first).chain(tasks.try_iter()) {
            match task {
                Task::Answer(asked) => question = Some(asked),
                Task::Remember(decisions) => scholar.remember(decisions),
                Task::Study(finished) => scholar.study(finished),
            }
        }
        if question.is_some_and(|question| !emit(scholar.answer(*question))) {
            return;
        }
    }
}
