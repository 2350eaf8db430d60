//! What another tool says of a document, before it is held against a text.
//!
//! Offsets are numbers as the tool wrote them, in a [`Unit`] that is only presumed; annotations name each other by
//! keys of the tool. [`super::lay`] turns this into an annotation set.

use jiff::Timestamp;
use serde_json::Value as Json;
use toml::{Table, Value};

use super::unit::Unit;
use crate::annot::{Kind, Status};

/// One document as another tool has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignDocument {
    /// Its id or file name there, without the ending of the format.
    pub name: Option<String>,
    /// Its text, where the tool tells it.
    pub text: Option<String>,
    /// `title`, `date`, `url`, `outlet`, `author`, `language`, as far as they are told.
    pub meta: Vec<(&'static str, String)>,
    /// What each annotator said.
    pub sets: Vec<ForeignSet>,
}

/// What one annotator of another tool said of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignSet {
    /// Who, where the tool tells it.
    pub by: Option<String>,
    /// A person or a program, where the format tells them apart.
    pub kind: Option<Kind>,
    /// How far they are, where the tool tells it.
    pub status: Option<Status>,
    /// What offsets should count in, by what is known of the format. Where covered texts say otherwise, they win.
    pub unit: Unit,
    /// Whether the format is known to count so: then nothing else is tried.
    pub sure: bool,
    /// Labelled spans.
    pub spans: Vec<ForeignSpan>,
    /// Words on the document.
    pub tags: Vec<ForeignTag>,
    /// Holder → target: value.
    pub stances: Vec<ForeignStance>,
    /// Arrows between spans.
    pub relations: Vec<ForeignRelation>,
    /// Free text on the document.
    pub notes: Vec<String>,
    /// Records and fields that have no place in a set, verbatim, each as the format's own text.
    pub rest: Vec<String>,
    /// A sidecar of our own that says all of this and more; then nothing else counts.
    pub own: Option<String>,
}

impl ForeignSet {
    /// A set with nothing in it.
    pub fn new(unit: Unit) -> ForeignSet {
        ForeignSet {
            by: None,
            kind: None,
            status: None,
            unit,
            sure: false,
            spans: Vec::new(),
            tags: Vec::new(),
            stances: Vec::new(),
            relations: Vec::new(),
            notes: Vec::new(),
            rest: Vec::new(),
            own: None,
        }
    }
}

impl ForeignSet {
    /// Whose work it seems to be, where the tool does not tell: a program's, where everything has a score and nobody has
    /// decided on it. `None` where nothing shows it.
    pub fn seems(&self) -> Option<Kind> {
        let spans = self.spans.iter().map(|span| &span.common);
        let tags = self.tags.iter().map(|tag| &tag.common);
        let stances = self.stances.iter().map(|stance| &stance.common);
        let mut all = spans.chain(tags).chain(stances).peekable();
        let is_open = |common: &ForeignCommon| {
            common.score.is_some() && common.verdict == Verdict::Said && common.offered_by.is_none()
        };
        (self.own.is_none() && all.peek().is_some() && all.all(is_open)).then_some(Kind::Model)
    }
}

/// What became of something in the other tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict {
    /// It stands.
    #[default]
    Said,
    /// It was turned down.
    Rejected,
    /// It was put aside.
    Later,
}

/// What every foreign annotation may carry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignCommon {
    /// The tool's name for it, unique in the set; others refer to it by this. One that begins with `#` was made up by
    /// the reader.
    pub key: Option<String>,
    /// How sure a program is, 0 to 1.
    pub score: Option<f64>,
    /// What became of it.
    pub verdict: Verdict,
    /// The program that had proposed it, if it was a proposal that somebody decided on.
    pub offered_by: Option<String>,
    /// When it was made.
    pub at: Option<Timestamp>,
    /// Attributes.
    pub attrs: Table,
    /// Free text.
    pub note: Option<String>,
    /// Fields that have no place in an annotation, verbatim.
    pub rest: Table,
}

/// A labelled span of another tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignSpan {
    /// What it is called.
    pub label: String,
    /// Whether it is only a note on a passage: it has no label, and its text is [`ForeignCommon::note`].
    pub is_note: bool,
    /// Half-open ranges in the set's unit, in the annotator's order. None where the tool tells only the covered text.
    pub parts: Vec<(usize, usize)>,
    /// The covered text as the tool wrote it down, parts joined by a blank.
    pub text: Option<String>,
    /// The text just before, where the tool wrote it down to find the passage by.
    pub before: Option<String>,
    /// The text just behind.
    pub after: Option<String>,
    /// The thing it mentions, by name.
    pub entity: Option<String>,
    /// `source`, `cue`, `addressee` …: keys of other spans.
    pub roles: Vec<(String, Vec<String>)>,
    /// What every annotation may carry.
    pub common: ForeignCommon,
}

impl ForeignSpan {
    /// A span in one part with nothing but a label.
    pub fn new(label: impl Into<String>, start: usize, end: usize) -> ForeignSpan {
        ForeignSpan { label: label.into(), parts: vec![(start, end)], ..ForeignSpan::default() }
    }
}

impl ForeignSpan {
    /// A span that is known by the text it covers alone.
    pub fn quoting(label: impl Into<String>, text: impl Into<String>) -> ForeignSpan {
        ForeignSpan { label: label.into(), text: Some(text.into()), ..ForeignSpan::default() }
    }

    /// The same with an attribute that is a word.
    pub fn with_attr(mut self, name: &str, value: &str) -> ForeignSpan {
        self.common.attrs.insert(name.into(), Value::String(value.into()));
        self
    }
}

/// A word on a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignTag {
    /// The word.
    pub tag: String,
    /// What every annotation may carry.
    pub common: ForeignCommon,
}

/// Who holds a stance, in another tool's words.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ForeignHolder {
    /// A span of the set, by key.
    Span(String),
    /// The article's author.
    #[default]
    Author,
    /// The article's outlet.
    Outlet,
    /// By name. Where an entity of the set has it, that is meant.
    Name(String),
}

/// A stance of another tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignStance {
    /// Who holds it.
    pub holder: ForeignHolder,
    /// What it is about.
    pub target: String,
    /// The value, in the words of the schema as far as they can be told: favor, against, neutral, mixed, none, unclear.
    pub value: String,
    /// −2 to +2.
    pub degree: Option<i8>,
    /// Keys of the spans that show it.
    pub evidence: Vec<String>,
    /// How sure the annotator is, 0 to 1.
    pub confidence: Option<f64>,
    /// What every annotation may carry.
    pub common: ForeignCommon,
}

/// An arrow of another tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForeignRelation {
    /// What it is called.
    pub label: String,
    /// Key of the span where it starts.
    pub head: String,
    /// Key of the span where it points.
    pub tail: String,
    /// What every annotation may carry.
    pub common: ForeignCommon,
}

/// The fields of a JSON object as a TOML table; what TOML has no value for (null) is left out.
pub fn table_of_json(fields: impl IntoIterator<Item = (String, Json)>) -> Table {
    let field = |(key, value): (String, Json)| {
        let time = value.as_str().filter(|_| key == AT).and_then(|at| at.parse().ok());
        Some((key, time.map_or_else(|| toml_of_json(value), |time| Some(Value::Datetime(time)))?))
    };
    fields.into_iter().filter_map(field).collect()
}

/// The key of an object that stands for a value that JSON does not have: a time, or a number that is none.
const EXACT: &str = "$toml";

/// The key of a record's time, which JSON has as plain text.
const AT: &str = "at";

/// A JSON value as a TOML value; `None` for null, which TOML does not have.
pub fn toml_of_json(value: Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(it) => Value::Boolean(it),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Float(number.as_f64()?),
        },
        Json::String(text) => Value::String(text),
        Json::Array(items) => Value::Array(items.into_iter().filter_map(toml_of_json).collect()),
        Json::Object(fields) => {
            let exact = fields.get(EXACT).and_then(Json::as_str).filter(|_| fields.len() == 1);
            match exact.and_then(|source| format!("v = {source}").parse::<Table>().ok()?.remove("v")) {
                Some(value) => value,
                None => Value::Table(table_of_json(fields)),
            }
        }
    })
}

/// A TOML value as JSON, from which [`toml_of_json`] makes the same again.
pub fn json_of_toml(value: &Value) -> Json {
    match value {
        Value::String(text) => Json::String(text.clone()),
        Value::Integer(whole) => Json::from(*whole),
        Value::Float(number) if number.is_finite() => Json::from(*number),
        Value::Float(_) | Value::Datetime(_) => serde_json::json!({ EXACT: value.to_string() }),
        Value::Boolean(it) => Json::Bool(*it),
        Value::Array(items) => Json::Array(items.iter().map(json_of_toml).collect()),
        Value::Table(fields) => {
            let field = |(key, value): (&String, &Value)| match value {
                Value::Datetime(at) if key == AT => (key.clone(), Json::String(at.to_string())),
                value => (key.clone(), json_of_toml(value)),
            };
            Json::Object(fields.iter().map(field).collect())
        }
    }
}
