//! Washes: everything that is laid over the text, and how several that overlap stay tellable apart.

use super::describe;
use super::palette::Tone;
use crate::annot::build::Evidence;
use crate::app::overlay::{Checklist, StancePanel};
use crate::app::{App, Desk, Mark, MarkRef, Overlay};
use crate::config::schema::LabelKind;
use crate::config::theme::Face;
use crate::layout::Run;
use crate::text::Span;

/// Most matches of a search that are drawn at once; more would be a screen of nothing else.
const MOST_MATCHES: usize = 2_000;

/// Something laid over a stretch of the text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wash<'a> {
    /// An annotation, a proposal, a rejection or a note; and whether it is the one under the cursor.
    Mark(&'a Mark, bool),
    /// The first or last character of a quotation.
    Tip(&'a Mark),
    /// A face laid over the marks, in the order of the list.
    Over(Face),
}

/// Everything laid over the bytes of `span`, the lowest first.
pub(super) fn washes<'a>(app: &App, desk: &'a Desk, span: Span) -> Vec<(Span, Wash<'a>)> {
    let mut washes = marks(app, desk, span);
    // Of the quotation under the cursor one wants to see who is said to say it, and by which word.
    if let Some(quotation) = app.focused().filter(|mark| mark.kind == LabelKind::Quotation) {
        let near = describe::role_places(desk, quotation).into_iter().filter(|place| place.overlaps(span));
        washes.extend(near.map(|place| (place, Wash::Over(Face::Role))));
    }
    for overlay in &app.overlays {
        if let Overlay::Stance(panel) = overlay {
            washes.extend(evidence(desk, panel).map(|part| (part, Wash::Over(Face::Evidence))));
        }
    }
    washes.extend(matches(desk, span));
    for overlay in &app.overlays {
        match overlay {
            Overlay::Preview(preview) => washes.extend(ticked(&preview.places, span, |place| Some(*place))),
            Overlay::Settling(settling) => washes.extend(ticked(&settling.proposals, span, |at| {
                desk.proposals.get(*at)?.what.place().map(|place| place.hull())
            })),
            _ => {}
        }
    }
    washes.extend(desk.view.selection(&desk.document).map(|selection| (selection, Wash::Over(Face::Selection))));
    washes.extend(edge(desk).map(|part| (part, Wash::Over(Face::Edge))));
    washes
}

/// The places of a preview: the one looked at, those taken, those left out.
fn ticked<'a, T>(
    list: &Checklist<T>,
    span: Span,
    place: impl Fn(&T) -> Option<Span>,
) -> impl Iterator<Item = (Span, Wash<'a>)> {
    list.items.iter().enumerate().filter_map(move |(position, (item, taken))| {
        let face = match (position == list.selected, taken) {
            (true, _) => Face::CurrentMatch,
            (false, true) => Face::Match,
            (false, false) => Face::Rejected,
        };
        place(item).filter(|place| place.overlaps(span)).map(|place| (place, Wash::Over(face)))
    })
}

/// The marks, those that decide most last: a decision stands above a proposal of the same span.
fn marks<'a>(app: &App, desk: &'a Desk, span: Span) -> Vec<(Span, Wash<'a>)> {
    let focused = app.focused();
    let mut marks: Vec<&Mark> = desk.marks.overlapping(span).filter(|mark| describe::is_shown(app, mark)).collect();
    marks.sort_by_key(|mark| rank(mark));
    let mut washes = Vec::with_capacity(marks.len());
    for mark in marks {
        let focus = focused.is_some_and(|focused| focused.what == mark.what);
        let near = mark.place.parts().filter(|part| part.overlaps(span));
        for part in near {
            washes.push((part, Wash::Mark(mark, focus)));
            if mark.kind == LabelKind::Quotation {
                let text = desk.document.text();
                let first = Span::new(part.start, text.next_grapheme(part.start));
                let last = Span::new(text.prev_grapheme(part.end), part.end);
                washes.extend([first, last].map(|tip| (tip, Wash::Tip(mark))));
            }
            if focus && mark.place.is_fragmented() {
                washes.push((part, Wash::Over(Face::Fragment)));
            }
        }
    }
    washes
}

fn rank(mark: &Mark) -> u8 {
    match mark.what {
        MarkRef::Note(_) => 0,
        MarkRef::Rejected(_) => 1,
        MarkRef::Proposal(_) => 2,
        MarkRef::Own(_) => 3,
    }
}

fn evidence(desk: &Desk, panel: &StancePanel) -> impl Iterator<Item = Span> {
    let place = |evidence: &Evidence| match evidence {
        Evidence::Span(id) => desk.own().span(id).map(|span| span.place.clone()),
        Evidence::Passage { place, .. } => Some(place.clone()),
    };
    let places: Vec<_> = panel.evidence.iter().filter_map(place).collect();
    places.into_iter().flat_map(|place| place.parts().collect::<Vec<_>>())
}

/// The matches of the search in the blocks that are on the screen.
fn matches<'a>(desk: &Desk, span: Span) -> Vec<(Span, Wash<'a>)> {
    let Some(search) = &desk.search else { return Vec::new() };
    let blocks = desk.document.blocks();
    let block = |at: usize| desk.document.block_at(at).and_then(|block| blocks.get(block));
    let start = block(span.start).map_or(span.start, |block| block.span.start);
    let end = block(span.end.saturating_sub(1)).map_or(span.end, |block| block.span.end);
    let head = desk.document.text().slice(Span::new(0, end));
    let mut washes = Vec::new();
    let mut at = start;
    while let Some(found) = search.find_at(head, at) {
        at = if found.is_empty() { desk.document.text().next_grapheme(found.end()) } else { found.end() };
        if found.start() >= end || washes.len() >= MOST_MATCHES || at >= end && found.is_empty() {
            break;
        }
        let place = Span::new(found.start(), found.end());
        let current = desk.view.found.map_or_else(|| place.contains(desk.view.cursor), |known| known == place);
        if !place.is_empty() && place.overlaps(span) {
            washes.push((place, Wash::Over(if current { Face::CurrentMatch } else { Face::Match })));
        }
        if at >= head.len() {
            break;
        }
    }
    washes
}

/// The place of the annotation whose edge is being picked, as it would be with the edge at the cursor.
fn edge(desk: &Desk) -> impl Iterator<Item = Span> {
    let moved = desk.edge.as_ref().map(|pick| pick.moved(&desk.document, desk.view.cursor));
    moved.into_iter().flatten().flat_map(|place| place.parts().collect::<Vec<_>>())
}

/// The tones of a run: the block's face, its markup, the marks from the outermost to the innermost, what lies above.
///
/// Quotations only tint, so that what stands inside them can be read; of nested labels the inner one gives the
/// letters and the one around it the underline.
pub(super) fn tones(base: Face, run: &Run, washes: &[(Span, Wash<'_>)]) -> Vec<Tone> {
    let mut tones: Vec<Tone> = vec![Face::Text.into()];
    if base != Face::Text {
        tones.push(base.into());
    }
    tones.extend(run.inline.map(Tone::Inline));
    let covering = || {
        // By the order of the list, not of the text: what is above was added later.
        run.covering.iter().filter_map(|index| Some((*index, washes.get(*index)?.1)))
    };
    if !run.trailing {
        mark_tones(&mut tones, covering().map(|(_, wash)| wash));
    }
    let mut over: Vec<(usize, Face)> = covering()
        .filter_map(|(index, wash)| match wash {
            Wash::Over(face) => Some((index, face)),
            Wash::Mark(..) | Wash::Tip(_) => None,
        })
        .collect();
    over.sort_by_key(|(index, _)| *index);
    tones.extend(over.into_iter().map(|(_, face)| Tone::Face(face)));
    tones
}

fn mark_tones<'a>(tones: &mut Vec<Tone>, covering: impl Iterator<Item = Wash<'a>>) {
    let mut labelled: Vec<&Mark> = Vec::new();
    let mut tip: Option<&Mark> = None;
    let (mut quotations, mut noted, mut focus) = (Vec::new(), false, None);
    for wash in covering {
        match wash {
            Wash::Over(_) => continue,
            Wash::Tip(mark) => tip = Some(mark),
            Wash::Mark(mark, _) if matches!(mark.what, MarkRef::Note(_)) => noted = true,
            Wash::Mark(mark, _) if mark.kind == LabelKind::Quotation => quotations.push(mark),
            Wash::Mark(mark, _) => labelled.push(mark),
        }
        if let Wash::Mark(mark, true) = wash {
            focus = Some(mark);
        }
    }
    if let Some(inner) = quotations.last() {
        // A decision has a ground of its own; what is only proposed has a weaker one, what was rejected none.
        let decided = quotations.iter().any(|quotation| matches!(quotation.what, MarkRef::Own(_)));
        match inner.what {
            _ if decided => tones.push(Face::Quotation.into()),
            MarkRef::Proposal(_) => tones.push(Face::QuotationProposed.into()),
            MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => {}
        }
        tones.extend(describe::tones(inner).into_iter().filter(|tone| !matches!(tone, Tone::Label(_))));
        // A quotation inside a quotation is told apart by the underline of the inner one.
        tones.extend((quotations.len() > 1).then_some(Tone::Around(inner.slot)));
    }
    if let Some(focus) = focus.filter(|focus| focus.kind != LabelKind::Quotation) {
        labelled.sort_by_key(|mark| mark.what == focus.what);
    }
    match labelled.split_last() {
        Some((inner, outer)) => {
            tones.extend(describe::tones(inner));
            tones.extend(outer.last().filter(|outer| outer.slot != inner.slot).map(|outer| Tone::Around(outer.slot)));
        }
        None => tones.extend(tip.map(describe::tones).unwrap_or_default()),
    }
    if noted {
        tones.push(Tone::Noted);
    }
    if let Some(focus) = focus {
        if focus.kind == LabelKind::Quotation && labelled.is_empty() {
            tones.push(Tone::Around(focus.slot));
        }
        tones.push(Tone::Focus);
    }
}
