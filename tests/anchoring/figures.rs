//! Counting.

use std::fmt;
use std::ops::{AddAssign, Range};

use glossator::annot::anchor::{Outcome, Passage, anchor};
use glossator::text::{CodePoint, Text};

use super::edits::{Draft, Kind, decomposed};
use super::prose::Words;
use super::random::Random;
use super::truth::{Fate, Verdict, fate, judge};
use super::vocabulary::{ENGLISH, GERMAN, REPORT_ENGLISH, REPORT_GERMAN};

/// Code points that a sidecar notes beside a quote that is not unique.
const CONTEXT: usize = 32;

/// What became of passages in one kind of edit.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    pub survived: usize,
    pub right: usize,
    pub moved: usize,
    pub fuzzy: usize,
    pub orphaned: usize,
    pub wrong: usize,
    pub deleted: usize,
    pub reanchored: usize,
    pub either: usize,
}

impl Figures {
    pub const HEADER: &str = "edit       survived    right    share exact+moved    fuzzy orphaned    wrong    share  deleted reanch.    share   either";

    pub fn right_share(&self) -> f64 {
        share(self.right, self.survived, 1.0)
    }

    pub fn wrong_share(&self) -> f64 {
        share(self.wrong, self.survived, 0.0)
    }

    pub fn reanchored_share(&self) -> f64 {
        share(self.reanchored, self.deleted, 0.0)
    }

    fn count(&mut self, fate: &Fate, outcome: &Outcome, verdict: Verdict) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Orphaned => self.orphaned += 1,
            Verdict::Wrong => self.wrong += 1,
            Verdict::Reanchored => self.reanchored += 1,
            Verdict::Either => self.either += 1,
            Verdict::Lost => {}
        }
        if verdict == Verdict::Either {
            return;
        }
        match (fate, outcome) {
            (Fate::Deleted, _) => self.deleted += 1,
            (_, Outcome::Exact(_) | Outcome::Moved(_)) => self.moved += 1,
            (_, Outcome::Fuzzy { .. }) => self.fuzzy += 1,
            _ => {}
        }
        self.survived += usize::from(matches!(fate, Fate::Survived(_)));
    }
}

fn share(part: usize, whole: usize, none: f64) -> f64 {
    if whole == 0 { none } else { part as f64 / whole as f64 }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Figures) {
        self.survived += other.survived;
        self.right += other.right;
        self.moved += other.moved;
        self.fuzzy += other.fuzzy;
        self.orphaned += other.orphaned;
        self.wrong += other.wrong;
        self.deleted += other.deleted;
        self.reanchored += other.reanchored;
        self.either += other.either;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| format!("{:.3}%", share * 100.0);
        write!(
            f,
            "{:>8} {:>8} {:>8} {:>11} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7} {:>8} {:>8}",
            self.survived,
            self.right,
            percent(self.right_share()),
            self.moved,
            self.fuzzy,
            self.orphaned,
            self.wrong,
            percent(self.wrong_share()),
            self.deleted,
            self.reanchored,
            percent(self.reanchored_share()),
            self.either,
        )
    }
}

/// Articles and the numbers by which they are invented, annotated and edited.
pub struct Set {
    seed: u64,
    words: [&'static Words; 2],
    samples: &'static [&'static str],
}

/// What thresholds may be chosen by.
pub const DEVELOPMENT: Set = Set {
    seed: 1,
    words: [&GERMAN, &ENGLISH],
    samples: &[
        include_str!("../../assets/samples/02-stromtrasse.txt"),
        include_str!("../../assets/samples/03-river-talks.txt"),
        include_str!("../../assets/samples/05-hansekogge.txt"),
        include_str!("../../assets/samples/04-night-trains.md"),
        include_str!("../../assets/samples/07-harrow-dam.txt"),
        include_str!("../../assets/samples/01-tour.md"),
    ],
};

/// Other words, texts and numbers, by which no threshold was chosen.
pub const REPORT: Set = Set {
    seed: 7_000_000,
    words: [&REPORT_GERMAN, &REPORT_ENGLISH],
    samples: &[
        include_str!("../../assets/samples/06-signs-and-scripts.txt"),
        include_str!("../../assets/samples/08-seed-library.html"),
    ],
};

impl Set {
    /// Edits `rounds` articles in every way; `others` instead of those of the set, where there are any.
    pub fn measure(&self, rounds: usize, old_text: bool, others: &[String]) -> Vec<(Kind, Figures)> {
        let figures = |kind| {
            let mut figures = Figures::default();
            for round in 0..rounds {
                let mut random = Random::new(self.seed + round as u64 * 31);
                let words = self.words[round % 2];
                let article = match others.get(round % others.len().max(1)) {
                    Some(other) => other.clone(),
                    None => self.article(round, words, &mut random),
                };
                let article = if kind == Kind::Nfc { decomposed(&article) } else { article };
                figures += edit(kind, &article, words, old_text, &mut random);
            }
            (kind, figures)
        };
        Kind::ALL.into_iter().map(figures).collect()
    }

    /// An invented article, every third time one that comes with the program.
    fn article(&self, round: usize, words: &Words, random: &mut Random) -> String {
        let chars = random.within(1_500, 5_000);
        match round % 3 {
            2 => self.samples[round / 3 % self.samples.len()].to_owned(),
            _ => words.article(chars, random),
        }
    }
}

fn edit(kind: Kind, article: &str, words: &Words, old_text: bool, random: &mut Random) -> Figures {
    let old = Text::new(article);
    let places = annotate(article, random);
    let passages: Vec<Passage> = places.iter().map(|parts| passage(&old, parts, old_text)).collect();
    let mut draft = Draft::new(article, words);
    draft.edit(kind, random);
    let new = draft.text();

    let outcomes = anchor(&new, old_text.then_some(&old), &passages);
    let mut figures = Figures::default();
    for (parts, outcome) in places.iter().zip(&outcomes) {
        let fate = fate(&draft, parts);
        let verdict = judge(&fate, outcome, &new, !old_text && has_twin(&fate, &new));
        figures.count(&fate, outcome, verdict);
    }
    figures
}

/// Names (words that begin with a capital), phrases, and now and then a passage in two parts; in code points.
fn annotate(article: &str, random: &mut Random) -> Vec<Vec<Range<usize>>> {
    let chars: Vec<char> = article.chars().collect();
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let inside = c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
        match words.last_mut() {
            Some(word) if inside && word.end == at => word.end += 1,
            _ if inside => words.push(at..at + 1),
            _ => {}
        }
    }
    let dense = *random.pick(&[0.08, 0.4, 0.9]);
    let mut places = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while words.get(end).is_some_and(|word| chars[word.start].is_uppercase()) {
            end += 1;
        }
        if end > at && random.chance(dense) {
            places.push(vec![words[at].start..words[end - 1].end]);
        }
        at = end.max(at + 1);
    }
    for _ in 0..random.within(2, 10) {
        let first = random.below(words.len());
        let last = (first + random.within(2, 14)).min(words.len() - 1);
        let parts = match random.chance(0.15) && last > first + 2 {
            true => vec![words[first].start..words[first + 1].end, words[last - 1].start..words[last].end],
            false => vec![words[first].start..words[last].end],
        };
        places.push(parts);
    }
    places
}

/// The passage as a sidecar has it; context is noted only where the quote is not unique.
fn passage(old: &Text, parts: &[Range<usize>], old_text: bool) -> Passage<'static> {
    let slice = |start: usize, end: usize| {
        let end = end.min(old.code_points());
        old.slice(old.to_span(CodePoint(start), CodePoint(end)).unwrap()).to_owned()
    };
    let quotes: Vec<String> = parts.iter().map(|part| slice(part.start, part.end)).collect();
    let repeated = quotes.iter().any(|quote| old.as_str().matches(quote.as_str()).nth(1).is_some());
    let noted = |text: String| (repeated && !old_text).then_some(text.into());
    let (start, end) = (parts[0].start, parts[parts.len() - 1].end);
    Passage {
        parts: parts.iter().map(|part| (CodePoint(part.start), CodePoint(part.end))).collect(),
        quote: quotes.join(" ").into(),
        before: noted(slice(start.saturating_sub(CONTEXT), start)),
        after: noted(slice(end, end + CONTEXT)),
    }
}

/// Whether the same words stand in the same surroundings twice, so that the old text alone could tell them apart.
fn has_twin(fate: &Fate, new: &Text) -> bool {
    let Fate::Survived(parts) = fate else { return false };
    let (start, end) = (parts[0].range.start, parts[parts.len() - 1].range.end);
    let (start, end) = (start.saturating_sub(CONTEXT), (end + CONTEXT).min(new.code_points()));
    let Some(span) = new.to_span(CodePoint(start), CodePoint(end)) else { return false };
    new.as_str().matches(new.slice(span)).nth(1).is_some()
}
