//! What was said of a document as a whole, in a few lines under its text.

use std::io::{self, Write};

use super::paint;
use super::text::Look;
use crate::annot::{Anchored, AnnotationSet, Holder, Id, Note, Stance};
use crate::app::Desk;
use crate::cli::clean;
use crate::config::schema::Schema;
use crate::config::theme::Face;
use crate::text::cells;

/// Cells of the column of names.
const NAMES: usize = 12;

/// Most characters of a passage that are quoted.
const LONGEST_QUOTE: usize = 60;

/// Prints tags, stances, notes, relations and how many proposals are open; nothing where there are none.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn print(desk: &Desk, schema: &Schema, look: &Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = lines(desk, schema);
    if !lines.is_empty() {
        writeln!(out)?;
    }
    for Line { name, face, text } in lines {
        let room = usize::from(look.width).saturating_sub(NAMES).max(20);
        for (number, row) in wrap(&clean(&text), room).iter().enumerate() {
            let name = if number == 0 { name } else { "" };
            paint::print(out, &format!("{name:NAMES$}"), look.face(face))?;
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

/// One thing that was said.
pub(super) struct Line {
    /// What kind of thing.
    pub name: &'static str,
    face: Face,
    /// What it says; foreign text, not fit for a terminal or a page yet.
    pub text: String,
}

/// Everything that was said of the document as a whole, and the notes and relations of its spans.
pub(super) fn lines(desk: &Desk, schema: &Schema) -> Vec<Line> {
    let (own, words) = (desk.own(), Words { desk, schema });
    let mut lines = Vec::new();
    let mut line = |name, face, text| lines.push(Line { name, face, text });
    if !own.tags().is_empty() {
        let tags: Vec<&str> = own.tags().iter().map(|tag| tag.tag.as_str()).collect();
        line("tags", Face::MarginTag, tags.join(", "));
    }
    for stance in own.stances() {
        line("stance", Face::MarginStance, words.stance(stance));
    }
    for note in own.notes() {
        line("note", Face::MarginNote, words.note(note));
    }
    for span in own.spans() {
        if let Some(note) = &span.common.note {
            line("note", Face::MarginNote, format!("“{}” {}: {note}", words.quote(&span.place), span.label));
        }
    }
    for relation in own.relations() {
        let (head, tail) = (words.annotation(own, &relation.head), words.annotation(own, &relation.tail));
        line("relation", Face::MarginLabel, format!("{head} {} → {tail}", relation.label));
    }
    match desk.undecided().count() {
        0 => {}
        1 => line("proposals", Face::Proposal, "1 to decide".into()),
        open => line("proposals", Face::Proposal, format!("{open} to decide")),
    }
    lines
}

/// What annotations are called.
struct Words<'a> {
    desk: &'a Desk,
    schema: &'a Schema,
}

impl Words<'_> {
    fn stance(&self, stance: &Stance) -> String {
        let target = self.schema.target(&stance.target).map_or(stance.target.as_str(), |target| target.name.as_str());
        let mut text = format!("{} → {target}: {}", self.holder(&stance.holder), stance.value);
        if let Some(degree) = stance.degree {
            text += &format!(" ({degree:+})");
        }
        for evidence in &stance.evidence {
            text += &format!(" {}", self.annotation(self.desk.own(), evidence));
        }
        if let Some(note) = &stance.common.note {
            text += &format!(" — {note}");
        }
        text
    }

    fn holder(&self, holder: &Holder) -> String {
        let meta = self.desk.document.meta();
        match holder {
            Holder::Entity(id) => {
                self.desk.own().entity(id).map_or_else(|| id.to_string(), |entity| entity.name.clone())
            }
            Holder::Span(id) => self.annotation(self.desk.own(), id),
            Holder::Author => meta.author.clone().unwrap_or_else(|| "the author".into()),
            Holder::Outlet => meta.outlet.clone().unwrap_or_else(|| "the outlet".into()),
            Holder::Name(name) => name.clone(),
        }
    }

    fn note(&self, note: &Note) -> String {
        let words = note.common.note.as_deref().unwrap_or_default();
        match &note.place {
            Some(place) => format!("“{}”: {words}", self.quote(place)),
            None => words.to_owned(),
        }
    }

    /// A span by its words, anything else by its id.
    fn annotation(&self, own: &AnnotationSet, id: &Id) -> String {
        own.span(id).map_or_else(|| id.to_string(), |span| format!("“{}”", self.quote(&span.place)))
    }

    fn quote(&self, place: &Anchored) -> String {
        let quote = place.quote(self.desk.document.text());
        match quote.char_indices().nth(LONGEST_QUOTE) {
            Some((end, _)) => format!("{}…", quote.get(..end).unwrap_or_default().trim_end()),
            None => quote,
        }
    }
}

/// Words in rows of at most `room` cells; a longer word has a row of its own.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in text.split_whitespace() {
        match rows.last_mut() {
            Some(row) if row.is_empty() => row.push_str(word),
            Some(row) if usize::from(cells(row)) + 1 + usize::from(cells(word)) <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}
