//! Settings from files, the environment and the command line, each with its origin.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Rule, Setting, Settings, TABLE, Value};
use crate::config::diagnostic::{Diagnostic, Severity};
use crate::config::fields::{Report, dotted, unknown};
use crate::config::nearest;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// A file, by its path as it is shown.
    File(String),
    /// An environment variable, by its name.
    Environment(String),
    /// The command line's `--set` (or another of its options, by name).
    Option(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) | Self::Environment(name) | Self::Option(name) => f.write_str(name),
        }
    }
}

/// A configuration text and where it was read.
#[derive(Clone, Debug)]
pub struct Layer<'a> {
    /// Where it was read.
    pub origin: Origin,
    /// The text, TOML.
    pub text: &'a str,
}

/// One setting given outside a file. The value is bare: `wide`, not `"wide"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Who gives it.
    pub origin: Origin,
    /// The full key, such as `reader.measure`.
    pub key: String,
    /// The value as it was typed.
    pub value: String,
}

impl Override {
    /// Reads the argument of `--set`, `key=value`; `None` when there is no `=`.
    pub fn from_set(argument: &str) -> Option<Self> {
        let (key, value) = argument.split_once('=')?;
        let origin = Origin::Option("--set".to_owned());
        Some(Self { origin, key: key.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// The settings in force, where each comes from, and what was wrong on the way.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings in force.
    pub settings: Settings,
    /// Where the settings of [`TABLE`] come from, in its order.
    origins: Vec<Origin>,
    /// What was wrong. A mistake in a file is a warning, one in an [`Override`] is an error: it was just typed.
    pub diagnostics: Vec<Diagnostic>,
}

/// A line of the listing of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The full key.
    pub key: &'static str,
    /// The value in force.
    pub value: Value,
    /// Who gave it.
    pub origin: &'a Origin,
    /// The default.
    pub default: Value,
    /// What it means, in whole sentences.
    pub description: String,
}

impl Loaded {
    /// Every setting with its value and origin, in the order of the table.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        TABLE.iter().zip(&self.origins).map(|(setting, origin)| Entry {
            key: setting.key,
            value: setting.get(&self.settings),
            origin,
            default: setting.default(),
            description: setting.description(),
        })
    }

    /// Where the value of `key` comes from; `None` when there is no such setting.
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.origins.get(TABLE.iter().position(|setting| setting.key == key)?)
    }
}

impl Settings {
    /// Reads the settings: defaults, then each layer, then each override, the later winning.
    ///
    /// Nothing here fails: broken TOML counts as empty, a bad value leaves the one that was there, an unknown key is
    /// ignored, and each is reported. `[keys]` belongs to [`Keymap`](crate::config::Keymap) and `[extractors]` to
    /// [`extractors`](crate::config::extractors); they are passed over.
    pub fn load(layers: &[Layer<'_>], overrides: &[Override]) -> Loaded {
        let mut loaded =
            Loaded { settings: Self::default(), origins: vec![Origin::Default; TABLE.len()], diagnostics: Vec::new() };
        for layer in layers {
            loaded.apply_layer(layer);
        }
        for given in overrides {
            loaded.apply_override(given);
        }
        loaded
    }

    /// These settings with one of them changed.
    ///
    /// # Errors
    /// What is wrong with the key or the value.
    pub fn with(&self, given: &Override) -> Result<Self, String> {
        let origins = vec![Origin::Default; TABLE.len()];
        let mut loaded = Loaded { settings: self.clone(), origins, diagnostics: Vec::new() };
        loaded.apply_override(given);
        match loaded.diagnostics.pop() {
            Some(wrong) => Err(wrong.message),
            None => Ok(loaded.settings),
        }
    }
}

impl Loaded {
    fn apply_layer(&mut self, layer: &Layer<'_>) {
        let path = layer.origin.to_string();
        let mut report = Report::new(&path, layer.text);
        if let Some(table) = report.parse() {
            self.apply_table("", &table, &layer.origin, &mut report);
        }
        self.diagnostics.extend(report.finish());
    }

    fn apply_table(&mut self, section: &str, table: &DeTable<'_>, origin: &Origin, report: &mut Report<'_>) {
        for (name, value) in table {
            let key = dotted(section, name.get_ref());
            let is_section = TABLE.iter().any(|setting| setting.section_and_name().0 == key);
            match value.get_ref() {
                _ if key == "keys" || key == "extractors" => {}
                DeValue::Table(inner) if is_section => self.apply_table(&key, inner, origin, report),
                _ if is_section => {
                    let quoted = report.quote(value.span());
                    report.warning(name.span(), format!("{key} must be a table: [{key}] (it is {quoted})"));
                }
                _ => match find(&key) {
                    Some(index) => self.apply_value(index, value, origin, report),
                    None => report.warning(name.span(), unknown(&key, meant(&key))),
                },
            }
        }
    }

    fn apply_value(&mut self, index: usize, value: &Spanned<DeValue<'_>>, origin: &Origin, report: &mut Report<'_>) {
        let typed = match value.get_ref() {
            DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
            DeValue::String(text) => Some(Value::Text(text.as_ref().to_owned())),
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Whole),
            _ => None,
        };
        if let Err(message) = self.set(index, typed, origin, &report.quote(value.span())) {
            report.warning(value.span(), message);
        }
    }

    fn apply_override(&mut self, given: &Override) {
        let Override { origin, key, value } = given;
        // A line as it was typed, so that the caret has something to stand under.
        let line = match origin {
            Origin::Environment(name) => format!("{name}={value}"),
            _ => format!("{key}={value}"),
        };
        let report = |at, message| Diagnostic::at(&origin.to_string(), &line, at, Severity::Error, message);
        let Some(index) = find(key) else {
            self.diagnostics.push(report(0, unknown(key, meant(key))));
            return;
        };
        let typed = match TABLE.get(index).map(|setting| setting.rule) {
            Some(Rule::Flag) => value.parse().ok().map(Value::Flag),
            Some(Rule::Whole(..)) => value.parse().ok().map(Value::Whole),
            _ => Some(Value::Text(value.clone())),
        };
        if let Err(message) = self.set(index, typed, origin, &format!("{value:?}")) {
            self.diagnostics.push(report(line.len() - value.len(), message));
        }
    }

    /// Sets a setting, or says why not and what is used instead.
    fn set(&mut self, index: usize, value: Option<Value>, origin: &Origin, quoted: &str) -> Result<(), String> {
        let (Some(setting), Some(its_origin)) = (TABLE.get(index), self.origins.get_mut(index)) else {
            return Ok(());
        };
        if value.is_some_and(|value| setting.set(&mut self.settings, value)) {
            *its_origin = origin.clone();
            return Ok(());
        }
        let Setting { key, rule, .. } = setting;
        let kept = setting.get(&self.settings);
        Err(format!("{key} must be {rule} (it is {quoted}); using {kept}"))
    }
}

fn find(key: &str) -> Option<usize> {
    TABLE.iter().position(|setting| setting.key == key)
}

/// The setting that was meant by an unknown key: the same name in another table, or a near spelling.
fn meant(key: &str) -> Option<&'static str> {
    let name = key.rsplit('.').next().unwrap_or(key);
    let keys = || TABLE.iter().map(|setting| setting.key);
    let sections = TABLE.iter().map(|setting| setting.section_and_name().0).chain(["keys", "extractors"]);
    let elsewhere = |name: &str| keys().find(|key| key.rsplit('.').next() == Some(name));
    elsewhere(name)
        .or_else(|| nearest(key, sections.filter(|section| !section.is_empty())))
        .or_else(|| nearest(key, keys()))
        .or_else(|| nearest(name, TABLE.iter().map(|setting| setting.section_and_name().1)).and_then(elsewhere))
}
