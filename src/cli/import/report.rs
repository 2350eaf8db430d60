//! What came of an import, in counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::annot::Kind;
use crate::annot::adopt::Adopted;
use crate::cli::{clean, complain};
use crate::interop::Format;
use crate::interop::lay::{Laid, ORIGIN};
use crate::store::path_label;

/// How many faults are told one by one; the rest are counted.
const TOLD: usize = 50;

/// Counts, and what is to be told.
#[derive(Default)]
pub(super) struct Report {
    pub documents: usize,
    pub exact: usize,
    pub moved: usize,
    pub fuzzy: usize,
    pub orphans: usize,
    /// Stances with values that the built-in schema does not have.
    strange: usize,
    /// Records that are new in a sidecar.
    pub added: usize,
    /// Records that were there already.
    pub known: usize,
    /// Records and fields kept as they are, since a set has no place for them.
    pub kept: usize,
    /// Documents by what their offsets count in.
    units: BTreeMap<&'static str, usize>,
    /// Sets that were taken as a person's, and as a program's.
    people: usize,
    programs: usize,
    /// Those among the programs' that only their scores showed to be one's.
    guessed: usize,
    /// What each file was read as.
    formats: Vec<(PathBuf, &'static str)>,
    faults: usize,
    homeless: usize,
    unread: usize,
    unread_lines: Vec<String>,
    pub kept_in: Option<PathBuf>,
    /// The project file that was made.
    pub schema: Option<PathBuf>,
    /// What to complain of.
    complaints: Vec<String>,
}

impl Report {
    pub fn of_document() -> Report {
        Report { documents: 1, ..Report::default() }
    }

    pub fn of_fault(reason: &str) -> Report {
        Report { faults: 1, complaints: vec![reason.to_owned()], ..Report::default() }
    }

    pub fn reads(&mut self, path: &Path, format: &Format) {
        self.formats.push((path.to_owned(), format.name));
    }

    pub fn laid(&mut self, laid: &Laid, name: &str) {
        self.exact += laid.exact;
        self.moved += laid.moved;
        self.fuzzy += laid.fuzzy;
        self.orphans += laid.orphans;
        self.strange += laid.strange;
        self.kept += laid.set.extra.get(ORIGIN).and_then(toml::Value::as_array).map_or(0, Vec::len);
        if let Some(unit) = laid.unit {
            *self.units.entry(unit.name()).or_default() += 1;
        }
        for fault in &laid.faults {
            self.fault(&format!("{name}: {fault}"));
        }
    }

    /// Whose work a set was taken for; `guessed` where only its scores tell.
    pub fn is_by(&mut self, kind: Kind, guessed: bool) {
        match kind {
            Kind::Human => self.people += 1,
            Kind::Model => self.programs += 1,
        }
        self.guessed += usize::from(guessed);
    }

    pub fn adopted(&mut self, adopted: Adopted) {
        self.added += adopted.added;
        self.known += adopted.known;
    }

    pub fn fault(&mut self, reason: &str) {
        self.faults += 1;
        self.complaints.push(reason.to_owned());
    }

    pub fn homeless(&mut self, reason: &str) {
        self.homeless += 1;
        self.tell(reason);
    }

    pub fn unread(&mut self, reason: &str, verbatim: Option<String>) {
        self.unread += 1;
        self.unread_lines.extend(verbatim);
        self.tell(reason);
    }

    fn tell(&mut self, reason: &str) {
        match self.faults + self.homeless + self.unread {
            count if count <= TOLD => complain(reason),
            count if count == TOLD + 1 => complain("and more, which are only counted"),
            _ => {}
        }
    }

    /// Adds what another report counted, and tells what it has to tell.
    pub fn add(&mut self, other: Report) {
        self.documents += other.documents;
        self.exact += other.exact;
        self.moved += other.moved;
        self.fuzzy += other.fuzzy;
        self.orphans += other.orphans;
        self.strange += other.strange;
        self.added += other.added;
        self.known += other.known;
        self.kept += other.kept;
        self.people += other.people;
        self.programs += other.programs;
        self.guessed += other.guessed;
        for (unit, count) in other.units {
            *self.units.entry(unit).or_default() += count;
        }
        for complaint in other.complaints {
            self.faults += 1;
            self.tell(&complaint);
        }
    }

    pub fn unread_lines(&mut self) -> Vec<String> {
        // Faults of files are told when all was read.
        for complaint in std::mem::take(&mut self.complaints) {
            self.tell(&complaint);
        }
        std::mem::take(&mut self.unread_lines)
    }

    pub fn is_wrong(&self) -> bool {
        self.faults + self.homeless + self.unread + self.orphans > 0
    }

    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (path, format) in &self.formats {
            lines.push(format!("{}: read as {format}", path_label(path)));
        }
        lines.push(format!(
            "{}: {} added, {} there already",
            counted(self.documents, "document"),
            counted(self.added, "annotation"),
            self.known
        ));
        let guessed = match self.guessed {
            0 => String::new(),
            _ => format!(" ({} by having scores alone; --kind human makes them a person's)", self.guessed),
        };
        let whose = [(self.people, "a person's annotations", ""), (self.programs, "a program's proposals", &guessed)];
        let told = whose.iter().filter(|(count, _, _)| *count > 0);
        lines.extend(told.map(|(count, whose, how)| format!("{} taken as {whose}{how}", counted(*count, "set"))));
        let spans = [
            (self.exact, "where they were said to be"),
            (self.moved, "found elsewhere, to the letter"),
            (self.fuzzy, "found where the text is only similar; <Space>w in the reader lists them"),
            (self.orphans, "not found in the text; they are kept, and <Space>w lists them"),
        ];
        let told = spans.iter().filter(|(count, _)| *count > 0);
        lines.extend(told.map(|(count, what)| format!("{} {what}", counted(*count, "span"))));
        if !self.units.is_empty() {
            let units: Vec<String> = self.units.iter().map(|(unit, count)| format!("{unit} in {count}")).collect();
            lines.push(format!("offsets count {}", units.join(", ")));
        }
        let others = [
            (self.strange, "stance", "with a value that is kept as it was told; the built-in schema does not have it"),
            (self.kept, "record", "kept verbatim for the way back, having no other place in a sidecar"),
            (self.homeless, "document", "without an article"),
            (self.unread, "record", "that could not be read"),
        ];
        let told = others.iter().filter(|(count, _, _)| *count > 0);
        lines.extend(told.map(|(count, one, what)| format!("{} {what}", counted(*count, one))));
        if let Some(path) = &self.schema {
            lines.push(format!("{}: made of the tool's own types; look through its labels and keys", path_label(path)));
        }
        if let Some(path) = &self.kept_in {
            lines.push(format!("what could not be read is in {}", clean(&path.to_string_lossy())));
        }
        lines
    }

    pub fn json(&self) -> Value {
        let formats =
            self.formats.iter().map(|(path, format)| json!({ "file": path.to_string_lossy(), "format": format }));
        json!({
            "files": formats.collect::<Vec<_>>(),
            "documents": self.documents,
            "added": self.added,
            "known": self.known,
            "exact": self.exact,
            "moved": self.moved,
            "fuzzy": self.fuzzy,
            "orphans": self.orphans,
            "strange_values": self.strange,
            "human": self.people,
            "model": self.programs,
            "guessed": self.guessed,
            "units": self.units,
            "kept": self.kept,
            "without_article": self.homeless,
            "unread": self.unread,
            "unread_in": self.kept_in.as_ref().map(|path| path.to_string_lossy()),
            "schema": self.schema.as_ref().map(|path| path.to_string_lossy()),
            "faults": self.faults,
        })
    }
}

/// So many of something.
fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
