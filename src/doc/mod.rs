//! Documents: one article as immutable text, metadata and blocks.
