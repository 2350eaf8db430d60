//! What the commands do, one module for each group of the table.

pub(super) mod annotate;
pub(super) mod concordance;
pub(super) mod documents;
pub(super) mod entities;
pub(super) mod extract;
pub(super) mod go;
pub(super) mod notes;
pub(super) mod onward;
pub(super) mod panel;
pub(super) mod program;
pub(super) mod review;
pub(super) mod roster;
pub(super) mod search;
pub(super) mod select;
pub mod session;
pub(super) mod settle;
pub(super) mod stance;
pub mod sweep;
pub(super) mod unsettled;

mod target;
