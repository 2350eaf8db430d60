//! What stands in quotation marks: who said it, and whether anybody did.

use std::ops::Range;

use super::article::{Article, Frame, Sign};
use super::cue::{Cue, CueKind, speaker};
use super::indirect::is_konjunktiv;
use super::marked::Marked;
use super::phrase::{Phrase, PhraseKind};
use super::score::{Feature, Features};
use crate::extract::lexicon::Class;

/// A frame with its phrases and cues.
pub(in crate::extract) struct Framed<'a> {
    pub frame: &'a Frame,
    pub phrases: Vec<Phrase>,
    pub cues: Vec<Cue>,
}

/// What ties something in quotation marks to a speaker.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct Tie {
    pub place: Place,
    pub cue: Option<Cue>,
    /// The index of the speaker's phrase in the frame.
    pub speaker: Option<usize>,
}

/// Where the cue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Place {
    /// Right behind the quotation.
    Behind,
    /// Before it and a colon.
    Colon,
    /// Before it in the sentence.
    Before,
    /// Behind it in the sentence.
    After,
    /// Nowhere in the sentence.
    None,
}

/// Finds who says what stands in marks over `words`.
pub(in crate::extract) fn tie(article: &Article<'_>, framed: &Framed<'_>, words: &Range<usize>) -> Tie {
    let frame = &framed.frame.words;
    let of = |place, cue: Option<Cue>| {
        let speaker = cue.and_then(|cue| speaker(article, frame, &framed.phrases, &cue));
        Tie { place, cue, speaker }
    };
    if let Some(cue) = behind(article, framed, words.end) {
        return of(Place::Behind, Some(cue));
    }
    let outside = |cue: &&Cue| !words.contains(&cue.at);
    let before = framed.cues.iter().rfind(|cue| cue.at < words.start && outside(cue)).copied();
    // "zitierte Meier mit den Worten:": the verb says more than the noun.
    let verb_before = || framed.cues.iter().rfind(|cue| cue.at < words.start && cue.kind == CueKind::Verb).copied();
    let before = before.and_then(|cue| if cue.kind == CueKind::Noun { verb_before().or(Some(cue)) } else { Some(cue) });
    if article.sign(words.start.wrapping_sub(1)) == Some(Sign::Colon) && words.start > frame.start {
        let tie = of(Place::Colon, before);
        let nearest = || {
            framed.phrases.iter().rposition(|phrase| {
                phrase.words.end < words.start && phrase.may_act() && phrase.kind != PhraseKind::Noun
            })
        };
        return Tie { speaker: tie.speaker.or_else(nearest), ..tie };
    }
    let after = framed.cues.iter().find(|cue| cue.at >= words.end).copied();
    // "als „…“ bezeichnet": a verb at the end of the clause that the quotation belongs to.
    let same_clause = |cue: &Cue| {
        let between = words.end..cue.at;
        article.lexicon.capital_nouns
            && between.clone().all(|i| article.sign(i) == Some(Sign::Word) && !article.class(i).has(Class::CONJUNCTION))
    };
    match (before, after) {
        (Some(before), Some(after))
            if after.at - words.end < words.start - before.at && after.kind == CueKind::Verb && same_clause(&after) =>
        {
            of(Place::After, Some(after))
        }
        (Some(before), _) => of(Place::Before, Some(before)),
        (None, Some(after)) => of(Place::After, Some(after)),
        (None, None) => {
            Tie { place: Place::None, cue: None, speaker: framed.phrases.iter().position(Phrase::may_speak) }
        }
    }
}

/// The cue right behind word `end`: ", sagte X", ", so X", ", wie X sagte", ", X said".
fn behind(article: &Article<'_>, framed: &Framed<'_>, end: usize) -> Option<Cue> {
    let frame = &framed.frame.words;
    let mut at = end;
    while at < frame.end && at < end + 2 && matches!(article.sign(at), Some(Sign::Comma | Sign::Dash)) {
        at += 1;
    }
    let parted = at > end;
    let next = framed.cues.iter().find(|cue| cue.at >= at && (cue.kind != CueKind::Noun))?;
    let between = at..next.at;
    let fits = match next.kind {
        CueKind::So => next.at == at,
        CueKind::Laut => next.at <= at + 1 && parted,
        CueKind::Noun => false,
        CueKind::Verb if article.class(at).has(Class::WH) => {
            next.at < at + 16 && !between.clone().any(|i| article.sign(i) == Some(Sign::Comma))
        }
        CueKind::Verb if article.lexicon.capital_nouns => {
            between.clone().all(|i| {
                article.class(i).has(Class::ADVERB.or(Class::AUXILIARY).or(Class::REFLEXIVE).or(Class::SO))
                    || article.form(i) == "das"
            }) || (article.class(at).has(Class::AUXILIARY) && next.class.has(Class::PARTICIPLE) && next.at < at + 16)
        }
        CueKind::Verb => {
            // "he said", "the mayor of Ghent, Ann Peters, said"
            let commas = between.clone().filter(|&i| article.sign(i) == Some(Sign::Comma)).count();
            next.at < at + 7 && commas == 0 || next.at < at + 14 && commas == 2
        }
    };
    let open = between.clone().all(|i| article.opaque(i).is_none() && article.sign(i) != Some(Sign::Stop));
    (fits && open).then_some(*next)
}

/// Whether a word such as "film" stands before word `at`, also in the genitive: "des Magazins".
fn is_title_noun(article: &Article<'_>, at: usize, start: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|&before| before >= start) else { return false };
    let stem = |ending| article.form(before).strip_suffix(ending).map(|stem| article.lexicon.class(stem, false));
    let genitive = || ["es", "s", "n"].into_iter().filter_map(stem).any(|class| class.has(Class::TITLE_NOUN));
    article.class(before).has(Class::TITLE_NOUN) || (article.lexicon.capital_nouns && genitive())
}

/// What is known of something in marks over `words`.
pub(in crate::extract) fn features(
    article: &Article<'_>,
    framed: &Framed<'_>,
    marked: &Marked,
    words: &Range<usize>,
    tie: &Tie,
) -> Features {
    use Feature as F;
    let inner = article.words_of(marked.inner);
    let is_word = |i: &usize| article.sign(*i) == Some(Sign::Word);
    let count = inner.clone().filter(is_word).take(10).count();
    let any = |class: Class| inner.clone().any(|i| article.class(i).has(class));
    let first = article.word(inner.start);
    let last = article.sign(inner.end.saturating_sub(1));
    let little = Class::PREPOSITION
        .or(Class::NOMINATIVE)
        .or(Class::OBLIQUE)
        .or(Class::CONJUNCTION)
        .or(Class::COMPLEMENT)
        .or(Class::FIRST)
        .or(Class::THIRD)
        .or(Class::NEGATION)
        .or(Class::REFLEXIVE)
        .or(Class::AUXILIARY)
        .or(Class::POSSESSIVE);
    let little_words = inner.clone().filter(|&i| article.class(i).has(little)).count();
    let all_words = inner.clone().filter(is_word).count();
    let verbs = Class::AUXILIARY.or(Class::KONJUNKTIV1).or(Class::KONJUNKTIV2);
    let capitals = inner.clone().filter(is_word).all(|i| {
        let class = article.class(i);
        article.word(i).is_some_and(|word| word.capital) || (class.has(little) && !class.has(verbs))
    });
    let begins_small = first.is_some_and(|word| word.sign == Sign::Word && !word.capital);
    let frame = &framed.frame.words;
    let before = words.start.checked_sub(1).filter(|&at| at >= frame.start).map_or(Class::NONE, |at| article.class(at));
    let behind = words.end;
    let adjacent = article
        .word(behind)
        .zip(article.word(behind.wrapping_sub(1)))
        .is_some_and(|(next, last)| next.span.start == last.span.end);
    let outer = marked.depth == 0;
    let cued = |class: Class, holds: fn(usize, usize) -> bool| {
        outer
            && framed
                .cues
                .iter()
                .any(|cue| cue.class.has(class) && holds(cue.at, words.start) && !words.contains(&cue.at))
    };
    let cue_in_frame = outer && !framed.cues.is_empty();
    let mark = article.text.get(marked.outer.start..).and_then(|rest| rest.chars().next());

    let mut features = Features::default();
    features.set(F::Always, true);
    features.set(F::OneWord, count == 1);
    features.set(F::TwoWords, count == 2);
    features.set(F::ThreeWords, count == 3);
    features.set(F::FourWords, matches!(count, 4 | 5));
    features.set(F::SixWords, matches!(count, 6..=9));
    features.set(F::TenWords, count >= 10);
    features.set(F::EndsInStop, last == Some(Sign::Stop));
    features.set(F::EndsInComma, last == Some(Sign::Comma));
    features.set(F::BeginsSmall, begins_small);
    features.set(F::FirstPerson, any(Class::FIRST));
    features.set(F::SecondPerson, any(Class::SECOND));
    features.set(F::HasVerb, any(Class::AUXILIARY.or(Class::KONJUNKTIV1).or(Class::KONJUNKTIV2).or(Class::FINITE)));
    features.set(F::CueBehind, outer && tie.place == Place::Behind);
    features.set(F::ColonBefore, outer && tie.place == Place::Colon);
    features.set(F::SaidBefore, cued(Class::SAY, |cue, start| cue < start));
    features.set(F::SaidAfter, cued(Class::SAY, |cue, start| cue > start));
    features.set(F::Judged, cued(Class::JUDGE, |_, _| true));
    let named = before.has(Class::NOMINATIVE.or(Class::OBLIQUE))
        || matches!(article.form(words.start.wrapping_sub(1)), "als" | "as");
    features.set(F::CalledSo, named && cued(Class::JUDGE, |_, _| true));
    features.set(F::InReported, outer && article.lexicon.capital_nouns && is_konjunktiv(article, frame));
    features.set(F::Thought, cued(Class::THINK.or(Class::DEMAND), |_, _| true));
    features
        .set(F::SourceNamed, outer && framed.cues.iter().any(|cue| matches!(cue.kind, CueKind::Laut | CueKind::So)));
    features.set(F::TitleNoun, is_title_noun(article, words.start, frame.start));
    features.set(F::SoCalled, before.has(Class::SO_CALLED));
    features.set(F::ArticleBefore, before.has(Class::NOMINATIVE.or(Class::OBLIQUE)));
    features.set(F::PrepositionBefore, before.has(Class::PREPOSITION));
    let noun_behind = article.lexicon.capital_nouns
        && article.word(behind).is_some_and(|word| word.sign == Sign::Word && word.capital)
        && behind < frame.end;
    features.set(F::NounBehind, (adjacent && article.sign(behind) == Some(Sign::Dash)) || noun_behind);
    features.set(F::IsName, article.mention(inner.start).is_some_and(|mention| mention.span.covers(marked.inner)));
    features.set(F::Capitals, capitals && all_words > 0);
    features.set(F::IsBlock, marked.block);
    let rest = (frame.start..words.start).chain(words.end..frame.end);
    features.set(
        F::StandsAlone,
        outer && rest.clone().all(|i| article.opaque(i).is_some() || article.sign(i) == Some(Sign::Stop)),
    );
    features.set(F::IsNested, marked.depth > 0);
    features.set(F::SingleMarks, mark.is_some_and(|c| "‚‘›‹'".contains(c)));
    features.set(F::InBrackets, article.form(words.start.wrapping_sub(1)) == "(");
    features.set(F::InHeading, framed.frame.heading);
    features.set(F::LittleWords, little_words * 3 >= all_words && all_words > 1);
    features.set(F::HasNumber, inner.clone().any(|i| article.sign(i) == Some(Sign::Number)));
    features.set(F::ShortWithCue, count <= 3 && begins_small && cue_in_frame);
    features.set(F::ShortWithoutCue, count <= 3 && !begins_small && !cue_in_frame);
    features
}
