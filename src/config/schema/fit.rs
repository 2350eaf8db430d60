//! Whether a set says only what the schema allows.

use std::collections::BTreeMap;

use super::Schema;
use crate::annot::AnnotationSet;
use crate::annot::build::{CUE, EVIDENCE};

impl Schema {
    /// What `set` says that the schema does not have, a line each: labels, tags, stance targets and values, with how
    /// often.
    pub fn misfits(&self, set: &AnnotationSet) -> Vec<String> {
        let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for span in set.spans().iter().filter(|span| ![CUE, EVIDENCE].contains(&span.label.as_str())) {
            if self.label(&span.label).is_none() {
                *found.entry(("label", &span.label)).or_default() += 1;
            }
        }
        for tag in set.tags().iter().filter(|_| !self.tags_free) {
            if self.tags.iter().all(|known| known.name != tag.tag) {
                *found.entry(("tag", &tag.tag)).or_default() += 1;
            }
        }
        for stance in set.stances() {
            if !self.stance.targets_free && self.target(&stance.target).is_none() {
                *found.entry(("stance target", &stance.target)).or_default() += 1;
            }
            if self.stance.values.iter().all(|known| known.name != stance.value) {
                *found.entry(("stance value", &stance.value)).or_default() += 1;
            }
        }
        let times = |count: usize| if count == 1 { String::new() } else { format!(" ({count} times)") };
        found
            .into_iter()
            .map(|((what, word), count)| format!("the schema has no {what} {word:?}{}", times(count)))
            .collect()
    }
}
