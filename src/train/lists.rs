//! The table of names: places, first and last names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use glossator::extract::entities::hash;
use glossator::extract::entities::lexicon::{LONGEST_PHRASE, flag, phrase_key};

use crate::pack;

/// Reads the lists of the data folder and lays out their table.
pub fn build(data: &Path) -> Result<Vec<u8>> {
    let mut names: BTreeMap<u64, [u8; 1]> = BTreeMap::new();
    let mut add = |key: u64, flag: u8| {
        let [flags] = names.entry(key).or_default();
        *flags |= flag;
    };
    for (file, single) in [("loc", flag::PLACE), ("first", flag::FIRST), ("last", flag::LAST)] {
        let path = data.join("lists").join(file).with_extension("txt");
        let content = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for name in content.lines() {
            let words: Vec<u64> = name.split_whitespace().map(hash::word).collect();
            match words.as_slice() {
                [word] if name.chars().count() > 1 => add(*word, single),
                [first, rest @ ..] if !rest.is_empty() && rest.len() < LONGEST_PHRASE && file == "loc" => {
                    add(*first, flag::OPENS_PHRASE);
                    add(rest.iter().fold(*first, |key, &next| phrase_key(key, next)), flag::PHRASE);
                }
                _ => {}
            }
        }
    }
    Ok(pack::table(&names))
}
