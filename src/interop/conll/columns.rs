//! Which column of a CoNLL file holds what.

use super::super::format::Hint;
use super::choice::{ColumnChoice, Which};

/// The columns of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    /// Whether tabs stand between cells; blanks otherwise.
    pub tabs: bool,
    /// How many there are in most rows.
    pub count: usize,
    /// The token.
    pub token: usize,
    /// The number of the token in its sentence.
    pub index: Option<usize>,
    /// Tags of mentions, the outer ones first.
    pub tags: Vec<usize>,
    /// Where it stands whether a blank follows.
    pub misc: Option<usize>,
    /// What else is told of a mention, by name.
    pub attrs: Vec<(String, usize)>,
    /// Whether the first row names the columns.
    pub head: bool,
    /// Whether the user said which columns hold tags: then a word without a place is a tag, too.
    pub told: bool,
}

/// The cells of a line. A blank of another kind than U+0020 may be a token.
pub(super) fn cells(line: &str, tabs: bool) -> Vec<&str> {
    match tabs {
        true => line.split('\t').collect(),
        false => line.split(' ').filter(|cell| !cell.is_empty()).collect(),
    }
}

/// Labels of phrases: the chunks of CoNLL-2003 have tags as mentions do.
const PHRASES: [&str; 13] =
    ["NP", "VP", "PP", "ADVP", "SBAR", "ADJP", "PRT", "CONJP", "INTJ", "LST", "UCP", "NC", "VC"];

/// The tags of a cell: several, with blanks or bars between, or one.
pub(super) fn tags_of(cell: &str) -> Vec<&str> {
    let tags: Vec<&str> = cell.split([' ', '|']).filter(|tag| !tag.is_empty()).collect();
    // A label may have such a letter, too.
    if tags.iter().all(|tag| is_one(tag)) { tags } else { vec![cell] }
}

fn is_one(tag: &str) -> bool {
    matches!(tag, "O" | "_" | "-") || split(tag).is_some()
}

/// Place and label of a tag.
pub(super) fn split(tag: &str) -> Option<(&str, &str)> {
    let (place, label) = tag.split_once(['-', '_'])?;
    (matches!(place, "B" | "I" | "E" | "L" | "S" | "U" | "M") && !label.is_empty()).then_some((place, label))
}

/// Whether a cell holds a tag, or says that there is none.
pub(super) fn is_tag(cell: &str) -> bool {
    let tags = tags_of(cell);
    !tags.is_empty() && tags.into_iter().all(is_one)
}

/// The columns of a file of which these are the lines without comments.
///
/// # Errors
/// When there are no rows, no column holds tags, or there is no column that is `told`.
pub(super) fn columns(rows: &[&str], named: Option<&str>, told: Option<&ColumnChoice>) -> Result<Columns, String> {
    let tabs = rows.iter().filter(|row| row.contains('\t')).count() * 2 > rows.len();
    let table: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, tabs)).collect();
    let mut counts: Vec<usize> = table.iter().map(Vec::len).collect();
    counts.sort_unstable();
    // The count in the middle: a few rows are always broken.
    let count = counts.get(counts.len() / 2).copied().ok_or("there are no tokens")?;
    let first = table.first().map(Vec::as_slice).unwrap_or_default();
    let is_name = |cell: &&str| ["TOKEN", "FORM", "WORD"].iter().any(|name| cell.eq_ignore_ascii_case(name));
    let mut wanted = told.into_iter().flat_map(ColumnChoice::names);
    let is_wanted = wanted.any(|name| first.iter().any(|it| it.eq_ignore_ascii_case(name)));
    let head = named.is_none() && first.len() > 1 && (first.first().is_some_and(is_name) || is_wanted);
    let names: Vec<String> = match named {
        Some(names) => names.split_whitespace().map(str::to_ascii_uppercase).collect(),
        None if head => first.iter().map(|name| name.trim().to_ascii_uppercase()).collect(),
        None => Vec::new(),
    };
    let column = |wanted: &[&str]| {
        let name = |name: &String| wanted.contains(&name.rsplit(':').next().unwrap_or(name));
        names.iter().position(name)
    };
    let body = table.get(usize::from(head)..).unwrap_or_default();
    let values =
        |at: usize| body.iter().filter(move |row| row.len() == count).filter_map(move |row| row.get(at).copied());
    let share = |at: usize, holds: &dyn Fn(&str) -> bool| {
        let (all, some) = values(at).fold((0, 0), |(all, some), cell| (all + 1, some + usize::from(holds(cell))));
        all > 0 && some * 100 >= all * 95
    };
    let numbers =
        count > 2 && share(0, &|cell| cell.starts_with(|c: char| c.is_ascii_digit()) && cell.parse::<f64>().is_ok());
    let index = column(&["ID"]).or(numbers.then_some(0));
    let chosen = |which: &Which| {
        let at = match which {
            Which::At(at) => Some(*at),
            Which::Named(name) => names.iter().position(|it| it == name || it.rsplit(':').next() == Some(name)),
        };
        let missing = || match (which, names.is_empty()) {
            (Which::At(at), _) => format!("there is no column {at}; rows have {count}, counted from 0"),
            (Which::Named(name), true) => format!("there is no column {name}; no line names the columns"),
            (Which::Named(name), false) => format!("there is no column {name}, but {}", names.join(", ")),
        };
        at.filter(|at| *at < count).ok_or_else(missing)
    };
    let token = told.and_then(|told| told.token.as_ref()).map(chosen).transpose()?;
    let token = token.or_else(|| column(&["TOKEN", "FORM", "WORD"])).unwrap_or(index.map_or(0, |at| at + 1));
    let misc = column(&["MISC"]).or_else(|| (names.is_empty() && count >= 10).then_some(9));
    let has_labels = |at: usize, wanted: &dyn Fn(&str) -> bool| {
        values(at).flat_map(tags_of).filter_map(split).any(|(_, label)| wanted(label))
    };
    let is_tags = |at: &usize| Some(*at) != misc && share(*at, &is_tag);
    let found: Vec<usize> = (0..count).filter(|at| *at != token && Some(*at) != index).filter(is_tags).collect();
    let is_phrases = |at: usize| has_labels(at, &|_| true) && !has_labels(at, &|label| !PHRASES.contains(&label));
    let is_nothing = |at: usize| !values(at).any(|cell| cell == "O") && !has_labels(at, &|_| true);
    // Nearly every token is in a phrase, or has a part of speech; few are in a mention.
    let outside = |at: usize| values(at).filter(|cell| *cell == "O").count() * 4 >= values(at).count();
    let is_mentions = |at: &usize| !is_phrases(*at) && !is_nothing(*at) && (Some(at) == found.last() || outside(*at));
    let mut tags: Vec<usize> = found.iter().copied().filter(is_mentions).collect();
    let mut attrs = Vec::new();
    if let (Some(coarse), nested) = (column(&["NE-COARSE-LIT"]), column(&["NE-NESTED"])) {
        let others = names
            .iter()
            .enumerate()
            .filter(|(at, name)| name.starts_with("NE") && *at != coarse && Some(*at) != nested && *at < count);
        attrs = others.map(|(at, name)| (name.to_ascii_lowercase(), at)).collect();
        tags = [Some(coarse), nested].into_iter().flatten().collect();
    }
    if let Some(told) = told {
        tags = told.tags.iter().map(chosen).collect::<Result<_, _>>()?;
    }
    match tags.is_empty() {
        true => Err("no column holds tags such as B-PER, I-PER and O; --columns token=0,tag=3 names it".into()),
        false => Ok(Columns { tabs, count, token, index, tags, misc, attrs, head, told: told.is_some() }),
    }
}

/// Whether a file looks like one of these.
pub(super) fn looks(hint: &Hint<'_>) -> bool {
    let endings = [".conll", ".conllu", ".conllup", ".bio", ".iob", ".iob2", ".conll2003"];
    if hint.is_json() || hint.ends_with(".ann") {
        return false;
    }
    if endings.iter().any(|ending| hint.ends_with(ending)) || hint.head.starts_with("-DOCSTART-") {
        return true;
    }
    // The last line of the beginning may be cut.
    let lines = hint.head.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut rows: Vec<&str> = lines.take(40).collect();
    rows.pop();
    rows.len() > 2
        && columns(&rows, None, None)
            .is_ok_and(|columns| rows.iter().all(|row| cells(row, columns.tabs).len() == columns.count))
}
