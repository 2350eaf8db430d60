//! The model's weights, read in place.
//!
//! Layout, little-endian: scale (f32), outside (three f32), the [`Transitions`] (f32 each), then the weights of features:
//! [`Buckets`] whose entries are a head of three bytes (11 bits say which tags have a weight, the others are bits
//! of the feature's hash) and one byte for each of those tags, in steps of `scale`.

use super::form::{Class, Form};
use super::lattice::{NEVER, Transitions, factors};
use super::table::Buckets;
use super::tag::{Row, TAGS};

/// Bits of an entry's head that say which tags have a weight.
const TAG_MASK: u32 = (1 << TAGS) - 1;

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
        let mut rest = self.weights.bucket(key);
        while let Some(([a, b, c], more)) = rest.split_first_chunk::<3>() {
            let head = u32::from_le_bytes([*a, *b, *c, 0]);
            let (found, mut tags) = (head & !TAG_MASK, head & TAG_MASK);
            let Some((weights, more)) = more.split_at_checked(tags.count_ones() as usize) else { return };
            if found == head_of(key) {
                for &weight in weights {
                    if let Some(sum) = sums.get_mut(tags.trailing_zeros() as usize) {
                        *sum += i32::from(weight as i8);
                    }
                    tags &= tags - 1;
                }
                return;
            }
            rest = more;
        }
    }

    /// Sums in steps of the model's scale as weights.
    pub fn scaled(&self, sums: Row<i32>) -> Row {
        sums.map(|sum| sum as f32 * self.scale)
    }
}

/// The bits of a feature's key that stand in the head of its entry.
pub fn head_of(key: u64) -> u32 {
    (key as u32) & 0xFF_FFFF & !TAG_MASK
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
