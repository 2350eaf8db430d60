//! Whether a paragraph is one quotation.

/// Opening marks with the marks that may close them.
const STYLES: &[(char, &str)] = &[
    ('"', "\""),
    ('„', "“”\""),
    ('“', "”“"),
    ('”', "”"),
    ('»', "«»"),
    ('«', "»"),
    ('‚', "‘’"),
    ('‘', "’"),
    ('\'', "'"),
    ('›', "‹›"),
    ('‹', "›"),
    ('「', "」"),
    ('『', "』"),
];

/// Whether `paragraph` is wholly one quotation: its first character opens it, its last closes it (a full stop or
/// comma may follow), and no mark of the same style stands between. `"a", said he, "b"` is two.
pub fn is_one_quotation(paragraph: &str) -> bool {
    let paragraph = paragraph.trim();
    let Some((open, closers)) = paragraph.chars().next().and_then(|c| STYLES.iter().find(|(open, _)| *open == c))
    else {
        return false;
    };
    let body = paragraph.strip_suffix(['.', ',']).unwrap_or(paragraph);
    let Some(inside) = body.strip_prefix(*open).and_then(|body| body.strip_suffix(|c| closers.contains(c))) else {
        return false;
    };
    let mut before = None;
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        if c == *open || closers.contains(c) {
            let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            let apostrophe = matches!(c, '\'' | '’') && letter(before) && letter(chars.peek().copied());
            if !apostrophe {
                return false;
            }
        }
        before = Some(c);
    }
    inside.chars().any(char::is_alphanumeric)
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
