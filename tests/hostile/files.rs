//! Files that are no articles, too large, or not where they seem to be.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::home::{Home, Ran, run};

/// The program within 1.5 GB of memory and a minute of the processor; one that needs more is killed.
pub fn gloss(home: &Home, arguments: &[&str]) -> Ran {
    let limits = "ulimit -v 1500000; ulimit -t 60; exec \"$0\" \"$@\"";
    let mut command = home.command(&[]);
    let program = command.get_program().to_owned();
    let mut limited = Command::new("sh");
    limited.args(["-c", limits]).arg(program).args(arguments).current_dir(home.path(""));
    limited.env_clear().stdin(std::process::Stdio::null());
    for (name, value) in command.env("LC_ALL", "C.UTF-8").get_envs() {
        limited.envs(value.map(|value| (name.to_owned(), value.to_owned())));
    }
    let ran = run(&mut limited, b"");
    for stream in [&ran.out, &ran.err] {
        let steers =
            |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert!(!stream.chars().any(steers), "{stream:?}");
    }
    ran
}

/// Asserts that every way to open `path` refuses it in one line that gives the `reason`.
#[track_caller]
fn refused(home: &Home, path: &str, reason: &str) {
    for arguments in [&["show", path][..], &["show", "--format", "json", path], &["play", path, "--keys", "jP"]] {
        let ran = gloss(home, arguments);
        assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{arguments:?}: {ran:?}");
        assert!(ran.err.starts_with("gloss: ") && ran.err.contains(reason), "{arguments:?}: {}", ran.err);
    }
}

fn sparse(path: &Path, bytes: u64) {
    File::create(path).unwrap().set_len(bytes).unwrap();
}

#[test]
fn what_is_no_text_is_refused_without_being_read_whole() {
    let home = Home::new();
    // With more than the memory that the program may have.
    sparse(&home.path("zeros.txt"), 1_900_000_000);
    refused(&home, "zeros.txt", "zeros.txt: is a binary file, not text; convert it to text first");
    sparse(&home.path("endless.html"), 3_000_000_000);
    refused(&home, "endless.html", "endless.html: has 3000 MB; at most 2000 MB can be opened");
    home.write("lone.txt", b"\xff\xfea\0\x00\xd8b\0");
    refused(&home, "lone.txt", "lone.txt: cannot be decoded as utf-16le: byte 4; convert the file to utf-8");
}

#[test]
fn what_is_no_file_is_not_opened() {
    let home = Home::new();
    assert!(Command::new("mkfifo").arg(home.path("pipe.txt")).status().unwrap().success());
    symlink("/dev/zero", home.path("zero.txt")).unwrap();
    symlink("round.txt", home.path("round.txt")).unwrap();
    symlink("nowhere", home.path("dangling.txt")).unwrap();
    refused(&home, "pipe.txt", "pipe.txt: is a pipe, not a file; use - to read standard input");
    refused(&home, "/dev/zero", "/dev/zero: is a device, not a file");
    refused(&home, "zero.txt", "zero.txt: is a device, not a file");
    refused(&home, "round.txt", "round.txt: cannot be read: ");
    refused(&home, "dangling.txt", "dangling.txt: does not exist; check the path");

    home.write("a.txt", "Titel\n\nEin Satz.\n");
    for name in ["a.txt.anna.gloss.toml", "settings.toml"] {
        assert!(Command::new("mkfifo").arg(home.path(name)).status().unwrap().success());
    }
    refused(&home, "a.txt", "a.txt.anna.gloss.toml: cannot be read: it is not a regular file");
    let ran = gloss(&home, &["--config", "settings.toml", "show", "a.txt"]);
    assert!(ran.code == 1 && ran.err.contains("settings.toml: cannot be read: it is not a regular file"), "{ran:?}");
}

#[test]
fn a_folder_that_holds_itself_is_walked_once() {
    let home = Home::new();
    home.write("corpus/a.txt", "Titel\n\nEin Satz.\n");
    symlink("..", home.path("corpus/up")).unwrap();
    symlink(".", home.path("corpus/self")).unwrap();
    let ran = gloss(&home, &["show", "corpus"]);
    assert_eq!((ran.code, ran.out.matches("Ein Satz.").count()), (1, 1), "{ran:?}");
    assert!(ran.err.contains("is a link that leads back to corpus; it is not followed"), "{}", ran.err);
}

#[test]
fn a_name_cannot_steer_the_terminal_or_break_a_message() {
    let home = Home::new();
    let name = "a\n\u{1b}[2J\u{202e}b.txt";
    home.write(&format!("bad/{name}"), b"\0\0");
    home.write(&format!("good/{name}"), "Titel\n\nEin Satz.\n");
    let shown = "a␊␛[2J‹202E›b.txt";
    refused(&home, &format!("bad/{name}"), &format!("bad/{shown}: is a binary file"));
    refused(&home, &format!("none/{name}"), &format!("none/{shown}: does not exist"));
    for arguments in [vec!["show", "good"], vec!["play", "good", "--keys", "/Satz<Enter>P<Space>f"]] {
        let ran = gloss(&home, &arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}: {}", ran.out);
    }
    let option = format!("--{name}");
    let ran = gloss(&home, &["show", &option]);
    assert!(ran.code == 2 && ran.err.contains("‹202E›b.txt"), "{ran:?}");
}

/// Everything below a folder, with its content.
pub fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match fs::symlink_metadata(&path).unwrap().is_dir() {
            true => found.extend(tree(&path)),
            false => found.push((path.display().to_string(), fs::read(&path).unwrap_or_default())),
        }
    }
    found.sort();
    found
}

#[test]
fn a_records_id_is_no_path() {
    let home = Home::new();
    let ids = ["../../etc/passwd", "/etc/passwd", "..", "a\\..\\..\\b", "\\u0000\\n\\u001b[2J"];
    let ids = ids.map(|id| id.replace("\\..", "\\\\.."));
    let lines: String = ids.iter().map(|id| format!("{{\"id\": \"{id}\", \"text\": \"Ein Satz.\"}}\n")).collect();
    home.write("c.jsonl", &lines);
    let ran = gloss(&home, &["play", "c.jsonl", "--keys", &"/Satz<Enter>P<Space>d".repeat(ids.len())]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let state = home.path("../home/.local/state/glossator/").display().to_string();
    let made: Vec<_> = tree(&home.path("..")).into_iter().filter(|(path, _)| !path.starts_with(&state)).collect();
    assert_eq!(made.len(), 1 + ids.len(), "{made:?}");
    let inside = home.path("../work/c.jsonl.gloss/").display().to_string();
    let sidecars: Vec<_> = made.iter().filter(|(path, _)| path.starts_with(&inside)).collect();
    assert_eq!(sidecars.len(), ids.len(), "{made:?}");
}

#[test]
fn a_link_does_not_lead_a_save_out_of_its_folder() {
    let home = Home::new();
    home.write("corpus/a.txt", "Titel\n\nEin Satz.\n");
    home.write("other/a.txt", "Titel\n\nEin Satz.\n");
    gloss(&home, &["play", "other/a.txt", "--keys", "tprivat<Enter>"]);
    symlink("../other/a.txt.anna.gloss.toml", home.path("corpus/a.txt.anna.gloss.toml")).unwrap();
    home.write("corpus/c.jsonl", "{\"id\": \"1\", \"text\": \"Ein Satz.\"}\n");
    symlink("../other", home.path("corpus/c.jsonl.gloss")).unwrap();
    let before = tree(&home.path(""));
    for path in ["corpus/a.txt", "corpus/c.jsonl"] {
        let ran = gloss(&home, &["play", path, "--keys", "/Satz<Enter>P"]);
        assert!(ran.code == 1 && ran.err.contains("a link leads out of"), "{ran:?}");
        assert!(ran.out.contains("unsaved") && ran.err.contains("a copy is in"), "{ran:?}");
    }
    assert_eq!(tree(&home.path("")), before);
}

#[test]
fn a_sidecar_that_is_too_large_is_not_read_and_not_written() {
    let home = Home::new();
    home.write("a.txt", "Titel\n\nEin Satz.\n");
    sparse(&home.path("a.txt.anna.gloss.toml"), 100_000_000);
    refused(&home, "a.txt", "a.txt.anna.gloss.toml: cannot be read: it has 100 MB; at most 32 MB are read");
    assert_eq!(fs::metadata(home.path("a.txt.anna.gloss.toml")).unwrap().len(), 100_000_000);
}

#[test]
fn a_search_that_would_explode_is_refused() {
    let home = Home::new();
    home.write("a.txt", format!("Titel\n\n{}\n", "a".repeat(20_000)));
    let nested = format!("/{}a{}<Enter>", "(".repeat(400), ")".repeat(400));
    for (keys, said) in [
        ("/(a{1000}){1000}<Enter>", "cannot search for"),
        ("/(((a{1,100}){1,100}){1,100}){1,100}<Enter>", "cannot search for"),
        ("/\\w{1000}\\pL{1000}<Enter>", "cannot search for"),
        (&nested, "cannot search for"),
        ("/(a*)*(a*)*(a*)*b<Enter>", "is not in this document"),
        ("/(a|aa|a?)+<Enter>nN", "at the other end"),
    ] {
        let ran = gloss(&home, &["play", "a.txt", "--keys", keys]);
        assert!(ran.code == 0 && ran.out.contains(said), "{keys:.40}: {}", ran.out);
    }
}

#[test]
fn broken_files_are_told_and_the_rest_is_read() {
    let home = Home::new();
    home.write("middle.txt", "Ein\u{feff}Satz\n\nmit \u{feff}Marken.\n");
    let ran = gloss(&home, &["show", "--format", "raw", "middle.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Ein\u{feff}Satz\n\nmit \u{feff}Marken.\n"));
    let ran = gloss(&home, &["show", "middle.txt"]);
    assert!(ran.out.contains("Ein‹FEFF›Satz"), "{}", ran.out);

    home.write("open.csv", "id,text\n1,Ein Satz.\n2,\"nie zu\n3,weg\n");
    let ran = gloss(&home, &["show", "open.csv"]);
    assert!(ran.code == 1 && ran.out.contains("Ein Satz."), "{ran:?}");
    assert!(
        ran.err.contains("open.csv: a quotation mark in the record that begins on line 3 is never closed"),
        "{ran:?}"
    );

    home.write("broken.jsonl", "{\"text\": \"Ein Satz.\"}\n{\"text\": \n[]\n\u{1b}\n{\"text\": \"Noch einer.\"}\n");
    let ran = gloss(&home, &["show", "broken.jsonl"]);
    assert!(ran.code == 1 && ran.out.contains("Ein Satz.") && ran.out.contains("Noch einer."), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
}
