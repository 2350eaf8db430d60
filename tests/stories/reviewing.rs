//! Reviewing what programs said: of one article, of many at once, from article to article.

use super::harness::{Reader, SIDECAR, Session, records};

const CORPUS: &str = r#"{"id": "eins", "text": "Jens Öberg traf Käthe in Genf."}
{"id": "zwei", "text": "Niemand kam."}
{"id": "drei", "text": "Da: Käthe Müller sah Genf, und Genf sah Käthe Müller."}
"#;

/// What a program said of the corpus, with a line that says nothing and one of an earlier text.
const SAID: &str = r#"{"id": "eins", "text": "Jens Öberg traf Käthe in Genf.", "spans": [{"start": 0, "end": 10, "label": "PER", "text": "Jens Öberg", "score": 0.9}, {"start": 25, "end": 29, "label": "LOC", "score": 0.4}]}
{"id": "eins
{"id": "drei", "text": "Nun: Käthe Müller sah Genf, und Genf sah Otto.", "spans": [{"start": 5, "end": 17, "label": "PER", "text": "Käthe Müller", "score": 0.8}, {"start": 99, "end": 104, "label": "LOC"}]}
"#;

fn corpus() -> Reader {
    Reader::new().article("c.jsonl", CORPUS).file("c.jsonl.gloss/ner.jsonl", SAID)
}

/// The names of the sidecars that were written.
fn sidecars(session: &Session) -> Vec<String> {
    session.files().into_iter().filter(|name| name.ends_with(".anna.gloss.toml")).collect()
}

#[test]
fn what_a_program_said_of_a_corpus_is_proposed_record_by_record() {
    let session = corpus().keys("");
    let notice = session.app().notice.clone().unwrap();
    assert!(notice.error && notice.text.contains("ner.jsonl: line 2: names no document"), "{}", notice.text);
    let session = session.again("ax");
    let written = sidecars(&session);
    assert_eq!(written.len(), 1, "{written:?}");
    let sidecar: toml::Table = session.text_of(&written[0]).parse().unwrap();
    let (spans, rejected) = (records(&sidecar, "spans"), records(&sidecar, "rejected"));
    assert_eq!((spans[0]["text"].as_str(), spans[0]["from"][0]["by"].as_str()), (Some("Jens Öberg"), Some("ner")));
    assert_eq!((spans[0]["from"][0]["score"].as_float(), rejected[0]["text"].as_str()), (Some(0.9), Some("Genf")));
    assert_eq!(session.text_of("c.jsonl.gloss/ner.jsonl"), SAID, "what the program wrote stays as it is");
    // Another run of the program: what was decided is not asked again.
    let again = SAID.replace(
        "\"spans\": [{\"start\": 0,",
        "\"spans\": [{\"start\": 16, \"end\": 21, \"label\": \"PER\"}, {\"start\": 0,",
    );
    let session = session.reader.file("c.jsonl.gloss/ner.jsonl", again).keys("<Tab>");
    assert!(session.status().contains("1 open") && session.rest().starts_with("Käthe in"), "{}", session.status());
}

#[test]
fn what_was_said_of_another_text_is_found_again_and_what_does_not_fit_is_told() {
    let session = corpus().keys("JJ");
    let notice = session.app().notice.clone().unwrap().text;
    assert!(notice.contains("line 3: LOC at 99–104 is not in the text"), "{notice}");
    let session = session.again("JJ<Tab>a");
    assert!(session.status().contains("accept PER “Kä"), "{}", session.status());
}

#[test]
fn tab_goes_on_to_the_next_article_with_something_to_decide() {
    let session = corpus().keys("aa");
    assert!(session.status().contains("all decided; <Tab> goes on"), "{}", session.status());
    let session = corpus().keys("aa<Tab>");
    assert!(session.rest().starts_with("Käthe Müller"), "{}", session.screen());
    // The one without proposals was passed over, and nothing was written of it.
    let session = session.again("<Tab>");
    assert_eq!(sidecars(&session).len(), 1, "{:?}", session.files());
    let session = session.again("JJ<Tab>a<Tab>");
    assert!(session.status().contains("nothing left to decide up to the end"), "{}", session.status());
    // Who says done has seen what is open.
    let session = corpus().keys("JJ:status done<Enter>KKaa<Tab>");
    assert!(session.status().contains("up to the end"), "{}", session.status());
}

#[test]
fn tab_waits_for_what_the_program_reads_by_itself() {
    let reader = Reader::new()
        .article("a.txt", "Nichts hier.\n")
        .file("b.txt", "Auch nichts.\n")
        .file("c.txt", "Die Kanzlerin Angela Merkel reiste nach Berlin.\n")
        .open(".")
        .recognisers();
    let session = reader.keys("<Tab>");
    assert!(session.rest().starts_with("Angela Merkel"), "{}", session.screen());
    assert!(session.status().contains("1 article passed"), "{}", session.status());
}

const TWO: [(&str, &str); 6] = [
    ("LOC", "Zürich"),
    ("PER", "Käthe Müller"),
    ("PER", "Käthe Müller"),
    ("LOC", "Zürich"),
    ("ORG", "NATO"),
    ("ORG", "NATO"),
];

/// Two programs, of which the second knows less.
fn reader() -> Reader {
    Reader::of_article().model("ner", "a.txt", &TWO).model("other", "a.txt", &[("LOC", "Zürich"), ("ORG", "NATO")])
}

#[test]
fn all_that_is_shown_is_accepted_after_a_preview_and_taken_back_at_once() {
    let session = reader().keys("A");
    let screen = session.screen();
    // One is the title's NATO, which only the second program knows.
    assert!(screen.contains("accept 7 of 7") && screen.contains("3 ORG, 2 LOC, 2 PER"), "{screen}");
    assert!(screen.contains("ner 0.50, other 0.50") || screen.contains("ner 0.50, ot"), "{screen}");
    assert!(!session.exists(SIDECAR), "a preview decides nothing");
    let session = session.again("Aj<Space>j<Space><Enter>");
    assert_eq!(session.spans().len(), 5);
    assert!(
        session.status().contains("accept 5 proposals") && session.status().contains("2 open"),
        "{}",
        session.status()
    );
    let both = session.sidecar();
    assert!(records(&both, "spans").iter().any(|span| span["from"].as_array().unwrap().len() == 2), "{both}");
    let session = session.again("u");
    assert!(session.spans().is_empty() && session.status().contains("7 open"), "{}", session.status());
    let session = session.again("X<Esc>");
    assert!(session.status().contains("7 open"), "{}", session.status());
    let session = session.again("X<Enter>");
    assert_eq!((session.spans().len(), session.each("rejected", "text").len()), (0, 7));
    assert!(session.status().contains("all decided · reject 7 proposals"), "{}", session.status());
}

#[test]
fn a_filter_decides_what_is_drawn_walked_and_settled() {
    let session = reader().keys(":filter label=LOC<Enter>");
    assert!(session.status().contains("label=LOC: 2 of 7"), "{}", session.status());
    assert!(session.face("Zürich", 0).contains("proposal") && !session.face("NATO", 0).contains("proposal"));
    let session = session.again(":filter label=ORG producer=other<Enter><Tab>");
    assert!(session.rest().starts_with("NATO") && session.status().contains("1 of 7 open"), "{}", session.status());
    let session = session.again(":filter text=käthe  müller<Enter>X<Enter>");
    assert_eq!(session.each("rejected", "text"), ["Käthe Müller"; 2]);
    assert!(session.status().contains("no more is shown"), "{}", session.status());
    let session = session.again(":filter agree=2<Enter>A<Enter>:filter<Enter>");
    assert_eq!(session.spans(), ["LOC Zürich"]);
    assert!(session.status().contains("no filter: all 4 are shown"), "{}", session.status());
    let session = session.again(":filter score=0.6..<Enter>A");
    assert!(session.status().contains("the filter shows nothing here"), "{}", session.status());
    let session = session.again(":filter lable=PER<Enter>");
    assert!(session.status().contains("did you mean label=?"), "{}", session.status());
}

#[test]
fn what_is_like_the_one_under_the_cursor_is_settled_in_four_keys() {
    let session = reader().keys("<Tab><Space>=A<Enter>");
    assert_eq!(session.spans(), ["LOC Zürich"; 2]);
    let session = session.again("/Käthe<Enter><Space>=");
    assert!(session.status().contains("2 of 5 open"), "{}", session.status());
    let session = session.again("/Käthe<Enter><Space>=<Space>=");
    assert!(session.status().contains("5 open") && !session.status().contains("of 5"), "{}", session.status());
    let session = session.again("<Space>/");
    assert!(
        session.screen().contains("producer=other") && session.screen().contains("label=PER"),
        "{}",
        session.screen()
    );
    let session = session.again("<Space>/l=PER<Enter>A<Enter>");
    assert_eq!(session.spans().len(), 4);
}

#[test]
fn a_filter_goes_along_and_is_completed() {
    let session = corpus().keys(":filter pro<Tab>n<Tab> la<Tab>L<Tab><Enter>");
    assert!(session.status().contains("label=LOC producer=ner: 1 of 2"), "{}", session.status());
    let session = corpus().keys(":filter label=PER<Enter>A<Enter><Tab>");
    assert!(session.rest().starts_with("Käthe Müller"), "{}", session.screen());
    assert!(session.status().contains("1 of 1 open"), "{}", session.status());
}

const INTERVIEW: &str = "Streit\n\n„Wir bauen die Brücke“, sagte Anna Blau. Otto Rot lehnt die Brücke ab.\n";

/// A quotation with source and cue, and a stance with its evidence.
fn interview() -> Reader {
    let at = |words: &str| {
        let start = INTERVIEW[..INTERVIEW.find(words).unwrap()].chars().count();
        format!("\"start\": {start}, \"end\": {}", start + words.chars().count())
    };
    let pair = |words: &str| at(words).replace("\"start\": ", "[").replace("\"end\": ", "") + "]";
    let text = serde_json::to_string(INTERVIEW).unwrap();
    let record = format!("{{\"id\": 1, \"text\": {text}}}\n");
    let line = format!(
        "{{\"id\": 1, \"text\": {text}, \"spans\": [{{{}, \"label\": \"PER\", \"score\": 0.9}}], \"quotations\": [{{{}, \
         \"type\": \"direct\", \"cue\": {}, \"source\": {}, \"score\": 0.8, \"why\": \"marks\"}}], \"stances\": \
         [{{\"holder\": {}, \"target\": {}, \"cue\": {}, \"value\": \"against\", \"score\": 0.6}}]}}\n",
        at("Anna Blau"),
        at("Wir bauen die Brücke"),
        pair("sagte"),
        pair("Anna Blau"),
        pair("Otto Rot"),
        pair("die Brücke ab"),
        pair("lehnt"),
    );
    Reader::new().article("i.jsonl", record).file("i.jsonl.gloss/quotes.jsonl", line).size(110, 24)
}

#[test]
fn a_quotation_is_reviewed_with_its_source_and_cue() {
    let session = interview().keys("<Tab>");
    assert!(
        session.status().contains("QUOTE?") && session.status().contains("← Anna Blau · sagte"),
        "{}",
        session.status()
    );
    assert!(session.face("sagte", 0).contains("role") && session.face("Anna Blau", 0).contains("role"));
    assert!(!session.face("Streit", 0).contains("role"));
    let session = session.again("<Tab><Space>i");
    assert!(
        session.screen().contains("source Anna Blau") && session.screen().contains("because: marks"),
        "{}",
        session.screen()
    );
    let session = session.again("<Tab>a");
    let name = sidecars(&session)[0].clone();
    let sidecar: toml::Table = session.text_of(&name).parse().unwrap();
    let spans = records(&sidecar, "spans");
    let quotation = spans.iter().find(|span| span["label"].as_str() == Some("QUOTE")).unwrap();
    let role = |role: &str| {
        let id = &quotation["roles"][role][0];
        spans.iter().find(|span| span["id"] == *id).unwrap()["text"].as_str().unwrap().to_owned()
    };
    assert_eq!((role("source"), role("cue")), ("Anna Blau".into(), "sagte".into()));
}

#[test]
fn a_stance_is_reviewed_with_holder_target_and_evidence() {
    let session = interview().keys("<Tab>a");
    let screen = session.screen();
    assert!(screen.contains("Otto Rot → die Brücke ab: against"), "{screen}");
    assert!(screen.contains("quotes 0.60 “Otto Rot leh"), "{screen}");
    let session = interview().keys("<Tab>a<Enter>");
    let sidecar: toml::Table = session.text_of(&sidecars(&session)[0]).parse().unwrap();
    let stance = records(&sidecar, "stances")[0];
    let evidence = &stance["evidence"][0];
    let evidence = *records(&sidecar, "spans").iter().find(|span| span["id"] == *evidence).unwrap();
    assert_eq!(evidence["text"].as_str(), Some("Otto Rot lehnt die Brücke ab"));
    assert_eq!((stance["value"].as_str(), stance["from"][0]["by"].as_str()), (Some("against"), Some("quotes")));
    assert!(session.status().contains("all decided"), "{}", session.status());
    // All at once, the stance with them.
    let session = interview().keys("A<Enter>");
    assert!(session.status().contains("all decided"), "{}", session.status());
    let sidecar: toml::Table = session.text_of(&sidecars(&session)[0]).parse().unwrap();
    assert_eq!((records(&sidecar, "spans").len(), records(&sidecar, "stances").len()), (5, 1), "{sidecar}");
}

#[test]
fn who_only_names_a_speaker_is_a_mention_once_somebody_says_so() {
    let spans = |session: &Session| -> Vec<String> {
        let sidecar: toml::Table = session.text_of(&sidecars(session)[0]).parse().unwrap();
        records(&sidecar, "spans").iter().map(|span| format!("{} {}", span["label"], span["text"])).collect()
    };
    let record = "{\"id\": 1, \"text\": \"„Ja“, sagte Anna.\"}\n";
    let line = "{\"id\": 1, \"quotations\": [{\"start\": 1, \"end\": 3, \"cue\": [6, 11], \"source\": [12, 16]}]}\n";
    let reader = Reader::new().article("i.jsonl", record).file("i.jsonl.gloss/quotes.jsonl", line);
    let session = reader.keys("<Tab>a");
    assert!(spans(&session).contains(&"\"SPEAKER\" \"Anna\"".to_owned()), "{:?}", spans(&session));
    let session = session.again("/Anna<Enter>P");
    assert_eq!(spans(&session), ["\"QUOTE\" \"Ja\"", "\"CUE\" \"sagte\"", "\"PER\" \"Anna\""]);
    let sidecar: toml::Table = session.text_of(&sidecars(&session)[0]).parse().unwrap();
    let spans = records(&sidecar, "spans");
    assert_eq!(spans[0]["roles"]["source"][0], spans[2]["id"]);
}

#[test]
fn where_a_program_stopped_early_is_said() {
    let rest = "Danach kam lange niemand mehr, und nichts geschah.\n\n".repeat(20);
    let article = format!("Anna, Otto, Eva, Jens und Käthe kamen.\n\n{rest}");
    let names = ["Anna", "Otto", "Eva", "Jens", "Käthe"].map(|name| ("PER", name));
    let reader = Reader::new().article("a.txt", &article).model("gliner", "a.txt", &names);
    let session = reader.keys("");
    assert!(session.status().contains("gliner reaches 2 % of the"), "{}", session.status());
    let session = session.again("<Space>i");
    assert!(session.screen().contains("! proposals of gliner reach 2 %"), "{}", session.screen());
    let few = Reader::new().article("a.txt", &article).model("gliner", "a.txt", &names[..4]).keys("");
    assert!(!few.status().contains("reach"), "{}", few.status());
}
