//! A project file is somebody else's: it says what labels are called, and nothing it says reaches further.

use std::fs;

#[cfg(unix)]
use super::files::{gloss, tree};
use super::home::Home;

/// A project with escape sequences, line breaks and direction marks in every string.
const HOSTILE: &str = r#"
[project]
name = "p\u001b[2J\u202e\nq"
guidelines = "g.md"
required = ["spans"]
[[labels]]
name = "L\u001b]0;x\u0007\u202e"
key = "P"
description = "d\u001b[2J\n\u202e"
short = "s\u001b"
[[tags]]
name = "t\u001b[2J\u202e"
description = "d\u001b[2J"
[stance]
targets = [{ id = "z\u001b[2J", description = "d\u001b[2J\u202e" }]
values = [{ name = "v\u001b[2J", key = "f", description = "d\u001b[2J" }]
[[relations]]
name = "r\u001b[2J"
[corpus]
id = "i\u001b[2J"
"#;

#[cfg(unix)]
#[test]
fn its_words_cannot_steer_the_terminal() {
    let home = Home::new();
    home.write("a.txt", "Titel\n\nEin Satz.\n");
    home.write("g.md", "# Regeln\u{1b}[2J\n\n\u{202e}Kehrt um.\n");
    for text in [HOSTILE.to_owned(), HOSTILE.replace("\\u202e", "").replace("\\n", ""), HOSTILE.replace("= [", "= ")] {
        home.write("gloss.toml", &text);
        for arguments in [
            &["show", "a.txt"][..],
            &["show", "--format", "html", "a.txt"],
            &["show", "--json", "a.txt"],
            &["play", "a.txt", "--keys", "/Satz<Enter>P<Space>g<Esc>?<Esc>tt<Esc>sz"],
            &["play", "a.txt", "--format", "svg", "--keys", "wP<Enter>"],
            &["keys"],
            &["keys", "--json"],
            &["doctor"],
            &["config"],
        ] {
            // What comes out is looked at for every run.
            let ran = gloss(&home, arguments);
            assert!(ran.code <= 1, "{arguments:?}: {ran:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn its_paths_do_not_lead_outside() {
    let home = Home::new();
    home.write("p/a.txt", "Titel\n\nEin Satz.\n");
    home.write("secret.md", "geheim");
    std::os::unix::fs::symlink("../secret.md", home.path("p/link.md")).unwrap();
    fs::create_dir(home.path("out")).unwrap();
    std::os::unix::fs::symlink("../out", home.path("p/way")).unwrap();
    for (key, path, told) in [
        ("guidelines", "/etc/passwd", "must be a file inside the project's folder"),
        ("guidelines", "../secret.md", "must be a file inside the project's folder"),
        ("guidelines", "link.md", "leads out of the project"),
        ("sidecar_dir", "/tmp/gloss-elsewhere", "is not trusted"),
        ("sidecar_dir", "../out", "is not trusted"),
        ("sidecar_dir", "way", "is not trusted"),
        ("sidecar_dir", "../a\\nb\\u001b[2J", "../a␊b␛[2J: lies outside"),
    ] {
        home.write("p/gloss.toml", format!("[project]\n{key} = \"{path}\"\n"));
        let before = tree(&home.path(".."));
        let ran = gloss(&home, &["play", "p/a.txt", "--keys", "<Space>g"]);
        assert!(ran.err.contains(told) && !ran.out.contains("geheim") && !ran.out.contains("root:"), "{path}: {ran:?}");
        assert_eq!(tree(&home.path("..")), before);
    }
}
