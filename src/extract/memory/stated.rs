//! Evidence in a sidecar alone, without the article it belongs to.

use jiff::Timestamp;
use toml::{Table, Value};

use super::evidence::{Evidence, PASSING};
use crate::text::Span;

/// What a sidecar, parsed, says of strings: the same as [`super::decisions_of`] says of its set.
pub fn decisions_in(sidecar: &Table) -> Vec<Evidence> {
    let standing: Vec<(Span, Evidence)> =
        records(sidecar, "spans").filter_map(|record| evidence(record, true)).collect();
    let covered = |span: Span| standing.iter().any(|(stands, _)| stands.overlaps(span));
    let rejected = records(sidecar, "rejected").filter_map(|record| evidence(record, false));
    let rejected: Vec<Evidence> = rejected.filter(|(span, _)| !covered(*span)).map(|(_, evidence)| evidence).collect();
    standing.iter().map(|(_, evidence)| evidence.clone()).chain(rejected).collect()
}

fn records<'a>(sidecar: &'a Table, list: &str) -> impl Iterator<Item = &'a Table> {
    sidecar.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

/// The place of a record, in code points, and what it says.
fn evidence(record: &Table, is_accepted: bool) -> Option<(Span, Evidence)> {
    let number = |key| record.get(key).and_then(Value::as_integer).and_then(|number| usize::try_from(number).ok());
    let string = |key| record.get(key).and_then(Value::as_str);
    let label = string("label").filter(|label| !PASSING.contains(label))?;
    if record.contains_key("parts") {
        return None;
    }
    let at: Option<Timestamp> = record.get("at").and_then(|at| at.to_string().parse().ok());
    let evidence = Evidence { at, text: string("text")?.to_owned(), label: label.to_owned(), is_accepted };
    Some((Span::new(number("start")?, number("end")?), evidence))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::decisions_of;
    use super::*;
    use crate::annot::arbitrary::text_and_set;
    use crate::annot::sidecar::write;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// A sidecar alone says the same as its set on its text.
        #[test]
        fn the_file_says_what_the_set_says((text, set) in text_and_set()) {
            let mut alone = decisions_in(&write(&set, &text).parse().unwrap());
            let mut together = decisions_of(&set, &text);
            alone.sort();
            together.sort();
            prop_assert_eq!(alone, together);
        }
    }
}
