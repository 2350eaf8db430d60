//! The annotation sets of a document, from its sidecars.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::durable::{Fingerprint, Target, read_at_most};
use super::library::unreadable;
use super::outputs::Output;
use super::watch::Stamps;
use super::{Fault, Handle, Locations, Sidecars, path_label, samples};
use crate::annot::sidecar::{self, Anchoring, Reading};
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Kind};
use crate::doc::Document;
use crate::interop::lay::Laid;
use crate::interop::output;
use crate::text::Text;

/// Largest sidecar that is read, in bytes: some hundred thousand annotations, which take a gigabyte and a few seconds.
pub(super) const LARGEST: u64 = 32_000_000;

/// Everything that was said of a document.
#[derive(Debug)]
pub struct Sets {
    /// What this annotator said.
    pub own: Own,
    /// What programs said: proposals, by the program's name.
    pub models: Vec<AnnotationSet>,
    /// The other people's sidecars.
    pub others: Vec<(AnnotatorName, PathBuf)>,
    /// Sidecars of others that could not be read, or not wholly.
    pub faults: Vec<Fault>,
    /// The article and the others' sidecars as they were before those were read, to notice changes by.
    pub stamps: Stamps,
}

/// One annotator's own set.
#[derive(Debug)]
pub struct Own {
    /// As much of it as could be read; empty where there is no sidecar.
    pub set: AnnotationSet,
    /// Where it is saved; `None` where there is no place to save it.
    pub target: Option<Target>,
    /// What the sidecar held, for [`super::Writer::opened`]; `None` where there is none.
    pub fingerprint: Option<Fingerprint>,
    /// Why it must not be saved, with the path, if it must not.
    pub read_only: Option<String>,
    /// What became of its places, where the text had changed since it was written.
    pub anchoring: Option<Anchoring>,
    /// Whether git had left two versions in the file, which were merged.
    pub merged: bool,
}

/// Reads all sidecars of a document. Nothing is an error: a sidecar of the annotator's own that cannot be read
/// wholly makes the document read-only, and others that cannot are [`Sets::faults`].
///
/// `known` gives an earlier text of the article by its digest: annotations that were made on it are found again best
/// with it.
pub fn load_sets(
    handle: &Handle,
    document: &Document,
    annotator: &AnnotatorName,
    locations: &Locations,
    known: &dyn Fn(&str) -> Option<Text>,
) -> Sets {
    let page = Page { document, known };
    let empty = AnnotationSet::for_document(annotator.clone(), Kind::Human, document);
    let mut own = Own { set: empty, target: None, fingerprint: None, read_only: None, anchoring: None, merged: false };
    let (mut others, mut stamps) = (Others::default(), Stamps::default());
    match Sidecars::of(handle, document.name(), locations) {
        Ok(sidecars) => {
            own.target = Some(sidecars.target(annotator));
            own.read(&sidecars.path(annotator), handle, page);
            match sidecars.annotators() {
                Ok(found) => {
                    stamps = Stamps::listed(handle, &found, annotator);
                    for (name, path) in found.into_iter().filter(|(name, _)| name != annotator) {
                        others.read_file(name, path, page);
                    }
                }
                Err(error) => {
                    stamps = Stamps::listed(handle, &[], annotator);
                    let path = sidecars.path(annotator);
                    let folder = path.parent().unwrap_or(&path);
                    others.faults.push(Fault::new(folder, unreadable(&error)));
                }
            }
            if let Handle::Record(record) = handle {
                let folders = sidecars.output_folders(handle);
                let said = record.corpus.outputs.of(document.name(), &folders, &mut others.faults);
                said.into_iter().for_each(|output| others.read_output(output, document));
            }
        }
        Err(reason) => own.read_only = Some(reason.to_string()),
    }
    if let Handle::Sample(name) = handle {
        for (file, bytes) in samples::sidecars(name) {
            others.read_bundled(file, bytes, page);
        }
    }
    Sets { own, models: others.models, others: others.people, faults: others.faults, stamps }
}

/// What one annotator said of a document.
#[derive(Debug)]
pub struct Said {
    /// Their set.
    pub set: AnnotationSet,
    /// What of it could not be read, each with the path.
    pub faults: Vec<String>,
    /// What the sidecar held; `None` where a program said it in a file on the whole corpus.
    pub fingerprint: Option<Fingerprint>,
}

/// Reads what one annotator, a person or a program, said of a document: in a sidecar, or in a program's file on the whole
/// corpus; `None` where there is nothing of theirs. `known` gives an earlier text of the article by its digest.
///
/// # Errors
/// Why it cannot be read, with its path.
pub fn load_set(
    handle: &Handle,
    document: &Document,
    annotator: &AnnotatorName,
    locations: &Locations,
    known: &dyn Fn(&str) -> Option<Text>,
) -> Result<Option<Said>, String> {
    let sidecars = Sidecars::of(handle, document.name(), locations).map_err(|error| error.to_string())?;
    let path = sidecars.path(annotator);
    let fault = |reason: &str| format!("{}: {reason}", path_label(&path));
    let bytes = match read_at_most(LARGEST, &path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return output_of(handle, document, annotator, &sidecars);
        }
        bytes => bytes.map_err(|error| fault(&unreadable(&error)))?,
    };
    let reading = parse(&bytes, Page { document, known }).map_err(|reason| fault(&reason))?;
    let (whose, name) = (&reading.set.annotator, &reading.set.document.name);
    if whose != annotator {
        return Err(fault(&format!("says it is {whose}'s, against its name; rename it")));
    }
    if matches!(handle, Handle::Record(_)) && name != document.name() {
        return Err(fault("belongs to another record; give the records ids that differ in more than case"));
    }
    let faults = reading.faults.iter().map(|reason| fault(&reason.to_string())).collect();
    Ok(Some(Said { set: reading.set, faults, fingerprint: Some(Fingerprint::of(&bytes)) }))
}

/// What a program said of a record in its file on the whole corpus.
fn output_of(
    handle: &Handle,
    document: &Document,
    producer: &AnnotatorName,
    sidecars: &Sidecars,
) -> Result<Option<Said>, String> {
    let Handle::Record(record) = handle else { return Ok(None) };
    let mut faults = Vec::new();
    let said = record.corpus.outputs.of(document.name(), &sidecars.output_folders(handle), &mut faults);
    let Some(Output { path, number, line, .. }) = said.into_iter().find(|output| output.producer == *producer) else {
        return Ok(None);
    };
    let fault = |reason: &str| format!("{}: line {number}: {reason}", path_label(&path));
    let Laid { set, faults, .. } = output::read_line(&line, producer, document).map_err(|reason| fault(&reason))?;
    let faults = faults.iter().map(|reason| fault(reason)).collect();
    Ok(Some(Said { set, faults, fingerprint: None }))
}

impl Own {
    /// What is wrong with the sidecar, with its path, if anything is. Without a place for one, as with standard
    /// input, none can be wrong.
    pub fn fault(&self) -> Option<&str> {
        self.read_only.as_deref().filter(|_| self.target.is_some())
    }

    /// Takes over what the sidecar at `path` says.
    fn read(&mut self, path: &Path, handle: &Handle, page: Page<'_>) {
        let document = page.document;
        let bytes = match read_at_most(LARGEST, path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => return self.forbid(path, &unreadable(&error)),
        };
        self.fingerprint = Some(Fingerprint::of(&bytes));
        let reading = match parse(&bytes, page) {
            Ok(reading) => reading,
            Err(reason) => return self.forbid(path, &reason),
        };
        (self.anchoring, self.merged) = (reading.anchoring, reading.merged);
        let faults = reading.faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        let annotator = std::mem::replace(&mut self.set, reading.set).annotator;
        if let Some((first, rest)) = faults.split_first() {
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            self.forbid(path, &format!("{first}{more}"));
        } else if self.set.annotator != annotator {
            let reason =
                format!("says it is {}'s, not {annotator}'s; rename it, or set --annotator", self.set.annotator);
            self.forbid(path, &reason);
        } else if self.set.kind == Kind::Model {
            self.forbid(path, "is a program's sidecar; choose another name with --annotator");
        } else if matches!(handle, Handle::Record(_)) && self.set.document.name != document.name() {
            // Ids that differ in case alone share a file where the file system ignores case.
            self.forbid(path, "belongs to another record; give the records ids that differ in more than case");
        } else if !reading.digest_matches {
            let extra = std::mem::take(&mut self.set.document.extra);
            self.set.document = DocumentRef { extra, ..DocumentRef::of(document) };
        }
    }

    fn forbid(&mut self, path: &Path, reason: &str) {
        self.read_only = Some(format!("{}: {reason}", path_label(path)));
    }
}

/// What everybody else said.
#[derive(Default)]
struct Others {
    models: Vec<AnnotationSet>,
    people: Vec<(AnnotatorName, PathBuf)>,
    faults: Vec<Fault>,
}

impl Others {
    fn read_file(&mut self, name: AnnotatorName, path: PathBuf, page: Page<'_>) {
        let parsed =
            read_at_most(LARGEST, &path).map_err(|error| unreadable(&error)).and_then(|bytes| parse(&bytes, page));
        match parsed {
            Ok(reading) if reading.set.annotator != name => {
                let reason = format!("says it is {}'s, against its name; rename it", reading.set.annotator);
                self.faults.push(Fault::new(path, reason));
            }
            Ok(reading) if reading.set.kind == Kind::Human => self.people.push((name, path)),
            Ok(reading) => self.model(reading, &path),
            Err(reason) => self.faults.push(Fault::new(path, reason)),
        }
    }

    /// What a program said of the record in its file on the whole corpus. A sidecar of the same program counts more.
    fn read_output(&mut self, output: Output, document: &Document) {
        let Output { producer, path, number, line } = output;
        if self.models.iter().any(|model| model.annotator == producer) {
            return;
        }
        let place = |reason: &str| format!("line {number}: {reason}");
        match output::read_line(&line, &producer, document) {
            Ok(Laid { set, faults, .. }) => {
                let first = faults.first().map(|first| match faults.len() - 1 {
                    0 => place(first),
                    more => place(&format!("{first} (and {more} more)")),
                });
                self.offered(set, first, &path);
            }
            Err(reason) => self.faults.push(Fault::new(path, place(&reason))),
        }
    }

    fn read_bundled(&mut self, name: &str, bytes: &[u8], page: Page<'_>) {
        match parse(bytes, page) {
            Ok(reading) => self.model(reading, Path::new(name)),
            Err(reason) => self.faults.push(Fault::new(name, reason)),
        }
    }

    /// A program's set, with a fault for each of its proposals that does not fit the text.
    fn model(&mut self, reading: Reading, path: &Path) {
        self.offered(reading.set, reading.faults.iter().map(ToString::to_string), path);
    }

    fn offered(&mut self, set: AnnotationSet, faults: impl IntoIterator<Item = String>, path: &Path) {
        self.faults.extend(faults.into_iter().map(|fault| Fault::new(path, fault)));
        let lost = set.orphans().len();
        if lost > 0 {
            self.faults.push(Fault::new(path, format!("{lost} of its proposals are not found in the text any more")));
        }
        self.models.push(set);
    }
}

/// What sidecars are read against.
#[derive(Clone, Copy)]
struct Page<'a> {
    document: &'a Document,
    known: &'a dyn Fn(&str) -> Option<Text>,
}

fn parse(bytes: &[u8], page: Page<'_>) -> Result<Reading, String> {
    let source = std::str::from_utf8(bytes).map_err(|error| format!("is not UTF-8 at byte {}", error.valid_up_to()))?;
    sidecar::read_again(source, page.document.text(), page.known).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annot::{Id, Record, Review, Status, Tag};
    use crate::store::durable::replace_if;
    use std::fs;

    struct Desk {
        folder: tempfile::TempDir,
        document: Document,
        anna: AnnotatorName,
    }

    impl Desk {
        fn new() -> Desk {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("a.txt"), "Anna sieht Otto.").unwrap();
            let document = Document::new("a.txt", "Anna sieht Otto.".into(), Default::default(), Vec::new());
            Desk { folder, document, anna: AnnotatorName::parse("anna").unwrap() }
        }

        fn load(&self) -> Sets {
            let handle = Handle::File(self.folder.path().join("a.txt"));
            load_sets(&handle, &self.document, &self.anna, &Locations::default(), &|_| None)
        }

        fn put(&self, annotator: &str, kind: Kind) -> String {
            let name = AnnotatorName::parse(annotator).unwrap();
            let mut set = AnnotationSet::for_document(name, kind, &self.document);
            set.review = Review { status: Status::Started, ..Review::default() };
            set.extend([Record::Tag(Tag {
                id: Id::from_bits(1),
                tag: "nato".into(),
                score: None,
                common: Default::default(),
            })]);
            let source = sidecar::write(&set, self.document.text());
            fs::write(self.folder.path().join(format!("a.txt.{annotator}.gloss.toml")), &source).unwrap();
            source
        }
    }

    #[test]
    fn own_models_and_others_are_told_apart() {
        let desk = Desk::new();
        let fresh = desk.load();
        assert!(fresh.own.set.is_empty() && fresh.own.fingerprint.is_none() && fresh.own.read_only.is_none());

        let source = desk.put("anna", Kind::Human);
        desk.put("bob", Kind::Human);
        desk.put("ner", Kind::Model);
        fs::write(desk.folder.path().join("a.txt.broken.gloss.toml"), "gloss = ").unwrap();
        let sets = desk.load();
        assert_eq!(sets.own.set.tags().len(), 1);
        assert_eq!(sets.models.iter().map(|set| set.annotator.as_str()).collect::<Vec<_>>(), ["ner"]);
        assert_eq!(sets.others.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["bob"]);
        assert!(sets.faults.len() == 1 && sets.faults[0].path.ends_with("a.txt.broken.gloss.toml"));

        let again = sidecar::write(&sets.own.set, desk.document.text());
        assert_eq!(again, source, "an unchanged set changes no byte");
        replace_if(&sets.own.target.unwrap(), sets.own.fingerprint, again.as_bytes()).unwrap();
    }

    #[test]
    fn a_sidecar_that_cannot_be_understood_is_never_saved_over() {
        let desk = Desk::new();
        let path = desk.folder.path().join("a.txt.anna.gloss.toml");
        let good = desk.put("anna", Kind::Human);
        for (source, reason) in [
            ("gloss = ".to_owned(), "line 1"),
            (good.replace("gloss = 1", "gloss = 7"), "version"),
            (good.replace("\"anna\"", "\"bob\""), "says it is bob's"),
            (good.replace("\"human\"", "\"model\""), "--annotator"),
            (good.replace("tag = ", "tug = "), "tags"),
        ] {
            fs::write(&path, &source).unwrap();
            let read_only = desk.load().own.read_only.unwrap_or_default();
            assert!(read_only.starts_with(path.to_str().unwrap()) && read_only.contains(reason), "{read_only}");
        }
        fs::write(&path, b"\xff").unwrap();
        assert!(desk.load().own.read_only.unwrap().contains("UTF-8"));
    }

    #[test]
    fn standard_input_has_no_place_to_save_and_samples_bring_proposals() {
        let desk = Desk::new();
        let sets = load_sets(&Handle::Stdin, &desk.document, &desk.anna, &Locations::default(), &|_| None);
        assert!(sets.own.target.is_none() && sets.own.read_only.unwrap().starts_with("standard input has no file"));

        let options = crate::store::open::Options { fields: Default::default(), read_only_above: 1 << 30 };
        for handle in crate::store::library::Library::samples().documents() {
            let document = crate::store::open::load(handle, &options).unwrap().document;
            let locations = Locations { data: desk.folder.path().to_owned(), mirror: None };
            let sets = load_sets(handle, &document, &desk.anna, &locations, &|_| None);
            assert!(sets.faults.is_empty(), "{:?}", sets.faults);
            let bundled = samples::sidecars(document.name()).count();
            assert_eq!(sets.models.len(), bundled);
        }
    }
}
