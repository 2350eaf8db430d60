//! Other tools' formats, on text in memory: what they say becomes annotation sets, and sets become what they read.
//!
//! A reader makes [`foreign::ForeignDocument`]s of a record or file; [`lay::lay`] holds them against a text. A writer
//! makes a record or files of a [`Page`], and counts in [`Losses`] what its format cannot say. [`format::FORMATS`] is
//! the table of all of them.

pub mod brat;
pub mod conll;
pub mod entities;
pub mod foreign;
pub mod format;
pub mod gate;
pub mod inception;
pub mod label_studio;
pub mod lay;
pub mod markdown;
pub mod origin;
pub mod output;
pub mod page;
pub mod quotes;
pub mod records;
pub mod sought;
pub mod stances;
pub mod tables;
pub mod tagging;
pub mod together;
pub mod unit;
pub mod web;

#[cfg(test)]
mod tests;

pub use format::{FORMATS, Format, Hint, Reads, Source, Writes, guess};
pub use page::{Losses, OutFile, Page};
