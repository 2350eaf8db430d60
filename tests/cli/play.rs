//! `gloss play`: the reader without a terminal; what it decides is on the disk.

use serde_json::Value;

use super::home::Home;
use super::schema::assert_valid;

/// Every character before the names takes more bytes than code points.
const ARTICLE: &str = "Grüße 👩‍👩‍👧 aus Köln\n\n„Schön“, sagte Käthe Müller-Lüdenscheidt in Zürich. e\u{301}!\n";

/// The code points from `start` to `end`.
fn slice(text: &str, start: u64, end: u64) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

#[test]
fn what_is_labelled_is_saved_with_offsets_that_count_code_points() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    let keys = "/Käthe<Enter>v/scheidt<Enter>eP/Zürich<Enter>L/Köln<Enter>Ltkultur<Enter>";
    let screen = home.gloss(&["play", "a.txt", "--keys", keys, "--size", "100x12"]).fine();
    assert!(screen.lines().last().unwrap().contains(" saved"), "{screen}");

    let sidecar: toml::Table = home.read("a.txt.anna.gloss.toml").parse().unwrap();
    let spans = sidecar["spans"].as_array().unwrap();
    let mut found = Vec::new();
    for span in spans {
        let at = |key: &str| span[key].as_integer().unwrap().try_into().unwrap();
        let text = slice(ARTICLE, at("start"), at("end"));
        assert_eq!(text, span["text"].as_str().unwrap());
        found.push((span["label"].as_str().unwrap(), text));
    }
    assert_eq!(found, [("LOC", "Köln".into()), ("PER", "Käthe Müller-Lüdenscheidt".into()), ("LOC", "Zürich".into())]);

    let shown = home.gloss(&["show", "--json", "a.txt"]).json();
    assert_valid("show", &shown);
    let listed: Vec<&Value> = shown["spans"].as_array().unwrap().iter().map(|span| &span["text"]).collect();
    assert_eq!(listed, ["Köln", "Käthe Müller-Lüdenscheidt", "Zürich"]);
    assert_eq!(shown["tags"][0]["tag"], "kultur");
}

#[test]
fn the_same_clock_and_seed_give_the_same_bytes() {
    let bytes = [1, 2].map(|_| {
        let home = Home::new();
        home.write("a.txt", ARTICLE);
        let clock = ["--clock", "2026-01-01T00:00:00Z", "--seed", "7"];
        home.gloss(&[&["play", "a.txt", "--keys", "/Köln<Enter>L", "--annotator", "otto"], &clock[..]].concat()).fine();
        home.read("a.txt.otto.gloss.toml")
    });
    assert_eq!(bytes[0], bytes[1]);
    assert!(bytes[0].contains("at = 2026-01-01T00:00:0"), "{}", bytes[0]);
}

#[test]
fn nothing_is_written_for_a_document_that_was_only_read() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.gloss(&["play", "a.txt", "--keys", "jwb)}GggJK/Köln<Enter>v<Esc>q"]).fine();
    assert_eq!(home.files(), ["a.txt"]);
}

#[test]
fn the_screen_comes_in_every_format_and_size() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    let play = |more: &[&str]| home.gloss(&[&["play", "a.txt"], more].concat());
    assert_eq!(play(&["--size", "33x7"]).fine().lines().count(), 7);
    assert!(play(&["--format", "svg"]).fine().starts_with("<svg "));
    assert!(play(&["--format", "faces", "--keys", "/Köln<Enter>L"]).fine().contains("label:LOC"));
    let json = play(&["--json", "--size", "40x8"]).json();
    assert_valid("play", &json);
    assert_eq!((json["screen"].as_array().unwrap().len(), &json["saved"]), (8, &Value::from("saved")));
    for size in ["1x1", "2x3", "20x5", "300x2"] {
        play(&["--size", size, "--keys", "?<Esc>t<Esc>s<Esc>:x<Esc>/a<Enter>"]).fine();
    }
}

#[test]
fn what_cannot_be_opened_is_told() {
    let home = Home::new();
    let ran = home.gloss(&["play", "none.txt", "--keys", "q"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "gloss: none.txt: does not exist; check the path\n"));
    home.write("empty.txt", "");
    let ran = home.gloss(&["play", "empty.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("empty.txt: is empty"), "{}", ran.err);
}

#[test]
fn a_document_that_cannot_be_annotated_for_a_fault_is_told() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write("a.txt.anna.gloss.toml", "gloss = 2\n");
    let ran = home.gloss(&["play", "a.txt", "--json"]);
    assert!(ran.code == 1 && ran.err.contains("a.txt.anna.gloss.toml: has the format version"), "{ran:?}");
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_valid("play", &json);
    assert_eq!(json["saved"], "read-only");
    assert_eq!(format!("gloss: {}\n", json["faults"][0].as_str().unwrap()), ran.err);

    home.write("c.jsonl", "{\"id\": 1, \"text\": \"Eins.\"}\n{\"id\": 1, \"text\": \"Zwei.\"}\n");
    let ran = home.gloss(&["play", "c.jsonl"]);
    assert!(ran.code == 1 && ran.err.contains("has the same id"), "{ran:?}");

    // Where nothing is wrong, read-only is no fault.
    home.gloss_with_input(&["play", "-"], ARTICLE.as_bytes()).fine();
    home.write("long.txt", "Wort ".repeat(300_000));
    let ran = home.gloss(&["--set", "files.read_only_mb=1", "play", "long.txt", "--json"]);
    assert_eq!(ran.json()["saved"], "read-only");
}

#[test]
fn warnings_about_settings_and_project_go_to_standard_error() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.settings("them = \"dark\"\n");
    home.write("gloss.toml", "[project]\nguidelines = \"guide.md\"\n");
    let ran = home.gloss(&["play", "a.txt"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("config.toml") && ran.err.contains("theme"), "{}", ran.err);
    assert!(ran.err.contains("guide.md: does not exist; check the path"), "{}", ran.err);
}

#[test]
fn what_cannot_be_saved_is_kept_in_the_state_folder() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.gloss(&["play", "a.txt", "--keys", "/Köln<Enter>L"]).fine();
    let sidecar = home.path("a.txt.anna.gloss.toml");
    let before = home.read("a.txt.anna.gloss.toml");
    let mut permissions = std::fs::metadata(&sidecar).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&sidecar, permissions).unwrap();

    let keys = ["play", "a.txt", "--keys", "/Zürich<Enter>L:q!<Enter>", "--clock", "2026-01-02T03:04:05Z"];
    let copies: Vec<String> = (0..2)
        .map(|_| {
            let ran = home.gloss(&keys);
            let start = format!("gloss: not saved: {} (it is write-protected); a copy is in ", sidecar.display());
            let copy = ran.err.strip_prefix(&start).and_then(|rest| rest.split_once("; put it in place when "));
            assert_eq!(ran.code, 1);
            copy.unwrap_or_else(|| panic!("{}", ran.err)).0.to_owned()
        })
        .collect();
    let folder = home.at_home(".local/state/glossator/unsaved");
    let time = regex::Regex::new(r"^a\.txt\.anna\.20260102T0304\d\dZ(-2)?\.gloss\.toml$").unwrap();
    for copy in &copies {
        let name = copy.strip_prefix(&format!("{}/", folder.display())).unwrap();
        assert!(time.is_match(name), "{name}");
    }
    assert_ne!(copies[0], copies[1], "nothing is written over");
    assert_eq!(home.read("a.txt.anna.gloss.toml"), before);

    // Put in place, the copy is the sidecar that could not be saved.
    std::fs::rename(&copies[0], &sidecar).unwrap();
    let shown = home.gloss(&["show", "--json", "a.txt"]).json();
    let spans: Vec<&Value> = shown["spans"].as_array().unwrap().iter().map(|span| &span["text"]).collect();
    assert_eq!(spans, ["Köln", "Zürich"]);
}
