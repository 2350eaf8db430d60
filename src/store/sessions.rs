//! Where one left a corpus: the document, the place in it, what was shown. Kept in the state folder, one file for each
//! corpus, so that it opens there again and that corpora used lately can be offered.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use jiff::Timestamp;
use toml::{Table, Value};

use super::durable::{Fingerprint, read_at_most};
use super::journal::private;
use super::{Handle, path_label};

/// Largest file of a session that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Most sessions that are remembered; the oldest are forgotten first.
const MOST: usize = 100;

/// Where one left a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The files and folders it consists of, absolute, in the order they were named.
    pub paths: Vec<PathBuf>,
    /// When one left it, UTC.
    pub at: Timestamp,
    /// The document that was open.
    pub document: Place,
    /// The place of the cursor in it, in bytes.
    pub cursor: usize,
    /// How many documents there were.
    pub documents: usize,
    /// Which proposals were shown.
    pub filter: String,
    /// Which documents were listed, and in which order.
    pub list: String,
}

/// A document of a corpus, however the corpus is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its file, absolute.
    pub file: PathBuf,
    /// Its number among the records of the file, from 0, where it is one.
    pub record: Option<usize>,
}

impl Place {
    /// Where a document is; `None` for what is in no file.
    pub fn of(handle: &Handle) -> Option<Place> {
        let record = match handle {
            Handle::Record(record) => Some(record.index),
            Handle::File(_) => None,
            Handle::Sample(_) | Handle::Stdin => return None,
        };
        Some(Place { file: absolute(handle.path()?).ok()?, record })
    }
}

impl Session {
    /// What a list calls the corpus: its paths.
    pub fn label(&self) -> String {
        self.paths.iter().map(|path| path_label(path)).collect::<Vec<_>>().join("  ")
    }
}

/// The folder of sessions in the state folder.
#[derive(Debug, Clone)]
pub struct Sessions(PathBuf);

impl Sessions {
    /// The sessions in the state folder `state`.
    pub fn of(state: &Path) -> Sessions {
        Sessions(state.join("sessions"))
    }

    /// Where one left the corpus that consists of these paths.
    pub fn find(&self, paths: &[PathBuf]) -> Option<Session> {
        read(&self.file(&absolutes(paths)?)).filter(|session| Some(&session.paths) == absolutes(paths).as_ref())
    }

    /// Keeps where one left a corpus. It is not synced: what a power failure takes costs a place to go back to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, session: &Session) -> std::io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let path = self.file(&session.paths);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let mut file = private(fs::OpenOptions::new().write(true).create(true).truncate(true)).open(&part)?;
        std::io::Write::write_all(&mut file, written(session).as_bytes())?;
        fs::rename(part, path)
    }

    /// The corpora used lately that are still there, the newest first. Too old ones are forgotten here.
    pub fn recent(&self) -> Vec<Session> {
        let files = fs::read_dir(&self.0).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_one = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "toml");
        let mut all: Vec<Session> = files.filter(is_one).filter_map(|path| read(&path)).collect();
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.paths.cmp(&b.paths)));
        for old in all.iter().skip(MOST) {
            let _stays = fs::remove_file(self.file(&old.paths));
        }
        all.truncate(MOST);
        all.retain(|session| session.paths.iter().all(|path| path.exists()));
        all
    }

    fn file(&self, paths: &[PathBuf]) -> PathBuf {
        let mut name = Vec::new();
        for path in paths {
            name.extend_from_slice(path.as_os_str().as_encoded_bytes());
            name.push(0);
        }
        self.0.join(format!("{}.toml", Fingerprint::of(&name)))
    }
}

fn absolutes(paths: &[PathBuf]) -> Option<Vec<PathBuf>> {
    let found: Option<Vec<PathBuf>> = paths.iter().map(|path| absolute(path).ok()).collect();
    found.filter(|paths| !paths.is_empty())
}

fn written(session: &Session) -> String {
    let text = |text: &str| Value::String(text.to_owned());
    let path = |path: &Path| text(&path.to_string_lossy());
    let count = |count: usize| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let mut table = Table::new();
    table.insert("paths".into(), Value::Array(session.paths.iter().map(|it| path(it)).collect()));
    table.insert("at".into(), text(&session.at.to_string()));
    table.insert("document".into(), path(&session.document.file));
    if let Some(record) = session.document.record {
        table.insert("record".into(), count(record));
    }
    table.insert("cursor".into(), count(session.cursor));
    table.insert("documents".into(), count(session.documents));
    table.insert("filter".into(), text(&session.filter));
    table.insert("list".into(), text(&session.list));
    table.to_string()
}

fn read(path: &Path) -> Option<Session> {
    let table: Table = String::from_utf8(read_at_most(LARGEST, path).ok()?).ok()?.parse().ok()?;
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    let count = |key: &str| table.get(key).and_then(Value::as_integer).and_then(|count| usize::try_from(count).ok());
    let paths = table.get("paths")?.as_array()?.iter().map(|path| path.as_str().map(PathBuf::from));
    Some(Session {
        paths: paths.collect::<Option<_>>()?,
        at: text("at")?.parse().ok()?,
        document: Place { file: text("document")?.into(), record: count("record") },
        cursor: count("cursor")?,
        documents: count("documents")?,
        filter: text("filter")?.to_owned(),
        list: text("list").unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_is_found_by_its_paths_and_the_newest_is_offered_first() {
        let state = tempfile::tempdir().unwrap();
        let sessions = Sessions::of(state.path());
        let session = |name: &str, at: &str| Session {
            paths: vec![state.path().join(name)],
            at: at.parse().unwrap(),
            document: Place { file: state.path().join(name).join("ä.txt"), record: Some(4) },
            cursor: 7,
            documents: 12,
            filter: "label=PER".into(),
            list: "status:new".into(),
        };
        let (old, new) = (session("a", "2026-01-02T03:04:05Z"), session("b", "2026-02-02T03:04:05Z"));
        fs::create_dir(state.path().join("a")).unwrap();
        for session in [&old, &new] {
            sessions.keep(session).unwrap();
        }
        assert_eq!(sessions.find(&old.paths), Some(old.clone()));
        assert_eq!(sessions.find(&[state.path().to_owned()]), None);
        assert_eq!(sessions.recent(), std::slice::from_ref(&old), "one whose files are gone is not offered");
        fs::create_dir(state.path().join("b")).unwrap();
        assert_eq!(sessions.recent(), [new, old]);
    }
}
