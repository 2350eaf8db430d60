//! The session: the terminal is taken over, and given back on every way out.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, SetCursorStyle, Show};
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::queue;
use ratatui::crossterm::style::{Print, ResetColor, force_color_output};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use rustix::termios::Termios;

use super::reader::Reader;
use super::{Input, TooLong, Tty, clipboard};

/// Button presses, drags and the wheel, as SGR reports; never mere movement, which would wake the process for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// What has to be given back; there is one terminal, and a panic on any thread must reach it.
static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

struct Taken {
    tty: Arc<Tty>,
    modes: Termios,
}

/// The terminal, taken over: raw, on its other screen, with the mouse and marked pastes. Dropping it gives it back,
/// and so does a panic, before its message is printed.
pub struct Session {
    tty: Arc<Tty>,
    terminal: Terminal<CrosstermBackend<Output>>,
    /// What the terminal is still to be sent.
    output: Output,
    reader: Reader,
    mouse: bool,
}

impl Session {
    /// Takes the terminal over. What comes in goes to `emit`, on a thread of its own.
    ///
    /// # Errors
    /// When there is no terminal or it does not obey.
    pub fn open(mouse: bool, emit: impl FnMut(Input) + Send + 'static) -> io::Result<Session> {
        give_back_on_panic();
        // Under NO_COLOR crossterm would drop bold and underline with the colours; the theme knows better.
        force_color_output(true);
        let tty = Arc::new(Tty::open()?);
        take(&tty, mouse)?;
        let output = Output::default();
        let started =
            Reader::spawn(Arc::clone(&tty), emit).and_then(|reader| Ok((reader, blank(tty.size(), &output)?)));
        match started {
            Ok((reader, terminal)) => Ok(Session { tty, terminal, output, reader, mouse }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.tty.size()
    }

    /// Draws one picture as a whole. The frame is as large as the terminal was at [`Session::resize`]. Draws nothing
    /// once the terminal was given back.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        if taken().is_none() {
            return Ok(());
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(render)?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        let mut bytes = self.output.0.borrow_mut();
        let sent = self.tty.send(&bytes);
        bytes.clear();
        sent
    }

    /// The next pictures have this size, and the very next one is drawn whole.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.terminal = blank(size, &self.output)?;
        Ok(())
    }

    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        self.mouse = mouse;
        self.tty.send(if mouse { MOUSE_ON } else { MOUSE_OFF }.as_bytes())
    }

    /// Puts text on the clipboard of the terminal.
    ///
    /// # Errors
    /// [`TooLong`] inside, or when the terminal cannot be written to.
    pub fn copy(&mut self, text: &str) -> io::Result<Result<(), TooLong>> {
        match clipboard::sequence(text) {
            Ok(sequence) => self.tty.send(sequence.as_bytes()).map(Ok),
            Err(too_long) => Ok(Err(too_long)),
        }
    }

    /// Gives the terminal to another program for as long as `run` takes; nothing is read here meanwhile.
    ///
    /// # Errors
    /// When the terminal cannot be taken over again.
    pub fn outside<T>(&mut self, run: impl FnOnce(&Tty) -> T) -> io::Result<T> {
        self.reader.pause();
        give_back();
        let result = run(&self.tty);
        let again = self.retake();
        self.reader.resume();
        again.map(|()| result)
    }

    /// Stops the process as `^Z` does, and comes back when it is continued.
    ///
    /// # Errors
    /// When the terminal cannot be taken over again.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        let stopped = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
        self.retake().and(stopped)
    }

    /// Takes the terminal over (again: somebody may have changed it while the process was stopped).
    ///
    /// # Errors
    /// When the terminal does not obey.
    pub fn retake(&mut self) -> io::Result<()> {
        take(&self.tty, self.mouse)?;
        self.resize(self.size())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        give_back();
    }
}

/// A screen of this size on which nothing stands yet.
fn blank((width, height): (u16, u16), output: &Output) -> io::Result<Terminal<CrosstermBackend<Output>>> {
    let mut backend = CrosstermBackend::new(output.clone());
    queue!(backend, ResetColor, Clear(ClearType::All))?;
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    Terminal::with_options(backend, TerminalOptions { viewport })
}

/// Collects a whole picture, so that it is sent at once; flushing it does nothing.
#[derive(Clone, Default)]
struct Output(Rc<RefCell<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn taken() -> MutexGuard<'static, Option<Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(tty: &Arc<Tty>, mouse: bool) -> io::Result<()> {
    let mut taken = taken();
    // The modes from before the first time are the ones to give back.
    let modes = match taken.take() {
        Some(before) => before.modes,
        None => tty.modes()?,
    };
    let mut raw = modes.clone();
    raw.make_raw();
    *taken = Some(Taken { tty: Arc::clone(tty), modes });
    tty.set_modes(&raw)?;
    let mut bytes = Vec::new();
    let mouse = Print(if mouse { MOUSE_ON } else { "" });
    // A bar, for a block would turn the block that is drawn in its place back into plain text.
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, Hide, SetCursorStyle::SteadyBar, mouse)?;
    tty.send(&bytes)
}

/// Gives the terminal back if it was taken.
fn give_back() {
    if let Some(Taken { tty, modes }) = taken().take() {
        let mut bytes = Vec::new();
        // Writing to a vector cannot fail; a terminal that does not obey any more cannot be helped.
        let _queued = queue!(
            bytes,
            EndSynchronizedUpdate,
            Print(MOUSE_OFF),
            DisableBracketedPaste,
            ResetColor,
            SetCursorStyle::DefaultUserShape,
            Show,
            LeaveAlternateScreen
        );
        let _sent = tty.send(&bytes);
        let _set = tty.set_modes(&modes);
    }
}

/// Has every panic, on whatever thread, give the terminal back before it prints its message.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            print(panic);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_pty::{PtySize, native_pty_system};
    use std::io::Read;

    /// The one test that takes a terminal; there is one place to keep it in.
    #[test]
    fn a_panic_on_any_thread_gives_the_terminal_back_before_it_is_reported() {
        let pty = native_pty_system().openpty(PtySize::default()).unwrap();
        let tty = Arc::new(Tty::at(&pty.master.tty_name().unwrap()).unwrap());
        let before = pty.master.get_termios();
        static SEEN: Mutex<Option<bool>> = Mutex::new(None);
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| *SEEN.lock().unwrap() = Some(taken().is_none())));
        give_back_on_panic();

        take(&tty, true).unwrap();
        take(&tty, true).unwrap();
        assert_ne!(pty.master.get_termios(), before);
        assert!(std::thread::spawn(|| panic!("as a test")).join().is_err());
        std::panic::set_hook(report);
        assert_eq!(*SEEN.lock().unwrap(), Some(true));
        assert_eq!(pty.master.get_termios(), before);
        let mut bytes = [0; 4096];
        let len = pty.master.try_clone_reader().unwrap().read(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes[..len]);
        assert!(text.contains("\x1b[?1049h") && text.contains(MOUSE_OFF) && text.ends_with("\x1b[?25h\x1b[?1049l"));
    }
}
