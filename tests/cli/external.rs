//! External extractors on the command line: `gloss extract --with`.

use std::fs;

use serde_json::Value;

use super::home::{Home, Ran};
use super::schema::assert_valid;

/// A home whose settings name the producer of capitalised words, which lies beside them.
fn home(more: &str) -> Home {
    let home = Home::new();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/producers/capitals.sh");
    home.settings(&format!("[extractors.capitals]\ncommand = [\"sh\", \"capitals.sh\"]\n{more}"));
    fs::copy(script, home.at_home(".config/glossator/capitals.sh")).unwrap();
    home
}

fn extract(home: &Home, arguments: &[&str]) -> Ran {
    home.gloss(&[&["extract", "--with", "capitals"], arguments].concat())
}

/// The lines of standard error that are not the producer's own.
fn told(ran: &Ran) -> Vec<&str> {
    ran.err.lines().filter(|line| !line.starts_with("capitals: ")).collect()
}

#[test]
fn proposals_are_written_beside_articles_and_open_with_them() {
    let home = home("");
    home.write("a.txt", "Titel\n\nAnna ging nach Hamburg.\n");
    home.write("b.txt", "Otto blieb.\n");
    let ran = extract(&home, &["."]);
    assert!(ran.code == 0 && ran.out.is_empty(), "{ran:?}");
    assert!(ran.err.contains("capitals answered 2 of 2 documents, 4 proposals"), "{ran:?}");
    assert!(ran.err.contains("capitals: capitals: started"), "its standard error is shown: {ran:?}");
    let sidecar = home.read("a.txt.capitals.gloss.toml");
    assert!(
        sidecar.contains("kind = \"model\"") && sidecar.contains("start = 22, end = 29, text = \"Hamburg\""),
        "{sidecar}"
    );
    assert!(home.gloss(&["show", "--json", "a.txt"]).fine().contains("\"capitals\""));
    assert_eq!(extract(&home, &["a.txt"]).code, 0);
    assert_eq!(home.read("a.txt.capitals.gloss.toml"), sidecar, "the same every time");
    home.write("b.txt.capitals.gloss.toml", "gloss = 1\nannotator = \"capitals\"\nkind = \"human\"\n");
    let ran = extract(&home, &["."]);
    assert!(
        ran.code == 1 && ran.err.contains("b.txt.capitals.gloss.toml") && ran.err.contains("not written over"),
        "{ran:?}"
    );
}

#[test]
fn a_corpus_is_read_by_many_at_once_and_in_order() {
    let home = home("workers = 4\n");
    let record = |number: usize| format!("{{\"id\": \"r{number}\", \"text\": \"Satz {number} von Anna.\"}}\n");
    home.write("c.jsonl", (0..60).map(record).collect::<String>());
    let ran = extract(&home, &["--jsonl", "c.jsonl"]);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((ran.code, lines.len()), (0, 60), "{}", ran.err);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!((&line["id"], &line["kind"]), (&format!("r{number}").into(), &"model".into()));
        let spans: Vec<&str> =
            line["spans"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
        assert_eq!(spans, ["Satz", "Anna"]);
    }
    assert_eq!(extract(&home, &["c.jsonl"]).code, 0);
    assert_eq!(home.read("c.jsonl.gloss/capitals.jsonl"), ran.out, "one file for the corpus");
}

#[test]
fn what_goes_wrong_is_told_and_the_rest_goes_on() {
    let home = home("");
    for (name, word) in [
        ("a", "Anna"),
        ("b", "CRASH"),
        ("c", "Carla ONCE"),
        ("d", "Dora FLOOD"),
        ("f", "Fritz"),
        ("g", "GARBAGE"),
        ("h", "STRANGER"),
        ("i", "REFUSE"),
        ("j", "Jana"),
    ] {
        home.write(&format!("{name}.txt"), format!("{word} war da.\n"));
    }
    let ran = extract(&home, &["."]);
    let made: Vec<String> = home.files().into_iter().filter(|name| name.contains("capitals")).collect();
    assert_eq!(made, ["a", "c", "d", "f", "j"].map(|name| format!("{name}.txt.capitals.gloss.toml")));
    let told = told(&ran);
    assert_eq!(
        told[..4],
        [
            "gloss: ./b.txt: capitals: ended without an answer (exit status: 3); it said: capitals: ␛[2Jout of ideas",
            "gloss: ./g.txt: capitals: answered what is no JSON: Loading the model …; it said: capitals: a flood",
            "gloss: ./h.txt: capitals: answered for \"somebody else\" when asked for \"h.txt\"; it must answer each line, in \
             order; it said: capitals: started",
            "gloss: ./i.txt: capitals: too hard for me",
        ]
    );
    assert!(ran.code == 1 && told[4].starts_with("capitals answered 5 of 9 documents"), "{told:?}");
    assert!(ran.err.contains("capitals: … and more, which is not shown") && !ran.err.contains('\u{1b}'));
    assert!(ran.err.lines().count() < 250, "a flood is not shown to its end");
}

#[test]
fn a_program_that_hangs_is_stopped() {
    let home = home("timeout = 1\n");
    home.write("a.txt", "HANG\n");
    let ran = extract(&home, &["a.txt"]);
    assert!(
        ran.code == 1 && ran.err.contains("gloss: a.txt: capitals: no answer within 1 s; it was stopped"),
        "{ran:?}"
    );
}

#[test]
fn it_gives_up_on_a_program_that_only_fails() {
    let home = home("[extractors.none]\ncommand = [\"./no-such-program\"]\n");
    home.write("c.jsonl", "{\"id\": \"1\", \"text\": \"CRASH\"}\n".repeat(30));
    let ran = extract(&home, &["--jsonl", "c.jsonl"]);
    let told = told(&ran);
    assert_eq!((ran.code, told.iter().filter(|line| line.contains("ended without")).count()), (1, 5), "{told:?}");
    assert_eq!(told.last(), Some(&"capitals failed again and again; 25 documents were not asked about"));
    let ran = home.gloss(&["extract", "--with", "none", "--jsonl", "c.jsonl"]);
    let settings = home.at_home(".config/glossator/config.toml");
    let reason = format!(
        "cannot be started: No such file or directory (os error 2); correct its command in {}",
        settings.display()
    );
    assert!(ran.code == 1 && ran.err.matches(&reason).count() == 1, "{}", ran.err);
}

#[test]
fn a_run_that_did_not_come_through_goes_on_where_it_ended() {
    let home = home("");
    let record = |number: usize| {
        let word = if number < 3 { "Anna" } else { "CRASH" };
        format!("{{\"id\": \"r{number}\", \"text\": \"Satz {number} von {word}.\"}}\n")
    };
    home.write("c.jsonl", (0..20).map(record).collect::<String>());
    home.write("c.jsonl.gloss/capitals.jsonl", "{\"id\":\"r0\",\"spans\":[]}\n");
    let ran = extract(&home, &["c.jsonl"]);
    assert!(ran.code == 1 && told(&ran).last().unwrap().contains("capitals.jsonl.part: its answers so far"), "{ran:?}");
    assert_eq!(home.read("c.jsonl.gloss/capitals.jsonl").lines().count(), 1, "what was through before stays");
    let kept = home.read("c.jsonl.gloss/capitals.jsonl.part");
    assert_eq!(kept.lines().count(), 3);
    // They are proposals already, before those of the run before.
    assert!(home.gloss(&["show", "--json", "c.jsonl"]).fine().contains("\"Anna\""));
    // The program is mended, one text is another, and the last line was cut.
    home.write("c.jsonl", home.read("c.jsonl").replace("CRASH", "Otto").replace("Satz 1 ", "Sätze 1 "));
    home.write("c.jsonl.gloss/capitals.jsonl.part", &kept[..kept.len() - 5]);
    let ran = extract(&home, &["c.jsonl"]);
    assert!(ran.code == 0 && told(&ran)[1] == "1 of the answers are of a run before, which was cut off", "{ran:?}");
    let lines = home.read("c.jsonl.gloss/capitals.jsonl");
    let mut ids: Vec<String> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), home.path("c.jsonl.gloss/capitals.jsonl.part").exists()), (20, false), "{lines}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_was_answered_and_says_so() {
    let home = home("");
    home.write("c.jsonl", "{\"id\": \"1\", \"text\": \"Anna\"}\n{\"id\": \"2\", \"text\": \"HANG\"}\n");
    let part = home.path("c.jsonl.gloss/capitals.jsonl.part");
    let err = home.gloss_until(&["extract", "--with", "capitals", "c.jsonl"], &|| {
        fs::read_to_string(&part).is_ok_and(|lines| lines.ends_with('\n'))
    });
    assert!(err.contains("capitals: interrupted; what it answered is kept"), "{err}");
    assert_eq!(fs::read_to_string(&part).unwrap().lines().count(), 1);
    assert!(!home.path("c.jsonl.gloss/capitals.jsonl").exists());
}

#[test]
fn answers_that_are_cut_short_are_told() {
    let home = home("");
    home.write("long.txt", format!("Anna war da. {}\n", "und so weiter ".repeat(20)));
    home.write("whole.txt", "Hier war Anna");
    home.write("silent.txt", "SILENT\n");
    let ran = extract(&home, &["."]);
    assert_eq!(ran.code, 0);
    let wanted = "answers of capitals reach 50 % of the text on average; 1 of 2 articles under 80 %";
    assert_eq!(told(&ran).last(), Some(&wanted), "{}", ran.err);
}

#[test]
fn wrong_names_are_told_with_what_to_do() {
    let home = home("");
    home.write("a.txt", "Text.\n");
    let with = |name: &str| home.gloss(&["extract", "--with", name, "a.txt"]);
    let Ran { code, err, .. } = with("capitols");
    assert_eq!(
        (code, err.as_str()),
        (1, "gloss: there is no extractor \"capitols\"; did you mean \"capitals\"?; `gloss config` lists them\n")
    );
    assert!(with("builtin").code == 0 && home.path("a.txt.builtin.gloss.toml").exists());
    assert_eq!(extract(&home, &["-"]).code, 2);
    let ran = home.gloss(&["extract", "--with", "capitals", "--annotator", "capitals", "a.txt"]);
    assert!(ran.code == 1 && ran.err.contains("is called as you are"), "{ran:?}");
    let listed = home.gloss(&["config", "--json"]).json();
    assert_valid("config", &listed);
    assert_eq!(listed["extractors"][0]["command"], serde_json::json!(["sh", "capitals.sh"]));
    assert!(home.gloss(&["config"]).fine().contains("capitals  sh capitals.sh  1 at once, 60 s a document"));
}

#[test]
fn nothing_of_a_project_runs_unless_it_is_trusted() {
    let home = Home::new();
    home.write("a.txt", "Anna war da.\n");
    home.write("run.sh", "echo ran > ../ran\n");
    home.write("gloss.toml", "[extractors.spy]\ncommand = [\"sh\", \"run.sh\"]\n");
    for arguments in [
        &["extract", "--with", "spy", "a.txt"][..],
        &["play", "a.txt", "--keys", ":extract spy<Enter>"],
        &["play", "a.txt", "--keys", "<Space>X"],
        &["play", "a.txt", "--keys", ":extract<Tab>"],
        &["extract", "a.txt"],
        &["show", "a.txt"],
        &["doctor"],
        &["config"],
    ] {
        let ran = home.gloss(arguments);
        assert!(ran.code <= 1, "{arguments:?}: {ran:?}");
    }
    assert!(!home.path("../ran").exists());
    let ran = home.gloss(&["extract", "--with", "spy", "a.txt"]);
    assert!(ran.code == 1 && ran.err.contains("the project is not trusted to run programs"), "{ran:?}");
    let screen = home.gloss(&["play", "a.txt", "--keys", ":extract spy<Enter>"]).fine();
    assert!(screen.contains("not trusted to run programs"), "{screen}");
    let ran = home.gloss(&["show", "--set", "extractors.spy.command=x", "a.txt"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
