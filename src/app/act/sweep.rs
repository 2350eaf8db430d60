//! Wishes for many documents: the same label everywhere, other words in the schema; and taking them back as one.

use super::target::quoted;
use crate::annot::sweep::{Wish, Word};
use crate::annot::{Id, Transaction};
use crate::app::message::{Surveyed, Swept, Travel};
use crate::app::overlay::{Choice, Free, Item, Picker, Purpose, SweepPanel};
use crate::app::{App, Effect, Invocation, Overlay};
use crate::config::Schema;
use crate::store::sweeps::Sweep;
use crate::store::sweeps::survey::Search;
use crate::text::Span;

type Call<'a> = Invocation<'a>;

/// Most documents that could not be changed that a list names.
const MOST_NAMED: usize = 200;

/// What is known of sweeps.
#[derive(Debug, Default)]
pub struct Sweeps {
    /// Those of this sitting and of earlier ones, the newest first.
    known: Vec<Sweep>,
    /// The one that was made in this sitting and after which nothing else was done.
    last: Option<Id>,
    /// The number of the last survey.
    surveys: u64,
    /// What is going on.
    pub under_way: Option<String>,
}

impl Sweeps {
    /// What was done in this sitting since is taken back first.
    pub fn something_else_was_done(&mut self) {
        self.last = None;
    }

    fn find(&self, id: &Id) -> Option<&Sweep> {
        self.known.iter().find(|sweep| sweep.id == *id)
    }
}

pub(in crate::app) fn label_everywhere(app: &mut App, call: &Call<'_>) {
    let label = match (call.argument, app.focused_label()) {
        ("", Some(label)) => Ok(label),
        ("", None) => return app.pick_label("label every identical string in all documents", "label-everywhere"),
        (label, _) => app.known_label(label),
    };
    let label = match label {
        Ok(label) => label,
        Err(reason) => return app.warn(reason),
    };
    let Some((span, entity)) = app.identical_to() else { return app.tell("nothing here to look for") };
    let Some(desk) = &app.desk else { return };
    let quote = desk.document.text().slice(span).to_owned();
    let entity = app.entity_name(entity.as_ref());
    app.survey(Wish::Label { label, quote, entity }, Vec::new());
}

pub(in crate::app) fn widen(app: &mut App, _: &Call<'_>) {
    match app.overlays.pop() {
        Some(Overlay::Preview(preview)) => {
            let entity = app.entity_name(preview.entity.as_ref());
            app.survey(Wish::Label { label: preview.label, quote: preview.quote, entity }, Vec::new());
        }
        overlay => {
            app.overlays.extend(overlay);
            app.tell("this is about the open document alone");
        }
    }
}

pub(in crate::app) fn schema_rename(app: &mut App, call: &Call<'_>) {
    let usage = "write: schema-rename label|tag|target OLD NEW (or OLD -> NEW, where there are blanks)";
    let Some((word, names)) = word_and_names(call.argument) else { return app.warn(usage) };
    let pair = names.split_once("->").or_else(|| {
        let (from, to) = names.split_once(char::is_whitespace)?;
        (!to.trim().contains(char::is_whitespace)).then_some((from, to))
    });
    let Some((from, to)) = pair.map(|(from, to)| (from.trim(), to.trim())) else { return app.warn(usage) };
    if from.is_empty() || to.is_empty() {
        return app.warn(usage);
    }
    if from == to {
        return app.tell("that is what it is called");
    }
    if let Err(reason) = app.may_be_called(word, from, to) {
        return app.warn(reason);
    }
    app.survey(Wish::Rename { word, from: from.to_owned(), to: to.to_owned() }, Vec::new());
}

pub(in crate::app) fn schema_remove(app: &mut App, call: &Call<'_>) {
    match word_and_names(call.argument) {
        Some((word, name)) if !name.is_empty() => app.survey(Wish::Remove { word, name: name.to_owned() }, Vec::new()),
        _ => app.warn("write: schema-remove label|tag|target NAME"),
    }
}

pub(in crate::app) fn words(app: &mut App, _: &Call<'_>) {
    let mut items = Vec::new();
    let mut add = |word: Word, name: &str, detail: String| {
        let line = format!("command-line schema-rename {} {name} ->", word.name());
        items.push(Item { text: format!("{} {name}", word.name()), detail, choice: Choice::Command(line) });
    };
    app.schema.labels.iter().for_each(|label| add(Word::Label, &label.name, label.description.clone()));
    let count = |seen: &usize| if *seen > 0 { format!("{seen}×") } else { String::new() };
    app.memory.tags.iter().for_each(|(tag, seen)| add(Word::Tag, tag, count(seen)));
    app.memory.targets.iter().for_each(|(target, seen)| add(Word::Target, target, count(seen)));
    let title = "rename or merge in all documents (:schema-remove takes a word away)";
    app.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Open, Free::No, items)));
}

pub(in crate::app) fn list(app: &mut App, _: &Call<'_>) {
    if app.sweeps.known.is_empty() {
        return app.tell("nothing was done in many documents at once yet");
    }
    let item = |sweep: &Sweep| {
        let count = sweep.documents;
        let state = if sweep.undone { "taken back  " } else { "" };
        let command = if sweep.undone { "redo-everywhere" } else { "undo-everywhere" };
        Item {
            text: sweep.summary.clone(),
            detail: format!("{state}{}  {}", documents(count), sweep.at.strftime("%Y-%m-%d %H:%M")),
            choice: Choice::Command(format!("{command} {}", sweep.id)),
        }
    };
    let items = app.sweeps.known.iter().map(item).collect();
    let title = "done in many documents (enter takes it back, or does it again)";
    app.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Open, Free::No, items)));
}

pub(in crate::app) fn undo_everywhere(app: &mut App, call: &Call<'_>) {
    app.unsweep_named(call.argument, false);
}

pub(in crate::app) fn redo_everywhere(app: &mut App, call: &Call<'_>) {
    app.unsweep_named(call.argument, true);
}

pub(in crate::app) fn undo_here(app: &mut App, call: &Call<'_>) {
    app.travel_here(false, call.times());
}

/// The kind of word at the start of an argument, and the rest.
fn word_and_names(argument: &str) -> Option<(Word, &str)> {
    let (word, names) = argument.split_once(char::is_whitespace)?;
    let word = Word::ALL.into_iter().find(|known| known.name() == word)?;
    Some((word, names.trim()))
}

/// `1 document`, `37 documents`.
pub(in crate::app) fn documents(count: usize) -> String {
    format!("{count} document{}", if count == 1 { "" } else { "s" })
}

impl App {
    /// Whether a word of the project may be called so.
    fn may_be_called(&self, word: Word, from: &str, to: &str) -> Result<(), String> {
        let blank = |name: &str| name.contains(char::is_whitespace);
        match word {
            Word::Label | Word::Target if blank(to) => Err(format!("a {} has no blanks: {to:?}", word.name())),
            // What the schema does not have could not be given again; a project file gets it with the renaming.
            Word::Label
                if self.schema.label(to).is_none() && !(self.has_project && self.schema.label(from).is_some()) =>
            {
                Err(format!("there is no label {to:?}: give the project a gloss.toml that has it"))
            }
            Word::Label | Word::Tag | Word::Target => Ok(()),
        }
    }

    /// Looks what a wish concerns, and shows it as it is found. `chosen` are the places of [`Wish::LabelPlaces`];
    /// other wishes look through the documents that the list shows.
    pub(in crate::app) fn survey(&mut self, wish: Wish, chosen: Vec<(usize, Vec<Span>)>) {
        if let Some(what) = &self.sweeps.under_way {
            return self.warn(format!("still at it: {what}"));
        }
        if let Some(reason) = self.desk.as_ref().and_then(|desk| desk.unsaved()) {
            return self.warn(format!("first the open document has to be saved: {reason}"));
        }
        let handle = |index: usize| self.library.handle(index);
        let documents: Vec<_> = match &wish {
            Wish::LabelPlaces { .. } => {
                chosen.into_iter().filter_map(|(index, places)| Some((index, handle(index)?, places))).collect()
            }
            _ => {
                let shown = (0..self.library.shown()).filter_map(|row| self.library.shown_at(row));
                shown.filter_map(|index| Some((index, handle(index)?, Vec::new()))).collect()
            }
        };
        self.sweeps.surveys += 1;
        let number = self.sweeps.surveys;
        let panel = SweepPanel::new(number, wish.clone(), documents.len());
        self.overlays.push(Overlay::Sweep(Box::new(panel)));
        let search = Search { wish, annotator: self.annotator.clone() };
        self.effects.push(Effect::Survey { number, search, documents });
    }

    /// Some of what a wish concerns was found.
    pub(in crate::app) fn surveyed(&mut self, surveyed: Surveyed) {
        let panel = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Sweep(panel) if panel.number == surveyed.number => Some(panel),
            _ => None,
        });
        let Some(panel) = panel else { return };
        panel.extend(surveyed.found);
        panel.faults.extend(surveyed.faults);
        (panel.looked, panel.done) = (surveyed.looked, surveyed.done);
        if !panel.done || panel.rows() > 0 {
            return;
        }
        let (wish, faults) = (panel.wish.clone(), panel.faults.len());
        // A word that no document has can still be renamed in the project file.
        if wish.is_of_everybody() && self.has_project && self.schema_has(&wish) {
            return;
        }
        let number = surveyed.number;
        self.overlays.retain(|it| !matches!(it, Overlay::Sweep(panel) if panel.number == number));
        let unread = if faults > 0 { format!(" ({} could not be read)", documents(faults)) } else { String::new() };
        self.tell(format!("nothing to do in {}: {}{unread}", documents(surveyed.looked), wish.summary()));
    }

    fn schema_has(&self, wish: &Wish) -> bool {
        let (Wish::Rename { word, from: name, .. } | Wish::Remove { word, name }) = wish else { return false };
        match word {
            Word::Label => self.schema.label(name).is_some(),
            Word::Tag => self.schema.tags.iter().any(|tag| tag.name == *name),
            Word::Target => self.schema.stance.targets.iter().any(|target| target.id == *name),
        }
    }

    /// Does what is taken.
    pub(in crate::app) fn sweep_taken(&mut self, panel: Box<SweepPanel>) {
        if !panel.done {
            self.tell(format!("still looking: {} of {}; enter again when it is through", panel.looked, panel.total));
            return self.overlays.push(Overlay::Sweep(panel));
        }
        let wish = panel.wish.clone();
        let mut tasks = Vec::new();
        for item in panel.items() {
            let mut task = item.concern.task.clone();
            let mut taken = item.taken.iter();
            task.spots.retain(|_| taken.next() == Some(&true));
            if !task.spots.is_empty() {
                tasks.push(task);
            }
        }
        if tasks.is_empty() && !(wish.is_of_everybody() && self.schema_has(&wish)) {
            return self.tell("none of them was taken; nothing changed");
        }
        let (spots, count) = (tasks.iter().map(|task| task.spots.len()).sum::<usize>(), tasks.len());
        let summary = match spots {
            0 | 1 => wish.summary(),
            _ => format!("{} ({spots})", wish.summary()),
        };
        let (id, at) = (self.ids.next_id(), self.second());
        let here = self.sweep_here(&id, &wish, &mut tasks);
        let sweep = Sweep { id, at, summary, undone: false, project: None, documents: tasks.len() + usize::from(here) };
        self.sweeps.under_way = Some(sweep.summary.clone());
        self.tell(format!("in {}: {} …", documents(count), sweep.summary));
        let seed = self.ids.next_bits();
        self.effects.push(Effect::Sweep { sweep: Box::new(sweep), wish, tasks, seed, here });
    }

    /// Takes the open document out of the tasks and does its own; whether it was changed is the answer.
    fn sweep_here(&mut self, id: &Id, wish: &Wish, tasks: &mut Vec<crate::store::sweeps::deed::Task>) -> bool {
        let (Some(desk), annotator) = (&self.desk, &self.annotator) else { return false };
        let is_here = |task: &crate::store::sweeps::deed::Task| {
            task.handle == desk.handle && task.annotator == *annotator && desk.read_only().is_none()
        };
        let Some(at) = tasks.iter().position(is_here) else { return false };
        let task = tasks.remove(at);
        self.edit_as(Some(id.clone()), |author, _| author.carry_out(wish, &task.spots))
    }

    /// A sweep goes on.
    pub(in crate::app) fn sweeping(&mut self, done: usize, of: usize) {
        if let Some(what) = self.sweeps.under_way.clone() {
            self.tell(format!("{done} of {of}: {what} …"));
        }
    }

    /// A sweep was made, or taken back.
    pub(in crate::app) fn swept(&mut self, swept: Swept) {
        let Swept { sweep, redo, changed, refused, schema } = swept;
        self.sweeps.under_way = None;
        let made = !sweep.undone && !redo;
        let verb = match (sweep.undone, redo) {
            (true, _) => "took back",
            (false, true) => "did again",
            (false, false) => "did",
        };
        let failed = if refused.is_empty() { String::new() } else { format!(", {} not (:refused)", refused.len()) };
        let said = format!("{verb} in {}{failed}: {}", documents(changed), sweep.summary);
        match refused.is_empty() {
            true => self.tell(said),
            false => self.warn(said),
        }
        self.refused = refused;
        self.sweeps.last = Some(sweep.id.clone());
        match self.sweeps.known.iter_mut().find(|known| known.id == sweep.id) {
            Some(known) => known.undone = sweep.undone,
            None if made => self.sweeps.known.insert(0, sweep),
            None => {}
        }
        // What was done in documents that one left is in their logs.
        self.left.values_mut().for_each(crate::app::desk::Left::forget_history);
        if let Some(schema) = schema {
            self.take_schema(*schema);
        }
    }

    /// The project has another schema.
    fn take_schema(&mut self, schema: Schema) {
        (self.keymap, _) = self.bindings.clone().with_labels(&schema);
        self.memory.tags.extend(
            schema
                .tags
                .iter()
                .filter_map(|tag| {
                    let is_new = !self.memory.tags.contains_key(&tag.name);
                    is_new.then(|| (tag.name.clone(), 0))
                })
                .collect::<Vec<_>>(),
        );
        self.schema = schema;
        if self.memory.sticky.as_ref().is_some_and(|label| self.schema.label(label).is_none()) {
            self.memory.sticky = None;
        }
        if let Some(desk) = &mut self.desk {
            desk.refresh(&self.schema);
        }
    }

    /// What was done in earlier sittings is known.
    pub(in crate::app) fn know_sweeps(&mut self, sweeps: Vec<Sweep>) {
        let newer: Vec<Sweep> = std::mem::take(&mut self.sweeps.known);
        let is_new = |sweep: &Sweep| newer.iter().all(|known| known.id != sweep.id);
        let older: Vec<Sweep> = sweeps.into_iter().filter(is_new).collect();
        self.sweeps.known = newer.into_iter().chain(older).collect();
    }

    /// The sweep that undo (or redo) would come upon, and whether it was the last thing done in this sitting.
    pub(in crate::app) fn sweep_ahead(&self, redo: bool) -> Option<(Id, bool)> {
        if let Some(last) = self.sweeps.last.as_ref().and_then(|id| self.sweeps.find(id))
            && last.undone == redo
        {
            return Some((last.id.clone(), true));
        }
        let next: &Transaction = self.desk.as_ref()?.ahead(redo)?;
        let sweep = self.sweeps.find(&next.id).filter(|sweep| sweep.undone == redo && sweep.documents > 1)?;
        Some((sweep.id.clone(), false))
    }

    /// Asks whether a sweep of some time ago is meant, or only what it did here.
    pub(in crate::app) fn ask_how_far(&mut self, id: &Id) {
        let Some(sweep) = self.sweeps.find(id) else { return };
        let choice =
            |text: String, command: String| Item { text, detail: String::new(), choice: Choice::Command(command) };
        let items = vec![
            choice("only in this document".into(), "undo-here".into()),
            choice(format!("in all {}", documents(sweep.documents)), format!("undo-everywhere {id}")),
        ];
        let title = format!("take back {}", quoted(&sweep.summary));
        self.overlays.push(Overlay::Picker(Picker::new(title, Purpose::Open, Free::No, items)));
    }

    fn unsweep_named(&mut self, name: &str, redo: bool) {
        let known = &self.sweeps.known;
        let found = match name {
            "" => known.iter().find(|sweep| sweep.undone == redo),
            name => known.iter().find(|sweep| sweep.id.as_str() == name),
        };
        match found.map(|sweep| sweep.id.clone()) {
            Some(id) => self.unsweep(id, redo),
            None => self.tell("nothing was done in many documents that could be taken back, or done again"),
        }
    }

    /// Takes a sweep back in all documents, or makes it again. What the open document's log holds is asked for first.
    pub(in crate::app) fn unsweep(&mut self, id: Id, redo: bool) {
        if let Some(what) = &self.sweeps.under_way {
            return self.warn(format!("still at it: {what}"));
        }
        let (now, mut here) = (self.second(), None);
        if let Some(desk) = &mut self.desk {
            match desk.travel_to(&id, redo, now, &self.schema) {
                Ok(true) => {
                    here = Some(Ok(()));
                    self.save();
                }
                Ok(false) if !desk.is_recalled() => {
                    let then = Travel { redo, times: 1, sweep: Some(id) };
                    return self.effects.push(Effect::Recall { handle: desk.handle.clone(), then });
                }
                Ok(false) => {}
                Err(refusal) => here = Some(Err(refusal.to_string())),
            }
        }
        self.sweeps.under_way = Some(if redo { "doing it again" } else { "taking it back" }.to_owned());
        self.effects.push(Effect::Unsweep { id, redo, here });
    }
}

pub(in crate::app) fn refused(app: &mut App, _: &Call<'_>) {
    if app.refused.is_empty() {
        return app.tell("everything that was done in many documents at once was done in all of them");
    }
    let mut lines: Vec<String> = app.refused.iter().take(MOST_NAMED).cloned().collect();
    if app.refused.len() > MOST_NAMED {
        lines.push(format!("and {} more", app.refused.len() - MOST_NAMED));
    }
    app.overlays.push(Overlay::pager("not changed, and why", lines.join("\n")));
}
