//! `gloss search`.

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

fn corpus() -> Home {
    let home = Home::new();
    home.write("a.txt", "Erster\n\nAm Abend sprach Putin lange.\nWladimir Putin ging.\n");
    home.write(
        "b.html",
        "<html><body><article><h1>B</h1><p>Herr <b>Put</b>in &amp; Frau M&uuml;ller kamen.</p></article></body></html>",
    );
    home.write("c.jsonl", "{\"id\": \"x\", \"title\": \"Drei\", \"text\": \"M\\u00fcller traf\\nputin.\"}\n{\"id\": \"y\", \"text\": \"niemand\"}\n");
    home.write("d.csv", "id,text\n1,\"Sagte \"\"Putin\"\" nichts\"\n2,leer\n");
    home.write("e.txt", encoding("Über Müller und Putin steht hier einiges, schöne Grüße.\n"));
    home
}

/// In an older encoding.
fn encoding(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn hits_stand_in_their_context_in_the_order_of_the_documents() {
    let out = corpus().gloss(&["search", "putin", ".", "--context", "20"]).fine();
    assert_eq!(out.lines().count(), 6, "{out}");
    let ends: Vec<&str> = out.lines().map(|line| line.rsplit("  ").next().unwrap()).collect();
    assert_eq!(
        ends,
        ["./a.txt:24", "./a.txt:46", "./b.html:8", "./c.jsonl:1:12", "./d.csv:1:7", "./e.txt:16"],
        "{out}"
    );
    let columns: Vec<usize> = out
        .lines()
        .map(|line| {
            line.char_indices()
                .filter(|(at, _)| line[*at..].to_lowercase().starts_with("putin"))
                .map(|(at, _)| line[..at].chars().count())
                .find(|at| *at == 20)
                .unwrap_or(0)
        })
        .collect();
    assert!(columns.iter().all(|column| *column == 20), "{columns:?}\n{out}");
}

#[test]
fn every_encoding_and_escape_is_found_with_offsets_of_the_text() {
    let home = corpus();
    let out = home.gloss(&["search", "müller", ".", "--json"]).fine();
    let hits = lines(&out);
    hits.iter().for_each(|hit| assert_valid("search", hit));
    let places: Vec<(&str, u64)> =
        hits.iter().map(|hit| (hit["document"].as_str().unwrap(), hit["start"].as_u64().unwrap())).collect();
    assert_eq!(places, [("./b.html", 21), ("./c.jsonl:1", 0), ("./e.txt", 5)], "{out}");
    for hit in &hits {
        let raw = home
            .gloss(&["show", "--format", "raw", hit["document"].as_str().unwrap().split(":1").next().unwrap()])
            .fine();
        let at = |name: &str| hit[name].as_u64().unwrap() as usize;
        let slice: String = raw.chars().take(at("end")).skip(at("start")).collect();
        assert_eq!((slice.as_str(), hit["text"].as_str().unwrap()), ("Müller", "Müller"));
    }
}

#[test]
fn documents_are_counted_listed_and_limited() {
    let home = corpus();
    assert_eq!(home.gloss(&["search", "putin", "a.txt", "d.csv", "--count"]).fine(), "a.txt: 2\nd.csv:1: 1\n");
    assert_eq!(home.gloss(&["search", "putin müller", ".", "--files"]).fine(), "./b.html\n./c.jsonl:1\n./e.txt\n");
    assert_eq!(home.gloss(&["search", "title:drei", "."]).fine(), "./c.jsonl:1\n");
    assert_eq!(home.gloss(&["search", "putin", ".", "--limit", "2"]).fine().lines().count(), 2);
    assert_eq!(home.gloss(&["search", "putin", ".", "--frequencies"]).fine(), "5  Putin\n1  putin\n");
    let counts = home.gloss(&["search", "putin", "a.txt", "--count", "--json"]).json();
    assert_valid("search", &counts);
}

#[test]
fn hits_are_ordered_by_their_context() {
    let out = corpus().gloss(&["search", "putin", "a.txt", "c.jsonl", "--sort", "right", "--context", "12"]).fine();
    let starts: Vec<&str> = out.lines().map(|line| line.rsplit(':').next().unwrap()).collect();
    assert_eq!(starts, ["12", "46", "24"], "{out}");
}

#[test]
fn nothing_found_is_one_and_a_wrong_query_two() {
    let home = corpus();
    let Ran { code, out, err } = home.gloss(&["search", "nirgends", "."]);
    assert_eq!((code, out.as_str(), err.as_str()), (1, "", ""));
    let Ran { code, err, .. } = home.gloss(&["search", "über (putin", "."]);
    assert_eq!(code, 2);
    assert!(err.contains("column 6") && err.lines().last().unwrap() == "       ^", "{err}");
    let Ran { code, out, err } = home.gloss(&["search", "putin", "a.txt", "nowhere.txt"]);
    assert_eq!((code, out.lines().count()), (1, 2), "{err}");
    assert!(err.contains("nowhere.txt"), "{err}");
}

#[test]
fn labels_of_sidecars_are_found() {
    let home = corpus();
    home.gloss(&["play", "a.txt", "--keys", "/Wladimir<Enter>v2ePgg/Abend<Enter>M"]).fine();
    let hits = lines(&home.gloss(&["search", "label:PER", ".", "--json"]).fine());
    assert_eq!(hits.len(), 1);
    assert_valid("search", &hits[0]);
    assert_eq!((hits[0]["text"].as_str(), hits[0]["label"].as_str()), (Some("Wladimir Putin"), Some("PER")));
    let out = home.gloss(&["search", "label:*=abend or label:PER=\"Wladimir Putin\"", ".", "--count"]).fine();
    assert_eq!(out, "./a.txt: 2\n");
    assert_eq!(home.gloss(&["search", "putin status:started", ".", "--files"]).fine(), "./a.txt\n");
}
