//! What the user's settings and the project's file change, and what is wrong with them.

use super::harness::Reader;

const PROJECT: &str = "\
[project]
name = \"Vereine\"
guidelines = \"leitfaden.md\"
[[labels]]
name = \"TEAM\"
key = \"T\"
description = \"a club\"
[[labels]]
name = \"SPIELERIN\"
key = \"S\"
[[labels]]
name = \"ORT\"
";

#[test]
fn a_project_brings_labels_with_keys_of_their_own() {
    let session =
        Reader::of_article().project(PROJECT).keys("/NATO<Enter>T/Jens<Enter>S/Zürich<Enter><Enter>ort<Enter>");
    assert_eq!(session.spans(), ["TEAM NATO", "SPIELERIN Jens", "ORT Zürich"]);
    assert!(session.again("/Montag<Enter>P").status().contains("not bound"), "the built-in labels are gone");
}

#[test]
fn a_project_is_found_from_a_folder_below() {
    let session =
        Reader::new().article("in/der/tiefe.txt", "Titel\n\nDer Verein.\n").project(PROJECT).keys("/Verein<Enter>T");
    assert!(session.text_of("in/der/tiefe.txt.anna.gloss.toml").contains("label = \"TEAM\""));
}

#[test]
fn guidelines_are_read_in_the_app() {
    let reader = Reader::of_article().project(PROJECT).file("leitfaden.md", "# Regeln\n\nNur Vereine.\n");
    let screen = reader.keys("<Space>g").screen();
    assert!(screen.contains("Regeln") && screen.contains("Nur Vereine."), "{screen}");
    assert!(Reader::of_article().keys("<Space>g").status().contains("no guidelines"));
}

#[test]
fn a_clash_of_keys_names_both() {
    for (key, other) in [("u", "undo"), ("T", "SPIELERIN"), ("J", "J")] {
        let project = PROJECT.replace("\"S\"", &format!("\"{key}\""));
        let Err((_, failure)) = Reader::of_article().project(&project).try_keys("") else { panic!("{key} is taken") };
        let said = failure.to_string();
        assert!(said.contains("SPIELERIN") && said.contains(other) && said.contains("gloss.toml"), "{said}");
    }
}

#[test]
fn a_project_that_cannot_be_read_stops_with_its_place() {
    let Err((_, failure)) = Reader::of_article().project("[[labels]\n").try_keys("") else { panic!("it is no TOML") };
    assert!(failure.to_string().contains("gloss.toml:1"), "{failure}");
}

#[test]
fn mistakes_in_the_settings_are_told_and_the_program_opens() {
    let config = "theme = \"pink\"\n[reader]\nmesure = 60\n";
    let session = Reader::of_article().config(config).keys(":faults<Enter>");
    let screen = session.screen();
    assert!(screen.contains("theme") && screen.contains("measure") && screen.contains("config.toml"), "{screen}");
    let session = session.again("");
    assert!(session.status().contains("see :faults"), "{}", session.status());
    let session = session.again("/Jens<Enter>P");
    assert_eq!(session.spans(), ["PER Jens"], "a warning takes no key");
}

#[test]
fn settings_and_keys_of_the_user_are_used() {
    let config = "[reader]\nmeasure = 30\nmargin = false\n[keys.normal]\n\"<C-t>\" = \"tag eigenes\"\n";
    let session = Reader::of_article().config(config).keys("<C-t>");
    assert_eq!(session.each("tags", "tag"), ["eigenes"]);
    let widest = session.screen().lines().take(20).map(|line| line.trim().chars().count()).max().unwrap();
    assert!(widest <= 32, "{widest}\n{}", session.screen());
}

#[test]
fn sidecars_go_to_the_folder_the_project_names() {
    let project = "[project]\nsidecar_dir = \"marken\"\n";
    let session = Reader::new().article("in/a.txt", "Titel\n\nJens kam.\n").project(project).keys("/Jens<Enter>P");
    let sidecars: Vec<String> = session.files().into_iter().filter(|name| name.ends_with(".anna.gloss.toml")).collect();
    assert_eq!(sidecars, ["marken/in/a.txt.anna.gloss.toml"]);
    assert!(session.again("").face("Jens", 0).contains("label:PER"));
}

#[test]
fn the_samples_open_without_a_path_and_are_kept_in_the_home() {
    let session = Reader::new().samples().keys("/Nothing<Enter>tgelesen<Enter>");
    assert!(session.screen().contains("A tour of gloss"), "{}", session.screen());
    assert!(session.reader.path("../home/.local/share/glossator").exists());
    assert_eq!(session.files(), Vec::<String>::new());
}
