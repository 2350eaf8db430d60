//! The sums over documents.

use crate::annot::proposal::Fate;
use crate::annot::score::{Scores, Tally};
use crate::annot::{AnnotatorName, Kind, Offered};

/// One document that counts.
pub(super) struct Held {
    pub scores: Scores,
    /// Of the gold, and of what is scored.
    pub kinds: [Kind; 2],
    /// Spans that are not found in the text any more, likewise.
    pub orphans: [u64; 2],
    pub pred_not_done: bool,
    /// Where a person decided on what a program offered.
    pub decided: Option<Decided>,
    /// What is wrong with records of the sidecars.
    pub faults: Vec<String>,
}

/// How many documents there are of which sort.
#[derive(Default)]
pub(super) struct Documents {
    pub counted: u64,
    pub not_done: u64,
    pub without_gold: u64,
    pub without_pred: u64,
    /// Of those that count, where a person is scored who is not done.
    pub pred_not_done: u64,
    /// What could not be read, wholly or in part.
    pub unreadable: u64,
}

impl Documents {
    /// All documents there are.
    pub fn seen(&self) -> u64 {
        self.counted + self.not_done + self.without_gold + self.without_pred
    }
}

/// What became of a program's proposals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Decided {
    pub accepted: u64,
    pub changed: u64,
    /// Of those, with another label.
    pub changed_label: u64,
    /// Of those, with other boundaries.
    pub changed_edge: u64,
    pub alike: u64,
    pub rejected: u64,
    pub later: u64,
    pub open: u64,
}

impl Decided {
    pub fn of<'a>(fates: impl Iterator<Item = &'a (Offered, Fate)>) -> Decided {
        let mut decided = Decided::default();
        for (_, fate) in fates {
            match fate {
                Fate::Accepted => decided.accepted += 1,
                Fate::Changed { label, edge } => {
                    decided.changed += 1;
                    decided.changed_label += u64::from(*label);
                    decided.changed_edge += u64::from(*edge);
                }
                Fate::Alike => decided.alike += 1,
                Fate::Rejected => decided.rejected += 1,
                Fate::Later => decided.later += 1,
                Fate::Open => decided.open += 1,
            }
        }
        decided
    }

    pub fn offered(&self) -> u64 {
        self.accepted + self.changed + self.alike + self.rejected + self.later + self.open
    }

    fn add(&mut self, other: Decided) {
        self.accepted += other.accepted;
        self.changed += other.changed;
        self.changed_label += other.changed_label;
        self.changed_edge += other.changed_edge;
        self.alike += other.alike;
        self.rejected += other.rejected;
        self.later += other.later;
        self.open += other.open;
    }
}

/// Everything there is to tell.
pub(super) struct Report {
    pub gold: AnnotatorName,
    pub pred: AnnotatorName,
    /// Whether documents that are not done count, too.
    pub all: bool,
    /// Of the gold, and of what is scored, in the first document that counts.
    pub kinds: Option<[Kind; 2]>,
    pub documents: Documents,
    pub orphans: [u64; 2],
    pub scores: Scores,
    pub decided: Option<Decided>,
    /// Each document that counts, where that is asked for.
    pub by_document: Option<Vec<(String, Tally)>>,
}

impl Report {
    pub fn new(gold: AnnotatorName, pred: AnnotatorName, all: bool, by_document: bool) -> Report {
        Report {
            gold,
            pred,
            all,
            kinds: None,
            documents: Documents::default(),
            orphans: [0; 2],
            scores: Scores::default(),
            decided: None,
            by_document: by_document.then(Vec::new),
        }
    }

    pub fn add(&mut self, document: &str, held: &Held) {
        self.documents.counted += 1;
        self.documents.pred_not_done += u64::from(held.pred_not_done);
        self.documents.unreadable += u64::from(!held.faults.is_empty());
        self.kinds.get_or_insert(held.kinds);
        self.orphans.iter_mut().zip(held.orphans).for_each(|(sum, more)| *sum += more);
        if let Some(decided) = held.decided {
            self.decided.get_or_insert_default().add(decided);
        }
        if let Some(documents) = &mut self.by_document {
            documents.push((document.to_owned(), held.scores.total()));
        }
        self.scores.add(&held.scores);
    }

    /// Why no document counts, and what to do.
    pub fn why_none(&self) -> String {
        let Report { gold, pred, documents, .. } = self;
        if documents.without_pred > 0 {
            let how = match pred.as_str() {
                crate::extract::BUILTIN => "`gloss extract PATH` writes one",
                _ => "check the name after --pred, or let the program write one",
            };
            return format!("no document counts: none that {gold} has done has a sidecar of {pred}; {how}");
        }
        if documents.not_done > 0 {
            let count = documents.not_done;
            return format!(
                "no document counts: {gold} has not marked any of {count} done; <Space>d does, or --all counts them"
            );
        }
        match documents.seen() {
            0 => "no document counts: none could be read".into(),
            _ => format!("no document counts: none has a sidecar of {gold}; check the name after --gold"),
        }
    }
}
