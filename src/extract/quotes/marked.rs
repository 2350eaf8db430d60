//! What stands in quotation marks: pairs within paragraphs, quotations over several paragraphs, block quotes.

use crate::doc::{BlockKind, Document, InlineKind};
use crate::extract::lexicon::{Class, Lexicon};
use crate::extract::token::{Paragraph, Tokens};
use crate::text::{Mark, MarkKind, Span, marks};

/// A stretch of text in quotation marks, or a block quote without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Marked {
    /// With its marks.
    pub outer: Span,
    /// Without them and the blanks beside them.
    pub inner: Span,
    /// How many others it stands in.
    pub depth: u8,
    /// Whether it is set as a paragraph, or several, of its own.
    pub block: bool,
}

/// Most paragraphs that one quotation runs over; where more are left open, a mark is missing.
const MOST_PARAGRAPHS: usize = 12;

/// Most paragraphs without any mark inside a quotation.
const MOST_UNMARKED: usize = 2;

/// Most others that something may stand in.
const DEEPEST: u8 = 3;

/// Dashes that open what somebody says, in dialogues that are set so.
const SPEECH_DASHES: [char; 3] = ['—', '–', '―'];

/// What stands in quotation marks in `document`, in order, the outer before the inner.
///
/// Marks are paired within each paragraph by [`marks`]. A quotation that is left open goes on in the next paragraph
/// when that one begins with the same mark, or has a closing mark without a partner. Where several paragraphs begin
/// with a dash and have no marks, the dash opens speech, which ends at the next dash or at a verb of saying behind a
/// comma. Linear in the document's length.
pub(in crate::extract) fn find(document: &Document, tokens: &Tokens, lexicon: &Lexicon) -> Vec<Marked> {
    let text = document.text().as_str();
    let mut found = Vec::new();
    let mut dashed = Vec::new();
    let mut carry: Option<Carry> = None;
    for paragraph in tokens.paragraphs().iter().filter(|paragraph| is_prose(paragraph.kind)) {
        let slice = text.get(paragraph.span.range()).unwrap_or_default();
        let mut marks = marks(slice);
        marks.retain(|mark| mark.kind == MarkKind::Quote && !is_concealed(document, paragraph, mark));
        if marks.is_empty() {
            dashed.extend(behind_dash(text, paragraph, lexicon));
        }
        let first = marks.first().copied();
        carry = carry.and_then(|open| match open.goes_on(slice, &marks) {
            Step::Closes(at, mark) => {
                let outer = Span::new(open.outer_start, paragraph.span.start + at + mark);
                let inner = Span::new(open.inner_start, paragraph.span.start + at);
                found.push(Marked { outer, inner, depth: 0, block: open.opens_paragraph });
                None
            }
            Step::GoesOn(unmarked) => Some(Carry { paragraphs: open.paragraphs + 1, unmarked, ..open }),
            Step::Breaks => None,
        });
        let continued = carry.is_some() || found.last().is_some_and(|last| last.outer.contains(paragraph.span.start));
        let skip = if continued { first.map(|mark| mark.span.start).filter(|&at| at == 0) } else { None };
        pairs(text, paragraph, &marks, skip, &mut found);
        if carry.is_none() {
            carry = left_open(paragraph, slice, &marks);
        }
    }
    if dashed.len() > 1 {
        found.append(&mut dashed);
    }
    found.retain(|marked| text.get(marked.inner.range()).is_some_and(|inner| inner.contains(char::is_alphanumeric)));
    found.sort_by_key(|marked| (marked.outer.start, std::cmp::Reverse(marked.outer.end)));
    nest(&mut found);
    found.retain(|marked| marked.depth <= DEEPEST);
    found
}

/// Whether quotations are looked for in parts of this kind.
pub(in crate::extract) fn is_prose(kind: BlockKind) -> bool {
    match kind {
        BlockKind::Title | BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem(_) => {
            true
        }
        BlockKind::Dateline | BlockKind::Matter | BlockKind::Verbatim | BlockKind::RelatedLink => false,
    }
}

fn is_concealed(document: &Document, paragraph: &Paragraph, mark: &Mark) -> bool {
    let at = paragraph.span.start + mark.span.start;
    let block = document.block_at(at).and_then(|index| document.blocks().get(index));
    block.is_some_and(|block| {
        let next = block.inlines.partition_point(|inline| inline.span.end <= at);
        block.inlines.get(next).is_some_and(|inline| inline.kind == InlineKind::Concealed && inline.span.contains(at))
    })
}

/// The pairs of one paragraph, and the paragraph itself where it is a block quote without marks.
fn pairs(text: &str, paragraph: &Paragraph, marks: &[Mark], skip: Option<usize>, found: &mut Vec<Marked>) {
    let base = paragraph.span.start;
    let body = text.get(paragraph.span.range()).unwrap_or_default().trim_end_matches([' ', '.', ',', ';']).len();
    let is_quote = paragraph.kind == BlockKind::Quote;
    let mut covers = skip.is_some();
    for open in marks.iter().filter(|mark| mark.opens && Some(mark.span.start) != skip) {
        let Some(close) = open.partner.and_then(|at| at_mark(marks, at)) else { continue };
        let whole = close.span.end >= body && (is_quote || open.span.start == 0);
        covers |= whole;
        found.push(Marked {
            outer: Span::new(base + open.span.start, base + close.span.end),
            inner: bare(text, Span::new(base + open.span.end, base + close.span.start)),
            depth: 0,
            block: whole,
        });
    }
    let has_long =
        found.iter().rev().take_while(|marked| marked.outer.start >= base).any(|marked| marked.outer.len() * 2 > body);
    if is_quote && !covers && !has_long {
        let span = bare(text, paragraph.span);
        found.push(Marked { outer: span, inner: span, depth: 0, block: true });
    }
}

fn at_mark(marks: &[Mark], at: usize) -> Option<&Mark> {
    marks.binary_search_by_key(&at, |mark| mark.span.start).ok().and_then(|index| marks.get(index))
}

fn bare(text: &str, span: Span) -> Span {
    let slice = text.get(span.range()).unwrap_or_default();
    let start = span.start + (slice.len() - slice.trim_start().len());
    Span::new(start, start + slice.trim().len())
}

/// A quotation that a paragraph left open.
#[derive(Debug, Clone, Copy)]
struct Carry {
    opener: char,
    outer_start: usize,
    inner_start: usize,
    opens_paragraph: bool,
    paragraphs: usize,
    unmarked: usize,
}

/// What a paragraph does to a quotation that is open.
enum Step {
    /// It closes at this byte of the paragraph, by a mark of this length.
    Closes(usize, usize),
    /// It goes on; so many paragraphs in a row had no mark.
    GoesOn(usize),
    /// It was none.
    Breaks,
}

impl Carry {
    fn goes_on(&self, slice: &str, marks: &[Mark]) -> Step {
        let Some(first) = marks.first() else {
            return if self.unmarked < MOST_UNMARKED { Step::GoesOn(self.unmarked + 1) } else { Step::Breaks };
        };
        let char_of = |mark: &Mark| slice.get(mark.span.range()).and_then(|mark| mark.chars().next());
        if self.paragraphs >= MOST_PARAGRAPHS {
            return Step::Breaks;
        }
        if first.span.start == 0 && char_of(first) == Some(self.opener) {
            return match first.partner.and_then(|at| at_mark(marks, at)) {
                Some(close) => Step::Closes(close.span.start, close.span.len()),
                None => Step::GoesOn(0),
            };
        }
        // Inner quotations may stand before the mark that closes.
        let stray = marks.iter().find(|mark| mark.partner.is_none());
        match stray.filter(|mark| !mark.opens && char_of(mark).is_some_and(|c| closes(self.opener, c))) {
            Some(close)
                if !marks.iter().any(|mark| {
                    mark.opens && mark.span.start < close.span.start && char_of(mark) == Some(self.opener)
                }) =>
            {
                Step::Closes(close.span.start, close.span.len())
            }
            _ => Step::Breaks,
        }
    }
}

/// Whether a quotation that `opener` opened may end with `closer`.
fn closes(opener: char, closer: char) -> bool {
    match opener {
        '„' => matches!(closer, '“' | '”' | '"'),
        '“' => matches!(closer, '”' | '“'),
        '”' => closer == '”',
        '»' => matches!(closer, '«' | '»'),
        '«' => closer == '»',
        '「' => closer == '」',
        '『' => closer == '』',
        _ => opener == closer,
    }
}

/// The quotation that `paragraph` leaves open: the first mark without a partner behind its last pair.
fn left_open(paragraph: &Paragraph, slice: &str, marks: &[Mark]) -> Option<Carry> {
    let paired_to = marks.iter().rposition(|mark| mark.partner.is_some()).map_or(0, |index| index + 1);
    // A quotation may hold others: `„A ‚b‘ c` is left open by its first mark.
    let outermost = marks.iter().position(|mark| mark.opens && mark.partner.is_none() && mark.span.start == 0);
    let index = outermost.or_else(|| {
        marks
            .iter()
            .enumerate()
            .skip(paired_to)
            .find(|(_, mark)| mark.opens && mark.partner.is_none())
            .map(|found| found.0)
    })?;
    let mark = marks.get(index)?;
    let opener = slice.get(mark.span.range())?.chars().next()?;
    matches!(opener, '„' | '“' | '”' | '"' | '»' | '«' | '「' | '『').then_some(Carry {
        opener,
        outer_start: paragraph.span.start + mark.span.start,
        inner_start: paragraph.span.start + mark.span.end,
        opens_paragraph: mark.span.start == 0,
        paragraphs: 1,
        unmarked: 0,
    })
}

/// What a paragraph says behind the dash it begins with.
fn behind_dash(text: &str, paragraph: &Paragraph, lexicon: &Lexicon) -> Option<Marked> {
    let slice = text.get(paragraph.span.range())?;
    let speech = slice.strip_prefix(SPEECH_DASHES)?.trim_start();
    speech.starts_with(char::is_uppercase).then_some(())?;
    let start = slice.len() - speech.len();
    let is_cue = |at: usize| {
        let word = speech.get(at + 1..).unwrap_or_default().trim_start();
        let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        lexicon.class(word, false).has(Class::SAY.or(Class::SPLIT))
    };
    let ends = |&(at, c): &(usize, char)| (c == ',' && is_cue(at)) || (at > 0 && SPEECH_DASHES.contains(&c));
    let end = start + speech.char_indices().find(ends).map_or(speech.len(), |(at, _)| at);
    let span = bare(text, Span::new(paragraph.span.start + start, paragraph.span.start + end));
    let outer = Span::new(paragraph.span.start, span.end);
    Some(Marked { outer, inner: span, depth: 0, block: end == slice.len() })
}

/// Counts for each how many of those before hold it.
fn nest(found: &mut [Marked]) {
    let mut ends: Vec<usize> = Vec::new();
    for marked in found {
        while ends.last().is_some_and(|&end| end <= marked.outer.start) {
            ends.pop();
        }
        marked.depth = u8::try_from(ends.len()).unwrap_or(u8::MAX);
        ends.push(marked.outer.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Meta;
    use crate::text::Text;

    /// What stands in marks, deeper ones after a `>`.
    fn listed(text: &str) -> String {
        let document = crate::extract::reader::read(
            "a.txt",
            text.as_bytes().to_vec(),
            crate::extract::reader::ArticleFormat::Plain,
        )
        .unwrap_or_else(|_| Document::new("a", Text::new(text), Meta::default(), Vec::new()));
        let tokens = Tokens::of(&document);
        let list = |marked: &Marked| {
            let depth = ">".repeat(usize::from(marked.depth));
            let block = if marked.block { "#" } else { "" };
            format!("{block}{depth}{}", text[marked.inner.range()].replace("\n\n", "/"))
        };
        find(&document, &tokens, Lexicon::of(Some("de"))).iter().map(list).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn quotations_run_over_paragraphs() {
        for (text, expected) in [
            ("Er sagte: „A a.\n\n„B ‚b‘ b.\n\n„C c“, so er. „D“", "A a./„B ‚b‘ b./„C c | >b | D"),
            ("\"A a.\n\nB b.\n\nC c\", sagte sie. \"D\"", "#A a./B b./C c | D"),
            ("“A a.\n\n“B b,” she said.", "#A a./“B b,"),
            ("Er: »A a.\n\n»B b.«\n\nC »c«.", "A a./»B b. | c"),
            ("Er: „A a.\n\nB b.\n\nC c.\n\nD d.\n\nE“ e", ""),
            ("„A fehlt.\n\nDann „b“ und „c“.", "b | c"),
            ("„Nur dies.“\n\nX nannte es \"z\".", "#Nur dies. | z"),
            (
                "— Wir gehen, sagte er.\n\n— Und wohin?\n\n— Nach Haus — ein Lachen — oder so.",
                "Wir gehen | #Und wohin? | Nach Haus",
            ),
            ("— Wir gehen.\n\nEr ging.", ""),
            ("Ein 27\" Schirm, 5' lang, Hans’ Haus", ""),
        ] {
            assert_eq!(listed(text), expected, "{text}");
        }
    }
}
