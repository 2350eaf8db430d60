//! Writing CoNLL-2003: four columns, of which the first is the token and the last its tag.

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
    let mut out = String::from("-DOCSTART- -X- -X- O\n\n");
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
            out += &format!("{} -X- -X- {tag}\n", word(page.text().slice(*span), '\u{2423}'));
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
