use serde_json::Value;

use super::super::foreign::ForeignDocument;
use super::super::format::{Hint, guess};
use super::super::lay::lay;
use super::super::{Losses, Page};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{AnnotationSet, Layer, Status};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use proptest::prelude::*;

fn one(json: &str) -> ForeignDocument {
    let mut documents = read::read(json).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// A task as the server exports it: an annotation, one that was skipped, a prediction.
const TASK: &str = r#"{"id": 7, "data": {"text": "Putin lobt\nKöln 😀 sehr.", "id": "a.txt", "title": "Lob", "source": "dpa"},
 "annotations": [
  {"id": 1, "completed_by": {"id": 3, "email": "anna@example.org"}, "was_cancelled": false, "ground_truth": true, "lead_time": 4.5, "result": [
    {"id": "c", "from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"start": 0, "end": 5, "text": "Putin", "choices": ["friendly"]}},
    {"id": "c", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": {"start": 0, "end": 5, "text": "Putin", "labels": ["PER", "HEAD"]}},
    {"id": "d", "from_name": "label", "to_name": "text", "type": "labels", "origin": "prediction", "meta": {"text": ["a city"]}, "value": {"start": 6, "end": 15, "text": "lobt\\nKöln", "labels": ["MISC"]}},
    {"id": "d", "from_name": "sure", "to_name": "text", "type": "rating", "value": {"start": 6, "end": 15, "rating": 4}},
    {"id": "d", "from_name": "topic", "to_name": "text", "type": "taxonomy", "value": {"taxonomy": [["a", "b"], ["c"]]}},
    {"id": "e", "from_name": "tag", "to_name": "text", "type": "choices", "value": {"choices": ["sport", "lokal"]}},
    {"id": "f", "from_name": "comment", "to_name": "text", "type": "textarea", "value": {"text": ["nice"]}},
    {"type": "relation", "from_id": "d", "to_id": "c", "direction": "left", "labels": ["praises"]},
    {"type": "relation", "from_id": "c", "to_id": "d", "direction": "right"},
    {"id": "g", "from_name": "p", "to_name": "t", "type": "paragraphlabels", "value": {"start": "0", "end": "1", "startOffset": 2, "endOffset": 3, "paragraphlabels": ["X"]}},
    {"id": "h", "from_name": "p", "to_name": "t", "type": "hypertextlabels", "value": {"start": "/div[1]/text()[1]", "end": "/div[1]/text()[1]", "startOffset": 0, "endOffset": 3, "hypertextlabels": ["X"]}}
  ]},
  {"id": 2, "completed_by": 4, "was_cancelled": true, "result": []}],
 "predictions": [{"model_version": "ner-1", "score": 0.5, "result": [
    {"id": "p", "from_name": "label", "to_name": "text", "type": "labels", "score": 0.9, "value": {"start": 18, "end": 22, "text": "sehr", "labels": ["ADV"]}}]}]}"#;

#[test]
fn a_task_is_a_set_for_each_annotator_and_model() {
    let document = one(TASK);
    assert_eq!(document.name.as_deref(), Some("a.txt"));
    assert_eq!(document.meta, [("title", "Lob".to_owned())]);
    let [anna, four, model] = document.sets.as_slice() else { panic!("{document:?}") };
    assert_eq!((anna.by.as_deref(), anna.status, anna.kind), (Some("anna"), Some(Status::Done), Some(Kind::Human)));
    assert_eq!((four.by.as_deref(), four.status), (Some("4"), Some(Status::Skipped)));
    assert_eq!(
        (model.by.as_deref(), model.kind, model.spans[0].common.score),
        (Some("ner-1"), Some(Kind::Model), Some(0.9))
    );
    let labels: Vec<&str> = anna.spans.iter().map(|span| span.label.as_str()).collect();
    assert_eq!(labels, ["PER", "HEAD", "MISC"]);
    assert_eq!(anna.spans[0].common.attrs["sentiment"].as_str(), Some("friendly"));
    let misc = &anna.spans[2];
    assert_eq!((misc.text.as_deref(), misc.common.note.as_deref()), (Some("lobt\nKöln"), Some("a city")));
    assert_eq!(misc.common.attrs["sure"].as_integer(), Some(4));
    assert_eq!(misc.common.attrs["topic"].as_array().unwrap().len(), 2);
    assert_eq!(misc.common.rest["origin"].as_str(), Some("prediction"));
    assert_eq!(anna.tags.iter().map(|tag| tag.tag.as_str()).collect::<Vec<_>>(), ["sport", "lokal"]);
    assert_eq!(anna.notes, ["nice"]);
    let arrows: Vec<_> =
        anna.relations.iter().map(|it| (it.label.as_str(), it.head.as_str(), it.tail.as_str())).collect();
    assert_eq!(arrows, [("praises", "c", "d"), ("related", "c", "d")]);
    for word in ["paragraphlabels", "hypertextlabels", "ground_truth", "\"source\":\"dpa\""] {
        assert_eq!(anna.rest.iter().filter(|rest| rest.contains(word)).count(), 1, "{word}: {:?}", anna.rest);
    }
    let text = document.text.as_deref().unwrap();
    let article = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let by = crate::annot::AnnotatorName::parse("anna").unwrap();
    for set in &document.sets {
        let laid = lay(set, Some(text), &article, &by, Kind::Human, "label-studio");
        assert!(laid.faults.is_empty() && laid.exact == set.spans.len(), "{laid:?}");
    }
}

/// What is written for a set of `document` as the reader has it then.
fn again(set: &crate::interop::foreign::ForeignSet, document: &ForeignDocument) -> crate::interop::foreign::ForeignSet {
    let text = document.text.as_deref().unwrap();
    let article = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let by = crate::annot::AnnotatorName::parse(set.by.as_deref().unwrap()).unwrap();
    let laid = lay(set, Some(text), &article, &by, set.kind.unwrap(), "label-studio");
    one(&written(&laid.set, &article).0).sets.remove(0)
}

#[test]
fn what_came_in_goes_out_with_what_we_cannot_hold() {
    let task = TASK
        .replace(r#""meta": {"text": ["a city"]}"#, r#""meta": {"text": ["a city"], "lang": "de"}, "locked": true"#)
        .replace(r#""labels": ["MISC"]"#, r#""labels": ["MISC"], "globalOffsets": {"start": 6}"#)
        .replace(r#""direction": "right""#, r#""direction": "bi""#)
        .replace(r#"{"id": 7,"#, r#"{"id": 7, "inner_id": 3, "meta": {"batch": 4}, "drafts": [{"id": 9}],"#);
    let document = one(&task);
    for set in &document.sets {
        let mut again = again(set, &document);
        let mut set = set.clone();
        // Their order says nothing.
        for set in [&mut again, &mut set] {
            set.tags.sort_by(|a, b| a.tag.cmp(&b.tag));
            set.relations.sort_by(|a, b| a.label.cmp(&b.label));
        }
        let kept = |set: &mut crate::interop::foreign::ForeignSet| -> Vec<Value> {
            std::mem::take(&mut set.rest).iter().map(|rest| serde_json::from_str(rest).unwrap()).collect()
        };
        let (found, wanted) = (kept(&mut again), kept(&mut set));
        assert!(found.len() == wanted.len() && wanted.iter().all(|it| found.contains(it)), "{found:?} {wanted:?}");
        assert_eq!(again, set);
    }
}

#[test]
fn older_exports_and_what_is_none() {
    let old = one(
        r#"{"id": 1, "data": {"my_text": "Putin lobt Köln."}, "completions": [{"id": 1, "result": [{"id": "a", "type": "labels", "value": {"start": 0, "end": 5, "text": "Putin", "labels": ["PER"], "confidence": 0.7}}]}]}"#,
    );
    assert_eq!(old.text.as_deref(), Some("Putin lobt Köln."));
    assert_eq!((old.sets[0].spans[0].common.score, old.name.as_deref()), (Some(0.7), Some("1")));
    for (json, reason) in [("{", "not JSON"), ("7", "no task"), ("{\"a\":1}", "no `data`"), ("[7]", "not one of tasks")]
    {
        let error = read::read(json).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
    assert_eq!(guess(&Hint { name: "a.json", head: TASK }).map(|it| it.name), Some("label-studio"));
}

fn written(set: &AnnotationSet, document: &Document) -> (String, Losses) {
    let (schema, mut losses) = (Schema::news(), Losses::default());
    (write::task(&Page { document, set, schema: &schema, columns: None }, &mut losses), losses)
}

#[test]
fn the_configuration_names_what_the_tasks_use() {
    let xml = &write::beside(&Schema::news())[0].contents;
    for name in [
        "<Label value=\"PER\"/>",
        "<Label value=\"QUOTE\"/>",
        "<Relation value=\"source\"/>",
        "whenLabelValue=\"QUOTE\"",
        "value=\"$text\"",
    ] {
        assert!(xml.contains(name), "{name}: {xml}");
    }
    assert_eq!(xml.matches("<Choices").count(), xml.matches("</Choices>").count() + 1, "the tags are each task's own");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What goes out comes back, or is counted.
    #[test]
    fn what_goes_out_comes_back((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text.clone(), Meta::default(), Vec::new());
        let (json, losses) = written(&set, &document);
        prop_assert!(serde_json::from_str::<Value>(&json).is_ok());
        let foreign = one(&json);
        prop_assert_eq!(foreign.text.as_deref(), Some(text.as_str()));
        let again = lay(&foreign.sets[0], foreign.text.as_deref(), &document, &set.annotator, set.kind, "label-studio");
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        let told = |set: &AnnotationSet| {
            let mut spans: Vec<_> = set.spans().iter().map(|span| {
                let role = |name: &str| span.role(name).to_vec();
                (span.id.clone(), span.label.clone(), span.place.hull(), span.common.note.clone(), role("source"), role("cue"))
            }).collect();
            spans.sort();
            spans
        };
        prop_assert_eq!(told(&again.set), told(&set));
        prop_assert_eq!(again.set.annotator.as_str(), foreign.sets[0].by.as_deref().unwrap());
        let tags = |set: &AnnotationSet| set.tags().iter().map(|tag| tag.tag.clone()).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(tags(&again.set), tags(&set));
        prop_assert_eq!(again.set.notes().len(), set.notes().len());
        prop_assert_eq!(again.set.relations().len() + lost("relation of something that is no span"), set.relations().len());
        for (layer, what) in [(Layer::Stances, "stance"), (Layer::Rejected, "rejection"), (Layer::Orphans, "orphan")] {
            prop_assert_eq!(lost(what), set.records().filter(|record| record.layer() == layer).count());
        }
    }
}
