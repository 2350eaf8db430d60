//! Searching through many documents: files are read by all cores, and only one whose bytes can hold what is sought
//! becomes a document. What is found comes in the order of the documents, while the search goes on.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::annotations::{load_set, load_sets};
use super::corpus::{Missing, open_unchanged};
use super::library::unreadable;
use super::open::{LARGEST, Options, document};
use super::sweeps::survey::Listings;
use super::texts::Texts;
use super::{Corpus, Fault, Handle, Locations, RecordHandle, Sidecars, packed};
use crate::annot::{AnnotationSet, AnnotatorName};
use crate::corpus::concordance::{Extent, Hit};
use crate::corpus::query::Subject;
use crate::corpus::seek::Seeker;
use crate::corpus::sieve::Raw;
use crate::corpus::summary::{About, Names, SetSummary, Summary};
use crate::doc::Document;
use crate::extract::reader::{ArticleFormat, Format, is_no_text};

/// Documents that one core takes at a time.
const BATCH: usize = 32;

/// Bytes of records that one core takes at a time.
const BATCH_BYTES: u64 = 1 << 20;

/// Batches that are under way, or wait for one before them.
const WINDOW: usize = 128;

/// Largest buffer that is kept from one file to the next, in bytes.
const BUFFER: usize = 4 << 20;

/// The byte order mark of UTF-8.
const BOM: &str = "\u{feff}";

/// What a search came upon.
#[derive(Debug, Clone)]
pub enum Found {
    /// A document that matches, with its hits, in order; there are none where only the document was sought.
    Document {
        /// Its number, as it was handed on.
        number: usize,
        /// Which document.
        handle: Handle,
        /// Where what is sought stands in it.
        hits: Vec<Hit>,
    },
    /// A document that could not be read; the reason names it.
    Fault(String),
    /// So many documents have been looked through by now.
    Passed(usize),
}

/// How documents and what was said of them are read.
#[derive(Debug, Clone)]
pub struct Sources {
    /// How documents are opened.
    pub options: Options,
    /// Where sidecars stand.
    pub locations: Locations,
    /// Earlier texts of articles.
    pub texts: Texts,
    /// Whose status and proposals a query asks for.
    pub annotator: AnnotatorName,
}

/// What is sought, and where.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// What is sought.
    pub seeker: &'a Seeker,
    /// How it is read.
    pub sources: &'a Sources,
    /// How much of the text a hit keeps.
    pub extent: Extent,
}

struct Batch {
    /// Which batch, from 0.
    number: usize,
    /// Documents in the batches before it.
    before: usize,
    documents: Vec<(usize, Handle)>,
}

struct Answer {
    found: Vec<Found>,
    passed: usize,
}

impl Search<'_> {
    /// Looks through the documents that `documents` hands on with their numbers, until it has no more or `on_found`
    /// answers `false`.
    ///
    /// Everything comes to `on_found` on this thread and in the order of the documents.
    pub fn run(
        &self,
        documents: impl FnOnce(&mut dyn FnMut(usize, Handle) -> bool) + Send,
        on_found: &mut dyn FnMut(Found) -> bool,
    ) {
        let stop = AtomicBool::new(false);
        let (tasks, waiting) = channel::<Batch>();
        let waiting = Mutex::new(waiting);
        let (answers, arrivals) = channel::<(usize, Answer)>();
        let (permits, permitted) = channel::<()>();
        (0..WINDOW).for_each(|_| permits.send(()).unwrap_or_default());
        thread::scope(|scope| {
            let (stop, waiting) = (&stop, &waiting);
            scope.spawn(move || hand_out(documents, &tasks, &permitted, stop));
            for _ in 0..thread::available_parallelism().map_or(1, NonZeroUsize::get) {
                let answers = answers.clone();
                scope.spawn(move || self.work(waiting, &answers, stop));
            }
            drop(answers);
            in_order(&arrivals, |answer| {
                let wanted = answer.found.into_iter().all(&mut *on_found) && on_found(Found::Passed(answer.passed));
                permits.send(()).unwrap_or_default();
                wanted
            });
            stop.store(true, Ordering::Relaxed);
            drop(permits);
        });
    }

    fn work(&self, waiting: &Mutex<Receiver<Batch>>, answers: &Sender<(usize, Answer)>, stop: &AtomicBool) {
        let (mut buffer, mut listings) = (Vec::new(), Listings::default());
        loop {
            let batch = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
            let Some(batch) = batch.filter(|_| !stop.load(Ordering::Relaxed)) else { return };
            let passed = batch.before + batch.documents.len();
            let found = self.batch(&batch, &mut buffer, &mut listings, stop);
            if answers.send((batch.number, Answer { found, passed })).is_err() {
                return;
            }
        }
    }

    fn batch(&self, batch: &Batch, buffer: &mut Vec<u8>, listings: &mut Listings, stop: &AtomicBool) -> Vec<Found> {
        let mut found = Vec::new();
        let mut rest = batch.documents.as_slice();
        while let Some(((number, handle), behind)) = rest.split_first() {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let taken = match handle {
                Handle::Record(first) => {
                    let records = records_of(first, rest);
                    self.records(&records, buffer, &mut found);
                    records.len()
                }
                Handle::File(_) if self.lacks_annotations(handle, listings) => 1,
                Handle::File(path) => {
                    self.file(path, handle, *number, buffer, &mut found);
                    1
                }
                Handle::Sample(_) | Handle::Stdin => {
                    self.whole(handle, *number, &mut found);
                    1
                }
            };
            buffer.shrink_to(BUFFER);
            rest = if taken > 1 { rest.get(taken..).unwrap_or_default() } else { behind };
        }
        found
    }

    /// Whether nobody said anything of an article, and that is asked for.
    fn lacks_annotations(&self, handle: &Handle, listings: &mut Listings) -> bool {
        if self.seeker.passes_without_annotations() {
            return false;
        }
        let sidecars = Sidecars::of(handle, "", &self.sources.locations);
        sidecars.is_ok_and(|sidecars| listings.annotators(&sidecars, sidecars.stem()).is_empty())
    }

    /// Looks through the bytes of an article first.
    fn file(&self, path: &Path, handle: &Handle, number: usize, buffer: &mut Vec<u8>, found: &mut Vec<Found>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_text =
            matches!(Format::of_name(&name), Some(Format::Article(ArticleFormat::Plain | ArticleFormat::Markdown)));
        if !is_text {
            return self.whole(handle, number, found);
        }
        if let Err(error) = read(path, buffer) {
            return found.push(Found::Fault(Fault::new(path, unreadable(&error)).to_string()));
        }
        if !self.seeker.passes(buffer, Raw::Text) {
            return;
        }
        match std::str::from_utf8(buffer) {
            Ok(text) if self.seeker.needs_text_alone() && !is_no_text(buffer) => {
                let text = text.strip_prefix(BOM).unwrap_or(text);
                self.found(self.seeker.in_text(text, self.extent), handle, number, found);
            }
            _ => self.whole(handle, number, found),
        }
    }

    /// Looks through the bytes of records that stand beside each other in their file.
    fn records(&self, records: &[(&RecordHandle, &Handle, usize)], buffer: &mut Vec<u8>, found: &mut Vec<Found>) {
        let (Some((first, ..)), Some((last, ..))) = (records.first(), records.last()) else { return };
        let corpus = &first.corpus;
        let (Some(from), Some(to)) = (corpus.bounds(first.index), corpus.bounds(last.index)) else { return };
        if let Err(reason) = read_part(corpus, from.start..to.end, buffer) {
            return found.push(Found::Fault(Fault::new(&corpus.path, reason).to_string()));
        }
        for (record, handle, number) in records {
            let Some(bounds) = corpus.bounds(record.index) else { continue };
            let place = |byte: u64| usize::try_from(byte - from.start).unwrap_or(usize::MAX);
            let bytes = buffer.get(place(bounds.start)..place(bounds.end)).unwrap_or_default();
            if self.seeker.passes(corpus.trimmed(bytes), Raw::Record) {
                self.whole(handle, *number, found);
            }
        }
    }

    /// Makes a document and looks through its text.
    fn whole(&self, handle: &Handle, number: usize, found: &mut Vec<Found>) {
        match document(handle, &self.sources.options) {
            Ok(document) if self.seeker.needs_text_alone() => {
                self.found(self.seeker.in_text(document.text().as_str(), self.extent), handle, number, found)
            }
            Ok(document) => {
                let sets = self.sets(handle, &document, found);
                let subject = Looked::of(handle, &document, &sets, self.sources.annotator.as_str());
                let hits = self.seeker.in_document(&subject, document.text(), &sets, self.extent);
                self.found(hits, handle, number, found);
            }
            Err(error) => found.push(Found::Fault(error.to_string())),
        }
    }

    /// Everything that was said of a document.
    fn sets(&self, handle: &Handle, document: &Document, found: &mut Vec<Found>) -> Vec<AnnotationSet> {
        let Sources { locations, texts, annotator, .. } = self.sources;
        let known = |digest: &str| texts.find(digest);
        let said = load_sets(handle, document, annotator, locations, &known);
        found.extend(said.own.fault().map(|fault| Found::Fault(fault.to_owned())));
        found.extend(said.faults.iter().map(|fault| Found::Fault(fault.to_string())));
        let mut sets = said.models;
        sets.extend(said.own.fingerprint.is_some().then_some(said.own.set));
        for (other, _) in said.others {
            let other = load_set(handle, document, &other, locations, &known);
            sets.extend(other.ok().flatten().map(|said| said.set));
        }
        sets
    }

    fn found(&self, hits: Option<Vec<Hit>>, handle: &Handle, number: usize, found: &mut Vec<Found>) {
        found.extend(hits.map(|hits| Found::Document { number, handle: handle.clone(), hits }));
    }
}

/// A document that a query is held against.
struct Looked<'a> {
    path: String,
    document: &'a Document,
    annotator: &'a str,
    summary: Summary,
}

impl<'a> Looked<'a> {
    fn of(handle: &Handle, document: &'a Document, sets: &[AnnotationSet], annotator: &'a str) -> Looked<'a> {
        let mut names = Names::default();
        let id = matches!(handle, Handle::Record(_)).then(|| document.name());
        let about = About::of(document, id, &mut names);
        let sets = sets.iter().map(|set| SetSummary::of(set, document.text(), &mut names)).collect();
        let path = handle.path().map_or_else(|| handle.label(), |path| path.to_string_lossy().into_owned());
        Looked { path, document, annotator, summary: Summary { about, sets } }
    }
}

impl Subject for Looked<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn id(&self) -> &str {
        self.document.name()
    }

    fn annotator(&self) -> &str {
        self.annotator
    }

    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn text(&self) -> &str {
        self.document.text().as_str()
    }
}

/// The records at the start of `documents` that stand in one file, one behind the other.
fn records_of<'a>(
    first: &RecordHandle,
    documents: &'a [(usize, Handle)],
) -> Vec<(&'a RecordHandle, &'a Handle, usize)> {
    let mut next = first.index;
    let beside = |(number, handle): &'a (usize, Handle)| match handle {
        Handle::Record(record) if record.corpus.path == first.corpus.path && record.index >= next => {
            next = record.index + 1;
            Some((record, handle, *number))
        }
        _ => None,
    };
    documents.iter().map_while(beside).collect()
}

fn read(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    packed::content(path)?.take(LARGEST).read_to_end(buffer).map(drop)
}

/// Some bytes of a corpus file, or why they are not what they were when its records were found.
fn read_part(corpus: &Corpus, part: Range<u64>, buffer: &mut Vec<u8>) -> Result<(), String> {
    buffer.clear();
    let mut file = open_unchanged(corpus).map_err(|missing| match missing {
        Missing::Io(error) => unreadable(&error),
        Missing::Changed | Missing::Large(_) => "changed since its records were found; start again".to_owned(),
    })?;
    let read =
        file.seek(SeekFrom::Start(part.start)).and_then(|_| file.take(part.end - part.start).read_to_end(buffer));
    read.map(drop).map_err(|error| unreadable(&error))
}

/// Puts documents together in batches, no more than the window has room for.
fn hand_out(
    documents: impl FnOnce(&mut dyn FnMut(usize, Handle) -> bool),
    tasks: &Sender<Batch>,
    permitted: &Receiver<()>,
    stop: &AtomicBool,
) {
    let (mut batch, mut bytes) = (Batch { number: 0, before: 0, documents: Vec::new() }, 0);
    let send = |batch: &mut Batch| {
        let before = batch.before + batch.documents.len();
        let next = Batch { number: batch.number + 1, before, documents: Vec::new() };
        permitted.recv().is_ok() && tasks.send(std::mem::replace(batch, next)).is_ok()
    };
    documents(&mut |number, handle| {
        let len =
            |record: &RecordHandle| record.corpus.bounds(record.index).map_or(0, |bounds| bounds.end - bounds.start);
        bytes += if let Handle::Record(record) = &handle { len(record) } else { 0 };
        batch.documents.push((number, handle));
        let full = batch.documents.len() >= BATCH || bytes >= BATCH_BYTES;
        bytes = if full { 0 } else { bytes };
        !stop.load(Ordering::Relaxed) && (!full || send(&mut batch))
    });
    if !batch.documents.is_empty() {
        send(&mut batch);
    }
}

/// Hands on what arrives in the order of its numbers, until `on_answer` answers `false`.
fn in_order<T>(arrivals: &Receiver<(usize, T)>, mut on_answer: impl FnMut(T) -> bool) {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, answer) in arrivals {
        early.insert(number, answer);
        while let Some(answer) = early.remove(&next) {
            next += 1;
            if !on_answer(answer) {
                return;
            }
        }
    }
}
