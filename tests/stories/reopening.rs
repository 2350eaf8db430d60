//! Another day: undo goes on, a crash is made good, an article that was edited keeps its annotations.

use std::fs;
use std::path::{Path, PathBuf};

use glossator::store::claim::{Attempt, claim};

use super::harness::{ARTICLE, Reader, SIDECAR, Session};

/// The edit log of the only sidecar.
fn log(session: &Session) -> PathBuf {
    let history = session.reader.path("../home/.local/state/glossator/history");
    let mut shards = fs::read_dir(history).unwrap();
    let shard = shards.next().unwrap().unwrap().path();
    assert!(shards.next().is_none());
    fs::read_dir(shard).unwrap().next().unwrap().unwrap().path()
}

/// Takes the last line from a log: that the sidecar was written.
fn forget_last_line(log: &Path) {
    let lines = fs::read_to_string(log).unwrap();
    let unconfirmed: String =
        lines.lines().take(lines.lines().count() - 1).map(|line| line.to_owned() + "\n").collect();
    fs::write(log, unconfirmed).unwrap();
}

#[test]
fn undo_and_redo_go_on_where_one_left() {
    let session = Reader::of_article().keys("/Jens<Enter>P/NATO<Enter>O/Zürich<Enter>L");
    let spans = session.spans();
    let session = session.again("u");
    assert_eq!(session.spans(), ["PER Jens", "ORG NATO"]);
    assert!(session.status().contains("took back: label LOC"), "{}", session.status());
    let session = session.again("2u");
    assert!(session.spans().is_empty());
    let session = session.again("u");
    assert!(session.status().contains("nothing to take back"), "{}", session.status());
    let session = session.again("3<C-r>");
    assert_eq!(session.spans(), spans);
    let session = session.again("u/Montag<Enter>M").again("<C-r>");
    assert!(session.status().contains("nothing to do again"), "something else was done since: {}", session.status());
}

#[test]
fn what_somebody_else_changed_is_not_undone_over_them() {
    let session = Reader::of_article().keys("/Jens<Enter>P/NATO<Enter>O");
    let theirs = session.sidecar_text().replace("label = \"ORG\"", "label = \"MISC\"");
    let session = session.reader.file(SIDECAR, &theirs).keys("u");
    assert!(session.status().contains("stays as it is"), "{}", session.status());
    assert_eq!(session.sidecar_text(), theirs);
    // What still stands as it was can be taken back.
    let theirs = theirs
        .replace("label = \"MISC\"", "label = \"ORG\"")
        .replace("tags = []", "tags = [\n  { id = \"t\", tag = \"x\" },\n]");
    let session = session.reader.file(SIDECAR, &theirs).keys("u");
    assert_eq!((session.spans(), session.each("tags", "tag")), (vec!["PER Jens".into()], vec!["x".into()]));
}

#[test]
fn a_damaged_end_of_the_log_is_cut_off_and_costs_nothing_else() {
    let session = Reader::of_article().keys("/Jens<Enter>P/NATO<Enter>O");
    let (path, before) = (log(&session), session.sidecar_text());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], b"0123abcd { deed = \"do\", tx = \"half a li"].concat()).unwrap();
    let session = session.again("");
    assert!(session.status().contains("damaged and is cut off"), "{}", session.status());
    assert_eq!((session.sidecar_text(), fs::read(&path).unwrap()), (before, whole));
    assert_eq!(session.again("u").spans(), ["PER Jens"]);
}

#[test]
fn what_a_crash_kept_from_the_sidecar_is_made_again() {
    let session = Reader::of_article().keys("/Jens<Enter>P");
    let early = session.sidecar_text();
    let session = session.again("/NATO<Enter>O");
    let path = log(&session);
    // As if the power had gone between the log and the sidecar.
    forget_last_line(&path);
    let session = session.reader.file(SIDECAR, early).keys("");
    assert!(session.status().contains("recovered") && session.status().ends_with("saved"), "{}", session.status());
    assert_eq!(session.spans(), ["ORG NATO", "PER Jens"]);
    let session = session.again("u");
    assert_eq!(session.spans(), ["PER Jens"], "and can be taken back");
    assert!(!session.again("").status().contains("recovered"), "once");
}

#[test]
fn time_without_a_decision_counts_with_the_next_one() {
    let seconds = |session: &Session| session.sidecar()["review"]["seconds"].as_integer().unwrap();
    let session = Reader::of_article().keys("tx<Enter>");
    let before = seconds(&session);
    let session = session.again("jjjjjjjjjj").again("jjjjjjjjjj").again("ty<Enter>");
    let gained = seconds(&session) - before;
    assert!((20..=26).contains(&gained), "{gained}");
}

#[test]
fn a_second_reader_may_only_read_and_is_told_who_writes() {
    let session = Reader::of_article().keys("/Jens<Enter>P");
    let (state, sidecar) = (session.reader.path("../home/.local/state/glossator"), session.reader.path(SIDECAR));
    let Ok(Attempt::Ours(held)) = claim(&fs::canonicalize(state).unwrap(), &fs::canonicalize(sidecar).unwrap()) else {
        panic!("nobody has it");
    };
    let before = session.sidecar_text();
    let session = session.again("/NATO<Enter>O");
    let told = session.app().desk.as_ref().unwrap().read_only().unwrap().to_owned();
    assert!(told.starts_with(&format!("process {}", std::process::id())) && told.contains("has it open"), "{told}");
    assert!(session.status().ends_with("read-only"), "{}", session.status());
    assert_eq!(session.sidecar_text(), before);
    drop(held);
    assert_eq!(session.again("/NATO<Enter>O").spans().len(), 2);
}

/// Three labels and a note, then another text.
fn edited(change: impl FnOnce(&str) -> String) -> Reader {
    let session = Reader::of_article().keys("/Jens Öberg<Enter>P/Zürich<Enter>L/aber nicht über Waffen<Enter>Q");
    assert_eq!(session.spans().len(), 3);
    session.reader.file("a.txt", change(ARTICLE))
}

#[test]
fn annotations_move_with_their_text() {
    for forget in [false, true] {
        let reader = edited(|text| text.replace("Käthe Müller reiste", "Gestern war Markt. Käthe Müller reiste"));
        if forget {
            // Another machine does not have the old text.
            fs::remove_dir_all(reader.path("../home/.local")).unwrap();
        }
        let session = reader.keys("");
        assert!(session.status().contains("moved with it"), "{}", session.status());
        let session = session.again("tx<Enter>");
        let text = fs::read_to_string(session.reader.path("a.txt")).unwrap();
        for span in super::harness::records(&session.sidecar(), "spans") {
            let offset = |key: &str| usize::try_from(span[key].as_integer().unwrap()).unwrap();
            let found: String = text.chars().skip(offset("start")).take(offset("end") - offset("start")).collect();
            assert_eq!(found, span["text"].as_str().unwrap());
        }
        assert_eq!(session.spans().len(), 3);
        assert!(!session.again("").status().contains("text changed"), "it is written down now");
    }
}

#[test]
fn a_doubtful_place_is_marked_until_somebody_has_looked() {
    let session = edited(|text| text.replace("aber nicht über Waffen", "aber nie über Waffen")).keys("<Tab>");
    assert!(session.status().contains("doubtful"), "{}", session.status());
    let session = session.again("<Tab>a");
    assert!(session.status().contains("keep QUOTE"), "{}", session.status());
    assert!(session.spans().contains(&"QUOTE aber nie über Waffen".to_owned()), "{:?}", session.spans());
    let session = session.again("<Tab>");
    assert!(session.status().contains("nothing left to decide"), "{}", session.status());
}

#[test]
fn what_is_gone_has_no_place_and_can_be_given_one() {
    let reader = edited(|text| text.replace("den Chef der NATO, Jens Öberg", "einen Mann"));
    let session = reader.keys("");
    assert!(session.status().contains("1 without a place"), "{}", session.status());
    let session = session.again("tx<Enter>");
    assert_eq!(session.each("orphans", "text"), ["Jens Öberg"]);
    assert_eq!(session.spans().len(), 2);
    let session = session.again("<Space>w");
    assert!(
        session.screen().contains("Jens Öberg") && session.screen().contains("no place any more"),
        "{}",
        session.screen()
    );
    let session = session.again("<Space>w<Enter>/einen Mann<Enter><Enter>");
    assert!(session.spans().contains(&"PER einen Mann".to_owned()), "{:?}", session.spans());
    let session = session.again("u");
    assert_eq!(session.each("orphans", "text"), ["Jens Öberg"], "it can be taken back");
    let session = session.again("<Space>w<C-x>");
    assert!(session.sidecar().get("orphans").is_none(), "or be given up");
    // And it comes home when its text does.
    let session = session.again("u");
    let session = session.reader.file("a.txt", ARTICLE).keys("ty<Enter>");
    assert!(session.sidecar().get("orphans").is_none());
    assert!(session.spans().contains(&"PER Jens Öberg".to_owned()), "{:?}", session.spans());
}

#[test]
fn what_was_decided_on_proposals_stays_decided_when_the_text_moves() {
    let reader =
        Reader::of_article().model("ner", "a.txt", &[("PER", "Käthe Müller"), ("ORG", "NATO"), ("LOC", "Zürich")]);
    let session = reader.keys("<Tab>a<Tab>x");
    let (spans, rejected) = (session.spans(), session.each("rejected", "text"));
    assert_eq!((spans.len(), rejected.len()), (1, 1));
    let longer = ARTICLE.replace("Grüße aus", "Viele Grüße aus");
    let session = session.reader.file("a.txt", longer).keys("");
    let open = session.app().desk.as_ref().unwrap().undecided().count();
    assert_eq!(open, 1, "{}", session.screen());
}

#[test]
fn a_crash_and_another_text_together_lose_nothing() {
    let session = Reader::of_article().keys("/Jens Öberg<Enter>P");
    let early = session.sidecar_text();
    let session = session.again("/NATO, Jens<Enter>O");
    let path = log(&session);
    forget_last_line(&path);
    let longer = ARTICLE.replace("Käthe Müller reiste", "Gestern reiste Käthe Müller");
    let session = session.reader.file(SIDECAR, early).file("a.txt", longer).keys("");
    assert!(session.status().contains("recovered"), "{}", session.status());
    assert_eq!(session.spans(), ["ORG NATO, Jens", "PER Jens Öberg"]);
}

#[test]
fn one_refused_undo_does_not_stand_in_the_way_of_the_others() {
    let session = Reader::of_article().keys("/Jens<Enter>P/Montag<Enter>M/Chef<Enter>L");
    let theirs = session.sidecar_text().replace("label = \"MISC\"", "label = \"ORG\"");
    let session = session.reader.file(SIDECAR, theirs).keys("uu");
    assert!(session.status().contains("label MISC “Montag” stays as it is"), "{}", session.status());
    assert_eq!(session.again("uuu").spans(), ["ORG Montag"]);
}
