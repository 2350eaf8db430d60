//! The same in many documents at once: labels for identical strings, other words in the schema, and one undo for all.

use super::harness::{Reader, Session, records, spans};

const ONE: &str = "Der Deich\n\nDie Gemeinde Ostrau baut. Ostrau zahlt, sagt Ilse Brandt.\n";
const TWO: &str = "Die Fähre\n\nNach Ostrau fährt sie, nach Ostrauer Art.\n";
const THREE: &str = "Das Wetter\n\nEs regnet im Norden.\n";

fn corpus() -> Reader {
    Reader::new().article("1.txt", ONE).article("2.txt", TWO).article("3.txt", THREE).open("")
}

#[track_caller]
fn spans_of(session: &Session, name: &str) -> Vec<String> {
    let file = format!("{name}.anna.gloss.toml");
    if session.exists(&file) { spans(&session.text_of(&file).parse().unwrap()) } else { Vec::new() }
}

#[track_caller]
fn everything(session: &Session) -> String {
    ["1.txt", "2.txt", "3.txt"].map(|name| format!("{name} {:?}", spans_of(session, name))).join(" ")
}

#[test]
fn a_string_is_labelled_in_all_documents_after_a_preview_and_taken_back_as_one() {
    let session = corpus().size(100, 30).keys("/Ostrau<Enter>Lg*");
    let screen = session.screen();
    assert!(screen.contains("label LOC “Ostrau”") && screen.contains("2 of 2 taken, in 2 documents"), "{screen}");
    assert!(screen.contains("Die Gemeinde Ostrau baut.") || screen.contains("Ostrau zahlt"), "{screen}");

    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>");
    assert!(session.status().contains("did in 2 documents"), "{}", session.status());
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau", "LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);

    // A document can be left out, and a single place.
    let session = corpus().keys("/Ostrau<Enter>Lg*<Space><Enter>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);
    let session = corpus().keys("/Ostrau<Enter>Lg*%<Enter>");
    assert!(session.status().contains("nothing changed"), "{}", session.status());

    // One undo, and one redo; the label that was given by itself stays.
    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>u");
    assert!(session.status().contains("took back in 2 documents"), "{}", session.status());
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau"] 2.txt [] 3.txt []"#);
    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>u<C-r>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau", "LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);
}

#[test]
fn the_preview_of_one_document_widens_to_all() {
    let session = corpus().keys("/Ostrau<Enter>L**<Enter>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau", "LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);
}

#[test]
fn undo_in_a_later_sitting_asks_how_far_and_says_what_it_could_not_change() {
    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>");
    // In the meantime the label in the second document has become another.
    let session = session.again("J/Ostrau<Enter>O");
    assert_eq!(spans_of(&session, "2.txt"), ["ORG Ostrau"]);
    let session = session.again("u");
    assert!(session.screen().contains("in all 2 documents"), "{}", session.screen());
    let session = session.again("u<Down><Enter>");
    assert!(session.status().contains("took back in 1 document, 1 not (:refused)"), "{}", session.status());
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau"] 2.txt ["ORG Ostrau"] 3.txt []"#);
    let session = corpus()
        .keys("/Ostrau<Enter>Lg*<Enter>")
        .again("J/Ostrau<Enter>O")
        .again(":undo-everywhere<Enter>:refused<Enter>");
    let screen = session.screen();
    assert!(screen.contains("2.txt.anna.gloss.toml") && screen.contains("somebody else changed it"), "{screen}");
    // Or only here.
    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>").again("u<Enter>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);
}

#[test]
fn what_was_done_at_once_is_listed_and_taken_back_from_anywhere() {
    let session = corpus().keys("/Ostrau<Enter>Lg*<Enter>").again("JJ<Space>U");
    let screen = session.screen();
    assert!(screen.contains("label LOC “Ostrau” (2)") && screen.contains("2 documents"), "{screen}");
    let session = session.again("JJ<Space>U<Enter>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau"] 2.txt [] 3.txt []"#);
    let session = session.again("JJ<Space>U<Enter>");
    assert_eq!(everything(&session), r#"1.txt ["LOC Ostrau", "LOC Ostrau"] 2.txt ["LOC Ostrau"] 3.txt []"#);
}

const PROJECT: &str = "# ours\n[[labels]]\nname = \"PER\" # people\nkey = \"P\"\n\n[[labels]]\nname = \"LOC\"\nkey = \"L\"\n\n\
                       [[labels]]\nname = \"PLACE\"\nkey = \"O\"\n\n[[tags]]\nname = \"dike\"\n";

fn project() -> Reader {
    corpus().project(PROJECT)
}

#[test]
fn a_label_is_renamed_everywhere_and_the_project_file_keeps_its_comments() {
    let label = "/Ilse<Enter>v2ePJ/Ostrau<Enter>P";
    let session = project().keys(&format!("{label}:schema-rename label PER PERSON<Enter><Enter>"));
    assert!(session.status().contains("did in 2 documents"), "{}", session.status());
    assert_eq!(everything(&session), r#"1.txt ["PERSON Ilse Brandt"] 2.txt ["PERSON Ostrau"] 3.txt []"#);
    assert_eq!(session.text_of("gloss.toml"), PROJECT.replace("\"PER\"", "\"PERSON\""));
    assert!(session.app().schema.label("PERSON").is_some());
    // The key is the new label's at once.
    let session = project().keys(&format!("{label}:schema-rename label PER PERSON<Enter><Enter>J/Norden<Enter>P"));
    assert_eq!(spans_of(&session, "3.txt"), ["PERSON Norden"]);
    // One undo for all of it.
    let session = project().keys(&format!("{label}:schema-rename label PER PERSON<Enter><Enter>u"));
    assert_eq!(everything(&session), r#"1.txt ["PER Ilse Brandt"] 2.txt ["PER Ostrau"] 3.txt []"#);
    assert_eq!(session.text_of("gloss.toml"), PROJECT);
}

#[test]
fn labels_merge_where_both_stand_and_tags_and_targets_follow() {
    let session = project().keys("/Ostrau<Enter>LO:schema-rename label LOC PLACE<Enter><Enter>");
    assert_eq!(spans_of(&session, "1.txt"), ["PLACE Ostrau"]);
    assert!(!session.text_of("gloss.toml").contains("LOC"));

    let session =
        project().keys(":tag dike<Enter>:tag dyke<Enter>J:tag dyke<Enter>:schema-rename tag dyke dike<Enter><Enter>");
    let tags = |name: &str| -> Vec<String> {
        let sidecar: toml::Table = session.text_of(&format!("{name}.anna.gloss.toml")).parse().unwrap();
        records(&sidecar, "tags").iter().map(|tag| tag["tag"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((tags("1.txt"), tags("2.txt")), (vec!["dike".to_owned()], vec!["dike".to_owned()]));

    let session = project().keys(":tag dike<Enter>J:tag dike<Enter>:schema-remove tag dike<Enter><Enter>");
    assert!(
        !session.text_of("gloss.toml").contains("dike") && !session.text_of("2.txt.anna.gloss.toml").contains("dike")
    );
    assert!(session.status().contains("did in 2 documents: remove tag dike (2)"), "{}", session.status());
}

#[test]
fn what_others_said_is_renamed_too_and_what_cannot_be_is_told() {
    let other = Reader::new().article("1.txt", ONE).keys("/Ostrau<Enter>L");
    let bens = other.text_of("1.txt.anna.gloss.toml").replace("annotator = \"anna\"", "annotator = \"ben\"");
    let session = project().file("1.txt.ben.gloss.toml", &bens).keys(":schema-rename label LOC PLACE<Enter>");
    let screen = session.screen();
    assert!(screen.contains("ben's") && screen.contains("1 of 1 taken"), "{screen}");
    let session = project().file("1.txt.ben.gloss.toml", &bens).keys(":schema-rename label LOC PLACE<Enter><Enter>");
    assert!(session.text_of("1.txt.ben.gloss.toml").contains("label = \"PLACE\""));
    // Without a project file no new label can come about.
    let session = corpus().keys(":schema-rename label PER PERSON<Enter>");
    assert!(session.status().contains("no label \"PERSON\""), "{}", session.status());
    for (keys, says) in [
        (":schema-rename colour a b<Enter>", "write: schema-rename"),
        (":schema-rename tag a<Enter>", "write: schema-rename"),
        (":schema-remove tag nothing<Enter>", "nothing to do in 3 documents"),
        (":undo-everywhere<Enter>", "nothing was done in many documents"),
        ("<Space>U", "nothing was done in many documents"),
    ] {
        let session = corpus().keys(keys);
        assert!(session.status().contains(says), "{keys}: {}", session.status());
    }
}
