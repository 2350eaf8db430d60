//! Emoji, combining accents, wide and right-to-left scripts, and text that means harm.

use glossator::ui::Picture;

use super::harness::{Reader, Session};

const SCRIPTS: &str =
    "Zeichen 👩‍👩‍👧 und 🇩🇪\n\nCafe\u{301} Zoe\u{308} kam. 東京で田中さんが話した。 שלום עולם und مرحبا بك. Ende 👍🏽 gut.\n";

fn label(pattern: &str, keys: &str) -> Session {
    Reader::new().article("a.txt", SCRIPTS).keys(&format!("/{pattern}<Enter>{keys}"))
}

#[test]
fn labels_count_code_points_in_every_script() {
    // The harness slices the text at every offset; here the words themselves are looked at.
    assert_eq!(label("Zoe", "<Esc>viwP").spans(), ["PER Zoe\u{308}"]);
    assert_eq!(label("田中", "P").spans(), ["PER 田中"]);
    assert_eq!(label("עולם", "L").spans(), ["LOC עולם"]);
    assert_eq!(label("Ende", "v2lM").spans(), ["MISC End"]);
    assert_eq!(label("🇩🇪", "M").spans(), ["MISC 🇩🇪"]);
    assert_eq!(label("مرحبا", "v2eM").spans(), ["MISC مرحبا بك"]);
}

#[test]
fn a_cluster_is_never_cut() {
    let session = label("👩", "<Esc>vM");
    assert_eq!(session.spans(), ["MISC 👩‍👩‍👧"]);
    let session = label("👍", "<Esc>vlM");
    assert_eq!(session.spans(), ["MISC 👍🏽"]);
    let session = label("Caf", "<Esc>v3lM");
    assert_eq!(session.spans(), ["MISC Cafe\u{301}"]);
    for (steps, rest) in [(0, "👩"), (1, " und"), (4, "d "), (6, "🇩🇪\n")] {
        let session = label("👩", &format!("<Esc>{}", "l".repeat(steps)));
        assert!(session.rest().starts_with(rest), "{steps}: {}", session.rest());
    }
}

#[test]
fn wide_letters_are_labelled_where_they_are_drawn() {
    let session = label("田中", "P<Esc>gg");
    assert!(session.face("田", 0).contains("label:PER"), "{}", session.faces());
    assert!(session.face("話", 0).is_empty(), "{}", session.faces());
}

/// Whether a character could steer a terminal or turn the text around.
fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[track_caller]
fn assert_harmless(picture: &Picture) {
    for cell in picture.buffer.content() {
        assert!(!cell.symbol().contains(harmful), "{:?} in\n{}", cell.symbol(), picture.text());
    }
}

const HOSTILE: &str = "Titel \u{1b}]0;weg\u{7} \u{202e}verkehrt\u{2066}\n\nEin \u{1b}[31mrotes\u{9b}31m Wort\u{200b}mitte, \u{8}\u{7f}Ende \u{feff}hier\u{0c}.\tTab\r\u{85}\n\n„\u{202e}Zitat\u{202c}“\n";

#[test]
fn hostile_text_never_reaches_the_screen() {
    let reader = || Reader::new().article("a.txt", HOSTILE).file("b\u{1b}[31m\u{202e}.txt", "Zweiter\n\nText.\n");
    for keys in [
        "",
        "/Ein<Enter>vipM",
        "vipM<Space>a",
        "viptx<Esc>",
        "/Wort<Enter>P*",
        "vips",
        "vipc",
        "vipy",
        "<Space>o",
        "<Space>i",
        "/Ein<Enter>vipMn<Space>e",
        "/\u{202e}",
        ":tag \u{202e}x\u{9b}<Enter><Space>t",
        "/Zitat<Enter>viqQsnato<Enter>f<Enter><Space>s<Enter>",
        "vipcein \u{202e}x<Esc>",
    ] {
        for size in [(80, 24), (140, 30), (30, 8)] {
            let session = reader().size(size.0, size.1).keys(keys);
            assert_harmless(&session.played.picture);
        }
    }
    let session = reader().open(".").keys("<Space>f");
    assert_harmless(&session.played.picture);
}

#[test]
fn hostile_sidecars_and_projects_never_reach_the_screen() {
    let project = "[project]\nname = \"\\u001b[31m\"\n[[labels]]\nname = \"PER\"\nkey = \"P\"\ndescription = \"\\u202ex\\u0007\"\n\
                   [[stance.targets]]\nid = \"nato\"\nquestion = \"\\u009b31m\\u2066?\"\n[[tags]]\nname = \"k\\u001b\"\n";
    for keys in ["", "?", "<Enter>", "s", "t", "<Space>i"] {
        match Reader::of_article().project(project).try_keys(keys) {
            Ok(session) => assert_harmless(&session.played.picture),
            Err((_, failure)) => assert!(!failure.to_string().replace('\n', "").contains(harmful), "{failure:?}"),
        }
    }
    let session = Reader::of_article().keys("/Jens<Enter>Pcgut<Esc>tfrieden<Enter>");
    let text = session.sidecar_text().replace("gut", "a\\u001b[31m\\u202e").replace("frieden", "f\\u0007\\u2067");
    let reader = session.reader.file(super::harness::SIDECAR, text).size(130, 30);
    let session = reader.keys("/Jens<Enter><Space>i");
    assert_harmless(&session.played.picture);
    let session = session.again("<Space>t");
    assert_harmless(&session.played.picture);
}

#[test]
fn hostile_text_is_labelled_where_it_is() {
    let session = Reader::new().article("a.txt", HOSTILE).keys("/rotes<Enter>P/Ende<Enter>M");
    assert_eq!(session.spans(), ["PER rotes", "MISC Ende"]);
}
