//! The terminal session: raw mode, screen, mouse, keys; the only user of crossterm.
