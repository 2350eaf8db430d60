//! Who is meant, who speaks, and what has to do with what.

use super::harness::{Reader, Session, records};

/// Two mentions of one person and one of another.
const MENTIONS: &str = "/Käthe Müller reiste<Enter>v2eP/traf<Enter>wP/Jens<Enter>v2eP";

fn names(session: &Session) -> Vec<String> {
    let sidecar = session.sidecar();
    let entities = records(&sidecar, "entities");
    let name = |id: &str| {
        let entity = entities.iter().find(|entity| entity["id"].as_str() == Some(id)).unwrap();
        entity["name"].as_str().unwrap().to_owned()
    };
    let spans = records(&sidecar, "spans");
    spans.iter().map(|span| span.get("entity").map_or("-".into(), |id| name(id.as_str().unwrap()))).collect()
}

#[test]
fn mentions_are_gathered_split_and_merged() {
    let session = Reader::of_article()
        .keys(&format!("{MENTIONS}/reiste<Enter>b<Space>e<Enter>/traf<Enter>w<Space>eKäthe<Enter>"));
    assert_eq!(names(&session), ["Käthe Müller", "Käthe Müller", "-"]);
    assert_eq!(session.each("entities", "label"), ["PER"]);
    let session = session.again("/traf<Enter>w<Space>E");
    assert_eq!(names(&session), ["Käthe Müller", "Müller", "-"]);
    let session = session.again("/traf<Enter>w<Space>MKäthe<Enter>");
    assert_eq!(names(&session), ["Käthe Müller", "Käthe Müller", "-"]);
    assert_eq!(session.each("entities", "name"), ["Käthe Müller"], "the merged one is gone");
    let session = session.again("/traf<Enter>w:rename-entity Dr. Müller<Enter>");
    assert_eq!(session.each("entities", "name"), ["Dr. Müller"]);
}

#[test]
fn an_entity_that_nobody_mentions_goes() {
    let session = Reader::of_article().keys("/Jens<Enter>P<Space>e<Enter>x");
    assert_eq!((session.spans().len(), session.each("entities", "id").len()), (0, 0));
}

#[test]
fn identical_mentions_are_gathered_together() {
    let session = Reader::of_article().keys("/NATO<Enter>O*<Enter><Space>e<Enter>");
    assert_eq!(names(&session), ["NATO", "NATO", "NATO"]);
}

#[test]
fn a_stance_keeps_its_holder_by_name_when_the_mention_goes() {
    let session = Reader::of_article().keys("/Jens<Enter>Psnato<Enter>f<Enter>/Jens<Enter>x");
    assert_eq!(session.sidecar()["stances"][0]["holder"]["name"].as_str(), Some("Jens"));
}

#[test]
fn a_quotation_gets_its_source_and_cue() {
    let session =
        Reader::of_article().keys("/Müller. Öb<Enter><Esc>viwP/Wir<Enter>viqQ<Space>q<Enter>/sagte<Enter><Space>c");
    let sidecar = session.sidecar();
    let spans = records(&sidecar, "spans");
    let of = |label: &str| *spans.iter().find(|span| span["label"].as_str() == Some(label)).unwrap();
    let quotation = of("QUOTE");
    assert_eq!(quotation["roles"]["source"][0], of("PER")["id"]);
    let cue = of("CUE");
    assert_eq!((cue["text"].as_str(), &quotation["roles"]["cue"][0]), (Some("sagte"), &cue["id"]));
    let session = session.again("/Müller. Öb<Enter><Esc>x");
    let sidecar = session.sidecar();
    let quotation = sidecar["spans"].as_array().unwrap().iter().find(|span| span["label"].as_str() == Some("QUOTE"));
    assert!(quotation.unwrap()["roles"].get("source").is_none_or(|source| source.as_array().unwrap().is_empty()));
}

#[test]
fn a_relation_leads_from_one_to_another() {
    let session = Reader::of_article().keys("/Jens<Enter>P/Montag<Enter>M<Space>r/Jens<Enter><Space>r");
    let sidecar = session.sidecar();
    let relation = &sidecar["relations"][0];
    let id = |label: &str| {
        records(&sidecar, "spans").iter().find(|span| span["label"].as_str() == Some(label)).unwrap()["id"].clone()
    };
    assert_eq!((&relation["head"], &relation["tail"]), (&id("MISC"), &id("PER")));
    let gone = session.again("<Space>R<C-x>");
    assert_eq!(gone.each("relations", "id").len(), 0);
    let session = gone.again("/Jens<Enter><Space>r/Montag<Enter><Space>r/Jens<Enter>x");
    assert_eq!(session.each("relations", "id").len(), 0, "a relation goes with its end");
}

#[test]
fn escape_drops_a_relation_begun() {
    let session = Reader::of_article().keys("/Jens<Enter>P<Space>r<Esc>/Montag<Enter>M<Space>r");
    assert_eq!(session.each("relations", "id").len(), 0);
}
