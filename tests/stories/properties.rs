//! Whatever is typed, on whatever article and screen: nothing panics, the sidecar stays whole, and undo undoes.

use glossator::annot::{AnnotationSet, sidecar};
use glossator::app::{COMMANDS, CommandInfo, Msg};
use glossator::config::key::Key;
use glossator::config::keymap::{Context, Keymap};
use glossator::config::schema::Schema;
use glossator::ui::Picture;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::harness::{ARTICLE, Reader, Session, now};

const CONTEXTS: [Context; 10] = [
    Context::Normal,
    Context::Select,
    Context::Edge,
    Context::List,
    Context::Line,
    Context::Stance,
    Context::Editor,
    Context::Pager,
    Context::Confirm,
    Context::Concordance,
];

/// Every bound key sequence, and what one types beside them.
fn units(without: &[&str]) -> Vec<String> {
    let (keymap, _) = Keymap::default().with_labels(&Schema::news());
    let bound = CONTEXTS.iter().flat_map(|context| {
        keymap
            .bindings(*context)
            .filter(|(_, command)| !without.contains(command))
            .map(|(keys, _)| keys)
            .collect::<Vec<_>>()
    });
    let typed = [
        "/a<Enter>",
        "/[A-Z]\\w+<Enter>",
        "viwP",
        "vipQ",
        "ab",
        "ü",
        "7",
        "1",
        "<F1>",
        "f<Enter>",
        "snato<Enter>",
        "Pcx<Esc>",
    ];
    bound.chain(typed.map(str::to_owned)).collect()
}

/// Key strings of such units.
fn keys(without: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let units = units(without);
    prop::collection::vec(prop::sample::select(units), 1..most).prop_map(|units| units.concat())
}

fn article() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Käthe Müller",
        "NATO",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "„Wir gehen“",
        ". ",
        "sagte ",
        "👩‍👩‍👧",
        "e\u{301}",
        "東京",
        "שלום",
        "\u{202e}",
        "\u{1b}[31m",
        "\t",
        "# ",
        "> ",
        "- ",
        "\"Zitat\"",
        "Mehr zum Thema - x\n",
        "a",
        "Z",
        "\u{200b}",
    ]);
    prop::collection::vec(piece, 1..60).prop_map(|pieces| format!("T{}", pieces.concat()))
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![(1u16..200, 1u16..60), (1u16..12, 1u16..6), Just((80, 24)), Just((1, 1)), Just((200, 60))]
}

fn few(cases: u32) -> Config {
    Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() }
}

/// What a set says, without the time that was spent on it.
fn said(session: &Session) -> String {
    let desk = session.app().desk.as_ref().unwrap();
    let mut set: AnnotationSet = desk.own().clone();
    set.review.seconds = 0;
    sidecar::write(&set, desk.document.text())
}

fn escape(session: &mut Session) {
    for _ in 0..8 {
        session.played.app.update(Msg::Key(Key::sequence("<Esc>").unwrap()[0]), now());
    }
}

proptest! {
    #![proptest_config(few(60))]

    /// The harness checks every sidecar that comes of it.
    #[test]
    fn any_keys_on_any_article_and_screen(keys in keys(&["quit"], 40), text in article(), size in size(), name in prop::sample::select(vec!["a.txt", "a.md", "a.html"])) {
        let reader = Reader::new().article(name, &text).size(size.0, size.1);
        let played = reader.type_keys(Key::sequence(&keys).unwrap());
        if let Ok(session) = played {
            prop_assert_eq!(session.played.picture.text().lines().count(), usize::from(size.1));
        }
    }

    #[test]
    fn any_keys_over_proposals(keys in keys(&["quit"], 40), size in size()) {
        let offered = [("LOC", "Zürich"), ("PER", "Käthe Müller"), ("PER", "Müller"), ("QUOTE", "Wir reden"), ("PER", "Müller")];
        let reader = Reader::of_article().model("ner", "a.txt", &offered).size(size.0, size.1);
        reader.keys(&keys).again("").again(&keys);
    }
}

proptest! {
    #![proptest_config(few(40))]

    #[test]
    fn undo_brings_back_what_was(keys in keys(&["quit"], 50)) {
        let before = said(&Reader::of_article().keys(""));
        let mut session = Reader::of_article().keys(&keys);
        escape(&mut session);
        let after = said(&session);
        session.tell(Msg::Command("set annotate.advance=false".into()));
        let mut steps = 0;
        while said(&session) != before && steps < 200 {
            session.tell(Msg::Command("undo".into()));
            steps += 1;
        }
        prop_assert_eq!(said(&session), before);
        for _ in 0..steps {
            session.tell(Msg::Command("redo".into()));
        }
        prop_assert_eq!(said(&session), after);
    }

    #[test]
    fn any_sizes_one_after_another(keys in keys(&["quit"], 25), sizes in prop::collection::vec((1u16..210, 1u16..70), 1..12)) {
        let mut session = Reader::of_article().keys(&keys);
        let Some(at) = session.app().desk.as_ref().map(|desk| desk.view.cursor) else { return Ok(()) };
        for (width, height) in sizes {
            session.tell(Msg::Resize { width, height });
            prop_assert_eq!(session.cursor(), at);
        }
    }
}

/// Keys that lead into each context, and into states in between.
const STATES: [&str; 18] = [
    "",
    "/Jens<Enter>P",
    "v",
    "/Jens<Enter>viw",
    "/Jens<Enter>P>",
    "/Jens<Enter>P<lt>",
    "<Tab>",
    "<Tab>>",
    "<Space>f",
    "<Space>a",
    "tx",
    ":",
    "/Jens",
    "/Jens<Enter>Psnato<Enter>",
    "/Jens<Enter>Pcx",
    "?",
    "/Zürich<Enter>L*",
    "/Jens<Enter>P<Space>r",
];

/// Arguments that may be typed behind any command.
const ARGUMENTS: [&str; 5] = ["", "PER", "1", "around", "reader.measure=40"];

/// Those that the command takes, none for one that takes none.
fn arguments(command: &CommandInfo) -> &'static [&'static str] {
    if command.argument.is_some() { &ARGUMENTS } else { &ARGUMENTS[..1] }
}

#[test]
fn every_command_can_be_run_everywhere() {
    for state in STATES {
        let mut session = Reader::of_article().model("ner", "a.txt", &[("LOC", "Zürich"), ("PER", "Jens")]).keys(state);
        let entry = Key::sequence(state).unwrap();
        for command in COMMANDS {
            for argument in arguments(command) {
                session.played.app.update(Msg::Command(format!("{} {argument}", command.name)), now());
                let picture = Picture::of(session.app());
                assert_eq!(picture.buffer.area.width, 80);
                escape(&mut session);
                for key in &entry {
                    session.played.app.update(Msg::Key(*key), now());
                }
            }
        }
        // Undoing all of that must come to an end, too.
        escape(&mut session);
        for _ in 0..2000 {
            session.played.app.update(Msg::Command("undo".into()), now());
            if session.app().notice.as_ref().is_some_and(|notice| notice.text.contains("nothing to take back")) {
                break;
            }
        }
        let desk = session.app().desk.as_ref().unwrap();
        assert!(desk.own().spans().is_empty() && desk.own().tags().is_empty(), "{state}: {:?}", desk.own());
    }
}

#[test]
fn every_command_can_be_run_without_a_document() {
    let reader = Reader::new().article("a.txt", ARTICLE).file("b.txt", "").open(".");
    let mut session = reader.keys("J");
    assert!(session.app().desk.is_none());
    for command in COMMANDS {
        for argument in arguments(command) {
            session.played.app.update(Msg::Command(format!("{} {argument}", command.name)), now());
            Picture::of(session.app());
            escape(&mut session);
        }
    }
}
