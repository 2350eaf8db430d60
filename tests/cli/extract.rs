//! `gloss extract`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

const ARTICLE: &str = "Streit um die Brücke\n\nDie Präsidentin Katja Sommer traf am 4. Februar 2022 in Hamburg den Minister 😀. \
    „Wir bauen die Brücke noch in diesem Jahr fertig“, sagte Sommer.\n";

fn lines(out: &str) -> Vec<Value> {
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().for_each(|line| assert_valid("extract", line));
    lines
}

/// Every offset counts code points of the text.
fn check_offsets(line: &Value) {
    let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
    for list in ["spans", "quotations", "dates"] {
        for item in line[list].as_array().unwrap() {
            let at = |key: &str| usize::try_from(item[key].as_u64().unwrap()).unwrap();
            let covered: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(covered, item["text"].as_str().unwrap());
        }
    }
}

#[test]
fn an_article_becomes_a_line_of_json() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    let Ran { code, out, err } = home.gloss(&["extract", "--jsonl", "a.txt"]);
    assert!(code == 0 && err.contains("1 documents"), "{err}");
    let line = &lines(&out)[0];
    check_offsets(line);
    let said =
        |list: &str| line[list].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect::<Vec<_>>();
    assert!(said("spans").contains(&"Katja Sommer") && said("spans").contains(&"Hamburg"), "{out}");
    assert_eq!(said("quotations"), ["Wir bauen die Brücke noch in diesem Jahr fertig"]);
    assert!(line["quotations"][0]["source"].is_array() && line["quotations"][0]["cue"].is_array(), "{out}");
    assert_eq!(line["dates"][0]["value"], "2022-02-04");
    assert!(!home.path("a.txt.builtin.gloss.toml").exists());
}

#[test]
fn sidecars_are_written_once_and_nobody_elses_is_touched() {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    home.write("b.txt", "Titel\n\nEin Satz.\n");
    assert_eq!(home.gloss(&["extract", "."]).code, 0);
    let sidecar = home.read("a.txt.builtin.gloss.toml");
    assert!(sidecar.contains("kind = \"model\"") && sidecar.contains("text = \"Katja Sommer\""), "{sidecar}");
    assert_eq!(home.gloss(&["extract", "."]).code, 0);
    assert_eq!(home.read("a.txt.builtin.gloss.toml"), sidecar, "the same every time");
    home.write("b.txt.builtin.gloss.toml", "gloss = 1\nannotator = \"builtin\"\nkind = \"human\"\n");
    let Ran { code, err, .. } = home.gloss(&["extract", "."]);
    assert!(code == 1 && err.contains("b.txt.builtin.gloss.toml") && err.contains("not written over"), "{err}");
}

#[test]
fn a_corpus_has_one_file_of_what_is_said_of_it() {
    let home = Home::new();
    home.write(
        "c.jsonl",
        "{\"id\": \"x\", \"text\": \"Angela Merkel war in Berlin.\"}\n{\"id\": \"y\", \"text\": \"Nichts.\"}\n",
    );
    assert_eq!(home.gloss(&["extract", "c.jsonl"]).code, 0);
    let lines = lines(&home.read("c.jsonl.gloss/builtin.jsonl"));
    assert_eq!(lines.iter().map(|line| line["id"].as_str().unwrap()).collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(lines[0]["spans"][0]["text"], "Angela Merkel");
}

#[test]
fn the_filter_answers_line_by_line_and_in_order() {
    let home = Home::new();
    let mut gloss = Command::new(env!("CARGO_BIN_EXE_gloss"));
    gloss
        .args(["extract", "-"])
        .env("HOME", home.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = gloss.spawn().unwrap();
    let mut input = running.stdin.take().unwrap();
    let mut out = std::io::BufRead::lines(std::io::BufReader::new(running.stdout.take().unwrap()));
    // An answer does not wait for the next question.
    writeln!(input, "{{\"id\": 7, \"text\": \"Angela Merkel war in Berlin.\"}}").unwrap();
    let first: Value = serde_json::from_str(&out.next().unwrap().unwrap()).unwrap();
    assert_eq!((&first["id"], &first["spans"][0]["label"]), (&Value::from(7), &Value::from("PER")));
    // Whoever writes all of it before reading may wait for a program that waits for its reader.
    let feeding = std::thread::spawn(move || {
        for number in 0..2000 {
            writeln!(input, "{{\"id\": {number}, \"text\": \"Satz {number} über Hamburg.\"}}").unwrap();
        }
        write!(input, "no json\n{{\"id\": \"e\", \"text\": \"\"}}\n\n{{\"id\": \"f\"}}\n").unwrap();
    });
    let rest: Vec<Value> = out.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    feeding.join().unwrap();
    assert_eq!(rest.len(), 2004, "every line has its answer");
    assert!(rest[..2000].iter().enumerate().all(|(number, line)| line["id"] == number));
    assert!(rest[2000]["error"].as_str().unwrap().contains("no JSON"));
    assert_eq!((&rest[2001]["id"], &rest[2001]["text"]), (&Value::from("e"), &Value::from("")));
    assert!(rest[2002]["error"] == "is empty" && rest[2003]["id"] == "f" && rest[2003]["error"].is_string());
    assert_eq!(running.wait().unwrap().code(), Some(1));
}
