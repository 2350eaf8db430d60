//! Asking an external extractor about the document that is open.

use super::harness::{Reader, Session};

const ARTICLE: &str = "Titel\n\nAnna ging nach Hamburg, und dort blieb sie sehr lange, und noch ein wenig länger als irgend jemand gedacht.\n";
const SIDECAR: &str = "a.txt.capitals.gloss.toml";

/// An article, and the producer of capitalised words in the settings.
fn reader(article: &str) -> Reader {
    let script = include_str!("../producers/capitals.sh");
    Reader::new()
        .article("a.txt", article)
        .size(120, 24)
        .config("[extractors.capitals]\ncommand = [\"sh\", \"capitals.sh\"]\nabout = \"capital letters\"\n")
        .file("../home/.config/glossator/capitals.sh", script)
}

#[track_caller]
fn says(session: &Session, words: &str) {
    assert!(session.status().contains(words), "{words}: {}", session.status());
}

#[test]
fn its_answer_becomes_proposals_that_are_there_the_next_time() {
    let session = reader(ARTICLE).keys(":extract capitals<Enter>");
    says(&session, "capitals: 3 proposals reach 25 % of the article");
    assert!(session.face("Hamburg", 0).contains("proposal"), "{}", session.faces());
    assert!(session.text_of(SIDECAR).contains("kind = \"model\""));
    assert!(!session.exists(super::harness::SIDECAR), "nothing is decided by it");

    let session = session.again("/Hamburg<Enter>a/Anna<Enter>x");
    assert_eq!(session.spans(), ["NAME Hamburg"]);
    assert!(session.sidecar_text().contains("by = \"capitals\""));
    // Asked again it says the same, and what is settled is not asked again.
    says(&session.again("<Space>X"), "capitals: 1 proposal reaches");
}

#[test]
fn one_of_several_is_chosen_from_a_list_or_completed() {
    let two = "[extractors.capitals]\ncommand = [\"sh\", \"capitals.sh\"]\nabout = \"capital letters\"\n\
        [extractors.nothing]\ncommand = [\"cat\"]\nabout = \"says nothing\"\n";
    let session = reader(ARTICLE).config(two).keys("<Space>X");
    let screen = session.screen();
    assert!(screen.contains("capital letters") && screen.contains("says nothing"), "{screen}");
    says(&session.again("<Space>Xnoth<Enter>"), "nothing: 0 proposals");
    says(&reader(ARTICLE).config(two).keys(":extract c<Tab><Enter>"), "capitals: 3 proposals");
    says(&Reader::of_article().keys("<Space>X"), "no extractor is configured");
}

#[test]
fn what_goes_wrong_is_told_with_the_last_line_of_standard_error() {
    let session = reader("Titel\n\nCRASH.\n").keys(":extract capitals<Enter>");
    says(&session, "ended without an answer (exit status: 3); it said: capitals: ␛[2Jout of ideas");
    assert!(!session.exists(SIDECAR));
    says(&reader(ARTICLE).keys(":extract capitels<Enter>"), "did you mean \"capitals\"?");
    let session = reader(ARTICLE).file(SIDECAR, "gloss = 1\nannotator = \"capitals\"\nkind = \"human\"\n");
    let session = session.keys(":extract capitals<Enter>");
    assert!(session.text_of(SIDECAR).ends_with("\"human\"\n"), "a person's sidecar stays");
    assert!(session.face("Hamburg", 0).contains("proposal"), "and the proposals are there all the same");
}
