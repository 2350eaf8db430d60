//! Writing the tables that the library reads in place.

use std::collections::BTreeMap;

use glossator::extract::entities::model::Entry;
use glossator::extract::entities::table::{bucket_of, mark};
use glossator::extract::entities::tag::Row;

/// Entries in a bucket, on average.
const FILL: usize = 8;

fn bits(entries: usize) -> u32 {
    (entries / FILL).max(2).next_power_of_two().trailing_zeros()
}

/// Lays out buckets of entries, each with its key.
fn buckets(entries: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let bits = bits(entries.len());
    let mut sorted: Vec<&(u64, Vec<u8>)> = entries.iter().collect();
    sorted.sort();
    let mut offsets = vec![0u32];
    let mut body = Vec::new();
    let mut rest = sorted.into_iter().peekable();
    for bucket in 0..1usize << bits {
        while let Some((_, entry)) = rest.next_if(|(key, _)| bucket_of(*key, bits) == bucket) {
            body.extend_from_slice(entry);
        }
        offsets.push(body.len() as u32);
    }
    let mut bytes = bits.to_le_bytes().to_vec();
    bytes.extend(offsets.iter().flat_map(|offset| offset.to_le_bytes()));
    bytes.extend(body);
    bytes
}

/// A table of values of one width.
pub fn table<const N: usize>(entries: &BTreeMap<u64, [u8; N]>) -> Vec<u8> {
    let entries: Vec<(u64, Vec<u8>)> =
        entries.iter().map(|(&key, value)| (key, [mark(key).as_slice(), value].concat())).collect();
    buckets(&entries)
}

/// The weights of features, in steps of the model.
pub fn weights(rows: &[(u64, Row<i32>)]) -> Vec<u8> {
    let entries = rows.iter().filter_map(|(key, row)| Some((*key, Entry::new(*key, *row)?.to_bytes().to_vec())));
    buckets(&entries.collect::<Vec<_>>())
}
