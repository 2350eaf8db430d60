//! The figures.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use glossator::annot::AnnotatorName;
use glossator::app::overlay::{Choice, Free, Item, Picker, Purpose};
use glossator::config::Key;
use glossator::config::settings::Override;
use glossator::corpus::concordance::Extent;
use glossator::corpus::seek::Seeker;
use glossator::shell::{Options, Rehearsal, Script};
use glossator::store::catalog::{Catalog, Source};
use glossator::store::dirs::Environment;
use glossator::store::library::{Library, Piece, scan, search as find};
use glossator::store::search::{Found, Search, Sources};
use glossator::store::shelf::Shelf;
use glossator::store::texts::Texts;
use glossator::store::{Handle, Locations, open};
use ignore::{WalkBuilder, WalkState};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rayon::prelude::*;

use super::Stage;
use super::generate::Random;
use super::table::{Row, in_turn, median, timed};

/// How often a pair is measured.
const ROUNDS: usize = 5;

/// How often a key is pressed.
const PRESSES: usize = 300;

fn options() -> open::Options {
    open::Options { fields: Default::default(), read_only_above: 10_000_000 }
}

/// All documents at `path`.
fn shelf(path: &Path) -> Shelf {
    let mut shelf = Shelf::default();
    find(&[path.to_owned()], &std::env::temp_dir(), &mut |piece| {
        if let Piece::Lot(lot) = piece {
            shelf.push(lot);
        }
        true
    });
    shelf
}

/// Files that a bare walk on all cores comes upon.
fn walked(root: &Path) -> usize {
    let files = AtomicUsize::new(0);
    WalkBuilder::new(root).standard_filters(false).build_parallel().run(|| {
        Box::new(|entry| {
            if entry.is_ok_and(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
                files.fetch_add(1, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    files.into_inner()
}

pub fn list(stage: &Stage) -> Row {
    let root = stage.articles();
    assert_eq!(shelf(&root).len(), stage.size.files);
    let (ours, walk) = in_turn(ROUNDS, || shelf(&root).len(), || walked(&root));
    Row::times(format!("list of {} files complete", stage.size.files), ours, Some(("bare parallel walk", walk)))
}

pub fn first(stage: &Stage) -> Row {
    let root = [stage.articles()];
    let first = || {
        find(&root, &std::env::temp_dir(), &mut |piece| match piece {
            Piece::Lot(lot) => lot.is_empty(),
            _ => true,
        });
    };
    Row::times("first document found".into(), median((0..ROUNDS).map(|_| timed(first)).collect()), None)
}

/// Ends of lines in a file.
fn lines(path: &Path) -> usize {
    let (mut file, mut buffer) = (File::open(path).unwrap(), vec![0; 1 << 20]);
    let mut count = 0;
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return count,
            read => count += memchr::memchr_iter(b'\n', &buffer[..read]).count(),
        }
    }
}

pub fn records(stage: &Stage) -> Row {
    let path = stage.lines();
    assert_eq!((shelf(&path).len(), lines(&path)), (stage.records, stage.records));
    let (ours, count) = in_turn(ROUNDS, || shelf(&path).len(), || lines(&path));
    let speed = |time: Duration| fs::metadata(&path).unwrap().len() as f64 / 1e9 / time.as_secs_f64();
    let name = format!("{} records found in JSONL", stage.records);
    Row { name, ours: speed(ours), unit: "GB/s", beside: Some(("count of lines", speed(count))) }
}

/// The memory of this process, in bytes; nothing where the system does not tell.
fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? * 1024.0)
}

pub fn memory(stage: &Stage) -> Row {
    let before = resident();
    let shelf = shelf(&stage.lines());
    let more = resident().zip(before).map_or(f64::NAN, |(after, before)| after - before);
    let ours = more.max(0.0) / shelf.len() as f64;
    Row { name: "memory of a record in the list".into(), ours, unit: "B", beside: Some(("an offset", 8.0)) }
}

pub fn jump(stage: &Stage) -> Row {
    let shelf = shelf(&stage.lines());
    let options = options();
    let opened = |number: usize| open::document(&shelf.get(number).unwrap(), &options).unwrap();
    let last = 999_999.min(shelf.len() - 1);
    let (ours, first) = in_turn(PRESSES, || opened(last), || opened(0));
    Row::times(format!("record {} read", last + 1), ours, Some(("record 1", first)))
}

/// From a key to the frame. The recognisers are not asked, as they answer on a thread of their own and later.
pub fn switch(stage: &Stage) -> Row {
    let folders = ["CONFIG", "DATA", "STATE", "CACHE"];
    let folder = |name: &str| stage.kept("home").join(name).to_string_lossy().into_owned();
    let environment = folders.map(|name| (format!("XDG_{name}_HOME"), folder(name)));
    let set = ["extract.builtin=false", "extract.stances=false", "extract.learn=false"];
    let mut rehearsal = Rehearsal::begin(&Script {
        options: Options {
            paths: vec![stage.articles()],
            annotator: Some(AnnotatorName::parse("anna").unwrap()),
            config: None,
            set: set.map(|set| Override::from_set(set).unwrap()).to_vec(),
        },
        environment: Environment::from_iter(environment),
        keys: Vec::new(),
        size: (120, 40),
        clock: None,
        seed: Some(1),
        resume: false,
        editor: false,
    })
    .unwrap();
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let mut press = |key: &str| {
        let start = Instant::now();
        rehearsal.press(Key::sequence(key).unwrap()[0]).unwrap();
        terminal.draw(|frame| drop(black_box(glossator::ui::draw(rehearsal.app(), frame)))).unwrap();
        let taken = start.elapsed();
        (taken, rehearsal.app().desk.as_ref().unwrap().handle.clone())
    };
    for key in ["J", "K"] {
        (0..PRESSES).for_each(|_| drop(press(key)));
    }
    let pressed: Vec<(Duration, Handle)> = (0..PRESSES).map(|_| press("J")).collect();
    let read = pressed.iter().map(|(_, handle)| timed(|| fs::read(handle.path().unwrap()).unwrap())).collect();
    let ours = median(pressed.iter().map(|(time, _)| *time).collect());
    Row::times("next document, from key to frame".into(), ours, Some(("its file read", median(read))))
}

pub fn catalog(stage: &Stage) -> Row {
    let (roots, cache, open) = ([stage.articles()], stage.kept("cache"), options());
    let library = Library::of(&roots, &cache);
    let locations = Locations::default();
    let refresh = || {
        let source = Source { roots: &roots, cache: &cache, open: &open, locations: &locations };
        Catalog::refresh(library.documents(), source, &|_| ())
    };
    refresh();
    let stat = || library.documents().par_iter().filter(|document| document.path().unwrap().metadata().is_ok()).count();
    let (ours, stat) = in_turn(ROUNDS, || assert_eq!(refresh().read(), 0), stat);
    let name = format!("catalog of {} files, the second time", stage.size.files);
    Row::times(name, ours, Some(("bare parallel stat", stat)))
}

/// What is sought: a sentence has it seldom.
const NEEDLE: &str = "Archangel";

pub fn search(stage: &Stage) -> Row {
    let roots = [stage.articles()];
    let seeker = Seeker::parse(NEEDLE, &Default::default()).unwrap();
    let sources = Sources {
        options: options(),
        locations: Locations::default(),
        texts: Texts::of(&stage.kept("state")),
        annotator: AnnotatorName::parse("anna").unwrap(),
    };
    let search = Search { seeker: &seeker, sources: &sources, extent: Extent { context: 40, found: 80 } };
    let ours = || {
        let mut hits = 0;
        let documents = |on_document: &mut dyn FnMut(usize, Handle) -> bool| {
            let mut number = 0;
            scan(&roots, &stage.kept("cache"), &mut |found| match found {
                glossator::store::library::Found::Document(handle) => {
                    number += 1;
                    on_document(number - 1, handle)
                }
                _ => true,
            });
        };
        search.run(documents, &mut |found| {
            if let Found::Document { hits: found, .. } = found {
                hits += found.len();
            }
            true
        });
        hits
    };
    let name = format!("full text of {} files", stage.size.files);
    let has_ripgrep = Command::new("rg").arg("--version").output().is_ok_and(|output| output.status.success());
    if has_ripgrep {
        let theirs = || Command::new("rg").args(["-c", "-i", NEEDLE]).args(&roots).output().unwrap();
        let (ours, theirs) = in_turn(ROUNDS, ours, theirs);
        return Row::times(name, ours, Some(("rg -c -i", theirs)));
    }
    let library = Library::of(&roots, &stage.kept("cache"));
    let read =
        || library.documents().par_iter().map(|document| fs::read(document.path().unwrap()).unwrap().len()).sum();
    let (ours, read): (_, Duration) = in_turn(ROUNDS, ours, || -> usize { read() });
    Row::times(name, ours, Some(("bare parallel read", read)))
}

/// The titles that fzf leaves of all; `None` where it is not installed.
fn fzf(titles: &str, query: &str) -> Option<Vec<u8>> {
    let mut child =
        Command::new("fzf").args(["--filter", query]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(titles.as_bytes()));
        child.wait_with_output().ok().map(|output| output.stdout)
    })
}

pub fn picker(stage: &Stage) -> Row {
    let titles: Vec<String> =
        (0..stage.size.titles).map(|number| format!("{}  ({number:06}.txt)", Random::of(7, number).title())).collect();
    let all = titles.join("\n");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for word in ["ferry", "galway", "großmann", "отк", "0042"] {
        let items = titles.iter().enumerate().map(|(number, title)| Item {
            text: title.clone(),
            detail: String::new(),
            choice: Choice::Document(number),
        });
        let mut picker = Picker::new("documents", Purpose::Open, Free::No, items.collect());
        for letter in word.chars() {
            ours.push(timed(|| {
                picker.edit(|line| line.insert(&letter.to_string()));
                picker.rows(0, 40).count()
            }));
            let query = picker.query.text();
            let start = Instant::now();
            let flow = fzf(&all, query).map_or(ControlFlow::Break(()), ControlFlow::Continue);
            theirs.extend(flow.is_continue().then(|| start.elapsed()));
        }
    }
    let theirs = (!theirs.is_empty()).then(|| ("fzf --filter", median(theirs)));
    Row::times(format!("a key in a list of {} titles", titles.len()), median(ours), theirs)
}
