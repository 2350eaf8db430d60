//! The lines of an edit log: what was done to a set, so that it can be undone, or made again after a crash.
//!
//! A line is a checksum, a blank, and an inline TOML table in which records stand as in a sidecar, so that the log can
//! be read with the same eyes. A line that was cut off or damaged does not have its checksum.

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::sidecar::{Fields, push_record, push_review, push_string, record_of, review_of};
use super::{Change, Edit, History, Layer, Record, Transaction};
use crate::text::{CodePoint, Text};

/// Hexadecimal digits of SHA-256 that stand before each line.
const CHECKSUM: usize = 8;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A transaction was made.
    Do,
    /// It was taken back.
    Undo,
    /// It was made again.
    Redo,
}

impl Deed {
    const ALL: [Deed; 3] = [Deed::Do, Deed::Undo, Deed::Redo];

    /// The word in the log.
    fn name(self) -> &'static str {
        match self {
            Deed::Do => "do",
            Deed::Undo => "undo",
            Deed::Redo => "redo",
        }
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What.
    pub deed: Deed,
    /// With which transaction; the edit is the one that was applied, so for [`Deed::Undo`] the inverse of what was made.
    pub transaction: Transaction,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Something was done.
    Step(Step),
    /// Something was done on another text than the one that is open: the text's digest.
    Elsewhere(String),
    /// Everything before it is on the disk: the digest of the sidecar that holds it.
    Saved(String),
    /// Seconds of work that are not in the sidecar, all together.
    Worked(u64),
}

/// The text that records of a log count in.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The text.
    pub text: &'a Text,
    /// Its digest, see [`super::sidecar::text_digest`].
    pub digest: &'a str,
}

/// The line that says that `step` was done, and took the sidecar from the digest `before` to the digest `after`.
/// Without the end of the line.
pub fn step_line(step: &Step, before: &str, after: &str, page: Page<'_>) -> String {
    let Transaction { id, at, edit } = &step.transaction;
    let mut out = format!(
        "{{ deed = \"{}\", tx = \"{id}\", at = {at:.0}, before = \"{before}\", after = \"{after}\", text = ",
        step.deed.name()
    );
    push_string(&mut out, page.digest);
    out.push_str(", summary = ");
    push_string(&mut out, &edit.summary);
    out.push_str(&format!(", cursor = {}, changes = [", page.text.to_code_point(edit.cursor).0));
    for (i, change) in edit.changes().iter().enumerate() {
        out.push_str(if i > 0 { ", { " } else { "{ " });
        push_change(&mut out, change, page.text);
        out.push_str(" }");
    }
    out.push_str("] }");
    sealed(&out)
}

/// The line that says that everything before it is in the sidecar of this digest.
pub fn saved_line(after: &str) -> String {
    sealed(&format!("{{ saved = \"{after}\" }}"))
}

/// The line that says that so many seconds were worked which no sidecar holds.
pub fn worked_line(seconds: u64) -> String {
    sealed(&format!("{{ worked = {seconds} }}"))
}

/// A line with its checksum before it.
pub fn sealed(line: &str) -> String {
    format!("{} {line}", checksum(line))
}

fn checksum(line: &str) -> String {
    let digest = Sha256::digest(line);
    digest.iter().take(CHECKSUM / 2).map(|byte| format!("{byte:02x}")).collect()
}

fn push_change(out: &mut String, change: &Change, text: &Text) {
    match change {
        Change::Review { before, after } => {
            out.push_str("list = \"review\", before = ");
            push_review(out, before);
            out.push_str(", after = ");
            push_review(out, after);
        }
        Change::Record(change) => {
            let layer = change.before().or(change.after()).map_or("", |record| record.layer().key());
            out.push_str(&format!("list = \"{layer}\""));
            for (key, record) in [("before", change.before()), ("after", change.after())] {
                if let Some(record) = record {
                    out.push_str(&format!(", {key} = "));
                    push_record(out, record, text);
                }
            }
        }
    }
}

/// What a line says; `None` where it is damaged or of a later version.
pub fn read_line(line: &str, page: Page<'_>) -> Option<Line> {
    let (sum, line) = line.split_at_checked(CHECKSUM)?;
    let line = line.strip_prefix(' ').filter(|line| checksum(line) == sum)?;
    let Value::Table(table) = format!("l = {line}").parse::<Table>().ok()?.remove("l")? else { return None };
    let mut fields = Fields::from(table);
    if let Some(after) = fields.string("saved").ok()? {
        return Some(Line::Saved(after));
    }
    if let Some(seconds) = fields.count("worked").ok()? {
        return Some(Line::Worked(seconds));
    }
    let digest = fields.string("text").ok()??;
    if digest != page.digest {
        return Some(Line::Elsewhere(digest));
    }
    let word = fields.string("deed").ok()??;
    let deed = Deed::ALL.into_iter().find(|deed| deed.name() == word)?;
    let id = fields.id("tx").ok()??;
    let at = fields.moment("at").ok()??;
    let cursor = usize::try_from(fields.count("cursor").ok()??).ok()?;
    let mut edit = Edit::new(fields.string("summary").ok()??, page.text.to_byte(CodePoint(cursor))?);
    for change in fields.array("changes").ok()? {
        read_change(&mut edit, change, page.text)?;
    }
    Some(Line::Step(Step { deed, transaction: Transaction { id, at, edit } }))
}

fn read_change(edit: &mut Edit, change: Value, text: &Text) -> Option<()> {
    let mut fields = Fields::of(change).ok()?;
    let list = fields.string("list").ok()??;
    let (before, after) = (fields.table("before").ok()?, fields.table("after").ok()?);
    if list == "review" {
        edit.review(review_of(before?).ok()?, review_of(after?).ok()?);
        return Some(());
    }
    let layer = Layer::from_key(&list)?;
    let record = |table: Option<Table>| -> Option<Option<Record>> {
        table.map(|table| record_of(layer, table, text)).transpose().ok()
    };
    match (record(before)?, record(after)?) {
        (Some(before), Some(after)) => edit.replace(before, after),
        (Some(before), None) => edit.remove(before),
        (None, Some(after)) => edit.insert(after),
        (None, None) => return None,
    }
    Some(())
}

/// What can be undone and redone after these steps, the oldest first.
pub fn replay(steps: impl IntoIterator<Item = Step>) -> History {
    let (mut done, mut undone): (Vec<Transaction>, Vec<Transaction>) = (Vec::new(), Vec::new());
    for Step { deed, transaction } in steps {
        let taken = |list: &mut Vec<Transaction>| {
            let at = list.iter().rposition(|known| known.id == transaction.id)?;
            Some(list.remove(at))
        };
        match deed {
            Deed::Do => {
                undone.clear();
                done.push(transaction);
            }
            Deed::Undo => undone.extend(taken(&mut done)),
            Deed::Redo => done.extend(taken(&mut undone)),
        }
    }
    History::new(done, undone)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::annot::arbitrary::text_and_set;
    use crate::annot::sidecar::text_digest;
    use crate::annot::{AnnotationSet, Id, Review};

    /// The edit that makes the whole set of an empty one.
    fn everything(set: &AnnotationSet, cursor: usize) -> Edit {
        let mut edit = Edit::new("alles \u{1b}[2J\n", cursor);
        set.records().for_each(|record| edit.insert(record));
        edit.review(Review::default(), set.review.clone());
        edit
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// A step comes back as it was written, on one line that holds no control; a damaged line says nothing.
        #[test]
        fn a_line_says_what_was_done((text, set) in text_and_set(), cut in any::<prop::sample::Index>(), deed in 0usize..3) {
            let digest = text_digest(&text);
            let page = Page { text: &text, digest: &digest };
            let edit = everything(&set, text.len());
            let at = "2026-01-02T03:04:05Z".parse().unwrap();
            let step = Step { deed: Deed::ALL[deed], transaction: Transaction { id: Id::from_bits(5), at, edit } };
            let line = step_line(&step, "b", "a", page);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(read_line(&line, page), Some(Line::Step(step)));
            prop_assert_eq!(read_line(&line, Page { digest: "other", ..page }), Some(Line::Elsewhere(digest.clone())));
            let cut = line.floor_char_boundary(cut.index(line.len()));
            prop_assert_eq!(read_line(&line[..cut], page), None);
        }
    }

    #[test]
    fn what_was_taken_back_can_be_made_again_until_something_else_is_done() {
        let step = |deed, id| {
            let edit = Edit::new(format!("{id}"), 0);
            Step { deed, transaction: Transaction { id: Id::from_bits(id), at: Timestamp::UNIX_EPOCH, edit } }
        };
        let ids = |list: &[Transaction]| list.iter().map(|t| t.edit.summary.clone()).collect::<Vec<_>>().join(" ");
        let History { done, undone } = replay([
            step(Deed::Do, 1),
            step(Deed::Do, 2),
            step(Deed::Do, 3),
            step(Deed::Undo, 3),
            step(Deed::Undo, 2),
            step(Deed::Redo, 2),
        ]);
        assert_eq!((ids(&done), ids(&undone)), ("1 2".into(), "3".into()));
        let History { done, undone } = replay([step(Deed::Do, 1), step(Deed::Undo, 1), step(Deed::Do, 2)]);
        assert_eq!((ids(&done), ids(&undone)), ("2".into(), String::new()));
    }
}
