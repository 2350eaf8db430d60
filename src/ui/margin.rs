//! The margin: annotations beside the lines they begin on.

use std::collections::HashMap;

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::describe;
use super::strip::{Strip, one_line};
use super::text::visible_span;
use crate::annot::{Id, Offered, Stance};
use crate::app::{App, Desk, Hit, Mark, MarkRef};
use crate::config::schema::LabelKind;
use crate::config::theme::Face;
use crate::layout::{Place, Scroller, VisibleRow};
use crate::text::width;

/// Something said in the margin: in full, without what can be spared, and in one word.
struct Said {
    forms: [Strip; 3],
    /// What a click on it leads to.
    hit: Option<Hit>,
}

impl Said {
    fn of(strip: Strip) -> Said {
        Said { forms: [strip.clone(), strip.clone(), strip], hit: None }
    }
}

/// Cells in which a name can still be told, when several share a row.
const SHORTEST: u16 = 6;

/// Blanks between two that share a row.
const GAP: u16 = 2;

/// Draws the margin beside `rows`.
///
/// What is said of a line begins beside it and goes on beside the lines below, as long as nothing is said of them;
/// where there is not enough room, several share a row.
pub(super) fn draw(app: &App, desk: &Desk, area: Rect, rows: &[VisibleRow], canvas: &mut Canvas<'_>) {
    // An article of which nothing was said yet has the page to itself.
    if desk.marks.all().is_empty() && head_lines(app, desk).is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        canvas.put(area.x, y, area.right(), "│", &[Face::MarginRule.into()]);
    }
    let mut said = said(app, desk, rows);
    said.resize_with(usize::from(area.height), Vec::new);
    let mut y = 0;
    while y < said.len() {
        let here = std::mem::take(said.get_mut(y).unwrap_or(&mut Vec::new()));
        let free = 1 + said.iter().skip(y + 1).take_while(|below| below.is_empty()).count();
        let shared = here.len().div_ceil(free).max(1);
        for (chunk, row) in here.chunks(shared).zip((y..y + free).filter_map(|row| u16::try_from(row).ok())) {
            let row = Rect { y: area.y.saturating_add(row), height: 1, ..area };
            draw_row(chunk, row.intersection(area), canvas);
        }
        y += free;
    }
}

/// Draws what shares one row of the margin.
fn draw_row(said: &[Said], row: Rect, canvas: &mut Canvas<'_>) {
    let (left, end) = (row.x.saturating_add(2), row.right());
    // The longest form in which all of them fit.
    let wide =
        |form: usize| said.iter().filter_map(|one| one.forms.get(form)).fold(0, |sum, strip| sum + strip.width() + GAP);
    let form = match said {
        [_] => 0,
        _ => (0..2).find(|form| wide(*form) <= row.width).unwrap_or(2),
    };
    let mut at = left;
    for (position, one) in said.iter().enumerate() {
        let Some(strip) = one.forms.get(form) else { return };
        let after = said.len() - position - 1;
        let more = format!("+{}", after + 1);
        let gap = if position > 0 { GAP } else { 0 };
        // Nothing vanishes silently: room is kept for the number of those that follow.
        let kept = if after > 0 { GAP + width(&more) } else { 0 };
        let stop = end.saturating_sub(kept);
        if position > 0 {
            if at.saturating_add(gap + strip.width().min(SHORTEST)) > stop {
                canvas.put(at + 1, row.y, end, &more, &[Face::MarginLabel.into()]);
                return;
            }
            at = canvas.put(at, row.y, end, "  ", &[Face::MarginLabel.into()]);
        }
        let from = at;
        at = canvas.strip(from, row.y, stop, strip);
        if let Some(hit) = one.hit {
            canvas.hits.add(Rect::new(from, row.y, at.saturating_sub(from), 1), hit);
        }
    }
}

/// What is said of each row.
fn said(app: &App, desk: &Desk, rows: &[VisibleRow]) -> Vec<Vec<Said>> {
    let marks = visible_span(rows).map(|span| desk.marks.overlapping(span).collect()).unwrap_or_default();
    let beside = Beside::new(app, desk, marks);
    let mut head: Vec<Option<Strip>> = head_lines(app, desk).into_iter().map(Some).collect();
    let scroller = Scroller::new(&desk.document, &desk.view.cache, app.geometry().measure);
    let first = scroller.first_place();
    let row = |visible: &VisibleRow| {
        let line = row_number(&scroller, first, visible.place).and_then(|number| head.get_mut(number)?.take());
        let mut said: Vec<Said> = line.map(Said::of).into_iter().collect();
        if let Some(row) = visible.row() {
            let begins = beside.marks.iter().filter(|mark| row.span.contains(mark.place.hull().start));
            said.extend(begins.flat_map(|mark| beside.said(mark)));
        }
        said
    };
    rows.iter().map(row).collect()
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
        Offered::Stance { holder, target, value } => Some((
            format!("{value}? · {} ({})", describe::target(app, target), one_line(holder, 24)),
            Face::MarginStance,
        )),
        Offered::Span { .. } => None,
    });
    for (words, face) in offered {
        let mut line = Strip::default();
        line.add_toned(words, vec![face.into(), Face::Proposal.into()]);
        lines.push(line);
    }
    lines.extend(
        notes.filter_map(|note| note.common.note.as_deref()).map(|note| Strip::of(pencil(note), Face::MarginNote)),
    );
    lines.truncate(HEAD_LINES);
    lines
}

/// `against · nato-expansion (Russland)`
pub(super) fn stance_words(app: &App, desk: &Desk, stance: &Stance) -> String {
    let degree = stance.degree.map(|degree| format!(" {}", signed(degree))).unwrap_or_default();
    let holder = describe::holder(desk, &stance.holder);
    format!("{}{degree} · {} ({})", stance.value, describe::target(app, &stance.target), one_line(&holder, 24))
}

/// `+1`, `−2`, `0`
fn signed(degree: i8) -> String {
    match degree {
        0 => "0".into(),
        1.. => format!("+{degree}"),
        _ => format!("−{}", degree.unsigned_abs()),
    }
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

    /// The words of a speaker, who mostly stands near the quotation: looking through all spans would take long.
    fn speaker(&self, id: &Id) -> String {
        let near = self.marks.iter().find(|mark| matches!(&mark.what, MarkRef::Own(own) if own == id));
        near.map_or_else(|| describe::span_words(self.desk, id, 24), |mark| describe::quote(self.desk, &mark.place, 24))
    }

    /// `PER Putin → Wladimir Putin`, `PER? 0.97 Putin`, `QUOTE ← Onno Harms`, and the stances it is evidence of.
    fn said(&self, mark: &Mark) -> Vec<Said> {
        let hit = position(self.desk, mark).map(Hit::Margin);
        let note = describe::note(self.desk, mark).map(|note| Strip::of(pencil(note), Face::MarginNote));
        if let MarkRef::Note(_) = mark.what {
            return note.map(|note| Said { hit, ..Said::of(note) }).into_iter().collect();
        }
        let mut brief = Strip::default();
        brief.add_toned(describe::name(self.app, mark), describe::tones(mark));
        let (mut full, mut short) = (brief.clone(), brief.clone());
        let label = Face::MarginLabel;
        if let MarkRef::Proposal(position) = mark.what
            && let Some(score) = self.desk.proposals.get(position).and_then(|proposal| proposal.score)
        {
            full.add_toned(format!(" {score:.2}"), vec![label.into(), Face::Proposal.into()]);
        }
        let span = describe::own_span(self.desk, mark);
        let name = span.and_then(|span| span.entity.as_ref()).and_then(|id| self.entities.get(id));
        let speaker = span.and_then(|span| span.role("source").first());
        let offered = describe::proposal(self.desk, mark).filter(|_| mark.kind == LabelKind::Quotation);
        let offered = offered
            .and_then(|it| describe::offered_roles(self.desk, it).into_iter().find(|(role, _)| role == "source"));
        let words = match (mark.kind, speaker) {
            (LabelKind::Quotation, Some(speaker)) => format!("← {}", self.speaker(speaker)),
            (LabelKind::Quotation, None) => offered.map_or_else(String::new, |(_, words)| format!("← {words}")),
            _ => describe::quote(self.desk, &mark.place, 24),
        };
        short.join(" ", Strip::of(words.as_str(), label));
        full.join(" ", Strip::of(words.as_str(), label));
        if mark.kind == LabelKind::Quotation {
            full.join(" ", Strip::of(describe::quote(self.desk, &mark.place, 24), Face::MarginLabel));
        }
        if let Some(name) = name.filter(|name| ***name != words) {
            full.add(format!(" → {}", one_line(name, 24)), label);
        }
        let mut said = vec![Said { forms: [full, short, brief], hit }];
        let stances = span.and_then(|span| self.stances.get(&span.id)).into_iter().flatten();
        let stances = stances.map(|stance| Strip::of(stance_words(self.app, self.desk, stance), Face::MarginStance));
        said.extend(stances.chain(note).map(|strip| Said { hit, ..Said::of(strip) }));
        said
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
