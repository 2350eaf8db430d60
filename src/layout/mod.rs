//! Wrapping blocks into rows, with a map between bytes and cells.
//!
//! A block is laid out by itself ([`lay_out`]) and remembered ([`LayoutCache`]); [`Scroller`] strings the blocks
//! together to one endless scroll without ever counting all its rows, so the end of a long document costs what its
//! start costs. [`runs`] splits a row where highlights begin and end.
//!
//! All columns are cells from the left edge of the measure; all bytes are offsets in the document's text.

mod block;
mod cache;
mod fill;
mod row;
mod run;
mod scroll;
mod shape;
mod spacing;

pub use block::{BlockLayout, lay_out};
pub use cache::LayoutCache;
pub use row::{Glyph, GlyphKind, Row};
pub use run::{Run, runs};
pub use scroll::{Place, Scroller, VisibleRow};
pub use spacing::{gap_after, is_hidden};

/// How text is set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Measure {
    /// Width of the text in cells, indents included. Zero is taken as one.
    pub width: u16,
}

#[cfg(test)]
mod tests;
