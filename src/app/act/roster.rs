//! The list of documents: looking through it, choosing, sorting and grouping what it shows.

use crate::app::library::ListView;
use crate::app::message::{Arranged, Arranging};
use crate::app::overlay::{Choice, Free, Item, Picker, Prompt, PromptKind, Purpose};
use crate::app::{App, Effect, Invocation, Overlay};
use crate::corpus::listing::{Grouping, Key, Listing};
use crate::corpus::query::Query;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn open(app: &mut App, _: &Call<'_>) {
    if app.roster.listing.is_plain() {
        app.roster.take_all(app.library.len());
    }
    app.roster.look_at(Some(app.library.current));
    app.overlays.retain(|overlay| !matches!(overlay, Overlay::Roster));
    app.overlays.push(Overlay::Roster);
    app.list_anew();
}

pub(in crate::app) fn only(app: &mut App, call: &Call<'_>) {
    app.list_only(call.argument);
}

pub(in crate::app) fn ask(app: &mut App, _: &Call<'_>) {
    let origin = app.desk.as_ref().map_or(0, |desk| desk.view.cursor);
    let mut prompt = Prompt::new(PromptKind::Documents, origin);
    prompt.line.insert(&app.roster.listing.query.clone());
    app.overlays.push(Overlay::Prompt(prompt));
}

pub(in crate::app) fn sort(app: &mut App, call: &Call<'_>) {
    if call.argument.is_empty() {
        let item = |key: Key| Item {
            text: key.to_string(),
            detail: if key == app.roster.listing.key { "now".into() } else { String::new() },
            choice: Choice::Command(format!("sort-documents {key}")),
        };
        let items = Key::ALL.into_iter().map(item).collect();
        return app.overlays.push(Overlay::Picker(Picker::new("sort documents by", Purpose::Open, Free::No, items)));
    }
    match Key::parse(call.argument) {
        Ok(key) => app.set_listing(Listing { key, ..app.roster.listing.clone() }),
        Err(reason) => app.warn(reason),
    }
}

pub(in crate::app) fn turn(app: &mut App, _: &Call<'_>) {
    let listing = app.roster.listing.clone();
    app.set_listing(Listing { reverse: !listing.reverse, ..listing });
}

pub(in crate::app) fn group(app: &mut App, call: &Call<'_>) {
    if call.argument.is_empty() {
        let item = |grouping: Grouping| Item {
            text: grouping.name().into(),
            detail: if grouping == app.roster.listing.grouping { "now".into() } else { String::new() },
            choice: Choice::Command(format!("group-documents {}", grouping.name())),
        };
        let items = Grouping::ALL.into_iter().map(item).collect();
        return app.overlays.push(Overlay::Picker(Picker::new("group documents by", Purpose::Open, Free::No, items)));
    }
    match Grouping::parse(call.argument) {
        Ok(grouping) => app.set_listing(Listing { grouping, ..app.roster.listing.clone() }),
        Err(reason) => app.warn(reason),
    }
}

impl App {
    /// Lists only the documents that a query means.
    pub(in crate::app) fn list_only(&mut self, query: &str) {
        self.set_listing(Listing { query: query.to_owned(), ..self.roster.listing.clone() });
    }

    /// What is wrong with a query that is being typed.
    pub(in crate::app) fn listing_fault(&self, query: &str) -> Option<String> {
        Query::parse_with(query.trim(), &self.schema.queries).err().map(|error| error.to_string())
    }

    /// Lists documents otherwise.
    pub(in crate::app) fn set_listing(&mut self, listing: Listing) {
        let listing = Listing { query: listing.query.trim().to_owned(), ..listing };
        if let Err(error) = Query::parse_with(&listing.query, &self.schema.queries) {
            return self.warn(error.to_string());
        }
        if !listing.query.is_empty() {
            self.memory.queries.retain(|known| *known != listing.query);
            self.memory.queries.push(listing.query.clone());
        }
        self.roster.listing = listing;
        self.list_anew();
    }

    /// Asks for the list as it is wanted now.
    pub(in crate::app) fn list_anew(&mut self) {
        let listing = self.roster.listing.clone();
        let Ok(query) = Query::parse_with(&listing.query, &self.schema.queries) else { return };
        self.roster.number += 1;
        self.roster.progress = Some((0, self.library.len()));
        let documents = (0..self.library.len()).filter_map(|index| self.library.handle(index)).collect();
        self.effects.push(Effect::List { number: self.roster.number, listing, query, documents });
    }

    /// How far the list is.
    pub(in crate::app) fn arranging(&mut self, arranging: Arranging) {
        if arranging.number == self.roster.number {
            self.roster.progress = Some((arranging.done, arranging.total));
        }
    }

    /// The list that was asked for.
    pub(in crate::app) fn arranged(&mut self, arranged: Arranged) {
        if arranged.number != self.roster.number {
            return;
        }
        let view = self.roster.take(arranged.catalog, &arranged.groups);
        let plain = self.roster.listing.is_plain();
        let shown = view.len();
        self.library.set_view(if plain { None } else { Some(ListView::of(view)) });
        if !self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Roster)) {
            self.roster.look_at(Some(self.library.current));
            if !plain {
                let words = self.roster.listing.described();
                self.tell(format!("{shown} of {} documents: {words}", self.library.len()));
            }
        }
    }

    /// Opens the document looked at.
    pub(in crate::app) fn open_listed(&mut self) {
        if let Some(document) = self.roster.document() {
            self.open(document);
        }
    }
}
