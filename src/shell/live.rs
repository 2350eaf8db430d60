//! The reader on a terminal: threads, one channel, the loop.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::bookmark::Bookmark;
use super::engine::{Clock, Engine, Flow, Host, Nowhere, seed, survived};
use super::extractors::Askers;
use super::files::Files;
use super::find::{faults, find, finished, first_document};
use super::lister::Lister;
use super::pointer::Clicks;
use super::recognisers::{Finished, Recognisers, Remembered};
use super::seeking::{Seekers, sources};
use super::signals::{self, Signal};
use super::sweeper::{Sweeper, places};
use super::{Exit, Failure, Options, Screen, ask, boot, editor};
use crate::annot::sidecar::Words;
use crate::app::message::{Extracted, Produced};
use crate::app::{App, Msg};
use crate::store::dirs::Environment;
use crate::store::library::Piece;
use crate::store::sessions::Sessions;
use crate::store::sweeps::Sweeps;
use crate::store::watch::Watch;
use crate::store::{self, Handle};
use crate::term::{Input, PointerKind, Session, Tty};
use crate::ui::{self, HitMap};

/// How long the document that one left is waited for before another one is shown.
const PATIENCE: Duration = Duration::from_millis(40);

/// Most events that are taken in before something is drawn.
const BATCH: usize = 256;

/// Something that happened somewhere.
#[derive(Debug)]
enum Event {
    Input(Input),
    Signal(Signal),
    Found(Vec<Piece>),
    Listed,
    /// Which records of a corpus share an id is known by now.
    Identified,
    Words(Words),
    Saved(store::SaveReport),
    Touched(Vec<OsString>),
    Extracted(Box<Extracted>),
    Produced(Box<Produced>),
    Told(Msg),
    Remembered(Vec<Remembered>),
    Finished(Vec<Finished>),
    Broken(&'static str),
}

/// Where a thread sends its events; if the thread panics, that is the last one.
#[derive(Clone)]
struct Post {
    thread: &'static str,
    events: Sender<Event>,
}

impl Post {
    /// Whether anybody listens still.
    fn send(&self, event: Event) -> bool {
        self.events.send(event).is_ok()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        if thread::panicking() {
            self.send(Event::Broken(self.thread));
        }
    }
}

/// Runs the reader until the user leaves, a signal ends it or the terminal goes away; everything is saved then.
///
/// # Errors
/// [`Failure`]: nothing to open, no terminal, or sidecars that could not be written.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let mut options = options.clone();
    loop {
        match read(&options)? {
            (_, Some(next)) => options.paths = next,
            (exit, None) => return Ok(exit),
        }
    }
}

/// Reads one corpus, and says which one is to be opened after it.
fn read(options: &Options) -> Result<(Exit, Option<Vec<PathBuf>>), Failure> {
    let environment = Environment::of_process();
    let boot = boot(options, &environment, Screen::Terminal, &mut |question| {
        if question.refused_before { None } else { ask(question) }
    })?;
    let (events, arrivals) = channel();
    let post = |thread| Post { thread, events: events.clone() };

    let (finder, paths, locations) = (post("search"), options.paths.clone(), boot.locations.clone());
    let (state, cache) = (boot.state.clone(), boot.cache.clone());
    let (learn, annotator) = (boot.settings.settings.extract.learn, boot.annotator.clone());
    let opening = store::open::Options::of(&boot.settings.settings, &boot.schema);
    spawn("search", move || {
        let mut corpora = Vec::new();
        let emit = &mut |pieces| finder.send(Event::Found(pieces));
        let vocabulary = find(&paths, &locations, &cache, Some(&mut corpora), emit);
        finder.send(Event::Listed);
        finder.send(Event::Words(vocabulary.words()));
        finder.send(Event::Told(Msg::Sweeps(Sweeps::of(&state).all())));
        finder.send(Event::Told(Msg::Recent(Sessions::of(&state).recent())));
        if learn {
            finder.send(Event::Remembered(vocabulary.decisions(&annotator)));
            finder.send(Event::Finished(finished(&vocabulary, &annotator, &opening)));
        }
        for corpus in corpora {
            store::open::learn_ids(&corpus, &opening);
            finder.send(Event::Identified);
        }
    })?;
    let writer = post("writer");
    let files = Files::new(&boot, move |report| {
        writer.send(Event::Saved(report));
    });
    let answers = post("recognisers");
    let recognisers = Recognisers::spawn(move |answer| answers.send(Event::Extracted(Box::new(answer))));
    let recognisers = recognisers.map_err(Failure::Terminal)?;
    let produced = Mutex::new(post("extractor"));
    let askers = Askers::on_threads(&boot.extractors, &boot.locations, move |answer| {
        produced.lock().is_ok_and(|post| post.send(Event::Produced(Box::new(answer))))
    });
    let sought = post("concordance");
    let seekers = Seekers::on_threads(sources(&boot), move |answer| sought.send(Event::Told(Msg::Sought(answer))));
    let swept = Mutex::new(post("sweeper"));
    let swept = Arc::new(move |msg| swept.lock().is_ok_and(|post| post.send(Event::Told(msg))));
    let lister = Lister::new(&boot, &options.paths, Some(swept.clone()));
    let sweeper = Sweeper::on_threads(&boot, places(&boot, files.gate()), swept);
    let size = Tty::open().map_err(Failure::Terminal)?.size();
    let app = App::new(boot.start(size, seed()));
    let bookmark = Bookmark::of(&boot.state, &options.paths);
    let mut engine =
        Engine { app, files, clock: Clock::Real, recognisers, askers, seekers, sweeper, lister, bookmark, next: None };
    if let Some(resume) = engine.bookmark.find() {
        engine.app.resume(resume);
    }
    let next = open_first(&mut engine, &options.paths, &arrivals)?;

    let outside = Arc::new(AtomicBool::new(false));
    let signal_post = post("signals");
    let emit = move |signal| {
        signal_post.send(Event::Signal(signal));
    };
    signals::listen(Arc::clone(&outside), emit).map_err(Failure::Terminal)?;
    let input = post("input");
    let session = Session::open(engine.app.panes.mouse, move |event| {
        input.send(Event::Input(event));
    });
    let editor = editor::program(&engine.app.settings.editor, &environment);
    let console = Console { session: session.map_err(Failure::Terminal)?, outside, editor };
    Live {
        engine,
        console,
        clicks: Clicks::default(),
        hits: HitMap::default(),
        stale: true,
        next,
        watch: None,
        watcher: post("watch"),
    }
    .run(&arrivals)
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    thread::Builder::new().name(name.into()).spawn(body).map(drop).map_err(Failure::Terminal)
}

/// Waits for the first document and opens it, before the terminal is taken over: what goes wrong until then is
/// simply printed.
fn open_first(engine: &mut Engine, paths: &[PathBuf], arrivals: &Receiver<Event>) -> Result<Option<Event>, Failure> {
    let mut pieces: Vec<Piece> = Vec::new();
    let first = loop {
        if let Some(first) = pieces.iter().find_map(first_document) {
            break first;
        }
        match arrivals.recv() {
            Ok(Event::Found(more)) => pieces.extend(more),
            Ok(Event::Listed) | Err(_) => return Err(Failure::Wrong(faults(&pieces))),
            Ok(Event::Broken(thread)) => return Err(Failure::Broken(thread)),
            Ok(_) => {}
        }
    };
    let next = await_resumed(&engine.app, &mut pieces, arrivals);
    // What cannot be opened stands behind the first document, which is shown.
    pieces.sort_by_key(|piece| matches!(piece, Piece::Fault(_)));
    let is_alone = match (paths, &first) {
        ([path], Handle::File(file)) => path == file,
        ([_], Handle::Stdin) => true,
        _ => false,
    };
    let mut nowhere = Nowhere { editor: None };
    engine.feed(Msg::Found(pieces), &mut nowhere).map_err(Failure::Terminal)?;
    match &engine.app.notice {
        Some(notice) if is_alone && engine.app.desk.is_none() => Err(Failure::Wrong(notice.text.clone())),
        _ => Ok(next),
    }
}

/// Waits a moment for the document that one left, so that it is the first thing seen. What comes instead is given back.
fn await_resumed(app: &App, pieces: &mut Vec<Piece>, arrivals: &Receiver<Event>) -> Option<Event> {
    let until = Instant::now() + PATIENCE;
    let mut awaits = app.awaits(pieces);
    while awaits {
        match arrivals.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Event::Found(more)) => {
                awaits = app.awaits(&more);
                pieces.extend(more);
            }
            Ok(other) => return Some(other),
            Err(_) => break,
        }
    }
    None
}

/// The terminal as the application's host.
struct Console {
    session: Session,
    /// Whether another program has the terminal.
    outside: Arc<AtomicBool>,
    editor: String,
}

impl Host for Console {
    fn copy(&mut self, text: &str) -> io::Result<Result<(), String>> {
        Ok(self.session.copy(text)?.map_err(|too_long| too_long.to_string()))
    }

    fn edit(&mut self, text: &str) -> io::Result<Result<String, String>> {
        self.outside.store(true, Ordering::Release);
        let result = self.session.outside(|tty| editor::edit(&self.editor, text, tty.stdio().ok()));
        self.outside.store(false, Ordering::Release);
        result
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.session.set_mouse(on)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.session.suspend()
    }

    fn redraw(&mut self) -> io::Result<()> {
        self.session.resize(self.session.size())
    }
}

struct Live {
    engine: Engine,
    console: Console,
    clicks: Clicks,
    /// What stands where on the screen that was drawn last.
    hits: HitMap,
    /// Whether something happened since.
    stale: bool,
    /// What came while the first document was waited for.
    next: Option<Event>,
    /// Tells of changes on the disk, from the first frame on.
    watch: Option<Watch>,
    watcher: Post,
}

/// How an event went on: an end, if it was one.
type Step = io::Result<Option<Exit>>;

impl Live {
    fn run(mut self, arrivals: &Receiver<Event>) -> Result<(Exit, Option<Vec<PathBuf>>), Failure> {
        let end = survived(|| self.serve(arrivals));
        let end = self.engine.conclude(
            end,
            arrivals.try_iter().filter_map(|event| match event {
                Event::Saved(report) => Some(report),
                _ => None,
            }),
        );
        drop(self.console);
        Ok((end?, self.engine.next.take()))
    }

    /// Takes events in and draws, until something ends it.
    fn serve(&mut self, arrivals: &Receiver<Event>) -> Result<Exit, Failure> {
        if let Some(Ok(Some(exit))) = self.next.take().map(|event| self.take(event)) {
            return Ok(exit);
        }
        loop {
            if self.draw().is_err() {
                return Ok(Exit::Gone);
            }
            self.keep_watch();
            // Nobody sends any more only when every thread has ended.
            let Ok(first) = arrivals.recv() else { return Ok(Exit::Gone) };
            match self.take_all(gather(first, arrivals)) {
                Ok(None) => {}
                Ok(Some(end)) => return end,
                // A terminal that cannot be written to is as good as gone.
                Err(_) => return Ok(Exit::Gone),
            }
        }
    }

    /// Watches the folders of the open document. What is on the screen comes first.
    fn keep_watch(&mut self) {
        let folders = self.engine.files.folders();
        let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
        let post = self.watcher.clone();
        let watch = self.watch.get_or_insert_with(|| Watch::spawn(move |names| post.send(Event::Touched(names))));
        watch.turn_to(&folders);
    }

    fn take_all(&mut self, events: Vec<Event>) -> io::Result<Option<Result<Exit, Failure>>> {
        for event in events {
            if let Event::Broken(thread) = event {
                return Ok(Some(Err(Failure::Broken(thread))));
            }
            if let Some(exit) = self.take(event)? {
                return Ok(Some(Ok(exit)));
            }
            self.stale = true;
        }
        Ok(None)
    }

    fn take(&mut self, event: Event) -> Step {
        match event {
            Event::Input(Input::Key(key)) => self.feed(Msg::Key(key)),
            Event::Input(Input::Paste(text)) => self.feed(Msg::Paste(text)),
            Event::Input(Input::Pointer(pointer)) => {
                // The mouse points at what is on the screen, so that has to be true first.
                self.draw()?;
                let hit = self.hits.at(pointer.column, pointer.row);
                let mouse = self.clicks.mouse(pointer, hit, Instant::now());
                self.feed(Msg::Mouse(mouse))
            }
            Event::Input(Input::Gone) => Ok(Some(Exit::Gone)),
            Event::Signal(Signal::Resized) => Ok(None),
            Event::Signal(Signal::Stop) => {
                self.engine.files.flush();
                self.console.suspend()?;
                Ok(None)
            }
            Event::Signal(Signal::Continued) => {
                self.console.session.retake()?;
                Ok(None)
            }
            Event::Signal(Signal::End(signal)) => Ok(Some(Exit::Signal(signal))),
            Event::Found(pieces) => self.feed(Msg::Found(pieces)),
            Event::Listed => self.feed(Msg::Listed),
            Event::Identified => match self.engine.files.shares_id() {
                Some(handle) => self.feed(Msg::Touched(handle)),
                None => Ok(None),
            },
            Event::Words(words) => self.feed(Msg::Words(words)),
            Event::Saved(report) => {
                let flow = self.engine.saved(report, &mut self.console)?;
                Ok(exit(flow))
            }
            Event::Touched(names) => match self.engine.files.touched(&names) {
                Some(handle) => self.feed(Msg::Touched(handle)),
                None => Ok(None),
            },
            Event::Extracted(answer) => self.feed(Msg::Extracted(answer)),
            Event::Produced(answer) => {
                // What the program said is in a sidecar by now; that is no news.
                self.engine.files.know(&answer.handle, &answer.by);
                self.feed(Msg::Produced(answer))
            }
            Event::Remembered(decisions) => {
                self.engine.recognisers.remember(decisions);
                self.feed(Msg::Learnt)
            }
            Event::Finished(documents) => {
                self.engine.recognisers.study(documents);
                self.feed(Msg::Learnt)
            }
            Event::Told(msg) => self.feed(msg),
            Event::Broken(_) => Ok(None),
        }
    }

    fn feed(&mut self, msg: Msg) -> Step {
        Ok(exit(self.engine.feed(msg, &mut self.console)?))
    }

    /// Draws if something happened. A new size of the terminal is noticed here, however it came about.
    fn draw(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.stale) {
            return Ok(());
        }
        let (width, height) = self.console.session.size();
        if (width, height) != self.engine.app.size {
            self.console.session.resize((width, height))?;
            self.feed(Msg::Resize { width, height })?;
        }
        let (app, hits) = (&self.engine.app, &mut self.hits);
        self.console.session.draw(|frame| *hits = ui::draw(app, frame))
    }
}

fn exit(flow: Flow) -> Option<Exit> {
    (flow == Flow::Ends).then_some(Exit::Quit)
}

/// What waits in the channel, with what only the last of a row of events matters for, or their sum, brought together.
fn gather(first: Event, arrivals: &Receiver<Event>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for event in std::iter::once(first).chain(arrivals.try_iter()).take(BATCH) {
        if !events.last_mut().is_some_and(|last| join(last, &event)) {
            events.push(event);
        }
    }
    events
}

/// Makes one event of two, if they can be: turns of the wheel add up, a drag or a new size replaces the one before.
fn join(last: &mut Event, next: &Event) -> bool {
    match (last, next) {
        (Event::Signal(Signal::Resized), Event::Signal(Signal::Resized)) => true,
        (Event::Input(Input::Pointer(last)), Event::Input(Input::Pointer(next))) => match (&mut last.kind, next.kind) {
            (PointerKind::Wheel(steps), PointerKind::Wheel(more)) => {
                *steps += more;
                true
            }
            (PointerKind::Drag, PointerKind::Drag) => {
                *last = *next;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::key::Key;
    use crate::term::Pointer;

    #[test]
    fn a_thread_that_panics_says_so_last() {
        let (events, arrivals) = channel();
        let post = Post { thread: "writer", events };
        let thread = thread::spawn(move || {
            post.send(Event::Listed);
            panic!("expected by this test");
        });
        assert!(thread.join().is_err());
        let heard: Vec<Event> = arrivals.iter().collect();
        assert!(matches!(heard.as_slice(), [Event::Listed, Event::Broken("writer")]), "{heard:?}");
    }

    #[test]
    fn what_waits_is_brought_together_in_order() {
        let (sender, arrivals) = channel();
        let pointer = |kind, column| Event::Input(Input::Pointer(Pointer { kind, column, row: 0 }));
        let events = [
            pointer(PointerKind::Wheel(2), 0),
            pointer(PointerKind::Wheel(-1), 0),
            Event::Input(Input::Key(Key::char('j'))),
            pointer(PointerKind::Drag, 1),
            pointer(PointerKind::Drag, 7),
            Event::Signal(Signal::Resized),
            Event::Signal(Signal::Resized),
        ];
        events.into_iter().for_each(|event| sender.send(event).unwrap());
        let gathered = gather(pointer(PointerKind::Wheel(1), 0), &arrivals);
        let wanted = [
            pointer(PointerKind::Wheel(2), 0),
            Event::Input(Input::Key(Key::char('j'))),
            pointer(PointerKind::Drag, 7),
            Event::Signal(Signal::Resized),
        ];
        assert_eq!(format!("{gathered:?}"), format!("{wanted:?}"));
    }
}
