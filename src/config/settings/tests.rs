use super::*;
use crate::config::Severity;
use proptest::prelude::*;

fn file(text: &str) -> Layer<'_> {
    Layer { origin: Origin::File("config.toml".to_owned()), text }
}

#[test]
fn the_example_file_is_the_table() {
    assert_eq!(EXAMPLE, Settings::example(), "write Settings::example() to config.example.toml");
    let loaded = Settings::load(&[file(EXAMPLE)], &[]);
    assert_eq!(loaded.settings, Settings::default());
    assert_eq!(loaded.diagnostics, []);
    assert!(loaded.entries().all(|entry| entry.origin.to_string() == "config.toml"));
}

#[test]
fn every_default_keeps_its_rule() {
    for setting in TABLE {
        assert!(setting.set(&mut Settings::default(), setting.default()), "{}", setting.key);
    }
}

#[test]
fn a_bad_value_keeps_the_default_and_shows_its_place() {
    let text = "theme = \"light\"\n\n[reader]\n  measure = \"wide\"\nmargin = false\nscroll_off = -1\n";
    let loaded = Settings::load(&[file(text)], &[]);
    let shown: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "config.toml:4:13: reader.measure must be a whole number from 20 to 200 (it is \"wide\"); using 72\n\
             \x20     measure = \"wide\"\n\
             \x20               ^",
            "config.toml:6:14: reader.scroll_off must be a whole number from 0 to 50 (it is -1); using 3\n\
             \x20   scroll_off = -1\n\
             \x20                ^",
        ]
    );
    assert!(!loaded.settings.reader.margin && loaded.settings.theme == "light");
    assert_eq!(loaded.origin("reader.measure"), Some(&Origin::Default));
}

#[test]
fn unknown_keys_name_the_nearest() {
    let text =
        "measure = 60\nthem = \"dark\"\nzzz = 1\nfiles = 3\n[reader]\nmargn = true\n[serach]\na = 1\n[keys.normal]\n";
    let found: Vec<String> = Settings::load(&[file(text)], &[]).diagnostics.into_iter().map(|d| d.message).collect();
    assert_eq!(
        found,
        [
            "there is no key measure; did you mean reader.measure?",
            "there is no key them; did you mean theme?",
            "there is no key zzz; it is ignored",
            "files must be a table: [files] (it is 3)",
            "there is no key reader.margn; did you mean reader.margin?",
            "there is no key serach; did you mean search?",
        ]
    );
}

#[test]
fn later_layers_and_overrides_win() {
    let name = Origin::Environment("GLOSS_ANNOTATOR".to_owned());
    let loaded = Settings::load(
        &[file("annotator = \"anna\"\nmouse = false\nreader.measure = 60"), file("[reader\nmeasure = 50")],
        &[
            Override { origin: name.clone(), key: "annotator".to_owned(), value: "ben".to_owned() },
            Override::from_set("reader.measure=80").unwrap(),
            Override::from_set("mouse = yes").unwrap(),
            Override::from_set("reader.mesure=1").unwrap(),
        ],
    );
    assert_eq!(loaded.settings.annotator, "ben");
    assert_eq!(loaded.settings.reader.measure, 80);
    assert_eq!(loaded.origin("annotator"), Some(&name));
    let shown: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert!(shown[0].starts_with("config.toml:1:8: this is not TOML: "), "{}", shown[0]);
    assert_eq!(
        shown[1..],
        [
            "--set:1:7: mouse must be true or false (it is \"yes\"); using false\n    mouse=yes\n          ^",
            "--set:1:1: there is no key reader.mesure; did you mean reader.measure?\n    reader.mesure=1\n    ^",
        ]
    );
    assert!(loaded.diagnostics[1..].iter().all(|found| found.severity == Severity::Error));
}

proptest! {
    #[test]
    fn any_text_loads(text in "(?s)([a-z_.]{0,9}( = |\\[|\\]|\n|\"|[0-9])){0,12}|.{0,40}") {
        let loaded = Settings::load(&[file(&text)], &[]);
        prop_assert!(TABLE.iter().all(|setting| setting.rule.allows(&setting.get(&loaded.settings))));
        for found in loaded.diagnostics {
            prop_assert_eq!(found.to_string().lines().count(), 3);
        }
    }
}
