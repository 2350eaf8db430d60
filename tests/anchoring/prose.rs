//! Articles to be edited: invented prose in which the same names come again and again.

use super::random::Random;

/// The words of one language, and sentences to put them into: `{P}` a person, `{O}` an organisation, `{L}` a place,
/// `{N}` a noun with its article, `{V}` something one does.
pub struct Words {
    pub people: &'static [&'static str],
    pub organisations: &'static [&'static str],
    pub places: &'static [&'static str],
    pub nouns: &'static [&'static str],
    pub doings: &'static [&'static str],
    pub sentences: &'static [&'static str],
    /// What makes sentences of one pattern differ.
    pub fillers: &'static [&'static str],
}

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
