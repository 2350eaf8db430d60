//! Saved queries of a project file: `[queries]`, a name and what it stands for. What they mean is not known here.

use toml::de::DeTable;

use super::Schema;
use crate::config::diagnostic::{Diagnostic, Severity};
use crate::config::fields::Report;

impl Schema {
    pub(super) fn read_queries(&mut self, table: &DeTable<'_>, report: &mut Report<'_>) {
        for (name, query) in table.iter() {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            match query.get_ref().as_str() {
                _ if name.get_ref().is_empty() || !name.get_ref().chars().all(is_name) => {
                    report.error(name.span(), "a saved query is called by letters, digits, - and _");
                }
                Some(query) => drop(self.queries.insert(name.get_ref().to_string(), query.to_owned())),
                None => report.error(query.span(), "a saved query must be a text in quotation marks"),
            }
        }
    }

    /// What is wrong with the saved query `name` of the project file `path` with this `text`: `column` is the place in the
    /// query, in characters from 1.
    pub fn query_fault(path: &str, text: &str, name: &str, column: usize, reason: &str) -> Diagnostic {
        let table = DeTable::parse(text).ok();
        let span = table.as_ref().and_then(|table| {
            let queries = table.get_ref().get("queries")?.get_ref().as_table()?;
            Some(queries.get(name)?.span())
        });
        let at = span.map_or(0, |span| {
            // Where the query is written without escapes, its columns are those of the line.
            let written = text.get(span.clone()).unwrap_or_default();
            let is_plain = !written.starts_with("\"\"\"") && !written.starts_with("'''") && !written.contains('\\');
            let inside = written.char_indices().nth(if is_plain { column } else { 0 });
            span.start + inside.map_or(0, |(at, _)| at)
        });
        Diagnostic::at(path, text, at, Severity::Warning, format!("the saved query {name} is left out: {reason}"))
    }
}
