//! Which article a foreign document belongs to.

use std::collections::HashMap;
use std::path::PathBuf;

use super::text::Texts;
use crate::annot::sidecar::text_digest;
use crate::cli::setup::each_document;
use crate::doc::{Document, RecordFields};
use crate::extract::reader::{ArticleFormat, from_json, read};
use crate::interop::Format;
use crate::interop::foreign::ForeignDocument;
use crate::interop::unit::universal_newlines;
use crate::shell::Boot;
use crate::store::Handle;
use crate::store::open::{self, load};
use crate::text::{Text, one_line};

/// Where articles come from.
pub(super) enum Articles {
    /// They are made of the texts that files bring.
    Made(Texts),
    /// They are there.
    There(There),
}

/// Articles that are there, by name and by text.
pub(super) struct There {
    by_name: HashMap<String, Vec<Handle>>,
    by_text: HashMap<String, Handle>,
}

/// The article of a document.
pub(super) struct Place {
    pub handle: Handle,
    pub source: Source,
}

/// What an article is read from.
pub(super) enum Source {
    /// The disk.
    Disk,
    /// What was just written to a file of this name.
    Article { name: String, text: String },
    /// What was just written as a record, with its number from 1. The corpus need not be on the disk yet.
    Record { line: String, number: usize },
}

impl Place {
    /// The article itself.
    pub fn document(&self, boot: &Boot) -> Result<Document, String> {
        match &self.source {
            Source::Disk => {
                let options = open::Options::of(&boot.settings.settings, &boot.schema);
                load(&self.handle, &options).map(|loaded| loaded.document).map_err(|error| error.to_string())
            }
            Source::Article { name, text } => read(name, text.clone().into_bytes(), ArticleFormat::Plain)
                .map_err(|error| format!("{}: {error}", one_line(&self.handle.label()))),
            Source::Record { line, number } => {
                from_json(line, *number, &RecordFields::default()).map_err(|error| format!("record {number}: {error}"))
            }
        }
    }
}

impl Articles {
    /// Looks through the articles at `paths`. Those that cannot be opened are told.
    pub fn there(boot: &Boot, paths: &[PathBuf], on_fault: &mut dyn FnMut(String)) -> Articles {
        let mut there = There { by_name: HashMap::new(), by_text: HashMap::new() };
        let walked = each_document(boot, paths, &mut |document| {
            match document {
                Ok((handle, document)) => there.add(handle, &document),
                Err(reason) => on_fault(reason),
            }
            Ok(())
        });
        if let Err(error) = walked {
            on_fault(error.to_string());
        }
        Articles::There(there)
    }

    /// A file is about to be read.
    pub fn begin(&mut self, stem: String, format: &Format) -> anyhow::Result<()> {
        match self {
            Articles::Made(texts) => texts.begin(stem, format),
            Articles::There(_) => Ok(()),
        }
    }

    /// The article that `document` belongs to, or why there is none.
    ///
    /// # Errors
    /// When an article cannot be written.
    pub fn place(&mut self, document: &ForeignDocument) -> anyhow::Result<Result<Place, String>> {
        match self {
            Articles::Made(texts) => texts.place(document),
            Articles::There(there) => Ok(there.place(document)),
        }
    }

    /// Everything was read.
    pub fn end(self) -> anyhow::Result<()> {
        match self {
            Articles::Made(texts) => texts.end(),
            Articles::There(_) => Ok(()),
        }
    }
}

/// The digest of a text whatever its white space, which formats of tokens do not have.
fn digest(text: &str) -> String {
    let shown: String = text.split_whitespace().collect();
    text_digest(&Text::new(shown))
}

/// A name without folder and the ending of an article.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, "txt" | "text" | "md" | "markdown" | "html" | "htm" | "ann" | "json")) if !stem.is_empty() => stem,
        _ => name,
    }
}

impl There {
    fn add(&mut self, handle: Handle, document: &Document) {
        self.by_name.entry(stem(document.name()).to_owned()).or_default().push(handle.clone());
        self.by_text.entry(digest(document.text().as_str())).or_insert(handle);
    }

    /// By text where that is the same; by name where only one article has it.
    fn place(&self, document: &ForeignDocument) -> Result<Place, String> {
        let place = |handle: &Handle| Place { handle: handle.clone(), source: Source::Disk };
        let by_name = document.name.as_deref().and_then(|name| self.by_name.get(stem(name)));
        if let Some([only]) = by_name.map(Vec::as_slice) {
            return Ok(place(only));
        }
        let text = document.text.as_deref().map(universal_newlines);
        if let Some(handle) = text.and_then(|text| self.by_text.get(&digest(&text))) {
            return Ok(place(handle));
        }
        let name = document.name.as_deref().unwrap_or("a document without a name");
        Err(match by_name {
            Some(_) => format!("{name}: several articles have this name, and none has its text"),
            None => format!("{name}: no article has this name or its text"),
        })
    }
}
