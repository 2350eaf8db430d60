//! The numbers of a CAS's structures: those that came in are kept, for others refer to them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::origin;
use super::INCEPTION;
use crate::annot::{AnnotationSet, Common};

/// Numbers that are free.
pub(super) struct Numbers {
    used: HashSet<i64>,
    next: i64,
}

impl Numbers {
    /// Those that nothing in a set has, nor what is kept with it.
    pub fn new(set: &AnnotationSet, verbatim: &[Map<String, Value>]) -> Numbers {
        let own = |common: &Common| origin::key(common, INCEPTION.name)?.parse().ok();
        let spans = set.spans().iter().filter_map(|span| own(&span.common));
        let arrows = set.relations().iter().filter_map(|arrow| own(&arrow.common));
        let kept = verbatim.iter().filter_map(|structure| structure.get("%ID")?.as_i64());
        Numbers { used: spans.chain(arrows).chain(kept).collect(), next: 1 }
    }

    /// The next that is free.
    pub fn fresh(&mut self) -> i64 {
        while self.used.contains(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        self.next - 1
    }
}
