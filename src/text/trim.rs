//! What a hasty selection has too much.

use super::abbreviation::{is_abbreviation, token_before};
use super::{Span, Text, marks};

/// `span` without what nobody means to label: white space, `, . ; : ! ?` and quotation marks or brackets without
/// their partner, at both ends. The full stop of an abbreviation ("U.S.", "Dr.") and marks that belong together
/// stay: "(NATO)", "Putin (61)". A span of nothing else keeps all but its white space.
pub fn trim(text: &Text, span: Span) -> Span {
    let span = text.clamp(span);
    let slice = text.slice(span);
    let surplus: Vec<usize> =
        marks(slice).iter().filter(|mark| mark.partner.is_none()).map(|mark| mark.span.start).collect();
    let is_surplus = |at: usize, c: char| c.is_whitespace() || is_stop(c) || surplus.binary_search(&at).is_ok();

    let start = slice
        .char_indices()
        .find(|&(at, c)| {
            !is_surplus(at, c)
                || (c == '.' && slice.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)))
        })
        .map(|(at, _)| at);
    let end = slice
        .char_indices()
        .rev()
        .find(|&(at, c)| !is_surplus(at, c) || (c == '.' && is_abbreviation(token_before(slice, 0, at).token)))
        .map(|(at, c)| at + c.len_utf8());
    match (start, end) {
        (Some(start), Some(end)) if start < end => Span::new(span.start + start, span.start + end),
        _ => text.without_blanks(span),
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_means_is_cut() {
        for (selected, expected) in [
            (" Putin, ", "Putin"),
            ("Putin“, ", "Putin"),
            ("„Putin“", "„Putin“"),
            ("(NATO).", "(NATO)"),
            ("NATO)", "NATO"),
            ("„Die NATO", "Die NATO"),
            ("Putin (61)!", "Putin (61)"),
            ("the U.S.", "the U.S."),
            ("the U.S.,", "the U.S."),
            ("Prof. Dr.", "Prof. Dr."),
            ("v. Chr.", "v. Chr."),
            ("Ende...", "Ende"),
            (".NET?", ".NET"),
            ("Putin's", "Putin's"),
            (" ?! ", "?!"),
            ("  ", ""),
        ] {
            let text = Text::new(selected);
            assert_eq!(text.slice(trim(&text, Span::new(0, text.len()))), expected, "{selected:?}");
        }
        let many = Text::new(format!("a{}", ")\"".repeat(100_001)));
        assert_eq!(trim(&many, Span::new(0, many.len())).len() % 2, 1);
    }
}
