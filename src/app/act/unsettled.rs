//! What a changed text or a merge left open: going through it, placing orphans, settling conflicts.

use super::target::quoted;
use crate::annot::build::Keep;
use crate::annot::sidecar::table_of;
use crate::annot::{Conflict, Contested, Edit, Id, Layer, Orphan, Record};
use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Desk, Invocation, MarkRef, Overlay};

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn list(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &app.desk else { return };
    let items = items(desk);
    if items.is_empty() {
        return app.tell("every annotation stands where it was made, and nothing contradicts anything");
    }
    app.overlays.push(Overlay::Picker(Picker::new(
        "left open by a changed text or a merge (ctrl-x deletes)",
        Purpose::Unsettled,
        Free::No,
        items,
    )));
}

/// Orphans and conflicts first, then what is doubtful, then what merely moved.
fn items(desk: &Desk) -> Vec<Item> {
    let own = desk.own();
    let orphans = own.orphans().iter().map(|orphan| Item {
        text: format!("{}  {}", orphan_label(orphan), quoted(orphan.quote())),
        detail: "no place any more".into(),
        choice: Choice::Orphan(orphan.id.clone()),
    });
    let conflicts = own.conflicts().iter().map(|conflict| Item {
        text: conflict_words(desk, conflict),
        detail: "conflict".into(),
        choice: Choice::Conflict(conflict.id.clone()),
    });
    let doubtful = desk.marks.all().iter().filter(|mark| mark.doubtful).filter_map(|mark| {
        let doubt = desk.doubt(&mark.what)?;
        Some(Item {
            text: format!("{}  {}", mark.label, quoted(&mark.place.quote(desk.document.text()))).trim().to_owned(),
            detail: match doubt.similarity {
                alike if alike > 0.995 => format!("case or accents of {}", quoted(&doubt.was)),
                alike => format!("{:.0} % of {}", alike * 100.0, quoted(&doubt.was)),
            },
            choice: Choice::Mark(mark.what.clone()),
        })
    });
    let moved = desk.anchored.fates.iter().filter_map(|fate| {
        let place = fate.outcome.place()?;
        (!fate.is_fuzzy()).then(|| Item {
            text: format!("{}  {}", fate.label, quoted(&fate.quote)).trim().to_owned(),
            detail: fate.reason(),
            choice: Choice::Place(place.hull().start),
        })
    });
    orphans.chain(conflicts).chain(doubtful).chain(moved).collect()
}

fn orphan_label(orphan: &Orphan) -> &str {
    if orphan.list == Layer::Notes { "note" } else { orphan.label() }
}

/// Both versions in a few words.
fn conflict_words(desk: &Desk, conflict: &Conflict) -> String {
    let words = |list: Layer, id: &Id| match desk.own().get(list, id) {
        Some(record) => record_words(desk, &record),
        None => "deleted since".into(),
    };
    match &conflict.about {
        Contested::Both { list, ours, theirs } => match (words(*list, ours), words(*list, theirs)) {
            (a, b) if a == b => format!("{a}: {}", difference(desk, *list, ours, theirs)),
            (a, b) => format!("{a} ↔ {b}"),
        },
        Contested::Deleted { list, kept } => format!("{} ↔ deleted", words(*list, kept)),
        Contested::Status { theirs } => format!("{} ↔ {}", desk.own().review.status.name(), theirs.name()),
    }
}

/// What two versions of a record say differently, where their words are the same.
fn difference(desk: &Desk, list: Layer, ours: &Id, theirs: &Id) -> String {
    let table = |id: &Id| desk.own().get(list, id).and_then(|record| table_of(&record, desk.document.text()));
    let (Some(ours), Some(theirs)) = (table(ours), table(theirs)) else { return String::new() };
    let keys = ours.keys().chain(theirs.keys()).filter(|key| !["id", "at"].contains(&key.as_str()));
    let value = |table: &toml::Table, key: &str| table.get(key).map_or_else(|| "nothing".into(), ToString::to_string);
    let differs = keys.into_iter().find(|key| ours.get(*key) != theirs.get(*key));
    differs.map_or_else(String::new, |key| format!("{key} {} ↔ {}", value(&ours, key), value(&theirs, key)))
}

fn record_words(desk: &Desk, record: &Record) -> String {
    match record {
        Record::Span(span) => format!("{} {}", span.label, quoted(&span.place.quote(desk.document.text()))),
        Record::Tag(tag) => format!("#{}", tag.tag),
        Record::Stance(stance) => format!("{}: {}", stance.target, stance.value),
        Record::Entity(entity) => entity.name.clone(),
        Record::Note(note) => format!("note {}", quoted(note.common.note.as_deref().unwrap_or_default())),
        Record::Relation(relation) => relation.label.clone(),
        Record::Rejected(_) => "a rejection".into(),
        Record::Later(_) => "something put aside".into(),
        Record::Orphan(orphan) => format!("{} {}", orphan_label(orphan), quoted(orphan.quote())),
        Record::Conflict(_) => "a conflict".into(),
    }
}

impl App {
    /// An orphan was chosen from the list: the next passage that is confirmed becomes its place. Where its words stand
    /// in the text, the search goes through them.
    pub(in crate::app) fn take_up_orphan(&mut self, id: Id) {
        let Some(desk) = &mut self.desk else { return };
        let Some(orphan) = desk.own().orphans().iter().find(|orphan| orphan.id == id).cloned() else { return };
        desk.placing = Some(id);
        let words = orphan.quote().split_whitespace().map(regex::escape).collect::<Vec<_>>().join(r"\s+");
        let alike = regex::RegexBuilder::new(&words).case_insensitive(true).build().ok();
        let found = alike.filter(|_| !words.is_empty()).filter(|regex| regex.is_match(desk.document.text().as_str()));
        let hint = match found {
            Some(regex) => {
                desk.search = Some(regex);
                "n goes to words like it, "
            }
            None => "",
        };
        let (label, quote) = (orphan_label(&orphan), quoted(orphan.quote()));
        self.tell(format!("{hint}select the passage of {label} {quote} and press enter; escape gives up"));
    }

    /// The passage under the cursor becomes the place of the orphan that was taken up.
    pub(in crate::app) fn place_orphan(&mut self, id: &Id) {
        let Some(place) = self.passage() else { return self.tell("select its passage first") };
        let mut wrong = None;
        let made = self.edit_with(|author, _| match author.place_orphan(id, &place.into()) {
            Ok(edit) => edit,
            Err(reason) => {
                wrong = Some(reason);
                Edit::default()
            }
        });
        if let Some(reason) = wrong {
            return self.warn(format!("it cannot be placed: {reason}"));
        }
        if let Some(desk) = self.desk.as_mut().filter(|_| made) {
            (desk.placing, desk.view.anchor) = (None, None);
        }
    }

    /// A conflict was chosen from the list: which version is kept?
    pub(in crate::app) fn open_conflict(&mut self, id: &Id) {
        let Some(desk) = &self.desk else { return };
        let Some(conflict) = desk.own().conflicts().iter().find(|conflict| conflict.id == *id) else { return };
        let words = |list: Layer, id: &Id| desk.own().get(list, id).map(|record| record_words(desk, &record));
        let item = |text: Option<String>, detail: &str, keep| Item {
            text: text.unwrap_or_else(|| "deleted".into()),
            detail: detail.into(),
            choice: Choice::Settle(id.clone(), keep),
        };
        let items = match &conflict.about {
            Contested::Both { list, ours, theirs } => vec![
                item(words(*list, ours), &format!("ours {}", difference(desk, *list, ours, theirs)), Keep::Ours),
                item(words(*list, theirs), "theirs", Keep::Theirs),
                item(Some("both".into()), "as they stand now", Keep::Both),
            ],
            Contested::Deleted { list, kept } => vec![
                item(words(*list, kept), "keep it", Keep::Ours),
                item(Some("delete it".into()), "as the other side did", Keep::Theirs),
            ],
            Contested::Status { theirs } => vec![
                item(Some(desk.own().review.status.name().into()), "ours", Keep::Ours),
                item(Some(theirs.name().into()), "theirs", Keep::Theirs),
            ],
        };
        self.overlays.push(Overlay::Picker(Picker::new("which one?", Purpose::Open, Free::No, items)));
    }

    /// Says of the doubtful annotation under the cursor that it stands right; whether there was one is the answer.
    pub(in crate::app) fn keep_doubtful(&mut self) -> bool {
        let focused = self.focused().map(|mark| mark.what.clone());
        let Some(MarkRef::Own(id) | MarkRef::Note(id)) = focused else { return false };
        self.edit_with(|author, _| author.keep_place(&id))
    }
}
