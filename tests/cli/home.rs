//! A home of its own for every test, so that nobody's settings are read and nothing of theirs is written.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A home folder and a folder to work in.
pub struct Home {
    folder: tempfile::TempDir,
}

/// What a run of the program left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Standard output of a run that found nothing wrong and said nothing else.
    #[track_caller]
    pub fn fine(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The same as JSON.
    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.fine()).unwrap()
    }
}

impl Home {
    pub fn new() -> Home {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "work"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Home { folder }
    }

    /// A path in the folder to work in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// A path in the home folder.
    pub fn at_home(&self, name: &str) -> PathBuf {
        self.folder.path().join("home").join(name)
    }

    /// Writes a file in the folder to work in.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        write(&self.path(name), content.as_ref());
    }

    /// Writes the settings file.
    pub fn settings(&self, content: &str) {
        write(&self.at_home(".config/glossator/config.toml"), content.as_bytes());
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files in the folder to work in.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// What the sidecars below a folder hold, in the order of their names.
    pub fn sidecars(&self, folder: &str) -> Vec<String> {
        let mut paths = Vec::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.to_str().unwrap().ends_with(".gloss.toml") => paths.push(path),
                    false => {}
                }
            }
        }
        paths.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
        paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gloss"));
        command.args(arguments).current_dir(self.path("")).env_clear().stdin(Stdio::null());
        command.env("HOME", self.at_home("")).env("USER", "anna").env("LANG", "C.UTF-8").env("TERM", "xterm-256color");
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        // Where the tests are run for coverage, the runs of the program count too.
        command.envs(std::env::var_os("LLVM_PROFILE_FILE").map(|file| ("LLVM_PROFILE_FILE", file)));
        command
    }

    /// Runs the program in the folder to work in.
    pub fn gloss(&self, arguments: &[&str]) -> Ran {
        run(&mut self.command(arguments), b"")
    }

    /// The same with something on standard input.
    pub fn gloss_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        run(self.command(arguments).stdin(Stdio::piped()), input)
    }

    /// The same with one more variable in the environment.
    pub fn gloss_with_variable(&self, name: &str, value: &str, arguments: &[&str]) -> Ran {
        run(self.command(arguments).env(name, value), b"")
    }

    /// Interrupts the program as soon as `is_time`, and returns what it said on standard error.
    #[cfg(unix)]
    pub fn gloss_until(&self, arguments: &[&str], is_time: &dyn Fn() -> bool) -> String {
        let mut child = self.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while !is_time() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_none(), "ended by the signal");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Runs a command with something on standard input.
pub fn run(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().expect("not ended by a signal"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
