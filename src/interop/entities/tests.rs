use super::super::Page;
use super::super::foreign::{ForeignDocument, Verdict};
use super::super::lay::{Laid, lay};
use super::super::tests::written;
use super::*;
use crate::annot::arbitrary::{set, text};
use crate::annot::{AnnotationSet, AnnotatorName, Offered, Status};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use proptest::prelude::*;

fn one(line: &str) -> ForeignDocument {
    let mut documents = read::read_line(line).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn laid_on(line: &str, text: &str) -> Laid {
    let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let by = AnnotatorName::parse("anna").unwrap();
    let foreign = one(line);
    lay(&foreign.sets[0], foreign.text.as_deref(), &document, &by, foreign.sets[0].kind.unwrap_or(Kind::Human), "jsonl")
}

fn spans(laid: &Laid, text: &str) -> Vec<(String, String)> {
    let text = text.into();
    laid.set.spans().iter().map(|span| (span.label.clone(), span.place.quote(&text))).collect()
}

#[test]
fn every_dialect_says_the_same() {
    let text = "Angela Merkel traf Putin in Köln.";
    let wanted =
        [("PER", "Angela Merkel"), ("PER", "Putin"), ("LOC", "Köln")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    for line in [
        // spaCy: Doc.to_json, training pairs, groups of spans
        r#"{"text":"Angela Merkel traf Putin in Köln.","ents":[{"start":0,"end":13,"label":"PER"},{"start":19,"end":24,"label":"PER"},{"start":28,"end":32,"label":"LOC"}],"sents":[{"start":0,"end":33}],"tokens":[{"id":0,"start":0,"end":6}]}"#,
        r#"["Angela Merkel traf Putin in Köln.",{"entities":[[0,13,"PER"],[19,24,"PER"],[28,32,"LOC"]]}]"#,
        r#"{"text":"Angela Merkel traf Putin in Köln.","spans":{"sc":[{"start":0,"end":13,"label":"PER","kb_id":""},{"start":19,"end":24,"label":"PER"},{"start":28,"end":32,"label":"LOC"}]}}"#,
        // Prodigy, with tokens and inclusive token ends
        r#"{"text":"Angela Merkel traf Putin in Köln.","_task_hash":-5,"tokens":[{"text":"Angela","start":0,"end":6,"id":0,"ws":true}],"spans":[{"start":0,"end":13,"token_start":0,"token_end":1,"label":"PER"},{"start":19,"end":24,"label":"PER","source":"ner"},{"start":28,"end":32,"label":"LOC"}],"answer":"accept"}"#,
        // doccano, four ways
        r#"{"id":7,"text":"Angela Merkel traf Putin in Köln.","label":[[0,13,"PER"],[19,24,"PER"],[28,32,"LOC"]],"Comments":[]}"#,
        r#"{"id":7,"data":"Angela Merkel traf Putin in Köln.","labels":[[0,13,"PER"],[19,24,"PER"],[28,32,"LOC"]]}"#,
        r#"{"text":"Angela Merkel traf Putin in Köln.","entities":[{"id":1,"start_offset":0,"end_offset":13,"label":"PER"},{"id":2,"start_offset":19,"end_offset":24,"label":"PER"},{"id":3,"start_offset":28,"end_offset":32,"label":"LOC"}],"relations":[{"id":9,"from_id":1,"to_id":2,"type":"met"}]}"#,
        // flair, Hugging Face, GLiNER
        r#"{"text":"Angela Merkel traf Putin in Köln.","entities":[{"text":"Angela Merkel","start_pos":0,"end_pos":13,"labels":[{"value":"PER","confidence":0.9}]},{"start_pos":19,"end_pos":24,"labels":[{"value":"PER","confidence":0.8}]},{"start_pos":28,"end_pos":32,"labels":[{"value":"LOC","confidence":0.7}]}]}"#,
        r#"[{"entity_group":"PER","score":0.99,"word":"Angela Merkel","start":0,"end":13},{"entity_group":"PER","score":0.9,"word":"putin","start":19,"end":24},{"entity":"B-LOC","index":7,"score":0.9,"word":"Köln","start":28,"end":32}]"#,
        r#"{"tokenized_text":["Angela","Merkel","traf","Putin","in","Köln","."],"ner":[[0,1,"PER"],[3,3,"PER"],[5,5,"LOC"]]}"#,
        r#"{"tokens":["Angela","Merkel","traf","Putin","in","Köln","."],"ner_tags":["B-PER","I-PER","O","B-PER","O","B-LOC","O"]}"#,
        // UTF-16 and bytes would be the same here but for the umlaut's end
        r#"{"text":"Angela Merkel traf Putin in Köln.","spans":[{"start":0,"end":13,"label":"PER","text":"Angela Merkel"},{"start":19,"end":24,"label":"PER","text":"Putin"},{"start":28,"end":33,"label":"LOC","text":"Köln"}]}"#,
    ] {
        let laid = laid_on(line, text);
        assert_eq!(spans(&laid, text), wanted, "{line}");
        assert!(laid.faults.is_empty() && laid.orphans == 0, "{line}");
    }
}

#[test]
fn answers_scores_and_what_nobody_understands_are_kept() {
    let text = "Putin lobt Köln.";
    let task = r#"{"text":"Putin lobt Köln.","spans":[{"start":0,"end":5,"label":"ORG","source":"ner","score":0.4,"colour":"red"}],"answer":"reject","_session_id":"set-anna","priority":3}"#;
    let laid = laid_on(task, text);
    assert_eq!(laid.set.review.status, Status::Done);
    let decision = &laid.set.rejected()[0];
    assert!(matches!(&decision.what, Offered::Span { label, .. } if label == "ORG"));
    assert_eq!((decision.common.from[0].by.as_str(), decision.common.from[0].score), ("ner", Some(0.4)));
    assert_eq!(decision.common.extra["origin"]["colour"].as_str(), Some("red"));
    assert!(laid.set.extra["origin"][0]["record"].as_str().unwrap().contains("\"priority\":3"));

    let cats = one(r#"{"text":"x","cats":{"sport":0.9,"politik":0.1}}"#);
    let verdicts: Vec<_> = cats.sets[0].tags.iter().map(|tag| (tag.tag.as_str(), tag.common.verdict)).collect();
    assert_eq!(verdicts, [("sport", Verdict::Said), ("politik", Verdict::Rejected)]);
    for (line, reason) in
        [("{", "is not JSON"), ("7", "neither"), ("{\"a\":1}", "has neither a text nor spans; it has `a`")]
    {
        let error = read::read_line(line).unwrap_err();
        assert!(error.contains(reason), "{line}: {error}");
    }
}

#[test]
fn what_does_not_stand_where_it_is_said_is_looked_for_or_kept_without_a_place() {
    let text = "Gestern sprach Putin in Köln am Rhein.";
    let moved = laid_on(
        r#"{"text":"Gestern sprach Putin in Köln am Rhein.","spans":[{"start":2,"end":7,"label":"PER","text":"Putin"},{"start":0,"end":9,"label":"ORG","text":"Die Grüne Partei"},{"start":90,"end":99,"label":"LOC"}]}"#,
        text,
    );
    assert_eq!(spans(&moved, text), [("PER".to_owned(), "Putin".to_owned())]);
    assert_eq!((moved.moved, moved.orphans, moved.faults.len()), (1, 1, 1));
    assert_eq!(moved.set.orphans()[0].quote(), "Die Grüne Partei");
    // Without offsets: the first telling at the first place, the next one at the next.
    let twice = "Putin kam. Dann ging Putin, und Putins Hund blieb.";
    let line =
        r#"{"spans":[{"text":"Putin","label":"PER"},{"text":"Putin","label":"PER"},{"text":"Putin","label":"PER"}]}"#;
    let told = laid_on(line, twice);
    assert_eq!((spans(&told, twice).len(), told.orphans), (2, 1));
    assert_eq!(told.set.spans()[1].place.hull().start, twice.rfind("Putin, ").unwrap());
    // The tool's text is not the article's: places go along.
    let other = laid_on(r#"{"text":"sprach Putin in Köln","spans":[[7,12,"PER"],[16,20,"LOC"]]}"#, text);
    assert_eq!(spans(&other, text).len(), 2, "{other:?}");
}

#[test]
fn what_extract_prints_is_read_with_speakers_and_stances() {
    let text = "„Wir bauen die Brücke“, sagte Ministerin Katja Sommer. Der Bund kritisierte den Plan von Sommer.";
    let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
    let said = crate::extract::extract(&document, &crate::extract::Options::default());
    let laid = laid_on(&said.to_json(&document).to_string(), text);
    let quotation = laid.set.spans().iter().find(|span| span.label == "QUOTE").unwrap();
    let speaker = laid.set.span(&quotation.role("source")[0]).unwrap();
    assert!(speaker.place.quote(document.text()).contains("Sommer"));
    assert_eq!(laid.set.stances().len(), said.stances.len());
    assert!(!said.stances.is_empty() && laid.faults.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What a program's file says of a document is what the program said.
    #[test]
    fn answers_come_back((text, set) in text().prop_flat_map(|text| { let set = set(&text); (Just(text), set) })) {
        let document = Document::new(set.document.name.as_str(), text.clone(), Meta::default(), Vec::new());
        let schema = Schema::news();
        let line = answer(&Page { document: &document, set: &set, schema: &schema, columns: None });
        let heard = crate::interop::output::read_line(&line, &set.annotator, &document).unwrap();
        prop_assert!(heard.faults.iter().all(|fault| fault.contains("one of its ends")), "{:?}", heard.faults);
        let said = |set: &AnnotationSet| -> Vec<_> {
            let spans = set.spans().iter();
            spans.map(|it| (it.id.clone(), it.label.clone(), it.place.clone(), it.roles.clone(), it.score, it.common.attrs.clone())).collect()
        };
        prop_assert_eq!(said(&heard.set), said(&set));
        let stances = |set: &AnnotationSet| -> Vec<_> {
            let words = |it: &crate::annot::Stance| crate::annot::proposal::holder_text(set, &it.holder, &text);
            let mut all: Vec<_> = set.stances().iter().map(|it| (it.id.clone(), words(it), it.target.clone(), it.value.clone(), it.evidence.clone())).collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        };
        prop_assert_eq!(stances(&heard.set), stances(&set));
    }

    /// Our own dialect loses nothing; the others lose what they count.
    #[test]
    fn what_goes_out_comes_back((text, mut set) in text().prop_flat_map(|text| { let set = set(&text); (Just(text), set) })) {
        // Which reader made the text is the document's to say.
        set.document.reader = None;
        let document = Document::new(set.document.name.as_str(), text.clone(), Meta::default(), Vec::new());
        let (line, _) = written(&JSONL, &set, &document);
        let foreign = one(line.trim_end());
        let laid = lay(&foreign.sets[0], foreign.text.as_deref(), &document, &set.annotator, set.kind, "jsonl");
        prop_assert!(laid.faults.is_empty(), "{:?}", laid.faults);
        // Tables compare whatever the order of their keys.
        let table = |set: &AnnotationSet| crate::annot::sidecar::parsed(&crate::annot::sidecar::write(set, &text));
        prop_assert_eq!(table(&laid.set), table(&set));
        for format in [SPACY, PRODIGY, DOCCANO] {
            let (lines, _) = written(&format, &set, &document);
            for line in lines.lines() {
                let foreign = one(line);
                prop_assert_eq!(foreign.text.as_deref(), Some(text.as_str()));
                for span in &foreign.sets[0].spans {
                    let (start, end) = span.parts[0];
                    prop_assert!(text.to_span(crate::text::CodePoint(start), crate::text::CodePoint(end)).is_some());
                }
            }
        }
    }
}
