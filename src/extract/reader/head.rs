//! The head of a plain article: head line, first-line title, datelines and bylines.

use super::lines::{Line, is_blank, lines, slice, trim};
use super::{date, front_matter, related};
use crate::doc::{Block, BlockKind, Inline, InlineKind, Meta};
use crate::text::Span;

/// Longest first line that is taken for a title, in code points.
const LONGEST_TITLE: usize = 160;
/// Longest title in a head line, in bytes; what is longer is text.
const LONGEST_HEAD_TITLE: usize = 600;
/// Longest line that is taken for a dateline, in bytes.
const LONGEST_DATELINE: usize = 160;
/// Most datelines at the head of an article.
const MOST_DATELINES: usize = 4;

/// Words that open a byline.
const BYLINE: &[&str] =
    &["By", "by", "BY", "Von", "von", "VON", "Par", "Por", "Text:", "Author:", "Autor:", "Autorin:"];
/// Words in small letters that stand in datelines and bylines.
const SMALL_WORDS: &[&str] = &[
    "a.m.",
    "aktualisiert",
    "am",
    "and",
    "at",
    "aus",
    "by",
    "d'",
    "da",
    "de",
    "del",
    "der",
    "di",
    "dpa",
    "du",
    "et",
    "für",
    "for",
    "in",
    "la",
    "le",
    "modified",
    "of",
    "on",
    "p.m.",
    "the",
    "um",
    "und",
    "updated",
    "van",
    "veröffentlicht",
    "vom",
    "von",
    "y",
    "zu",
    "zum",
];

/// Reads front matter or a head line at the start of `text`; says where the article goes on.
pub(super) fn opening(text: &str, meta: &mut Meta, blocks: &mut Vec<Block>) -> usize {
    front_matter::read(text, meta, blocks).or_else(|| head_line(text, meta, blocks)).unwrap_or(0)
}

fn head_line(text: &str, meta: &mut Meta, blocks: &mut Vec<Block>) -> Option<usize> {
    let line = lines(text, 0).find(|line| !is_blank(text, line.span))?;
    let head = date::head_line(slice(text, line.span))?;
    let at = |offset: usize| line.span.start + offset;
    let word = Inline { span: Span::new(at(head.word.start), at(head.word.end)), kind: InlineKind::Concealed };
    let dateline = Span::new(word.span.start, at(head.date.end));
    blocks.push(Block::new(BlockKind::Dateline, dateline).with_inlines(vec![word]));
    set(&mut meta.date, slice(text, Span::new(at(head.date.start), at(head.date.end))));
    let title = trim(text, Span::new(at(head.title), line.span.end));
    if title.is_empty() || title.len() > LONGEST_HEAD_TITLE {
        return Some(at(head.title));
    }
    set(&mut meta.title, slice(text, title));
    blocks.push(Block::new(BlockKind::Title, title));
    Some(line.next)
}

/// Reads a first-line title and datelines from byte `from` on; says where the body starts.
///
/// Where `meta` already has a title, a first line that repeats it is the title, and no other.
pub(super) fn title_and_datelines(text: &str, from: usize, meta: &mut Meta, blocks: &mut Vec<Block>) -> usize {
    let mut titled = blocks.iter().any(|block| block.kind == BlockKind::Title);
    let mut at = from;
    let mut glued = false;
    for _ in 0..=MOST_DATELINES {
        let Some(line) = lines(text, at).find(|line| !is_blank(text, line.span)) else { break };
        let span = trim(text, line.span);
        let content = slice(text, span);
        let after = lines(text, line.next).next();
        let closed = after.is_none_or(|after| is_blank(text, after.span));
        let under = after.and_then(|after| Dateline::of(slice(text, trim(text, after.span)), true));
        glued &= line.span.start == at;
        if !titled && is_title(content, meta.title.as_deref()) && (closed || under.is_some()) && !ends(text, line) {
            titled = true;
            glued = true;
            set(&mut meta.title, content);
            blocks.push(Block::new(BlockKind::Title, span));
        } else if let Some(dateline) = Dateline::of(content, titled).filter(|_| closed || glued || under.is_some()) {
            dateline.date.into_iter().for_each(|date| set(&mut meta.date, date));
            dateline.author.into_iter().for_each(|author| set(&mut meta.author, author));
            blocks.push(Block::new(BlockKind::Dateline, span));
        } else {
            break;
        }
        at = line.next;
    }
    at
}

/// Whether `paragraph`, behind a title, is a dateline; what it says goes into `meta`.
pub(super) fn take_dateline(paragraph: &str, meta: &mut Meta) -> bool {
    let Some(dateline) = Dateline::of(paragraph, true) else { return false };
    dateline.date.into_iter().for_each(|date| set(&mut meta.date, date));
    dateline.author.into_iter().for_each(|author| set(&mut meta.author, author));
    true
}

fn set(place: &mut Option<String>, value: &str) {
    place.get_or_insert_with(|| value.to_owned());
}

/// Whether nothing but white space follows `line`.
fn ends(text: &str, line: Line) -> bool {
    is_blank(text, Span::new(line.next, text.len()))
}

/// Short, without a full stop, and not something else.
fn is_title(line: &str, known: Option<&str>) -> bool {
    if let Some(known) = known {
        return line == known.trim();
    }
    let unquoted = line.trim_end_matches(['"', '“', '”', '»', '«', '’', '\'', ')', ']']);
    line.chars().nth(LONGEST_TITLE).is_none()
        && line.chars().any(char::is_alphanumeric)
        && !unquoted.ends_with(['.', '…', ':', ';', ',', '。'])
        && !line.starts_with(['>', '-', '*', '•', '#'])
        && Dateline::of(line, false).is_none()
        && !related::is_related_link(line)
}

/// What a dateline or byline says.
#[derive(Debug, PartialEq, Eq)]
struct Dateline<'a> {
    date: Option<&'a str>,
    author: Option<&'a str>,
}

impl<'a> Dateline<'a> {
    /// Takes a dateline apart: names, places, agencies and a date, but no sentence. Without a date it is one only
    /// where `titled` says that it stands under a title and a word such as "By" opens it.
    fn of(line: &'a str, titled: bool) -> Option<Dateline<'a>> {
        if line.len() > LONGEST_DATELINE || line.contains('\n') {
            return None;
        }
        let date = date::find(line);
        let named = BYLINE.iter().find_map(|word| line.strip_prefix(word)?.strip_prefix(char::is_whitespace));
        if date.is_none() && (named.is_none() || !titled) {
            return None;
        }
        let (before, behind) = match &date {
            Some(date) => (line.get(..date.start)?, line.get(date.end..)?),
            None => (line, ""),
        };
        let before = before.strip_suffix(char::is_whitespace).unwrap_or(before);
        let names = named.map_or(before, |_| before.split_once(char::is_whitespace).map_or("", |(_, names)| names));
        let words = || names.split_whitespace().chain(behind.split_whitespace());
        let sentence = line.ends_with(['.', '!', '?', ':']) && !line.ends_with("a.m.") && !line.ends_with("p.m.");
        if sentence || words().count() > 12 || !words().all(is_dateline_word) {
            return None;
        }
        let author = named.map(|named| {
            let end = named.find([',', '|', '·', '•', '(', '/', '–', '—', ';']).unwrap_or(named.len());
            let start = line.len() - named.len();
            let end = date.as_ref().map_or(end, |date| end.min(date.start.saturating_sub(start)));
            named.get(..end).unwrap_or(named).trim()
        });
        let date = date.and_then(|date| line.get(date));
        Some(Dateline { date, author: author.filter(|author| !author.is_empty()) })
    }
}

/// Capitalised words, numbers, punctuation, and the few small words of names and times.
fn is_dateline_word(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let small = |word: &str| SMALL_WORDS.contains(&word.trim_end_matches([',', ':', ';']));
    bare.chars().next().is_none_or(|first| !first.is_lowercase()) || small(word) || small(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_say_date_and_author() {
        for (line, date, author) in [
            ("By Jane Doe, 4 May 2023", Some("4 May 2023"), Some("Jane Doe")),
            (
                "Von Anna von der Au und Max Muster | 5. Mai 2023, 12:00 Uhr",
                Some("5. Mai 2023"),
                Some("Anna von der Au und Max Muster"),
            ),
            ("By Jane Doe in Geneva", None, Some("Jane Doe in Geneva")),
            ("GENEVA, 4 May 2023 —", Some("4 May 2023"), None),
            ("Berlin (dpa), 05.05.2023", Some("05.05.2023"), None),
            ("Published on May 4, 2023 at 10:30 a.m.", Some("May 4, 2023"), None),
        ] {
            assert_eq!(Dateline::of(line, true), Some(Dateline { date, author }), "{line}");
        }
        for none in [
            "Der Vertrag vom 5. Mai 2023 gilt nicht mehr",
            "Election results of 5 May 2023 annulled",
            "By next week everything is different",
            "GENEVA, 4 May 2023 — The talks ended on Thursday without a result.",
            "Ende Mai",
        ] {
            assert_eq!(Dateline::of(none, true), None, "{none}");
        }
    }
}
