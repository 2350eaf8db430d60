//! The proposals about to be settled, in a strip above the status line.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::describe;
use super::super::palette::Tone;
use super::super::strip::{Strip, one_line};
use super::Ground;
use super::preview::{Row, draw_list, draw_place, keys};
use crate::annot::Offered;
use crate::annot::proposal::{self, Proposal};
use crate::app::filter::label;
use crate::app::overlay::Settling;
use crate::app::{App, Desk};
use crate::config::theme::Face;
use crate::text::width;

pub(super) fn draw(app: &App, settling: &Settling, ground: Ground, canvas: &mut Canvas<'_>) {
    let Some(desk) = &app.desk else { return };
    let list = &settling.proposals;
    let verb = if settling.accept { "accept" } else { "reject" };
    let taken = list.taken();
    let mut head = Strip::of(format!(" {verb} {} of {}", taken.len(), list.items.len()), Face::PanelTitle);
    head.join("  ", counts(app, taken.iter().filter_map(|at| desk.proposals.get(*at))));
    head.join("   ", keys(app, &format!("{verb} them")));
    draw_list(list, &head, ground, canvas, |at, row, canvas| {
        if let Some(proposal) = desk.proposals.get(*at) {
            draw_proposal(app, desk, proposal, row, canvas);
        }
    });
}

/// How many there are of each label: `12 PER, 3 ORG`.
fn counts<'a>(app: &App, proposals: impl Iterator<Item = &'a Proposal>) -> Strip {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for proposal in proposals {
        let label = label(&proposal.what);
        match counts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut strip = Strip::default();
    for (label, count) in counts {
        let mut one = Strip::of(format!("{count} "), Face::PanelDim);
        one.add(label, tone(app, label));
        strip.join(", ", one);
    }
    strip
}

fn tone(app: &App, label: &str) -> Tone {
    app.schema.label(label).map_or(Face::PanelDim.into(), |(slot, _)| Tone::Label(slot))
}

/// Its label, its words in their context, and who offers it.
fn draw_proposal(app: &App, desk: &Desk, proposal: &Proposal, row: Row, canvas: &mut Canvas<'_>) {
    let area = row.area;
    let offers: Vec<String> = proposal::offers(proposal).iter().map(describe::offer).collect();
    let offers = one_line(&offers.join(", "), area.width / 3).into_owned();
    let end = area.right().saturating_sub(width(&offers) + 1).max(area.x);
    canvas.put(end, area.y, area.right(), &offers, &[Face::PanelDim.into()]);
    let name = label(&proposal.what);
    let x = canvas.put(area.x, area.y, end, &one_line(name, 8), &[tone(app, name)]);
    let x = x.max(area.x + 6).saturating_add(1).min(end);
    let rest = Rect { x, width: end.saturating_sub(x + 1), ..area };
    let words = match &proposal.what {
        Offered::Span { place, .. } => return draw_place(desk, place.hull(), Row { area: rest, ..row }, canvas),
        Offered::Tag(tag) => format!("#{tag}"),
        Offered::Stance { holder, target, value } => format!("{holder} → {}: {value}", describe::target(app, target)),
    };
    let face = if row.taken { Face::PanelMatch } else { Face::Rejected };
    canvas.put(rest.x, rest.y, rest.right(), &one_line(&words, rest.width), &[face.into()]);
}
