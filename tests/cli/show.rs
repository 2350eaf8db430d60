//! `gloss show`: every format, and what cannot be shown.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

const ARTICLE: &str = " date 2022-02 Wie die Fähre nach Norden fährt

Die Reederei Sundlinie fährt ab März wieder nach Tromsø, sagte ihre Sprecherin Ida Vik am Montag in Kiel.

\"Wir haben zwei Jahre lang gerechnet, und nun rechnen wir nicht mehr, sondern fahren.\"

Mehr zum Thema - Warum die Häfen sich freuen
";

/// Spans that nest and that cross each other, a proposal's rejection, and one of everything else.
const SIDECAR: &str = r#"gloss = 1
annotator = "anna"
kind = "human"
document = { name = "a.txt", text_sha256 = "0000000000000000000000000000000000000000000000000000000000000000", chars = 282, offsets = "codepoints" }
review = { status = "started", seconds = 12 }
entities = [
  { id = "e1", name = "Ida Vik", label = "PER" },
]
spans = [
  { id = "s1", label = "ORG", start = 51, end = 69, text = "Reederei Sundlinie", note = "neu seit 2021", at = 2026-01-01T00:00:00Z },
  { id = "s2", label = "MISC", start = 60, end = 75, text = "Sundlinie fährt", at = 2026-01-01T00:00:00Z },
  { id = "s3", label = "PER", start = 126, end = 133, text = "Ida Vik", entity = "e1", at = 2026-01-01T00:00:00Z },
]
tags = [
  { id = "t1", tag = "häfen", at = 2026-01-01T00:00:00Z },
  { id = "t2", tag = "verkehr", at = 2026-01-01T00:00:00Z },
]
stances = [
  { id = "x1", holder = { entity = "e1" }, target = "fähre", value = "favor", degree = 2, evidence = ["s2"], at = 2026-01-01T00:00:00Z },
]
rejected = [
  { id = "r1", layer = "span", label = "LOC", start = 117, end = 125, text = "precherin", at = 2026-01-01T00:00:00Z },
]
later = []
notes = [
  { id = "n1", note = "zweite Quelle suchen", at = 2026-01-01T00:00:00Z },
]
relations = [
  { id = "q1", label = "related", head = "s3", tail = "s1", at = 2026-01-01T00:00:00Z },
]
conflicts = []
"#;

fn annotated() -> Home {
    let home = Home::new();
    home.write("a.txt", ARTICLE);
    let at = |text: &str| ARTICLE[..ARTICLE.find(text).unwrap()].chars().count();
    let mut sidecar = SIDECAR.to_owned();
    for (text, start) in [("Reederei Sundlinie", 51), ("Sundlinie fährt", 60), ("Ida Vik", 126)] {
        let end = start + text.chars().count();
        let moved = at(text);
        sidecar = sidecar.replace(
            &format!("start = {start}, end = {end}"),
            &format!("start = {moved}, end = {}", moved + text.chars().count()),
        );
    }
    let rejected = at("Sprecherin");
    sidecar = sidecar.replace(
        "start = 117, end = 125, text = \"precherin\"",
        &format!("start = {rejected}, end = {}, text = \"Sprecherin\"", rejected + 10),
    );
    home.write("a.txt.anna.gloss.toml", sidecar);
    home
}

/// What is left without escape sequences.
fn plain(coloured: &str) -> String {
    regex::Regex::new("\x1b\\[[0-9;]*m").unwrap().replace_all(coloured, "").into_owned()
}

#[test]
fn text_is_set_and_followed_by_what_was_said() {
    let home = annotated();
    let said = "
tags        häfen, verkehr
stance      Ida Vik → fähre: favor (+2) “Sundlinie fährt”
note        zweite Quelle suchen
note        “Reederei Sundlinie” ORG: neu seit 2021
relation    “Ida Vik” related → “Reederei Sundlinie”
";
    let text = "\
2022-02
Wie die Fähre nach Norden fährt

Die Reederei Sundlinie fährt ab März wieder nach Tromsø, sagte ihre
Sprecherin Ida Vik am Montag in Kiel.

  ▎ \"Wir haben zwei Jahre lang gerechnet, und nun rechnen wir nicht
  ▎ mehr, sondern fahren.\"

Mehr zum Thema - Warum die Häfen sich freuen
";
    assert_eq!(home.gloss(&["show", "a.txt"]).fine(), format!("{text}{said}"));
    let marked = home.gloss(&["show", "a.txt", "--marks"]).fine();
    let marks =
        "[Reederei [Sundlinie|ORG] fährt|MISC] ab März wieder nach Tromsø, sagte ihre\nSprecherin [Ida Vik|PER] am";
    assert!(marked.contains(marks), "{marked}");
    let narrow = home.gloss(&["show", "a.txt", "--width", "30"]).fine();
    assert!(
        narrow.lines().take_while(|line| !line.starts_with("tags")).all(|line| line.chars().count() <= 30),
        "{narrow}"
    );
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let home = annotated();
    let text = home.gloss(&["show", "a.txt"]).fine();
    assert!(!text.contains('\x1b'));
    let coloured = home.gloss(&["show", "a.txt", "--color", "always"]).fine();
    assert!(coloured.contains("\x1b[") && coloured.matches("\x1b[0m").count() > 5);
    assert_eq!(plain(&coloured), text);
    assert_eq!(home.gloss(&["show", "a.txt", "--color", "never"]).fine(), text);
    // In a pipe the article is printed without asking for it.
    assert_eq!(home.gloss(&["a.txt"]).fine(), text);
    assert_eq!(
        home.gloss(&["--set", "reader.measure=40", "a.txt"]).fine(),
        home.gloss(&["show", "a.txt", "--width", "40"]).fine()
    );
}

#[test]
fn json_holds_everything_and_every_offset_fits() {
    let home = annotated();
    let shown = home.gloss(&["show", "a.txt", "--json"]).json();
    assert_valid("show", &shown);
    let text: Vec<char> = shown["text"].as_str().unwrap().chars().collect();
    assert_eq!(shown["chars"], text.len());
    let lists = ["blocks", "spans", "rejected"].map(|list| shown[list].as_array().unwrap());
    for place in lists.into_iter().flatten() {
        let at = |key: &str| place[key].as_u64().unwrap() as usize;
        assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), place["text"].as_str().unwrap());
    }
    let kinds: Vec<&Value> = lists[0].iter().map(|block| &block["kind"]).collect();
    assert_eq!(kinds, ["dateline", "title", "paragraph", "quote", "related"]);
    assert_eq!(shown["meta"]["date"], "2022-02");
    assert_eq!(shown["stances"][0]["holder"]["entity"], "e1");
    assert_eq!(shown["spans"][0]["at"], "2026-01-01T00:00:00Z");
}

#[test]
fn a_corpus_is_one_object_a_line() {
    let home = Home::new();
    home.write(
        "c.jsonl",
        "{\"id\": \"x\", \"title\": \"One\", \"text\": \"Äpfel.\"}\n{\"id\": \"y\", \"text\": \"Birnen.\"}\n",
    );
    let out = home.gloss(&["show", "--json", "c.jsonl"]).fine();
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    objects.iter().for_each(|object| assert_valid("show", object));
    assert_eq!(objects.iter().map(|object| &object["name"]).collect::<Vec<_>>(), ["x", "y"]);
    assert!(home.gloss(&["show", "c.jsonl"]).fine().contains("==> c.jsonl:2 <=="));
}

#[test]
fn html_is_well_formed_and_escaped() {
    let home = annotated();
    let page = home.gloss(&["show", "a.txt", "--format", "html"]).fine();
    let body = page.split("<body>").nth(1).unwrap();
    let mut open = Vec::new();
    for tag in regex::Regex::new("<(/?)([a-z0-9]+)[^>]*>").unwrap().captures_iter(body) {
        match (&tag[1], &tag[2]) {
            ("", name) => open.push(name.to_owned()),
            (_, "body" | "html") => {}
            (_, name) => assert_eq!(open.pop().as_deref(), Some(name), "{body}"),
        }
    }
    assert!(open.is_empty());
    // What crosses is closed and opened again.
    let org = "<mark class=\"own l1\" data-label=\"ORG\" title=\"ORG: parties, companies, authorities, alliances and other bodies\">";
    let misc = "<mark class=\"own l3\" data-label=\"MISC\" title=\"MISC: other names: peoples, events, laws, works, products\">";
    assert!(body.contains(&format!("{org}Reederei {misc}Sundlinie</mark></mark>{misc} fährt</mark>")), "{body}");
    assert!(body.contains("<dt>tags</dt><dd>häfen, verkehr</dd>"), "{body}");
    assert!(page.contains("prefers-color-scheme: dark") && !page.contains("http"));

    home.write("b.txt", "A & B <script>alert('\"')</script>\n\nText \u{1b}[31m <b>\u{202e}.\n");
    let page = home.gloss(&["show", "b.txt", "--format", "html"]).fine();
    assert!(page.contains("<h1>A &amp; B &lt;script&gt;alert(&#39;&quot;&#39;)&lt;/script&gt;</h1>"), "{page}");
    assert!(page.contains("<p>Text ␛[31m &lt;b&gt;‹202E›.</p>"), "{page}");
}

#[test]
fn raw_is_the_text_that_offsets_count_in() {
    let home = Home::new();
    home.write("a.txt", b"\xEF\xBB\xBFTitle\r\n\r\nText \xE2\x80\xAE.\r\n");
    assert_eq!(home.gloss(&["show", "a.txt", "--format", "raw"]).fine(), "Title\r\n\r\nText \u{202e}.\r\n");
    home.write("b.txt", b"K\xF6ln\n");
    assert_eq!(home.gloss(&["show", "b.txt", "--format", "raw"]).fine(), "Köln\n");
}

#[test]
fn nothing_foreign_steers_the_terminal() {
    let home = Home::new();
    home.write("a.txt", "T\u{1b}]0;owned\u{7}itle\n\nText \u{9b}31m \u{202e}back\u{202c}.\n");
    for arguments in [vec!["show", "a.txt"], vec!["show", "a.txt", "--marks"], vec!["play", "a.txt"]] {
        let out = home.gloss(&arguments).fine();
        assert!(
            !out.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{out:?}"
        );
    }
    let ran = home.gloss(&["show", "no\u{1b}[31m.txt"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "gloss: no␛[31m.txt: does not exist; check the path\n"));
}

#[test]
fn what_cannot_be_read_stops_nothing_else() {
    let home = annotated();
    home.write("empty.txt", "");
    home.write("binary.txt", [0u8, 159, 146, 150, 0, 1, 2, 255]);
    home.write("folder/.hidden", "");
    home.write("b.txt", "Otto.\n");
    home.write("b.txt.anna.gloss.toml", "gloss = 1\nannotator = ");
    let Ran { code, out, err } =
        home.gloss(&["show", "none.txt", "empty.txt", "binary.txt", "folder", "a.txt", "b.txt"]);
    assert_eq!(code, 1);
    assert!(out.contains("==> a.txt <==") && out.contains("Sundlinie") && out.contains("Otto."), "{out}");
    let lines: Vec<&str> = err.lines().filter(|line| line.starts_with("gloss: ")).collect();
    for (line, said) in lines.iter().zip([
        "none.txt: does not exist",
        "empty.txt: is empty",
        "binary.txt: is a binary file",
        "folder: holds no article",
        "b.txt.anna.gloss.toml: line 2, column 13: ",
    ]) {
        assert!(line.contains(said), "{said}: {line}");
    }
    assert_eq!(lines.len(), 5, "{err}");
}

#[test]
fn json_says_what_is_wrong_with_every_sidecar() {
    let home = annotated();
    let good = home.read("a.txt.anna.gloss.toml");
    let conflict = good.replace("tags = [", "<<<<<<< ours\ntags = [\n=======\ntags = = [\n>>>>>>> theirs");
    for (name, sidecar, reason) in [
        ("anna", good.replace("tags = [", "tags = [["), "line "),
        ("anna", good.replace("start = ", "start = 1"), "spans"),
        ("anna", good.replace("gloss = 1", "gloss = 2"), "version"),
        ("anna", conflict, "settle it by hand"),
        ("ner", "gloss = ".into(), "line 1"),
    ] {
        home.write("a.txt.anna.gloss.toml", &good);
        let path = format!("a.txt.{name}.gloss.toml");
        home.write(&path, sidecar);
        let Ran { code, out, err } = home.gloss(&["show", "--json", "a.txt"]);
        let shown: Value = serde_json::from_str(&out).unwrap();
        assert_valid("show", &shown);
        let faults = shown["faults"].as_array().unwrap();
        let fault = faults.first().and_then(Value::as_str).unwrap_or_default();
        assert!(fault.contains(&path) && fault.contains(reason), "{reason}: {faults:?}");
        assert_eq!((code, err.starts_with(&format!("gloss: {}: ", home.path(&path).display()))), (1, true), "{err}");
    }
}

#[test]
fn json_has_no_hidden_character_and_raw_has_them_all() {
    let home = Home::new();
    let text = "Title\n\nA\u{7f} \u{9b} \u{202e} \u{200b} \u{2028} e\u{301}.\n";
    home.write("a.txt", text);
    let out = home.gloss(&["show", "--json", "a.txt"]).fine();
    let hidden = |c: &char| (c.is_control() && *c != '\n') || ('\u{200b}'..='\u{206f}').contains(c);
    assert_eq!(out.chars().find(hidden), None, "{out}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["text"], text);
    assert_eq!(home.gloss(&["show", "--format", "raw", "a.txt"]).fine(), text);
}

#[test]
fn a_quotation_mark_that_is_never_closed_stops_only_its_own_record() {
    let home = Home::new();
    home.write("c.csv", "id,text\na,Eins.\nb,\"Zwei.\nc,Drei.\n");
    let Ran { code, out, err } = home.gloss(&["show", "c.csv"]);
    assert!(out.contains("Eins.") && !out.contains("Zwei."), "{out}");
    let said = "gloss: c.csv: a quotation mark in the record that begins on line 3 is never closed; ";
    assert!(code == 1 && err.starts_with(said), "{code} {err}");
    let ran = home.gloss(&["play", "c.csv", "--keys", "J"]);
    assert!(ran.code == 1 && ran.err.starts_with(said), "{ran:?}");
}

#[test]
fn standard_input_is_an_article_too() {
    let home = Home::new();
    let ran = home.gloss_with_input(&["show", "-"], "Ein Titel\n\nKöln.\n".as_bytes());
    assert_eq!(ran.fine(), "Ein Titel\n\nKöln.\n");
    assert_eq!(home.gloss_with_input(&["-"], b"").code, 1);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let home = Home::new();
    home.write("a.txt", "A title\n\n".to_owned() + &"Many words stand here. ".repeat(50_000));
    for arguments in [vec!["show", "a.txt"], vec!["a.txt"], vec!["show", "--json", "a.txt"]] {
        let mut command = home.command(&arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = vec![0; 1];
        std::io::Read::read_exact(&mut child.stdout.take().unwrap(), &mut first).unwrap();
        let said: Vec<String> = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap).collect();
        assert_eq!((child.wait().unwrap().code(), said), (Some(0), vec![]), "{arguments:?}");
    }
}
