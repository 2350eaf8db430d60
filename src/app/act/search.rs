//! Searching the open document.

use regex::{Regex, RegexBuilder};

use crate::app::overlay::{Prompt, PromptKind};
use crate::app::{App, Invocation, Overlay};
use crate::text::Span;

type Call<'a> = Invocation<'a>;

/// Largest compiled pattern in bytes, so that a pattern cannot eat the memory.
const PATTERN_LIMIT: usize = 4 << 20;

pub(in crate::app) fn open(app: &mut App, _: &Call<'_>) {
    let origin = app.desk.as_ref().map_or(0, |desk| desk.view.cursor);
    app.overlays.push(Overlay::Prompt(Prompt::new(PromptKind::Search, origin)));
}

pub(in crate::app) fn next(app: &mut App, call: &Call<'_>) {
    app.search_again(true, call.times());
}

pub(in crate::app) fn prev(app: &mut App, call: &Call<'_>) {
    app.search_again(false, call.times());
}

/// Compiles what was typed. Small letters find capitals too, unless a capital was typed (smart case).
///
/// # Errors
/// What is wrong with the pattern, in one line.
pub(in crate::app) fn compile(pattern: &str, smart_case: bool) -> Result<Regex, String> {
    let insensitive = smart_case && !pattern.chars().any(char::is_uppercase);
    RegexBuilder::new(pattern).case_insensitive(insensitive).size_limit(PATTERN_LIMIT).build().map_err(|error| {
        let last = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("cannot search for {pattern:?}: {last}")
    })
}

impl App {
    /// The search prompt changed: looks from where the search began, without leaving a jump.
    pub(in crate::app) fn search_as_typed(&mut self, pattern: &str, origin: usize) -> Option<String> {
        let smart_case = self.settings.search.smart_case;
        let desk = self.desk.as_mut()?;
        let regex = (!pattern.is_empty()).then(|| compile(pattern, smart_case));
        let fault = match regex {
            None => {
                desk.search = None;
                desk.view.go(&desk.document, origin);
                None
            }
            Some(Err(reason)) => Some(reason),
            Some(Ok(regex)) => {
                let found = find(&regex, desk.document.text().as_str(), origin, true);
                desk.view.go(&desk.document, found.map_or(origin, |(span, _)| span.start));
                desk.view.found = found.map(|(span, _)| span);
                desk.search = Some(regex);
                found.is_none().then(|| format!("{pattern:?} is not in this document"))
            }
        };
        self.follow_cursor();
        fault
    }

    /// The search prompt was accepted.
    pub(in crate::app) fn search_for(&mut self, pattern: &str, origin: usize) {
        let pattern = match (pattern, &self.memory.pattern) {
            ("", Some(last)) => last.clone(),
            ("", None) => return,
            (pattern, _) => pattern.to_owned(),
        };
        if let Some(fault) = self.search_as_typed(&pattern, origin) {
            self.missed = true;
            self.warn(fault);
        }
        if let Some(desk) = &mut self.desk
            && desk.view.cursor != origin
        {
            desk.view.jumps.leave(origin);
        }
        self.memory.searches.retain(|known| known != &pattern);
        self.memory.searches.push(pattern.clone());
        self.memory.pattern = Some(pattern);
    }

    fn search_again(&mut self, forward: bool, times: usize) {
        let Some(pattern) = self.memory.pattern.clone() else { return self.tell("nothing searched yet; / searches") };
        let smart_case = self.settings.search.smart_case;
        let Some(desk) = &mut self.desk else { return };
        let regex = match desk.search.clone().map_or_else(|| compile(&pattern, smart_case), Ok) {
            Ok(regex) => regex,
            Err(reason) => return self.warn(reason),
        };
        let text = desk.document.text().clone();
        let mut around = false;
        for _ in 0..times {
            let from = match (forward, desk.view.found) {
                (true, Some(found)) => found.end.max(text.next_grapheme(found.start)),
                (true, None) => text.next_grapheme(desk.view.cursor),
                (false, found) => found.map_or(desk.view.cursor, |found| found.start),
            };
            let Some((span, wrapped)) = find(&regex, text.as_str(), from, forward) else {
                desk.search = Some(regex);
                self.missed = true;
                return self.warn(format!("{pattern:?} is not in this document"));
            };
            around |= wrapped;
            desk.view.jump(&desk.document, span.start);
            desk.view.found = Some(span);
        }
        desk.search = Some(regex);
        if around {
            self.tell("search went on at the other end");
        }
        self.follow_cursor();
    }
}

/// The first match from byte `from` on, or the last before it; around the ends of the text. Empty matches do not
/// count. The second value says whether it went around.
fn find(regex: &Regex, text: &str, from: usize, forward: bool) -> Option<(Span, bool)> {
    let matches = |start: usize| {
        let mut at = Some(text.ceil_char_boundary(start.min(text.len())));
        std::iter::from_fn(move || {
            let found = regex.find_at(text, at?)?;
            // An empty match must not be found again and again.
            at = match found.is_empty() {
                false => Some(found.end()),
                true => (found.end() < text.len()).then(|| text.ceil_char_boundary(found.end() + 1)),
            };
            Some(Span::new(found.start(), found.end()))
        })
    };
    let real = |span: &Span| !span.is_empty();
    if forward {
        let after = matches(from).find(real).map(|span| (span, false));
        return after.or_else(|| matches(0).take_while(|span| span.start < from).find(real).map(|span| (span, true)));
    }
    let before = matches(0).take_while(|span| span.start < from).filter(real).last();
    before.map(|span| (span, false)).or_else(|| matches(from).filter(real).last().map(|span| (span, true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_goes_both_ways_and_around() {
        let text = "Übung macht den Meister, übung auch";
        let regex = compile("übung", true).unwrap();
        let first = Span::new(0, 6);
        let second = Span::new(26, 32);
        assert_eq!(find(&regex, text, 0, true), Some((first, false)));
        assert_eq!(find(&regex, text, 1, true), Some((second, false)));
        assert_eq!(find(&regex, text, 30, true), Some((first, true)));
        assert_eq!(find(&regex, text, 26, false), Some((first, false)));
        assert_eq!(find(&regex, text, 0, false), Some((second, true)));
        assert_eq!(find(&compile("Meister", true).unwrap(), text, 0, true).map(|(s, _)| s.start), Some(17));
        assert_eq!(find(&compile("x*", true).unwrap(), text, 0, true), None);
    }
}
