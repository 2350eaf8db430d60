//! The fuzzy list.

use std::collections::HashSet;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::super::canvas::Canvas;
use super::super::status::draw_input;
use super::super::strip::{Strip, one_line};
use super::{Ground, first_row, frame, share};
use crate::app::Hit;
use crate::app::overlay::{Free, Picker};
use crate::config::theme::Face;
use crate::text::width;

pub(super) fn draw(picker: &Picker, ground: Ground, front: bool, canvas: &mut Canvas<'_>) {
    let wish = u16::try_from(picker.items.len()).unwrap_or(u16::MAX).saturating_add(4);
    let height = wish.min(share(ground.body.height, 70, 8));
    let area = ground.place(share(ground.body.width, 60, 60).min(100), height);
    let count = Strip::of(format!("{}/{}", picker.matches(), picker.items.len()), Face::PanelDim);
    let inner = frame(area, &picker.title, &count, canvas);
    if inner.is_empty() {
        return;
    }
    let query = Rect { height: 1, ..inner };
    let x = canvas.put(query.x, query.y, query.right(), "› ", &[Face::Key.into()]);
    let query = Rect { x, width: query.right().saturating_sub(x), ..query };
    draw_input(picker.query.text(), picker.query.cursor(), query, canvas);
    if !front {
        canvas.cursor = None;
    }
    let rows = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    if picker.matches() == 0 {
        let note = match picker.free {
            Free::No => "nothing matches",
            _ if picker.query.text().trim().is_empty() => "type a name",
            _ => "new: <Enter> takes what is typed",
        };
        canvas.put(rows.x, rows.y, if rows.height > 0 { rows.right() } else { rows.x }, note, &[Face::PanelDim.into()]);
    }
    let mut matched = Matches::new(picker.query.text());
    let height = usize::from(rows.height);
    let first = first_row(picker.selected(), picker.matches(), height);
    for ((row, item), y) in picker.rows(first, height).zip(rows.top()..rows.bottom()) {
        let line = Rect::new(rows.x.saturating_sub(1), y, rows.width + 2, 1).intersection(area);
        let selected = row == picker.selected();
        if selected {
            canvas.tint(line, &[Face::PanelSelected.into()]);
        }
        canvas.hits.add(line, Hit::Item(row));
        // A detail gets what the text leaves, but at least a third.
        let detail_room = rows.width.saturating_sub(width(&item.text).saturating_add(2)).max(rows.width / 3);
        let detail = one_line(&item.detail, detail_room);
        let gap = if detail.is_empty() { 0 } else { 2 };
        let text = one_line(&item.text, rows.width.saturating_sub(width(&detail) + gap));
        let hits = matched.clusters(&text);
        let mut x = rows.x;
        for (number, cluster) in text.graphemes(true).enumerate() {
            let tones: &[_] = if hits.contains(&number) { &[Face::PanelMatch.into()] } else { &[] };
            x = canvas.put(x, y, rows.right(), cluster, tones);
        }
        let at = rows.right().saturating_sub(width(&detail)).max(x);
        let tones: &[_] = if selected { &[] } else { &[Face::PanelDim.into()] };
        canvas.put(at, y, rows.right(), &detail, tones);
    }
}

/// Which letters of the items matched.
struct Matches {
    pattern: Pattern,
    /// Made when the first item is asked about: it is large.
    matcher: Option<Matcher>,
    buffer: Vec<char>,
}

impl Matches {
    fn new(query: &str) -> Matches {
        let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
        Matches { pattern, matcher: None, buffer: Vec::new() }
    }

    /// The clusters of `text` that matched, counted from 0.
    fn clusters(&mut self, text: &str) -> HashSet<usize> {
        if self.pattern.atoms.is_empty() {
            return HashSet::new();
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let mut indices = Vec::new();
        self.pattern.indices(Utf32Str::new(text, &mut self.buffer), matcher, &mut indices);
        indices.into_iter().filter_map(|index| usize::try_from(index).ok()).collect()
    }
}
