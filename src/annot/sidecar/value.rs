//! TOML 1.0 values on one line.

use std::fmt::Write;

use toml::value::Datetime;
use toml::{Table, Value};

/// An inline table being written: `{ key = value, … }`. No key is written twice.
pub(super) struct Inline<'a> {
    out: &'a mut String,
    keys: Vec<&'static str>,
}

impl<'a> Inline<'a> {
    pub(super) fn open(out: &'a mut String) -> Inline<'a> {
        out.push('{');
        Inline { out, keys: Vec::new() }
    }

    /// Begins the next entry; its value goes to what is returned.
    pub(super) fn key(&mut self, key: &'static str) -> &mut String {
        self.out.push_str(if self.keys.is_empty() { " " } else { ", " });
        self.keys.push(key);
        push_key(self.out, key);
        self.out.push_str(" = ");
        self.out
    }

    pub(super) fn string(&mut self, key: &'static str, text: &str) {
        push_string(self.key(key), text);
    }

    pub(super) fn number(&mut self, key: &'static str, number: impl std::fmt::Display) {
        push_display(self.key(key), number);
    }

    pub(super) fn float(&mut self, key: &'static str, number: Option<f64>) {
        if let Some(number) = number {
            push_float(self.key(key), number);
        }
    }

    pub(super) fn value(&mut self, key: &'static str, value: &Value) {
        push_value(self.key(key), value);
    }

    /// Writes what this version does not know, and ends the table.
    pub(super) fn close(self, unknown: &Table) {
        let mut empty = self.keys.is_empty();
        for (key, value) in unknown.iter().filter(|(key, _)| !self.keys.contains(&key.as_str())) {
            self.out.push_str(if empty { " " } else { ", " });
            empty = false;
            push_key(self.out, key);
            self.out.push_str(" = ");
            push_value(self.out, value);
        }
        self.out.push_str(if empty { "}" } else { " }" });
    }
}

/// Any value on one line; tables become inline tables.
///
/// It calls itself once a level; what was read from a file has at most [`super::nesting::DEEPEST`] levels.
pub(super) fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => push_string(out, text),
        Value::Integer(number) => push_display(out, number),
        Value::Float(number) => push_float(out, *number),
        Value::Boolean(truth) => push_display(out, truth),
        Value::Datetime(time) => push_display(out, with_seconds(*time)),
        Value::Array(values) => push_list(out, values, push_value),
        Value::Table(table) => Inline::open(out).close(table),
    }
}

/// `[a, b]`.
pub(super) fn push_list<T>(out: &mut String, items: impl IntoIterator<Item = T>, push: impl Fn(&mut String, T)) {
    out.push('[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        push(out, item);
    }
    out.push(']');
}

/// A key: bare where TOML allows it, else in quotation marks.
pub(super) fn push_key(out: &mut String, key: &str) {
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
        out.push_str(key);
    } else {
        push_string(out, key);
    }
}

/// A basic string in which nothing is invisible and nothing can steer a terminal.
pub(in crate::annot) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if is_escaped(c) && u32::from(c) > 0xffff => push_display(out, format_args!("\\U{:08X}", u32::from(c))),
            c if is_escaped(c) => push_display(out, format_args!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether a character is a control, turns the direction of text, or is invisible (Unicode 16, general categories
/// Cc, Cf, Zl and Zp without the signs that are seen, and the fillers).
pub(crate) fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Rust writes every finite number so that it reads back the same, and always with a point or an exponent.
fn push_float(out: &mut String, number: f64) {
    match number {
        _ if number.is_nan() => out.push_str(if number.is_sign_negative() { "-nan" } else { "nan" }),
        _ => push_display(out, format_args!("{number:?}")),
    }
}

/// TOML 1.1 may leave the seconds out, 1.0 may not.
fn with_seconds(mut time: Datetime) -> Datetime {
    if let Some(time) = &mut time.time {
        time.second.get_or_insert(0);
    }
    time
}

fn push_display(out: &mut String, shown: impl std::fmt::Display) {
    // Writing to a string never fails.
    let written = write!(out, "{shown}");
    debug_assert!(written.is_ok());
}
