//! The thread that reads the terminal. It sleeps until something comes, and stands aside for other programs.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;

use super::tty::Ready;
use super::{Decoder, Input, Tty};

/// How long the rest of an escape sequence may take, in milliseconds. Over a slow line it comes in pieces.
const PATIENCE: u16 = 40;

const PAUSE: u8 = b'p';
const PAUSED: u8 = b'd';
const RESUME: u8 = b'r';

/// A running reader. It ends when this is dropped or the terminal is gone.
#[derive(Debug)]
pub(super) struct Reader {
    control: UnixStream,
}

impl Reader {
    /// Starts to read; `emit` is called on the reading thread.
    pub(super) fn spawn(tty: Arc<Tty>, emit: impl FnMut(Input) + Send + 'static) -> io::Result<Reader> {
        let (control, theirs) = UnixStream::pair()?;
        thread::Builder::new().name("input".into()).spawn(move || run(&tty, theirs, emit))?;
        Ok(Reader { control })
    }

    /// Stops reading. When this returns, whatever is typed is somebody else's.
    pub(super) fn pause(&mut self) {
        // If the thread has ended there is nothing to stop.
        let _ended = self.control.write_all(&[PAUSE]).and_then(|()| self.control.read_exact(&mut [0]));
    }

    /// Reads again.
    pub(super) fn resume(&mut self) {
        let _ended = self.control.write_all(&[RESUME]);
    }
}

fn run(tty: &Tty, control: UnixStream, mut emit: impl FnMut(Input)) {
    let mut decoder = Decoder::default();
    let mut room = [0; 4096];
    loop {
        let patience = decoder.in_doubt().then_some(PATIENCE);
        match tty.wait(&control, patience) {
            Ok(Ready::Input) => match tty.read(&mut room) {
                Ok([]) => break,
                Ok(bytes) => decoder.feed(bytes, &mut emit),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            },
            Ok(Ready::Nothing) => decoder.settle(&mut emit),
            Ok(Ready::Other) if stand_aside(&control).is_ok() => {}
            Ok(Ready::Other) => return,
            Ok(Ready::Gone) | Err(_) => break,
        }
    }
    emit(Input::Gone);
}

/// Answers a pause and waits for its end. An error means that nobody wants to read any more.
fn stand_aside(mut control: &UnixStream) -> io::Result<()> {
    let mut word = [0];
    control.read_exact(&mut word)?;
    if word == [PAUSE] {
        control.write_all(&[PAUSED])?;
        while word != [RESUME] {
            control.read_exact(&mut word)?;
        }
    }
    Ok(())
}
