//! Hints at stances: who is for or against what, read from verbs such as "begrüßen" and "condemn".

use std::ops::Range;

use super::lexicon::Class;
use super::mention::{EntityKind, Mention};
use super::quotes::article::{Article, Sign};
use super::quotes::cue::{self, Cue, CueKind};
use super::quotes::phrase::{self, Phrase, PhraseKind};
use super::token::Tokens;
use crate::doc::Document;
use crate::text::Span;

/// A place that says that somebody is for or against something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StanceHint {
    /// Who: a mention, or a role noun with its article.
    pub holder: Span,
    /// The words that name what it is about.
    pub object: Span,
    /// For or against; a negation is taken into account.
    pub value: StanceValue,
    /// The verb.
    pub cue: Span,
    /// Whether a negation turned the verb around.
    pub negated: bool,
    /// All that it is read from: holder, verb, object and negation, with what is between them.
    pub passage: Span,
    /// How likely the hint is right, 0 to 1. The verbs are few and clear, so that hints are rare.
    pub score: f32,
}

/// For or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StanceValue {
    /// `favor`
    Favor,
    /// `against`
    Against,
}

impl StanceValue {
    /// The value's name in sidecars.
    pub fn name(self) -> &'static str {
        match self {
            StanceValue::Favor => "favor",
            StanceValue::Against => "against",
        }
    }

    fn turned(self, around: bool) -> StanceValue {
        match (self, around) {
            (value, false) => value,
            (StanceValue::Favor, true) => StanceValue::Against,
            (StanceValue::Against, true) => StanceValue::Favor,
        }
    }
}

/// Lowest score of a hint that is given.
const LOWEST: f32 = 0.5;

/// The verbs that say for or against.
const CUES: Class =
    Class::FAVOR.or(Class::FAVOR_FOR).or(Class::AGAINST).or(Class::AGAINST_OF).or(Class::AGAINST_AGAINST);

/// The hints in `document`, in order of their verbs. `mentions` are those of the document in order, `language` a
/// BCP 47 tag; there are none in a language that is not known. What stands in quotation marks is not looked at: the
/// words there are somebody's own. Linear in the length of the document.
pub fn recognise(
    document: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    language: Option<&str>,
) -> Vec<StanceHint> {
    of_article(&Article::of(document, tokens, mentions, language))
}

/// As [`recognise`], of an article that is read already.
pub(super) fn of_article(article: &Article<'_>) -> Vec<StanceHint> {
    let mut found = Vec::new();
    for frame in &article.frames {
        let is_cue = |&at: &usize| article.opaque(at).is_none() && article.class(at).has(CUES.or(Class::SPLIT));
        let mut phrases = None;
        for at in frame.words.clone().filter(is_cue) {
            let (class, _) = article.verb(at, frame.words.end);
            let written_small = article.word(at).is_some_and(|word| !word.capital);
            if class.has(CUES) && written_small {
                let phrases = phrases.get_or_insert_with(|| phrase::phrases(article, &frame.words));
                found.extend(Reading { article, frame: &frame.words, phrases, at, class }.hint());
            }
        }
    }
    found
}

/// A verb in its frame.
struct Reading<'r, 'a> {
    article: &'r Article<'a>,
    frame: &'r Range<usize>,
    phrases: &'r [Phrase],
    at: usize,
    class: Class,
}

impl Reading<'_, '_> {
    fn hint(&self) -> Option<StanceHint> {
        let article = self.article;
        let word = article.word(self.at)?;
        let cue = Cue { at: self.at, span: word.span, kind: CueKind::Verb, class: self.class };
        let clause = cue::clause(article, self.frame, self.at);
        let is_question = article.form(self.frame.end.saturating_sub(1)) == "?";
        let conditional =
            matches!(article.form(clause.start), "wenn" | "Wenn" | "falls" | "Falls" | "if" | "If" | "ob" | "whether");
        let to_infinitive = matches!(article.form(self.at.wrapping_sub(1)), "zu" | "to");
        if is_question || conditional || to_infinitive || !self.class.has(Class::FINITE.or(Class::PARTICIPLE)) {
            return None;
        }
        let auxiliary = cue::auxiliary(article, &clause, &cue);
        let passive =
            auxiliary.is_some_and(|at| article.class(at).has(Class::PASSIVE)) && self.class.has(Class::PARTICIPLE);
        if self.class.has(Class::PARTICIPLE) && !self.class.has(Class::FINITE) && auxiliary.is_none() {
            return None;
        }
        let holder = cue::speaker(article, self.frame, self.phrases, &cue)?;
        let (value, object) = if passive { self.passive(holder, &clause)? } else { self.active(holder, &clause)? };
        let negations = self.negations(&clause);
        let negated = negations.len() % 2 == 1;
        let score = self.score(holder, &clause, negated);
        let holder = self.phrases.get(holder)?.source(article);
        let fits = score >= LOWEST && !holder.overlaps(object);
        let cue = word.span;
        let passage = negations.iter().fold(holder.hull(cue).hull(object), |hull, span| hull.hull(*span));
        fits.then_some(StanceHint { holder, object, value: value.turned(negated), cue, negated, passage, score })
    }

    /// "wurde von X kritisiert": the object is the subject.
    fn passive(&self, holder: usize, clause: &Range<usize>) -> Option<(StanceValue, Span)> {
        let value = self.of_object()?;
        let object = self.phrases.iter().enumerate().find(|(index, phrase)| {
            *index != holder
                && clause.contains(&phrase.words.start)
                && phrase.may_act()
                && !cue::is_time(self.article, phrase)
        });
        object.map(|(_, phrase)| (value, self.article.span(&phrase.words)))
    }

    fn active(&self, holder: usize, clause: &Range<usize>) -> Option<(StanceValue, Span)> {
        let article = self.article;
        for (class, value, prepositions) in [
            (Class::FAVOR_FOR, StanceValue::Favor, &["für", "for"][..]),
            (Class::AGAINST_AGAINST, StanceValue::Against, &["gegen", "against"]),
            (Class::AGAINST_OF, StanceValue::Against, &["vor", "of", "about"]),
        ] {
            let behind = |phrase: &&Phrase| {
                clause.contains(&phrase.words.start)
                    && phrase.preposition.is_some_and(|at| {
                        prepositions.contains(&article.form(at)) && (at > self.at || article.lexicon.capital_nouns)
                    })
            };
            if self.class.has(class)
                && let Some(phrase) = self.phrases.iter().find(behind)
            {
                return Some((value, self.extended(phrase)));
            }
            let preposition = (self.at + 1..clause.end).take(4).find(|&i| prepositions.contains(&article.form(i)));
            if self.class.has(class)
                && !article.lexicon.capital_nouns
                && let Some(object) = preposition.and_then(|at| self.english_object(at + 1, clause))
            {
                return Some((value, object));
            }
        }
        let value = self.of_object()?;
        let is_object = |index: usize, phrase: &Phrase| {
            index != holder
                && clause.contains(&phrase.words.start)
                && phrase.preposition.is_none()
                && !matches!(phrase.kind, PhraseKind::Pronoun | PhraseKind::Someone)
                && !matches!(article.form(phrase.words.start), "dem" | "Dem" | "des" | "der" if article.lexicon.capital_nouns)
                && !cue::is_time(article, phrase)
        };
        let mut objects = self
            .phrases
            .iter()
            .enumerate()
            .filter(|(index, phrase)| is_object(*index, phrase))
            .map(|(_, phrase)| phrase);
        let object = objects
            .clone()
            .find(|phrase| phrase.words.start > self.at)
            .or_else(|| objects.rfind(|_| article.lexicon.capital_nouns));
        if let Some(phrase) = object {
            return Some((value, self.extended(phrase)));
        }
        (!article.lexicon.capital_nouns)
            .then(|| self.english_object(self.at + 1, clause))
            .flatten()
            .map(|object| (value, object))
    }

    /// What a verb says about its object.
    fn of_object(&self) -> Option<StanceValue> {
        match () {
            () if self.class.has(Class::FAVOR) => Some(StanceValue::Favor),
            () if self.class.has(Class::AGAINST) => Some(StanceValue::Against),
            () => None,
        }
    }

    /// The phrase with the one that belongs to it: "den Ausbau der Trasse", "das Verbot von Waffen".
    fn extended(&self, phrase: &Phrase) -> Span {
        let own = self.article.span(&phrase.words);
        let next = self.phrases.iter().find(|next| {
            next.preposition == Some(phrase.words.end)
                && matches!(
                    self.article.form(phrase.words.end),
                    "von" | "of" | "zur" | "zum" | "to" | "on" | "an" | "am"
                )
        });
        next.map_or(own, |next| own.hull(self.article.span(&next.words)))
    }

    /// English nouns have no capital: the words from `start` on up to a preposition, verb or sign.
    fn english_object(&self, start: usize, clause: &Range<usize>) -> Option<Span> {
        let article = self.article;
        let opens = Class::NOMINATIVE.or(Class::POSSESSIVE);
        let stops = Class::COMPLEMENT
            .or(Class::CONJUNCTION)
            .or(Class::AUXILIARY)
            .or(Class::THIRD)
            .or(Class::RELATIVE)
            .or(Class::ADVERB)
            .or(Class::KONJUNKTIV2);
        let goes_on = |&i: &usize| {
            let class = article.class(i);
            let preposition = class.has(Class::PREPOSITION) && article.form(i) != "of";
            matches!(article.sign(i), Some(Sign::Word | Sign::Number))
                && !preposition
                && (i == start && class.has(opens) || !class.has(stops))
        };
        let end = (start..clause.end).take(12).take_while(goes_on).last()? + 1;
        let first = article.class(start);
        (end > start && !first.has(Class::PREPOSITION)).then(|| article.span(&(start..end)))
    }

    /// The negations in the clause, of which an odd number turns it around; "nicht nur" is none.
    fn negations(&self, clause: &Range<usize>) -> Vec<Span> {
        let article = self.article;
        let real = |&i: &usize| {
            article.class(i).has(Class::NEGATION) && !matches!(article.form(i + 1), "nur" | "only" | "zuletzt")
        };
        let negations = clause.clone().filter(|&i| article.opaque(i).is_none()).filter(real);
        negations.map(|i| article.span(&(i..i + 1))).collect()
    }

    fn score(&self, holder: usize, clause: &Range<usize>, negated: bool) -> f32 {
        let article = self.article;
        let named =
            self.phrases.get(holder).and_then(|phrase| phrase.mention).and_then(|index| article.mentions.get(index));
        let of_holder = match (named.map(|mention| mention.label), self.phrases.get(holder).map(|phrase| phrase.kind)) {
            (Some(EntityKind::Per | EntityKind::Org), _) => 0.85,
            (Some(EntityKind::Loc), _) => 0.75,
            (_, Some(PhraseKind::Role)) => 0.65,
            _ => 0.0,
        };
        let unreal =
            clause.clone().any(|i| article.class(i).has(Class::KONJUNKTIV1.or(Class::KONJUNKTIV2)) && i != self.at);
        let mut score: f32 = of_holder;
        score -= if unreal { 0.2 } else { 0.0 };
        score -= if negated { 0.1 } else { 0.0 };
        score
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Meta;
    use crate::extract::mention::Why;
    use crate::text::Text;

    /// The hints of a text whose mentions stand in square brackets, which are taken away.
    fn listed(language: &str, marked: &str) -> String {
        let text: String = marked.chars().filter(|c| !"[]".contains(*c)).collect();
        let mut mentions = Vec::new();
        let mut at = 0;
        for (index, part) in marked.split(['[', ']']).enumerate() {
            if index % 2 == 1 {
                let span = Span::new(at, at + part.len());
                mentions.push(Mention { span, label: EntityKind::Per, score: 0.9, why: Why::Model });
            }
            at += part.len();
        }
        let document = Document::new("a", Text::new(text.as_str()), Meta::default(), Vec::new());
        let hints = recognise(&document, &Tokens::of(&document), &mentions, Some(language));
        let show = |hint: &StanceHint| {
            let of = |span: Span| &text[span.range()];
            format!("{} {} {}", of(hint.holder), hint.value.name(), of(hint.object))
        };
        hints.iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn german_stances() {
        for (text, expected) in [
            ("[Anna Weber] kritisierte den Ausbau der Trasse scharf.", "Anna Weber against den Ausbau der Trasse"),
            ("Am Montag begrüßte die Ministerin [Weber] den Beschluss.", "Weber favor den Beschluss"),
            ("[Weber] lehnt die neue Leitung am Fluss ab.", "Weber against die neue Leitung am Fluss"),
            ("[Weber] lehnt die neue Leitung nicht ab.", "Weber favor die neue Leitung"),
            ("[Weber] warnte gestern vor einem Krieg.", "Weber against einem Krieg"),
            ("Der Plan wurde von [Weber] verurteilt.", "Weber against Der Plan"),
            ("Den Plan unterstützt [Weber] nicht nur, er wirbt auch.", "Weber favor Den Plan"),
            (
                "Die Sprecherin der Partei sprach sich gegen ein Verbot aus.",
                "Die Sprecherin der Partei against ein Verbot",
            ),
            ("[Weber] hat den Vertrag kritisiert.", "Weber against den Vertrag"),
            ("Würde [Weber] den Vertrag kritisieren? Das Wetter begrüßt niemand.", ""),
            ("Wenn [Weber] den Vertrag kritisiert, kommt Streit.", ""),
            ("„Wir kritisieren den Vertrag“, sagte [Weber].", ""),
        ] {
            assert_eq!(listed("de", text), expected, "{text}");
        }
    }

    #[test]
    fn english_stances() {
        for (text, expected) in [
            ("[Helen Marsh] condemned the attack on Monday.", "Helen Marsh against the attack"),
            ("[Marsh] rejects outside control.", "Marsh against outside control"),
            ("[Marsh] did not welcome the new treaty.", "Marsh against the new treaty"),
            ("[Marsh] warned of a long winter.", "Marsh against a long winter"),
            ("The plan was criticised by [Marsh].", "Marsh against The plan"),
            ("[Marsh] called for a vote.", "Marsh favor a vote"),
            ("Would [Marsh] support the plan?", ""),
        ] {
            assert_eq!(listed("en", text), expected, "{text}");
        }
    }
}
