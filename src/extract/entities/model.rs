//! The model's weights, read in place.
//!
//! Layout, little-endian: scale (f32), outside (three f32), the [`Transitions`] (f32 each), then the weights of
//! features: [`Buckets`] whose entries are the [`mark`] of a feature (u16) and one byte for each tag, in steps of
//! `scale`. All entries are of one width: a look-up is one comparison an entry, and a row is added as a whole.

use super::form::{Class, Form};
use super::lattice::{NEVER, Transitions, factors};
use super::table::Buckets;
use super::tag::{Row, TAGS};

/// Bytes of an entry: its mark and its row.
const WIDTH: usize = 2 + TAGS;

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
        if let Some([_, _, row @ ..]) = entries.iter().find(|[low, high, ..]| [*low, *high] == mark) {
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight as i8);
            }
        }
    }

    /// Sums in steps of the model's scale as weights.
    pub fn scaled(&self, sums: Row<i32>) -> Row {
        sums.map(|sum| sum as f32 * self.scale)
    }
}

/// The bytes that tell a feature's entry from the others of its bucket: 13 bits of its key.
pub fn mark(key: u64) -> [u8; 2] {
    ((key >> 11) as u16 & 0x1FFF).to_le_bytes()
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
