//! Entities, the roles of quotations, and relations.

use super::target::quoted;
use crate::annot::build::{CUE, Under};
use crate::annot::{Id, SpanAnnotation};
use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Invocation, Overlay};
use crate::config::schema::LabelKind;
use crate::text::Span;

type Call<'a> = Invocation<'a>;

/// How far a cue may stand from its quotation, in bytes: a sentence or two.
const CUE_REACH: usize = 240;

pub(in crate::app) fn gather(app: &mut App, call: &Call<'_>) {
    let mentions = app.mentions_here();
    let Some(name) = app.first_quote(&mentions) else {
        return app.tell("label the mention first; then say which entity it means");
    };
    if !call.argument.is_empty() {
        let known = app.entity_named(call.argument);
        let choice = known.map_or_else(|| Choice::NewEntity(call.argument.to_owned()), Choice::Entity);
        return app.gather_into(&mentions, choice);
    }
    let related = |item: &Item| item.text.contains(&name) || name.contains(&item.text);
    let (mut items, others): (Vec<Item>, Vec<Item>) = app.entity_items(None).into_iter().partition(related);
    if app.entity_named(&name).is_none() {
        items.push(Item { text: name.clone(), detail: "new".into(), choice: Choice::NewEntity(name.clone()) });
    }
    items.extend(others);
    let title = format!("{} is", quoted(&name));
    app.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Gather(mentions), Free::Entity, items)));
}

pub(in crate::app) fn split(app: &mut App, _: &Call<'_>) {
    let span = app.focused_span();
    let linked = span.as_ref().and_then(|id| app.desk.as_ref()?.own().span(id)?.entity.clone());
    match (span, linked) {
        (Some(id), Some(_)) => {
            app.edit_with(|author, _| author.split(&id));
        }
        _ => app.tell("no mention with an entity here"),
    }
}

pub(in crate::app) fn merge(app: &mut App, _: &Call<'_>) {
    let entity = app.focused_span().and_then(|id| app.desk.as_ref()?.own().span(&id)?.entity.clone());
    let Some(entity) = entity else { return app.tell("no mention with an entity here") };
    let items = app.entity_items(Some(&entity));
    if items.is_empty() {
        return app.tell("there is no other entity to merge it with");
    }
    let name = app.entity_name(Some(&entity)).unwrap_or_default();
    let title = format!("{} is the same as", quoted(&name));
    app.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Merge(entity), Free::No, items)));
}

pub(in crate::app) fn rename(app: &mut App, call: &Call<'_>) {
    let entity = app.focused_span().and_then(|id| app.desk.as_ref()?.own().span(&id)?.entity.clone());
    let Some(entity) = entity else { return app.tell("no mention with an entity here") };
    if !app.edit_with(|author, _| author.rename(&entity, call.argument)) && app.notice.is_none() {
        app.tell("it is called that already");
    }
}

pub(in crate::app) fn relations(app: &mut App, _: &Call<'_>) {
    app.reopen_list(&Purpose::Relations);
}

pub(in crate::app) fn source(app: &mut App, _: &Call<'_>) {
    let Some(quotation) = app.quotation_here() else { return app.tell("no quotation here; label it first: Q") };
    let Some(desk) = &app.desk else { return };
    let at = desk.own().span(&quotation).map_or(0, |span| span.place.hull().start);
    let text = desk.document.text();
    let mut mentions: Vec<&SpanAnnotation> = desk.own().spans().iter().filter(|span| app.is_mention(span)).collect();
    mentions.sort_by_key(|span| span.place.hull().start.abs_diff(at));
    let items: Vec<Item> = mentions
        .into_iter()
        .map(|span| Item {
            text: span.place.quote(text),
            detail: format!("{} {}", app.entity_name(span.entity.as_ref()).unwrap_or_default(), span.label)
                .trim()
                .into(),
            choice: Choice::Span(span.id.clone()),
        })
        .collect();
    if items.is_empty() {
        return app.tell("label the speaker first; then choose it here");
    }
    app.overlays.push(Overlay::Picker(Picker::new("who is quoted", Purpose::Source(quotation), Free::No, items)));
}

pub(in crate::app) fn cue(app: &mut App, _: &Call<'_>) {
    let Some(place) = app.passage() else { return app.tell("select the cue first, for example the verb of saying") };
    let selected = app.selected().is_some();
    let near = app.nearest_quotation(place).filter(|(_, distance)| *distance <= CUE_REACH);
    let Some((quotation, _)) = near else {
        return app.tell("no quotation near; label it first (Q), then stand on its cue");
    };
    let Some(desk) = &app.desk else { return };
    let Some(span) = desk.own().span(&quotation) else { return };
    if !selected && span.place.parts().any(|part| part.overlaps(place)) {
        return app.warn("this word is inside the quotation; stand on the cue outside it, or select it");
    }
    let text = desk.document.text();
    let summary = format!("cue {} of {}", quoted(text.slice(place)), quoted(&span.place.quote(text)));
    app.edit_with(|author, _| {
        let mut edit = author.put_in_role(&quotation, "cue", place, CUE);
        edit.summary = summary;
        edit
    });
    if let Some(desk) = &mut app.desk {
        desk.view.anchor = None;
    }
}

pub(in crate::app) fn relation(app: &mut App, call: &Call<'_>) {
    let Some(here) = app.focused_span() else { return app.tell("no annotation here to draw a relation from or to") };
    let head = app.desk.as_mut().and_then(|desk| desk.relation_head.take());
    let Some(head) = head.filter(|head| *head != here) else {
        if let Some(desk) = &mut app.desk {
            desk.relation_head = Some(here);
        }
        return app.tell("relation begun: go to the other annotation and press the same keys again; escape drops it");
    };
    let fitting = app.fitting_relations(&head, &here);
    match (call.argument, fitting.as_slice()) {
        ("", []) => app.warn("the schema has no relation between these labels"),
        ("", [only]) => {
            app.edit_with(|author, _| author.add_relation(only, &head, &here));
        }
        ("", _) => {
            let items = fitting.iter().map(|name| Item {
                text: name.clone(),
                detail: String::new(),
                choice: Choice::Command(format!("relation {name}")),
            });
            let picker = Picker::new("relation", Purpose::Open, Free::No, items.collect());
            if let Some(desk) = &mut app.desk {
                desk.relation_head = Some(head);
            }
            app.overlays.push(Overlay::Picker(picker));
        }
        (label, known) if known.iter().any(|name| name == label) => {
            app.edit_with(|author, _| author.add_relation(label, &head, &here));
        }
        (label, _) => app.warn(format!("the schema has no relation {label:?} between these labels")),
    }
}

impl App {
    /// The own mentions a command is about: those in the selection, or the one under the cursor with every other
    /// mention of the same text and label that has the same entity or none.
    fn mentions_here(&self) -> Vec<Id> {
        let Some(desk) = &self.desk else { return Vec::new() };
        let spans = desk.own().spans();
        if let Some(selection) = self.selected() {
            let inside = spans.iter().filter(|span| self.is_mention(span) && selection.covers(span.place.hull()));
            return inside.map(|span| span.id.clone()).collect();
        }
        let Some(here) = self.focused_span().and_then(|id| desk.own().span(&id)) else { return Vec::new() };
        let text = desk.document.text();
        let quote = here.place.quote(text);
        let same = |span: &&SpanAnnotation| {
            span.label == here.label
                && span.entity == here.entity
                && span.place.quote(text) == quote
                && span.id != here.id
        };
        std::iter::once(here).chain(spans.iter().filter(same)).map(|span| span.id.clone()).collect()
    }

    fn first_quote(&self, mentions: &[Id]) -> Option<String> {
        let desk = self.desk.as_ref()?;
        let span = desk.own().span(mentions.first()?)?;
        Some(span.place.quote(desk.document.text()))
    }

    fn entity_named(&self, name: &str) -> Option<Id> {
        let own = self.desk.as_ref()?.own();
        own.entities().iter().find(|entity| entity.name == name).map(|entity| entity.id.clone())
    }

    fn entity_items(&self, without: Option<&Id>) -> Vec<Item> {
        let Some(desk) = &self.desk else { return Vec::new() };
        let own = desk.own();
        let others = own.entities().iter().filter(|entity| Some(&entity.id) != without);
        others
            .map(|entity| {
                let count = own.spans().iter().filter(|span| span.entity.as_ref() == Some(&entity.id)).count();
                Item {
                    text: entity.name.clone(),
                    detail: format!("{} {count}×", entity.label.as_deref().unwrap_or_default()).trim().into(),
                    choice: Choice::Entity(entity.id.clone()),
                }
            })
            .collect()
    }

    pub(super) fn gather_into(&mut self, mentions: &[Id], choice: Choice) {
        let name = match &choice {
            Choice::Entity(id) => self.entity_name(Some(id)),
            Choice::NewEntity(name) => Some(name.clone()),
            _ => None,
        };
        if let Some(name) = name {
            self.memory.repeat = Some(("entity", name));
        }
        match choice {
            Choice::Entity(id) => self.edit_with(|author, _| author.gather(mentions, &Under::Entity(id))),
            Choice::NewEntity(name) => self.edit_with(|author, _| author.gather(mentions, &Under::Name(name))),
            _ => false,
        };
        if let Some(desk) = &mut self.desk {
            desk.view.anchor = None;
        }
    }

    pub(super) fn merge_into(&mut self, entity: &Id, into: &Id) {
        self.edit_with(|author, _| author.merge(entity, into));
    }

    pub(super) fn set_source(&mut self, quotation: &Id, speaker: Id) {
        self.edit_with(|author, _| author.set_role(quotation, "source", &[speaker]));
    }

    pub(super) fn is_mention(&self, span: &SpanAnnotation) -> bool {
        self.schema.label(&span.label).is_some_and(|(_, label)| label.kind == LabelKind::Mention)
    }

    pub(super) fn is_quotation(&self, span: &SpanAnnotation) -> bool {
        self.schema.label(&span.label).is_some_and(|(_, label)| label.kind == LabelKind::Quotation)
    }

    /// The innermost own quotation over the cursor.
    pub(super) fn quotation_here(&self) -> Option<Id> {
        let desk = self.desk.as_ref()?;
        let over =
            desk.own().spans().iter().filter(|span| self.is_quotation(span) && span.place.contains(desk.view.cursor));
        over.min_by_key(|span| span.place.hull().len()).map(|span| span.id.clone())
    }

    /// The own quotation nearest to a passage, and how far it is, in bytes.
    fn nearest_quotation(&self, place: Span) -> Option<(Id, usize)> {
        let desk = self.desk.as_ref()?;
        let distance = |span: &SpanAnnotation| {
            let hull = span.place.hull();
            if hull.overlaps(place) { 0 } else { hull.start.abs_diff(place.end).min(hull.end.abs_diff(place.start)) }
        };
        let quotations = desk.own().spans().iter().filter(|span| self.is_quotation(span));
        quotations.map(|span| (span.id.clone(), distance(span))).min_by_key(|(_, distance)| *distance)
    }

    /// The schema's relations that may lead from `head` to `tail`.
    fn fitting_relations(&self, head: &Id, tail: &Id) -> Vec<String> {
        let label = |id: &Id| self.desk.as_ref().and_then(|desk| desk.own().span(id)).map(|span| span.label.clone());
        let (Some(head), Some(tail)) = (label(head), label(tail)) else { return Vec::new() };
        let allows = |labels: &[String], label: &String| labels.is_empty() || labels.contains(label);
        let fitting = self.schema.relations.iter().filter(|def| allows(&def.from, &head) && allows(&def.to, &tail));
        fitting.map(|def| def.name.clone()).collect()
    }
}
