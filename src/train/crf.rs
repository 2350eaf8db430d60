//! Training of the conditional random field: AdaGrad (Duchi, Hazan & Singer 2011) over sentences in random order,
//! with features left out at random, and the average of the weights of the later steps.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use glossator::extract::entities::features::FOREIGN;
use glossator::extract::entities::form::Class;
use glossator::extract::entities::lattice::{Beliefs, NEVER, Transitions, constrained, factors};
use glossator::extract::entities::lexicon::Lexicon;
use glossator::extract::entities::model;
use glossator::extract::entities::reading::Forms;
use glossator::extract::entities::tag::{Row, TAGS};

use crate::data::Example;
use crate::pack;
use crate::random::Random;

/// What training depends on beside its data.
#[derive(Debug, Clone)]
pub struct Settings {
    pub epochs: usize,
    /// Epochs after the weights were cut to the budget.
    pub polish: usize,
    pub rate: f32,
    /// How much the number of its places adds to what a feature matters.
    pub power: f32,
    /// How many of 256 features are left out.
    pub dropout: u8,
    /// For how many of 256 tokens what is rare is left out, as if the word had never been seen.
    pub rare: u8,
    /// How often a feature must be seen.
    pub least: u8,
    /// Bytes of the features' rows.
    pub budget: usize,
    /// Added to the weight of no name, by language: unknown, German, English.
    pub outside: [f32; 3],
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            epochs: 6,
            polish: 2,
            rate: 0.1,
            power: 0.5,
            dropout: 96,
            rare: 80,
            least: 2,
            budget: 3_950_000,
            outside: [1.0, -1.0, -0.2],
            seed: 1,
        }
    }
}

/// A hasher for keys that are hashes.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

type Numbers = HashMap<u64, u32, BuildHasherDefault<Same>>;

struct Sentence {
    classes: Vec<Class>,
    allowed: Vec<u16>,
    /// Features of all tokens; those of token i end at `ends[i]`.
    features: Vec<u32>,
    ends: Vec<usize>,
}

impl Sentence {
    fn features(&self, at: usize) -> &[u32] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.features[from..self.ends[at]]
    }
}

struct Trainer {
    settings: Settings,
    sentences: Vec<Sentence>,
    keys: Vec<u64>,
    counts: Vec<u32>,
    weights: Vec<Row>,
    squares: Vec<Row>,
    /// Sums of changes times the step they were made in, for the average.
    sums: Vec<Row>,
    transitions: Transitions,
    transition_squares: Transitions,
    transition_sums: Transitions,
    step: f32,
    random: Random,
}

/// Trains on `examples` and returns the bytes of the model.
pub fn train(examples: &[&Example], lexicon: &Lexicon<'_>, settings: &Settings) -> Vec<u8> {
    let mut trainer = Trainer::new(examples, lexicon, settings.clone());
    let (epochs, polish) = (settings.epochs, settings.polish);
    trainer.run(epochs, 1);
    let mut kept = trainer.cut();
    if polish > 0 {
        trainer.keep(kept);
        trainer.run(polish, 0);
        kept = trainer.cut();
    }
    trainer.bytes(kept)
}

impl Trainer {
    fn new(examples: &[&Example], lexicon: &Lexicon<'_>, settings: Settings) -> Trainer {
        // Every tenth sentence hides its language, so that the model can do without.
        let languages = examples.iter().enumerate().map(|(at, one)| if at % 10 == 0 { FOREIGN } else { one.language });
        let tagged: Vec<_> = languages
            .zip(examples)
            .flat_map(|(language, example)| example.tagged().into_iter().map(move |one| (language, one)))
            .collect();
        let mut forms = Forms::default();
        let read: Vec<_> = tagged
            .iter()
            .map(|(language, tagged)| forms.sentence(tagged.tokens.iter().copied(), *language, lexicon))
            .collect();
        // How often each feature is seen, roughly: two may share a counter.
        let mut seen = vec![0u8; 1 << 27];
        let slot = |key: u64| (key >> 37) as usize;
        for sentence in &read {
            forms.features(sentence, &mut |_, key| seen[slot(key)] = seen[slot(key)].saturating_add(1));
        }
        let mut numbers = Numbers::default();
        let (mut keys, mut counts) = (Vec::new(), Vec::new());
        let mut sentences = Vec::new();
        for (sentence, (_, tagged)) in read.iter().zip(&tagged) {
            let mut features = Vec::new();
            let mut ends = vec![0; tagged.tokens.len()];
            forms.features(sentence, &mut |at, key| {
                if seen[slot(key)] >= settings.least {
                    let number = *numbers.entry(key).or_insert_with(|| {
                        keys.push(key);
                        counts.push(0);
                        keys.len() as u32 - 1
                    });
                    counts[number as usize] += 1;
                    features.push(number);
                }
                ends[at] = features.len();
            });
            let allowed = tagged.allowed.clone();
            sentences.push(Sentence { classes: forms.classes(sentence), allowed, features, ends });
        }
        eprintln!("{} sentences, {} features", sentences.len(), keys.len());
        let count = keys.len();
        Trainer {
            random: Random(settings.seed),
            settings,
            sentences,
            keys,
            counts,
            weights: vec![[0.0; TAGS]; count],
            squares: vec![[0.0; TAGS]; count],
            sums: vec![[0.0; TAGS]; count],
            transitions: constrained([[[0.0; TAGS]; TAGS]; Class::COUNT]),
            transition_squares: [[[0.0; TAGS]; TAGS]; Class::COUNT],
            transition_sums: [[[0.0; TAGS]; TAGS]; Class::COUNT],
            step: 0.0,
        }
    }

    /// Goes through the sentences `epochs` times and leaves the average of the weights from epoch `from` on.
    fn run(&mut self, epochs: usize, from: usize) {
        let mut order: Vec<usize> = (0..self.sentences.len()).collect();
        for epoch in 0..epochs {
            if epoch <= from {
                self.step = 0.0;
                self.sums.fill([0.0; TAGS]);
                self.transition_sums = [[[0.0; TAGS]; TAGS]; Class::COUNT];
            }
            self.random.shuffle(&mut order);
            let started = std::time::Instant::now();
            let loss: f64 = order.iter().map(|&index| f64::from(self.learn(index))).sum();
            eprintln!("epoch {} loss {:.4} {:.1?}", epoch + 1, loss / order.len() as f64, started.elapsed());
        }
        let steps = self.step.max(1.0);
        for (row, sums) in self.weights.iter_mut().zip(&self.sums) {
            for (weight, sum) in row.iter_mut().zip(sums) {
                *weight -= sum / steps;
            }
        }
        let (weights, sums) =
            (self.transitions.iter_mut().flatten().flatten(), self.transition_sums.iter().flatten().flatten());
        for (weight, sum) in weights.zip(sums) {
            *weight -= sum / steps;
        }
    }

    /// One step: how far the gold tags are from what the model believes, put right a little. Returns the loss.
    fn learn(&mut self, index: usize) -> f32 {
        let Trainer { settings, sentences, counts, weights, squares, sums, transitions, random, step, .. } = self;
        let sentence = &sentences[index];
        let keep = 256.0 / (256.0 - f32::from(settings.dropout));
        let mut active: Vec<u32> = Vec::with_capacity(sentence.features.len());
        let mut ends = Vec::with_capacity(sentence.ends.len());
        let (mut bytes, mut left) = (0u64, 0);
        let mut emissions: Vec<Row> = Vec::with_capacity(sentence.ends.len());
        for at in 0..sentence.ends.len() {
            let mut emission = [0.0; TAGS];
            let chance = random.next();
            let common = if chance as u8 >= settings.rare { 0 } else { 2 << (chance >> 8 & 7) };
            for &feature in sentence.features(at) {
                if left == 0 {
                    (bytes, left) = (random.next(), 8);
                }
                let is_kept = bytes as u8 >= settings.dropout;
                (bytes, left) = (bytes >> 8, left - 1);
                if is_kept && counts[feature as usize] >= common {
                    active.push(feature);
                    for (sum, weight) in emission.iter_mut().zip(&weights[feature as usize]) {
                        *sum += weight;
                    }
                }
            }
            ends.push(active.len());
            emissions.push(emission.map(|sum| sum * keep));
        }
        let factors = factors(transitions);
        let free = Beliefs::of(&factors, &sentence.classes, &emissions, 0.0);
        let mut masked = emissions.clone();
        for (row, allowed) in masked.iter_mut().zip(&sentence.allowed) {
            for (tag, weight) in row.iter_mut().enumerate() {
                if allowed & (1 << tag) == 0 {
                    *weight = NEVER;
                }
            }
        }
        let gold = Beliefs::of(&factors, &sentence.classes, &masked, 0.0);
        *step += 1.0;
        let mut loss = 0.0;
        let mut from = 0;
        for (at, &end) in ends.iter().enumerate() {
            let (believed, wanted) = (free.tags(at), gold.tags(at));
            let wrong: Row = std::array::from_fn(|tag| believed[tag] - wanted[tag]);
            loss += wrong.iter().map(|x| x.abs()).sum::<f32>() / 2.0;
            if wrong.iter().any(|x| x.abs() > 1e-3) {
                for &feature in &active[from..end] {
                    let feature = feature as usize;
                    let rows = weights[feature].iter_mut().zip(&mut squares[feature]).zip(&mut sums[feature]);
                    for (((weight, square), sum), wrong) in rows.zip(&wrong) {
                        let slope = wrong * keep;
                        *square += slope * slope;
                        let change = settings.rate * slope / (square.sqrt() + 1e-6);
                        *weight -= change;
                        *sum -= change * *step;
                    }
                }
            }
            from = end;
        }
        self.learn_transitions(index, &factors, &free, &gold);
        loss
    }

    fn learn_transitions(&mut self, index: usize, factors: &Transitions, free: &Beliefs, gold: &Beliefs) {
        let mut slopes: Transitions = [[[0.0; TAGS]; TAGS]; Class::COUNT];
        for (at, &class) in self.sentences[index].classes.iter().enumerate() {
            let slopes = &mut slopes[class as usize];
            free.pairs(factors, class, at, |before, tag, belief| slopes[before][tag] += belief);
            gold.pairs(factors, class, at, |before, tag, belief| slopes[before][tag] -= belief);
        }
        let all = self.transitions.iter_mut().flatten().flatten();
        let squares = self.transition_squares.iter_mut().flatten().flatten();
        let sums = self.transition_sums.iter_mut().flatten().flatten();
        for (((weight, square), sum), slope) in all.zip(squares).zip(sums).zip(slopes.iter().flatten().flatten()) {
            if slope.abs() > 1e-6 && *weight > NEVER {
                *square += slope * slope;
                let change = self.settings.rate * slope / (square.sqrt() + 1e-6);
                *weight -= change;
                *sum -= change * self.step;
            }
        }
    }

    /// How much the weights of a feature matter: the size of the greatest, and how often they are asked for.
    fn matters(&self, feature: usize, row: &Row) -> f32 {
        let greatest = row.iter().fold(0.0f32, |most, weight| most.max(weight.abs()));
        greatest * (self.counts[feature] as f32).powf(self.settings.power)
    }

    /// The least importance of a feature, so that the model fits its budget.
    fn cut(&self) -> f32 {
        let mut worth: Vec<f32> = self.weights.iter().enumerate().map(|(at, row)| self.matters(at, row)).collect();
        worth.sort_by(|one, other| other.total_cmp(one));
        let least = worth.get(self.settings.budget / model::WIDTH).copied().unwrap_or(0.0);
        let kept = worth.iter().filter(|&&worth| worth > least).count();
        eprintln!("kept {kept} of {} features, least importance {least:.3}", self.keys.len());
        least
    }

    /// Forgets the features that matter no more than `least`.
    fn keep(&mut self, least: f32) {
        let matters = |(feature, row): (usize, &Row)| self.matters(feature, row) > least;
        let kept: Vec<bool> = self.weights.iter().enumerate().map(matters).collect();
        for (row, _) in self.weights.iter_mut().zip(&kept).filter(|(_, kept)| !**kept) {
            *row = [0.0; TAGS];
        }
        for sentence in &mut self.sentences {
            let mut features = Vec::new();
            let mut from = 0;
            for end in &mut sentence.ends {
                features.extend(sentence.features[from..*end].iter().filter(|&&feature| kept[feature as usize]));
                from = *end;
                *end = features.len();
            }
            sentence.features = features;
        }
    }

    /// The step of the model: the greatest weight is as many as an entry can hold.
    fn scale(&self) -> f32 {
        self.weights.iter().flatten().fold(0.0f32, |most, weight| most.max(weight.abs())).min(4.0) / model::LIMIT as f32
    }

    fn bytes(&self, least: f32) -> Vec<u8> {
        let scale = self.scale();
        let rows: Vec<(u64, Row<i32>)> = self
            .keys
            .iter()
            .zip(&self.weights)
            .enumerate()
            .filter(|(feature, (_, row))| self.matters(*feature, row) > least)
            .map(|(_, (&key, row))| (key, row.map(|weight| (weight / scale).round() as i32)))
            .collect();
        let mut bytes = model::header(scale, self.settings.outside, &self.transitions);
        bytes.extend(pack::weights(&rows));
        bytes
    }
}
