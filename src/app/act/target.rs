//! What a command is about: the selection, the annotation under the cursor, the match or the word.

use crate::annot::build::{Author, PROPS};
use crate::annot::{Anchored, Edit, Id};
use crate::app::desk::Desk;
use crate::app::{App, Effect, Mark, MarkRef};
use crate::config::schema::LabelKind;
use crate::doc::object;
use crate::text::Span;

/// What a label key labels.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::app) enum Target {
    /// A passage: the selection, the match or the word.
    Passage(Anchored),
    /// An annotation or proposal.
    Mark(MarkRef),
}

/// Longest quote in a message, in characters.
const QUOTE: usize = 40;

/// A quote for the status line.
pub(in crate::app) fn quoted(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(QUOTE) {
        Some((cut, _)) => format!("“{}…”", flat.get(..cut).unwrap_or_default()),
        None => format!("“{flat}”"),
    }
}

impl App {
    /// The annotation, proposal or note under the cursor: the chosen one among several, else the innermost.
    pub fn focused(&self) -> Option<&Mark> {
        let desk = self.desk.as_ref()?;
        let shown = |mark: &&Mark| self.panes.rejected || !matches!(mark.what, MarkRef::Rejected(_));
        let chosen = desk.view.focus.as_ref().and_then(|focus| desk.marks.find(focus));
        chosen
            .filter(|mark| mark.place.contains(desk.view.cursor) || mark.place.hull().start == desk.view.cursor)
            .or_else(|| {
                let mut here = desk.marks.at(desk.view.cursor).filter(shown);
                // A note is chosen only where nothing else is.
                let first = here.next();
                match first.map(|mark| &mark.what) {
                    Some(MarkRef::Note(_)) => here.find(|mark| !matches!(mark.what, MarkRef::Note(_))).or(first),
                    _ => first,
                }
            })
    }

    /// Chooses the next of the annotations that overlap under the cursor.
    pub(super) fn cycle_focus(&mut self) {
        let Some(desk) = &self.desk else { return };
        let shown = |mark: &&Mark| self.panes.rejected || !matches!(mark.what, MarkRef::Rejected(_));
        let here: Vec<MarkRef> = desk.marks.at(desk.view.cursor).filter(shown).map(|mark| mark.what.clone()).collect();
        let now = self.focused().map(|mark| mark.what.clone());
        let at = here.iter().position(|what| Some(what) == now.as_ref());
        let next = at.map_or(0, |at| (at + 1) % here.len().max(1));
        match here.get(next) {
            Some(what) => {
                let said = format!("{} of {} here", next + 1, here.len());
                let what = what.clone();
                if let Some(desk) = &mut self.desk {
                    desk.view.focus = Some(what);
                }
                self.tell(said);
            }
            None => self.tell("no annotation here"),
        }
    }

    /// What a label key takes: the selection; else the annotation or proposal of the same kind that covers the
    /// match or cursor; else the match; else the word.
    ///
    /// Only one of the same kind: inside a quotation a mention's key labels the word, it does not turn the
    /// quotation into a mention. A label that the schema does not have (a program's own) counts as any kind.
    pub(super) fn target(&self, kind: LabelKind) -> Option<Target> {
        let desk = self.desk.as_ref()?;
        if let Some(selection) = self.selected() {
            let mention = kind == LabelKind::Mention && self.settings.annotate.trim;
            let trimmed = if mention { object::trim(desk.document.text(), selection) } else { selection };
            return Some(Target::Passage(if trimmed.is_empty() { selection } else { trimmed }.into()));
        }
        let found = desk.view.found;
        let covers = |mark: &&Mark| {
            let covered = found
                .map_or(mark.place.contains(desk.view.cursor), |span| mark.place.parts().any(|part| part.covers(span)));
            let fits = mark.kind == kind || self.is_foreign(&mark.label);
            covered && fits && matches!(mark.what, MarkRef::Own(_) | MarkRef::Proposal(_))
        };
        let mark = self.focused().filter(covers).or_else(|| desk.marks.at(desk.view.cursor).find(covers));
        mark.map(|mark| Target::Mark(mark.what.clone()))
            .or_else(|| found.map(|span| Target::Passage(span.into())))
            .or_else(|| self.word().map(|span| Target::Passage(span.into())))
    }

    /// Whether a label is neither the schema's nor one of our own making.
    fn is_foreign(&self, label: &str) -> bool {
        self.schema.label(label).is_none() && !PROPS.contains(&label)
    }

    /// The selection, without blanks at its ends.
    pub(super) fn selected(&self) -> Option<Span> {
        let desk = self.desk.as_ref()?;
        let span = desk.view.selection(&desk.document)?;
        Some(desk.document.text().without_blanks(span)).filter(|trimmed| !trimmed.is_empty()).or(Some(span))
    }

    /// The word under the cursor.
    pub(super) fn word(&self) -> Option<Span> {
        let desk = self.desk.as_ref()?;
        object::find(&desk.document, desk.view.cursor, object::Object::Word, false)
    }

    /// The selection, the match or the word.
    pub(super) fn passage(&self) -> Option<Span> {
        self.selected().or_else(|| self.desk.as_ref()?.view.found).or_else(|| self.word())
    }

    /// The text of the selection, the annotation, the match or the word.
    pub(super) fn target_text(&self) -> Option<String> {
        let desk = self.desk.as_ref()?;
        let text = desk.document.text();
        match (self.selected(), self.focused()) {
            (Some(_), _) => desk.view.selection(&desk.document).map(|span| text.slice(span).to_owned()),
            (None, Some(mark)) => Some(mark.place.quote(text)),
            (None, None) => self.passage().map(|span| text.slice(span).to_owned()),
        }
    }

    /// The own span under the cursor.
    pub(super) fn focused_span(&self) -> Option<Id> {
        match &self.focused()?.what {
            MarkRef::Own(id) => Some(id.clone()),
            MarkRef::Proposal(_) | MarkRef::Rejected(_) | MarkRef::Note(_) => None,
        }
    }

    /// Makes an edit: `make` builds it, the desk takes it, the shell saves it. Whether something changed is the answer.
    pub(in crate::app) fn edit_with(&mut self, make: impl FnOnce(&mut Author<'_>, &Desk) -> Edit) -> bool {
        let made = self.edit_as(None, make);
        if made {
            self.sweeps.something_else_was_done();
        }
        made
    }

    /// The same, as the transaction of this id; of a new one without.
    pub(in crate::app) fn edit_as(
        &mut self,
        id: Option<Id>,
        make: impl FnOnce(&mut Author<'_>, &Desk) -> Edit,
    ) -> bool {
        let now = self.second();
        let Some(desk) = &mut self.desk else { return false };
        let ids = &mut self.ids;
        let mut next = || ids.next_id();
        let mut author = Author {
            set: desk.own(),
            models: desk.models(),
            text: desk.document.text(),
            now,
            cursor: desk.view.cursor,
            ids: &mut next,
        };
        let edit = make(&mut author, desk);
        let summary = edit.summary.clone();
        let touched = edit.span().map(|span| span.id.clone());
        let id = id.unwrap_or_else(|| self.ids.next_id());
        match desk.edit(edit, id, now, &self.schema) {
            Ok(true) => {
                if touched.is_some() {
                    desk.last_span = touched;
                }
                self.tell(summary);
                self.save();
                true
            }
            Ok(false) => false,
            Err(refusal) => {
                self.warn(refusal.to_string());
                false
            }
        }
    }

    /// Asks the shell to write the open document's set.
    pub(in crate::app) fn save(&mut self) {
        if let Some(desk) = &mut self.desk {
            self.library.reviewed(desk.own().review.status);
            self.roster.touch(self.library.current, desk.own());
            self.effects.push(Effect::Save {
                handle: desk.handle.clone(),
                document: std::sync::Arc::clone(&desk.document),
                set: desk.shared_own(),
                generation: desk.generation(),
                steps: desk.take_steps(),
            });
            self.tell_recognisers();
        }
    }
}
