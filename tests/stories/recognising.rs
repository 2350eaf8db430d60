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
    let few = session.again(":set extract.caution=100<Enter>").app().desk.as_ref().unwrap().proposals.len();
    let many = reader().keys(":set extract.caution=0<Enter>").app().desk.as_ref().unwrap().proposals.len();
    assert!(few < many, "{few} {many}");
}
