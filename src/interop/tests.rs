use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use super::foreign::ForeignDocument;
use super::format::{Reads, Row, Source};
use super::lay::lay;
use super::together::together;
use super::*;
use crate::annot::{AnnotationSet, AnnotatorName, Kind};
use crate::config::Schema;
use crate::doc::{Document, Meta};

/// What a format of one stream makes of a set alone, its beginning and end included, and what it loses.
pub(super) fn written(format: &Format, set: &AnnotationSet, document: &Document) -> (String, Losses) {
    let (schema, mut losses) = (Schema::news(), Losses::default());
    let Some(Writes::Stream(stream)) = format.writes else { panic!("writes no stream") };
    let middle = (stream.document)(&Page { document, set, schema: &schema, columns: None }, &mut losses);
    (format!("{}{middle}{}", stream.head, stream.tail), losses)
}

const TEXT: &str = "Wer 😀 sagt das? „Nein“, sagte Katja Sommer in Köln.";

/// Keys that some reader looks for.
const KEYS: &[&str] = &[
    "text",
    "id",
    "spans",
    "start",
    "end",
    "label",
    "items",
    "first",
    "rows",
    "target",
    "source",
    "selector",
    "type",
    "exact",
    "prefix",
    "suffix",
    "refinedBy",
    "body",
    "value",
    "purpose",
    "motivation",
    "creator",
    "name",
    "created",
    "uri",
    "tags",
    "gloss",
    "stance",
    "stances",
    "role",
    "sentences",
    "tokens",
    "characterOffsetBegin",
    "characterOffsetEnd",
    "originalText",
    "before",
    "after",
    "entitymentions",
    "ner",
    "quotes",
    "beginIndex",
    "endIndex",
    "mention",
    "mentionBegin",
    "mentionEnd",
    "speaker",
    "canonicalSpeaker",
    "cue",
    "sources",
    "contents",
    "coreferences",
    "confidence",
    "annotations",
    "quote",
    "charBegin",
    "charEnd",
    "addressee",
    "isNested",
    "content",
    "question",
    "comment",
    "targets",
    "polarity",
    "from",
    "to",
    "article_stance",
    "paragraphs",
    "labels",
    "scores",
    "holder",
    "holder_kind",
    "evidence",
    "degree",
    "document",
    "parts",
    "entity",
    "score",
    "note",
];

fn json() -> impl Strategy<Value = Value> {
    let words = vec![
        "",
        "QUOTE",
        "Köln",
        "Katja Sommer",
        "TextQuoteSelector",
        "TextPositionSelector",
        "linking",
        "tagging",
        "0.5",
        "urn:gloss:anna:k3f9x2ab7qmn",
        "favor",
        "span",
        "%zz%C3",
        "2024-05-01T10:00:00Z",
        "Unknown",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0u64..60).prop_map(Value::from),
        select(vec![u64::MAX, u64::MAX - 1, 1 << 32]).prop_map(Value::from),
        select(vec![-1.0, 0.5, 1e300]).prop_map(Value::from),
        select(words).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 8, |inner| {
        let fields = vec((select(KEYS.to_vec()), inner.clone()), 0..8);
        prop_oneof![
            1 => vec(inner, 0..4).prop_map(Value::Array),
            3 => fields.prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
            }),
        ]
    })
}

fn read(format: &Format, text: &str) -> Vec<ForeignDocument> {
    match format.reads {
        Some(Reads::Json(read) | Reads::RowsOrJson { json: read, .. }) => read(text).unwrap_or_default(),
        Some(Reads::File(read)) => {
            let source = Source { stem: "a", bytes: text.as_bytes(), beside: &|_| None, columns: None };
            read(&source).map(|contents| contents.documents).unwrap_or_default()
        }
        Some(Reads::Rows(_)) | None => Vec::new(),
    }
}

/// Whatever was read can be laid over a text, whose own or another.
fn lay_all(documents: Vec<ForeignDocument>) {
    let document = Document::new("a.txt", TEXT.into(), Meta::default(), Vec::new());
    let by = AnnotatorName::parse("anna").unwrap();
    for foreign in together(documents) {
        for set in &foreign.sets {
            lay(set, foreign.text.as_deref(), &document, &by, Kind::Model, "x");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_reader_panics_on_what_is_almost_its_own(value in json()) {
        let text = value.to_string();
        for format in FORMATS {
            lay_all(read(format, &text));
        }
    }

    #[test]
    fn no_reader_panics_on_rows(cells in vec((select(KEYS.to_vec()), "[0-9]{0,3}|-?[0-9.]{0,4}|Köln|'=1|3-9;14-2|favor|span"), 0..8)) {
        let (names, cells): (Vec<String>, Vec<String>) = cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).unzip();
        let row = Row { names: &names, cells: &cells };
        for format in FORMATS {
            if let Some(Reads::Rows(read) | Reads::RowsOrJson { row: read, .. }) = format.reads {
                lay_all(read(&row).into_iter().collect());
            }
        }
    }
}
