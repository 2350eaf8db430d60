//! The concordance: hits from all documents, aligned, ordered, gone to and labelled.

use super::harness::{Reader, Session};

const ONE: &str = "Eins\n\nAm Abend sprach Putin lange. Dann ging Wladimir Putin.\n";
const TWO: &str = "Zwei\n\nNiemand kam.\n";
const THREE: &str = "Drei\n\nÜber 漢字 und putin stand\nnichts. Äpfel!\n";

fn corpus() -> Reader {
    Reader::new().article("1.txt", ONE).file("2.txt", TWO).file("3.txt", THREE).open(".").size(100, 16)
}

/// The rows of hits as they are drawn, without the frame.
fn rows(session: &Session) -> Vec<String> {
    let lines: Vec<String> = session.screen().lines().map(str::to_owned).collect();
    lines.iter().filter(|line| line.starts_with("│   ") && !line.starts_with("│    ")).cloned().collect()
}

/// Document and code point of the hits, in their order.
fn places(session: &Session) -> Vec<(usize, usize)> {
    let list = session.app().concordance.as_ref().unwrap();
    list.places().iter().map(|place| (place.document, place.hit.start.0)).collect()
}

#[test]
fn hits_of_all_documents_stand_below_each_other() {
    let session = corpus().keys(":concordance putin<Enter>");
    let screen = session.screen();
    assert!(screen.contains("putin — 3 hits in 2 documents"), "{screen}");
    let rows = rows(&session);
    let column = |row: &String| {
        let at = row.to_lowercase().find("putin").unwrap();
        glossator::text::width(&row[..at])
    };
    assert_eq!(rows.len(), 3, "{screen}");
    // The first document is open and has its title for a name.
    assert!(rows.iter().all(|row| column(row) == column(&rows[0])), "{screen}");
    assert!(rows[2].contains("Über 漢字 und putin stand nichts."), "{screen}");
    assert!(session.face("Putin lange", 0).contains("panel-match"), "{}", session.faces());
}

#[test]
fn hits_are_ordered_by_what_stands_around_them() {
    let (first, second, third) = ((0, 22), (0, 54), (2, 18));
    let by = |keys: &str| places(&corpus().keys(&format!(":conc putin<Enter>{keys}")));
    assert_eq!(by(""), [first, second, third]);
    assert_eq!(by("h"), [first, third, second], "sprach, und, Wladimir");
    assert_eq!(by("l"), [second, first, third], "nothing, lange, stand");
    assert_eq!(by("ld"), [first, second, third]);
}

#[test]
fn enter_goes_to_the_hit_and_the_list_is_still_there() {
    let session = corpus().keys(":conc putin<Enter>G<Enter>");
    assert!(session.rest().starts_with("putin stand") && session.status().contains("3/3"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>G<Enter><Space>C");
    assert!(session.face("putin stand", 0).contains("panel-match"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>j<Enter>");
    assert!(session.rest().starts_with("Putin.") && session.status().contains("1/3"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>G<Enter><C-o>");
    assert!(session.status().contains("3/3"), "{}", session.status());
}

#[test]
fn what_is_under_the_cursor_is_sought_and_an_entity_by_all_its_strings() {
    let session = corpus().keys("/Putin<Enter><Space>*");
    assert!(session.screen().contains("\"Putin\" — 2 hits in 1 document"), "{}", session.screen());
    let session = corpus().keys("/Wladimir<Enter>v2eP<Space>eWladimir<Enter><Space>*");
    let screen = session.screen();
    assert!(screen.contains("Wladimir Putin") && screen.contains("hit"), "{screen}");
}

#[test]
fn a_query_is_asked_for_and_what_is_wrong_with_it_is_told_where() {
    let session = corpus().keys("<Space>Cputin not wladimir<Enter>");
    assert!(session.screen().contains("1 hit in 1 document"), "{}", session.screen());
    let session = corpus().keys("<Space>Cputin (<Enter>");
    let notice = session.app().notice.clone().unwrap();
    assert!(notice.error && notice.text.contains("column"), "{}", notice.text);
    let session = corpus().keys(":conc nirgends<Enter>");
    assert!(session.screen().contains("nothing found"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>/ stand<Enter>");
    assert!(session.screen().contains("putin stand — 2 hits in 1 document"), "{}", session.screen());
}

#[test]
fn marked_hits_are_labelled_in_all_documents_and_taken_back_as_one() {
    let session = corpus().keys(":conc putin<Enter>j<Space>jP");
    assert!(session.screen().contains("PER"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>%<Space>P<Enter>");
    assert_eq!(session.text_of("1.txt.anna.gloss.toml").matches("label = \"PER\"").count(), 1);
    assert!(session.text_of("3.txt.anna.gloss.toml").contains("text = \"putin\""));
    let session = corpus().keys(":conc putin<Enter>%P<Enter>u");
    assert!(!session.text_of("3.txt.anna.gloss.toml").contains("label = \"PER\""));
}

#[test]
fn labels_are_sought_with_their_strings() {
    let session = corpus().keys("/Wladimir<Enter>v2ePJJ/putin<Enter>P:conc label:PER<Enter>");
    assert!(session.screen().contains("label:PER — 2 hits in 2 documents"), "{}", session.screen());
    let session = session.again(":conc label:PER=\"Wladimir*\"<Enter>");
    assert!(session.screen().contains("1 hit in 1 document"), "{}", session.screen());
}

#[test]
fn marks_turn_around_and_lines_are_copied() {
    let session = corpus().keys(":conc putin<Enter><Space>i");
    assert!(session.screen().contains("2 marked"), "{}", session.screen());
    let session = corpus().keys(":conc putin<Enter>%y");
    assert!(session.status().contains("copied 3 lines"), "{}", session.status());
}

#[test]
fn a_small_screen_does_not_break() {
    for (width, height) in [(20, 5), (8, 3), (40, 8)] {
        corpus().size(width, height).keys(":conc putin<Enter>jjhlG<Space>%q");
    }
}
