//! Forms of verbs, made from their infinitives.

use super::lexicon::Class;

/// German prefixes that stay with their verb and keep "ge-" away.
const KEEPS: &[&str] = &["be", "emp", "ent", "er", "ge", "miss", "ver", "wider", "unter", "zer", "über"];

/// Gives the forms of a German verb to `add`, with what each is. `entry` is an infinitive, or infinitive, third person
/// present, past and participle between slashes; a bar parts a particle: `an|geben/gibt/gab/angegeben`.
pub(super) fn german(entry: &str, add: &mut impl FnMut(&str, Class)) {
    let (particle, verb) = entry.split_once('|').unwrap_or(("", entry));
    let mut parts = verb.split('/');
    let infinitive = parts.next().unwrap_or_default();
    let stem = infinitive.strip_suffix("en").or_else(|| infinitive.strip_suffix('n')).unwrap_or(infinitive);
    // "antwortet", "regnet": a sound that t would swallow.
    let link = if stem.ends_with(['t', 'd']) || stem.ends_with("chn") { "e" } else { "" };
    let (present, past, participle) = match (parts.next(), parts.next(), parts.next()) {
        (Some(present), Some(past), Some(participle)) => (present.into(), past.into(), participle.into()),
        _ => {
            let present = format!("{stem}{link}t");
            let bare = infinitive.ends_with("ieren") || KEEPS.iter().any(|prefix| stem.starts_with(prefix));
            let participle = if bare { format!("{particle}{present}") } else { format!("{particle}ge{present}") };
            (present, format!("{stem}{link}te"), participle)
        }
    };
    let past_plural = if past.ends_with("te") { format!("{past}n") } else { format!("{past}en") };
    let reporting = format!("{stem}e");
    for (form, shape) in [
        (infinitive, Class::FINITE),
        (present.as_str(), Class::FINITE),
        (past.as_str(), Class::FINITE),
        (past_plural.as_str(), Class::FINITE),
        (reporting.as_str(), Class::FINITE.or(Class::KONJUNKTIV1)),
    ] {
        if !particle.is_empty() {
            // Without its particle the form says nothing yet.
            add(form, Class::SPLIT);
        }
        add(&format!("{particle}{form}"), shape);
    }
    if !particle.is_empty() {
        add(particle, Class::PARTICLE);
        add(&format!("{particle}zu{infinitive}"), Class::NONE);
    }
    add(&participle, Class::PARTICIPLE);
}

/// Gives the forms of an English verb to `add`, with what each is. `entry` is an infinitive, or infinitive, third
/// person, past and participle between slashes.
pub(super) fn english(entry: &str, add: &mut impl FnMut(&str, Class)) {
    let mut parts = entry.split('/');
    let infinitive = parts.next().unwrap_or_default();
    let (third, past, participle) = match (parts.next(), parts.next(), parts.next()) {
        (Some(third), Some(past), Some(participle)) => (third.into(), past.into(), participle.into()),
        _ => {
            let (third, past) = regular(infinitive);
            (third, past.clone(), past)
        }
    };
    let stem = infinitive.strip_suffix('e').unwrap_or(infinitive);
    add(infinitive, Class::FINITE);
    add(&third, Class::FINITE);
    add(&past, Class::FINITE);
    add(&participle, Class::PARTICIPLE);
    add(&format!("{stem}ing"), Class::NONE);
}

/// The third person and the past of a regular English verb.
fn regular(infinitive: &str) -> (String, String) {
    let vowel_before = infinitive.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    match infinitive {
        verb if verb.ends_with('e') => (format!("{verb}s"), format!("{verb}d")),
        verb if verb.ends_with('y') && !vowel_before => {
            let stem = verb.strip_suffix('y').unwrap_or(verb);
            (format!("{stem}ies"), format!("{stem}ied"))
        }
        verb if verb.ends_with("sh") || verb.ends_with("ch") || verb.ends_with('s') => {
            (format!("{verb}es"), format!("{verb}ed"))
        }
        verb => (format!("{verb}s"), format!("{verb}ed")),
    }
}
