//! The model's weights, read in place.
//!
//! Layout, little-endian: scale (f32), outside (three f32), the [`Transitions`] (f32 each), then the weights of
//! features: [`Buckets`] of [`Entry`]s. All entries are of one width: a look-up is one comparison an entry, and a row
//! is added as a whole.

use super::form::{Class, Form};
use super::lattice::{NEVER, Transitions, factors};
use super::table::Buckets;
use super::tag::{Row, TAGS};

/// Bytes of an entry.
pub const WIDTH: usize = 8;

/// One feature's weights in a word, from the lowest bits up: its mark of 16 bits, the number of its step in a table
/// and a weight of that many steps for each tag, 4 bits each.
///
/// Weights of 4 bits with one step a row cost no score that could be told from chance, and twice as many features
/// fit as with 8 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry(u64);

/// Bits of the mark, and of every other part.
const MARK: u32 = 16;
const PART: u32 = 4;

/// The steps of a row's weights, in steps of the model: each a third more than the one before, so that the greatest
/// weight of any row makes use of its 4 bits.
const STEPS: [i32; 16] = [8, 11, 15, 20, 27, 36, 49, 66, 89, 120, 162, 219, 296, 399, 539, 728];

/// The greatest weight in steps of its row.
const GREATEST: i32 = 7;

/// The greatest weight that a row can have, in steps of the model.
pub const LIMIT: i32 = GREATEST * STEPS[STEPS.len() - 1];

impl Entry {
    /// The entry of the feature with this key and these weights, in steps of the model; greater ones are cut to
    /// [`LIMIT`]. `None` where all are too small to count.
    pub fn new(key: u64, weights: Row<i32>) -> Option<Entry> {
        let greatest = weights.iter().map(|weight| weight.abs()).max().unwrap_or(0);
        let number = STEPS.iter().position(|step| step * GREATEST >= greatest).unwrap_or(STEPS.len() - 1);
        let step = f64::from(*STEPS.get(number)?);
        let parts = weights.map(|weight| (f64::from(weight) / step).round().clamp(-7.0, 7.0) as i64 as u64 & 0xF);
        if parts.iter().all(|&part| part == 0) {
            return None;
        }
        let row = parts.iter().rev().fold(0, |bits, part| bits << PART | part);
        Some(Entry(row << (MARK + PART) | (number as u64) << MARK | u64::from(mark(key))))
    }

    fn is_of(self, mark: u16) -> bool {
        self.0 as u16 == mark
    }

    fn add(self, sums: &mut Row<i32>) {
        let step = STEPS[(self.0 >> MARK) as usize & 0xF];
        for (tag, sum) in sums.iter_mut().enumerate() {
            let above = u64::BITS - MARK - 2 * PART - PART * tag as u32;
            *sum += ((self.0 << above) as i64 >> (u64::BITS - PART)) as i32 * step;
        }
    }

    /// As it stands in the file.
    pub fn to_bytes(self) -> [u8; WIDTH] {
        self.0.to_le_bytes()
    }
}

/// What tells a feature's entry from the others of its bucket: 16 bits of its key.
fn mark(key: u64) -> u16 {
    (key >> 11) as u16
}

/// The trained model.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    /// The weights of two tags in a row.
    pub transitions: Transitions,
    /// The same as factors.
    pub factors: Transitions,
    /// Added to the weight of no name for the best balance of too many and too few mentions, by language (see
    /// [`super::features::language`]).
    pub outside: [f32; 3],
    scale: f32,
    weights: Buckets<'a>,
}

impl<'a> Model<'a> {
    /// The model that `bytes` hold. What is missing counts nothing.
    pub fn new(bytes: &'a [u8]) -> Model<'a> {
        let mut rest = bytes;
        let mut next = || match rest.split_first_chunk::<4>() {
            Some((number, more)) => {
                rest = more;
                f32::from_le_bytes(*number)
            }
            None => 0.0,
        };
        let (scale, outside) = (next(), [next(), next(), next()]);
        let mut transitions: Transitions = [[[NEVER; TAGS]; TAGS]; Class::COUNT];
        for weight in transitions.iter_mut().flatten().flatten() {
            *weight = next();
        }
        Model { factors: factors(&transitions), transitions, outside, scale, weights: Buckets::new(rest) }
    }

    /// Adds the weights of the feature with this key to `sums`, in steps of the model's scale.
    pub fn add(&self, key: u64, sums: &mut Row<i32>) {
        let mark = mark(key);
        let (entries, _) = self.weights.bucket(key).as_chunks::<WIDTH>();
        if let Some(entry) = entries.iter().map(|bytes| Entry(u64::from_le_bytes(*bytes))).find(|it| it.is_of(mark)) {
            entry.add(sums);
        }
    }

    /// Sums in steps of the model's scale as weights.
    pub fn scaled(&self, sums: Row<i32>) -> Row {
        sums.map(|sum| sum as f32 * self.scale)
    }
}

/// The bytes of a model's beginning.
pub fn header(scale: f32, outside: [f32; 3], transitions: &Transitions) -> Vec<u8> {
    let weights = transitions.iter().flatten().flatten();
    [&scale].into_iter().chain(&outside).chain(weights).flat_map(|number| number.to_le_bytes()).collect()
}

/// The sum of a form's weights at one place.
pub fn near(model: &Model<'_>, form: &Form, place: usize) -> Row<i32> {
    let mut sums = [0; TAGS];
    super::features::near(form, place, &mut |key| model.add(key, &mut sums));
    sums
}
