//! Wrapping of plain text, as boxes show it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::shown;

/// Where the rows of `text` begin and end, in bytes, when it is set in `cells` cells. Rows end behind blanks, which
/// may hang over the edge; a longer word is cut. There is always at least one row.
pub fn wrap(text: &str, cells: u16) -> Vec<Range<usize>> {
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

/// Width of one line of `text` in cells, as it is drawn; a line break counts as a blank.
pub fn width(text: &str) -> u16 {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return u16::try_from(text.len()).unwrap_or(u16::MAX);
    }
    let cells = |cluster: &str| shown(cluster, 0).cells.max(1);
    text.graphemes(true).fold(0, |sum: u16, cluster| sum.saturating_add(cells(cluster)))
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
    }

    #[test]
    fn long_words_are_cut() {
        let rows = |text: &'static str| wrap(text, 5).into_iter().map(|row| &text[row]).collect::<Vec<_>>();
        assert_eq!(rows("ab cd ef"), ["ab cd ", "ef"]);
        assert_eq!(rows("abcdefgh i"), ["abcde", "fgh i"]);
    }
}
