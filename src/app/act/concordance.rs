//! The concordance: seeking through all documents, and what one does with the hits.

use std::sync::Arc;

use crate::annot::sweep::Wish;
use crate::app::message::Sought;
use crate::app::overlay::{Concordance, Place, Prompt, PromptKind};
use crate::app::{App, Effect, Invocation, Overlay};
use crate::corpus::concordance::Order;
use crate::corpus::seek::Seeker;
use crate::text::Span;

type Call<'a> = Invocation<'a>;

pub(in crate::app) fn open(app: &mut App, call: &Call<'_>) {
    match (call.argument, &app.concordance) {
        ("", Some(_)) => app.show_concordance(),
        ("", None) => app.ask_concordance(""),
        (query, _) => app.seek(query),
    }
}

pub(in crate::app) fn ask(app: &mut App, _: &Call<'_>) {
    let query = app.concordance.as_ref().map_or(String::new(), |list| list.query.clone());
    app.ask_concordance(&query);
}

pub(in crate::app) fn here(app: &mut App, _: &Call<'_>) {
    match app.sought_here() {
        Some(query) => app.seek(&query),
        None => app.tell("nothing here to look for"),
    }
}

pub(in crate::app) fn order(app: &mut App, call: &Call<'_>) {
    let Some(order) = Order::ALL.into_iter().find(|order| order.name() == call.argument) else {
        return app.warn(format!("hits are ordered by document, left, right or hit (asked for {:?})", call.argument));
    };
    if let Some(list) = &mut app.concordance {
        list.set_order(order);
    }
}

pub(in crate::app) fn mark_others(app: &mut App, _: &Call<'_>) {
    if let Some(list) = &mut app.concordance {
        list.mark_others();
    }
}

pub(in crate::app) fn label(app: &mut App, call: &Call<'_>) {
    match call.argument {
        "" => app.pick_label("label the marked hits", "label-hits"),
        label => app.label_hits(label),
    }
}

pub(in crate::app) fn copy(app: &mut App, _: &Call<'_>) {
    let Some(list) = &app.concordance else { return };
    let taken = list.taken();
    let text: String = taken.iter().map(|place| app.row_of(place)).collect();
    let said = if taken.len() == 1 { "copied the line".to_owned() } else { format!("copied {} lines", taken.len()) };
    if !taken.is_empty() {
        app.tell(said);
        app.effects.push(Effect::Copy(text));
    }
}

impl App {
    fn show_concordance(&mut self) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Concordance));
        self.overlays.push(Overlay::Concordance);
    }

    pub(in crate::app) fn step_concordance(&mut self, step: i64) {
        if let Some(list) = &mut self.concordance {
            list.step(step);
        }
    }

    /// Looks at the hit at `position`.
    pub(in crate::app) fn select_hit(&mut self, position: usize) {
        if let Some(list) = &mut self.concordance {
            list.selected = position.min(list.places().len().saturating_sub(1));
        }
    }

    pub(in crate::app) fn mark_all_hits(&mut self) {
        if let Some(list) = &mut self.concordance {
            list.mark_all();
        }
    }

    /// Labels the marked hits, after a preview.
    fn label_hits(&mut self, label: &str) {
        let label = match self.known_label(label) {
            Ok(label) => label,
            Err(reason) => return self.warn(reason),
        };
        let mut chosen: Vec<(usize, Vec<Span>)> = Vec::new();
        for (document, span) in self.concordance.as_ref().map(Concordance::taken_places).unwrap_or_default() {
            match chosen.last_mut().filter(|(last, _)| *last == document) {
                Some((_, spans)) => spans.push(span),
                None => chosen.push((document, vec![span])),
            }
        }
        match chosen.is_empty() {
            true => self.tell("nothing here to label"),
            false => self.survey(Wish::LabelPlaces { label }, chosen),
        }
    }

    pub(in crate::app) fn toggle_hit(&mut self) {
        if let Some(list) = &mut self.concordance {
            list.toggle();
        }
    }

    /// Asks what is sought.
    fn ask_concordance(&mut self, query: &str) {
        let origin = self.desk.as_ref().map_or(0, |desk| desk.view.cursor);
        let mut prompt = Prompt::new(PromptKind::Concordance, origin);
        prompt.line.insert(query);
        self.overlays.push(Overlay::Prompt(prompt));
    }

    /// Looks for `query` in all documents found so far.
    pub(in crate::app) fn seek(&mut self, query: &str) {
        let query = query.trim();
        if query.is_empty() {
            return;
        }
        let seeker = match Seeker::parse(query, &self.schema.queries) {
            Ok(seeker) => seeker,
            Err(reason) => {
                self.ask_concordance(query);
                return self.warn(reason.to_string());
            }
        };
        self.memory.queries.retain(|known| known != query);
        self.memory.queries.push(query.to_owned());
        self.searches += 1;
        let all = 0..self.library.len();
        let documents: Vec<_> = all.filter_map(|number| Some((number, self.library.handle(number)?))).collect();
        self.concordance = Some(Concordance::new(query, self.searches, documents.len()));
        self.effects.push(Effect::Seek { search: self.searches, seeker: Arc::new(seeker), documents });
        self.show_concordance();
    }

    /// What is wrong with a query that is being typed.
    pub(in crate::app) fn query_fault(&self, query: &str) -> Option<String> {
        let query = query.trim();
        if query.is_empty() {
            None
        } else {
            Seeker::parse(query, &self.schema.queries).err().map(|error| error.to_string())
        }
    }

    /// Hits came in.
    pub(in crate::app) fn sought(&mut self, sought: Sought) {
        let Some(list) = self.concordance.as_mut().filter(|list| list.search == sought.search) else { return };
        list.add(sought.found);
        list.passed = sought.passed;
        list.faults += sought.faults;
        list.ended = sought.ended;
    }

    /// Goes to the hit looked at.
    pub(in crate::app) fn go_to_hit(&mut self) {
        let Some(place) = self.concordance.as_ref().and_then(Concordance::current) else { return };
        let (document, span) = (place.document, place.hit.span);
        if document == self.library.current && self.desk.is_some() {
            return self.arrive_at_hit(span);
        }
        self.heading = Some((document, span));
        self.open(document);
    }

    /// A document was opened: if that was to see a hit, the cursor goes there.
    pub(in crate::app) fn arrive_if_heading(&mut self, document: usize) {
        if let Some((_, span)) = self.heading.take().filter(|(heading, _)| *heading == document) {
            self.arrive_at_hit(span);
        }
    }

    fn arrive_at_hit(&mut self, span: Span) {
        self.jump_to(span.start);
        if let Some(desk) = &mut self.desk {
            // The text may have changed since it was searched.
            desk.view.found = Some(desk.document.text().clamp(span)).filter(|span| !span.is_empty());
        }
    }

    /// A query for what is under the cursor: the selection, every string of its entity, the match or the word.
    fn sought_here(&self) -> Option<String> {
        let desk = self.desk.as_ref()?;
        let mut strings: Vec<String> = Vec::new();
        let entity = self.focused_span().and_then(|id| desk.own().span(&id)?.entity.clone());
        match entity.filter(|_| self.selected().is_none()) {
            Some(entity) => {
                let mentions = desk.own().spans().iter().filter(|span| span.entity.as_ref() == Some(&entity));
                strings.extend(desk.own().entity(&entity).map(|entity| entity.name.clone()));
                strings.extend(mentions.map(|span| span.place.quote(desk.document.text())));
            }
            None => strings.push(self.target_text()?),
        }
        let mut phrases: Vec<String> = Vec::new();
        for string in &strings {
            let words: Vec<&str> = string.split(|c: char| c == '"' || c.is_whitespace()).collect();
            let phrase = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let phrase = format!("\"{phrase}\"");
            if phrase.chars().any(char::is_alphanumeric) && !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        (!phrases.is_empty()).then(|| phrases.join(" or "))
    }

    /// What a list calls a document: its title, or the last part of its path.
    pub fn short_name(&self, document: usize) -> String {
        let label = self.library.get(document).map(|entry| entry.label).unwrap_or_default();
        label.rsplit('/').next().unwrap_or(&label).to_owned()
    }

    /// A hit as a row of a table: document, left context, hit, right context.
    fn row_of(&self, place: &Place) -> String {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let hit = &place.hit;
        let name = self.library.get(place.document).map_or(String::new(), |entry| entry.handle.label());
        format!("{}\t{}\t{}\t{}\n", flat(&name), flat(&hit.before), flat(&hit.text), flat(&hit.after))
    }
}
