//! The documents that are made from tables are what the tables say now.

use std::fs;

use super::home::Home;

#[test]
fn documents_are_fresh() {
    let home = Home::new();
    for (file, arguments) in [
        ("keys.md", vec!["keys", "--markdown"]),
        ("commands.md", vec!["keys", "--commands", "--markdown"]),
        ("query.md", vec!["keys", "--queries", "--markdown"]),
        ("gloss.1", vec!["man"]),
    ] {
        let made = home.gloss(&arguments).fine();
        let kept = fs::read_to_string(format!("{}/assets/docs/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
        let again = format!("cargo run -- {} > assets/docs/{file}", arguments.join(" "));
        assert!(made == kept, "assets/docs/{file} is out of date; make it again without settings of your own: {again}");
    }
}

/// The pictures of the README and the keys that lead to them, on the sample corpus.
const PICTURES: [(&str, &str, &str); 2] = [
    ("reader.svg", "116x34", "JJ<Tab>aaaaaaatwater<Enter>tnegotiations<Enter>gg<Tab>"),
    (
        "stance.svg",
        "116x30",
        "JJJJJJ/Priya Nandakumar<Enter>P<Space>e<Enter>/The Harrow Dam<Enter>viqQ<Space>qPriya<Enter>sharrow-dam<Enter>f+",
    ),
];

/// With `GLOSS_PICTURES=new` the pictures are made anew instead.
#[test]
fn pictures_are_fresh() {
    for (file, size, keys) in PICTURES {
        let home = Home::new();
        let clock = "2026-01-01T00:00:00Z";
        let options = ["--size", size, "--clock", clock, "--seed", "1", "--format", "svg", "--annotator", "anna"];
        let made = home.gloss(&[&["play", "--keys", keys], &options[..]].concat()).fine();
        let path = format!("{}/assets/docs/{file}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("GLOSS_PICTURES").is_some_and(|wish| wish == "new") {
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(made == kept, "assets/docs/{file} is out of date; GLOSS_PICTURES=new cargo test --test cli pictures");
    }
}

#[test]
fn every_shell_gets_completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(home.gloss(&["completions", shell]).fine().contains("doctor"), "{shell}");
    }
}
