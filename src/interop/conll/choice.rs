//! Columns that the user names: `token=0,tag=3`.

use std::str::FromStr;

/// Which columns hold what, where it is not to be found out: `token=0,tag=3`, `token=FORM,tag=NER,lemma=LEMMA`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice(Vec<(Role, Column)>);

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Token,
    Tag,
    /// The number of the token in its sentence.
    Index,
    /// An attribute of the mention that begins there.
    Attr(String),
}

/// A column: by number from 0, or by the name that the file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    At(usize),
    Named(String),
}

/// What stands in a column that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The token.
    Token,
    /// Its tag.
    Tag,
    /// Its number in the sentence, from 1.
    Index,
    /// Nothing.
    Empty,
}

impl FromStr for ColumnChoice {
    type Err = String;

    fn from_str(choice: &str) -> Result<ColumnChoice, String> {
        let mut found: Vec<(Role, Column)> = Vec::new();
        for part in choice.split(',') {
            let (role, column) = part
                .split_once('=')
                .map(|(role, column)| (role.trim(), column.trim()))
                .filter(|(role, column)| !role.is_empty() && !column.is_empty())
                .ok_or_else(|| format!("{part:?} is no column; write for example token=0,tag=3"))?;
            let role = match role {
                "token" => Role::Token,
                "tag" => Role::Tag,
                "index" => Role::Index,
                other => Role::Attr(other.to_owned()),
            };
            if role != Role::Tag && found.iter().any(|(other, _)| *other == role) {
                return Err(format!("{part:?} is there twice; only tags may stand in several columns"));
            }
            found.push((role, column.parse().map_or_else(|_| Column::Named(column.to_owned()), Column::At)));
        }
        Ok(ColumnChoice(found))
    }
}

impl ColumnChoice {
    /// Whether a row names all the columns that are chosen by name, and one is.
    pub(super) fn is_named_by(&self, row: &[&str]) -> bool {
        let mut names = self.0.iter().filter_map(|(_, column)| match column {
            Column::Named(name) => Some(name),
            Column::At(_) => None,
        });
        let has = |name: &String| row.iter().any(|cell| cell.trim().eq_ignore_ascii_case(name));
        names.next().is_some_and(has) && names.all(has)
    }

    /// Where the chosen columns are among `count`, of which the file names these.
    ///
    /// # Errors
    /// When a column is not there.
    pub(super) fn places(&self, names: &[String], count: usize) -> Result<Places, String> {
        let mut places = Places::default();
        for (role, column) in &self.0 {
            let at = match column {
                Column::At(at) if *at < count => *at,
                Column::At(at) => return Err(format!("has no column {at}: there are {count}, counted from 0")),
                Column::Named(name) => {
                    let is = |other: &String| other.eq_ignore_ascii_case(name);
                    names.iter().position(is).ok_or_else(|| match names.is_empty() {
                        true => format!("does not name its columns, so there is no {name:?}; count them from 0"),
                        false => format!("has no column {name:?}; there are {}", names.join(", ")),
                    })?
                }
            };
            match role {
                Role::Token => places.token = Some(at),
                Role::Index => places.index = Some(at),
                Role::Tag => places.tags.push(at),
                Role::Attr(name) => places.attrs.push((name.clone(), at)),
            }
        }
        Ok(places)
    }

    /// What is written in each column.
    ///
    /// # Errors
    /// When token or tag are missing, or what is chosen cannot be written.
    pub fn cells(&self) -> Result<Vec<Cell>, String> {
        let mut cells: Vec<Cell> = Vec::new();
        for (role, column) in &self.0 {
            let cell = match role {
                Role::Token => Cell::Token,
                Role::Tag => Cell::Tag,
                Role::Index => Cell::Index,
                Role::Attr(name) => return Err(format!("{name} is not written; token, tag and index are")),
            };
            let at = match column {
                // So many that nobody means it would fill the memory.
                Column::At(at) if *at < 100 => *at,
                Column::At(at) => return Err(format!("column {at} is too far to the right; 99 is the last")),
                Column::Named(name) => return Err(format!("{name}: columns are written by number, from 0")),
            };
            cells.resize(cells.len().max(at + 1), Cell::Empty);
            if cells.contains(&cell) {
                return Err(format!("column {at}: tags are written once"));
            }
            match cells.get_mut(at) {
                Some(free @ Cell::Empty) => *free = cell,
                _ => return Err(format!("column {at} cannot hold two things")),
            }
        }
        match cells.contains(&Cell::Token) && cells.contains(&Cell::Tag) {
            true => Ok(cells),
            false => Err("token and tag need a column each: token=0,tag=3".into()),
        }
    }
}

/// Where the chosen columns are.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub token: Option<usize>,
    pub index: Option<usize>,
    pub tags: Vec<usize>,
    pub attrs: Vec<(String, usize)>,
}
