//! Readers: bytes of an article become a document.
