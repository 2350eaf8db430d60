//! Related links: paragraphs that point to another article ("Mehr zum Thema - …").

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// The phrases that open a related link: lists of strings by language.
const PHRASES: &str = include_str!("../../../assets/phrases/related-links.toml");

/// Longest paragraph in bytes that can be a related link, or a short list of them.
const LONGEST: usize = 2000;

/// Longest related link in bytes whose phrase is followed by nothing but a blank: "Read more" also opens sentences.
const LONGEST_BARE: usize = 240;

/// All phrases in lower case by their first character, longest first.
static BY_FIRST: LazyLock<HashMap<char, Vec<String>>> = LazyLock::new(|| {
    let languages: BTreeMap<String, Vec<String>> = toml::from_str(PHRASES).unwrap_or_default();
    let mut by_first: HashMap<char, Vec<String>> = HashMap::new();
    for phrase in languages.into_values().flatten() {
        let phrase = phrase.trim().trim_end_matches(SEPARATORS).to_lowercase();
        if let Some(first) = phrase.chars().next() {
            by_first.entry(first).or_default().push(phrase);
        }
    }
    by_first.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len())));
    by_first
});

const SEPARATORS: &[char] = &['-', '–', '—', ':', '：', '|', '>', '»', '→', '…', ' '];

/// Whether `paragraph` points to another article: it starts with one of the phrases, in any case, behind which
/// stand a dash, a colon or a blank and the pointer, or nothing at all.
pub(super) fn is_related_link(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST {
        return false;
    }
    let paragraph = paragraph.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = paragraph.chars().next().and_then(|c| c.to_lowercase().next()) else { return false };
    let phrases = BY_FIRST.get(&first).map(Vec::as_slice).unwrap_or_default();
    phrases.iter().filter_map(|phrase| behind(paragraph, phrase)).any(|rest| {
        let rest = rest.trim_start_matches(['*', '_', ']', ')']);
        let pointer = rest.trim_start();
        // A hyphen with nothing around it makes a compound: "Related-party deals".
        let compound = rest.starts_with('-') && !rest.starts_with("- ");
        let separated = pointer.starts_with(|c| c != ' ' && SEPARATORS.contains(&c)) && !compound;
        let marked = separated || rest.starts_with(['\n', '\r']);
        let bare = rest.starts_with(char::is_whitespace)
            && rest.len() <= LONGEST_BARE
            && !rest.trim_end().ends_with(['.', ':', ';', ','])
            && pointer.starts_with(|c: char| !c.is_lowercase());
        pointer.is_empty() || marked || bare
    })
}

/// What stands behind `phrase`, which is in lower case, at the start of `text`.
fn behind<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in phrase.chars() {
        let c = rest.next()?;
        if c != expected && !c.to_lowercase().eq([expected]) && !(c.is_whitespace() && expected == ' ') {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_open_related_links() {
        assert!(BY_FIRST.values().flatten().all(|phrase| is_related_link(&format!("{phrase}: x"))));
        for related in [
            "Mehr zum Thema - Gipfel in Genf endet ohne Ergebnis",
            "MEHR ZUM THEMA – Gipfel. Und danach.",
            "Mehr zum Thema:\n- Gipfel\n- Genf",
            "Lesen Sie auch: Was wird aus dem Vertrag?",
            "**Lesen Sie auch:** [Was wird aus dem Vertrag?](https://example.org)",
            "Read more: Summit ends",
            "→ Read more",
            "Read more Summit ends without result",
        ] {
            assert!(is_related_link(related), "{related}");
        }
        for not in [
            "Mehr zum Themaabend gibt es nicht.",
            "Read more than one paper, she said.",
            "Read more Shakespeare, she said. It helps.",
            "Related-party deals are up",
            "Mehr zum",
            "",
            "—",
        ] {
            assert!(!is_related_link(not), "{not}");
        }
    }
}
