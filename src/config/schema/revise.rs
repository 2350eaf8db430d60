//! Changing a word in a project file, with everything else in it kept as it is: comments, order, blanks.

use toml_edit::{Array, DocumentMut, Item, TableLike, Value};

use crate::annot::sweep::{Wish, Word};

/// The text of a project file after a word was renamed or removed; `None` where it does not have the word, or the wish
/// is about no word.
///
/// Where a word becomes one that stands there already, it goes. A relation that may start from or lead to a label
/// follows it.
///
/// # Errors
/// When the text is not TOML.
pub fn revise(text: &str, wish: &Wish) -> Result<Option<String>, String> {
    let (word, from, to) = match wish {
        Wish::Rename { word, from, to } => (*word, from.as_str(), Some(to.as_str())),
        Wish::Remove { word, name } => (*word, name.as_str(), None),
        Wish::Label { .. } | Wish::LabelPlaces { .. } => return Ok(None),
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let root = document.as_item_mut();
    let (definitions, key) = match word {
        Word::Label => (root.get_mut("labels"), "name"),
        Word::Tag => (root.get_mut("tags"), "name"),
        Word::Target => (root.get_mut("stance").and_then(|stance| stance.get_mut("targets")), "id"),
    };
    let mut changed = definitions.is_some_and(|definitions| revise_definitions(definitions, key, from, to));
    if word == Word::Label {
        for relation in root.get_mut("relations").map(tables).unwrap_or_default() {
            for end in ["from", "to"] {
                let names = relation.get_mut(end).and_then(Item::as_array_mut);
                changed |= names.is_some_and(|names| revise_names(names, from, to));
            }
        }
    }
    Ok(changed.then(|| document.to_string()))
}

/// The tables of a list, written with a head each or inline.
fn tables(list: &mut Item) -> Vec<&mut dyn TableLike> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter_mut().map(|table| table as &mut dyn TableLike).collect(),
        Item::Value(Value::Array(array)) => {
            let inline = array.iter_mut().filter_map(Value::as_inline_table_mut);
            inline.map(|table| table as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

fn revise_definitions(list: &mut Item, key: &str, from: &str, to: Option<&str>) -> bool {
    let names = |table: &dyn TableLike, name: &str| table.get(key).and_then(Item::as_str) == Some(name);
    let is_there = |list: &mut Item, name: &str| tables(list).iter().any(|table| names(*table, name));
    if !is_there(list, from) {
        return false;
    }
    match to.filter(|to| !is_there(list, to)) {
        Some(to) => {
            for table in tables(list).into_iter().filter(|table| names(*table, from)) {
                if let Some(value) = table.get_mut(key).and_then(Item::as_value_mut) {
                    reword(value, to);
                }
            }
        }
        None => match list {
            Item::ArrayOfTables(tables) => tables.retain(|table| !names(table, from)),
            Item::Value(Value::Array(array)) => {
                array.retain(|value| !value.as_inline_table().is_some_and(|table| names(table, from)));
            }
            _ => return false,
        },
    }
    true
}

/// Whether a list of names had the word.
fn revise_names(names: &mut Array, from: &str, to: Option<&str>) -> bool {
    let is = |value: &Value, name: &str| value.as_str() == Some(name);
    if !names.iter().any(|value| is(value, from)) {
        return false;
    }
    match to.filter(|to| !names.iter().any(|value| is(value, to))) {
        Some(to) => names.iter_mut().filter(|value| is(value, from)).for_each(|value| reword(value, to)),
        None => names.retain(|value| !is(value, from)),
    }
    true
}

/// Another text in the place of a value, with the blanks and comments around it.
fn reword(value: &mut Value, text: &str) {
    let decor = value.decor().clone();
    *value = Value::from(text);
    *value.decor_mut() = decor;
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "# our project\n[project]\nname = \"öl\"  # short\n\n# people\n[[labels]]\nname = 'PER' # \
                           by name\nkey = \"P\"\n\n[[labels]]\nname = \"ORG\"\n\n[[relations]]\nname = \"works\"\n\
                           from = [\"PER\", \"X\"]\nto = [ \"ORG\" ] # end\n\n[stance]\ntargets = [{ id = \"nato\", \
                           question = \"?\" }, { id = \"eu\" }]\n";

    fn rename(word: Word, from: &str, to: &str) -> Option<String> {
        revise(PROJECT, &Wish::Rename { word, from: from.into(), to: to.into() }).unwrap()
    }

    #[test]
    fn only_the_word_changes() {
        let renamed = rename(Word::Label, "PER", "PERSON").unwrap();
        assert_eq!(renamed, PROJECT.replace("'PER'", "\"PERSON\"").replace("\"PER\", \"X\"", "\"PERSON\", \"X\""));
        let target = rename(Word::Target, "nato", "nato-expansion").unwrap();
        assert_eq!(target, PROJECT.replace("\"nato\"", "\"nato-expansion\""));
        assert_eq!(rename(Word::Tag, "x", "y"), None);
        assert_eq!(rename(Word::Label, "LOC", "PLACE"), None);
    }

    #[test]
    fn what_becomes_another_or_goes_is_taken_out() {
        let merged = rename(Word::Label, "PER", "ORG").unwrap();
        assert!(!merged.contains("PER") && merged.contains("to = [ \"ORG\" ] # end"), "{merged}");
        let removed = revise(PROJECT, &Wish::Remove { word: Word::Target, name: "eu".into() }).unwrap().unwrap();
        assert!(removed.contains("nato") && !removed.contains("eu\"") && removed.starts_with("# our project"));
        assert!(revise("a = ", &Wish::Remove { word: Word::Tag, name: "x".into() }).is_err());
    }
}
