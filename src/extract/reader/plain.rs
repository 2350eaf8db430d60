//! Plain text: paragraphs between blank lines, and what they are.

use super::lines::{Line, is_blank, lines, slice, trim};
use super::{head, quotation, related};
use crate::doc::{Block, BlockKind, Inline, InlineKind, Meta};
use crate::text::Span;

/// Reads a plain article.
///
/// What `meta` already says, from the fields of a record, stays; the article completes it.
pub(super) fn read(text: &str, meta: &mut Meta) -> Vec<Block> {
    let mut blocks = Vec::new();
    let at = head::opening(text, meta, &mut blocks);
    let at = head::title_and_datelines(text, at, meta, &mut blocks);
    body(text, at, &mut blocks);
    blocks
}

/// Reads everything behind the head.
fn body(text: &str, from: usize, blocks: &mut Vec<Block>) {
    let mut paragraph: Vec<Line> = Vec::new();
    for line in lines(text, from) {
        if !is_blank(text, line.span) {
            paragraph.push(line);
        } else if !paragraph.is_empty() {
            read_paragraph(text, &paragraph, blocks);
            paragraph.clear();
        }
    }
    read_paragraph(text, &paragraph, blocks);
}

/// Takes the lines between two blank lines apart: quoted lines, lists, and prose between them.
fn read_paragraph(text: &str, paragraph: &[Line], blocks: &mut Vec<Block>) {
    let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) else { return };
    let whole = trim(text, first.span.hull(last.span));
    if related::is_related_link(slice(text, whole)) {
        blocks.push(Block::new(BlockKind::RelatedLink, whole));
        return;
    }
    let mut rest = paragraph;
    let mut prose: Option<Span> = None;
    while let Some((line, behind)) = rest.split_first() {
        let quoted = rest.iter().take_while(|line| quote_mark(slice(text, line.span)).is_some()).count();
        let taken = if quoted > 0 { quoted } else { list_length(text, rest) };
        if taken == 0 {
            prose = Some(prose.map_or(line.span, |prose| prose.hull(line.span)));
            rest = behind;
            continue;
        }
        push_prose(text, prose.take(), blocks);
        let (run, behind) = rest.split_at(taken.min(rest.len()));
        if quoted > 0 {
            push_quoted(text, run, blocks);
        } else {
            push_list(text, run, blocks);
        }
        rest = behind;
    }
    push_prose(text, prose, blocks);
}

fn push_prose(text: &str, prose: Option<Span>, blocks: &mut Vec<Block>) {
    let Some(span) = prose.map(|prose| trim(text, prose)) else { return };
    let quotation = quotation::is_one_quotation(slice(text, span));
    blocks.push(Block::new(if quotation { BlockKind::Quote } else { BlockKind::Paragraph }, span));
}

/// The bytes of the `> ` marks that open `line`, leading blanks included; `None` where there are none.
fn quote_mark(line: &str) -> Option<usize> {
    let mut length = line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut rest = line.get(length..)?.strip_prefix('>')?;
    rest.starts_with([' ', '\t', '>']).then_some(()).or_else(|| rest.is_empty().then_some(()))?;
    loop {
        length += 1;
        if let Some(behind) = rest.strip_prefix(' ') {
            (rest, length) = (behind, length + 1);
        }
        match rest.strip_prefix('>') {
            Some(behind) => rest = behind,
            None => return Some(length),
        }
    }
}

fn push_quoted(text: &str, run: &[Line], blocks: &mut Vec<Block>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let span = trim(text, first.span.hull(last.span));
    let mark = |line: &Line| {
        let end = line.span.start + quote_mark(slice(text, line.span))?;
        Span::new(line.span.start, end).intersection(span)
    };
    let inlines = run.iter().filter_map(mark).map(|span| Inline { span, kind: InlineKind::Concealed }).collect();
    blocks.push(Block::new(BlockKind::Quote, span).with_inlines(inlines));
}

/// The bullet or number that opens a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marker {
    /// Blanks before it, a tab as four.
    indent: usize,
    /// Its bytes in the line.
    start: usize,
    end: usize,
    /// Which number it is, for numbers.
    number: Option<u32>,
}

fn marker(line: &str) -> Option<Marker> {
    let rest = line.trim_start_matches([' ', '\t']);
    let start = line.len() - rest.len();
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits).and_then(|digits| digits.parse().ok());
    let length = match (rest.chars().next()?, number) {
        (bullet @ ('-' | '*' | '•' | '‣' | '◦'), _) => bullet.len_utf8(),
        (_, Some(_)) if rest.get(digits..)?.starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    let behind = rest.get(length..)?;
    let indent = line.bytes().take(start).map(|byte| if byte == b'\t' { 4 } else { 1 }).sum();
    let opens = behind.starts_with([' ', '\t']) && !behind.trim_start().is_empty();
    opens.then_some(Marker { indent, start, end: start + length, number })
}

/// How many of the first lines are a list of two items or more. Numbers must count on: "5. Mai" opens no list.
fn list_length(text: &str, rest: &[Line]) -> usize {
    let Some(first) = rest.first().and_then(|line| marker(slice(text, line.span))) else { return 0 };
    let (mut items, mut length, mut number) = (1, 1, first.number);
    for line in rest.iter().skip(1) {
        let content = slice(text, line.span);
        match marker(content) {
            Some(found) if found.number.is_none() => items += 1,
            Some(found) if number.is_none_or(|number| found.number == Some(number + 1)) || found.number == Some(1) => {
                (items, number) = (items + 1, found.number);
            }
            // An item goes on in lines that are indented.
            None if content.starts_with([' ', '\t']) => {}
            _ => break,
        }
        length += 1;
    }
    if items >= 2 { length } else { 0 }
}

fn push_list(text: &str, run: &[Line], blocks: &mut Vec<Block>) {
    let margin = run.first().and_then(|line| marker(slice(text, line.span))).map_or(0, |marker| marker.indent);
    let mut item: Option<(Marker, Line, Span)> = None;
    let mut push = |item: Option<(Marker, Line, Span)>| {
        let Some((marker, line, span)) = item else { return };
        let depth = u8::try_from(marker.indent.saturating_sub(margin).min(12) / 2).unwrap_or(0);
        let mark = Span::new(line.span.start + marker.start, line.span.start + marker.end);
        let inlines = vec![Inline { span: mark, kind: InlineKind::Marker }];
        blocks.push(Block::new(BlockKind::ListItem(depth), trim(text, span)).with_inlines(inlines));
    };
    for line in run {
        match (marker(slice(text, line.span)), &mut item) {
            (Some(marker), _) => push(item.replace((marker, *line, line.span))),
            (None, Some((_, _, span))) => span.end = line.span.end,
            (None, None) => {}
        }
    }
    push(item);
}
