//! What a program says on standard error: its last lines, and whoever listens hears them all up to a measure.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::text::one_line;

/// Who hears lines of standard error as they come, cleaned.
pub(super) type Listener = Arc<dyn Fn(&str) + Send + Sync>;

/// Lines that are kept.
const KEPT: usize = 5;

/// Bytes of a line that are kept.
const LONGEST: usize = 400;

/// Lines of one process that a listener hears; a program that floods is not heard to the end.
const HEARD: usize = 100;

/// How long the last lines of a process that has ended are waited for. Who else has its standard error may keep it open.
const PATIENCE: Duration = Duration::from_millis(200);

/// The last lines of a process's standard error, read on a thread of its own.
pub(super) struct LastWords {
    lines: Arc<Mutex<VecDeque<String>>>,
    ended: Receiver<()>,
}

impl LastWords {
    /// Listens to `source` until it ends.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn of(source: impl Read + Send + 'static, listener: Listener) -> std::io::Result<LastWords> {
        let lines = Arc::new(Mutex::new(VecDeque::new()));
        let (ending, ended) = channel();
        let kept = Arc::clone(&lines);
        let body = move || listen(source, &kept, &listener, ending);
        thread::Builder::new().name("standard error".into()).spawn(body)?;
        Ok(LastWords { lines, ended })
    }

    /// The last line of a process that has ended, cleaned; `None` where it said nothing.
    pub fn last(&self) -> Option<String> {
        // The sender is dropped at the end, so this waits no longer than that.
        let _ended = self.ended.recv_timeout(PATIENCE);
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).back().cloned()
    }
}

fn listen(mut source: impl Read, kept: &Mutex<VecDeque<String>>, listener: &Listener, _ending: Sender<()>) {
    let mut heard = 0;
    let mut take = |line: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(line);
        let text = one_line(text.trim());
        line.clear();
        if text.is_empty() {
            return;
        }
        heard += 1;
        match heard {
            0..=HEARD => listener(&text),
            _ if heard == HEARD + 1 => listener("… and more, which is not shown"),
            _ => {}
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(text);
    };
    let (mut line, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = source.read(&mut chunk) {
        for byte in chunk.iter().take(count) {
            match byte {
                // Bars of progress are written over each other.
                b'\n' | b'\r' => take(&mut line),
                _ if line.len() < LONGEST => line.push(*byte),
                _ => {}
            }
        }
    }
    take(&mut line);
}
