//! `gloss stats`, and choosing documents by a query.

use super::home::Home;
use super::schema::assert_valid;

fn sidecar(annotator: &str, status: &str, seconds: u32, at: &str, tags: &str) -> String {
    format!(
        r#"gloss = 1
annotator = "{annotator}"
kind = "human"
review = {{ status = "{status}", seconds = {seconds} }}
entities = [{{ id = "e1", name = "Wladimir Putin", label = "PER" }}]
spans = [{{ id = "s1", label = "PER", start = 0, end = 5, text = "Putin", entity = "e1", at = {at} }}]
tags = [{tags}]
stances = [{{ id = "x1", holder = {{ role = "author" }}, target = "nato", value = "against" }}]
"#
    )
}

/// Three articles and two records, of which three are annotated.
fn corpus() -> Home {
    let home = Home::new();
    for (name, date) in [("a", "2022-01"), ("b", "2022-02"), ("c", "2023-01")] {
        home.write(&format!("news/{name}.txt"), format!(" date {date} Titel {name}\n\nPutin sprach über die Nato.\n"));
    }
    home.write(
        "news/wire.jsonl",
        "{\"id\": \"r1\", \"text\": \"Putin\", \"outlet\": \"RT\", \"date\": \"2022-02-04\"}\n{\"id\": \"r2\", \"text\": \"Xi\"}\n",
    );
    let (nato, eu) = ("{ id = \"t1\", tag = \"nato\" }", "{ id = \"t2\", tag = \"=eu\\u001b[31m\" }");
    home.write("news/a.txt.anna.gloss.toml", sidecar("anna", "done", 60, "2026-11-23T10:00:00Z", nato));
    home.write("news/b.txt.anna.gloss.toml", sidecar("anna", "started", 120, "2026-11-23T10:10:00Z", ""));
    let id = "news/wire.jsonl.gloss/82/r1.anna.gloss.toml";
    let of_record = sidecar("anna", "done", 180, "2026-11-24T10:00:00Z", eu);
    home.write(id, format!("document = {{ name = \"r1\", offsets = \"codepoints\" }}\n{of_record}"));
    home
}

#[test]
fn a_corpus_is_counted_and_only_what_changed_is_read_again() {
    let home = corpus();
    let stats = home.gloss(&["stats", "--json", "news"]).json();
    assert_valid("stats", &stats);
    assert_eq!(stats["documents"], 5);
    let anna = &stats["annotators"][0];
    assert_eq!((&anna["new"], &anna["done"]), (&2.into(), &2.into()), "{stats:#}");
    assert_eq!(anna["per_hour"], 30.0);
    assert_eq!(stats["seconds"]["median"], 120.0);
    assert_eq!(stats["labels"][0]["count"], 3);
    assert_eq!(stats["stances"][0]["values"][0]["value"], "against");
    assert_eq!(stats["entities"][0]["name"], "Wladimir Putin");

    home.write("news/c.txt.bob.gloss.toml", sidecar("bob", "skipped", 0, "2026-11-24T11:00:00Z", ""));
    let again = home.gloss(&["stats", "--json", "news"]).json();
    assert_eq!(again["annotators"][1]["skipped"], 1);
    assert_eq!(again["labels"][0]["documents"], 4);
    let text = home.gloss(&["stats", "news"]).fine();
    assert!(text.contains("bob") && text.contains("4 in 4 documents") && text.contains("2026-11-23"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80) && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_table_counts_one_thing_by_another() {
    let home = corpus();
    let by = |more: &[&str]| home.gloss(&[&["stats", "--by", "month", "news"], more].concat());
    let cross = by(&["--json"]).json();
    assert_valid("stats", &cross);
    assert_eq!(cross["columns"], serde_json::json!(["2022-01", "2022-02"]));
    assert_eq!(cross["rows"][0]["counts"], serde_json::json!([1, 2]));
    assert_eq!(by(&["--csv"]).fine(), "labels,2022-01,2022-02,total\nPER,1,2,3\n");
    let text = by(&["--of", "tags"]).fine();
    assert!(text.starts_with("tags by month") && text.contains("nato"), "{text}");
    let csv = home.gloss(&["stats", "--csv", "news"]).fine();
    assert!(csv.contains("\nlabels,PER,count,3\n") && csv.contains("\nannotators,anna,done,2\n"), "{csv}");
}

#[test]
fn a_query_chooses_and_what_is_wrong_with_it_is_pointed_at() {
    let home = corpus();
    let count = |query: &str| home.gloss(&["--annotator", "anna", "stats", "--json", "--where", query, "news"]).json();
    assert_eq!(count("date:2022 putin")["documents"], 3);
    assert_eq!(count("status:done tag:nato")["documents"], 1);
    assert_eq!(count("outlet:rt or path:c.txt")["documents"], 2);
    let ran = home.gloss(&["stats", "--where", "tag:nato lable:PER", "news"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("column 10: there is no term lable:; did you mean label:?"), "{}", ran.err);
    assert!(ran.err.ends_with("\n  tag:nato lable:PER\n           ^\n"), "{}", ran.err);
}

#[test]
fn a_broken_sidecar_is_told_of_and_the_rest_is_counted() {
    let home = corpus();
    home.write("news/c.txt.anna.gloss.toml", "no sidecar");
    let ran = home.gloss(&["stats", "--json", "news"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("c.txt.anna.gloss.toml") && ran.err.contains("cannot be understood"), "{}", ran.err);
    assert!(ran.out.contains("\"documents\": 5"));
}

#[test]
fn a_sample_is_the_same_for_everybody_and_opens_as_it_was_drawn() {
    let home = corpus();
    let drawn = home.gloss(&["sample", "-n", "3", "--seed", "7", "news"]).fine();
    assert_eq!(drawn.lines().count(), 3);
    assert_eq!(home.gloss(&["sample", "-n", "3", "--seed", "7", "news"]).fine(), drawn);
    let all = home.gloss(&["sample", "--seed", "7", "news"]).fine();
    assert!(all.starts_with(&drawn) && all.contains("news/wire.jsonl:1\n"), "{all}");
    assert_ne!(home.gloss(&["sample", "--seed", "8", "news"]).fine(), all);

    // The same corpus somewhere else, by another name.
    std::fs::rename(home.path("news"), home.path("elsewhere")).unwrap();
    assert_eq!(home.gloss(&["sample", "--seed", "7", "elsewhere"]).fine(), all.replace("news/", "elsewhere/"));
    std::fs::rename(home.path("elsewhere"), home.path("news")).unwrap();

    home.write("list.txt", &all);
    let shown = home.gloss(&["search", "--files", "chars:>0", "--list", "list.txt"]).fine();
    assert_eq!(shown, all);
    let played = home.gloss(&["play", "--list", "list.txt", "--keys", "J", "--size", "80x24"]).fine();
    assert!(played.contains("2/5") || played.contains("2 of 5"), "{played}");
    let few = home.gloss(&["sample", "-n", "9", "--where", "status:done", "--annotator", "anna", "news"]);
    assert_eq!((few.code, few.out.lines().count()), (1, 2));
    assert!(few.err.contains("there are 2 documents to draw from, not 9"), "{}", few.err);
    let missing = home.gloss(&["show", "news/wire.jsonl:3"]);
    assert!(
        missing.code == 1 && missing.err.contains("there is no such record; news/wire.jsonl has 2"),
        "{}",
        missing.err
    );
}

#[test]
fn saved_queries_stand_in_the_project_and_wrong_ones_are_pointed_at() {
    let home = corpus();
    home.write(
        "news/gloss.toml",
        "[queries]\nwar = \"tag:nato or date:2023\"\nmine = \"@war putin\"\nbad = \"tag:nato lable:PER\"\n",
    );
    let ran = home.gloss(&["stats", "--json", "--where", "@mine", "news"]);
    assert!(ran.out.contains("\"documents\": 2,"), "{}", ran.out);
    let told = "news/gloss.toml:4:17: the saved query bad is left out: column 10: there is no term lable:";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(ran.err.contains("bad = \"tag:nato lable:PER\"\n"), "{}", ran.err);
    let found = home.gloss(&["search", "--files", "@war", "news"]);
    assert_eq!(found.out, "news/a.txt\nnews/c.txt\n");
    let exported = home.gloss(&["export", "--to", "jsonl", "--where", "tag:nato", "--annotator", "anna", "news"]);
    assert_eq!(exported.out.lines().count(), 1, "{} {}", exported.out, exported.err);
}
