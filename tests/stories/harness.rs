//! A reader in a home of its own: files are written, keys are typed, and the screen and the sidecars are looked at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use glossator::annot::AnnotatorName;
use glossator::app::{App, Msg};
use glossator::config::key::Key;
use glossator::config::settings::Override;
use glossator::shell::{Failure, Options, Played, Script, play};
use glossator::store::dirs::Environment;
use glossator::ui::Picture;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::sidecars;

/// An article with every kind of block, umlauts, and names that come more than once.
pub const ARTICLE: &str = "\
 date 2023-04 Grüße aus Zürich: Käthe Müller besucht die NATO

Käthe Müller reiste am Montag nach Zürich. Dort traf Müller den Chef der NATO, Jens Öberg.

„Wir reden mit der NATO, aber nicht über Waffen“, sagte Müller. Öberg schwieg.

\"Die Stadt Zürich bleibt neutral.\"

Mehr zum Thema - Zürich und die Welt
";

/// The sidecar that most stories look at.
pub const SIDECAR: &str = "a.txt.anna.gloss.toml";

/// When every story begins.
const BEGIN: &str = "2026-01-02T03:04:05Z";

/// The digest that a sidecar knows a text by.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A user before the first key.
pub struct Reader {
    folder: tempfile::TempDir,
    open: Option<String>,
    samples: bool,
    recognisers: bool,
    resume: bool,
    size: (u16, u16),
    given: BTreeMap<PathBuf, Vec<u8>>,
}

impl Reader {
    pub fn new() -> Reader {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "work"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Reader {
            folder,
            open: None,
            samples: false,
            recognisers: false,
            resume: false,
            size: (80, 24),
            given: BTreeMap::new(),
        }
    }

    /// The reader of [`ARTICLE`].
    pub fn of_article() -> Reader {
        Reader::new().article("a.txt", ARTICLE)
    }

    /// Writes a file; the first one is what is opened.
    pub fn article(mut self, name: &str, content: impl AsRef<[u8]>) -> Reader {
        self.open.get_or_insert_with(|| name.to_owned());
        self.file(name, content)
    }

    /// Writes a file in the folder of the articles.
    pub fn file(mut self, name: &str, content: impl AsRef<[u8]>) -> Reader {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content.as_ref()).unwrap();
        self.given.insert(path, content.as_ref().to_vec());
        self
    }

    /// The project file.
    pub fn project(self, text: &str) -> Reader {
        self.file("gloss.toml", text)
    }

    /// The user's settings file.
    pub fn config(self, text: &str) -> Reader {
        self.file("../home/.config/glossator/config.toml", text)
    }

    /// Opens this (the whole folder for `.`) in place of the first article.
    pub fn open(self, name: &str) -> Reader {
        Reader { open: Some(name.to_owned()), ..self }
    }

    /// With what the program reads out of an article by itself.
    pub fn recognisers(self) -> Reader {
        Reader { recognisers: true, ..self }
    }

    /// Begins where the one before was left.
    pub fn resuming(self) -> Reader {
        Reader { resume: true, ..self }
    }

    /// Opens the bundled samples.
    pub fn samples(self) -> Reader {
        Reader { samples: true, ..self }
    }

    pub fn size(self, width: u16, height: u16) -> Reader {
        Reader { size: (width, height), ..self }
    }

    /// A program's sidecar of `article`: labels and strings, each found behind the one before.
    pub fn model(self, producer: &str, article: &str, spans: &[(&str, &str)]) -> Reader {
        let text = fs::read_to_string(self.path(article)).unwrap();
        let mut at = 0;
        let mut lines = String::new();
        for (number, (label, quote)) in spans.iter().enumerate() {
            let start = at + text[at..].find(quote).unwrap();
            at = start + quote.len();
            let (start, end) = (text[..start].chars().count(), text[..at].chars().count());
            lines += &format!(
                "  {{ id = \"{producer}{number}\", label = \"{label}\", start = {start}, end = {end}, text = {quote:?}, score = 0.5 }},\n"
            );
        }
        let digest = digest(&text);
        let chars = text.chars().count();
        let sidecar = format!(
            "gloss = 1\nannotator = \"{producer}\"\nkind = \"model\"\n\
             document = {{ name = \"{article}\", text_sha256 = \"{digest}\", chars = {chars}, offsets = \"codepoints\" }}\n\
             spans = [\n{lines}]\n"
        );
        self.file(&format!("{article}.{producer}.gloss.toml"), sidecar)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// Types keys and leaves the rest to whoever looks.
    #[track_caller]
    pub fn keys(self, keys: &str) -> Session {
        match self.try_keys(keys) {
            Ok(session) => session,
            Err((_, failure)) => panic!("{failure}"),
        }
    }

    /// The same, where it may not even start.
    pub fn try_keys(self, keys: &str) -> Result<Session, (Reader, Failure)> {
        let keys = Key::sequence(keys).unwrap();
        self.type_keys(keys)
    }

    /// The same with keys that are keys already.
    pub fn type_keys(self, keys: Vec<Key>) -> Result<Session, (Reader, Failure)> {
        let script = Script {
            options: Options {
                paths: if self.samples { Vec::new() } else { vec![self.path(self.open.as_deref().unwrap_or("."))] },
                annotator: Some(AnnotatorName::parse("anna").unwrap()),
                // Most stories are about what somebody decides, not about what the program reads by itself.
                set: ["extract.builtin=false", "extract.learn=false"]
                    .into_iter()
                    .filter(|_| !self.recognisers)
                    .map(|set| Override::from_set(set).unwrap())
                    .collect(),
                ..Options::default()
            },
            environment: Environment::from_iter([("HOME", self.folder.path().join("home"))]),
            keys,
            size: self.size,
            clock: Some(BEGIN.parse().unwrap()),
            seed: Some(1),
            resume: self.resume,
            editor: false,
        };
        match play(&script) {
            Ok(played) => {
                assert!(played.unsaved.is_empty(), "{:?}", played.unsaved);
                let session = Session { reader: self, played };
                session.check_sidecars();
                Ok(session)
            }
            Err(failure) => Err((self, failure)),
        }
    }
}

/// A user after the last key.
pub struct Session {
    pub reader: Reader,
    pub played: Played,
}

impl Session {
    pub fn app(&self) -> &App {
        &self.played.app
    }

    /// The characters of the screen.
    pub fn screen(&self) -> String {
        self.played.picture.text()
    }

    /// The screen with the names of its faces.
    pub fn faces(&self) -> String {
        self.played.picture.semantic_text()
    }

    /// The bottom line.
    pub fn status(&self) -> String {
        self.screen().lines().last().unwrap_or_default().to_owned()
    }

    /// The faces of the first cell of the `nth` place (from 0) where the screen says `words`.
    #[track_caller]
    pub fn face(&self, words: &str, nth: usize) -> &str {
        face(&self.played.picture, words, nth)
    }

    /// The byte the cursor is on.
    pub fn cursor(&self) -> usize {
        self.app().desk.as_ref().unwrap().view.cursor
    }

    /// What stands at the cursor and behind it.
    pub fn rest(&self) -> &str {
        let desk = self.app().desk.as_ref().unwrap();
        &desk.document.text().as_str()[desk.view.cursor..]
    }

    /// The sidecar of the first article, parsed by a TOML library.
    #[track_caller]
    pub fn sidecar(&self) -> toml::Table {
        self.sidecar_text().parse().unwrap()
    }

    #[track_caller]
    pub fn sidecar_text(&self) -> String {
        self.text_of(SIDECAR)
    }

    #[track_caller]
    pub fn text_of(&self, name: &str) -> String {
        fs::read_to_string(self.reader.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn exists(&self, name: &str) -> bool {
        self.reader.path(name).exists()
    }

    /// `LABEL text` of every span, in order.
    #[track_caller]
    pub fn spans(&self) -> Vec<String> {
        spans(&self.sidecar())
    }

    /// The values of one key in one list of the sidecar; `-` where a record does not have it.
    #[track_caller]
    pub fn each(&self, list: &str, key: &str) -> Vec<String> {
        let sidecar = self.sidecar();
        records(&sidecar, list).iter().map(|record| record.get(key).map_or("-".into(), plain)).collect()
    }

    /// A file or folder of the reader.
    pub fn path(&self, name: &str) -> PathBuf {
        self.reader.path(name)
    }

    /// Opens something else another day.
    pub fn elsewhere(self, name: &str) -> Reader {
        self.reader.open(name)
    }

    /// Comes back another day.
    #[track_caller]
    pub fn again(self, keys: &str) -> Session {
        self.reader.keys(keys)
    }

    /// Tells the application something else than a key, and draws.
    pub fn tell(&mut self, msg: Msg) -> Picture {
        self.played.app.update(msg, now());
        self.played.picture = Picture::of(&self.played.app);
        self.played.picture.clone()
    }

    /// Every file below the folder of the articles, sorted.
    pub fn files(&self) -> Vec<String> {
        let root = self.reader.path("");
        let mut found: Vec<String> =
            files(&root).iter().map(|path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned()).collect();
        found.sort();
        found
    }

    /// Every sidecar that was written says what the text says.
    #[track_caller]
    fn check_sidecars(&self) {
        for path in files(&self.reader.path("")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap();
            let given = self.reader.given.get(&path) == Some(&bytes);
            let Some(stem) = name.strip_suffix(".anna.gloss.toml").filter(|_| !given) else { continue };
            let sidecar: toml::Table = String::from_utf8(bytes).unwrap().parse().unwrap();
            let text = self.raw_text(&path.with_file_name(stem), &sidecar);
            // A text that was changed since is no text of this sidecar until something is decided on it.
            let made_on = sidecar["document"]["text_sha256"].as_str().unwrap();
            let text = text.filter(|text| digest(text) == made_on);
            sidecars::check(&sidecar, text.as_deref());
        }
    }

    /// The text that the offsets of a sidecar count in: of a plain file what is in it, else what the reader says.
    fn raw_text(&self, article: &Path, sidecar: &toml::Table) -> Option<String> {
        let plain = article.extension().is_some_and(|extension| extension == "txt" || extension == "md");
        let raw = plain.then(|| fs::read_to_string(article).ok()).flatten();
        let raw = raw.map(|text| text.trim_start_matches('\u{feff}').to_owned());
        let name = sidecar["document"]["name"].as_str()?;
        let open = self.app().desk.as_ref().filter(|desk| desk.document.name() == name);
        raw.or_else(|| open.map(|desk| desk.document.text().as_str().to_owned()))
    }
}

/// The time that comes with messages that are no keys.
pub fn now() -> Timestamp {
    BEGIN.parse().unwrap()
}

/// The records of a list.
pub fn records<'a>(sidecar: &'a toml::Table, list: &str) -> Vec<&'a toml::Table> {
    sidecar.get(list).and_then(toml::Value::as_array).into_iter().flatten().map(|it| it.as_table().unwrap()).collect()
}

/// `LABEL text` of every span, in order.
pub fn spans(sidecar: &toml::Table) -> Vec<String> {
    let line = |span: &&toml::Table| format!("{} {}", plain(&span["label"]), plain(&span["text"]));
    records(sidecar, "spans").iter().map(line).collect()
}

/// A value as one would say it.
pub fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The faces of the first cell of the `nth` place (from 0) where the screen says `words`, from above.
#[track_caller]
pub fn face<'a>(picture: &'a Picture, words: &str, nth: usize) -> &'a str {
    let area = picture.buffer.area;
    let mut seen = 0;
    for y in area.top()..area.bottom() {
        let mut row = String::new();
        let mut columns = Vec::new();
        for x in area.left()..area.right() {
            let symbol = picture.buffer[(x, y)].symbol();
            columns.resize(row.len() + symbol.len(), x);
            row += symbol;
        }
        for (at, _) in row.match_indices(words) {
            if seen == nth {
                return picture.faces.at(columns[at], y);
            }
            seen += 1;
        }
    }
    panic!("the screen does not say {words:?} {} times:\n{}", nth + 1, picture.text());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
