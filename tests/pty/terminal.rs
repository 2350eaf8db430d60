//! A terminal for tests: the real program on a pseudo terminal, and what it shows.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long anything may take before a test fails; generous, for busy machines.
const PATIENCE: Duration = Duration::from_secs(20);

/// An article with a head line, a block quote and a related link.
pub const ARTICLE: &str = " date 2023-05 Streit um die neue Brücke\n\n\
    Ministerin Katja Sommer sprach in Lübeck mit dem Bauamt über den Plan. „Wir bauen weiter“, sagte sie.\n\n\
    „Niemand hat uns gefragt, und niemand wird uns fragen.“\n\n\
    Mehr zum Thema - Die alte Brücke\n";

/// A folder with an article, and a home.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place::of(ARTICLE)
    }

    /// The same with another article.
    pub fn of(article: &str) -> Place {
        let folder = tempfile::tempdir().unwrap();
        // What the program reads by itself would come between, now here and now there.
        let settings = folder.path().join("home/.config/glossator");
        fs::create_dir_all(&settings).unwrap();
        fs::write(settings.join("config.toml"), "[extract]\nbuiltin = false\n").unwrap();
        fs::write(folder.path().join("article.txt"), article).unwrap();
        Place { folder }
    }

    /// The names of the files beside the article.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of the sidecar, if there is one.
    pub fn sidecar(&self) -> Option<String> {
        fs::read_to_string(self.path("article.txt.anna.gloss.toml")).ok()
    }

    /// What is labelled, as the sidecar says.
    pub fn labelled(&self) -> Vec<String> {
        self.labelled_in("")
    }

    /// The same of the article in a folder.
    pub fn labelled_in(&self, folder: &str) -> Vec<String> {
        let sidecar = self.path(folder).join("article.txt.anna.gloss.toml");
        let Ok(text) = fs::read_to_string(sidecar) else { return Vec::new() };
        let table: toml::Table = text.parse().unwrap();
        let spans = table["spans"].as_array().unwrap();
        spans.iter().map(|span| span["text"].as_str().unwrap().to_owned()).collect()
    }

    /// Opens the article on a terminal of 100 × 30 cells and waits for it to be shown.
    pub fn open(&self) -> Terminal {
        let terminal = self.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &["article.txt"]);
        terminal.wait_for("the article", |screen| screen.contents().contains("Streit um die neue Brücke"));
        terminal
    }

    pub fn run(&self, mut command: CommandBuilder, arguments: &[&str]) -> Terminal {
        command.args(arguments);
        command.cwd(self.folder.path());
        command.env_clear();
        for (name, value) in [("PATH", std::env::var("PATH").unwrap()), ("TERM", "xterm-256color".into())] {
            command.env(name, value);
        }
        command.env("HOME", self.path("home"));
        command.env("GLOSS_ANNOTATOR", "anna");
        command.env("EDITOR", self.path("editor"));
        Terminal::spawn(command)
    }
}

/// The program on its terminal.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<(Mutex<Shown>, Condvar)>,
    unplugged: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    /// The modes of the terminal before the program ran.
    modes: String,
}

struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl Terminal {
    fn spawn(command: CommandBuilder) -> Terminal {
        let pair = native_pty_system().openpty(size(100, 30)).unwrap();
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(30), cells(100), 0);
        let shown = Arc::new((Mutex::new(Shown { parser, bytes: Vec::new(), ended: false }), Condvar::new()));
        let unplugged = Arc::new(AtomicBool::new(false));
        let (theirs, stop) = (Arc::clone(&shown), Arc::clone(&unplugged));
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn(move || {
            let mut room = [0; 4096];
            while let Ok(len @ 1..) = output.read(&mut room) {
                let mut shown = theirs.0.lock().unwrap();
                shown.parser.process(&room[..len]);
                shown.bytes.extend_from_slice(&room[..len]);
                theirs.1.notify_all();
                if stop.load(Ordering::SeqCst) {
                    return;
                }
            }
            theirs.0.lock().unwrap().ended = true;
            theirs.1.notify_all();
        });
        let keyboard = Some(pair.master.take_writer().unwrap());
        Terminal { master: Some(pair.master), keyboard, child, shown, unplugged, reader: Some(reader), modes }
    }

    pub fn type_keys(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    /// A click of the left button, as a terminal reports it.
    pub fn click(&mut self, column: usize, row: usize) {
        let (column, row) = (column + 1, row + 1);
        self.type_keys(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.shown.0.lock().unwrap().parser.set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// Waits until the screen is as wanted.
    pub fn wait_for(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut shown = self.shown.0.lock().unwrap();
        while !wanted(shown.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !shown.ended, "waited for {what}, but:\n{}", shown.parser.screen().contents());
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until the status line says that this was done and is saved.
    pub fn wait_for_saved(&self, what: &str) {
        self.wait_for(&format!("{what:?} and saved"), |screen| {
            let contents = screen.contents();
            let status = contents.trim_end().lines().last().unwrap_or_default();
            status.contains(what) && status.contains("saved") && !status.contains("unsaved")
        });
    }

    /// The screen as text.
    pub fn contents(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// All that the program sent so far.
    pub fn sent(&self) -> String {
        String::from_utf8_lossy(&self.shown.0.lock().unwrap().bytes).into_owned()
    }

    /// The status line of every picture that was sent whole, until the program ended.
    pub fn statuses(&mut self) -> Vec<String> {
        const WHOLE: &[u8] = b"\x1b[?2026l";
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        let shown = self.shown.0.lock().unwrap();
        let mut parser = vt100::Parser::new(cells(30), cells(100), 0);
        let (mut rest, mut found) = (&shown.bytes[..], Vec::new());
        while let Some(at) = rest.windows(WHOLE.len()).position(|bytes| bytes == WHOLE) {
            let (picture, behind) = rest.split_at(at + WHOLE.len());
            parser.process(picture);
            found.extend(parser.screen().rows(0, 100).last());
            rest = behind;
        }
        found
    }

    /// Where some text begins on the screen, as column and row.
    pub fn find(&self, text: &str) -> (usize, usize) {
        let contents = self.contents();
        let (row, line) = contents.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        (line[..line.find(text).unwrap()].chars().count(), row)
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid().try_into().unwrap()).unwrap(), signal).unwrap();
    }

    /// Takes the terminal away, as when a window is closed or a line breaks down.
    pub fn unplug(&mut self) {
        self.unplugged.store(true, Ordering::SeqCst);
        // Something has to come, or the reading thread keeps its end open.
        self.type_keys("j");
        self.reader.take().unwrap().join().unwrap();
        self.keyboard = None;
        self.master = None;
    }

    /// Waits for the end of the program, which must not take longer than two seconds.
    pub fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + Duration::from_secs(2);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "still running:\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asserts that the terminal is as it was before the program.
    pub fn assert_given_back(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.assert_modes();
        let shown = self.shown.0.lock().unwrap();
        assert_given_back(shown.parser.screen());
        let bytes = String::from_utf8_lossy(&shown.bytes);
        for undone in ["\x1b[?1049l", "\x1b[?2004l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?1002l", "\x1b[?1006l"] {
            assert!(bytes.contains(undone), "{} is missing", undone.escape_debug());
        }
    }

    /// Asserts that lines are edited and echoed by the terminal again, as before.
    pub fn assert_modes(&self) {
        assert_eq!(modes(&**self.master.as_ref().unwrap()), self.modes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ended = self.child.kill();
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// Asserts that a screen is the usual one.
pub fn assert_given_back(screen: &vt100::Screen) {
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

/// How long a process has computed until it ended, in ticks of a hundredth of a second. It must not have been waited
/// for yet.
#[cfg(target_os = "linux")]
pub fn ticks_until_end(pid: u32) -> u64 {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        // The name, in parentheses, may hold anything; state and times stand behind it.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        if fields[0] == "Z" {
            return fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        }
        assert!(Instant::now() < deadline, "still running: {stat}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A line of what the system says of a process, such as `State`, for each of its threads.
#[cfg(target_os = "linux")]
pub fn process_status(pid: u32, line: &str) -> Vec<String> {
    let tasks = fs::read_dir(Path::new("/proc").join(pid.to_string()).join("task")).unwrap();
    let status = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap_or_default());
    status.filter_map(|text| Some(text.lines().find(|found| found.starts_with(line))?.to_owned())).collect()
}
