//! Signals, on a thread of their own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// What a signal wants of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// The terminal has a new size.
    Resized,
    /// Stop until continued.
    Stop,
    /// The process runs again, on a terminal that others may have used.
    Continued,
    /// End; the number of the signal.
    End(i32),
}

/// Catches signals from now on. While `outside` is set another program has the terminal, and what is typed there to
/// stop or end it is not for us.
///
/// # Errors
/// When the system does not let them be caught.
pub(super) fn listen(outside: Arc<AtomicBool>, emit: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGXFSZ])?;
    let listen = move || {
        let mut ending = false;
        for signal in signals.forever() {
            let outside = outside.load(Ordering::Acquire);
            match signal {
                SIGWINCH => emit(Signal::Resized),
                SIGCONT => emit(Signal::Continued),
                SIGTSTP if !outside => emit(Signal::Stop),
                SIGINT | SIGQUIT if outside => {}
                // Whoever writes a file that is too large hears of it there.
                SIGXFSZ => {}
                // Whoever asks to stop while an editor runs stops it all; whoever asks to end a second time is obeyed
                // without more ado.
                SIGTSTP => drop(emulate_default_handler(signal)),
                _ if ending => drop(emulate_default_handler(signal)),
                _ => {
                    ending = true;
                    emit(Signal::End(signal));
                }
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(listen)?;
    Ok(())
}
