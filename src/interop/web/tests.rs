use super::super::foreign::ForeignDocument;
use super::super::guess;
use super::super::lay::{Laid, lay};
use super::super::tests::written;
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{AnnotationSet, AnnotatorName, Holder, Record};
use crate::doc::{Document, Meta};
use crate::interop::Hint;
use proptest::prelude::*;

fn documents(source: &str) -> Vec<ForeignDocument> {
    let contents = read(source).unwrap();
    assert!(contents.faults.is_empty(), "{:?}", contents.faults);
    contents.documents
}

fn article(text: &str) -> Document {
    Document::new("a b.txt", text.into(), Meta::default(), Vec::new())
}

fn laid(foreign: &ForeignDocument, document: &Document) -> Laid {
    let by = AnnotatorName::parse("anna").unwrap();
    lay(&foreign.sets[0], foreign.text.as_deref(), document, &by, Kind::Human, "w3c")
}

fn spans(laid: &Laid, document: &Document) -> Vec<(String, String)> {
    laid.set.spans().iter().map(|span| (span.label.clone(), span.place.quote(document.text()))).collect()
}

#[test]
fn strings_objects_and_lists_say_the_same() {
    let document = article("Gestern sprach Putin 😀 in Köln über Putin.");
    let quote = r#"{"type":"TextQuoteSelector","exact":"Köln","prefix":"😀 in ","suffix":" über"}"#;
    let place = r#"{"type":"TextPositionSelector","start":26,"end":30}"#;
    for (body, selector) in [
        (r#"[{"type":"TextualBody","value":"LOC","purpose":"tagging"}]"#, format!("[{quote},{place}]")),
        (r#"{"type":["TextualBody"],"value":"LOC","purpose":["tagging"]}"#, quote.to_owned()),
        (r#"{"value":"LOC"}"#, place.to_owned()),
        // The end is one past what is quoted: the quote wins.
        (r#"{"value":"LOC"}"#, format!("[{quote},{}]", place.replace("30", "31"))),
        // A quote in a sentence, a place in a place, words in an element.
        (
            r#"{"value":"LOC"}"#,
            r#"{"type":"TextQuoteSelector","exact":"sprach Putin 😀 in Köln über","refinedBy":{"type":"TextQuoteSelector","exact":"Köln"}}"#.to_owned(),
        ),
        (
            r#"{"value":"LOC"}"#,
            r#"{"type":"TextPositionSelector","start":8,"end":36,"refinedBy":{"type":"TextPositionSelector","start":18,"end":22}}"#.to_owned(),
        ),
        (r#"{"value":"LOC"}"#, format!(r##"{{"type":"CssSelector","value":"#p1","refinedBy":[{quote}]}}"##)),
    ] {
        let source = format!(
            r#"{{"@context":"http://www.w3.org/ns/anno.jsonld","id":"http://x.org/1","type":"Annotation","motivation":"oa:tagging","body":{body},"target":[{{"source":"a%20b.txt","selector":{selector}}}]}}"#
        );
        let documents = documents(&source);
        assert_eq!(documents[0].name.as_deref(), Some("a b.txt"), "{source}");
        let laid = laid(&documents[0], &document);
        assert_eq!(spans(&laid, &document), [("LOC".to_owned(), "Köln".to_owned())], "{source}");
        assert_eq!(laid.set.spans()[0].common.extra["origin"]["id"].as_str(), Some("http://x.org/1"));
    }
    // What stands around a quote tells which of two is meant.
    let second = r#"{"motivation":"tagging","body":{"value":"PER"},"target":{"source":"a","selector":{"type":"TextQuoteSelector","exact":"Putin","prefix":"in Köln über ","suffix":"."}}}"#;
    let laid = laid(&documents(second)[0], &document);
    assert_eq!(laid.set.spans()[0].place.hull().start, document.text().as_str().rfind("Putin").unwrap());
}

#[test]
fn collections_hold_documents_creators_and_arrows() {
    let source = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationCollection","total":6,"first":{"type":"AnnotationPage","items":[
      {"id":"urn:uuid:1","type":"Annotation","creator":{"id":"http://x.org/anna","name":"Anna","type":"Person"},"created":"2024-05-01T10:00:00Z","motivation":"classifying","body":"http://onto.org/#PER","target":{"source":{"id":"https://news.org/1"},"selector":{"type":"TextQuoteSelector","exact":"Putin"}}},
      {"id":"urn:uuid:2","type":"Annotation","creator":[{"id":"http://x.org/anna","name":"Anna","type":"Person"}],"motivation":"tagging","body":{"type":"TextualBody","value":"LOC"},"target":{"source":"https://news.org/1","selector":[{"type":"TextQuoteSelector","exact":"Köln"}]}},
      {"id":"urn:uuid:3","type":"Annotation","creator":"Anna","motivation":"linking","body":[{"type":"TextualBody","purpose":"tagging","value":"visits"}],"target":[{"id":"urn:uuid:1"},{"id":"urn:uuid:2"}]},
      {"id":"urn:uuid:4","type":"Annotation","creator":{"type":"Software","name":"ner"},"motivation":"tagging","bodyValue":"politik","target":"https://news.org/1"},
      {"id":"urn:uuid:5","type":"Annotation","creator":{"type":"Software","name":"ner"},"bodyValue":"sehr kurz","target":"https://news.org/1"},
      {"id":"urn:uuid:6","type":"Annotation","creator":"Anna","body":"Wer sagt das?","motivation":"commenting","stylesheet":{"type":"CssStylesheet"},"bodyValue":"Wer?","target":{"source":"https://news.org/2","selector":{"type":"TextQuoteSelector","exact":"Köln"}}}
    ]}}"#;
    let documents = documents(source);
    let names: Vec<_> = documents.iter().map(|document| document.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["https://news.org/1", "https://news.org/2"]);
    assert_eq!(documents[0].meta, [("url", "https://news.org/1".to_owned())]);
    let by: Vec<_> = documents[0].sets.iter().map(|set| (set.by.as_deref(), set.kind)).collect();
    assert_eq!(by, [(Some("Anna"), Some(Kind::Human)), (Some("ner"), Some(Kind::Model))]);
    assert_eq!(
        (documents[0].sets[1].tags[0].tag.as_str(), documents[0].sets[1].notes[0].as_str()),
        ("politik", "sehr kurz")
    );
    let document = article("Putin in Köln.");
    let laid = laid(&documents[0], &document);
    assert_eq!(spans(&laid, &document), [("PER".into(), "Putin".into()), ("LOC".into(), "Köln".to_owned())]);
    assert_eq!(laid.set.spans()[0].common.at.unwrap().to_string(), "2024-05-01T10:00:00Z");
    let arrow = &laid.set.relations()[0];
    assert_eq!(
        (arrow.label.as_str(), &arrow.head, &arrow.tail),
        ("visits", &laid.set.spans()[0].id, &laid.set.spans()[1].id)
    );
    let other = super::tests::laid(&documents[1], &document);
    assert_eq!(other.set.notes()[0].common.note.as_deref(), Some("Wer?"));
    assert!(
        other.set.notes()[0].place.is_some() && other.set.notes()[0].common.extra["origin"]["stylesheet"].is_table()
    );
}

#[test]
fn hypothesis_counts_in_utf16_and_tags_what_it_marks() {
    let text = "😀😀 Putin reist nach Köln.";
    let source = r#"{"total":2,"rows":[{"id":"9XbA","created":"2024-05-01T10:00:00.123456+00:00","updated":"2024-05-01T10:00:00.1+00:00","user":"acct:anna_k@hypothes.is","uri":"https://news.org/1","text":"Der Präsident","tags":["PER","wichtig"],"group":"__world__","permissions":{"read":["group:__world__"]},"target":[{"source":"https://news.org/1","selector":[{"type":"RangeSelector","startContainer":"/p[1]","startOffset":5,"endContainer":"/p[1]","endOffset":10},{"type":"TextPositionSelector","start":5,"end":10},{"type":"TextQuoteSelector","exact":"Putin","prefix":"😀😀 ","suffix":" reist"}]}],"links":{},"hidden":false},
      {"id":"9XbB","user":"acct:anna_k@hypothes.is","uri":"https://news.org/1","text":"Seitennotiz","tags":["politik"],"target":[{"source":"https://news.org/1"}]}]}"#;
    assert_eq!(guess(&Hint { name: "x.json", head: source }).unwrap().name, "w3c");
    let documents = documents(source);
    assert_eq!((documents.len(), documents[0].sets[0].by.as_deref()), (1, Some("anna_k")));
    let document = article(text);
    let laid = laid(&documents[0], &document);
    assert_eq!(spans(&laid, &document), [("PER".into(), "Putin".into()), ("wichtig".into(), "Putin".to_owned())]);
    assert_eq!((laid.exact, laid.moved, laid.unit), (2, 0, Some(crate::interop::unit::Unit::Utf16)));
    let noted = laid.set.spans().iter().filter(|span| span.common.note.as_deref() == Some("Der Präsident"));
    assert_eq!(noted.count(), 1);
    assert_eq!(laid.set.tags()[0].tag, "politik");
    assert_eq!(laid.set.notes()[0].common.note.as_deref(), Some("Seitennotiz"));
}

#[test]
fn what_came_in_goes_out_with_what_we_cannot_hold() {
    let source = r#"[
      {"id":"http://x.org/1","type":"Annotation","creator":"anna","created":"2024-05-01T10:00:00Z","motivation":["tagging","reviewing"],"rights":"CC0","body":[{"value":"PER","purpose":"tagging"},{"type":"Choice"}],"target":{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":"Putin"}}},
      {"id":"http://x.org/2","type":"Annotation","creator":"anna","motivation":"tagging","body":{"value":"LOC"},"stylesheet":{"value":".a"},"target":{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":"Köln"}}},
      {"id":"http://x.org/3","type":"Annotation","creator":"anna","motivation":"linking","body":["http://x.org/2",{"value":"in","purpose":"tagging"}],"target":"http://x.org/1"},
      {"id":"http://x.org/4","type":"Annotation","creator":"anna","motivation":"tagging","bodyValue":"politik","canonical":"urn:1","target":"a.txt"},
      {"id":"http://x.org/5","type":"Annotation","creator":"anna","motivation":"commenting","body":"http://wiki.org/Putin","target":"a.txt"},
      {"id":"http://x.org/6","type":"Annotation","creator":"anna","motivation":"moderating","target":{"source":"a.txt","selector":{"type":"SvgSelector","value":"<svg/>"}}}]"#;
    let first = documents(source).remove(0);
    assert_eq!(first.sets[0].rest.len(), 3, "{:?}", first.sets[0].rest);
    let document = article("Putin in Köln.");
    let (written, _) = written(&W3C, &laid(&first, &document).set, &document);
    let mut again = documents(&written).remove(0);
    // We tell places, and what stands around; the first one had quotes alone.
    let plain = |set: &mut crate::interop::foreign::ForeignSet| {
        set.kind = None;
        set.rest.sort();
        set.spans.iter_mut().for_each(|span| (span.parts, span.before, span.after) = (Vec::new(), None, None));
    };
    let mut wanted = first.sets[0].clone();
    plain(&mut wanted);
    plain(&mut again.sets[0]);
    assert_eq!(again.sets[0], wanted, "{written}");
}

#[test]
fn what_is_no_annotation_is_said() {
    for (source, reason) in [
        ("{", "is not JSON"),
        ("[]", "holds no annotation"),
        ("{\"a\":1}", "without a target; it has `a`"),
        ("7", "holds no annotation"),
    ] {
        assert!(read(source).unwrap_err().contains(reason), "{source}");
    }
    // One a line, one of them broken off.
    let one = r#"{"motivation":"tagging","bodyValue":"politik","target":"a.txt"}"#;
    let contents = read(&format!("{one}\n{{\"id\":1}}\n{one}\n{{\"body\"")).unwrap();
    assert_eq!((contents.documents.len(), contents.documents[0].sets[0].tags.len()), (1, 2));
    assert_eq!(contents.faults.len(), 2, "{:?}", contents.faults);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_goes_out_comes_back((text, mut set) in text_and_set()) {
        let document = Document::new("a b.txt", text, Meta::default(), Vec::new());
        let (source, losses) = written(&W3C, &set, &document);
        let gaps = set.spans().iter().filter(|span| span.place.is_fragmented()).count()
            + set.notes().iter().filter(|note| note.place.as_ref().is_some_and(|place| place.is_fragmented())).count();
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        prop_assert_eq!(lost("gap of a span in several parts"), gaps);
        prop_assert_eq!(lost("rejection"), set.rejected().len());
        prop_assert_eq!(lost("orphan"), set.orphans().len());
        if set.spans().is_empty() && set.tags().is_empty() && set.notes().is_empty() && set.stances().is_empty() {
            return Ok(());
        }
        let foreign = documents(&source);
        prop_assert_eq!(foreign.len(), 1, "{}", source);
        prop_assert_eq!(foreign[0].name.as_deref(), Some("a b.txt"));
        let back = laid(&foreign[0], &document).set;
        // A place in several parts comes back as its hull.
        let hulls: Vec<Record> = set.spans().iter().cloned().map(|mut span| {
            span.place = span.place.hull().into();
            Record::Span(span)
        }).collect();
        set.extend(hulls);
        let plain = |set: &AnnotationSet| -> Vec<_> {
            let named = |id: &crate::annot::Id| set.entity(id).map(|entity| entity.name.clone());
            let each = set.spans().iter().map(|span| {
                let common = (span.common.note.clone(), span.common.at);
                (span.id.clone(), span.label.clone(), span.place.clone(), span.entity.as_ref().and_then(named), span.roles.clone(), common)
            });
            each.collect()
        };
        prop_assert_eq!(plain(&back), plain(&set));
        let tags = |set: &AnnotationSet| -> Vec<_> { set.tags().iter().map(|tag| (tag.id.clone(), tag.tag.clone())).collect() };
        prop_assert_eq!(tags(&back), tags(&set));
        let stances = |set: &AnnotationSet| -> Vec<_> {
            let each = set.stances().iter().map(|stance| {
                let holder = match &stance.holder {
                    Holder::Entity(id) => Holder::Name(set.entity(id).unwrap().name.clone()),
                    other => other.clone(),
                };
                (stance.id.clone(), holder, stance.target.clone(), stance.value.clone(), stance.degree, stance.evidence.clone())
            });
            each.collect()
        };
        prop_assert_eq!(stances(&back), stances(&set));
        let ends = |set: &AnnotationSet| set.relations().iter().filter(|arrow| set.span(&arrow.head).is_some() && set.span(&arrow.tail).is_some()).count();
        prop_assert_eq!(ends(&back), ends(&set));
    }
}
