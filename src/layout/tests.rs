use std::ops::Range;

use super::*;
use crate::doc::{Block, BlockKind, Document, Inline, InlineKind, Meta};
use crate::text::{Span, Text, shown};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

const KINDS: [BlockKind; 8] = [
    BlockKind::Title,
    BlockKind::Dateline,
    BlockKind::Heading(2),
    BlockKind::Paragraph,
    BlockKind::Quote,
    BlockKind::ListItem(0),
    BlockKind::ListItem(3),
    BlockKind::Verbatim,
];

/// Kind, text and markup of a block; the markup's bytes count from the block's start.
type Part<'a> = (BlockKind, &'a str, &'a [(Range<usize>, InlineKind)]);

fn document(blocks: &[Part<'_>]) -> Document {
    let mut text = String::new();
    let mut made = Vec::new();
    for (kind, content, inlines) in blocks {
        let start = text.len();
        text += content;
        let inlines = inlines
            .iter()
            .map(|(range, kind)| Inline { span: Span::new(start + range.start, start + range.end), kind: *kind })
            .collect();
        made.push(Block::new(*kind, Span::new(start, text.len())).with_inlines(inlines));
        text += "\n\n";
    }
    Document::new("test.txt", Text::new(text), Meta::default(), made)
}

/// The document as it would stand on a screen: bars, indents, and nothing at the ends of rows.
fn screen(doc: &Document, width: u16) -> String {
    let cache = LayoutCache::new();
    let scroller = Scroller::new(doc, &cache, Measure { width });
    let mut screen = String::new();
    for visible in scroller.rows_from(Place::default(), 1000) {
        let mut line = String::new();
        if let Some(row) = visible.row() {
            for column in 0..row.indent {
                line.push(if visible.bar() == Some(column) { '┃' } else { ' ' });
            }
            for glyph in row.glyphs.iter().filter(|glyph| glyph.cells > 0) {
                match glyph.is_ink() {
                    true => line += &shown(doc.text().slice(row.span_of(glyph)), glyph.column).text,
                    false => line += &" ".repeat(usize::from(glyph.cells)),
                }
            }
        }
        screen += line.trim_end();
        screen.push('\n');
    }
    screen
}

#[test]
fn code_is_broken_at_its_blanks_only() {
    let doc = document(&[(BlockKind::Paragraph, "press <C-d> now", &[(6..11, InlineKind::Code)])]);
    assert_eq!(screen(&doc, 10).trim_end().lines().map(str::trim_end).collect::<Vec<_>>(), ["press", "<C-d> now"]);
}

#[test]
fn running_text_flows_and_markup_takes_no_room() {
    let text = "Die **Parteien** lehnen\n  die Erweiterung der NATO ab ([Wortlaut](https://example.org/a-b c)).";
    let at = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
    let strong = at("**").end..at("**").end + 8;
    let inlines = [
        (at("**"), InlineKind::Concealed),
        (strong.clone(), InlineKind::Strong),
        (strong.end..strong.end + 2, InlineKind::Concealed),
        (at("["), InlineKind::Concealed),
        (at("Wortlaut"), InlineKind::Link),
        (at("](https://example.org/a-b c)"), InlineKind::Concealed),
    ];
    let doc = document(&[(BlockKind::Paragraph, text, &inlines)]);
    assert_eq!(screen(&doc, 24), "Die Parteien lehnen die\nErweiterung der NATO ab\n(Wortlaut).\n");
    assert_eq!(screen(&doc, 9), "Die\nParteien\nlehnen\ndie\nErweiteru\nng der\nNATO ab\n(Wortlaut\n).\n");
}

#[test]
fn every_kind_of_block_has_its_place() {
    let marker = [(0..2, InlineKind::Marker)];
    let nested = [(2..5, InlineKind::Marker)];
    let doc = document(&[
        (BlockKind::Matter, "---", &[(0..3, InlineKind::Concealed)]),
        (BlockKind::Dateline, "2022-02", &[]),
        (BlockKind::Title, "Ein Titel", &[]),
        (BlockKind::Matter, "---", &[(0..3, InlineKind::Concealed)]),
        (BlockKind::Quote, "„Eins zwei drei vier fünf sechs sieben“", &[]),
        (BlockKind::ListItem(0), "- eins zwei drei vier fünf sechs sieben", &marker),
        (BlockKind::ListItem(1), "  1. eins zwei drei vier fünf sechs", &nested),
        (BlockKind::Verbatim, "if a\n\n\tb c\n", &[]),
        (BlockKind::RelatedLink, "Mehr zum Thema - x", &[]),
    ]);
    let expected = "\
2022-02
Ein Titel

  ┃ „Eins zwei drei
  ┃ vier fünf sechs
  ┃ sieben“

- eins zwei drei vier
  fünf sechs sieben
  1. eins zwei drei vier
     fünf sechs

if a

    b c

Mehr zum Thema - x
";
    assert_eq!(screen(&doc, 24), expected);
}

#[test]
fn clusters_stay_whole_and_wide_ones_inside_the_edge() {
    let doc = document(&[(BlockKind::Paragraph, "漢字かな👩‍👩‍👧🇩🇪e\u{301}a\u{202e}b", &[])]);
    assert_eq!(screen(&doc, 5), "漢字\nかな\n👩‍👩‍👧🇩🇪\ne\u{301}a\n‹202E›\nb\n");
}

#[test]
fn runs_nest_and_overlap() {
    let doc = document(&[(BlockKind::Paragraph, "der Kreml in Moskau sagt", &[(13..19, InlineKind::Strong)])]);
    let layout = lay_out(&doc, 0, Measure { width: 20 });
    let spans = [Span::new(4, 9), Span::new(0, 19), Span::new(10, 40), Span::new(7, 7), Span::new(21, 22)];
    let found: Vec<_> = runs(&layout.rows[0], &spans)
        .into_iter()
        .map(|run| (run.columns, run.covering, run.inline.is_some(), run.trailing))
        .collect();
    let expected = [
        (0..4, vec![1], false, false),
        (4..9, vec![1, 0], false, false),
        (9..10, vec![1], false, false),
        (10..13, vec![1, 2], false, false),
        (13..19, vec![1, 2], true, false),
        (19..20, vec![2], false, true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_cursor_keeps_its_column_over_short_and_blank_rows() {
    let doc = document(&[(BlockKind::Paragraph, "abcdef ab", &[]), (BlockKind::Paragraph, "abcdef", &[])]);
    let cache = LayoutCache::new();
    let scroller = Scroller::new(&doc, &cache, Measure { width: 6 });
    let steps: Vec<usize> = (0..4).map(|rows| scroller.vertical(4, rows, 4).0).collect();
    assert_eq!(steps, [4, 8, 15, 15]);
    assert_eq!(scroller.vertical(15, i64::MIN, 4).0, 4);
}

#[test]
fn the_end_of_a_long_document_is_near() {
    let doc = document(&[(BlockKind::Paragraph, &"Wort für Wort. ".repeat(600_000), &[])]);
    let cache = LayoutCache::new();
    let scroller = Scroller::new(&doc, &cache, Measure { width: 72 });
    let last = scroller.last_place();
    assert_eq!(scroller.step(scroller.first_place(), i64::MAX), last);
    assert_eq!(scroller.step(last, i64::MIN), scroller.first_place());
    assert_eq!(scroller.distance(scroller.first_place(), last, 100), None);
    assert_eq!(scroller.rows_from(scroller.step(last, -50), 100).len(), 51);
    assert!(format!("{cache:?}").contains("young: 2"), "only what is near was laid out: {cache:?}");
}

#[test]
fn an_empty_document_has_no_rows() {
    let doc = document(&[]);
    let cache = LayoutCache::new();
    let scroller = Scroller::new(&doc, &cache, Measure { width: 72 });
    assert!(scroller.rows_from(Place { block: 7, row: 7 }, 10).is_empty());
    assert_eq!(scroller.vertical(9, 3, 3), (9, Place::default()));
    assert_eq!(scroller.step(Place { block: 7, row: 7 }, -1), Place::default());
    assert_eq!(scroller.byte_of(Place { block: 7, row: 7 }), 0);
}

/// Text with everything in it that is hard to set.
fn content() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zäß]{1,12}",
        3 => Just(" ".to_string()),
        1 => prop::sample::select(vec![
            "\n", "\r\n", "\r", "\t", "  ", " \n  ", "\u{a0}", "\u{3000}", "\u{2028} ", "\u{200b}", "\u{1b}", "\u{202e}",
            "👩‍👩‍👧", "🇩🇪", "❤️", "e\u{301}", "\u{301}", "漢字", "はい。", "한국", "شكرا", "«", "»", "!", "-", "/", "**", "](u v)",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

fn documents() -> impl Strategy<Value = Document> {
    let inline = prop::sample::select(vec![InlineKind::Concealed, InlineKind::Strong, InlineKind::Marker]);
    let inlines = prop::collection::vec((0usize..60, inline), 0..5);
    let block = (prop::sample::select(KINDS.to_vec()), content(), inlines);
    prop::collection::vec(block, 0..6).prop_map(|blocks| {
        let mut text = String::from("\n");
        let mut made = Vec::new();
        for (kind, content, mut cuts) in blocks {
            let start = text.len();
            text += &content;
            cuts.sort_by_key(|&(at, _)| at);
            let place = |at: usize| start + content.floor_char_boundary(at.min(content.len()));
            let inlines = cuts
                .windows(2)
                .map(|pair| Inline { span: Span::new(place(pair[0].0), place(pair[1].0)), kind: pair[0].1 })
                .filter(|inline| !inline.span.is_empty())
                .collect();
            made.push(Block::new(kind, Span::new(start, text.len())).with_inlines(inlines));
            text += "\n\n";
        }
        Document::new("test.txt", Text::new(text), Meta::default(), made)
    })
}

proptest! {
    /// Layout covers every byte once, cluster by cluster, and no row is too wide or begins with white space.
    #[test]
    fn layout_covers_every_byte_once(doc in documents(), width in 1u16..200) {
        for (index, block) in doc.blocks().iter().enumerate() {
            let layout = lay_out(&doc, index, Measure { width });
            prop_assert_eq!(layout.rows.is_empty(), is_hidden(&doc, index));
            let mut clusters = doc.text().slice(block.span).grapheme_indices(true);
            let mut at = block.span.start;
            for (number, row) in layout.rows.iter().enumerate() {
                prop_assert_eq!(row.span.start, at);
                let mut column = row.indent;
                for glyph in &row.glyphs {
                    let span = row.span_of(glyph);
                    prop_assert_eq!(clusters.next(), Some((at - block.span.start, doc.text().slice(span))));
                    prop_assert_eq!((span.start, glyph.column), (at, column));
                    if glyph.is_ink() {
                        prop_assert_eq!(glyph.cells, shown(doc.text().slice(span), column).cells);
                    }
                    at = span.end;
                    column += glyph.cells;
                }
                prop_assert_eq!((row.span.end, row.width()), (at, column));
                let drawn = || row.glyphs.iter().filter(|glyph| glyph.cells > 0);
                let edge = if layout.bar == Some(2) { width - 2 } else { width };
                prop_assert!(column <= edge || drawn().filter(|glyph| glyph.is_ink()).count() == 1);
                if block.kind != BlockKind::Verbatim {
                    prop_assert!(drawn().next().is_none_or(Glyph::is_ink), "row {} of {:?}", number, layout);
                }
            }
            prop_assert!(layout.rows.is_empty() || clusters.next().is_none());
        }
    }

    /// A row ends only where no more fits, and a word is cut only where it is longer than a row.
    #[test]
    fn rows_are_full(words in prop::collection::vec("[a-z]{1,9}", 1..60), width in 10u16..60) {
        let text = words.join(" ");
        let doc = document(&[(BlockKind::Paragraph, &text, &[])]);
        let mut lines: Vec<String> = vec![String::new()];
        for word in &words {
            let last = lines.last_mut().unwrap();
            match last.is_empty() || last.len() + 1 + word.len() <= usize::from(width) {
                true => *last = format!("{last} {word}").trim().to_string(),
                false => lines.push(word.clone()),
            }
        }
        prop_assert_eq!(screen(&doc, width), lines.join("\n") + "\n");
    }

    /// From a glyph to its column and back; from any column to a byte that a cursor may stand on.
    #[test]
    fn bytes_and_columns_agree(doc in documents(), width in 1u16..100) {
        for row in (0..doc.blocks().len()).flat_map(|index| lay_out(&doc, index, Measure { width }).rows) {
            let legal: Vec<usize> = (0..row.glyphs.len()).filter(|&index| row.holds_cursor(index)).collect();
            for &index in &legal {
                let glyph = row.glyphs[index];
                let byte = row.span_of(&glyph).start;
                prop_assert_eq!((row.column_of(byte), row.byte_at(glyph.column)), (glyph.column, byte));
            }
            for column in 0..row.width().saturating_add(3) {
                let found = row.glyph_of(row.byte_at(column));
                prop_assert!(found.is_some_and(|index| legal.is_empty() || legal.contains(&index)));
            }
        }
    }

    /// Places, bytes and steps agree, and another measure keeps the byte.
    #[test]
    fn scrolling_is_consistent(doc in documents(), width in 1u16..100, other in 1u16..100, jump in -40i64..40, at in 0usize..300) {
        let cache = LayoutCache::new();
        let scroller = Scroller::new(&doc, &cache, Measure { width });
        let all = scroller.rows_from(Place::default(), usize::MAX >> 40);
        let steps = |n: usize| scroller.step(scroller.first_place(), n as i64);
        for (n, visible) in all.iter().enumerate() {
            prop_assert_eq!(steps(n), visible.place);
            prop_assert_eq!(scroller.distance(all[0].place, visible.place, n), Some(n as i64));
            prop_assert_eq!(scroller.distance(visible.place, all[0].place, n), Some(-(n as i64)));
            let target = n as i64 + jump;
            if (0..all.len() as i64).contains(&target) {
                let moved = scroller.step(visible.place, jump);
                prop_assert_eq!(moved, all[target as usize].place);
                prop_assert_eq!(scroller.step(moved, -jump), visible.place);
            }
            if let Some(row) = visible.row() {
                prop_assert_eq!(scroller.byte_of(visible.place), row.span.start);
                prop_assert_eq!(scroller.place_of(row.span.start), visible.place);
            }
        }
        if let Some(last) = all.last() {
            prop_assert_eq!(scroller.last_place(), last.place);
            prop_assert_eq!(scroller.step(last.place, 1), last.place);
            prop_assert!(last.row().is_some() && all[0].row().is_some());

            let byte = scroller.byte_of(scroller.place_of(at));
            let resized = Scroller { measure: Measure { width: other }, ..scroller };
            let place = resized.place_of(byte);
            prop_assert!(resized.rows_from(place, 1)[0].row().is_some_and(|row| row.span.contains(byte)));

            let (landed, place) = scroller.vertical(at, jump, 7);
            prop_assert_eq!(scroller.place_of(landed), place);
            let rows = all.iter().filter(|row| row.row().is_some()).map(|row| row.place).collect::<Vec<_>>();
            let from = rows.binary_search(&scroller.place_of(at)).unwrap();
            prop_assert_eq!(rows[(from as i64 + jump).clamp(0, rows.len() as i64 - 1) as usize], place);
        }
    }

    /// Runs cover every glyph once, in order, and say rightly what covers them.
    #[test]
    fn runs_tile_the_row(doc in documents(), width in 1u16..60, spans in prop::collection::vec((0usize..200, 0usize..200), 0..9)) {
        let spans: Vec<Span> = spans.into_iter().map(|(a, b)| Span::new(a, b)).collect();
        for row in (0..doc.blocks().len()).flat_map(|index| lay_out(&doc, index, Measure { width }).rows) {
            let (mut glyph, mut column) = (0, row.indent);
            for run in runs(&row, &spans) {
                prop_assert_eq!((run.glyphs.start, run.columns.start), (glyph, column));
                (glyph, column) = (run.glyphs.end, run.columns.end);
                for index in run.glyphs {
                    let bytes = row.span_of(&row.glyphs[index]);
                    let mut covering = run.covering.clone();
                    covering.sort();
                    let expected: Vec<usize> = (0..spans.len()).filter(|&i| !spans[i].is_empty() && spans[i].overlaps(bytes)).collect();
                    prop_assert_eq!(covering, expected);
                }
            }
            prop_assert_eq!((glyph, column), (row.glyphs.len(), row.width()));
        }
    }
}
