//! `gloss config`: values, origins, mistakes.

use serde_json::Value;

use super::home::Home;
use super::schema::assert_valid;

fn setting<'a>(listed: &'a Value, key: &str) -> &'a Value {
    listed["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap()
}

#[test]
fn every_value_says_where_it_comes_from() {
    let home = Home::new();
    home.settings("theme = \"light\"\n[reader]\nmeasure = 60\ncenter = false\n");
    let listed = home.gloss(&["config", "--json", "--set", "reader.measure=50"]).json();
    assert_valid("config", &listed);
    let path = home.at_home(".config/glossator/config.toml");
    assert_eq!(setting(&listed, "theme")["origin"], path.to_str().unwrap());
    assert_eq!(setting(&listed, "reader.center")["value"], false);
    assert_eq!(setting(&listed, "reader.measure")["value"], 50);
    assert_eq!(setting(&listed, "reader.measure")["default"], 72);
    assert_eq!(setting(&listed, "reader.measure")["origin"], "--set");
    assert_eq!(setting(&listed, "mouse")["origin"], "default");
    assert_eq!(listed["annotator_from"], "login name");

    let listed = home.gloss_with_variable("GLOSS_ANNOTATOR", "otto", &["config", "--json"]).json();
    assert_eq!((&listed["annotator"], &listed["annotator_from"]), (&"otto".into(), &"GLOSS_ANNOTATOR".into()));
    let text = home.gloss_with_variable("GLOSS_ANNOTATOR", "otto", &["config", "--annotator", "ida"]).fine();
    assert!(text.contains("annotator      ida (--annotator)"), "{text}");
    assert!(text.contains("(default 72)"), "{text}");
}

#[test]
fn mistakes_are_shown_at_their_place_and_defaults_stand_in() {
    let home = Home::new();
    home.settings("them = \"dark\"\n[reader]\nmeasure = 5\n[keys.normal]\n\"X\" = \"acept\"\n");
    let ran = home.gloss(&["config"]);
    assert_eq!(ran.code, 0);
    for said in
        ["config.toml:1:1: ", "did you mean", "theme", "config.toml:3:11: reader.measure", "    measure = 5", "acept"]
    {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(ran.out.contains("reader.measure         72"), "{}", ran.out);
    home.write("a.txt", "Text.\n");
    assert_eq!(home.gloss(&["show", "a.txt"]).code, 0);
}

#[test]
fn the_settings_file_can_be_chosen() {
    let home = Home::new();
    home.write("mine.toml", "[reader]\nmeasure = 61\n");
    let listed = home.gloss(&["config", "--json", "--config", "mine.toml"]).json();
    assert_eq!(setting(&listed, "reader.measure")["value"], 61);
    assert_eq!(home.gloss_with_variable("GLOSS_CONFIG", "mine.toml", &["config", "--path"]).fine(), "mine.toml\n");
    let ran = home.gloss(&["config", "--config", "none.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "gloss: none.toml: does not exist; check the path\n"));
}

#[test]
fn the_example_holds_every_setting_and_changes_nothing() {
    let home = Home::new();
    let example = home.gloss(&["config", "--example"]).fine();
    assert_eq!(example, std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml")).unwrap());
    home.settings(&example);
    let listed = home.gloss(&["config", "--json"]).json();
    for setting in listed["settings"].as_array().unwrap() {
        assert_eq!(setting["value"], setting["default"]);
        assert_ne!(setting["origin"], "default", "{setting} is not in the example");
    }
}
