//! Text objects: what a selection can take as a whole.

use super::motion::sentence_starts;
use super::place::{inline_at, settle};
use super::{BlockKind, Document, InlineKind};
use crate::text::{MarkKind, Span, marks};

pub use crate::text::trim;

/// A part of the text around the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Object {
    /// `w`: a word (see [`crate::text::words`]).
    Word,
    /// `s`: a sentence.
    Sentence,
    /// `p`: a paragraph, heading or other block.
    Paragraph,
    /// `q`: the innermost quotation in quotation marks, or the whole of a block quote without any.
    Quotation,
}

/// The `object` at byte `at`, or `None` where there is none (no word under the cursor, no quotation around it).
///
/// Inside (`around` false) leaves out quotation marks, white space, list markers and concealed markup at both ends. `around` takes
/// the quotation marks too, or the white space behind the object (before it, where none is behind).
pub fn find(doc: &Document, at: usize, object: Object, around: bool) -> Option<Span> {
    let at = settle(doc, at);
    let index = doc.block_at(at)?;
    let paragraph = doc.paragraph(index)?;
    match object {
        Object::Word => {
            let word = doc.text().word_at(at)?.intersection(paragraph)?;
            Some(if around { with_blanks(doc, paragraph, word) } else { word })
        }
        Object::Sentence => {
            let sentence = bare(doc, sentence(doc, at, index, paragraph))?;
            Some(if around { with_blanks(doc, paragraph, sentence) } else { sentence })
        }
        Object::Paragraph => {
            let span = bare(doc, paragraph)?;
            Some(if around { with_blanks(doc, Span::new(0, doc.text().len()), span) } else { span })
        }
        Object::Quotation => quotation(doc, at, paragraph, around).or_else(|| {
            bare(doc, paragraph).filter(|_| doc.blocks().get(index).is_some_and(|block| block.kind == BlockKind::Quote))
        }),
    }
}

/// The sentence that covers `at`, or ends before the white space there, with that white space.
fn sentence(doc: &Document, at: usize, index: usize, paragraph: Span) -> Span {
    let start = (0..=index)
        .rev()
        .flat_map(|index| sentence_starts(doc, index).into_iter().rev())
        .take_while(|&start| start >= paragraph.start)
        .find(|&start| start <= at);
    let end = (index..doc.blocks().len())
        .take_while(|&index| doc.blocks().get(index).is_some_and(|block| paragraph.covers(block.span)))
        .flat_map(|index| sentence_starts(doc, index))
        .find(|&start| start > at);
    Span::new(start.unwrap_or(paragraph.start), end.unwrap_or(paragraph.end))
}

/// The innermost pair of quotation marks around `at` in `paragraph`. Its cost grows with the paragraph.
fn quotation(doc: &Document, at: usize, paragraph: Span, around: bool) -> Option<Span> {
    let marks = marks(doc.text().slice(paragraph));
    // Pairs are nested, so the first to close around the cursor is the innermost.
    let (outer, inner) = marks.iter().filter(|mark| mark.kind == MarkKind::Quote).find_map(|close| {
        let open =
            marks.binary_search_by_key(&close.partner?, |mark| mark.span.start).ok().and_then(|i| marks.get(i))?;
        let outer = Span::new(paragraph.start + open.span.start, paragraph.start + close.span.end);
        let inner = Span::new(paragraph.start + open.span.end, paragraph.start + close.span.start);
        (open.span.start < close.span.start && outer.contains(at)).then_some((outer, inner))
    })?;
    if around { Some(outer) } else { bare(doc, inner) }
}

/// `span` without white space, list markers and concealed markup at both ends; `None` if nothing is left.
fn bare(doc: &Document, span: Span) -> Option<Span> {
    let veil = |at: usize| {
        let block = doc.blocks().get(doc.block_at(at)?)?;
        inline_at(block, at)
            .filter(|inline| matches!(inline.kind, InlineKind::Concealed | InlineKind::Marker))
            .map(|inline| inline.span)
    };
    let mut rest = span;
    loop {
        let slice = doc.text().slice(rest);
        rest.start += slice.len() - slice.trim_start().len();
        rest.end = rest.start + slice.trim().len();
        if rest.is_empty() {
            return None;
        }
        if let Some(veil) = veil(rest.start) {
            rest.start = veil.end.min(rest.end);
        } else if let Some(veil) = veil(rest.end - 1) {
            rest.end = veil.start.max(rest.start);
        } else {
            return Some(rest);
        }
    }
}

/// `span` with the white space behind it inside `bounds`, or before it where none is behind.
fn with_blanks(doc: &Document, bounds: Span, span: Span) -> Span {
    let behind = doc.text().slice(Span::new(span.end, bounds.end.max(span.end)));
    let behind = behind.len() - behind.trim_start().len();
    if behind > 0 {
        return Span::new(span.start, span.end + behind);
    }
    let before = doc.text().slice(Span::new(bounds.start.min(span.start), span.start));
    Span::new(span.start - (before.len() - before.trim_end().len()), span.end)
}

#[cfg(test)]
mod tests {
    use super::super::motion::tests::document;
    use super::*;
    use crate::doc::{Block, Inline, Meta};
    use crate::text::Text;
    use proptest::prelude::*;

    /// What the object at `#` covers.
    fn taken(text: &str, object: Object, around: bool) -> Option<String> {
        let at = text.find('#').unwrap();
        let doc = document(&text.replace('#', ""));
        find(&doc, at, object, around).map(|span| doc.text().slice(span).to_string())
    }

    #[test]
    fn objects_are_taken_whole() {
        use Object::{Paragraph, Quotation, Sentence, Word};
        for (text, object, inside, around) in [
            ("der US-D#ollar, so", Word, Some("US-Dollar"), Some(" US-Dollar")),
            ("der D#ollar fiel", Word, Some("Dollar"), Some("Dollar ")),
            ("der D#ollar", Word, Some("Dollar"), Some(" Dollar")),
            ("der Dollar#, so", Word, None, None),
            ("Er kam. Sie g#ing. Ende.", Sentence, Some("Sie ging."), Some("Sie ging. ")),
            ("Er kam.# Sie ging.", Sentence, Some("Er kam."), Some("Er kam. ")),
            ("*Er* ka#m.*\n\nSie ging.", Sentence, Some("Er* kam."), Some("Er* kam.")),
            ("Eins. Zw#ei.\n\nDrei.", Paragraph, Some("Eins. Zwei."), Some("Eins. Zwei.\n\n")),
            ("Er: „Das ‚gu#te‘ Ende“, so", Quotation, Some("gute"), Some("‚gute‘")),
            ("Er: „Das ‚gute‘ E#nde“, so", Quotation, Some("Das ‚gute‘ Ende"), Some("„Das ‚gute‘ Ende“")),
            ("Er: „Das#“, so", Quotation, Some("Das"), Some("„Das“")),
            ("\"a\" und# \"b\"", Quotation, None, None),
            ("\"a\" und \"#b\"", Quotation, Some("b"), Some("\"b\"")),
            ("« o#ui » non", Quotation, Some("oui"), Some("« oui »")),
            ("Putin’s Ha#ns’ 'x'", Quotation, None, None),
            ("", Paragraph, None, None),
        ] {
            let text = if text.is_empty() { "#" } else { text };
            assert_eq!(taken(text, object, false).as_deref(), inside, "inside {text:?}");
            assert_eq!(taken(text, object, true).as_deref(), around, "around {text:?}");
        }
    }

    #[test]
    fn a_block_quote_without_marks_is_a_quotation() {
        let text = Text::new("> Das ist gut.\n\n- Punkt eins");
        let conceal = Inline { span: Span::new(0, 2), kind: InlineKind::Concealed };
        let marker = Inline { span: Span::new(16, 18), kind: InlineKind::Marker };
        let blocks = vec![
            Block::new(BlockKind::Quote, Span::new(0, 14)).with_inlines(vec![conceal]),
            Block::new(BlockKind::ListItem(0), Span::new(16, 28)).with_inlines(vec![marker]),
        ];
        let doc = Document::new("test", text, Meta::default(), blocks);
        assert_eq!(find(&doc, 5, Object::Quotation, true), Some(Span::new(2, 14)));
        assert_eq!(find(&doc, 20, Object::Quotation, true), None);
        assert_eq!(find(&doc, 16, Object::Paragraph, false), Some(Span::new(18, 28)));
    }

    proptest! {
        /// Objects lie inside the text, are not empty, and around covers inside.
        #[test]
        fn around_covers_inside(content in "([a-zA-Z]{1,3}|[ .!*„“\"‚‘()ä漢\n]|\n\n|\\. [A-Z]){0,40}", at in 0usize..120) {
            let doc = document(&content);
            for object in [Object::Word, Object::Sentence, Object::Paragraph, Object::Quotation] {
                let Some(inside) = find(&doc, at, object, false) else { continue };
                let around = find(&doc, at, object, true);
                prop_assert!(doc.text().holds(inside) && !inside.is_empty());
                prop_assert!(around.is_some_and(|around| around.covers(inside) && doc.text().holds(around)));
                prop_assert!(inside.covers(trim(doc.text(), inside)));
            }
        }
    }
}
