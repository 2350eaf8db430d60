//! A row a stance. `stances` reads it back.

use super::super::page::{Losses, Page};
use super::super::stances::{holder, told};
use super::line;
use crate::annot::Holder;

/// The columns.
pub(super) const HEAD: &str = "document,annotator,id,date,outlet,holder,holder_kind,holder_start,holder_end,target,value,\
degree,confidence,score,explicit,evidence,evidence_start,evidence_end,note\n";

/// A document's stances. `holder_kind` is `author`, `outlet`, `entity`, `span` (a quotation; its place is told) or
/// `name`; offsets are code points.
pub(super) fn write(page: &Page<'_>, losses: &mut Losses) -> String {
    let mut out = String::new();
    let meta = page.document.meta();
    for told in told(page, losses) {
        let stance = told.stance;
        let kind = match &stance.holder {
            Holder::Author => "author",
            Holder::Outlet => "outlet",
            Holder::Entity(_) => "entity",
            Holder::Span(_) => "span",
            Holder::Name(_) => "name",
        };
        let ends = |hull: Option<crate::text::Span>| match hull.map(|hull| page.code_points(hull)) {
            Some((start, end)) => [start.to_string(), end.to_string()],
            None => Default::default(),
        };
        let held = match &stance.holder {
            Holder::Span(id) => page.set.span(id).map(|span| span.place.hull()),
            _ => None,
        };
        let shown = told.evidence.map(|span| span.place.hull());
        let gaps = told.evidence.is_some_and(|span| span.place.is_fragmented());
        losses.lose_all("gap of a span in several parts", usize::from(gaps));
        losses.lose_all("attribute", stance.common.attrs.len());
        let [holder_start, holder_end] = ends(held);
        let [evidence_start, evidence_end] = ends(shown);
        let cells = [
            page.document.name().to_owned(),
            page.set.annotator.to_string(),
            stance.id.to_string(),
            meta.date.clone().unwrap_or_default(),
            meta.outlet.clone().unwrap_or_default(),
            holder(page, stance).0,
            kind.to_owned(),
            holder_start,
            holder_end,
            stance.target.clone(),
            stance.value.clone(),
            stance.degree.map(|degree| degree.to_string()).unwrap_or_default(),
            stance.confidence.map(|sure| sure.to_string()).unwrap_or_default(),
            stance.score.map(|score| score.to_string()).unwrap_or_default(),
            stance.explicit.map(|explicit| explicit.to_string()).unwrap_or_default(),
            shown.map(|hull| page.text().slice(hull).to_owned()).unwrap_or_default(),
            evidence_start,
            evidence_end,
            stance.common.note.clone().unwrap_or_default(),
        ];
        out += &line(&cells, losses);
    }
    out
}
