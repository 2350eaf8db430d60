//! Stories of users: keys go into the real application without a terminal, a readable screen and a sidecar come out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod annotating;
mod commands;
mod concordance;
mod corpus;
mod corrections;
mod entities;
mod extractors;
mod finding;
mod harness;
mod labelling;
mod projects;
mod properties;
mod proposals;
mod recognising;
mod reopening;
mod reviewing;
mod roster;
mod saving;
mod scripts;
mod sessions;
mod sidecars;
mod stances;
mod sweeping;
mod tour;
mod travelling;
