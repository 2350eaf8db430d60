//! The `:` line, help, which-key, paste: finding one's way without knowing the keys.

use glossator::app::{COMMANDS, Msg};

use super::harness::{Reader, SIDECAR};

#[test]
fn a_command_is_completed_and_run() {
    let session = Reader::of_article().keys(":guide<Tab>");
    assert!(session.status().contains(":guidelines"), "{}", session.status());
    let session = Reader::of_article().keys(":set reader.me<Tab>60<Enter>");
    assert_eq!(session.app().settings.reader.measure, 60);
    let session = Reader::of_article().keys("/Jens<Enter>:label P<Tab><Enter>");
    assert_eq!(session.spans(), ["PER Jens"]);
}

#[test]
fn mistakes_name_the_nearest() {
    for (line, said) in [
        ("tga x", "did you mean \"tag\""),
        ("untag", "untag needs an argument: tag"),
        ("undo 3", "undo takes no argument"),
        ("label PRE", "did you mean PER"),
        ("set reader.mesure=60", "reader.measure"),
        ("set reader.measure=wide", "reader.measure"),
        ("theme pink", "there is no theme"),
        ("status gone", "new, started, done or skipped"),
    ] {
        let session = Reader::of_article().keys(&format!(":{line}<Enter>"));
        let notice = session.app().notice.clone().unwrap();
        assert!(notice.error && notice.text.contains(said), "{line}: {}", notice.text);
        assert!(!session.exists(SIDECAR));
    }
}

#[test]
fn help_lists_every_command_with_its_keys_and_no_page_skips_one() {
    for size in [(80, 24), (60, 14), (200, 60)] {
        let mut session = Reader::of_article().size(size.0, size.1).keys("?");
        let lines = session.app().help_lines();
        let mut seen = String::new();
        for _ in 0..lines.len() {
            seen += &session.screen();
            session.tell(Msg::Command("pager-page-down".into()));
        }
        let seen: String = seen.replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        for command in COMMANDS.iter().filter(|command| command.name != "label") {
            let start: Vec<&str> = command.help.split_whitespace().take(3).collect();
            assert!(seen.contains(&start.join(" ")), "{}: {} at {size:?}\n{seen}", command.name, command.help);
            assert!(lines.iter().any(|line| line.text == command.help && !line.term.is_empty()), "{}", command.name);
        }
        session.tell(Msg::Command("pager-top".into()));
        session.tell(Msg::Command("pager-page-up".into()));
        assert!(session.screen().contains("labels"), "{}", session.screen());
    }
}

#[test]
fn help_on_one_command_says_what_it_does() {
    let session = Reader::of_article().keys(":help label-identical<Enter>");
    assert!(session.screen().contains("every identical string"), "{}", session.screen());
}

#[test]
fn an_unfinished_key_shows_what_can_follow() {
    let session = Reader::of_article().keys("<Space>");
    assert!(session.screen().contains("─ menu ─") && session.screen().contains("done: on to the next"));
    let session = Reader::of_article().keys("g");
    assert!(session.screen().contains("─ go to ─"), "{}", session.screen());
    let session = Reader::of_article().keys("vi");
    assert!(session.screen().contains("select inside"), "{}", session.screen());
    assert!(Reader::of_article().keys("gX").status().contains("gX is not bound"));
    assert!(Reader::of_article().keys("H").status().contains("H is not bound"));
}

#[test]
fn paste_never_runs_commands() {
    let keys = "jjwPxG*tJ:quit!\nq\u{1b}:tag x\r";
    for before in ["", "v", "<Space>", "?", "*", "/Jens<Enter>P>", "snato<Enter>"] {
        let mut session = Reader::of_article().keys(before);
        let (cursor, overlays) = (session.cursor(), session.app().overlays.len());
        let own = session.app().desk.as_ref().unwrap().shared_own();
        session.tell(Msg::Paste(keys.into()));
        assert_eq!((session.cursor(), session.app().overlays.len()), (cursor, overlays), "{before}");
        assert_eq!(own, session.app().desk.as_ref().unwrap().shared_own(), "{before}");
    }
    for before in [":", "/", "t", "/Jens<Enter>c"] {
        let mut session = Reader::of_article().keys(before);
        let overlays = session.app().overlays.len();
        let effects = session.played.app.update(Msg::Paste("quit!\nu\r\n".into()), super::harness::now());
        assert!(effects.is_empty() && session.app().overlays.len() == overlays, "{before}: {effects:?}");
    }
}

#[test]
fn q_goes_back_before_it_ends() {
    assert!(!Reader::of_article().keys("?q").played.exit);
    assert!(Reader::of_article().keys("?qq").played.exit);
    assert!(Reader::of_article().keys(":q<Enter>").played.exit);
    assert!(Reader::of_article().keys("/Jens<Enter>Pq").status().contains("saved"));
}

#[test]
fn the_status_line_always_has_exactly_one_word_of_saving() {
    let words = ["saved", "saving", "unsaved", "read-only"];
    for keys in [
        "",
        "tunsaved<Enter>",
        ":tag saving<Enter>",
        "v",
        "/saved",
        "tread-only<Enter>",
        ":tag saved<Enter><Space>t",
        "<Space>f",
    ] {
        for width in [20, 40, 80, 120] {
            let session =
                Reader::new().article("saved.txt", "saved\n\nunsaved saving read-only.\n").size(width, 10).keys(keys);
            let status = session.status();
            let said =
                status.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| words.contains(word)).count();
            assert_eq!(said, 1, "{keys} at {width}: {status}");
        }
    }
}

#[test]
fn panes_come_and_go() {
    let wide = |keys: &str| Reader::of_article().size(140, 24).keys(keys).screen();
    assert!(wide("/Jens<Enter>P").contains("PER"));
    assert_ne!(wide("/Jens<Enter>P<Space>m"), wide("/Jens<Enter>P"));
    assert_ne!(wide("/Jens<Enter>P<Space>i"), wide("/Jens<Enter>P"));
    assert!(wide("<Space>o").contains("outline"));
    assert!(wide("<Space>y").contains("mono"));
}

#[test]
fn the_annotation_list_goes_there_and_deletes() {
    let session = Reader::of_article().keys("/Jens<Enter>P/Montag<Enter>M<Space>a");
    assert!(session.screen().contains("“Jens”") && session.screen().contains("“Montag”"), "{}", session.screen());
    let session = session.again("<Space>aJens<Enter>");
    assert!(session.rest().starts_with("Jens"));
    assert_eq!(session.again("<Space>a<C-x>").spans().len(), 1);
}
