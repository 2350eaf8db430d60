//! Whom a pronoun or role noun stands for.

use super::article::Article;
use super::direct::Framed;
use super::phrase::{Phrase, PhraseKind};
use crate::extract::lexicon::Class;
use crate::text::Span;

/// The persons that the text has named so far.
#[derive(Debug, Default)]
pub(super) struct People<'a> {
    /// The last person that was a subject, by what is known of the gender.
    subjects: Vec<Person>,
    /// Role nouns with the person they stood beside.
    roles: Vec<(&'a str, Person)>,
}

#[derive(Debug, Clone, Copy)]
struct Person {
    span: Span,
    gender: Option<Gender>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Feminine,
    Masculine,
}

/// Most subjects that are remembered.
const REMEMBERED: usize = 8;

impl<'a> People<'a> {
    /// Takes note of the persons of a frame that was read.
    pub fn meet(&mut self, article: &Article<'a>, framed: &Framed<'_>) {
        for (index, phrase) in framed.phrases.iter().enumerate() {
            let Some(span) = person(article, phrase) else { continue };
            let mut words = phrase.words.clone();
            // "die Sprecherin des Amtes, Anna Weber", "Anna Weber, die Sprecherin"
            for beside in [index.checked_sub(1), Some(index + 1)].into_iter().flatten() {
                if let Some(near) = framed.phrases.get(beside).filter(|near| {
                    near.kind == PhraseKind::Role
                        && person(article, near).is_none()
                        && (near.words.end + 1 == phrase.words.start || phrase.words.end + 1 == near.words.start)
                }) {
                    words = words.start.min(near.words.start)..words.end.max(near.words.end);
                }
            }
            let person = Person { span, gender: words.clone().find_map(|i| gender(article, i)) };
            for at in words.filter(|&i| article.class(i).has(Class::ROLE)) {
                self.roles.push((article.form(at), person));
            }
            if phrase.may_act() {
                self.subjects.push(person);
            }
        }
        if self.subjects.len() > 2 * REMEMBERED {
            self.subjects.drain(..self.subjects.len() - REMEMBERED);
        }
        if self.roles.len() > 64 {
            self.roles.drain(..32);
        }
    }

    /// The mention that `phrase`, a pronoun or a role noun without a name, is taken to stand for.
    /// Those that stand before it in its frame come first.
    pub fn resolve(&self, article: &Article<'_>, framed: &Framed<'_>, phrase: &Phrase) -> Option<Span> {
        if person(article, phrase).is_some() {
            return None;
        }
        match phrase.kind {
            PhraseKind::Pronoun => {
                let wanted = pronoun_gender(article.form(phrase.words.start));
                let agrees = |person: &&Person| person.gender.is_none() || wanted.is_none() || person.gender == wanted;
                let before =
                    framed.phrases.iter().filter(|other| other.may_act() && other.words.end <= phrase.words.start);
                let mut near = before.filter_map(|other| {
                    Some(Person {
                        span: person(article, other)?,
                        gender: other.words.clone().find_map(|i| gender(article, i)),
                    })
                });
                near.find(|person| agrees(&person))
                    .or_else(|| self.subjects.iter().rfind(agrees).copied())
                    .map(|person| person.span)
            }
            PhraseKind::Role => {
                let definite = matches!(
                    article.form(phrase.words.start),
                    "der" | "die" | "Der" | "Die" | "the" | "The" | "dieser" | "diese"
                );
                let nouns =
                    phrase.words.clone().filter(|&i| article.class(i).has(Class::ROLE)).map(|i| article.form(i));
                nouns
                    .filter(|_| definite)
                    .find_map(|noun| self.roles.iter().rfind(|(known, _)| same_role(known, noun)))
                    .map(|(_, person)| person.span)
            }
            PhraseKind::Name | PhraseKind::Someone | PhraseKind::Noun => None,
        }
    }
}

/// "Außenministerin" and "Ministerin".
fn same_role(known: &str, noun: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.len() > short.len() + 2
            && long.get(long.len() - short.len()..).is_some_and(|end| end.eq_ignore_ascii_case(short))
    };
    known == noun || ends(known, noun) || ends(noun, known)
}

fn person(article: &Article<'_>, phrase: &Phrase) -> Option<Span> {
    let mention = article.mentions.get(phrase.mention?)?;
    (mention.label == crate::extract::mention::EntityKind::Per).then_some(mention.span)
}

fn pronoun_gender(form: &str) -> Option<Gender> {
    match form {
        "er" | "Er" | "he" | "He" => Some(Gender::Masculine),
        "sie" | "Sie" | "she" | "She" => Some(Gender::Feminine),
        _ => None,
    }
}

fn gender(article: &Article<'_>, at: usize) -> Option<Gender> {
    match article.form(at) {
        "Frau" | "Mrs." | "Ms." | "Mrs" | "Ms" | "Lady" | "spokeswoman" | "chairwoman" => Some(Gender::Feminine),
        "Herr" | "Herrn" | "Mr." | "Mr" | "Sir" | "Lord" | "spokesman" | "chairman" => Some(Gender::Masculine),
        form if article.lexicon.capital_nouns && article.class(at).has(Class::ROLE) => {
            if form.ends_with("in") {
                Some(Gender::Feminine)
            } else {
                form.ends_with("er").then_some(Gender::Masculine)
            }
        }
        _ => None,
    }
}
