//! Programs at their best and their worst.

#![cfg(unix)]

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use super::processes::Processes;
use super::worker::Worker;
use super::*;
use crate::config::extractors::load;
use crate::config::settings::{Layer, Origin};
use crate::doc::{Document, Meta};

/// A shell script as an extractor.
fn program(script: &str, more: &str) -> Arc<Program> {
    let text = format!("[extractors.x]\ncommand = [\"sh\", \"-c\", {}]\n{more}", toml::Value::from(script));
    let read = load(&[Layer { origin: Origin::Default, text: &text }]);
    assert_eq!(read.diagnostics, []);
    Arc::new(Program::allowed(read.value.into_iter().next().unwrap(), Path::new("/"), "config.toml"))
}

fn worker(script: &str, more: &str) -> Worker {
    Worker::new(program(script, more), Arc::default(), Arc::new(|_: &str| ()))
}

#[track_caller]
fn fault(worker: &mut Worker, id: &str) -> String {
    worker.ask(id, "text").unwrap_err().to_string()
}

#[test]
fn a_program_stays_and_large_documents_pass_through_it() {
    let mut echo = worker("echo $$ >&2; exec cat", "");
    let text = "Ein Satz. 😀\n".repeat(200_000);
    for id in ["1", "zwei"] {
        let answer = echo.ask(id, &text).unwrap();
        assert!(answer["text"] == text.as_str() && answer["id"] == id);
    }
}

#[test]
fn a_program_that_fails_is_told_with_its_last_words_and_started_anew() {
    let script = "read -r line; echo one >&2; printf 'two\\033[1m\\n' >&2; \
        case $line in *bad*) exit 3;; *) echo '{\"spans\":[]}'; cat >/dev/null;; esac";
    let mut script = worker(script, "");
    assert!(script.ask("good", "text").is_ok());
    let mut bad = worker("read -r line; printf 'one\\rtwo\\033[1m\\n' >&2; exit 3", "");
    for _ in 0..2 {
        assert_eq!(fault(&mut bad, "a"), "x: ended without an answer (exit status: 3); it said: two␛[1m");
    }
    let mut missing = worker("", "");
    assert_eq!(fault(&mut missing, "a"), "x: ended without an answer (exit status: 0)");
    let mut killed = worker("kill -9 $$", "");
    assert!(fault(&mut killed, "a").contains("signal: 9"));
}

#[test]
fn one_that_ends_after_each_answer_is_no_failure() {
    let mut once = worker("read -r line; echo '{\"spans\":[]}'", "");
    for id in ["a", "b", "c"] {
        assert!(once.ask(id, "text").is_ok());
    }
}

#[test]
fn what_is_no_answer_is_told() {
    let answers = |answer: &str| worker(&format!("while read -r line; do printf '%s\\n' '{answer}'; done"), "");
    assert_eq!(fault(&mut answers("Loading \u{1b}[2J …"), "a"), "x: answered what is no JSON: Loading ␛[2J …");
    assert!(fault(&mut answers("{\"id\":\"b\"}"), "a").contains("answered for \"b\" when asked for \"a\""));
    assert!(answers("{\"id\":7}").ask("7", "text").is_ok(), "a program may make a number of an id");
    assert_eq!(fault(&mut answers("{\"id\":\"a\",\"error\":\"too\\u001b long\"}"), "a"), "x: too␛ long");
    assert!(answers("\n\n[]").ask("a", "text").is_ok(), "empty lines say nothing");
    let mut twice = worker("while read -r line; do echo '[]'; echo '[]'; echo done >&2; done", "");
    assert!(twice.ask("a", "text").is_ok());
    let mut said = String::new();
    for _ in 0..100 {
        // The second line may come late.
        if let Err(fault) = twice.ask("b", "text") {
            said = fault.to_string();
            break;
        }
    }
    assert!(said.contains("answered more lines than it was asked"), "{said}");
}

#[test]
fn one_that_hangs_is_ended_with_all_that_it_started() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    let script = "while read -r line; do echo asked >&2; sleep 600; done";
    let mut slow = Worker::new(
        program(script, "timeout = 1\n"),
        Arc::default(),
        Arc::new(move |line: &str| hears.lock().unwrap().push(line.to_owned())),
    );
    assert_eq!(fault(&mut slow, "a"), "x: no answer within 1 s; it was stopped; it said: asked");
    drop(slow);
    // Whoever reads its standard error has let go: nobody has the other end any more, the sleep included.
    while Arc::strong_count(&heard) > 1 {
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(*heard.lock().unwrap(), ["asked"]);
}

#[test]
fn a_flood_on_standard_error_is_heard_in_part_and_stops_nothing() {
    let heard = Arc::new(Mutex::new(0));
    let hears = Arc::clone(&heard);
    let script = "yes flood | head -n 200000 >&2; while read -r line; do echo '[]'; done";
    let mut loud =
        Worker::new(program(script, ""), Arc::default(), Arc::new(move |_: &str| *hears.lock().unwrap() += 1));
    assert!(loud.ask("a", "text").is_ok());
    assert_eq!(*heard.lock().unwrap(), 101);
}

#[test]
fn everything_ends_at_once_when_we_do() {
    let processes = Arc::new(Processes::default());
    let mut slow = Worker::new(program("sleep 600", ""), Arc::clone(&processes), Arc::new(|_: &str| ()));
    let asked = thread::spawn(move || (slow.ask("a", "text").unwrap_err().to_string(), slow.ask("b", "text").is_err()));
    while processes.is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    processes.close();
    let (told, none_again) = asked.join().unwrap();
    assert!(told.contains("signal: 9") && none_again, "{told}");
    assert!(processes.is_empty(), "and is reaped");
}

#[test]
fn answers_come_in_order_and_failures_end_it() {
    // The first document takes longest.
    let script = "while read -r line; do case $line in *slow*) sleep 0.3;; *bad*) exit 1;; esac; echo '[]'; done";
    let run = |names: &[&str], stop: usize| {
        let mut done = Vec::new();
        let work = |asking: &mut Asking<'_>, name: String| {
            let document = Document::new(&name, "Text.".into(), Meta::default(), Vec::new());
            let result = asking.about(&document);
            (name, result.map_err(|error| error.to_string()))
        };
        let source = |give: &mut dyn FnMut(String) -> bool| {
            for name in names {
                if !give((*name).to_owned()) {
                    return;
                }
            }
        };
        let result = over(&program(script, "workers = 3\n"), |_| (), "ended", &work, source, &mut |made| {
            done.push(made);
            if done.len() == stop { Err("enough") } else { Ok(()) }
        });
        (done, result)
    };
    let names: Vec<String> = (0..200).map(|number| format!("{number}")).collect();
    let names: Vec<&str> = std::iter::once("slow").chain(names.iter().map(String::as_str)).collect();
    let (done, result) = run(&names, 0);
    assert_eq!(done.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
    assert!(result.is_ok() && done.iter().all(|(_, result)| result.is_ok()));
    let (done, result) = run(&names, 5);
    assert_eq!((done.len(), result), (5, Err("enough")));
    let (done, _) = run(&["bad"; 60], 0);
    let given_up = done.iter().filter(|(_, result)| result.as_ref().is_err_and(|told| told == "was not asked about"));
    assert!((50..=55).contains(&given_up.count()), "{done:?}");
}
