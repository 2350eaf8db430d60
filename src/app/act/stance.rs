//! Recording stances.

use super::target::quoted;
use crate::annot::build::{EVIDENCE, Evidence, StanceInput};
use crate::annot::{Holder, Id, SpanAnnotation};
use crate::app::overlay::{Choice, Free, Item, NoteEditor, NoteTarget, Picker, Purpose, StanceField, StancePanel};
use crate::app::{App, Invocation, Overlay};
use crate::config::key::Key;
use crate::config::settings::DefaultHolder;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn open(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &app.desk else { return };
    if let Some(reason) = desk.read_only() {
        let reason = format!("read-only: {reason}");
        return app.warn(reason);
    }
    let offered = app.offered_evidence();
    let panel = StancePanel {
        before: None,
        holder: app.holder_here(),
        target: app.likely_target(),
        value: None,
        degree: None,
        evidence: offered.clone().into_iter().collect(),
        offered,
        explicit: None,
        confidence: None,
        note: String::new(),
        field: StanceField::Value,
    };
    let only = app.schema.stance.targets.len() == 1 && !app.schema.stance.targets_free;
    app.overlays.push(Overlay::Stance(Box::new(panel)));
    if !only {
        app.pick_target();
    }
}

pub(in crate::app) fn list(app: &mut App, _: &Call<'_>) {
    app.reopen_list(&Purpose::Stances);
}

pub(in crate::app) fn change(app: &mut App, call: &Call<'_>) {
    match app.panel(|panel| panel.field) {
        Some(StanceField::Holder) => choose_holder(app, call),
        Some(StanceField::Target) => choose_target(app, call),
        Some(StanceField::Value) => app.next_value(),
        Some(StanceField::Degree) => degree_up(app, call),
        Some(StanceField::Evidence) => evidence(app, call),
        Some(StanceField::Explicit) => explicit(app, call),
        Some(StanceField::Confidence) => confidence(app, call),
        Some(StanceField::Note) => note(app, call),
        None => {}
    }
}

pub(in crate::app) fn choose_holder(app: &mut App, _: &Call<'_>) {
    let items = app.holder_items();
    let picker = Picker::new("whose stance", Purpose::Holder, Free::Holder, items);
    app.overlays.push(Overlay::Picker(picker));
}

pub(in crate::app) fn choose_target(app: &mut App, _: &Call<'_>) {
    app.pick_target();
}

pub(in crate::app) fn evidence(app: &mut App, _: &Call<'_>) {
    let nothing = app.panel(|panel| {
        panel.toggle_evidence();
        panel.offered.is_none()
    });
    if nothing == Some(true) {
        app.tell("no passage to take: select it, or stand in the quotation, before you press s");
    }
}

pub(in crate::app) fn explicit(app: &mut App, _: &Call<'_>) {
    app.panel(StancePanel::turn_explicit);
}

pub(in crate::app) fn confidence(app: &mut App, _: &Call<'_>) {
    app.panel(StancePanel::turn_confidence);
}

pub(in crate::app) fn degree_up(app: &mut App, _: &Call<'_>) {
    app.panel(|panel| panel.turn_degree(1));
}

pub(in crate::app) fn degree_down(app: &mut App, _: &Call<'_>) {
    app.panel(|panel| panel.turn_degree(-1));
}

pub(in crate::app) fn note(app: &mut App, _: &Call<'_>) {
    if let Some(text) = app.panel(|panel| panel.note.clone()) {
        let editor = NoteEditor::new(NoteTarget::Stance, "note on the stance", &text);
        app.overlays.push(Overlay::Editor(Box::new(editor)));
    }
}

impl App {
    fn panel<T>(&mut self, change: impl FnOnce(&mut StancePanel) -> T) -> Option<T> {
        match self.overlays.last_mut() {
            Some(Overlay::Stance(panel)) => Some(change(panel)),
            _ => None,
        }
    }

    /// The next of the schema's values, around the end.
    fn next_value(&mut self) {
        let values: Vec<String> = self.schema.stance.values.iter().map(|value| value.name.clone()).collect();
        self.panel(|panel| {
            let at = values.iter().position(|value| Some(value) == panel.value.as_ref());
            panel.value = values.get(at.map_or(0, |at| (at + 1) % values.len())).cloned();
        });
    }

    /// A key of the stance panel that no command has: the key of a value.
    pub(in crate::app) fn stance_key(&mut self, key: Key) {
        let value =
            self.schema.stance.values.iter().find(|value| value.key == Some(key)).map(|value| value.name.clone());
        match value {
            Some(value) => {
                self.panel(|panel| panel.value = Some(value));
            }
            None => self.warn(format!("{key} is not bound here")),
        }
    }

    /// Who speaks in the selection or is mentioned first in it, else the mention or quotation under the cursor, else what the settings say.
    fn holder_here(&self) -> Holder {
        let own = self.desk.as_ref().map(|desk| desk.own());
        let inside = self.selected().and_then(|selection| {
            let inside = || own.iter().flat_map(|own| own.spans()).filter(|span| selection.covers(span.place.hull()));
            let spoken = inside().find(|span| self.is_quotation(span) && !span.role("source").is_empty());
            spoken.or_else(|| inside().find(|span| self.is_mention(span)))
        });
        let span = inside.or_else(|| own?.span(&self.focused_span()?));
        let holder_of = |id: &Id| match own.and_then(|own| own.span(id)).and_then(|span| span.entity.clone()) {
            Some(entity) => Holder::Entity(entity),
            None => Holder::Span(id.clone()),
        };
        match span {
            Some(span) if self.is_quotation(span) => match span.role("source").first() {
                Some(speaker) => holder_of(speaker),
                None => Holder::Span(span.id.clone()),
            },
            Some(span) if self.is_mention(span) => holder_of(&span.id),
            _ => match self.settings.stance.default_holder {
                DefaultHolder::Author => Holder::Author,
                DefaultHolder::Outlet => Holder::Outlet,
            },
        }
    }

    /// What can be evidence here: the selection, else the quotation around the cursor.
    fn offered_evidence(&self) -> Option<Evidence> {
        let desk = self.desk.as_ref()?;
        if let Some(selection) = self.selected() {
            let same =
                desk.own().spans().iter().find(|span| !span.place.is_fragmented() && span.place.hull() == selection);
            return Some(same.map_or_else(
                || Evidence::Passage { place: selection.into(), label: EVIDENCE.into() },
                |span| Evidence::Span(span.id.clone()),
            ));
        }
        self.quotation_here().map(Evidence::Span)
    }

    /// The only target of the schema, or the one of the last stance, or the most frequent one.
    fn likely_target(&self) -> String {
        match self.schema.stance.targets.as_slice() {
            [only] if !self.schema.stance.targets_free => only.id.clone(),
            _ => {
                let most = self.memory.targets.iter().filter(|(_, seen)| **seen > 0).max_by_key(|(_, seen)| **seen);
                self.memory.last_target.clone().or_else(|| most.map(|(target, _)| target.clone())).unwrap_or_default()
            }
        }
    }

    fn pick_target(&mut self) {
        let schema = &self.schema.stance;
        let mut items: Vec<Item> = schema
            .targets
            .iter()
            .map(|target| Item {
                text: target.id.clone(),
                detail: if target.question.is_empty() { target.name.clone() } else { target.question.clone() },
                choice: Choice::Target(target.id.clone()),
            })
            .collect();
        let mut used: Vec<(&String, &usize)> =
            self.memory.targets.iter().filter(|(target, _)| self.schema.target(target).is_none()).collect();
        used.sort_by_key(|(target, seen)| (std::cmp::Reverse(**seen), target.as_str()));
        items.extend(used.into_iter().map(|(target, seen)| Item {
            text: target.clone(),
            detail: format!("{seen}×"),
            choice: Choice::Target(target.clone()),
        }));
        let likely = self.likely_target();
        items.sort_by_key(|item| item.text != likely);
        let free = if schema.targets_free { Free::Target } else { Free::No };
        self.overlays.push(Overlay::Picker(Picker::new("stance on what", Purpose::Target, free, items)));
    }

    fn holder_items(&self) -> Vec<Item> {
        let Some(desk) = &self.desk else { return Vec::new() };
        let (own, text, meta) = (desk.own(), desk.document.text(), desk.document.meta());
        let cursor = desk.view.cursor;
        let mut mentions: Vec<&SpanAnnotation> = own.spans().iter().filter(|span| self.is_mention(span)).collect();
        mentions.sort_by_key(|span| span.place.hull().start.abs_diff(cursor));
        let mut items: Vec<Item> = Vec::new();
        let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        let unmentioned =
            own.entities().iter().map(|entity| (entity.name.clone(), Holder::Entity(entity.id.clone()), ""));
        let mentioned = mentions.into_iter().map(|span| match span.entity.as_ref().and_then(|id| own.entity(id)) {
            Some(entity) => (entity.name.clone(), Holder::Entity(entity.id.clone()), span.label.as_str()),
            None => (span.place.quote(text), Holder::Span(span.id.clone()), span.label.as_str()),
        });
        for (name, holder, label) in mentioned.chain(unmentioned) {
            if seen.insert(name.clone()) {
                items.push(Item { text: name, detail: label.to_owned(), choice: Choice::Holder(holder) });
            }
        }
        if let Some(quotation) = self.quotation_here().and_then(|id| own.span(&id)) {
            items.push(Item {
                text: quoted(&quotation.place.quote(text)),
                detail: "the quotation".into(),
                choice: Choice::Holder(Holder::Span(quotation.id.clone())),
            });
        }
        let known = |name: &Option<String>| name.clone().unwrap_or_default();
        items.push(Item { text: "author".into(), detail: known(&meta.author), choice: Choice::Holder(Holder::Author) });
        items.push(Item { text: "outlet".into(), detail: known(&meta.outlet), choice: Choice::Holder(Holder::Outlet) });
        items
    }

    /// A holder in words.
    pub fn holder_name(&self, holder: &Holder) -> String {
        let Some(desk) = &self.desk else { return String::new() };
        match holder {
            Holder::Entity(id) => {
                desk.own().entity(id).map(|entity| entity.name.clone()).unwrap_or_else(|| id.to_string())
            }
            Holder::Span(id) => match desk.own().span(id) {
                Some(span) if self.is_mention(span) => span.place.quote(desk.document.text()),
                Some(span) => quoted(&span.place.quote(desk.document.text())),
                None => id.to_string(),
            },
            Holder::Author => "author".into(),
            Holder::Outlet => "outlet".into(),
            Holder::Name(name) => name.clone(),
        }
    }

    /// A holder or target was chosen for the panel behind the list.
    pub(super) fn stance_choice(&mut self, choice: Choice) {
        self.panel(|panel| match choice {
            Choice::Holder(holder) => panel.holder = holder,
            Choice::Target(target) => panel.target = target,
            _ => {}
        });
    }

    /// The panel opens again on a stance that was recorded.
    pub(super) fn open_stance(&mut self, id: &Id) {
        let stance =
            self.desk.as_ref().and_then(|desk| desk.own().stances().iter().find(|stance| &stance.id == id)).cloned();
        let Some(stance) = stance else { return };
        let panel = StancePanel {
            holder: stance.holder.clone(),
            target: stance.target.clone(),
            value: Some(stance.value.clone()),
            degree: stance.degree,
            evidence: stance.evidence.iter().cloned().map(Evidence::Span).collect(),
            offered: self.offered_evidence(),
            explicit: stance.explicit,
            confidence: stance.confidence.map(tenths),
            note: stance.common.note.clone().unwrap_or_default(),
            field: StanceField::Value,
            before: Some(stance),
        };
        self.overlays.push(Overlay::Stance(Box::new(panel)));
    }

    /// The panel was confirmed: on a line that is a choice it opens the list while something is missing, else it
    /// records the stance.
    pub(super) fn save_stance(&mut self, panel: Box<StancePanel>) {
        let Some(value) = panel.value.clone() else {
            self.overlays.push(Overlay::Stance(panel));
            let keys: Vec<String> = self
                .schema
                .stance
                .values
                .iter()
                .map(|value| format!("{} {}", value.key.map(|key| key.to_string()).unwrap_or_default(), value.name))
                .collect();
            return self.warn(format!("choose a value first: {}", keys.join(", ")));
        };
        if panel.target.trim().is_empty() {
            self.overlays.push(Overlay::Stance(panel));
            return self.pick_target();
        }
        let target = panel.target.clone();
        let input = StanceInput {
            holder: panel.holder.clone(),
            target: panel.target.clone(),
            value,
            degree: panel.degree,
            evidence: panel.evidence.clone(),
            confidence: panel.confidence.map(|tenths| f64::from(tenths) / 10.0),
            explicit: panel.explicit,
            note: panel.note.clone(),
        };
        let made = self.edit_with(|author, _| match &panel.before {
            Some(stance) => author.replace_stance(&stance.id, input),
            None => author.add_stance(input),
        });
        if made {
            *self.memory.targets.entry(target.clone()).or_default() += 1;
            self.memory.last_target = Some(target);
            if let Some(desk) = &mut self.desk {
                desk.view.anchor = None;
            }
        }
    }
}

fn tenths(confidence: f64) -> u8 {
    // Between 1 and 10 by the clamp.
    (confidence * 10.0).round().clamp(1.0, 10.0) as u8
}
