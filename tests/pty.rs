//! The real program on a pseudo terminal: how it opens, what it is told by keys, mouse and signals, and how it ends.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "pty/disk.rs"]
mod disk;
#[path = "pty/extractor.rs"]
mod extractor;
#[path = "pty/kill.rs"]
mod kill;
#[path = "pty/terminal.rs"]
mod terminal;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use terminal::{Place, assert_given_back};

/// Opens the article and labels a person.
fn labelled() -> (Place, terminal::Terminal) {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.type_keys("/Katja Sommer\rP");
    (place, terminal)
}

#[test]
fn it_opens_and_leaves_the_terminal_as_it_was() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.wait_for("the screen of its own", |screen| screen.alternate_screen() && screen.bracketed_paste());
    terminal.type_keys("q");
    assert!(terminal.end().success());
    terminal.assert_given_back();
    assert!(place.sidecar().is_none(), "what was only read was written");
}

#[test]
fn a_signal_saves_and_ends() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let (place, mut terminal) = labelled();
        terminal.wait_for("the label", |screen| screen.contents().contains("label PER"));
        terminal.signal(signal);
        assert_eq!(terminal.end().exit_code(), code);
        terminal.assert_given_back();
        assert_eq!(place.labelled(), ["Katja Sommer"]);
    }
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it_and_nothing_else() {
    let (place, mut terminal) = labelled();
    terminal.wait_for("the label", |screen| screen.contents().contains("label PER"));
    terminal.unplug();
    #[cfg(target_os = "linux")]
    {
        // All of it, from the start on: a program that spins uses more in the time it has to end in.
        let ticks = terminal::ticks_until_end(terminal.pid());
        assert!(ticks < 100, "computed for {ticks} hundredths of a second");
    }
    terminal.end();
    assert_eq!(place.labelled(), ["Katja Sommer"]);
}

/// What is labelled in the copies of sidecars that could not be written.
fn rescued(place: &Place) -> Vec<String> {
    let folder = place.path("home/.local/state/glossator/unsaved");
    let files = fs::read_dir(folder).into_iter().flatten();
    files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn however_it_ends_a_copy_is_kept_of_what_could_not_be_saved() {
    for end in ["signal", "unplugged", "forced"] {
        let (place, mut terminal) = labelled();
        terminal.wait_for_saved("label PER");
        let path = place.path("article.txt.anna.gloss.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        terminal.type_keys("/Lübeck\rL");
        terminal.wait_for("the refusal", |screen| screen.contents().contains("unsaved"));
        match end {
            "signal" => terminal.signal(Signal::TERM),
            "unplugged" => terminal.unplug(),
            _ => terminal.type_keys(":q!\r"),
        }
        assert_eq!(terminal.end().exit_code(), 1, "{end}");
        assert_eq!(place.labelled(), ["Katja Sommer"], "{end}");
        let copies = rescued(&place);
        assert!(copies.len() == 1 && copies[0].contains("text = \"Lübeck\""), "{end}: {copies:?}");
        if end != "unplugged" {
            terminal.assert_given_back();
            let said = terminal.contents().replace(['\r', '\n'], "");
            assert!(said.contains("gloss: not saved: ") && said.contains("a copy is in "), "{end}: {said}");
        }
    }
}

#[test]
fn what_is_called_saved_survives_a_kill() {
    let (place, mut terminal) = labelled();
    terminal.wait_for_saved("label PER");
    terminal.type_keys("/Lübeck\rL");
    terminal.wait_for_saved("label LOC");
    terminal.signal(Signal::KILL);
    terminal.end();
    assert_eq!(place.labelled(), ["Katja Sommer", "Lübeck"]);

    let mut terminal = place.open();
    terminal.type_keys("/Bauamt\rO");
    terminal.wait_for_saved("label ORG");
    assert_eq!(place.labelled(), ["Katja Sommer", "Lübeck", "Bauamt"]);
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_brought_together() {
    // At once, and after having been at another document.
    for way in ["", "JK"] {
        let place = Place::new();
        fs::write(place.path("other.txt"), "Etwas anderes\n\nEin zweiter Artikel.\n").unwrap();
        let mut terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &["article.txt", "other.txt"]);
        terminal.type_keys("/Katja Sommer\rP");
        terminal.wait_for_saved("label PER");
        let (path, text) = (place.path("article.txt.anna.gloss.toml"), place.sidecar().unwrap());
        let theirs = "tags = [\n  { id = \"theirs\", tag = \"fremd\" },\n]";
        fs::write(&path, text.replace("tags = []", theirs)).unwrap();
        terminal.type_keys("/Lübeck\rL");
        terminal.type_keys(way);
        terminal.wait_for("both", |screen| screen.contents().contains("#fremd"));
        terminal.wait_for_saved("");
        assert_eq!(place.labelled(), ["Katja Sommer", "Lübeck"]);
        assert!(fs::read_to_string(&path).unwrap().contains("fremd"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_stops_and_goes_on() {
    let (place, mut terminal) = labelled();
    terminal.wait_for("the label", |screen| screen.contents().contains("label PER"));
    for how in ["\x1a", "a signal"] {
        match how {
            "\x1a" => terminal.type_keys(how),
            _ => terminal.signal(Signal::TSTP),
        }
        terminal.wait_for("the usual screen", |screen| !screen.alternate_screen());
        let stopped = || terminal::process_status(terminal.pid(), "State").iter().all(|state| state.contains('T'));
        while !stopped() {
            thread::sleep(Duration::from_millis(5));
        }
        terminal
            .wait_for("the mouse to be free", |screen| screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None);
        terminal.assert_modes();
        assert_eq!(place.labelled(), ["Katja Sommer"], "not saved before it stopped");
        terminal.signal(Signal::CONT);
        terminal.wait_for("the article again", |screen| {
            screen.alternate_screen() && screen.contents().contains("Streit um die neue Brücke")
        });
    }
    terminal.type_keys("q");
    assert!(terminal.end().success());
    terminal.assert_given_back();
}

#[test]
fn no_size_is_too_small_and_none_loses_the_place() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.type_keys("/Bauamt\r");
    for (columns, rows) in [(1, 1), (3, 200), (200, 2), (1, 1), (20, 5), (250, 70), (2, 1), (100, 30)] {
        terminal.resize(columns, rows);
        thread::sleep(Duration::from_millis(20));
    }
    terminal.wait_for("the article", |screen| {
        let contents = screen.contents();
        contents.contains("Streit um die neue Brücke") && contents.contains("Niemand hat uns gefragt")
    });
    terminal.type_keys("O");
    terminal.wait_for_saved("label ORG");
    assert_eq!(place.labelled(), ["Bauamt"]);
}

#[test]
fn a_storm_of_sizes_ends_in_the_right_one() {
    let place = Place::new();
    let mut terminal = place.open();
    for step in 0..400u16 {
        terminal.resize(1 + step * 7 % 120, 1 + step * 5 % 40);
        if step % 40 == 0 {
            terminal.type_keys("wP");
        }
    }
    terminal.resize(100, 30);
    terminal.type_keys("gg/Bauamt\rO");
    terminal.wait_for_saved("label ORG");
    assert!(place.labelled().contains(&"Bauamt".to_owned()));
    terminal.type_keys("q");
    assert!(terminal.end().success());
}

#[test]
fn a_paste_runs_nothing() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.type_keys("\x1b[200~P:quit\rq\x1b[201~");
    terminal.wait_for("an explanation", |screen| screen.contents().contains("paste"));
    terminal.type_keys("q");
    assert!(terminal.end().success());
    assert!(place.sidecar().is_none());
}

#[test]
fn a_double_click_takes_the_word() {
    let place = Place::new();
    let mut terminal = place.open();
    let (column, row) = terminal.find("Bauamt");
    terminal.click(column + 2, row);
    terminal.click(column + 2, row);
    terminal.type_keys("y");
    terminal.wait_for("the copy", |screen| screen.contents().contains("copied"));
    // Bauamt in Base64.
    assert!(terminal.sent().contains("\x1b]52;c;QmF1YW10\x07"));
    terminal.click(column + 2, row);
    terminal.click(column + 2, row);
    terminal.type_keys("O");
    terminal.wait_for_saved("label ORG");
    assert_eq!(place.labelled(), ["Bauamt"]);
}

#[test]
fn a_note_can_be_written_in_another_editor() {
    let (place, mut terminal) = labelled();
    terminal.wait_for_saved("label PER");
    let editor = place.path("editor");
    // It reads a key itself: nobody else may take it.
    fs::write(&editor, "#!/bin/sh\nprintf 'ready' >/dev/tty\nread answer\necho \"written $answer\" >\"$1\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    terminal.type_keys("c");
    terminal.wait_for("the note", |screen| screen.contents().contains("note on"));
    terminal.type_keys("\x07");
    terminal.wait_for("the editor", |screen| !screen.alternate_screen() && screen.contents().contains("ready"));
    terminal.type_keys("elsewhere\r");
    terminal.wait_for("the text", |screen| screen.contents().contains("written elsewhere"));
    terminal.type_keys("\x1b");
    terminal.wait_for("the end of the note", |screen| !screen.contents().contains("<Esc> keep"));
    terminal.type_keys("q");
    assert!(terminal.end().success());
    assert!(place.sidecar().unwrap().contains("written elsewhere"));
}

#[test]
fn standard_input_is_read_beside_the_terminal() {
    let place = Place::new();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "cat article.txt | \"$0\" -", env!("CARGO_BIN_EXE_gloss")]);
    let mut terminal = place.run(command, &[]);
    terminal.wait_for("the article", |screen| screen.contents().contains("Streit um die neue Brücke"));
    terminal.wait_for("its state", |screen| screen.contents().contains("read-only"));
    terminal.type_keys("q");
    assert!(terminal.end().success());
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_runs_while_nothing_happens() {
    let (_place, terminal) = labelled();
    terminal.wait_for_saved("label PER");
    thread::sleep(Duration::from_millis(500));
    let switches = || terminal::process_status(terminal.pid(), "voluntary_ctxt_switches");
    let before = switches();
    thread::sleep(Duration::from_secs(1));
    assert_eq!(switches(), before);
}

#[test]
fn what_cannot_be_opened_is_said_without_taking_the_terminal() {
    let place = Place::new();
    let mut terminal = place.run(CommandBuilder::new(env!("CARGO_BIN_EXE_gloss")), &["missing.txt"]);
    terminal.wait_for("the reason", |screen| {
        assert_given_back(screen);
        screen.contents().contains("missing.txt: does not exist")
    });
    assert_eq!(terminal.end().exit_code(), 1);
}

#[test]
fn what_changes_on_the_disk_shows_up_in_the_open_reader() {
    let (place, terminal) = labelled();
    terminal.wait_for_saved("label PER");
    let article = place.path("article.txt");
    let text = fs::read_to_string(&article).unwrap();
    fs::write(&article, text.replace("Ministerin Katja Sommer", "Die neue Ministerin Katja Sommer")).unwrap();
    terminal.wait_for("the new text", |screen| screen.contents().contains("Die neue Ministerin"));
    terminal.wait_for("what became of the label", |screen| screen.contents().contains("1 annotation moved with it"));

    let proposal =
        "gloss = 1\nannotator = \"ner\"\nkind = \"model\"\ntags = [\n  { id = \"t\", tag = \"verkehr\" },\n]\n";
    fs::write(place.path("article.txt.ner.gloss.toml"), proposal).unwrap();
    terminal.wait_for("the proposal", |screen| screen.contents().contains("#verkehr?"));

    fs::remove_file(place.path("article.txt.anna.gloss.toml")).unwrap();
    terminal.wait_for("the loss", |screen| screen.contents().contains("gone from the disk"));
    terminal.wait_for_saved("");
    assert_eq!(place.labelled(), ["Katja Sommer"], "what was lost is written again");
    let mut terminal = terminal;
    terminal.type_keys("/Lübeck\rL");
    terminal.wait_for_saved("label LOC");
    assert_eq!(place.labelled(), ["Katja Sommer", "Lübeck"]);
}

#[test]
fn what_the_program_reads_by_itself_joins_the_text_without_a_key() {
    let place = Place::new();
    fs::remove_dir_all(place.path("home/.config")).unwrap();
    let terminal = place.open();
    terminal.wait_for("a person and a quotation with its speaker", |screen| {
        let contents = screen.contents();
        contents.contains("PER?") && contents.contains("QUOTE?") && contents.contains("← ")
    });
    assert!(place.sidecar().is_none(), "nothing is written for it");
}
