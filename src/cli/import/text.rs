//! Articles made of the texts that other tools' files bring.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use serde_json::{Map, Value, json};

use super::articles::{Place, Source};
use crate::cli::file_name::harmless;
use crate::interop::foreign::ForeignDocument;
use crate::interop::{Format, Reads};
use crate::store::{Corpus, Handle, RecordHandle, path_label};

/// A folder that articles are made in: a file each for formats of one document a file, a corpus of JSON lines for
/// formats of many.
pub(super) struct Texts {
    folder: PathBuf,
    corpus: Option<Lines>,
    stem: String,
}

/// A corpus that is being written.
struct Lines {
    corpus: Arc<Corpus>,
    file: BufWriter<File>,
    count: usize,
    /// The number of the record with a text, by the text's hash.
    texts: HashMap<u64, (usize, String)>,
    /// Hashes of the ids that are taken.
    ids: HashSet<u64>,
}

impl Texts {
    pub fn new(folder: &Path) -> anyhow::Result<Texts> {
        fs::create_dir_all(folder).with_context(|| path_label(folder))?;
        Ok(Texts { folder: folder.to_owned(), corpus: None, stem: String::new() })
    }

    /// A file of this name and format comes next.
    pub fn begin(&mut self, stem: String, format: &Format) -> anyhow::Result<()> {
        self.finish()?;
        if !matches!(format.reads, Some(Reads::File(_))) {
            let path = self.folder.join(format!("{}.jsonl", file_name(&stem)));
            let file = File::create_new(&path).map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => anyhow!(
                    "{}: is there already; lay the annotations over it with --onto, or choose another folder",
                    path_label(&path)
                ),
                _ => anyhow!("{}: {error}", path_label(&path)),
            })?;
            self.corpus = Some(Lines {
                corpus: Arc::new(Corpus::of_lines(&path)),
                file: BufWriter::with_capacity(1 << 20, file),
                count: 0,
                texts: HashMap::new(),
                ids: HashSet::new(),
            });
        }
        self.stem = stem;
        Ok(())
    }

    /// The article of a document, written where it is not there yet.
    pub fn place(&mut self, document: &ForeignDocument) -> anyhow::Result<Result<Place, String>> {
        let Some(text) = &document.text else {
            let name = document.name.as_deref().unwrap_or("a record without a name");
            return Ok(Err(format!("{name}: brings no text; lay it over the articles with --onto")));
        };
        if text.trim().is_empty() {
            return Ok(Err(format!("{}: has an empty text", document.name.as_deref().unwrap_or("a record"))));
        }
        match &mut self.corpus {
            Some(lines) => lines.place(document, text, &self.stem).map(Ok),
            None => self.file(document, text),
        }
    }

    fn file(&self, document: &ForeignDocument, text: &str) -> anyhow::Result<Result<Place, String>> {
        let name = file_name(document.name.as_deref().unwrap_or(&self.stem));
        for turn in 1.. {
            let path = match turn {
                1 => self.folder.join(format!("{name}.txt")),
                _ => self.folder.join(format!("{name}-{turn}.txt")),
            };
            match fs::read(&path) {
                Ok(bytes) if bytes == text.as_bytes() => {}
                Ok(_) => continue,
                Err(_) => fs::write(&path, text).with_context(|| path_label(&path))?,
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let source = Source::Article { name, text: text.to_owned() };
            return Ok(Ok(Place { handle: Handle::File(path), source }));
        }
        Ok(Err(format!("{name}: too many articles have this name")))
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        if let Some(mut lines) = self.corpus.take() {
            lines.file.flush().with_context(|| path_label(&lines.corpus.path))?;
            lines.file.get_ref().sync_all().with_context(|| path_label(&lines.corpus.path))?;
        }
        Ok(())
    }

    pub fn end(mut self) -> anyhow::Result<()> {
        self.finish()
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Lines {
    /// Records of one text are one document: Prodigy has a task for each answer.
    fn place(&mut self, document: &ForeignDocument, text: &str, stem: &str) -> anyhow::Result<Place> {
        let digest = hash(text);
        let (index, line, is_new) = match self.texts.get(&digest) {
            Some((index, id)) if document.name.as_ref().is_none_or(|name| name == id) => {
                (*index, record(id, document, text), false)
            }
            _ => {
                let id = self.free_id(document.name.as_deref(), stem);
                let index = self.count;
                self.count += 1;
                let line = record(&id, document, text);
                self.texts.entry(digest).or_insert((index, id));
                (index, line, true)
            }
        };
        if is_new {
            writeln!(self.file, "{line}").with_context(|| path_label(&self.corpus.path))?;
        }
        let handle = Handle::Record(RecordHandle { corpus: Arc::clone(&self.corpus), index });
        Ok(Place { handle, source: Source::Record { line, number: index + 1 } })
    }

    fn free_id(&mut self, name: Option<&str>, stem: &str) -> String {
        let wanted = name.map_or_else(|| format!("{stem}-{}", self.count + 1), str::to_owned);
        for turn in 1.. {
            let id = if turn == 1 { wanted.clone() } else { format!("{wanted}-{turn}") };
            if self.ids.insert(hash(&id)) {
                return id;
            }
        }
        wanted
    }
}

fn record(id: &str, document: &ForeignDocument, text: &str) -> String {
    let mut fields = Map::from_iter([("id".to_owned(), json!(id))]);
    fields.extend(document.meta.iter().map(|(key, value)| ((*key).to_owned(), json!(value))));
    fields.insert("text".into(), json!(text));
    Value::Object(fields).to_string()
}

/// A name as that of a file in a folder: nothing in it leads elsewhere.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let last = last.strip_suffix(".txt").unwrap_or(last);
    match harmless(last, 100).trim() {
        "" => "article".into(),
        name => name.to_owned(),
    }
}
