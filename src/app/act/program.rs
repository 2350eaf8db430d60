//! The program itself: undo, panes, settings, help, quitting.

use crate::annot::History;
use crate::app::command::{self, Group};
use crate::app::overlay::{Choice, Free, Item, Pager, PagerLine, Picker, Prompt, PromptKind, Purpose};
use crate::app::{App, COMMANDS, Effect, Invocation, Overlay, SaveState, Travel};
use crate::config::keymap::Context;
use crate::config::settings::{Override, Settings};
use crate::config::theme::Theme;
use crate::store::Handle;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn undo(app: &mut App, call: &Call<'_>) {
    app.travel_ahead(false, call.times());
}

pub(in crate::app) fn redo(app: &mut App, call: &Call<'_>) {
    app.travel_ahead(true, call.times());
}

pub(in crate::app) fn repeat(app: &mut App, call: &Call<'_>) {
    match app.memory.repeat.clone() {
        Some((name, argument)) => app.run(&format!("{name} {argument}"), call.count),
        None => app.tell("nothing to repeat yet"),
    }
}

pub(in crate::app) fn inspector(app: &mut App, _: &Call<'_>) {
    app.panes.inspector = !app.panes.inspector;
    app.follow_cursor();
}

pub(in crate::app) fn margin(app: &mut App, _: &Call<'_>) {
    app.panes.margin = !app.panes.margin;
    app.follow_cursor();
}

pub(in crate::app) fn mouse(app: &mut App, _: &Call<'_>) {
    app.panes.mouse = !app.panes.mouse;
    app.effects.push(Effect::Mouse(app.panes.mouse));
    app.tell(if app.panes.mouse { "the mouse is the program's" } else { "the mouse is the terminal's" });
}

pub(in crate::app) fn redraw(app: &mut App, _: &Call<'_>) {
    app.effects.push(Effect::Redraw);
}

pub(in crate::app) fn suspend(app: &mut App, _: &Call<'_>) {
    app.effects.push(Effect::Suspend);
}

pub(in crate::app) fn guidelines(app: &mut App, _: &Call<'_>) {
    match &app.guidelines {
        Some(text) => app.overlays.push(Overlay::pager("guidelines", text)),
        None => app.tell("no guidelines: name a Markdown file in gloss.toml, [project] guidelines = \"guidelines.md\""),
    }
}

pub(in crate::app) fn theme(app: &mut App, call: &Call<'_>) {
    if call.argument.is_empty() {
        let items = Theme::names().map(|name| Item {
            text: name.into(),
            detail: String::new(),
            choice: Choice::Command(format!("theme {name}")),
        });
        let picker = Picker::new("theme", Purpose::Open, Free::No, items.collect());
        return app.overlays.push(Overlay::Picker(picker));
    }
    match Theme::by_name(call.argument) {
        Some(theme) => {
            app.theme = theme.downsample(app.colours);
            app.tell(format!("theme {}; to keep it: theme = \"{0}\" in config.toml", call.argument));
        }
        None => {
            let names = Theme::names().collect::<Vec<_>>().join(", ");
            app.warn(format!("there is no theme {:?}; there are {names}", call.argument));
        }
    }
}

pub(in crate::app) fn set(app: &mut App, call: &Call<'_>) {
    let Some(change) = Override::from_set(call.argument) else {
        return app.warn("set takes key=value, for example `set reader.measure=60`");
    };
    match app.settings.with(&change) {
        Ok(settings) => {
            app.take_settings(settings);
            app.tell(format!("set {}", call.argument));
        }
        Err(reason) => app.warn(reason),
    }
}

pub(in crate::app) fn copy(app: &mut App, _: &Call<'_>) {
    let Some(quote) = app.target_text() else { return };
    app.tell(format!("copied {}", super::target::quoted(&quote)));
    app.effects.push(Effect::Copy(quote));
    if let Some(desk) = &mut app.desk {
        desk.view.anchor = None;
    }
}

pub(in crate::app) fn command_line(app: &mut App, call: &Call<'_>) {
    let origin = app.desk.as_ref().map_or(0, |desk| desk.view.cursor);
    let mut prompt = Prompt::new(PromptKind::Command, origin);
    if !call.argument.is_empty() {
        prompt.line.insert(&format!("{} ", call.argument));
    }
    app.overlays.push(Overlay::Prompt(prompt));
}

pub(in crate::app) fn write(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &app.desk else { return };
    match desk.save_state() {
        SaveState::ReadOnly(reason) => app.warn(format!("nothing is written: {reason}")),
        SaveState::Unsaved(_) => app.save(),
        SaveState::Saved | SaveState::Saving => {
            app.tell("every change goes to the disk at once; there is nothing to write")
        }
    }
}

pub(in crate::app) fn reload(app: &mut App, _: &Call<'_>) {
    app.open(app.library.current);
}

pub(in crate::app) fn faults(app: &mut App, _: &Call<'_>) {
    let mut lines = app.notices.clone();
    if let Some(desk) = &app.desk {
        lines.extend(desk.read_only().map(str::to_owned));
        lines.extend(desk.faults.iter().cloned());
        if let SaveState::Unsaved(reason) = desk.save_state() {
            lines.push(reason);
        }
    }
    match lines.is_empty() {
        true => app.tell("nothing is wrong with the settings, the project or this document's files"),
        false => app.overlays.push(Overlay::pager("what is wrong", lines.join("\n"))),
    }
}

pub(in crate::app) fn quit(app: &mut App, call: &Call<'_>) {
    if !app.overlays.is_empty() || app.context() != Context::Normal {
        return super::panel::cancel(app, call);
    }
    if let Some(what) = &app.sweeps.under_way {
        return app.warn(format!("still at it: {what}; :q! ends all the same, and what is done can be taken back"));
    }
    app.effects.push(Effect::Quit { force: false, then: None });
}

pub(in crate::app) fn quit_anyway(app: &mut App, _: &Call<'_>) {
    app.effects.push(Effect::Quit { force: true, then: None });
}

pub(in crate::app) fn help(app: &mut App, call: &Call<'_>) {
    if let Some(command) = command::find(call.argument) {
        let keys = app.keymap.keys_for(command.name).join("  ");
        let usage = format!("{} {}", command.name, command.argument.unwrap_or_default());
        let lines = vec![PagerLine::heading(usage.trim()), PagerLine::entry(keys, command.help)];
        return app.overlays.push(Overlay::Pager(Pager::new("help", lines)));
    }
    if !call.argument.is_empty() {
        return app.warn(format!("there is no command {:?}; `:help` lists all", call.argument));
    }
    app.overlays.push(Overlay::Pager(Pager::new("help: every key and command", app.help_lines())));
}

impl App {
    /// Every key and command, from the tables the program runs on.
    pub fn help_lines(&self) -> Vec<PagerLine> {
        let mut lines = vec![PagerLine::heading("labels")];
        for label in &self.schema.labels {
            let key = label.key.map_or_else(|| "<Enter>".into(), |key| key.to_string());
            lines.push(PagerLine::entry(key, format!("{}  {}", label.name, label.description)));
        }
        for group in Group::ALL {
            lines.push(PagerLine::plain(""));
            lines.push(PagerLine::heading(group.title()));
            for command in COMMANDS.iter().filter(|command| command.group == group && command.name != "label") {
                let mut keys = self.keymap.keys_for(command.name);
                keys.extend(self.keymap.keys_for(&format!("{} around", command.name)));
                let keys = if keys.is_empty() { format!(":{}", command.name) } else { keys.join("  ") };
                lines.push(PagerLine::entry(keys, command.help));
            }
        }
        lines
    }

    /// Takes back or makes again what was done last, be it here or in many documents.
    fn travel_ahead(&mut self, redo: bool, times: usize) {
        match self.sweep_ahead(redo) {
            Some((id, true)) => self.unsweep(id, redo),
            Some((id, false)) if !redo => self.ask_how_far(&id),
            _ => self.travel_here(redo, times),
        }
    }

    /// Takes back or makes again in the open document. What this sitting does not know is asked for first.
    pub(super) fn travel_here(&mut self, redo: bool, times: usize) {
        let now = self.second();
        for done in 0..times {
            let Some(desk) = &mut self.desk else { return };
            match desk.travel(redo, now, &self.schema) {
                Ok(Some(edit)) => {
                    if desk.view.cursor != edit.cursor {
                        desk.view.jump(&desk.document, edit.cursor);
                    }
                    self.tell(format!("{} {}", if redo { "did again:" } else { "took back:" }, edit.summary));
                    self.save();
                }
                Ok(None) if !desk.is_recalled() => {
                    let (handle, then) = (desk.handle.clone(), Travel { redo, times: times - done, sweep: None });
                    return self.effects.push(Effect::Recall { handle, then });
                }
                Ok(None) if desk.changed_text() => {
                    return self.tell("nothing more: what was done before the article's text changed stays as it is");
                }
                Ok(None) => return self.tell(if redo { "nothing to do again" } else { "nothing to take back" }),
                Err(refusal) => return self.warn(refusal.to_string()),
            }
        }
        self.follow_cursor();
    }

    /// What earlier sittings did is known now, and what was asked for is done.
    pub(in crate::app) fn recalled(&mut self, handle: &Handle, result: Result<(History, bool), String>, then: Travel) {
        let Some(desk) = self.desk.as_mut().filter(|desk| desk.handle == *handle) else { return };
        match result {
            Ok((history, elsewhere)) => {
                desk.recall(history, elsewhere);
                match then {
                    Travel { sweep: Some(id), redo, .. } => self.unsweep(id, redo),
                    Travel { redo, times, .. } => match self.sweep_ahead(redo) {
                        Some((id, false)) if !redo => self.ask_how_far(&id),
                        _ => self.travel_here(redo, times),
                    },
                }
            }
            Err(reason) => self.warn(reason),
        }
    }

    fn take_settings(&mut self, settings: Settings) {
        if settings.theme != self.settings.theme {
            let name = settings.theme.clone();
            if let Some(theme) = Theme::by_name(&name) {
                self.theme = theme.downsample(self.colours);
            }
        }
        if settings.mouse != self.panes.mouse {
            self.panes.mouse = settings.mouse;
            self.effects.push(Effect::Mouse(settings.mouse));
        }
        if settings.reader.margin != self.settings.reader.margin {
            self.panes.margin = settings.reader.margin;
        }
        if settings.reader.inspector != self.settings.reader.inspector {
            self.panes.inspector = settings.reader.inspector;
        }
        let recognisers_changed = settings.extract != self.settings.extract;
        self.settings = settings;
        if recognisers_changed {
            self.recognisers_changed();
        }
        self.follow_cursor();
    }
}
