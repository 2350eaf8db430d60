//! What is on the disk: nothing for what was only read, nothing over what is not understood, everything else kept.

use super::harness::{ARTICLE, Reader, SIDECAR, Session, records};

/// A reader whose own sidecar is `change`d from a good one.
fn with_sidecar(change: impl FnOnce(String) -> String) -> Reader {
    let session = Reader::of_article().keys("/Jens<Enter>Ptfrieden<Enter>");
    let text = change(session.sidecar_text());
    session.reader.file(SIDECAR, text)
}

/// Edits of every kind are refused, with the reason, and the file stays as it is.
#[track_caller]
fn stays_read_only(reader: Reader, reason: &str) {
    let session = reader.keys("");
    let before = session.sidecar_text();
    assert!(session.status().ends_with("read-only"), "{}", session.status());
    let notice = session.app().notice.clone().unwrap();
    assert!(notice.error && notice.text.contains(reason), "{}", notice.text);
    assert!(session.screen().contains("Käthe Müller reiste"), "the article is there all the same");
    let keys = "/Montag<Enter>P/Zürich<Enter>L*<Enter>tx<Enter>sy<Enter>f<Enter>cz<Esc><Space>nz<Esc><Space>d<Space>ku<C-r>x+>e<Enter>";
    let session = session.again(keys);
    assert!(session.status().ends_with("read-only"), "{}", session.status());
    assert_eq!(session.sidecar_text(), before);
    assert_eq!(session.files(), ["a.txt", SIDECAR]);
}

/// Every file in a folder and the folders in it; a folder alone is no trace.
fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found
}

#[test]
fn nothing_is_written_for_what_was_only_read() {
    let session = Reader::of_article()
        .size(100, 30)
        .keys("jjwbe)(}{Gggv<Esc>/Müller<Enter>nN<C-o>go<C-d><C-u>?q<Space>a<Esc>yo<Tab>KJuq");
    assert!(session.played.exit);
    assert_eq!(session.files(), ["a.txt"]);
    assert!(files_below(&session.reader.path("../home")).is_empty());
}

#[test]
fn broken_toml_is_never_written_over() {
    stays_read_only(with_sidecar(|text| text.replace("tags = [", "tags = [[[")), SIDECAR);
}

#[test]
fn wrong_offsets_are_never_written_over() {
    stays_read_only(with_sidecar(|text| text.replace("start = ", "start = 1")), "spans");
}

#[test]
fn a_later_version_is_never_written_over() {
    stays_read_only(with_sidecar(|text| text.replace("gloss = 1", "gloss = 2")), "version");
}

#[test]
fn what_git_could_not_merge_is_merged_and_what_cannot_be_read_is_not_written_over() {
    let line = |text: &str| text.lines().find(|line| line.contains("frieden")).unwrap().to_owned() + "\n";
    let conflict = |text: String, theirs: &str| {
        let ours = line(&text);
        text.replace(&ours, &format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n"))
    };
    stays_read_only(with_sidecar(|text| conflict(text, "  { id = \n")), "conflict markers");

    let session = with_sidecar(|text| conflict(text, "  { id = \"t2\", tag = \"krieg\" },\n")).keys("");
    assert!(session.screen().contains("#frieden") || session.status().ends_with("saved"), "{}", session.screen());
    assert_eq!(session.each("tags", "tag"), ["krieg", "frieden"]);
    assert!(!session.sidecar_text().contains("<<<<"), "{}", session.sidecar_text());

    // Both sides changed the same record: both versions are kept, and the conflict is told.
    let session = with_sidecar(|text| {
        let theirs = line(&text).replace("frieden", "krieg");
        conflict(text, &theirs)
    });
    let session = session.keys("");
    assert_eq!(session.each("tags", "id").len(), 2);
    assert_eq!(session.each("conflicts", "id").len(), 1);
    assert!(session.status().contains("1 conflict"), "{}", session.status());
}

#[test]
fn a_broken_sidecar_of_a_program_is_told_and_does_not_stop_the_work() {
    let session = Reader::of_article().file("a.txt.ner.gloss.toml", "gloss = ").keys("");
    assert!(session.app().notice.as_ref().unwrap().text.contains("a.txt.ner.gloss.toml"));
    let session = session.again("/Jens<Enter>P");
    assert_eq!(session.spans(), ["PER Jens"]);
    assert!(session.again(":faults<Enter>").screen().contains("ner.gloss.toml"));
}

#[test]
fn what_this_version_does_not_know_is_kept_value_for_value() {
    let add = |text: String| {
        let text = text.replace("label = \"PER\"", "label = \"PER\", x-colour = { red = [1, 2.5, true] }");
        let text = text.replace("review = {", "review = { x-round = 3,");
        text + "\n[x-tool]\nwhen = 2026-01-02\nname = \"a\\u202eb\"\n[[x-tool.runs]]\nn = 1\n"
    };
    let session = with_sidecar(add).keys("/Montag<Enter>M");
    assert!(session.status().ends_with("saved"), "{}", session.status());
    let sidecar = session.sidecar();
    assert_eq!(session.spans(), ["MISC Montag", "PER Jens"]);
    assert_eq!(records(&sidecar, "spans")[1]["x-colour"].to_string(), "{ red = [1, 2.5, true] }");
    assert_eq!(sidecar["review"]["x-round"].as_integer(), Some(3));
    assert_eq!(sidecar["x-tool"]["when"].to_string(), "2026-01-02");
    assert_eq!(sidecar["x-tool"]["name"].as_str(), Some("a\u{202e}b"));
    assert_eq!(sidecar["x-tool"]["runs"][0]["n"].as_integer(), Some(1));
    assert!(!session.sidecar_text().contains('\u{202e}'), "bidi characters are written escaped");
}

#[test]
fn everything_is_back_the_next_day() {
    let keys = "/Jens<Enter>v2eP<Space>e<Enter>cwer?<Esc>/Wir<Enter>viqQsnato<Enter>a<Enter>tfrieden<Enter>";
    let session = Reader::of_article().size(120, 24).keys(keys);
    let text = session.sidecar_text();
    let session = session.again("");
    assert_eq!(session.sidecar_text(), text);
    let screen = session.screen();
    for word in ["frieden", "against", "nato"] {
        assert!(screen.contains(word), "{word}: {screen}");
    }
    assert!(session.face("Jens", 0).contains("label:PER"));
}

#[test]
fn two_annotators_have_files_of_their_own() {
    let session = Reader::of_article().keys("/Jens<Enter>P");
    let other = session.sidecar_text().replace("\"anna\"", "\"bob\"");
    let reader = session.reader.file("a.txt.bob.gloss.toml", &other);
    let session = reader.keys("/Montag<Enter>M");
    assert_eq!((session.spans().len(), session.text_of("a.txt.bob.gloss.toml")), (2, other));
}

fn labelled(name: &str, bytes: &[u8], keys: &str) -> Session {
    Reader::new().article(name, bytes).keys(keys)
}

#[test]
fn line_ends_marks_and_old_encodings_are_read_and_never_rewritten() {
    let crlf = "Über\r\n\r\nÖberg kam. Öberg\r\nging.\r\n";
    let session = labelled("a.txt", crlf.as_bytes(), "/Öberg<Enter>P*<Enter>/ging<Enter>M");
    assert_eq!(session.each("spans", "start"), ["8", "19", "26"]);
    assert_eq!(session.spans()[2], "MISC ging");

    let bom = format!("\u{feff}{ARTICLE}");
    let session = labelled("a.txt", bom.as_bytes(), "/Jens<Enter>P");
    let jens = ARTICLE[..ARTICLE.find("Jens").unwrap()].chars().count().to_string();
    assert_eq!(session.each("spans", "start"), [jens], "the mark is no character of the text");

    let latin: Vec<u8> = "Über Zürich\n\nKäthe Müller reist nach Zürich und grüßt Jens Öberg für alle.\n"
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let session = labelled("a.txt", &latin, "/Müller<Enter>P");
    assert_eq!((session.spans(), session.each("spans", "start")), (vec!["PER Müller".into()], vec!["19".into()]));
    assert_eq!(std::fs::read(session.reader.path("a.txt")).unwrap(), latin);
}

#[test]
fn a_selection_over_a_line_break_keeps_the_break() {
    let session = labelled("a.txt", "Titel\r\n\r\nJens\r\nÖberg kam.\r\n".as_bytes(), "/Jens<Enter>v2eP");
    assert_eq!(session.spans(), ["PER Jens\r\nÖberg"]);
}
