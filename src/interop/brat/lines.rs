//! Single lines of a `.ann`, made of records.

use std::collections::{HashMap, HashSet};

use toml::Value;

use super::super::page::{Losses, Page};
use super::super::unit::Ruler;
use super::write::largest;
use crate::annot::{Anchored, Id};
use crate::text::Span;

/// Makes lines, and names for what has none.
pub(super) struct Lines<'p, 'w> {
    page: &'p Page<'p>,
    ruler: Ruler<'p>,
    /// The largest number of each kind of names.
    last: HashMap<char, u64>,
    names: HashMap<Id, String>,
    /// What a line has before its line feed: a carriage return where the others have one.
    end: &'static str,
    /// What could not be said.
    pub losses: &'w mut Losses,
}

impl<'p, 'w> Lines<'p, 'w> {
    pub(super) fn new<'a>(
        page: &'p Page<'p>,
        ruler: Ruler<'p>,
        ids: impl Iterator<Item = &'a str>,
        end: &'static str,
        losses: &'w mut Losses,
    ) -> Lines<'p, 'w> {
        Lines { page, ruler, last: largest(ids), names: HashMap::new(), end, losses }
    }

    /// A name that nothing has: the letter with the next number.
    pub(super) fn fresh(&mut self, kind: char) -> String {
        let last = self.last.entry(kind).or_default();
        *last = last.saturating_add(1);
        format!("{kind}{last}")
    }

    pub(super) fn call(&mut self, id: &Id, name: String) {
        self.names.insert(id.clone(), name);
    }

    pub(super) fn knows(&self, id: &Id) -> bool {
        self.names.contains_key(id)
    }

    /// Gives a span a name.
    pub(super) fn name(&mut self, id: &Id) {
        let name = self.fresh('T');
        self.call(id, name);
    }

    /// What a span is called.
    pub(super) fn name_of(&self, id: &Id) -> Option<String> {
        self.names.get(id).cloned()
    }

    pub(super) fn line(&self, line: &str) -> String {
        format!("{line}{}", self.end)
    }

    /// A label as one word.
    pub(super) fn word(&mut self, label: &str) -> String {
        let letter = |c: char| if c.is_whitespace() || c.is_control() || c == ':' { '_' } else { c };
        let word: String = if label.is_empty() { "_".into() } else { label.chars().map(letter).collect() };
        self.losses.lose_all("label that is no word", usize::from(word != label));
        word
    }

    /// The offsets of a place, parts with nothing but line ends between them taken for one.
    pub(super) fn offsets(&self, place: &Anchored) -> Vec<(usize, usize)> {
        self.joined(place.parts()).into_iter().map(|part| self.ruler.told(part)).collect()
    }

    fn joined(&self, parts: impl Iterator<Item = Span>) -> Vec<Span> {
        let mut joined: Vec<Span> = Vec::new();
        for part in parts {
            match joined.last_mut() {
                Some(last) if last.end < part.start && self.is_line_end(Span::new(last.end, part.start)) => {
                    last.end = part.end;
                }
                _ => joined.push(part),
            }
        }
        joined
    }

    fn is_line_end(&self, span: Span) -> bool {
        self.page.text().slice(span).chars().all(|c| c == '\n' || c == '\r')
    }

    /// The parts of a place as brat has them: none goes over a line end.
    fn fragments(&mut self, place: &Anchored) -> Vec<Span> {
        let mut parts: Vec<Span> = place.parts().collect();
        let mut sorted = parts.clone();
        sorted.sort();
        if sorted.windows(2).any(|pair| matches!(pair, [one, next] if next.start < one.end || one == next)) {
            self.losses.lose("overlap of a span's parts");
            parts.clear();
            for part in sorted {
                match parts.last_mut() {
                    Some(last) if part.start <= last.end => *last = last.hull(part),
                    _ => parts.push(part),
                }
            }
        }
        let mut fragments: Vec<Span> = Vec::with_capacity(parts.len());
        for part in &parts {
            let before = fragments.len();
            let mut at = part.start;
            for piece in self.page.text().slice(*part).split(['\n', '\r']) {
                if !piece.is_empty() {
                    fragments.push(Span::new(at, at + piece.len()));
                }
                at += piece.len() + 1;
            }
            if part.is_empty() || (fragments.is_empty() && before == 0 && parts.len() == 1) {
                fragments.push(Span::empty(part.start));
            }
        }
        if fragments.is_empty() {
            fragments.extend(parts.first().map(|part| Span::empty(part.start)));
        }
        if self.joined(fragments.iter().copied()) != self.joined(parts.into_iter()) {
            self.losses.lose("line end at the edge of a span");
        }
        fragments
    }

    pub(super) fn mention(&mut self, id: &str, label: &str, place: &Anchored) -> String {
        let fragments = self.fragments(place);
        let offsets: Vec<String> =
            fragments.iter().map(|part| self.ruler.told(*part)).map(|(start, end)| format!("{start} {end}")).collect();
        let text: Vec<&str> = fragments.iter().map(|part| self.page.text().slice(*part)).collect();
        self.line(&format!("{id}\t{label} {}\t{}", offsets.join(";"), text.join(" ")))
    }

    pub(super) fn event(&self, id: &str, label: &str, trigger: &str, args: &[(String, String)]) -> String {
        let args: String = args.iter().map(|(name, id)| format!(" {name}:{id}")).collect();
        self.line(&format!("{id}\t{label}:{trigger}{args}"))
    }

    /// An arrow, if both ends are spans.
    pub(super) fn relation(&mut self, id: &str, label: &str, ends: [(&str, &Id); 2]) -> Option<String> {
        let [Some(head), Some(tail)] = ends.map(|(name, id)| self.name_of(id).map(|id| format!("{name}:{id}"))) else {
            self.losses.lose("relation of something that is no span");
            return None;
        };
        Some(self.line(&format!("{id}\t{label} {head} {tail}")))
    }

    pub(super) fn attribute(&mut self, id: &str, name: &str, of: &str, value: &Value) -> String {
        match attribute_value(value, self.losses) {
            Some(value) => self.line(&format!("{id}\t{name} {of} {value}")),
            None => self.line(&format!("{id}\t{name} {of}")),
        }
    }

    pub(super) fn note(&mut self, id: &str, of: &str, note: &str) -> String {
        let line = note.replace(['\n', '\r'], " ");
        self.losses.lose_all("line end in a note", usize::from(line != note));
        self.line(&format!("{id}\tAnnotatorNotes {of}\t{line}"))
    }
}

/// An attribute's value as text; `None` for a flag.
pub(super) fn attribute_value(value: &Value, losses: &mut Losses) -> Option<String> {
    let text = match value {
        Value::Boolean(true) => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let line: Vec<&str> = text.split(|c: char| c.is_control()).collect();
    let line = line.join(" ").trim().to_owned();
    let is_same = matches!(value, Value::String(text) if *text == line && !text.is_empty());
    losses.lose_all("kind of an attribute's value", usize::from(!is_same));
    (!line.is_empty()).then_some(line)
}

/// The name of a role in an event that has these arguments: `Source`, and `Source2` for another.
pub(super) fn capital(role: &str, args: &[(String, String)]) -> String {
    let mut letters = role.chars().map(|c| if c.is_whitespace() || c.is_control() || c == ':' { '_' } else { c });
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let taken: HashSet<&str> = args.iter().map(|(name, _)| name.as_str()).collect();
    let numbered = (2..=args.len() + 2).map(|turn| format!("{name}{turn}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name.as_str())).unwrap_or(name)
}
