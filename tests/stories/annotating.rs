//! Tags, notes, the review status, and taking it all back.

use super::harness::{Reader, SIDECAR};

/// Keys that touch everything that can be said of a document.
const EVERYTHING: &str = "/Käthe Müller reiste<Enter>v2eP<Space>e<Enter>/Zürich<Enter>L*<Enter>\
    /Wir<Enter>viqQ<Space>q<Enter>/sagte<Enter><Space>c/Wir<Enter>snato<Enter>a-<Enter>\
    tfrieden<Enter>cgut<Esc><Space>nlang<Esc>/Montag<Enter>Mx:tag krieg<Enter>:untag frieden<Enter>:status done<Enter>";

#[test]
fn tags_are_put_completed_and_taken_off() {
    let session = Reader::of_article().keys("tgipfeltreffen<Enter>tschweiz<Enter>");
    assert_eq!(session.each("tags", "tag"), ["gipfeltreffen", "schweiz"]);
    let session = session.again(":untag schweiz<Enter>");
    assert_eq!(session.each("tags", "tag"), ["gipfeltreffen"]);
    let session = session.again("<Space>t<C-x>");
    assert_eq!(session.each("tags", "tag").len(), 0);
}

#[test]
fn a_tag_of_another_document_is_offered_and_one_already_there_is_not_put_twice() {
    let reader = Reader::of_article().file("b.txt", "Zweiter\n\nText.\n").open(".");
    let session = reader.keys("tgipfeltreffen<Enter>Jt");
    assert!(session.screen().contains("gipfeltreffen"), "{}", session.screen());
    let session = session.again("Jtgip<Enter>");
    assert!(session.text_of("b.txt.anna.gloss.toml").contains("tag = \"gipfeltreffen\""), "the beginning was enough");
    let session = session.again(":tag gipfeltreffen<Enter>");
    assert!(session.status().contains("already"), "{}", session.status());
    assert_eq!(session.each("tags", "tag"), ["gipfeltreffen"]);
}

#[test]
fn a_schema_offers_its_tags_and_may_allow_no_others() {
    let project = "[project]\ntags_free = false\n[[tags]]\nname = \"krieg\"\ndescription = \"fighting\"\n";
    let session = Reader::of_article().project(project).keys("t");
    assert!(session.screen().contains("krieg") && session.screen().contains("fighting"), "{}", session.screen());
    let session = session.again("tkr<Enter>:tag frieden<Enter>");
    assert_eq!(session.each("tags", "tag"), ["krieg"]);
    assert!(session.status().contains("allows no others"), "{}", session.status());
}

#[test]
fn notes_on_spans_passages_and_the_document() {
    let session = Reader::of_article()
        .keys("/Jens<Enter>PcChef seit März<Esc>/Montag<Enter>cwelcher?<Esc><Space>nlesen<Enter>zweite Zeile<Esc>");
    assert_eq!(session.each("spans", "note"), ["Chef seit März"]);
    assert_eq!(session.each("notes", "note"), ["lesen\nzweite Zeile", "welcher?"]);
    assert_eq!(session.each("notes", "text"), ["-", "Montag"]);
    let session = session.again("/Jens<Enter>c<C-c>/Jens<Enter>c");
    assert!(session.screen().contains("Chef seit März"), "{}", session.screen());
    let gone = session.again("/Jens<Enter>c<C-w><C-w><C-w><C-w><Esc>");
    assert_eq!(gone.each("spans", "note"), ["-"], "an empty note is none");
}

#[test]
fn an_empty_note_removes_the_note_on_a_passage() {
    let session = Reader::of_article().keys("/Montag<Enter>cja<Esc>/Montag<Enter>c<BS><BS><Esc>");
    assert_eq!(session.each("notes", "note").len(), 0);
    let session = session.again("/Montag<Enter>cja<Esc>/Montag<Enter>x");
    assert_eq!(session.each("notes", "note").len(), 0);
}

#[test]
fn a_note_cancelled_is_not_written() {
    let session = Reader::of_article().keys("/Montag<Enter>cnein<C-c>");
    assert!(!session.exists(SIDECAR));
}

#[test]
fn the_review_status_goes_its_way() {
    let status =
        |keys: &str| Reader::of_article().keys(keys).sidecar()["review"]["status"].as_str().unwrap().to_owned();
    assert_eq!(status("/Jens<Enter>P"), "started");
    assert_eq!(status("<Space>d"), "done");
    assert_eq!(status("<Space>k"), "skipped");
    assert_eq!(status("<Space>d<Space>u"), "started");
    assert_eq!(status(":status done<Enter>:status new<Enter>"), "new");
}

#[test]
fn done_opens_the_next_and_waits_for_required_layers() {
    let project = "[project]\nrequired = [\"spans\", \"tags\"]\n";
    let reader = Reader::of_article().file("b.txt", "Zweiter\n\nText.\n").project(project).open(".");
    let session = reader.keys("<Space>d");
    assert!(session.status().contains("wants a labelled span and a tag"), "{}", session.status());
    assert!(!session.exists(SIDECAR));
    let session = session.again("/Jens<Enter>Ptx<Enter><Space>d");
    assert_eq!(session.sidecar()["review"]["status"].as_str(), Some("done"));
    assert!(session.screen().contains("Zweiter"), "{}", session.screen());
}

/// A sidecar without the time that was spent, which no undo gives back.
fn timeless(text: &str) -> String {
    let (before, after) = text.split_once("seconds = ").unwrap();
    before.to_owned() + after.trim_start_matches(|c: char| c.is_ascii_digit())
}

#[test]
fn everything_is_undone_to_nothing_and_done_again_to_the_byte() {
    let session = Reader::of_article().keys(EVERYTHING);
    for list in ["entities", "spans", "tags", "stances", "notes"] {
        assert!(!session.each(list, "id").is_empty(), "{list}: {}", session.sidecar_text());
    }
    let done = timeless(&session.sidecar_text());
    let undone = timeless(&Reader::of_article().keys(&format!("{EVERYTHING}99u")).sidecar_text());
    let empty = timeless(&Reader::of_article().keys("/Jens<Enter>Pu").sidecar_text());
    assert_eq!(undone, empty);
    let redone = Reader::of_article().keys(&format!("{EVERYTHING}99u99<C-r>")).sidecar_text();
    assert_eq!(timeless(&redone), done);
    let stepwise = Reader::of_article().keys(&(EVERYTHING.to_owned() + &"u".repeat(30) + &"<C-r>".repeat(30)));
    assert_eq!(timeless(&stepwise.sidecar_text()), done);
}

#[test]
fn undo_says_what_it_took_back_and_goes_there() {
    let session = Reader::of_article().keys("/Jens<Enter>PGu");
    assert!(session.status().contains("took back: label PER “Jens”"), "{}", session.status());
    assert!(session.rest().starts_with("Jens"));
    assert!(session.again("u").status().contains("nothing to take back"));
}

#[test]
fn a_new_edit_after_undo_ends_redo() {
    let session = Reader::of_article().keys("/Jens<Enter>Pu/Montag<Enter>M<C-r>");
    assert_eq!(session.spans(), ["MISC Montag"]);
    assert!(session.status().contains("nothing to do again"), "{}", session.status());
}
