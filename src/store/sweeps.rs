//! Sweeps on the disk: what was done in many documents at once, so that it can be taken back as one, also later.
//!
//! Each sidecar's edit log holds its own part, under the same transaction id; a file in the state folder holds which
//! sidecars those are, and what became of the project file. It is written before the first sidecar is changed, so that
//! what a crash leaves half done can be taken back, too.

pub mod deed;
pub mod survey;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use toml::{Table, Value};

use super::durable::{Target, read_at_most, replace};
use super::path_label;
use crate::annot::Id;

/// Largest file of a sweep that is read, in bytes: some hundred thousand paths.
const LARGEST: u64 = 64 << 20;

/// Most sweeps that are remembered; the oldest are forgotten first.
const MOST: usize = 200;

/// One sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// The id of its transactions.
    pub id: Id,
    /// When it was made, UTC.
    pub at: Timestamp,
    /// What it did, in lower-case words.
    pub summary: String,
    /// Whether it is taken back.
    pub undone: bool,
    /// What it did to the project file, if anything.
    pub project: Option<ProjectChange>,
    /// How many sidecars it changed, or was to change; [`Sweeps::sidecars`] names them.
    pub documents: usize,
}

/// A project file as it was and as it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectChange {
    /// The file.
    pub path: PathBuf,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
}

impl ProjectChange {
    /// Writes one of the texts where the other stands.
    ///
    /// # Errors
    /// Where something else stands by now, and where it cannot be written; with the path.
    pub fn apply(&self, redo: bool) -> Result<(), String> {
        let (expected, wanted) = if redo { (&self.before, &self.after) } else { (&self.after, &self.before) };
        let fault = |reason: &dyn std::fmt::Display| format!("{}: {reason}", path_label(&self.path));
        let found = fs::read_to_string(&self.path).map_err(|error| fault(&error))?;
        if found == *wanted {
            return Ok(());
        }
        if found != *expected {
            return Err(fault(&"somebody changed it meanwhile; it stays as it is"));
        }
        replace(&self.path, wanted.as_bytes()).map_err(|error| fault(&error))
    }
}

/// The folder of sweeps in the state folder.
#[derive(Debug, Clone)]
pub struct Sweeps(PathBuf);

impl Sweeps {
    /// The sweeps in the state folder `state`.
    pub fn of(state: &Path) -> Sweeps {
        Sweeps(state.join("sweeps"))
    }

    /// Keeps a sweep that is about to be made, with the sidecars it is to change. They stand in a file of their own, so
    /// that a list of sweeps is read without them.
    ///
    /// # Errors
    /// When it cannot be written, with the path.
    pub fn begin(&self, sweep: &Sweep, sidecars: &[Target]) -> Result<(), String> {
        let path = self.list(&sweep.id);
        let line = |target: &Target| {
            let pair = [target.path.to_str()?, target.within.to_str()?];
            Some(serde_json::json!(pair).to_string() + "\n")
        };
        let text: String = sidecars.iter().filter_map(line).collect();
        let written = fs::create_dir_all(&self.0).and_then(|()| replace(&path, text.as_bytes()));
        written.map_err(|error| format!("{}: {error}", path_label(&path)))?;
        self.keep(sweep)
    }

    /// The sidecars that a sweep changed, or was to change.
    ///
    /// # Errors
    /// When they cannot be read, with the path.
    pub fn sidecars(&self, id: &Id) -> Result<Vec<Target>, String> {
        let path = self.list(id);
        let fault = |reason: &dyn std::fmt::Display| format!("{}: {reason}", path_label(&path));
        let bytes = read_at_most(LARGEST, &path).map_err(|error| fault(&error))?;
        let target = |line: &[u8]| {
            let [path, within]: [PathBuf; 2] = serde_json::from_slice(line).ok()?;
            Some(Target { path, within })
        };
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(target).collect::<Option<_>>().ok_or_else(|| fault(&"cannot be understood"))
    }

    /// Keeps what became of a sweep, in place of what was kept of it before.
    ///
    /// # Errors
    /// When it cannot be written, with the path.
    pub fn keep(&self, sweep: &Sweep) -> Result<(), String> {
        let path = self.path(&sweep.id);
        let fault = |error: io::Error| format!("{}: {error}", path_label(&path));
        fs::create_dir_all(&self.0).map_err(fault)?;
        replace(&path, written(sweep).as_bytes()).map_err(fault)
    }

    /// The sweep of this id.
    ///
    /// # Errors
    /// When there is none, or it cannot be read, with the path.
    pub fn find(&self, id: &Id) -> Result<Sweep, String> {
        let path = self.path(id);
        let fault = |reason: &str| format!("{}: {reason}", path_label(&path));
        let bytes = read_at_most(LARGEST, &path).map_err(|error| fault(&error.to_string()))?;
        let source = String::from_utf8(bytes).map_err(|_| fault("is not UTF-8"))?;
        read(&source).ok_or_else(|| fault("cannot be understood; what it did can be taken back document by document"))
    }

    /// All that are remembered, the newest first. Too old ones are forgotten here.
    pub fn all(&self) -> Vec<Sweep> {
        let names = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let ids = names.filter_map(|entry| Id::parse(entry.file_name().to_str()?.strip_suffix(".toml")?).ok());
        let mut all: Vec<Sweep> = ids.filter_map(|id| self.find(&id).ok()).collect();
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        for old in all.iter().skip(MOST) {
            for file in [self.path(&old.id), self.list(&old.id)] {
                let _stays = fs::remove_file(file);
            }
        }
        all.truncate(MOST);
        all
    }

    fn list(&self, id: &Id) -> PathBuf {
        self.0.join(format!("{id}.sidecars"))
    }

    fn path(&self, id: &Id) -> PathBuf {
        self.0.join(format!("{id}.toml"))
    }
}

fn written(sweep: &Sweep) -> String {
    let text = |text: &str| Value::String(text.to_owned());
    let mut table = Table::new();
    table.insert("id".into(), text(sweep.id.as_str()));
    table.insert("at".into(), text(&sweep.at.to_string()));
    table.insert("summary".into(), text(&sweep.summary));
    table.insert("undone".into(), Value::Boolean(sweep.undone));
    if let Some(ProjectChange { path, before, after }) = &sweep.project {
        let mut project = Table::new();
        project.insert("path".into(), text(&path.to_string_lossy()));
        project.insert("before".into(), text(before));
        project.insert("after".into(), text(after));
        table.insert("project".into(), Value::Table(project));
    }
    let documents = i64::try_from(sweep.documents).unwrap_or(i64::MAX);
    table.insert("documents".into(), Value::Integer(documents));
    table.to_string()
}

fn read(source: &str) -> Option<Sweep> {
    let table: Table = source.parse().ok()?;
    let text = |table: &Table, key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let project = match table.get("project").and_then(Value::as_table) {
        Some(project) => Some(ProjectChange {
            path: text(project, "path")?.into(),
            before: text(project, "before")?,
            after: text(project, "after")?,
        }),
        None => None,
    };
    Some(Sweep {
        id: Id::parse(&text(&table, "id")?).ok()?,
        at: text(&table, "at")?.parse().ok()?,
        summary: text(&table, "summary")?,
        undone: table.get("undone")?.as_bool()?,
        project,
        documents: usize::try_from(table.get("documents")?.as_integer()?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_comes_back_as_it_was_kept_and_a_project_changed_meanwhile_stays() {
        let state = tempfile::tempdir().unwrap();
        let sweeps = Sweeps::of(state.path());
        let path = state.path().join("gloss.toml");
        let project = ProjectChange { path: path.clone(), before: "a\n# ü\n".into(), after: "b\n".into() };
        let target = Target { path: "/ä/x.anna.gloss.toml".into(), within: "/ä".into() };
        let sweep = Sweep {
            id: Id::from_bits(7),
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            summary: "label PER “Öl\u{1b}”".into(),
            undone: false,
            project: Some(project.clone()),
            documents: 1,
        };
        sweeps.begin(&sweep, std::slice::from_ref(&target)).unwrap();
        assert_eq!(sweeps.find(&sweep.id).unwrap(), sweep);
        assert_eq!(sweeps.sidecars(&sweep.id).unwrap(), [target]);
        assert_eq!(sweeps.all(), [sweep]);

        fs::write(&path, &project.before).unwrap();
        project.apply(true).unwrap();
        project.apply(false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), project.before);
        fs::write(&path, "c").unwrap();
        assert!(project.apply(true).unwrap_err().contains("meanwhile"));
    }
}
