//! One process of an extractor: a document in, an answer out, started anew after it failed.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::Program;
use super::processes::Processes;
use super::stderr::{LastWords, Listener};
use crate::text::one_line;

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 64_000_000;

/// Code points of an answer that a message repeats.
const EXCERPT: usize = 40;

/// How long a process whose output has ended may take to end itself.
const GRACE: Duration = Duration::from_millis(500);

/// Why a document has no answer.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {what}{}", last_words.as_ref().map(|line| format!("; it said: {line}")).unwrap_or_default())]
pub struct Fault {
    name: String,
    what: What,
    last_words: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum What {
    #[error("{0} cannot be started: {1}; correct its command in {2}")]
    Start(String, io::Error, String),
    #[error("no answer within {0} s; it was stopped")]
    Late(u32),
    #[error("ended without an answer ({0})")]
    Ended(String),
    #[error("answered what is no JSON: {0}")]
    NoJson(String),
    #[error("answered in over {} MB; it was stopped", LONGEST / 1_000_000)]
    TooLong,
    #[error("answered more lines than it was asked; it must print one for each document, and nothing else")]
    TooMany,
    #[error("answered for {0} when asked for {1}; it must answer each line, in order")]
    OtherDocument(String, String),
    #[error("{0}")]
    Told(String),
}

impl Fault {
    /// That an answer is JSON but says nothing that can be read.
    pub(super) fn unreadable(program: &Program, reason: &str) -> Fault {
        let what = What::Told(format!("its answer {reason}"));
        Fault { name: program.name().to_string(), what, last_words: None }
    }

    /// Whether the program itself failed; otherwise it has answered, and goes on.
    pub(super) fn is_failure(&self) -> bool {
        !matches!(self.what, What::Told(_))
    }

    /// Whether trying again is in vain.
    pub(super) fn is_final(&self) -> bool {
        matches!(self.what, What::Start(..))
    }
}

/// A process of an extractor, running or not.
pub(super) struct Worker {
    program: Arc<Program>,
    processes: Arc<Processes>,
    listener: Listener,
    running: Option<Running>,
}

impl Worker {
    pub fn new(program: Arc<Program>, processes: Arc<Processes>, listener: Listener) -> Worker {
        Worker { program, processes, listener, running: None }
    }

    /// Asks about a document and waits for the answer. The process is started where none runs, and stopped where it
    /// fails: the next document has a new one.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn ask(&mut self, id: &str, text: &str) -> Result<Value, Fault> {
        let question = format!("{}\n", json!({ "id": id, "text": text }));
        // One that had answered and then ended, as a script for one line does, is no failure: it is asked anew.
        let may_have_ended = self.running.is_some();
        let answer = match self.exchange(&question) {
            Err(Lost::Ended { status: Some(status), .. }) if may_have_ended && status.success() => {
                self.exchange(&question)
            }
            other => other,
        };
        let answer = answer.map_err(|lost| self.fault(lost))?;
        let value: Value = serde_json::from_slice(&answer).map_err(|_| {
            let start: String = String::from_utf8_lossy(&answer).chars().take(EXCERPT).collect();
            self.failed(What::NoJson(one_line(start.trim())))
        })?;
        if let Some(other) = value.get("id").filter(|other| !other.is_null() && !is_id(other, id)) {
            let other: String = other.to_string().chars().take(EXCERPT).collect();
            return Err(self.failed(What::OtherDocument(one_line(&other), one_line(&format!("{id:?}")))));
        }
        match value.get("error").and_then(Value::as_str) {
            Some(error) => {
                let what = What::Told(one_line(error));
                Err(Fault { name: self.program.name().to_string(), what, last_words: None })
            }
            None => Ok(value),
        }
    }

    fn exchange(&mut self, question: &str) -> Result<Vec<u8>, Lost> {
        let running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.program, &self.processes, &self.listener).map_err(Lost::Start)?,
        };
        let timeout = Duration::from_secs(self.program.extractor().timeout.into());
        if running.answers.try_recv().is_ok() {
            return Err(Lost::TooMany { last_words: running.end(Duration::ZERO).1 });
        }
        // A process that has ended reads no more; that it has, its output tells.
        let _ended = running.questions.as_ref().map(|questions| questions.send(question.to_owned()));
        match running.answers.recv_timeout(timeout) {
            Ok(Output::Line(line)) => {
                self.running = Some(running);
                Ok(line)
            }
            Ok(Output::TooLong) => Err(Lost::TooLong { last_words: running.end(Duration::ZERO).1 }),
            Err(RecvTimeoutError::Timeout) => Err(Lost::Late { last_words: running.end(Duration::ZERO).1 }),
            Err(RecvTimeoutError::Disconnected) => {
                let (status, last_words) = running.end(GRACE);
                Err(Lost::Ended { status, last_words })
            }
        }
    }

    /// Stops the process, which cannot be trusted any more to answer what it is asked.
    fn failed(&mut self, what: What) -> Fault {
        let last_words = self.running.take().and_then(|running| running.end(Duration::ZERO).1);
        Fault { name: self.program.name().to_string(), what, last_words }
    }

    fn fault(&self, lost: Lost) -> Fault {
        let extractor = self.program.extractor();
        let (what, last_words) = match lost {
            Lost::Start(error) => {
                let program = one_line(&extractor.program);
                (What::Start(program, error, self.program.origin().to_owned()), None)
            }
            Lost::Late { last_words } => (What::Late(extractor.timeout), last_words),
            Lost::TooLong { last_words } => (What::TooLong, last_words),
            Lost::TooMany { last_words } => (What::TooMany, last_words),
            Lost::Ended { status, last_words } => {
                (What::Ended(status.map_or_else(|| "killed".into(), |status| status.to_string())), last_words)
            }
        };
        Fault { name: extractor.name.to_string(), what, last_words }
    }
}

/// Whether what an answer calls its document is the id it was asked for; a program may have made a number of it.
fn is_id(told: &Value, id: &str) -> bool {
    *told == id || serde_json::from_str::<Value>(id).is_ok_and(|id| id == *told)
}

/// Why no line came.
enum Lost {
    Start(io::Error),
    Late { last_words: Option<String> },
    TooLong { last_words: Option<String> },
    TooMany { last_words: Option<String> },
    Ended { status: Option<ExitStatus>, last_words: Option<String> },
}

/// What comes from standard output; the channel ends with it.
enum Output {
    Line(Vec<u8>),
    TooLong,
}

/// A process with its three ends, each served by a thread of its own: none waits for another.
struct Running {
    child: Child,
    /// Standard input is closed with it.
    questions: Option<Sender<String>>,
    answers: Receiver<Output>,
    last_words: LastWords,
    processes: Arc<Processes>,
}

impl Running {
    fn start(program: &Program, processes: &Arc<Processes>, listener: &Listener) -> io::Result<Running> {
        let extractor = program.extractor();
        let mut command = Command::new(program.file());
        command.args(&extractor.arguments).envs(extractor.env.iter().cloned()).current_dir(program.folder());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = processes.start(&mut command)?;
        match Running::serve(&mut child, listener) {
            Ok((questions, answers, last_words)) => {
                let (questions, processes) = (Some(questions), Arc::clone(processes));
                Ok(Running { child, questions, answers, last_words, processes })
            }
            Err(error) => {
                processes.end(&mut child, Duration::ZERO);
                Err(error)
            }
        }
    }

    fn serve(child: &mut Child, listener: &Listener) -> io::Result<(Sender<String>, Receiver<Output>, LastWords)> {
        let ends = child.stdin.take().zip(child.stdout.take()).zip(child.stderr.take());
        let ((stdin, stdout), stderr) = ends.ok_or(io::ErrorKind::BrokenPipe)?;
        let last_words = LastWords::of(stderr, Arc::clone(listener))?;
        let (questions, asked) = channel();
        thread::Builder::new().name("standard input".into()).spawn(move || write(stdin, &asked))?;
        // What says more than it is asked has to wait.
        let (answering, answers) = sync_channel(1);
        thread::Builder::new().name("standard output".into()).spawn(move || read(stdout, &answering))?;
        Ok((questions, answers, last_words))
    }

    /// Ends the process, and says how it ended and its last line on standard error.
    fn end(mut self, grace: Duration) -> (Option<ExitStatus>, Option<String>) {
        let status = self.processes.end(&mut self.child, grace);
        (status, self.last_words.last())
    }
}

impl Drop for Running {
    /// Without questions a program ends by itself; one that does not is ended.
    fn drop(&mut self) {
        self.questions = None;
        self.processes.end(&mut self.child, GRACE);
    }
}

fn write(mut stdin: impl Write, questions: &Receiver<String>) {
    for question in questions {
        if stdin.write_all(question.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read(stdout: impl Read, answers: &SyncSender<Output>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let whole = match stdout.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => line.ends_with(b"\n") || (line.len() as u64) < LONGEST,
        };
        if whole && line.trim_ascii().is_empty() {
            continue;
        }
        if answers.send(if whole { Output::Line(line) } else { Output::TooLong }).is_err() || !whole {
            return;
        }
    }
}
