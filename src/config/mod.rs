//! Settings, keys, keymap, theme and project schema, each parsed from text.
//!
//! Everything here takes the text of a file and its name, never the file: the caller reads and says where it read.
//! What cannot be understood is a [`Diagnostic`] with line and caret, and its default stands in.

pub mod colour;
mod diagnostic;
pub mod extractors;
mod fields;
pub mod key;
pub mod keymap;
mod nearest;
pub mod schema;
pub mod settings;
pub mod theme;

pub use colour::{ColorDepth, Colour};
pub use diagnostic::{Checked, Diagnostic, Severity};
pub use extractors::Extractor;
pub use key::{Key, KeyCode, KeyNotationError, Mods};
pub use keymap::{Context, KeyClash, Keymap, Lookup, NextKey};
pub use nearest::nearest;
pub use schema::Schema;
pub use settings::Settings;
pub use theme::{Face, LabelSlot, Theme};
