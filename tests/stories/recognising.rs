//! What the program reads out of an article by itself: highlighted at once, decided by key.

use super::harness::Reader;

const ARTICLE: &str = " date 2022-02 Streit um die Brücke

Die Präsidentin Katja Sommer traf am Freitag in Hamburg den Chef der Hafenbehörde.

„Wir bauen die Brücke noch in diesem Jahr fertig“, sagte Sommer.
";

fn reader() -> Reader {
    Reader::new().article("a.txt", ARTICLE).size(120, 30).recognisers()
}

#[test]
fn an_article_is_highlighted_before_a_key_is_pressed() {
    let session = reader().keys("");
    let screen = session.screen();
    assert!(screen.contains("PER?") && screen.contains("Katja Sommer"), "{screen}");
    assert!(screen.contains("QUOTE?") && screen.contains("← Sommer"), "{screen}");
    assert!(session.face("Hamburg", 0).contains("proposal"), "{}", session.faces());
    assert!(!session.exists(super::harness::SIDECAR), "nothing is written for it");
}

#[test]
fn a_quotation_is_taken_with_its_speaker_and_cue() {
    let session = reader().keys("/bauen<Enter>a");
    let spans = session.spans();
    assert!(spans.contains(&"QUOTE Wir bauen die Brücke noch in diesem Jahr fertig".into()), "{spans:?}");
    assert!(spans.contains(&"PER Sommer".into()) && spans.contains(&"CUE sagte".into()), "{spans:?}");
    let text = session.sidecar_text();
    assert!(text.contains("by = \"builtin\"") && !text.contains("why ="), "{text}");
}

#[test]
fn what_was_rejected_is_not_asked_again() {
    let session = reader().keys("/Hamburg<Enter>x");
    assert_eq!(session.each("rejected", "text"), ["Hamburg"]);
    let session = session.again("");
    assert!(!session.face("Hamburg", 0).contains("proposal"), "{}", session.faces());
}

#[test]
fn the_inspector_says_why_and_what_day_it_was() {
    let session = reader().keys("<Space>i/Katja<Enter>");
    assert!(session.screen().contains("because: "), "{}", session.screen());
    let session = session.again("<Space>i/Wir bauen<Enter>");
    assert!(
        session.screen().contains("source Sommer") && session.screen().contains("cue sagte"),
        "{}",
        session.screen()
    );
    let session = session.again("<Space>i/Freitag<Enter>");
    assert!(session.screen().contains("date  Freitag"), "{}", session.screen());
}

#[test]
fn it_can_be_turned_off_and_asked_for() {
    let session = reader().keys(":set extract.builtin=false<Enter>");
    assert!(!session.screen().contains("PER?"), "{}", session.screen());
    let session = session.again(":set extract.builtin=false<Enter>:extract<Enter>");
    assert!(session.screen().contains("PER?"), "{}", session.screen());
    let open = session.app().desk.as_ref().unwrap().proposals.len();
    assert!(session.status().contains(&format!("read; {open} proposals are open")), "{}", session.status());
    let few = session.again(":set extract.caution=100<Enter>").app().desk.as_ref().unwrap().proposals.len();
    let many = reader().keys(":set extract.caution=0<Enter>").app().desk.as_ref().unwrap().proposals.len();
    assert!(few < many, "{few} {many}");
}

const OWN: &str = "[[labels]]\nname = \"SHIP\"\nkey = \"S\"\n";

/// The proposals as label and text, with who makes them.
fn offered(session: &super::harness::Session) -> Vec<String> {
    let desk = session.app().desk.as_ref().unwrap();
    let text = desk.document.text();
    let words = |proposal: &glossator::annot::proposal::Proposal| match &proposal.what {
        glossator::annot::Offered::Span { label, place } => {
            Some(format!("{label} {} {}", place.quote(text), proposal.producers.join("+")))
        }
        _ => None,
    };
    desk.proposals.iter().filter_map(words).collect()
}

#[test]
fn what_was_labelled_once_is_proposed_wherever_it_stands() {
    let reader = Reader::new()
        .article("a.txt", "Fahrt\n\nDie blaue Trine lief aus. Bald kam die blaue Trine zurück.\n")
        .file("b.txt", "Ankunft\n\nGestern lag die blaue Trine am Kai.\n")
        .project(OWN)
        .recognisers();
    let session = reader.keys("/blaue Trine<Enter>S");
    assert!(offered(&session).contains(&"SHIP blaue Trine memory".to_owned()), "{:?}", offered(&session));
    // In other articles too, and another day: from the sidecar alone.
    let session = session.reader.open("b.txt").keys("<Space>i/blaue Trine<Enter>");
    assert!(offered(&session).contains(&"SHIP blaue Trine memory".to_owned()), "{:?}", offered(&session));
    assert!(session.screen().contains("labelled SHIP once, last in a.txt"), "{}", session.screen());
    let session = session.again(":set extract.learn=false<Enter>");
    assert!(!offered(&session).iter().any(|offer| offer.contains("memory")), "{:?}", offered(&session));
}

#[test]
fn what_was_rejected_twice_is_not_asked_again_anywhere() {
    let article = |day: &str| format!("Bericht\n\nAm {day} sprach Katja Sommer mit Angela Merkel.\n");
    let mut reader = Reader::new().recognisers().article("a.txt", article("Montag"));
    for name in ["b.txt", "c.txt"] {
        reader = reader.file(name, article("Dienstag"));
    }
    let is_asked =
        |session: &super::harness::Session| offered(session).contains(&"PER Angela Merkel builtin".to_owned());
    let session = reader.keys("");
    assert!(is_asked(&session), "{:?}", offered(&session));
    let session = session.again("/Angela<Enter>x").reader.open("b.txt").keys("/Angela<Enter>x");
    let session = session.reader.open("c.txt").keys("");
    assert!(!is_asked(&session), "{:?}", offered(&session));
}
