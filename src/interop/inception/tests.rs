use super::super::format::{Contents, Hint, Source, guess};
use super::super::lay::lay;
use super::super::{Losses, Page};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{AnnotationSet, AnnotatorName, Layer};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use proptest::prelude::*;

fn contents(json: &str, stem: &str) -> Contents {
    read::read(&Source { stem, bytes: json.as_bytes(), beside: &|_| None, columns: None }).unwrap()
}

/// As INCEpTION writes it: segmentation, a named entity, a layer of its own with a link, relations, metadata.
const CAS: &str = r#"{"%TYPES": {"webanno.custom.Quote": {"%NAME": "webanno.custom.Quote", "%SUPER_TYPE": "uima.tcas.Annotation"}},
 "%FEATURE_STRUCTURES": [
  {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": "😀 „Ja“, sagte Putin in Köln."},
  {"%ID": 2, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", "@sofa": 1, "begin": 0, "end": 2},
  {"%ID": 3, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData", "@sofa": 1, "begin": 0, "end": 30, "language": "de", "documentTitle": "putin.txt"},
  {"%ID": 4, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "@sofa": 1, "begin": 15, "end": 20, "identifier": "http://wikidata.org/Q7747", "value": "PER"},
  {"%ID": 5, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "@sofa": 1, "begin": 24, "end": 28, "value": "LOC"},
  {"%ID": 6, "%TYPE": "webanno.custom.Quote", "@sofa": 1, "begin": 3, "end": 7, "manner": "direct", "sure": true, "@speaker": 7},
  {"%ID": 7, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": [8]},
  {"%ID": 8, "%TYPE": "webanno.custom.QuoteSpeakerLink", "role": "source", "@target": 4},
  {"%ID": 9, "%TYPE": "webanno.custom.Rel", "@sofa": 1, "begin": 24, "end": 28, "@Governor": 4, "@Dependent": 5, "label": "is in"},
  {"%ID": 10, "%TYPE": "webanno.custom.DocTopic", "@sofa": 1, "topic": "krieg"},
  {"%ID": 11, "%TYPE": "webanno.custom.Rel", "@sofa": 1, "begin": 24, "end": 28, "@Governor": 4, "@Dependent": 99, "label": "lost"}],
 "%VIEWS": {"_InitialView": {"%SOFA": 1, "%INDEX": 3, "%MEMBERS": [2, 3, 4, 5, 6, 9, 10, 11]}}}"#;

#[test]
fn layers_of_spans_links_relations_and_metadata() {
    let contents = contents(CAS, "anna");
    let document = &contents.documents[0];
    let set = &document.sets[0];
    assert_eq!((document.name.as_deref(), set.by.as_deref()), (Some("putin.txt"), Some("anna")));
    assert_eq!(document.meta, [("language", "de".to_owned())]);
    let text = document.text.clone().unwrap();
    let article = Document::new("putin.txt", text.as_str().into(), Meta::default(), Vec::new());
    let by = AnnotatorName::parse("anna").unwrap();
    let laid = lay(set, Some(&text), &article, &by, Kind::Human, "inception");
    assert_eq!(laid.faults, [] as [String; 0]);
    let spans: Vec<_> = laid.set.spans().iter().map(|it| (it.label.as_str(), it.place.quote(article.text()))).collect();
    let wanted = [("direct", "„Ja“"), ("PER", "Putin"), ("LOC", "Köln")].map(|(a, b)| (a, b.to_owned()));
    assert_eq!(spans, wanted);
    let quotation = &laid.set.spans()[0];
    assert_eq!(quotation.role("source"), [laid.set.spans()[1].id.clone()]);
    assert_eq!(quotation.common.attrs["sure"].as_bool(), Some(true));
    assert_eq!(quotation.common.extra["origin"]["type"].as_str(), Some("webanno.custom.Quote"));
    assert_eq!(laid.set.spans()[1].common.attrs["identifier"].as_str(), Some("http://wikidata.org/Q7747"));
    assert_eq!(laid.set.relations()[0].label, "is in");
    assert_eq!(laid.set.tags()[0].tag, "krieg");
    assert!(contents.faults.len() == 1 && contents.faults[0].contains("lost"), "{:?}", contents.faults);
    assert_eq!(guess(&Hint { name: "anna.json", head: CAS }).map(|it| it.name), Some("inception"));
    for (json, reason) in [("{", "not JSON"), ("{}", "FEATURE"), (r#"{"%FEATURE_STRUCTURES": []}"#, "no text")] {
        let error =
            read::read(&Source { stem: "a", bytes: json.as_bytes(), beside: &|_| None, columns: None }).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn what_came_in_goes_out_with_what_we_cannot_hold() {
    let cas = CAS.replace(r#""label": "is in"}"#, r#""label": "is in", "since": 1900, "comment": "?"}"#)
        .replace(r#""sure": true"#, r#""sure": true, "confidence": 0.5"#)
        .replace(r#"{"%ID": 10,"#, r#"{"%ID": 12, "%TYPE": "webanno.custom.Bare", "@sofa": 1, "begin": 0, "end": 2}, {"%ID": 13, "%TYPE": "uima.cas.FloatArray", "%ELEMENTS": [1.5]}, {"%ID": 10,"#);
    let first = contents(&cas, "anna").documents.remove(0);
    let text = first.text.clone().unwrap();
    let article = Document::new("putin.txt", text.as_str().into(), Meta::default(), Vec::new());
    let laid =
        lay(&first.sets[0], Some(&text), &article, &AnnotatorName::parse("anna").unwrap(), Kind::Human, "inception");
    let (schema, mut losses) = (Schema::news(), Losses::default());
    let file =
        write::document(&Page { document: &article, set: &laid.set, schema: &schema, columns: None }, &mut losses)
            .remove(0);
    assert_eq!(losses.iter().count(), 0, "{losses:?}");
    let mut again = contents(&file.contents, "anna").documents.remove(0).sets.remove(0);
    let mut wanted = first.sets[0].clone();
    // The order says nothing, and the types are more by ours.
    let types = |set: &mut crate::interop::foreign::ForeignSet| {
        set.rest.sort();
        set.spans.sort_by(|a, b| a.common.key.cmp(&b.common.key));
        let at = set.rest.iter().position(|rest| rest.contains("%TYPES")).unwrap();
        set.rest.remove(at)
    };
    assert!(types(&mut wanted).contains("custom.Quote") && types(&mut again).contains("custom.Quote"));
    assert_eq!(again, wanted, "{}", file.contents);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What goes out comes back, or is counted.
    #[test]
    fn what_goes_out_comes_back((text, set) in text_and_set()) {
        let document = Document::new("a.txt", text.clone(), Meta::default(), Vec::new());
        let (schema, mut losses) = (Schema::news(), Losses::default());
        let files = write::document(&Page { document: &document, set: &set, schema: &schema, columns: None }, &mut losses);
        let contents = contents(&files[0].contents, "a");
        prop_assert!(contents.faults.is_empty(), "{:?}", contents.faults);
        let foreign = &contents.documents[0];
        prop_assert_eq!((foreign.text.as_deref(), foreign.sets[0].by.as_deref()), (Some(text.as_str()), None));
        let again = lay(&foreign.sets[0], Some(text.as_str()), &document, &set.annotator, set.kind, "inception");
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        let told = |set: &AnnotationSet| {
            let count = |span: &crate::annot::SpanAnnotation, role: &str| span.role(role).len();
            let mut spans: Vec<_> = set.spans().iter().map(|it| (it.place.hull(), it.label.clone(), count(it, "source"), count(it, "cue"))).collect();
            spans.sort();
            spans
        };
        prop_assert_eq!(told(&again.set), told(&set));
        let tags = |set: &AnnotationSet| set.tags().iter().filter(|tag| !tag.tag.is_empty()).count();
        prop_assert_eq!(tags(&again.set), tags(&set));
        prop_assert_eq!(again.set.relations().len() + lost("relation of something that is no span"), set.relations().len());
        for (layer, what) in [(Layer::Stances, "stance"), (Layer::Notes, "note"), (Layer::Orphans, "orphan")] {
            prop_assert!(lost(what) >= set.records().filter(|record| record.layer() == layer).count());
        }
    }
}
