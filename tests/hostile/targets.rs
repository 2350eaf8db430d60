//! What is fuzzed, and what has to hold for any bytes whatever. `cargo fuzz` and the suite's own random test run
//! the same functions.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use glossator::annot::journal::{Line, Page, read_line, sealed, step_line};
use glossator::annot::{AnnotationSet, AnnotatorName, Kind, sidecar};
use glossator::app::{App, Invocation, Msg, Opened, Start};
use glossator::config::key::Key;
use glossator::config::settings::{Layer, Origin};
use glossator::config::{Checked, ColorDepth, Diagnostic, Keymap, Schema, Settings, Theme};
use glossator::doc::{Document, Meta, RecordFields};
use glossator::extract;
use glossator::extract::reader::{ArticleFormat, decode, from_json, id_of_json, read};
use glossator::store::Handle;
use glossator::store::library::Library;
use glossator::store::open::{self, load};
use glossator::term::Decoder;
use glossator::text::{CodePoint, Span, Text, one_line, sentences, shown, words, wrap};
use glossator::ui::Picture;
use unicode_segmentation::UnicodeSegmentation;

/// A property of any bytes; it panics where it does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: &[(&str, Target)] = &[
    ("sidecar", sidecar),
    ("anchoring", anchoring),
    ("log", log),
    ("extract", extracted),
    ("project", project),
    ("config", config),
    ("plain", plain),
    ("markdown", markdown),
    ("html", html),
    ("jsonl", jsonl),
    ("csv", csv),
    ("offsets", offsets),
    ("shown", drawn),
    ("screen", screen),
    ("keys", keys),
    ("typed", typed),
];

/// The article that sidecars are read against.
pub const ARTICLE: &str = "Käthe Müller besucht Zürich 😀\n\nKäthe Müller sagte: „Wir reden“. Müller schwieg.\n";

/// Whether a terminal would take a character for something other than text, or turn the text around.
fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

fn assert_harmless(text: &str) {
    assert!(!text.chars().any(steers), "{text:?}");
}

/// What is read of a sidecar and written again stays the same from then on, with every key that is unknown.
pub fn sidecar(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let text = Text::from(ARTICLE);
    let reading = match sidecar::read(source, &text) {
        Ok(reading) => reading,
        Err(error) => return assert_harmless(&one_line(&error.to_string())),
    };
    let written = sidecar::write(&reading.set, &text);
    assert!(!written.chars().any(|c| c != '\n' && steers(c)), "{written:?}");
    let again = sidecar::read(&written, &text).unwrap();
    assert!(again.faults.is_empty() || !reading.faults.is_empty(), "{:?} in {written}", again.faults);
    assert_eq!(sidecar::write(&again.set, &text), written);
    let (before, after): (toml::Table, toml::Table) =
        (source.trim_start_matches('\u{feff}').parse().unwrap(), written.parse().unwrap());
    for (key, value) in before.iter().filter(|(key, _)| reading.set.extra.contains_key(*key)) {
        assert_eq!(after.get(key).map(ToString::to_string), Some(value.to_string()), "{key}");
    }
}

/// A sidecar of one text, read against any other: every record is there, with a place in that text or without one,
/// and what is written then is read without anchoring.
pub fn anchoring(bytes: &[u8]) {
    let new = Text::new(String::from_utf8_lossy(bytes).into_owned());
    let old = Text::from(ARTICLE);
    let source = include_str!("anchored.gloss.toml").replace("DIGEST", &sidecar::text_digest(&old));
    let ids = |set: &AnnotationSet| set.records().map(|record| record.id().clone()).collect::<HashSet<_>>();
    let before = sidecar::read(&source, &old).unwrap();
    assert!(before.anchoring.is_none() && before.faults.is_empty(), "{:?}", before.faults);
    for known in [None, Some(old)] {
        let reading = sidecar::read_again(&source, &new, &|_| known.clone()).unwrap();
        assert!(reading.faults.is_empty(), "{:?}", reading.faults);
        assert_eq!(ids(&reading.set), ids(&before.set));
        let mut set = reading.set;
        (set.document.text_sha256, set.document.chars) = (sidecar::text_digest(&new), new.code_points());
        let again = sidecar::read(&sidecar::write(&set, &new), &new).unwrap();
        assert!(again.faults.is_empty() && again.anchoring.is_none(), "{:?}", again.faults);
        assert_eq!(again.set, set);
    }
}

/// Whatever a line of an edit log says under a good checksum can be said again; one without says nothing.
pub fn log(bytes: &[u8]) {
    let text = Text::from(ARTICLE);
    let digest = sidecar::text_digest(&text);
    let page = Page { text: &text, digest: &digest };
    for line in String::from_utf8_lossy(bytes).replace("DIGEST", &digest).lines() {
        assert_eq!(read_line(line, page), None);
        if let Some(Line::Step(step)) = read_line(&sealed(line), page) {
            let again = read_line(&step_line(&step, "", "", page), page);
            assert!(matches!(again, Some(Line::Step(_))), "{line}");
        }
    }
}

/// Whatever an article says, what is read out of it lies in it, in order, on character boundaries, and can be written
/// down.
pub fn extracted(bytes: &[u8]) {
    let Ok(document) = read("a.txt", bytes.to_vec(), ArticleFormat::Plain) else { return };
    let text = document.text();
    for language in ["de", "en", "ja"] {
        let options = extract::Options { language: Some(language.into()), caution: 0.0, stances: true };
        let found = extract::extract(&document, &options);
        let mentions: Vec<Span> = found.mentions.iter().map(|mention| mention.span).collect();
        let dates: Vec<Span> = found.dates.iter().map(|date| date.span).collect();
        for list in [&mentions, &dates] {
            assert!(list.iter().all(|span| text.holds(*span) && !span.is_empty()), "{list:?}");
            assert!(list.windows(2).all(|two| two[0].end <= two[1].start), "{list:?}");
        }
        for quotation in &found.quotations {
            let parts = [Some(quotation.span), quotation.cue, quotation.source.map(|source| source.span)];
            assert!(parts.into_iter().flatten().all(|span| text.holds(span) && !span.is_empty()), "{quotation:?}");
        }
        let set = found.to_set(&document);
        let reading = sidecar::read(&sidecar::write(&set, text), text).unwrap();
        assert!(reading.faults.is_empty() && reading.set == set, "{:?}", reading.faults);
        assert!(found.to_json(&document).is_object());
    }
}

fn check_diagnostics(text: &str, diagnostics: &[Diagnostic]) {
    let lines: Vec<&str> = text.split('\n').collect();
    for diagnostic in diagnostics {
        let line = lines[diagnostic.line - 1].trim_end_matches('\r');
        assert_eq!(line, diagnostic.source_line);
        assert!((1..=lines[diagnostic.line - 1].chars().count() + 1).contains(&diagnostic.column), "{diagnostic:?}");
        diagnostic.to_string().lines().for_each(assert_harmless);
    }
}

/// Whatever a project file says, the places of what is wrong with it lie inside it.
pub fn project(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Checked { value: schema, diagnostics } = Schema::parse("gloss\u{1b}.toml", &text);
    check_diagnostics(&text, &diagnostics);
    let (_, clashes) = Keymap::default().with_labels(&schema);
    clashes.iter().for_each(|clash| assert_harmless(&one_line(&clash.to_string())));
}

/// The same for settings, bindings and themes.
pub fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let layers = [Layer { origin: Origin::File("config.toml".into()), text: &text }];
    check_diagnostics(&text, &Settings::load(&layers, &[]).diagnostics);
    let Checked { value: extractors, diagnostics } = glossator::config::extractors::load(&layers);
    check_diagnostics(&text, &diagnostics);
    for extractor in extractors {
        assert!(!extractor.program.is_empty() && extractor.workers > 0 && extractor.timeout > 0);
        assert!(!extractor.command_line().contains(char::is_control));
    }
    check_diagnostics(&text, &Keymap::load(&layers, &|line| Invocation::parse(line).map(|_| ())).diagnostics);
    check_diagnostics(&text, &Theme::parse("mine", "theme.toml", &text).diagnostics);
}

/// Blocks tile the text on character boundaries; words and sentences lie in it.
fn check_document(document: &Document) {
    let text = document.text();
    let mut at = 0;
    for block in document.blocks() {
        assert!(block.span.start >= at && text.holds(block.span) && !block.span.is_empty(), "{block:?}");
        assert!(text.slice(Span::new(at, block.span.start)).trim().is_empty(), "a hole before {block:?}");
        let mut inside = block.span.start;
        for inline in &block.inlines {
            assert!(inline.span.start >= inside && inline.span.end <= block.span.end, "{inline:?} in {block:?}");
            assert!(text.holds(inline.span));
            inside = inline.span.end;
        }
        at = block.span.end;
    }
    assert!(text.slice(Span::new(at, text.len())).trim().is_empty(), "a hole at the end");
    let parts = words(text.as_str()).chain(sentences(text.as_str()));
    parts.for_each(|span| assert!(text.holds(span)));
}

fn article(name: &str, format: ArticleFormat, bytes: &[u8]) {
    match read(name, bytes.to_vec(), format) {
        Ok(document) => {
            check_document(&document);
            if format != ArticleFormat::Html {
                assert_eq!(document.text().as_str(), decode(bytes.to_vec()).unwrap().text);
            }
        }
        Err(error) => assert_harmless(&error.to_string()),
    }
}

/// Any bytes as a plain article.
pub fn plain(bytes: &[u8]) {
    article("a.txt", ArticleFormat::Plain, bytes);
}

/// Any bytes as Markdown.
pub fn markdown(bytes: &[u8]) {
    article("a.md", ArticleFormat::Markdown, bytes);
}

/// Any bytes as a page.
pub fn html(bytes: &[u8]) {
    article("a.html", ArticleFormat::Html, bytes);
}

/// A file of this process alone.
fn file(name: &str) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().unwrap()).path().join(name)
}

/// The records of a corpus, each opened, or said not to be.
fn corpus(name: &str, bytes: &[u8]) {
    let path = file(name);
    fs::write(&path, bytes).unwrap();
    let library = Library::of(std::slice::from_ref(&path), &file("cache"));
    let options = open::Options { fields: RecordFields::default(), read_only_above: 64_000_000 };
    let mut names = HashSet::new();
    for handle in library.documents() {
        match load(handle, &options) {
            Ok(loaded) => {
                check_document(&loaded.document);
                let is_new = names.insert(loaded.document.name().to_owned());
                assert!(is_new || loaded.read_only.is_some(), "two records with one sidecar");
            }
            Err(error) => assert_harmless(&error.to_string()),
        }
    }
    library.faults().iter().for_each(|fault| assert_harmless(&fault.to_string()));
}

/// Any bytes as a corpus of JSON lines. The id that a record is looked up by is the one it gets.
pub fn jsonl(bytes: &[u8]) {
    corpus("c.jsonl", bytes);
    let Ok(line) = std::str::from_utf8(bytes) else { return };
    let fields = RecordFields::default();
    if let Ok(document) = from_json(line, 1, &fields) {
        check_document(&document);
        assert_eq!(id_of_json(line, 1, &fields).as_deref(), Some(document.name()));
    }
}

/// Any bytes as a table.
pub fn csv(bytes: &[u8]) {
    corpus("c.csv", bytes);
    corpus("c.tsv", bytes);
}

/// Offsets are what counting says, for every byte and every code point.
pub fn offsets(bytes: &[u8]) {
    let content = String::from_utf8_lossy(bytes);
    let text = Text::from(&*content);
    let mut count = 0;
    for (byte, c) in content.char_indices() {
        for inside in byte..byte + c.len_utf8() {
            assert_eq!(text.to_code_point(inside), CodePoint(count));
        }
        assert_eq!(text.to_byte(CodePoint(count)), Some(byte));
        assert!(text.grapheme_start(byte) <= byte && text.next_grapheme(byte) > byte);
        count += 1;
    }
    assert_eq!((text.code_points(), text.to_byte(CodePoint(count))), (count, Some(text.len())));
    assert_eq!((text.to_byte(CodePoint(count + 1)), text.to_code_point(usize::MAX)), (None, CodePoint(count)));
}

/// Nothing that is drawn steers a terminal, and it is as wide as it is said to be.
pub fn drawn(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for cluster in text.graphemes(true) {
        let shown = shown(cluster, 0);
        assert_harmless(&shown.text);
        assert_eq!(shown.cells, glossator::text::cells(&shown.text));
    }
    assert_harmless(&one_line(&text));
    for line in wrap(&text, 20) {
        text[line].graphemes(true).for_each(|cluster| assert_harmless(&shown(cluster, 0).text));
    }
}

fn start() -> Start {
    static START: OnceLock<Start> = OnceLock::new();
    let made = || {
        let schema = Schema::news();
        Start {
            settings: Settings::default(),
            bindings: Keymap::default(),
            has_project: false,
            schema,
            theme: Theme::resolve("dark", false, None),
            colours: ColorDepth::True,
            guidelines: None,
            annotator: AnnotatorName::parse("anna").unwrap(),
            size: (60, 16),
            seed: 1,
            extractors: Vec::new(),
            notices: Vec::new(),
        }
    };
    START.get_or_init(made).clone()
}

/// An article, its title, labels, tags and notes, a notice and the name of its file: none of them puts anything on
/// the screen that steers a terminal.
pub fn screen(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let meta = Meta { title: Some(text.clone()), author: Some(text.clone()), ..Meta::default() };
    let document = Document::new(text.clone(), Text::new(text.clone()), meta, Vec::new());
    let own = sidecar_of(&document, &text);
    let handle = Handle::File(Path::new("/news").join(&text));
    let faults = vec![text.clone()];
    let opened = Opened {
        handle: handle.clone(),
        document,
        own,
        models: Vec::new(),
        read_only: None,
        faults,
        worked: 0,
        news: Default::default(),
    };
    let mut app = App::new(Start { notices: vec![text.clone()], guidelines: Some(text.clone()), ..start() });
    let now = jiff::Timestamp::UNIX_EPOCH;
    app.update(Msg::Found(vec![handle.into()]), now);
    app.update(Msg::Opened { index: 0, result: Box::new(Ok(opened)) }, now);
    for keys in ["", "<Space>f", "<Esc>:faults<Enter>", "<Esc>:inspect<Enter>", "<Esc>t", "<Esc>?"] {
        for key in Key::sequence(keys).unwrap() {
            app.update(Msg::Key(key), now);
        }
        for size in [(60, 16), (7, 3)] {
            app.update(Msg::Resize { width: size.0, height: size.1 }, now);
            Picture::of(&app).buffer.content().iter().for_each(|cell| assert_harmless(cell.symbol()));
        }
    }
}

/// A set that says `text` wherever something can be said.
fn sidecar_of(document: &Document, text: &str) -> AnnotationSet {
    let quoted = toml::Value::String(text.to_owned()).to_string();
    let source = format!(
        "gloss = 1\nannotator = \"anna\"\nkind = \"human\"\n\
         tags = [{{ id = \"t1\", tag = {quoted}, note = {quoted} }}]\nnotes = [{{ id = \"n1\", note = {quoted} }}]\n\
         entities = [{{ id = \"e1\", name = {quoted}, label = {quoted} }}]\n\
         stances = [{{ id = \"s1\", holder = {{ name = {quoted} }}, target = {quoted}, value = {quoted} }}]\n"
    );
    let name = AnnotatorName::parse("anna").unwrap();
    let empty = AnnotationSet::for_document(name, Kind::Human, document);
    sidecar::read(&source, document.text()).map_or(empty, |reading| reading.set)
}

/// Keys that can be read can be written, and are the same then.
pub fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Key::sequence(&text) {
        Ok(keys) => assert_eq!(Key::sequence(&Key::write_sequence(&keys)).unwrap(), keys),
        Err(error) => assert!(error.at <= text.len() && text.is_char_boundary(error.at), "{error:?}"),
    }
}

/// Whatever a terminal sends means the same in one piece and byte by byte.
pub fn typed(bytes: &[u8]) {
    let decoded = |size: usize| {
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        bytes.chunks(size).for_each(|chunk| decoder.feed(chunk, &mut |input| inputs.push(format!("{input:?}"))));
        for _ in 0..=bytes.len() {
            if decoder.in_doubt() {
                decoder.settle(&mut |input| inputs.push(format!("{input:?}")));
            }
        }
        assert!(!decoder.in_doubt());
        inputs
    };
    assert_eq!(decoded(bytes.len().max(1)), decoded(1));
}
