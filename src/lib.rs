#![doc = include_str!("ARCHITECTURE.md")]

pub mod annot;
pub mod app;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod doc;
pub mod extract;
pub mod interop;
pub mod layout;
pub mod shell;
pub mod store;
pub mod term;
pub mod text;
pub mod ui;
