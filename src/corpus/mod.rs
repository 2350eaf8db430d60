//! The corpus as a whole: places in many documents.

pub mod concordance;
pub mod sieve;
