//! The table of formats: what each is called, how it is read and written, and how it is told from the others.

use super::conll::ColumnChoice;
use super::foreign::ForeignDocument;
use super::page::{Losses, OutFile, Page};
use super::{brat, conll, entities, gate, inception, label_studio, markdown, quotes, stances, tables, web};
use crate::annot::Kind;
use crate::config::Schema;

/// A format of another tool.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// Whose work it usually holds, where it does not say itself.
    pub kind: Kind,
    /// How it is read, if it is.
    pub reads: Option<Reads>,
    /// How it is written, if it is.
    pub writes: Option<Writes>,
    /// Whether a file looks like it. The table is in the order in which formats are asked.
    pub looks: fn(&Hint<'_>) -> bool,
}

/// How a format is read. Readers return what they could read, and say what they could not.
#[derive(Debug, Clone, Copy)]
pub enum Reads {
    /// JSON values, one after another or as the items of one list: one document or a few each.
    Json(fn(&str) -> Result<Vec<ForeignDocument>, String>),
    /// Rows of a table with a head: a document each, several rows for one are put together.
    Rows(fn(&Row<'_>) -> Result<ForeignDocument, String>),
    /// Rows of a table, or JSON values: whichever the file holds.
    RowsOrJson {
        /// A row as a document.
        row: fn(&Row<'_>) -> Result<ForeignDocument, String>,
        /// A JSON value as documents.
        json: fn(&str) -> Result<Vec<ForeignDocument>, String>,
    },
    /// Whole files.
    File(fn(&Source<'_>) -> Result<Contents, String>),
}

/// How a format is written.
#[derive(Debug, Clone, Copy)]
pub enum Writes {
    /// All documents in one stream.
    Stream(Stream),
    /// Files for each document, and some beside them all.
    Files {
        /// The files of a document; their names begin with the document's.
        document: fn(&Page<'_>, &mut Losses) -> Vec<OutFile>,
        /// The files that stand once for all.
        beside: fn(&Schema) -> Vec<OutFile>,
    },
}

/// A format of all documents in one stream.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    /// What stands before the first document.
    pub head: &'static str,
    /// A document, its last line end included.
    pub document: fn(&Page<'_>, &mut Losses) -> String,
    /// What stands between two documents.
    pub between: &'static str,
    /// What stands behind the last.
    pub tail: &'static str,
    /// The files that stand once beside the stream.
    pub beside: fn(&Schema) -> Vec<OutFile>,
}

impl Stream {
    /// One line a document, or several, and nothing else.
    pub const fn lines(document: fn(&Page<'_>, &mut Losses) -> String) -> Writes {
        Writes::Stream(Stream { head: "", document, between: "", tail: "", beside: nothing })
    }
}

/// No files beside: for formats that need none.
pub fn nothing(_: &Schema) -> Vec<OutFile> {
    Vec::new()
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The names of the columns.
    pub names: &'a [String],
    /// The cells.
    pub cells: &'a [String],
}

impl<'a> Row<'a> {
    /// The cell of the first column that has one of these names, case left aside, if it is not empty.
    pub fn get(&self, names: &[&str]) -> Option<&'a str> {
        self.cells(names).map(str::trim).find(|cell| !cell.is_empty())
    }

    /// The same with the white space around it: a text whose edges count. It may be empty.
    pub fn text(&self, names: &[&str]) -> Option<&'a str> {
        self.cells(names).next()
    }

    fn cells(&self, names: &[&str]) -> impl Iterator<Item = &'a str> {
        let is = |column: &String, name: &str| column.trim_start_matches('\u{FEFF}').trim().eq_ignore_ascii_case(name);
        let column = move |name: &&str| self.names.iter().position(|column| is(column, name));
        names.iter().filter_map(column).filter_map(|at| self.cells.get(at)).map(String::as_str)
    }
}

/// A file to be read, with those beside it.
pub struct Source<'a> {
    /// Its name without folder and ending.
    pub stem: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// The file of the same stem with another ending, such as `.txt`; of any name where it holds a dot within.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// The columns of CoNLL, where the user says which.
    pub columns: Option<&'a ColumnChoice>,
}

/// The project file that says what files of `format` say beside themselves: brat's `annotation.conf`. `beside` gives a
/// file of the same folder by its name.
pub fn schema_beside(format: &Format, beside: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<String> {
    let is_brat = format.name == brat::BRAT.name;
    let conf = is_brat.then(|| beside("annotation.conf")).flatten()?;
    Some(brat::schema_of_conf(&String::from_utf8_lossy(&conf)))
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// Its documents.
    pub documents: Vec<ForeignDocument>,
    /// What could not be read, a message each, with the line.
    pub faults: Vec<String>,
}

/// What there is to guess a format by.
#[derive(Debug, Clone, Copy)]
pub struct Hint<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its beginning, up to 64 KiB.
    pub head: &'a str,
}

impl Hint<'_> {
    /// Whether the name ends so, case left aside.
    pub fn ends_with(&self, ending: &str) -> bool {
        let from = self.name.len().saturating_sub(ending.len());
        self.name.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    }

    /// Whether the beginning has each of these words in quotation marks: keys of JSON.
    pub fn has_keys(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.head.contains(&format!("\"{key}\"")))
    }

    /// Whether it begins as JSON does.
    pub fn is_json(&self) -> bool {
        self.head.trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '['])
    }
}

/// Every format, those that are told from others by more before those that are told by less.
pub const FORMATS: &[Format] = &[
    brat::BRAT,
    inception::INCEPTION,
    gate::GATE,
    label_studio::LABEL_STUDIO,
    web::W3C,
    quotes::CORENLP,
    quotes::WIKINEWS,
    quotes::CITRON,
    quotes::TEXTACY,
    stances::STANCES,
    stances::SEMEVAL,
    stances::X_STANCE,
    stances::CHEESE,
    stances::DNA,
    tables::CSV_SPANS,
    tables::CSV_QUOTATIONS,
    tables::CSV_STANCES,
    markdown::MARKDOWN,
    entities::SPACY,
    entities::PRODIGY,
    entities::DOCCANO,
    entities::HUGGING_FACE,
    entities::JSONL,
    conll::CONLL,
    conll::BILOU,
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The format that a file looks like, of those that can be read.
pub fn guess(hint: &Hint<'_>) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.reads.is_some() && (format.looks)(hint))
}

/// The format that a file looks like, where that is none in which `said` could be: it looks like what it was said to be
/// in no way, and another reader knows it.
pub fn mistaken(said: &Format, hint: &Hint<'_>) -> Option<&'static Format> {
    let other = guess(hint).filter(|other| other.name != said.name && !(said.looks)(hint))?;
    let is_family = |format: &Format| entities::is_family(format.name);
    // Any JSON looks like the tolerant reader's.
    let is_any = other.name == entities::JSONL.name;
    let reads_json = matches!(said.reads, Some(Reads::Json(_) | Reads::RowsOrJson { .. }));
    let is_inception = said.name == inception::INCEPTION.name;
    let may_be = (is_any && (reads_json || is_inception)) || (is_family(said) && is_family(other));
    (!may_be).then_some(other)
}

/// What a file is that no reader is for, and what to do about it.
pub fn stranger(hint: &Hint<'_>) -> Option<&'static str> {
    let head = hint.head.trim_start_matches('\u{FEFF}').trim_start();
    let has = |word: &str| head.contains(word);
    let strangers = [
        (head.starts_with("#FORMAT=WebAnno"), "WebAnno TSV; export UIMA CAS JSON from INCEpTION, and --from inception"),
        (has("xmi:XMI") || has("<cas:"), "UIMA CAS XMI; export UIMA CAS JSON from INCEpTION, and --from inception"),
        (has("<GateDocument"), "GATE XML; save bdoc JSON, and --from gate"),
        (has("<collection>") && has("<document>"), "BioC; convert it to brat, and --from brat"),
        (head.starts_with("SQLite format 3"), "an SQLite file, such as a .dna; export a table, and --from stances"),
        (head.starts_with("PK\u{3}\u{4}"), "a zip archive; unpack it, and name the files in it"),
        (hint.head.starts_with("\u{1f}"), "a gzip archive; unpack it first"),
        (hint.ends_with(".spacy"), "spaCy's DocBin; write Doc.to_json() lines, and --from spacy"),
    ];
    strangers.iter().find(|(is, _)| *is).map(|(_, what)| *what)
}
