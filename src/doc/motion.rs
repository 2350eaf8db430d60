//! Motions: where a cursor goes in a document.

use super::Document;
use super::place::{at_or_after, at_or_before, settle};
use crate::text::{Span, sentences};

/// A way to move through a document. The keys are vim's; motions cross the ends of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// `l`: to the next grapheme cluster.
    NextGrapheme,
    /// `h`: to the grapheme cluster before.
    PrevGrapheme,
    /// `w`: to the start of the next word; punctuation is none (see [`crate::text::words`]).
    NextWord,
    /// `b`: to the start of this word, or of the one before.
    PrevWord,
    /// `e`: to the last cluster of this word, or of the next.
    WordEnd,
    /// `)`: to the start of the next sentence. Every block starts one.
    NextSentence,
    /// `(`: to the start of this sentence, or of the one before.
    PrevSentence,
    /// `}`: to the start of the next paragraph, heading or other block.
    NextParagraph,
    /// `{`: to the start of this paragraph, or of the one before.
    PrevParagraph,
    /// `gg`: to the first place of the document.
    DocumentStart,
    /// `G`: to the last place of the document.
    DocumentEnd,
}

/// Where the cursor stands after `motion`, done `count` times (0 counts as 1) from byte `from`: always a place as
/// [`settle`] gives it. A motion that runs out of places ends on the document's first or last.
pub fn apply(doc: &Document, from: usize, motion: Motion, count: usize) -> usize {
    let from = settle(doc, from);
    let index = doc.block_at(from).unwrap_or(0);
    let text = doc.text();
    match motion {
        Motion::NextGrapheme => {
            forward(doc, from, count, std::iter::successors(Some(from), |at| at_or_after(doc, at + 1)))
        }
        Motion::PrevGrapheme => {
            backward(doc, from, count, std::iter::successors(Some(from), |at| at_or_before(doc, at.checked_sub(1)?)))
        }
        Motion::NextWord => forward(doc, from, count, text.words_from(from).filter_map(|word| first_in(doc, word))),
        Motion::PrevWord => backward(doc, from, count, text.words_before(from).filter_map(|word| first_in(doc, word))),
        Motion::WordEnd => forward(doc, from, count, text.words_from(from).filter_map(|word| last_in(doc, word))),
        Motion::NextSentence => {
            let starts = (index..doc.blocks().len()).flat_map(|index| sentence_starts(doc, index));
            forward(doc, from, count, starts.filter_map(|start| at_or_after(doc, start)))
        }
        Motion::PrevSentence => {
            let starts = (0..=index).rev().flat_map(|index| sentence_starts(doc, index).into_iter().rev());
            backward(doc, from, count, starts.filter_map(|start| at_or_after(doc, start)))
        }
        Motion::NextParagraph => {
            let blocks = doc.blocks().iter().skip(index + 1).filter(|block| !block.continues);
            forward(doc, from, count, blocks.filter_map(|block| at_or_after(doc, block.span.start)))
        }
        Motion::PrevParagraph => {
            let blocks = doc.blocks().iter().take(index + 1).rev().filter(|block| !block.continues);
            backward(doc, from, count, blocks.filter_map(|block| at_or_after(doc, block.span.start)))
        }
        Motion::DocumentStart => first(doc),
        Motion::DocumentEnd => last(doc),
    }
}

/// The starts of the sentences in block `index`. A sentence that began in an earlier block of the same paragraph
/// does not start here. Only the neighbouring blocks are read, so the cost is bounded.
pub(super) fn sentence_starts(doc: &Document, index: usize) -> Vec<usize> {
    let blocks = doc.blocks();
    let Some(block) = blocks.get(index) else { return Vec::new() };
    let before = index.checked_sub(1).and_then(|before| blocks.get(before)).filter(|_| block.continues);
    let after = blocks.get(index + 1).filter(|after| after.continues);
    let mut window = block.span;
    for neighbour in before.into_iter().chain(after) {
        window = window.hull(neighbour.span);
    }
    sentences(doc.text().slice(window))
        .into_iter()
        .map(|sentence| window.start + sentence.start)
        .filter(|&start| block.span.contains(start) && (start > window.start || !block.continues))
        .collect()
}

/// The first place of `doc`.
fn first(doc: &Document) -> usize {
    at_or_after(doc, 0).unwrap_or(0)
}

/// The last place of `doc`.
fn last(doc: &Document) -> usize {
    at_or_before(doc, doc.text().len()).unwrap_or(0)
}

/// The first place inside `span`; none where all of it is concealed.
fn first_in(doc: &Document, span: Span) -> Option<usize> {
    at_or_after(doc, span.start).filter(|&at| at < span.end)
}

/// The last place inside `span`; none where all of it is concealed.
fn last_in(doc: &Document, span: Span) -> Option<usize> {
    at_or_before(doc, span.end.checked_sub(1)?).filter(|&at| at >= span.start)
}

/// The `count`th of `places` behind `from`, each behind the one before.
fn forward(doc: &Document, from: usize, count: usize, places: impl Iterator<Item = usize>) -> usize {
    let mut at = from;
    let ahead = |&place: &usize| {
        let is_ahead = place > at;
        at = at.max(place);
        is_ahead
    };
    places.filter(ahead).nth(count.saturating_sub(1)).unwrap_or_else(|| last(doc))
}

/// The `count`th of `places` before `from`, each before the one before.
fn backward(doc: &Document, from: usize, count: usize, places: impl Iterator<Item = usize>) -> usize {
    let mut at = from;
    let ahead = |&place: &usize| {
        let is_ahead = place < at;
        at = at.min(place);
        is_ahead
    };
    places.filter(ahead).nth(count.saturating_sub(1)).unwrap_or_else(|| first(doc))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::doc::{Block, BlockKind, Inline, InlineKind, Meta};
    use crate::text::Text;
    use proptest::prelude::*;

    /// A document whose blocks stand between blank lines, with `*` concealed.
    pub(in crate::doc) fn document(content: &str) -> Document {
        let mut blocks = Vec::new();
        let mut at = 0;
        for part in content.split("\n\n") {
            let stars = part.match_indices('*').map(|(star, mark)| Inline {
                span: Span::new(at + star, at + star + mark.len()),
                kind: InlineKind::Concealed,
            });
            blocks.push(Block::new(BlockKind::Paragraph, Span::new(at, at + part.len())).with_inlines(stars.collect()));
            at += part.len() + 2;
        }
        Document::new("test", Text::new(content), Meta::default(), blocks)
    }

    /// Moves the cursor `#` through `text` by vim's keys; `2w` is the motion `w` twice, once as a count.
    fn go(text: &str, keys: &str) -> String {
        let mut at = text.find('#').unwrap();
        let text = text.replace('#', "");
        let doc = document(&text);
        let mut count = 0;
        for key in keys.chars() {
            let motion = match key {
                'l' => Motion::NextGrapheme,
                'h' => Motion::PrevGrapheme,
                'w' => Motion::NextWord,
                'b' => Motion::PrevWord,
                'e' => Motion::WordEnd,
                ')' => Motion::NextSentence,
                '(' => Motion::PrevSentence,
                '}' => Motion::NextParagraph,
                '{' => Motion::PrevParagraph,
                'g' => Motion::DocumentStart,
                'G' => Motion::DocumentEnd,
                digit => {
                    count = digit.to_digit(10).unwrap() as usize;
                    continue;
                }
            };
            at = apply(&doc, at, motion, std::mem::take(&mut count));
        }
        format!("{}#{}", &text[..at], &text[at..])
    }

    #[test]
    fn motions_land_where_vim_users_expect() {
        for (before, keys, after) in [
            ("#Der Präsident", "w", "Der #Präsident"),
            ("#Der „US-Dollar“ fiel.", "w", "Der „#US-Dollar“ fiel."),
            ("#Der „US-Dollar“ fiel.", "2w", "Der „US-Dollar“ #fiel."),
            ("#Der „US-Dollar“ fiel.", "9w", "Der „US-Dollar“ fiel#."),
            ("Der #„US-Dollar“ fiel.", "e", "Der „US-Dolla#r“ fiel."),
            ("Der „US-Dolla#r“ fiel.", "e", "Der „US-Dollar“ fie#l."),
            ("Der „US-#Dollar“ fiel.", "b", "Der „#US-Dollar“ fiel."),
            ("Der „#US-Dollar“ fiel.", "b", "#Der „US-Dollar“ fiel."),
            ("ein #Mu\u{308}", "el", "ein M#u\u{308}"),
            ("Enden#d\n\nNeu", "l", "Endend\n\n#Neu"),
            ("Endend\n\n#Neu", "h", "Enden#d\n\nNeu"),
            ("Endend\n\n#Neu", "3b", "#Endend\n\nNeu"),
            ("erst#e\nzweite", "l", "erste\n#zweite"),
            ("#a **fett** b", "w", "a **#fett** b"),
            ("a **fet#t** b", "l", "a **fett**# b"),
            ("a **#fett** b", "2h", "#a **fett** b"),
            ("Er #kam z. B. am 5. Mai. Sie ging.", ")", "Er kam z. B. am 5. Mai. #Sie ging."),
            ("Er kam. Sie #ging.\n\nEnde.", "()", "Er kam. Sie ging.\n\n#Ende."),
            ("Er kam. #Sie ging.", "(", "#Er kam. Sie ging."),
            ("Eins.\n\nZwei. Dr#ei.", "{", "Eins.\n\n#Zwei. Drei."),
            ("Eins.\n\n#Zwei. Drei.", "{", "#Eins.\n\nZwei. Drei."),
            ("Ei#ns.\n\nZwei. Drei.", "}", "Eins.\n\n#Zwei. Drei."),
            ("Ei#ns.\n\nZwei.", "2}", "Eins.\n\nZwei#."),
            ("a\n\n**\n\n#b c", "h", "#a\n\n**\n\nb c"),
            ("#a\n\n**\n\nb c", "}G", "a\n\n**\n\nb #c"),
            ("a b #c", "g", "#a b c"),
        ] {
            assert_eq!(go(before, keys), after, "{before:?} {keys}");
        }
    }

    #[test]
    fn settling_finds_the_nearest_place() {
        let doc = document("*ab*\n\n*c* d\u{301}\n");
        let places: Vec<usize> = (0..=doc.text().len() + 1).map(|at| settle(&doc, at)).collect();
        assert_eq!(places, [1, 1, 2, 2, 7, 7, 7, 7, 9, 9, 10, 10, 10, 10, 10, 10]);
        assert_eq!(settle(&document(""), 5), 0);
        assert_eq!(settle(&document("**"), 1), 0);
    }

    #[test]
    fn sentences_of_a_paragraph_kept_in_several_blocks_are_whole() {
        let text = "Ein Satz mit vielen Wörtern steht hier. ".repeat(2_000);
        let doc = document(&text);
        assert!(doc.blocks().len() > 4);
        let starts: Vec<usize> = (0..doc.blocks().len()).flat_map(|index| sentence_starts(&doc, index)).collect();
        assert_eq!(starts.len(), 2_000);
        assert!(starts.iter().all(|start| text[*start..].starts_with("Ein")));
        let one = document(&"wort ".repeat(20_000));
        assert_eq!(apply(&one, 90_000, Motion::PrevSentence, 1), 0);
        assert_eq!(apply(&one, 90_000, Motion::PrevParagraph, 1), 0);
    }

    const ALL: [Motion; 11] = [
        Motion::NextGrapheme,
        Motion::PrevGrapheme,
        Motion::NextWord,
        Motion::PrevWord,
        Motion::WordEnd,
        Motion::NextSentence,
        Motion::PrevSentence,
        Motion::NextParagraph,
        Motion::PrevParagraph,
        Motion::DocumentStart,
        Motion::DocumentEnd,
    ];

    fn is_forward(motion: Motion) -> bool {
        use Motion::{DocumentEnd, NextGrapheme, NextParagraph, NextSentence, NextWord, WordEnd};
        matches!(motion, NextGrapheme | NextWord | WordEnd | NextSentence | NextParagraph | DocumentEnd)
    }

    proptest! {
        /// From any place every motion goes its way, to a legal place, and doing it twice is a count of two.
        #[test]
        fn motions_keep_to_legal_places(content in "([a-zA-Z]{1,3}|[ .!*„“\"ä漢😀\n-]|\n\n|\u{301}|\\. [A-Z]){0,50}", from in 0usize..200) {
            let doc = document(&content);
            let at = settle(&doc, from);
            prop_assert_eq!(settle(&doc, at), at);
            if at_or_after(&doc, 0).is_none() {
                return Ok(());
            }
            for motion in ALL {
                let to = apply(&doc, at, motion, 1);
                prop_assert_eq!(settle(&doc, to), to, "{:?}", motion);
                let c = content[to..].chars().next();
                prop_assert!(c.is_some_and(|c| c != '\n' && c != '*'), "{:?}", motion);
                prop_assert!(if is_forward(motion) { to >= at } else { to <= at }, "{:?}", motion);
                prop_assert_eq!(apply(&doc, to, motion, 1), apply(&doc, at, motion, 2), "{:?}", motion);
                prop_assert_eq!(apply(&doc, at, motion, usize::MAX), if is_forward(motion) { last(&doc) } else { first(&doc) });
            }
            // A step forward and back again is never behind the start.
            let next = apply(&doc, at, Motion::NextGrapheme, 1);
            prop_assert!(next == at || apply(&doc, next, Motion::PrevGrapheme, 1) == at);
        }
    }
}
