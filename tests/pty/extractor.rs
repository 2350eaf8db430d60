//! An external extractor asked from the reader on a terminal.

use std::fs;
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, test_kill_process};

use super::terminal::Place;

/// Says its number, waits for a file, and answers.
const SLOW: &str = "while read -r line; do
    echo $$ > pid
    until [ -e go ]; do sleep 0.02; done
    echo '{\"spans\": [{\"label\": \"PER\", \"text\": \"Katja Sommer\"}]}'
done
";

/// Whether no process of this number runs any more; one that nobody has reaped yet does not.
fn is_gone(pid: i32) -> bool {
    let dead = fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "));
    dead || test_kill_process(Pid::from_raw(pid).unwrap()).is_err()
}

#[test]
fn the_reader_goes_on_while_a_program_reads_and_ends_it_when_it_ends() {
    let place = Place::new();
    let folder = place.path("home/.config/glossator");
    fs::write(folder.join("slow.sh"), SLOW).unwrap();
    let settings = "[extract]\nbuiltin = false\n[extractors.slow]\ncommand = [\"sh\", \"slow.sh\"]\n";
    fs::write(folder.join("config.toml"), settings).unwrap();
    let mut terminal = place.open();
    terminal.type_keys(":extract slow\r");
    terminal.wait_for("the question", |screen| screen.contents().contains("asking slow"));
    terminal.type_keys("/Lübeck\rL");
    terminal.wait_for_saved("label LOC");
    fs::write(folder.join("go"), "").unwrap();
    terminal.wait_for("the answer", |screen| screen.contents().contains("slow: 1 proposal"));
    terminal.type_keys("/Katja\ra");
    terminal.wait_for_saved("accept PER");
    assert_eq!(place.labelled(), ["Katja Sommer", "Lübeck"]);
    assert!(place.files().contains(&"article.txt.slow.gloss.toml".to_owned()));

    for end in ["q", "signal"] {
        fs::remove_file(folder.join("go")).unwrap();
        fs::remove_file(folder.join("pid")).unwrap();
        terminal.type_keys(":extract slow\r");
        let told = || fs::read_to_string(folder.join("pid")).ok().filter(|pid| pid.ends_with('\n'));
        let pid: i32 = loop {
            match told() {
                Some(pid) => break pid.trim().parse().unwrap(),
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        match end {
            "q" => terminal.type_keys("q"),
            _ => terminal.signal(Signal::TERM),
        }
        terminal.end();
        while !is_gone(pid) {
            thread::sleep(Duration::from_millis(5));
        }
        fs::write(folder.join("go"), "").unwrap();
        terminal = place.open();
    }
    terminal.type_keys("q");
    assert!(terminal.end().success());
}

#[test]
fn a_project_is_asked_about_before_its_programs_may_run() {
    let place = Place::new();
    fs::write(place.path("gloss.toml"), "[extractors.them]\ncommand = [\"sh\", \"-c\", \"read -r line; echo '[]'\"]\n")
        .unwrap();
    let open = |answer: &str| {
        let terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &["article.txt"]);
        if !answer.is_empty() {
            terminal.wait_for("the question", |screen| screen.contents().contains("allow it? [y/N]"));
            assert!(terminal.contents().contains("them: sh -c"));
        }
        let mut terminal = terminal;
        terminal.type_keys(answer);
        terminal.wait_for("the article", |screen| screen.contents().contains("Streit um die neue Brücke"));
        terminal.type_keys(":extract them\r");
        terminal
    };
    for answer in ["n\r", ""] {
        let mut terminal = open(answer);
        terminal.wait_for("the refusal", |screen| screen.contents().contains("not trusted"));
        terminal.type_keys("q");
        terminal.end();
    }
    // Nobody is asked twice by the reader; whoever wants to run it is.
    let extract = ["extract", "--with", "them", "--jsonl", "article.txt"];
    let mut terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &extract);
    terminal.wait_for("the question", |screen| screen.contents().contains("allow it? [y/N]"));
    terminal.type_keys("y\r");
    assert!(terminal.end().success());
    let mut terminal = open("");
    terminal.wait_for("the answer", |screen| screen.contents().contains("them: 0 proposals"));
    terminal.type_keys("q");
    assert!(terminal.end().success());
}
