//! Labels and tags.

use super::target::{Target, quoted};
use crate::annot::proposal::Proposal;
use crate::annot::sweep::occurrences;
use crate::annot::{Anchored, AnnotationSet, Edit, Id, Offered};
use crate::app::desk::EdgePick;
use crate::app::overlay::{Checklist, Choice, Free, Item, Picker, Preview, Purpose};
use crate::app::{App, Invocation, Mark, MarkRef, Overlay};
use crate::config::schema::LabelKind;
use crate::text::{Span, Text};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn label(app: &mut App, call: &Call<'_>) {
    let label = match app.known_label(call.argument) {
        Ok(label) => label,
        Err(reason) => return app.warn(reason),
    };
    let kind = app.label_kind(&label);
    let Some(target) = app.target(kind) else { return app.tell("nothing here to label") };
    // Whoever walks from match to match goes on with n, not to the next proposal.
    let searching = app.desk.as_ref().is_some_and(|desk| desk.view.found.is_some());
    let advance = matches!(target, Target::Mark(MarkRef::Proposal(_))) && !searching;
    let made = app.edit_with(|author, desk| match &target {
        Target::Passage(place) => author.label_place(place.clone(), &label, &[]),
        Target::Mark(MarkRef::Own(id)) => author.relabel(id, &label),
        Target::Mark(MarkRef::Proposal(at)) => {
            desk.proposals.get(*at).map_or_else(Edit::default, |proposal| author.accept_as(proposal, &label))
        }
        Target::Mark(MarkRef::Rejected(_) | MarkRef::Note(_)) => Edit::default(),
    });
    if let Some(desk) = &mut app.desk {
        desk.view.anchor = None;
    }
    if !made && app.notice.is_none() {
        app.tell(format!("already {label}"));
    }
    if made && advance {
        app.advance();
    }
}

pub(in crate::app) fn choose_label(app: &mut App, _: &Call<'_>) {
    if app.desk.as_ref().is_some_and(|desk| desk.edge.is_some()) {
        return app.confirm_edge();
    }
    if let Some(orphan) = app.desk.as_ref().and_then(|desk| desk.placing.clone()) {
        return app.place_orphan(&orphan);
    }
    match app.memory.sticky.clone() {
        Some(label) => app.run(&format!("label {label}"), None),
        None => app.pick_label("label", "label"),
    }
}

pub(in crate::app) fn sticky(app: &mut App, call: &Call<'_>) {
    if call.argument.is_empty() {
        return match app.memory.sticky.take() {
            Some(label) => app.tell(format!("sticky {label} off")),
            None => app.pick_label("label every selection", "sticky-label"),
        };
    }
    match app.known_label(call.argument) {
        Ok(label) => {
            app.tell(format!("every selection is {label} now; escape ends that"));
            app.memory.sticky = Some(label);
            app.selection_complete();
        }
        Err(reason) => app.warn(reason),
    }
}

pub(in crate::app) fn identical(app: &mut App, call: &Call<'_>) {
    let label = match (call.argument, app.focused_label()) {
        ("", Some(label)) => label,
        ("", None) => return app.pick_label("label every identical string", "label-identical"),
        (label, _) => label.to_owned(),
    };
    let Some((span, entity)) = app.identical_to() else { return app.tell("nothing here to look for") };
    let Some(desk) = &app.desk else { return };
    let text = desk.document.text();
    let quote = text.slice(span).to_owned();
    let found = occurrences(text.as_str(), &quote);
    let selected = found.iter().position(|place| place.start >= span.start).unwrap_or(0);
    let origin = desk.view.cursor;
    let places = Checklist::new(found, selected, origin);
    app.overlays.push(Overlay::Preview(Preview { label, quote, entity, places }));
}

pub(in crate::app) fn edge_start(app: &mut App, _: &Call<'_>) {
    app.pick_edge(true);
}

pub(in crate::app) fn edge_end(app: &mut App, _: &Call<'_>) {
    app.pick_edge(false);
}

pub(in crate::app) fn add_fragment(app: &mut App, _: &Call<'_>) {
    let Some(fragment) = app.passage() else { return app.tell("select the fragment first") };
    let last = app.desk.as_ref().and_then(|desk| desk.last_span.clone());
    let Some(id) = last else { return app.tell("label something first; then + adds a fragment to it") };
    let made = app.edit_with(|author, desk| match desk.own().span(&id) {
        Some(span) => {
            let mut edit = author.set_edge(&id, span.place.with_fragment(fragment));
            let added = quoted(desk.document.text().slice(fragment));
            edit.summary = format!("add {added} to {}", span.label);
            edit
        }
        None => Edit::default(),
    });
    if let Some(desk) = &mut app.desk {
        desk.view.anchor = None;
    }
    if !made && app.notice.is_none() {
        app.tell("the annotation made last has this fragment already");
    }
}

pub(in crate::app) fn delete(app: &mut App, _: &Call<'_>) {
    match app.focused().map(|mark| mark.what.clone()) {
        Some(MarkRef::Own(id)) => {
            app.edit_with(|author, _| author.delete(&id));
        }
        Some(MarkRef::Rejected(id)) => {
            app.edit_with(|author, _| author.reopen(&id));
        }
        Some(MarkRef::Note(id)) => {
            app.delete_note(&id);
        }
        Some(MarkRef::Proposal(_)) => app.tell("a program's proposal is rejected, not deleted: x"),
        None => app.tell("no annotation here to delete"),
    }
}

pub(in crate::app) fn tag(app: &mut App, call: &Call<'_>) {
    if !call.argument.is_empty() {
        return app.put_tag(call.argument);
    }
    let Some(desk) = &app.desk else { return };
    let here: Vec<&str> = desk.own().tags().iter().map(|tag| tag.tag.as_str()).collect();
    let mut words: Vec<(&String, &usize)> = app.memory.tags.iter().collect();
    words.sort_by_key(|(tag, seen)| (here.contains(&tag.as_str()), std::cmp::Reverse(**seen), tag.as_str()));
    let items = words.into_iter().map(|(tag, seen)| {
        let description = app.schema.tags.iter().find(|def| &def.name == tag).map(|def| def.description.clone());
        let detail = description.filter(|text| !text.is_empty()).unwrap_or_else(|| match seen {
            _ if here.contains(&tag.as_str()) => "here already".into(),
            0 => String::new(),
            seen => format!("{seen}×"),
        });
        Item { text: tag.clone(), detail, choice: Choice::Command(format!("tag {tag}")) }
    });
    let free = if app.schema.tags_free { Free::Tag } else { Free::No };
    let picker = Picker::new("tag", Purpose::Open, free, items.collect());
    app.overlays.push(Overlay::Picker(picker));
}

pub(in crate::app) fn untag(app: &mut App, call: &Call<'_>) {
    if !app.edit_with(|author, _| author.remove_tag(call.argument)) && app.notice.is_none() {
        app.tell(format!("the document has no tag {}", quoted(call.argument)));
    }
}

pub(in crate::app) fn tags(app: &mut App, _: &Call<'_>) {
    app.reopen_list(&Purpose::Tags);
}

pub(in crate::app) fn list(app: &mut App, _: &Call<'_>) {
    app.reopen_list(&Purpose::Annotations);
}

impl App {
    /// The string that others may be identical to, and the entity it mentions: what is selected, or stands under the
    /// cursor.
    pub(super) fn identical_to(&self) -> Option<(Span, Option<Id>)> {
        let desk = self.desk.as_ref()?;
        let focused = self.focused().filter(|mark| !mark.place.is_fragmented()).map(|mark| mark.place.hull());
        let span = self.selected().or(focused).or_else(|| self.passage())?;
        Some((span, self.focused_span().and_then(|id| desk.own().span(&id)?.entity.clone())))
    }

    fn label_kind(&self, label: &str) -> LabelKind {
        self.schema.label(label).map_or(LabelKind::Other, |(_, label)| label.kind)
    }

    pub(super) fn known_label(&self, name: &str) -> Result<String, String> {
        let known = || self.schema.labels.iter().map(|label| label.name.as_str());
        match self.schema.label(name) {
            Some((_, label)) => Ok(label.name.clone()),
            None => Err(match crate::config::nearest(name, known()) {
                Some(near) => format!("the schema has no label {name:?}; did you mean {near}?"),
                None => format!("the schema has no label {name:?}; it has {}", known().collect::<Vec<_>>().join(", ")),
            }),
        }
    }

    pub(super) fn focused_label(&self) -> Option<String> {
        self.focused().filter(|mark| !mark.label.is_empty()).map(|mark| mark.label.clone())
    }

    pub(super) fn pick_label(&mut self, title: &str, command: &str) {
        let items = self.schema.labels.iter().map(|label| Item {
            text: label.name.clone(),
            detail: match label.key {
                Some(key) => format!("{key}  {}", label.description),
                None => label.description.clone(),
            },
            choice: Choice::Command(format!("{command} {}", label.name)),
        });
        let picker = Picker::new(title, Purpose::Open, Free::No, items.collect());
        self.overlays.push(Overlay::Picker(picker));
    }

    /// The places of a preview that were taken are labelled.
    pub(super) fn label_taken(&mut self, preview: &Preview) {
        let places = preview.places.taken();
        let made = self.edit_with(|author, _| author.label_all(&places, &preview.label, preview.entity.as_ref()));
        if let Some(desk) = &mut self.desk {
            desk.view.go(&desk.document, preview.places.origin);
            desk.view.anchor = None;
        }
        self.follow_cursor();
        if !made && self.notice.is_none() {
            self.tell(format!("all of them are {} already", preview.label));
        }
        self.memory.repeat = Some(("label", preview.label.clone()));
    }

    fn pick_edge(&mut self, start: bool) {
        let mark = self.focused().filter(|mark| matches!(mark.what, MarkRef::Own(_) | MarkRef::Proposal(_))).cloned();
        let Some(mark) = mark else { return self.tell("no annotation here whose edge could move") };
        let Some(desk) = &mut self.desk else { return };
        let place = mark.place.hull();
        let from = desk.view.cursor;
        let to = if start { place.start } else { desk.document.text().prev_grapheme(place.end) };
        desk.view.anchor = None;
        desk.view.go(&desk.document, to);
        desk.edge = Some(EdgePick { what: mark.what, place: mark.place, start, from });
        self.follow_cursor();
        self.tell(if start { "move the start, then enter" } else { "move the end, then enter" });
    }

    /// The edge stays where the cursor is.
    pub(super) fn confirm_edge(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        let Some(edge) = desk.edge.take() else { return };
        let Some(place) = edge.moved(&desk.document, desk.view.cursor) else {
            let other =
                if edge.start { "the start must stay before the end" } else { "the end must stay behind the start" };
            desk.edge = Some(edge);
            return self.warn(format!("{other}; move on, or press escape"));
        };
        let made = match &edge.what {
            MarkRef::Own(id) => self.edit_with(|author, _| author.set_edge(id, place)),
            MarkRef::Proposal(at) => self.edit_with(|author, desk| {
                desk.proposals.get(*at).map_or_else(Edit::default, |proposal| author.accept_with_place(proposal, place))
            }),
            MarkRef::Rejected(_) | MarkRef::Note(_) => false,
        };
        if made && matches!(edge.what, MarkRef::Proposal(_)) {
            self.advance();
        }
    }

    fn put_tag(&mut self, tag: &str) {
        let known = self.schema.tags_free || self.schema.tags.iter().any(|def| def.name == tag);
        if !known {
            return self.warn(format!("the schema has no tag {tag:?} and allows no others (tags_free = false)"));
        }
        if self.edit_with(|author, _| author.add_tag(tag)) {
            *self.memory.tags.entry(tag.to_owned()).or_default() += 1;
        } else if self.notice.is_none() {
            self.tell(format!("the document has the tag {} already", quoted(tag)));
        }
    }

    /// Opens a list of what the document has.
    pub(super) fn reopen_list(&mut self, purpose: &Purpose) {
        let Some(desk) = &self.desk else { return };
        let text = desk.document.text();
        let (title, items): (&str, Vec<Item>) = match purpose {
            Purpose::Annotations => {
                let shown = |mark: &&Mark| self.panes.rejected || !matches!(mark.what, MarkRef::Rejected(_));
                let item = |mark: &Mark| Item {
                    text: format!("{}  {}", mark.label, quoted(&mark.place.quote(text))).trim().to_owned(),
                    detail: self.mark_detail(mark),
                    choice: Choice::Mark(mark.what.clone()),
                };
                ("annotations (ctrl-x deletes)", desk.marks.all().iter().filter(shown).map(item).collect())
            }
            Purpose::Tags => {
                let item = |tag: &crate::annot::Tag| Item {
                    text: tag.tag.clone(),
                    detail: String::new(),
                    choice: Choice::Tag(tag.tag.clone()),
                };
                ("tags (ctrl-x deletes)", desk.own().tags().iter().map(item).collect())
            }
            Purpose::Stances => {
                let item = |stance: &crate::annot::Stance| Item {
                    text: format!("{} → {}: {}", self.holder_name(&stance.holder), stance.target, stance.value),
                    detail: String::new(),
                    choice: Choice::Stance(stance.id.clone()),
                };
                ("stances (ctrl-x deletes)", desk.own().stances().iter().map(item).collect())
            }
            Purpose::Relations => {
                let quote = |id: &Id| own_quote(desk.own(), text, id);
                let item = |relation: &crate::annot::Relation| Item {
                    text: format!("{} → {}", quote(&relation.head), quote(&relation.tail)),
                    detail: relation.label.clone(),
                    choice: Choice::Relation(
                        relation.id.clone(),
                        desk.own().span(&relation.head).map_or(0, |span| span.place.hull().start),
                    ),
                };
                ("relations (ctrl-x deletes)", desk.own().relations().iter().map(item).collect())
            }
            Purpose::Proposals => {
                let item = |(at, proposal): (usize, &Proposal)| Item {
                    text: match &proposal.what {
                        Offered::Tag(tag) => format!("tag {tag}"),
                        Offered::Stance { holder, target, value } => format!("{holder} → {target}: {value}"),
                        Offered::Span { label, place } => format!("{label}  {}", quoted(&place.quote(text))),
                    },
                    detail: super::review::offered_words(desk, proposal),
                    choice: Choice::Proposal(at),
                };
                ("proposals for the document (enter accepts, ctrl-x rejects)", desk.unplaced().map(item).collect())
            }
            Purpose::Unsettled => return super::unsettled::list(self, &Invocation { count: None, argument: "" }),
            _ => return,
        };
        if items.is_empty() {
            let what = title.split(' ').next().unwrap_or_default();
            return self.tell(format!("the document has no {what} yet"));
        }
        self.overlays.push(Overlay::Picker(Picker::new(title, purpose.clone(), Free::No, items)));
    }

    pub(super) fn entity_name(&self, id: Option<&Id>) -> Option<String> {
        self.desk.as_ref()?.own().entity(id?).map(|entity| entity.name.clone())
    }

    pub(super) fn jump_to_mark(&mut self, what: &MarkRef) {
        let place = self.desk.as_ref().and_then(|desk| desk.marks.find(what)).map(|mark| mark.place.hull());
        if let Some(place) = place {
            self.jump_to(place.start);
            if let Some(desk) = &mut self.desk {
                desk.view.focus = Some(what.clone());
            }
        }
    }

    /// What a list says of a mark beside its label and text.
    fn mark_detail(&self, mark: &Mark) -> String {
        let own = self.desk.as_ref().map(|desk| desk.own());
        match &mark.what {
            _ if mark.later => "put aside".into(),
            MarkRef::Own(id) => {
                if self.desk.as_ref().is_some_and(|desk| desk.doubt(&mark.what).is_some()) {
                    return "doubtful".into();
                }
                let entity = own.and_then(|own| own.span(id)).and_then(|span| span.entity.as_ref());
                self.entity_name(entity).unwrap_or_default()
            }
            MarkRef::Proposal(_) => "proposed".into(),
            MarkRef::Rejected(_) => "rejected".into(),
            MarkRef::Note(_) => "note".into(),
        }
    }
}

/// A span in words, for lists of what refers to it.
fn own_quote(own: &AnnotationSet, text: &Text, id: &Id) -> String {
    own.span(id).map_or_else(|| id.to_string(), |span| quoted(&span.place.quote(text)))
}

impl EdgePick {
    /// The place with its edge at the cursor; the other edge stays, and so do the inner parts of a fragmented one.
    /// Blanks at the edge do not count. `None` when the edge crossed the other one.
    pub fn moved(&self, document: &crate::doc::Document, cursor: usize) -> Option<Anchored> {
        let mut parts: Vec<Span> = self.place.parts().collect();
        parts.sort();
        let after = document.text().next_grapheme(cursor);
        if self.start {
            let end = parts.iter().map(|part| part.end).find(|end| *end > cursor);
            parts.retain(|part| part.end > cursor);
            if let (Some(first), Some(end)) = (parts.first_mut(), end) {
                *first = Span::new(cursor, end);
            }
        } else {
            let start = parts.iter().map(|part| part.start).rev().find(|start| *start < after);
            parts.retain(|part| part.start < after);
            if let (Some(last), Some(start)) = (parts.last_mut(), start) {
                *last = Span::new(start, after);
            }
        }
        let edge = if self.start { parts.first_mut() } else { parts.last_mut() };
        if let Some(part) = edge {
            *part = document.text().without_blanks(*part);
        }
        parts.retain(|part| !part.is_empty());
        Anchored::many(&parts)
    }
}
