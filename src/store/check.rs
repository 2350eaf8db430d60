//! Sidecars held against their texts: what fits, what moved, what is wrong, and which have lost their article.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::annotations::LARGEST;
use super::claim::{self, Attempt};
use super::durable::{Fingerprint, SaveError, Target, read_at_most, replace_if};
use super::journal::Journals;
use super::library::unreadable;
use super::sidecar_path::{SUFFIX, annotator_of};
use super::{Handle, Locations, Sidecars, path_label};
use crate::annot::journal::Page;
use crate::annot::sidecar::{self, Anchoring, Reading};
use crate::annot::{AnnotationSet, AnnotatorName, DocumentRef, Kind};
use crate::doc::Document;
use crate::text::Text;

/// One sidecar, held against its article.
#[derive(Debug)]
pub struct Inspection {
    /// The file.
    pub sidecar: PathBuf,
    /// Whose it is, by its name.
    pub annotator: AnnotatorName,
    /// What it says, or why that cannot be read.
    pub reading: Result<Reading, String>,
    target: Target,
    fingerprint: Option<Fingerprint>,
}

impl Inspection {
    /// What was said of the article; empty where the sidecar cannot be read.
    pub fn set(&self) -> Option<&AnnotationSet> {
        self.reading.as_ref().ok().map(|reading| &reading.set)
    }

    /// What became of its places, where the text is another one or a place misquotes it.
    pub fn anchoring(&self) -> Option<&Anchoring> {
        self.reading.as_ref().ok()?.anchoring.as_ref()
    }

    /// Seconds of work that are in the edit log only, as long as nothing was decided since.
    pub fn unwritten_seconds(&self, document: &Document, state: &Path) -> u64 {
        let digest = self.set().map(|set| set.document.text_sha256.clone()).unwrap_or_default();
        let page = Page { text: document.text(), digest: &digest };
        Journals::of(state).of_sidecar(&self.target.path).tail(page).map_or(0, |tail| tail.worked)
    }

    /// Whether the file is not what it would be if it were written now on this text, and may be written.
    pub fn can_be_mended(&self) -> bool {
        self.reading.as_ref().is_ok_and(|reading| {
            let stale = !reading.digest_matches || reading.anchoring.is_some() || reading.merged;
            stale && reading.faults.is_empty() && reading.set.kind == Kind::Human
        })
    }

    /// Writes the places down as they are in `document` now.
    ///
    /// # Errors
    /// Why it is not written, with the path.
    pub fn mend(&self, document: &Document, state: &Path) -> Result<(), String> {
        let Some(set) = self.set() else { return Ok(()) };
        let _claim = match claim::claim(state, &self.sidecar) {
            Ok(Attempt::Theirs(holder)) => {
                return Err(format!("{}: {holder} has it open; close it first", path_label(&self.sidecar)));
            }
            Ok(Attempt::Ours(claim)) => Some(claim),
            Err(_) => None,
        };
        let mut set = set.clone();
        set.document = DocumentRef { extra: std::mem::take(&mut set.document.extra), ..DocumentRef::of(document) };
        let text = sidecar::write(&set, document.text());
        replace_if(&self.target, self.fingerprint, text.as_bytes())
            .map(drop)
            .map_err(|error: SaveError| error.to_string())
    }
}

/// Every sidecar of a document. `known` gives an earlier text by its digest.
///
/// # Errors
/// Why its sidecars cannot be listed.
pub fn inspect(
    handle: &Handle,
    document: &Document,
    locations: &Locations,
    known: &dyn Fn(&str) -> Option<Text>,
) -> Result<Vec<Inspection>, String> {
    let sidecars = Sidecars::of(handle, document.name(), locations).map_err(|error| error.to_string())?;
    let found =
        sidecars.annotators().map_err(|error| format!("{}: {}", path_label(sidecars.folder()), unreadable(&error)))?;
    let look = |(annotator, path): (AnnotatorName, PathBuf)| {
        let bytes = read_at_most(LARGEST, &path).map_err(|error| unreadable(&error));
        let fingerprint = bytes.as_ref().ok().map(|bytes| Fingerprint::of(bytes));
        let reading = bytes.and_then(|bytes| {
            let source = String::from_utf8(bytes)
                .map_err(|error| format!("is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))?;
            let reading = sidecar::read_again(&source, document.text(), known).map_err(|error| error.to_string())?;
            match reading.set.annotator == annotator {
                true => Ok(reading),
                false => Err(format!("says it is {}'s, against its name; rename it", reading.set.annotator)),
            }
        });
        Inspection { target: sidecars.target(&annotator), sidecar: path, annotator, reading, fingerprint }
    };
    Ok(found.into_iter().map(look).collect())
}

/// A sidecar whose article is not where it was.
#[derive(Debug)]
pub struct Stray {
    /// The file.
    pub sidecar: PathBuf,
    /// Whose it is, by its name.
    pub annotator: AnnotatorName,
    /// The digest of the text it was made on; `None` where it cannot be read.
    pub digest: Option<String>,
}

/// Every sidecar below these paths, and in the folders of the files among them, that is not one of `visited`.
pub fn strays(paths: &[PathBuf], locations: &Locations, visited: &BTreeSet<PathBuf>) -> Vec<Stray> {
    let mut roots: Vec<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| path.is_dir()).collect();
    roots.extend(locations.mirror.as_ref().map(|mirror| mirror.within()));
    let mut found = BTreeSet::new();
    for root in roots {
        let walk = WalkBuilder::new(root).follow_links(false).standard_filters(false).build();
        let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        found.extend(files.map(ignore::DirEntry::into_path).filter(|path| is_sidecar(path)));
    }
    let resolved = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let visited: BTreeSet<PathBuf> = visited.iter().map(|path| resolved(path)).collect();
    let lost = found.into_iter().filter(|path| !visited.contains(&resolved(path)));
    lost.filter_map(|sidecar| {
        let annotator = annotator_of(sidecar.file_name()?)?;
        let digest = read_at_most(LARGEST, &sidecar).ok().and_then(|bytes| digest_in(&String::from_utf8(bytes).ok()?));
        Some(Stray { sidecar, annotator, digest })
    })
    .collect()
}

fn path_label_of(handle: &Handle) -> String {
    crate::text::one_line(&handle.label())
}

fn is_sidecar(path: &Path) -> bool {
    path.file_name().is_some_and(|name: &OsStr| name.as_encoded_bytes().ends_with(SUFFIX.as_bytes()))
}

/// The digest of the text that a sidecar says it was made on.
fn digest_in(source: &str) -> Option<String> {
    sidecar::parsed(source)?.get("document")?.get("text_sha256")?.as_str().map(str::to_owned)
}

/// Articles by the digest of their texts; two with one text are nobody's home.
#[derive(Debug, Default)]
pub struct Homes(HashMap<String, Option<(Handle, String)>>);

impl Homes {
    /// Takes an article into account.
    pub fn add(&mut self, handle: &Handle, document: &Document) {
        let entry = self.0.entry(sidecar::text_digest(document.text()));
        let home = Some((handle.clone(), document.name().to_owned()));
        entry.and_modify(|known| *known = None).or_insert(home);
    }

    /// The only article with the text of this digest, with its name.
    pub fn of(&self, digest: &str) -> Option<&(Handle, String)> {
        self.0.get(digest)?.as_ref()
    }

    /// Whether several articles have the text of this digest.
    pub fn has_several(&self, digest: &str) -> bool {
        self.0.get(digest).is_some_and(Option::is_none)
    }
}

/// Brings a stray to where its article is now.
///
/// # Errors
/// Why it stays where it is, with the path.
pub fn bring_home(stray: &Stray, handle: &Handle, record: &str, locations: &Locations) -> Result<PathBuf, String> {
    let sidecars = Sidecars::of(handle, record, locations).map_err(|error| error.to_string())?;
    let target = sidecars.target(&stray.annotator);
    if target.path.exists() {
        let there = path_label(&target.path);
        return Err(format!(
            "its article is now {}, where {there} is already; merge both by hand",
            path_label_of(handle)
        ));
    }
    let bytes = read_at_most(LARGEST, &stray.sidecar)
        .map_err(|error| format!("{}: {}", path_label(&stray.sidecar), unreadable(&error)))?;
    // Written anew before the old one goes, so that no crash loses it.
    replace_if(&target, None, &bytes).map_err(|error| error.to_string())?;
    std::fs::remove_file(&stray.sidecar).map_err(|error| format!("{}: {error}", path_label(&stray.sidecar)))?;
    Ok(target.path)
}
