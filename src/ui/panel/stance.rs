//! The stance panel: who is for or against what.

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::describe;
use super::super::strip::{Strip, one_line};
use super::{Ground, frame, hints, share};
use crate::annot::Holder;
use crate::annot::build::Evidence;
use crate::app::overlay::{StanceField, StancePanel};
use crate::app::{App, Desk};
use crate::config::keymap::Context;
use crate::config::theme::Face;

/// Cells that the names of the lines take.
const NAMES: u16 = 11;

pub(super) fn draw(app: &App, panel: &StancePanel, ground: Ground, front: bool, canvas: &mut Canvas<'_>) {
    let Some(desk) = &app.desk else { return };
    let width = share(ground.body.width, 80, 76).min(96);
    let lines = lines(app, desk, panel, width.saturating_sub(NAMES + 4));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let area = ground.place(width, height);
    let title = if panel.before.is_some() { "stance: change" } else { "stance" };
    let below = if front {
        hints(
            app,
            Context::Stance,
            &[("panel-next", "next"), ("panel-change", "change"), ("confirm", "record"), ("cancel", "drop")],
        )
    } else {
        Strip::default()
    };
    let inner = frame(area, title, &below, canvas);
    let chosen = lines.iter().position(|(field, _)| *field == Some(panel.field)).unwrap_or(0);
    // Where the panel is lower than its lines, the chosen one stays in sight.
    let hidden = lines.len().saturating_sub(usize::from(inner.height)).min(chosen);
    for ((field, line), y) in lines.iter().skip(hidden).zip(inner.top()..inner.bottom()) {
        if let Some(field) = field {
            let selected = *field == panel.field;
            if selected {
                let row = Rect::new(inner.x.saturating_sub(1), y, inner.width + 2, 1).intersection(area);
                canvas.tint(row, &[Face::PanelSelected.into()]);
            }
            let tones: &[_] = if selected { &[] } else { &[Face::PanelDim.into()] };
            canvas.put(inner.x, y, inner.right(), field.name(), tones);
        }
        canvas.strip(inner.x.saturating_add(NAMES), y, inner.right(), line);
    }
}

/// The lines; those without a field continue the one above.
fn lines(app: &App, desk: &Desk, panel: &StancePanel, room: u16) -> Vec<(Option<StanceField>, Strip)> {
    let mut lines = Vec::new();
    for field in StanceField::ALL {
        let mut more = Vec::new();
        let line = match field {
            StanceField::Holder => with_key(app, "panel-holder", holder(desk, &panel.holder)),
            StanceField::Target => {
                let question = app.schema.target(&panel.target).map_or("", |target| target.question.as_str());
                if !question.is_empty() {
                    more.push(Strip::of(one_line(question, room), Face::PanelDim));
                }
                let name = describe::target(app, &panel.target);
                let name = if name.is_empty() {
                    Strip::of("choose what it is about", Face::PanelDim)
                } else {
                    Strip::plain(name)
                };
                with_key(app, "panel-target", name)
            }
            StanceField::Value => values(app, panel),
            StanceField::Degree => degree(app, panel.degree),
            StanceField::Evidence => {
                let (first, rest) = evidence(app, desk, panel, room);
                more = rest;
                first
            }
            StanceField::Explicit => {
                let word = match panel.explicit {
                    Some(true) => Strip::plain("yes, in so many words"),
                    Some(false) => Strip::plain("no, between the lines"),
                    None => Strip::of("not said", Face::PanelDim),
                };
                with_key(app, "panel-explicit", word)
            }
            StanceField::Confidence => {
                let word = match panel.confidence {
                    Some(tenths) => Strip::plain(format!("{} %", u16::from(tenths) * 10)),
                    None => Strip::of("not said", Face::PanelDim),
                };
                with_key(app, "panel-confidence", word)
            }
            StanceField::Note => {
                let note = match panel.note.is_empty() {
                    true => Strip::of("none", Face::PanelDim),
                    false => Strip::of(one_line(&panel.note, room), Face::MarginNote),
                };
                with_key(app, "panel-note", note)
            }
        };
        lines.push((Some(field), line));
        lines.extend(more.into_iter().map(|line| (None, line)));
    }
    lines
}

/// What a line says, and before it the key that changes it.
fn with_key(app: &App, command: &str, line: Strip) -> Strip {
    let key = describe::key(app, Context::Stance, command).unwrap_or_default();
    let mut strip = Strip::of(format!("{key:<2}"), Face::Key);
    strip.join("", line);
    strip
}

fn holder(desk: &Desk, holder: &Holder) -> Strip {
    let mut strip = Strip::plain(one_line(&describe::holder(desk, holder), 48));
    let what = match holder {
        Holder::Entity(_) => "entity",
        Holder::Span(_) => "passage",
        Holder::Author => "author",
        Holder::Outlet => "outlet",
        Holder::Name(_) => "name",
    };
    strip.add(format!("  {what}"), Face::PanelDim);
    strip
}

/// `f favor  a against …`, the chosen one set off.
fn values(app: &App, panel: &StancePanel) -> Strip {
    let mut strip = Strip::default();
    for value in &app.schema.stance.values {
        let mut one = Strip::default();
        if let Some(key) = value.key {
            one.add(format!("{key} "), Face::Key);
        }
        let chosen = panel.value.as_ref() == Some(&value.name);
        one.add_toned(value.name.as_str(), chosen.then(|| Face::CurrentMatch.into()).into_iter().collect());
        strip.join("  ", one);
    }
    let known = |name: &String| app.schema.value(name).is_some();
    if let Some(other) = panel.value.as_ref().filter(|name| !known(name)) {
        strip.join("  ", Strip::of(other, Face::CurrentMatch));
    }
    strip
}

/// `−2 · −1 · 0 · +1 · +2`, the chosen one set off.
fn degree(app: &App, degree: Option<i8>) -> Strip {
    let keys =
        ["degree-down", "degree-up"].map(|command| describe::key(app, Context::Stance, command).unwrap_or_default());
    let mut strip = Strip::of(format!("{} {}  ", keys[0], keys[1]), Face::Key);
    for (value, word) in [(-2, "−2"), (-1, "−1"), (0, "0"), (1, "+1"), (2, "+2")] {
        let face = if degree == Some(value) { Face::CurrentMatch } else { Face::PanelDim };
        if value > -2 {
            strip.add(" · ", Face::PanelDim);
        }
        strip.add(word, face);
    }
    if degree.is_none() {
        strip.add("  not said", Face::PanelDim);
    }
    strip
}

/// The passages taken; then the one that can be.
fn evidence(app: &App, desk: &Desk, panel: &StancePanel, room: u16) -> (Strip, Vec<Strip>) {
    let words = |evidence: &Evidence| match evidence {
        Evidence::Span(id) => describe::span_words(desk, id, room.saturating_sub(6)),
        Evidence::Passage { place, .. } => describe::quote(desk, place, room.saturating_sub(6)),
    };
    let mut lines: Vec<Strip> =
        panel.evidence.iter().map(|one| Strip::of(format!("“{}”", words(one)), Face::Evidence)).collect();
    if let Some(offered) = panel.offered.as_ref().filter(|offered| !panel.evidence.contains(offered)) {
        let mut line = Strip::of("take ", Face::PanelDim);
        line.add(format!("“{}”", one_line(&words(offered), room.saturating_sub(12))), Face::PanelDim);
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(Strip::of("none", Face::PanelDim));
    }
    let mut lines = lines.into_iter();
    let first = with_key(app, "panel-evidence", lines.next().unwrap_or_default());
    let indent = |line: Strip| {
        let mut strip = Strip::plain("  ");
        strip.join("", line);
        strip
    };
    (first, lines.map(indent).collect())
}
