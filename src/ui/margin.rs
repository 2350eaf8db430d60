//! The margin: annotations beside the lines they begin on.

use std::collections::HashMap;

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::describe;
use super::strip::{Strip, one_line};
use super::text::visible_span;
use crate::annot::{Id, Offered, Stance};
use crate::app::{App, Desk, Hit, Mark, MarkRef};
use crate::config::theme::Face;
use crate::layout::{Place, Scroller, VisibleRow};

/// Draws the margin beside `rows`.
pub(super) fn draw(app: &App, desk: &Desk, area: Rect, rows: &[VisibleRow], canvas: &mut Canvas<'_>) {
    let Some(span) = visible_span(rows) else { return };
    let beside = Beside::new(app, desk, desk.marks.overlapping(span).collect());
    let head = head_lines(app, desk);
    let measure = app.geometry().measure;
    let scroller = Scroller::new(&desk.document, &desk.view.cache, measure);
    let first = scroller.first_place();
    for (visible, y) in rows.iter().zip(area.top()..area.bottom()) {
        canvas.put(area.x, y, area.right(), "│", &[Face::MarginRule.into()]);
        let (x, end) = (area.x.saturating_add(2), area.right());
        let head = row_number(&scroller, first, visible.place).and_then(|number| head.get(number));
        let mut at = match head {
            Some(line) => canvas.strip(x, y, end, line),
            None => x,
        };
        let Some(row) = visible.row() else { continue };
        for mark in beside.marks.iter().filter(|mark| row.span.contains(mark.place.hull().start)) {
            let room = end.saturating_sub(at);
            if room < 4 {
                canvas.put(end.saturating_sub(1), y, end, "…", &[Face::MarginLabel.into()]);
                break;
            }
            let from = if at > x { canvas.put(at, y, end, "  ", &[Face::MarginLabel.into()]) } else { at };
            at = canvas.strip(from, y, end, &beside.line(mark));
            if let Some(position) = position(desk, mark) {
                canvas.hits.add(Rect::new(from, y, at.saturating_sub(from), 1), Hit::Margin(position));
            }
        }
    }
}

/// How many rows a place stands below the first one, while that is few enough to be beside the head.
fn row_number(scroller: &Scroller<'_>, first: Place, place: Place) -> Option<usize> {
    scroller.distance(first, place, HEAD_LINES).and_then(|rows| usize::try_from(rows).ok())
}

/// Most lines about the whole document.
const HEAD_LINES: usize = 12;

/// What is said of the whole document: tags, stances without a passage, notes.
fn head_lines(app: &App, desk: &Desk) -> Vec<Strip> {
    let own = desk.own();
    let mut lines = Vec::new();
    if !own.tags().is_empty() {
        let tags: Vec<String> = own.tags().iter().map(|tag| format!("#{}", tag.tag)).collect();
        lines.push(Strip::of(tags.join(" "), Face::MarginTag));
    }
    let loose = own.stances().iter().filter(|stance| stance.evidence.is_empty());
    lines.extend(loose.map(|stance| Strip::of(stance_words(app, desk, stance), Face::MarginStance)));
    let notes = own.notes().iter().take_while(|note| note.place.is_none());
    // Proposals on the document as a whole stand behind those on spans.
    let whole = desk.proposals.iter().rev().take_while(|proposal| !matches!(proposal.what, Offered::Span { .. }));
    let offered = whole.take(HEAD_LINES).filter_map(|proposal| match &proposal.what {
        Offered::Tag(tag) => Some((format!("#{tag}?"), Face::MarginTag)),
        Offered::Stance { holder, target, value } => {
            Some((format!("{value}? · {} ({})", describe::target(app, target), one_line(holder, 24)), Face::MarginStance))
        }
        Offered::Span { .. } => None,
    });
    for (words, face) in offered {
        let mut line = Strip::default();
        line.add_toned(words, vec![face.into(), Face::Proposal.into()]);
        lines.push(line);
    }
    lines.extend(notes.filter_map(|note| note.common.note.as_deref()).map(|note| Strip::of(pencil(note), Face::MarginNote)));
    lines.truncate(HEAD_LINES);
    lines
}

/// `against · nato-expansion (Russland)`
pub(super) fn stance_words(app: &App, desk: &Desk, stance: &Stance) -> String {
    let degree = stance.degree.map(|degree| format!(" {degree:+}")).unwrap_or_default();
    let holder = describe::holder(desk, &stance.holder);
    format!("{}{degree} · {} ({})", stance.value, describe::target(app, &stance.target), one_line(&holder, 24))
}

fn pencil(note: &str) -> String {
    format!("✎ {}", one_line(note, 60))
}

/// The marks on the screen with what is said of them.
struct Beside<'a> {
    app: &'a App,
    desk: &'a Desk,
    marks: Vec<&'a Mark>,
    entities: HashMap<&'a Id, &'a str>,
    stances: HashMap<&'a Id, Vec<&'a Stance>>,
}

impl<'a> Beside<'a> {
    fn new(app: &'a App, desk: &'a Desk, mut marks: Vec<&'a Mark>) -> Beside<'a> {
        marks.retain(|mark| describe::is_shown(app, mark));
        let wanted: HashMap<&Id, ()> =
            marks.iter().filter_map(|mark| Some((describe::own_span(desk, mark)?.entity.as_ref()?, ()))).collect();
        let entities = match wanted.is_empty() {
            true => HashMap::new(),
            false => {
                let named = desk.own().entities().iter().filter(|entity| wanted.contains_key(&entity.id));
                named.map(|entity| (&entity.id, entity.name.as_str())).collect()
            }
        };
        let mut stances: HashMap<&Id, Vec<&Stance>> = HashMap::new();
        for stance in desk.own().stances() {
            for evidence in &stance.evidence {
                stances.entry(evidence).or_default().push(stance);
            }
        }
        Beside { app, desk, marks, entities, stances }
    }

    /// `PER Wladimir Putin`, `PER? 0.97`, `✎ note`, `QUOTE against · nato-expansion (Russland)`
    fn line(&self, mark: &Mark) -> Strip {
        let mut strip = Strip::default();
        let note = describe::note(self.desk, mark);
        if let MarkRef::Note(_) = mark.what {
            return Strip::of(pencil(note.unwrap_or_default()), Face::MarginNote);
        }
        strip.add_toned(describe::name(self.app, mark), describe::tones(mark));
        if let MarkRef::Proposal(position) = mark.what {
            if let Some(score) = self.desk.proposals.get(position).and_then(|proposal| proposal.score) {
                strip.add_toned(format!(" {score:.2}"), vec![Face::MarginLabel.into(), Face::Proposal.into()]);
            }
        }
        let Some(span) = describe::own_span(self.desk, mark) else { return strip };
        if let Some(name) = span.entity.as_ref().and_then(|id| self.entities.get(id)) {
            strip.add(format!(" {}", one_line(name, 40)), Face::MarginLabel);
        }
        for stance in self.stances.get(&span.id).into_iter().flatten() {
            strip.add(format!(" {}", stance_words(self.app, self.desk, stance)), Face::MarginStance);
        }
        if let Some(note) = note {
            strip.add(format!(" {}", pencil(note)), Face::MarginNote);
        }
        strip
    }
}

/// The place of a mark in the desk's list.
fn position(desk: &Desk, mark: &Mark) -> Option<usize> {
    let all = desk.marks.all();
    let start = mark.place.hull().start;
    let first = all.partition_point(|other| other.place.hull().start < start);
    let here = all.get(first..)?.iter().take_while(|other| other.place.hull().start == start);
    here.into_iter().position(|other| other.what == mark.what).map(|offset| first + offset)
}
