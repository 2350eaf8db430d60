//! `gloss keys`: the tables the reader itself uses.

use serde_json::Value;

use super::home::Home;
use super::schema::assert_valid;

#[test]
fn keys_and_commands_name_each_other() {
    let home = Home::new();
    let keys = home.gloss(&["keys", "--json"]).json();
    assert_valid("keys", &keys);
    let commands = home.gloss(&["keys", "--commands", "--json"]).json();
    assert_valid("commands", &commands);
    let commands = commands["commands"].as_array().unwrap();
    for binding in
        keys["contexts"].as_array().unwrap().iter().flat_map(|context| context["bindings"].as_array().unwrap())
    {
        let line = binding["command"].as_str().unwrap();
        let name = line.split(' ').next().unwrap();
        assert!(line.is_empty() || commands.iter().any(|command| command["name"] == name), "{binding}");
        assert_ne!(binding["help"], "", "{binding}");
    }
    let text = home.gloss(&["keys"]).fine();
    assert!(text.starts_with("normal: reading\n  h <Left> "), "{text}");
    assert!(home.gloss(&["keys", "--commands"]).fine().contains("quit, q, wq, x"));
}

#[test]
fn settings_and_project_bring_keys_of_their_own() {
    let home = Home::new();
    home.settings("[keys.normal]\n\"<F3>\" = \"next-document\"\n");
    home.write("gloss.toml", "[[labels]]\nname = \"RIVER\"\nkey = \"R\"\ndescription = \"rivers\"\n");
    let keys = home.gloss(&["keys", "--json"]).json();
    let normal = keys["contexts"][0]["bindings"].as_array().unwrap();
    let bound = |key: &str| normal.iter().find(|binding| binding["keys"].as_array().unwrap().contains(&key.into()));
    assert_eq!(bound("<F3>").unwrap()["command"], "next-document");
    assert_eq!(bound("R").unwrap()["help"], "rivers");
    assert_eq!(bound("P"), None::<&Value>);
}

#[test]
fn a_label_key_that_is_taken_is_an_error_that_names_both() {
    let home = Home::new();
    home.write("gloss.toml", "[[labels]]\nname = \"NEXT\"\nkey = \"n\"\n");
    let ran = home.gloss(&["keys"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("NEXT") && ran.err.contains("search-next"), "{}", ran.err);
}
