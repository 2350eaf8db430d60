//! brat's standoff format: `.ann` beside the `.txt`, and `annotation.conf`.
//!
//! The file that a set was read from is kept in the set, whole. Writing goes through its lines again, and changes those
//! alone whose records say something else by now: what nobody touched comes back byte for byte.

mod conf;
mod line;
mod lines;
mod told;
mod write;

#[cfg(test)]
mod tests;

use super::foreign::ForeignDocument;
use super::format::{Contents, Format, Reads, Source, Writes};
use crate::annot::Kind;
use crate::annot::sidecar::text_digest;
use crate::text::Text;

pub use conf::schema_of_conf;

/// What the names of its files end in; `.a1` and `.a2` are the two halves of one (BioNLP Shared Task).
const ENDINGS: [&str; 3] = [".ann", ".a1", ".a2"];

/// brat.
pub const BRAT: Format = Format {
    name: "brat",
    summary: "brat: standoff .ann beside the .txt, with annotation.conf",
    kind: Kind::Human,
    reads: Some(Reads::File(read)),
    writes: Some(Writes::Files { document: write::document, beside: conf::beside }),
    looks: |hint| !hint.is_json() && ENDINGS.iter().any(|ending| hint.ends_with(ending)),
};

/// Reads a `.ann`. The text is the `.txt` of the same name, or that of the name without the annotator's (`a.anna.ann`,
/// `a_anna.ann`), if there is one.
fn read(source: &Source<'_>) -> Result<Contents, String> {
    let halves = halves(source);
    let bytes = halves.as_deref().unwrap_or(source.bytes);
    let file = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        format!("line {line} is not UTF-8; convert the file first")
    })?;
    let (name, by, text) = text_of(source);
    let text = text.map(|text| match text.strip_prefix('\u{FEFF}') {
        Some(text) => text.to_owned(),
        None => text,
    });
    let page = text.as_deref().map(Text::from);
    let mut told = told::told(&line::entries(file), page.as_ref());
    told.set.by = by;
    told.set.rest.push(file.to_owned());
    told.set.rest.extend(page.as_ref().map(text_digest));
    let document = ForeignDocument { name: Some(name), text, sets: vec![told.set], ..ForeignDocument::default() };
    Ok(Contents { documents: vec![document], faults: told.faults })
}

/// The mentions that are given (`.a1`) with what was found of them (`.a2`), where both are beside this file: one of them.
fn halves(source: &Source<'_>) -> Option<Vec<u8>> {
    let (mut given, found) = ((source.beside)(".a1")?, (source.beside)(".a2")?);
    // The stem may have a file of one's own in each of the forms.
    if source.bytes != given && source.bytes != found {
        return None;
    }
    if !given.is_empty() && !given.ends_with(b"\n") {
        given.push(b'\n');
    }
    given.extend(found);
    Some(given)
}

/// The name of the text, the annotator that the file's name tells, and the text.
fn text_of(source: &Source<'_>) -> (String, Option<String>, Option<String>) {
    let decoded = |name: &str| Some(String::from_utf8_lossy(&(source.beside)(name)?).into_owned());
    if let Some(text) = decoded(".txt") {
        return (source.stem.to_owned(), None, Some(text));
    }
    let ends = source.stem.char_indices().rev().filter(|(_, c)| matches!(c, '.' | '_' | '-'));
    for (at, _) in ends {
        let (name, by) = source.stem.split_at(at);
        let by = by.get(1..).unwrap_or_default();
        if name.is_empty() || by.is_empty() {
            continue;
        }
        if let Some(text) = decoded(&format!("{name}.txt")) {
            return (name.to_owned(), Some(by.to_owned()), Some(text));
        }
    }
    (source.stem.to_owned(), None, None)
}
