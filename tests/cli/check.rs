//! `gloss check`.

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

const ARTICLE: &str = "Titel\n\nKatja Sommer sprach in Lübeck.\n";

/// An article with a person and a place.
fn annotated() -> Home {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.gloss(&["play", "a.txt", "--keys", "/Katja Sommer<Enter>P/Lübeck<Enter>L"]).fine();
    home
}

/// What is said of each sidecar, and the exit code.
fn checked(home: &Home, arguments: &[&str]) -> (Vec<Value>, i32) {
    let Ran { code, out, .. } = home.gloss(&[&["check", "--json"], arguments].concat());
    let reports: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    reports.iter().for_each(|report| assert_valid("check", report));
    (reports, code)
}

fn counts(report: &Value) -> [i64; 4] {
    ["exact", "moved", "fuzzy", "orphan"].map(|key| report[key].as_i64().unwrap())
}

#[test]
fn a_sidecar_that_fits_is_fine() {
    let home = annotated();
    let (reports, code) = checked(&home, &["."]);
    assert_eq!((code, reports.len(), counts(&reports[0])), (0, 1, [2, 0, 0, 0]));
    assert_eq!((&reports[0]["digest_matches"], &reports[0]["wrong"]), (&Value::Bool(true), &Value::Bool(false)));
    assert!(home.gloss(&["check", "a.txt"]).fine().contains("1 sidecar: 1 fine"));
}

#[test]
fn what_moved_is_found_and_written_down_when_asked() {
    let home = annotated();
    let before = home.read("a.txt.anna.gloss.toml");
    home.write("a.txt", ARTICLE.replace("Titel", "Ein neuer Titel").replace("Lübeck", "Wismar"));
    let (reports, code) = checked(&home, &["a.txt"]);
    assert_eq!((code, counts(&reports[0])), (1, [0, 1, 0, 1]));
    assert_eq!(home.read("a.txt.anna.gloss.toml"), before, "looking changes nothing");
    let Ran { out, code, .. } = home.gloss(&["check", "a.txt"]);
    assert!(code == 1 && out.contains("1 moved") && out.contains("\"Lübeck\": orphan"), "{out}");

    let (reports, code) = checked(&home, &["--fix", "a.txt"]);
    assert_eq!((code, &reports[0]["mended"]), (1, &Value::Bool(true)), "the orphan is left to be settled");
    let (reports, _) = checked(&home, &["a.txt"]);
    assert_eq!((counts(&reports[0]), reports[0]["orphans"].as_i64()), ([1, 0, 0, 0], Some(1)));
}

#[test]
fn a_sidecar_finds_its_article_that_was_renamed() {
    let home = annotated();
    std::fs::create_dir(home.path("old")).unwrap();
    std::fs::rename(home.path("a.txt"), home.path("old/b.txt")).unwrap();
    let (reports, code) = checked(&home, &["."]);
    let fault = reports[0]["faults"][0].as_str().unwrap();
    assert!(code == 1 && fault.contains("b.txt") && fault.contains("--fix"), "{fault}");
    let (reports, code) = checked(&home, &["--fix", "."]);
    assert_eq!(code, 0, "{reports:?}");
    assert!(!home.path("a.txt.anna.gloss.toml").exists());
    let (reports, code) = checked(&home, &["."]);
    assert_eq!((code, counts(&reports[0])), (0, [2, 0, 0, 0]));

    // Two articles with the same text: nobody knows which one it was.
    std::fs::copy(home.path("old/b.txt"), home.path("c.txt")).unwrap();
    std::fs::rename(home.path("old/b.txt"), home.path("d.txt")).unwrap();
    let (reports, code) = checked(&home, &["--fix", "."]);
    assert!(code == 1 && reports[0]["faults"][0].as_str().unwrap().contains("several others"), "{reports:?}");
}

#[test]
fn what_the_schema_does_not_have_is_told() {
    let home = annotated();
    home.write("gloss.toml", "[[labels]]\nname = \"PER\"\nkey = \"P\"\n");
    let (reports, code) = checked(&home, &["a.txt"]);
    assert_eq!((code, reports[0]["schema"][0].as_str()), (1, Some("the schema has no label \"LOC\"")));
}

#[test]
fn what_cannot_be_read_is_told_with_the_reason() {
    let home = annotated();
    home.write("a.txt.ben.gloss.toml", "gloss = 7\n");
    let (reports, code) = checked(&home, &["a.txt"]);
    assert_eq!((code, reports.len()), (1, 2));
    assert!(reports[1]["faults"][0].as_str().unwrap().contains("version"));
    assert!(reports[1]["format"].is_null());
}

#[test]
fn a_place_without_its_words_is_told_whatever_end_it_has() {
    let home = annotated();
    let good = home.read("a.txt.anna.gloss.toml");
    for end in ["end = 12", "end = 21", "end = 99999"] {
        home.write("a.txt.anna.gloss.toml", good.replacen("end = 19", end, 1));
        let (reports, code) = checked(&home, &["a.txt"]);
        assert!(code == 1 && reports[0]["wrong"] == true, "{end}: {reports:?}");
        let (reports, code) = checked(&home, &["--fix", "a.txt.anna.gloss.toml"]);
        assert!(code == 0 && reports[0]["mended"] == true, "{end}: {reports:?}");
        assert_eq!(home.read("a.txt.anna.gloss.toml"), good);
    }
}

#[test]
fn articles_whose_names_were_exchanged_keep_their_annotations() {
    let home = annotated();
    home.write("b.txt", "Anders\n\nEin ganz anderer Text ohne Namen.\n");
    let before = home.read("a.txt.anna.gloss.toml");
    for (from, to) in [("a.txt", "c.txt"), ("b.txt", "a.txt"), ("c.txt", "b.txt")] {
        std::fs::rename(home.path(from), home.path(to)).unwrap();
    }
    let (reports, code) = checked(&home, &["--fix", "."]);
    assert!(code == 1 && reports[0]["faults"][0].as_str().unwrap().contains("b.txt"), "{reports:?}");
    assert_eq!(home.read("a.txt.anna.gloss.toml"), before);
}
