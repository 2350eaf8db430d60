//! JSON on its way out. What is hidden in text or would steer a terminal is escaped, so that it can be looked at there
//! and is the same text to programs.

use std::io::{self, Write};

use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::annot::sidecar::is_escaped;

/// Prints a value for people and programs: indented, and a newline at the end.
pub(super) fn print_json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    print(out, value, PrettyFormatter::new())
}

/// Prints a value on one line.
pub(super) fn print_json_line(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    print(out, value, CompactFormatter)
}

fn print(out: &mut dyn Write, value: &Value, formatter: impl Formatter) -> io::Result<()> {
    serde::Serialize::serialize(value, &mut Serializer::with_formatter(&mut *out, Visible(formatter)))?;
    writeln!(out)
}

/// Another formatter, with everything escaped that cannot be seen.
struct Visible<F>(F);

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, c)| is_escaped(*c)) {
            let (seen, from) = rest.split_at(at);
            self.0.write_string_fragment(out, seen)?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = from.split_at(hidden.len_utf8()).1;
        }
        self.0.write_string_fragment(out, rest)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        /// Nothing hidden is printed, and whoever reads it gets the same value.
        #[test]
        fn what_is_hidden_is_escaped_and_stays(text in "[\\PC\u{0}-\u{ff}\u{200b}-\u{206f}\u{feff}\u{e0001}\"\\\\]{0,12}") {
            let value = json!({ text.clone(): [text, 1.5, null, {}], "b": [] });
            for print in [print_json, print_json_line] {
                let mut out = Vec::new();
                print(&mut out, &value).unwrap();
                let printed = String::from_utf8(out).unwrap();
                prop_assert!(!printed.chars().any(|c| c != '\n' && is_escaped(c)), "{printed:?}");
                prop_assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), value.clone());
            }
        }
    }

    #[test]
    fn the_layout_is_the_usual_one() {
        let value = json!({ "a": ["\u{7f}\u{9b}\u{202e}\u{200d}\u{2028}\u{feff}\u{e0001}é\n"], "b": {} });
        let mut out = Vec::new();
        print_json(&mut out, &value).unwrap();
        print_json_line(&mut out, &value).unwrap();
        let text = r"\u007f\u009b\u202e\u200d\u2028\ufeff\udb40\udc01é\n";
        let wanted =
            format!("{{\n  \"a\": [\n    \"{text}\"\n  ],\n  \"b\": {{}}\n}}\n{{\"a\":[\"{text}\"],\"b\":{{}}}}\n");
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }
}
