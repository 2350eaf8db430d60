//! External extractors: programs that read documents and answer with annotations, by name. Here they are only read
//! from a settings file or a project file; whether one may run is for the shell to know.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Checked;
use super::fields::{Fields, Report};
use super::settings::Layer;
use crate::annot::AnnotatorName;
use crate::text::one_line;

/// Names of producers that are part of this program.
const TAKEN: [&str; 2] = ["builtin", "memory"];

/// Most processes of one extractor that run at once.
const MOST_WORKERS: u32 = 64;

/// The longest a document may take, in seconds: a day.
const LONGEST: u32 = 86_400;

/// Seconds that a document may take where nothing else is said.
const TIMEOUT: u32 = 60;

/// A program that makes proposals: `[extractors.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extractor {
    /// What it is called, also in the names of its sidecars.
    pub name: AnnotatorName,
    /// The program; never empty.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// How many of it run at once over a corpus; at least 1.
    pub workers: u32,
    /// How long a document may take, in seconds, the start of the program included; at least 1.
    pub timeout: u32,
    /// What it is for; may be empty.
    pub about: String,
    /// Variables of its environment beside those of ours.
    pub env: Vec<(String, String)>,
}

impl Extractor {
    /// The command as one would type it, on one line and without anything that could steer a terminal.
    pub fn command_line(&self) -> String {
        let word = |word: &String| match word.is_empty() || word.contains(|c: char| c.is_whitespace() || c == '"') {
            true => format!("{word:?}"),
            false => one_line(word),
        };
        let variables = self.env.iter().map(|(name, value)| format!("{}={}", one_line(name), word(value)));
        let words = [&self.program].into_iter().chain(&self.arguments).map(word);
        variables.chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// Reads `[extractors]` of each layer of the settings, the later winning by name. What is wrong is reported and left
/// out; broken TOML is passed over in silence, because [`Settings::load`](super::Settings::load) reports it.
pub fn load(layers: &[Layer<'_>]) -> Checked<Vec<Extractor>> {
    let (mut value, mut diagnostics) = (Vec::new(), Vec::new());
    for layer in layers {
        let path = layer.origin.to_string();
        let Some(table) = Report::new(&path, layer.text).parse() else { continue };
        let mut report = Report::new(&path, layer.text);
        if let Some(extractors) = Fields::new("", &table).table(&mut report, "extractors") {
            merge(&mut value, read(extractors, &mut report));
        }
        diagnostics.extend(report.finish());
    }
    Checked { value, diagnostics }
}

/// Adds `more` to `all`, in place of those of the same name.
fn merge(all: &mut Vec<Extractor>, more: Vec<Extractor>) {
    all.retain(|known| more.iter().all(|new| new.name != known.name));
    all.extend(more);
}

/// Reads the table `[extractors]`.
pub(super) fn read(table: &DeTable<'_>, report: &mut Report<'_>) -> Vec<Extractor> {
    table.iter().filter_map(|(name, value)| read_one(name, value, report)).collect()
}

fn read_one(
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    report: &mut Report<'_>,
) -> Option<Extractor> {
    let name = read_name(key.get_ref(), key.span(), report);
    let DeValue::Table(table) = value.get_ref() else {
        let quoted = report.quote(value.span());
        report.error(value.span(), format!("an extractor must be a table: [extractors.NAME] (it is {quoted})"));
        return None;
    };
    let mut fields = Fields::new("extractors.NAME", table);
    let command = read_command(&mut fields, key.span(), report);
    let workers = fields.whole(report, "workers", 1..=MOST_WORKERS).unwrap_or(1);
    let timeout = fields.whole(report, "timeout", 1..=LONGEST).unwrap_or(TIMEOUT);
    let about = fields.text(report, "about").map(|(text, _)| text.to_owned()).unwrap_or_default();
    let env = fields.table(report, "env").map(|table| read_env(table, report)).unwrap_or_default();
    fields.finish(report);
    let (program, arguments) = command?;
    Some(Extractor { name: name?, program, arguments, workers, timeout, about, env })
}

fn read_name(name: &str, span: Range<usize>, report: &mut Report<'_>) -> Option<AnnotatorName> {
    if TAKEN.contains(&name) {
        report
            .error(span, format!("an extractor cannot be called {name:?}: that one is part of gloss; choose another"));
        return None;
    }
    let parsed = AnnotatorName::parse(name);
    if parsed.is_err() {
        let message = "the name of an extractor is made of a-z, 0-9, _ and -: it is part of the names of sidecars";
        report.error(span, message);
    }
    parsed.ok()
}

/// The program and its arguments.
fn read_command(
    fields: &mut Fields<'_>,
    table: Range<usize>,
    report: &mut Report<'_>,
) -> Option<(String, Vec<String>)> {
    if !fields.has("command") {
        report.error(table, "this extractor has no command; give it one, such as command = [\"python3\", \"ner.py\"]");
    }
    let words = fields.texts(report, "command")?;
    if let Some((_, span)) = words.iter().find(|(word, _)| word.contains('\0')) {
        report.error(span.clone(), "a command cannot hold the character U+0000");
        return None;
    }
    let mut words = words.into_iter().map(|(word, _)| word.to_owned());
    match words.next().filter(|program| !program.is_empty()) {
        Some(program) => Some((program, words.collect())),
        None => {
            report.error(table_of(fields, "command"), "extractors.NAME.command must name a program");
            None
        }
    }
}

/// Where the value of a key stands.
fn table_of(fields: &mut Fields<'_>, key: &'static str) -> Range<usize> {
    fields.get(key).map(Spanned::span).unwrap_or_default()
}

fn read_env(table: &DeTable<'_>, report: &mut Report<'_>) -> Vec<(String, String)> {
    let mut env = Vec::new();
    for (name, value) in table {
        let is_name = |name: &str| !name.is_empty() && !name.contains(['=', '\0']);
        match value.get_ref().as_str().filter(|value| !value.contains('\0')) {
            Some(value) if is_name(name.get_ref()) => env.push((name.get_ref().to_string(), value.to_owned())),
            _ => report.error(value.span(), "extractors.NAME.env must hold texts: { VARIABLE = \"value\" }"),
        }
    }
    env
}

#[cfg(test)]
mod tests {
    use super::super::settings::Origin;
    use super::*;

    fn load_text(text: &str) -> Checked<Vec<Extractor>> {
        load(&[Layer { origin: Origin::File("config.toml".into()), text }])
    }

    #[test]
    fn an_extractor_is_a_name_and_a_command() {
        let text = "[extractors.ner]\ncommand = [\"python3\", \"my ner.py\"]\n\
            [extractors.stance]\ncommand = [\"./s\"]\nworkers = 4\ntimeout = 600\nabout = \"by a model\"\nenv = { URL = \"x\" }\n";
        let Checked { value, diagnostics } = load_text(text);
        assert_eq!(diagnostics, []);
        let told: Vec<String> = value.iter().map(Extractor::command_line).collect();
        assert_eq!(told, ["python3 \"my ner.py\"", "URL=x ./s"]);
        assert_eq!((value[0].workers, value[0].timeout, value[1].workers, value[1].timeout), (1, 60, 4, 600));
        assert_eq!(value[1].about, "by a model");
    }

    #[test]
    fn mistakes_are_told_at_their_place_and_the_rest_is_read() {
        let text = "[extractors]\nbuiltin = { command = [\"a\"] }\n\"Big One\" = { command = [\"a\"] }\nnone = {}\n\
            empty = { command = [] }\ntext = \"ls\"\nodd = { command = [\"a\"], workers = 0, timout = 3 }\n\
            env = { command = [\"a\"], env = { A = 1 } }\nstr = { command = \"ls\" }\n";
        let Checked { value, diagnostics } = load_text(text);
        assert_eq!(value.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["odd", "env"]);
        let told: Vec<String> =
            diagnostics.iter().map(|it| format!("{}:{} {}", it.line, it.column, it.message)).collect();
        assert_eq!(
            told,
            [
                "2:1 an extractor cannot be called \"builtin\": that one is part of gloss; choose another",
                "3:1 the name of an extractor is made of a-z, 0-9, _ and -: it is part of the names of sidecars",
                "4:1 this extractor has no command; give it one, such as command = [\"python3\", \"ner.py\"]",
                "5:21 extractors.NAME.command must name a program",
                "6:8 an extractor must be a table: [extractors.NAME] (it is \"ls\")",
                "7:36 extractors.NAME.workers must be a whole number from 1 to 64 (it is 0)",
                "7:39 there is no key extractors.NAME.timout; did you mean timeout?",
                "8:38 extractors.NAME.env must hold texts: { VARIABLE = \"value\" }",
                "9:19 extractors.NAME.command must be a list of texts (it is \"ls\")",
            ]
        );
    }

    #[test]
    fn a_command_cannot_steer_the_terminal_it_is_told_on() {
        let Checked { value, .. } = load_text("extractors.a.command = [\"x\\u001b[2J\", \"\\u202e\"]\n");
        assert!(!value[0].command_line().contains(['\u{1b}', '\u{202e}']));
    }
}
