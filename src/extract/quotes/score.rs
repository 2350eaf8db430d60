//! Speech or not: a linear score that tells what somebody said from titles, names and scare quotes.
//!
//! The weights below were set by reasoning. Those in use are fitted to the articles in `assets/model/quotes/`, which
//! were written for it, and held near the reasoned ones where the articles say little.

use std::sync::OnceLock;

/// The weights in use: a feature and its weight in logits on each line.
const FITTED: &str = include_str!("../../../assets/model/quotes/weights.txt");

/// What is looked at in something that stands in quotation marks. The names are used by the trainer and in the reasons.
macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $weight:literal),* $(,)?) => {
        /// Something that holds or not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($(#[$doc])* $name),* }

        impl Feature {
            /// The names, in order.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];
        }

        /// The weight of each feature by reasoning, in logits.
        const REASONED: [f32; Feature::NAMES.len()] = [$($weight),*];
    };
}

features! {
    /// Always.
    Always = -1.6,
    /// It has one word.
    OneWord = -1.2,
    /// It has two words.
    TwoWords = -0.6,
    /// It has three words.
    ThreeWords = -0.2,
    /// It has four or five words.
    FourWords = 0.5,
    /// It has six to nine words.
    SixWords = 1.3,
    /// It has ten words or more.
    TenWords = 2.2,
    /// It ends in a full stop, question or exclamation mark.
    EndsInStop = 1.6,
    /// It ends in a comma, as in American print.
    EndsInComma = 1.5,
    /// It begins with a small letter.
    BeginsSmall = 0.9,
    /// Somebody says I or we in it.
    FirstPerson = 1.2,
    /// Somebody is spoken to in it.
    SecondPerson = 0.6,
    /// It has a finite verb.
    HasVerb = 0.7,
    /// A cue stands right behind it.
    CueBehind = 2.2,
    /// A colon stands before it.
    ColonBefore = 1.8,
    /// A verb of saying stands before it in the sentence.
    SaidBefore = 0.8,
    /// A verb of saying stands behind it in the sentence.
    SaidAfter = 0.8,
    /// A verb that judges stands in the sentence.
    Judged = 0.9,
    /// A verb that judges stands in the sentence, and "als" or an article before it: "nannte das einen".
    CalledSo = 0.8,
    /// It stands in a reported sentence.
    InReported = 0.5,
    /// A verb of thinking or demanding stands in the sentence.
    Thought = 0.6,
    /// "laut" or the like stands in the sentence.
    SourceNamed = 0.8,
    /// A word such as "film" or "club" stands before it.
    TitleNoun = -1.8,
    /// "so-called" stands before it.
    SoCalled = -1.8,
    /// An article stands before it.
    ArticleBefore = -0.3,
    /// A preposition stands before it.
    PrepositionBefore = 0.0,
    /// A hyphen or noun follows it at once.
    NounBehind = -1.2,
    /// It is a name.
    IsName = -1.0,
    /// All its words but the little ones have capitals.
    Capitals = -0.8,
    /// It is set as a paragraph of its own.
    IsBlock = 1.5,
    /// Nothing else stands in its sentence.
    StandsAlone = 1.0,
    /// It stands inside another.
    IsNested = -0.5,
    /// It stands in single marks.
    SingleMarks = -0.4,
    /// The same words stand in marks elsewhere.
    Repeated = -0.7,
    /// It stands in brackets.
    InBrackets = -0.6,
    /// It stands in a heading.
    InHeading = -0.2,
    /// A third of its words or more are little ones.
    LittleWords = 0.4,
    /// Speech stands right before it.
    SpeechBefore = 0.5,
    /// It has a number.
    HasNumber = -0.2,
    /// It is short, begins with a small letter, and a cue stands in the sentence.
    ShortWithCue = 0.5,
    /// It is short, begins with a capital, and no cue stands in the sentence.
    ShortWithoutCue = -0.5,
}

/// The weights in use.
fn weights() -> &'static [f32; Feature::NAMES.len()] {
    static WEIGHTS: OnceLock<[f32; Feature::NAMES.len()]> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut weights = REASONED;
        for (name, weight) in FITTED.lines().filter_map(|line| line.split_once(' ')) {
            let slot = Feature::NAMES.iter().position(|known| *known == name).and_then(|at| weights.get_mut(at));
            if let (Some(slot), Ok(weight)) = (slot, weight.parse()) {
                *slot = weight;
            }
        }
        weights
    })
}

/// The features that something has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features(u64);

impl Features {
    /// The weights by reasoning, which the trainer starts from.
    pub const REASONED: [f32; Feature::NAMES.len()] = REASONED;

    /// Notes whether `feature` holds.
    pub(super) fn set(&mut self, feature: Feature, holds: bool) {
        if holds {
            self.0 |= 1 << feature as u64;
        }
    }

    /// How likely it is speech, 0 to 1.
    pub fn score(self) -> f32 {
        let logit: f32 = self.indices().filter_map(|index| weights().get(index)).sum();
        1.0 / (1.0 + (-logit).exp())
    }

    /// The numbers of the features that hold.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..Feature::NAMES.len()).filter(move |index| self.0 >> index & 1 == 1)
    }

    /// The names of the features that hold.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.indices().filter_map(|index| Feature::NAMES.get(index).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_has_its_feature() {
        let names: Vec<&str> = FITTED.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names, Feature::NAMES);
        assert!(Feature::NAMES.len() <= 64);
    }
}
