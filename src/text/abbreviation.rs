//! What may stand before a full stop that ends no sentence.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::word::is_dotted;

/// The phrases this module knows, without their last full stops. Built once.
#[derive(Default)]
struct Phrases {
    /// Every part of every abbreviation that is longer than one letter, as written and with a capital.
    abbreviations: HashSet<String>,
    months: HashSet<String>,
    introducers: HashSet<&'static str>,
    starters: HashSet<&'static str>,
}

/// `assets/phrases/abbreviations.toml`.
#[derive(Default, Deserialize)]
struct Asset {
    de: Vec<String>,
    en: Vec<String>,
    de_months: Vec<String>,
}

/// The words after which a German ordinal may stand.
const INTRODUCERS: &str = "\
    der die das dem den des am im zum zur vom beim ins und oder sowie ein eine einen einem einer eines kein keine \
    keinen mein meine meinem meinen sein seine seinem seinen seiner seines ihr ihre ihrem ihren ihrer ihres unser \
    unsere unserem unseren diese diesem diesen dieser dieses jede jedem jeden jeder jedes";

/// The words that mostly start a sentence when they have a capital.
const STARTERS: &str = "\
    Der Die Das Dem Den Des Ein Eine Einen Einem Einer Er Sie Es Wir Ihr Ich Man Dies Diese Dieser Dieses Diesem \
    Diesen Jede Jeder Jedes Alle Viele Einige Manche Mehr Auch Aber Und Oder Doch Denn Sondern Wenn Weil Während \
    Nach Nachdem Bevor Vor Bei Beim Im In Am An Auf Aus Für Gegen Mit Ohne Um Von Vom Zu Zum Zur Seit Bis Durch Über \
    Unter Zwischen Trotz Wegen So Als Wie Was Wer Wo Warum Dann Da Dabei Dadurch Dafür Dagegen Daher Damit Danach \
    Daran Darauf Darum Davon Dazu Deshalb Dennoch Jedoch Hier Heute Gestern Jetzt Nun Nur Noch Schon Sein Seine \
    Seinen Ihre Ihren Unser Unsere Mein Meine Kein Keine Nicht Nichts Zudem Außerdem Allerdings Laut Erst Zunächst \
    The A I He She It They We You This That These Those There Their His Her Its Our My But And Or If When While \
    After Before On At For From With By As Since Although However Meanwhile Moreover Yet Then Now Here What Why How \
    Where";

fn phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let asset: Asset = toml::from_str(include_str!("../../assets/phrases/abbreviations.toml")).unwrap_or_default();
        let mut phrases = Phrases {
            introducers: INTRODUCERS.split_whitespace().collect(),
            starters: STARTERS.split_whitespace().collect(),
            ..Phrases::default()
        };
        for abbreviation in asset.de.iter().chain(&asset.en) {
            for part in abbreviation.split_whitespace().filter_map(|part| part.strip_suffix('.')) {
                let part = part.rsplit('-').next().unwrap_or(part);
                if part.chars().nth(1).is_some() {
                    phrases.abbreviations.insert(part.to_string());
                    phrases.abbreviations.insert(recased(part, char::to_uppercase));
                }
            }
        }
        phrases.months = asset.de_months.iter().map(|month| month.trim_end_matches('.').to_string()).collect();
        phrases
    })
}

/// Whether `token`, without its full stop, is an abbreviation: one of the list (also with a capital at the start
/// of a sentence) or single letters with dots between ("U.S", "z.B").
pub fn is_abbreviation(token: &str) -> bool {
    phrases().abbreviations.contains(token) || is_dotted(token)
}

/// `token` with another case of its first letter.
fn recased<C: Iterator<Item = char>>(token: &str, case: impl Fn(char) -> C) -> String {
    let mut chars = token.chars();
    chars.next().map(|first| case(first).chain(chars).collect()).unwrap_or_default()
}

/// Whether `token` is a title, which always has its name behind it.
pub(super) fn is_title(token: &str) -> bool {
    matches!(
        token,
        "Dr" | "Prof"
            | "Hr"
            | "Hrn"
            | "Fr"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "Gen"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Lt"
            | "Col"
            | "Capt"
            | "Sgt"
            | "Rev"
            | "Nr"
            | "vgl"
            | "Vgl"
    )
}

/// Whether `word` is a German month, without the full stop of its short form.
pub(super) fn is_month(word: &str) -> bool {
    phrases().months.contains(word)
}

/// Whether `token` may be an ordinal when a full stop follows: a number of at most three digits, a day with its
/// month ("24.2"), a Roman number.
pub(super) fn is_ordinal(token: &str) -> bool {
    let digits =
        |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    digits(token, 3)
        || token.split_once('.').is_some_and(|(day, month)| digits(day, 2) && digits(month, 2))
        || (!token.is_empty() && token.bytes().all(|b| b"IVXLCDM".contains(&b)))
}

/// Whether a German ordinal may follow `token`: articles and the like; in dates ("1. 5. 2022") another number
/// with its full stop.
pub(super) fn introduces_ordinal(token: &str, in_date: bool) -> bool {
    if in_date {
        return token.strip_suffix('.').is_some_and(is_ordinal)
            || matches!(token, "am" | "Am" | "vom" | "Vom" | "zum" | "Zum");
    }
    phrases().introducers.contains(recased(token, char::to_lowercase).as_str())
}

/// Whether `word`, capitalised, is one that mostly starts a sentence: articles, pronouns, conjunctions,
/// prepositions and adverbs of German and English, which have no capital elsewhere.
pub(super) fn is_starter(word: &str) -> bool {
    phrases().starters.contains(word)
}

/// The token before a full stop.
pub(super) struct Before<'a> {
    /// The token; empty when it is longer than any that matters.
    pub(super) token: &'a str,
    /// Its first byte.
    pub(super) at: usize,
}

/// Longest token that is looked at, in bytes.
const LONGEST: usize = 32;

/// The token that ends at `end`, back to white space, an opening mark, a hyphen or slash, or `start`.
pub(super) fn token_before(text: &str, start: usize, end: usize) -> Before<'_> {
    let low = text.ceil_char_boundary(end.saturating_sub(LONGEST).max(start));
    let slice = text.get(low..end).unwrap_or_default();
    let is_edge = |c: char| c.is_whitespace() || leads_word(c) || c == '/';
    let token = slice.rsplit(is_edge).next().unwrap_or_default();
    if token.len() == slice.len() && low > start {
        return Before { token: "", at: end };
    }
    Before { token, at: end - token.len() }
}

/// Quotation marks, opening brackets and dashes: what can stand right before a word.
pub(super) fn leads_word(c: char) -> bool {
    "([{\"'„“”‚‘’»«›‹–—-".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrases_are_read() {
        for token in ["Dr", "bzw", "Bzw", "U.S", "Chr", "Ph.D", "Ing"] {
            assert!(is_abbreviation(token), "{token}");
        }
        assert!(!is_abbreviation("Haus") && is_month("Mai") && is_month("Dez") && !is_month("May"));
    }
}
