//! Cues: the words that say that somebody said something, and whose subject said it.

use std::ops::Range;

use super::article::{Article, Sign};
use super::phrase::{Phrase, PhraseKind};
use crate::extract::lexicon::Class;
use crate::text::Span;

/// A cue in a frame.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct Cue {
    /// Its word: the verb, preposition or noun.
    pub at: usize,
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: CueKind,
    /// The classes of the verb, with its particle.
    pub class: Class,
}

/// What a cue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum CueKind {
    /// A verb with a subject.
    Verb,
    /// "laut", "zufolge", "according to", "nach Angaben", "seiner Ansicht nach": what follows names the source.
    Laut,
    /// ", so" with a name behind it.
    So,
    /// A noun of saying: "die Ankündigung, dass …".
    Noun,
}

/// The cues among `words` outside of opaque quotations, in order.
pub(in crate::extract) fn cues(article: &Article<'_>, words: &Range<usize>) -> Vec<Cue> {
    words.clone().filter(|&at| article.opaque(at).is_none()).filter_map(|at| cue(article, at, words)).collect()
}

fn cue(article: &Article<'_>, at: usize, frame: &Range<usize>) -> Option<Cue> {
    let word = article.word(at).filter(|word| word.sign == Sign::Word)?;
    let class = word.class;
    let put = |kind, end: usize, class| Some(Cue { at, span: word.span.hull(article.word(end)?.span), kind, class });
    if class.has(Class::LAUT) {
        return put(CueKind::Laut, at, class);
    }
    let next = article.class(at + 1);
    if article.lexicon.capital_nouns {
        // "nach Angaben von", "nach eigenen Angaben", "nach Ansicht der": the preposition and the noun.
        if matches!(article.form(at), "nach" | "Nach") {
            let noun = (at + 1..frame.end.min(at + 4)).find(|&i| article.class(i).has(Class::SAY_NOUN))?;
            return put(CueKind::Laut, noun, class);
        }
        if class.has(Class::SAY_NOUN) && article.form(at + 1) == "nach" {
            return put(CueKind::Laut, at + 1, class);
        }
        if class.has(Class::SO)
            && article
                .sign(at.wrapping_sub(1))
                .is_some_and(|sign| matches!(sign, Sign::Comma | Sign::Dash | Sign::Quote))
            && is_named_next(article, at + 1)
        {
            return put(CueKind::So, at, class);
        }
    } else if class.has(Class::ACCORDING) && article.form(at + 1) == "to" {
        return put(CueKind::Laut, at + 1, class);
    }
    let verbs = Class::REPORTING.or(Class::JUDGE);
    let (verb, particle) = article.verb(at, frame.end);
    if verb.has(verbs)
        && !(word.capital
            && article.lexicon.capital_nouns
            && at > frame.start
            && !next.has(Class::NOMINATIVE)
            && article.sign(at - 1) == Some(Sign::Word))
    {
        let mut found = put(CueKind::Verb, at, verb)?;
        if particle == Some(at + 1) {
            found.span = found.span.hull(article.word(at + 1)?.span);
        }
        return Some(found);
    }
    if class.has(Class::SAY_NOUN) && article.sign(at + 1).is_some_and(|sign| matches!(sign, Sign::Comma | Sign::Colon))
    {
        return put(CueKind::Noun, at, class);
    }
    None
}

/// Whether a name, role or article follows, as behind ", so".
fn is_named_next(article: &Article<'_>, at: usize) -> bool {
    let Some(word) = article.word(at) else { return false };
    let class = word.class;
    (word.capital && word.sign == Sign::Word && !class.has(Class::PREPOSITION))
        || (class.has(Class::NOMINATIVE.or(Class::POSSESSIVE))
            && !class.has(Class::THIRD)
            && (at + 1..at + 5).any(|i| article.word(i).is_some_and(|word| word.capital)))
        || class.has(Class::THIRD)
}

/// The index in `phrases` of whoever says what `cue` introduces.
pub(in crate::extract) fn speaker(
    article: &Article<'_>,
    frame: &Range<usize>,
    phrases: &[Phrase],
    cue: &Cue,
) -> Option<usize> {
    match cue.kind {
        CueKind::Laut => source_of_laut(article, phrases, cue),
        CueKind::So => next_phrase(phrases, cue.at, cue.at + 4),
        CueKind::Noun => owner(article, frame, phrases, cue),
        CueKind::Verb => subject(article, frame, phrases, cue),
    }
}

/// The phrase that begins between words `after` and `before`.
fn next_phrase(phrases: &[Phrase], after: usize, before: usize) -> Option<usize> {
    phrases.iter().position(|phrase| phrase.words.start > after && phrase.words.start <= before)
}

fn source_of_laut(article: &Article<'_>, phrases: &[Phrase], cue: &Cue) -> Option<usize> {
    let noun = article.words_of(cue.span).end.saturating_sub(1);
    if article.form(cue.at) == "zufolge" || (article.form(noun) == "nach" && noun > cue.at) {
        // "der Polizei zufolge", "ihrer Ansicht nach"
        return phrases.iter().rposition(|phrase| phrase.words.end <= cue.at.max(1) && cue.at - phrase.words.end <= 1);
    }
    // "nach Angaben der Polizei" is one phrase: its noun is the noun of saying.
    let own = phrases.iter().position(|phrase| phrase.words.contains(&noun) && noun > cue.at);
    match own {
        Some(own) => {
            let phrase = phrases.get(own)?;
            let long = phrase.words.end > noun + 1;
            let next = phrases
                .get(own + 1)
                .filter(|next| next.words.start <= phrase.words.end + 1 && next.preposition.is_some());
            if long || next.is_none() { Some(own) } else { Some(own + 1) }
        }
        None => next_phrase(phrases, noun, noun + 3),
    }
}

/// Whose the noun of saying is: its genitive, else the subject before it.
fn owner(article: &Article<'_>, frame: &Range<usize>, phrases: &[Phrase], cue: &Cue) -> Option<usize> {
    let own = phrases.iter().position(|phrase| phrase.words.contains(&cue.at));
    let before = |phrase: &Phrase| {
        phrase.may_act()
            && !phrase.words.contains(&cue.at)
            && phrase.words.end <= cue.at
            && phrase.words.start >= frame.start
    };
    let subject = phrases.iter().position(before);
    subject
        .or(own.filter(|&own| phrases.get(own).is_some_and(|phrase| phrase.words.end > cue.at + 1)))
        .filter(|&i| phrases.get(i).is_some_and(|phrase| !article.class(phrase.words.start).has(Class::ES)))
}

/// Where the clause around word `at` begins and ends: commas, colons, semicolons and opaque quotations bound it.
pub(in crate::extract) fn clause(article: &Article<'_>, frame: &Range<usize>, at: usize) -> Range<usize> {
    let bounds = |i: usize| {
        article.opaque(i).is_some()
            || matches!(article.sign(i), Some(Sign::Comma | Sign::Colon | Sign::Semicolon | Sign::Stop | Sign::Dash))
    };
    let start = (frame.start..at).rev().find(|&i| bounds(i)).map_or(frame.start, |i| i + 1);
    let end = (at + 1..frame.end).find(|&i| bounds(i)).unwrap_or(frame.end);
    start..end
}

/// The subject of the verb of `cue`.
fn subject(article: &Article<'_>, frame: &Range<usize>, phrases: &[Phrase], cue: &Cue) -> Option<usize> {
    let clause = clause(article, frame, cue.at);
    let auxiliary = auxiliary(article, &clause, cue);
    let passive = auxiliary.is_some_and(|at| article.class(at).has(Class::PASSIVE)) && cue.class.has(Class::PARTICIPLE);
    if passive && !is_cited(article, cue.at) {
        return agent(article, phrases, &clause);
    }
    if !passive && cites(article, cue.at) {
        let cited = phrases.iter().position(|phrase| {
            clause.contains(&phrase.words.start)
                && phrase.words.start > cue.at
                && phrase.preposition.is_none()
                && phrase.mention.is_some()
        });
        if cited.is_some() {
            return cited;
        }
    }
    let verb = auxiliary.unwrap_or(cue.at);
    if article.lexicon.capital_nouns {
        german_subject(article, frame, phrases, &clause, verb)
    } else {
        english_subject(article, frame, phrases, &clause, verb)
    }
}

/// The auxiliary that a participle stands with.
pub(in crate::extract) fn auxiliary(article: &Article<'_>, clause: &Range<usize>, cue: &Cue) -> Option<usize> {
    if !cue.class.has(Class::PARTICIPLE) {
        return None;
    }
    let is = |&i: &usize| article.class(i).has(Class::AUXILIARY);
    // An English participle has its auxiliary right before it, a German one anywhere before or right behind it.
    let before = match article.lexicon.capital_nouns {
        true => (clause.start..cue.at).rev().find(is),
        false => (clause.start.max(cue.at.saturating_sub(3))..cue.at).rev().find(is),
    };
    before.or_else(|| Some(cue.at + 1).filter(|i| *i < clause.end && article.lexicon.capital_nouns).filter(is))
}

/// Whether the verb cites its object: "wird Meier zitiert".
fn is_cited(article: &Article<'_>, at: usize) -> bool {
    matches!(article.form(at), "zitiert" | "quoted" | "cited")
}

/// Whether the object of the verb spoke: "Die Zeitung zitierte Meier".
fn cites(article: &Article<'_>, at: usize) -> bool {
    matches!(
        article.form(at),
        "zitiert" | "zitierte" | "zitierten" | "zitieren" | "quoted" | "quotes" | "quoting" | "cited"
    )
}

/// "von X", "by X", else what reports: "in einem Bericht wurde vermutet".
fn agent(article: &Article<'_>, phrases: &[Phrase], clause: &Range<usize>) -> Option<usize> {
    let behind =
        |class: Class| move |phrase: &Phrase| phrase.preposition.is_some_and(|at| article.class(at).has(class));
    let by = behind(Class::VON);
    let inside = |phrase: &&Phrase| clause.contains(&phrase.words.start);
    let reports = |phrase: &Phrase| {
        phrase.preposition.is_some() && phrase.words.clone().any(|i| article.class(i).has(Class::SAY_NOUN))
    };
    let named = |phrase: &Phrase| by(phrase) && phrase.kind != PhraseKind::Noun;
    let first = phrases.iter().position(|phrase| inside(&phrase) && named(phrase));
    first
        .or_else(|| phrases.iter().position(|phrase| inside(&phrase) && by(phrase)))
        .or_else(|| phrases.iter().position(|phrase| inside(&phrase) && reports(phrase)))
}

fn german_subject(
    article: &Article<'_>,
    frame: &Range<usize>,
    phrases: &[Phrase],
    clause: &Range<usize>,
    verb: usize,
) -> Option<usize> {
    let first =
        |test: &dyn Fn(&Phrase) -> bool| phrases.iter().position(|phrase| phrase.is_within(clause) && test(phrase));
    let left = |phrase: &Phrase| phrase.words.end <= verb;
    let right = |phrase: &Phrase| phrase.words.start > verb;
    let acts = |phrase: &Phrase| phrase.may_act() && !is_time(article, phrase);
    let impersonal = article.class(verb + 1).has(Class::ES) || article.class(verb.wrapping_sub(1)).has(Class::ES);
    if impersonal {
        // "hieß es in dem Bericht", "Aus Wien hieß es"
        let source = |phrase: &Phrase| phrase.preposition.is_some() && !is_time(article, phrase);
        let farther = || phrases.iter().rposition(|phrase| phrase.words.end <= verb && source(phrase));
        return first(&|phrase| right(phrase) && source(phrase)).or_else(|| first(&source)).or_else(farther);
    }
    let found = first(&|phrase| left(phrase) && phrase.may_speak())
        .or_else(|| first(&|phrase| right(phrase) && phrase.may_speak()))
        .or_else(|| before_apposition(article, frame, phrases, clause.start))
        .or_else(|| first(&|phrase| left(phrase) && acts(phrase)))
        .or_else(|| first(&|phrase| right(phrase) && acts(phrase)))
        .or_else(|| coordinated(phrases, clause.start))?;
    Some(with_apposition(article, phrases, found))
}

pub(in crate::extract) fn is_time(article: &Article<'_>, phrase: &Phrase) -> bool {
    phrase.words.clone().any(|i| article.class(i).has(Class::TIME))
}

fn english_subject(
    article: &Article<'_>,
    frame: &Range<usize>,
    phrases: &[Phrase],
    clause: &Range<usize>,
    verb: usize,
) -> Option<usize> {
    let acts = |phrase: &&Phrase| phrase.is_within(clause) && phrase.may_act() && !is_time(article, phrase);
    let left = phrases.iter().rposition(|phrase| acts(&phrase) && phrase.words.end <= verb);
    // "said Dr. Marsh": right behind the verb, which has no object, and before no other verb.
    let other_verb = Class::AUXILIARY.or(Class::KONJUNKTIV2).or(Class::FINITE);
    let right = || {
        phrases.iter().position(|phrase| {
            acts(&phrase)
                && (verb + 1..verb + 3).contains(&phrase.words.start)
                && !(phrase.words.end..clause.end).any(|i| article.class(i).has(other_verb))
        })
    };
    let says =
        article.class(verb).has(Class::SAY) && !article.class(verb).has(Class::JUDGE) && !takes_listener(article, verb);
    let inverted = || if verb <= clause.start + 1 && says { right() } else { None };
    let apposition = || before_apposition(article, frame, phrases, clause.start);
    let found = left.or_else(inverted).or_else(apposition).or_else(|| coordinated(phrases, clause.start))?;
    Some(with_apposition(article, phrases, found))
}

/// The subject of a clause without one, which is that of the clause before: "X lobte dies, warnte aber vor …".
fn coordinated(phrases: &[Phrase], start: usize) -> Option<usize> {
    phrases.iter().position(|phrase| phrase.words.end < start && phrase.may_speak())
}

/// Whether whoever stands behind the verb is spoken to.
fn takes_listener(article: &Article<'_>, verb: usize) -> bool {
    matches!(article.form(verb), "told" | "tells" | "tell" | "assured" | "informed" | "reminded")
}

/// The subject of a clause that begins at word `start` behind an apposition or relative clause: "X, der Chef, sagte".
fn before_apposition(article: &Article<'_>, frame: &Range<usize>, phrases: &[Phrase], start: usize) -> Option<usize> {
    let mut end =
        start.checked_sub(1).filter(|&comma| comma > frame.start && article.sign(comma) == Some(Sign::Comma))?;
    for _ in 0..3 {
        let open = (frame.start..end)
            .rev()
            .find(|&i| matches!(article.sign(i), Some(Sign::Comma | Sign::Colon)) || article.opaque(i).is_some());
        let from = open.map_or(frame.start, |open| open + 1);
        let relative = open.is_some()
            && (article.class(from).has(Class::RELATIVE) || article.class(from + 1).has(Class::RELATIVE));
        let noun_follows =
            article.word(from + 1).is_some_and(|word| word.capital) && !relative_verb_last(article, from, end);
        if !relative || noun_follows {
            let inside = |phrase: &Phrase| phrase.is_within(&(from..end));
            let person = phrases.iter().position(|phrase| {
                inside(phrase) && phrase.may_act() && phrase.words.clone().any(|i| article.is_person(i))
            });
            let any = || phrases.iter().position(|phrase| inside(phrase) && phrase.may_act());
            if let Some(person) = person {
                return Some(person);
            }
            let before = open.filter(|&open| article.sign(open) == Some(Sign::Comma)).and_then(|open| {
                phrases
                    .iter()
                    .rposition(|phrase| phrase.words.end <= open && phrase.words.end + 1 >= open && phrase.may_act())
            });
            return before.or_else(any);
        }
        end = open?;
    }
    None
}

/// Whether a clause ends in a verb, as German relative clauses do.
fn relative_verb_last(article: &Article<'_>, from: usize, end: usize) -> bool {
    article.word(end.saturating_sub(1)).is_some_and(|word| end > from && !word.capital && word.sign == Sign::Word)
}

/// "die Sprecherin des Amtes, Anna Weber": the person who is set beside the role.
fn with_apposition(article: &Article<'_>, phrases: &[Phrase], found: usize) -> usize {
    let Some(phrase) = phrases.get(found) else { return found };
    let has_person = phrase.words.clone().any(|i| article.is_person(i));
    let next = phrases.get(found + 1).filter(|next| {
        !has_person
            && matches!(phrase.kind, PhraseKind::Role | PhraseKind::Noun)
            && next.words.start == phrase.words.end + 1
            && article.sign(phrase.words.end) == Some(Sign::Comma)
            && article.is_person(next.words.start)
    });
    if next.is_some() { found + 1 } else { found }
}
