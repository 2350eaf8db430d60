//! The sidecars of many documents, each folder listed once.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::library::unreadable;
use super::super::sidecar_path::stem_and_annotator;
use super::super::{Fault, Handle, Locations, Sidecars};
use super::{DocumentFile, Stamp, Stems};
use crate::annot::AnnotatorName;

/// A sidecar that is there.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub annotator: AnnotatorName,
    pub path: PathBuf,
    pub stamp: Stamp,
}

/// The sidecars of all documents: those of articles by the folder of the article, those of records by the corpus file.
pub(super) fn sidecars_of(
    files: &[DocumentFile],
    locations: &Locations,
    faults: &mut Vec<Fault>,
) -> HashMap<PathBuf, Stems> {
    let mut places: HashMap<PathBuf, (&Handle, bool)> = HashMap::new();
    for file in files {
        let Some((_, handle)) = file.handles.first() else { continue };
        match handle {
            Handle::Record(_) => drop(places.insert(file.path.clone(), (handle, true))),
            _ => {
                // One folder has many articles; only the first of them makes a key.
                if let Some(folder) = file.path.parent().filter(|folder| !places.contains_key(*folder)) {
                    places.insert(folder.to_owned(), (handle, false));
                }
            }
        }
    }
    let listed: Vec<(PathBuf, Result<Stems, Fault>)> = places
        .into_par_iter()
        .filter_map(|(place, (handle, sharded))| {
            let sidecars = Sidecars::of(handle, "", locations).ok()?;
            let folder = match sharded {
                // The folder of one record is a shard of the corpus's.
                true => sidecars.folder().parent()?,
                false => sidecars.folder(),
            };
            Some((place, list(folder, sharded)))
        })
        .collect();
    let mut found = HashMap::new();
    for (place, stems) in listed {
        match stems {
            Ok(stems) => drop(found.insert(place, stems)),
            Err(fault) => faults.push(fault),
        }
    }
    found
}

fn list(folder: &Path, sharded: bool) -> Result<Stems, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Stems::new()),
        Err(error) => return Err(Fault::new(folder, unreadable(&error))),
    };
    let entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
    if sharded {
        let shards = entries.par_iter().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let listed: Vec<Stems> = shards.map(|entry| list(&entry.path(), false)).collect::<Result<_, _>>()?;
        return Ok(listed.into_iter().flatten().collect());
    }
    let sidecars = entries.par_iter().filter_map(|entry| {
        let name = entry.file_name();
        let (stem, annotator) = stem_and_annotator(&name)?;
        // A link is followed, as it is when the sidecar is read.
        let path = entry.path();
        let stamp = Stamp::of(&fs::metadata(&path).ok()?);
        Some((stem.to_owned(), Listed { annotator, path, stamp }))
    });
    let mut stems = Stems::new();
    for (stem, listed) in sidecars.collect::<Vec<_>>() {
        stems.entry(stem).or_default().push(listed);
    }
    stems.values_mut().for_each(|listed| listed.sort_by(|a, b| a.annotator.as_str().cmp(b.annotator.as_str())));
    Ok(stems)
}
