//! The processes that run for us, so that none outlives us and none is left a zombie.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked whether a process has ended.
const LOOK: Duration = Duration::from_millis(2);

/// Every process that was started and not reaped.
#[derive(Debug, Default)]
pub(super) struct Processes(Mutex<Living>);

#[derive(Debug, Default)]
struct Living {
    ids: Vec<u32>,
    closed: bool,
}

impl Processes {
    fn living(&self) -> MutexGuard<'_, Living> {
        // A list of numbers is whole after every step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a process, the leader of a group of its own: what it starts itself ends with it.
    ///
    /// # Errors
    /// The system's, and when everything ends already.
    pub fn start(&self, command: &mut Command) -> io::Result<Child> {
        let mut living = self.living();
        if living.closed {
            return Err(io::ErrorKind::Interrupted.into());
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn()?;
        living.ids.push(child.id());
        Ok(child)
    }

    /// Ends a process, by force where it does not end by itself within `grace`, with all that it started; and says how
    /// it ended.
    pub fn end(&self, child: &mut Child, grace: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + grace;
        loop {
            let mut living = self.living();
            let ended = child.try_wait().ok().flatten();
            if !living.ids.contains(&child.id()) {
                return ended;
            }
            // A number is free for other processes once its own is reaped: the list must not have it any more then.
            if ended.is_some() || Instant::now() >= until || living.closed {
                living.ids.retain(|id| *id != child.id());
                kill_group(child);
                drop(living);
                return ended.or_else(|| child.wait().ok());
            }
            drop(living);
            thread::sleep(LOOK);
        }
    }

    /// Whether none runs.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.living().ids.is_empty()
    }

    /// Whether all were ended.
    pub fn is_closed(&self) -> bool {
        self.living().closed
    }

    /// Ends every process by force, and lets no other start.
    pub fn close(&self) {
        let mut living = self.living();
        living.closed = true;
        living.ids.iter().for_each(|id| kill_group_of(*id));
    }
}

fn kill_group(child: &mut Child) {
    kill_group_of(child.id());
    // Where there are no groups. One that has ended is not there any more.
    let _gone = child.kill();
}

/// Kills a process with its group. One that is gone needs no killing.
fn kill_group_of(id: u32) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = id;
}
