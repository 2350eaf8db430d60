//! The list of documents over the whole screen: what is known of each, and which are shown.

use std::collections::HashMap;
use std::sync::Arc;

use crate::annot::{AnnotationSet, Status};
use crate::corpus::listing::{Group, Listing};
use crate::corpus::summary::Summary;
use crate::store::catalog::Catalog;

/// How much an annotator said of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// How far the annotator is.
    pub status: Status,
    /// Spans, cues and evidence left out.
    pub labels: usize,
    /// Tags.
    pub tags: usize,
    /// Stances.
    pub stances: usize,
}

impl Counts {
    /// What is in a set.
    pub fn of(set: &AnnotationSet) -> Counts {
        let is_own = |label: &str| !crate::annot::build::PROPS.contains(&label);
        Counts {
            status: set.review.status,
            labels: set.spans().iter().filter(|span| is_own(&span.label)).count(),
            tags: set.tags().len(),
            stances: set.stances().len(),
        }
    }
}

/// What stands in a row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The title of a group, and how many documents it has.
    Group(String, usize),
    /// A document, by its place in the library.
    Document(usize),
}

/// What is known of the documents, and how they are listed.
#[derive(Debug, Default)]
pub struct Roster {
    /// Which documents are listed, and how.
    pub listing: Listing,
    /// The row looked at.
    pub selected: usize,
    /// The number of the last list that was asked for.
    pub number: u64,
    /// How far that is: files looked at, of how many. `None` when it has come.
    pub progress: Option<(usize, usize)>,
    /// What is known of the documents, by their places in the library.
    catalog: Option<Arc<Catalog>>,
    /// What the annotator said in this sitting, which the catalog may not know.
    touched: HashMap<usize, Counts>,
    rows: Vec<Row>,
}

impl Roster {
    /// Takes in a list: its documents in order.
    pub fn take(&mut self, catalog: Arc<Catalog>, groups: &[Group]) -> Vec<u32> {
        let looked_at = self.document();
        self.catalog = Some(catalog);
        self.progress = None;
        self.rows.clear();
        for group in groups {
            if !group.title.is_empty() {
                self.rows.push(Row::Group(group.title.clone(), group.documents.len()));
            }
            self.rows.extend(group.documents.iter().map(|number| Row::Document(*number as usize)));
        }
        self.look_at(looked_at);
        groups.iter().flat_map(|group| group.documents.iter().copied()).collect()
    }

    /// Lists `count` documents as they were found.
    pub fn take_all(&mut self, count: usize) {
        let looked_at = self.document();
        self.rows.clear();
        self.rows.extend((0..count).map(Row::Document));
        self.look_at(looked_at);
    }

    /// What is known of a document.
    pub fn summary(&self, document: usize) -> Option<&Summary> {
        self.catalog.as_ref()?.get(document)
    }

    /// Whether something is known of the documents.
    pub fn is_known(&self) -> bool {
        self.catalog.is_some()
    }

    /// How much `annotator` said of a document.
    pub fn counts(&self, document: usize, annotator: &str) -> Option<Counts> {
        if let Some(counts) = self.touched.get(&document) {
            return Some(*counts);
        }
        let summary = self.summary(document)?;
        let Some(set) = summary.set(annotator) else { return Some(Counts::default()) };
        Some(Counts {
            status: set.status,
            labels: set.spans() as usize,
            tags: set.tags.len(),
            stances: set.stances.len(),
        })
    }

    /// The annotator's set of a document is this one now.
    pub fn touch(&mut self, document: usize, set: &AnnotationSet) {
        self.touched.insert(document, Counts::of(set));
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The document looked at.
    pub fn document(&self) -> Option<usize> {
        match self.rows.get(self.selected)? {
            Row::Document(document) => Some(*document),
            Row::Group(..) => None,
        }
    }

    /// Looks at the row of a document, where it has one.
    pub fn look_at(&mut self, document: Option<usize>) {
        let row = self.rows.iter().position(|row| matches!(row, Row::Document(it) if Some(*it) == document));
        self.selected = row.unwrap_or(0);
        self.step(0);
    }

    /// Looks at the document `step` rows further; titles of groups are passed over.
    pub fn step(&mut self, step: i64) {
        let last = i64::try_from(self.rows.len()).unwrap_or(i64::MAX).saturating_sub(1).max(0);
        let at = i64::try_from(self.selected).unwrap_or(0).saturating_add(step).clamp(0, last);
        self.selected = usize::try_from(at).unwrap_or(0);
        let is_document = |row: usize| matches!(self.rows.get(row), Some(Row::Document(_)));
        let after = (self.selected..self.rows.len()).find(|row| is_document(*row));
        let before = (0..self.selected).rev().find(|row| is_document(*row));
        let found = if step < 0 { before.filter(|_| !is_document(self.selected)).or(after) } else { after.or(before) };
        self.selected = found.unwrap_or(self.selected);
    }
}
