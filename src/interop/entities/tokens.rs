//! Dialects that count in tokens: their text is put together, their spans turned into places in it.

use serde_json::Value;

use super::super::foreign::{ForeignSet, ForeignSpan};
use super::read::{Fields, items, word};

/// The tokens of a record, and the text that they make.
pub(super) struct Tokens {
    text: String,
    /// Half-open code points of each token.
    places: Vec<(usize, usize)>,
}

impl Tokens {
    /// Takes the tokens of a record: words, or objects with a text and whether a blank follows.
    pub(super) fn take(fields: &mut Fields) -> Option<Tokens> {
        let name = ["tokenized_text", "tokens", "words"].into_iter().find(|name| fields.0.contains_key(*name))?;
        let list = items(fields.take(&[name]));
        let forms: Option<Vec<(String, bool)>> = list
            .iter()
            .map(|token| match token {
                Value::Object(token) => {
                    Some((token.get("text").and_then(word)?, token.get("ws") != Some(&Value::Bool(false))))
                }
                token => Some((word(token)?, true)),
            })
            .collect();
        let forms = forms.filter(|forms| !forms.is_empty())?;
        Some(Tokens::joined(&forms))
    }

    fn joined(forms: &[(String, bool)]) -> Tokens {
        let mut tokens = Tokens { text: String::new(), places: Vec::new() };
        let mut at = 0;
        for (form, blank) in forms {
            let end = at + form.chars().count();
            tokens.places.push((at, end));
            tokens.text += form;
            at = end;
            if *blank {
                tokens.text.push(' ');
                at += 1;
            }
        }
        tokens.text.truncate(tokens.text.trim_end_matches(' ').len());
        tokens
    }

    /// The same tokens, each where it stands in `text`, if all do, in this order.
    pub(super) fn within(self, text: &str) -> Tokens {
        let mut places = Vec::with_capacity(self.places.len());
        let (mut rest, mut at) = (text, 0);
        let mut chars = self.text.chars();
        let mut last = 0;
        for (start, end) in &self.places {
            let form: String = chars.by_ref().skip(start - last).take(end - start).collect();
            last = *end;
            let Some(found) = rest.find(&form) else { return self };
            let (before, behind) = rest.split_at(found);
            let from = at + before.chars().count();
            at = from + (end - start);
            places.push((from, at));
            rest = behind.get(form.len()..).unwrap_or_default();
        }
        Tokens { text: text.to_owned(), places }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The code points of tokens `first` to `last`, both included.
    fn span(&self, first: usize, last: usize) -> Option<(usize, usize)> {
        Some((self.places.get(first)?.0, self.places.get(last)?.1))
    }
}

/// Spans by tokens: GLiNER's training data (`ner`, ends included) and Hugging Face's tags (`ner_tags`).
pub(super) fn tagged(tokens: &Tokens, fields: &mut Fields, set: &mut ForeignSet) {
    if fields.0.get("ner").is_some_and(Value::is_array) && !fields.0.contains_key("text") {
        for item in items(fields.take(&["ner"])) {
            let number = |at: usize| item.get(at)?.as_u64().and_then(|it| usize::try_from(it).ok());
            let place = number(0).zip(number(1)).and_then(|(first, last)| tokens.span(first, last));
            match (place, item.get(2).and_then(word)) {
                (Some((start, end)), Some(label)) => set.spans.push(ForeignSpan::new(label, start, end)),
                _ => set.rest.push(item.to_string()),
            }
        }
    }
    for item in fields.take(&["ner_tags", "tags"]).into_iter().take(1) {
        let tags: Vec<String> = items(Some(item)).iter().filter_map(word).collect();
        for (label, first, last) in mentions(&tags) {
            if let Some((start, end)) = tokens.span(first, last) {
                set.spans.push(ForeignSpan::new(label, start, end));
            }
        }
    }
}

/// The mentions that a row of tags stands for: label, first and last token. Any scheme of B, I, O, E/L and S/U is
/// understood, and an I that continues nothing begins a mention (IOB1).
pub fn mentions(tags: &[String]) -> Vec<(String, usize, usize)> {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    let mut open = false;
    for (at, tag) in tags.iter().enumerate() {
        let (place, label) = match tag.split_once(['-', '_']) {
            Some((place, label)) if place.len() == 1 => (place, label),
            _ => ("", tag.as_str()),
        };
        let goes_on = open && found.last().is_some_and(|(last, _, _)| last == label);
        match place {
            "I" | "E" | "L" | "M" if goes_on => {
                if let Some((_, _, end)) = found.last_mut() {
                    *end = at;
                }
                open = matches!(place, "I" | "M");
            }
            "B" | "I" | "M" | "E" | "L" | "S" | "U" => {
                found.push((label.to_owned(), at, at));
                open = matches!(place, "B" | "I" | "M");
            }
            _ => open = false,
        }
    }
    found
}
