//! Readers: bytes of an article become a document.

pub mod language;
pub mod reader;
