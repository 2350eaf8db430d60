//! What one does wrong, or nearly, and how the reader takes it.

use super::harness::Reader;

const ARTICLE: &str = "Der Rat tagt\n\nKanzlerin Ada Brandt traf Minister Paul Ott. „Wir bauen die Brücke“, sagte Brandt. \
                       Brandt reiste ab.\n\nEin zweiter Absatz, der lang genug ist, damit nichts in seiner Nähe steht, was \
                       weiter oben gesagt wurde, und der deshalb noch eine Weile weitergeht, ohne dass etwas geschieht, \
                       bis er endlich mit einem einzelnen Wort aufhört: Schluss.\n";

fn reader() -> Reader {
    Reader::new().article("a.txt", ARTICLE)
}

#[test]
fn an_entity_that_exists_comes_before_a_new_one() {
    let session = reader().keys("/Ada Brandt<Enter>P<Space>e<Enter>/Brandt<Enter>nP<Space>e<Enter>");
    assert_eq!(session.each("entities", "name"), ["Ada Brandt"]);
    let session = session.again("/Paul<Enter>vee<Esc>/Paul Ott<Enter>P<Space>e<Enter>");
    assert_eq!(session.each("entities", "name"), ["Ada Brandt", "Paul Ott"], "a name of its own is not swallowed");
}

#[test]
fn identical_mentions_share_the_entity_of_the_first() {
    let session = reader().keys("/Ada Brandt<Enter><Esc>wP<Space>e<Enter>*<Enter>");
    let linked = session.sidecar_text().matches("entity = \"").count();
    assert_eq!((session.spans().len(), linked), (3, 3), "{}", session.sidecar_text());
}

#[test]
fn a_tag_that_is_there_is_shown_and_a_new_one_is_asked_for_by_name() {
    let session = reader().keys("trat<Enter>tra<Enter>");
    assert_eq!(session.each("tags", "tag"), ["rat"], "the one that begins so is meant");
    let session = session.again("tra<Down><Enter>");
    assert_eq!(session.each("tags", "tag"), ["rat", "ra"]);
    let session = session.again("tat<Enter>");
    assert!(
        session.each("tags", "tag").contains(&"at".to_owned()),
        "letters inside another tag do not swallow a new one"
    );
}

#[test]
fn a_cue_belongs_to_a_quotation_near_it_and_goes_with_it() {
    let session = reader().keys("/Wir bauen<Enter><Esc>viqQ/Schluss<Enter><Esc><Space>c");
    assert!(session.status().contains("no quotation near"), "{}", session.status());
    let session = session.again("/bauen<Enter><Esc><Space>c");
    assert!(session.status().contains("inside the quotation"), "{}", session.status());
    let session = session.again("/sagte<Enter><Space>c/reiste<Enter><Space>c");
    assert_eq!(session.spans(), ["QUOTE Wir bauen die Brücke", "CUE reiste"], "the cue before goes");
    let session = session.again("/bauen<Enter><Esc>x");
    assert!(session.spans().is_empty(), "{:?}", session.spans());
}

#[test]
fn evidence_goes_with_its_stance() {
    let session = reader().keys("/Wir bauen<Enter><Esc>vissbruecke<Enter>f<Enter>");
    assert!(session.spans().iter().any(|span| span.starts_with("EVIDENCE")), "{:?}", session.spans());
    let session = session.again("<Space>s<C-x>");
    assert!(session.spans().is_empty() && session.each("stances", "target").is_empty());
}

#[test]
fn an_edge_does_not_cross_the_other_one() {
    let session = reader().keys("/Paul Ott<Enter>P<lt>10w<Enter>");
    assert!(session.status().contains("must stay before the end"), "{}", session.status());
    let session = session.again("<Esc>");
    assert_eq!(session.spans(), ["PER Paul Ott"]);
}

#[test]
fn putting_aside_is_undone_by_the_same_key() {
    let session = reader().keys("/Paul Ott<Enter>Pm");
    assert_eq!(session.each("later", "label"), ["PER"]);
    let session = session.again("/Paul Ott<Enter>m");
    assert!(session.each("later", "label").is_empty());
    assert_eq!(session.spans(), ["PER Paul Ott"]);
}

#[test]
fn a_label_of_a_program_that_the_schema_does_not_have_is_taken_by_any_label_key() {
    let session = reader().model("bot", "a.txt", &[("PERSON", "Paul Ott")]).keys("<Tab>P");
    assert_eq!(session.spans(), ["PER Paul Ott"]);
    assert!(
        session.sidecar_text().contains("from = [{ by = \"bot\", label = \"PERSON\""),
        "{}",
        session.sidecar_text()
    );
}

#[test]
fn a_selected_sentence_brings_its_speaker_as_holder() {
    let session = reader().keys("/Ada Brandt<Enter>P<Esc>vissbruecke<Enter>f<Enter>");
    assert!(session.sidecar_text().contains("holder = { span = "), "{}", session.sidecar_text());
}

#[test]
fn done_says_what_was_left_open() {
    let session = reader().model("bot", "a.txt", &[("PER", "Paul Ott")]).keys("<Space>d");
    let status = session.status();
    assert!(status.contains("1 left open"), "{status}");
}

#[test]
fn a_search_that_found_nothing_is_not_followed_by_a_label() {
    let session = reader().keys("/Nirgendwo<Enter>P");
    assert!(!session.exists("a.txt.anna.gloss.toml"), "{}", session.status());
    assert!(session.status().contains("found nothing"), "{}", session.status());
    let session = session.again("/Nirgendwo<Enter>PP");
    assert_eq!(session.spans().len(), 1, "asked for twice it is done");
}

#[test]
fn each_stance_asks_for_its_target_and_the_likeliest_comes_first() {
    let session = reader().keys("/Ada Brandt<Enter>Psbruecke<Enter>f<Enter>/Paul Ott<Enter>Psbruecke<Enter>a<Enter>");
    assert_eq!(session.each("stances", "target"), ["bruecke", "bruecke"]);
    let session = session.again("/Paul Ott<Enter>s<Enter>m<Enter>");
    assert_eq!(session.each("stances", "target"), ["bruecke", "bruecke", "bruecke"]);
}

#[test]
fn the_speaker_of_a_selected_quotation_holds_the_stance() {
    let session = reader().keys("/Paul Ott<Enter>P/Wir bauen<Enter><Esc>viqQ<Space>q<Enter>vissbruecke<Enter>f<Enter>");
    let text = session.sidecar_text();
    let speaker = session.sidecar()["spans"][0]["id"].as_str().unwrap().to_owned();
    assert!(text.contains(&format!("holder = {{ span = \"{speaker}\" }}")), "{text}");
}
