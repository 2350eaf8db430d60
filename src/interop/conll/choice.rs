//! Which columns are meant, where the user says so.

use std::str::FromStr;

/// A column, by its number or by the name that the file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Counted from 0.
    At(usize),
    /// As the head or `# global.columns` calls it, case left aside.
    Named(String),
}

/// The columns of the token and of the tags: `token=0,tag=3`, `token=FORM,tag=NER`. `tag` may stand several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The token; found by what the columns hold where it is not told.
    pub token: Option<Which>,
    /// The tags, the outer ones first.
    pub tags: Vec<Which>,
}

/// Highest number of a column.
const LAST: usize = 255;

const USAGE: &str = "write token=0,tag=3, counted from 0, or the names of columns; tag may stand several times";

impl FromStr for ColumnChoice {
    type Err = String;

    fn from_str(words: &str) -> Result<ColumnChoice, String> {
        let mut choice = ColumnChoice { token: None, tags: Vec::new() };
        for word in words.split(',') {
            let (role, column) = word.split_once('=').ok_or(USAGE)?;
            let which = match column.trim() {
                "" => return Err(USAGE.into()),
                column => column.parse().map_or_else(|_| Which::Named(column.to_ascii_uppercase()), Which::At),
            };
            if matches!(which, Which::At(at) if at > LAST) {
                return Err(format!("column {} is more than {LAST}", column.trim()));
            }
            match role.trim() {
                "token" if choice.token.is_none() => choice.token = Some(which),
                "tag" if !choice.tags.contains(&which) => choice.tags.push(which),
                _ => return Err(USAGE.into()),
            }
        }
        if choice.tags.is_empty() || choice.tags.iter().any(|tag| Some(tag) == choice.token.as_ref()) {
            return Err(USAGE.into());
        }
        Ok(choice)
    }
}

impl ColumnChoice {
    /// The numbers of the token's column and of the tags' column, which a written row has.
    ///
    /// # Errors
    /// When columns are named, or there are several for tags: what is written has one, in a place.
    pub fn written(&self) -> Result<(usize, usize), String> {
        match (&self.token, self.tags.as_slice()) {
            (None | Some(Which::At(0)), [Which::At(tag)]) if *tag > 0 => Ok((0, *tag)),
            (Some(Which::At(token)), [Which::At(tag)]) => Ok((*token, *tag)),
            _ => Err("what is written has one column of tags, by number: token=0,tag=3".into()),
        }
    }

    /// The names among them.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.token.iter().chain(&self.tags).filter_map(|which| match which {
            Which::Named(name) => Some(name.as_str()),
            Which::At(_) => None,
        })
    }
}
