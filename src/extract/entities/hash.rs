//! Hashes of words and features: the keys of the tables that the model is made of.
//!
//! They are part of the model's format: another hash needs the model trained again.

use std::hash::{BuildHasherDefault, Hasher};

/// Odd multiplier with well spread bits (2^64 divided by the golden ratio).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a word: FNV-1a over its bytes, then mixed so that every bit depends on every byte.
pub fn word(form: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    for byte in form.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    finish(hash)
}

/// The hash of two things in this order.
pub fn pair(a: u64, b: u64) -> u64 {
    finish(a.rotate_left(23).wrapping_add(GOLDEN) ^ b)
}

/// Spreads every bit of `hash` over all bits (the finaliser of MurmurHash3, shortened to two rounds).
fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let hash = (hash ^ (hash >> 29)).wrapping_mul(GOLDEN);
    hash ^ (hash >> 32)
}

/// A map under keys.
pub type KeyMap<T> = std::collections::HashMap<u64, T, BuildHasherDefault<KeyHasher>>;

/// A set of keys.
pub type KeySet = std::collections::HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// The hasher of keys, which are hashes already; other things are mixed in byte by byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(GOLDEN);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
