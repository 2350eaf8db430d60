//! The shell on real files, without a terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::engine::{Clock, Engine, survived};
use super::files::Files;
use super::*;
use crate::annot::{AnnotationSet, sidecar};
use crate::app::App;
use crate::app::message::Opened;
use crate::config::key::Key;
use crate::store::dirs::Environment;
use crate::store::{Handle, SaveReport};

fn options(path: &Path) -> Options {
    let annotator = Some(AnnotatorName::parse("anna").unwrap());
    let set = vec![Override::from_set("extract.builtin=false").unwrap()];
    Options { paths: vec![path.to_owned()], annotator, set, ..Options::default() }
}

fn environment(home: &Path) -> Environment {
    Environment::from_iter([("HOME", home)])
}

fn booted(options: &Options, home: &Path) -> Result<Boot, Failure> {
    boot(options, &environment(home), Screen::Terminal, &mut |_| None)
}

/// Two articles, and what opens and saves them.
struct Desk {
    folder: tempfile::TempDir,
    files: Files,
    reports: Receiver<SaveReport>,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "Title\n\nText.\n").unwrap();
        }
        let boot = booted(&options(folder.path()), folder.path()).unwrap();
        let (sender, reports) = channel();
        let files = Files::new(&boot, move |report| sender.send(report).unwrap_or_default());
        Desk { folder, files, reports }
    }

    fn handle(&self, name: &str) -> Handle {
        Handle::File(self.folder.path().join(name))
    }

    fn sidecar(&self) -> PathBuf {
        self.folder.path().join("a.txt.anna.gloss.toml")
    }

    fn open(&mut self, name: &str) -> Opened {
        self.files.open(&self.handle(name)).unwrap()
    }

    /// Saves the set of an opened document with so many seconds of work; what the application would hear.
    fn save(&mut self, opened: &Opened, seconds: u64, generation: u64) -> Vec<(u64, bool)> {
        let mut set = opened.own.clone();
        set.review.seconds = seconds;
        self.files.save(&opened.handle, Arc::new(opened.document.clone()), Arc::new(set), generation, Vec::new());
        self.heard()
    }

    fn heard(&mut self) -> Vec<(u64, bool)> {
        self.files.flush();
        let reports: Vec<_> = self.reports.try_iter().collect();
        let heard = reports.into_iter().filter_map(|report| self.files.reported(report));
        heard.map(|report| (report.generation, report.result.is_ok())).collect()
    }

    fn on_disk(&self, opened: &Opened) -> AnnotationSet {
        let text = fs::read_to_string(self.sidecar()).unwrap();
        sidecar::read(&text, opened.document.text()).unwrap().set
    }
}

#[test]
fn what_could_not_be_saved_is_there_when_one_comes_back() {
    let mut desk = Desk::new();
    let opened = desk.open("a.txt");
    fs::create_dir(desk.sidecar()).unwrap();
    let heard = desk.save(&opened, 2, 8);
    assert!(!heard.is_empty() && heard.iter().all(|heard| *heard == (8, false)));

    desk.open("b.txt");
    let again = desk.open("a.txt");
    assert_eq!(again.own.review.seconds, 2);
    let heard = desk.heard();
    assert!(!heard.is_empty() && heard.iter().all(|heard| *heard == (0, false)), "an edit of before is none of now");
    fs::remove_dir(desk.sidecar()).unwrap();
    assert_eq!(desk.heard(), [(0, true)]);
    assert_eq!(desk.save(&again, 3, 1), [(1, true)]);
    assert_eq!(desk.open("a.txt").own.review.seconds, 3);
}

#[test]
fn another_version_and_ones_own_become_one() {
    for stay in [true, false] {
        let mut desk = Desk::new();
        let opened = desk.open("a.txt");
        assert_eq!(desk.save(&opened, 1, 1), [(1, true)]);
        let theirs = fs::read_to_string(desk.sidecar()).unwrap().replace("seconds = 1", "seconds = 50");
        fs::write(desk.sidecar(), theirs.replace("tags = []", "tags = [\n  { id = \"t1\", tag = \"theirs\" },\n]"))
            .unwrap();
        if stay {
            assert!(desk.save(&opened, 2, 2).iter().all(|heard| !heard.1), "theirs is not written over");
            assert_eq!(desk.on_disk(&opened).review.seconds, 50);
            let both = desk.open("a.txt");
            assert!(both.news.merged && both.news.taken == 1 && both.news.conflicts == 0);
            assert_eq!(both.own.review.seconds, 51, "time spent on both sides was spent");
            assert_eq!(desk.save(&both, 51, 3), [(3, true)]);
        } else {
            // One is at another document by the time it turns out: it is merged all the same.
            let mut set = opened.own.clone();
            set.review.seconds = 2;
            let document = Arc::new(opened.document.clone());
            desk.files.save(&opened.handle, document, Arc::new(set), 2, Vec::new());
            desk.open("b.txt");
            assert!(desk.heard().is_empty(), "the refusal is dealt with");
            assert_eq!(desk.heard(), [(0, true)]);
        }
        let saved = desk.on_disk(&opened);
        assert_eq!((saved.review.seconds, saved.tags().len()), (51, 1));
    }
}

#[test]
fn what_was_not_saved_stays_when_the_other_version_cannot_be_read() {
    let mut desk = Desk::new();
    let opened = desk.open("a.txt");
    assert_eq!(desk.save(&opened, 1, 1), [(1, true)]);
    fs::write(desk.sidecar(), "gloss = 7\n").unwrap();
    assert!(desk.save(&opened, 2, 2).iter().all(|heard| !heard.1));

    let again = desk.open("a.txt");
    assert!(again.read_only.is_some() && again.own.review.seconds == 2);
    assert!(desk.files.fault_of_open().unwrap().contains("version"));
    let kept = desk.files.rescue("2026-01-02T03:04:05Z".parse().unwrap());
    let copy = kept[0].copy.as_ref().unwrap();
    assert_eq!((kept.len(), &kept[0].path), (1, &desk.sidecar()));
    let copied = sidecar::read(&fs::read_to_string(copy).unwrap(), opened.document.text()).unwrap();
    assert_eq!(copied.set.review.seconds, 2);
    assert_eq!(fs::read_to_string(desk.sidecar()).unwrap(), "gloss = 7\n");
}

/// The whole program around the documents, to panic in.
fn engine(desk: Desk) -> (Engine, Receiver<SaveReport>, tempfile::TempDir) {
    let boot = booted(&options(desk.folder.path()), desk.folder.path()).unwrap();
    let app = App::new(boot.start((80, 24), 1));
    let clock = Clock::Fixed("2026-01-02T03:04:05Z".parse().unwrap());
    let askers = super::extractors::Askers::here(&boot.extractors, &boot.locations);
    let lister = super::lister::Lister::new(&boot, &[], None);
    let sweeper = super::sweeper::Sweeper::here(&boot, super::sweeper::places(&boot, desk.files.gate()));
    let seekers = super::seeking::Seekers::here(super::sources(&boot));
    let recognisers = super::recognisers::Recognisers::here();
    let bookmark = super::bookmark::Bookmark::of(&boot.state, &[]);
    (
        Engine { app, files: desk.files, clock, recognisers, askers, seekers, sweeper, lister, bookmark, next: None },
        desk.reports,
        desk.folder,
    )
}

#[test]
fn a_panic_ends_like_everything_else_that_ends_it() {
    for blocked in [false, true] {
        let mut desk = Desk::new();
        let opened = desk.open("a.txt");
        if blocked {
            fs::create_dir(desk.sidecar()).unwrap();
        }
        desk.save(&opened, 2, 8);
        let (mut engine, reports, folder) = engine(desk);
        let end: Result<Exit, Failure> = survived(|| panic!("expected by this test"));
        let end = engine.conclude(end, reports.try_iter());
        match (blocked, end) {
            (false, Err(Failure::Broken("main"))) => {}
            (true, Err(Failure::Unsaved(told))) => assert!(told.contains("a copy is in "), "{told}"),
            (_, end) => panic!("{end:?}"),
        }
        let copies = fs::read_dir(folder.path().join(".local/state/glossator/unsaved"));
        assert_eq!(copies.map_or(0, Iterator::count), usize::from(blocked));
    }
}

fn script(path: &Path, home: &Path, keys: &str) -> Script {
    Script {
        resume: false,
        options: options(path),
        environment: environment(home),
        keys: Key::sequence(keys).unwrap(),
        size: (80, 24),
        clock: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        seed: Some(1),
        editor: false,
    }
}

#[test]
fn a_play_is_the_same_every_time_and_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("a.txt");
    fs::write(&article, "Title\n\nKatja Sommer speaks.\n").unwrap();
    let sidecar = folder.path().join("a.txt.anna.gloss.toml");
    let mut written = Vec::new();
    for home in ["one", "two"] {
        let played = play(&script(&article, &folder.path().join(home), "/Katja<Enter>Pqj")).unwrap();
        assert!(played.exit && played.unsaved.is_empty());
        assert!(played.picture.text().lines().last().unwrap().contains(" saved"));
        written.push(fs::read_to_string(&sidecar).unwrap());
        fs::remove_file(&sidecar).unwrap();
    }
    assert_eq!(written[0], written[1]);
    assert!(written[0].contains("text = \"Katja\", at = 2026-01-02T03:04:"), "{}", written[0]);
}

#[test]
fn a_play_says_what_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.txt");
    let failure = play(&script(&missing, folder.path(), "j")).unwrap_err().to_string();
    assert!(failure.contains("missing.txt: does not exist"), "{failure}");
}

#[test]
fn mistakes_of_now_stop_and_mistakes_of_old_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, "theme = \"pink\"\n[keys.normal]\nP = \"quit\"\n").unwrap();
    let mut options = Options { config: Some(config), ..options(folder.path()) };
    let boot = booted(&options, folder.path()).unwrap();
    let notices = boot.notices.join("\n");
    assert!(notices.contains("theme must be") && notices.contains("label \"PER\" wants the key P"), "{notices}");

    options.set.push(Override::from_set("theme=pink").unwrap());
    assert!(matches!(booted(&options, folder.path()), Err(Failure::Usage(_))));
    options.set.clear();
    options.config = Some(folder.path().join("nowhere.toml"));
    assert!(matches!(booted(&options, folder.path()), Err(Failure::Wrong(_))));
}

#[test]
fn a_project_can_neither_take_a_key_nor_leave_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let project = |text: &str| fs::write(folder.path().join("gloss.toml"), text).unwrap();
    let refused = || match booted(&options(folder.path()), folder.path()) {
        Err(Failure::Wrong(reason)) => reason,
        Err(other) => panic!("{other}"),
        Ok(boot) => panic!("{:?}", boot.notices),
    };
    project("[[labels]]\nname = \"TEAM\"\nkey = \"u\"\n");
    let reason = refused();
    assert!(reason.contains("TEAM") && reason.contains("undo"), "{reason}");

    project("[project]\nsidecar_dir = \"../elsewhere\"\n");
    assert!(refused().contains("is not trusted"));
    let mut asked = 0;
    for _ in 0..2 {
        let environment = environment(folder.path());
        let yes = &mut |_: &Question| {
            asked += 1;
            Some(true)
        };
        assert!(boot(&options(folder.path()), &environment, Screen::Terminal, yes).unwrap().locations.mirror.is_some());
    }
    assert_eq!(asked, 1, "a yes is remembered");
}

#[test]
fn a_project_runs_nothing_without_a_yes_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let project = |text: &str| fs::write(folder.path().join("gloss.toml"), text).unwrap();
    let asked = |answer: Option<bool>| {
        let mut questions = Vec::new();
        let ask = &mut |question: &Question| {
            questions.push(question.clone());
            answer
        };
        let boot = boot(&options(folder.path()), &environment(home.path()), Screen::Terminal, ask);
        (questions, boot.map(|boot| (boot.extractors.named("ner").is_ok(), boot.extractors.named("spy").is_ok())))
    };
    fs::create_dir_all(home.path().join(".config/glossator")).unwrap();
    let settings = home.path().join(".config/glossator/config.toml");
    fs::write(settings, "[extractors.ner]\ncommand = [\"mine\"]\n").unwrap();
    let spy = "[extractors.spy]\ncommand = [\"sh\", \"x\\u001b[2J.sh\"]\n[extractors.ner]\ncommand = [\"theirs\"]\n";
    project(spy);
    let (questions, allowed) = asked(None);
    assert!(questions[0].text.contains("\n  spy: sh x␛[2J.sh\n  ner: theirs\n"), "{}", questions[0].text);
    assert_eq!(allowed.unwrap(), (true, false), "the user's own may run");
    assert_eq!(asked(Some(false)).1.unwrap(), (true, false));
    let (questions, allowed) = asked(None);
    assert!(questions[0].refused_before && allowed.unwrap() == (true, false));
    assert_eq!(asked(Some(true)).1.unwrap(), (true, true), "one may change one's mind");
    let (questions, allowed) = asked(None);
    assert!(questions.is_empty() && allowed.unwrap() == (true, true), "a yes is remembered");

    // A yes is about exactly these settings, and a question about a folder names the programs that go with it.
    project(&format!("[project]\nsidecar_dir = \"../out\"\n{spy}"));
    let (questions, allowed) = asked(Some(false));
    assert!(questions[0].text.contains("out, outside itself, and to run these programs"), "{}", questions[0].text);
    assert!(allowed.is_err());
    let (questions, allowed) = asked(Some(true));
    assert!(
        !questions[0].refused_before && allowed.unwrap() == (true, true),
        "it is asked again: nothing opens without"
    );
}
