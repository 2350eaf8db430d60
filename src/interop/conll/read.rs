//! Reading CoNLL.

use std::collections::{BTreeSet, HashMap, HashSet};

use toml::Value;

use super::super::entities::mentions;
use super::super::foreign::{ForeignDocument, ForeignRelation, ForeignSet, ForeignSpan};
use super::super::format::{Contents, Source};
use super::super::unit::Unit;
use super::columns::{Columns, cells, columns, is_tag, split, tags_of};
use super::spacing::{Token, joined};
use crate::text::{CodePoint, Text};

/// Reads a file: a document from each `-DOCSTART-`, or from each comment that names one.
///
/// # Errors
/// When no column holds tags, or one that is told is not there.
pub(super) fn read(source: &Source<'_>) -> Result<Contents, String> {
    let file = String::from_utf8_lossy(source.bytes);
    let lines: Vec<&str> =
        file.trim_start_matches('\u{FEFF}').split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let named = lines.iter().find_map(|line| comment(line).filter(|(key, _)| *key == "global.columns"));
    let is_row = |line: &&&str| !is_blank(line) && !line.starts_with('#') && !starts_document(line);
    let rows: Vec<&str> = lines.iter().filter(is_row).copied().collect();
    let columns = columns(&rows, named.map(|(_, names)| names), source.columns)?;
    let mut reading = Reading {
        head_is_due: columns.head,
        columns,
        page: Page::new(),
        pages: Vec::new(),
        sentence: Sentence::default(),
        faults: Vec::new(),
    };
    if let std::borrow::Cow::Owned(_) = file {
        reading.faults.push("is not all UTF-8; what cannot be read became \u{FFFD}".into());
    }
    for (at, line) in lines.iter().enumerate() {
        reading.line(at + 1, line);
    }
    reading.end_of_sentence();
    reading.end_of_page();
    let several = reading.pages.len() > 1;
    let documents = reading.pages.into_iter().enumerate().map(|(at, page)| {
        let numbered = || if several { format!("{}-{}", source.stem, at + 1) } else { source.stem.to_owned() };
        let name = Some(page.name.unwrap_or_else(numbered));
        ForeignDocument { name, text: Some(page.text), meta: page.meta, sets: vec![page.set] }
    });
    Ok(Contents { documents: documents.collect(), faults: reading.faults })
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| matches!(c, ' ' | '\t'))
}

/// Whether a line starts a document: `-DOCSTART-`, in any of its spellings.
fn starts_document(line: &str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    let core = first.trim_matches(|c: char| !c.is_alphanumeric());
    core.len() < first.len() && (core.eq_ignore_ascii_case("docstart") || core.eq_ignore_ascii_case("doc-start"))
}

/// The name that stands behind `-DOCSTART-`, if one does: `-672197903-`, `(3)`.
fn name_of_document(line: &str) -> Option<String> {
    let name = line.split([' ', '\t']).nth(1)?.trim_matches(|c: char| matches!(c, '-' | '(' | ')'));
    (!matches!(name, "" | "X" | "O" | "_")).then(|| name.to_owned())
}

/// A comment `# key = value`.
fn comment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix('#')?.split_once('=')?;
    let key = key.trim();
    Some((key.rsplit(':').next().unwrap_or(key), value.trim()))
}

struct Page {
    name: Option<String>,
    text: String,
    /// Its length in code points.
    length: usize,
    meta: Vec<(&'static str, String)>,
    set: ForeignSet,
    sentences: usize,
}

impl Page {
    fn new() -> Page {
        let set = ForeignSet::new(Unit::CodePoints);
        Page { name: None, text: String::new(), length: 0, meta: Vec::new(), set, sentences: 0 }
    }

    fn about(&mut self, key: &'static str, value: &str) {
        if !self.meta.iter().any(|(known, _)| *known == key) {
            self.meta.push((key, value.to_owned()));
        }
    }

    fn is_begun(&self) -> bool {
        self.sentences > 0 || self.name.is_some() || !self.meta.is_empty() || !self.set.rest.is_empty()
    }
}

#[derive(Default)]
struct Sentence {
    tokens: Vec<Token>,
    /// The tags of each token, a column each.
    tags: Vec<Vec<String>>,
    attrs: Vec<Vec<String>>,
    text: Option<String>,
    relations: Option<String>,
}

struct Reading {
    columns: Columns,
    head_is_due: bool,
    page: Page,
    pages: Vec<Page>,
    sentence: Sentence,
    faults: Vec<String>,
}

impl Reading {
    fn line(&mut self, number: usize, line: &str) {
        if is_blank(line) {
            return self.end_of_sentence();
        }
        if starts_document(line) {
            self.end_of_sentence();
            self.end_of_page();
            self.page.name = name_of_document(line);
            return;
        }
        let row = cells(line, self.columns.tabs);
        let is_token = !line.starts_with('#')
            || (row.len() == self.columns.count
                && self.columns.tags.iter().all(|at| row.get(*at).is_some_and(|cell| is_tag(cell))));
        if !is_token {
            return self.comment(line, &row);
        }
        if std::mem::take(&mut self.head_is_due) {
            return;
        }
        self.row(number, line, &row);
    }

    /// What is said of the document, or of the sentence that follows.
    fn comment(&mut self, line: &str, row: &[&str]) {
        match comment(line) {
            Some(("global.columns", _)) => {}
            Some(("newdoc id" | "document_id" | "doc_id" | "document", name)) => {
                self.end_of_sentence();
                self.end_of_page();
                self.page.name = Some(name.to_owned());
            }
            Some(("date", date)) => self.page.about("date", date),
            Some(("language" | "lang", language)) => self.page.about("language", language),
            Some(("newspaper" | "outlet", outlet)) => self.page.about("outlet", outlet),
            Some(("text", text)) if self.sentence.tokens.is_empty() => self.sentence.text = Some(text.to_owned()),
            Some(("relations", relations)) => self.sentence.relations = Some(relations.to_owned()),
            Some(("sent_id", _)) => {}
            // GermEval: `#`, where a sentence is from, `[when]`.
            _ if row.first() == Some(&"#") && row.get(1).is_some_and(|url| url.starts_with("http")) => {
                let url = row.get(1).copied().unwrap_or_default();
                if self.page.meta.iter().any(|(key, value)| *key == "url" && value != url) {
                    self.end_of_sentence();
                    self.end_of_page();
                }
                self.page.about("url", url);
                if let Some(date) = row.get(2) {
                    self.page.about("date", date.trim_matches(['[', ']']));
                }
            }
            _ if line.trim() == "# newdoc" => {
                self.end_of_sentence();
                self.end_of_page();
            }
            _ => self.page.set.rest.push(line.to_owned()),
        }
    }

    fn row(&mut self, number: usize, line: &str, row: &[&str]) {
        let is_word = |cell: &&str| !cell.contains(['-', '.']);
        if self.columns.misc.is_some() && self.columns.index.is_some_and(|at| !row.get(at).is_none_or(is_word)) {
            // Several words in one, or a word that is not there (CoNLL-U): their words stand on lines of their own.
            return;
        }
        let last = self.columns.tags.iter().max().copied().unwrap_or_default();
        let form = row.get(self.columns.token).filter(|form| !form.is_empty());
        let Some(form) = form.filter(|_| row.len() > last) else {
            self.faults.push(format!("line {number}: has {} columns of {}; kept", row.len(), self.columns.count));
            self.page.set.rest.push(line.to_owned());
            return;
        };
        let told = |at: &usize| row.get(*at).map_or_else(|| "O".to_owned(), |cell| (*cell).to_owned());
        // A label alone, where the user says that it is one, goes on as long as it is the same.
        let tag = |at: &usize| match told(at) {
            cell if self.columns.told && !is_tag(&cell) && !cell.is_empty() => format!("I-{cell}"),
            cell => cell,
        };
        let misc = self.columns.misc.and_then(|at| row.get(at));
        let after = misc.map(|misc| {
            let has = |word: &str| misc.split('|').any(|it| it.eq_ignore_ascii_case(word));
            match (has("SpaceAfter=No") || has("NoSpaceAfter"), has("EndOfLine")) {
                (_, true) => "\n",
                (true, false) => "",
                (false, false) => " ",
            }
        });
        self.sentence.tokens.push(Token { form: (*form).to_owned(), after });
        self.sentence.tags.push(self.columns.tags.iter().map(tag).collect());
        self.sentence.attrs.push(self.columns.attrs.iter().map(|(_, at)| told(at)).collect());
    }

    fn end_of_page(&mut self) {
        let page = std::mem::replace(&mut self.page, Page::new());
        if page.is_begun() {
            self.pages.push(page);
        }
    }

    fn end_of_sentence(&mut self) {
        let sentence = std::mem::take(&mut self.sentence);
        if sentence.tokens.is_empty() {
            self.sentence.text = sentence.text;
            self.sentence.relations = sentence.relations;
            return;
        }
        let page = &mut self.page;
        if page.sentences > 0 && !page.text.ends_with('\n') {
            page.text.push('\n');
            page.length += 1;
        }
        page.sentences += 1;
        let (text, places) = joined(&sentence.tokens, sentence.text.as_deref());
        let from = page.length;
        page.length += text.chars().count();
        page.text += &text;
        let seen = Text::new(text);
        let mut known: HashSet<(String, usize, usize)> = HashSet::new();
        let mut ranges: HashMap<(usize, usize), usize> = HashMap::new();
        for column in 0..self.columns.tags.len() {
            for (label, first, last) in rows_of(&sentence.tags, column) {
                let (Some((start, _)), Some((_, end))) = (places.get(first), places.get(last)) else { continue };
                if !known.insert((label.clone(), first, last)) {
                    continue;
                }
                let mut span = ForeignSpan::new(label, from + start, from + end);
                span.text = seen.to_span(CodePoint(*start), CodePoint(*end)).map(|it| seen.slice(it).to_owned());
                let attrs = sentence.attrs.get(first).into_iter().flatten().zip(&self.columns.attrs);
                for (value, (name, _)) in attrs.filter(|(value, _)| !matches!(value.as_str(), "O" | "_" | "-" | "")) {
                    let value = split(value).map_or(value.as_str(), |(_, label)| label);
                    span.common.attrs.insert(name.clone(), Value::String(value.to_owned()));
                }
                ranges.entry((first, last)).or_insert(page.set.spans.len());
                page.set.spans.push(span);
            }
        }
        if let Some(relations) = sentence.relations {
            arrows(&relations, &ranges, &mut page.set);
        }
    }
}

/// The mentions that a column tells. A cell may hold tags of several mentions, of different labels.
fn rows_of(tags: &[Vec<String>], column: usize) -> Vec<(String, usize, usize)> {
    let cell = |row: &Vec<String>| row.get(column).cloned().unwrap_or_default();
    let cells: Vec<String> = tags.iter().map(cell).collect();
    if cells.iter().all(|cell| tags_of(cell).len() < 2) {
        return mentions(&cells);
    }
    let labels: BTreeSet<&str> =
        cells.iter().flat_map(|cell| tags_of(cell)).filter_map(split).map(|(_, label)| label).collect();
    let of_label = |wanted: &str| -> Vec<String> {
        let tag = |cell: &String| {
            tags_of(cell)
                .into_iter()
                .find(|tag| split(tag).is_some_and(|(_, label)| label == wanted))
                .map(str::to_owned)
        };
        cells.iter().map(|cell| tag(cell).unwrap_or_else(|| "O".into())).collect()
    };
    labels.into_iter().flat_map(|label| mentions(&of_label(label))).collect()
}

/// flair's relations: `first;last;first;last;label|…`, tokens counted from 1.
fn arrows(relations: &str, ranges: &HashMap<(usize, usize), usize>, set: &mut ForeignSet) {
    for relation in relations.split('|') {
        let words: Vec<&str> = relation.trim().splitn(5, ';').collect();
        let number = |at: usize| words.get(at)?.trim().parse::<usize>().ok()?.checked_sub(1);
        let span = |first: usize, last: usize| ranges.get(&(number(first)?, number(last)?)).copied();
        let (Some(head), Some(tail), Some(label)) = (span(0, 1), span(2, 3), words.get(4)) else {
            set.rest.push(format!("# relations = {relation}"));
            continue;
        };
        let mut key = |at: usize| {
            let key = format!("#{at}");
            if let Some(span) = set.spans.get_mut(at) {
                span.common.key = Some(key.clone());
            }
            key
        };
        let (head, tail) = (key(head), key(tail));
        let label = label.trim().to_owned();
        set.relations.push(ForeignRelation { label, head, tail, ..ForeignRelation::default() });
    }
}
