//! Going about in the text.

use crate::app::overlay::{Choice, Free, Item, Picker, Purpose};
use crate::app::{App, Invocation, Mark, MarkRef, Overlay};
use crate::config::schema::LabelKind;
use crate::doc;
use crate::doc::motion::{self, Motion};
use crate::doc::{BlockKind, Document};
use crate::layout::Scroller;

type Call<'a> = Invocation<'a>;

impl App {
    fn motion(&mut self, motion: Motion, call: &Call<'_>) {
        let Some(desk) = &mut self.desk else { return };
        let to = motion::apply(&desk.document, desk.view.cursor, motion, call.times());
        desk.view.go(&desk.document, to);
        self.follow_cursor();
    }

    /// Goes far: the place left is remembered in the jump list.
    pub(in crate::app) fn jump_to(&mut self, byte: usize) {
        if let Some(desk) = &mut self.desk {
            desk.view.jump(&desk.document, byte);
        }
        self.follow_cursor();
    }

    fn vertical(&mut self, rows: i64) {
        let measure = self.geometry().measure;
        if let Some(desk) = &mut self.desk {
            desk.view.vertical(&desk.document, measure, rows);
        }
        self.follow_cursor();
    }

    /// Scrolls, taking the cursor along.
    pub(in crate::app) fn scroll_rows(&mut self, rows: i64) {
        let geometry = self.geometry();
        let margin = self.settings.reader.scroll_off;
        if let Some(desk) = &mut self.desk {
            desk.view.scroll(&desk.document, geometry.measure, geometry.text.height, margin, rows);
        }
    }

    fn page(&mut self, halves: i64) {
        let height = i64::from(self.geometry().text.height.max(2));
        let rows = height * halves / 2;
        let before = self.desk.as_ref().map(|desk| (desk.view.top, desk.view.cursor));
        self.scroll_rows(rows);
        let after = self.desk.as_ref().map(|desk| (desk.view.top, desk.view.cursor));
        if before == after {
            // At either end of the document the page keys still reach the first and last row.
            self.vertical(rows);
        }
    }

    fn row_edge(&mut self, end: bool) {
        let measure = self.geometry().measure;
        let Some(desk) = &mut self.desk else { return };
        let scroller = Scroller::new(&desk.document, &desk.view.cache, measure);
        let place = scroller.place_of(desk.view.cursor);
        let column = if end { u16::MAX } else { 0 };
        let byte = scroller.rows_from(place, 1).first().and_then(|row| row.row().map(|row| row.byte_at(column)));
        if let Some(byte) = byte {
            desk.view.go(&desk.document, byte);
            desk.view.goal = end.then_some(u16::MAX);
        }
        self.follow_cursor();
    }

    fn put_row(&mut self, row: impl FnOnce(u16) -> u16) {
        let geometry = self.geometry();
        let margin = self.settings.reader.scroll_off.min(geometry.text.height.saturating_sub(1) / 2);
        let last = geometry.text.height.saturating_sub(1);
        if let Some(desk) = &mut self.desk {
            let row = row(last).clamp(margin.min(last), last.saturating_sub(margin));
            desk.view.place_cursor_row(&desk.document, geometry.measure, row);
        }
        self.follow_cursor();
    }

    fn go_to_mark(&mut self, forward: bool, call: &Call<'_>, wanted: impl Fn(&Mark) -> bool, what: &str) {
        for _ in 0..call.times() {
            let Some(desk) = &self.desk else { return };
            let at = desk.view.cursor;
            let start = |mark: &&Mark| doc::settle(&desk.document, mark.place.hull().start);
            let mut marks = desk.marks.all().iter().filter(|mark| wanted(mark));
            let found =
                if forward { marks.find(|mark| start(mark) > at) } else { marks.rev().find(|mark| start(mark) < at) };
            let Some((byte, focus)) = found.map(|mark| (start(&mark), mark.what.clone())) else {
                self.tell(if forward { format!("no {what} after this") } else { format!("no {what} before this") });
                return;
            };
            self.jump_to(byte);
            if let Some(desk) = &mut self.desk {
                desk.view.focus = Some(focus);
            }
        }
    }
}

macro_rules! motions {
    ($($name:ident: $motion:ident),* $(,)?) => {
        $(pub(in crate::app) fn $name(app: &mut App, call: &Call<'_>) { app.motion(Motion::$motion, call); })*
    };
}

motions! {
    left: PrevGrapheme,
    right: NextGrapheme,
    next_word: NextWord,
    prev_word: PrevWord,
    word_end: WordEnd,
    next_sentence: NextSentence,
    prev_sentence: PrevSentence,
    next_paragraph: NextParagraph,
    prev_paragraph: PrevParagraph,
}

pub(in crate::app) fn down(app: &mut App, call: &Call<'_>) {
    app.vertical(call.steps());
}

pub(in crate::app) fn up(app: &mut App, call: &Call<'_>) {
    app.vertical(-call.steps());
}

pub(in crate::app) fn line_start(app: &mut App, _: &Call<'_>) {
    app.row_edge(false);
}

pub(in crate::app) fn line_end(app: &mut App, _: &Call<'_>) {
    app.row_edge(true);
}

pub(in crate::app) fn start(app: &mut App, call: &Call<'_>) {
    to_percent(app, call.count.unwrap_or(0));
}

pub(in crate::app) fn end(app: &mut App, call: &Call<'_>) {
    to_percent(app, call.count.unwrap_or(100));
}

pub(in crate::app) fn percent(app: &mut App, call: &Call<'_>) {
    match call.argument.trim_end_matches('%').parse() {
        Ok(percent) => to_percent(app, percent),
        Err(_) => app.warn(format!("percent takes a number from 0 to 100 (it is {:?})", call.argument)),
    }
}

fn to_percent(app: &mut App, percent: usize) {
    let Some(desk) = &app.desk else { return };
    let text = desk.document.text();
    let byte = text.grapheme_start((text.len() as u128 * percent.min(100) as u128 / 100) as usize);
    app.jump_to(byte);
}

pub(in crate::app) fn half_page_down(app: &mut App, call: &Call<'_>) {
    app.page(call.steps());
}

pub(in crate::app) fn half_page_up(app: &mut App, call: &Call<'_>) {
    app.page(-call.steps());
}

pub(in crate::app) fn page_down(app: &mut App, call: &Call<'_>) {
    app.page(2 * call.steps());
}

pub(in crate::app) fn page_up(app: &mut App, call: &Call<'_>) {
    app.page(-2 * call.steps());
}

pub(in crate::app) fn scroll_down(app: &mut App, call: &Call<'_>) {
    app.scroll_rows(call.steps());
}

pub(in crate::app) fn scroll_up(app: &mut App, call: &Call<'_>) {
    app.scroll_rows(-call.steps());
}

pub(in crate::app) fn center(app: &mut App, _: &Call<'_>) {
    app.put_row(|last| last / 2);
}

pub(in crate::app) fn to_top(app: &mut App, _: &Call<'_>) {
    app.put_row(|_| 0);
}

pub(in crate::app) fn to_bottom(app: &mut App, _: &Call<'_>) {
    app.put_row(|last| last);
}

fn is_mention(mark: &Mark) -> bool {
    mark.kind == LabelKind::Mention && matches!(mark.what, MarkRef::Own(_) | MarkRef::Proposal(_))
}

fn is_quotation(mark: &Mark) -> bool {
    mark.kind == LabelKind::Quotation && matches!(mark.what, MarkRef::Own(_) | MarkRef::Proposal(_))
}

pub(in crate::app) fn next_mention(app: &mut App, call: &Call<'_>) {
    app.go_to_mark(true, call, is_mention, "mention");
}

pub(in crate::app) fn prev_mention(app: &mut App, call: &Call<'_>) {
    app.go_to_mark(false, call, is_mention, "mention");
}

pub(in crate::app) fn next_quotation(app: &mut App, call: &Call<'_>) {
    app.go_to_mark(true, call, is_quotation, "quotation");
}

pub(in crate::app) fn prev_quotation(app: &mut App, call: &Call<'_>) {
    app.go_to_mark(false, call, is_quotation, "quotation");
}

pub(in crate::app) fn next_annotation(app: &mut App, call: &Call<'_>) {
    let rejected = app.panes.rejected;
    app.go_to_mark(true, call, |mark| rejected || !matches!(mark.what, MarkRef::Rejected(_)), "annotation");
}

pub(in crate::app) fn prev_annotation(app: &mut App, call: &Call<'_>) {
    let rejected = app.panes.rejected;
    app.go_to_mark(false, call, |mark| rejected || !matches!(mark.what, MarkRef::Rejected(_)), "annotation");
}

pub(in crate::app) fn jump_back(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        let Some(desk) = &mut app.desk else { return };
        match desk.view.jumps.back(desk.view.cursor) {
            Some(byte) => desk.view.go(&desk.document, byte),
            None => app.tell("no earlier place to go back to"),
        }
    }
    app.follow_cursor();
}

pub(in crate::app) fn jump_forward(app: &mut App, call: &Call<'_>) {
    for _ in 0..call.times() {
        let Some(desk) = &mut app.desk else { return };
        match desk.view.jumps.forward() {
            Some(byte) => desk.view.go(&desk.document, byte),
            None => app.tell("no later place to go forward to"),
        }
    }
    app.follow_cursor();
}

pub(in crate::app) fn outline(app: &mut App, _: &Call<'_>) {
    let Some(desk) = &app.desk else { return };
    let items: Vec<Item> = desk
        .document
        .blocks()
        .iter()
        .filter(|block| !block.continues)
        .map(|block| Item {
            text: first_words(&desk.document, block.span.start, block.span.end),
            detail: match block.kind {
                BlockKind::Paragraph => String::new(),
                kind => kind.name().into(),
            },
            choice: Choice::Place(block.span.start),
        })
        .collect();
    let here = desk.document.blocks().iter().filter(|block| !block.continues);
    let at = here.take_while(|block| block.span.start <= desk.view.cursor).count().saturating_sub(1);
    app.overlays.push(Overlay::Picker(Picker::new("outline", Purpose::Open, Free::No, items).at(at)));
}

/// Longest text of an outline row, in characters.
const OUTLINE: usize = 120;

fn first_words(document: &Document, start: usize, end: usize) -> String {
    let slice = document.text().slice((start..end).into());
    slice.chars().take(OUTLINE).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
