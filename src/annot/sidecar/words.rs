//! The words of a sidecar: its tags and stance targets, read without its text and without the rest of it.

use std::collections::BTreeMap;

use toml::Table;

use super::nesting::too_deep;

/// Tags and stance targets, and how often each was used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Tags put on documents.
    pub tags: BTreeMap<String, usize>,
    /// What stances are about.
    pub targets: BTreeMap<String, usize>,
}

impl Words {
    /// Counts the words of one sidecar. It relies on one record standing on one line, as [`super::write()`] has it;
    /// what does not look like that is passed over, and so is what a program said.
    pub fn count(&mut self, source: &str) {
        let mut list = None;
        for line in source.lines() {
            match line {
                "kind = \"model\"" => return,
                "tags = [" => list = Some((&mut self.tags, "tag")),
                "stances = [" => list = Some((&mut self.targets, "target")),
                "]" => list = None,
                _ => {
                    let Some((words, key)) = &mut list else { continue };
                    let record = format!("record = {}", line.trim().trim_end_matches(','));
                    let shallow = too_deep(&record).is_none();
                    let record: Option<Table> = shallow.then(|| toml::from_str(&record).ok()).flatten();
                    let word = record.as_ref().and_then(|table| table.get("record")?.get(*key)?.as_str());
                    if let Some(word) = word {
                        *words.entry(word.to_owned()).or_default() += 1;
                    }
                }
            }
        }
    }
}
