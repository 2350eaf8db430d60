//! Adding what was said elsewhere to a sidecar, which may have decisions already.

use super::annotations::load_set;
use super::durable::replace_if;
use super::texts::Texts;
use super::{Handle, Locations, Sidecars, path_label};
use crate::annot::adopt::{Adopted, adopt};
use crate::annot::{AnnotationSet, Kind, sidecar};
use crate::doc::Document;

/// Adds `set` to the sidecar of its annotator, and says what was there before. Nothing there is changed; a sidecar that
/// cannot be read wholly, or is a person's where a program's is added (or the other way around), is left as it is.
///
/// # Errors
/// Why it was not written, with the path.
pub fn add_to_sidecar(
    handle: &Handle,
    document: &Document,
    set: AnnotationSet,
    locations: &Locations,
    texts: &Texts,
) -> Result<Adopted, String> {
    let sidecars = Sidecars::of(handle, document.name(), locations).map_err(|error| error.to_string())?;
    let target = sidecars.target(&set.annotator);
    let found = load_set(handle, document, &set.annotator, locations, &|digest| texts.find(digest))?;
    let (mut whole, fingerprint) = match found {
        Some(said) => match said.faults.into_iter().next() {
            Some(fault) => return Err(fault),
            None => (said.set, said.fingerprint),
        },
        None => (AnnotationSet::for_document(set.annotator.clone(), set.kind, document), None),
    };
    let whose = match (whole.kind, set.kind) {
        (Kind::Human, Kind::Model) => Some("a person's sidecar, and this is a program's work"),
        (Kind::Model, Kind::Human) => Some("a program's sidecar, and this is a person's work"),
        _ => None,
    };
    if let Some(whose) = whose {
        return Err(format!("{}: is {whose}; choose another name with --by", path_label(&target.path)));
    }
    let adopted = adopt(&mut whole, set, document.text());
    if adopted.added + adopted.rescored > 0 || fingerprint.is_none() {
        let text = sidecar::write(&whole, document.text());
        replace_if(&target, fingerprint, text.as_bytes()).map_err(|error| error.to_string())?;
    }
    Ok(adopted)
}
