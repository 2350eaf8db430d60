//! Settings, keys, keymap, theme and project schema, each parsed from text.
//!
//! Everything here takes the text of a file and its name, never the file: the caller reads and says where it read.
//! What cannot be understood is a [`Diagnostic`] with line and caret, and its default stands in.

pub mod colour;
mod diagnostic;
mod fields;
pub mod key;
mod nearest;
pub mod schema;
pub mod settings;
pub mod theme;

pub use diagnostic::{Checked, Diagnostic, Severity};
pub use nearest::nearest;
