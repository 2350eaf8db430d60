//! Indirect speech: clauses that a cue introduces, follows or stands in, and sentences in the Konjunktiv.

use std::ops::Range;

use super::article::{Article, Sign};
use super::cue::{Cue, CueKind, clause, speaker};
use super::direct::Framed;
use crate::extract::lexicon::Class;

/// Reported speech in a frame.
#[derive(Debug, Clone)]
pub(super) struct Reported {
    /// The words that report what was said.
    pub words: Range<usize>,
    /// `None` where the Konjunktiv alone reports.
    pub cue: Option<Cue>,
    /// The index of the speaker's phrase in the frame.
    pub speaker: Option<usize>,
    /// How it is told, which is why it is proposed.
    pub form: Form,
    /// How likely it is, 0 to 1.
    pub score: f32,
}

/// How reported speech is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A cue, then "dass", "ob", "that", "whether".
    Complement,
    /// A cue, then a clause in the Konjunktiv, or an English clause without "that".
    Clause,
    /// A verb of demanding or promising, then an infinitive.
    Infinitive,
    /// A clause, then its cue: ", sagte X", ", X said".
    Trailing,
    /// "laut X", "nach Angaben von X", "according to X", ", so X".
    Source,
    /// A sentence in the Konjunktiv, without a cue.
    Konjunktiv,
}

/// Fewest words of reported speech.
const SHORTEST: usize = 3;

/// The reported speech of a frame, in order, without overlaps.
pub(super) fn reported(article: &Article<'_>, framed: &Framed<'_>) -> Vec<Reported> {
    let mut found: Vec<Reported> = framed.cues.iter().filter_map(|cue| of_cue(article, framed, cue)).collect();
    found.extend(by_adverb(article, framed));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.words.start.cmp(&b.words.start)));
    let mut kept: Vec<Reported> = Vec::new();
    for one in found {
        if kept.iter().all(|other| other.words.end <= one.words.start || one.words.end <= other.words.start) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.words.start);
    kept
}

fn of_cue(article: &Article<'_>, framed: &Framed<'_>, cue: &Cue) -> Option<Reported> {
    let frame = &framed.frame.words;
    let (words, form, score) = match cue.kind {
        CueKind::Laut => by_source(article, framed, cue),
        CueKind::So => around(article, frame, cue.at, frame.end),
        CueKind::Verb | CueKind::Noun if article.lexicon.capital_nouns => german(article, framed, cue),
        CueKind::Verb | CueKind::Noun => english(article, framed, cue),
    }?;
    let words = trimmed(article, words);
    let outside = words
        .clone()
        .filter(|&i| article.word(i).is_some_and(|word| word.marked.is_none() && word.sign == Sign::Word))
        .count();
    let is_cut = words.clone().any(|i| article.opaque(i).is_some());
    let complement = article.class(words.start).has(Class::COMPLEMENT);
    let long_enough = outside >= SHORTEST && (!is_cut || complement || outside * 3 >= words.len());
    long_enough.then(|| Reported {
        speaker: speaker(article, frame, &framed.phrases, cue),
        words,
        cue: Some(*cue),
        form,
        score,
    })
}

/// "Demnach …": what somebody reported who was named before.
fn by_adverb(article: &Article<'_>, framed: &Framed<'_>) -> Option<Reported> {
    let frame = &framed.frame.words;
    let at = frame.start;
    let words = trimmed(article, at + 1..frame.end);
    let word = article.word(at).filter(|_| article.form(at) == "Demnach" && words.len() > SHORTEST)?;
    let cue = Cue { at, span: word.span, kind: CueKind::So, class: word.class };
    Some(Reported { words, cue: Some(cue), speaker: None, form: Form::Source, score: 0.6 })
}

type Found = Option<(Range<usize>, Form, f32)>;

fn german(article: &Article<'_>, framed: &Framed<'_>, cue: &Cue) -> Found {
    let frame = &framed.frame.words;
    let own = clause(article, frame, cue.at);
    let sure = if cue.class.has(Class::SAY) {
        0.85
    } else if cue.kind == CueKind::Noun {
        0.65
    } else {
        0.7
    };
    let reporting = cue.class.has(Class::REPORTING) || cue.kind == CueKind::Noun;
    let trailing = trails(article, framed, cue, &own);
    let after = own.end + 1..frame.end;
    let opens_quote = article.opaque(after.start).is_some();
    let first = article.class(after.start);
    let konjunktiv = reporting && is_konjunktiv(article, &after);
    match article.sign(own.end) {
        Some(Sign::Comma) if !opens_quote => {
            let joined = first.has(Class::CONJUNCTION.or(Class::ADVERB))
                && article.class(after.start + 1).has(Class::COMPLEMENT);
            if first.has(Class::COMPLEMENT) || joined {
                return Some((content(article, after), Form::Complement, sure));
            }
            if konjunktiv && !trailing && !is_subordinate(article, after.start) {
                return Some((content(article, after), Form::Clause, sure));
            }
            let demands = cue.class.has(Class::DEMAND.or(Class::JUDGE));
            if (reporting || demands) && !trailing && opens_infinitive(article, &after) {
                return Some((content(article, after), Form::Infinitive, if demands { 0.7 } else { 0.6 }));
            }
            if first.has(Class::WH) && !first.has(Class::RELATIVE) && reporting && !trailing {
                return Some((content(article, after), Form::Complement, sure - 0.2));
            }
        }
        Some(Sign::Colon) if !opens_quote && konjunktiv => return Some((content(article, after), Form::Clause, sure)),
        _ => {}
    }
    // "Wie X mitteilte, …"
    if matches!(article.form(own.start), "wie" | "Wie") && cue.at > own.start {
        if own.start == frame.start && article.sign(own.end) == Some(Sign::Comma) {
            return Some((own.end + 1..frame.end, Form::Source, 0.7));
        }
        return around(article, frame, own.start, own.end).map(|(words, form, _)| (words, form, 0.75));
    }
    if trailing {
        let before = trailing_content(article, frame, own.start)?;
        let konjunktiv = is_konjunktiv(article, &before);
        let says = cue.class.has(Class::SAY.or(Class::THINK));
        return (konjunktiv || says).then_some((before, Form::Trailing, if konjunktiv { 0.9 } else { 0.7 }));
    }
    None
}

/// Whether a clause that begins at word `at` is a subordinate one that reports nothing: "weil …", "in der …".
fn is_subordinate(article: &Article<'_>, at: usize) -> bool {
    let relative = article.class(at).has(Class::PREPOSITION) && article.class(at + 1).has(Class::RELATIVE);
    let noun_next = article.word(at + 2).is_some_and(|word| word.capital);
    (relative && !noun_next)
        || matches!(
            article.form(at),
            "weil" | "da" | "wenn" | "als" | "obwohl" | "während" | "nachdem" | "bevor" | "falls"
        )
}

/// Whether the verb of `cue` opens its clause behind a comma and before its subject: ", sagte X", ", hat X gesagt",
/// ", so sagte X". What stands between commas before a verb may also be an apposition: "Der Chef, Hans Holm, sagte".
fn trails(article: &Article<'_>, framed: &Framed<'_>, cue: &Cue, own: &Range<usize>) -> bool {
    let frame = &framed.frame.words;
    let auxiliary = article.class(own.start).has(Class::AUXILIARY) && cue.class.has(Class::PARTICIPLE);
    let so = article.class(own.start).has(Class::SO) && cue.at == own.start + 1;
    let comma = own.start > frame.start && matches!(article.sign(own.start - 1), Some(Sign::Comma | Sign::Dash));
    let introduces = article.sign(own.end) == Some(Sign::Colon) || article.opaque(own.end + 1).is_some();
    let first = cue.at == own.start || auxiliary || so;
    let impersonal = article.class(cue.at + 1).has(Class::ES);
    let subject = || speaker(article, frame, &framed.phrases, cue).and_then(|index| framed.phrases.get(index));
    first && comma && !introduces && (impersonal || subject().is_some_and(|phrase| phrase.words.start > own.start))
}

/// The clauses before the comma at `start - 1`, back to a quotation or the beginning of the frame.
fn trailing_content(article: &Article<'_>, frame: &Range<usize>, start: usize) -> Option<Range<usize>> {
    let comma = start.checked_sub(1)?;
    let from =
        (frame.start..comma).rev().find(|&i| article.opaque(i).is_some() || article.sign(i) == Some(Sign::Semicolon));
    let from = from.map_or(frame.start, |i| i + 1);
    let conjunctions = [
        "Als",
        "Nachdem",
        "Während",
        "Obwohl",
        "Weil",
        "Da",
        "Wenn",
        "Bevor",
        "Um",
        "Seit",
        "Nach",
        "Indem",
        "Damit",
        "Sobald",
        "Falls",
        "Ohne",
        "Statt",
        "Trotz",
        "Angesprochen",
        "Gefragt",
    ];
    let subordinate = conjunctions.contains(&article.form(from)) && !is_konjunktiv(article, &(from..comma));
    (!subordinate && comma > from).then_some(from..comma)
}

/// The sentence around a parenthesis of `from..to`, which names the source.
fn around(article: &Article<'_>, frame: &Range<usize>, from: usize, to: usize) -> Found {
    let clause_end = if to == frame.end { clause(article, frame, from).end } else { to };
    let start = frame.clone().find(|&i| article.opaque(i).is_none()).unwrap_or(frame.start);
    let rest = (clause_end + 1..frame.end).filter(|&i| article.sign(i) == Some(Sign::Word)).count();
    let end = if rest >= 3 { frame.end } else { from.saturating_sub(1) };
    (start < end && from > start).then_some((start..end, Form::Source, 0.85))
}

fn by_source(article: &Article<'_>, framed: &Framed<'_>, cue: &Cue) -> Found {
    let frame = &framed.frame.words;
    let source = speaker(article, frame, &framed.phrases, cue).and_then(|index| framed.phrases.get(index));
    let from = source.map_or(cue.at, |phrase| phrase.words.start.min(cue.at));
    let words = article.words_of(cue.span);
    let from = from.min(words.start);
    let to = source.map_or(words.end, |phrase| phrase.words.end.max(words.end));
    source?;
    let before = (frame.start..from).filter(|&i| article.sign(i) == Some(Sign::Word)).count();
    if before == 0 {
        let to = if article.sign(to) == Some(Sign::Comma) { to + 1 } else { to };
        return Some((to..frame.end, Form::Source, 0.85));
    }
    let start = (frame.start..from)
        .rev()
        .find(|&i| article.opaque(i).is_some() || matches!(article.sign(i), Some(Sign::Semicolon | Sign::Colon)))
        .map_or(frame.start, |i| i + 1);
    let rest = (to..frame.end).filter(|&i| article.sign(i) == Some(Sign::Word)).count();
    let end = if rest == 0 { from } else { frame.end };
    Some((start..end, Form::Source, 0.8))
}

fn english(article: &Article<'_>, framed: &Framed<'_>, cue: &Cue) -> Found {
    let frame = &framed.frame.words;
    let own = clause(article, frame, cue.at);
    let sure = if cue.class.has(Class::SAY) {
        0.85
    } else if cue.kind == CueKind::Noun {
        0.6
    } else {
        0.7
    };
    let reporting = cue.class.has(Class::REPORTING) || cue.kind == CueKind::Noun;
    if !reporting || !(cue.class.has(Class::FINITE) || cue.kind == CueKind::Noun) {
        return None;
    }
    // "said on Thursday that": the complementizer is at most a few words away.
    let that = (cue.at + 1..own.end.min(cue.at + 9)).find(|&i| article.class(i).has(Class::COMPLEMENT));
    let verb_between =
        |that: usize| (cue.at + 1..that).any(|i| article.class(i).has(Class::FINITE.or(Class::AUXILIARY)));
    if let Some(that) = that.filter(|&that| !verb_between(that)) {
        return Some((content(article, that..frame.end), Form::Complement, sure));
    }
    if cue.kind == CueKind::Noun {
        return None;
    }
    if let Some(trailing) = english_trailing(article, framed, &own, cue) {
        return Some((trailing, Form::Trailing, 0.8));
    }
    let next = after_time(article, framed, cue.at + 1, own.end);
    let opens_clause = framed.phrases.iter().any(|phrase| phrase.words.start == next && phrase.preposition.is_none())
        || article.class(next).has(Class::NOMINATIVE.or(Class::POSSESSIVE).or(Class::ES).or(Class::THIRD));
    let has_verb = (next + 1..own.end).any(|i| article.class(i).has(Class::AUXILIARY.or(Class::KONJUNKTIV2)));
    let told = article.form(cue.at).starts_with("told") || article.form(cue.at).starts_with("tell");
    let has_subject = speaker(article, frame, &framed.phrases, cue)
        .and_then(|index| framed.phrases.get(index))
        .is_some_and(|phrase| phrase.words.end <= cue.at);
    if opens_clause && has_verb && has_subject && !told && article.opaque(next).is_none() {
        return Some((content(article, next..frame.end), Form::Clause, sure - 0.1));
    }
    let to = (cue.at + 1..own.end.min(cue.at + 7)).find(|&i| {
        article.form(i) == "to"
            && !article.class(i + 1).has(Class::NOMINATIVE.or(Class::POSSESSIVE))
            && article.word(i + 1).is_some_and(|word| !word.capital && word.mention.is_none())
    });
    to.filter(|_| cue.class.has(Class::DEMAND) && has_subject)
        .map(|to| (content(article, to..frame.end), Form::Infinitive, 0.6))
}

/// ", X said" and ", said X" at the end of the sentence or in its middle.
fn english_trailing(article: &Article<'_>, framed: &Framed<'_>, own: &Range<usize>, cue: &Cue) -> Option<Range<usize>> {
    let frame = &framed.frame.words;
    let comma = own.start.checked_sub(1).filter(|&at| at > frame.start && article.sign(at) == Some(Sign::Comma))?;
    // "The founder, Ann Lee, said": the verb has its subject before the comma.
    let phrase = speaker(article, frame, &framed.phrases, cue).and_then(|index| framed.phrases.get(index))?;
    if phrase.words.start < own.start {
        return None;
    }
    let near = cue.at - own.start <= 6
        && (own.start..cue.at).all(|i| {
            !article.class(i).has(Class::AUXILIARY.or(Class::RELATIVE).or(Class::CONJUNCTION).or(Class::COMPLEMENT))
        });
    let closed = own.end >= frame.end || matches!(article.sign(own.end), Some(Sign::Stop | Sign::Comma));
    let content = frame.start..comma;
    let quoted = content.clone().any(|i| article.opaque(i).is_some());
    let subordinate = matches!(
        article.form(frame.start),
        "When" | "After" | "Before" | "As" | "While" | "Although" | "If" | "Since" | "Asked" | "In" | "At" | "On"
    );
    let short = content.clone().filter(|&i| article.sign(i) == Some(Sign::Word)).count() < 4;
    (near && closed && !quoted && !subordinate && !short && cue.class.has(Class::SAY)).then_some(content)
}

/// The first word from `at` on that belongs to no time or address: "on Thursday", "reporters".
fn after_time(article: &Article<'_>, framed: &Framed<'_>, mut at: usize, end: usize) -> usize {
    for phrase in &framed.phrases {
        let from = phrase.preposition.unwrap_or(phrase.words.start);
        let is_time = phrase.words.clone().any(|i| article.class(i).has(Class::TIME));
        if from == at && (is_time || phrase.preposition.is_some()) && phrase.words.end < end {
            at = phrase.words.end;
        }
    }
    at
}

/// The reported sentence of `words`, from which a cue that trails it is cut.
fn content(article: &Article<'_>, words: Range<usize>) -> Range<usize> {
    let says = |i: usize| article.class(i).has(Class::SAY) && article.class(i).has(Class::FINITE);
    let cut = words.clone().skip(SHORTEST).find(|&i| match article.sign(i) {
        Some(Sign::Semicolon) => true,
        Some(Sign::Comma) if article.opaque(i).is_none() => {
            let so = article.class(i + 1).has(Class::SO) && article.word(i + 2).is_some_and(|word| word.capital);
            so || says(i + 1) || (article.class(i + 1).has(Class::THIRD) && says(i + 2))
        }
        _ => false,
    });
    words.start..cut.unwrap_or(words.end)
}

/// `words` without signs that end the sentence, and without commas around.
fn trimmed(article: &Article<'_>, mut words: Range<usize>) -> Range<usize> {
    let sign = |i: usize| article.sign(i);
    while words.start < words.end && matches!(sign(words.start), Some(Sign::Comma | Sign::Dash | Sign::Colon)) {
        words.start += 1;
    }
    while words.start < words.end
        && matches!(sign(words.end - 1), Some(Sign::Comma | Sign::Stop | Sign::Dash | Sign::Colon | Sign::Semicolon))
    {
        words.end -= 1;
    }
    words
}

/// Whether a verb among `words`, outside of quotations, stands in the Konjunktiv.
pub(super) fn is_konjunktiv(article: &Article<'_>, words: &Range<usize>) -> bool {
    let outside = |i: &usize| article.opaque(*i).is_none();
    let first_person = words.clone().filter(outside).any(|i| article.class(i).has(Class::FIRST));
    !first_person
        && words.clone().filter(outside).any(|i| {
            article.word(i).is_some_and(|word| !word.capital || i == words.start)
                && article.class(i).has(Class::KONJUNKTIV1.or(Class::KONJUNKTIV2))
        })
}

/// Whether `words` are an infinitive clause: "zu" and an infinitive in them, at their end where they could be a
/// relative clause.
fn opens_infinitive(article: &Article<'_>, words: &Range<usize>) -> bool {
    let first = article.class(words.start);
    if first.has(Class::CONJUNCTION) || matches!(article.form(words.start), "um" | "ohne" | "statt") {
        return false;
    }
    let small = |i: usize| article.word(i).is_some_and(|word| !word.capital && word.sign == Sign::Word);
    let is_infinitive = |i: usize| {
        let form = article.form(i);
        let split = article.form(i.wrapping_sub(1)) == "zu" && form.ends_with('n');
        let joined = form.len() > 8 && form.ends_with('n') && form.get(2..).is_some_and(|rest| rest.contains("zu"));
        small(i) && (split || joined)
    };
    let found = words.clone().find(|&i| is_infinitive(i));
    let ends = |at: usize| !(at + 1..words.end).any(small) || article.sign(at + 1) == Some(Sign::Comma);
    found.is_some_and(|at| !first.has(Class::RELATIVE) || ends(at))
}

/// A sentence that is reported by its Konjunktiv alone; `after_report` where the sentence before was reported too.
pub(super) fn konjunktiv_sentence(article: &Article<'_>, framed: &Framed<'_>, after_report: bool) -> Option<Reported> {
    let words = trimmed(article, framed.frame.words.clone());
    let outside = |i: &usize| article.opaque(*i).is_none();
    let has = |class: Class| {
        words
            .clone()
            .filter(outside)
            .any(|i| article.class(i).has(class) && article.word(i).is_some_and(|word| !word.capital))
    };
    let sure = has(Class::KONJUNKTIV1) && !has(Class::FIRST);
    let likely = after_report && has(Class::KONJUNKTIV2) && !has(Class::FIRST);
    let long_enough = words.clone().filter(outside).count() > SHORTEST;
    let score = if sure && after_report {
        0.7
    } else if sure {
        0.55
    } else {
        0.5
    };
    let fits = article.lexicon.capital_nouns && long_enough && (sure || likely) && !framed.frame.heading;
    fits.then_some(Reported { words, cue: None, speaker: None, form: Form::Konjunktiv, score })
}
