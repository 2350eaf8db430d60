//! A row a quotation.

use super::super::page::{Losses, Page};
use super::line;
use crate::annot::{Layer, SpanAnnotation};
use crate::config::schema::LabelKind;
use crate::extract::QUOTE;

/// The columns.
pub(super) const HEAD: &str = "document,date,outlet,annotator,id,speaker,speaker_text,speaker_start,speaker_end,cue,cue_start,\
cue_end,addressee,addressee_start,addressee_end,quote,quote_start,quote_end,type,note\n";

/// A document's quotations. `speaker` is the name of who is mentioned, `speaker_text` how; offsets are code points.
pub(super) fn write(page: &Page<'_>, losses: &mut Losses) -> String {
    let is_quotation = |span: &&SpanAnnotation| {
        let label = page.schema.label(&span.label);
        label.map_or(span.label == QUOTE, |(_, label)| label.kind == LabelKind::Quotation)
    };
    let mut out = String::new();
    for quotation in page.set.spans().iter().filter(is_quotation) {
        let mut role = |name: &str, what: &'static str| {
            let spans = quotation.role(name).iter().filter_map(|id| page.set.span(id));
            losses.lose_all(what, spans.clone().count().saturating_sub(1));
            spans.into_iter().next()
        };
        let speaker = role("source", "second speaker of a quotation");
        let cue = role("cue", "second cue of a quotation");
        let addressee = role("addressee", "second addressee of a quotation");
        let entity = speaker.and_then(|span| span.entity.as_ref()).and_then(|id| page.set.entity(id));
        let kind = quotation.common.attrs.get("type").and_then(|kind| kind.as_str());
        losses.lose_all("attribute", quotation.common.attrs.len() - usize::from(kind.is_some()));
        losses.lose_all("gap of a span in several parts", usize::from(quotation.place.is_fragmented()));
        let meta = page.document.meta();
        let [speaker_text, from, to] = place(page, speaker);
        let name = entity.map_or_else(|| speaker_text.clone(), |entity| entity.name.clone());
        let mut cells = vec![
            page.document.name().to_owned(),
            meta.date.clone().unwrap_or_default(),
            meta.outlet.clone().unwrap_or_default(),
            page.set.annotator.to_string(),
            quotation.id.to_string(),
            name,
            speaker_text,
            from,
            to,
        ];
        cells.extend(place(page, cue));
        cells.extend(place(page, addressee));
        cells.extend(place(page, Some(quotation)));
        cells.push(kind.unwrap_or_default().to_owned());
        cells.push(quotation.common.note.clone().unwrap_or_default());
        out += &line(&cells, losses);
    }
    let others = page.set.spans().iter().filter(|span| !Page::is_prop(&span.label) && !is_quotation(span));
    losses.lose_all("span", others.count());
    losses.lose_layers(page.set, &[Layer::Spans]);
    out
}

/// A span's words and the ends of its hull; empty cells where there is none.
fn place(page: &Page<'_>, span: Option<&SpanAnnotation>) -> [String; 3] {
    let Some(span) = span else { return Default::default() };
    let (start, end) = page.code_points(span.place.hull());
    [span.place.quote(page.text()), start.to_string(), end.to_string()]
}
