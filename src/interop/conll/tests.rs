use super::super::foreign::ForeignDocument;
use super::super::format::{Contents, Hint, guess};
use super::super::lay::lay;
use super::super::tests::written;
use super::super::{Page, Source};
use super::*;
use crate::annot::arbitrary::set;
use crate::annot::{AnnotatorName, Layer};
use crate::doc::{Document, Meta};
use proptest::prelude::*;

fn contents(file: &str) -> Contents {
    read::read(&Source { stem: "a", bytes: file.as_bytes(), beside: &|_| None, columns: None }).unwrap()
}

fn spans(document: &ForeignDocument) -> Vec<(&str, &str)> {
    let text = document.text.as_deref().unwrap();
    let told = |(start, end): (usize, usize)| text.chars().skip(start).take(end - start).collect::<String>();
    let set = &document.sets[0];
    set.spans.iter().for_each(|span| assert_eq!(span.text.as_deref(), Some(told(span.parts[0]).as_str())));
    set.spans.iter().map(|span| (span.label.as_str(), span.text.as_deref().unwrap())).collect()
}

#[test]
fn every_dialect_is_read_without_being_told_which() {
    let two = "Angela B-PER\nMerkel I-PER\ntraf O\nPutin B-PER\nin O\nKöln B-LOC\n. O\n";
    let crlf = two.replace('\n', "\r\n");
    let iob1 = two.replace("B-", "I-");
    let bioes = two.replace("Merkel I", "Merkel E").replace("Putin B", "Putin S").replace("Köln B", "Köln S");
    let bilou = bioes.replace(" E-", " L-").replace(" S-", " U-");
    let four = "-DOCSTART- -X- -X- O\n\nAngela NNP B-NP B-PER\nMerkel NNP I-NP I-PER\ntraf VBD B-VP O\nPutin NNP B-NP B-PER\nin IN B-PP O\nKöln NNP B-NP B-LOC\n. . O O\n";
    let german = "#\thttp://a.de/1\t[2009-10-17]\n1\tAngela\tB-PER\tO\n2\tMerkel\tI-PER\tO\n3\ttraf\tO\tO\n4\tPutin\tB-PER\tO\n5\tin\tO\tO\n6\tKöln\tB-LOC\tO\n7\t.\tO\tO\n";
    let plus = "# global.columns = ID FORM NER MISC\n# text = Angela Merkel traf Putin in Köln.\n1\tAngela\tB-PER\t_\n2\tMerkel\tI-PER\t_\n3\ttraf\tO\t_\n4\tPutin\tB-PER\t_\n5-6\tim\t_\t_\n5\tin\tO\t_\n6\tKöln\tB-LOC\tSpaceAfter=No\n7\t.\tO\t_\n";
    for file in [two, &crlf, &iob1, &bioes, &bilou, four, german, plus] {
        let contents = contents(file);
        assert!(contents.faults.is_empty() && contents.documents.len() == 1, "{file}");
        let document = &contents.documents[0];
        assert_eq!(document.text.as_deref(), Some("Angela Merkel traf Putin in Köln."), "{file}");
        assert_eq!(spans(document), [("PER", "Angela Merkel"), ("PER", "Putin"), ("LOC", "Köln")], "{file}");
        assert_eq!(guess(&Hint { name: "x.txt", head: file }).map(|it| it.name), Some("conll"), "{file}");
    }
    assert!(guess(&Hint { name: "x.txt", head: "Das ist ein Text\nüber zwei Zeilen\nund drei\nund vier\n" }).is_none());
}

#[test]
fn nested_mentions_documents_and_what_is_said_of_them() {
    let german = "#\thttp://a.de/1\t[2009-10-17]\n1\tFC\tB-ORG\tO\n2\tKöln\tI-ORG\tB-LOC\n\n#\thttp://b.de/2\t[2010-01-02]\n1\tEr\tO\tO\n2\tging\tO\tO\n";
    let two = contents(german).documents;
    assert_eq!(spans(&two[0]), [("ORG", "FC Köln"), ("LOC", "Köln")]);
    assert_eq!(two[0].meta, [("url", "http://a.de/1".to_owned()), ("date", "2009-10-17".to_owned())]);
    assert_eq!((two[1].text.as_deref(), two[1].name.as_deref()), (Some("Er ging"), Some("a-2")));

    let hipe = "TOKEN\tNE-COARSE-LIT\tNE-COARSE-METO\tNE-FINE-LIT\tNE-FINE-METO\tNE-FINE-COMP\tNE-NESTED\tNEL-LIT\tNEL-METO\tMISC\n# hipe2022:document_id = gazette-1\n# hipe2022:date = 1790-01-02\n# hipe2022:language = de\nHerr\tB-pers\tO\tB-pers.ind\tO\tB-comp.title\tO\tQ42\t_\t_\n# segment = x\nvon\tI-pers\tO\tI-pers.ind\tO\tO\tO\tQ42\t_\tNoSpaceAfter\nKöln\tI-pers\tO\tI-pers.ind\tO\tO\tB-loc\tQ42\t_\tEndOfLine\nsprach\tO\tO\tO\tO\tO\tO\t_\t_\tNoSpaceAfter|LED0.00\n.\tO\tO\tO\tO\tO\tO\t_\t_\t_\n";
    let hipe = contents(hipe).documents.remove(0);
    assert_eq!(hipe.text.as_deref(), Some("Herr vonKöln\nsprach."));
    assert_eq!(spans(&hipe), [("pers", "Herr vonKöln"), ("loc", "Köln")]);
    assert_eq!(hipe.name.as_deref(), Some("gazette-1"));
    assert_eq!(hipe.meta, [("date", "1790-01-02".to_owned()), ("language", "de".to_owned())]);
    let attrs = &hipe.sets[0].spans[0].common.attrs;
    assert_eq!((attrs["nel-lit"].as_str(), attrs["ne-fine-lit"].as_str()), (Some("Q42"), Some("pers.ind")));
    assert_eq!(hipe.sets[0].rest, ["# segment = x"]);

    let docs = "--DOCSTART--\tO\n\nA\tB-X\n\n-DOCSTART\tO\n\nB\tO\n\n-docstart- (3) O\n\nC\tB-X";
    let names: Vec<_> =
        contents(docs).documents.iter().map(|it| (it.name.clone().unwrap(), it.text.clone().unwrap())).collect();
    assert_eq!(names, [("a-1", "A"), ("a-2", "B"), ("3", "C")].map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn parts_of_speech_that_look_like_tags_are_none() {
    let file = "-DOCSTART- -672197- O O\n\nRT\tNN\tI-NN\tO\n#Köln\tNN\tI-NN\tB-location\n@Polizei\tNN\tI-NN\tB-organization\n:\t$.\tI-$.\tO\n";
    let document = contents(file).documents.remove(0);
    assert_eq!(spans(&document), [("location", "#Köln"), ("organization", "@Polizei")]);
    assert_eq!(document.name.as_deref(), Some("672197"));
}

#[test]
fn traps_of_real_files() {
    // Labels with hyphens and misspelt, a blank that is a token, `#` as a token and as a comment, a row that is short.
    let file = "# a comment\n#\tO\n1\tO\nLord\tB-PEr\nSmith\tI-PER\n\u{a0}\tO\nx\tB-person-name\ny\tI-person-name\nbroken\nend\tI-LOC\n";
    let contents = contents(file);
    let document = &contents.documents[0];
    assert_eq!(spans(document), [("PEr", "Lord"), ("PER", "Smith"), ("person-name", "x y"), ("LOC", "end")]);
    assert!(document.text.as_deref().unwrap().starts_with("# 1 Lord"), "{document:?}");
    assert_eq!(contents.faults, ["line 9: has 1 columns of 2; kept"]);
    assert_eq!(document.sets[0].rest, ["# a comment", "broken"]);
    // Several mentions in a cell; relations of flair.
    let several =
        contents_of("FC\tB-ORG|B-TEAM\nKöln\tI-ORG|B-LOC\nsiegt\tO\n# relations = 1;2;2;2;located in\n\nEr\tO\n");
    assert_eq!(
        several.0,
        [("LOC".to_owned(), "Köln".to_owned()), ("ORG".into(), "FC Köln".into()), ("TEAM".into(), "FC".into())]
    );
    assert_eq!(several.1, ["located in"]);
    let error = read::read(&Source { stem: "a", bytes: b"just words\nin lines\n", beside: &|_| None, columns: None })
        .unwrap_err();
    assert!(error.contains("no column"), "{error}");
}

fn contents_of(file: &str) -> (Vec<(String, String)>, Vec<String>) {
    let document = contents(file).documents.remove(0);
    let found = spans(&document).into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    (found, document.sets[0].relations.iter().map(|it| it.label.clone()).collect())
}

#[test]
fn blanks_are_put_where_they_were() {
    for text in [
        "„Wir bauen“, sagte er.",
        "“We build,” he said (twice).",
        "\"Ja\", rief sie: \"Nein!\"",
        "He doesn't like Putin's plan.",
    ] {
        let document = Document::new("a.txt", text.into(), Meta::default(), Vec::new());
        let by = AnnotatorName::parse("anna").unwrap();
        let empty = crate::annot::AnnotationSet::for_document(by, Kind::Human, &document);
        let (file, _) = written(&CONLL, &empty, &document);
        assert_eq!(contents(&file).documents[0].text.as_deref(), Some(text), "{file}");
    }
}

fn page() -> impl Strategy<Value = (crate::text::Text, crate::annot::AnnotationSet)> {
    let words = prop::collection::vec("[A-Z]?[a-zäöü]{1,6}|[0-9]{1,4}|😀|[.,!]", 1..20);
    words.prop_map(|words| crate::text::Text::from(words.join(" ").as_str())).prop_flat_map(|text| {
        let set = set(&text);
        (Just(text), set)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Every mention that is not counted as lost comes back, in both schemes.
    #[test]
    fn what_goes_out_comes_back((text, set) in page()) {
        let document = Document::new("a.txt", text.clone(), Meta::default(), Vec::new());
        for format in [CONLL, BILOU] {
            let (file, losses) = written(&format, &set, &document);
            let contents = contents(&file);
            prop_assert!(contents.faults.is_empty());
            let lost = |what: &str| losses.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| count);
            let served = set.spans().iter().filter(|span| Page::is_prop(&span.label)).count();
            let gone = lost("quotation") + lost("span without a token") + lost("span that overlaps another") + served;
            let foreign = &contents.documents[0].sets[0];
            let cut = lost("mention cut at the end of a sentence");
            prop_assert_eq!(foreign.spans.len() + gone, set.spans().len() + cut, "{}", file);
            prop_assert_eq!(lost("tag"), set.records().filter(|record| record.layer() == Layer::Tags).count());
            let laid = lay(foreign, contents.documents[0].text.as_deref(), &document, &set.annotator, Kind::Human, "conll");
            prop_assert_eq!(laid.set.spans().len() + laid.orphans, foreign.spans.len());
        }
    }

    #[test]
    fn nothing_in_a_file_makes_it_fail(file in "([#A-z]{0,3}[ \t][BIOESLU]?-?[A-Z]{0,2}[ \t\r]?\n){0,8}.{0,9}") {
        if let Ok(contents) = read::read(&Source { stem: "a", bytes: file.as_bytes(), beside: &|_| None, columns: None }) {
            contents.documents.iter().for_each(|document| _ = spans(document));
        }
    }
}
