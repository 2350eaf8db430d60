//! The corpus as a whole: what is known of each document in short, the query language, places in many documents.

pub mod concordance;
pub mod day;
pub mod listing;
pub mod query;
pub mod seek;
pub mod sieve;
pub mod stats;
pub mod summary;
