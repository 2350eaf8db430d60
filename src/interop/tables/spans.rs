//! A row a span, both ways.

use super::super::foreign::{ForeignDocument, ForeignSet, ForeignSpan};
use super::super::format::Row;
use super::super::page::{Losses, Page};
use super::super::unit::Unit;
use super::{line, unguarded};
use crate::annot::Layer;

/// The columns.
pub(super) const HEAD: &str = "document,annotator,id,label,start,end,parts,text,entity,score,note\n";

/// A document's spans, props of quotations and stances included. Offsets are code points; `parts` (`3-9;14-20`) stands
/// where there are several, `start` and `end` being their hull.
pub(super) fn write(page: &Page<'_>, losses: &mut Losses) -> String {
    let mut out = String::new();
    for span in page.set.spans() {
        losses.lose_all("speaker or cue of a quotation", span.roles.iter().map(|(_, ids)| ids.len()).sum());
        losses.lose_all("attribute", span.common.attrs.len());
        let (start, end) = page.code_points(span.place.hull());
        let part = |(start, end): (usize, usize)| format!("{start}-{end}");
        let parts = span.place.parts().map(|place| part(page.code_points(place))).collect::<Vec<_>>().join(";");
        let entity = span.entity.as_ref().and_then(|id| page.set.entity(id));
        let cells = [
            page.document.name().to_owned(),
            page.set.annotator.to_string(),
            span.id.to_string(),
            span.label.clone(),
            start.to_string(),
            end.to_string(),
            if span.place.is_fragmented() { parts } else { String::new() },
            span.place.quote(page.text()),
            entity.map(|entity| entity.name.clone()).unwrap_or_default(),
            span.score.map(|score| score.to_string()).unwrap_or_default(),
            span.common.note.clone().unwrap_or_default(),
        ];
        out += &line(&cells, losses);
    }
    losses.lose_layers(page.set, &[Layer::Spans]);
    out
}

/// Reads one row.
///
/// # Errors
/// When it has no label, or neither a place nor a text.
pub(super) fn read(row: &Row<'_>) -> Result<ForeignDocument, String> {
    let label = row.text(&["label", "type", "tag", "category"]).map(unguarded).ok_or("has no column `label`")?;
    let number = |names: &[&str]| row.get(names).and_then(|at| at.parse::<usize>().ok());
    let hull = number(&["start", "begin", "start_offset"]).zip(number(&["end", "stop", "end_offset"]));
    let part = |part: &str| -> Option<(usize, usize)> {
        let (start, end) = part.split_once('-')?;
        Some((start.trim().parse().ok()?, end.trim().parse().ok()?))
    };
    let parts = row.get(&["parts"]).and_then(|parts| parts.split(';').map(part).collect::<Option<Vec<_>>>());
    let text = row.text(&["text", "covered_text", "quote", "mention"]).map(unguarded);
    let parts = parts.unwrap_or_else(|| hull.into_iter().collect());
    if parts.is_empty() && text.as_ref().is_none_or(|text| text.is_empty()) {
        return Err("has neither `start` and `end` in whole numbers nor a `text`".into());
    }
    let filled = |names: &[&str]| row.text(names).map(unguarded).filter(|cell| !cell.is_empty());
    let mut span = ForeignSpan { label, parts, text, entity: filled(&["entity"]), ..ForeignSpan::default() };
    span.common.key = row.get(&["id", "span_id"]).map(unguarded);
    span.common.score = row.get(&["score", "confidence"]).and_then(|score| score.parse().ok());
    span.common.note = filled(&["note", "comment"]);
    let set = ForeignSet {
        by: row.get(&["annotator"]).map(unguarded),
        spans: vec![span],
        ..ForeignSet::new(Unit::CodePoints)
    };
    let name = row.get(&["document", "doc_id", "document_id", "file", "filename"]).map(unguarded);
    Ok(ForeignDocument { name, sets: vec![set], ..ForeignDocument::default() })
}
