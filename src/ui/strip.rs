//! Strips: pieces of text in a row, each with its tones; and the wrapping of plain text in panels.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::canvas::width;
use super::palette::Tone;

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

/// Where the rows of `text` begin and end, in bytes, when it is set in `cells` cells. Rows end behind blanks, which
/// may hang over the edge; a longer word is cut. There is always at least one row.
pub(super) fn wrap(text: &str, cells: u16) -> Vec<Range<usize>> {
    let cells = cells.max(1);
    let mut rows = Vec::new();
    let (mut start, mut column) = (0, 0u16);
    let mut opportunity = None;
    for (at, cluster) in text.grapheme_indices(true) {
        let wide = width(cluster);
        let blank = cluster.chars().all(char::is_whitespace);
        // Twice where the last word alone, cut off its row, leaves no room for a wide cluster.
        while !blank && at > start && column.saturating_add(wide) > cells {
            let cut = opportunity.filter(|cut| *cut > start).unwrap_or(at);
            rows.push(start..cut);
            column = width(text.get(cut..at).unwrap_or_default());
            start = cut;
            opportunity = None;
        }
        column = column.saturating_add(wide);
        if blank {
            opportunity = Some(at + cluster.len());
        }
    }
    rows.push(start..text.len());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn wrapping_loses_nothing_and_fits(text in "[a-zäß漢 ]{0,80}", cells in 2u16..30) {
            let rows = wrap(&text, cells);
            prop_assert_eq!(rows.iter().map(|row| &text[row.clone()]).collect::<String>(), text.clone());
            for row in rows {
                prop_assert!(width(text[row].trim_end()) <= cells);
            }
        }

        #[test]
        fn a_clipped_line_fits(text in "[a-z\n\t漢\u{202e}\u{1b} ]{0,60}", cells in 0u16..30) {
            prop_assert!(width(&one_line(&text, cells)) <= cells);
        }
    }

    #[test]
    fn long_words_are_cut_and_short_ones_kept() {
        let rows = |text: &'static str| wrap(text, 5).into_iter().map(|row| &text[row]).collect::<Vec<_>>();
        assert_eq!(rows("ab cd ef"), ["ab cd ", "ef"]);
        assert_eq!(rows("abcdefgh i"), ["abcde", "fgh i"]);
        assert_eq!(one_line("eins\n zwei  drei", 40), "eins zwei drei");
        assert_eq!(one_line("eins zwei drei", 8), "eins zw…");
    }
}
