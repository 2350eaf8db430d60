//! Static hash tables read in place from bytes: no parsing, no allocation.
//!
//! Layout, little-endian: `bits` (u32), then 2^bits + 1 offsets (u32) of buckets in the entries behind them. A key
//! belongs to the bucket its highest `bits` bits name; an entry tells keys of a bucket apart by lower bits of the
//! key, so a key that was never put in is taken for another with a small chance only.

/// A table of entries of `width` bytes: two bytes of the key, then the value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Table<'a> {
    buckets: Buckets<'a>,
    width: usize,
}

impl<'a> Table<'a> {
    /// The table that `bytes` hold, with values of `value` bytes; nothing is read yet.
    pub fn new(bytes: &'a [u8], value: usize) -> Table<'a> {
        Table { buckets: Buckets::new(bytes), width: 2 + value }
    }

    /// The value of `key`, if it was put in.
    pub fn get(&self, key: u64) -> Option<&'a [u8]> {
        let mark = mark(key);
        self.buckets.bucket(key).chunks_exact(self.width).find_map(|entry| {
            let (found, value) = entry.split_first_chunk::<2>()?;
            (*found == mark).then_some(value)
        })
    }
}

/// The two bytes of `key` that an entry holds.
pub fn mark(key: u64) -> [u8; 2] {
    (key as u16).to_le_bytes()
}

/// The bucket index of a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Buckets<'a> {
    offsets: &'a [u8],
    entries: &'a [u8],
    bits: u32,
}

impl<'a> Buckets<'a> {
    /// The index that `bytes` begin with; empty where they hold none.
    pub fn new(bytes: &'a [u8]) -> Buckets<'a> {
        let Some((bits, rest)) = bytes.split_first_chunk::<4>() else { return Buckets::default() };
        let bits = u32::from_le_bytes(*bits).clamp(1, 24);
        match rest.split_at_checked(((1 << bits) + 1) * 4) {
            Some((offsets, entries)) => Buckets { offsets, entries, bits },
            None => Buckets::default(),
        }
    }

    /// The entries of the bucket that `key` belongs to.
    pub fn bucket(&self, key: u64) -> &'a [u8] {
        if self.bits == 0 {
            return &[];
        }
        let at = bucket_of(key, self.bits) * 4;
        let offset = |at: usize| self.offsets.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        let (Some(from), Some(to)) = (offset(at), offset(at + 4)) else { return &[] };
        self.entries.get(u32::from_le_bytes(from) as usize..u32::from_le_bytes(to) as usize).unwrap_or_default()
    }
}

/// The number of the bucket of `key` among 2^`bits`.
pub fn bucket_of(key: u64, bits: u32) -> usize {
    (key >> (64 - bits)) as usize
}
