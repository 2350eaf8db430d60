//! Foreign text on its way to a terminal.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::shown;

/// `text` on one line, with pictures in place of everything that could steer a terminal.
pub(super) fn clean(text: &str) -> String {
    text.graphemes(true)
        .map(|cluster| match cluster {
            "\n" | "\r\n" | "\r" | "\t" => " ".into(),
            _ => shown(cluster, 0).text,
        })
        .collect()
}
