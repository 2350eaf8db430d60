//! Rows and the glyphs in them: the map between bytes and cells.

use crate::doc::InlineKind;
use crate::text::Span;

/// One grapheme cluster on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Its first byte, counted from the start of its row.
    pub at: u32,
    /// Its length in bytes.
    pub len: u32,
    /// Its first cell, counted from the left edge of the measure.
    pub column: u16,
    /// How many cells it takes. For ink it is what [`crate::text::shown`] says; white space shrinks to fit, and a
    /// newline in running text takes one.
    pub cells: u16,
    /// How it is drawn.
    pub kind: GlyphKind,
    /// The markup it stands in.
    pub inline: Option<InlineKind>,
}

impl Glyph {
    /// Whether it leaves a mark, unlike white space and what is concealed.
    pub fn is_ink(&self) -> bool {
        self.kind.is_ink()
    }
}

/// How a glyph is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GlyphKind {
    /// As [`crate::text::shown`] has it.
    Plain,
    /// The same, but it is a picture of something invisible or dangerous.
    Picture,
    /// White space: as many blanks as it has cells.
    Blank,
    /// A newline: a blank inside running text, nothing at the end of a line that counts.
    Newline,
    /// Not at all: concealed markup, or white space around a newline that running text swallows. No cells.
    Concealed,
}

impl GlyphKind {
    pub(super) fn is_ink(self) -> bool {
        matches!(self, GlyphKind::Plain | GlyphKind::Picture)
    }
}

/// One screen row of a block.
///
/// Invariants: the glyphs are in order and cover every byte of the span once; columns never fall; there is at least
/// one glyph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The bytes in it, white space at its end included.
    pub span: Span,
    /// Cells left free before the first glyph.
    pub indent: u16,
    /// What stands in it.
    pub glyphs: Vec<Glyph>,
    /// Index of the first glyph of the white space at its end; the number of glyphs where there is none.
    pub trailing: usize,
}

impl Row {
    pub(super) fn new(span: Span, indent: u16, glyphs: Vec<Glyph>) -> Row {
        let trailing = glyphs.iter().rposition(Glyph::is_ink).map_or(0, |last| last + 1);
        Row { span, indent, glyphs, trailing }
    }

    /// Cells from the left edge of the measure to the end of the last glyph.
    pub fn width(&self) -> u16 {
        self.glyphs.last().map_or(self.indent, |last| last.column.saturating_add(last.cells))
    }

    /// The bytes of one of its glyphs.
    pub fn span_of(&self, glyph: &Glyph) -> Span {
        let start = self.span.start + glyph.at as usize;
        Span::new(start, start + glyph.len as usize)
    }

    /// Index of the glyph that covers `byte`, if the row does.
    pub fn glyph_of(&self, byte: usize) -> Option<usize> {
        let at = byte.checked_sub(self.span.start).filter(|_| byte < self.span.end)?;
        self.glyphs.partition_point(|glyph| glyph.at as usize <= at).checked_sub(1)
    }

    /// The column of the glyph that covers `byte`: the first column for bytes before the row, its end for bytes after.
    pub fn column_of(&self, byte: usize) -> u16 {
        if byte < self.span.start {
            return self.indent;
        }
        self.glyph_of(byte).and_then(|index| self.glyphs.get(index)).map_or(self.width(), |glyph| glyph.column)
    }

    /// The first byte of the glyph at `column`, or of the one nearest to it that a cursor may stand on. A row without
    /// such a glyph (an empty line) gives its own first byte.
    pub fn byte_at(&self, column: u16) -> usize {
        let after = self.glyphs.partition_point(|glyph| glyph.column <= column);
        let legal = |&index: &usize| self.holds_cursor(index);
        let found = (0..after).rev().find(legal).or_else(|| (after..self.glyphs.len()).find(legal));
        let at = found.and_then(|index| self.glyphs.get(index)).map_or(0, |glyph| glyph.at as usize);
        self.span.start + at
    }

    /// Whether a cursor may stand on glyph `index`: it takes a cell, and is no newline at the row's end.
    pub fn holds_cursor(&self, index: usize) -> bool {
        let last = index >= self.trailing;
        self.glyphs.get(index).is_some_and(|glyph| glyph.cells > 0 && !(last && glyph.kind == GlyphKind::Newline))
    }
}
