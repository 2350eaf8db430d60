//! Readers: bytes of an article become a document. Recognisers: a document becomes proposals.

pub mod dates;
pub mod entities;
mod extraction;
mod inflection;
pub mod language;
pub mod lexicon;
mod line;
pub mod memory;
pub mod mention;
pub mod quotes;
pub mod reader;
pub mod stances;
pub mod token;

pub use extraction::{BUILTIN, Extraction, MEMORY, Options, QUOTE, extract, extract_from, rounded};
