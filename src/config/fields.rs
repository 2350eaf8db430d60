//! Reading the tables of a TOML text key by key, so that whatever is wrong is reported where it stands.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Severity};
use super::nearest::nearest;
use crate::annot::sidecar::{DEEPEST, too_deep};

/// Longest value that is repeated inside a message, in code points.
const LONGEST_VALUE: usize = 40;

/// A text being read, collecting its diagnostics.
pub(super) struct Report<'a> {
    path: &'a str,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, diagnostics: Vec::new() }
    }

    /// The spanned table that the text holds; a syntax error is reported and gives `None`.
    pub fn parse(&mut self) -> Option<DeTable<'a>> {
        if let Some(at) = too_deep(self.text) {
            self.error(at..at, format!("this nests more than {DEEPEST} levels deep; nothing of it is read"));
            return None;
        }
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let at = error.span().map_or(self.text.len(), |span| span.start);
                self.error(at..at, format!("this is not TOML: {}", error.message()));
                None
            }
        }
    }

    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.add(span, Severity::Error, message);
    }

    pub fn warning(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.add(span, Severity::Warning, message);
    }

    fn add(&mut self, span: Range<usize>, severity: Severity, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::at(self.path, self.text, span.start, severity, message));
    }

    /// A value as it is written in the text, shortened to fit into a message.
    pub fn quote(&self, span: Range<usize>) -> String {
        let line = self.text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        match line.char_indices().nth(LONGEST_VALUE) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    /// Reports in the order of the text.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
        self.diagnostics
    }
}

/// Reads the keys of one table; those nobody asked for are unknown and are warned about at the end.
pub(super) struct Fields<'t> {
    table: &'t DeTable<'t>,
    /// What the keys are called in messages: `stance` makes `stance.values`; empty at the top.
    name: &'static str,
    known: Vec<&'static str>,
}

/// A value together with the bytes it is written in.
pub(super) type Placed<T> = (T, Range<usize>);

impl<'t> Fields<'t> {
    pub fn new(name: &'static str, table: &'t DeTable<'t>) -> Self {
        Self { table, name, known: Vec::new() }
    }

    pub fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// What messages call the table.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn read<T>(
        &mut self,
        report: &mut Report<'_>,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<Placed<T>> {
        let value = self.get(key)?;
        let found = read(value.get_ref()).map(|found| (found, value.span()));
        if found.is_none() {
            let key = dotted(self.name, key);
            let quoted = report.quote(value.span());
            report.error(value.span(), format!("{key} must be {wanted} (it is {quoted})"));
        }
        found
    }

    pub fn text(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<Placed<&'t str>> {
        self.read(report, key, "a text in quotation marks", DeValue::as_str)
    }

    pub fn flag(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<bool> {
        self.read(report, key, "true or false", DeValue::as_bool).map(|(flag, _)| flag)
    }

    /// A whole number between two bounds, both included.
    pub fn whole(&mut self, report: &mut Report<'_>, key: &'static str, bounds: RangeInclusive<u32>) -> Option<u32> {
        let wanted = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        let whole = |value: &DeValue<'_>| match value {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        self.read(report, key, &wanted, |value| whole(value).filter(|number| bounds.contains(number)))
            .map(|(number, _)| number)
    }

    pub fn texts(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<Vec<Placed<&'t str>>> {
        let texts = |value: &'t DeValue<'t>| {
            value.as_array()?.iter().map(|item| Some((item.get_ref().as_str()?, item.span()))).collect()
        };
        self.read(report, key, "a list of texts", texts).map(|(texts, _)| texts)
    }

    pub fn table(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<&'t DeTable<'t>> {
        let wanted = format!("a table: [{}]", dotted(self.name, key));
        self.read(report, key, &wanted, DeValue::as_table).map(|(table, _)| table)
    }

    pub fn tables(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<Vec<Placed<&'t DeTable<'t>>>> {
        let wanted = format!("a list of tables: [[{}]]", dotted(self.name, key));
        let tables = |value: &'t DeValue<'t>| {
            value.as_array()?.iter().map(|item| Some((item.get_ref().as_table()?, item.span()))).collect()
        };
        self.read(report, key, &wanted, tables).map(|(tables, _)| tables)
    }

    /// Warns about every key that was not asked for, with the nearest one that could have been meant.
    pub fn finish(self, report: &mut Report<'_>) {
        for key in self.table.keys().filter(|key| !self.known.contains(&key.get_ref().as_ref())) {
            let meant = nearest(key.get_ref(), self.known.iter().copied());
            report.warning(key.span(), unknown(&dotted(self.name, key.get_ref()), meant));
        }
    }
}

/// The message for a key that nobody knows.
pub(super) fn unknown(key: &str, meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("there is no key {key}; did you mean {meant}?"),
        None => format!("there is no key {key}; it is ignored"),
    }
}

/// A key's full name: `name.key`, or `key` at the top.
pub(super) fn dotted(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}
