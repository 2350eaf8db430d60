//! Writing `.ann`: the lines that a set was read from, changed where their records say something else, and new ones.

use std::collections::{HashMap, HashSet};

use super::super::foreign::{ForeignCommon, ForeignSpan};
use super::super::lay::{ORIGIN, lay};
use super::super::page::{Losses, OutFile, Page};
use super::super::unit::{Ruler, Unit, unit_of};
use super::line::{Entry, Said, entries, number};
use super::lines::{Lines, attribute_value, capital};
use super::told::{Arg, Home, Told, Use, told};
use crate::annot::sidecar::text_digest;
use crate::annot::{Anchored, Common, Id, Layer, Relation, SpanAnnotation};
use crate::config::schema::LabelKind;

/// The `.ann` and the `.txt` of a page.
pub(super) fn document(page: &Page<'_>, losses: &mut Losses) -> Vec<OutFile> {
    losses.lose_layers(page.set, &[Layer::Spans, Layer::Relations, Layer::Orphans]);
    let (file, digest) = origin(page);
    let before = entries(file.unwrap_or_default());
    let told = told(&before, Some(page.text()));
    // A carriage return before a line feed counts in some of brat's versions, and not in others.
    let unit = file.map_or(Unit::CrlfAsOne, |_| unit_of(page.text(), Unit::CodePoints, &told.set.spans));
    let text = page.text().as_str();
    let text = match (file, unit) {
        (None, _) => {
            losses.lose_all("carriage return of the text", text.matches("\r\n").count());
            text.replace("\r\n", "\n")
        }
        (_, Unit::ByteOrderMark) => format!("\u{FEFF}{text}"),
        _ => text.to_owned(),
    };
    let ruler = Ruler::new(unit, page.text());
    let places = (digest == Some(text_digest(page.text()).as_str())).then(|| places(page, &told));
    let end = if file.is_some_and(|file| file.contains("\r\n")) { "\r" } else { "" };
    let ids = before.iter().map(|entry| entry.raw.split('\t').next().unwrap_or_default());
    let lines = Lines::new(page, ruler, ids, end, losses);
    let ann = Renewal::new(page, &before, &told, places, lines).file();
    [(".ann", ann), (".txt", text)].map(|(name, contents)| OutFile { name: name.to_owned(), contents }).into()
}

/// The file that a set was read from, and the digest of its text, where they are known.
fn origin<'p>(page: &Page<'p>) -> (Option<&'p str>, Option<&'p str>) {
    let kept = page.set.extra.get(ORIGIN).and_then(toml::Value::as_array);
    let of_brat = |entry: &'p toml::Value| {
        let is_brat = entry.get("format").and_then(toml::Value::as_str) == Some(super::BRAT.name);
        entry.get("record").and_then(toml::Value::as_str).filter(|_| is_brat)
    };
    let mut records = kept.into_iter().flatten().filter_map(of_brat);
    (records.next(), records.next())
}

/// The name that a record has in the file.
fn key(extra: &toml::Table) -> Option<&str> {
    let origin = extra.get(ORIGIN)?;
    let is_brat = origin.get("format").and_then(toml::Value::as_str) == Some(super::BRAT.name);
    origin.get("id").and_then(toml::Value::as_str).filter(|_| is_brat)
}

/// Where each span of the file was when it was read: not always where it says.
fn places(page: &Page<'_>, told: &Told) -> HashMap<String, Anchored> {
    let laid = lay(&told.set, None, page.document, &page.set.annotator, page.set.kind, super::BRAT.name);
    let spans = laid.set.spans().iter();
    spans.filter_map(|span| Some((key(&span.common.extra)?.to_owned(), span.place.clone()))).collect()
}

/// What became of a span of the file.
#[derive(Clone, Copy)]
enum Now<'p> {
    Span(&'p SpanAnnotation),
    /// It has no place in the text any more.
    Orphan,
    Gone,
}

struct Renewal<'p, 'w> {
    page: &'p Page<'p>,
    before: &'w [Entry<'w>],
    told: &'w Told,
    places: Option<HashMap<String, Anchored>>,
    spans: Vec<Now<'p>>,
    relations: Vec<Option<&'p Relation>>,
    /// Names of entries that go.
    gone: HashSet<&'w str>,
    /// The mentions of each entity.
    mentions: HashMap<&'p Id, Vec<&'p Id>>,
    lines: Lines<'p, 'w>,
    /// Spans whose roles stand in an event.
    settled: HashSet<&'p Id>,
    /// Entities whose mentions stand in a line.
    grouped: HashSet<&'p Id>,
    noted: HashSet<Home>,
    kept_relations: HashSet<&'p Id>,
}

impl<'p, 'w> Renewal<'p, 'w> {
    fn new(
        page: &'p Page<'p>,
        before: &'w [Entry<'w>],
        told: &'w Told,
        places: Option<HashMap<String, Anchored>>,
        mut lines: Lines<'p, 'w>,
    ) -> Renewal<'p, 'w> {
        let mut by_key: HashMap<&str, Now<'p>> = HashMap::new();
        let orphans = page.set.orphans().iter().filter_map(|orphan| key(&orphan.fields));
        by_key.extend(orphans.map(|key| (key, Now::Orphan)));
        let spans = page.set.spans().iter().filter_map(|span| Some((key(&span.common.extra)?, Now::Span(span))));
        by_key.extend(spans);
        let named = |common: &ForeignCommon| common.key.clone().unwrap_or_default();
        let spans: Vec<Now<'p>> = told
            .set
            .spans
            .iter()
            .map(|span| by_key.get(named(&span.common).as_str()).copied().unwrap_or(Now::Gone))
            .collect();
        let arrows = page.set.relations().iter();
        let arrows: HashMap<&str, &Relation> = arrows.filter_map(|it| Some((key(&it.common.extra)?, it))).collect();
        let relations: Vec<Option<&Relation>> =
            told.set.relations.iter().map(|it| arrows.get(named(&it.common).as_str()).copied()).collect();
        for (was, now) in told.set.spans.iter().zip(&spans) {
            if let Now::Span(span) = now {
                lines.call(&span.id, named(&was.common));
            }
        }
        let unnamed: Vec<&Id> = page.set.spans().iter().map(|span| &span.id).filter(|id| !lines.knows(id)).collect();
        unnamed.into_iter().for_each(|id| lines.name(id));
        let matched = spans.iter().filter(|now| matches!(now, Now::Orphan)).count();
        lines.losses.lose_all("orphan", page.set.orphans().len().saturating_sub(matched));
        let mut mentions: HashMap<&Id, Vec<&Id>> = HashMap::new();
        for span in page.set.spans() {
            if let Some(entity) = &span.entity {
                mentions.entry(entity).or_default().push(&span.id);
            }
        }
        let mut renewal = Renewal {
            page,
            before,
            told,
            places,
            spans,
            relations,
            gone: HashSet::new(),
            mentions,
            lines,
            settled: HashSet::new(),
            grouped: HashSet::new(),
            noted: HashSet::new(),
            kept_relations: HashSet::new(),
        };
        renewal.find_gone();
        renewal
    }

    fn file(mut self) -> String {
        let before = self.before;
        let mut lines: Vec<String> = Vec::with_capacity(before.len());
        for (entry, used) in before.iter().zip(&self.told.uses) {
            lines.extend(self.renewed(entry, used));
        }
        let last = lines.pop_if(|last| last.is_empty());
        lines.extend(self.appended());
        // A file that ended without a line end still does.
        lines.extend(last);
        lines.join("\n")
    }

    fn now(&self, span: usize) -> Now<'p> {
        self.spans.get(span).copied().unwrap_or(Now::Gone)
    }

    fn was(&self, span: usize) -> Option<&'w ForeignSpan> {
        self.told.set.spans.get(span)
    }

    fn is_gone(&self, home: Home) -> bool {
        match home {
            Home::Span(span) => matches!(self.now(span), Now::Gone),
            Home::Relation(relation) => self.relations.get(relation).is_none_or(Option::is_none),
        }
    }

    /// What goes with its record, and what refers to that.
    fn find_gone(&mut self) {
        for (entry, used) in self.before.iter().zip(&self.told.uses) {
            let home = match used {
                Use::Span(span) | Use::Content(span, _) | Use::Trigger(span) | Use::Event(span, _) => Home::Span(*span),
                Use::Relation(relation) => Home::Relation(*relation),
                _ => continue,
            };
            if self.is_gone(home) {
                self.gone.insert(entry.id);
            }
        }
    }

    /// Whether an entry that only is kept refers to something that goes.
    fn goes_along(&self, said: &Said<'_>) -> bool {
        let is_gone = |id: &&str| self.gone.contains(*id);
        match said {
            Said::Event { trigger, args, .. } => is_gone(trigger) || args.iter().any(|(_, id)| is_gone(id)),
            Said::Relation { ends, .. } => ends.iter().any(|(_, id)| is_gone(id)),
            Said::Equiv(ids) => ids.iter().any(is_gone),
            Said::Attribute { of, .. } | Said::Reference { of, .. } | Said::Note { of, .. } => is_gone(of),
            Said::Nothing { of } => of.as_ref().is_some_and(is_gone),
            Said::Mention { .. } => false,
        }
    }

    /// An entry as it is to be written; `None` where it goes.
    fn renewed(&mut self, entry: &Entry<'w>, used: &'w Use) -> Option<String> {
        let raw = || Some(entry.raw.to_owned());
        match used {
            Use::Kept(home) => {
                let goes = home.is_some_and(|home| self.is_gone(home)) || self.goes_along(&entry.said);
                if goes { None } else { raw() }
            }
            Use::Trigger(span) => {
                if self.is_gone(Home::Span(*span)) {
                    None
                } else {
                    raw()
                }
            }
            Use::Span(span) | Use::Content(span, _) => match self.now(*span) {
                Now::Gone => None,
                Now::Orphan => raw(),
                Now::Span(now) => self.mention(entry, used, *span, now),
            },
            Use::Event(span, args) => match self.now(*span) {
                Now::Gone => None,
                Now::Orphan => raw(),
                Now::Span(now) => self.event(entry, *span, args, now),
            },
            Use::Relation(relation) => self.relation(entry, *relation),
            Use::Group(members) => self.group(entry, members),
            Use::Attribute(home, name) | Use::Reference(home, name) => {
                let (was, now) = self.commons(*home)?;
                let Some(now) = now else { return raw() };
                let value = now.attrs.get(name)?;
                if was.attrs.get(name) == Some(value) {
                    return raw();
                }
                self.attribute(entry, value)
            }
            Use::Note(home) => {
                let (was, now) = self.commons(*home)?;
                let Some(now) = now else { return raw() };
                let note = now.note.as_deref()?;
                let is_first = self.noted.insert(*home);
                if was.note.as_deref() == Some(note) {
                    return raw();
                }
                let Said::Note { of, .. } = &entry.said else { return raw() };
                is_first.then(|| self.lines.note(entry.id, of, note))
            }
        }
    }

    /// What hung on something in the file, and what does now; `None` for the latter if it is an orphan.
    fn commons(&self, home: Home) -> Option<(&'w ForeignCommon, Option<&'p Common>)> {
        match home {
            Home::Span(span) => {
                let was = &self.was(span)?.common;
                match self.now(span) {
                    Now::Gone => None,
                    Now::Orphan => Some((was, None)),
                    Now::Span(now) => Some((was, Some(&now.common))),
                }
            }
            Home::Relation(relation) => {
                let now = (*self.relations.get(relation)?)?;
                Some((&self.told.set.relations.get(relation)?.common, Some(&now.common)))
            }
        }
    }

    fn stands(&self, was: &ForeignSpan, now: &SpanAnnotation) -> bool {
        let named = was.common.key.as_deref().and_then(|key| self.places.as_ref()?.get(key));
        named == Some(&now.place) || self.lines.offsets(&now.place) == was.parts
    }

    fn mention(&mut self, entry: &Entry<'w>, used: &Use, span: usize, now: &SpanAnnotation) -> Option<String> {
        let was = self.was(span)?;
        let Said::Mention { label, .. } = &entry.said else { return None };
        let is_content = matches!(used, Use::Content(..));
        let label = match is_content || was.label == now.label {
            true => (*label).to_owned(),
            false => self.lines.word(&now.label),
        };
        match (self.stands(was, now), used) {
            (true, _) if is_content || was.label == now.label => Some(entry.raw.to_owned()),
            (false, Use::Content(_, false)) => None,
            _ => Some(self.lines.mention(entry.id, &label, &now.place)),
        }
    }

    fn event(&mut self, entry: &Entry<'w>, span: usize, uses: &[Arg], now: &'p SpanAnnotation) -> Option<String> {
        let was = self.was(span)?;
        let Said::Event { label, trigger, args } = &entry.said else { return None };
        let stands = self.stands(was, now);
        let mut first = true;
        let mut filled: HashSet<(&str, &Id)> = HashSet::new();
        let mut kept: Vec<(String, String)> = Vec::with_capacity(args.len());
        for ((name, id), used) in args.iter().zip(uses) {
            let stays = match used {
                Arg::Content => std::mem::take(&mut first) || stands,
                Arg::Role(role, target) => match self.now(*target) {
                    Now::Span(target) if now.role(role).contains(&target.id) => {
                        filled.insert((role, &target.id));
                        true
                    }
                    Now::Orphan => true,
                    _ => false,
                },
                Arg::Relation(relation) => self.is_same_relation(*relation),
                Arg::Kept => !self.gone.contains(id),
            };
            if stays {
                kept.push(((*name).to_owned(), (*id).to_owned()));
            }
        }
        let mut added = false;
        if self.settled.insert(&now.id) {
            for (role, ids) in &now.roles {
                for id in ids.iter().filter(|id| !filled.contains(&(role.as_str(), *id))) {
                    if let Some(name) = self.lines.name_of(id) {
                        kept.push((capital(role, &kept), name));
                        added = true;
                    }
                }
            }
        }
        if kept.len() == args.len() && !added && was.label == now.label {
            return Some(entry.raw.to_owned());
        }
        let label = if was.label == now.label { (*label).to_owned() } else { self.lines.word(&now.label) };
        Some(self.lines.event(entry.id, &label, trigger, &kept))
    }

    fn is_same_relation(&mut self, relation: usize) -> bool {
        let (Some(was), Some(Some(now))) = (self.told.set.relations.get(relation), self.relations.get(relation)) else {
            return false;
        };
        let same = was.label == now.label
            && self.lines.name_of(&now.head).as_ref() == Some(&was.head)
            && self.lines.name_of(&now.tail).as_ref() == Some(&was.tail);
        if same {
            self.kept_relations.insert(&now.id);
        }
        same
    }

    fn relation(&mut self, entry: &Entry<'w>, relation: usize) -> Option<String> {
        let now = (*self.relations.get(relation)?)?;
        let was = self.told.set.relations.get(relation)?;
        let Said::Relation { label, ends: [(first, _), (second, _)] } = &entry.said else { return None };
        if self.is_same_relation(relation) {
            return Some(entry.raw.to_owned());
        }
        self.kept_relations.insert(&now.id);
        let label = if was.label == now.label { (*label).to_owned() } else { self.lines.word(&now.label) };
        self.lines.relation(entry.id, &label, [(first, &now.head), (second, &now.tail)])
    }

    fn group(&mut self, entry: &Entry<'w>, members: &[usize]) -> Option<String> {
        let live = || members.iter().map(|span| self.now(*span));
        let entity = live().find_map(|now| match now {
            Now::Span(span) => span.entity.as_ref(),
            _ => None,
        });
        let is_orphaned = live().any(|now| matches!(now, Now::Orphan));
        let Some(entity) = entity else { return is_orphaned.then(|| entry.raw.to_owned()) };
        let known: HashSet<&str> = members.iter().filter_map(|span| self.was(*span)?.common.key.as_deref()).collect();
        let stay = |span: &usize| match self.now(*span) {
            Now::Span(span) => span.entity.as_ref() == Some(entity),
            Now::Orphan => true,
            Now::Gone => false,
        };
        let Said::Equiv(ids) = &entry.said else { return None };
        let stayed: Vec<String> =
            members.iter().zip(ids).filter(|(span, _)| stay(span)).map(|(_, id)| (*id).to_owned()).collect();
        let mentions = self.mentions.get(entity).into_iter().flatten();
        let more: Vec<String> =
            mentions.filter_map(|id| self.lines.name_of(id)).filter(|name| !known.contains(name.as_str())).collect();
        if !self.grouped.insert(entity) {
            return None;
        }
        if stayed.len() == ids.len() && more.is_empty() {
            return Some(entry.raw.to_owned());
        }
        let all: Vec<String> = stayed.into_iter().chain(more).collect();
        (all.len() > 1).then(|| self.lines.line(&format!("*\tEquiv {}", all.join(" "))))
    }

    fn attribute(&mut self, entry: &Entry<'w>, value: &toml::Value) -> Option<String> {
        match &entry.said {
            Said::Attribute { name, of, .. } => Some(self.lines.attribute(entry.id, name, of, value)),
            Said::Reference { name, of, .. } => {
                let to = attribute_value(value, self.lines.losses)?;
                let text = entry.raw.trim_end().splitn(3, '\t').nth(2).map(|text| format!("\t{text}"));
                let text = text.unwrap_or_default();
                Some(self.lines.line(&format!("{}\t{name} {of} {to}{text}", entry.id)))
            }
            _ => None,
        }
    }

    /// Lines for what was not in the file.
    fn appended(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        let page = self.page;
        let mut was: HashMap<&Id, &'w ForeignCommon> = HashMap::new();
        for (span, now) in self.told.set.spans.iter().zip(&self.spans) {
            if let Now::Span(now) = now {
                was.insert(&now.id, &span.common);
            }
        }
        for (relation, now) in self.told.set.relations.iter().zip(&self.relations) {
            if let Some(now) = now {
                was.insert(&now.id, &relation.common);
            }
        }
        let is_quotation =
            |label: &str| page.schema.labels.iter().any(|it| it.name == label && it.kind == LabelKind::Quotation);
        for span in page.set.spans() {
            self.lines.losses.lose_all("score", usize::from(span.score.is_some()));
            let Some(name) = self.lines.name_of(&span.id) else { continue };
            let is_new = !was.contains_key(&span.id);
            if is_new {
                let label = self.lines.word(&span.label);
                out.push(self.lines.mention(&name, &label, &span.place));
            }
            let has_event = !span.roles.is_empty() || (is_new && is_quotation(&span.label));
            if has_event && !self.settled.contains(&span.id) {
                let label = self.lines.word(&span.label);
                let mut args = Vec::new();
                for (role, ids) in &span.roles {
                    if !["source", "cue", "addressee"].contains(&role.as_str()) {
                        self.lines.losses.lose("role of no quotation, which is a relation then");
                    }
                    for id in ids {
                        args.extend(self.lines.name_of(id).map(|name| (capital(role, &args), name)));
                    }
                }
                let id = self.lines.fresh('E');
                out.push(self.lines.event(&id, &label, &name, &args));
            }
            out.extend(self.hung(&name, &span.common, was.get(&span.id).copied()));
        }
        for relation in page.set.relations() {
            let was = was.get(&relation.id).copied();
            let name = match key(&relation.common.extra).filter(|_| self.kept_relations.contains(&relation.id)) {
                Some(key) => key.to_owned(),
                None => {
                    let label = self.lines.word(&relation.label);
                    let name = self.lines.fresh('R');
                    let ends = [("Arg1", &relation.head), ("Arg2", &relation.tail)];
                    let Some(line) = self.lines.relation(&name, &label, ends) else { continue };
                    out.push(line);
                    name
                }
            };
            // An argument of an event has no name that something could hang on.
            match name.contains('.') {
                true => self.lines.losses.lose_all("attribute", relation.common.attrs.len()),
                false => out.extend(self.hung(&name, &relation.common, was)),
            }
        }
        for entity in page.set.entities().iter().filter(|entity| !self.grouped.contains(&entity.id)) {
            let mentions = self.mentions.get(&entity.id).into_iter().flatten();
            let names: Vec<String> = mentions.filter_map(|id| self.lines.name_of(id)).collect();
            match names.len() {
                0 | 1 => self.lines.losses.lose("entity with one mention or none"),
                _ => out.push(self.lines.line(&format!("*\tEquiv {}", names.join(" ")))),
            }
        }
        out
    }

    /// Attributes and a note that were not there before.
    fn hung(&mut self, of: &str, now: &Common, was: Option<&ForeignCommon>) -> Vec<String> {
        let mut out = Vec::new();
        for (name, value) in now.attrs.iter().filter(|(name, _)| was.is_none_or(|was| !was.attrs.contains_key(*name))) {
            let id = self.lines.fresh('A');
            let name = self.lines.word(name);
            out.push(self.lines.attribute(&id, &name, of, value));
        }
        if let Some(note) = now.note.as_deref().filter(|_| was.is_none_or(|was| was.note.is_none())) {
            let id = self.lines.fresh('#');
            out.push(self.lines.note(&id, of, note));
        }
        out
    }
}

/// The largest number of each kind of names.
pub(super) fn largest<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<char, u64> {
    let mut largest: HashMap<char, u64> = HashMap::new();
    for id in ids {
        if let (Some(kind), Some(number)) = (id.chars().next(), number(id)) {
            let last = largest.entry(kind).or_default();
            *last = number.max(*last);
        }
    }
    largest
}
