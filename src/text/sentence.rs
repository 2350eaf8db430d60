//! Sentences with exact offsets, for German and English news.

use super::Span;
use super::abbreviation::{
    Before, introduces_ordinal, is_abbreviation, is_month, is_ordinal, is_starter, is_title, leads_word, token_before,
};

/// The sentences of `text`, one paragraph, in order and apart from white space without holes: every character that
/// is no white space lies in exactly one sentence. Closing quotation marks and brackets behind a stop belong to its
/// sentence. A blank line ends a sentence too.
///
/// A full stop ends no sentence in abbreviations ("z. B.", "Dr."), initials ("J. K. Rowling"), German ordinals
/// ("der 3. Weltkrieg", "am 5. Mai"), or before a small letter; abbreviations that may also end a sentence
/// ("in the U.S. He said") end it where the next word is one that starts sentences. Ideographic stops (。！？) need
/// no white space behind them. Linear in the length of `text`.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = skip_white(text, 0);
    let mut at = start;
    while let Some(stop) = next_stop(text, at) {
        match judge(text, start, stop) {
            Verdict::Ends(end) => {
                found.push(Span::new(start, end));
                start = skip_white(text, end);
                at = start;
            }
            Verdict::GoesOn(from) => at = from,
        }
    }
    let rest = text.get(start..).unwrap_or_default().trim_end();
    if !rest.is_empty() {
        found.push(Span::new(start, start + rest.len()));
    }
    found
}

/// What a stop does to the sentence it stands in.
enum Verdict {
    /// The sentence ends at this byte.
    Ends(usize),
    /// It goes on; the next stop is to be sought from this byte.
    GoesOn(usize),
}

/// What a stop character is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// `.`
    Full,
    /// `!` and `?` of scripts with blanks, the Devanagari danda.
    Loud,
    /// `…`
    Ellipsis,
    /// `。！？`, which need no blank behind them.
    Wide,
    /// A newline, which ends a sentence where a blank line begins.
    Newline,
}

fn stop(c: char) -> Option<Stop> {
    match c {
        '.' => Some(Stop::Full),
        '!' | '?' | '؟' | '۔' | '।' | '॥' | '‼' | '⁇' | '⁈' | '⁉' => Some(Stop::Loud),
        '…' => Some(Stop::Ellipsis),
        '。' | '！' | '？' | '｡' | '．' => Some(Stop::Wide),
        '\n' => Some(Stop::Newline),
        _ => None,
    }
}

/// Bytes that may begin a stop: the ASCII ones and the first bytes of the others in UTF-8.
const STOP_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = [b'.', b'!', b'?', b'\n', 0xD8, 0xDB, 0xE0, 0xE2, 0xE3, 0xEF];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

fn next_stop(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let bytes = text.as_bytes().get(at..)?;
        at += bytes.iter().position(|&byte| STOP_BYTES.get(usize::from(byte)) == Some(&true))?;
        let c = char_at(text, at)?;
        if stop(c).is_some() {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

fn judge(text: &str, start: usize, at: usize) -> Verdict {
    let run = run_of_stops(text, at);
    if run.kind == Stop::Newline {
        let rest = text.get(run.end..).unwrap_or_default();
        let blank = rest.trim_start_matches([' ', '\t', '\r', '\u{a0}']).starts_with('\n');
        let end = text.get(..at).unwrap_or_default().trim_end().len();
        return if blank && end > start { Verdict::Ends(end) } else { Verdict::GoesOn(run.end) };
    }
    let closers = closers(text, run.end);
    let end = run.end + closers.len();
    if is_bracketed(text, at, closers) {
        return Verdict::GoesOn(end);
    }
    let rest = text.get(end..).unwrap_or_default();
    let Some(first) = rest.chars().next() else { return Verdict::Ends(end) };
    if run.kind == Stop::Wide {
        // 「…。」と言った: the quotation is a part of the sentence that goes on.
        let goes_on = !closers.is_empty() && rest.starts_with(['と', 'っ', '、', '，', ',']);
        return if goes_on { Verdict::GoesOn(end) } else { Verdict::Ends(end) };
    }
    let next = Next::of(rest);
    if !first.is_whitespace() && !lacks_blank(text, at, &next) {
        return Verdict::GoesOn(end);
    }
    let Some(c) = next.first else {
        return if rest.trim().is_empty() { Verdict::Ends(end) } else { Verdict::GoesOn(end) };
    };
    let goes_on = c.is_lowercase()
        || stop(c).is_some()
        || matches!(c, ',' | ';' | ':' | ')' | ']' | '}')
        || match run.kind {
            Stop::Ellipsis => c.is_numeric(),
            Stop::Full => !has_quote(closers) && full_stop_goes_on(text, start, at, &next),
            _ => false,
        };
    if goes_on { Verdict::GoesOn(end) } else { Verdict::Ends(end) }
}

/// Whether the single full stop at `at` belongs to an abbreviation, initial or ordinal inside a sentence.
fn full_stop_goes_on(text: &str, start: usize, at: usize, next: &Next<'_>) -> bool {
    let Before { token, at: token_at } = token_before(text, start, at);
    let starts = is_starter(next.word) && !next.quoted && !next.is_initial;
    let is_letter = token.chars().next().is_some_and(char::is_alphabetic) && token.chars().nth(1).is_none();
    if is_title(token) {
        return true;
    }
    if is_letter || is_abbreviation(token) {
        return !starts || (is_letter && token_at == start);
    }
    if !is_ordinal(token) {
        return false;
    }
    let before = token_before(text, start, text.get(..token_at).unwrap_or_default().trim_end().len());
    let in_date = next.first.is_some_and(char::is_numeric);
    token_at == start || is_month(next.word) || (introduces_ordinal(before.token, in_date) && !starts)
}

/// What stands behind a stop.
struct Next<'a> {
    /// The first character that is neither white space, opening mark nor dash.
    first: Option<char>,
    /// The word that begins with it.
    word: &'a str,
    /// Whether an opening mark or dash stands before it.
    quoted: bool,
    /// Whether that word is a single letter with a full stop.
    is_initial: bool,
}

impl<'a> Next<'a> {
    fn of(rest: &'a str) -> Next<'a> {
        let bare = rest.trim_start();
        let text = bare.trim_start_matches(|c: char| c.is_whitespace() || is_opener(c));
        let end = text.char_indices().take(24).find(|(_, c)| !c.is_alphabetic()).map_or(text.len(), |(at, _)| at);
        // A word longer than that starts no sentence in particular.
        let word = text.get(..end.min(96)).unwrap_or_default();
        Next {
            first: text.chars().next(),
            word,
            quoted: text.len() < bare.len(),
            is_initial: word.chars().count() == 1 && text.get(end..).is_some_and(|rest| rest.starts_with('.')),
        }
    }
}

struct Run {
    kind: Stop,
    end: usize,
}

/// The stops that stand together from `at` on. "?!" is loud, "..." an ellipsis.
fn run_of_stops(text: &str, at: usize) -> Run {
    let mut run = Run { kind: Stop::Newline, end: at };
    for c in text.get(at..).unwrap_or_default().chars() {
        let Some(kind) = stop(c).filter(|&kind| run.end == at || kind != Stop::Newline) else { break };
        run.kind = match (run.end == at, run.kind, kind) {
            (true, ..) => kind,
            (_, Stop::Newline, _) => break,
            (_, Stop::Wide, _) | (_, _, Stop::Wide) => Stop::Wide,
            (_, Stop::Loud, _) | (_, _, Stop::Loud) => Stop::Loud,
            _ => Stop::Ellipsis,
        };
        run.end += c.len_utf8();
    }
    run
}

/// The closing marks, brackets and Markdown emphasis that stand directly at `at`. A mark that closes in one style and opens in
/// another closes here unless a word begins right behind it.
fn closers(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let before_word = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let closes = match c {
            ')' | ']' | '}' | '”' | '’' | '」' | '』' | '）' | '】' | '〉' | '》' => true,
            '"' | '\'' | '“' | '‘' | '»' | '«' | '›' | '‹' | '*' | '_' => !before_word,
            // French sets a blank before its closing mark: « Oui. »
            ' ' | '\u{a0}' | '\u{202f}' => {
                let mut ahead = chars.clone().map(|(_, next)| next);
                matches!(ahead.next(), Some('»' | '›')) && !ahead.next().is_some_and(char::is_alphanumeric)
            }
            _ => false,
        };
        if !closes {
            break;
        }
        end = i + c.len_utf8();
    }
    rest.get(..end).unwrap_or_default()
}

/// Whether the stop at `at` fills a bracket of its own: "(!)", "[…]".
fn is_bracketed(text: &str, at: usize, closers: &str) -> bool {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    matches!((before, closers.chars().next()), (Some('('), Some(')')) | (Some('['), Some(']')))
}

/// Whether a blank was lost behind the stop at `at`: "ging.Das".
fn lacks_blank(text: &str, at: usize, next: &Next<'_>) -> bool {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    before.is_some_and(|c| c.is_lowercase() || is_opener(c)) && is_starter(next.word) && !next.is_initial
}

fn has_quote(closers: &str) -> bool {
    closers.contains(|c: char| !matches!(c, ')' | ']' | '}' | '）' | '】' | '*' | '_'))
}

fn is_opener(c: char) -> bool {
    leads_word(c) || matches!(c, '¿' | '¡')
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn skip_white(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every case is one text; `|` stands where a sentence begins.
    const CASES: &[&str] = &[
        // Abbreviations.
        "Das gilt z. B. für Prof. Dr. Meier, d. h. für alle. |Er kam.",
        "Das gilt z.B. Frauen u. a. in Köln. |Gut.",
        "Rund 3 Mio. Euro bzw. 5 Mrd. Dollar. |Mehr nicht.",
        "Siehe Nr. 5, S. 12 und Art. 5 Abs. 2. |Das ist klar.",
        "Brot, Wein usw. |Der Rest kam später.",
        "Brot usw. kam später.",
        "Mr. Smith met Sen. Warren and Gov. Lee. |They talked.",
        "The U.S. President spoke. |He left.",
        "He lives in the U.S. |He said so.",
        "At 5 p.m. |The vote began.",
        "At 5 p.m. on Friday, Dr. The left.",
        "Sie sprach mit Dr. Die. |Ja.",
        // Initials.
        "J. K. Rowling wrote it. |George W. Bush did not.",
        "A. Der erste Punkt. |Nächster.",
        // Ordinals, dates, numbers.
        "Der 3. Weltkrieg droht. |Am 5. Mai 1945 war Schluss.",
        "Im 20. Jahrhundert, am 24.02.2022. |Danach kam nichts.",
        "Papst Johannes XXIII. |Er starb 1963. |Putin kam später.",
        "Am 1. 5. 2022 war Mai. |Der 1. und 2. Platz.",
        "1. Der Vertrag gilt. |Es war 2014. |Deutschland verlor 3.5 Punkte.",
        "He scored 45. |Putin left. |World War II. |Germany lost.",
        // Quotes and brackets.
        "„Er kommt.“ |Putin sagte: „Nein!“ |„Doch.“",
        "„Was ist das?“, fragte er. |„Nichts!“ sagte sie.",
        "\"Go!\" he said. |\"Why?\" |She left.",
        "He came (at last.) |Then he left [too].",
        "Er kam (!) Und ging (...) Nach Hause [...] Heute.",
        "« Oui. » |Il part. |»Ja.« |»Nein.«",
        "Im Sinne des Art. „Der Weg“ gilt das.",
        "**Fett.** |*Kursiv.* |**Ende** kommt.",
        // Ellipses, dashes, runs.
        "Er kam … und ging ... nicht. |Nun …  |Die Parteien lehnen ab.",
        "Wirklich?! |Ja!!! – sagte er. |– Nein.",
        "Warten . . . bitte . |Danke.",
        "Von example.com und .NET, Version 1.2.3, kam nichts.",
        "Er ging.|Das war „gut“.|Am Ende.de, nicht x.Y oder A.Das.",
        // Other scripts.
        "中国支持。|俄罗斯！|「はい。」と言った。|「はい。」|次。",
        "هل جاء؟ |نعم. |قال د. محمد.",
        // Lines.
        "Ein Satz\nauf zwei Zeilen \n \n|Neuer Absatz",
    ];

    #[test]
    fn sentences_end_where_readers_end_them() {
        let mut wrong = Vec::new();
        for case in CASES {
            let text = case.replace('|', "");
            let found: Vec<&str> = sentences(&text).iter().map(|span| &text[span.range()]).collect();
            let expected: Vec<&str> = case.split('|').map(str::trim).collect();
            if found != expected {
                wrong.push(found.join(" | "));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn pathological_input_takes_linear_steps() {
        for (unit, least, most) in
            [("a. ", 1, 1), ("\"", 1, 1), (".\"", 1, 1), (". \"", 1, 1), ("\n ", 0, 0), ("Ab. ", 250_000, 250_001)]
        {
            let text = unit.repeat(1_000_000 / unit.len());
            let count = sentences(&text).len();
            assert!((least..=most).contains(&count), "{unit:?}: {count}");
        }
    }

    proptest! {
        /// Sentences are in order, trimmed, and leave out nothing but white space.
        #[test]
        fn sentences_tile_the_text(text in "([a-zA-Zä]{1,4}|[.!?…。\"“„»)(\\n 0-9]|\\. |z\\. B\\.|\u{301}){0,60}") {
            let mut at = 0;
            for span in sentences(&text) {
                prop_assert!(text[at..span.start].trim().is_empty());
                let sentence = &text[span.range()];
                prop_assert!(!sentence.is_empty() && sentence.trim() == sentence);
                at = span.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
