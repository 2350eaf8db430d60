//! What the keys do inside lists, prompts and panels.

use crate::app::overlay::{Choice, LineEdit, Pager, PromptKind, Purpose};
use crate::app::{App, COMMANDS, Invocation, MarkRef, Overlay, filter};
use crate::text::Span;

type Call<'a> = Invocation<'a>;

/// Rows that a page of a list or a text has at least.
const PAGE: i64 = 10;

pub(in crate::app) fn cancel(app: &mut App, _: &Call<'_>) {
    app.keys = Default::default();
    if let Some(overlay) = app.overlays.pop() {
        return app.cancelled(overlay);
    }
    let Some(desk) = &mut app.desk else { return };
    if let Some(edge) = desk.edge.take() {
        desk.view.go(&desk.document, edge.from);
        desk.view.focus = Some(edge.what);
    } else if desk.view.anchor.take().is_some() || desk.relation_head.take().is_some() {
    } else if desk.placing.take().is_some() {
        app.tell("it stays without a place; the list has it");
    } else if desk.search.take().is_some() {
        desk.view.found = None;
    } else if app.memory.sticky.take().is_some() {
        app.tell("sticky label off");
    }
    app.follow_cursor();
}

pub(in crate::app) fn confirm(app: &mut App, _: &Call<'_>) {
    match app.overlays.pop() {
        Some(Overlay::Picker(picker)) => match picker.accept() {
            Some(choice) => app.chosen(&picker.purpose, choice),
            None => {
                app.overlays.push(Overlay::Picker(picker));
                app.warn("nothing matches; change what you typed, or press escape");
            }
        },
        Some(Overlay::Prompt(prompt)) => {
            let line = prompt.line.text().to_owned();
            match prompt.kind {
                PromptKind::Search => app.search_for(&line, prompt.origin),
                PromptKind::Command => {
                    if !line.trim().is_empty() {
                        app.memory.commands.retain(|known| known != &line);
                        app.memory.commands.push(line.clone());
                    }
                    app.run_line(&line);
                }
                PromptKind::Concordance => app.seek(&line),
                PromptKind::Documents => app.list_only(&line),
            }
        }
        Some(Overlay::Stance(panel)) => app.save_stance(panel),
        Some(Overlay::Editor(editor)) => app.save_note(*editor),
        Some(Overlay::Preview(preview)) => app.label_taken(&preview),
        Some(Overlay::Settling(settling)) => app.settle_taken(&settling),
        Some(Overlay::Sweep(panel)) => app.sweep_taken(panel),
        Some(Overlay::Pager(_)) => {}
        Some(Overlay::Concordance) => app.go_to_hit(),
        Some(Overlay::Roster) => app.open_listed(),
        None => app.confirm_edge(),
    }
}

impl App {
    fn cancelled(&mut self, overlay: Overlay) {
        let origin = match overlay {
            Overlay::Prompt(prompt) if prompt.kind == PromptKind::Search => {
                self.search_as_typed("", prompt.origin);
                return;
            }
            Overlay::Preview(preview) => preview.places.origin,
            Overlay::Settling(settling) => settling.proposals.origin,
            Overlay::Sweep(_) => return self.effects.push(crate::app::Effect::EndSurvey),
            _ => return,
        };
        if let Some(desk) = &mut self.desk {
            desk.view.go(&desk.document, origin);
        }
        self.follow_cursor();
    }

    /// An item of a list was chosen.
    fn chosen(&mut self, purpose: &Purpose, choice: Choice) {
        match (purpose, choice) {
            (Purpose::Gather(mentions), choice) => self.gather_into(mentions, choice),
            (Purpose::Merge(entity), Choice::Entity(into)) => self.merge_into(entity, &into),
            (Purpose::Source(quotation), Choice::Span(speaker)) => self.set_source(quotation, speaker),
            (Purpose::Holder | Purpose::Target, choice) => self.stance_choice(choice),
            (_, Choice::Command(line)) => self.run(&line, None),
            (_, Choice::Document(index)) => self.open(index),
            (_, Choice::Corpus(paths)) => self.open_corpus(paths),
            (_, Choice::Place(byte)) => self.jump_to(byte),
            (_, Choice::Stance(id)) => self.open_stance(&id),
            (_, Choice::Mark(what)) => self.jump_to_mark(&what),
            (_, Choice::Proposal(at)) => self.settle_listed(at, true),
            (_, Choice::Relation(_, byte)) => self.jump_to(byte),
            (_, Choice::Orphan(id)) => self.take_up_orphan(id),
            (_, Choice::Conflict(id)) => self.open_conflict(&id),
            (_, Choice::Settle(id, keep)) => {
                self.edit_with(|author, _| author.settle_conflict(&id, keep));
            }
            (
                _,
                Choice::Span(_)
                | Choice::Tag(_)
                | Choice::Entity(_)
                | Choice::NewEntity(_)
                | Choice::Holder(_)
                | Choice::Target(_),
            ) => {}
        }
    }

    /// The line of the prompt or list in front changes.
    fn edit_line(&mut self, change: impl FnOnce(&mut LineEdit)) {
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => picker.edit(change),
            Some(Overlay::Prompt(prompt)) => {
                change(&mut prompt.line);
                prompt.typed_anew();
                self.prompt_changed();
            }
            _ => {}
        }
    }

    /// The cursor of the line in front moves.
    fn move_in_line(&mut self, step: impl FnOnce(&mut LineEdit)) {
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => step(&mut picker.query),
            Some(Overlay::Prompt(prompt)) => step(&mut prompt.line),
            _ => {}
        }
    }

    /// The prompt's line is another one now: the search follows it, and what is wrong with it is seen.
    pub(in crate::app) fn prompt_changed(&mut self) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last() else { return };
        let (typed, origin) = (prompt.line.text().to_owned(), prompt.origin);
        let fault = match prompt.kind {
            PromptKind::Search => self.search_as_typed(&typed, origin),
            PromptKind::Concordance => self.query_fault(&typed),
            PromptKind::Documents => self.listing_fault(&typed),
            PromptKind::Command => None,
        };
        if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
            prompt.fault = fault;
        }
    }

    fn step_list(&mut self, step: i64) {
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => picker.step(step),
            Some(Overlay::Concordance) => self.step_concordance(step),
            Some(Overlay::Roster) => self.roster.step(step),
            Some(Overlay::Preview(preview)) => {
                preview.places.step(step);
                let place = preview.places.current();
                self.look_at(place);
            }
            Some(Overlay::Settling(settling)) => {
                settling.proposals.step(step);
                let place = self.settling_place();
                self.look_at(place);
            }
            Some(Overlay::Sweep(panel)) => panel.step(step),
            _ => {}
        }
    }

    /// The text moves so that the place a preview looks at is seen.
    fn look_at(&mut self, place: Option<Span>) {
        if let (Some(place), Some(desk)) = (place, &mut self.desk) {
            desk.view.go(&desk.document, place.start);
        }
        self.follow_cursor();
    }

    fn scroll_pager(&mut self, rows: i64) {
        if let Some(Overlay::Pager(pager)) = self.overlays.last_mut() {
            pager.scroll(rows, self.size);
        }
    }

    fn page_pager(&mut self, down: bool) {
        if let Some(Overlay::Pager(pager)) = self.overlays.last_mut() {
            let page = i64::try_from(Pager::page(self.size)).unwrap_or(1);
            pager.scroll(if down { page } else { -page }, self.size);
        }
    }

    fn page_rows(&self) -> i64 {
        (i64::from(self.size.1) - 6).max(PAGE)
    }

    fn recall(&mut self, older: bool) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else { return };
        let history = match prompt.kind {
            PromptKind::Search => &self.memory.searches,
            PromptKind::Command => &self.memory.commands,
            PromptKind::Concordance | PromptKind::Documents => &self.memory.queries,
        };
        prompt.recall(history, older);
        self.prompt_changed();
    }

    fn complete(&mut self, forward: bool) {
        let words = self.completion_words();
        if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut()
            && prompt.kind == PromptKind::Command
        {
            prompt.complete(forward, |line| words(line));
        }
    }

    /// What a command line can be completed to: a command's name, or its argument where the words are known.
    fn completion_words(&self) -> impl Fn(&str) -> Vec<String> + use<> {
        let labels: Vec<String> = self.schema.labels.iter().map(|label| label.name.clone()).collect();
        let tags: Vec<String> = self.memory.tags.keys().cloned().collect();
        let settings: Vec<String> =
            crate::config::settings::TABLE.iter().map(|setting| format!("{}=", setting.key)).collect();
        let themes: Vec<String> = crate::config::Theme::names().map(str::to_owned).collect();
        let producers = self.producers();
        let extractors: Vec<String> = self.extractors.iter().map(|extractor| extractor.name.clone()).collect();
        let names: Vec<String> = COMMANDS.iter().map(|command| command.name.to_owned()).collect();
        move |line: &str| match line.split_once(' ') {
            None => {
                // What can be typed whole as a short name comes first.
                let meant =
                    COMMANDS.iter().filter(|command| command.aliases.contains(&line)).map(|c| c.name.to_owned());
                let mut found: Vec<String> = meant.chain(starting_with(&names, line)).collect();
                let mut seen = std::collections::HashSet::new();
                found.retain(|name| seen.insert(name.clone()));
                found
            }
            Some((name, argument)) => {
                let words: &[String] = match name {
                    "label" | "sticky-label" => &labels,
                    "tag" | "untag" => &tags,
                    "set" => &settings,
                    "theme" => &themes,
                    "extract" => &extractors,
                    "help" => &names,
                    "filter" => return filter_words(argument, &labels, &producers),
                    "status" => return with_name(name, ["new", "started", "done", "skipped"], argument),
                    _ => &[],
                };
                starting_with(words, argument).map(|word| format!("{name} {word}")).collect()
            }
        }
    }
}

fn with_name<'a>(name: &str, words: impl IntoIterator<Item = &'a str>, start: &str) -> Vec<String> {
    words.into_iter().filter(|word| word.starts_with(start)).map(|word| format!("{name} {word}")).collect()
}

/// What the last word of a filter can be completed to.
fn filter_words(argument: &str, labels: &[String], producers: &[String]) -> Vec<String> {
    let at = argument.rfind(' ').map_or(0, |blank| blank + 1);
    let (before, word) = argument.split_at(at);
    let words: Vec<String> = match word.split_once('=') {
        Some((key @ ("label" | "producer"), value)) => {
            let at = value.rfind(',').map_or(0, |comma| comma + 1);
            let (chosen, value) = value.split_at(at);
            let words = if key == "label" { labels } else { producers };
            starting_with(words, value).map(|word| format!("{key}={chosen}{word}")).collect()
        }
        Some(_) => Vec::new(),
        None => {
            let keys: Vec<String> = filter::KEYS.iter().map(|key| format!("{key}=")).chain(["like".into()]).collect();
            starting_with(&keys, word).collect()
        }
    };
    words.into_iter().map(|word| format!("filter {before}{word}")).collect()
}

fn starting_with(words: &[String], start: &str) -> impl Iterator<Item = String> {
    words.iter().filter(move |word| word.starts_with(start)).cloned()
}

pub(in crate::app) fn list_next(app: &mut App, _: &Call<'_>) {
    app.step_list(1);
}

pub(in crate::app) fn list_prev(app: &mut App, _: &Call<'_>) {
    app.step_list(-1);
}

pub(in crate::app) fn list_page_down(app: &mut App, _: &Call<'_>) {
    app.step_list(app.page_rows() / 2);
}

pub(in crate::app) fn list_page_up(app: &mut App, _: &Call<'_>) {
    app.step_list(-app.page_rows() / 2);
}

pub(in crate::app) fn list_first(app: &mut App, _: &Call<'_>) {
    app.step_list(i64::MIN / 2);
}

pub(in crate::app) fn list_last(app: &mut App, _: &Call<'_>) {
    app.step_list(i64::MAX / 2);
}

pub(in crate::app) fn list_delete(app: &mut App, _: &Call<'_>) {
    let Some(Overlay::Picker(picker)) = app.overlays.last() else { return };
    let Some(choice) = picker.current().map(|item| item.choice.clone()) else { return };
    let (purpose, selected) = (picker.purpose.clone(), picker.selected());
    let made = match choice {
        Choice::Proposal(at) => {
            app.overlays.pop();
            return app.settle_listed(at, false);
        }
        Choice::Tag(tag) => app.edit_with(|author, _| author.remove_tag(&tag)),
        Choice::Stance(id) => app.edit_with(|author, _| author.remove_stance(&id)),
        Choice::Mark(MarkRef::Own(id)) => app.edit_with(|author, _| author.delete(&id)),
        Choice::Orphan(id) => app.edit_with(|author, _| author.delete_orphan(&id)),
        Choice::Relation(id, _) => app.edit_with(|author, _| author.remove_relation(&id)),
        _ => return app.tell("nothing here can be deleted"),
    };
    if made {
        app.overlays.pop();
        app.reopen_list(&purpose);
        if let Some(Overlay::Picker(picker)) = app.overlays.last_mut() {
            picker.select(selected);
        }
    }
}

pub(in crate::app) fn toggle_item(app: &mut App, _: &Call<'_>) {
    match app.overlays.last_mut() {
        Some(Overlay::Preview(preview)) => preview.places.toggle(),
        Some(Overlay::Settling(settling)) => settling.proposals.toggle(),
        Some(Overlay::Concordance) => app.toggle_hit(),
        Some(Overlay::Sweep(panel)) => panel.toggle(),
        _ => return,
    }
    app.step_list(1);
}

pub(in crate::app) fn toggle_all(app: &mut App, _: &Call<'_>) {
    match app.overlays.last_mut() {
        Some(Overlay::Preview(preview)) => preview.places.toggle_all(),
        Some(Overlay::Settling(settling)) => settling.proposals.toggle_all(),
        Some(Overlay::Sweep(panel)) => panel.toggle_all(),
        Some(Overlay::Concordance) => app.mark_all_hits(),
        _ => {}
    }
}

pub(in crate::app) fn delete_char(app: &mut App, _: &Call<'_>) {
    if let Some(Overlay::Prompt(prompt)) = app.overlays.last()
        && prompt.line.text().is_empty()
    {
        return cancel(app, &Invocation { count: None, argument: "" });
    }
    app.edit_line(|line| {
        line.delete_back();
    });
}

pub(in crate::app) fn delete_word_back(app: &mut App, _: &Call<'_>) {
    app.edit_line(LineEdit::delete_word_back);
}

pub(in crate::app) fn clear_line(app: &mut App, _: &Call<'_>) {
    app.edit_line(LineEdit::clear);
}

pub(in crate::app) fn line_left(app: &mut App, _: &Call<'_>) {
    app.move_in_line(LineEdit::left);
}

pub(in crate::app) fn line_right(app: &mut App, _: &Call<'_>) {
    app.move_in_line(LineEdit::right);
}

pub(in crate::app) fn line_home(app: &mut App, _: &Call<'_>) {
    app.move_in_line(LineEdit::home);
}

pub(in crate::app) fn line_end(app: &mut App, _: &Call<'_>) {
    app.move_in_line(LineEdit::end);
}

pub(in crate::app) fn history_prev(app: &mut App, _: &Call<'_>) {
    app.recall(true);
}

pub(in crate::app) fn history_next(app: &mut App, _: &Call<'_>) {
    app.recall(false);
}

pub(in crate::app) fn complete_next(app: &mut App, _: &Call<'_>) {
    app.complete(true);
}

pub(in crate::app) fn complete_prev(app: &mut App, _: &Call<'_>) {
    app.complete(false);
}

pub(in crate::app) fn panel_next(app: &mut App, _: &Call<'_>) {
    if let Some(Overlay::Stance(panel)) = app.overlays.last_mut() {
        panel.step(1);
    }
}

pub(in crate::app) fn panel_prev(app: &mut App, _: &Call<'_>) {
    if let Some(Overlay::Stance(panel)) = app.overlays.last_mut() {
        panel.step(-1);
    }
}

pub(in crate::app) fn pager_down(app: &mut App, call: &Call<'_>) {
    app.scroll_pager(call.steps());
}

pub(in crate::app) fn pager_up(app: &mut App, call: &Call<'_>) {
    app.scroll_pager(-call.steps());
}

pub(in crate::app) fn pager_page_down(app: &mut App, _: &Call<'_>) {
    app.page_pager(true);
}

pub(in crate::app) fn pager_page_up(app: &mut App, _: &Call<'_>) {
    app.page_pager(false);
}

pub(in crate::app) fn pager_top(app: &mut App, _: &Call<'_>) {
    app.scroll_pager(i64::MIN / 2);
}

pub(in crate::app) fn pager_bottom(app: &mut App, _: &Call<'_>) {
    app.scroll_pager(i64::MAX / 2);
}
