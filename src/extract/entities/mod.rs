//! Entities: persons, places, organisations and other names, recognised without a network by one model for German
//! and English.

pub mod features;
pub mod form;
pub mod hash;
pub mod lattice;
pub mod lexicon;
pub mod model;
pub mod reading;
pub mod table;
pub mod tag;
