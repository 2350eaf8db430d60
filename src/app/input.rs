//! Input: keys become command lines by the keymap, the mouse becomes motions and commands.

use ratatui_textarea::{Input, Key as AreaKey};

use super::{App, Hit, Invocation, Mouse, MouseKind, Overlay};
use crate::config::key::{Key, KeyCode};
use crate::config::keymap::{Context, Lookup};
use crate::text::Span;

/// Largest count; more is a typing error.
const LARGEST_COUNT: usize = 99_999;

/// Commands that follow a search at speed: after one that found nothing they would change the wrong place.
const AT_A_MATCH: [&str; 4] = ["label", "label-identical", "repeat", "delete"];

/// Rows the text moves with one step of the wheel.
const WHEEL_ROWS: i64 = 3;

/// Keys of an unfinished sequence and the count before them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyState {
    /// The keys so far.
    pub pending: Vec<Key>,
    /// The count typed before them.
    pub count: Option<usize>,
}

impl App {
    /// The bindings that apply now.
    pub fn context(&self) -> Context {
        let reading = || match &self.desk {
            Some(desk) if desk.edge.is_some() => Context::Edge,
            Some(desk) if desk.view.anchor.is_some() => Context::Select,
            _ => Context::Normal,
        };
        self.overlays.last().map_or_else(reading, Overlay::context)
    }

    pub(super) fn press(&mut self, key: Key) {
        self.hunt = None;
        let context = self.context();
        if self.keys.pending.is_empty() && self.count_digit(context, key) {
            return;
        }
        self.keys.pending.push(key);
        match self.keymap.lookup(context, &self.keys.pending) {
            Lookup::Command(line) => {
                let line = line.to_owned();
                self.keys.pending.clear();
                let count = self.keys.count.take();
                (self.notice, self.kept_open) = (None, false);
                self.run(&line, count);
            }
            Lookup::Prefix(_) => {}
            Lookup::None => self.unbound(key),
        }
    }

    fn count_digit(&mut self, context: Context, key: Key) -> bool {
        let counted = matches!(context, Context::Normal | Context::Select | Context::Edge);
        let Some(digit) = key.typed().and_then(|c| c.to_digit(10)).filter(|_| counted) else { return false };
        if digit == 0 && self.keys.count.is_none() {
            return false;
        }
        let count = self.keys.count.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
        self.keys.count = Some(count.min(LARGEST_COUNT));
        true
    }

    /// A key without a binding: it is typed where something can be typed, else it is said to be unbound.
    fn unbound(&mut self, key: Key) {
        let sequence = std::mem::take(&mut self.keys.pending);
        self.keys.count = None;
        if sequence.len() > 1 {
            if key.code() != KeyCode::Esc {
                let keys: String = sequence.iter().map(Key::to_string).collect();
                self.warn(format!("{keys} is not bound; ? shows the keys"));
            }
            return;
        }
        match self.overlays.last_mut() {
            Some(Overlay::Editor(editor)) => {
                editor.area.input(area_input(key));
            }
            Some(Overlay::Stance(_)) => self.stance_key(key),
            Some(Overlay::Picker(_) | Overlay::Prompt(_)) => {
                if let Some(c) = key.typed() {
                    self.type_text(c.encode_utf8(&mut [0; 4]));
                }
            }
            // None of the others takes text.
            Some(_) => {}
            None => self.warn(format!("{key} is not bound; ? shows the keys")),
        }
    }

    /// Text typed into whatever takes text.
    pub(super) fn type_text(&mut self, text: &str) {
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => picker.edit(|line| line.insert(text)),
            Some(Overlay::Prompt(prompt)) => {
                prompt.line.insert(text);
                prompt.typed_anew();
                self.prompt_changed();
            }
            Some(Overlay::Editor(editor)) => {
                editor.area.insert_str(text);
            }
            Some(_) | None => {}
        }
    }

    /// Pasted text is typed where text is asked for and does nothing anywhere else: paste never runs commands.
    pub(super) fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match self.overlays.last() {
            Some(Overlay::Picker(_) | Overlay::Prompt(_) | Overlay::Editor(_)) => self.type_text(&text),
            _ => self.warn("pasted text is taken only where text is asked for"),
        }
    }

    pub(super) fn point(&mut self, mouse: Mouse) {
        if !self.panes.mouse {
            return;
        }
        self.hunt = None;
        match mouse.kind {
            MouseKind::Wheel(steps) => self.wheel(steps),
            _ if !self.overlays.is_empty() => self.point_at_panel(mouse),
            kind => self.point_at_text(kind, mouse.hit),
        }
    }

    fn wheel(&mut self, steps: i32) {
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => picker.step(i64::from(steps)),
            Some(Overlay::Pager(pager)) => pager.scroll(i64::from(steps) * WHEEL_ROWS, self.size),
            Some(Overlay::Preview(preview)) => preview.places.step(i64::from(steps.signum())),
            Some(Overlay::Settling(settling)) => settling.proposals.step(i64::from(steps.signum())),
            Some(Overlay::Concordance) => self.step_concordance(i64::from(steps) * WHEEL_ROWS),
            Some(Overlay::Roster) => self.roster.step(i64::from(steps) * WHEEL_ROWS),
            Some(Overlay::Dashboard(panel)) => panel.scroll(i64::from(steps)),
            Some(Overlay::Sweep(panel)) => panel.step(i64::from(steps)),
            Some(_) => {}
            None => self.scroll_rows(i64::from(steps) * WHEEL_ROWS),
        }
    }

    fn point_at_panel(&mut self, mouse: Mouse) {
        let Hit::Item(row) = mouse.hit else { return };
        match (self.overlays.last_mut(), mouse.kind) {
            (Some(Overlay::Picker(picker)), MouseKind::Press) => picker.select(row),
            (Some(Overlay::Picker(_)), MouseKind::Release | MouseKind::Double) => self.run("confirm", None),
            (Some(Overlay::Concordance), MouseKind::Press) => self.select_hit(row),
            (Some(Overlay::Roster), MouseKind::Press) => {
                self.roster.selected = row;
                self.roster.step(0);
            }
            (Some(Overlay::Roster), MouseKind::Double) => self.run("confirm", None),
            (Some(Overlay::Concordance), MouseKind::Double) => self.run("confirm", None),
            (Some(Overlay::Preview(preview)), MouseKind::Press) => {
                preview.places.select(row);
                preview.places.toggle();
            }
            (Some(Overlay::Settling(settling)), MouseKind::Press) => {
                settling.proposals.select(row);
                settling.proposals.toggle();
            }
            (Some(Overlay::Sweep(panel)), MouseKind::Press) => {
                panel.select(row);
                panel.toggle();
            }
            _ => {}
        }
    }

    fn point_at_text(&mut self, kind: MouseKind, hit: Hit) {
        let Some(desk) = &mut self.desk else { return };
        match (kind, hit) {
            (MouseKind::Press, Hit::Text(byte)) => {
                desk.view.anchor = None;
                desk.view.go(&desk.document, byte);
            }
            (MouseKind::Drag, Hit::Text(byte)) => {
                let anchor = desk.view.anchor.unwrap_or(desk.view.cursor);
                desk.view.go(&desk.document, byte);
                desk.view.anchor = Some(anchor);
            }
            (MouseKind::Double, Hit::Text(byte)) => {
                if let Some(word) = desk.document.text().word_at(byte) {
                    self.select_span(word);
                    self.selection_complete();
                }
            }
            (MouseKind::Release, _) => self.selection_complete(),
            (MouseKind::Press, Hit::Document(index)) => self.open(index),
            (MouseKind::Press, Hit::Margin(position)) => {
                if let Some(mark) = desk.marks.get(position) {
                    let (at, what) = (mark.place.hull().start, mark.what.clone());
                    desk.view.jump(&desk.document, at);
                    desk.view.focus = Some(what);
                }
            }
            _ => {}
        }
    }

    /// Selects `span`, the cursor on its last grapheme.
    pub(super) fn select_span(&mut self, span: Span) {
        if let Some(desk) = &mut self.desk {
            let last = desk.document.text().prev_grapheme(span.end).max(span.start);
            desk.view.go(&desk.document, last);
            desk.view.anchor = Some(span.start);
        }
        self.follow_cursor();
    }

    /// Runs a command line, as typed after `:` or bound to a key.
    pub(super) fn run(&mut self, line: &str, count: Option<usize>) {
        match Invocation::parse(line) {
            Ok((command, _)) if std::mem::take(&mut self.missed) && AT_A_MATCH.contains(&command.name) => {
                self.warn("the search found nothing; the same key again does it here");
            }
            Ok((command, argument)) => {
                if command.repeats {
                    self.memory.repeat = Some((command.name, argument.to_owned()));
                }
                (command.run)(self, &Invocation { count, argument });
            }
            Err(reason) => self.warn(reason),
        }
    }

    /// Runs what was typed after `:`; a number goes to that percentage.
    pub(super) fn run_line(&mut self, line: &str) {
        let line = line.trim();
        match line.strip_suffix('%').and_then(|number| number.parse::<usize>().ok()) {
            Some(_) => self.run(&format!("percent {}", line.trim_end_matches('%')), None),
            None if line.is_empty() => {}
            None => self.run(line, None),
        }
    }
}

fn area_input(key: Key) -> Input {
    let code = match key.code() {
        KeyCode::Char(c) => AreaKey::Char(c),
        KeyCode::Enter => AreaKey::Enter,
        KeyCode::Esc => AreaKey::Esc,
        KeyCode::Tab => AreaKey::Tab,
        KeyCode::Backspace => AreaKey::Backspace,
        KeyCode::Delete => AreaKey::Delete,
        KeyCode::Up => AreaKey::Up,
        KeyCode::Down => AreaKey::Down,
        KeyCode::Left => AreaKey::Left,
        KeyCode::Right => AreaKey::Right,
        KeyCode::Home => AreaKey::Home,
        KeyCode::End => AreaKey::End,
        KeyCode::PageUp => AreaKey::PageUp,
        KeyCode::PageDown => AreaKey::PageDown,
        KeyCode::Insert | KeyCode::F(_) => AreaKey::Null,
    };
    let mods = key.mods();
    Input { key: code, ctrl: mods.ctrl, alt: mods.alt, shift: mods.shift }
}
