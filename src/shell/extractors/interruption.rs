//! Ends the processes of an extractor before a signal ends us.

use std::sync::Arc;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

use super::processes::Processes;
use super::stderr::Listener;

/// Catches the signals that end a program, until it is dropped.
pub(super) struct Interruption(Option<Handle>);

impl Interruption {
    /// From now on `processes` end with us, and `listener` hears what is `last` to be said.
    pub fn ends(processes: &Arc<Processes>, listener: Listener, last: &'static str) -> Interruption {
        let processes = Arc::clone(processes);
        // Without it they still end by themselves, when their standard input does.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT]) else { return Interruption(None) };
        let handle = signals.handle();
        let end = move || {
            for signal in signals.forever() {
                processes.close();
                listener(last);
                let _ended = emulate_default_handler(signal);
            }
        };
        let started = thread::Builder::new().name("interruption".into()).spawn(end);
        Interruption(started.is_ok().then_some(handle))
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        if let Some(handle) = &self.0 {
            handle.close();
        }
    }
}
