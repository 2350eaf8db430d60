//! The command line, by the real binary: every command, its formats and its exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod cli {
    mod check;
    mod config;
    mod docs;
    mod doctor;
    mod external;
    mod extract;
    mod home;
    mod interop;
    mod keys;
    mod merge;
    mod peers;
    mod play;
    mod readers;
    mod schema;
    mod score;
    mod search;
    mod show;
    mod stats;
    mod usage;
}
