//! `train-quotes`: measures the recogniser of quotations on annotated articles.

#![allow(clippy::indexing_slicing)]

mod fit;
mod gold;
mod measure;
mod names;
// The other trainer uses more of it.
#[allow(dead_code)]
#[path = "../random.rs"]
mod random;

use std::path::Path;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, path, rest @ ..] = arguments.as_slice() else {
        bail!(
            "usage: train-quotes measure ARTICLES.jsonl|FOLDER [--lists FOLDER] [--errors direct|indirect|speaker]\n       train-quotes fit FOLDER"
        );
    };
    let option = |name: &str| rest.iter().position(|word| word == name).and_then(|at| rest.get(at + 1));
    match command.as_str() {
        "measure" => {
            let names = option("--lists").map(|folder| names::Names::read(Path::new(folder))).transpose()?;
            let path = Path::new(path);
            let articles = if path.is_dir() { gold::own(path)? } else { gold::news(path)? };
            measure::run(&articles, names.as_ref(), option("--errors").map_or("", |what| what))
        }
        "fit" => {
            let folder = Path::new(path);
            Ok(std::fs::write(folder.join("weights.txt"), fit::run(&gold::own(folder)?))?)
        }
        _ => bail!("{command}: no such command"),
    }
}
