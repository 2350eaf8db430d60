//! Noun phrases that may name who speaks: names, role nouns with what belongs to them, pronouns.

use std::ops::Range;

use super::article::{Article, Sign};
use crate::extract::lexicon::Class;
use crate::extract::mention::EntityKind;
use crate::text::Span;

/// A noun phrase of a frame.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Phrase {
    /// Its words, attributes included ("die Sprecherin des Amtes").
    pub words: Range<usize>,
    /// The mention it stands for: the first person in it, else the mention it begins with.
    pub mention: Option<usize>,
    /// The preposition before it.
    pub preposition: Option<usize>,
    /// Whether its form rules out that it is a subject.
    pub oblique: bool,
    /// What kind of phrase it is.
    pub kind: PhraseKind,
}

/// What a phrase names somebody by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum PhraseKind {
    /// A name.
    Name,
    /// A role noun, alone or with a name.
    Role,
    /// A personal pronoun.
    Pronoun,
    /// "man", "someone".
    Someone,
    /// Another noun.
    Noun,
}

impl Phrase {
    /// Whether all of it stands in a range of words.
    pub fn is_within(&self, words: &Range<usize>) -> bool {
        self.words.start >= words.start && self.words.end <= words.end
    }

    /// Whether it may be the subject of a verb of saying.
    pub fn may_speak(&self) -> bool {
        self.preposition.is_none() && !self.oblique && self.kind != PhraseKind::Noun
    }

    /// Whether it may be the subject at all.
    pub fn may_act(&self) -> bool {
        self.preposition.is_none() && !self.oblique
    }

    /// The words that name the speaker: those of its mention, else all.
    pub fn source(&self, article: &Article<'_>) -> Span {
        let whole = article.span(&self.words);
        match self.mention.and_then(|index| article.mentions.get(index)) {
            Some(mention) if mention.label == EntityKind::Per || self.kind == PhraseKind::Name => mention.span,
            _ => whole,
        }
    }
}

/// Most words before the noun of a phrase.
const MODIFIERS: usize = 6;

/// The noun phrases among `words`, outside of opaque quotations.
pub(in crate::extract) fn phrases(article: &Article<'_>, words: &Range<usize>) -> Vec<Phrase> {
    let mut found = Vec::new();
    let mut preposition = None;
    let mut at = words.start;
    while at < words.end {
        if let Some(marked) = article.opaque(at) {
            while at < words.end && article.opaque(at) == Some(marked) {
                at += 1;
            }
            preposition = None;
            continue;
        }
        if let Some(phrase) = phrase(article, at, words.end, preposition) {
            at = phrase.words.end;
            found.push(phrase);
            preposition = None;
            continue;
        }
        let class = article.class(at);
        if class.has(Class::PREPOSITION.or(Class::LAUT)) {
            preposition = Some(at);
        } else if ends_preposition(article, at) || preposition.is_some_and(|from| at > from + FARTHEST_NOUN) {
            preposition = None;
        }
        at += 1;
    }
    found
}

/// Words between a preposition and its noun, at most.
const FARTHEST_NOUN: usize = 4;

/// Whether no noun behind the word belongs to a preposition before it.
fn ends_preposition(article: &Article<'_>, at: usize) -> bool {
    let verbs = Class::FINITE.or(Class::AUXILIARY).or(Class::THIRD).or(Class::COMPLEMENT);
    article.class(at).has(verbs) || !matches!(article.sign(at), Some(Sign::Quote | Sign::Word | Sign::Number))
}

/// The noun phrase that begins at word `at`.
fn phrase(article: &Article<'_>, at: usize, end: usize, preposition: Option<usize>) -> Option<Phrase> {
    let class = article.class(at);
    let alone = |kind| Some(Phrase { words: at..at + 1, mention: None, preposition, oblique: false, kind });
    if class.has(Class::THIRD) && !opens_noun(article, at, end) {
        return alone(PhraseKind::Pronoun);
    }
    if class.has(Class::SOMEONE) {
        return alone(PhraseKind::Someone);
    }
    let Some((head, determined)) = head_start(article, at, end) else { return plain(article, at, end, preposition) };
    let mut head_end = head_end(article, head, end, determined)?;
    // "Einer der Männer"
    let one_of = matches!(article.form(at), "Einer" | "einer") && matches!(article.form(at + 1), "der" | "dieser");
    let oblique = class.has(Class::OBLIQUE) && !class.has(Class::NOMINATIVE) && !one_of;
    let is_time =
        (head..head_end).any(|i| article.class(i).has(Class::TIME)) && !(head..head_end).any(|i| article.is_person(i));
    let role = (head..head_end).any(|i| article.class(i).has(Class::ROLE));
    let mention = best_mention(article, head..head_end);
    head_end = with_attributes(article, head_end, end, role);
    // "Präsident der USA Donald Trump"
    let mention = best_mention(article, head_end.saturating_sub(1)..head_end)
        .filter(|_| mention.is_none_or(|m| !is_per(article, m)))
        .filter(|&m| is_per(article, m))
        .or(mention);
    let kind = match (mention, role) {
        _ if is_time => PhraseKind::Noun,
        (_, true) => PhraseKind::Role,
        (Some(_), false) => PhraseKind::Name,
        (None, false) => PhraseKind::Noun,
    };
    Some(Phrase { words: at..head_end, mention, preposition, oblique, kind })
}

/// An English noun phrase that no word marks: an article and up to three words.
fn plain(article: &Article<'_>, at: usize, end: usize, preposition: Option<usize>) -> Option<Phrase> {
    let determined = article.class(at).has(Class::NOMINATIVE.or(Class::POSSESSIVE)) && !article.lexicon.capital_nouns;
    let is_noun = |&i: &usize| {
        let class = article.class(i);
        let other =
            Class::ADVERB.or(Class::NEGATION).or(Class::KONJUNKTIV2).or(Class::SAY).or(Class::RELATIVE).or(Class::WH);
        article.sign(i) == Some(Sign::Word) && is_attribute(article, i) && !class.has(other)
    };
    let close = (at + 1..end).take(3).take_while(is_noun).last()? + 1;
    determined.then_some(Phrase {
        words: at..close,
        mention: None,
        preposition,
        oblique: false,
        kind: PhraseKind::Noun,
    })
}

fn is_per(article: &Article<'_>, mention: usize) -> bool {
    article.mentions.get(mention).is_some_and(|mention| mention.label == EntityKind::Per)
}

/// The first person among `words`, else the mention they begin with.
fn best_mention(article: &Article<'_>, words: Range<usize>) -> Option<usize> {
    let of = |i: usize| article.word(i).and_then(|word| word.mention).map(|mention| mention as usize);
    let person = words.clone().find(|&i| article.is_person(i)).and_then(of);
    person.or_else(|| words.clone().find_map(of))
}

/// Whether "sie", "ihr" here belongs to a noun.
fn opens_noun(article: &Article<'_>, at: usize, end: usize) -> bool {
    article.class(at).has(Class::POSSESSIVE) && at + 1 < end && is_head(article, at + 1)
}

/// Where the noun of a phrase that begins at `at` stands, and whether a determiner stands before it.
fn head_start(article: &Article<'_>, at: usize, end: usize) -> Option<(usize, bool)> {
    let determiner = Class::NOMINATIVE.or(Class::OBLIQUE).or(Class::POSSESSIVE);
    let mut head = at;
    let mut determined = false;
    while head < end && head - at < MODIFIERS {
        let class = article.class(head);
        // Without a capital to tell nouns by, and at the start, an article is no noun.
        let article_like = class.has(determiner)
            && (!article.lexicon.capital_nouns || (head == at && article.word(head)?.mention.is_none()));
        if is_head(article, head) && !article_like {
            return Some((head, determined));
        }
        let number = article.sign(head) == Some(Sign::Number);
        let opens = class.has(determiner) && head == at;
        let modifies = (determined || (number && head == at)) && is_attribute(article, head);
        if !opens && !class.has(Class::HONORIFIC) && !modifies {
            return None;
        }
        determined |= opens;
        head += 1;
    }
    None
}

/// Whether the word may stand between an article and its noun.
fn is_attribute(article: &Article<'_>, at: usize) -> bool {
    let class = article.class(at);
    let stops = Class::FINITE
        .or(Class::PREPOSITION)
        .or(Class::COMPLEMENT)
        .or(Class::CONJUNCTION)
        .or(Class::AUXILIARY)
        .or(Class::THIRD);
    match article.sign(at) {
        Some(Sign::Number) => true,
        Some(Sign::Quote) => true,
        Some(Sign::Word) if article.lexicon.capital_nouns => {
            let form = article.form(at);
            ["e", "en", "er", "es", "em"].iter().any(|end| form.ends_with(end)) && !class.has(stops)
        }
        Some(Sign::Word) => !class.has(stops),
        _ => false,
    }
}

/// Whether the word may be the noun of a phrase.
fn is_head(article: &Article<'_>, at: usize) -> bool {
    let Some(word) = article.word(at).filter(|word| word.sign == Sign::Word) else { return false };
    let class = word.class;
    if word.mention.is_some() || class.has(Class::HONORIFIC) {
        return true;
    }
    let function = Class::PREPOSITION
        .or(Class::CONJUNCTION)
        .or(Class::COMPLEMENT)
        .or(Class::AUXILIARY)
        .or(Class::LAUT)
        .or(Class::SO)
        .or(Class::ADVERB)
        .or(Class::THIRD)
        .or(Class::ES)
        .or(Class::FIRST)
        .or(Class::SECOND)
        .or(Class::RELATIVE)
        .or(Class::WH)
        .or(Class::NOMINATIVE)
        .or(Class::OBLIQUE)
        .or(Class::POSSESSIVE);
    if article.lexicon.capital_nouns {
        return word.capital && !class.has(function) && !(class.has(Class::FINITE) && class.has(Class::REPORTING));
    }
    (word.capital && !class.has(function)) || class.has(Class::ROLE)
}

/// Where the nouns and names that begin at `head` end.
fn head_end(article: &Article<'_>, head: usize, end: usize, determined: bool) -> Option<usize> {
    let mut at = head;
    let mention = |i: usize| article.word(i).and_then(|word| word.mention);
    while at < end {
        let inside = mention(at).is_some() && at > head && mention(at) == mention(at - 1);
        let time = at > head && article.class(at).has(Class::TIME) && mention(at).is_none();
        // A role noun and a name are one phrase, two names are two.
        let fits = inside || (is_head(article, at) && !time);
        if !fits {
            break;
        }
        at += 1;
    }
    if at == head {
        return None;
    }
    let named = (head..at).any(|i| mention(i).is_some() || article.class(i).has(Class::ROLE));
    (named || determined || article.lexicon.capital_nouns).then_some(at)
}

/// Where the phrase ends with what belongs to its noun: a title in quotation marks, "(CDU)", genitives, "for the union".
fn with_attributes(article: &Article<'_>, mut at: usize, end: usize, role: bool) -> usize {
    for _ in 0..3 {
        let title = article
            .word(at)
            .filter(|word| word.sign == Sign::Quote && article.opaque(at).is_none())
            .and_then(|word| word.marked);
        // A name has a capital; what has none says something of the noun.
        if title.is_some() && article.word(at + 1).is_some_and(|word| word.capital) {
            let from = at;
            while at < end && article.word(at).is_some_and(|word| word.marked == title) {
                at += 1;
            }
            at += usize::from(at == from);
            continue;
        }
        if article.form(at) == "(" {
            match (at + 1..end.min(at + 6)).find(|&i| article.form(i) == ")") {
                Some(close) => at = close + 1,
                None => return at,
            }
            continue;
        }
        let form = article.form(at);
        let genitive = match article.lexicon.capital_nouns {
            true => matches!(form, "des" | "der" | "eines" | "einer" | "dieser" | "dieses"),
            false => role && matches!(form, "of" | "for" | "at"),
        };
        let possessive = matches!(form, "'s" | "’s");
        if !genitive && !possessive {
            return at;
        }
        let from = if article.lexicon.capital_nouns { at } else { at + 1 };
        let nested = match head_start(article, from, end) {
            Some((head, determined)) => head_end(article, head, end, determined),
            None => None,
        };
        match nested {
            Some(close) if close > at => at = close,
            _ => return at,
        }
    }
    at
}
