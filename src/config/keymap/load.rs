//! Reading a keymap: the defaults, then every layer of the user's configuration.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Context, DEFAULT, Keymap};
use crate::annot::sidecar::too_deep;
use crate::config::diagnostic::Checked;
use crate::config::fields::{Report, unknown};
use crate::config::key::Key;
use crate::config::nearest;
use crate::config::settings::Layer;

/// Says whether a command line can be run, or why not; the message follows the keys and a colon.
type Check<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// The table of a layer; `None` for what [`Report::parse`] finds fault with.
fn table(text: &str) -> Option<DeTable<'_>> {
    too_deep(text).is_none().then(|| DeTable::parse(text).ok().map(Spanned::into_inner)).flatten()
}

impl Default for Keymap {
    /// The default bindings alone.
    fn default() -> Self {
        Self::load(&[], &|_| Ok(())).value
    }
}

impl Keymap {
    /// Reads the defaults and then `[keys]` of each layer, the later winning.
    ///
    /// `check` judges the command lines of the layers. Whatever is wrong is reported and left out; broken TOML is
    /// passed over in silence, because [`Settings::load`](crate::config::settings::Settings::load) reports it.
    pub fn load(layers: &[Layer<'_>], check: Check<'_>) -> Checked<Self> {
        let mut keymap = Self { maps: Default::default(), groups: Vec::new() };
        let mut report = Report::new("keymap.toml", DEFAULT);
        if let Some(table) = report.parse() {
            keymap.read(&table, &|_| Ok(()), &mut report);
        }
        let mut diagnostics = report.finish();
        for layer in layers {
            let path = layer.origin.to_string();
            let mut report = Report::new(&path, layer.text);
            let table = table(layer.text).unwrap_or_default();
            match table.get("keys").map(|keys| (keys.get_ref(), keys.span())) {
                Some((DeValue::Table(keys), _)) => keymap.read(keys, check, &mut report),
                Some((_, span)) => report.warning(span, "keys must be tables such as [keys.normal]"),
                None => {}
            }
            diagnostics.extend(report.finish());
        }
        keymap.resolve();
        Checked { value: keymap, diagnostics }
    }

    fn read(&mut self, tables: &DeTable<'_>, check: Check<'_>, report: &mut Report<'_>) {
        for (name, value) in tables {
            let context = Context::from_name(name.get_ref());
            if context.is_none() && name.get_ref() != "groups" {
                let names = Context::ALL.iter().map(|context| context.name()).chain(["groups"]);
                let meant = nearest(name.get_ref(), names).map(|meant| format!("keys.{meant}"));
                report.warning(name.span(), unknown(&format!("keys.{}", name.get_ref()), meant.as_deref()));
                continue;
            }
            let DeValue::Table(table) = value.get_ref() else {
                let message = format!("keys.{0} must be a table: [keys.{0}]", name.get_ref());
                report.warning(value.span(), message);
                continue;
            };
            let mut bound = Vec::new();
            for (keys, value) in table {
                let Some(sequence) = read_keys(keys.get_ref(), keys.span(), report) else { continue };
                let Some(text) = value.get_ref().as_str().map(str::trim) else {
                    let wanted = if context.is_some() { "a command" } else { "a title" };
                    report.warning(value.span(), format!("{} must have {wanted} in quotation marks", keys.get_ref()));
                    continue;
                };
                match context {
                    Some(context) => {
                        if let Err(message) = if text.is_empty() { Ok(()) } else { check(text) } {
                            report.warning(value.span(), format!("{}: {message}", keys.get_ref()));
                            continue;
                        }
                        warn_of_collision(context, &sequence, text, &mut bound, keys.span(), report);
                        self.bind(context, sequence, text);
                    }
                    None => {
                        self.groups.retain(|(known, _)| *known != sequence);
                        self.groups.push((sequence, text.to_owned()));
                    }
                }
            }
        }
    }
}

fn read_keys(written: &str, span: Range<usize>, report: &mut Report<'_>) -> Option<Vec<Key>> {
    match Key::sequence(written) {
        Ok(keys) if keys.is_empty() => report.warning(span, "there are no keys between the quotation marks"),
        Ok(keys) => return Some(keys),
        Err(error) => {
            let quote = usize::from(report.quote(span.clone()).starts_with(['"', '\'']));
            let at = span.start + quote + error.at;
            report.warning(at..span.end, format!("{error}"));
        }
    }
    None
}

/// Warns when one table binds keys that are in each other's way, or digits where they count.
fn warn_of_collision(
    context: Context,
    keys: &[Key],
    command: &str,
    bound: &mut Vec<Vec<Key>>,
    span: Range<usize>,
    report: &mut Report<'_>,
) {
    if command.is_empty() {
        return;
    }
    let written = Key::write_sequence(keys);
    let digit = keys.first().and_then(|key| key.typed()).filter(|c| ('1'..='9').contains(c));
    if let Some(digit) = digit.filter(|_| context.counts()) {
        report
            .warning(span.clone(), format!("{digit} begins a count, so {written} is never reached; choose other keys"));
    }
    if let Some(other) = bound.iter().find(|other| other.starts_with(keys) || keys.starts_with(other)) {
        let other = Key::write_sequence(other);
        report.warning(span, format!("{other} and {written} are in each other's way; only {written} is bound"));
    }
    bound.push(keys.to_vec());
}
