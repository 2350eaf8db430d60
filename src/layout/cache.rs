//! A bounded memory of block layouts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::rc::Rc;

use super::{BlockLayout, Measure, lay_out};
use crate::doc::Document;

/// Glyphs that one generation may hold, at 16 bytes each.
const GENERATION: usize = 1 << 18;

type Layouts = HashMap<(usize, Measure), Rc<BlockLayout>>;

/// The block layouts of one document that were used last.
///
/// It changes inside but not to the eye: an answer is always what [`lay_out`] gives. It belongs to one document and
/// must be cleared before another one is asked about.
#[derive(Default)]
pub struct LayoutCache(RefCell<Generations>);

/// When the young are too many they become the old, and the old that nobody asked for are forgotten.
#[derive(Default)]
struct Generations {
    young: Layouts,
    old: Layouts,
    glyphs: usize,
}

impl LayoutCache {
    /// An empty cache.
    pub fn new() -> LayoutCache {
        LayoutCache::default()
    }

    /// The layout of one block of the document that the cache belongs to.
    pub fn get(&self, doc: &Document, block: usize, measure: Measure) -> Rc<BlockLayout> {
        let key = (block, measure);
        let mut memory = self.0.borrow_mut();
        if let Some(layout) = memory.young.get(&key) {
            return Rc::clone(layout);
        }
        let layout = memory.old.remove(&key).unwrap_or_else(|| Rc::new(lay_out(doc, block, measure)));
        memory.keep(key, Rc::clone(&layout));
        layout
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.take();
    }
}

impl Generations {
    fn keep(&mut self, key: (usize, Measure), layout: Rc<BlockLayout>) {
        if self.glyphs > GENERATION {
            self.old = mem::take(&mut self.young);
            self.glyphs = 0;
        }
        self.glyphs += 1 + layout.rows.iter().map(|row| row.glyphs.len()).sum::<usize>();
        self.young.insert(key, layout);
    }
}

impl fmt::Debug for LayoutCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = self.0.borrow();
        f.debug_struct("LayoutCache").field("young", &memory.young.len()).field("old", &memory.old.len()).finish()
    }
}
