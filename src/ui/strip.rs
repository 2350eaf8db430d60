//! Strips: pieces of text in a row, each with its tones.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::palette::Tone;
use crate::text::width;

/// Pieces of text that stand one after the other in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    pieces: Vec<(String, Vec<Tone>)>,
    width: u16,
}

impl Strip {
    /// One piece.
    pub(super) fn of(text: impl Into<String>, tone: impl Into<Tone>) -> Strip {
        let mut strip = Strip::default();
        strip.add(text, tone);
        strip
    }

    /// One piece that looks like the ground it stands on.
    pub(super) fn plain(text: impl Into<String>) -> Strip {
        let mut strip = Strip::default();
        strip.add_toned(text, Vec::new());
        strip
    }

    /// Adds a piece of one tone.
    pub(super) fn add(&mut self, text: impl Into<String>, tone: impl Into<Tone>) {
        self.add_toned(text, vec![tone.into()]);
    }

    /// Adds a piece.
    pub(super) fn add_toned(&mut self, text: impl Into<String>, tones: Vec<Tone>) {
        let text = text.into();
        if !text.is_empty() {
            self.width = self.width.saturating_add(width(&text));
            self.pieces.push((text, tones));
        }
    }

    /// Adds another strip, with a plain gap between the two if both say something.
    pub(super) fn join(&mut self, gap: &str, other: Strip) {
        if !self.is_empty() && !other.is_empty() {
            self.add_toned(gap, Vec::new());
        }
        self.width = self.width.saturating_add(other.width);
        self.pieces.extend(other.pieces);
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = (&str, &[Tone])> {
        self.pieces.iter().map(|(text, tones)| (text.as_str(), tones.as_slice()))
    }

    /// Its width in cells.
    pub(super) fn width(&self) -> u16 {
        self.width
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The same pieces with their texts changed.
    pub(super) fn map(self, change: impl Fn(&str) -> String) -> Strip {
        let mut strip = Strip::default();
        for (text, tones) in self.pieces {
            strip.add_toned(change(&text), tones);
        }
        strip
    }
}

/// `text` as one line of at most `cells` cells: white space runs become single blanks, and what is cut ends in `…`.
pub(super) fn one_line(text: &str, cells: u16) -> Cow<'_, str> {
    let fits = width(text) <= cells;
    if fits && !text.contains(['\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    // Longer than any screen is wide, however its clusters are made.
    let head: String = text.split_whitespace().take(usize::from(cells)).collect::<Vec<_>>().join(" ");
    if width(&head) <= cells && cells > 1 {
        return Cow::Owned(head);
    }
    let mut clipped = String::new();
    let mut left = cells.saturating_sub(1);
    for cluster in head.graphemes(true) {
        let wide = width(cluster);
        if wide > left {
            break;
        }
        left -= wide;
        clipped += cluster;
    }
    if cells > 0 {
        clipped.truncate(clipped.trim_end().len());
        clipped.push('…');
    }
    Cow::Owned(clipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_clipped_line_fits(text in "[a-z\n\t漢\u{202e}\u{1b} ]{0,60}", cells in 0u16..30) {
            prop_assert!(width(&one_line(&text, cells)) <= cells);
        }
    }

    #[test]
    fn what_is_cut_ends_in_an_ellipsis() {
        assert_eq!(one_line("eins\n zwei  drei", 40), "eins zwei drei");
        assert_eq!(one_line("eins zwei drei", 8), "eins zw…");
    }
}
