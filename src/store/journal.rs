//! The edit log of a document: what one annotator did to it, one line each, in the state folder.
//!
//! The sidecar is the truth. The log only lets one undo after the program was closed, and holds what a crash kept from
//! the sidecar: lines behind the last one that says "saved". Nothing is ever changed in it but a damaged end, which is
//! cut off.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::durable::Fingerprint;
use crate::annot::History;
use crate::annot::journal::{Line, Page, Step, read_line, replay, saved_line, step_line, worked_line};

/// Most bytes of a log that are read, from its end: some ten thousand decisions.
const MOST: u64 = 16 << 20;

/// The folder that holds the logs, in the state folder.
#[derive(Debug, Clone)]
pub struct Journals(PathBuf);

impl Journals {
    /// The logs in the state folder `state`.
    pub fn of(state: &Path) -> Journals {
        Journals(state.join("history"))
    }

    /// The log of the sidecar at `path`, there or not.
    pub fn of_sidecar(&self, path: &Path) -> Journal {
        let name = Fingerprint::of(path.as_os_str().as_encoded_bytes()).to_string();
        let (shard, name) = name.split_at(2);
        Journal { path: self.0.join(shard).join(format!("{name}.log")), sidecar: path.to_owned() }
    }
}

/// The log of one sidecar.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
    sidecar: PathBuf,
}

/// What the end of a log says when its document is opened.
#[derive(Debug, Default)]
pub struct Tail {
    /// What was done and is not known to be in the sidecar, oldest first.
    pub unsaved: Vec<Step>,
    /// The digest of another text on which something was done that is not known to be in the sidecar.
    pub unsaved_on: Option<String>,
    /// Seconds of work that the sidecar does not hold.
    pub worked: u64,
    /// The digest of the sidecar as it was saved last.
    pub saved: Option<String>,
    /// Whether the end was damaged, and cut off.
    pub damaged: bool,
    /// Where the log ends, in bytes: what comes behind is this sitting's.
    pub end: u64,
}

impl Journal {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the end of the log. A damaged end is cut off. A log that is not there is an empty one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn tail(&self, page: Page<'_>) -> io::Result<Tail> {
        let Some((lines, end)) = self.read(None)? else { return Ok(Tail::default()) };
        let good = lines.iter().rposition(|(_, line)| is_whole(line, page));
        let kept = good.map_or(0, |last| last + 1);
        let mut tail = Tail { end, ..Tail::default() };
        if let Some((at, _)) = lines.get(kept) {
            // Whoever may only read the log leaves it as it is; its end says nothing either way.
            let _cut = OpenOptions::new().write(true).open(&self.path).and_then(|file| file.set_len(*at));
            (tail.damaged, tail.end) = (true, *at);
        }
        for (_, line) in lines.iter().take(kept) {
            match read_line(line.trim_end_matches('\n'), page) {
                Some(Line::Saved(digest)) => {
                    tail.unsaved.clear();
                    (tail.saved, tail.unsaved_on) = (Some(digest), None);
                }
                Some(Line::Step(step)) => {
                    tail.worked = 0;
                    tail.unsaved.push(step);
                }
                Some(Line::Worked(seconds)) => tail.worked = seconds,
                Some(Line::Elsewhere(digest)) => tail.unsaved_on = Some(digest),
                None => {}
            }
        }
        Ok(tail)
    }

    /// What the first `end` bytes of the log leave to undo and redo, and whether some of it was done on another text
    /// of the article, so that it can be neither.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn history(&self, end: u64, page: Page<'_>) -> io::Result<(History, bool)> {
        let lines = self.read(Some(end))?.map(|(lines, _)| lines).unwrap_or_default();
        let mut elsewhere = false;
        let steps: Vec<Step> = lines
            .iter()
            .filter_map(|(_, line)| match read_line(line.trim_end_matches('\n'), page) {
                Some(Line::Step(step)) => Some(step),
                Some(Line::Elsewhere(_)) => {
                    elsewhere = true;
                    None
                }
                _ => None,
            })
            .collect();
        Ok((replay(steps), elsewhere))
    }

    /// Adds that `steps` were done, which took the sidecar from one digest to the other.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn done(
        &self,
        steps: &[Step],
        before: Option<Fingerprint>,
        after: Fingerprint,
        page: Page<'_>,
    ) -> io::Result<()> {
        let (before, after) = (before.map_or_else(String::new, |digest| digest.to_string()), after.to_string());
        self.append(steps.iter().map(|step| step_line(step, &before, &after, page)))
    }

    /// Adds that everything before is in the sidecar of this digest. Only where there is a log.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn saved(&self, after: Fingerprint) -> io::Result<()> {
        self.append_if_there(saved_line(&after.to_string()))
    }

    /// Adds how many seconds of work no sidecar holds by now, those of earlier sittings included. Only where there is
    /// a log: mere reading leaves no trace.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn worked(&self, seconds: u64) -> io::Result<()> {
        self.append_if_there(worked_line(seconds))
    }

    fn append_if_there(&self, line: String) -> io::Result<()> {
        if self.path.exists() { self.append([line]) } else { Ok(()) }
    }

    fn append(&self, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
        let mut text: String = lines.into_iter().map(|line| line + "\n").collect();
        if text.is_empty() {
            return Ok(());
        }
        if !self.path.exists() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            text.insert_str(0, &format!("# {:?}\n", self.sidecar));
        }
        // One write of whole lines, so that no other process's line comes between.
        private(OpenOptions::new().append(true).create(true)).open(&self.path)?.write_all(text.as_bytes())
    }

    /// The lines up to `end`, each with the byte it starts at, and where the file ends.
    fn read(&self, end: Option<u64>) -> io::Result<Option<(Vec<Placed>, u64)>> {
        if fs::metadata(&self.path).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
        }
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let len = file.metadata()?.len();
        let end = end.unwrap_or(len).min(len);
        let start = end.saturating_sub(MOST);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(end - start).read_to_end(&mut bytes)?;
        let mut at = start;
        let mut lines = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            // The first line of a part of the log is a part of a line.
            if at == start && start > 0 {
                at += line.len() as u64;
                continue;
            }
            lines.push((at, String::from_utf8_lossy(line).into_owned()));
            at += line.len() as u64;
        }
        Ok(Some((lines, len)))
    }
}

/// A line with the byte it starts at.
type Placed = (u64, String);

/// Whether a line was written to its end.
fn is_whole(line: &str, page: Page<'_>) -> bool {
    line.strip_suffix('\n').is_some_and(|line| line.starts_with('#') || read_line(line, page).is_some())
}

/// A file that only its owner can read: what is kept in the state folder is the text of articles.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::journal::Deed;
    use crate::annot::{Edit, Id, Record, Tag, Transaction};
    use crate::text::Text;

    fn step(n: u64) -> Step {
        let tag = Tag { id: Id::from_bits(n), tag: format!("t{n}"), score: None, common: Default::default() };
        let mut edit = Edit::new(format!("tag {n}"), 0);
        edit.insert(Record::Tag(tag));
        let at = "2026-01-02T03:04:05Z".parse().unwrap();
        Step { deed: Deed::Do, transaction: Transaction { id: Id::from_bits(100 + n), at, edit } }
    }

    #[test]
    fn what_was_not_saved_is_told_and_a_damaged_end_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journals::of(folder.path()).of_sidecar(Path::new("/a/b.txt.anna.gloss.toml"));
        let text = Text::from("Text");
        let page = Page { text: &text, digest: "d" };
        assert!(journal.tail(page).unwrap().unsaved.is_empty());
        journal.worked(5).unwrap();
        assert!(!journal.path().exists(), "reading alone leaves no log");

        let (one, two) = (Fingerprint::of(b"1"), Fingerprint::of(b"2"));
        journal.done(&[step(1), step(2)], None, one, page).unwrap();
        journal.saved(one).unwrap();
        journal.worked(7).unwrap();
        let tail = journal.tail(page).unwrap();
        assert_eq!((tail.unsaved.len(), tail.worked, tail.saved), (0, 7, Some(one.to_string())));
        journal.done(&[step(3)], Some(one), two, page).unwrap();
        let whole = journal.tail(page).unwrap();
        assert_eq!((whole.unsaved, whole.damaged, whole.worked), (vec![step(3)], false, 0));

        let intact = fs::read(journal.path()).unwrap();
        for cut in 1..60 {
            let mut bytes = intact.clone();
            let mut more = step_line(&step(4), "", "", page).into_bytes();
            more.truncate(more.len() - cut);
            bytes.extend(more);
            fs::write(journal.path(), &bytes).unwrap();
            let tail = journal.tail(page).unwrap();
            assert_eq!((tail.unsaved, tail.damaged, tail.end), (vec![step(3)], true, intact.len() as u64));
            assert_eq!(fs::read(journal.path()).unwrap(), intact);
        }
        let (mut history, elsewhere) = journal.history(whole.end, page).unwrap();
        assert!(!elsewhere && journal.history(whole.end, Page { digest: "e", ..page }).unwrap().1);
        let mut set = crate::annot::AnnotationSet::new(
            crate::annot::AnnotatorName::parse("anna").unwrap(),
            crate::annot::Kind::Human,
            Default::default(),
        );
        set.extend((1..4).map(|n| step(n).transaction.edit.changes()[0].record().unwrap().clone()));
        assert_eq!(history.undo(&mut set).unwrap().unwrap().edit.summary, "tag 3");
    }
}
