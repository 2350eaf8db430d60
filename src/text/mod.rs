//! Immutable text: spans, offsets, graphemes, width, words, sentences, line breaks.
