//! How long a large corpus takes: finding, listing, going from document to document, searching, choosing.
//!
//! Each figure stands beside a floor or a peer that was measured in the same run on the same files. `cargo bench --bench
//! corpus` takes 5,000 articles and 50 MB of records, with `GLOSS_BENCH_FULL=1` 100,000 and 5 GB. `-- --json` prints the
//! table as JSON. The corpus is made in the folder for temporary files (`TMPDIR`) and taken away again.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod generate;
mod rows;
mod table;

use std::path::PathBuf;

/// How large the corpus is.
struct Size {
    files: usize,
    bytes: u64,
    titles: usize,
}

impl Size {
    fn wanted() -> Size {
        match std::env::var_os("GLOSS_BENCH_FULL") {
            Some(_) => Size { files: 100_000, bytes: 5_000_000_000, titles: 100_000 },
            None => Size { files: 5_000, bytes: 50_000_000, titles: 100_000 },
        }
    }
}

/// Seed of the corpus.
const SEED: u64 = 2016;

/// Every fifth document has a sidecar.
const SHARE: usize = 5;

/// Where everything is.
struct Stage {
    folder: tempfile::TempDir,
    size: Size,
    records: usize,
}

impl Stage {
    fn made(size: Size) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let mut stage = Stage { folder, size, records: 0 };
        generate::folders(&stage.articles(), SEED, stage.size.files, SHARE).unwrap();
        stage.records = generate::json_lines(&stage.lines(), SEED, stage.size.bytes).unwrap();
        stage
    }

    fn articles(&self) -> PathBuf {
        self.folder.path().join("articles")
    }

    fn lines(&self) -> PathBuf {
        self.folder.path().join("records.jsonl")
    }

    /// A folder for what the program keeps.
    fn kept(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let stage = Stage::made(Size::wanted());
    let table = table::Table(vec![
        rows::list(&stage),
        rows::first(&stage),
        rows::records(&stage),
        rows::memory(&stage),
        rows::jump(&stage),
        rows::switch(&stage),
        rows::catalog(&stage),
        rows::search(&stage),
        rows::picker(&stage),
    ]);
    if json { table.print_json() } else { table.print() }
}
