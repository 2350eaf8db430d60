//! What programs offer, settled one by one.

use super::harness::{ARTICLE, Reader, SIDECAR, records};

const OFFERED: [(&str, &str); 5] =
    [("LOC", "Zürich"), ("PER", "Käthe Müller"), ("ORG", "NATO"), ("MISC", "Montag"), ("PER", "Jens")];

fn reader() -> Reader {
    Reader::of_article().model("ner", "a.txt", &OFFERED)
}

#[test]
fn proposals_are_drawn_apart_and_counted() {
    let session = reader().keys("");
    let face = session.face("Montag", 0);
    assert!(face.contains("label:MISC") && face.contains("proposal"), "{face}");
    assert!(session.status().contains("5 open"), "{}", session.status());
    assert!(!session.exists(SIDECAR));
}

#[test]
fn every_way_to_decide_in_one_walk() {
    let session = reader().keys("<Tab>axmP>e<Enter>");
    assert_eq!(session.spans(), ["LOC Zürich", "PER Montag", "PER Jens Öberg"]);
    assert_eq!(session.each("rejected", "text"), ["Käthe Müller"]);
    assert_eq!(session.each("later", "text"), ["NATO"]);
    let sidecar = session.sidecar();
    let offered: Vec<&str> =
        records(&sidecar, "spans").iter().map(|span| span["from"][0]["label"].as_str().unwrap()).collect();
    assert_eq!(offered, ["LOC", "MISC", "PER"], "what was offered is kept as it was");
    for record in records(&sidecar, "spans").iter().chain(&records(&sidecar, "rejected")) {
        assert_eq!(record["from"][0]["by"].as_str(), Some("ner"), "{record}");
    }
    assert!(session.screen().contains("nothing") || session.status().contains("started"), "{}", session.status());
    let montag = session.face("Montag", 0);
    assert!(montag.contains("label:PER") && !montag.contains("proposal"), "{montag}");
}

#[test]
fn tab_goes_forth_and_back_around_the_ends() {
    let at = |needle: &str| ARTICLE.find(needle).unwrap();
    assert_eq!(reader().keys("<Tab>").cursor(), at("Zürich"));
    assert_eq!(reader().keys("<Tab><Tab><Tab>").cursor(), at("NATO"));
    assert_eq!(reader().keys("G<Tab>").cursor(), at("Zürich"));
    assert_eq!(reader().keys("<S-Tab>").cursor(), at("Jens"));
    assert_eq!(reader().keys("3<Tab>").cursor(), at("NATO"));
}

#[test]
fn a_label_key_on_a_proposal_accepts_it() {
    let session = reader().keys("/Montag<Enter>M");
    assert_eq!(session.spans(), ["MISC Montag"]);
    assert!(session.sidecar()["spans"][0].get("from").is_some());
}

#[test]
fn what_was_decided_is_not_asked_again_even_after_another_run() {
    let session = reader().keys("<Tab>axmP>e<Enter>").again("");
    assert!(!session.status().contains("open"), "{}", session.status());
    let rerun: Vec<(&str, &str)> = [("MISC", "2023")].into_iter().chain(OFFERED).collect();
    let reader = session.reader.model("ner", "a.txt", &rerun);
    let session = reader.keys("<Tab>");
    assert!(session.status().contains("1 open"), "{}", session.status());
    assert_eq!(session.cursor(), ARTICLE.find("2023").unwrap());
    assert_eq!(session.spans().len(), 3);
}

#[test]
fn a_rejection_is_hidden_shown_on_wish_and_can_be_taken_back() {
    let session = reader().keys("/Montag<Enter>x");
    assert_eq!(session.each("rejected", "text"), ["Montag"]);
    assert!(!session.face("Montag", 0).contains("label"), "{}", session.faces());
    let session = session.again("<Space>j");
    assert!(session.face("Montag", 0).contains("rejected"), "{}", session.faces());
    let session = session.again("<Space>j/Montag<Enter>:delete<Enter>");
    assert_eq!(session.each("rejected", "text").len(), 0);
    assert!(session.status().contains("5 open"), "{}", session.status());
}

#[test]
fn x_on_an_accepted_proposal_rejects_it() {
    let session = reader().keys("/Montag<Enter>a/Montag<Enter>x");
    assert_eq!((session.spans().len(), session.each("rejected", "text")), (0, vec!["Montag".to_owned()]));
    assert!(session.status().contains("4 open"), "{}", session.status());
}

#[test]
fn an_edge_dropped_decides_nothing() {
    let session = reader().keys("/Jens<Enter>>e<Esc>");
    assert!(!session.exists(SIDECAR));
    assert!(session.status().contains("5 open"), "{}", session.status());
}

#[test]
fn a_dot_accepts_one_after_another() {
    let session = reader().keys("<Tab>a....");
    assert_eq!(session.spans().len(), 5);
    assert_eq!(session.each("rejected", "id").len(), 0);
    let session = session.again("");
    assert!(!session.status().contains("open"), "{}", session.status());
}

#[test]
fn two_programs_that_say_the_same_are_asked_once() {
    let session = reader().model("other", "a.txt", &OFFERED[..2]).keys("<Tab>a");
    assert!(session.status().contains("4 open"), "{}", session.status());
    let sidecar = session.sidecar();
    assert_eq!(sidecar["spans"][0]["from"].as_array().unwrap().len(), 2);
}

#[test]
fn a_decision_is_undone_and_asked_again() {
    let session = reader().keys("<Tab>axmuuu");
    assert_eq!(
        (session.spans().len(), session.each("rejected", "id").len(), session.each("later", "id").len()),
        (0, 0, 0)
    );
    assert!(session.status().contains("5 open"), "{}", session.status());
}

#[test]
fn mentions_are_walked_proposals_and_own_alike() {
    let at = |needle: &str| ARTICLE.find(needle).unwrap();
    assert_eq!(reader().keys("gmgm").cursor(), at("Käthe"));
    assert_eq!(reader().keys("G3gM").cursor(), at("NATO"));
    let session = Reader::of_article().keys("/Wir<Enter>viqQgg");
    assert_eq!(session.again("gq").cursor(), at("Wir"));
}

#[test]
fn searching_and_repeating_accepts_what_is_proposed_there() {
    let session =
        Reader::of_article().model("ner", "a.txt", &[("ORG", "NATO"), ("MISC", "NATO")]).keys("/NATO<Enter>On.n.");
    assert_eq!(session.spans(), ["ORG NATO"; 3]);
    assert_eq!(session.each("spans", "from").iter().filter(|from| *from != "-").count(), 2);
    assert!(!session.status().contains("open"), "{}", session.status());
}

#[test]
fn undo_after_a_rejected_own_one_brings_the_offer_back() {
    let session = reader().keys("/Montag<Enter>a/Montag<Enter>xu");
    assert_eq!((session.spans(), session.each("rejected", "id").len()), (vec!["MISC Montag".to_owned()], 0));
}

#[test]
fn another_text_under_the_same_proposals_is_never_guessed() {
    let session = reader().keys("<Tab>a");
    let changed = ARTICLE.replace("Käthe Müller reiste", "Katharina reiste");
    let before = session.sidecar_text();
    let session = session.reader.article("a.txt", &changed).file(SIDECAR, &before).keys("");
    // Whatever is shown, the harness has checked that nothing wrong was written.
    let status = session.status();
    assert!(status.contains("saved") || status.contains("read-only"), "{status}");
    session.again("<Tab>axa/Jens<Enter>P");
}
