//! What a grapheme cluster looks like on a terminal: nothing in a text may act as a control there.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// Tab stops stand every so many cells from the start of a row.
const TAB: u16 = 4;

/// Most code points of one cluster that are sent to the terminal; more marks than this are a prank, not a script.
const LONGEST_CLUSTER: usize = 12;

/// A grapheme cluster as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// What is sent to the terminal: never a control, never a bidi override, never invisible. Empty for newlines.
    pub text: Cow<'a, str>,
    /// Width in cells, by the same tables as the screen buffer's.
    pub cells: u16,
    /// Whether a picture stands for the cluster (a control, a direction mark, a zero-width character).
    pub picture: bool,
}

/// How `cluster`, one grapheme cluster, is drawn in cell `column` of its row.
///
/// Newlines have no width. C0 controls are drawn as Unicode control pictures (U+2400 block), a soft hyphen as `¬`,
/// everything else that is invisible or turns the direction of text as its code point in angle marks, for example
/// `‹202E›`.
pub fn shown(cluster: &str, column: u16) -> Shown<'_> {
    let mut chars = cluster.chars();
    let (first, rest) = (chars.next(), chars.as_str());
    match first {
        None | Some('\n') => plain("", 0),
        Some('\r') if rest.is_empty() || rest == "\n" => plain("", 0),
        Some('\t') => plain("    ".get(..usize::from(TAB - column % TAB)).unwrap_or(" "), TAB - column % TAB),
        Some(_) if cluster.chars().any(|c| is_hidden(c, cluster)) => picture(cluster),
        Some(_) => {
            let end = cluster.char_indices().nth(LONGEST_CLUSTER).map_or(cluster.len(), |(i, _)| i);
            let text = cluster.get(..end).unwrap_or(cluster);
            match cells(text) {
                0 => picture(cluster),
                cells => plain(text, cells),
            }
        }
    }
}

/// `text` as it is drawn, all of it on one line: line breaks and tabs are pictures here, too (`␊`), so that a name
/// cannot break the message that holds it in two.
pub fn one_line(text: &str) -> String {
    let drawn = |cluster: &str| match cluster {
        "\n" | "\r" | "\r\n" | "\t" => picture(cluster).text.into_owned(),
        _ => shown(cluster, 0).text.into_owned(),
    };
    text.graphemes(true).map(drawn).collect()
}

/// Width of `text` in cells as the screen buffer counts it, so that wrapping and drawing never differ.
pub fn cells(text: &str) -> u16 {
    match text.is_empty() {
        true => 0,
        false => text.cell_width(),
    }
}

fn plain(text: &str, cells: u16) -> Shown<'_> {
    Shown { text: Cow::Borrowed(text), cells, picture: false }
}

fn picture(cluster: &str) -> Shown<'static> {
    let text: String = cluster.chars().take(LONGEST_CLUSTER).map(|c| char_picture(c, cluster)).collect();
    Shown { cells: cells(&text), text: Cow::Owned(text), picture: true }
}

fn char_picture(c: char, cluster: &str) -> String {
    match c {
        '\u{0}'..='\u{1F}' => char::from_u32(0x2400 + c as u32).unwrap_or('␦').to_string(),
        '\u{7F}' => "␡".to_string(),
        '\u{AD}' => "¬".to_string(),
        _ if is_hidden(c, cluster) || cells(cluster) == 0 => format!("‹{:X}›", c as u32),
        _ => c.to_string(),
    }
}

/// Whether `c` would be invisible or would steer the terminal. Joiners and variation selectors are at home in
/// emoji and in the scripts that need them, and hidden anywhere else.
fn is_hidden(c: char, cluster: &str) -> bool {
    match c {
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        // Soft hyphen, grapheme joiner, Arabic letter mark, Mongolian vowel separator, fillers, empty Braille.
        '\u{2800}' | '\u{34F}' => true,
        '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}' | '\u{FFA0}' => true,
        // Zero-width space, direction marks, line and paragraph separators, embeddings, overrides, isolates.
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            cluster.chars().next().is_none_or(|base| base == c || base.is_ascii_alphabetic() || base.is_whitespace())
        }
        // Tags are at home behind the black flag (regional flags).
        '\u{E0000}'..='\u{E007F}' => !cluster.starts_with('\u{1F3F4}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_and_direction_tricks_become_pictures() {
        for (cluster, expected) in [
            ("\u{1b}", "␛"),
            ("\u{7}", "␇"),
            ("\u{9b}", "‹9B›"),
            ("\u{202e}", "‹202E›"),
            ("\u{200b}", "‹200B›"),
            ("\u{ad}", "¬"),
            ("\u{feff}", "‹FEFF›"),
            ("a\u{200d}", "a‹200D›"),
            ("\u{301}", "‹301›"),
            ("a\u{34f}", "a‹34F›"),
            ("\u{2800}", "‹2800›"),
        ] {
            let shown = shown(cluster, 0);
            assert_eq!((shown.text.as_ref(), shown.picture), (expected, true), "{cluster:?}");
        }
        assert_eq!(one_line("a\nb\r\nc\td\u{1b}"), "a␊b␍␊c␉d␛");
    }

    #[test]
    fn scripts_and_emoji_stay_as_they_are() {
        for (cluster, cells) in [("e\u{301}", 1), ("漢", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("ش", 1)]
        {
            let shown = shown(cluster, 0);
            assert_eq!((shown.text.as_ref(), shown.cells, shown.picture), (cluster, cells, false));
        }
        assert_eq!(shown("\t", 5).cells, 3);
        assert_eq!(shown("\r\n", 5).cells, 0);
    }

    proptest! {
        #[test]
        fn nothing_that_is_drawn_is_a_control(text in "\\PC{0,3}|[\u{0}-\u{ff}]{1,3}|[\u{200b}-\u{206f}]{1,3}") {
            for cluster in text.graphemes(true) {
                let shown = shown(cluster, 0);
                prop_assert!(!shown.text.chars().any(char::is_control));
                prop_assert_eq!(shown.cells, cells(&shown.text));
            }
            prop_assert!(!one_line(&text).chars().any(char::is_control));
        }
    }
}
