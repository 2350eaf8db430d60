//! Stances: who, about what, how, shown by what.

use super::harness::{Reader, Session};

/// The quotation labelled, and the cursor in it.
const QUOTED: &str = "/Wir<Enter>viqQ";

fn stance(keys: &str) -> Session {
    Reader::of_article().keys(keys)
}

#[test]
fn every_value_has_a_key_and_none_is_another() {
    for (key, value) in
        [("f", "favor"), ("a", "against"), ("n", "neutral"), ("m", "mixed"), ("o", "none"), ("u", "unclear")]
    {
        let session = stance(&format!("snato<Enter>{key}<Enter>"));
        assert_eq!(session.each("stances", "value"), [value]);
        assert_eq!(session.each("stances", "target"), ["nato"]);
    }
    let none = stance("snato<Enter><Esc>tx<Enter>");
    assert_eq!(none.each("stances", "value").len(), 0, "no stance recorded is no stance at all");
}

#[test]
fn a_stance_without_a_value_is_asked_for_one() {
    let session = stance("snato<Enter><Enter>");
    assert!(session.status().contains("choose a value first"), "{}", session.status());
    assert!(!session.exists(super::harness::SIDECAR));
}

#[test]
fn the_quotation_is_evidence_and_its_speaker_the_holder() {
    let keys = "/Müller. Öberg<Enter><Esc>viwP/Wir<Enter>viqQ<Space>q<Enter>/reden<Enter>snato<Enter>a<Enter>";
    let session = stance(keys);
    let sidecar = session.sidecar();
    let quotation = sidecar["spans"].as_array().unwrap().iter().find(|span| span["label"].as_str() == Some("QUOTE"));
    let quotation = quotation.unwrap();
    let stance = &sidecar["stances"][0];
    assert_eq!(stance["evidence"][0], quotation["id"]);
    assert_eq!(stance["holder"]["span"], quotation["roles"]["source"][0]);
}

#[test]
fn a_quotation_without_a_speaker_holds_itself() {
    let session = stance(&format!("{QUOTED}snato<Enter>a<Enter>"));
    let sidecar = session.sidecar();
    assert_eq!(sidecar["stances"][0]["holder"]["span"], sidecar["spans"][0]["id"]);
}

#[test]
fn a_selection_is_evidence() {
    let session = stance("/Die Stadt<Enter>vissneutralität<Enter>f<Enter>");
    let sidecar = session.sidecar();
    let evidence = &sidecar["spans"][0];
    assert!(evidence["text"].as_str().unwrap().contains("Die Stadt Zürich bleibt neutral"));
    assert_eq!(sidecar["stances"][0]["evidence"][0], evidence["id"]);
    let dropped = stance("/Die Stadt<Enter>vissneutralität<Enter>fe<Enter>").sidecar();
    assert!(dropped["spans"].as_array().unwrap().is_empty() && dropped["stances"][0].get("evidence").is_none());
}

#[test]
fn the_holder_is_chosen() {
    let holder = |keys: &str| stance(keys).sidecar()["stances"][0]["holder"].to_string();
    assert!(holder("snato<Enter>f<Enter>").contains("role = \"author\""));
    assert!(holder("snato<Enter>houtlet<Enter>f<Enter>").contains("role = \"outlet\""));
    assert!(holder("snato<Enter>hDer Bundesrat<Enter>f<Enter>").contains("name = \"Der Bundesrat\""));
    assert!(holder("/Jens<Enter>Psnato<Enter>f<Enter>").contains("span = "));
    assert!(holder("/Jens<Enter>P<Space>e<Enter>snato<Enter>f<Enter>").contains("entity = "));
    assert!(holder("/Jens<Enter>PGsnato<Enter>hJens<Enter>f<Enter>").contains("span = "));
}

#[test]
fn degree_explicit_confidence_and_note() {
    let session = stance("snato<Enter>a--xsssckeine Waffen<Esc><Enter>");
    assert_eq!(session.each("stances", "degree"), ["-2"]);
    assert_eq!(session.each("stances", "explicit"), ["true"]);
    assert_eq!(session.each("stances", "confidence"), ["0.8"]);
    assert_eq!(session.each("stances", "note"), ["keine Waffen"]);
    let bare = stance("snato<Enter>a<Enter>");
    for key in ["degree", "explicit", "confidence", "note", "evidence"] {
        assert_eq!(bare.each("stances", key), ["-"], "{key}");
    }
}

#[test]
fn the_panel_shows_what_will_be_recorded() {
    let session = stance(&format!("{QUOTED}snato<Enter>a+"));
    insta::assert_snapshot!(panel(&session), @r#"
    │ holder     h Wir reden mit der NATO, aber ni…  passage                   │
    │ target     t nato                                                        │
    │ value      f favor  a against  n neutral  m mixed  o none  u unclear     │
    │ degree     - +  −2 · −1 · 0 · +1 · +2                                    │
    │ evidence   e “Wir reden mit der NATO, aber nicht über Waffen”            │
    │ explicit   x not said                                                    │
    │ confidence s not said                                                    │
    │ note       c none                                                        │
    "#);
}

fn panel(session: &Session) -> String {
    let inside = |line: &&str| line.contains('│');
    session.screen().lines().filter(inside).map(|line| line.trim().to_owned() + "\n").collect()
}

#[test]
fn a_stance_is_changed_and_deleted_from_the_list() {
    let session = stance("snato<Enter>a<Enter>");
    let id = session.each("stances", "id");
    let session = session.again("<Space>s<Enter>f<Enter>");
    assert_eq!((session.each("stances", "value"), session.each("stances", "id")), (vec!["favor".to_owned()], id));
    let session = session.again("<Space>s<C-x>");
    assert_eq!(session.each("stances", "id").len(), 0);
}

#[test]
fn the_target_of_before_is_offered_again() {
    let session = stance("snato<Enter>a<Enter>Gs<Enter>f<Enter>");
    assert_eq!(session.each("stances", "target"), ["nato", "nato"]);
    let session = session.again("s");
    assert!(session.screen().contains("nato"), "{}", session.screen());
}

#[test]
fn a_project_asks_its_question() {
    let project = "[stance]\ntargets_free = false\n[[stance.targets]]\nid = \"nato\"\nquestion = \"Für oder gegen die NATO?\"\n\
                   [[stance.targets]]\nid = \"waffen\"\nquestion = \"Für oder gegen Waffen?\"\n";
    let session = Reader::of_article().project(project).keys("s");
    assert!(session.screen().contains("Für oder gegen Waffen?"), "{}", session.screen());
    let session = session.again("swaff<Enter>a<Enter>");
    assert_eq!(session.each("stances", "target"), ["waffen"]);
}
