//! Files: finding articles, opening them, sidecar paths, durable writing.
