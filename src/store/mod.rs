//! Files: finding articles, opening them, sidecar paths, durable writing.
//!
//! The only layer below the shell that touches the file system. [`library::scan`] finds documents and hands out a
//! [`Handle`] for each; [`open::load`] makes a document of one; [`Sidecars`] knows where its annotations are kept and
//! [`annotations::load_sets`] reads them; a [`Writer`] saves them, each save a [`durable::replace_if`].

pub mod adopt;
pub mod annotations;
pub mod catalog;
pub mod check;
pub mod claim;
mod corpus;
pub mod dirs;
pub mod durable;
pub mod journal;
pub mod library;
pub mod merge;
mod natural;
pub mod open;
mod outputs;
mod packed;
mod place;
pub mod project;
pub mod proposals;
pub mod rescue;
pub mod run;
pub mod samples;
pub mod search;
pub mod sessions;
pub mod shelf;
mod sidecar_path;
pub mod sweeps;
pub mod texts;
pub mod trust;
mod vocabulary;
pub mod watch;
mod writer;

pub use place::{Corpus, Fault, Handle, RecordHandle, path_label};
pub use sidecar_path::{Locations, NoSidecar, Sidecars, article_of, document_key, outputs_of};
pub use vocabulary::Vocabulary;
pub use writer::{Contents, Record as SaveRecord, SaveJob, SaveReport, Writer};
