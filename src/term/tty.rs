//! The controlling terminal as a pair of files, its size and its modes.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::Stdio;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

/// The size taken when the terminal does not know its own, in columns and rows.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// The terminal one sits at.
#[derive(Debug)]
pub struct Tty {
    input: File,
    output: File,
}

impl Tty {
    /// Takes standard input and output where they are a terminal, and `/dev/tty` in their place where they are not.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn open() -> io::Result<Tty> {
        let input = io::stdin();
        let input = Tty::of(input.as_fd(), input.is_terminal())?;
        let output = io::stdout();
        let output = Tty::of(output.as_fd(), output.is_terminal())?;
        Ok(Tty { input, output })
    }

    fn of(standard: BorrowedFd<'_>, is_terminal: bool) -> io::Result<File> {
        match is_terminal {
            true => Ok(standard.try_clone_to_owned()?.into()),
            false => File::options().read(true).write(true).open("/dev/tty"),
        }
    }

    /// The terminal at this path.
    #[cfg(test)]
    pub(super) fn at(path: &std::path::Path) -> io::Result<Tty> {
        let input = File::options().read(true).write(true).open(path)?;
        Ok(Tty { output: input.try_clone()?, input })
    }

    /// Columns and rows, each at least 1.
    pub fn size(&self) -> (u16, u16) {
        match tcgetwinsize(&self.output) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
            _ => USUAL_SIZE,
        }
    }

    /// The terminal as the input and the output of another program.
    ///
    /// # Errors
    /// When the process has no file descriptor left.
    pub fn stdio(&self) -> io::Result<(Stdio, Stdio)> {
        Ok((self.input.try_clone()?.into(), self.output.try_clone()?.into()))
    }

    /// Writes bytes, all of them, however slow the terminal is.
    pub(super) fn send(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match (&self.output).write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(len) => bytes = bytes.get(len..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Another program may have left the terminal in this mode.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    poll(&mut [PollFd::new(&self.output, PollFlags::OUT)], None)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The modes of the terminal.
    pub(super) fn modes(&self) -> io::Result<Termios> {
        Ok(tcgetattr(&self.input)?)
    }

    /// Sets the modes.
    pub(super) fn set_modes(&self, modes: &Termios) -> io::Result<()> {
        Ok(tcsetattr(&self.input, OptionalActions::Now, modes)?)
    }

    /// Waits until there is something to read here or at `other`, without end or for `millis` milliseconds.
    pub(super) fn wait(&self, other: impl AsFd, millis: Option<u16>) -> io::Result<Ready> {
        let mut fds = [PollFd::new(&self.input, PollFlags::IN), PollFd::new(&other, PollFlags::IN)];
        let time = millis.map(|millis| Timespec { tv_sec: 0, tv_nsec: i64::from(millis) * 1_000_000 });
        loop {
            match poll(&mut fds, time.as_ref()) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => break,
            }
        }
        let [tty, other] = fds.map(|fd| fd.revents());
        Ok(match () {
            () if !other.is_empty() => Ready::Other,
            () if tty.contains(PollFlags::IN) => Ready::Input,
            () if !tty.is_empty() => Ready::Gone,
            () => Ready::Nothing,
        })
    }

    /// Reads what is there; no bytes mean that the terminal is gone.
    pub(super) fn read<'a>(&self, room: &'a mut [u8]) -> io::Result<&'a [u8]> {
        loop {
            match rustix::io::read(&self.input, &mut *room) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
                Ok(len) => return Ok(room.get(..len).unwrap_or_default()),
            }
        }
    }
}

/// What a wait ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    /// The terminal has input.
    Input,
    /// The other file has.
    Other,
    /// The terminal went away.
    Gone,
    /// Neither; the time is up.
    Nothing,
}
