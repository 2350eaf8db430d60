//! Settings, keys, keymap, theme and project schema, each parsed from text.

pub mod key;
pub mod nearest;
