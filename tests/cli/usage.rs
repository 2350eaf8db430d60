//! Arguments, exit codes, and what is said when they are wrong.

use super::home::Home;

#[test]
fn wrong_usage_says_what_is_wrong_and_ends_with_2() {
    let home = Home::new();
    home.write("a.txt", "A title\n\nText.\n");
    for (arguments, said) in [
        (vec!["--bogus"], "--bogus"),
        (vec!["show"], "<PATH>"),
        (vec!["show", "a.txt", "--format", "pdf"], "[possible values: text, json, html, raw]"),
        (vec!["show", "a.txt", "--width", "3"], "3 is not in 10..=1000"),
        (vec!["show", "a.txt", "--annotator", "Anna B"], "a-z, 0-9, '_' and '-'"),
        (vec!["show", "a.txt", "--set", "measure"], "write key=value"),
        (vec!["show", "a.txt", "--set", "reader.mesure=60"], "did you mean"),
        (vec!["show", "a.txt", "--set", "reader.measure=wide"], "must be a whole number from 20 to 200"),
        (vec!["play", "a.txt", "--size", "80"], "such as 120x40"),
        (vec!["play", "a.txt", "--size", "0x9"], "numbers from 1 to 1000"),
        (vec!["play", "a.txt", "--clock", "noon"], "--clock"),
        (vec!["completions", "tcsh"], "[possible values: bash"),
    ] {
        let ran = home.gloss(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_mistake_in_the_keys_is_shown_at_its_place() {
    let home = Home::new();
    home.write("a.txt", "Text.\n");
    let ran = home.gloss(&["play", "a.txt", "--keys", "gg<Entr>x"]);
    assert_eq!(ran.code, 2);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines, ["gloss: --keys:1:3: there is no key <Entr>; did you mean <Enter>?", "    gg<Entr>x", "      ^"]);
}

#[test]
fn help_and_version() {
    let home = Home::new();
    assert_eq!(home.gloss(&["--version"]).fine(), format!("gloss {}\n", env!("CARGO_PKG_VERSION")));
    let help = home.gloss(&["--help"]).fine();
    for command in ["show", "play", "score", "config", "keys", "doctor", "completions", "man"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert!(home.gloss(&[command, "--help"]).fine().contains("Usage: gloss"));
    }
}

#[test]
fn a_file_that_is_called_like_a_command_can_be_opened() {
    let home = Home::new();
    home.write("show", "A file of that name\n\nText.\n");
    assert!(home.gloss(&["./show"]).fine().starts_with("A file of that name"));
}
