//! Whether a paragraph is one quotation.

use crate::text::{MarkKind, marks};

/// Whether `paragraph` is wholly one quotation: its first mark opens it and the partner of that mark closes it (a
/// full stop or comma may follow). `"a", said he, "b"` is two.
pub fn is_one_quotation(paragraph: &str) -> bool {
    let paragraph = paragraph.trim();
    // Cheap before dear: few paragraphs begin with a mark.
    if paragraph.starts_with(|c: char| c.is_alphanumeric() || c.is_ascii_whitespace()) {
        return false;
    }
    let body = paragraph.strip_suffix(['.', ',']).unwrap_or(paragraph);
    let marks = marks(body);
    let Some(first) = marks.first().filter(|mark| mark.kind == MarkKind::Quote && mark.span.start == 0) else {
        return false;
    };
    let last = marks.last().filter(|last| last.span.end == body.len() && first.partner == Some(last.span.start));
    last.and_then(|last| body.get(first.span.end..last.span.start))
        .is_some_and(|inside| inside.contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_quotation_or_not() {
        for one in [
            "\"Wir bleiben.\"",
            " \"die Lage zu beruhigen\". ",
            "„Das ist ‚unser‘ Land“,",
            "„So geht es nicht\"",
            "“It’s over,”",
            "»Nein.«",
            "« Non. »",
            "‘It’s over.’",
            "「終わりだ。」",
            "‚Ja‘",
        ] {
            assert!(is_one_quotation(one), "{one}");
        }
        for not in [
            "\"a\", sagte er, \"b\"",
            "„a“ und „b“",
            "\"Wir bleiben\", hieß es darin.",
            "“a” or “b”",
            "\"",
            "\"\"",
            "„...“",
            "",
            "Er sagte: \"Ja.\"",
            "»a« »b«",
            "'Tis the season of 'em'",
        ] {
            assert!(!is_one_quotation(not), "{not}");
        }
    }
}
