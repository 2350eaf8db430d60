//! Readers: bytes of an article become a document. Recognisers: a document becomes proposals.

pub mod entities;
pub mod language;
pub mod mention;
pub mod reader;
pub mod token;
