//! Which settings of a project file need the user's yes, and the text that yes is about.

use toml::Value;

use super::Schema;

impl Schema {
    /// The canonical text of `[extractors]` and `sidecar_dir` alone; trust is remembered by its digest.
    ///
    /// Order, layout and comments of the project file do not change it; every value does.
    pub fn trust_digest_source(&self) -> String {
        let mut text = String::from("sidecar_dir = ");
        match &self.sidecar_dir {
            Some(dir) => write_text(dir, &mut text),
            None => text += "none",
        }
        text += "\nextractors = ";
        write_value(&Value::Table(self.extractors_told.clone()), &mut text);
        text + "\n"
    }
}

/// Whether a path, seen from the project's folder, may lead out of it. Symbolic links are the file system's matter.
pub(super) fn leaves_project(path: &str) -> bool {
    let absolute = path.starts_with(['/', '\\', '~']) || path.contains(':');
    absolute || path.split(['/', '\\']).any(|part| part == "..")
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => write_text(string, text),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_value(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in entries {
                write_text(key, text);
                text.push('=');
                write_value(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Integer(number) => *text += &number.to_string(),
        // The bits tell apart what a decimal rendering might not.
        Value::Float(number) => *text += &format!("float {:016x}", number.to_bits()),
        Value::Boolean(flag) => *text += &flag.to_string(),
        Value::Datetime(time) => *text += &time.to_string(),
    }
}

/// Writes a text so that its end cannot be mistaken: quoted, with quotation marks and backslashes escaped.
fn write_text(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}
