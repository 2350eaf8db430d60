//! Writing CoNLL: the four columns of 2003, of which the first is the token and the last its tag, or those that are told.

use super::super::page::{Losses, Page};
use super::super::tagging::{Scheme, tagged};
use crate::annot::Layer;

pub(super) fn iob2(page: &Page<'_>, losses: &mut Losses) -> String {
    write(page, Scheme::Iob2, losses)
}

pub(super) fn bilou(page: &Page<'_>, losses: &mut Losses) -> String {
    write(page, Scheme::Bilou, losses)
}

fn write(page: &Page<'_>, scheme: Scheme, losses: &mut Losses) -> String {
    losses.lose_layers(page.set, &[Layer::Spans]);
    for span in page.set.spans() {
        losses.lose_all("attribute", span.common.attrs.len());
        losses.lose_all("note", usize::from(span.common.note.is_some()));
        losses.lose_all("speaker or cue of a quotation", span.roles.iter().map(|(_, ids)| ids.len()).sum());
    }
    let tagged = tagged(page, scheme, losses);
    // The four columns of 2003, where nobody says otherwise.
    let (first, second) = page.columns.and_then(|columns| columns.written().ok()).unwrap_or((0, 3));
    let row = |token: &str, tag: &str| {
        let cell = |at: usize| [(first, token), (second, tag)].into_iter().find(|(of, _)| *of == at);
        let cells = (0..=first.max(second)).map(|at| cell(at).map_or("-X-", |(_, cell)| cell));
        cells.collect::<Vec<_>>().join(" ") + "\n"
    };
    let mut out = match first {
        0 => row("-DOCSTART-", "O") + "\n",
        // Where the token is not first, a line may not begin so.
        _ => String::new(),
    };
    for sentence in &tagged.sentences {
        let tokens = tagged.tokens.get(sentence.clone()).unwrap_or_default();
        let goes_on = |at: usize| tagged.tokens.get(at).is_some_and(|(_, tag)| tag.starts_with(['I', 'L']));
        losses.lose_all("mention cut at the end of a sentence", usize::from(goes_on(sentence.end)));
        for (at, (span, tag)) in tokens.iter().enumerate() {
            let starts = at == 0 && goes_on(sentence.start);
            let ends = at + 1 == tokens.len() && goes_on(sentence.end);
            let (place, label) = tag.split_once('-').unwrap_or((tag, ""));
            let place = match (place, scheme, starts, ends) {
                ("I", Scheme::Bilou, true, true) | ("L", Scheme::Bilou, true, _) | ("B", Scheme::Bilou, _, true) => "U",
                ("I", Scheme::Bilou, _, true) => "L",
                ("I", _, true, _) => "B",
                (place, ..) => place,
            };
            let clean = word(label, '_');
            losses.lose_all("label that is no word", usize::from(place != "O" && clean != label));
            let tag = if place == "O" { place.to_owned() } else { format!("{place}-{clean}") };
            out += &row(&word(page.text().slice(*span), '\u{2423}'), &tag);
        }
        out.push('\n');
    }
    out
}

/// A word without blanks of any kind, which are written as `blank`; never empty.
fn word(text: &str, blank: char) -> String {
    let letter = |c: char| if c.is_whitespace() || c.is_control() { blank } else { c };
    if text.is_empty() { blank.into() } else { text.chars().map(letter).collect() }
}
