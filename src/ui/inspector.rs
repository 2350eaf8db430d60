//! The inspector: everything that is known of what stands under the cursor, in full.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::describe;
use super::strip::{Strip, one_line};
use crate::annot::proposal::Proposal;
use crate::annot::{Common, Record, SpanAnnotation};
use crate::app::{App, Desk, Mark, MarkRef};
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::wrap;

/// Draws the inspector: the document's own line, then each mark under the cursor, innermost first.
pub(super) fn draw(app: &App, desk: &Desk, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Face::Text);
    let rule = "─".repeat(usize::from(area.width));
    canvas.put(area.x, area.y, area.right(), &rule, &[Face::MarginRule.into()]);
    let (x, end) = (area.x.saturating_add(1), area.right().saturating_sub(1));
    // Between the frame and the indent.
    let width = area.width.saturating_sub(4).max(20);
    let mut lines: Vec<Strip> =
        describe::covering(app, desk).into_iter().flat_map(|mark| mark_lines(app, desk, mark, width)).collect();
    lines.extend(date_line(desk));
    if lines.is_empty() {
        lines.push(Strip::of("nothing is marked here", Face::PanelDim));
    }
    lines.extend(document_lines(desk));
    for (line, y) in lines.iter().zip(area.y.saturating_add(1)..area.bottom()) {
        canvas.strip(x, y, end, line);
    }
}

fn mark_lines(app: &App, desk: &Desk, mark: &Mark, width: u16) -> Vec<Strip> {
    let text = desk.document.text();
    let dim = Face::PanelDim;
    let mut first = Strip::default();
    first.add_toned(describe::name(app, mark), describe::tones(mark));
    let state = match mark.what {
        MarkRef::Own(_) | MarkRef::Note(_) => "",
        MarkRef::Proposal(_) if mark.later => " put aside",
        MarkRef::Proposal(_) => " proposed",
        MarkRef::Rejected(_) => " rejected",
    };
    first.add(state, dim);
    first.add(format!("  {}", describe::quote(desk, &mark.place, 60)), Face::Text);
    let parts: Vec<String> = mark
        .place
        .parts()
        .map(|part| format!("{}..{}", text.to_code_point(part.start).0, text.to_code_point(part.end).0))
        .collect();
    first.add(format!("  {}", parts.join(" + ")), dim);
    let offers: Vec<String> = describe::offers(desk, mark).iter().map(describe::offer).collect();
    if !offers.is_empty() {
        first.add(format!("  from {}", offers.join(", ")), dim);
    }
    let description = app.schema.label(&mark.label).map_or("", |(_, label)| label.description.as_str());
    if !description.is_empty() {
        first.add(format!("  {description}"), dim);
    }
    let mut lines = vec![first];
    if let Some(doubt) = desk.doubt(&mark.what) {
        let was = format!(
            "the text changed: it was “{}”, {:.0} % alike; ",
            one_line(&doubt.was, 60),
            doubt.similarity * 100.0
        );
        let mut line = Strip::of(was, Face::StatusError);
        let keep = describe::key(app, Context::Normal, "accept").unwrap_or_default();
        line.add(format!("{keep} says that it stands right"), dim);
        lines.push(indented(line));
    }
    if let Some(span) = describe::own_span(desk, mark) {
        lines.extend(span_line(desk, span));
    }
    if let Some(proposal) = describe::proposal(desk, mark) {
        lines.extend(proposal_lines(desk, proposal, width));
    }
    if let Some(note) = describe::note(desk, mark) {
        lines.extend(note_lines(note, width));
    }
    lines
}

/// What a program says beside label and place, and why, which may be long.
fn proposal_lines(desk: &Desk, proposal: &Proposal, width: u16) -> Vec<Strip> {
    let Record::Span(span) = &proposal.annotation else { return Vec::new() };
    let dim = Face::PanelDim;
    let mut line = Strip::default();
    for (role, words) in describe::offered_roles(desk, proposal) {
        let mut strip = Strip::of(format!("{role} "), dim);
        strip.add(words, Face::Text);
        line.join("  ", strip);
    }
    line.join("  ", common(&span.common));
    let mut lines = if line.is_empty() { Vec::new() } else { vec![indented(line)] };
    if let Some(why) = span.common.extra.get("why").and_then(|why| why.as_str()) {
        let why = format!("because: {why}");
        lines.extend(rows(&why, width).map(|row| indented(Strip::of(row, dim))));
    }
    lines
}

/// The date that the words under the cursor name.
fn date_line(desk: &Desk) -> Option<Strip> {
    let date = desk.dates.iter().find(|date| date.span.contains(desk.view.cursor))?;
    let mut line = Strip::of("date", Face::Key);
    line.add(format!("  {}  ", describe::quote(desk, &date.span.into(), 40)), Face::Text);
    match date.value {
        Some(value) => line.add(value.to_string(), Face::Text),
        None => line.add(format!("not known: {}", date.reason()), Face::PanelDim),
    }
    if date.value.is_some() {
        let from = date.resolved_against.map(|against| format!(", {against}")).unwrap_or_default();
        line.add(format!("  ({}{from})", date.why.text()), Face::PanelDim);
    }
    Some(line)
}

/// Entity, roles, attributes and date of the annotator's own span.
fn span_line(desk: &Desk, span: &SpanAnnotation) -> Option<Strip> {
    let dim = Face::PanelDim;
    let mut line = Strip::default();
    if let Some(id) = &span.entity {
        let mentions = desk.own().spans().iter().filter(|other| other.entity.as_ref() == Some(id)).count();
        let name = describe::entity(desk, id).unwrap_or(id.as_str());
        let mut entity = Strip::of("entity ", dim);
        entity.add(name, Face::Text);
        entity.add(format!(" ({mentions} {})", if mentions == 1 { "mention" } else { "mentions" }), dim);
        line.join("  ", entity);
    }
    for (role, ids) in &span.roles {
        let words: Vec<String> = ids.iter().map(|id| describe::span_words(desk, id, 32)).collect();
        let mut strip = Strip::of(format!("{role} "), dim);
        strip.add(words.join(", "), Face::Text);
        line.join("  ", strip);
    }
    line.join("  ", common(&span.common));
    (!line.is_empty()).then(|| indented(line))
}

fn common(common: &Common) -> Strip {
    let dim = Face::PanelDim;
    let mut line = Strip::default();
    for (name, value) in &common.attrs {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        line.join("  ", Strip::of(format!("{name}={value}"), dim));
    }
    if let Some(at) = common.at {
        line.join("  ", Strip::of(at.strftime("%Y-%m-%d %H:%M UTC").to_string(), dim));
    }
    line
}

fn note_lines(note: &str, width: u16) -> Vec<Strip> {
    let rows = rows(note, width.saturating_sub(2));
    rows.take(6).map(|row| indented(Strip::of(format!("✎ {row}"), Face::MarginNote))).collect()
}

/// Text set in rows of `width` cells.
fn rows(text: &str, width: u16) -> impl Iterator<Item = &str> {
    text.lines().flat_map(move |line| wrap(line, width).into_iter().map(move |row| line.get(row).unwrap_or_default()))
}

fn indented(line: Strip) -> Strip {
    let mut strip = Strip::of("  ", Face::Text);
    strip.join("", line);
    strip
}

/// What is known of the article and what is said of it as a whole.
fn document_lines(desk: &Desk) -> Vec<Strip> {
    let (document, own) = (&desk.document, desk.own());
    let dim = Face::PanelDim;
    let meta = document.meta();
    let mut about = Strip::of(document.title(), Face::Text);
    let facts = [&meta.date, &meta.outlet, &meta.author, &meta.language];
    for fact in facts.into_iter().flatten() {
        about.join(" · ", Strip::of(fact, dim));
    }
    about.join(" · ", Strip::of(document.encoding(), dim));
    let kind = document
        .block_at(desk.view.cursor)
        .and_then(|block| document.blocks().get(block))
        .map(|block| block.kind.name());
    let at = document.text().to_code_point(desk.view.cursor).0;
    let mut said = Strip::of(format!("{} at character {at}", kind.unwrap_or("nothing")), dim);
    said.join(" · ", Strip::of(format!("{}: {}", own.annotator, own.review.status.name()), dim));
    let counts = [
        (own.spans().len(), "span", "spans"),
        (desk.undecided().count(), "open proposal", "open proposals"),
        (own.stances().len(), "stance", "stances"),
    ];
    for (count, one, many) in counts.into_iter().filter(|(count, ..)| *count > 0) {
        said.join(" · ", Strip::of(format!("{count} {}", if count == 1 { one } else { many }), dim));
    }
    let tags: Vec<String> = own.tags().iter().map(|tag| format!("#{}", tag.tag)).collect();
    said.join(" · ", Strip::of(tags.join(" "), Face::MarginTag));
    let mut lines = vec![about, said];
    let reach = |(name, percent): (&str, u8)| format!("! proposals of {name} reach {percent} % of the article");
    lines.extend(desk.reaches().into_iter().map(|one| Strip::of(reach(one), Face::MarginNote)));
    lines.extend(desk.faults.iter().map(|fault| Strip::of(format!("! {fault}"), Face::MarginNote)));
    lines
}
