use super::super::foreign::ForeignDocument;
use super::super::guess;
use super::super::lay::{Laid, lay};
use super::super::unit::Unit;
use super::*;
use crate::annot::AnnotatorName;
use crate::doc::{Document, Meta};
use crate::interop::Hint;

fn laid(foreign: &ForeignDocument, text: &str) -> (Laid, Document) {
    let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let by = AnnotatorName::parse("quotes").unwrap();
    let laid = lay(&foreign.sets[0], foreign.text.as_deref(), &document, &by, Kind::Model, "x");
    assert!(laid.faults.is_empty(), "{:?}", laid.faults);
    (laid, document)
}

/// Each quotation: its words, type, sources with their entities, cues.
fn said((laid, document): &(Laid, Document)) -> Vec<[String; 4]> {
    let words = |ids: &[crate::annot::Id]| -> String {
        let each = ids.iter().filter_map(|id| laid.set.span(id)).map(|span| {
            let name =
                span.entity.as_ref().and_then(|id| laid.set.entity(id)).map(|entity| format!("={}", entity.name));
            span.place.quote(document.text()) + &name.unwrap_or_default()
        });
        each.collect::<Vec<_>>().join("+")
    };
    let quotations = laid.set.spans().iter().filter(|span| span.label == "QUOTE");
    let each = quotations.map(|span| {
        let kind = span.common.attrs.get("type").and_then(|kind| kind.as_str()).unwrap_or_default();
        [span.place.quote(document.text()), kind.to_owned(), words(span.role("source")), words(span.role("cue"))]
    });
    each.collect()
}

fn row(words: [&str; 4]) -> [String; 4] {
    words.map(str::to_owned)
}

#[test]
fn corenlp_counts_utf16_and_names_speakers_by_tokens() {
    let text = "😀 \"Ja\", sagte Merkel. Sie lachte: \"Nein\". \"Wer weiß\".";
    let words = [
        "😀", "\"", "Ja", "\"", ",", "sagte", "Merkel", ".", "Sie", "lachte", ":", "\"", "Nein", "\"", ".", "\"",
        "Wer", "weiß", "\"", ".",
    ];
    let units = |at: usize| text[..at].encode_utf16().count();
    let (mut at, mut tokens) = (0, Vec::new());
    for word in words {
        let start = at + text[at..].find(word).unwrap();
        let before = &text[at..start];
        at = start + word.len();
        let (begin, end) = (units(start), units(at));
        tokens.push(serde_json::json!({
            "index": tokens.len() + 1, "originalText": word, "before": before, "after": "",
            "characterOffsetBegin": begin, "characterOffsetEnd": end,
        }));
    }
    let quote = |words: &str, speaker: &str, mention: serde_json::Value| {
        let start = text.find(words).unwrap();
        let mut quote = serde_json::json!({
            "id": 0, "text": words, "beginIndex": units(start), "endIndex": units(start + words.len()),
            "speaker": speaker, "canonicalSpeaker": speaker, "mentionSieve": "trigram CVN", "mention": "Unknown",
        });
        if let (Some(fields), serde_json::Value::Object(mention)) = (quote.as_object_mut(), mention) {
            fields.extend(mention);
        }
        quote
    };
    let source = serde_json::json!({
        "docId": "a.txt", "docDate": "2024-05-01",
        "sentences": [{ "index": 0, "tokens": tokens, "entitymentions": [{
            "docTokenBegin": 6, "docTokenEnd": 7, "text": "Merkel", "characterOffsetBegin": units(text.find("Merkel").unwrap()),
            "characterOffsetEnd": units(text.find("Merkel").unwrap() + 6), "ner": "PERSON", "nerConfidences": { "PERSON": 0.99 },
        }] }],
        "quotes": [
            quote("\"Ja\"", "Merkel", serde_json::json!({ "mention": "Merkel", "mentionBegin": 6, "mentionEnd": 6, "mentionType": "name" })),
            quote("\"Nein\"", "Merkel", serde_json::json!({ "mention": "Sie", "mentionBegin": 8, "mentionEnd": 8, "mentionType": "pronoun" })),
            quote("\"Wer weiß\"", "Unknown", serde_json::Value::Null),
        ],
        "corefs": {},
    });
    let source = source.to_string();
    assert_eq!(guess(&Hint { name: "a.txt.json", head: &source }).unwrap().name, "corenlp");
    let documents = corenlp::read(&source).unwrap();
    assert_eq!((documents[0].name.as_deref(), documents[0].text.as_deref()), (Some("a.txt"), Some(text)));
    let laid = laid(&documents[0], text);
    assert_eq!((laid.0.unit, laid.0.moved, laid.0.orphans), (Some(Unit::Utf16), 0, 0));
    let wanted = [
        row(["\"Ja\"", "direct", "Merkel=Merkel", ""]),
        row(["\"Nein\"", "direct", "Sie=Merkel", ""]),
        row(["\"Wer weiß\"", "direct", "", ""]),
    ];
    assert_eq!(said(&laid), wanted);
    let labels: Vec<_> = laid.0.set.spans().iter().map(|span| span.label.as_str()).collect();
    assert_eq!(labels, ["QUOTE", "PERSON", "SPEAKER", "QUOTE", "QUOTE"]);
    assert_eq!(laid.0.set.spans()[1].score, Some(0.99));
    assert!(laid.0.set.extra.is_empty());
}

const TEXT: &str = "„Wir bauen“, sagte sie. Katja Sommer sagte, das „dauert“.";

#[test]
fn citron_tells_characters_or_tokens_and_swaps_sources() {
    let wanted = [
        row(["„Wir bauen“", "direct", "sie=Katja Sommer", "sagte"]),
        row(["das „dauert“", "mixed", "Katja Sommer", "sagte"]),
    ];
    // An annotation file: characters, with the text.
    let file = format!(
        r#"{{"text":"{TEXT}","quotes":[
        {{"id":0,"cue":{{"start":13,"end":18,"text":"sagte"}},"sources":[{{"start":19,"end":22,"text":"sie"}}],"contents":[{{"start":0,"end":11,"text":"„Wir bauen“"}}],"coreferences":[{{"start":24,"end":36,"text":"Katja Sommer"}}],"confidence":"0.9321"}},
        {{"id":1,"cue":{{"start":37,"end":42}},"sources":[{{"start":24,"end":36}}],"contents":[{{"start":44,"end":56,"text":"das „dauert“"}}],"coreferences":[]}}],"coreference_groups":[]}}"#
    );
    assert_eq!(guess(&Hint { name: "a.json", head: &file }).unwrap().name, "citron");
    let laid_file = laid(&citron::read(&file).unwrap()[0], TEXT);
    assert_eq!(said(&laid_file), wanted);
    assert_eq!((laid_file.0.moved, laid_file.0.set.spans()[0].score), (0, Some(0.9321)));
    // The extractor's output: numbers of tokens, resolved names in the place of sources.
    let output = r#"{"source":{"application":"citron","model:":"en"},"quotes":[
        {"cue":{"start":5,"end":6,"text":"sagte"},"sources":[{"start":8,"end":10,"text":"Katja Sommer"}],"contents":[{"start":0,"end":4,"text":"„Wir bauen“"}],"coreferences":[{"start":6,"end":7,"text":"sie"}],"confidence":"0.9321"},
        {"cue":{"start":10,"end":11,"text":"sagte, das"},"sources":[{"start":8,"end":10,"text":"Katja Sommer"}],"contents":[{"start":12,"end":16,"text":"das „dauert“"}],"confidence":"0.5"}]}"#;
    let (laid, document) = laid(&citron::read(output).unwrap()[0], TEXT);
    let found = said(&(laid.clone(), document));
    assert_eq!(found[0][..3], wanted[0][..3]);
    assert_eq!(found[1], row(["das „dauert“", "mixed", "Katja Sommer", "sagte, das"]));
    // Which of two cues is meant, nothing tells: it is kept without a place.
    assert_eq!((laid.orphans, laid.set.orphans()[0].quote()), (1, "sagte"));
}

#[test]
fn wikinews_has_roles_in_several_parts() {
    let span = |start: usize, end: usize| format!(r#"{{"begin":0,"end":0,"charBegin":{start},"charEnd":{end}}}"#);
    let full = format!(
        r#"{{"documentName":"1 - A","originalText":"{TEXT}","sentences":[],"tokens":[],"annotations":[
        {{"id":0,"type":"Direct","medium":"Speech","quote":{{"spans":[{}],"text":"„Wir bauen“","tokenIds":[0]}},"speaker":{{"spans":[{}],"text":"sie"}},"cue":{{"spans":[{}],"text":"sagte"}},"frame":null,"addressee":[],"isNested":false,"hasNested":false}},
        {{"id":1,"type":"Indirect","medium":"Speech","quote":{{"spans":[{},{}],"text":"das dauert"}},"speaker":{{"spans":[{}],"text":"Katja Sommer"}},"cue":{{"spans":[],"text":""}},"frame":{{"spans":[{}],"text":"Katja Sommer sagte"}},"addressee":[{{"spans":[{}],"text":"Wir"}}],"isNested":true,"hasNested":false}}]}}"#,
        span(0, 11),
        span(19, 22),
        span(13, 18),
        span(44, 47),
        span(49, 55),
        span(24, 36),
        span(24, 42),
        span(1, 4)
    );
    let compact = format!(
        r#"{{"name":"1 - A","text":"{TEXT}","sents":[[0,23]],"ntok":9,"annotations":[
        {{"id":0,"type":"Direct","medium":"Speech","isNested":false,"hasNested":false,"quote":[[0,11]],"speaker":[[19,22]],"cue":[[13,18]],"frame":[],"addressee":[]}},
        {{"id":1,"type":"Indirect","medium":"Speech","isNested":true,"hasNested":false,"quote":[[44,47],[49,55]],"speaker":[[24,36]],"cue":[],"frame":[[24,42]],"addressee":[[1,4]]}}]}}"#
    );
    for source in [full, compact] {
        assert_eq!(guess(&Hint { name: "a.json", head: &source }).unwrap().name, "wikinews");
        let documents = wikinews::read(&source).unwrap();
        assert_eq!((documents[0].name.as_deref(), documents[0].sets[0].kind), (Some("1 - A"), Some(Kind::Human)));
        let laid = laid(&documents[0], TEXT);
        let wanted =
            [row(["„Wir bauen“", "direct", "sie", "sagte"]), row(["das dauert", "indirect", "Katja Sommer", ""])];
        assert_eq!(said(&laid), wanted);
        let last = laid.0.set.spans().iter().rfind(|span| span.label == "QUOTE").unwrap();
        assert!(last.place.is_fragmented() && last.common.attrs["nested"].as_bool().unwrap());
        assert_eq!((last.role("addressee").len(), last.role("frame").len(), laid.0.moved), (1, 1, 0));
    }
}

#[test]
fn textacy_is_dumped_in_many_ways() {
    let wanted = row(["„Wir bauen“", "direct", "sie", "sagte sie"]);
    for source in [
        r#"{"speaker":["sie"],"cue":["sagte","sie"],"content":"„Wir bauen“"}"#.to_owned(),
        r#"{"speaker":"sie","cue":"sagte sie","content":"„Wir bauen“","start":0,"end":11}"#.to_owned(),
        r#"{"speaker":"sie","cue":"sagte sie","content":"„Wir bauen“","start":0,"end":4}"#.to_owned(),
        r#"[["sie"],["sagte","sie"],"„Wir bauen“"]"#.to_owned(),
        r#"[{"speaker":{"text":"sie","start":19,"end":22},"cue":[{"text":"sagte","i":5},{"text":"sie","i":6}],"content":{"text":"„Wir bauen“","start":0,"end":4}}]"#.to_owned(),
        format!(r#"{{"id":"a","text":"{TEXT}","quotations":[["sie","sagte sie","„Wir bauen“"]]}}"#),
    ] {
        let laid = laid(&textacy::read(&source).unwrap()[0], TEXT);
        assert_eq!(said(&laid), std::slice::from_ref(&wanted), "{source}");
        assert_eq!((laid.0.moved, laid.0.orphans), (0, 0), "{source}");
    }
}

#[test]
fn what_is_no_quotation_is_said_or_kept() {
    for read in [corenlp::read, citron::read, wikinews::read, textacy::read] {
        assert!(read("{").unwrap_err().contains("is not JSON"));
        assert!(read("7").is_err() && read("{\"a\":1}").is_err());
    }
    for (read, source) in [
        (
            corenlp::read as fn(&str) -> Result<Vec<ForeignDocument>, String>,
            r#"{"quotes":[{"beginIndex":-1,"text":"x"},7]}"#,
        ),
        (citron::read, r#"{"quotes":[{"contents":[]},7]}"#),
        (wikinews::read, r#"{"annotations":[{"quote":{"spans":[]}},7]}"#),
    ] {
        let documents = read(source).unwrap();
        assert_eq!((documents[0].sets[0].spans.len(), documents[0].sets[0].rest.len()), (0, 2), "{source}");
    }
}
