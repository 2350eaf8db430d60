//! The layers hold: a module uses only what stands below it, and the pure ones touch nothing outside themselves.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from top to bottom; modules in one row do not use each other.
const LAYERS: &[&[&str]] = &[
    &["main", "train"],
    &["cli"],
    &["shell"],
    &["term", "ui"],
    &["app"],
    &["store"],
    &["interop"],
    &["corpus"],
    &["extract", "config"],
    &["annot", "layout"],
    &["doc"],
    &["text"],
];

/// Modules that may not touch the file system, the clock, the environment, threads or the terminal.
const PURE: &[&str] = &["ui", "app", "interop", "corpus", "extract", "config", "annot", "layout", "doc", "text"];

/// What makes a module impure.
const IMPURE: &[&str] =
    &["std::fs", "std::env", "std::thread", "std::process", "std::io", "Instant::now", "SystemTime", "Timestamp::now"];

/// Longest file that one reads in one sitting, in lines.
const LONGEST: usize = 600;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|ext| ext == "rs") => found.push(path),
            false => {}
        }
    }
    found
}

/// Every source file with its top-level module and its code without comments.
fn modules() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&src)
        .into_iter()
        .filter(|path| {
            !path.ends_with("lib.rs") && !path.ends_with("tests.rs") && !path.iter().any(|part| part == "tests")
        })
        .map(|path| {
            let inside = path.strip_prefix(&src).unwrap();
            let module =
                inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let code = fs::read_to_string(&path).unwrap();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (path, module, code)
        })
        .collect()
}

fn rank(module: &str) -> usize {
    LAYERS.iter().position(|row| row.contains(&module)).unwrap_or_else(|| panic!("module {module} has no layer"))
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for (path, module, code) in modules() {
        for used in code.split("crate::").skip(1).chain(code.split("glossator::").skip(1)) {
            let used: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            let known = LAYERS.iter().flat_map(|row| row.iter()).any(|name| *name == used);
            if known && used != module && rank(&used) <= rank(&module) {
                wrong.push(format!("{}: {module} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn pure_modules_touch_nothing_outside_themselves() {
    let mut wrong = Vec::new();
    for (path, module, code) in modules() {
        if PURE.contains(&module.as_str()) {
            wrong.extend(
                IMPURE.iter().filter(|word| code.contains(*word)).map(|word| format!("{}: {word}", path.display())),
            );
        }
        if module != "term" && code.contains("crossterm") {
            wrong.push(format!("{}: crossterm is only for term", path.display()));
        }
    }
    assert!(wrong.is_empty(), "not pure:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_read_in_one_sitting_and_have_names() {
    let mut wrong = Vec::new();
    for (path, _, _) in modules() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if ["util", "utils", "helper", "helpers", "common", "misc"].contains(&stem) {
            wrong.push(format!("{}: says nothing", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
