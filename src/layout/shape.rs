//! What is in a block before it has rows: clusters, how wide they are, and where a row may end between them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::row::GlyphKind;
use crate::doc::{Block, BlockKind, InlineKind};
use crate::text::{breaks, shown};

/// A grapheme cluster without a place.
#[derive(Debug)]
pub(super) struct Cluster<'a> {
    /// Its bytes.
    pub text: &'a str,
    /// Cells it wants.
    cells: u16,
    /// How it is drawn.
    pub kind: GlyphKind,
    /// The markup it stands in.
    pub inline: Option<InlineKind>,
    /// Whether a row may begin with it.
    pub breaks: bool,
    /// Whether its row ends with it.
    pub ends_row: bool,
}

impl Cluster<'_> {
    /// Cells it wants when it begins in `column`.
    pub fn cells(&self, column: u16) -> u16 {
        match (self.kind, self.text) {
            (GlyphKind::Concealed, _) => 0,
            (_, "\t") => shown(self.text, column).cells,
            _ => self.cells,
        }
    }
}

/// The clusters of `block`, whose text is `text`.
pub(super) fn clusters<'a>(text: &'a str, block: &Block) -> Vec<Cluster<'a>> {
    let mut inlines = block.inlines.iter().peekable();
    let mut clusters: Vec<Cluster<'a>> = text
        .grapheme_indices(true)
        .map(|(at, cluster)| {
            let byte = block.span.start + at;
            while inlines.next_if(|inline| inline.span.end <= byte).is_some() {}
            let inline = inlines.peek().filter(|inline| inline.span.contains(byte)).map(|inline| inline.kind);
            shape(cluster, inline)
        })
        .collect();
    mark_breaks(text, &mut clusters);
    match block.kind {
        BlockKind::Verbatim => end_lines(&mut clusters),
        _ => reflow(&mut clusters),
    }
    clusters
}

fn shape(text: &str, inline: Option<InlineKind>) -> Cluster<'_> {
    let shown = shown(text, 0);
    let kind = match text {
        _ if inline == Some(InlineKind::Concealed) => GlyphKind::Concealed,
        "\n" | "\r" | "\r\n" => GlyphKind::Newline,
        _ if is_blank(text) => GlyphKind::Blank,
        _ if shown.picture => GlyphKind::Picture,
        _ => GlyphKind::Plain,
    };
    Cluster { text, cells: shown.cells, kind, inline, breaks: false, ends_row: false }
}

/// Whether a cluster is white space at which a row may end.
fn is_blank(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    chars.next().is_some_and(is_blank_char) && chars.as_str().is_empty()
}

/// The no-break spaces (U+00A0, U+2007, U+202F) are ink of a kind.
fn is_blank_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{205F}' | '\u{3000}')
}

/// Marks where a row may begin. Breaks are found in the text as it is seen, so that neither markup nor the target of
/// a link makes or hides one; markup at a break goes to the row that begins. White space never begins a row.
fn mark_breaks(text: &str, clusters: &mut [Cluster<'_>]) {
    let is_seen = |cluster: &Cluster<'_>| cluster.kind != GlyphKind::Concealed;
    let seen: Cow<'_, str> = match clusters.iter().all(is_seen) {
        true => Cow::Borrowed(text),
        false => clusters.iter().filter(|cluster| is_seen(cluster)).map(|cluster| cluster.text).collect(),
    };
    let begins_blank = |at: usize| seen.get(at..).is_some_and(|rest| rest.starts_with(is_blank_char));
    let mut breaks = breaks(&seen).into_iter().map(|found| found.at).filter(|&at| !begins_blank(at)).peekable();
    let mut at = 0;
    let mut open = false;
    let mut in_code = false;
    for cluster in clusters {
        // What is written as code is typed or read as one: `<C-r>` is no word with a hyphen.
        cluster.breaks = open && !(in_code && cluster.inline == Some(InlineKind::Code));
        open = false;
        if is_seen(cluster) {
            in_code = cluster.inline == Some(InlineKind::Code) && cluster.kind.is_ink();
            at += cluster.text.len();
            while breaks.next_if(|&next| next < at).is_some() {}
            open = breaks.next_if_eq(&at).is_some();
        }
    }
}

/// Where lines count, every newline ends its row and takes no cell.
fn end_lines(clusters: &mut [Cluster<'_>]) {
    for cluster in clusters.iter_mut().filter(|cluster| cluster.kind == GlyphKind::Newline) {
        cluster.ends_row = true;
    }
}

/// In running text, white space with a newline in it is one blank, and white space at the start is nothing.
fn reflow(clusters: &mut [Cluster<'_>]) {
    let mut start = true;
    for stretch in clusters.chunk_by_mut(|a, b| a.kind.is_ink() == b.kind.is_ink()) {
        let is_ink = stretch.first().is_some_and(|cluster| cluster.kind.is_ink());
        let newline = stretch.iter().position(|cluster| cluster.kind == GlyphKind::Newline);
        if !is_ink && (start || newline.is_some()) {
            for (index, cluster) in stretch.iter_mut().enumerate() {
                match !start && Some(index) == newline {
                    true => cluster.cells = 1,
                    false => cluster.kind = GlyphKind::Concealed,
                }
            }
        }
        start = false;
    }
}
