//! The status line: where am I, what is under the cursor, what just happened, is it on the disk.

use ratatui::layout::{Position, Rect};

use super::canvas::Canvas;
use super::describe;
use super::strip::{Strip, one_line};
use crate::app::overlay::Prompt;
use crate::app::{App, Desk, Mark, MarkRef, Overlay, SaveState};
use crate::config::key::Key;
use crate::config::keymap::Context;
use crate::config::theme::Face;
use crate::text::width;

/// Draws the status line.
pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Face::Status);
    if area.is_empty() {
        return;
    }
    let state = app.desk.as_ref().map_or(SaveState::Saved, Desk::save_state);
    let face = match state {
        SaveState::Saved => Face::StatusSaved,
        SaveState::Saving | SaveState::Unsaved(_) => Face::StatusUnsaved,
        SaveState::ReadOnly(_) => Face::StatusReadonly,
    };
    let word = Strip::of(state.word(), face);
    let word_at = area.right().saturating_sub(word.width() + u16::from(area.width > word.width())).max(area.x);
    canvas.strip(word_at, area.y, area.right(), &word);
    let room = Rect { width: word_at.saturating_sub(area.x + 1), ..area };
    match app.overlays.last() {
        Some(Overlay::Prompt(prompt)) => draw_prompt(prompt, room, canvas),
        _ => draw_line(app, room, canvas),
    }
}

/// Everything but the word that says whether all is on the disk.
fn draw_line(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let mut x = canvas.strip(area.x, area.y, area.right(), &mode(app));
    let right = right_part(app, area.width).map(without_state_words);
    let mut end = area.right();
    if right.width() > 0 && x + right.width() + 2 < end {
        let at = end - right.width();
        canvas.strip(at, area.y, end, &right);
        end = at - 2;
    }
    x = x.saturating_add(1);
    let room = end.saturating_sub(x);
    let middle = match &app.notice {
        Some(notice) if notice.error => Strip::of(one_line(&fitted(&notice.text, room), room), Face::StatusError),
        Some(notice) => happened(app, &notice.text, room),
        None => place(app, room),
    };
    canvas.strip(x, area.y, end, &middle.map(without_state_words));
}

/// Cells of a message that are kept before the hints about what is under the cursor are.
const MESSAGE: u16 = 24;

/// Fewest cells in which what is under the cursor is worth saying.
const UNDER: u16 = 12;

/// What just happened and what is under the cursor now: `accept LOC Genf · PER? Marta Ferreira · a accept, x reject`.
fn happened(app: &App, message: &str, room: u16) -> Strip {
    let beside = |cells: u16| room.saturating_sub(cells.saturating_add(3));
    // A longer message is no less worth reading than half the room.
    let left = beside(width(message).min(MESSAGE.max(room / 2)));
    let now = match &app.desk {
        Some(desk) if left >= UNDER => under(app, desk, left),
        _ => Strip::default(),
    };
    let message_room = if now.is_empty() { room } else { beside(now.width()) };
    let mut strip = Strip::of(one_line(message, message_room), Face::StatusMessage);
    strip.join(" · ", now);
    strip
}

/// `text` with the folders of its longest paths left out until it fits: `/home/anna/x/a.toml: no such key` becomes
/// `…/a.toml: no such key`. The reason stands behind the path and matters more.
fn fitted(text: &str, room: u16) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let folders = |word: &str| word.rfind(['/', '\\']).filter(|at| word.get(..*at).is_some_and(|head| head.len() > 3));
    while width(&words.join(" ")) > room {
        let longest = words.iter_mut().filter_map(|word| Some((folders(word)?, word))).max_by_key(|(at, _)| *at);
        let Some((at, word)) = longest else { break };
        *word = format!("…{}", word.get(at..).unwrap_or_default());
    }
    words.join(" ")
}

fn mode(app: &App) -> Strip {
    let word = match app.context() {
        Context::Normal => match &app.memory.sticky {
            Some(label) => {
                let label = app.schema.label(label).map_or(label.as_str(), |(_, label)| label.short.as_str());
                return Strip::of(without_state_words(&format!(" sticky {label} ")), Face::Sticky);
            }
            None if app.desk.as_ref().is_some_and(|desk| desk.placing.is_some()) => "place",
            None => "read",
        },
        Context::Select => "select",
        Context::Edge => match app.desk.as_ref().and_then(|desk| desk.edge.as_ref()) {
            Some(edge) if edge.start => "start edge",
            _ => "end edge",
        },
        Context::List => "choose",
        Context::Line => "type",
        Context::Stance => "stance",
        Context::Editor => "note",
        Context::Pager => "help",
        Context::Confirm => "preview",
        Context::Concordance => "hits",
        Context::Documents => "documents",
    };
    Strip::of(format!(" {word} "), Face::StatusMode)
}

/// Keys of an unfinished sequence, an extractor that has not answered, open proposals, the review status.
fn right_part(app: &App, room: u16) -> Strip {
    let mut strip = Strip::default();
    let count = app.keys.count.map(|count| count.to_string()).unwrap_or_default();
    let pending = count + &Key::write_sequence(&app.keys.pending);
    strip.join("", Strip::of(pending, Face::Key));
    if let Some((asked, _)) = app.asking.first().filter(|_| room >= 60) {
        strip.join(" · ", Strip::plain(format!("asking {asked}")));
    }
    if let Some(desk) = &app.desk {
        let open = desk.undecided().count();
        let filter = &app.memory.filter;
        if !filter.is_empty() && room >= 28 {
            let of = if room >= 40 { format!("{open} of {} open", open + desk.hidden) } else { open.to_string() };
            let said = if room >= 76 { one_line(&filter.to_string(), room / 4).into_owned() } else { "filter".into() };
            strip.join(" · ", Strip::of(format!("{said}: {of}"), Face::StatusMessage));
        } else if open > 0 && room >= 40 {
            strip.join(" · ", Strip::plain(format!("{open} open")));
        }
        if room >= 28 {
            strip.join(" · ", Strip::plain(desk.own().review.status.name()));
        }
    }
    if !strip.is_empty() && room >= 28 {
        strip.add_toned(" ·", Vec::new());
    }
    strip
}

/// `3/120 Title · 42 % · PER Wladimir Putin`
fn place(app: &App, room: u16) -> Strip {
    let mut strip = Strip::default();
    let library = &app.library;
    if !library.is_empty() {
        let more = if library.complete { "" } else { "+" };
        let row = library.row_of(library.current).map_or("–".to_owned(), |row| (row + 1).to_string());
        // Whoever reads only some documents sees that in the sign between the numbers.
        let of = if library.view().is_some() { "∕" } else { "/" };
        strip.add_toned(format!("{row}{of}{}{more}", library.shown()), Vec::new());
        if let Some(looking) = library.looking.as_ref().filter(|_| room >= 40) {
            strip.add_toned(format!(" looking, {} %", looking.percent()), Vec::new());
        }
    }
    let Some(desk) = &app.desk else { return strip };
    let length = desk.document.text().len().max(1);
    let percent = Strip::plain(format!("{} %", desk.view.cursor.min(length) * 100 / length));
    let under = under(app, desk, room.saturating_sub(strip.width() + percent.width() + 6));
    let used = strip.width() + percent.width() + under.width() + 7;
    let title_room = room.saturating_sub(used);
    if title_room >= 8 {
        strip.join(" ", Strip::plain(one_line(desk.document.title(), title_room)));
    }
    strip.join(" · ", percent);
    strip.join(" · ", under);
    strip
}

/// What is under the cursor, or what one is in the middle of.
fn under(app: &App, desk: &Desk, room: u16) -> Strip {
    if desk.relation_head.is_some() {
        let key = describe::key(app, Context::Normal, "relation").unwrap_or_default();
        return Strip::of(format!("relation to …? {key} there"), Face::StatusMessage);
    }
    let Some(mark) = app.focused() else { return Strip::default() };
    let mut strip = Strip::default();
    strip.add_toned(describe::name(app, mark), describe::tones(mark));
    let others = describe::covering(app, desk).len().saturating_sub(1);
    let others = if others > 0 { format!(" +{others}") } else { String::new() };
    let noted = describe::own_span(desk, mark).is_some_and(|span| span.common.note.is_some());
    let noted = if noted { " ✎" } else { "" };
    let tail = format!("{noted}{others}{}", hint(app, desk, mark, room));
    let words = room.saturating_sub(strip.width() + width(&tail) + 1).min(40);
    if words >= 4 {
        strip.add_toned(format!(" {}", describe::quote(desk, &mark.place, words)), Vec::new());
    }
    strip.add_toned(tail, Vec::new());
    strip
}

/// The program and the keys that decide on a proposal, the entity of a mention.
fn hint(app: &App, desk: &Desk, mark: &Mark, room: u16) -> String {
    match &mark.what {
        MarkRef::Proposal(_) if room >= 24 => {
            let offers: Vec<String> = describe::offers(desk, mark).iter().map(describe::offer).collect();
            let offer = one_line(&offers.join(", "), if room >= 76 { 40 } else { 20 }).into_owned();
            let key = |command: &str| describe::key(app, Context::Normal, command).unwrap_or_default();
            let offer = if room >= 52 { format!(" · {offer}") } else { String::new() };
            let later = if mark.later { " · put aside" } else { "" };
            let roles = describe::proposal(desk, mark).filter(|_| room >= 64);
            let roles = roles.map(|proposal| describe::offered_roles(desk, proposal)).unwrap_or_default();
            let role = |(role, words): &(String, String)| match role.as_str() {
                "source" => format!(" ← {}", one_line(words, 24)),
                _ => format!(" · {}", one_line(words, 16)),
            };
            let roles: String = roles.iter().map(role).collect();
            format!("{roles}{offer}{later} · {} accept, {} reject", key("accept"), key("reject"))
        }
        MarkRef::Rejected(_) => " · rejected".into(),
        MarkRef::Own(_) | MarkRef::Note(_) if mark.doubtful && room >= 24 => {
            let key = |command: &str| describe::key(app, Context::Normal, command).unwrap_or_default();
            format!(" · doubtful · {} keep, {} delete", key("accept"), key("reject"))
        }
        MarkRef::Own(_) if room >= 30 => {
            let span = describe::own_span(desk, mark);
            let name = span.and_then(|span| span.entity.as_ref()).and_then(|id| describe::entity(desk, id));
            name.map(|name| format!(" → {}", one_line(name, 24))).unwrap_or_default()
        }
        MarkRef::Own(_) | MarkRef::Proposal(_) | MarkRef::Note(_) => String::new(),
    }
}

/// The line being typed, scrolled so that its cursor is seen.
fn draw_prompt(prompt: &Prompt, area: Rect, canvas: &mut Canvas<'_>) {
    let x = canvas.put(area.x, area.y, area.right(), prompt.sigil(), &[Face::Key.into()]);
    let text = without_state_words(prompt.line.text());
    let room = Rect { x, width: area.right().saturating_sub(x), ..area };
    let end = draw_input(&text, prompt.line.cursor(), room, canvas);
    if let Some(fault) = &prompt.fault {
        let fault =
            Strip::of(without_state_words(&one_line(&fitted(fault, area.width), area.width)), Face::StatusError);
        let at = area.right().saturating_sub(fault.width()).max(end.saturating_add(2));
        canvas.strip(at, area.y, area.right(), &fault);
    }
}

/// A line being typed with its cursor before byte `cursor`. Returns the column behind the text.
pub(super) fn draw_input(text: &str, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let room = area.width.saturating_sub(1).max(1);
    let (head, tail) = text.split_at_checked(cursor).unwrap_or((text, ""));
    // Whole clusters are left out at the start until the cursor fits.
    let mut from = 0;
    let mut wide = width(head);
    for cluster in unicode_segmentation::UnicodeSegmentation::graphemes(head, true) {
        if wide <= room {
            break;
        }
        wide -= width(cluster).min(wide);
        from += cluster.len();
    }
    let x = canvas.put(area.x, area.y, area.right(), head.get(from..).unwrap_or_default(), &[]);
    let end = canvas.put(x, area.y, area.right(), tail, &[]);
    if area.width > 0 {
        let x = x.min(area.right() - 1);
        canvas.tint(Rect::new(x, area.y, 1, 1), &[Face::Cursor.into()]);
        canvas.cursor = Some(Position { x, y: area.y });
    }
    end
}

/// The words that only say whether everything is on the disk, and what stands for them elsewhere in the line, as wide.
const STATE_WORDS: [(&str, &str); 3] = [("saved", "sav'd"), ("saving", "sav'ng"), ("read-only", "read only")];

/// `text` without the state words: the status line says exactly one of them, whatever an article is called.
pub(super) fn without_state_words(text: &str) -> String {
    let mut changed = text.to_owned();
    for (word, other) in STATE_WORDS {
        while let Some(at) = changed.to_ascii_lowercase().find(word) {
            changed.replace_range(at..at + word.len(), other);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paths_lose_their_middle_before_the_reason() {
        let text = "/home/anna/projects/küste/articles/name.toml: line 3: no label is called PRE";
        assert_eq!(fitted(text, 50), "…/name.toml: line 3: no label is called PRE");
        assert_eq!(fitted(text, 100), text);
    }

    #[test]
    fn no_title_says_that_something_is_on_the_disk() {
        assert_eq!(
            without_state_words("Saved bees: unsaved, saving, read-only"),
            "sav'd bees: unsav'd, sav'ng, read only"
        );
    }
}
