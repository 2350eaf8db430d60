//! Keeping what a program said of a document.

use std::fs;
use std::path::Path;

use super::durable::{fingerprint_of, replace_if};
use super::{Handle, Locations, Sidecars, path_label};
use crate::annot::{AnnotationSet, sidecar};
use crate::doc::Document;

/// Writes a program's set as its sidecar of the document, in place of what it said before; nobody else's file of that
/// name.
///
/// # Errors
/// Why it is not written, with the place.
pub fn save(set: &AnnotationSet, handle: &Handle, document: &Document, locations: &Locations) -> Result<(), String> {
    let sidecars = Sidecars::of(handle, document.name(), locations).map_err(|error| error.to_string())?;
    let target = sidecars.target(&set.annotator);
    let found = fingerprint_of(&target.path);
    if found.is_some() && !is_program(&target.path) {
        return Err(format!("{}: is a person's sidecar, or none; it is not written over", path_label(&target.path)));
    }
    let text = sidecar::write(set, document.text());
    replace_if(&target, found, text.as_bytes()).map(drop).map_err(|error| error.to_string())
}

/// Whether a file is a program's sidecar.
fn is_program(path: &Path) -> bool {
    let source = fs::read_to_string(path).unwrap_or_default();
    source.lines().any(|line| line == "kind = \"model\"")
}
