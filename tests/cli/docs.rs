//! The documents that are made from tables are what the tables say now.

use std::fs;

use super::home::Home;

#[test]
fn documents_are_fresh() {
    let home = Home::new();
    for (file, arguments) in [
        ("keys.md", vec!["keys", "--markdown"]),
        ("commands.md", vec!["keys", "--commands", "--markdown"]),
        ("gloss.1", vec!["man"]),
    ] {
        let made = home.gloss(&arguments).fine();
        let kept = fs::read_to_string(format!("{}/assets/docs/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
        let again = format!("cargo run -- {} > assets/docs/{file}", arguments.join(" "));
        assert!(made == kept, "assets/docs/{file} is out of date; make it again without settings of your own: {again}");
    }
}

#[test]
fn every_shell_gets_completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(home.gloss(&["completions", shell]).fine().contains("doctor"), "{shell}");
    }
}
