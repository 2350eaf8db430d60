//! What single words say about reported speech: classes of words, looked up by form.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use serde::Deserialize;

use super::entities::hash::KeyHasher;
use super::{inflection, language};

/// The words of both languages.
const WORDS: &str = include_str!("../../assets/phrases/reporting.toml");

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Class(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// Numbers of the classes.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number { $($name),* }

        impl Class {
            $($(#[$doc])* pub const $name: Class = Class(1 << Number::$name as u64);)*

            /// The class that the key of a word list names.
            fn of_key(key: &str) -> Option<Class> {
                match key {
                    $($key => Some(Class::$name),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    /// A verb that introduces what was said.
    SAY = "say",
    /// A verb that introduces what is thought.
    THINK = "think",
    /// A verb that introduces what is wanted or promised.
    DEMAND = "demand",
    /// A verb that judges.
    JUDGE = "judge",
    /// A verb whose subject is for its object.
    FAVOR = "favor",
    /// A verb whose subject is for what "für" or "for" introduces.
    FAVOR_FOR = "favor_for",
    /// A verb whose subject is against its object.
    AGAINST = "against",
    /// A verb whose subject is against what "vor", "of" or "about" introduces.
    AGAINST_OF = "against_of",
    /// A verb whose subject is against what "gegen" or "against" introduces.
    AGAINST_AGAINST = "against_against",
    /// A German verb that may have left its particle.
    SPLIT = "split",
    /// A particle that may have left its verb.
    PARTICLE = "particle",
    /// A finite verb form, or one that may be.
    FINITE = "finite",
    /// A past participle, or a form that may be.
    PARTICIPLE = "participle",
    /// A noun of saying: "Angaben", "statement".
    SAY_NOUN = "say_noun",
    /// A preposition of saying: "laut", "zufolge".
    LAUT = "laut",
    /// "according", which "to" must follow.
    ACCORDING = "according",
    /// "so" and "demnach".
    SO = "so",
    /// What opens a subordinate clause of content: "dass", "that".
    COMPLEMENT = "complement",
    /// A question word.
    WH = "wh",
    /// A pronoun of the first person.
    FIRST = "first",
    /// A pronoun of the second person.
    SECOND = "second",
    /// A personal pronoun that may stand for a speaker.
    THIRD = "third",
    /// "es" and "it".
    ES = "es",
    /// An article or the like that may open a subject.
    NOMINATIVE = "nominative",
    /// A German article or the like that can open no subject.
    OBLIQUE = "oblique",
    /// A possessive.
    POSSESSIVE = "possessive",
    /// A relative pronoun.
    RELATIVE = "relative",
    /// A preposition.
    PREPOSITION = "preposition",
    /// The preposition of agents.
    VON = "von",
    /// A form of the verb that makes passives.
    PASSIVE = "passive",
    /// An auxiliary verb.
    AUXILIARY = "auxiliary",
    /// A conjunction between main clauses.
    CONJUNCTION = "conjunction",
    /// A reflexive pronoun.
    REFLEXIVE = "reflexive",
    /// A negation.
    NEGATION = "negation",
    /// A form of address or title before a name.
    HONORIFIC = "honorific",
    /// A word for a time.
    TIME = "time",
    /// An adverb that may stand between a verb and its subject.
    ADVERB = "adverb",
    /// "selbst".
    SELF = "self",
    /// "man", "someone": somebody, but nobody in particular.
    SOMEONE = "someone",
    /// A noun before a title or name in quotation marks.
    TITLE_NOUN = "title_noun",
    /// "so-called" and the like.
    SO_CALLED = "so_called",
    /// A noun for somebody who may speak.
    ROLE = "role",
    /// A form of Konjunktiv I.
    KONJUNKTIV1 = "konjunktiv1",
    /// A form of Konjunktiv II, or an English modal of reported speech.
    KONJUNKTIV2 = "konjunktiv2",
}

impl Class {
    /// No class.
    pub const NONE: Class = Class(0);

    /// The verbs by which speech, thought or will is reported.
    pub const REPORTING: Class = Class(Class::SAY.0 | Class::THINK.0 | Class::DEMAND.0);

    /// Both sets together.
    pub const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Whether the two share a class.
    pub const fn has(self, any: Class) -> bool {
        self.0 & any.0 != 0
    }
}

/// The word classes of one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Whether the language writes nouns with a capital.
    pub capital_nouns: bool,
    forms: HashMap<Box<str>, Class, BuildHasherDefault<KeyHasher>>,
    /// Ends of compounds, by their last two bytes.
    endings: HashMap<[u8; 2], Vec<(Box<str>, Class)>>,
}

/// Longest word that is looked up, in bytes.
const LONGEST: usize = 48;

/// Shortest compound that is looked up by its end, in bytes.
const SHORTEST_COMPOUND: usize = 6;

impl Lexicon {
    /// The lexicon for a BCP 47 tag: German, English, or an empty one. Read once, when first asked for.
    pub fn of(language: Option<&str>) -> &'static Lexicon {
        static LEXICONS: OnceLock<[Lexicon; 3]> = OnceLock::new();
        let lexicons = LEXICONS.get_or_init(|| {
            let asset: Asset = toml::from_str(WORDS).unwrap_or_default();
            [Lexicon::german(&asset.de), Lexicon::english(&asset.en), Lexicon::default()]
        });
        language::choose(language, lexicons)
    }

    fn german(words: &Words) -> Lexicon {
        let mut lexicon = Lexicon { capital_nouns: true, ..Lexicon::default() };
        lexicon.add_words(words);
        for (class, entry) in words.verbs() {
            inflection::german(entry, &mut |form, shape| lexicon.add(form, meaning(class, shape)));
        }
        for infinitive in words.words.get("konjunktiv1_of").into_iter().flat_map(|list| list.split_whitespace()) {
            if let Some(form) = infinitive.strip_suffix('n') {
                lexicon.add(form, Class::KONJUNKTIV1);
            }
        }
        lexicon
    }

    fn english(words: &Words) -> Lexicon {
        let mut lexicon = Lexicon::default();
        lexicon.add_words(words);
        for (class, entry) in words.verbs() {
            inflection::english(entry, &mut |form, shape| lexicon.add(form, meaning(class, shape)));
        }
        lexicon
    }

    fn add_words(&mut self, words: &Words) {
        for (key, list) in &words.words {
            let Some(class) = Class::of_key(key) else { continue };
            for word in list.split_whitespace() {
                match (word.strip_prefix('-'), word.as_bytes().last_chunk::<2>()) {
                    (Some(end), Some(last)) => self.endings.entry(*last).or_default().push((end.into(), class)),
                    _ => self.add(word, class),
                }
            }
        }
    }

    fn add(&mut self, form: &str, class: Class) {
        match self.forms.get_mut(form) {
            Some(known) => *known = known.or(class),
            None => _ = self.forms.insert(form.into(), class),
        }
    }

    /// The classes of `word` as it stands inside a sentence; of a word that `opens` one, also those of its small form.
    pub fn class(&self, word: &str, opens: bool) -> Class {
        if word.len() > LONGEST || self.forms.is_empty() {
            return Class::NONE;
        }
        let mut class = self.forms.get(word).copied().unwrap_or_default();
        let capital = word.starts_with(|c: char| c.is_uppercase());
        if capital && (opens || !self.capital_nouns) {
            class = class.or(self.small(word));
        }
        if word.len() >= SHORTEST_COMPOUND && (capital || !self.capital_nouns) {
            class = class.or(self.compound(word));
        }
        class
    }

    /// The classes of a particle and the verb form that it left, together: "mit" and "teilte".
    pub fn joined(&self, particle: &str, verb: &str) -> Class {
        let mut buffer = [0; 2 * LONGEST];
        let Some(joined) = buffer.get_mut(..particle.len() + verb.len()) else { return Class::NONE };
        let (head, tail) = joined.split_at_mut(particle.len());
        head.copy_from_slice(particle.as_bytes());
        tail.copy_from_slice(verb.as_bytes());
        std::str::from_utf8(joined).ok().and_then(|form| self.forms.get(form)).copied().unwrap_or_default()
    }

    /// The classes of `word` in small letters.
    fn small(&self, word: &str) -> Class {
        let mut buffer = [0; 2 * LONGEST];
        let mut end = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            let Some(room) = buffer.get_mut(end..end + c.len_utf8()) else { return Class::NONE };
            end += c.encode_utf8(room).len();
        }
        let small = buffer.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok());
        small.and_then(|form| self.forms.get(form)).copied().unwrap_or_default()
    }

    /// The classes of what a compound ends in: "Außenministerin", "BKA-Präsident".
    fn compound(&self, word: &str) -> Class {
        if let Some((_, last)) = word.rsplit_once('-').filter(|(_, last)| !last.is_empty()) {
            return self.forms.get(last).copied().unwrap_or_default().or(self.compound(last));
        }
        let Some(endings) = word.as_bytes().last_chunk::<2>().and_then(|last| self.endings.get(last)) else {
            return Class::NONE;
        };
        let fitting = endings.iter().filter(|(end, _)| word.len() > end.len() + 2 && word.ends_with(&**end));
        fitting.fold(Class::NONE, |class, (_, more)| class.or(*more))
    }
}

/// The classes of a form of a verb of `class`: one that lacks its particle, or the particle, reports nothing alone.
fn meaning(class: Class, shape: Class) -> Class {
    if shape.has(Class::SPLIT.or(Class::PARTICLE)) { shape } else { class.or(shape) }
}

/// `assets/phrases/reporting.toml`.
#[derive(Default, Deserialize)]
struct Asset {
    de: Words,
    en: Words,
}

#[derive(Default, Deserialize)]
struct Words {
    verbs: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

impl Words {
    /// Every entry of the verb lists with its class.
    fn verbs(&self) -> impl Iterator<Item = (Class, &str)> {
        let lists = self.verbs.iter().filter_map(|(key, list)| Some((Class::of_key(key)?, list)));
        lists.flat_map(|(class, list)| list.split_whitespace().map(move |entry| (class, entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_classes() {
        let (de, en) = (Lexicon::of(Some("de-AT")), Lexicon::of(Some("en")));
        for (lexicon, word, opens, class) in [
            (de, "sagte", false, Class::SAY.or(Class::FINITE)),
            (de, "Laut", true, Class::LAUT),
            (de, "mitgeteilt", false, Class::PARTICIPLE),
            (de, "teilte", false, Class::SPLIT),
            (de, "mitteilte", false, Class::SAY),
            (de, "rief", false, Class::SAY),
            (de, "Außenministerin", false, Class::ROLE),
            (de, "Wochenzeitung", false, Class::TITLE_NOUN),
            (de, "komme", false, Class::KONJUNKTIV1),
            (de, "forderte", false, Class::DEMAND),
            (en, "denied", false, Class::SAY.or(Class::FINITE)),
            (en, "announces", false, Class::SAY),
            (en, "According", true, Class::NONE),
            (en, "President", false, Class::ROLE),
        ] {
            let found = lexicon.class(word, opens);
            assert!(class == Class::NONE || found.has(class), "{word}: {found:?}");
        }
        assert!(de.joined("mit", "teilte").has(Class::SAY) && !de.joined("um", "teilte").has(Class::SAY));
        assert!(!de.class("Angaben", false).has(Class::SAY), "a noun is no verb");
        assert_eq!(Lexicon::of(Some("fr")).class("sagte", false), Class::NONE);
    }
}
