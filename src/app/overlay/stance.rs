//! The stance panel: holder → target: value, with degree, evidence, confidence and a note.

use crate::annot::build::Evidence;
use crate::annot::{Holder, Stance};

/// A stance being recorded.
#[derive(Debug, Clone)]
pub struct StancePanel {
    /// The stance being changed; `None` for a new one.
    pub before: Option<Stance>,
    /// Who holds it.
    pub holder: Holder,
    /// What it is about; empty until it is chosen.
    pub target: String,
    /// The value; `None` until it is chosen.
    pub value: Option<String>,
    /// −2 to +2.
    pub degree: Option<i8>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Passages that can be taken as evidence: the selection, the quotation under the cursor.
    pub offered: Option<Evidence>,
    /// Whether the text says it in so many words.
    pub explicit: Option<bool>,
    /// How sure the annotator is, in tenths.
    pub confidence: Option<u8>,
    /// Free text.
    pub note: String,
    /// The line looked at.
    pub field: StanceField,
}

/// The lines of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StanceField {
    /// Who.
    Holder,
    /// About what.
    Target,
    /// For or against.
    Value,
    /// How strongly.
    Degree,
    /// Shown by what.
    Evidence,
    /// In so many words?
    Explicit,
    /// How sure.
    Confidence,
    /// Free text.
    Note,
}

impl StanceField {
    /// The lines from top to bottom.
    pub const ALL: [StanceField; 8] = [
        StanceField::Holder,
        StanceField::Target,
        StanceField::Value,
        StanceField::Degree,
        StanceField::Evidence,
        StanceField::Explicit,
        StanceField::Confidence,
        StanceField::Note,
    ];

    /// The word in front of the line.
    pub fn name(self) -> &'static str {
        match self {
            StanceField::Holder => "holder",
            StanceField::Target => "target",
            StanceField::Value => "value",
            StanceField::Degree => "degree",
            StanceField::Evidence => "evidence",
            StanceField::Explicit => "explicit",
            StanceField::Confidence => "confidence",
            StanceField::Note => "note",
        }
    }
}

impl StancePanel {
    /// The line `step` further, around the ends.
    pub fn step(&mut self, step: i64) {
        let count = i64::try_from(StanceField::ALL.len()).unwrap_or(1);
        let at = StanceField::ALL.iter().position(|field| *field == self.field).unwrap_or(0);
        let next = (i64::try_from(at).unwrap_or(0) + step).rem_euclid(count);
        let next = usize::try_from(next).unwrap_or(0);
        self.field = StanceField::ALL.get(next).copied().unwrap_or(StanceField::Holder);
    }

    /// One step stronger or weaker; stepping out at either end takes the degree away.
    pub fn turn_degree(&mut self, step: i8) {
        self.degree = match self.degree {
            None => Some(step.signum()),
            Some(degree) => Some(degree + step).filter(|degree| (-2..=2).contains(degree)),
        };
    }

    /// 10 %, 20 %, … 100 %, and back to nothing said.
    pub fn turn_confidence(&mut self) {
        self.confidence = match self.confidence {
            None => Some(10),
            Some(1) => None,
            Some(tenths) => Some(tenths - 1),
        };
    }

    /// Yes, no, nothing said.
    pub fn turn_explicit(&mut self) {
        self.explicit = match self.explicit {
            None => Some(true),
            Some(true) => Some(false),
            Some(false) => None,
        };
    }

    /// Takes the offered passage as evidence, or drops it again.
    pub fn toggle_evidence(&mut self) {
        if let Some(offered) = &self.offered {
            if self.evidence.contains(offered) {
                self.evidence.retain(|evidence| evidence != offered);
            } else {
                self.evidence.push(offered.clone());
            }
        }
    }
}
