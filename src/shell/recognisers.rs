//! The embedded recognisers at work: on a thread of their own, so that no key waits for them, or at once where nobody
//! types.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::app::message::Extracted;
use crate::doc::Document;
use crate::extract::{self, Options};
use crate::store::Handle;

/// A document to be read.
pub(super) struct Question {
    pub handle: Handle,
    pub document: Arc<Document>,
    pub options: Options,
    pub number: u64,
}

impl Question {
    fn answer(self) -> Extracted {
        let extraction = extract::extract(&self.document, &self.options);
        Extracted {
            handle: self.handle,
            question: self.number,
            set: extraction.to_set(&self.document),
            dates: extraction.dates,
        }
    }
}

/// Who reads documents.
pub(super) enum Recognisers {
    /// Whoever asks, at once.
    Here,
    /// A thread.
    Thread(Sender<Question>),
}

impl Recognisers {
    /// Starts a thread that gives its answers to `emit`. Of several questions that wait, only the last is answered.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(emit: impl Fn(Extracted) -> bool + Send + 'static) -> std::io::Result<Recognisers> {
        let (sender, questions) = channel();
        thread::Builder::new().name("recognisers".into()).spawn(move || answer(&questions, &emit))?;
        Ok(Recognisers::Thread(sender))
    }

    /// Asks; the answer, where it comes at once.
    pub fn ask(&self, question: Question) -> Option<Extracted> {
        match self {
            Recognisers::Here => Some(question.answer()),
            Recognisers::Thread(sender) => {
                // A thread that is gone has told so.
                let _gone = sender.send(question);
                None
            }
        }
    }
}

fn answer(questions: &Receiver<Question>, emit: &dyn Fn(Extracted) -> bool) {
    while let Ok(first) = questions.recv() {
        let last = questions.try_iter().last().unwrap_or(first);
        if !emit(last.answer()) {
            return;
        }
    }
}
