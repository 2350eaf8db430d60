//! Settings, keys, keymap, theme and project schema, each parsed from text.
