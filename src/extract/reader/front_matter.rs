//! YAML front matter: simple `key: value` fields between two lines of dashes. Its bytes stay in the text.

use super::field::{self, Role};
use super::lines::{Line, is_blank, lines, slice, trim};
use crate::doc::{Block, BlockKind, Inline, InlineKind, Meta};
use crate::text::Span;

/// Longest front matter in lines; beyond it, two rulers are just rulers.
const LONGEST: usize = 500;

/// One field with everything that belongs to it.
struct Field<'a> {
    key: &'a str,
    /// Behind the colon, on the same line, without blanks around it.
    inline: Span,
    /// From the key to the end of the last line that belongs to it.
    whole: Span,
}

/// Reads front matter at the start of `text` into `meta` and `blocks`, and says where the article starts behind it.
/// `None`, with nothing changed, where there is none.
pub(super) fn read(text: &str, meta: &mut Meta, blocks: &mut Vec<Block>) -> Option<usize> {
    let mut rest = lines(text, 0);
    let opening = rest.next().filter(|line| slice(text, line.span).trim_end() == "---")?;
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut remarks: Vec<Span> = Vec::new();
    for line in rest.take(LONGEST) {
        let content = slice(text, line.span);
        if matches!(content.trim_end(), "---" | "...") {
            blocks.push(concealed(text, opening.span));
            blocks.push(concealed(text, line.span));
            blocks.extend(remarks.into_iter().map(|span| concealed(text, span)));
            for field in fields {
                take_field(text, &field, meta, blocks);
            }
            return Some(line.next);
        }
        match content.chars().next() {
            Some('#') => remarks.push(line.span),
            Some(first) if first.is_alphabetic() || first == '_' || first == '"' => fields.push(parse_key(text, line)?),
            _ if is_blank(text, line.span) => {}
            // Indented lines and list items belong to the field above.
            Some(' ' | '\t' | '-') => fields.last_mut()?.whole.end = line.span.end,
            _ => return None,
        }
    }
    None
}

fn parse_key(text: &str, line: Line) -> Option<Field<'_>> {
    let content = slice(text, line.span);
    let (key, value) = content.split_once(':')?;
    (value.is_empty() || value.starts_with([' ', '\t'])).then_some(())?;
    let inline = trim(text, Span::new(line.span.start + key.len() + 1, line.span.end));
    Some(Field { key: key.trim_matches(['"', '\'', ' ']), inline, whole: trim(text, line.span) })
}

fn take_field(text: &str, field: &Field<'_>, meta: &mut Meta, blocks: &mut Vec<Block>) {
    let value = value(text, field);
    let role = Role::of(field.key, &value);
    let repeated = role == Role::Title && meta.title.is_some();
    field::fill(meta, role, field.key, &value);
    let kind = match role {
        Role::Title if !repeated && !value.is_empty() => BlockKind::Title,
        Role::Date | Role::Author => BlockKind::Dateline,
        _ => BlockKind::Matter,
    };
    let whole = trim(text, field.whole);
    let shown = shown_value(text, field, whole);
    blocks.push(match kind {
        BlockKind::Matter => Block::new(kind, whole),
        _ => Block::new(kind, whole).with_inlines(around(whole, shown)),
    });
}

/// The part of a title, date or byline field that is drawn: its value without quotation marks.
fn shown_value(text: &str, field: &Field<'_>, whole: Span) -> Span {
    let inline = slice(text, field.inline);
    let multiline = whole.end > field.inline.end;
    match inline.chars().next() {
        Some(quote @ ('"' | '\'')) if !multiline && inline.len() >= 2 && inline.ends_with(quote) => {
            Span::new(field.inline.start + 1, field.inline.end - 1)
        }
        Some('|' | '>') | None if multiline => trim(text, Span::new(field.inline.end, whole.end)),
        _ => Span::new(field.inline.start, whole.end),
    }
}

/// What a field says, in one line: scalars without quotation marks, lists joined by commas, folded lines joined.
fn value(text: &str, field: &Field<'_>) -> String {
    let inline = slice(text, field.inline);
    let below = slice(text, Span::new(field.inline.end, field.whole.end.max(field.inline.end)));
    if let Some(list) = inline.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        return list.split(',').map(|item| unquoted(item.trim())).collect::<Vec<_>>().join(", ");
    }
    let below = || below.lines().map(str::trim).filter(|line| !line.is_empty());
    if inline.is_empty() && below().all(|line| line.starts_with('-')) {
        return below().map(|item| unquoted(item.trim_start_matches('-').trim())).collect::<Vec<_>>().join(", ");
    }
    let first = Some(inline).filter(|first| !first.starts_with(['|', '>']) && !first.is_empty());
    unquoted(&first.into_iter().chain(below()).collect::<Vec<_>>().join(" "))
}

/// A scalar without its quotation marks and escapes.
fn unquoted(scalar: &str) -> String {
    let inside = |quote: char| scalar.strip_prefix(quote).and_then(|scalar| scalar.strip_suffix(quote));
    match (inside('"'), inside('\'')) {
        (Some(double), _) => double.replace("\\\"", "\"").replace("\\\\", "\\"),
        (_, Some(single)) => single.replace("''", "'"),
        _ => scalar.to_owned(),
    }
}

/// A line of markup that is not drawn.
fn concealed(text: &str, line: Span) -> Block {
    let span = trim(text, line);
    let inlines = vec![Inline { span, kind: InlineKind::Concealed }];
    Block::new(BlockKind::Matter, span).with_inlines(inlines)
}

/// Conceals all of `whole` but `shown`.
fn around(whole: Span, shown: Span) -> Vec<Inline> {
    [Span::new(whole.start, shown.start), Span::new(shown.end, whole.end)]
        .into_iter()
        .filter(|span| !span.is_empty())
        .map(|span| Inline { span, kind: InlineKind::Concealed })
        .collect()
}
