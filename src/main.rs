//! The `gloss` program.

fn main() {}
