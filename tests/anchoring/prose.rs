//! Articles to be edited: invented prose in German and English in which the same names come again and again.

use super::random::Random;

/// The words of one language, and sentences to put them into: `{P}` a person, `{O}` an organisation, `{L}` a place,
/// `{N}` a noun with its article, `{V}` something one does.
pub struct Words {
    people: &'static [&'static str],
    organisations: &'static [&'static str],
    places: &'static [&'static str],
    nouns: &'static [&'static str],
    doings: &'static [&'static str],
    sentences: &'static [&'static str],
    /// What makes sentences of one pattern differ.
    fillers: &'static [&'static str],
}

pub const GERMAN: Words = Words {
    people: &[
        "Änne Großmann",
        "Großmann",
        "Jörg Küstner",
        "Küstner",
        "Ines Öhler",
        "Öhler",
        "Karl-Heinz Fäßler",
        "Tamm",
    ],
    organisations: &[
        "Nordkamm AG",
        "SPD",
        "CDU",
        "Stiller Wald",
        "Landesamt für Gewässer",
        "Reederei Böhm & Söhne",
        "EU",
    ],
    places: &["Köln", "Passau", "Übersee", "Freistadt", "Neu-Ulm", "Linz", "Mühlviertel", "Ems"],
    nouns: &[
        "der Ausbau der Trasse",
        "die Fähre",
        "das Gutachten",
        "der Streit um die Brücke",
        "die Abstimmung",
        "ein zweiter Entwurf",
        "die Kürzung der Zuschüsse",
        "das alte Schöpfwerk",
        "der Vertrag",
        "die Rückkehr der Störche",
    ],
    doings: &[
        "bleibt umstritten",
        "kostet mehr als geplant",
        "kommt erst im Frühjahr",
        "wird noch einmal geprüft",
        "ist seit Jahren überfällig",
        "hat viele überrascht",
        "stößt auf Widerstand",
        "lässt sich nicht länger aufschieben",
    ],
    sentences: &[
        "{P} sagte in {L}, {N} {V}.",
        "„{N} {V}“, erklärte {P} am Montag.",
        "Nach Angaben von {O} {V} {N}, obwohl {P} davor gewarnt hatte.",
        "In {L} {V} {N}, und auch {O} sieht das so.",
        "{P} wies das zurück – man habe mit {O} nie darüber gesprochen.",
        "Dass {N} {V}, glaubt in {L} kaum noch jemand.",
        "{O} und {O} wollen im Herbst darüber beraten, ob {P} recht behält.",
        "Wer durch {L} geht, hört vor allem eines: {N} {V}.",
        "„Wir müssen reden“, so {P}, „denn {N} {V}.“",
        "Von {P} war dazu zunächst nichts zu hören; {O} verwies auf {L}.",
        "{P}, zuletzt Gast bei {O}, kennt {L} seit der Kindheit.",
        "Es geht um viel Geld.",
        "Am Ende entschied die Mehrheit anders, als {P} es erwartet hatte.",
    ],
    fillers: &[
        "gestern",
        "offenbar",
        "laut einem Brief",
        "zum dritten Mal",
        "trotz allem",
        "seit 2019",
        "nach kurzer Pause",
        "hinter verschlossenen Türen",
        "wie erwartet",
        "für viele",
        "aus Vorsicht",
        "am Rande",
        "im Übrigen",
        "bislang",
        "gegen Mittag",
        "mit 84 Stimmen",
        "unter Protest",
        "ohne Begründung",
        "vor allem nachts",
        "fast unbemerkt",
    ],
};

pub const ENGLISH: Words = Words {
    people: &["Helen Marsh", "Marsh", "Tobias Kerr", "Kerr", "Dr. Imani Okoye", "Okoye", "René Café", "Lo"],
    organisations: &["Harrow Water", "UN", "the Seed Library", "Velmark Rail", "Port Authority", "NGO Clear Skies"],
    places: &["Ardania", "Geneva", "Harrow Dam", "Port Lorne", "East Velmark", "Sarn", "Rye"],
    nouns: &[
        "the treaty",
        "the night train",
        "a third reservoir",
        "the vote on the dam",
        "the old harbour wall",
        "the missing ledger",
        "a map of the wells",
        "the price of seed",
    ],
    doings: &[
        "is still disputed",
        "will cost more than planned",
        "has been put off again",
        "came as a surprise",
        "won’t be ready before spring",
        "needs a second look",
        "is long overdue",
        "divides the coast",
    ],
    sentences: &[
        "{P} said in {L} that {N} {V}.",
        "“{N} {V},” {P} told reporters on Monday.",
        "According to {O}, {N} {V}, although {P} had warned against it.",
        "In {L} {N} {V}, and {O} agrees.",
        "{P} rejected this — nobody had ever spoken to {O} about it.",
        "Hardly anybody in {L} believes that {N} {V}.",
        "{O} and {O} will meet in autumn to see whether {P} was right.",
        "Walk through {L} and you hear one thing: {N} {V}.",
        "“We need to talk,” said {P}, “because {N} {V}.”",
        "{P} could not be reached; {O} pointed to {L}.",
        "{P}, a guest of {O} last year, has known {L} since childhood.",
        "Much money is at stake.",
        "In the end the majority decided otherwise than {P} had expected.",
    ],
    fillers: &[
        "yesterday",
        "it seems",
        "according to a letter",
        "for the third time",
        "in spite of all",
        "since 2019",
        "after a short break",
        "behind closed doors",
        "as expected",
        "for many",
        "out of caution",
        "so far",
        "at noon",
        "with 84 votes",
        "under protest",
        "without giving reasons",
        "mostly by night",
        "almost unnoticed",
        "at last",
    ],
};

impl Words {
    /// One sentence, with its full stop.
    pub fn sentence(&self, random: &mut Random) -> String {
        let mut sentence = String::new();
        let mut rest = *random.pick(self.sentences);
        while let Some((before, after)) = rest.split_once('{') {
            let (kind, tail) = after.split_once('}').unwrap();
            let list = match kind {
                "P" => self.people,
                "O" => self.organisations,
                "L" => self.places,
                "N" => self.nouns,
                _ => self.doings,
            };
            sentence.push_str(before);
            sentence.push_str(list[random.below(list.len())]);
            rest = tail;
        }
        sentence.push_str(rest);
        for _ in 0..random.within(1, 3) {
            let gaps: Vec<usize> = sentence.match_indices(' ').map(|(at, _)| at).collect();
            let at = gaps[random.below(gaps.len())];
            let small = sentence[at + 1..].starts_with(|c: char| c.is_lowercase());
            if small {
                sentence.insert_str(at, &format!(" {}", random.pick(self.fillers)));
            }
        }
        let first = sentence.chars().find(|c| c.is_alphabetic()).unwrap();
        sentence.replacen(first, &first.to_uppercase().to_string(), 1)
    }

    /// A sentence that has no three words in a row with `other` in common: not the same one reworded.
    pub fn other_sentence(&self, other: &str, random: &mut Random) -> String {
        let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        let old = words(other);
        loop {
            let sentence = self.sentence(random);
            if !words(&sentence).windows(3).any(|three| old.windows(3).any(|old| old == three)) {
                return sentence;
            }
        }
    }

    /// A title and paragraphs, about `chars` code points.
    pub fn article(&self, chars: usize, random: &mut Random) -> String {
        let mut article = format!("{}\n", self.sentence(random).trim_end_matches('.'));
        while article.chars().count() < chars {
            // An article does not say the same twice.
            let mut paragraph: Vec<String> = (0..random.within(2, 6)).map(|_| self.sentence(random)).collect();
            paragraph.retain(|sentence| !article.contains(sentence));
            paragraph.dedup();
            article.push('\n');
            article.push_str(&paragraph.join(" "));
            article.push('\n');
        }
        article
    }

    /// A word to put in a sentence, other than `own`.
    pub fn word_but(&self, own: &str, random: &mut Random) -> &'static str {
        loop {
            let word = self.word(random);
            if word != own {
                return word;
            }
        }
    }

    fn word(&self, random: &mut Random) -> &'static str {
        let list = if random.chance(0.5) { self.nouns } else { self.doings };
        let phrase = list[random.below(list.len())];
        let words: Vec<&str> = phrase.split(' ').collect();
        words[random.below(words.len())]
    }
}
