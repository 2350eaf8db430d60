//! `gloss import` and `gloss export`.

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

const TASKS: &str = concat!(
    r#"{"text":"Angela Merkel traf Putin in Köln.","_task_hash":-5,"meta":{"id":"a1","title":"Treffen"},"spans":[{"start":0,"end":13,"label":"PER"},{"start":19,"end":24,"label":"PER","source":"ner"}],"answer":"accept","_session_id":"anna"}"#,
    "\n",
    r#"{"text":"Angela Merkel traf Putin in Köln.","_task_hash":-5,"meta":{"id":"a1"},"spans":[{"start":28,"end":32,"label":"ORG","source":"ner","score":0.3}],"answer":"reject","_session_id":"anna"}"#,
    "\n{\"text\": broken\n",
    r#"{"text":"Emoji 😀 dann Putin.","label":[[14,19,"PER"]],"weird":{"a":1}}"#,
    "\n"
);

fn told(out: &str) -> Value {
    let told: Value = serde_json::from_str(out).unwrap();
    assert_valid("import", &told);
    told
}

#[test]
fn tasks_become_a_corpus_with_decisions_and_go_back_as_they_came() {
    let home = Home::new();
    home.write("tasks.jsonl", TASKS);
    let Ran { code, out, err, .. } =
        home.gloss(&["import", "--json", "tasks.jsonl", "--into", "corpus", "--annotator", "ruth"]);
    assert!(code == 1 && err.contains("tasks.jsonl, record 3: is not JSON"), "{err}");
    let told = told(&out);
    assert_eq!((&told["documents"], &told["added"], &told["unread"]), (&2.into(), &4.into(), &1.into()), "{told}");
    assert_eq!(told["units"]["UTF-16 units"], 1);
    assert_eq!(home.read("corpus/unread.txt"), "{\"text\": broken\n");

    // The rejection of a proposal is a decision like any other, and the reader has it.
    let json = home.gloss(&["show", "corpus/tasks.jsonl", "--format", "json", "--annotator", "anna"]).fine();
    assert!(json.contains("\"rejected\"") && json.contains("Treffen"), "{json}");

    // Again: nothing is said twice.
    let Ran { out, .. } =
        home.gloss(&["import", "--json", "tasks.jsonl", "--onto", "corpus/tasks.jsonl", "--annotator", "ruth"]);
    let again: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&again["added"], &again["known"]), (&0.into(), &4.into()), "{again}");
    assert!(home.gloss(&["import", "tasks.jsonl", "--into", "corpus"]).code != 0, "a corpus is not written over");

    let back = home.gloss(&["export", "--to", "prodigy", "--by", "anna", "corpus/tasks.jsonl"]).fine();
    let lines: Vec<Value> = back.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["answer"], &lines[1]["answer"]), (&"accept".into(), &"reject".into()));
    assert_eq!(lines[1]["spans"][0]["score"], 0.3);
    let back = home.gloss(&["export", "--to", "jsonl", "--by", "ruth", "corpus/tasks.jsonl"]).fine();
    home.write("own.jsonl", &back);
    let Ran { out, .. } = home.gloss(&["import", "--json", "own.jsonl", "--into", "again"]);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["added"], 1);
    let sidecar = |folder: &str| home.sidecars(folder);
    assert_eq!(sidecar("again"), sidecar("corpus").into_iter().filter(|it| it.contains("ruth")).collect::<Vec<_>>());
}

#[test]
fn annotations_are_laid_over_articles_that_are_there_and_decisions_stay() {
    let home = Home::new();
    home.write("news/a.txt", "Titel\n\nGestern traf Katja Sommer in Lübeck den Minister.\n");
    home.write("news/b.txt", "Etwas anderes.\n");
    home.gloss(&["play", "news/a.txt", "--keys", "/Lübeck<Enter>M"]).fine();
    // By name, in UTF-16, with a place that is wrong and one that is nowhere.
    home.write(
        "said.jsonl",
        r#"{"id":"a","spans":[{"start":21,"end":33,"text":"Katja Sommer","label":"PER"},{"start":0,"end":6,"text":"Lübeck","label":"LOC"},{"start":3,"end":9,"text":"Kanzler","label":"PER"}]}
{"id":"c","spans":[{"start":0,"end":1,"label":"X"}]}
"#,
    );
    let Ran { code, out, err, .. } = home.gloss(&["import", "said.jsonl", "--json", "--onto", "news"]);
    let told = told(&out);
    assert!(code == 1 && err.contains("c: no article has this name or its text"), "{err}");
    assert_eq!((&told["exact"], &told["moved"], &told["orphans"]), (&1.into(), &1.into(), &1.into()), "{told}");
    let sidecar = home.read("news/a.txt.anna.gloss.toml");
    for wanted in ["label = \"MISC\"", "label = \"LOC\"", "text = \"Katja Sommer\"", "text = \"Kanzler\""] {
        assert!(sidecar.contains(wanted), "{wanted} in {sidecar}");
    }
    // A program's work goes into a sidecar of its own, and is never a person's.
    home.gloss(&["import", "said.jsonl", "--kind", "model", "--by", "ner", "--onto", "news/a.txt"]);
    assert!(home.read("news/a.txt.ner.gloss.toml").contains("kind = \"model\""));
    let Ran { err, .. } =
        home.gloss(&["import", "said.jsonl", "--kind", "model", "--by", "anna", "--onto", "news/a.txt"]);
    assert!(err.contains("is a person's sidecar"), "{err}");
    assert_eq!(home.read("news/a.txt.anna.gloss.toml"), sidecar);
}

#[test]
fn whose_work_it_is_shows_in_answers_and_scores() {
    let home = Home::new();
    home.write("a.txt", "Ada lacht in Rom.");
    let spans = |score: &str| format!(r#"[{{"start":0,"end":3,"label":"PER"{score}}}]"#);
    let line = |spans: String, more: &str| {
        format!("{{\"id\":\"a\",\"text\":\"Ada lacht in Rom.\",\"spans\":{spans}{more}}}\n")
    };
    let table = "document,annotator,label,start,end,score\na.txt,tagger,LOC,13,16,0.5\n";
    for (file, content, options, wanted) in [
        ("plain.jsonl", line(spans(""), ""), &[][..], (1, 0, 0)),
        ("scored.jsonl", line(spans(",\"score\":0.9"), ""), &[], (0, 1, 1)),
        (
            "answered.jsonl",
            line(spans(",\"score\":0.9"), ",\"answer\":\"accept\",\"_annotator_id\":\"ruth\""),
            &[],
            (1, 0, 0),
        ),
        ("table.csv", table.to_owned(), &[], (0, 1, 1)),
        ("said.jsonl", line(spans(",\"score\":0.9"), ""), &["--kind", "human", "--by", "otto"], (1, 0, 0)),
    ] {
        home.write(file, content);
        let Ran { out, err, .. } = home.gloss(&[&["import", "--json", file, "--onto", "a.txt"], options].concat());
        let told = told(&out);
        let number = |key: &str| told[key].as_u64().unwrap();
        assert_eq!((number("human"), number("model"), number("guessed")), wanted, "{file}: {told} {err}");
    }
    assert!(home.read("a.txt.tagger.gloss.toml").contains("kind = \"model\""));
    assert!(home.read("a.txt.ruth.gloss.toml").contains("kind = \"human\""));
    let told = home.gloss(&["import", "table.csv", "--onto", "a.txt"]).fine();
    assert!(
        told.contains(
            "1 set taken as a program's proposals (1 by having scores alone; --kind human makes them a person's)"
        ),
        "{told}"
    );
}

#[test]
fn names_and_files_lead_nowhere_else() {
    let home = Home::new();
    home.write("evil.jsonl", "{\"id\":\"../../etc/passwd\",\"text\":\"Anna\",\"spans\":[[0,4,\"PER\"]]}\n");
    home.gloss(&["import", "evil.jsonl", "--into", "in"]).fine();
    assert!(home.path("in/evil.jsonl").exists() && !home.path("etc").exists());
    let Ran { code, err, .. } = home.gloss(&["import", "evil.jsonl"]);
    assert!(code == 2 && err.contains("--into"), "{err}");
    home.write("what.bin", "nothing of the kind");
    let Ran { code, err, .. } = home.gloss(&["import", "what.bin", "--into", "in"]);
    assert!(code == 1 && err.contains("no format that is known"), "{err}");
    let Ran { code, err, .. } = home.gloss(&["export", "--to", "jsonl", "--by", "nobody", "in"]);
    assert!(code == 1 && err.contains("no annotations of nobody"), "{err}");
}

#[test]
fn a_programs_work_over_a_corpus_is_one_file() {
    let home = Home::new();
    home.write("c.jsonl", "{\"id\":1,\"text\":\"Anna sah Otto.\"}\n{\"id\":2,\"text\":\"Otto sah Köln.\"}\n");
    home.write(
        "ner.jsonl",
        "{\"id\":1,\"entities\":[{\"entity_group\":\"PER\",\"score\":0.9,\"start\":0,\"end\":4}]}\n{\"id\":2,\"entities\":[{\"entity_group\":\"LOC\",\"score\":0.8,\"start\":9,\"end\":13}]}\n",
    );
    home.gloss(&["import", "ner.jsonl", "--from", "huggingface", "--by", "ner", "--onto", "c.jsonl"]).fine();
    let lines = home.read("c.jsonl.gloss/ner.jsonl");
    assert!(lines.lines().count() == 2 && lines.contains("\"score\":0.8"), "{lines}");
}

#[test]
fn a_brat_folder_comes_in_with_its_types_and_goes_back_byte_for_byte() {
    let home = Home::new();
    let annotations =
        "T1\tPerson 0 4\tAnna\nT2\tWay 5 8;14 18\tsah Köln\n#1\tAnnotatorNotes T1\twho?\nX9\twhat is this\n";
    home.write("in/a.txt", "Anna sah Otto Köln.\n");
    home.write("in/a.ann", annotations);
    home.write("in/annotation.conf", "[entities]\nPerson\nWay\n[relations]\n[events]\n[attributes]\n");
    let Ran { out, err, .. } = home.gloss(&["import", "in/a.ann", "--into", "articles"]);
    assert!(out.contains("articles/gloss.toml: made of the tool's own types"), "{out}");
    assert!(err.contains("in/a.ann: line 4: is not understood; kept"), "{err}");
    assert!(home.read("articles/gloss.toml").contains("Person"));
    home.gloss(&["check", "articles"]).fine();
    let Ran { code, .. } = home.gloss(&["export", "--to", "brat", "-o", "out", "articles"]);
    assert_eq!((code, home.read("out/a.ann").as_str()), (0, annotations));
    // Two annotators have files of their own beside one text.
    assert!(home.gloss(&["import", "in/a.ann", "--by", "bob", "--onto", "articles"]).out.contains("1 document: "));
    let both = ["export", "--to", "brat", "--by", "anna", "--by", "bob", "-o", "both", "articles"];
    assert_eq!(home.gloss(&both).code, 0);
    assert_eq!(home.read("both/a.bob.ann"), home.read("both/a.anna.ann"));
    assert!(home.path("both/a.txt").exists());
}

#[test]
fn columns_are_those_that_are_told() {
    let home = Home::new();
    home.write(
        "plain.conll",
        "TOK\tPOS\tNE\nAngela\tNE\tPER\nMerkel\tNE\tPER\ntraf\tVV\tO\nPutin\tNE\tPER\n.\t$.\tO\n",
    );
    home.gloss(&["import", "plain.conll", "--columns", "token=TOK,tag=NE", "--into", "in"]).fine();
    let out = home.gloss(&["export", "--to", "conll", "--columns", "token=1,tag=0", "in"]).fine();
    assert_eq!(out, "B-PER Angela\nI-PER Merkel\nO traf\nB-PER Putin\nO .\n\n");
    home.write("turned.conll", &out);
    home.gloss(&["import", "turned.conll", "--columns", "token=1,tag=0", "--into", "turned"]).fine();
    let two = |folder: &str| home.gloss(&["export", "--to", "conll", "--columns", "tag=1", folder]).fine();
    assert_eq!(two("turned"), two("in"));
    assert!(two("in").starts_with("-DOCSTART- O\n\nAngela B-PER\n"));
    for (columns, reason) in
        [("token=0,tag=9", "no column 9; rows have 3"), ("token=TOK,tag=POSE", "no column POSE, but TOK, POS, NE")]
    {
        let Ran { code, err, .. } = home.gloss(&["import", "plain.conll", "--columns", columns, "--into", "no"]);
        assert!(code == 1 && err.contains(reason), "{err}");
    }
    for (format, columns, reason) in [
        ("gate", "tag=1", "--columns is for conll and conll-bilou"),
        ("conll", "tag=NE", "one column of tags, by number"),
        ("conll", "token=0", "tag may stand several times"),
    ] {
        let Ran { code, err, .. } = home.gloss(&["export", "--to", format, "--columns", columns, "in"]);
        assert!(code == 2 && err.contains(reason), "{err}");
    }
}

#[test]
fn a_format_that_is_not_what_it_was_said_to_be_is_named() {
    let home = Home::new();
    let tasks = r#"[{"id":1,"data":{"text":"Anna"},"annotations":[]}]"#;
    home.write("tasks.json", tasks);
    home.write("a.conll", "Anna B-PER\nsah O\nOtto B-PER\n. O\n");
    home.write("spans.csv", "document,label,start,end\na,PER,0,4\n");
    home.write("old.tsv", "#FORMAT=WebAnno TSV 3.3\n\n");
    for (said, file, wanted) in [
        ("conll", "tasks.json", "does not look like conll, but like label-studio; try --from label-studio"),
        ("gate", "tasks.json", "but like label-studio"),
        ("brat", "tasks.json", "but like label-studio"),
        ("jsonl", "a.conll", "but like conll"),
        ("label-studio", "spans.csv", "but like csv-spans"),
    ] {
        let Ran { code, err, .. } = home.gloss(&["import", "--from", said, file, "--into", "in"]);
        assert!(code == 1 && err.contains(wanted), "{said} {file}: {err}");
    }
    let Ran { code, err, .. } = home.gloss(&["import", "old.tsv", "--into", "in"]);
    assert!(code == 1 && err.contains("looks like WebAnno TSV; export UIMA CAS JSON"), "{err}");
    // The tolerant reader takes its own dialects by any of their names.
    home.write("own.jsonl", "{\"text\":\"Anna\",\"label\":[[0,4,\"PER\"]]}\n");
    home.gloss(&["import", "--from", "spacy", "own.jsonl", "--into", "in"]).fine();
}

#[test]
fn a_folder_is_all_of_its_files_and_the_halves_of_a_task_are_one() {
    let home = Home::new();
    home.write("in/a.txt", "Anna sah Otto.\n");
    home.write("in/a.ann", "T1\tPER 0 4\tAnna\n");
    home.write("in/b.txt", "p53 binds MDM2.\n");
    home.write("in/b.a1", "T1\tProtein 0 3\tp53\nT2\tProtein 10 14\tMDM2\n");
    home.write("in/b.a2", "T3\tBinding 4 9\tbinds\nE1\tBinding:T3 Theme:T1 Theme2:T2\nR1\tknows Arg1:T1 Arg2:T2\n");
    home.write("in/notes.md", "nothing\n");
    let Ran { code, out, err, .. } = home.gloss(&["import", "in", "--into", "articles", "--json"]);
    let told = told(&out);
    assert_eq!(
        (code, &told["documents"], told["files"].as_array().map(Vec::len)),
        (0, &2.into(), Some(2)),
        "{err}{out}"
    );
    let sidecars = home.sidecars("articles").concat();
    for wanted in ["text = \"MDM2\"", "label = \"Binding\"", "label = \"Theme\"", "label = \"knows\""] {
        assert!(sidecars.contains(wanted), "{wanted}: {sidecars}");
    }
    let Ran { code, err, .. } = home.gloss(&["import", "articles", "--from", "gate", "--into", "no"]);
    assert!(code == 1 && err.contains("no file in it looks like gate"), "{err}");
}
