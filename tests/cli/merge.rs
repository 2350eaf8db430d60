//! `gloss merge`: sidecars through real branches of git.

use std::process::Command;

use super::home::{Home, Ran, run};

const ARTICLE: &str = "Der Deich\n\nInken Petersen will den Deich bei Norden erhöhen, sagt sie in Husum.\n";
const SIDECAR: &str = "a.txt.anna.gloss.toml";

/// A repository with the article and what was labelled first, and the driver set up as the help says; `None`, loudly,
/// where there is no git.
fn repository() -> Option<Home> {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("SKIPPED: git is not installed");
        return None;
    }
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write(".gitattributes", "*.gloss.toml merge=gloss\n");
    let driver = format!("'{}' merge %O %A %B %P", env!("CARGO_BIN_EXE_gloss"));
    for arguments in [
        vec!["init", "-q", "-b", "main"],
        vec!["config", "user.email", "anna@example.org"],
        vec!["config", "user.name", "Anna"],
        vec!["config", "merge.gloss.driver", &driver],
    ] {
        git(&home, &arguments).fine();
    }
    annotate(&home, "/Inken<Enter>v2eP");
    commit(&home, "first");
    Some(home)
}

fn git(home: &Home, arguments: &[&str]) -> Ran {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(home.path("")).env("HOME", home.at_home(""));
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("USER", "anna");
    run(&mut command, b"")
}

fn annotate(home: &Home, keys: &str) {
    home.gloss(&["play", "a.txt", "--annotator", "anna", "--set", "extract.builtin=false", "--keys", keys]).fine();
}

fn commit(home: &Home, message: &str) {
    git(home, &["add", "-A"]).fine();
    git(home, &["commit", "-qm", message]).fine();
}

#[test]
fn what_two_branches_labelled_stands_in_one_sidecar() {
    let Some(home) = repository() else { return };
    git(&home, &["checkout", "-qb", "other"]).fine();
    annotate(&home, "/Husum<Enter>L:tag water<Enter>");
    commit(&home, "other");
    git(&home, &["checkout", "-q", "main"]).fine();
    annotate(&home, "/Norden<Enter>L<Space>d");
    commit(&home, "main");
    let merged = git(&home, &["merge", "-q", "other"]);
    assert_eq!(merged.code, 0, "{}{}", merged.out, merged.err);
    let sidecar: toml::Table = home.read(SIDECAR).parse().unwrap();
    let texts: Vec<&str> = sidecar["spans"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Inken Petersen", "Norden", "Husum"]);
    assert_eq!(sidecar["tags"].as_array().unwrap().len(), 1);
    assert_eq!(sidecar["review"]["status"].as_str(), Some("done"));
    home.gloss(&["check", "."]).fine();
}

#[test]
fn what_both_changed_otherwise_stops_git_and_is_settled_in_the_reader() {
    let Some(home) = repository() else { return };
    git(&home, &["checkout", "-qb", "other"]).fine();
    annotate(&home, "/Inken<Enter>M");
    commit(&home, "other");
    git(&home, &["checkout", "-q", "main"]).fine();
    annotate(&home, "/Inken<Enter>O");
    commit(&home, "main");
    let merged = git(&home, &["merge", "-q", "other"]);
    assert!(merged.code == 1 && merged.err.contains("1 to be settled"), "{}{}", merged.out, merged.err);
    let sidecar: toml::Table = home.read(SIDECAR).parse().unwrap();
    assert_eq!(sidecar["spans"].as_array().unwrap().len(), 2, "both versions are kept");
    assert_eq!(sidecar["conflicts"].as_array().unwrap().len(), 1);
    annotate(&home, "<Space>w<Enter><Enter>");
    let sidecar: toml::Table = home.read(SIDECAR).parse().unwrap();
    assert!(sidecar["conflicts"].as_array().unwrap().is_empty(), "{sidecar}");
}

#[test]
fn versions_whose_text_is_unknown_are_both_kept_for_the_reader() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    annotate(&home, "/Inken<Enter>v2eP");
    let base = home.read(SIDECAR);
    annotate(&home, "/Norden<Enter>L");
    let ours = home.read(SIDECAR);
    home.write(SIDECAR, &base);
    annotate(&home, "/Husum<Enter>L");
    let theirs = home.read(SIDECAR);
    for (name, text) in [("base", &base), ("ours", &ours), ("theirs", &theirs)] {
        home.write(name, text);
    }
    // On a machine where nothing is known of the article.
    let stranger = home.gloss_with_variable(
        "XDG_STATE_HOME",
        home.path("nowhere").to_str().unwrap(),
        &["merge", "base", "ours", "theirs", "--json"],
    );
    assert!(stranger.code == 1 && stranger.err.contains("merged when the article is opened"), "{}", stranger.err);
    home.write(SIDECAR, home.read("ours"));
    annotate(&home, ":tag seen<Enter>");
    let sidecar: toml::Table = home.read(SIDECAR).parse().unwrap();
    assert_eq!(sidecar["spans"].as_array().unwrap().len(), 3);

    // Where it is known by its digest, no path is needed.
    home.write("ours", &ours);
    let known = home.gloss(&["merge", "base", "ours", "theirs", "--json"]);
    assert!(known.code == 0 && known.out.contains("\"taken\": 1"), "{}{}", known.out, known.err);
    assert_eq!(home.gloss(&["merge", "base", "ours"]).code, 2);
    assert_eq!(home.gloss(&["merge", "base", "gone", "theirs"]).code, 1);
}
