//! Keeps hostile pages cheap to parse.
//!
//! Parsing follows the HTML standard, whose algorithms look through all open elements, all unclosed formatting and
//! all attributes of a tag again and again. A page made for it would take hours. So what no honest page has is
//! taken out first: elements nested beyond a depth (browsers have such a limit too), formatting that is never
//! closed, and the attributes of endless tags.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Deepest nesting of elements that is kept.
const DEEPEST: usize = 256;
/// Most formatting elements that may be open at once.
const MOST_FORMATTING: usize = 8;
/// Longest tag in bytes whose attributes are kept.
const LONGEST_TAG: usize = 4096;

/// Elements that never have an end, or that the start of another ends.
const UNNESTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "optgroup", "option",
    "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Elements that the parser opens again in the next block when they were not closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements without elements inside.
const RAW: &[&str] = &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// The page without what would make it dear to parse; most pages are left as they are.
pub(super) fn tame(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut tamed = String::new();
    let mut copied = 0;
    let mut open: Vec<&str> = Vec::new();
    let mut formatting = 0usize;
    let mut at = 0;
    while let Some(tag) = next_tag(html, &mut at) {
        let known = tag.name.len() <= 16;
        let name = tag.name;
        let is = |names: &[&str]| known && names.iter().any(|other| other.eq_ignore_ascii_case(name));
        let mut replacement = None;
        if tag.ends {
            if let Some(index) = open.iter().rposition(|other| other.eq_ignore_ascii_case(name)) {
                let unnested = open.split_off(index);
                let closed =
                    unnested.iter().filter(|name| FORMATTING.iter().any(|f| f.eq_ignore_ascii_case(name))).count();
                formatting = formatting.saturating_sub(closed);
            }
        } else if is(RAW) && !open.iter().any(|other| is_foreign(other)) {
            let rest = html.get(at..).unwrap_or_default();
            at += end_of_raw(rest, name).unwrap_or(rest.len());
        } else if !is(UNNESTED) {
            let formats = is(FORMATTING);
            if open.len() >= DEEPEST || (formats && formatting >= MOST_FORMATTING) {
                replacement = Some(String::new());
            } else {
                formatting += usize::from(formats);
                open.push(name);
            }
        }
        if replacement.is_none() && tag.end - tag.start > LONGEST_TAG {
            let short: String = name.chars().take(64).collect();
            replacement = Some(format!("<{}{short}>", if tag.ends { "/" } else { "" }));
        }
        if let Some(replacement) = replacement {
            tamed.push_str(html.get(copied..tag.start).unwrap_or_default());
            tamed.push_str(&replacement);
            copied = tag.end;
        }
    }
    if copied == 0 && tamed.is_empty() {
        return Cow::Borrowed(html);
    }
    tamed.push_str(html.get(copied..bytes.len()).unwrap_or_default());
    Cow::Owned(tamed)
}

/// Pictures and formulas, in which no element is raw.
fn is_foreign(name: &str) -> bool {
    name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
}

struct Tag<'a> {
    name: &'a str,
    ends: bool,
    start: usize,
    /// Behind the `>`.
    end: usize,
}

/// The next tag from byte `at` on, which is moved behind it.
fn next_tag<'a>(html: &'a str, at: &mut usize) -> Option<Tag<'a>> {
    let bytes = html.as_bytes();
    loop {
        let start = *at + memchr(b'<', bytes.get(*at..)?)?;
        let rest = bytes.get(start + 1..)?;
        if rest.starts_with(b"!--") {
            *at = end_of_comment(bytes, start + 2);
            continue;
        }
        let ends = rest.first() == Some(&b'/');
        let name_start = start + 1 + usize::from(ends);
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            *at = start + 1;
            continue;
        }
        let stops = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let tail = bytes.get(name_start..)?;
        let name_end = name_start + tail.iter().position(stops).unwrap_or(tail.len());
        let end = end_of_tag(bytes, name_end);
        *at = end;
        return Some(Tag { name: html.get(name_start..name_end)?, ends, start, end });
    }
}

/// Behind the end of a comment whose opening dashes stand at `from`; those may already be part of its end.
fn end_of_comment(bytes: &[u8], from: usize) -> usize {
    let ends = |at: &usize| bytes.get(*at + 2..).is_some_and(|rest| rest.starts_with(b">") || rest.starts_with(b"!>"));
    let body = bytes.get(from..).unwrap_or_default();
    let dashes = body.windows(2).enumerate().filter(|(_, pair)| pair == b"--").map(|(i, _)| from + i);
    dashes.into_iter().find(ends).map_or(bytes.len(), |at| at + 3)
}

/// Where in a tag a byte stands (HTML standard, "tokenization").
#[derive(Clone, Copy)]
enum Place {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Behind the `>` that ends a tag; one inside a quoted attribute value does not.
fn end_of_tag(bytes: &[u8], from: usize) -> usize {
    let mut place = Place::BeforeName;
    for (i, &byte) in bytes.iter().enumerate().skip(from) {
        let blank = byte.is_ascii_whitespace();
        place = match place {
            Place::Quoted(quote) if byte == quote => Place::BeforeName,
            Place::Quoted(_) => place,
            _ if byte == b'>' => return i + 1,
            Place::BeforeName | Place::Name | Place::AfterName if byte == b'/' => Place::BeforeName,
            Place::Name if blank => Place::AfterName,
            Place::Name | Place::AfterName if byte == b'=' => Place::BeforeValue,
            Place::BeforeName | Place::AfterName | Place::BeforeValue if blank => place,
            Place::BeforeValue if matches!(byte, b'"' | b'\'') => Place::Quoted(byte),
            Place::Value if blank => Place::BeforeName,
            Place::BeforeValue | Place::Value => Place::Value,
            Place::BeforeName | Place::Name | Place::AfterName => Place::Name,
        };
    }
    bytes.len()
}

/// Where the end tag of a raw element starts in `rest`.
fn end_of_raw(rest: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memmem::find(rest.as_bytes().get(from..)?, b"</")?;
        let found = rest.get(at + 2..).and_then(|rest| rest.get(..name.len()));
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_pages_are_left_alone() {
        let page =
            "<!-- <div> --><p>a<p>b<b>c</b> 1 < 2 <a title=\"x>y\" href=z>d</a><script>'<div>'</script>".repeat(600);
        assert!(matches!(tame(&page), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_pages_are_cut_down() {
        assert_eq!(tame(&"<div>".repeat(100_000)).len(), DEEPEST * 5);
        assert!(tame(&(0..10_000).map(|i| format!("<p><b id={i}>")).collect::<String>()).matches("<b").count() <= 8);
        assert_eq!(tame(&format!("<p {}>x", "a ".repeat(9000))), "<p>x");
        for opening in ["<!-->", "<!--->", "<!-- --!>", "<a ==\">", "<a =\">", "<SVG><style>", "<a b=c\">"] {
            let page = format!("{opening}{}</style>\" -->", "<div>".repeat(1000));
            assert!(tame(&page).matches("<div>").count() <= DEEPEST, "{opening}");
        }
    }
}
