//! `gloss doctor`: what is in order and what is not.

use serde_json::Value;

use super::home::Home;
use super::schema::assert_valid;

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap()
}

#[test]
fn a_usual_home_has_no_problem() {
    let home = Home::new();
    let report = home.gloss(&["doctor", "--json"]).json();
    assert_valid("doctor", &report);
    assert_ne!(report["state"], "problem");
    assert_eq!(check(&report, "data")["state"], "ok");
    assert!(home.gloss(&["doctor"]).fine().contains("ok       version     gloss "));
    assert!(!home.at_home(".local").exists(), "looking makes no folders");
}

#[test]
fn problems_are_told_with_what_to_do() {
    let home = Home::new();
    home.settings("them = 1\n");
    home.write("gloss.toml", "[[labels]]\nname = \"NEXT\"\nkey = \"n\"\n");
    home.write("file", "");
    let file = home.path("file");
    let ran = home.gloss_with_variable("XDG_DATA_HOME", file.to_str().unwrap(), &["doctor", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_valid("doctor", &report);
    for (name, state) in [("settings", "warn"), ("project", "problem"), ("data", "problem"), ("state", "ok")] {
        let check = check(&report, name);
        assert_eq!(check["state"], state, "{check}");
        assert_eq!(check["advice"] == "", state == "ok", "{check}");
    }
    // Extractors are looked for, not started.
    home.settings(
        "[extractors.a]\ncommand = [\"sh\", \"there.sh\"]\n[extractors.b]\ncommand = [\"./no-such\"]\n\
         [extractors.c]\ncommand = [\"sh\", \"gone.sh\"]\n[extractors.d]\ncommand = [\"no-such-program\"]\n\
         [extractors.e]\ncommand = [\"./there.sh\"]\n",
    );
    std::fs::write(home.at_home(".config/glossator/there.sh"), "touch started\n").unwrap();
    let report: Value = serde_json::from_str(&home.gloss(&["doctor", "--json"]).out).unwrap();
    let found: Vec<(&str, &str)> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["name"] == "extractor")
        .map(|check| (check["state"].as_str().unwrap(), check["found"].as_str().unwrap()))
        .collect();
    let wanted = [
        ("ok", "a: sh there.sh"),
        ("warn", "b: "),
        ("warn", "c: gone.sh is not in "),
        ("warn", "d: no-such-program is not there"),
        ("warn", "e: "),
    ];
    assert!(
        found.len() == 5 && found.iter().zip(wanted).all(|(is, want)| is.0 == want.0 && is.1.starts_with(want.1)),
        "{found:?}"
    );
    assert!(found[4].1.ends_with("there.sh may not be run") && !home.at_home(".config/glossator/started").exists());
    let ran = home.gloss_with_variable("EDITOR", "no-such-editor --wait", &["doctor"]);
    assert!(ran.out.contains("there is no program no-such-editor"), "{}", ran.out);
}
