//! Words for what stands under the cursor and beside the text.

use std::borrow::Cow;

use super::palette::Tone;
use super::strip::one_line;
use crate::annot::proposal::{self, Proposal};
use crate::annot::{Anchored, Holder, Id, Offer, Record, SpanAnnotation};
use crate::app::{App, Desk, Mark, MarkRef};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::doc::{Document, InlineKind};
use crate::text::Span;

/// Most bytes of a passage that are looked at to quote it: more than any screen shows.
const LONGEST_QUOTE: usize = 8 * 1024;

/// Whether a mark is shown at all.
pub(super) fn is_shown(app: &App, mark: &Mark) -> bool {
    app.panes.rejected || !matches!(mark.what, MarkRef::Rejected(_))
}

/// The marks under the cursor that are shown, innermost first.
pub(super) fn covering<'a>(app: &App, desk: &'a Desk) -> Vec<&'a Mark> {
    desk.marks.at(desk.view.cursor).filter(|mark| is_shown(app, mark)).collect()
}

/// The label's name where there is little room.
pub(super) fn short<'a>(app: &'a App, mark: &'a Mark) -> &'a str {
    match app.schema.labels.get(mark.slot) {
        Some(label) if label.name == mark.label => &label.short,
        _ => &mark.label,
    }
}

/// The label's name, with `?` while nobody decided on it.
pub(super) fn name(app: &App, mark: &Mark) -> String {
    match mark.what {
        MarkRef::Note(_) => "note".into(),
        MarkRef::Proposal(_) => format!("{}?", short(app, mark)),
        MarkRef::Own(_) if mark.doubtful => format!("{}?", short(app, mark)),
        MarkRef::Own(_) | MarkRef::Rejected(_) => short(app, mark).into(),
    }
}

/// The tones of a mark's name.
pub(super) fn tones(mark: &Mark) -> Vec<Tone> {
    match mark.what {
        MarkRef::Note(_) => vec![Face::MarginNote.into()],
        MarkRef::Own(_) if mark.doubtful => vec![Tone::Label(mark.slot), Face::Proposal.into()],
        MarkRef::Own(_) => vec![Tone::Label(mark.slot)],
        MarkRef::Proposal(_) if mark.later => {
            vec![Tone::Label(mark.slot), Face::Proposal.into(), Face::MarkupDim.into()]
        }
        MarkRef::Proposal(_) => vec![Tone::Label(mark.slot), Face::Proposal.into()],
        MarkRef::Rejected(_) => vec![Tone::Label(mark.slot), Face::Rejected.into()],
    }
}

/// The text of `span` as the page shows it: without the markup that is concealed there.
pub(super) fn seen(document: &Document, span: Span) -> Cow<'_, str> {
    let text = document.text();
    let blocks = document.blocks();
    let first = blocks.partition_point(|block| block.span.end <= span.start);
    let near = blocks.get(first..).unwrap_or_default().iter().take_while(|block| block.span.start < span.end);
    let hidden: Vec<Span> = near
        .flat_map(|block| &block.inlines)
        .filter(|inline| inline.kind == InlineKind::Concealed && inline.span.overlaps(span))
        .map(|inline| inline.span)
        .collect();
    if hidden.is_empty() {
        return Cow::Borrowed(text.slice(span));
    }
    let mut shown = String::new();
    let mut at = span.start;
    for part in hidden {
        shown += text.slice(Span::new(at, part.start.max(at)));
        at = part.end.clamp(at, span.end);
    }
    shown += text.slice(Span::new(at, span.end));
    Cow::Owned(shown)
}

/// The words of a passage in one line of at most `cells` cells.
pub(super) fn quote(desk: &Desk, place: &Anchored, cells: u16) -> String {
    let head = |part: Span| {
        seen(&desk.document, Span::new(part.start, part.end.min(part.start.saturating_add(LONGEST_QUOTE))))
    };
    let parts: Vec<Cow<'_, str>> = place.parts().take(16).map(head).collect();
    one_line(&parts.join(" … "), cells).into_owned()
}

/// The annotator's span that a mark stands for.
pub(super) fn own_span<'a>(desk: &'a Desk, mark: &Mark) -> Option<&'a SpanAnnotation> {
    let MarkRef::Own(id) = &mark.what else { return None };
    let start = mark.place.hull().start;
    // Spans stand in document order, so this finds one among ten thousand at once.
    let spans = desk.own().spans();
    let first = spans.partition_point(|span| span.place.hull().start < start);
    let here = spans.get(first..)?.iter().take_while(|span| span.place.hull().start == start);
    here.into_iter().find(|span| &span.id == id)
}

/// The proposal that a mark stands for.
pub(super) fn proposal<'a>(desk: &'a Desk, mark: &Mark) -> Option<&'a Proposal> {
    match mark.what {
        MarkRef::Proposal(position) => desk.proposals.get(position),
        MarkRef::Own(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => None,
    }
}

/// Where speaker and cue of a quotation stand.
pub(super) fn role_places(desk: &Desk, mark: &Mark) -> Vec<Span> {
    let (span, set) = match (own_span(desk, mark), proposal(desk, mark)) {
        (Some(span), _) => (Some(span), Some(desk.own())),
        (None, Some(proposal)) => match &proposal.annotation {
            Record::Span(span) => (Some(span), desk.model_of(proposal)),
            _ => (None, None),
        },
        (None, None) => (None, None),
    };
    let ids = span.into_iter().flat_map(|span| &span.roles).flat_map(|(_, ids)| ids);
    ids.filter_map(|id| set?.span(id)).flat_map(|span| span.place.parts()).collect()
}

/// The words in the roles of a proposed quotation: `source`, `cue`.
pub(super) fn offered_roles(desk: &Desk, proposal: &Proposal) -> Vec<(String, String)> {
    let Record::Span(span) = &proposal.annotation else { return Vec::new() };
    let model = desk.model_of(proposal);
    let words = |id: &Id| model.and_then(|model| model.span(id)).map(|span| quote(desk, &span.place, 32));
    let role = |(role, ids): &(String, Vec<Id>)| {
        let words: Vec<String> = ids.iter().filter_map(words).collect();
        (!words.is_empty()).then(|| (role.clone(), words.join(", ")))
    };
    span.roles.iter().filter_map(role).collect()
}

/// The free text that belongs to a mark.
pub(super) fn note<'a>(desk: &'a Desk, mark: &Mark) -> Option<&'a str> {
    match &mark.what {
        MarkRef::Own(_) => own_span(desk, mark)?.common.note.as_deref(),
        MarkRef::Note(id) => desk.own().notes().iter().find(|note| &note.id == id)?.common.note.as_deref(),
        MarkRef::Rejected(id) => desk.own().rejected().iter().find(|r| &r.id == id)?.common.note.as_deref(),
        MarkRef::Proposal(_) => None,
    }
}

/// The offers a mark comes from, as programs made them.
pub(super) fn offers(desk: &Desk, mark: &Mark) -> Vec<Offer> {
    match &mark.what {
        MarkRef::Proposal(position) => desk.proposals.get(*position).map(proposal::offers).unwrap_or_default(),
        MarkRef::Own(_) => own_span(desk, mark).map_or_else(Vec::new, |span| span.common.from.clone()),
        MarkRef::Rejected(id) => {
            let decision = desk.own().rejected().iter().find(|decision| &decision.id == id);
            decision.map_or_else(Vec::new, |decision| decision.common.from.clone())
        }
        MarkRef::Note(_) => Vec::new(),
    }
}

/// A program and how sure it was: `builtin 0.97`.
pub(super) fn offer(offer: &Offer) -> String {
    match offer.score {
        Some(score) => format!("{} {score:.2}", offer.by),
        None => offer.by.clone(),
    }
}

/// The name of an entity.
pub(super) fn entity<'a>(desk: &'a Desk, id: &Id) -> Option<&'a str> {
    desk.own().entity(id).map(|entity| entity.name.as_str())
}

/// A holder in a few words.
pub(super) fn holder(desk: &Desk, holder: &Holder) -> String {
    let meta = desk.document.meta();
    match holder {
        Holder::Entity(id) => entity(desk, id).unwrap_or(id.as_str()).to_owned(),
        Holder::Span(id) => span_words(desk, id, 32),
        Holder::Author => meta.author.clone().unwrap_or_else(|| "the author".into()),
        Holder::Outlet => meta.outlet.clone().unwrap_or_else(|| "the outlet".into()),
        Holder::Name(name) => name.clone(),
    }
}

/// The words of a span of the annotator's, or its id where there is no such span.
pub(super) fn span_words(desk: &Desk, id: &Id, cells: u16) -> String {
    desk.own().span(id).map_or_else(|| id.to_string(), |span| quote(desk, &span.place, cells))
}

/// How a stance target is called.
pub(super) fn target<'a>(app: &'a App, id: &'a str) -> &'a str {
    app.schema.target(id).map_or(id, |target| target.name.as_str())
}

/// The first key that runs `command` in a context.
pub(super) fn key(app: &App, context: Context, command: &str) -> Option<String> {
    app.keymap.keys_in(context, command).into_iter().next()
}
