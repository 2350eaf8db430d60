//! The filter: which proposals are shown, gone to and settled together.

use std::fmt;

use crate::annot::Offered;
use crate::annot::proposal::Proposal;
use crate::config::nearest;
use crate::text::Text;

/// What a proposal has to be to be shown. The default shows all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// One of these labels, whatever their case; `tag` and `stance` are those of the document as a whole.
    labels: Vec<String>,
    /// One of these programs offers it, and is as sure of it as `least` and `most` say.
    producers: Vec<String>,
    /// Scores from here, 0 to 1.
    least: Option<f64>,
    /// Scores up to here, 0 to 1.
    most: Option<f64>,
    /// At least so many programs agree on it.
    agreed: usize,
    /// Its whole text is this, whatever the case.
    text: Option<String>,
    /// Its text has this somewhere, whatever the case.
    part: Option<String>,
}

/// What can stand before `=`.
pub const KEYS: [&str; 5] = ["label", "producer", "score", "text", "agree"];

impl Filter {
    /// Reads `label=PER,LOC producer=ner score=0.8.. agree=2 text=Wladimir Putin`: each narrows the others down, a value
    /// may have several words, several labels or producers have commas between them, and words without a key stand
    /// somewhere in the text. Nothing is a filter that shows all.
    ///
    /// # Errors
    /// What cannot be read and what is meant instead, in lower case.
    pub fn parse(source: &str) -> Result<Filter, String> {
        let mut filter = Filter::default();
        let mut criteria: Vec<(&str, String)> = Vec::new();
        for word in source.split_whitespace() {
            match (criterion(word)?, criteria.last_mut()) {
                (Some((key, value)), _) => criteria.push((key, value.to_owned())),
                (None, Some((key, value))) if *key == "text" || *key == "part" => *value += &format!(" {word}"),
                (None, Some((_, value))) if value.is_empty() || value.ends_with(',') => *value += word,
                (None, _) => criteria.push(("part", word.to_owned())),
            }
        }
        for (key, value) in criteria {
            filter.add(key, value.trim())?;
        }
        Ok(filter)
    }

    /// What is like a proposal of this label and text.
    pub fn like(label: &str, text: &str) -> Filter {
        Filter { labels: vec![label.to_owned()], text: Some(flat(text)), ..Filter::default() }
    }

    /// Whether it shows all.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    fn add(&mut self, key: &str, value: &str) -> Result<(), String> {
        let value = value.trim_matches(|c| matches!(c, '"' | '„' | '“' | '”'));
        if value.is_empty() {
            return Err(format!("{key}= needs a value, for example {}", example(key)));
        }
        let several = || value.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
        match key {
            "label" => self.labels = several(),
            "producer" => self.producers = several(),
            "text" => self.text = Some(flat(value)),
            "part" => self.part = Some(flat(value)),
            "agree" => {
                self.agreed =
                    value.parse().map_err(|_| format!("agree={value}: how many programs, {}", example(key)))?;
            }
            _ => (self.least, self.most) = scores(value)?,
        }
        Ok(())
    }

    /// Whether it shows `proposal` of a document with this `text`.
    pub fn shows(&self, proposal: &Proposal, text: &Text) -> bool {
        let within = |score: Option<f64>| match score {
            Some(score) => self.least.is_none_or(|least| score >= least) && self.most.is_none_or(|most| score <= most),
            None => self.least.is_none() && self.most.is_none(),
        };
        let is_one = |names: &[String], name: &str| {
            names.is_empty() || names.iter().any(|one| one.to_lowercase() == name.to_lowercase())
        };
        let label = label(&proposal.what);
        is_one(&self.labels, label)
            && proposal.producers.len() >= self.agreed
            && proposal.offered_by().any(|(by, score)| is_one(&self.producers, by) && within(score))
            && self.says(&proposal.what, text)
    }

    fn says(&self, what: &Offered, text: &Text) -> bool {
        if self.text.is_none() && self.part.is_none() {
            return true;
        }
        let words: Vec<String> = match what {
            Offered::Span { place, .. } => vec![lower(&place.quote(text))],
            Offered::Tag(tag) => vec![lower(tag)],
            Offered::Stance { holder, target, value } => vec![lower(target), lower(holder), lower(value)],
        };
        let whole = self.text.as_deref().map(lower);
        let part = self.part.as_deref().map(lower);
        whole.is_none_or(|whole| words.contains(&whole))
            && part.is_none_or(|part| words.iter().any(|words| words.contains(&part)))
    }
}

impl fmt::Display for Filter {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let scores = (self.least.is_some() || self.most.is_some())
            .then(|| format!("score={}..{}", bound(self.least), bound(self.most)));
        let criteria = [
            self.part.clone(),
            (!self.labels.is_empty()).then(|| format!("label={}", self.labels.join(","))),
            (!self.producers.is_empty()).then(|| format!("producer={}", self.producers.join(","))),
            scores,
            (self.agreed > 0).then(|| format!("agree={}", self.agreed)),
            self.text.as_ref().map(|text| format!("text={text}")),
        ];
        f.write_str(&criteria.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// What a proposal is called; `tag` or `stance` for those of the document as a whole.
pub fn label(what: &Offered) -> &str {
    match what {
        Offered::Span { label, .. } => label,
        Offered::Tag(_) => "tag",
        Offered::Stance { .. } => "stance",
    }
}

/// The words with single blanks between them.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lower(text: &str) -> String {
    flat(text).to_lowercase()
}

fn example(key: &str) -> &'static str {
    match key {
        "label" => "label=PER",
        "producer" => "producer=builtin",
        "text" => "text=Putin",
        "agree" => "agree=2",
        _ => "score=0.8.., score=..0.5 or score=0.5..0.8",
    }
}

/// A word that begins with a key: the key, and what stands behind it. `score>0.8` and `by:ner` are understood, too.
fn criterion(word: &str) -> Result<Option<(&'static str, &str)>, String> {
    let Some(at) = word.find(['=', ':', '<', '>']) else { return Ok(None) };
    let (name, rest) = word.split_at(at);
    let lower = name.to_lowercase();
    let key = match lower.as_str() {
        "by" | "program" => Some("producer"),
        "labels" => Some("label"),
        name => KEYS.into_iter().find(|key| *key == name),
    };
    match (key, rest.strip_prefix(['=', ':'])) {
        (Some(key), Some(value)) => Ok(Some((key, value))),
        (Some("score"), None) => Ok(Some(("score", rest))),
        (None, Some(_)) if rest.starts_with('=') => {
            let near = nearest(&lower, KEYS).unwrap_or("label");
            Err(format!("a filter has no {name}=; did you mean {near}=? it knows {}", KEYS.join(", ")))
        }
        _ => Ok(None),
    }
}

/// `0.5..0.8`, `0.8..`, `..0.5`, `>0.8`, `<0.5`; a lone number is the least.
fn scores(value: &str) -> Result<(Option<f64>, Option<f64>), String> {
    let wrong = || format!("score={value}: scores go from 0 to 1, {}", example("score"));
    let number = |text: &str| match text.trim() {
        "" => Ok(None),
        text => match text.replace(',', ".").parse::<f64>() {
            Ok(score) if (0.0..=1.0).contains(&score) => Ok(Some(score)),
            _ => Err(wrong()),
        },
    };
    if let Some(least) = value.strip_prefix(">=").or_else(|| value.strip_prefix('>')) {
        return Ok((number(least)?, None));
    }
    if let Some(most) = value.strip_prefix("<=").or_else(|| value.strip_prefix('<')) {
        return Ok((None, number(most)?));
    }
    let (least, most) = value.split_once("..").unwrap_or((value, ""));
    match (number(least)?, number(most)?) {
        (None, None) => Err(wrong()),
        (Some(least), Some(most)) if least > most => Err(format!("score={value}: from the lower to the higher")),
        bounds => Ok(bounds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood_in_many_ways_and_said_in_one() {
        for (typed, said) in [
            ("", ""),
            ("label=PER", "label=PER"),
            ("  by:ner   score>0.8 ", "producer=ner score=0.8.."),
            ("score=,5..0,8 LABEL=per, loc", "label=per,loc score=0.5..0.8"),
            ("score<=0.5 agree=2", "score=..0.5 agree=2"),
            ("text=Wladimir  Putin label=PER", "label=PER text=Wladimir Putin"),
            ("text=\"Wladimir Putin\"", "text=Wladimir Putin"),
            ("Putin am 12:30", "Putin am 12:30"),
            ("score=0.8 Putin", "Putin score=0.8.."),
        ] {
            let filter = Filter::parse(typed).unwrap_or_else(|reason| panic!("{typed}: {reason}"));
            assert_eq!(filter.to_string(), said, "{typed}");
            assert_eq!(Filter::parse(said), Ok(filter.clone()), "{typed}");
            assert_eq!(filter.is_empty(), said.is_empty());
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        for (typed, said) in [
            ("lable=PER", "did you mean label=?"),
            ("label=", "label=PER"),
            ("score=8", "from 0 to 1"),
            ("score=..", "from 0 to 1"),
            ("score=0.8..0.2", "from the lower"),
            ("agree=all", "agree=2"),
        ] {
            let reason = Filter::parse(typed).unwrap_err();
            assert!(reason.contains(said), "{typed}: {reason}");
        }
    }
}
