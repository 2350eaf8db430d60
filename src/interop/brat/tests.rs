use super::super::lay::{Laid, lay};
use super::super::{Losses, Page, Source};
use super::*;
use crate::annot::arbitrary::text_and_set;
use crate::annot::{Anchored, AnnotationSet, AnnotatorName, Id, Layer, Record, SpanAnnotation};
use crate::config::Schema;
use crate::doc::{Document, Meta};
use crate::text::Span;
use proptest::prelude::*;

fn paper(text: &str) -> Document {
    Document::new("a.txt", text.into(), Meta::default(), Vec::new())
}

fn contents(ann: &str, text: &str) -> Contents {
    let beside = |name: &str| (name == ".txt").then(|| text.as_bytes().to_vec());
    read(&Source { stem: "a", bytes: ann.as_bytes(), beside: &beside, columns: None }).unwrap()
}

fn laid(ann: &str, text: &str) -> Laid {
    let text = text.trim_start_matches('\u{FEFF}');
    let contents = contents(ann, text);
    let foreign = &contents.documents[0];
    let by = AnnotatorName::parse("anna").unwrap();
    lay(&foreign.sets[0], foreign.text.as_deref(), &paper(text), &by, Kind::Human, "brat")
}

fn written(set: &AnnotationSet, document: &Document) -> (String, String, Losses) {
    let (schema, mut losses) = (Schema::news(), Losses::default());
    let files = write::document(&Page { document, set, schema: &schema, columns: None }, &mut losses);
    (files[0].contents.clone(), files[1].contents.clone(), losses)
}

const TEXT: &str = "„Wir bauen“, sagte\nSommer, „die Brücke“. Sie ist die Ministerin.\nMüller lehnte das ab.\n";

/// Everything that real files have: an attribution, fragments out of order, attributes of three kinds, notes of people
/// and of programs, mentions of one thing, broken lines, line feeds in a mention, blank lines, trailing blanks.
fn tricky() -> String {
    [
        "T1\tSource 19 25\tSommer",
        "T2\tCue 13 18\tsagte",
        "T3\tContent 27 39;0 11\t„die Brücke“ „Wir bauen“",
        "T4\tAttribution 13 18\tsagte",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1 ",
        "A1\tNegation E1",
        "M2\tStance E1 strongly in favor",
        "#1\tAnnotatorNotes E1\tsure of it",
        "#2\tNormalization E1\tsomething by a program",
        "",
        "T7\tPER 19 25\tSommer",
        "T8\tPER 41 44\tSie",
        "*\tEquiv T7 T8",
        "N1\tReference T7 Wikipedia:123\tKatja Sommer",
        "T9\tPER 65 71\tMüller",
        "T10\tOPPOSES 72 78\tlehnte",
        "E2\tOPPOSES:T10 Agent:T9 Theme:E1",
        "R1\tknows Arg1:T9 Arg2:T8\t",
        "T11\tODD 13 25\tsagte",
        "Sommer",
        "T12\tPER 900 903\tabc",
        "T13\tPER 5 2\tturned",
        "this is no annotation",
        "X5\tfuture thing",
        "A7\tLost T99",
        "T9\tPER 0 1\ttwice",
    ]
    .join("\n")
}

fn place(set: &AnnotationSet, label: &str) -> Vec<String> {
    set.spans().iter().filter(|span| span.label == label).map(|span| span.place.quote(&TEXT.into())).collect()
}

#[test]
fn a_quotation_is_its_content_with_speaker_and_cue_and_what_hangs_on_it() {
    let laid = laid(&tricky(), TEXT);
    assert!(laid.faults.is_empty(), "{:?}", laid.faults);
    let quotation = laid.set.spans().iter().find(|span| span.label == "QUOTE").unwrap();
    assert_eq!(quotation.place.quote(&TEXT.into()), "„die Brücke“ „Wir bauen“");
    let role = |role: &str| laid.set.span(&quotation.role(role)[0]).unwrap();
    assert_eq!((role("source").label.as_str(), role("cue").label.as_str()), ("SPEAKER", "CUE"));
    assert_eq!(quotation.common.attrs["Negation"].as_bool(), Some(true));
    assert_eq!(quotation.common.attrs["Stance"].as_str(), Some("strongly in favor"));
    assert_eq!(quotation.common.note.as_deref(), Some("sure of it"));
    assert_eq!(place(&laid.set, "ODD"), ["sagte\nSommer"]);
    assert_eq!(place(&laid.set, "PER"), ["Sommer", "Sie", "Müller"]);
    let sommer = laid.set.spans().iter().find(|span| span.common.attrs.contains_key("Reference")).unwrap();
    assert_eq!(laid.set.entity(sommer.entity.as_ref().unwrap()).unwrap().name, "Sommer");
    let arrows: Vec<_> = laid.set.relations().iter().map(|arrow| arrow.label.as_str()).collect();
    assert_eq!(arrows.len(), 3);
    assert!(["Agent", "Theme", "knows"].iter().all(|label| arrows.contains(label)), "{arrows:?}");
    assert!(laid.set.relations().iter().any(|arrow| arrow.label == "Theme" && arrow.tail == quotation.id));
    let faults = contents(&tricky(), TEXT).faults;
    assert_eq!(laid.orphans, 1);
    for (line, word) in [(22, "understood"), (23, "understood"), (24, "understood"), (25, "T99"), (26, "second T9")] {
        assert!(faults.iter().any(|it| it.starts_with(&format!("line {line}: ")) && it.contains(word)), "{faults:?}");
    }
}

#[test]
fn what_nobody_touched_comes_back_byte_for_byte() {
    let crlf = tricky().replace('\n', "\r\n").replace("sagte\r\nSommer", "sagte\nSommer");
    let files =
        [tricky(), tricky() + "\n", tricky() + "\n\n\n", crlf, String::new(), "\u{FEFF}".to_owned() + &tricky()];
    for ann in files {
        // By way of the sidecar, which is where a set is until it is exported.
        let sidecar = crate::annot::sidecar::write(&laid(&ann, TEXT).set, &TEXT.into());
        let kept = crate::annot::sidecar::read(&sidecar, &TEXT.into()).unwrap().set;
        let (again, text, _) = written(&kept, &paper(TEXT));
        assert_eq!(again, ann);
        assert_eq!(text, TEXT);
    }
    // Offsets in another unit, and some that are simply wrong.
    for (ann, text) in [
        ("T1\tPER 3 8\tPutin\n", "😀 Putin"),
        ("T1\tPER 1 6\tPutin\n", "\u{FEFF}Putin"),
        ("T1\tPER 2 7\tPutin\nT2\tPER 8 12\tKöln\n", "a\r\nPutin\r\nKöln"),
        ("T1\tPER 0 5\tPutin\nT2\tPER 10 14\tKöln\n", "Putin war einmal in Köln"),
    ] {
        let set = laid(ann, text).set;
        assert_eq!(set.orphans().len(), 0, "{ann}");
        let plain = text.trim_start_matches('\u{FEFF}');
        let (again, told, _) = written(&set, &paper(plain));
        assert_eq!((again.as_str(), told.as_str()), (ann, text));
    }
}

/// The lines that are only in the one file, and only in the other.
fn changes(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |one: &str, other: &str| {
        one.lines().filter(|line| !other.lines().any(|it| it == *line)).map(str::to_owned).collect::<Vec<_>>()
    };
    (lines(before, after), lines(after, before))
}

fn changed(set: &AnnotationSet, change: impl Fn(&mut SpanAnnotation), text: &str) -> (Vec<String>, Vec<String>) {
    let mut set = set.clone();
    let mut span = set.spans().iter().find(|span| span.place.quote(&TEXT.into()) == text).unwrap().clone();
    change(&mut span);
    set.extend([Record::Span(span)]);
    changes(&tricky(), &written(&set, &paper(TEXT)).0)
}

#[test]
fn a_change_touches_its_own_lines_alone() {
    let set = laid(&tricky(), TEXT).set;
    let one = |line: &str| vec![line.to_owned()];
    assert_eq!(
        changed(&set, |span| span.label = "ORG".into(), "Müller"),
        (one("T9\tPER 65 71\tMüller"), one("T9\tORG 65 71\tMüller"))
    );
    let müller = TEXT.find("Müller").unwrap();
    let moved = |span: &mut SpanAnnotation| span.place = Anchored::one(Span::new(müller, TEXT.len() - 1));
    assert_eq!(
        changed(&set, moved, "Müller"),
        (one("T9\tPER 65 71\tMüller"), one("T9\tPER 65 86\tMüller lehnte das ab."))
    );
    let noted = |span: &mut SpanAnnotation| {
        span.common.note = Some("a new\nnote".into());
        span.common.attrs.remove("Negation");
        span.common.attrs.insert("Stance".into(), "against".into());
        span.common.attrs.insert("type".into(), "direct".into());
    };
    let (old, new) = changed(&set, noted, "„die Brücke“ „Wir bauen“");
    assert_eq!(old, ["A1\tNegation E1", "M2\tStance E1 strongly in favor", "#1\tAnnotatorNotes E1\tsure of it"]);
    assert_eq!(new, ["M2\tStance E1 against", "#1\tAnnotatorNotes E1\ta new note", "A8\ttype E1 direct"]);
    let silent = |span: &mut SpanAnnotation| span.set_role("cue", Vec::new());
    let (old, new) = changed(&set, silent, "„die Brücke“ „Wir bauen“");
    assert_eq!(old, ["E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1 "]);
    assert_eq!(new, ["E1\tAttribution:T4 Content:T3 Source:T1"]);
    let alone = |span: &mut SpanAnnotation| span.entity = None;
    assert_eq!(changed(&set, alone, "Sie"), (one("*\tEquiv T7 T8"), Vec::new()));
}

#[test]
fn what_is_deleted_goes_with_what_refers_to_it_and_what_is_new_is_appended() {
    let set = laid(&tricky(), TEXT).set;
    let mut fewer = AnnotationSet::for_document(set.annotator.clone(), set.kind, &paper(TEXT));
    fewer.extra = set.extra.clone();
    let quotation = set.spans().iter().find(|span| span.label == "QUOTE").unwrap().id.clone();
    let named = |record: &Record| record.id() == &quotation || record.references().contains(&&quotation);
    fewer.extend(set.records().filter(|record| !named(record)));
    let (old, new) = changes(&tricky(), &written(&fewer, &paper(TEXT)).0);
    let ids: Vec<&str> = old.iter().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(ids, ["T3", "T4", "E1", "A1", "M2", "#1", "#2", "E2"]);
    assert_eq!(new, ["E2\tOPPOSES:T10 Agent:T9"]);

    let mut more = set.clone();
    let id = Id::from_bits(77);
    let mut span = SpanAnnotation::new(id.clone(), "QUOTE", Span::new(0, TEXT.find("Sie").unwrap()));
    let sommer = set.spans().iter().find(|span| span.common.attrs.contains_key("Reference")).unwrap();
    span.set_role("source", vec![sommer.id.clone()]);
    more.extend([Record::Span(span)]);
    let (old, new) = changes(&tricky(), &written(&more, &paper(TEXT)).0);
    assert!(old.is_empty(), "{old:?}");
    assert_eq!(new, ["T14\tQUOTE 0 18;19 41\t„Wir bauen“, sagte Sommer, „die Brücke“. ", "E3\tQUOTE:T14 Source:T7"]);
}

#[test]
fn the_annotator_is_in_the_name_where_the_text_tells_so() {
    let by = |stem: &str, files: &'static [&'static str]| {
        let beside = |name: &str| files.contains(&name).then(|| b"Putin".to_vec());
        let contents = read(&Source { stem, bytes: b"T1\tPER 0 5\tPutin", beside: &beside, columns: None }).unwrap();
        let document = contents.documents[0].clone();
        (document.name.unwrap(), document.sets[0].by.clone(), document.text.is_some())
    };
    assert_eq!(by("a.anna", &["a.txt"]), ("a".into(), Some("anna".into()), true));
    assert_eq!(by("wsj_01_4e07", &["wsj_01.txt"]), ("wsj_01".into(), Some("4e07".into()), true));
    assert_eq!(by("wsj_01", &[".txt", "wsj.txt"]), ("wsj_01".into(), None, true));
    assert_eq!(by("wsj_01", &[]), ("wsj_01".into(), None, false));
    let error = read(&Source { stem: "a", bytes: b"T1\n\xff", beside: &|_| None, columns: None }).unwrap_err();
    assert!(error.contains("line 2"), "{error}");
}

#[test]
fn a_conf_is_a_schema() {
    let conf = "# types\n[entities]\n!Named\n\tPER\n\tORG\n-----\nSource\nCue\nContent\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\nworks-for\tArg1:PER, Arg2:ORG\nworks-for\tArg1:ORG, Arg2:ORG\nknows\tArg1:<ENTITY>, Arg2:PER\n[events]\nAttribution\tContent+:Content, Source*:Source, Cue:Cue\nAttack\tAgent:PER|ORG\n[attributes]\nNegation\tArg:<EVENT>\nStance\tArg:<EVENT>, Value:favor|against\n";
    let schema = Schema::parse("gloss.toml", &schema_of_conf(conf));
    assert!(schema.diagnostics.is_empty(), "{:?}\n{}", schema.diagnostics, schema_of_conf(conf));
    let labels: Vec<&str> = schema.value.labels.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(labels, ["PER", "ORG", "QUOTE", "Attack"]);
    assert_eq!(schema.value.stance.values.len(), 2);
    let works = schema.value.relations.iter().find(|it| it.name == "works-for").unwrap();
    assert_eq!((works.from.clone(), works.to.len()), (vec!["PER".to_owned(), "ORG".to_owned()], 2));
    // What we write for a schema is read as that schema.
    let own = &conf::beside(&Schema::news())[0].contents;
    let again = Schema::parse("gloss.toml", &schema_of_conf(own));
    let names =
        |schema: &Schema| schema.labels.iter().map(|label| (label.name.clone(), label.kind)).collect::<Vec<_>>();
    assert_eq!(names(&again.value), names(&Schema::news()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What goes out comes back, or is counted; and what came back goes out again as it was.
    #[test]
    fn what_goes_out_comes_back((text, set) in text_and_set()) {
        let document = paper(text.as_str());
        let (ann, out, losses) = written(&set, &document);
        let contents = contents(&ann, &out);
        let faults: Vec<_> = contents.faults.iter().filter(|fault| !fault.contains("of another thing")).collect();
        prop_assert!(faults.is_empty(), "{:?}\n{}", contents.faults, ann);
        let again = lay(&contents.documents[0].sets[0], Some(&out), &paper(&out), &set.annotator, set.kind, "brat");
        prop_assert_eq!(again.set.spans().len(), set.spans().len());
        let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
        let bent = lost("line end at the edge of a span") + lost("overlap of a span's parts") + lost("label that is no word") + lost("carriage return of the text");
        if bent == 0 {
            let told = |set: &AnnotationSet| {
                let mut spans: Vec<_> = set.spans().iter().map(|span| {
                    let roles: usize = span.roles.iter().map(|(_, ids)| ids.len()).sum();
                    (span.place.quote(&text).split_whitespace().collect::<String>(), span.label.clone(), roles, span.common.note.is_some())
                }).collect();
                spans.sort();
                spans
            };
            prop_assert_eq!(told(&again.set), told(&set));
        }
        let kept = |layer: Layer| set.records().filter(|record| record.layer() == layer).count();
        for (layer, what) in [(Layer::Tags, "tag"), (Layer::Stances, "stance"), (Layer::Notes, "note"), (Layer::Orphans, "orphan")] {
            prop_assert_eq!(lost(what), kept(layer));
        }
        let (third, _, _) = written(&again.set, &paper(&out));
        prop_assert_eq!(third, ann);
    }

    #[test]
    fn nothing_in_a_file_makes_it_fail(lines in prop::collection::vec("[TERANM*#]{0,1}[0-9]{0,2}\t?[A-Za-z:; 0-9]{0,12}\t?.{0,6}", 0..12), text in ".{0,20}") {
        let ann = lines.join("\n");
        let set = laid(&ann, &text).set;
        let plain = text.trim_start_matches('\u{FEFF}');
        if set.orphans().is_empty() {
            prop_assert_eq!(written(&set, &paper(plain)).0, ann);
        }
    }
}
