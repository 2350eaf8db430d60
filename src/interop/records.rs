//! Cutting a stream of JSON into its records: one a line, values one after another, or the items of one list.

/// How the records of a stream are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One on each line.
    Lines,
    /// Values that may go over several lines, with or without a list around them.
    Values,
}

impl Shape {
    /// The shape of a stream that begins with `head`, its first 64 KiB or so.
    pub fn of(head: &str) -> Shape {
        let first = head.lines().map(|line| line.trim_start_matches('\u{FEFF}').trim()).find(|line| !line.is_empty());
        let Some(first) = first else { return Shape::Lines };
        let is_whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
        let is_long = !head.contains('\n');
        match first.chars().next() {
            // A list of objects with texts holds the records; any other list is a record.
            Some('[') if is_whole || is_long => {
                let item = first.get(1..).unwrap_or_default().trim_start();
                let is_document =
                    item.starts_with('{') && ["\"text\"", "\"data\""].iter().any(|key| item.contains(key));
                let is_pairs = item.starts_with('[');
                if is_document || is_pairs { Shape::Values } else { Shape::Lines }
            }
            Some('[') => Shape::Values,
            _ if is_whole || is_long => Shape::Lines,
            // A first line that is broken, with others behind it that are not.
            _ if head.lines().skip(1).take(20).any(|line| line.starts_with('{') && line.trim_end().ends_with('}')) => {
                Shape::Lines
            }
            _ => Shape::Values,
        }
    }
}

/// Finds the ends of values in bytes that come bit by bit.
#[derive(Debug, Default)]
pub struct Splitter {
    /// Whether a list stands around all records; known from the first byte that is not blank on.
    in_list: Option<bool>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The bytes of the value that has begun.
    begun: Vec<u8>,
}

impl Splitter {
    /// Takes `bytes`, and gives every value that ends in them to `on_value`.
    pub fn push(&mut self, bytes: &[u8], on_value: &mut dyn FnMut(Vec<u8>)) {
        for &byte in bytes {
            if self.depth == 0 {
                match byte {
                    b'[' if self.in_list.is_none() => self.in_list = Some(true),
                    b'{' | b'[' => {
                        self.in_list.get_or_insert(false);
                        self.depth = 1;
                        self.begun.push(byte);
                    }
                    _ => {}
                }
                continue;
            }
            self.begun.push(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        on_value(std::mem::take(&mut self.begun));
                    }
                }
                _ => {}
            }
        }
    }

    /// What has begun and does not end: a file that was cut off.
    pub fn rest(self) -> Vec<u8> {
        self.begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(source: &str, step: usize) -> Vec<String> {
        let (mut splitter, mut found) = (Splitter::default(), Vec::new());
        for piece in source.as_bytes().chunks(step) {
            splitter.push(piece, &mut |value| found.push(String::from_utf8(value).unwrap()));
        }
        assert!(splitter.rest().is_empty());
        found
    }

    proptest! {
        #[test]
        fn values_are_found_however_the_bytes_come(texts in prop::collection::vec("[\\PC\"\\\\{}\\[\\]]{0,12}", 1..6), step in 1usize..9, list: bool) {
            let values: Vec<String> = texts.iter().map(|text| serde_json::json!({ "text": text, "n": [[1], {}] }).to_string()).collect();
            let source = if list { format!("[{}]\n", values.join(",\n ")) } else { values.join("\n\n") };
            prop_assert_eq!(split(&source, step), values);
        }
    }

    #[test]
    fn lists_of_documents_are_told_from_records_that_are_lists() {
        for (head, shape) in [
            ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", Shape::Lines),
            ("{\"text\": broken\n{\"text\":\"b\"}\n", Shape::Lines),
            ("{\n  \"text\": \"a\"\n}\n", Shape::Values),
            ("[{\"text\":\"a\"},{\"text\":\"b\"}]\n", Shape::Values),
            ("[\n {\"data\": {}}\n]", Shape::Values),
            ("[\"Text\", {\"entities\": []}]\n[\"Text\", {}]\n", Shape::Lines),
            ("[[\"Text\", {\"entities\": []}]]\n", Shape::Values),
            ("[{\"start\":0,\"end\":3,\"label\":\"PER\"}]\n[]\n", Shape::Lines),
        ] {
            assert_eq!(Shape::of(head), shape, "{head}");
        }
    }
}
