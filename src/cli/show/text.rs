//! Wrapped text for a terminal or a pipe: the reader's own layout, printed.

use std::io::{self, Write};

use ratatui::style::Style;

use super::paint::{self, Paint};
use crate::app::{Desk, Mark, MarkRef};
use crate::config::theme::Face;
use crate::doc::BlockKind;
use crate::layout::{GlyphKind, Measure, Row, gap_after, lay_out, runs};
use crate::text::{Span, Text, shown};

/// How text is printed.
pub(super) struct Look<'a> {
    /// Width in cells.
    pub width: u16,
    /// Whether labels are written into the text; rows may then be wider.
    pub marks: bool,
    /// The colours, if any are wanted.
    pub paint: Option<Paint<'a>>,
}

impl Look<'_> {
    /// The style of a face, nothing without colours.
    pub fn face(&self, face: Face) -> Style {
        self.paint.as_ref().map_or(Style::new(), |paint| paint.face(face))
    }
}

/// A part of a span or proposal, and its mark.
type Highlight<'a> = (Span, &'a Mark);

/// Prints the article.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn article(desk: &Desk, look: &Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = &desk.document;
    for (index, block) in document.blocks().iter().enumerate() {
        let laid = lay_out(document, index, Measure { width: look.width });
        let highlights = highlights(desk, block.span);
        for row in &laid.rows {
            let printed = Printed { text: document.text(), kind: block.kind, row, highlights: &highlights, look };
            printed.print(laid.bar, out)?;
        }
        for _ in 0..gap_after(document, index) {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// What is highlighted in `span`: the annotator's own spans and open proposals, outer ones first.
pub(super) fn highlights(desk: &Desk, span: Span) -> Vec<Highlight<'_>> {
    let marks = desk.marks.overlapping(span);
    let marks = marks.filter(|mark| matches!(mark.what, MarkRef::Own(_) | MarkRef::Proposal(_)));
    let parts = marks.flat_map(|mark| mark.place.parts().map(move |part| (part, mark)));
    let mut parts: Vec<Highlight<'_>> = parts.filter(|(part, _)| part.overlaps(span)).collect();
    parts.sort_by_key(|(part, _)| (part.start, std::cmp::Reverse(part.end)));
    parts
}

/// A label as it is written into text: with `?` where nobody decided on it.
pub(super) fn name(mark: &Mark) -> String {
    match mark.what {
        MarkRef::Proposal(_) => format!("{}?", mark.label),
        MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => mark.label.clone(),
    }
}

/// A row on its way out.
struct Printed<'a> {
    text: &'a Text,
    kind: BlockKind,
    row: &'a Row,
    highlights: &'a [Highlight<'a>],
    look: &'a Look<'a>,
}

impl Printed<'_> {
    fn print(&self, bar: Option<u16>, out: &mut dyn Write) -> io::Result<()> {
        match bar {
            Some(bar) => {
                out.write_all(" ".repeat(usize::from(bar)).as_bytes())?;
                paint::print(out, "▎", self.look.face(Face::QuoteBar))?;
                out.write_all(" ".repeat(usize::from(self.row.indent.saturating_sub(bar + 1))).as_bytes())?;
            }
            None if self.row.trailing > 0 => out.write_all(" ".repeat(usize::from(self.row.indent)).as_bytes())?,
            None => {}
        }
        let spans: Vec<Span> = self.highlights.iter().map(|(part, _)| *part).collect();
        for run in runs(self.row, &spans).into_iter().filter(|run| !run.trailing) {
            let marks: Vec<&Mark> =
                run.covering.iter().filter_map(|index| self.highlights.get(*index)).map(|(_, mark)| *mark).collect();
            let style = match &self.look.paint {
                Some(paint) => paint.text(self.kind, run.inline, &marks),
                None => Style::new(),
            };
            paint::print(out, &self.glyphs(run.glyphs.clone()), style)?;
        }
        writeln!(out)
    }

    /// The glyphs of these indices, with the labels that begin or end at them where those are wanted.
    fn glyphs(&self, range: std::ops::Range<usize>) -> String {
        let mut text = String::new();
        for glyph in self.row.glyphs.get(range).unwrap_or_default() {
            let span = self.row.span_of(glyph);
            if self.look.marks {
                self.open(span, &mut text);
            }
            match glyph.kind {
                GlyphKind::Plain | GlyphKind::Picture => text += &shown(self.text.slice(span), glyph.column).text,
                GlyphKind::Blank | GlyphKind::Newline => text += &" ".repeat(usize::from(glyph.cells)),
                GlyphKind::Concealed => {}
            }
            if self.look.marks {
                self.close(span, &mut text);
            }
        }
        text
    }

    fn open(&self, glyph: Span, text: &mut String) {
        let begins = |part: &Span| glyph.start <= part.start && part.start < glyph.end;
        for _ in self.highlights.iter().filter(|(part, _)| begins(part)) {
            text.push('[');
        }
    }

    /// The labels of what ends in a glyph, inner ones first.
    fn close(&self, glyph: Span, text: &mut String) {
        let ends = |part: &Span| glyph.start < part.end && part.end <= glyph.end;
        for (_, mark) in self.highlights.iter().rev().filter(|(part, _)| ends(part)) {
            *text += &format!("|{}]", super::clean(&name(mark)));
        }
    }
}
