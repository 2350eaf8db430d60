//! What a wish concerns in one document, before anything is done.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::PathBuf;

use super::deed::{Places, Task, target};
use crate::annot::sidecar::text_digest;
use crate::annot::sweep::{Spot, Wish};
use crate::annot::{AnnotationSet, AnnotatorName, Kind};
use crate::doc::Document;
use crate::extract::reader::{ArticleFormat, Format};
use crate::store::annotations::load_set;
use crate::store::open::{LARGEST, load};
use crate::store::packed;
use crate::store::sidecar_path::annotator_in;
use crate::store::texts::Texts;
use crate::store::{Handle, Sidecars};
use crate::text::Span;

/// Bytes of text that are shown on each side of a spot at the most.
const CONTEXT: usize = 160;

/// What a wish concerns in one set of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// What would be done.
    pub task: Task,
    /// The document's title.
    pub title: String,
    /// What the spots look like, in the same order.
    pub lines: Vec<Line>,
}

/// A spot in its context, each part on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins in the text, in bytes; `None` for what has no place.
    pub at: Option<usize>,
    /// The text before.
    pub before: String,
    /// The text of the spot; for what is of the whole document, what is said of it.
    pub hit: String,
    /// The text after.
    pub after: String,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// The wish.
    pub wish: Wish,
    /// Whose annotations it is about, unless it is about everybody's.
    pub annotator: AnnotatorName,
}

/// The file names in the folders of sidecars, so that no folder is listed for each of its documents anew.
#[derive(Debug, Default)]
pub struct Listings(HashMap<PathBuf, Vec<OsString>>);

/// Most folders whose names are kept.
const MOST: usize = 64;

impl Listings {
    pub(in crate::store) fn annotators(&mut self, sidecars: &Sidecars, stem: &std::ffi::OsStr) -> Vec<AnnotatorName> {
        let folder = sidecars.folder();
        if self.0.len() > MOST {
            self.0.clear();
        }
        let names = self.0.entry(folder.to_owned()).or_insert_with(|| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let mut names: Vec<OsString> = entries.map(|entry| entry.file_name()).collect();
            names.sort();
            names
        });
        let from = names.partition_point(|name| name.as_os_str() < stem);
        let begins = |name: &&OsString| name.as_encoded_bytes().starts_with(stem.as_encoded_bytes());
        names.iter().skip(from).take_while(begins).filter_map(|name| annotator_in(name, stem)).collect()
    }
}

impl Places {
    /// What the wish concerns in a document, for each annotator it is about; `chosen` are the places of
    /// [`Wish::LabelPlaces`].
    ///
    /// # Errors
    /// Why that is not known: the document, or a sidecar, cannot be read. Others are looked at all the same.
    pub fn survey(
        &self,
        search: &Search,
        handle: &Handle,
        chosen: &[Span],
        listings: &mut Listings,
    ) -> Result<Vec<Concern>, String> {
        if matches!(handle, Handle::Stdin) || !may_concern(&search.wish, handle, listings, self) {
            return Ok(Vec::new());
        }
        let label = handle.label();
        let loaded = load(handle, &self.options).map_err(|error| error.to_string())?;
        if let Some(reason) = loaded.read_only {
            return Err(format!("{label}: {reason}"));
        }
        let document = loaded.document;
        let sidecars = Sidecars::of(handle, document.name(), &self.locations).map_err(|error| error.to_string())?;
        let whose = match search.wish.is_of_everybody() {
            true => listings.annotators(&sidecars, sidecars.stem()),
            false => vec![search.annotator.clone()],
        };
        let texts = Texts::of(&self.state);
        let mut concerns = Vec::new();
        for annotator in whose {
            let said = load_set(handle, &document, &annotator, &self.locations, &|digest| texts.find(digest))?;
            let set = match said.filter(|said| said.fingerprint.is_some()) {
                Some(said) => said.set,
                None => AnnotationSet::for_document(annotator.clone(), Kind::Human, &document),
            };
            if set.kind == Kind::Model {
                continue;
            }
            let spots = search.wish.spots(chosen, &set, document.text());
            if !spots.is_empty() {
                let lines = spots.iter().map(|spot| line(spot, &set, &document)).collect();
                let digest = text_digest(document.text());
                let target = target(handle, document.name(), &annotator, &self.locations)
                    .map_err(|reason| format!("{label}: {reason}"))?;
                let task = Task { handle: handle.clone(), annotator, digest, target, spots };
                concerns.push(Concern { task, title: document.title().to_owned(), lines });
            }
        }
        Ok(concerns)
    }
}

/// Whether a look at the raw file, or at the names beside it, leaves it open that the wish concerns the document.
fn may_concern(wish: &Wish, handle: &Handle, listings: &mut Listings, places: &Places) -> bool {
    let Handle::File(path) = handle else { return true };
    if wish.is_of_everybody() {
        let Ok(sidecars) = Sidecars::of(handle, "", &places.locations) else { return true };
        return !listings.annotators(&sidecars, sidecars.stem()).is_empty();
    }
    let Wish::Label { quote, .. } = wish else { return true };
    // Of these the text is the file itself, where it is UTF-8.
    let plain = [Format::Article(ArticleFormat::Plain), Format::Article(ArticleFormat::Markdown)];
    if !Format::of_name(&path.to_string_lossy()).is_some_and(|format| plain.contains(&format)) {
        return true;
    }
    let mut bytes = Vec::new();
    if packed::content(path).and_then(|content| content.take(LARGEST).read_to_end(&mut bytes)).is_err() {
        return true;
    }
    memchr::memmem::find(&bytes, quote.as_bytes()).is_some() || std::str::from_utf8(&bytes).is_err()
}

fn line(spot: &Spot, set: &AnnotationSet, document: &Document) -> Line {
    let text = document.text();
    let Some(place) = spot.place(set) else {
        let Spot::Record(layer, id) = spot else { return Line::of("") };
        return Line::of(&set.get(*layer, id).map(|record| words(&record)).unwrap_or_default());
    };
    let whole = text.as_str();
    let from = whole.floor_char_boundary(place.start.saturating_sub(CONTEXT));
    let to = whole.ceil_char_boundary(place.end.saturating_add(CONTEXT).min(whole.len()));
    let flat = |part: &str| {
        let mut words = part.split_whitespace().collect::<Vec<_>>().join(" ");
        if part.starts_with(char::is_whitespace) {
            words.insert(0, ' ');
        }
        if part.ends_with(char::is_whitespace) {
            words.push(' ');
        }
        words
    };
    let part = |span: Span| flat(text.slice(span));
    Line {
        at: Some(place.start),
        before: part(Span::new(from, place.start)),
        hit: part(place),
        after: part(Span::new(place.end, to)),
    }
}

impl Line {
    fn of(hit: &str) -> Line {
        Line { at: None, before: String::new(), hit: hit.to_owned(), after: String::new() }
    }
}

/// What is said of a whole document, or of a passage that is gone.
fn words(record: &crate::annot::Record) -> String {
    use crate::annot::Record;
    match record {
        Record::Tag(tag) => format!("#{}", tag.tag),
        Record::Stance(stance) => format!("{}: {}", stance.target, stance.value),
        Record::Orphan(orphan) => format!("{} “{}” (without a place)", orphan.label(), orphan.quote()),
        _ => String::new(),
    }
}
