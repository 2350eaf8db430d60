//! Wrapping blocks into rows, with a map between bytes and cells.
