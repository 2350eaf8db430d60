//! Two versions of a sidecar that git has to make one of.

use std::path::Path;

use super::open::{Options, load};
use super::texts::Texts;
use super::{article_of, sidecar_path};
use crate::annot::sidecar::{self, Reading, text_digest};
use crate::annot::{AnnotationSet, merge};
use crate::text::Text;

/// The text of three versions of one sidecar.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// The common ancestor; empty where there is none.
    pub base: &'a str,
    /// The one that is here.
    pub ours: &'a str,
    /// The one that comes.
    pub theirs: &'a str,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// One sidecar that says everything both say.
    Merged {
        /// Its text.
        text: String,
        /// Records taken over from theirs.
        taken: usize,
        /// Conflicts that only a person can settle, both versions of each kept in it.
        conflicts: usize,
    },
    /// Both versions between git's conflict markers, which the reader merges when the article is opened.
    Marked {
        /// The text.
        text: String,
        /// Why they could not be merged.
        reason: String,
    },
}

/// Merges the versions of the sidecar at `path`. The article is looked for beside it, or its text by the digest that the
/// sidecar names.
pub fn merge_versions(versions: Versions<'_>, path: Option<&Path>, texts: &Texts, options: &Options) -> Outcome {
    match try_merge(versions, path, texts, options) {
        Ok(outcome) => outcome,
        Err(reason) => Outcome::Marked { text: marked(versions), reason },
    }
}

fn try_merge(versions: Versions<'_>, path: Option<&Path>, texts: &Texts, options: &Options) -> Result<Outcome, String> {
    let text = text_of(versions.ours, path, texts, options).ok_or("the text it was made on is not known here")?;
    let known = |digest: &str| texts.find(digest).or_else(|| (text_digest(&text) == digest).then(|| text.clone()));
    let read = |source: &str, whose: &str| -> Result<AnnotationSet, String> {
        let reading = sidecar::read_again(source, &text, &known).map_err(|error| format!("{whose}: {error}"))?;
        let Reading { set, faults, .. } = reading;
        match faults.first() {
            Some(fault) => Err(format!("{whose}: {fault}")),
            None => Ok(set),
        }
    };
    let (ours, theirs) = (read(versions.ours, "ours")?, read(versions.theirs, "theirs")?);
    let base = if versions.base.trim().is_empty() { None } else { Some(read(versions.base, "base")?) };
    if ours.annotator != theirs.annotator {
        return Err(format!("one is {}'s and one {}'s", ours.annotator, theirs.annotator));
    }
    let merged = merge::merge(base.as_ref(), &ours, &theirs, &text);
    let (taken, conflicts) = (merged.taken, merged.conflicts);
    Ok(Outcome::Merged { text: sidecar::write(&merged.set, &text), taken, conflicts })
}

/// The text that our version was made on: the article's as it is now, where that can be found, so that places that moved
/// are moved; else the one that was kept.
fn text_of(ours: &str, path: Option<&Path>, texts: &Texts, options: &Options) -> Option<Text> {
    let beside = path.and_then(|path| {
        let annotator = sidecar_path::annotator_of(path.file_name()?)?;
        let loaded = load(&article_of(path, &annotator)?, options).ok()?;
        Some(loaded.document.text().clone())
    });
    beside.or_else(|| texts.find(sidecar::parsed(ours)?.get("document")?.get("text_sha256")?.as_str()?))
}

/// All three versions between markers, as `merge.conflictStyle = diff3` sets them.
fn marked(versions: Versions<'_>) -> String {
    let line = |text: &str| if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let Versions { base, ours, theirs } = versions;
    let base = if base.trim().is_empty() { String::new() } else { format!("||||||| base\n{}", line(base)) };
    format!("<<<<<<< ours\n{}{base}=======\n{}>>>>>>> theirs\n", line(ours), line(theirs))
}
